"""A reader of SoundFont 2 files, and their notes: samples looped, tuned, enveloped and filtered as the file says.

It does what single notes need: key and velocity ranges, loops, tuning, attenuation, the volume envelope and a fixed
low-pass. Modulators, LFOs, the modulation envelope and effects are left out; samples are taken as mono.

symusic's synthesizer would be the obvious choice, but version 0.5.9 plays many programs of our soundfont at a wrong
pitch (its piano 20 semitones too high) and knows neither velocity nor release.
"""

from __future__ import annotations

import itertools
import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.fft import irfft, rfft
from scipy.signal import lfilter

# Generator numbers of the SoundFont 2.01 specification, section 8.1.
INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, SAMPLE = 41, 43, 44, 53
START, END, LOOP_START, LOOP_END = 0, 1, 2, 3
START_COARSE, END_COARSE, LOOP_START_COARSE, LOOP_END_COARSE = 4, 12, 45, 50
CUTOFF, ATTENUATION, COARSE_TUNE, FINE_TUNE, MODES, SCALE_TUNE, ROOT_KEY = 8, 48, 51, 52, 54, 56, 58
DELAY, ATTACK, HOLD, DECAY, SUSTAIN = 33, 34, 35, 36, 37
DEFAULTS = {
    CUTOFF: 13_500,
    SCALE_TUNE: 100,
    ROOT_KEY: -1,
    DELAY: -12_000,
    ATTACK: -12_000,
    HOLD: -12_000,
    DECAY: -12_000,
}
# What a preset zone says is added to what the instrument zone says, save for these.
NOT_ADDED = frozenset({INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, SAMPLE, MODES, ROOT_KEY})

DRUM_BANK = 128
VELOCITY = 100
# The hardware that fixed the meaning of attenuation applied 0.4 of it, and soundfonts are made for that.
ATTENUATION_FACTOR = 0.4
# A cutoff above this is left out: it lies at the edge of what a recording keeps.
HIGHEST_CUTOFF_HZ = 9_000.0

_SAMPLE = np.dtype(
    {
        "names": ["start", "end", "loop_start", "loop_end", "rate", "root", "correction"],
        "formats": ["<u4", "<u4", "<u4", "<u4", "<u4", "u1", "i1"],
        "offsets": [20, 24, 28, 32, 36, 40, 41],
        "itemsize": 46,
    }
)
_PRESET = np.dtype([("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("rest", "V12")])
_INSTRUMENT = np.dtype([("name", "S20"), ("bag", "<u2")])
_BAG = np.dtype([("generator", "<u2"), ("modulator", "<u2")])
_GENERATOR = np.dtype([("number", "<u2"), ("amount", "<i2")])

Zone = dict[int, int]


@dataclass
class SoundFont:
    """A soundfont in memory; samples are read where they are first needed."""

    chunks: dict[bytes, memoryview]
    presets: dict[tuple[int, int], list[Zone]]
    instruments: list[list[Zone]]
    samples: np.ndarray
    _octaves: dict[tuple[int, int], np.ndarray] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> SoundFont:
        """Reads the tables of a soundfont.

        Raises:
            ValueError: where the file is no SoundFont 2 file.
        """
        with path.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        if bytes(data[:4]) != b"RIFF" or bytes(data[8:12]) != b"sfbk":
            raise ValueError(f"not a SoundFont 2 file: {path}")
        chunks = {
            name: body for kind, group in _chunks(data[12:]) if kind == b"LIST" for name, body in _chunks(group[4:])
        }
        table = {name: np.frombuffer(chunks[name], kind) for name, kind in ((b"phdr", _PRESET), (b"inst", _INSTRUMENT))}
        preset_zones = _zones(chunks, b"pbag", b"pgen", table[b"phdr"]["bag"], INSTRUMENT)
        return cls(
            chunks=chunks,
            presets={
                (int(head["bank"]), int(head["program"])): zones
                for head, zones in zip(table[b"phdr"], preset_zones, strict=False)
            },
            instruments=_zones(chunks, b"ibag", b"igen", table[b"inst"]["bag"], SAMPLE),
            samples=np.frombuffer(chunks[b"shdr"], _SAMPLE),
        )

    def note(self, program: int, drum: bool, pitch: int, seconds: float, sample_rate: int) -> np.ndarray:
        """One held note: float32 (samples,), mono, at the level of the file, cut off after ``seconds``.

        Raises:
            KeyError: where the soundfont has no such program.
        """
        count = round(seconds * sample_rate)
        sound = np.zeros(count, np.float32)
        for preset in self.presets[DRUM_BANK if drum else 0, program]:
            if _covers(preset, pitch):
                for zone in self.instruments[preset[INSTRUMENT]]:
                    if _covers(zone, pitch):
                        sound += self._play(_combine(zone, preset), pitch, count, sample_rate)
        return sound

    def _play(self, zone: Zone, pitch: int, count: int, sample_rate: int) -> np.ndarray:
        head = self.samples[zone[SAMPLE]]
        root = zone[ROOT_KEY] if zone[ROOT_KEY] >= 0 else int(head["root"])
        semitones = (pitch - root) * zone[SCALE_TUNE] / 100 + zone.get(COARSE_TUNE, 0)
        semitones += (zone.get(FINE_TUNE, 0) + int(head["correction"])) / 100
        step = float(head["rate"]) / sample_rate * 2 ** (semitones / 12)
        # Read at more than its own rate, a sample would alias: an octave further down it is read at less.
        octave = max(0, int(np.floor(np.log2(step) + 0.3)))
        wave = self._wave(zone[SAMPLE], octave)
        scale = 0.5**octave
        begin = (zone.get(START, 0) + 32_768 * zone.get(START_COARSE, 0)) * scale
        position = begin + np.arange(count) * (step * scale)
        offsets = [int(head[name]) - int(head["start"]) for name in ("loop_start", "loop_end", "end")]
        loop_start = (offsets[0] + zone.get(LOOP_START, 0) + 32_768 * zone.get(LOOP_START_COARSE, 0)) * scale
        loop_end = (offsets[1] + zone.get(LOOP_END, 0) + 32_768 * zone.get(LOOP_END_COARSE, 0)) * scale
        if zone.get(MODES, 0) & 1 and loop_end - loop_start >= 2:
            beyond = position >= loop_end
            position[beyond] = loop_start + (position[beyond] - loop_start) % (loop_end - loop_start)
        else:
            end = (offsets[2] + zone.get(END, 0) + 32_768 * zone.get(END_COARSE, 0)) * scale
            position = position[position < end - 1]
        index = np.minimum(position.astype(np.int64), len(wave) - 2)
        fraction = (position - index).astype(np.float32)
        sound = np.zeros(count, np.float32)
        sound[: len(index)] = wave[index] * (1 - fraction) + wave[index + 1] * fraction
        cutoff = 8.176 * 2 ** (zone[CUTOFF] / 1200)
        if cutoff < min(HIGHEST_CUTOFF_HZ, 0.45 * sample_rate):
            sound = _low_pass(sound, cutoff, sample_rate)
        gain = 10 ** (-ATTENUATION_FACTOR * zone.get(ATTENUATION, 0) / 200)
        return sound * (np.float32(gain) * _envelope(zone, count, sample_rate))

    def _wave(self, number: int, octave: int) -> np.ndarray:
        """Sample ``number`` as float32 in [-1, 1], its rate halved ``octave`` times."""
        if (number, octave) not in self._octaves:
            if octave == 0:
                head = self.samples[number]
                raw = np.frombuffer(self.chunks[b"smpl"], "<i2")[int(head["start"]) : int(head["end"]) + 8]
                self._octaves[number, 0] = raw.astype(np.float32) / 32_768
            else:
                above = self._wave(number, octave - 1)
                size = max(4, -(-len(above) // 4) * 4)
                half = irfft(rfft(above, size)[: size // 4 + 1], size // 2) * np.float32(0.5)
                self._octaves[number, octave] = half
        return self._octaves[number, octave]


def _chunks(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """The chunks of a RIFF body as (name, body); bodies are padded to even lengths."""
    at = 0
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _zones(
    chunks: dict[bytes, memoryview], bag_name: bytes, generator_name: bytes, firsts: np.ndarray, target: int
) -> list[list[Zone]]:
    """The zones of each preset or instrument; a first zone without ``target`` holds defaults for the others."""
    bags = np.frombuffer(chunks[bag_name], _BAG)["generator"]
    generators = np.frombuffer(chunks[generator_name], _GENERATOR)
    found = []
    for first, last in itertools.pairwise(firsts):
        shared: Zone = {}
        zones: list[Zone] = []
        for bag in range(first, last):
            zone = {int(n): int(amount) for n, amount in generators[bags[bag] : bags[bag + 1]]}
            if target in zone:
                zones.append(shared | zone)
            elif bag == first:
                shared = zone
        found.append(zones)
    return found


def _covers(zone: Zone, pitch: int) -> bool:
    for number, value in ((KEY_RANGE, pitch), (VELOCITY_RANGE, VELOCITY)):
        amount = zone.get(number, 127 << 8) & 0xFFFF
        if not amount & 0xFF <= value <= amount >> 8:
            return False
    return True


def _combine(instrument: Zone, preset: Zone) -> Zone:
    zone = DEFAULTS | instrument
    for number, amount in preset.items():
        if number not in NOT_ADDED:
            zone[number] = zone.get(number, 0) + amount
    return zone


def _envelope(zone: Zone, count: int, sample_rate: int) -> np.ndarray:
    """The volume envelope of a held note: float32 (count,). Attack is linear, decay linear in decibels."""
    delay, attack, hold, decay = (2 ** (zone[number] / 1200) for number in (DELAY, ATTACK, HOLD, DECAY))
    time = np.arange(count, dtype=np.float32) / sample_rate - delay
    # The decay time is that of a fall by 100 dB; the sustain level is where it stops.
    fall = np.minimum(np.maximum(time - attack - hold, 0.0) * (100.0 / decay), zone.get(SUSTAIN, 0) / 10.0)
    return np.clip(time / attack, 0.0, 1.0) * 10 ** (-fall / 20)


def _low_pass(sound: np.ndarray, cutoff: float, sample_rate: int) -> np.ndarray:
    """Second-order Butterworth low-pass of ``sound`` (samples,)."""
    tangent = np.tan(np.pi * cutoff / sample_rate)
    norm = 1.0 / (1.0 + np.sqrt(2.0) * tangent + tangent**2)
    b = np.array([1.0, 2.0, 1.0]) * tangent**2 * norm
    a = np.array([1.0, 2.0 * (tangent**2 - 1.0) * norm, (1.0 - np.sqrt(2.0) * tangent + tangent**2) * norm])
    return lfilter(b, a, sound).astype(np.float32)
