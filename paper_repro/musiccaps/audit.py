"""Audit: what the caption file holds, and what the published losses measure: audio-free models on random draws.

    python -m paper_repro.musiccaps.audit                 # sample corpus
    python -m paper_repro.musiccaps.audit --data DIR      # the published csv; sound files are not needed

Costs seconds, trains nothing. On the published file expect an audio-free unigram at 3.01 on average over 20
draws of 1,000 clips (2.66 to 3.38), beside the published 2.89 of the best network.
Files: results/musiccaps/audit.{md,csv,json} and audit_figure.{png,csv,json}; of the published file audit_published.*
and audit_published_figure.*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options, preset_label, run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.reporting.formats import nats, quantity
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.reporting.together import Together
from paper_repro.datasets import musiccaps
from paper_repro.musiccaps import published
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.draws import DRAWS, LOSSES, draws
from paper_repro.musiccaps.paper import NETWORKS, PAPER
from paper_repro.sample import default_corpus, source_of

#: Nats that a line of the figure's text takes.
LABEL_HEIGHT = 0.11


def table(options: Options) -> Together:
    """The table and the figure."""
    root = options.data or default_corpus("musiccaps", PAPER.sample[options.preset], options.jobs)
    data = musiccaps.load(root)
    drawn = draws(data.clips, Config())
    if (data.root / "sample.json").exists():
        name, provenance = (
            "audit",
            {"Data": source_of(data.root, musiccaps.TABLE), "Preset": preset_label(options.preset)},
        )
    else:
        name, provenance = "audit_published", {"Data": f"{musiccaps.TABLE} as published: text only"}
    return Together([_table(name, data, drawn, provenance), _figure(name, drawn, provenance)])


def count(clips: Sequence[musiccaps.Clip]) -> dict[str, float]:
    """The figures of ``published.COUNTS``."""
    lengths = [len(clip.aspects) for clip in clips]
    times = Counter(aspect for clip in clips for aspect in clip.aspects)
    return {
        "clips": len(clips),
        "aspects a clip, mean": float(np.mean(lengths)),
        "aspects a clip, fewest": min(lengths),
        "aspects a clip, most": max(lengths),
        "distinct aspects": len(times),
        "aspects that occur once": sum(number == 1 for number in times.values()),
        "clips that repeat an aspect": sum(len(set(clip.aspects)) < len(clip.aspects) for clip in clips),
        "ids that begin with -": sum(clip.ytid.startswith("-") for clip in clips),
        "captions with a line break": sum("\n" in clip.caption for clip in clips),
        "rows of the AudioSet evaluation set": sum(clip.evaluation for clip in clips),
    }


def _table(name: str, data: musiccaps.MusicCaps, drawn: pd.DataFrame, provenance: dict) -> Table:
    counts = count(data.clips)
    rows = [{"what": what, "here": value, "published": published.COUNTS[what]} for what, value in counts.items()]
    columns = [
        Column("What", "what"),
        Column("Here", "here", quantity(2)),
        Column("Published file", "published", quantity(2)),
    ]
    notes = [
        f"{DRAWS} draws of {drawn['clips'][0]:,} clips (of {len(data.clips):,}), each split .3 then .5 with random "
        f"state {Config.split_seed} as in the authors' code, whose «test» is its validation part; both are shown. "
        f"Add-one smoothing over the vocabulary of the draw ({drawn['vocabulary'].min():,.0f} to "
        f"{drawn['vocabulary'].max():,.0f} aspects and padding); lists of {drawn['longest'].min():.0f} to "
        f"{drawn['longest'].max():.0f}; {100 * drawn['padding_share'].mean():.0f} % of training targets are padding.",
        "Padding counted, first aspect skipped: the rule of the published losses. Corrected rule: begin and end tokens "
        f"in, padding masked, aspects rarer than {Config.min_count} in training are one unknown token.",
        "The bigram is interpolated with the unigram; its weight is chosen on validation, which is the code's «test».",
        _reach(drawn),
        "Report and repository have RNN and LSTM the other way round: the report's argument that the plain RNN does "
        "better (Sec. 7) rests on the swap.",
        f"Clips without a sound file: {len(data.missing):,}. Refused: {len(data.refused):,}.",
    ]
    return Table(
        "musiccaps",
        name,
        "MusicCaps: what it holds, and what the published losses measure",
        [
            Block("losses", "Losses of audio-free models, nats a target", _loss_columns(), _losses(drawn)),
            Block("published", "Published losses", _published_columns(), _published()),
            Block("counts", "Counts", columns, rows),
        ],
        notes,
        provenance,
    )


def _losses(drawn: pd.DataFrame) -> list[dict]:
    rows = []
    for key, name in LOSSES.items():
        row: dict = {"model": name}
        for part in ("valid", "test"):
            values = drawn[f"{key}_{part}"]
            row |= {f"{part}_mean": values.mean(), f"{part}_low": values.min(), f"{part}_high": values.max()}
        below = (drawn[f"{key}_valid"] <= published.LOSS["clstma"]).sum()
        rows.append({**row, "below": int(below) if "counted" in name else None})
    return rows


def _reach(drawn: pd.DataFrame) -> str:
    best = published.LOSS["clstma"]
    values = drawn["unigram_valid"]
    place = "lies within" if values.min() <= best <= values.max() else "lies outside"
    reached = (drawn["bigram_valid"] <= best).sum()
    return (
        f"The best published loss, {best}, {place} the range of an audio-free unigram on these draws "
        f"({values.min():.2f} to {values.max():.2f}); a bigram reaches it in {reached} of {DRAWS}."
    )


def _loss_columns() -> list[Column]:
    columns = [Column("Audio-free model", "model")]
    for part, label in (("valid", "code's «test» (validation)"), ("test", "test")):
        columns += [
            Column(f"{label}, mean", f"{part}_mean", nats),
            Column("least", f"{part}_low", nats),
            Column("most", f"{part}_high", nats),
        ]
    at_most = f"draws at or below {published.LOSS['clstma']}"
    return [*columns, Column(at_most, "below", lambda value: "–" if value is None else f"{value} of {DRAWS}")]


def _published() -> list[dict]:
    return [
        {"model": name, "report": published.LOSS[row], "repository": published.LOSS_IN_REPOSITORY[row]}
        for row, name in NETWORKS.items()
    ]


def _published_columns() -> list[Column]:
    return [
        Column("Model", "model"),
        Column("Report, Sec. 6", "report", nats),
        Column("Authors' repository", "repository", nats),
    ]


@styled
def _figure(name: str, drawn: pd.DataFrame, provenance: dict) -> Figure:
    """Every draw a dot, the published losses as lines."""
    picture, (left, right) = canvas(11, 4.4, ncols=2, width_ratios=(1.7, 1))
    spread = np.random.default_rng(0).uniform(-0.13, 0.13, len(drawn))
    rows = []
    for axis, keys in ((left, ("unigram", "bigram")), (right, ("unigram_real", "unigram_renormalized"))):
        for at, key in enumerate(keys):
            values, colour = drawn[f"{key}_valid"], COLOURS[key == "bigram"]
            axis.plot(at + spread, values, "o", color=colour, alpha=0.6, markersize=5)
            axis.plot([at - 0.22, at + 0.22], [values.mean()] * 2, color=colour, linewidth=2.5)
            axis.annotate(
                f"mean {values.mean():.2f}", (at + 0.25, values.mean()), va="center", color=colour, weight="bold"
            )
            rows += [{"model": key, "draw": number, "loss": value} for number, value in enumerate(values)]
        axis.set_xlim(-0.5, len(keys) - 0.1)
    left.set_xticks([0, 1], ["unigram", "bigram"])
    left.set_ylabel("loss (nats a target)")
    left.set_title("Padding counted, first aspect skipped")
    lowest = -np.inf
    for row, value in sorted(published.LOSS.items(), key=lambda pair: pair[1]):
        left.axhline(value, color="black", linewidth=0.8, linestyle="-" if row == "clstma" else ":")
        # Names of lines that nearly coincide stand above each other.
        lowest = max(value, lowest + LABEL_HEIGHT)
        left.annotate(
            f"{NETWORKS[row]} {value:.2f}",
            (1.0, lowest),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
        )
    low = min(2.0, drawn["bigram_valid"].min() - 0.1)
    left.set_ylim(low, max(4.7, drawn["unigram_valid"].max() + 0.1))
    right.set_xticks([0, 1], ["padding keeps\nits share", "renormalised"])
    right.set_title("The same unigram, real tokens only")
    right.set_ylabel("loss (nats a target)")
    return Figure(
        "musiccaps",
        f"{name}_figure",
        f"Audio-free models on {DRAWS} draws of {drawn['clips'][0]:,} clips (dots), published losses (lines)",
        picture,
        pd.DataFrame(rows),
        ("Scored on the part that the authors' code calls «test», its validation part.",),
        provenance,
    )


if __name__ == "__main__":
    run_script(table, __doc__)
