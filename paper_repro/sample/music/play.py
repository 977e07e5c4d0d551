"""Notes of a score by role: drums with fills, bass lines, comping, arpeggios, melodies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from paper_repro.sample.music import patterns
from paper_repro.sample.music.instruments import DRUM_KEYS
from paper_repro.sample.music.melody import write_melody, write_rap
from paper_repro.sample.music.piece import Note, Section
from paper_repro.sample.music.styles import Style
from paper_repro.sample.music.theory import nearest, voice_chord

ACCENTS = {"X": 1.0, "x": 0.8, "o": 0.5}
MACHINES = ("electronic kit", "808 kit", "synth bass", "rubber bass", "saw lead", "square lead", "polysynth")
# The least of a note worth sounding when a clip starts in its middle, in seconds.
SHORTEST_REST = 0.2


@dataclass(frozen=True)
class Player:
    """One player: role, instrument, pattern, mixing level in dB, place in the stereo picture, range."""

    role: str
    instrument: str
    pattern: str
    level: float
    pan: float
    low: int
    high: int
    singer: str = ""
    manner: str = ""


@dataclass(frozen=True)
class Score:
    """The common score of all players: key, mode, tempo, metre, swing, the chord of every bar.

    ``lead_in`` is how many seconds of the first bar lie before the piece starts.
    """

    key: int
    mode: str
    bpm: float
    metre: int
    swing: float
    lead_in: float
    seconds: float
    chords: tuple[tuple[int, ...], ...]

    @property
    def steps(self) -> int:
        """Sixteenths in a bar."""
        return 4 * self.metre

    def time(self, bar: int, step: float) -> float:
        """Seconds from the start of the piece to ``step`` (sixteenths, may run past the bar) of ``bar``."""
        beat, within = divmod(step / 4.0, 1.0)
        # Swing moves the second eighth of every beat, and what lies around it along with it.
        within = within * 2 * self.swing if within < 0.5 else self.swing + (within - 0.5) * 2 * (1 - self.swing)
        return (bar * self.metre + beat + within) * 60.0 / self.bpm - self.lead_in

    def nearest_bar_line(self, seconds: float) -> float:
        """The start of the bar nearest to ``seconds``."""
        bar = round((seconds + self.lead_in) * self.bpm / 60.0 / self.metre)
        return float(np.clip(self.time(bar, 0), 0.0, self.seconds))

    def bars_in(self, section: Section) -> list[int]:
        """The bars that start in ``section``; the bar cut by the beginning of the piece belongs to the first."""
        first = -1e9 if section.start == 0.0 else section.start - 1e-6
        return [bar for bar in range(len(self.chords)) if first <= self.time(bar, 0) < section.end - 1e-6]


def play(
    rng: np.random.Generator, spec: Style, score: Score, player: Player, sections: list[Section]
) -> Iterator[Note]:
    """The notes of one player through the sections in which he plays."""
    for section in sections:
        bars = score.bars_in(section)
        if player.role in ("drums", "percussion"):
            events = _drums(rng, score, player, bars)
        elif player.role == "bass":
            events = _bass(score, player, bars)
        elif player.role in ("lead", "voice"):
            events = _melody(rng, spec, score, player, bars)
        elif player.pattern in patterns.ARPEGGIOS:
            events = _arpeggio(score, player, bars)
        else:
            events = _chords(score, player, bars)
        yield from _humanise(rng, score, player, section, events)


# An event is (bar, step, length in steps, pitch, velocity): a note before it is human.
Event = tuple[int, float, float, int, float]


def _humanise(
    rng: np.random.Generator, score: Score, player: Player, section: Section, events: Iterator[Event]
) -> Iterator[Note]:
    machine = player.instrument in MACHINES
    jitter, spread = (0.0, 0.02) if machine else (0.008, 0.08)
    for number, (bar, step, length, pitch, velocity) in enumerate(events):
        start = score.time(bar, step) + float(rng.normal(0.0, jitter))
        end = score.time(bar, step + length)
        velocity = min(max(float(velocity * section.energy * (1.0 + rng.normal(0.0, spread))), 0.1), 1.0)
        if start < 0.0:
            if end < SHORTEST_REST or player.role in ("drums", "percussion"):
                continue
            start = 0.0
        end = min(end, score.seconds)
        if end - start > 0.02:
            yield Note(float(start), float(end - start), int(pitch), velocity, syllable=number)


def _drums(rng: np.random.Generator, score: Score, player: Player, bars: list[int]) -> Iterator[Event]:
    is_kit = player.role == "drums"
    grid = patterns.DRUMS[player.pattern] if is_kit else patterns.PERCUSSION[player.pattern]
    fill_every = int(rng.choice((4, 4, 8)))
    for count, bar in enumerate(bars):
        fill_from = score.steps - int(rng.choice((4, 8))) if is_kit and count % fill_every == fill_every - 1 else None
        for piece, row in grid.items():
            for step, mark in enumerate(row):
                if mark in ACCENTS and (fill_from is None or step < fill_from):
                    yield bar, step, 2, DRUM_KEYS[piece], ACCENTS[mark]
        if is_kit and count % fill_every == 0 and count > 0:
            yield bar, 0, 8, DRUM_KEYS["crash"], 0.8
        if fill_from is not None:
            yield from _fill(rng, bar, fill_from, score.steps)


def _fill(rng: np.random.Generator, bar: int, first: int, steps: int) -> Iterator[Event]:
    drums = ("snare", "high tom", "mid tom", "low tom")
    for step in range(first, steps):
        drum = drums[min(3, (step - first) * 4 // (steps - first))]
        if rng.random() < (0.95 if step % 2 == 0 else 0.6):
            yield bar, step, 2, DRUM_KEYS[drum], 0.65 + 0.3 * (step - first) / (steps - first)


def _bass(score: Score, player: Player, bars: list[int]) -> Iterator[Event]:
    row = patterns.BASS[player.pattern]
    last = float(player.low + 7)
    for bar in bars:
        chord = score.chords[bar]
        coming = score.chords[(bar + 1) % len(score.chords)][0]
        root = nearest(chord[0], last * 0.5 + (player.low + 7) * 0.5, player.low, player.high)
        last = float(root)
        tones = {"r": root, "o": root + 12, "t": root + (chord[1] - chord[0]) % 12}
        tones["f"] = root + (chord[min(2, len(chord) - 1)] - chord[0]) % 12
        # The walk leads into the next root from a semitone away, below or above, whichever is nearer.
        target = nearest(coming, root, player.low, player.high)
        tones["w"] = target - 1 if target > root else target + 1
        for step, length, mark in _notes_of(row):
            yield bar, step, length, tones[mark], 0.9 if step == 0 else 0.78


def _chords(score: Score, player: Player, bars: list[int]) -> Iterator[Event]:
    row = patterns.CHORDS[player.pattern]
    voicing: tuple[int, ...] | None = None
    power = len(score.chords[0]) == 2
    guitar = "guitar" in player.instrument
    for bar in bars:
        chord = score.chords[bar]
        if power:
            root = nearest(chord[0], player.low + 6, player.low, player.high)
            voicing = (root, root + 7, root + 12)
        else:
            voicing = voice_chord(chord, voicing, player.low, player.high)
        for step, length, mark in _notes_of(row):
            # Guitar strings are struck one after the other.
            for string, pitch in enumerate(voicing):
                yield bar, step + (0.06 * string if guitar else 0.0), length, pitch, ACCENTS[mark]


def _arpeggio(score: Score, player: Player, bars: list[int]) -> Iterator[Event]:
    row = patterns.ARPEGGIOS[player.pattern]
    voicing: tuple[int, ...] | None = None
    for bar in bars:
        voicing = voice_chord(score.chords[bar], voicing, player.low, player.high)
        notes = (*voicing, voicing[0] + 12, *voicing[:0:-1])
        for number, (step, length, mark) in enumerate(_notes_of(row)):
            # Strings ring on: an arpeggio note sounds longer than it is written.
            yield (
                bar,
                step,
                max(length, 3),
                notes[number % len(notes)],
                ACCENTS[mark] * (1.0 if step % 4 == 0 else 0.85),
            )


def _melody(rng: np.random.Generator, spec: Style, score: Score, player: Player, bars: list[int]) -> Iterator[Event]:
    if player.manner == "rapped":
        notes = write_rap(rng, bars=len(bars), steps=score.steps, low=player.low + 4)
    else:
        notes = write_melody(
            rng,
            chords=[score.chords[bar] for bar in bars],
            key=score.key,
            mode=score.mode,
            steps=score.steps,
            density=spec.density if player.manner != "choral" else 0.6,
            low=player.low,
            high=player.high,
        )
    for note in notes:
        yield bars[note.bar], note.step, note.length, note.pitch, 0.95 if note.step % 8 == 0 else 0.8


def _notes_of(row: str) -> Iterator[tuple[int, int, str]]:
    """(step, length in steps, mark) of every note in a row of a pattern."""
    for step, mark in enumerate(row):
        if mark not in ".-":
            length = 1
            while step + length < len(row) and row[step + length] == "-":
                length += 1
            yield step, length, mark
