"""Audit: what the labels hold, what a constant scores, the published bars beside p and 1 - p, the report's sentences.

    python -m paper_repro.cal500exp.audit                 # sample corpus
    python -m paper_repro.cal500exp.audit --data DIR      # your copy; its labels and durations.csv alone will do

Costs seconds, trains nothing. What the report says of the data, and its bars, are held against published labels only:
beside a sample corpus they would be no evidence. Files: results/cal500exp/audit.{md,csv,json} and
audit_figure.{png,csv,json}; for published labels audit_published and audit_published_figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from paper_repro.cal500exp import published
from paper_repro.cal500exp.config import Config
from paper_repro.cal500exp.data import data_folder, on_what, source_of_labels
from paper_repro.cal500exp.data_claims import DATA_CLAIMS, Facts
from paper_repro.cal500exp.over_time import accuracies, mean_average_accuracy
from paper_repro.core.command_line import Options, preset_label, run_script
from paper_repro.core.errors import UserError
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.reporting.formats import number, quantity, score
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.reporting.together import Together
from paper_repro.datasets import cal500exp
from paper_repro.datasets.cal500exp.labels import frame_count, frame_labels, positive_rates, window_labels
from paper_repro.datasets.cal500exp.table import EMOTIONS
from paper_repro.sample import is_sample

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
    sample = is_sample(data.root)
    provenance = {"Data": source_of_labels(data)}
    if sample:
        provenance["Preset"] = preset_label(options.preset)
    rates = {convention: _rates(data, *how) for convention, how in CONVENTIONS.items()}
    name = "audit" if sample else "audit_published"
    draw = _rates_figure if sample else _bars_figure
    return Together([_table(name, data, rates, provenance, sample), draw(name, rates[FIRST].rates, provenance)])


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


def _table(name: str, data: cal500exp.Cal500Exp, rates: Mapping[str, Rates], provenance: dict, sample: bool) -> Table:
    constants = [
        {"convention": convention, "maa": one.maa, "tracks": one.tracks, "windows": one.windows}
        | ({} if sample else _bars_near(one.rates))
        for convention, one in rates.items()
    ]
    counts = [
        {"what": what, "here": here} | ({} if sample else {"published": published.COUNTS.get(what)})
        for what, here in cal500exp.facts(data).items()
    ]
    count_columns = [Column("What", "what"), Column("Here", "here", quantity(3))]
    if not sample:
        count_columns.append(Column("The published files", "published", quantity(3)))
    claims = [] if sample else claims_blocks(DATA_CLAIMS, Condition(Facts(data)))
    heading = "The constant predictor" if sample else "The constant predictor, and the published bars"
    blocks = [
        Block("constants", heading, _columns(sample), constants),
        *claims,
        Block("counts", "Counts from labels and durations", count_columns, counts),
    ]
    constant = f"Saying of every emotion what most windows say has a mean average accuracy of {rates[FIRST].maa:.3f}"
    lead = [f"{constant}." if sample else f"{constant}; {_bars_sentence(rates[FIRST])}.", on_what(data)]
    notes = [
        "Constant predictor: for each emotion what more than half of the windows say. Here p is of all tracks that "
        "have a window, so it is a description; table2 takes it from training tracks.",
        *([] if sample else _bars_notes()),
        "Labels and windows: see `datasets/cal500exp/labels.py`. A track's frames follow from its duration, which is "
        "known to a tenth of a second.",
    ]
    title = "CAL500exp: what it holds, and what a constant scores on it"
    return Table("cal500exp", name, title, blocks, notes, provenance, lead)


def _bars_near(rates: np.ndarray) -> dict:
    hits, permuted = near(rates)
    return {
        "near": hits,
        "permuted": permuted.mean(),
        "least": permuted.min(),
        "most": permuted.max(),
        "as_many": float((permuted >= hits).mean()),
    }


def _bars_sentence(first: Rates) -> str:
    lstm, cnn = published.MEANS
    hits, permuted = near(first.rates)
    return (
        f"the published bars have means of {lstm:.3f} (CNN+LSTM) and {cnn:.3f} (CNN), and {hits} of {_bars()} lie "
        f"near p or 1 - p of their tag, against {permuted.mean():.1f} with the tags permuted"
    )


def _bars() -> int:
    return 2 * len(published.FIGURE4)


def _bars_notes() -> list[str]:
    return [
        f"Near: within {NEAR:.2f}. A network that says the same of every window scores p or 1 - p. Permuted: the tags "
        f"of the rates permuted, {PERMUTATIONS:,} times; «as many»: the share of permutations with at least as many.",
        "Claims: numbers of the files and of the printed figure have no interval; where a sentence says «around» or "
        "«most», the margin is ours and stands in the claim.",
    ]


def _columns(sample: bool) -> list[Column]:
    first = [Column("Labels, and how p is averaged", "convention"), Column("constant's MAA", "maa", score)]
    bars = [
        Column(f"bars within {NEAR:.2f} of p or 1 - p", "near"),
        Column("tags permuted: mean", "permuted", number(1)),
        Column("range", lambda row: f"{row['least']} to {row['most']}", key="range"),
        Column("as many", "as_many", number(4)),
    ]
    return [*first, *([] if sample else bars), Column("tracks", "tracks"), Column("windows", "windows")]


@styled
def _bars_figure(name: str, rates: np.ndarray, provenance: dict) -> Figure:
    """Each emotion a line: p, 1 - p, and the two published bars."""
    tags = list(published.FIGURE4)
    order = np.argsort(-np.abs(rates - 0.5))
    picture, axis = _lines(rates, order, tags)
    for place, at in enumerate(order):
        for value in (rates[at], 1 - rates[at]):
            axis.plot([value - NEAR, value + NEAR], [place, place], color="#cccccc", lw=9, solid_capstyle="butt")
    places = np.arange(len(order))
    for number_, (label, marker) in enumerate((("CNN+LSTM, published", "o"), ("CNN, published", "D"))):
        bars = [published.FIGURE4[tags[at]][number_] for at in order]
        axis.plot(bars, places, marker, color=COLOURS[number_], ms=7, label=label)
    axis.plot([], [], color="#cccccc", lw=9, label=f"within {NEAR:.2f} of p or 1 - p")
    axis.set_xlabel("mean average accuracy; share of windows")
    hits, permuted = near(rates)
    axis.set_title(f"{hits} of {_bars()} published bars lie near p or 1 - p; with permuted tags {permuted.mean():.1f}")
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


@styled
def _rates_figure(name: str, rates: np.ndarray, provenance: dict) -> Figure:
    """Each emotion a line: p and 1 - p, without the published bars, which are of other tracks."""
    tags = list(published.FIGURE4)
    picture, axis = _lines(rates, np.argsort(-np.abs(rates - 0.5)), tags)
    axis.set_xlabel("share of windows")
    axis.set_title("what a predictor that always says the same scores on each emotion: p or 1 - p")
    axis.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    rows = pd.DataFrame({"tag": tags, "p": rates})
    return Figure("cal500exp", f"{name}_figure", "Rates of the tags", picture, rows, (f"{FIRST}.",), provenance)


def _lines(rates: np.ndarray, order: np.ndarray, tags: list[str]):
    picture, axis = canvas(9, 6.6)
    places = np.arange(len(order))
    axis.plot(
        rates[order], places, "|", color="black", ms=13, mew=2, label="p: share of windows with the tag", zorder=3
    )
    axis.plot(1 - rates[order], places, "|", color="grey", ms=13, mew=2, label="1 - p", zorder=3)
    axis.set_yticks(places, [tags[at] for at in order])
    axis.set_ylim(len(order) - 0.4, -0.6)
    axis.set_xlim(0, 1)
    return picture, axis


if __name__ == "__main__":
    run_script(table, __doc__)
