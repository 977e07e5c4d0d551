"""The labelled segments of a track, placed as by an algorithm for boundary detection."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.sample.cal500exp.song import Passage

# All times in the published labels are whole multiples of this many samples at 22,050 Hz, but the end of a track.
GRID = 24
SHORTEST, MIDDLE, LONGEST = 3.0, 6.6, 16.0
SPREAD = 0.35
# Two segments of a section, one after the other, are kept where the section has room for them.
NONE_SHARE, TWO_SHARE = 0.06, 0.25
# How far a boundary strays from where the music changes, in seconds.
JITTER = 0.35
MOST_SEGMENTS = 8


def place_segments(
    rng: np.random.Generator, passages: Sequence[Passage], samples: int, sample_rate: int
) -> list[tuple[int, int]]:
    """Segments as (first sample, sample after the last), by start, none over another, each 3 to 16 s.

    Args:
        rng: Draws them.
        passages: The sections of the track.
        samples: Length of the track; no segment goes beyond.
        sample_rate: In Hz.
    """
    wished = [one for passage in passages for one in _cut(rng, passage.start, passage.end)]
    if len(wished) > MOST_SEGMENTS:
        kept = np.sort(rng.choice(len(wished), size=MOST_SEGMENTS, replace=False))
        wished = [wished[number] for number in kept]
    placed: list[tuple[int, int]] = []
    for start, end in wished:
        first = max(_on_grid(start, sample_rate), placed[-1][1] if placed else 0)
        last = min(_on_grid(end, sample_rate), samples)
        if last - first > SHORTEST * sample_rate:
            placed.append((first, min(last, first + int(LONGEST * sample_rate) // GRID * GRID)))
    if not placed:
        longest = max(passages, key=lambda passage: passage.end - passage.start)
        placed = [(_on_grid(longest.end - SHORTEST - 1.0, sample_rate), _on_grid(longest.end, sample_rate))]
    return placed


def _on_grid(seconds: float, sample_rate: int) -> int:
    return int(max(seconds, 0.0) * sample_rate) // GRID * GRID


def _cut(rng: np.random.Generator, start: float, end: float) -> list[tuple[float, float]]:
    """None, one or two segments of a section, in seconds, with their jitter."""
    draw = rng.random()
    count = 0 if draw < NONE_SHARE else 2 if draw > 1.0 - TWO_SHARE else 1
    lengths = np.clip(MIDDLE * np.exp(SPREAD * rng.normal(size=count)), SHORTEST + 0.5, LONGEST)
    room = end - start - lengths.sum()
    if count == 2 and room < 0.0:
        lengths = lengths[:1]
        room = end - start - lengths.sum()
    if not len(lengths):
        return []
    # Most often at the end of the section: a gap is filled with the labels of the segment after it, by the published
    # rule, and in the real set, whose tags change less, that does little harm wherever a segment lies. Two touch each
    # other or lie at both ends.
    place = float(rng.choice((0.0, 1.0, rng.random()), p=(0.1, 0.7, 0.2)))
    edges = [start + max(room, 0.0) * place]
    apart = max(room, 0.0) if len(lengths) == 2 and rng.random() < 0.35 else 0.0
    if apart:
        edges = [start]
    edges.append(min(edges[0] + lengths[0], end))
    spans = [(edges[0], edges[1])]
    if len(lengths) == 2:
        spans.append((edges[1] + apart, edges[1] + apart + lengths[1]))
    # A boundary that two segments share strays once, for both.
    shifts = JITTER * rng.normal(size=2 * len(spans))
    if len(spans) == 2 and not apart:
        shifts[2] = shifts[1]
    return [(a + shifts[2 * n], b + shifts[2 * n + 1]) for n, (a, b) in enumerate(spans)]
