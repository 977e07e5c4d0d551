"""Saliency (ours; Sec. 6 asks for it): by what the corrected CNN hears emotions, over time and frequency.

    python -m paper_repro.cal500exp.saliency
    python -m paper_repro.cal500exp.saliency --data DIR     your copy, or real first seconds, as ``table2`` takes them

Integrated gradients of the six emotions that the CNN tells best on validation tracks, on test windows that have them.
Reads table2's run or trains it; some seconds more. Whether the attributions tell what the network uses: ``future``.
Files: results/cal500exp/saliency.{png,csv,json}, saliency_real on real data; the csv holds every value drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paper_repro.cal500exp.future_rows import tries
from paper_repro.cal500exp.paper import CNN_BEST, PAPER
from paper_repro.core.command_line import Options, run_script
from paper_repro.core.evaluation.intervals import mean_interval
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.reporting.formats import score
from paper_repro.datasets.cal500exp.table import readable

if TYPE_CHECKING:
    from paper_repro.cal500exp.attribution import Explained

#: Moments of a window that are drawn, and frequencies that are named.
MOMENTS = 16
NAMED_HZ = (100, 300, 1000, 3000, 10_000)


@styled
def figure(options: Options) -> Figure:
    found = tries(options, (CNN_BEST,))
    # Imported here: TensorFlow takes seconds to start, and a mistyped --data should be reported at once.
    from paper_repro.cal500exp.attribution import RANDOM, STEPS, explain

    explained = explain(found)
    maps = _moments(explained.maps)  # (tags, moments, bands)
    notes = (
        f"{PAPER.row(CNN_BEST).label}: integrated gradients ({STEPS} steps) of an emotion's probability, from the mean "
        "spectrum of the training part on; of each test track that has the emotion (number in brackets) one window, "
        f"the middle one; mean over these. Shown: the {len(explained.tags)} emotions of the highest ROC-AUC on "
        "validation windows. Red: what is there, or is missing, speaks for the emotion; blue: against it.",
        f"Completeness: an attribution's sum and the difference of outputs are {explained.errors.mean():.4f} apart on "
        f"average, {explained.errors.max():.4f} at most.",
        *_deletion_notes(explained, RANDOM),
        found.results.count_note(),
    )
    name = f"saliency{found.results.corpus.suffix}"
    title = "By what the CNN hears emotions"
    picture = _drawn(explained, maps)
    return Figure("cal500exp", name, title, picture, _data(explained, maps), notes, found.results.provenance)


def _drawn(explained: Explained, maps: np.ndarray):
    """A map of each emotion, all in one scale, and beside it the sum of each band."""
    columns = min(3, len(maps))
    lines = -(-len(maps) // columns)
    picture, axes = canvas(
        11, 0.8 + 2.9 * lines, nrows=lines, ncols=2 * columns, width_ratios=[2.8, 1] * columns, squeeze=False
    )
    largest = float(np.abs(maps).max()) or 1.0
    reach = 1.1 * (float(np.abs(maps.sum(axis=1)).max()) or 1.0)
    tick = float(f"{reach / 1.3:.0e}")
    bands = np.arange(len(explained.bands))
    places = np.interp(NAMED_HZ, explained.bands, bands)
    for number, (tag, values) in enumerate(zip(explained.tags, maps, strict=True)):
        line, column = divmod(number, columns)
        heard, profile = axes[line, 2 * column], axes[line, 2 * column + 1]
        image = heard.imshow(
            values.T, origin="lower", aspect="auto", cmap="RdBu_r", vmin=-largest, vmax=largest,
            extent=(0, explained.seconds, -0.5, len(bands) - 0.5), interpolation="nearest",
        )  # fmt: skip
        heard.set_title(f"{readable(tag)} ({explained.tracks[number]})")
        heard.set_yticks(places, [f"{hz:,}" for hz in NAMED_HZ])
        profile.barh(bands, values.sum(axis=0), height=1.0, color=COLOURS[0])
        profile.axvline(0, color="grey", lw=0.8)
        profile.set(xlim=(-reach, reach), ylim=(-0.5, len(bands) - 0.5), yticks=[])
        profile.set_xticks([0, tick], ["0", f"{tick:g}"])
        if column == 0:
            heard.set_ylabel("frequency (Hz)")
        if line == lines - 1:
            heard.set_xlabel("time in the window (s)")
            profile.set_xlabel("sum")
    for empty in axes.ravel()[2 * len(maps) :]:
        empty.set_axis_off()
    picture.colorbar(image, ax=axes, label="added to the probability", pad=0.01, shrink=0.8)
    return picture


def _moments(maps: np.ndarray) -> np.ndarray:
    """``(tags, frames, bands)`` to ``(tags, MOMENTS, bands)``: sums of neighbouring frames."""
    return np.stack([part.sum(axis=1) for part in np.array_split(maps, min(MOMENTS, maps.shape[1]), axis=1)], axis=1)


def _data(explained: Explained, maps: np.ndarray) -> pd.DataFrame:
    """Every value drawn."""
    step = explained.seconds / maps.shape[1]
    return pd.DataFrame(
        [
            {
                "tag": readable(tag),
                "start_s": round(moment * step, 3),
                "hz": round(float(hz), 1),
                "added": f"{added:.4g}",
            }
            for tag, values in zip(explained.tags, maps, strict=True)
            for moment, row in enumerate(values)
            for hz, added in zip(explained.bands, row, strict=True)
        ]
    )


def _deletion_notes(explained: Explained, sets: int) -> list[str]:
    deletion = explained.deletion
    return [
        f"Silencing the {explained.silenced} of {len(explained.bands)} mel bands that add most in a window takes "
        f"{score(mean_interval(deletion.lost))} off its probability, as many random bands "
        f"{score(mean_interval(deletion.lost_random))} (mean of {sets} sets).",
        "Silencing those that add more in validation windows with an emotion than in those without leaves a macro "
        "ROC-AUC of "
        f"{score(mean_interval(deletion.auc_without))}, as many random ones leave "
        f"{score(mean_interval(deletion.auc_without_random))}.",
    ]


if __name__ == "__main__":
    run_script(figure, __doc__)
