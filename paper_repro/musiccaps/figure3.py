"""Figure 3: texts and sounds that find each other after contrastive training; RNN and LSTM by frames heard.

    python -m paper_repro.musiccaps.figure3                                sample corpus, quick preset
    python -m paper_repro.musiccaps.figure3 --data DIR --features vggish   real clips by AudioSet's features

The report has no such figure (Sec. 7 and 8 wish for it): this one is ours. It reads the runs of ``future`` and trains
what is missing of them. Expect the share found among the first k far above chance for every k.
Files: results/musiccaps/figure3.{png,csv,json}; on AudioSet's features figure3_real, of real sound figure3_real_sound.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedLocator, PercentFormatter, ScalarFormatter

from paper_repro.core.command_line import run_script
from paper_repro.core.evaluation.intervals import difference_interval
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.musiccaps.future_plan import Wishes, trained
from paper_repro.musiccaps.future_rows import MEMORIES
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.paper import NETWORKS
from paper_repro.musiccaps.retrieval import WAYS, hits

#: Values of k that are drawn, at most.
POINTS = 80
#: Lines of the two ways.
STYLES = {"sound": "-", "text": ":"}


@styled
def figure(options) -> Figure:
    options = CaptionOptions.of(options)
    wishes = trained(options)
    picture, (left, right) = canvas(11.5, 4.4, ncols=2)
    found, lengths = list(_found(wishes)), list(_lengths(wishes))
    _draw_found(left, found, len(next(iter(wishes.results.rows.values())).clip_ids()), wishes.plan.missing)
    _draw_lengths(right, lengths)
    results = wishes.results
    return Figure(
        "musiccaps",
        f"figure3{results.corpus.suffix}{options.suffix}",
        "Figure 3: retrieval by contrastive training; RNN and LSTM by frames heard",
        picture,
        pd.DataFrame([*found, *lengths]),
        ("Left: test clips whose own sound, or text, is among the first k. Right: 95 % intervals, paired over clips.",),
        results.provenance,
    )


def _found(of: Wishes) -> Iterator[dict]:
    """The share of test clips found among the first k, up to all; mean over seeds."""
    for model, name in of.plan.contrastive.items():
        row = of.row(name)
        for way, label in WAYS.items():
            ranked = row.column(f"{way}_rank")
            for k in np.unique(np.geomspace(1, ranked.shape[1], POINTS).round().astype(int)).tolist():
                share = float(hits(ranked, k).mean())
                yield {
                    "panel": "retrieval",
                    "network": NETWORKS[model],
                    "way": way,
                    "label": label,
                    "k": k,
                    "share": share,
                }


def _lengths(of: Wishes) -> Iterator[dict]:
    """Losses, and how far they lie above the RNN's on the shortest input, paired over clips: these differ much more."""
    shortest = of.row(of.plan.lengths[min(of.plan.lengths)][MEMORIES[0]]).loss_scores()
    for frames, names in of.plan.lengths.items():
        for model in MEMORIES:
            row = of.row(names[model])
            above = difference_interval(row.loss_scores(), shortest)
            yield {
                "panel": "length", "network": NETWORKS[model], "frames": frames, "loss": row.loss().value,
                "above": above.value, "low": above.low, "high": above.high,
            }  # fmt: skip


def _draw_found(axis, found: list[dict], clips: int, missing: str) -> None:
    networks = list(dict.fromkeys(row["network"] for row in found))
    for network, colour in zip(networks, COLOURS, strict=False):
        for way, label in WAYS.items():
            rows = [row for row in found if (row["network"], row["way"]) == (network, way)]
            places, shares = [row["k"] for row in rows], [row["share"] for row in rows]
            axis.plot(places, shares, STYLES[way], color=colour, linewidth=1.8, label=f"{network}, {label}")
    places = np.arange(1, clips + 1)
    axis.plot(places, places / clips, "--", color="black", linewidth=1.2, label="chance")
    axis.set_xscale("log")
    axis.xaxis.set_major_locator(FixedLocator([place for place in (1, 5, 10, 50, 100, 500) if place <= clips]))
    axis.xaxis.set_major_formatter(ScalarFormatter())
    axis.minorticks_off()
    axis.set_ylim(0.0, 1.02)
    axis.yaxis.set_major_formatter(PercentFormatter(1.0))
    axis.set_xlabel(f"k, of {clips:,} test clips")
    axis.set_ylabel("found among the first k")
    axis.set_title(missing or "Contrastive training")
    axis.legend(loc="upper left")


def _draw_lengths(axis, lengths: list[dict]) -> None:
    for network, colour, aside in zip((NETWORKS[model] for model in MEMORIES), COLOURS, (-1, 1), strict=False):
        rows = [row for row in lengths if row["network"] == network]
        # Side by side, so that bars do not hide each other.
        frames = [row["frames"] * 1.02**aside for row in rows]
        above = np.array([row["above"] for row in rows])
        bars = [above - [row["low"] for row in rows], [row["high"] for row in rows] - above]
        axis.errorbar(frames, above, bars, marker="o", capsize=3, color=colour, linewidth=1.8, label=network)
    axis.set_xscale("log")
    axis.xaxis.set_major_locator(FixedLocator(sorted({row["frames"] for row in lengths})))
    axis.xaxis.set_major_formatter(ScalarFormatter())
    axis.minorticks_off()
    axis.set_xlabel("frames heard")
    axis.set_ylabel(f"test loss above the {NETWORKS[MEMORIES[0]]}'s\non the shortest (nats a token)")
    axis.set_title("Longer inputs")
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=len(MEMORIES))


if __name__ == "__main__":
    run_script(figure, __doc__, kind=CaptionOptions)
