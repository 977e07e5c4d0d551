"""MagnaTagATune's vocabulary: the 188 published tags, and the 50 most frequent of them in the published order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: In the order of the columns of ``annotations_final.csv``.
TAGS = (
    "no voice", "singer", "duet", "plucking", "hard rock", "world", "bongos", "harpsichord", "female singing",
    "clasical", "sitar", "chorus", "female opera", "male vocal", "vocals", "clarinet", "heavy", "silence", "beats",
    "men", "woodwind", "funky", "no strings", "chimes", "foreign", "no piano", "horns", "classical", "female",
    "no voices", "soft rock", "eerie", "spacey", "jazz", "guitar", "quiet", "no beat", "banjo", "electric", "solo",
    "violins", "folk", "female voice", "wind", "happy", "ambient", "new age", "synth", "funk", "no singing",
    "middle eastern", "trumpet", "percussion", "drum", "airy", "voice", "repetitive", "birds", "space", "strings",
    "bass", "harpsicord", "medieval", "male voice", "girl", "keyboard", "acoustic", "loud", "classic", "string",
    "drums", "electronic", "not classical", "chanting", "no violin", "not rock", "no guitar", "organ", "no vocal",
    "talking", "choral", "weird", "opera", "soprano", "fast", "acoustic guitar", "electric guitar", "male singer",
    "man singing", "classical guitar", "country", "violin", "electro", "reggae", "tribal", "dark", "male opera",
    "no vocals", "irish", "electronica", "horn", "operatic", "arabic", "lol", "low", "instrumental", "trance",
    "chant", "strange", "drone", "synthesizer", "heavy metal", "modern", "disco", "bells", "man", "deep", "fast beat",
    "industrial", "hard", "harp", "no flute", "jungle", "pop", "lute", "female vocal", "oboe", "mellow", "orchestral",
    "viola", "light", "echo", "piano", "celtic", "male vocals", "orchestra", "eastern", "old", "flutes", "punk",
    "spanish", "sad", "sax", "slow", "male", "blues", "vocal", "indian", "no singer", "scary", "india", "woman",
    "woman singing", "rock", "dance", "piano solo", "guitars", "no drums", "jazzy", "singing", "cello", "calm",
    "female vocals", "voices", "different", "techno", "clapping", "house", "monks", "flute", "not opera",
    "not english", "oriental", "beat", "upbeat", "soft", "noise", "choir", "female singer", "rap", "metal", "hip hop",
    "quick", "water", "baroque", "women", "fiddle", "english",
)  # fmt: skip

#: By decreasing number of clips, as published. Three pairs tie (no vocal and pop 995, male voice and female vocal 644,
#: metal and female voice 505); no known rule gives the order of all three, hence the list.
TOP50 = (
    "guitar", "classical", "slow", "techno", "strings", "drums", "electronic", "rock", "fast", "piano", "ambient",
    "beat", "violin", "vocal", "synth", "female", "indian", "opera", "male", "singing", "vocals", "no vocals",
    "harpsichord", "loud", "quiet", "flute", "woman", "male vocal", "no vocal", "pop", "soft", "sitar", "solo", "man",
    "classic", "choir", "voice", "new age", "dance", "male voice", "female vocal", "beats", "harp", "cello",
    "no voice", "weird", "country", "metal", "female voice", "choral",
)  # fmt: skip


def top_tags(labels: np.ndarray, tags: Sequence[str] = TAGS, n: int = 50) -> tuple[str, ...]:
    """The ``n`` tags with the most clips, most frequent first.

    Ties are resolved by the order of ``TOP50``, then by the order of ``tags``. For the published labels the result is
    ``TOP50``; for another data set it is that set's own vocabulary.

    Args:
        labels: ``(clips, tags)`` of 0 and 1.
        tags: names of the columns.
        n: number of tags; at most ``len(tags)`` are returned.

    Example:
        >>> top_tags(np.array([[1, 1, 0], [0, 1, 0]]), ("harp", "rock", "sitar"), n=2)
        ('rock', 'harp')
    """
    clips_with = labels.sum(axis=0, dtype=np.int64)
    published = {tag: place for place, tag in enumerate(TOP50)}
    order = sorted(
        range(len(tags)), key=lambda column: (-clips_with[column], published.get(tags[column], len(TOP50)), column)
    )
    return tuple(tags[column] for column in order[:n])
