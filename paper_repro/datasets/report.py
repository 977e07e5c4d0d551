"""The result of checking a data set: counts, and the items that were refused or noted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.files import probe, whole_file
from paper_repro.datasets.folder import expanded, is_folder


@dataclass
class Report:
    """The result of ``validate``.

    Attributes:
        counts: numbers by name, in the order in which they are printed.
        refused: items that cannot be used, with the reason.
        noted: items that can be used and differ from the published ones.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> path = Path(tempfile.mkdtemp()) / "refused.csv"
        >>> Report(refused=[Refusal("a.mp3", "empty", "zero bytes")]).write(path)
        >>> print(path.read_text(encoding="utf-8"), end="")
        verdict,item,reason,detail
        refused,a.mp3,empty,zero bytes
    """

    counts: dict[str, int | float] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    noted: list[Refusal] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Writes every refused and noted item as UTF-8 csv with header ``verdict,item,reason,detail``.

        Raises:
            UserError: the file cannot be written there.
        """
        rows = [
            (verdict, item.item, item.reason, item.detail)
            for verdict, items in (("refused", self.refused), ("noted", self.noted))
            for item in items
        ]
        with (
            _list_errors(path) as target,
            whole_file(target) as temporary,
            temporary.open("w", newline="", encoding="utf-8") as file,
        ):
            table = csv.writer(file, lineterminator="\n")
            table.writerow(("verdict", "item", "reason", "detail"))
            table.writerows(rows)


def check_list(path: Path) -> None:
    """Checks that ``Report.write`` can write ``path``, before the hours that a report may take.

    Raises:
        UserError: it cannot.
    """
    with _list_errors(path) as target:
        probe(target)


@contextmanager
def _list_errors(path: Path) -> Iterator[Path]:
    """The file that ``--list`` names; what goes wrong with it is a UserError."""
    path = expanded(path, "--list")
    if is_folder(path):
        raise UserError(f"--list {path}: is a folder; name a file to write, such as {path / 'refused.csv'}.")
    try:
        yield path
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(f"--list {path}: cannot be written ({reason}); name another file.") from None
