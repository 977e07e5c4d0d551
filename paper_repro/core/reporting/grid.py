"""What the scripts under ``experiments/`` share: grids by name, some of which set options themselves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from paper_repro.core.command_line import Options, run_main, run_script
from paper_repro.core.errors import UserError
from paper_repro.core.reporting.table import Table

#: Options that a grid sets itself -> their values.
Fixed = Mapping[str, Any]


def grid_main(
    grids: Mapping[str, Fixed],
    produce: Callable[[str, Any], Table],
    description: str | None,
    kind: type[Options] = Options,
    argv: Sequence[str] | None = None,
) -> NoReturn:
    """The script: ``NAME [options]``. ``produce(name, options)`` is called with what the grid sets already set."""
    words = list(sys.argv[1:] if argv is None else argv)
    wanted = words[0] if words else None
    if wanted not in grids and wanted not in ("-h", "--help"):
        run_main(lambda: _refuse(grids, wanted))
    fixed = grids.get(wanted, {})

    def checked(options: Options) -> Table:
        refuse_what_the_grid_sets(wanted, fixed, words[1:])
        return produce(wanted, replace(options, **fixed))

    run_script(checked, description, words if wanted not in grids else words[1:], kind)


def _refuse(grids: Mapping[str, Fixed], wanted: str | None) -> NoReturn:
    received = "nothing" if wanted is None else repr(wanted)
    raise UserError(f"the grid's name comes first, one of {', '.join(grids)}. Received: {received}.")


def refuse_what_the_grid_sets(name: str, fixed: Fixed, words: Sequence[str]) -> None:
    """Stops where the command line gives an option, or the beginning of one, that the grid has its own value for.

    Raises:
        UserError: it does.
    """
    for option, value in fixed.items():
        for word in words:
            given = word.split("=")[0]
            if len(given) > 2 and f"--{option}".startswith(given):
                raise UserError(f"{given}: the grid {name} sets --{option} {value} itself; leave it out.")


def folder_name(key: str) -> str:
    """A row's name as that of its run folder."""
    return "".join(letter if letter.isalnum() else "_" for letter in key)
