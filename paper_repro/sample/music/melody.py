"""Melodies: rhythmic motifs that come back, chord tones on the strong beats, steps of the scale between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paper_repro.sample.music.theory import nearest, scale_pitches

# Which motif each bar of a four-bar phrase takes; "c" is the cadence, a long note and a breath.
FORMS = ("aabc", "abac", "aaac", "abbc")


@dataclass(frozen=True)
class MelodyNote:
    """A note on the grid: bar and step (sixteenths) of its start, its length in steps, its pitch."""

    bar: int
    step: int
    length: int
    pitch: int


def write_melody(
    rng: np.random.Generator,
    *,
    chords: list[tuple[int, ...]],
    key: int,
    mode: str,
    steps: int,
    density: float,
    low: int,
    high: int,
) -> list[MelodyNote]:
    """A melody over ``chords`` (one tuple of pitch classes a bar) between ``low`` and ``high``.

    ``steps`` is the number of sixteenths in a bar, ``density`` the mean number of notes a beat.
    """
    scale = scale_pitches(key, mode, low, high)
    motifs = {name: _motif(rng, steps, density) for name in "ab"}
    motifs["c"] = ((0, steps // 2),) if rng.random() < 0.5 else ((0, 2), (4, steps // 2))
    form = FORMS[rng.integers(len(FORMS))]
    turns = {name: rng.choice((-2, -1, -1, 0, 1, 1, 2), size=len(motif)) for name, motif in motifs.items()}
    arch = rng.uniform(0.1, 0.3) * (high - low)
    middle = (low + high) / 2
    notes: list[MelodyNote] = []
    place = middle
    for bar, chord in enumerate(chords):
        name = form[bar % 4]
        # The phrase rises to its third bar and falls home.
        target = middle + arch * (-0.5, 0.4, 1.0, -0.3)[bar % 4]
        for (step, length), turn in zip(motifs[name], turns[name], strict=True):
            place += 0.35 * (target - place)
            if step % 8 == 0 or length >= 4:
                pitch = min((nearest(tone, place + turn, low, high) for tone in chord), key=lambda p: abs(p - place))
            else:
                pitch = _step_from(scale, place, int(turn))
            place = float(pitch)
            notes.append(MelodyNote(bar, step, length, pitch))
    return notes


def write_rap(rng: np.random.Generator, *, bars: int, steps: int, low: int) -> list[MelodyNote]:
    """Fast syllables around one speaking pitch, with a breath at the end of every second bar."""
    notes = []
    for bar in range(bars):
        step = int(rng.integers(0, 2))
        last = steps - (4 if bar % 2 else 1)
        while step < last:
            length = int(rng.choice((1, 1, 2, 2, 3)))
            notes.append(MelodyNote(bar, step, length, low + int(rng.choice((0, 0, 0, 1, 2, 3, -2)))))
            step += length
    return notes


def _motif(rng: np.random.Generator, steps: int, density: float) -> tuple[tuple[int, int], ...]:
    """One bar of rhythm as (step, length) pairs; eighths are likelier starts than sixteenths, beats likelier still."""
    grid = np.arange(steps)
    weight = np.where(grid % 4 == 0, 1.0, np.where(grid % 2 == 0, 0.6, 0.12 if density < 1.7 else 0.35))
    weight[0] = 2.0
    count = int(np.clip(rng.poisson(density * steps / 4), 1, int((weight > 0.5).sum())))
    starts = np.sort(rng.choice(grid, size=count, replace=False, p=weight / weight.sum()))
    ends = np.append(starts[1:], steps)
    return tuple((int(start), int(min(end - start, 8))) for start, end in zip(starts, ends, strict=True))


def _step_from(scale: list[int], place: float, turn: int) -> int:
    """The scale pitch ``turn`` steps from the one nearest to ``place``, within the scale given."""
    index = int(np.argmin([abs(pitch - place) for pitch in scale])) + turn
    return scale[min(max(index, 0), len(scale) - 1)]
