"""Which video and which author each clip of the MusicCaps sample corpus belongs to; its AudioSet labels."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from paper_repro.sample.musiccaps.authors import AUTHORS

SECONDS = 10
CATALOGUE, STYLES_STREAM = 34, 36
GOLDEN = 0.6180339887498949
# Style -> how many of the clips have it, relative to the others.
STYLE_SHARES = {
    "rock": 8, "soft rock": 4.5, "metal": 4, "punk": 2.5, "pop": 10, "folk": 5, "country": 4.5, "jazz": 4, "blues": 3.5,
    "funk": 4, "soul": 7, "reggae": 4, "hip hop": 7, "techno": 3.5, "house": 4.5, "electropop": 7, "downtempo": 3,
    "ambient": 2.5, "new age": 1.5, "classical": 2.5, "string ensemble": 1.5, "orchestra": 3, "opera": 2.5,
    "baroque": 1, "harpsichord solo": 1, "harp solo": 1, "piano solo": 3.5, "guitar solo": 3, "a cappella": 2.5,
    "chant": 1.5, "indian": 3, "middle eastern": 1.5, "celtic": 2, "latin": 5, "world": 2.5,
}  # fmt: skip
# In the real file 18 % of the rows are in the balanced subset, all of them among the 52 % for evaluation.
EVALUATION_SHARE, BALANCED_SHARE = 0.518, 0.181
# Labelled excerpts begin half a minute into the video in half of the rows, else on any full ten seconds.
HALF_MINUTE_SHARE, LATEST_TENS = 0.45, 40
# By the number of the clip, so that small corpora have every kind: 3 % whole videos, 12 % in the long form of name,
# 14 % at the rate of video instead of that of records.
VIDEO_EVERY, LONG_NAME_EVERY, VIDEO_RATE_EVERY = 32, 8, 7

MUSIC = "/m/04rlf"
# Names are those of the AudioSet ontology. A style, an instrument, a voice or a mood -> its class there.
LABELS: dict[str, str] = {
    "rock": "/m/06by7", "soft rock": "/m/06by7", "metal": "/m/03lty", "punk": "/m/05r6t", "pop": "/m/064t9",
    "folk": "/m/02w4v", "country": "/m/01lyv", "jazz": "/m/03_d0", "blues": "/m/0155w", "funk": "/m/02x8m",
    "soul": "/m/0gywn", "reggae": "/m/06cqb", "hip hop": "/m/0glt670", "techno": "/m/07gxw", "house": "/m/03mb9",
    "electropop": "/m/02lkt", "downtempo": "/m/0m0jc", "ambient": "/m/0fd3y", "new age": "/m/02v2lh",
    "classical": "/m/0ggq0m", "string ensemble": "/m/0ggq0m", "orchestra": "/m/05pd6", "opera": "/m/05lls",
    "baroque": "/m/0ggq0m", "harpsichord solo": "/m/03q5t", "harp solo": "/m/03m5k", "piano solo": "/m/05r5c",
    "guitar solo": "/m/0342h", "a cappella": "/m/0z9c", "chant": "/m/02bk07", "indian": "/m/028sqc",
    "middle eastern": "/m/06j64v", "celtic": "/m/02w4v", "latin": "/m/0g293", "world": "/m/02p0sh1",
    "acoustic guitar": "/m/042v_gx", "electric guitar": "/m/02sgy", "distorted guitar": "/m/02sgy",
    "bass guitar": "/m/018vs", "double bass": "/m/02fsn", "banjo": "/m/018j2", "sitar": "/m/0jtg0",
    "piano": "/m/05r5c", "electric piano": "/m/01s0ps", "organ": "/m/013y1f", "harpsichord": "/m/03q5t",
    "accordion": "/m/0mkg", "harmonica": "/m/03qjg", "marimba": "/m/0dwsp", "vibraphone": "/m/0dwt5",
    "bells": "/m/0395lw", "steel drums": "/m/0l156b", "violin": "/m/07y_7", "cello": "/m/01xqw",
    "strings": "/m/02qmj0d", "harp": "/m/03m5k", "trumpet": "/m/07gql", "trombone": "/m/07c6l", "horn": "/m/0319l",
    "brass": "/m/01kcd", "saxophone": "/m/06ncr", "clarinet": "/m/01wy6", "flute": "/m/0l14j_", "oboe": "/m/085jw",
    "synth": "/m/0l14qv", "synth lead": "/m/0l14qv", "synth pad": "/m/0l14qv", "drums": "/m/02hnl",
    "drum machine": "/m/0cfdd", "percussion": "/m/0l14md", "kick": "/m/0bm02", "snare": "/m/06rvn",
    "hi hats": "/m/03qtq", "cymbals": "/m/01qbl", "tambourine": "/m/07brj", "cowbell": "/m/0239kh",
    "claps": "/m/0l15bq", "male": "/m/015lz1", "female": "/m/015lz1", "choir": "/m/0l14jd", "rap": "/m/06bxc",
    "happy": "/t/dd00031", "sad": "/t/dd00033", "emotional": "/t/dd00034", "energetic": "/t/dd00035",
    "aggressive": "/t/dd00036", "dark": "/t/dd00037", "dancing": "/m/0ggx5q", "crowd": "/m/03qtwd",
}  # fmt: skip
# Chance that a class is labelled, by what it is: most clips were chosen for one or two of their labels.
STYLE_CHANCE, OTHER_CHANCE = 0.45, 0.22


@dataclass(frozen=True)
class Entry:
    """Metadata of a clip. Times in seconds; ``length`` is that of its sound file."""

    ytid: str
    start: int
    style: str
    author: int
    balanced: bool
    evaluation: bool
    length: int
    sample_rate: int
    file_name: str

    @property
    def is_video(self) -> bool:
        """Whether the file holds more than the labelled ten seconds."""
        return self.length > SECONDS


def entry(seed: int, index: int) -> Entry:
    """Clip ``index`` of the corpus with this seed; the size of the corpus plays no part."""
    rng = np.random.default_rng([seed, index, CATALOGUE])
    digest = hashlib.sha256(f"musiccaps sample {seed} {index}".encode()).digest()
    # 64 bits in eleven characters, as YouTube has them; one id in 64 begins with a dash.
    ytid = base64.urlsafe_b64encode(digest[:8]).decode().rstrip("=")
    shares = np.array([author.share for author in AUTHORS])
    author = int(rng.choice(len(shares), p=shares / shares.sum()))
    evaluation = bool(rng.random() < EVALUATION_SHARE)
    balanced = bool(evaluation and rng.random() < BALANCED_SHARE / EVALUATION_SHARE)
    start = 30 if rng.random() < HALF_MINUTE_SHARE else 10 * min(int(rng.exponential(10.0)), LATEST_TENS)
    length = SECONDS
    name = ytid
    if index % VIDEO_EVERY == VIDEO_EVERY // 4:
        start = 10 * int(rng.integers(1, 3))
        length = start + SECONDS + int(rng.integers(5, 11))
    elif index % LONG_NAME_EVERY == 3:
        name = f"[{ytid}]-[{start}-{start + SECONDS}]"
    return Entry(
        ytid=ytid,
        start=start,
        style=_style(seed, index),
        author=author,
        balanced=balanced,
        evaluation=evaluation,
        length=length,
        sample_rate=48_000 if index % VIDEO_RATE_EVERY == 5 else 44_100,
        file_name=f"{name}.wav",
    )


def _style(seed: int, index: int) -> str:
    """Styles as evenly as their shares allow: multiples of the golden ratio fall evenly on [0, 1)."""
    start = np.random.default_rng([seed, STYLES_STREAM]).random()
    edges = np.cumsum(list(STYLE_SHARES.values()))
    place = np.searchsorted(edges / edges[-1], (start + index * GOLDEN) % 1.0, side="right")
    return list(STYLE_SHARES)[int(place)]


def draw_labels(rng: np.random.Generator, audible: Mapping[str, float], style: str) -> str:
    """The AudioSet classes of a clip, sorted, with commas between them; never none."""
    classes = {MUSIC} if rng.random() < 0.8 else set()
    for concept, salience in audible.items():
        if concept in LABELS and rng.random() < (STYLE_CHANCE if concept == style else OTHER_CHANCE * salience):
            classes.add(LABELS[concept])
    return ",".join(sorted(classes or {LABELS[style]}))
