"""The 67 tags of CAL500exp in their published order, how often they occur, and what makes people give them."""

from __future__ import annotations

from typing import NamedTuple


class Tag(NamedTuple):
    """One tag.

    ``name``: as the header of the labels spells it. ``count``: segments that carry it, of the 3,223 published.
    ``offset`` and ``rule``: the tag is given where the offset and the strengths of the concepts (see
    ``cal500exp_hearing``), each times its weight, make more than 0, but for noise (see ``cal500exp_tags``).

    Judged tags, the emotions above all, have an offset that brings them to their real share of our segments (see
    ``cal500exp_tags.solve_offsets``). What is simply there or not, an instrument for one, has the offset ``PLAIN``
    and is given as often as it sounds.
    """

    name: str
    count: int
    offset: float
    rule: dict[str, float]


REAL_SEGMENTS = 3_223
PLAIN = -2.2

# fmt: off
TAGS = (
    Tag("Emotion-Angry_/_Agressive", 383, -2.07, {
        "level": 0.5, "distorted guitar": 1, "aggressive": 1.5, "pace": 0.3, "minor": 0.5, "bright": -0.3,
        "rapped": 0.6,
    }),
    Tag("Emotion-Arousing_/_Awakening", 2011, -0.08, {"level": 0.8, "pace": 0.6, "drummed": 0.7, "bright": 0.2}),
    Tag("Emotion-Bizarre_/_Weird", 425, -1.82, {
        "unsung": 0.6, "hypnotic": 1, "exotic": 1.5, "electronic": 0.9, "dreamy": 1, "minor": 0.4, "bright": -0.5,
    }),
    Tag("Emotion-Calming_/_Soothing", 1273, 0.14, {
        "level": -0.8, "pace": -0.6, "drummed": -0.7, "bright": -0.2, "calm": 0.6,
    }),
    Tag("Emotion-Carefree_/_Lighthearted", 963, -0.21, {
        "minor": -0.8, "bright": 0.4, "pace": 0.2, "level": -0.3, "acoustic": 0.9, "distorted guitar": -0.9,
    }),
    Tag("Emotion-Cheerful_/_Festive", 887, -1.10, {
        "minor": -0.8, "bright": 0.5, "pace": 0.7, "drummed": 0.5, "level": 0.2, "happy": 0.5,
    }),
    Tag("Emotion-Emotional_/_Passionate", 2334, 0.73, {
        "vocals": 0.8, "romantic": 0.6, "level": -0.3, "synth": -0.8, "strings": 0.6, "hypnotic": -0.8,
        "rapped": -0.8, "pace": -0.6, "drummed": -0.3,
    }),
    Tag("Emotion-Exciting_/_Thrilling", 1421, -0.69, {
        "level": 0.7, "pace": 0.7, "drummed": 0.5, "distorted guitar": 0.5,
    }),
    Tag("Emotion-Happy", 1138, -0.24, {
        "minor": -0.9, "bright": 0.6, "pace": 0.5, "level": 0.1, "happy": 0.5, "distorted guitar": -0.4,
    }),
    Tag("Emotion-Laid-back_/_Mellow", 1433, -0.11, {
        "level": -0.7, "pace": -0.6, "relaxed": 0.6, "distorted guitar": -0.6, "bright": -0.3,
    }),
    Tag("Emotion-Light_/_Playful", 930, -0.38, {
        "minor": -0.6, "pace": 0.4, "level": -0.5, "bright": 0.6, "acoustic": 0.5, "distorted guitar": -0.9,
    }),
    Tag("Emotion-Loving_/_Romantic", 697, -0.99, {
        "level": -0.6, "pace": -0.5, "romantic": 1, "vocals": 0.6, "minor": -0.3, "distorted guitar": -0.7,
        "rapped": -1,
    }),
    Tag("Emotion-Pleasant_/_Comfortable", 1917, 0.70, {
        "level": -0.7, "pace": -0.3, "minor": -0.5, "distorted guitar": -1.2, "warm": 0.4, "rapped": -0.6,
    }),
    Tag("Emotion-Positive_/_Optimistic", 818, -0.81, {
        "minor": -0.8, "pace": 0.5, "level": 0.1, "happy": 0.4, "vocals": 0.3, "bright": 0.6,
        "distorted guitar": -0.3,
    }),
    Tag("Emotion-Powerful_/_Strong", 2110, -0.21, {
        "level": 0.9, "drummed": 0.8, "distorted guitar": 0.8, "pace": 0.3, "vocals": 0.2,
    }),
    Tag("Emotion-Sad", 215, -2.61, {
        "minor": 0.9, "pace": -0.8, "level": -0.5, "sad": 0.4, "drummed": -0.4, "bright": -0.5,
    }),
    Tag("Emotion-Tender_/_Soft", 972, -0.18, {
        "level": -0.8, "drummed": -0.7, "pace": -0.4, "distorted guitar": -0.4, "bright": -0.2, "romantic": 0.5,
    }),
    Tag("Emotion-Touching_/_Loving", 444, -1.34, {
        "level": -0.5, "romantic": 0.8, "vocals": 0.6, "strings": 0.8, "pace": -0.6, "drummed": -0.5,
        "distorted guitar": -0.4,
    }),
    Tag("Instrument_-_Acoustic_Guitar", 617, PLAIN, {"acoustic guitar": 9}),
    Tag("Instrument_-_Ambient_Sounds", 184, -1.75, {"ambient": 2, "dreamy": 2, "downtempo": 1, "unsung": 0.4}),
    Tag("Instrument_-_Backing_vocals", 1028, PLAIN, {"backing": 9}),
    Tag("Instrument_-_Bass", 2616, PLAIN, {"bass": 9}),
    Tag("Instrument_-_Drum_Machine", 587, PLAIN, {"drum machine": 9}),
    Tag("Instrument_-_Drum_Set", 2492, PLAIN, {"drums": 9}),
    Tag("Instrument_-_Electric_Guitar_(clean)", 1628, PLAIN, {"electric guitar": 9}),
    Tag("Instrument_-_Electric_Guitar_(distorted)", 925, PLAIN, {"distorted guitar": 9}),
    Tag("Instrument_-_Female_Lead_Vocals", 523, PLAIN, {"female lead": 9}),
    Tag("Instrument_-_Hand_Drums", 124, PLAIN, {"hand drums": 9}),
    Tag("Instrument_-_Harmonica", 47, PLAIN, {"harmonica": 9}),
    Tag("Instrument_-_Horn_Section", 153, PLAIN, {"brass": 9}),
    Tag("Instrument_-_Male_Lead_Vocals", 1716, PLAIN, {"male lead": 9}),
    Tag("Instrument_-_Organ", 116, PLAIN, {"organ": 9}),
    Tag("Instrument_-_Piano", 698, PLAIN, {"piano": 9, "electric piano": 4}),
    Tag("Instrument_-_Samples", 401, -1.39, {
        "hip hop": 2, "techno": 1.5, "house": 1.5, "downtempo": 1, "drum machine": 0.8,
    }),
    Tag("Instrument_-_Saxophone", 129, PLAIN, {"saxophone": 9}),
    Tag("Instrument_-_Sequencer", 346, -1.63, {
        "techno": 2, "house": 2, "electropop": 1.5, "hip hop": 0.8, "synth bass": 0.6, "drum machine": 0.6,
    }),
    Tag("Instrument_-_String_Ensemble", 267, PLAIN, {"strings": 9}),
    Tag("Instrument_-_Synthesizer", 1306, PLAIN, {"synth": 9, "synth lead": 9, "synth pad": 9, "synth bass": 9}),
    Tag("Instrument_-_Tambourine", 144, PLAIN, {"tambourine": 9}),
    Tag("Instrument_-_Trombone", 42, PLAIN, {"trombone": 9}),
    Tag("Instrument_-_Trumpet", 117, PLAIN, {"trumpet": 9}),
    Tag("Instrument_-_Violin/Fiddle", 51, PLAIN, {"violin": 9}),
    Tag("Vocals-Aggressive", 288, -1.50, {
        "rapped": 1, "distorted guitar": 1, "aggressive": 1.5, "level": 0.4, "unsung": -8,
    }),
    Tag("Vocals-Altered_with_Effects", 259, -0.98, {"synth": 1, "hypnotic": 1.5, "electropop": 0.8, "unsung": -8}),
    Tag("Vocals-Breathy", 299, -1.70, {"hummed": 1.5, "level": -0.5, "unsung": -8}),
    Tag("Vocals-Call_&_Response", 59, -2.87, {"backing": 1.5, "pace": 0.3, "unsung": -8}),
    Tag("Vocals-Duet", 85, PLAIN, {"couple": 4, "unsung": -8}),
    Tag("Vocals-Emotional", 1484, 1.28, {
        "romantic": 1, "sad": 0.6, "level": -0.2, "rapped": -1.5, "pace": -0.4, "unsung": -8,
    }),
    Tag("Vocals-Falsetto", 119, -1.88, {"high voice": 1.5, "male lead": 0.6, "female lead": -0.5, "unsung": -8}),
    Tag("Vocals-Gravelly", 159, -2.39, {
        "male lead": 0.8, "raw": 1.5, "distorted guitar": 0.6, "low voice": 0.6, "unsung": -8,
    }),
    Tag("Vocals-High-pitched", 769, 0.13, {"high voice": 1.5, "female lead": 1.2, "low voice": -1, "unsung": -8}),
    Tag("Vocals-Low-pitched", 291, -2.24, {"low voice": 1.5, "male lead": 0.5, "unsung": -8}),
    Tag("Vocals-Monotone", 115, -1.65, {"rapped": 1.2, "hypnotic": 1, "hummed": 0.4, "unsung": -8}),
    Tag("Vocals-Rapping", 132, PLAIN, {"rapped": 5, "unsung": -8}),
    Tag("Vocals-Screaming", 62, -2.65, {
        "aggressive": 2, "distorted guitar": 1, "rapped": 0.8, "level": 0.4, "unsung": -8,
    }),
    Tag("Vocals-Spoken", 162, -1.36, {"rapped": 1.5, "unsung": -8}),
    Tag("Vocals-Strong", 756, -0.52, {"level": 0.7, "vocals": 0.6, "hummed": -0.8, "unsung": -8}),
    Tag("Vocals-Vocal_Harmonies", 765, PLAIN, {"harmonies": 4.5, "unsung": -1}),
    Tag("Instrument_-_Acoustic_Guitar-Solo", 38, -3.54, {"acoustic guitar alone": 4}),
    Tag("Instrument_-_Electric_Guitar_(clean)-Solo", 97, -2.36, {"electric guitar alone": 4}),
    Tag("Instrument_-_Electric_Guitar_(distorted)-Solo", 220, -1.66, {"distorted guitar alone": 4}),
    Tag("Instrument_-_Female_Lead_Vocals-Solo", 442, PLAIN, {"female lead": 7.2, "couple": -3}),
    Tag("Instrument_-_Harmonica-Solo", 20, -2.00, {"harmonica alone": 4}),
    Tag("Instrument_-_Male_Lead_Vocals-Solo", 1574, PLAIN, {"male lead": 7.2, "couple": -3}),
    Tag("Instrument_-_Piano-Solo", 76, -2.56, {"piano alone": 4}),
    Tag("Instrument_-_Saxophone-Solo", 57, -1.74, {"saxophone alone": 4}),
    Tag("Instrument_-_Trumpet-Solo", 37, -1.82, {"trumpet alone": 4}),
)
# fmt: on
TAG_NAMES = tuple(tag.name for tag in TAGS)
#: The first columns are the emotions.
EMOTIONS = tuple(name for name in TAG_NAMES if name.startswith("Emotion-"))
