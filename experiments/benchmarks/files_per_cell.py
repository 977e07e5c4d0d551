"""How many of our files a clip passes between its sound file and a table cell.

    python experiments/benchmarks/files_per_cell.py [--row cnn1d_lstm-multiple]

Records of 60 rendered clips, one training with the smoke preset, its score with its interval as a printed cell. Counted
are the files of the package, writers of the sample corpus aside, whose functions are called (``sys.setprofile``, all
threads), and of these the ones that are handed the clips' data: an array, a tensor, a table or an interval. The others
are declarations, checks and the command line. Comprehensions and class bodies are no functions.
"""

import argparse
import inspect
import sys
import threading
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import paper_repro
from paper_repro.core.command_line import Options
from paper_repro.sample import default_corpus

PACKAGE = Path(paper_repro.__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--row", default="cnn1d_lstm-multiple")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        corpus = default_corpus("majorminer", 60)
        called: set[tuple[str, str]] = set()
        handed: set[str] = set()

        def count(frame, event, argument):
            code = frame.f_code
            # Bodies of modules and classes run at import and are no functions.
            function = code.co_flags & inspect.CO_OPTIMIZED and not code.co_name.startswith("<")
            if event == "call" and function and code.co_filename.startswith(str(PACKAGE)):
                called.add((code.co_filename, code.co_qualname))
                if any(_is_data(value) for value in frame.f_locals.values()):
                    handed.add(code.co_filename)

        threading.setprofile(count)
        sys.setprofile(count)
        cell = _cell(Options(data=corpus, preset="smoke", runs=Path(folder)), arguments.row)
        sys.setprofile(None)
        threading.setprofile(None)
    files = Counter(path for path, _ in called if not path.startswith(str(PACKAGE / "sample")))
    for path, number in files.most_common():
        print(f"{number:4} {'data' if path in handed else '    '} {Path(path).relative_to(PACKAGE)}")
    print(f"{cell}: {len(files)} files, {files.total()} functions; {len(handed & set(files))} files are handed data")


def _is_data(value) -> bool:
    """Whether a value is or holds what is computed of a clip."""
    if isinstance(value, list | tuple):
        return any(_is_data(inner) for inner in value[:3])
    names = {kind.__name__ for kind in type(value).__mro__}
    return bool(names & {"ndarray", "Tensor", "EagerTensor", "KerasTensor", "DataFrame", "Interval"})


def _cell(options: Options, row: str) -> str:
    from paper_repro.core.evaluation.intervals import mean_interval
    from paper_repro.core.reporting.formats import percent
    from paper_repro.core.training.rows import run_rows
    from paper_repro.majorminer.paper import PAPER

    outcome = run_rows(PAPER, options, PAPER.configs(options, [row])).rows[row]
    return percent(mean_interval(outcome.scores("bleu2")))


if __name__ == "__main__":
    main()
