"""Which data set a folder holds, told by the one file or folder that only that set has."""

from __future__ import annotations

from pathlib import Path

from paper_repro.errors import UserError

#: Any one of these marks the set. Names are the publishers' own.
MARKS = {
    "majorminer": ("captions.csv", "majorminer_crawl_2014.tsv"),
    "musiccaps": ("musiccaps-public.csv",),
    "cal500exp": ("SegLabelHard",),
    "magnatagatune": ("annotations_final.csv", "annotations_final.csv.gz"),
    "songtitle": ("tracks_per_year.txt", "YearPredictionMSD.txt", "tracks.csv", "Validation_GCC-1.1.0-Validation.tsv"),
}


def recognise(root: str | Path) -> str | None:
    """Name of the data set that ``root`` holds, or None where nothing in it is known."""
    for name, marks in MARKS.items():
        if any((Path(root) / mark).exists() for mark in marks):
            return name
    return None


def refuse_other(root: Path, wanted: str, layout: str) -> None:
    """Raises UserError where ``root`` holds another data set than ``wanted``, or none that is known."""
    found = recognise(root)
    if found == wanted:
        return
    seen = f"looks like {found}" if found else "is no data set known here"
    raise UserError(f"--data {root}: {seen}, not {wanted}. Expected there: {layout}")
