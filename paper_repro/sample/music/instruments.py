"""The instruments of the sample corpus: General MIDI program, playing range, and how their notes end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Instrument:
    """One General MIDI voice.

    ``low`` and ``high`` are the usual range in MIDI pitch, ``release`` the fade after a note's end in seconds,
    ``vibrato`` its depth in cents. ``concept`` is what a listener calls it (see ``tags``).
    """

    program: int
    concept: str
    low: int
    high: int
    release: float = 0.12
    vibrato: float = 0.0


INSTRUMENTS: dict[str, Instrument] = {
    "grand piano": Instrument(0, "piano", 36, 88, 0.30),
    "bright piano": Instrument(1, "piano", 36, 88, 0.25),
    "electric piano": Instrument(4, "electric piano", 40, 84, 0.25),
    "harpsichord": Instrument(6, "harpsichord", 40, 84, 0.15),
    "music box": Instrument(10, "bells", 67, 96, 0.60),
    "vibraphone": Instrument(11, "vibraphone", 53, 84, 0.50),
    "marimba": Instrument(12, "marimba", 48, 84, 0.25),
    "drawbar organ": Instrument(16, "organ", 40, 84, 0.06),
    "rock organ": Instrument(18, "organ", 40, 84, 0.06),
    "church organ": Instrument(19, "organ", 36, 84, 0.35),
    "accordion": Instrument(21, "accordion", 53, 86, 0.08),
    "harmonica": Instrument(22, "harmonica", 60, 84, 0.08, 15.0),
    "nylon guitar": Instrument(24, "acoustic guitar", 40, 79, 0.20),
    "steel guitar": Instrument(25, "acoustic guitar", 40, 79, 0.20),
    "jazz guitar": Instrument(26, "electric guitar", 40, 79, 0.15),
    "clean guitar": Instrument(27, "electric guitar", 40, 82, 0.15),
    "muted guitar": Instrument(28, "electric guitar", 40, 76, 0.06),
    "overdriven guitar": Instrument(29, "distorted guitar", 40, 84, 0.10, 8.0),
    "distortion guitar": Instrument(30, "distorted guitar", 38, 84, 0.10, 8.0),
    "double bass": Instrument(32, "double bass", 28, 55, 0.12),
    "finger bass": Instrument(33, "bass guitar", 28, 55, 0.08),
    "picked bass": Instrument(34, "bass guitar", 28, 55, 0.06),
    "slap bass": Instrument(36, "bass guitar", 28, 55, 0.05),
    "synth bass": Instrument(38, "synth bass", 28, 55, 0.05),
    "rubber bass": Instrument(39, "synth bass", 28, 55, 0.05),
    "violin": Instrument(40, "violin", 55, 91, 0.12, 22.0),
    "fiddle": Instrument(110, "violin", 55, 88, 0.08, 12.0),
    "cello": Instrument(42, "cello", 36, 69, 0.15, 18.0),
    "pizzicato strings": Instrument(45, "strings", 40, 84, 0.10),
    "harp": Instrument(46, "harp", 40, 91, 0.60),
    "string section": Instrument(48, "strings", 40, 88, 0.30, 6.0),
    "slow strings": Instrument(49, "strings", 40, 86, 0.60, 6.0),
    "choir": Instrument(52, "choir", 43, 79, 0.35, 14.0),
    "singer": Instrument(52, "voice", 43, 81, 0.10, 38.0),
    "humming singer": Instrument(53, "voice", 43, 81, 0.12, 30.0),
    "trumpet": Instrument(56, "trumpet", 55, 84, 0.08, 12.0),
    "muted trumpet": Instrument(59, "trumpet", 55, 82, 0.08, 12.0),
    "trombone": Instrument(57, "trombone", 43, 72, 0.08, 10.0),
    "french horn": Instrument(60, "horn", 41, 74, 0.15),
    "brass section": Instrument(61, "brass", 43, 79, 0.10),
    "alto saxophone": Instrument(65, "saxophone", 49, 80, 0.10, 16.0),
    "tenor saxophone": Instrument(66, "saxophone", 44, 76, 0.10, 16.0),
    "oboe": Instrument(68, "oboe", 58, 88, 0.10, 12.0),
    "clarinet": Instrument(71, "clarinet", 50, 88, 0.10),
    "flute": Instrument(73, "flute", 60, 93, 0.12, 16.0),
    "pan flute": Instrument(75, "flute", 60, 91, 0.15, 10.0),
    "square lead": Instrument(80, "synth lead", 48, 88, 0.05, 10.0),
    "saw lead": Instrument(81, "synth lead", 48, 88, 0.05, 10.0),
    "synth strings": Instrument(50, "synth pad", 40, 84, 0.40),
    "warm pad": Instrument(89, "synth pad", 40, 84, 0.80),
    "polysynth": Instrument(90, "synth", 40, 84, 0.20),
    "space pad": Instrument(91, "synth pad", 40, 84, 0.80),
    "halo pad": Instrument(94, "synth pad", 40, 84, 0.80),
    "sweep pad": Instrument(95, "synth pad", 40, 84, 0.80),
    "synth brass": Instrument(62, "synth", 43, 84, 0.12),
    "sitar": Instrument(104, "sitar", 48, 79, 0.30),
    "banjo": Instrument(105, "banjo", 48, 84, 0.10),
    "steel drums": Instrument(114, "steel drums", 52, 84, 0.20),
    "standard kit": Instrument(0, "drums", 35, 81, 0.40),
    "room kit": Instrument(8, "drums", 35, 81, 0.40),
    "power kit": Instrument(16, "drums", 35, 81, 0.50),
    "electronic kit": Instrument(24, "drum machine", 35, 81, 0.40),
    "808 kit": Instrument(25, "drum machine", 35, 81, 0.40),
    "brush kit": Instrument(40, "drums", 35, 81, 0.40),
    "percussion": Instrument(0, "percussion", 35, 81, 0.30),
}

DRUM_KEYS: dict[str, int] = {
    "kick": 36,
    "stick": 37,
    "snare": 38,
    "clap": 39,
    "low tom": 41,
    "hat": 42,
    "mid tom": 45,
    "open hat": 46,
    "high tom": 48,
    "crash": 49,
    "ride": 51,
    "tambourine": 54,
    "cowbell": 56,
    "bongo": 60,
    "mute conga": 62,
    "conga": 63,
    "low conga": 64,
    "timbale": 65,
    "shaker": 82,
    "claves": 75,
}

# Peak level of a full stroke in dB below the kick's: the kits of the soundfont differ too much to be taken as they are.
DRUM_PEAKS_DB: dict[str, float] = {
    "kick": 0.0,
    "stick": -6.0,
    "snare": -1.0,
    "clap": -3.0,
    "low tom": -2.0,
    "hat": -12.0,
    "mid tom": -2.0,
    "open hat": -11.0,
    "high tom": -2.0,
    "crash": -7.0,
    "ride": -12.0,
    "tambourine": -11.0,
    "cowbell": -9.0,
    "bongo": -4.0,
    "mute conga": -4.0,
    "conga": -3.0,
    "low conga": -3.0,
    "timbale": -5.0,
    "shaker": -12.0,
    "claves": -8.0,
}
