"""From the sections of a song to one track, and to what sounds in each stretch of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from paper_repro.sample.cal500exp.song import Passage
from paper_repro.sample.music.compose import sounding_share
from paper_repro.sample.music.piece import Part, Piece
from paper_repro.sample.music.render import render_part, soft_limit

# Sections run into each other for so long.
FADE_SECONDS = 0.06
# Where the leaning of a mix begins and ends.
LEANING_HZ = (150.0, 8000.0)


@dataclass(frozen=True)
class Stretch:
    """The music during a stretch of one section.

    ``piece`` holds its notes, those that began before it cut; ``levels`` are those of its parts in dB full scale RMS
    during the stretch; ``audio`` is its sound, float32 (samples,).
    """

    piece: Piece
    levels: tuple[float, ...]
    audio: np.ndarray


def render_song(
    passages: Sequence[Passage], segments: Sequence[tuple[int, int]], samples: int, sample_rate: int
) -> tuple[np.ndarray, list[Stretch]]:
    """The track in mono, float32 (``samples``,) within [-1, 1], and what sounds in each of its ``segments``.

    A segment that lies across two sections counts as the one in which it mostly lies.
    """
    song = np.zeros(samples, np.float32)
    fade = round(FADE_SECONDS * sample_rate)
    stretches: dict[int, Stretch] = {}
    for passage in passages:
        first, last = round(passage.start * sample_rate), min(round(passage.end * sample_rate), samples)
        parts = _render_parts(passage.piece, last - first + fade, sample_rate)
        audio = soft_limit(_lean(parts.sum(axis=0), passage.shade, sample_rate))
        _join(song, audio, first, fade)
        for number, (start, end) in enumerate(segments):
            if _mostly(passage, passages, start / sample_rate, end / sample_rate):
                inside = max(start - first, 0), min(end, last) - first
                stretches[number] = _stretch(passage.piece, parts, audio, inside, sample_rate)
    return soft_limit(song), [stretches[number] for number in range(len(segments))]


def _render_parts(piece: Piece, samples: int, sample_rate: int) -> np.ndarray:
    """Every part at its level in the mix: float32 (parts, samples)."""
    tracks = np.stack([render_part(part, samples, sample_rate) for part in piece.parts])
    level = max(float(np.sqrt(np.mean(tracks.sum(axis=0) ** 2))), 1e-6)
    tracks *= np.float32(10 ** (piece.loudness / 20) / level)
    return tracks


def _lean(audio: np.ndarray, shade: float, sample_rate: int) -> np.ndarray:
    """``audio`` (samples,) with ``shade`` dB an octave more towards the treble, at its old level."""
    size = next_fast_len(len(audio), real=True)
    frequency = np.clip(np.arange(size // 2 + 1) * (sample_rate / size), *LEANING_HZ)
    gain = (frequency / LEANING_HZ[0]) ** (shade / 6.02)
    leaning = irfft(rfft(audio, size) * gain.astype(np.float32), size)[: len(audio)]
    old, new = np.sqrt(np.mean(audio**2)), np.sqrt(np.mean(leaning**2))
    return leaning * np.float32(old / max(new, 1e-9))


def _join(song: np.ndarray, audio: np.ndarray, first: int, fade: int) -> None:
    """Adds a section to the song, faded in and out but at the song's very beginning."""
    ramp = np.sin(np.linspace(0.0, np.pi / 2, fade, dtype=np.float32))
    audio = audio.copy()
    if first > 0:
        audio[:fade] *= ramp
    audio[-fade:] *= ramp[::-1]
    room = song[first : first + len(audio)]
    room += audio[: len(room)]


def _mostly(passage: Passage, passages: Sequence[Passage], start: float, end: float) -> bool:
    def shared(one: Passage) -> float:
        return min(one.end, end) - max(one.start, start)

    return passage is max(passages, key=shared)


def _stretch(piece: Piece, parts: np.ndarray, audio: np.ndarray, inside: tuple[int, int], sample_rate: int) -> Stretch:
    first, last = inside
    start, end = first / sample_rate, last / sample_rate
    levels = np.sqrt(np.mean(parts[:, first:last] ** 2, axis=1))
    return Stretch(
        piece=replace(piece, parts=tuple(_cut(part, start, end) for part in piece.parts), seconds=end - start),
        levels=tuple(float(20 * np.log10(max(level, 1e-6))) for level in levels),
        audio=audio[first:last],
    )


def _cut(part: Part, start: float, end: float) -> Part:
    """The part's notes between two times, which become 0 and the end."""
    notes = tuple(
        replace(
            note,
            start=max(note.start - start, 0.0),
            duration=min(note.start + note.duration, end) - max(note.start, start),
        )
        for note in part.notes
        if note.start < end and note.start + note.duration > start and (note.start >= start or not part.drum)
    )
    return replace(part, notes=notes, share=sounding_share(notes, end - start))
