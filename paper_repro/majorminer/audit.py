"""Audit: what the data holds, and what the published numbers can and cannot be.

    python -m paper_repro.majorminer.audit                 # sample corpus
    python -m paper_repro.majorminer.audit --data DIR      # captions.csv + clips/, or the public crawl's .tsv

Costs seconds, trains nothing. Files: results/majorminer/audit.{md,csv,json}, or audit_crawl.* for the crawl.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.evaluation.intervals import mean_interval
from paper_repro.core.reporting.formats import percent, quantity
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.datasets import majorminer
from paper_repro.datasets.folder import existing_folder
from paper_repro.majorminer import baselines, published
from paper_repro.majorminer.data import CONFIRMATIONS, open_corpus
from paper_repro.majorminer.paper import PAPER, ROWS
from paper_repro.majorminer.rules import Cell, published_cells
from paper_repro.majorminer.stemming import normalize_tag

#: The numbers of the text, by the audit's names for them.
PRINTED = {
    **published.CORPUS,
    "annotators' BLEU1": published.INTER_ANNOTATOR["bleu1"],
    "annotators' BLEU2": published.INTER_ANNOTATOR["bleu2"],
}


def table(options: Options) -> Table:
    if options.data is not None:
        root = existing_folder(options.data, majorminer.LAYOUT)
        if (root / majorminer.CRAWL_FILE).is_file() and not (root / "captions.csv").is_file():
            return crawl_audit(root)
    return captions_audit(options)


def crawl_audit(root: Path) -> Table:
    """The public crawl: an unordered tag table."""
    rows = majorminer.load_crawl(root)
    clips = rows["clip_id"].nunique()
    tags = rows["tag"].value_counts()
    counted = {
        "clips": clips,
        "tags": len(tags),
        "rows": len(rows),
        "tags per clip": len(rows) / clips,
        "repeated (clip, tag) rows": int(rows.duplicated(["clip_id", "tag"]).sum()),
        "artists": rows["artist"].nunique(),
        "fewest users behind a row": int(rows["users"].min()),
        "most users behind a row": int(rows["users"].max()),
    }
    frequencies = [
        {"tag": tag, "normalized": normalize_tag(tag), "clips": int(count), "share": count / clips}
        for tag, count in tags.items()
    ]
    return Table(
        "majorminer",
        "audit_crawl",
        "MajorMiner, the public crawl of 2014: what it holds",
        [
            Block("counts", "Counts", [Column("What", "what"), Column("Count", "count", quantity(2))], _rows(counted)),
            Block(
                "tags",
                "Tag frequencies",
                [
                    Column("Tag", "tag"),
                    Column("Normalised", "normalized"),
                    Column("Clips", "clips"),
                    Column("% of clips", "share", percent),
                ],
                frequencies,
            ),
            _cells(),
        ],
        ["No user, no time, no order: the crawl can check tag frequencies, and can never give captions."],
        {"Data": f"{majorminer.CRAWL_FILE}, the public crawl of majorminer.org"},
        lead=(_found(published_cells()), f"The counts are of the public crawl: {clips:,} clips, {len(tags)} tags."),
    )


def captions_audit(options: Options) -> Table:
    """Captions under each reading of "confirmed": counts and agreement, beside the published numbers."""
    base = PAPER.base_config(options)
    corpora = {reading: open_corpus(options, replace(base, confirmation=reading)) for reading in CONFIRMATIONS}
    measured = {reading: _measure(list(corpus.captions.values())) for reading, corpus in corpora.items()}
    used = corpora[base.confirmation]
    # Beside the numbers of rendered music the published ones would look like evidence.
    printed = {} if used.rendered else PRINTED
    rows = [
        {
            "what": name,
            **({"published": printed.get(name)} if printed else {}),
            **{r: measured[r][name] for r in measured},
        }
        for name in next(iter(measured.values()))
    ]
    columns = [
        Column("What", "what"),
        *([Column("Published", "published", quantity(2))] if printed else []),
        Column("Confirmed on the clip", "clip", quantity(2)),
        Column("Confirmed anywhere", "anywhere", quantity(2)),
        Column("All tags", "none", quantity(2)),
    ]
    reasons = Counter(refusal.reason for refusal in used.refused)
    refused = ", ".join(f"{count} {reason}" for reason, count in reasons.items()) or "none"
    return Table(
        "majorminer",
        "audit",
        "MajorMiner captions: what they hold, and what the published numbers can be",
        [Block("counts", "Captions under each reading of «confirmed»", columns, rows), _cells()],
        [
            "Each caption is scored against the other captions of its clip: mean over clips, 95 % interval. A tag "
            "confirmed on the clip stands in another of its captions by definition, which leaves the brevity penalty.",
            f"Used for the tables: confirmed {base.confirmation}. Clips refused there: {refused}.",
            *(
                ["Published counts are not shown: beside those of rendered music they would say nothing."]
                if used.rendered
                else []
            ),
        ],
        {"Data": used.source},
        lead=(_found(published_cells()), f"The counts are of the {used.source}."),
    )


def _measure(groups: list) -> dict:
    captions = [caption for group in groups for caption in group]
    human = baselines.human_agreement(groups)
    return {
        "captions per clip": len(captions) / len(groups),
        "longest caption": max(map(len, captions)),
        "vocabulary": len({tag for caption in captions for tag in caption}),
        "clips": len(groups),
        "tags per caption": float(np.mean([len(caption) for caption in captions])),
        "annotators' BLEU1": mean_interval(human["bleu1"]),
        "annotators' BLEU2": mean_interval(human["bleu2"]),
        "annotators' BLEU2, NLTK 3.2.5": mean_interval(human["bleu2_nltk325"]),
    }


def _cells() -> Block:
    """Which rule can have given each published pair; why stands in ``rules.py``."""
    columns = [
        Column("Published cell", "name", key="cell"),
        Column("BLEU1", "bleu1", percent),
        Column("BLEU2", "bleu2", percent),
        Column("Least BLEU2, NLTK 3.2.5", "least", percent),
        Column("Most", "most", percent),
        Column("Explained by", "reading"),
        Column("", lambda cell: None if math.isinf(cell.repeats) else cell.repeats, key="repeats_for_standard_bleu"),
    ]
    below = [
        "Repeats: standard BLEU2 exceeds BLEU1 by at most half the share of a caption's tags that repeat others, for "
        "any number of references. Models do repeat tags: table 1 counts how many of ours. That the cells of several "
        "captions are NLTK 3.2.5 too is therefore inferred, from those of one caption in the same table.",
        "«NLTK 3.2.5 only» assumes that a row trained on one caption was scored against one, as Sec. 4 implies, and "
        "nothing of what models say. Least values take captions of at most 30 tags.",
        *published.remark_lines({name: row.label for name, row in ROWS.items()}),
    ]
    return Block("cells", "Which rule can have given the published cells", columns, published_cells(), below)


def _found(cells: list[Cell]) -> str:
    above = [cell for cell in cells if cell.bleu2 > cell.bleu1]
    only = sum(cell.reading == "NLTK 3.2.5 only" for cell in above)
    standard = [cell.name for cell in cells if cell.reading == "standard BLEU only"]
    least = percent(min(cell.repeats for cell in above))
    return (
        f"In {len(above)} of {len(cells)} published cells BLEU2 exceeds BLEU1: {only} cannot be standard BLEU, the "
        f"others only if {least} % or more of the tags said are repeats; {' and '.join(standard)} can be nothing else."
    )


def _rows(counted: dict) -> list[dict]:
    return [{"what": what, "count": count} for what, count in counted.items()]


if __name__ == "__main__":
    run_script(table, __doc__)
