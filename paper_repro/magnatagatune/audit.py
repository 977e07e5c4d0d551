"""Audit: what the set holds, what its splits share, and how the paper's odd numbers (.49, .50) can have come about.

    python -m paper_repro.magnatagatune.audit                 # sample corpus
    python -m paper_repro.magnatagatune.audit --data DIR      # your copy; the tables alone and one mp3 will do
    python -m paper_repro.magnatagatune.audit --real DIR      # sample corpus, heard by a network trained on real music

Costs seconds, trains nothing. With ``--real`` the published MusiCNN (``weights fetch mtt_musicnn``) also listens to 800
rendered clips and to the real ones, some five minutes on 2 cores the first time: where it cannot tell the clips with a
tag from the others, their rendering sounds like nothing it has heard.
Files: results/magnatagatune/audit.{md,csv,json}; with ``--real`` also audit_rendered.{md,csv,json} and
audit_rendered_figure.{png,csv,json}.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from paper_repro.core import command_line as cli
from paper_repro.core.audio.load import load_clips
from paper_repro.core.command_line import Options, run_script
from paper_repro.core.errors import AudioError
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.formats import number, percent, score
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.reporting.together import Together
from paper_repro.datasets import magnatagatune
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.claims import AUDIT_CLAIMS
from paper_repro.magnatagatune.data import Corpus, open_corpus, recordings
from paper_repro.magnatagatune.label_claims import MOST_TAGS, tags_per_clip
from paper_repro.magnatagatune.paper import PAPER
from paper_repro.magnatagatune.rendered_clips import artifacts

#: Clips whose spectrograms are looked at.
LOOKED_AT = 50


@dataclass(frozen=True)
class AuditOptions(cli.Options):
    """``real``: clips of the published set, to be held beside the rendered ones; None leaves that out."""

    real: Path | None = None

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--real", type=cli.path, metavar="DIR", help="real clips, to hold the rendered ones against"
        )

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, Any]:
        return {"real": arguments.real}


def table(options: Options) -> Table | Together:
    options = AuditOptions.of(options)
    # First: what it may refuse is refused at once.
    compared = [] if options.real is None else artifacts(options, options.real)
    return Together([_audit(options), *compared]) if compared else _audit(options)


def _audit(options: Options) -> Table:
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
    heading = f"Claims about the data set, judged on {'rendered' if corpus.rendered else 'published'} labels"
    claims = claims_blocks(AUDIT_CLAIMS, Condition(Audited(corpus)), heading=heading)
    blocks = [_counts(corpus), _tags(corpus), _splits(corpus), *claims, _votes(corpus), _before_log(options, corpus)]
    title = "MagnaTagATune: what it holds, and what the published numbers can be"
    about = {"data": "rendered" if corpus.rendered else "real", "preset": options.preset, "seeds": options.seeds}
    return Table("magnatagatune", "audit", title, blocks, notes, {"Data": corpus.source, "about": about}, _lead(corpus))


class Audited(NamedTuple):
    """What the claims about the data set read."""

    corpus: Corpus


def _lead(corpus: Corpus) -> list[str]:
    found = tags_per_clip(corpus)
    return [
        f"A clip has {found.mean():.1f} of the {len(corpus.tags)} commonest tags on average, at most {found.max()}.",
        f"On the labels of {len(found):,} {'rendered' if corpus.rendered else 'published'} clips; nothing is trained.",
    ]


def _counts(corpus: Corpus) -> Block:
    counts = magnatagatune.facts(corpus.data) | {"recordings": len(set(recordings(corpus.data)))}
    rows = [
        {"what": what, "here": count} | ({} if corpus.rendered else {"published": published.COUNTS.get(what)})
        for what, count in counts.items()
    ]
    columns = [
        Column("What", "what"),
        Column("Here", "here"),
    ]
    # Those of a sample corpus are no evidence about the published set.
    if not corpus.rendered:
        columns.append(Column("The published files", "published"))
    return Block("counts", "Counts from tables and folders", columns, rows)


def _tags(corpus: Corpus) -> Block:
    """How many of the top tags clips have: the paper says "at max, 4-5"."""
    found = tags_per_clip(corpus)
    parts = {"all": np.arange(len(found)), **magnatagatune.split(corpus.data, corpus.policy)}
    rows = [
        {
            "clips": name,
            "n": len(places),
            "mean": float(found[places].mean()),
            "most": int(found[places].max()),
            "above": float((found[places] > MOST_TAGS).mean()),
        }
        for name, places in parts.items()
        if len(places)
    ]
    columns = [
        Column("Clips", "clips"),
        Column("n", "n"),
        Column("tags, mean", "mean", number(1)),
        Column("most", "most"),
        Column(f"clips with more than {MOST_TAGS} (%)", "above", percent),
    ]
    return Block("tags", f"The top {len(corpus.tags)} tags per clip: all clips, and «{corpus.policy}»", columns, rows)


def _splits(corpus: Corpus) -> Block:
    """What the parts of a split are made of: intervals are over artists."""
    names, artists = recordings(corpus.data), np.array(corpus.data.artists)
    rows = [
        {
            "split": policy,
            "part": part,
            "clips": len(places),
            "recordings": len(set(names[places])),
            "artists": len(set(artists[places])),
        }
        for policy in magnatagatune.POLICIES
        for part, places in magnatagatune.split(corpus.data, policy).items()
    ]
    columns = [
        Column("Split", "split"),
        Column("part", "part"),
        Column("clips", "clips"),
        Column("recordings", "recordings"),
        Column("artists", "artists"),
    ]
    return Block("splits", "Clips, and the recordings and artists they come from", columns, rows)


def _votes(corpus: Corpus) -> Block:
    """What ROC-AUC 0/1 votes can reach: (1 + recall - false alarms) / 2 of a tag, .5 for a tag without a vote."""
    rows = [
        {
            "baseline": name,
            "published_valid": valid,
            "published": test,
            "balance": 2 * test - 1,
            "tags": round((2 * test - 1) * len(corpus.tags), 2),
        }
        for name, (valid, test) in (("Random Forest", published.TABLE3["forest"]), ("KNN", published.TABLE3["knn"]))
    ]
    same = [row["baseline"] for row in rows if row["published_valid"] == row["published"]]
    columns = [
        Column("Baseline", "baseline"),
        Column("published validation ROC-AUC", "published_valid", number(4)),
        Column("published test ROC-AUC", "published", number(4)),
        Column("mean over tags of (recall - false alarms), if from votes", "balance", number(4)),
        Column(f"as if so many of {len(corpus.tags)} tags were voted perfectly and no other at all", "tags", number(2)),
    ]
    below = [
        f"{name}: validation and test are printed equal to four digits, though their clips differ: a coincidence, or "
        "one of them copied; the paper does not say."
        for name in same
    ]
    heading = "Table III read as votes: ROC-AUC of 0/1 votes is (1 + recall - false alarms) / 2"
    return Block("votes", heading, columns, rows, below)


def _before_log(options: Options, corpus: Corpus) -> Block:
    """How much of a spectrogram has no logarithm once it is normalised."""
    from keras.ops import convert_to_numpy

    config = PAPER.base_config(options)
    clips = list(corpus.audio)[:LOOKED_AT]
    loaded = load_clips([corpus.audio[clip] for clip in clips], config.features, config.audio_decoder)
    decoded = [samples for samples in loaded if not isinstance(samples, AudioError)]
    layer = config.features.layer()
    shares = []
    for samples in decoded:
        power = convert_to_numpy(layer(samples[None]))[0].astype(np.float64)
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
    run_script(table, __doc__, kind=AuditOptions)
