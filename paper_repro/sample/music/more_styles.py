"""Styles beyond ``styles``, for corpora that ask for them by name; what they are called is up to the corpus.

They stand apart because MajorMiner's corpus draws from all of ``styles.STYLES``, and its players' words are its own.
"""

from __future__ import annotations

from paper_repro.sample.music.style import Layer, Style
from paper_repro.sample.music.styles import CLASSICAL, DRONE, PLAIN, STYLES, VAMP

MODAL = ((1, 7, 1, 7), (1, 1, 7, 1), (1, 4, 7, 1), (1, 3, 7, 1))

# fmt: off
MORE_STYLES: dict[str, Style] = {
    style.name: style
    for style in (
        Style(
            "opera", 0, (54, 112), ("major", "minor"), "triad", CLASSICAL,
            (
                Layer("chords", ("string section", "slow strings"), ("half notes", "quarters", "waltz waves"), 1.0,
                    -2.0),
                Layer("bass", ("cello",), ("roots", "root and fifth", "waltz fifths"), 0.7, -1.5),
                Layer("chords", ("harpsichord", "grand piano", "harp"), ("rolling eighths", "half notes", "waltz"),
                    0.3, -3.0),
                Layer("lead", ("oboe", "french horn", "flute"), chance=0.15, level=-3.0),
            ),
            (-24, -16), ("solemn", "romantic"), metres=(4, 4, 3), vocals=0.97, male=0.38, density=1.2,
        ),
        Style(
            "baroque", 0, (66, 138), ("major", "minor", "harmonic minor"), "triad", CLASSICAL,
            (
                Layer("chords", ("harpsichord",), ("rolling eighths", "quarters", "waltz waves", "eighths"), 1.0, 1.0),
                Layer("bass", ("cello",), ("walking", "root and fifth", "waltz fifths"), 0.8, 0.0),
                Layer("lead", ("violin", "oboe", "flute", "violin"), chance=0.85, level=0.5),
                Layer("pad", ("string section",), ("quarters", "half notes", "waltz held"), 0.35, -3.0),
            ),
            (-27, -18), ("elegant", "happy"), metres=(4, 4, 3), density=1.9,
        ),
        Style(
            "harpsichord solo", 0, (64, 148), ("major", "minor"), "triad", CLASSICAL,
            (
                Layer("chords", ("harpsichord",), ("rolling eighths", "sequence", "waltz waves", "picking"), 1.0, 0.0),
                Layer("bass", ("harpsichord",), ("root and fifth", "walking", "waltz"), 0.8, 0.0),
                Layer("lead", ("harpsichord",), chance=0.9, level=1.5),
            ),
            (-28, -18), ("elegant",), metres=(4, 4, 3), density=2.1,
        ),
        Style(
            "harp solo", 0, (58, 116), ("major", "lydian", "dorian"), "triad", CLASSICAL + MODAL,
            (
                Layer("chords", ("harp",), ("rolling eighths", "picking", "waltz waves"), 1.0, 0.0),
                Layer("lead", ("harp", "flute", "harp"), chance=0.7, level=1.0),
                Layer("pad", ("slow strings", "choir"), ("held", "waltz held"), 0.15, -5.0),
            ),
            (-31, -22), ("calm", "dreamy"), metres=(4, 4, 3), density=1.3,
        ),
        Style(
            "string ensemble", 0, (56, 138), ("minor", "major", "harmonic minor"), "triad", CLASSICAL,
            (
                Layer("chords", ("string section", "pizzicato strings"), ("quarters", "half notes", "waltz"), 0.55,
                    -2.0),
                Layer("bass", ("cello",), ("roots", "walking", "waltz fifths"), 0.85, 0.5),
                Layer("lead", ("violin", "cello", "violin"), chance=1.0, level=2.5),
            ),
            (-29, -19), ("romantic", "sad"), metres=(4, 4, 3), density=1.7,
        ),
        Style(
            "orchestra", 0, (60, 144), ("major", "minor"), "triad", CLASSICAL,
            (
                Layer("chords", ("string section", "slow strings"), ("quarters", "half notes", "waltz"), 1.0, 1.0),
                Layer("pad", ("french horn", "brass section"), ("held", "half notes", "waltz held"), 0.7, -1.0),
                Layer("bass", ("cello",), ("roots", "root and fifth", "waltz"), 0.9, 0.0),
                Layer("lead", ("violin", "oboe", "clarinet", "flute", "trumpet"), chance=0.75, level=1.0),
            ),
            (-25, -14), ("solemn", "energetic"), metres=(4, 4, 3), density=1.5,
        ),
        Style(
            "indian", 0, (64, 124), ("phrygian", "harmonic minor", "mixolydian"), "power", DRONE + VAMP,
            (
                Layer("percussion", ("percussion",), ("hand drums", "rumba"), 0.72, 0.5),
                Layer("chords", ("sitar", "sitar", "sitar", "steel guitar"),
                    ("slow waves", "rolling eighths", "picking"), 1.0, -0.5),
                Layer("pad", ("warm pad", "accordion"), ("held",), 0.45, -4.0),
                Layer("lead", ("sitar", "sitar", "pan flute", "fiddle"), chance=0.85, level=2.0),
            ),
            (-26, -17), ("exotic", "hypnotic"), vocals=0.18, male=0.5, density=1.9,
        ),
        Style(
            "middle eastern", 0, (76, 126), ("harmonic minor", "phrygian"), "power", VAMP + MODAL,
            (
                Layer("percussion", ("percussion",), ("hand drums", "rumba", "samba"), 0.9, 1.0),
                Layer("chords", ("nylon guitar", "banjo", "harp"), ("rolling eighths", "picking"), 1.0, 0.0),
                Layer("lead", ("clarinet", "fiddle", "oboe", "pan flute"), chance=0.85, level=1.5),
            ),
            (-25, -16), ("exotic", "dark"), vocals=0.25, male=0.6, density=2.0,
        ),
        Style(
            "celtic", 0, (80, 138), ("dorian", "mixolydian", "major"), "triad", PLAIN + MODAL,
            (
                Layer("chords", ("harp", "steel guitar", "nylon guitar"), ("picking", "folk strum", "waltz waves"), 1.0,
                    0.0),
                Layer("percussion", ("percussion",), ("hand drums", "tambourine"), 0.3, -2.0),
                Layer("lead", ("fiddle", "flute", "pan flute", "accordion"), chance=0.95, level=1.5),
            ),
            (-26, -18), ("happy", "warm"), metres=(4, 3), vocals=0.25, male=0.4, density=1.9,
        ),
        Style(
            "new age", 0, (52, 92), ("lydian", "major", "dorian"), "seventh", DRONE + PLAIN,
            (
                Layer("pad", ("warm pad", "halo pad", "space pad", "slow strings"), ("held",), 1.0, -1.0),
                Layer("chords", ("grand piano", "harp", "nylon guitar", "electric piano"), ("slow waves", "picking"),
                    0.75, 0.5),
                Layer("lead", ("flute", "pan flute", "cello", "oboe"), chance=0.45, level=0.5),
                Layer("percussion", ("percussion",), ("hand drums", "shaker"), 0.15, -4.0),
            ),
            (-30, -21), ("calm", "dreamy"), vocals=0.1, male=0.1, density=0.8,
        ),
        Style(
            "chant", 0, (54, 80), ("dorian", "phrygian", "minor"), "power", MODAL,
            (
                Layer("pad", ("choir",), ("held", "half notes"), 1.0, 0.0),
                Layer("pad", ("church organ",), ("held",), 0.12, -5.0),
            ),
            (-28, -19), ("solemn", "dark"), vocals=0.85, male=0.85, manner="choral",
        ),
        Style(
            "soft rock", 0, (80, 118), ("major", "mixolydian", "minor"), "triad", PLAIN + VAMP,
            (
                Layer("drums", ("standard kit", "room kit"), ("rock", "ballad"), 0.85, 1.5),
                Layer("bass", ("finger bass",), ("rock", "roots"), 0.9, 0.0),
                Layer("chords", ("clean guitar", "steel guitar"), ("strum", "picking", "quarters"), 1.0, 1.0),
                Layer("lead", ("clean guitar", "overdriven guitar"), chance=0.3, level=0.0),
            ),
            (-21, -15), ("warm", "relaxed"), vocals=0.75, male=0.7,
        ),
    )
}
# fmt: on
EVERY_STYLE: dict[str, Style] = STYLES | MORE_STYLES
