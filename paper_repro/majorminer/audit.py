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
from paper_repro.majorminer.paper import PAPER, PARTS, ROWS
from paper_repro.majorminer.stemming import normalize_tag


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
                    Column("normalised", "normalized"),
                    Column("Clips", "clips"),
                    Column("% of clips", "share", percent),
                ],
                frequencies,
            ),
            _cells(),
        ],
        ["No user, no time, no order: the crawl can check tag frequencies, and can never give captions."],
        {"Data": f"{majorminer.CRAWL_FILE}, the public crawl of majorminer.org"},
    )


def captions_audit(options: Options) -> Table:
    """Captions under each reading of "confirmed": counts and agreement, beside the published numbers."""
    base = PAPER.base_config(options)
    corpora = {reading: open_corpus(options, replace(base, confirmation=reading)) for reading in CONFIRMATIONS}
    measured = {reading: _measure(list(corpus.captions.values())) for reading, corpus in corpora.items()}
    printed = {
        **published.CORPUS,
        "annotators' BLEU1": published.INTER_ANNOTATOR["bleu1"],
        "annotators' BLEU2": published.INTER_ANNOTATOR["bleu2"],
    }
    names = next(iter(measured.values()))
    rows = [
        {"what": name, "published": printed.get(name), **{r: measured[r][name] for r in CONFIRMATIONS}}
        for name in names
    ]
    columns = [
        Column("What", "what"),
        Column("Published", "published", quantity(2)),
        Column("confirmed on the clip", "clip", quantity(2)),
        Column("confirmed anywhere", "anywhere", quantity(2)),
        Column("all tags", "none", quantity(2)),
    ]
    used = corpora[base.confirmation]
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
        ],
        {"Data": used.source},
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
    """Which published cells can be standard BLEU, and which the rule of old NLTK versions, by what each rule allows.

    Captions do not repeat a tag, so per clip the bigram precision p2 is at most the unigram precision p1, and standard
    BLEU2 = sqrt(p1 p2) at most BLEU1. Under the rule that drops empty orders a clip's BLEU2 is at most sqrt(BLEU1),
    where no bigram matched; and where one did, p2 is at least 1 / (L - 1) for captions of at most L tags, so BLEU2 is
    at least BLEU1 / sqrt(L - 1). Both bounds carry over to the means.
    """
    cells = [
        (
            f"{PARTS[ROWS[row].changes['encoder']]} + {PARTS[ROWS[row].changes['decoder']]}, {captions}",
            *pair,
            published.CORPUS["longest caption"],
        )
        for row, settings in published.TABLE1.items()
        for captions, pair in settings.items()
        if None not in pair
    ]
    human, popular = published.INTER_ANNOTATOR, published.TOP_K
    cells.append(("annotators on annotators", human["bleu1"], human["bleu2"], published.CORPUS["longest caption"]))
    cells.append((f"top {popular['k']} tags", popular["bleu1"], popular["bleu2"], popular["k"]))
    rows = []
    for name, first, second, longest in cells:
        least, most = first / math.sqrt(longest - 1), math.sqrt(first)
        standard, dropping = second <= first, least <= second <= most
        reading = {
            (True, True): "either rule",
            (True, False): "standard BLEU only",
            (False, True): "the NLTK 3.2.5 rule only",
        }
        rows.append(
            {
                "cell": name,
                "bleu1": first,
                "bleu2": second,
                "least": least,
                "most": most,
                "reading": reading.get((standard, dropping), "neither rule"),
            }
        )
    columns = [
        Column("Published cell", "cell"),
        Column("BLEU1", "bleu1", percent),
        Column("BLEU2", "bleu2", percent),
        Column("least BLEU2 under NLTK 3.2.5", "least", percent),
        Column("most", "most", percent),
        Column("Explained by", "reading"),
    ]
    return Block("cells", "Which rule can have given the published cells", columns, rows)


def _rows(counted: dict) -> list[dict]:
    return [{"what": what, "count": count} for what, count in counted.items()]


if __name__ == "__main__":
    run_script(table, __doc__)
