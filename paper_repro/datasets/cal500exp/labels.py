"""From labelled segments to labels of mel frames and of long-term frames (*windows*), by two rules.

``filled`` is the rule in the code of the report's author. Segments are sorted by start; the first begins at frame 0,
each ends at frame ``rint(end * frame_rate)`` (exclusive), the next begins one frame later, so that one frame between
them has no tag, and the last ends with the track. The labels of a few seconds are thereby extended over all the time
before them: more than three quarters of the frame labels belong to time that was not labelled.

``strict`` uses labelled time only: frame i, centred at ``i / frame_rate`` seconds, has the labels of the segment with
``start <= i / frame_rate < end``; a frame outside all segments is masked.

Both take ``frame_rate``, frames per second, of a centred transform with ``1 + samples // hop`` frames. The author's
rate is ``frames / seconds`` of the track, slightly more than the actual ``sample_rate / hop``; over a track the two
differ by at most one frame. ``strict`` requires the latter.

A window's label is 1 where the mean over its labelled frames is above 0.5. Under ``filled``, the author's rule, every
frame counts as labelled, including those between segments.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.datasets.cal500exp.table import Segments

RULES = ("filled", "strict")
#: Frames of a window, and the hop between windows in frames.
WINDOW = 128
WINDOW_HOP = 64
#: Windows with a smaller share of labelled frames are masked. Our choice: with windows that overlap by half, it is the
#: largest share at which every segment of at least half a window fills a window (unless the track ends first), and all
#: published segments are that long.
LABELLED_SHARE = 0.5


def frame_count(samples: int, hop: int) -> int:
    """Number of mel frames of a centred transform.

    Example:
        >>> frame_count(22050, hop=1024)
        22
    """
    return 1 + samples // hop


def frame_labels(segments: Segments, frames: int, *, rule: str, frame_rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Labels of each mel frame.

    Args:
        segments: of one track, sorted by start; time after the last frame is ignored.
        frames: number of mel frames of the track.
        rule: ``filled`` or ``strict``; see above.
        frame_rate: frames per second.

    Returns:
        Labels, uint8 ``(frames, tags)`` of 0 and 1, 0 where masked; mask, bool ``(frames,)``, True where labelled.

    Raises:
        UserError: ``rule`` is not one of ``RULES``.

    Example:
        >>> segments = Segments(np.array([1.0, 4.0]), np.array([3.0, 5.0]), np.array([[1], [1]], dtype=np.uint8))
        >>> labels, mask = frame_labels(segments, 6, rule="strict", frame_rate=1.0)
        >>> labels[:, 0].tolist(), mask.sum()
        ([0, 1, 1, 0, 1, 0], 3)
        >>> frame_labels(segments, 6, rule="filled", frame_rate=1.0)[0][:, 0].tolist()
        [1, 1, 1, 0, 1, 1]
    """
    if rule not in RULES:
        raise UserError(f"rule must be one of {', '.join(RULES)}. Received: {rule!r}.")
    if rule == "filled":
        # rint rounds halves to even, as the author's numpy did.
        stops = np.rint(segments.end * frame_rate).astype(int)
        starts = np.concatenate([[0], stops[:-1] + 1])
        stops[-1] = frames
    else:
        # The first frame centred at or after a time; segments that touch share no frame.
        starts = np.ceil(segments.start * frame_rate).astype(int)
        stops = np.ceil(segments.end * frame_rate).astype(int)
    labels = np.zeros((frames, segments.labels.shape[1]), dtype=np.uint8)
    mask = np.full(frames, rule == "filled")
    for start, stop, row in zip(starts, stops, segments.labels, strict=True):
        labels[start:stop] = row
        mask[start:stop] = True
    return labels, mask


def window_count(frames: int, size: int = WINDOW, hop: int = WINDOW_HOP, drop_last: bool = False) -> int:
    """Number of whole windows in ``frames`` frames.

    With ``drop_last``, as in the author's code, the last window is left out, unless it is the only one, so that every
    track has a window.

    Example:
        >>> window_count(300), window_count(300, drop_last=True), window_count(100)
        (3, 2, 0)
    """
    count = max((frames - size) // hop + 1, 0)
    return count - 1 if drop_last and count > 1 else count


def window_labels(
    labels: np.ndarray, mask: np.ndarray, *, size: int = WINDOW, hop: int = WINDOW_HOP, drop_last: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Labels of each window, from its labelled frames.

    Args:
        labels: ``(frames, tags)`` of 0 and 1, 0 where masked.
        mask: bool ``(frames,)``, True where labelled.
        size, hop: frames of a window, and hop between windows in frames.
        drop_last: see ``window_count``.

    Returns:
        Labels, uint8 ``(windows, tags)``, 1 where more than half of the labelled frames have the tag, 0 where masked;
        mask, bool ``(windows,)``, True where at least half of the window's frames are labelled.

    Example:
        >>> labels = np.array([[1], [1], [0], [0], [0], [0]])
        >>> mask = np.array([True, True, True, False, False, False])
        >>> window_labels(labels, mask, size=4, hop=2)
        (array([[1],
               [0]], dtype=uint8), array([ True, False]))
    """
    starts = hop * np.arange(window_count(len(labels), size, hop, drop_last))
    positive = _sums(labels, starts, size)  # (windows, tags)
    labelled = _sums(mask[:, None], starts, size)  # (windows, 1)
    kept = labelled >= LABELLED_SHARE * size
    return ((2 * positive > labelled) & kept).astype(np.uint8), kept[:, 0]


def _sums(values: np.ndarray, starts: np.ndarray, size: int) -> np.ndarray:
    """Sums of ``size`` rows beginning at each of ``starts``, ``(starts, columns)``."""
    running = np.zeros((len(values) + 1, values.shape[1]), dtype=np.int64)
    np.cumsum(values, axis=0, dtype=np.int64, out=running[1:])
    return running[starts + size] - running[starts]


def positive_rates(labels: Sequence[np.ndarray], masks: Sequence[np.ndarray], *, over: str = "tracks") -> np.ndarray:
    """Share of unmasked windows with each tag.

    With ``tracks``, the result p is the mean over tracks of each track's share, and ``max(p, 1 - p)`` is the accuracy,
    averaged over tracks, of the better constant prediction. With ``windows``, longer tracks have more weight.

    Args:
        labels: of each track, ``(windows, tags)``.
        masks: of each track, bool ``(windows,)``. Tracks without an unmasked window are left out, as in the accuracy.
        over: ``tracks`` or ``windows``.

    Returns:
        float64 ``(tags,)``.

    Raises:
        UserError: ``over`` is neither, or no window is unmasked.

    Example:
        >>> labels = [np.array([[1], [1], [1], [1]]), np.array([[0]])]
        >>> masks = [np.full(4, True), np.full(1, True)]
        >>> positive_rates(labels, masks), positive_rates(labels, masks, over="windows")
        (array([0.5]), array([0.8]))
    """
    if over not in ("tracks", "windows"):
        raise UserError(f"over must be tracks or windows. Received: {over!r}.")
    kept = [track[mask] for track, mask in zip(labels, masks, strict=True) if mask.any()]
    if not kept:
        raise UserError(f"no labelled window in {len(labels):,} tracks: use longer tracks, or tracks with more labels.")
    if over == "windows":
        return np.concatenate(kept).mean(axis=0)
    return np.mean([track.mean(axis=0) for track in kept], axis=0)
