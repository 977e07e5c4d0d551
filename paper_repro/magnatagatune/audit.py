"""Audit: what the set holds, what its splits share, and how the paper's odd numbers (.49, .50) can have come about.

    python -m paper_repro.magnatagatune.audit                 # sample corpus
    python -m paper_repro.magnatagatune.audit --data DIR      # your copy; the tables alone and one mp3 will do

Costs seconds, trains nothing. Files: results/magnatagatune/audit.{md,csv,json}.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from paper_repro.core.audio.load import load_clips
from paper_repro.core.command_line import Options, run_script
from paper_repro.core.errors import AudioError
from paper_repro.core.reporting.formats import number, score
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.datasets import magnatagatune
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.data import Corpus, open_corpus
from paper_repro.magnatagatune.paper import PAPER

#: Clips whose spectrograms are looked at.
LOOKED_AT = 50


def table(options: Options) -> Table:
    corpus = open_corpus(options, PAPER.base_config(options))
    reasons = Counter(refusal.reason for refusal in corpus.refused)
    refused = ", ".join(f"{count:,} {reason}" for reason, count in reasons.items()) or "none"
    policies = ", ".join(f"«{policy}»" for policy in magnatagatune.POLICIES)
    notes = [
        f"Both published splits ({policies}) put folders 0 to b into train, c into validation, d to f into test; they "
        "differ in the clips they leave out, so their scores cannot be compared: the same model has PR-AUC .449 on one "
        "and .383 on the other.",
        f"Clips that can be decoded and belong to «{corpus.policy}»: {len(corpus.audio):,}. Not used: {refused}.",
    ]
    blocks = [_counts(corpus), _votes(corpus), _before_log(options, corpus)]
    title = "MagnaTagATune: what it holds, and what the published numbers can be"
    return Table("magnatagatune", "audit", title, blocks, notes, {"Data": corpus.source})


def _counts(corpus: Corpus) -> Block:
    rows = [
        {"what": what, "here": count, "published": published.COUNTS.get(what)}
        for what, count in magnatagatune.facts(corpus.data).items()
    ]
    columns = [
        Column("What", "what"),
        Column("Here", "here"),
        Column("The published files", "published"),
    ]
    return Block("counts", "Counts from tables and folders", columns, rows)


def _votes(corpus: Corpus) -> Block:
    """What ROC-AUC 0/1 votes can reach: (1 + recall - false alarms) / 2 of a tag, .5 for a tag without a vote."""
    rows = [
        {
            "baseline": name,
            "published": test,
            "balance": 2 * test - 1,
            "tags": round((2 * test - 1) * corpus_tags, 2),
        }
        for name, (_, test) in (("Random Forest", published.TABLE3["forest"]), ("KNN", published.TABLE3["knn"]))
        for corpus_tags in (len(corpus.tags),)
    ]
    columns = [
        Column("Baseline", "baseline"),
        Column("published test ROC-AUC", "published", number(4)),
        Column("mean over tags of (recall - false alarms), if from votes", "balance", number(4)),
        Column(f"as if so many of {len(corpus.tags)} tags were voted perfectly and no other at all", "tags", number(2)),
    ]
    return Block(
        "votes", "Table III read as votes: ROC-AUC of 0/1 votes is (1 + recall - false alarms) / 2", columns, rows
    )


def _before_log(options: Options, corpus: Corpus) -> Block:
    """How much of a spectrogram has no logarithm once it is normalised."""
    config = PAPER.base_config(options)
    clips = list(corpus.audio)[:LOOKED_AT]
    loaded = load_clips([corpus.audio[clip] for clip in clips], config.features, config.audio_decoder)
    decoded = [samples for samples in loaded if not isinstance(samples, AudioError)]
    layer = config.features.layer()
    shares = []
    for samples in decoded:
        power = np.asarray(layer(samples[None]), dtype=np.float64)[0]
        shares.append(float((power <= power.mean()).mean()))
    row = {
        "clips": len(shares),
        "unreadable": len(loaded) - len(decoded),
        "mean": float(np.mean(shares)) if shares else None,
        "least": min(shares, default=None),
        "most": max(shares, default=None),
    }
    columns = [
        Column("Clips looked at", "clips"),
        Column("not decodable", "unreadable"),
        Column("share of values at or below the mean", "mean", score),
        Column("least", "least", score),
        Column("most", "most", score),
    ]
    heading = "Normalised before the log: the share of a spectrogram that becomes negative and has no logarithm"
    return Block("before_log", heading, columns, [row])


if __name__ == "__main__":
    run_script(table, __doc__)
