"""From labelled segments to labels of mel frames and of long-term frames (*windows*), by two rules.

``filled`` is what the report's author coded. Segments stand by start; the first begins at frame 0 and each ends at
frame ``rint(end * frame_rate)``, exclusive; the next begins one frame later, so that one frame between them has no tag
at all; the last ends with the track. What was labelled for a few seconds thereby holds for all the time before it:
over three quarters of the "labels" are of time that nobody labelled.

``strict`` labels only what was labelled: frame i, centred at ``i / frame_rate`` seconds, has the labels of the segment
with ``start <= i / frame_rate < end``; a frame in none is masked.

Both take ``frame_rate``, frames a second. Frames are of a centred transform, ``1 + samples // hop`` of them. The
author's rate is ``frames / seconds`` of the track, a little more than the ``sample_rate / hop`` at which frames in
fact follow each other; over a track the two differ by one frame at most. ``strict`` wants the latter.

A window's label is 1 where the mean over its labelled frames is above .5. Under ``filled`` every frame is labelled,
the ones between segments included, and this is the author's rule.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.datasets.cal500exp.table import Segments

RULES = ("filled", "strict")
#: Frames of a window, and from one window to the next.
WINDOW = 128
WINDOW_HOP = 64
#: Share of its frames that must be labelled, else a window is masked. Our choice: with windows that overlap by half,
#: it is the highest at which a segment of half a window or more always has a window of its own (unless the track ends
#: first), and all published segments are that long.
LABELLED_SHARE = 0.5


def frame_count(samples: int, hop: int) -> int:
    """Mel frames of ``samples`` samples: the transform is centred, so one more than fit."""
    return 1 + samples // hop


def frame_labels(segments: Segments, frames: int, *, rule: str, frame_rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Labels of each mel frame.

    Args:
        segments: of one track, by start; what lies past the last frame is cut off.
        frames: mel frames of the track.
        rule: ``filled`` or ``strict``; see above.
        frame_rate: frames a second.

    Returns:
        labels, uint8 ``(frames, tags)`` of 0 and 1, 0 where masked; mask, bool ``(frames,)``, True where labelled.

    Raises:
        UserError: ``rule`` is none of ``RULES``.
    """
    if rule not in RULES:
        raise UserError(f"rule must be one of {', '.join(RULES)}. Received: {rule!r}.")
    if rule == "filled":
        # rint rounds halves to even, as the author's numpy did.
        stops = np.rint(segments.end * frame_rate).astype(int)
        starts = np.concatenate([[0], stops[:-1] + 1])
        stops[-1] = frames
    else:
        # The first frame centred at or after a time; one stop being the next one's start, no frame is in both.
        starts = np.ceil(segments.start * frame_rate).astype(int)
        stops = np.ceil(segments.end * frame_rate).astype(int)
    labels = np.zeros((frames, segments.labels.shape[1]), dtype=np.uint8)
    mask = np.full(frames, rule == "filled")
    for start, stop, row in zip(starts, stops, segments.labels, strict=True):
        labels[start:stop] = row
        mask[start:stop] = True
    return labels, mask


def window_count(frames: int, size: int = WINDOW, hop: int = WINDOW_HOP, drop_last: bool = False) -> int:
    """Whole windows in ``frames`` frames; with ``drop_last``, as the author coded it, the last of them is left out.

    Unless it is the only one, which the author's code would leave out too: a track is to have a window.
    """
    count = max((frames - size) // hop + 1, 0)
    return count - 1 if drop_last and count > 1 else count


def window_labels(
    labels: np.ndarray, mask: np.ndarray, *, size: int = WINDOW, hop: int = WINDOW_HOP, drop_last: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Labels of each window, from those of its labelled frames.

    Args:
        labels: ``(frames, tags)`` of 0 and 1, 0 where masked.
        mask: bool ``(frames,)``, True where labelled.
        size, hop: frames of a window, and from one window to the next.
        drop_last: see ``window_count``.

    Returns:
        labels, uint8 ``(windows, tags)``, 1 where more than half of the labelled frames have the tag, 0 where masked;
        mask, bool ``(windows,)``, True where at least half of the window's frames are labelled.
    """
    starts = hop * np.arange(window_count(len(labels), size, hop, drop_last))
    positive = _sums(labels, starts, size)  # (windows, tags)
    labelled = _sums(mask[:, None], starts, size)  # (windows, 1)
    kept = labelled >= LABELLED_SHARE * size
    return ((2 * positive > labelled) & kept).astype(np.uint8), kept[:, 0]


def _sums(values: np.ndarray, starts: np.ndarray, size: int) -> np.ndarray:
    """Sums of ``size`` rows from each of ``starts`` on, ``(starts, columns)``."""
    running = np.zeros((len(values) + 1, values.shape[1]), dtype=np.int64)
    np.cumsum(values, axis=0, dtype=np.int64, out=running[1:])
    return running[starts + size] - running[starts]


def positive_rates(labels: Sequence[np.ndarray], masks: Sequence[np.ndarray], *, over: str = "tracks") -> np.ndarray:
    """Share of the unmasked windows that have each tag.

    With ``tracks``, the mean over tracks of each track's share, ``max(p, 1 - p)`` is the mean average accuracy of the
    constant that is right more often: that measure is a mean over tracks, too. With ``windows``, long tracks count
    more.

    Args:
        labels: each track's, ``(windows, tags)``; masks: each track's, bool ``(windows,)``. Tracks without an unmasked
            window are left out: they have no accuracy either.
        over: ``tracks`` or ``windows``.

    Returns:
        float64 ``(tags,)``.

    Raises:
        UserError: ``over`` is neither, or no window is unmasked.
    """
    if over not in ("tracks", "windows"):
        raise UserError(f"over must be tracks or windows. Received: {over!r}.")
    kept = [track[mask] for track, mask in zip(labels, masks, strict=True) if mask.any()]
    if not kept:
        raise UserError(f"no labelled window in {len(labels):,} tracks: too short, or too little of them is labelled.")
    if over == "windows":
        return np.concatenate(kept).mean(axis=0)
    return np.mean([track.mean(axis=0) for track in kept], axis=0)
