"""Rhythms on a grid of sixteenth notes: one bar a string, 16 steps for four beats, 12 for three.

``x`` plays, ``X`` plays with an accent, ``o`` plays softly, ``-`` lets the note sound on, ``.`` is silence.
In bass lines ``r``, ``t``, ``f``, ``o`` name the root, third, fifth and octave, ``w`` a step towards the next root.
"""

from __future__ import annotations

DRUMS: dict[str, dict[str, str]] = {
    "rock": {"kick": "X.......x.x.....", "snare": "....X.......X...", "hat": "x.o.x.o.x.o.x.o."},
    "rock drive": {"kick": "X..x....X.x.....", "snare": "....X.......X..o", "open hat": "X...x...X...x..."},
    "ballad": {"kick": "X.........x.....", "stick": "....x.......x...", "hat": "x.o.x.o.x.o.x.o."},
    "double kick": {"kick": "xxxxxxxxxxxxxxxx", "snare": "....X.......X...", "crash": "X.......x......."},
    "blast": {"kick": "X.x.X.x.X.x.X.x.", "snare": "..X...X...X...X.", "ride": "X.x.X.x.X.x.X.x."},
    "punk": {"kick": "X...x.x.X...x.x.", "snare": "..X...X...X...X.", "open hat": "x.x.x.x.x.x.x.x."},
    "pop": {
        "kick": "X.....x.X.......",
        "snare": "....X.......X...",
        "hat": "x.x.x.x.x.x.x.x.",
        "tambourine": "....o.......o...",
    },
    "train": {"kick": "X.......X.......", "snare": "o.xoo.Xoo.xoo.Xo"},
    "two step": {"kick": "X.......X.......", "stick": "....x.......x...", "hat": "..x...x...x...x."},
    "swing ride": {
        "ride": "X...x.x.X...x.x.",
        "hat": "....x.......x...",
        "kick": "o.......o.....o.",
        "snare": "..........o.....",
    },
    "shuffle": {"kick": "X.......X.x.....", "snare": "....X.......X...", "ride": "X.x.X.x.X.x.X.x."},
    "funk": {
        "kick": "X.....x...x..x..",
        "snare": "....X..o.o..X..o",
        "hat": "xxxxxx.xxxxxxx.x",
        "open hat": "......x.......x.",
    },
    "soul": {
        "kick": "X..x....x.x.....",
        "snare": "....X.......X...",
        "hat": "x.x.x.x.x.x.x.x.",
        "tambourine": "x...X...x...X...",
    },
    "one drop": {"kick": "........X.......", "stick": "........X.......", "hat": "x.o.x.o.x.o.x.o."},
    "steppers": {"kick": "X...X...X...X...", "stick": "........X.......", "hat": "..x...x...x...x."},
    "boom bap": {"kick": "X..x......x.....", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."},
    "trap": {"kick": "X......x..X.....", "clap": "........X.......", "hat": "x.x.xxx.x.x.xxxx"},
    "four on the floor": {"kick": "X...X...X...X...", "open hat": "..x...x...x...x.", "clap": "....X.......X..."},
    "techno": {"kick": "X...X...X...X...", "hat": "x.xxx.xxx.xxx.xx", "open hat": "..X...X...X...X."},
    "breakbeat": {"kick": "X.x.......xx....", "snare": "....X..o.o..X..o", "ride": "x.x.x.x.x.x.x.x."},
    "electro pop": {"kick": "X...X...X...X...", "clap": "....X.......X...", "hat": "..x...x...x...x."},
    "bossa": {"kick": "X..xX..xX..xX..x", "stick": "X..x..x...x..x..", "shaker": "x.x.x.x.x.x.x.x."},
    "waltz brush": {"kick": "X...........", "snare": "....x...x...", "ride": "x...x...x..."},
    "waltz pop": {"kick": "X...........", "stick": "....x...x...", "hat": "x.x.x.x.x.x."},
}

PERCUSSION: dict[str, dict[str, str]] = {
    "salsa": {"conga": "..x...xx..x...xx", "claves": "X..x..x...x.x...", "cowbell": "x...x.x.x...x.x."},
    "samba": {"low conga": "....X.......X...", "tambourine": "X.xxX.xxX.xxX.xx", "cowbell": "x.x..x.x..x.x.x."},
    "rumba": {"bongo": "x.xxx.x.x.xxx.x.", "low conga": "......x.......x.", "shaker": "x.x.x.x.x.x.x.x."},
    "shaker": {"shaker": "X.x.X.x.X.x.X.x."},
    "tambourine": {"tambourine": "....X.......X..."},
    "hand drums": {"low conga": "X.....x.X.......", "mute conga": "..x.x.....x.x.x.", "shaker": "x...x...x...x..."},
    "claps": {"clap": "....X.......X..."},
}

CHORDS: dict[str, str] = {
    "held": "X---------------",
    "half notes": "X-------x-------",
    "quarters": "X---x---X---x---",
    "eighths": "X-x-x-x-X-x-x-x-",
    "chug": "XxxxX.xxX.xxX.xx",
    "strum": "X---x-x-..x-x-x-",
    "folk strum": "X---x-x-x---x-x-",
    "skank": "....X.......X...",
    "double skank": "..x...x...x...x.",
    "charleston": "X-----x-........",
    "late charleston": "..x-......x-....",
    "sixteenths": "x.xxx.x.x.xx..x.",
    "stabs": "X.....x.....x...",
    "house stabs": "..X...X...X...X.",
    "montuno": "X.x..x.x.x.x..x.",
    "bossa comp": "X-..x-....x-..x-",
    "off beats": "..x...x...x...x.",
    "waltz": "....x---x---",
    "waltz held": "X-----------",
    "waltz strum": "X---x-x-x-x-",
}

ARPEGGIOS: dict[str, str] = {
    "rolling eighths": "x-x-x-x-x-x-x-x-",
    "picking": "x-xxx-x-x-xxx-x-",
    "sequence": "xxxxxxxxxxxxxxxx",
    "slow waves": "x---x---x---x---",
    "waltz waves": "x-x-x-x-x-x-",
}

BASS: dict[str, str] = {
    "roots": "r---------------",
    "root and fifth": "r-------f-------",
    "country": "r---....f---....",
    "eighths": "r-r-r-r-r-r-r-r-",
    "gallop": "r.rrr.rrr.rrr.rr",
    "rock": "r---..r-r-..f-r-",
    "walking": "r---t---f---w---",
    "boogie": "r-r-t-t-f-f-o-f-",
    "funk": "r..r..o.r..f..ow",
    "motown": "r-..r.f-o-..f.w.",
    "dub": "......r-r-..f-t-",
    "offbeat": "..r...r...r...r.",
    "octaves": "r.o.r.o.r.o.r.o.",
    "acid": "rr.or.rorr.of.or",
    "sub": "r-------..r-....",
    "tumbao": "......f-....o---",
    "bossa": "r-----f-f-----r-",
    "waltz": "r-----------",
    "waltz fifths": "r---f---f---",
}
