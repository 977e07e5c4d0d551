"""Attention over time against when a tag sounds (Sec. 4, 6): examples of two decoders, and how much all attend there.

    python -m paper_repro.majorminer.locality

Reads the runs of the table ``future``, or trains them: about a minute each with the quick preset on 2 cores. When
something sounds is known of rendered clips alone: from their score. Examples are those at the 90th, 50th and 10th
percentile of attention above that of a constant, so none is picked by eye.
Files: results/majorminer/locality.{png,csv,json}.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.evaluation.intervals import difference_interval
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.training.rows import run_rows
from paper_repro.majorminer.locality_scores import LEAST, MOST, Locality, Said, sounding
from paper_repro.majorminer.paper import FUTURE, PAPER, PARTS

#: Rows whose attention is shown, and which of them with examples.
SHOWN = (FUTURE.lstm, FUTURE.gru, FUTURE.transformer)
EXAMPLES = (FUTURE.lstm, FUTURE.transformer)
PERCENTILES = (90, 50, 10)
NOTHING = "no tag of a sound whose times are known"


@styled
def figure(options: Options) -> Figure:
    shown_rows = [name for name in SHOWN if name in FUTURE.of(options.preset)]
    results = run_rows(PAPER, options, PAPER.configs(options, shown_rows))
    heard = sounding(results.corpus, results.rows[FUTURE.lstm].clip_ids())
    rows = {name: Locality(outcome, heard) for name, outcome in results.rows.items()}
    picture, axes = canvas(11, 8.2, nrows=len(PERCENTILES) + 1, ncols=2, height_ratios=(1, 1, 1, 1.2))
    shown = []
    for column, name in enumerate(EXAMPLES):
        for axis, percentile in zip(axes[:-1, column], PERCENTILES, strict=True):
            shown += _example(axis, name, rows[name], percentile)
        axes[-2, column].set_xlabel("time (s)")
    grid = axes[0, 0].get_gridspec()
    for axis in axes[-1]:
        axis.remove()
    shown += _gains(picture.add_subplot(grid[-1, :]), rows)
    notes = (
        f"Tags whose sound is heard in {100 * LEAST:.0f} to {100 * MOST:.0f} % of the clip, as the test captions of "
        "seed 0 say them; from above the 90th, 50th and 10th percentile of points. Shaded: the sound is heard, darker "
        "in more of the frame. Line: attention of the step that says the tag, as a multiple of that of a constant.",
        results.interval_note(),
        results.count_note(),
    )
    title = "Attention over time against when the tag that is said sounds"
    return Figure("majorminer", "locality", title, picture, pd.DataFrame(shown), notes, results.provenance)


def _gain(said: Said) -> float:
    """Attention where the tag sounds above that of a constant."""
    return float(said.attention @ said.sounds - said.sounds.mean())


def _example(axis, name: str, local: Locality, percentile: int) -> list[dict]:
    label, decoder = PAPER.known[name].label, PARTS[local.outcome.config.decoder]
    ordered = sorted(local.said[0], key=_gain)
    if not ordered:
        axis.set_title(decoder)
        axis.text(0.5, 0.5, NOTHING, ha="center", va="center", transform=axis.transAxes)
        axis.set_yticks([])
        return []
    said = ordered[round(percentile / 100 * (len(ordered) - 1))]
    frames, seconds = len(said.sounds), local.outcome.config.frame_seconds
    edges, height = np.arange(frames + 1) * seconds, said.attention * frames
    top = max(1.5, 1.15 * height.max())
    for start, share in zip(edges, said.sounds, strict=False):
        axis.axvspan(start, start + seconds, color=COLOURS[4], alpha=0.55 * share, linewidth=0)
    axis.stairs(height, edges, baseline=None, color=COLOURS[0], linewidth=2)
    axis.axhline(1.0, color="0.4", linestyle=":", linewidth=1)
    axis.set_xlim(0, edges[-1])
    axis.set_ylim(0, top)
    axis.set_ylabel("attention")
    axis.set_title(f"{decoder}: «{said.tag}», {100 * _gain(said):+.1f} points")
    clip = local.outcome.clip_ids()[said.clip]
    return [
        {"row": label, "clip_id": clip, "tag": said.tag, "percentile": percentile, "seconds": start,
         "sounds": share, "attention": weight}
        for start, share, weight in zip(edges, said.sounds, said.attention, strict=False)
    ]  # fmt: skip


def _gains(axis, rows: dict[str, Locality]) -> list[dict]:
    """Of every row, how far its attention where the tag sounds lies above two others."""
    found, ticks = [], []
    for number, (name, local) in enumerate(rows.items()):
        others = {"above a constant": local.uniform(), "above that of other clips": local.of_others()}
        for offset, colour, (than, scores) in zip((-0.12, 0.12), COLOURS, others.items(), strict=False):
            gain = difference_interval(local.own(), scores)
            label = than if number == 0 else None
            axis.plot(100 * gain.value, number + offset, "o", color=colour, label=label)
            axis.plot([100 * gain.low, 100 * gain.high], [number + offset] * 2, color=colour)
            found.append({"row": PAPER.known[name].label, "than": than, "gain": gain.value, "low": gain.low,
                          "high": gain.high, "clips": gain.n})  # fmt: skip
        ticks.append(f"{PAPER.known[name].label}\n{len(local.clips)} clips")
    axis.axvline(0.0, color="0.4", linestyle=":", linewidth=1)
    axis.set_yticks(range(len(ticks)), ticks)
    axis.set_ylim(len(ticks) - 0.5, -0.5)
    axis.set_xlabel("attention while the tag sounds, points of 100 above another")
    axis.set_title("All test clips")
    axis.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.0)
    return found


if __name__ == "__main__":
    run_script(figure, __doc__)
