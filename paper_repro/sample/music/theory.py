"""Scales, chords and voice leading."""

from __future__ import annotations

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "blues": (0, 2, 4, 5, 7, 9, 10),
}
# What a blues player improvises on is not the scale of the chords.
MELODY_SCALES: dict[str, tuple[int, ...]] = {**SCALES, "blues": (0, 3, 5, 6, 7, 10)}
SAD_MODES = frozenset({"minor", "harmonic minor", "phrygian", "dorian"})


def scale_pitches(key: int, mode: str, low: int, high: int) -> list[int]:
    """All pitches of a melody scale between ``low`` and ``high`` (MIDI numbers, both included), rising."""
    classes = {(key + step) % 12 for step in MELODY_SCALES[mode]}
    return [pitch for pitch in range(low, high + 1) if pitch % 12 in classes]


def chord_classes(key: int, mode: str, degree: int, harmony: str) -> tuple[int, ...]:
    """Pitch classes (0 to 11) of the chord on scale ``degree`` (1 to 7), root first.

    ``harmony`` is power (root and fifth), triad, seventh, or dominant (every chord with major third and flat seventh,
    as in the blues). The fifth degree of a plain minor key gets the leading note.
    """
    scale = SCALES["harmonic minor" if mode == "minor" and degree == 5 else mode]
    root = (key + scale[degree - 1]) % 12
    if harmony == "dominant":
        return root, (root + 4) % 12, (root + 7) % 12, (root + 10) % 12
    if harmony == "power":
        return root, (root + 7) % 12
    size = 4 if harmony == "seventh" else 3
    return tuple((key + scale[(degree - 1 + 2 * third) % 7]) % 12 for third in range(size))


def nearest(pitch_class: int, target: float, low: int, high: int) -> int:
    """The pitch of ``pitch_class`` nearest to ``target`` within a range of at least an octave."""
    candidates = [pitch for pitch in range(low, high + 1) if pitch % 12 == pitch_class]
    return min(candidates, key=lambda pitch: (abs(pitch - target), pitch))


def voice_chord(classes: tuple[int, ...], previous: tuple[int, ...] | None, low: int, high: int) -> tuple[int, ...]:
    """Close-position voicing of ``classes`` whose notes move least from ``previous``; pitches rising.

    The range must span 16 semitones or more, so that some inversion always fits."""
    inversions = [classes[turn:] + classes[:turn] for turn in range(len(classes))]
    centre = (low + high) / 2 if previous is None else sum(previous) / len(previous)
    voicings = []
    for inversion in inversions:
        for base in range(low, high + 1):
            if base % 12 == inversion[0]:
                pitches = [base]
                for pitch_class in inversion[1:]:
                    pitches.append(pitches[-1] + 1 + (pitch_class - pitches[-1] - 1) % 12)
                if pitches[-1] <= high:
                    voicings.append(tuple(pitches))
    if previous is None or len(previous) != len(classes):
        return min(voicings, key=lambda pitches: abs(sum(pitches) / len(pitches) - centre))
    # Leading the voices alone drifts to the edge of the range over many bars; a pull to the middle helps.
    middle = (low + high) / 2
    return min(
        voicings,
        key=lambda pitches: (
            sum(abs(new - old) for new, old in zip(pitches, previous, strict=True))
            + 0.3 * abs(sum(pitches) / len(pitches) - middle)
        ),
    )
