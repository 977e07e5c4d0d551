"""Which data set a folder holds, told by the one file or folder that only that set has."""

from __future__ import annotations

from pathlib import Path

from paper_repro.core.errors import UserError

#: Any one of these marks the set: patterns of names, which are the publishers' own.
MARKS = {
    "majorminer": ("captions.csv", "majorminer_crawl_2014.tsv"),
    "musiccaps": ("musiccaps-public.csv",),
    "cal500exp": ("SegLabelHard",),
    "magnatagatune": ("annotations_final.csv", "annotations_final.csv.gz"),
    "conceptual_captions": ("*_GCC*.tsv", "captions.txt"),
    "msd": (
        "tracks_per_year*.txt", "YearPrediction*.txt", "*unique_tracks*.txt", "TR*.h5", "*/TR*.h5",
        "[A-Z]/[A-Z]/[A-Z]/TR*.h5", "*/[A-Z]/[A-Z]/[A-Z]/TR*.h5",
    ),
    "fma": ("tracks*.csv", "fma_*titles*.csv", "fma_metadata", "fma_small", "fma_medium", "fma_large", "fma_full"),
    "nottingham": ("titles_index.csv",),
}  # fmt: skip


def recognise(root: str | Path) -> str | None:
    """Name of the data set that ``root`` holds, or None where nothing in it is known."""
    for name, marks in MARKS.items():
        if any(True for mark in marks for _ in Path(root).glob(mark)):
            return name
    return None


def refuse_other(root: Path, wanted: str, layout: str) -> None:
    """Raises UserError where ``root`` holds another data set than ``wanted``, or none that is known."""
    found = recognise(root)
    if found == wanted:
        return
    seen = f"looks like {found}" if found else "is no data set known here"
    raise UserError(f"--data {root}: {seen}, not {wanted}. Expected there: {layout}")
