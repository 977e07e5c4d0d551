"""Mutation testing: do the tests notice when a module is changed?

    make mutation
    python experiments/reliability/mutation.py --mutants 500 --seed 0
    python experiments/reliability/mutation.py paper_repro/core/text --mutants 0

Draws mutants (``mutants.py``: one operator, number or condition replaced) of the modules in some folders, and runs for
each, in a copy of the project, the tests of the folder's mirror below ``tests/`` that reach the changed statement, and
the examples in docstrings, until one fails. A mutant that no test notices survives; ``equivalent_mutants.tsv`` says of
survivors that were looked at why nobody could notice them, or need not. Costs about half an hour on one core.
Files: results/reliability/mutation.{md,csv,json}; status 1 where less than ``--least`` of the mutants are killed.
"""

from __future__ import annotations

import argparse
import fnmatch
from collections.abc import Sequence
from pathlib import Path

from mutant_runs import run_mutants
from mutants import draw, places
from mutation_table import make_table, read_judged

from paper_repro.core.command_line import run_main, show
from paper_repro.core.errors import UserError
from paper_repro.core.progress import track

PROJECT = Path(__file__).resolve().parents[2]
PATHS = ("paper_repro/datasets", "paper_repro/core/records", "paper_repro/core/evaluation")
EXAMPLES = "tests/test_examples.py"
JUDGED = Path(__file__).with_name("equivalent_mutants.tsv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", default=PATHS, metavar="PATH", help="folders or modules of the project")
    # Claims are statements on finished runs: the tests of their papers, which train, would run for each mutant.
    parser.add_argument("--without", nargs="*", default=["claims.py"], metavar="NAME", help="patterns of file names")
    parser.add_argument("--tests", nargs="*", metavar="PATH", help="default: the folders' mirrors below tests/")
    parser.add_argument("--mutants", type=int, default=500, metavar="N", help="sample of this size; 0: all")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--least", type=float, default=0.85, metavar="SHARE")
    parser.add_argument("--out", type=Path, default=Path("results"))
    arguments = parser.parse_args()
    run_main(lambda: _main(arguments))


def _main(arguments: argparse.Namespace) -> int:
    sources = read_sources(PROJECT, arguments.paths, arguments.without)
    tests = arguments.tests or mirrors(PROJECT, arguments.paths)
    found = [place for file, source in sources.items() for place in places(source, file)]
    mutants = draw(found, sources, arguments.mutants, arguments.seed)
    results = list(track(run_mutants(PROJECT, mutants, sources, tests), len(mutants), "mutants", "mutant"))
    spots = {place.spot: place.folder for place in found}
    table = make_table(results, list(spots.values()), read_judged(JUDGED), arguments.seed, arguments.mutants == 0)
    show(table, arguments.out)
    killed = sum(result.killed for result in results)
    return 0 if results and killed >= arguments.least * len(results) else 1


def read_sources(project: Path, paths: Sequence[str], without: Sequence[str]) -> dict[str, str]:
    """Texts of the modules in some folders, by their path relative to the project.

    Raises:
        UserError: a path holds no module.
    """
    sources = {}
    for path in paths:
        files = sorted((project / path).rglob("*.py")) if (project / path).is_dir() else [project / path]
        files = [file for file in files if not any(fnmatch.fnmatch(file.name, pattern) for pattern in without)]
        if not files or not all(file.is_file() for file in files):
            raise UserError(f"{path}: a module or folder of modules below {project} expected. Received: none.")
        sources |= {str(file.relative_to(project)): file.read_text(encoding="utf-8") for file in files}
    return sources


def mirrors(project: Path, paths: Sequence[str]) -> list[str]:
    """Folders of tests for folders of modules, and the test that runs the examples in docstrings.

    Raises:
        UserError: a folder has no mirror.
    """
    found = []
    for path in paths:
        folder = Path(path) if (project / path).is_dir() else Path(path).parent
        mirror = Path("tests", *folder.parts[1:])
        if not (project / mirror).is_dir():
            raise UserError(f"{path}: no folder of tests {mirror}. Name its tests with --tests.")
        found.append(str(mirror))
    return [*dict.fromkeys(found), *([EXAMPLES] if (project / EXAMPLES).is_file() else [])]


if __name__ == "__main__":
    main()
