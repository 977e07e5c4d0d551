"""What every loader does with a folder and a table: find the file, read it strictly, say what is wrong in one line."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.files import whole_file

#: Extensions that libsndfile reads and that people keep clips in.
AUDIO_EXTENSIONS = (".mp3", ".wav", ".flac", ".ogg", ".opus", ".aif", ".aiff", ".au")


@dataclass
class Report:
    """What ``validate`` found: counts by name, everything refused, and what is odd but can be used (``noted``)."""

    counts: dict[str, int] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    noted: list[Refusal] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """All that is refused or noted, as csv: ``verdict,item,reason,detail``."""
        with whole_file(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(("verdict", "item", "reason", "detail"))
            for verdict, items in (("refused", self.refused), ("noted", self.noted)):
                table.writerows((verdict, item.item, item.reason, item.detail) for item in items)


def existing_folder(root: str | Path, layout: str) -> Path:
    """``root`` as a path, once it is known to be a folder with something in it.

    Raises:
        UserError: it does not exist, is a file, or is empty; ``layout`` says what belongs there.
    """
    root = Path(root).expanduser()
    if not root.exists():
        raise UserError(f"--data {root}: no such folder. Expected there: {layout}")
    if not root.is_dir():
        raise UserError(f"--data {root}: is a file, not a folder. Expected there: {layout}")
    if not any(root.iterdir()):
        raise UserError(f"--data {root}: the folder is empty. Expected there: {layout}")
    return root


def read_table(path: Path, columns: Sequence[str], *, separator: str = ",", header: bool = True) -> pd.DataFrame:
    """A published table as strings, every cell kept as it was written, blank cells as ``""``.

    A byte order mark and CRLF line ends are accepted: spreadsheets add them. Columns beyond ``columns`` are ignored.

    Raises:
        UserError: the file is missing, not UTF-8, not a table, or lacks one of ``columns``.
    """
    try:
        with warnings.catch_warnings():
            # A first row with more cells than the header is cut with no more than this warning.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                path,
                sep=separator,
                header=0 if header else None,
                names=None if header else list(columns),
                dtype=str,
                keep_default_na=False,
                encoding="utf-8-sig",
                quoting=0 if header else 3,
                index_col=False,
            )
    except FileNotFoundError:
        raise UserError(f"{path}: no such file.") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8.") from None
    except (pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError) as error:
        raise UserError(f"{path}: not a table of {','.join(columns)} ({error}); restore the published file.") from None
    missing = [name for name in columns if name not in table.columns]
    if missing:
        received = ",".join(map(str, table.columns[:8]))
        raise UserError(
            f"{path}: header must be {','.join(columns)}. Missing: {','.join(missing)}. Received: {received}."
        )
    if table.isna().any(axis=None):
        line = int(table.isna().any(axis=1).idxmax()) + (2 if header else 1)
        raise UserError(
            f"{path} line {line}: fewer cells than the {len(columns)} expected; restore the published file."
        )
    return table[list(columns)]


def audio_files(folder: Path) -> tuple[dict[str, Path], list[Path]]:
    """Sound files directly in ``folder`` by stem, and those that another file of the same stem stands before.

    The first extension of ``AUDIO_EXTENSIONS`` wins; links that lead nowhere are no files.
    """
    if not folder.is_dir():
        return {}, []
    paths = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in AUDIO_EXTENSIONS and path.is_file()]
    paths.sort(key=lambda path: AUDIO_EXTENSIONS.index(path.suffix.lower()))
    found: dict[str, Path] = {}
    for path in paths:
        found.setdefault(path.stem, path)
    return found, [path for path in paths if found[path.stem] != path]
