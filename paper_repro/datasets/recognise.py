"""Which data set a folder holds, recognised by the names of its files (every data set's ``MARKS``)."""

from __future__ import annotations

from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.datasets import REGISTRY
from paper_repro.datasets.folder import has_match


def recognise(root: str | Path) -> str | None:
    """The data set that a folder holds.

    Args:
        root: an existing folder.

    Returns:
        The first name in ``NAMES`` one of whose ``MARKS`` matches a file or folder below ``root``; None without a
        match.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> root = Path(tempfile.mkdtemp())
        >>> recognise(root) is None
        True
        >>> (root / "musiccaps-public.csv").touch()
        >>> recognise(root)
        'musiccaps'
    """
    for name, module in REGISTRY.items():
        if any(has_match(Path(root), mark) for mark in module.MARKS):
            return name
    return None


def refuse_other(root: Path, wanted: str, layout: str) -> None:
    """Checks that a folder holds one particular data set.

    Args:
        root: an existing folder.
        wanted: name of the data set.
        layout: its expected files, for the error message.

    Raises:
        UserError: ``root`` holds another data set, or none that is known.
    """
    recognised = recognise(root)
    if recognised == wanted:
        return
    actual = f"looks like {recognised}" if recognised else "is no data set known here"
    raise UserError(f"--data {root}: {actual}, not {wanted}. Expected there: {layout}")
