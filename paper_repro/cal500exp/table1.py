"""Table 1: the tags by category, with their share of the labelled segments.

    python -m paper_repro.cal500exp.table1
    python -m paper_repro.cal500exp.table1 --data DIR     # your copy; its labels alone will do

The report prints nine of them as examples. Costs seconds, trains nothing.
Files: results/cal500exp/table1.{md,csv,json}; for published labels table1_published.
"""

from __future__ import annotations

import numpy as np

from paper_repro.cal500exp import published
from paper_repro.cal500exp.data import data_folder, on_what, source_of_labels
from paper_repro.core.command_line import Options, preset_label, run_script
from paper_repro.core.reporting.formats import number, percent
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.datasets import cal500exp
from paper_repro.datasets.cal500exp.table import FAMILIES, TAGS, readable
from paper_repro.sample import is_sample


def table(options: Options) -> Table:
    data = cal500exp.load(data_folder(options))
    provenance = {"Data": source_of_labels(data)}
    name = "table1_published"
    if is_sample(data.root):
        provenance["Preset"], name = preset_label(options.preset), "table1"
    labels = np.concatenate([segments.labels for segments in data.segments])
    tracks = np.array([segments.labels.any(axis=0) for segments in data.segments])
    # Of tracks with more than one segment, how often a tag changes from one to the next.
    changes = np.concatenate([np.abs(np.diff(segments.labels.astype(int), axis=0)) for segments in data.segments])
    rows = [
        {
            "category": FAMILIES[tag],
            "tag": readable(tag),
            "example": "yes" if _is_example(tag) else "",
            "segments": float(labels[:, at].mean()),
            "tracks": float(tracks[:, at].mean()),
            "changes": float(changes[:, at].mean()) if len(changes) else float("nan"),
        }
        for at, tag in enumerate(TAGS)
    ]
    families = []
    for family in dict.fromkeys(FAMILIES.values()):
        places = [at for at, tag in enumerate(TAGS) if FAMILIES[tag] == family]
        families.append(
            {
                "category": family,
                "tags": len(places),
                "segments": float(labels[:, places].mean()),
                "said": float(labels[:, places].sum(axis=1).mean()),
            }
        )
    blocks = [
        Block("table", f"Tags in {len(labels):,} segments of {len(tracks):,} tracks", _columns(), rows),
        Block(
            "families",
            "By category",
            [
                Column("Category", "category"),
                Column("Tags", "tags"),
                Column("mean share of segments, %", "segments", percent),
                Column("tags a segment", "said", number(2)),
            ],
            families,
        ),
    ]
    notes = [
        "The report speaks of genre and song tags too (Sec. 2): the published labels have none. Its column "
        "«Instrument» is Instrument and Solo here.",
        "Changes: of the steps from one labelled segment of a track to the next, how many switch the tag on or off.",
    ]
    lead = [
        f"A labelled segment has {labels.sum(axis=1).mean():.1f} of the {len(TAGS)} tags on average, and "
        f"{changes.sum(axis=1).mean():.1f} of them change from one segment of a track to the next.",
        on_what(data),
    ]
    title = f"Table 1 of «{published.TITLE}», regenerated"
    return Table("cal500exp", name, title, blocks, notes, provenance, lead)


def _is_example(tag: str) -> bool:
    """Whether the report's own Table 1 has it."""
    return tag.split("-", 1)[-1].lstrip("_-") in published.TABLE1 and FAMILIES[tag] != "Solo"


def _columns() -> list[Column]:
    return [
        Column("Category", "category"),
        Column("Tag", "tag"),
        Column("in the report's table", "example"),
        Column("share of segments, %", "segments", percent),
        Column("share of tracks, %", "tracks", percent),
        Column("changes, %", "changes", percent),
    ]


if __name__ == "__main__":
    run_script(table, __doc__)
