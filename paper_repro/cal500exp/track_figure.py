"""What pictures of one track have in common: the waveform, and rows of tags over time."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import ListedColormap

#: Points of a drawn waveform.
POINTS = 2000
#: What nobody labelled is neither yes nor no.
LABEL_COLOURS = ListedColormap(["#f2f2f2", "#0072B2"])


def draw_waveform(axis, samples: np.ndarray, sample_rate: int) -> None:
    """The least and most of each stretch of ``(samples,)``: peaks are not lost."""
    step = max(1, len(samples) // POINTS)
    whole = samples[: len(samples) // step * step].reshape(-1, step)
    seconds = np.arange(len(whole)) * step / sample_rate
    axis.fill_between(seconds, whole.min(axis=1), whole.max(axis=1), color="#444444", lw=0)
    largest = max(float(np.abs(samples).max()), 1e-3)
    axis.set_ylim(-largest, largest)
    axis.set_xlim(0, len(samples) / sample_rate)
    axis.set_ylabel("amplitude")


def draw_rows(axis, values: np.ndarray, seconds: float, names: list[str], **image):
    """``values (time, tags)`` over ``seconds`` from the first to the end of the last, the first tag on top; returns the
    image. What lies past the axis' limits is cut off.
    """
    drawn = axis.imshow(
        values.T, aspect="auto", interpolation="nearest", extent=(0, seconds, len(names) - 0.5, -0.5), **image
    )
    axis.set_yticks(np.arange(len(names)), names)
    axis.tick_params(axis="y", length=0)
    return drawn
