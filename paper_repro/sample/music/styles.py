"""The styles of the sample corpus, as data; ``style`` says what the fields mean."""

from __future__ import annotations

from paper_repro.sample.music.style import Layer, Style

# Progressions as scale degrees, one a bar.
POP = ((1, 5, 6, 4), (6, 4, 1, 5), (1, 6, 4, 5), (4, 1, 5, 6))
MINOR = ((1, 6, 3, 7), (1, 7, 6, 7), (1, 4, 6, 5), (1, 6, 7, 1))
PLAIN = ((1, 4, 5, 1), (1, 1, 4, 5), (1, 4, 1, 5))
BLUES = ((1, 1, 1, 1, 4, 4, 1, 1, 5, 4, 1, 5),)
JAZZ = ((2, 5, 1, 6), (1, 6, 2, 5), (2, 5, 1, 1), (3, 6, 2, 5))
VAMP = ((1, 1, 4, 4), (1, 7, 1, 7), (1, 4, 1, 4), (1, 1, 1, 1))
CLASSICAL = ((1, 4, 5, 1), (1, 6, 2, 5), (1, 5, 6, 3, 4, 1, 2, 5), (1, 2, 5, 1))
DRONE = ((1, 1, 6, 6), (1, 4, 1, 4), (1, 3, 4, 4), (1, 1, 1, 1))

# fmt: off
STYLES: dict[str, Style] = {
    style.name: style
    for style in (
        Style(
            "rock", 38, (96, 148), ("major", "mixolydian", "minor"), "power", POP + PLAIN,
            (
                Layer("drums", ("power kit", "room kit"), ("rock", "rock drive"), 0.97, 4.0),
                Layer("bass", ("picked bass", "finger bass"), ("eighths", "rock"), 0.95, 0.0),
                Layer("chords", ("overdriven guitar", "distortion guitar"), ("eighths", "chug", "half notes"), 1.0,
                    -2.5),
                Layer("chords", ("clean guitar", "rock organ", "grand piano"), ("strum", "held"), 0.35, -2.0),
                Layer("lead", ("overdriven guitar", "distortion guitar"), chance=0.3, level=1.0),
            ),
            (-17, -11), ("energetic", "driving"), vocals=0.68, male=0.78,
        ),
        Style(
            "metal", 5, (126, 190), ("minor", "phrygian"), "power", MINOR,
            (
                Layer("drums", ("power kit",), ("double kick", "blast", "rock drive"), 1.0, 5.0),
                Layer("bass", ("picked bass",), ("gallop", "eighths"), 0.95, -1.0),
                Layer("chords", ("distortion guitar",), ("chug", "eighths"), 1.0, -0.5),
                Layer("lead", ("distortion guitar",), chance=0.45, level=1.5),
            ),
            (-14, -9), ("aggressive", "dark"), vocals=0.45, male=0.93, manner="rapped", density=2.6,
        ),
        Style(
            "punk", 7, (150, 196), ("major", "minor"), "power", PLAIN + POP,
            (
                Layer("drums", ("room kit", "power kit"), ("punk",), 1.0, 4.5),
                Layer("bass", ("picked bass",), ("eighths",), 0.97, -0.5),
                Layer("chords", ("distortion guitar", "overdriven guitar"), ("eighths",), 1.0, -1.5),
            ),
            (-14, -9), ("energetic", "aggressive"), vocals=0.8, male=0.85, density=1.9,
        ),
        Style(
            "pop", 24, (88, 128), ("major", "major", "minor"), "triad", POP,
            (
                Layer("drums", ("standard kit", "room kit", "electronic kit"), ("pop", "ballad"), 0.9, 3.0),
                Layer("bass", ("finger bass", "synth bass"), ("rock", "eighths", "roots"), 0.85, -1.0),
                Layer("chords", ("grand piano", "steel guitar", "clean guitar"), ("quarters", "strum"), 0.95, 0.5),
                Layer("pad", ("string section", "synth strings", "warm pad"), ("held",), 0.5, -4.0),
                Layer("lead", ("flute", "polysynth", "clean guitar"), chance=0.15, level=0.0),
            ),
            (-20, -14), ("happy", "catchy"), vocals=0.9, male=0.45,
        ),
        Style(
            "folk", 7, (76, 124), ("major", "dorian", "mixolydian"), "triad", (*PLAIN, (1, 5, 6, 4)),
            (
                Layer("chords", ("steel guitar", "nylon guitar"), ("picking", "folk strum", "waltz strum"), 1.0, 2.0),
                Layer("lead", ("harmonica", "fiddle", "flute", "accordion"), chance=0.4, level=0.0),
                Layer("bass", ("double bass",), ("root and fifth", "waltz fifths"), 0.3, -3.0),
            ),
            (-27, -20), ("calm", "warm"), metres=(4, 4, 3), vocals=0.75, male=0.6,
        ),
        Style(
            "country", 7, (92, 150), ("major", "mixolydian"), "triad", (*PLAIN, (1, 5, 1, 5)),
            (
                Layer("drums", ("standard kit", "brush kit"), ("train", "two step"), 0.9, 1.5),
                Layer("bass", ("finger bass", "double bass"), ("country",), 0.95, 0.0),
                Layer("chords", ("steel guitar",), ("folk strum", "off beats"), 1.0, 0.5),
                Layer("lead", ("banjo", "fiddle", "clean guitar"), chance=0.65, level=0.5),
            ),
            (-21, -15), ("happy", "warm"), vocals=0.72, male=0.65,
        ),
        Style(
            "jazz", 11, (84, 208), ("major", "dorian"), "seventh", JAZZ,
            (
                Layer("drums", ("brush kit", "standard kit"), ("swing ride", "waltz brush"), 0.85, 2.0),
                Layer("bass", ("double bass",), ("walking", "waltz fifths"), 0.97, 1.5),
                Layer("chords", ("grand piano", "jazz guitar", "vibraphone"),
                    ("charleston", "late charleston", "waltz"), 0.9, -1.0),
                Layer("lead",
                    ("tenor saxophone", "alto saxophone", "trumpet", "muted trumpet", "grand piano", "clarinet"),
                    chance=0.85, level=2.0),
            ),
            (-24, -17), ("smooth", "relaxed"), metres=(4, 4, 4, 3), swing=0.66, vocals=0.12, male=0.35, density=1.9,
        ),
        Style(
            "blues", 5, (66, 128), ("blues",), "dominant", BLUES,
            (
                Layer("drums", ("room kit", "standard kit"), ("shuffle",), 0.85, 2.5),
                Layer("bass", ("finger bass", "double bass"), ("boogie", "walking"), 0.95, 0.0),
                Layer("chords", ("clean guitar", "grand piano", "drawbar organ"), ("quarters", "late charleston"), 0.95,
                    -0.5),
                Layer("lead", ("overdriven guitar", "harmonica", "clean guitar"), chance=0.75, level=2.0),
            ),
            (-22, -15), ("raw", "sad"), swing=0.64, vocals=0.45, male=0.8, density=1.6,
        ),
        Style(
            "funk", 5, (94, 118), ("dorian", "mixolydian"), "seventh", VAMP,
            (
                Layer("drums", ("standard kit", "room kit"), ("funk",), 1.0, 4.0),
                Layer("bass", ("slap bass", "finger bass"), ("funk", "motown"), 1.0, 2.5),
                Layer("chords", ("muted guitar", "clean guitar"), ("sixteenths",), 0.95, 0.0),
                Layer("chords", ("drawbar organ", "electric piano"), ("stabs",), 0.4, -2.0),
                Layer("lead", ("brass section", "tenor saxophone"), chance=0.55, level=0.5),
            ),
            (-19, -13), ("groovy", "energetic"), vocals=0.4, male=0.7,
        ),
        Style(
            "soul", 5, (66, 104), ("major", "dorian"), "seventh", ((1, 6, 2, 5), (1, 4, 1, 4), (6, 2, 5, 1)),
            (
                Layer("drums", ("standard kit", "room kit"), ("soul", "ballad"), 0.95, 2.5),
                Layer("bass", ("finger bass",), ("motown", "rock"), 0.97, 0.5),
                Layer("chords", ("electric piano", "drawbar organ"), ("half notes", "quarters"), 0.95, -0.5),
                Layer("pad", ("string section",), ("held",), 0.35, -4.0),
                Layer("lead", ("brass section", "alto saxophone"), chance=0.3, level=0.0),
            ),
            (-22, -16), ("smooth", "romantic"), swing=0.56, vocals=0.9, male=0.4,
        ),
        Style(
            "reggae", 4, (66, 92), ("major", "minor", "mixolydian"), "triad", (*VAMP, (1, 5, 4, 4)),
            (
                Layer("drums", ("standard kit", "room kit"), ("one drop", "steppers"), 1.0, 3.0),
                Layer("bass", ("finger bass",), ("dub",), 1.0, 3.5),
                Layer("chords", ("clean guitar", "muted guitar"), ("skank", "double skank"), 1.0, 1.0),
                Layer("chords", ("drawbar organ",), ("double skank",), 0.6, -2.0),
                Layer("lead", ("trombone", "brass section"), chance=0.2, level=0.0),
            ),
            (-21, -15), ("relaxed", "happy"), swing=0.57, vocals=0.6, male=0.8,
        ),
        Style(
            "hip hop", 12, (78, 102), ("minor", "dorian", "phrygian"), "seventh", VAMP + MINOR,
            (
                Layer("drums", ("808 kit", "electronic kit", "standard kit"), ("boom bap", "trap"), 1.0, 5.5),
                Layer("bass", ("synth bass", "finger bass", "rubber bass"), ("sub", "dub"), 0.95, 2.0),
                Layer("chords", ("electric piano", "grand piano", "string section", "vibraphone"),
                    ("half notes", "stabs"), 0.75, -3.0),
                Layer("percussion", ("percussion",), ("claps", "shaker"), 0.3, -2.0),
            ),
            (-17, -11), ("groovy", "urban"), swing=0.57, vocals=0.82, male=0.86, manner="rapped", density=3.0,
        ),
        Style(
            "techno", 12, (124, 148), ("minor", "phrygian"), "triad", DRONE + VAMP,
            (
                Layer("drums", ("electronic kit", "808 kit"), ("techno", "four on the floor"), 1.0, 6.0),
                Layer("bass", ("synth bass", "rubber bass"), ("acid", "offbeat"), 0.95, 1.0),
                Layer("chords", ("saw lead", "polysynth", "square lead"), ("sequence", "sixteenths"), 0.85, -2.0),
                Layer("pad", ("sweep pad", "warm pad"), ("held",), 0.4, -5.0),
            ),
            (-15, -9), ("hypnotic", "dark"), vocals=0.06, male=0.5, fade=0.35,
        ),
        Style(
            "house", 8, (118, 130), ("minor", "dorian", "major"), "seventh", MINOR + VAMP,
            (
                Layer("drums", ("electronic kit", "808 kit"), ("four on the floor",), 1.0, 5.0),
                Layer("bass", ("synth bass", "rubber bass", "finger bass"), ("offbeat", "octaves"), 0.97, 1.0),
                Layer("chords", ("bright piano", "polysynth", "electric piano"), ("house stabs", "stabs"), 0.9, -0.5),
                Layer("pad", ("synth strings", "string section"), ("held",), 0.45, -4.0),
                Layer("percussion", ("percussion",), ("shaker", "hand drums"), 0.3, -2.0),
            ),
            (-16, -10), ("happy", "hypnotic"), vocals=0.3, male=0.2, fade=0.35,
        ),
        Style(
            "electropop", 8, (104, 132), ("minor", "major"), "triad", POP + MINOR,
            (
                Layer("drums", ("electronic kit", "808 kit"), ("electro pop", "breakbeat"), 0.97, 4.0),
                Layer("bass", ("synth bass", "rubber bass"), ("eighths", "octaves"), 0.95, 0.0),
                Layer("chords", ("polysynth", "synth brass", "saw lead"), ("eighths", "quarters", "rolling eighths"),
                    1.0, 0.0),
                Layer("pad", ("warm pad", "synth strings"), ("held",), 0.5, -4.0),
                Layer("lead", ("square lead", "saw lead"), chance=0.35, level=0.0),
            ),
            (-18, -11), ("catchy", "energetic"), vocals=0.65, male=0.4,
        ),
        Style(
            "downtempo", 7, (72, 100), ("dorian", "minor"), "seventh", VAMP + DRONE,
            (
                Layer("drums", ("electronic kit", "standard kit"), ("breakbeat", "boom bap"), 0.85, 2.5),
                Layer("bass", ("rubber bass", "finger bass", "synth bass"), ("sub", "dub"), 0.9, 1.0),
                Layer("chords", ("electric piano", "vibraphone"), ("half notes", "late charleston", "slow waves"), 0.9,
                    0.0),
                Layer("pad", ("warm pad", "space pad", "halo pad"), ("held",), 0.75, -2.0),
                Layer("lead", ("flute", "muted trumpet", "square lead"), chance=0.25, level=0.0),
            ),
            (-23, -16), ("relaxed", "dreamy"), vocals=0.25, male=0.2,
        ),
        Style(
            "ambient", 7, (54, 84), ("lydian", "dorian", "minor", "major"), "seventh", DRONE,
            (
                Layer("pad", ("space pad", "halo pad", "sweep pad", "warm pad"), ("held",), 1.0, 1.0),
                Layer("pad", ("slow strings", "warm pad", "choir"), ("held",), 0.45, -3.0),
                Layer("chords", ("music box", "harp", "grand piano", "electric piano"), ("slow waves",), 0.5, -3.0),
                Layer("lead", ("pan flute", "flute"), chance=0.2, level=-2.0),
            ),
            (-33, -23), ("dreamy", "calm"), density=0.5,
        ),
        Style(
            "classical", 5, (64, 132), ("major", "minor"), "triad", CLASSICAL,
            (
                Layer("chords", ("string section", "slow strings", "harpsichord", "pizzicato strings"),
                    ("half notes", "quarters", "waltz", "waltz waves"), 1.0, 0.0),
                Layer("bass", ("cello",), ("root and fifth", "roots", "waltz", "waltz fifths"), 0.85, 0.0),
                Layer("lead", ("violin", "oboe", "flute", "clarinet", "french horn"), chance=0.8, level=1.5),
            ),
            (-29, -20), ("elegant", "romantic"), metres=(4, 4, 3), density=1.5,
        ),
        Style(
            "piano solo", 4, (58, 132), ("major", "minor", "lydian"), "triad", CLASSICAL + POP,
            (
                Layer("chords", ("grand piano",), ("rolling eighths", "half notes", "waltz waves", "picking"), 1.0,
                    0.0),
                Layer("bass", ("grand piano",), ("roots", "root and fifth", "waltz"), 0.8, 0.0),
                Layer("lead", ("grand piano",), chance=1.0, level=2.0),
            ),
            (-30, -20), ("calm", "romantic", "sad"), metres=(4, 4, 3), density=1.5,
        ),
        Style(
            "guitar solo", 3, (66, 120), ("major", "minor", "dorian"), "triad", PLAIN + CLASSICAL,
            (
                Layer("chords", ("nylon guitar", "steel guitar"), ("picking", "rolling eighths", "waltz waves"), 1.0,
                    0.0),
                Layer("lead", ("nylon guitar",), chance=0.5, level=0.0),
            ),
            (-30, -21), ("calm", "warm"), metres=(4, 4, 3), density=1.0,
        ),
        Style(
            "a cappella", 4, (62, 108), ("major", "minor", "dorian"), "triad", CLASSICAL + PLAIN,
            (
                Layer("pad", ("choir",), ("half notes", "held", "quarters", "waltz held"), 1.0, 0.0),
            ),
            (-27, -18), ("solemn", "calm"), metres=(4, 4, 3), vocals=0.55, male=0.45, manner="choral",
        ),
        Style(
            "latin", 5, (92, 132), ("minor", "major", "dorian"), "seventh", ((1, 4, 5, 4), (2, 5, 1, 1), (1, 7, 6, 5)),
            (
                Layer("drums", ("standard kit",), ("bossa",), 0.35, 1.0),
                Layer("percussion", ("percussion",), ("salsa", "samba", "rumba"), 1.0, 2.0),
                Layer("bass", ("double bass", "finger bass"), ("tumbao", "bossa"), 0.97, 0.5),
                Layer("chords", ("grand piano", "nylon guitar"), ("montuno", "bossa comp"), 1.0, 1.0),
                Layer("lead", ("brass section", "trumpet", "flute"), chance=0.6, level=0.5),
            ),
            (-21, -14), ("happy", "groovy"), vocals=0.4, male=0.65,
        ),
        Style(
            "world", 3, (74, 112), ("phrygian", "dorian", "harmonic minor"), "power", DRONE + VAMP,
            (
                Layer("percussion", ("percussion",), ("hand drums", "rumba"), 0.9, 1.0),
                Layer("chords", ("sitar", "steel drums", "marimba", "nylon guitar"), ("rolling eighths", "picking"),
                    1.0, 0.5),
                Layer("pad", ("warm pad", "string section"), ("held",), 0.4, -4.0),
                Layer("lead", ("sitar", "pan flute", "clarinet", "fiddle"), chance=0.6, level=1.0),
            ),
            (-25, -17), ("exotic", "hypnotic"), vocals=0.2, male=0.5,
        ),
    )
}
# fmt: on
# Styles that a listener may take for one another.
NEIGHBOURS = {
    "rock": ("punk", "metal", "pop"),
    "metal": ("rock", "punk"),
    "punk": ("rock", "metal"),
    "pop": ("rock", "soul", "electropop"),
    "folk": ("country", "guitar solo"),
    "country": ("folk", "rock"),
    "jazz": ("blues", "latin"),
    "blues": ("rock", "jazz"),
    "funk": ("soul", "rock"),
    "soul": ("pop", "funk"),
    "reggae": ("funk", "pop"),
    "hip hop": ("downtempo", "funk"),
    "techno": ("house", "electropop"),
    "house": ("techno", "electropop"),
    "electropop": ("pop", "house"),
    "downtempo": ("ambient", "hip hop"),
    "ambient": ("downtempo", "classical"),
    "classical": ("ambient", "folk"),
    "piano solo": ("classical", "jazz"),
    "guitar solo": ("folk", "classical"),
    "a cappella": ("classical", "ambient"),
    "latin": ("jazz", "world"),
    "world": ("latin", "folk"),
}
