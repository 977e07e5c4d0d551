"""Audit: what the labels hold, what a constant scores on them, and how near the published bars lie to p and 1 - p.

    python -m paper_repro.cal500exp.audit                 # sample corpus
    python -m paper_repro.cal500exp.audit --data DIR      # your copy; its labels and durations.csv alone will do

Costs seconds, trains nothing. Files: results/cal500exp/audit.{md,csv,json} and audit_figure.{png,csv,json}; for
published labels audit_published and audit_published_figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from paper_repro.cal500exp import published
from paper_repro.cal500exp.config import Config
from paper_repro.cal500exp.data import data_folder
from paper_repro.cal500exp.over_time import accuracies, mean_average_accuracy
from paper_repro.core.command_line import Options, preset_label, run_script
from paper_repro.core.errors import UserError
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.reporting.formats import number, quantity, score
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.reporting.together import Together
from paper_repro.datasets import cal500exp
from paper_repro.datasets.cal500exp.labels import frame_count, frame_labels, positive_rates, window_labels
from paper_repro.datasets.cal500exp.table import EMOTIONS
from paper_repro.sample import source_of

#: How near a bar counts as near.
NEAR = 0.10
PERMUTATIONS = 10_000
#: Name -> rule, whether the last window is dropped, and over what p is averaged.
CONVENTIONS = {
    "author's labels, p over tracks": ("filled", True, "tracks"),
    "author's labels, p over windows": ("filled", True, "windows"),
    "author's labels, last window kept, p over tracks": ("filled", False, "tracks"),
    "labelled time only, p over tracks": ("strict", True, "tracks"),
    "labelled time only, p over windows": ("strict", True, "windows"),
}
#: The one that MAA calls for: it is a mean over tracks, of the author's windows.
FIRST = next(iter(CONVENTIONS))


def table(options: Options) -> Together:
    """The table and the figure."""
    data = cal500exp.load(data_folder(options))
    if not data.durations:
        raise UserError(f"{data.root / cal500exp.DURATIONS}: is needed to count windows; put it there.")
    if (data.root / "sample.json").exists():
        provenance = {"Data": source_of(data.root, cal500exp.LABELS), "Preset": preset_label(options.preset)}
        name = "audit"
    else:
        provenance, name = (
            {"Data": f"CAL500exp's labels as published, {len(data.songs):,} tracks; no sound"},
            "audit_published",
        )
    rates = {convention: _rates(data, *how) for convention, how in CONVENTIONS.items()}
    return Together([_table(name, data, rates, provenance), _figure(name, rates[FIRST].rates, provenance)])


@dataclass(frozen=True)
class Rates:
    """How often each emotion holds, ``(emotions,)``, what the constant that follows it scores, and over how much."""

    rates: np.ndarray
    maa: float
    tracks: int
    windows: int


def _rates(data: cal500exp.Cal500Exp, rule: str, drop_last: bool, over: str) -> Rates:
    config = Config()
    labels, masks = [], []
    for song, segments in zip(data.songs, data.segments, strict=True):
        if song not in data.durations:
            continue
        frames = frame_count(int(data.durations[song] * config.sample_rate), config.hop_length)
        rate = frames / data.durations[song] if rule == "filled" else config.frame_rate
        framed, mask = frame_labels(segments, frames, rule=rule, frame_rate=rate)
        windows, mask = window_labels(framed[:, : len(EMOTIONS)], mask, drop_last=drop_last)
        if mask.any():
            labels.append(windows)
            masks.append(mask)
    rates = positive_rates(labels, masks, over=over)
    constant = [np.broadcast_to(rates > 0.5, of_track.shape).astype(float) for of_track in labels]
    maa = mean_average_accuracy(accuracies(labels, masks, constant))
    return Rates(rates, maa, len(labels), int(sum(mask.sum() for mask in masks)))


def near(rates: np.ndarray) -> tuple[int, np.ndarray]:
    """How many published bars lie within ``NEAR`` of p or 1 - p of their tag, and the same for permuted tags.

    Returns:
        the count, of 36; and one count for each of ``PERMUTATIONS``, in which both models' bars move together.
    """
    bars = np.array(list(published.FIGURE4.values()))  # (emotions, models)

    def count(p: np.ndarray) -> int:
        distance = np.minimum(np.abs(bars - p[:, None]), np.abs(bars - (1 - p[:, None])))
        return int((distance <= NEAR).sum())

    rng = np.random.default_rng(0)
    return count(rates), np.array([count(rng.permutation(rates)) for _ in range(PERMUTATIONS)])


def _table(name: str, data: cal500exp.Cal500Exp, rates: Mapping[str, Rates], provenance: dict) -> Table:
    counts = [
        {"what": what, "here": here, "published": published.COUNTS.get(what)}
        for what, here in cal500exp.facts(data).items()
    ]
    constants = []
    for convention, measured in rates.items():
        hits, permuted = near(measured.rates)
        constants.append(
            {
                "convention": convention,
                "maa": measured.maa,
                "near": hits,
                "permuted": permuted.mean(),
                "least": permuted.min(),
                "most": permuted.max(),
                "as_many": float((permuted >= hits).mean()),
                "tracks": measured.tracks,
                "windows": measured.windows,
            }
        )
    blocks = [
        Block("constants", "The constant predictor, and the published bars beside p and 1 - p", _columns(), constants),
        Block(
            "counts",
            "Counts from labels and durations",
            [
                Column("What", "what"),
                Column("Here", "here", quantity(3)),
                Column("The published files", "published", quantity(3)),
            ],
            counts,
        ),
    ]
    lstm, cnn = published.MEANS
    notes = [
        "Constant predictor: for each emotion what more than half of the windows say. Here p is of all tracks that "
        "have a window, so it is a description; table2 takes it from training tracks.",
        f"Published bars, mean over emotions: CNN+LSTM {lstm:.3f}, CNN {cnn:.3f}. They are of the real set; held "
        "against the rates of a sample corpus they say nothing.",
        f"Near: within {NEAR:.2f}, of {2 * len(published.FIGURE4)} bars. A network that says the same of every window "
        f"scores p or 1 - p. Permuted: the tags of the rates permuted, {PERMUTATIONS:,} times; «as many»: the share of "
        "permutations with at least as many.",
        "Labels and windows: see `datasets/cal500exp/labels.py`. A track's frames follow from its duration, which is "
        "known to a tenth of a second.",
    ]
    return Table(
        "cal500exp", name, "CAL500exp: what it holds, and what a constant scores on it", blocks, notes, provenance
    )


def _columns() -> list[Column]:
    return [
        Column("Labels, and how p is averaged", "convention"),
        Column("constant predictor's MAA", "maa", score),
        Column(f"bars within {NEAR:.2f} of p or 1 - p", "near"),
        Column("permuted, mean", "permuted", number(1)),
        Column("least", "least"),
        Column("most", "most"),
        Column("as many", "as_many", number(4)),
        Column("tracks", "tracks"),
        Column("windows", "windows"),
    ]


@styled
def _figure(name: str, rates: np.ndarray, provenance: dict) -> Figure:
    """Each emotion a line: p, 1 - p, and the two published bars."""
    picture, axis = canvas(9, 6.6)
    tags = list(published.FIGURE4)
    order = np.argsort(-np.abs(rates - 0.5))
    for place, at in enumerate(order):
        for value in (rates[at], 1 - rates[at]):
            axis.plot([value - NEAR, value + NEAR], [place, place], color="#cccccc", lw=9, solid_capstyle="butt")
    places = np.arange(len(order))
    axis.plot(rates[order], places, "|", color="black", ms=13, mew=2, label="p: share of windows with the tag")
    axis.plot(1 - rates[order], places, "|", color="grey", ms=13, mew=2, label="1 - p")
    for number_, (label, marker) in enumerate((("CNN+LSTM, published", "o"), ("CNN, published", "D"))):
        bars = [published.FIGURE4[tags[at]][number_] for at in order]
        axis.plot(bars, places, marker, color=COLOURS[number_], ms=7, label=label)
    axis.plot([], [], color="#cccccc", lw=9, label=f"within {NEAR:.2f} of p or 1 - p")
    axis.set_yticks(places, [tags[at] for at in order])
    axis.set_ylim(len(order) - 0.4, -0.6)
    axis.set_xlim(0, 1)
    axis.set_xlabel("mean average accuracy; share of windows")
    hits, permuted = near(rates)
    counted = f"{hits} of {2 * len(tags)} published bars lie near p or 1 - p; with permuted tags {permuted.mean():.1f}"
    # A sample corpus is made to have rates like the real ones: a count against them would look like evidence.
    made_up = "published bars beside the rates of a sample corpus: no evidence on them"
    axis.set_title(counted if name.endswith("_published") else made_up)
    axis.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    rows = pd.DataFrame(
        {
            "tag": tags,
            "p": rates,
            "cnn_lstm_published": [bars[0] for bars in published.FIGURE4.values()],
            "cnn_published": [bars[1] for bars in published.FIGURE4.values()],
        }
    )
    notes = (f"{FIRST}. Permuted: mean of {PERMUTATIONS:,}, {permuted.min()} to {permuted.max()}.",)
    title = "Published bars beside the rates of the tags"
    return Figure("cal500exp", f"{name}_figure", title, picture, rows, notes, provenance)


if __name__ == "__main__":
    run_script(table, __doc__)
