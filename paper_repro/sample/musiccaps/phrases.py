"""How the rarer aspects of MusicCaps are put together: a quality, what plays, what it plays ("mellow piano chords")."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.sample.musiccaps.words import DRUMS, VOICE

# Every voice, instrument and drum belongs to a family, which decides what can be said of it.
_FAMILY_MEMBERS: dict[str, tuple[str, ...]] = {
    "voice": tuple(VOICE),
    "bass": ("bass guitar", "double bass", "synth bass"),
    "guitar": ("acoustic guitar", "electric guitar", "distorted guitar", "banjo", "sitar"),
    "keys": (
        "piano", "electric piano", "organ", "harpsichord", "accordion", "marimba", "vibraphone", "bells",
    ),
    "beat": ("drums", "drum machine", "percussion"),
    "strings": ("strings", "violin", "cello", "harp"),
    "synth": ("synth", "synth lead", "synth pad"),
    "drum": tuple(DRUMS),
    "wind": (
        "brass", "clarinet", "flute", "harmonica", "horn", "oboe", "saxophone", "trombone", "trumpet",
        "steel drums",
    ),
}  # fmt: skip
FAMILY_OF: dict[str, str] = {concept: family for family, members in _FAMILY_MEMBERS.items() for concept in members}

# Qualities of a family in lively music and in quiet music, the commonest first; those in common stand in both.
# fmt: off
QUALITIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "voice": (
        ("passionate", "flat", "energetic", "powerful", "raspy", "loud", "shouting", "harmonizing", "spirited",
         "excited", "aggressive", "layered", "screaming", "high pitched", "echoing", "autotuned", "manic", "strong",
         "growling", "emotional", "youthful", "charismatic", "nasal", "distorted", "doubled", "falsetto"),
        ("soft", "flat", "passionate", "mellow", "emotional", "soulful", "smooth", "sweet", "gentle", "breathy",
         "whispering", "deep", "reverberant", "calm", "low pitched", "heartfelt", "airy", "haunting", "solo", "warm",
         "sad", "delicate", "humming", "melodic", "sustained", "sensual"),
    ),
    "bass": (
        ("groovy", "punchy", "percussive", "driving", "strong", "pulsating", "thumping", "energetic", "boomy", "slap",
         "distorted", "fat", "syncopated", "rapid", "funky", "heavy", "buzzy", "steady", "bouncy", "wobbly"),
        ("smooth", "groovy", "mellow", "deep", "soft", "simple", "walking", "steady", "warm", "sustained", "subtle",
         "low", "round", "sparse", "muted", "slow", "plucked", "lazy", "gentle", "repetitive"),
    ),
    "guitar": (
        ("groovy", "distorted", "rhythmic", "energetic", "strummed", "wah", "aggressive", "funky", "crunchy",
         "shredded", "palm muted", "overdriven", "fast", "bright", "wide", "twangy", "staccato", "chugging", "fuzzy",
         "catchy", "syncopated", "harmonized", "offbeat", "muffled", "piercing", "jangly"),
        ("mellow", "arpeggiated", "soft", "plucked", "fingerpicked", "simple", "strummed", "clean", "sad", "gentle",
         "reverberant", "warm", "delicate", "slow", "romantic", "sliding", "intricate", "echoing", "sparse",
         "descending", "dreamy", "muted", "rhythmic", "nylon", "tremolo", "wistful"),
    ),
    "keys": (
        ("groovy", "bright", "energetic", "staccato", "syncopated", "lively", "playful", "punchy", "fast", "offbeat",
         "bouncy", "shimmering", "repetitive", "jazzy", "catchy", "rapid", "stabbing", "percussive", "vibrant", "loud"),
        ("mellow", "soft", "sad", "arpeggiated", "simple", "reverberant", "sustained", "gentle", "emotional", "calming",
         "slow", "dreamy", "muffled", "romantic", "delicate", "warm", "sparse", "haunting", "lush", "repetitive"),
    ),
    "beat": (
        ("energetic", "punchy", "steady", "groovy", "hard hitting", "four on the floor", "rapid", "lively", "pounding",
         "vigorous", "slick", "busy", "infectious", "syncopated", "galloping", "loud", "aggressive", "boomy", "tight",
         "complex", "offbeat"),
        ("simple", "steady", "soft", "brushed", "minimal", "slow", "subtle", "mellow", "laid back", "gentle", "sparse",
         "basic", "muffled", "shuffling", "light", "dry", "groovy", "distant", "loose", "restrained"),
    ),
    "strings": (
        ("staccato", "energetic", "dramatic", "fast", "suspenseful", "soaring", "playful", "intense", "wide", "epic",
         "shrill", "lively", "bouncy", "tremolo", "sawing", "bright", "marching", "layered"),
        ("sustained", "mellow", "soft", "sad", "lush", "emotional", "romantic", "pizzicato", "plucked", "smooth",
         "haunting", "slow", "legato", "mournful", "arpeggiated", "gentle", "suspenseful", "warm", "delicate"),
    ),
    "synth": (
        ("groovy", "pulsating", "bright", "buzzy", "distorted", "punchy", "arpeggiated", "energetic", "sharp",
         "repetitive", "wobbly", "sawtooth", "fat", "staccato", "glitchy", "euphoric", "acid", "detuned", "filtered"),
        ("mellow", "sustained", "soft", "atmospheric", "wide", "airy", "lush", "dark", "shimmering", "swelling",
         "haunting", "spacey", "warm", "slow", "eerie", "gliding", "dreamy", "droning", "fading"),
    ),
    "drum": (
        ("punchy", "shimmering", "energetic", "groovy", "loud", "crispy", "snappy", "hard", "rapid", "offbeat",
         "syncopated", "boomy", "layered", "stuttering", "tinny", "sizzling", "four on the floor", "double"),
        ("soft", "shimmering", "simple", "brushed", "punchy", "subtle", "muffled", "light", "dry", "sparse", "wooden",
         "reverberant", "gentle", "distant", "thin", "slow", "laid back", "mellow"),
    ),
    "wind": (
        ("bright", "energetic", "punchy", "groovy", "blaring", "loud", "lively", "staccato", "fast", "triumphant",
         "jazzy", "squeaky", "playful", "improvised", "brassy", "powerful", "harmonizing", "spirited"),
        ("mellow", "soft", "sad", "smooth", "breathy", "sustained", "haunting", "airy", "romantic", "muted", "gentle",
         "slow", "lyrical", "wistful", "distant", "melancholic", "warm", "serene"),
    ),
}
ROLES: dict[str, tuple[str, ...]] = {
    "voice": ("singing", "melody", "harmony", "chants", "ad libs", "humming", "phrases", "vibrato"),
    "bass": ("line", "", "groove", "riff", "notes", "pattern", "run"),
    "guitar": ("melody", "chords", "riff", "strumming", "solo", "arpeggio", "lead", "rhythm", "accompaniment", "licks"),
    "keys": ("melody", "chords", "accompaniment", "harmony", "chord progression", "riff", "arpeggio", "solo", "stabs"),
    "beat": ("rhythm", "beat", "groove", "pattern", "fills", "hits", "backing"),
    "strings": ("melody", "section", "harmony", "chords", "accompaniment", "swells", "ostinato"),
    "synth": ("melody", "chords", "arpeggio", "riff", "layers", "pattern", "stabs", "texture", "arrangement"),
    "drum": ("hits", "pattern", "rolls", "accents", "on the backbeat", "groove"),
    "wind": ("melody", "solo", "harmony", "riff", "lead", "phrases", "fanfare", "accompaniment"),
}
# What neither names a sound nor a mood: with a quality in front of it seldom said twice.
THINGS = (
    "melody", "tune", "sound", "atmosphere", "rhythm", "groove", "song", "vibe", "soundscape", "harmony", "energy",
    "feel", "ambience", "background", "intro", "theme", "arrangement", "backing track", "hook", "chorus", "build up",
    "progression", "dynamics", "sound effects", "texture", "performance", "anthem", "instrumentation", "lyrics",
    "drone", "transition", "crescendo", "tension", "interplay", "outro", "call and response", "counter melody",
    "pauses",
)
THING_QUALITIES: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("catchy", "upbeat", "exciting", "retro", "lively", "danceable", "funky", "modern", "bold", "driving", "vivid",
     "colourful", "festive", "rousing", "quirky", "layered", "thrilling", "bustling", "swaggering", "fiery", "jumpy",
     "cheeky", "glossy", "reckless", "stomping", "triumphant", "roaring", "kinetic", "sparkling", "zesty"),
    ("soothing", "simple", "sentimental", "vintage", "peaceful", "haunting", "ethereal", "minimal", "dreamy", "tender",
     "intimate", "nostalgic", "hushed", "meditative", "spacious", "floating", "lilting", "bleak", "cosy", "drowsy",
     "hazy", "lonesome", "pastoral", "solemn", "starry", "tranquil", "unhurried", "velvety", "misty", "wistful"),
)
# What some hear in a genre: an age or a place of origin, before or behind its name.
ORIGINS = (
    "retro", "vintage", "modern", "classic", "slow", "upbeat", "80s", "traditional", "melodic", "romantic", "90s",
    "70s", "contemporary", "experimental", "instrumental", "western", "latin american", "european", "indie", "soulful",
    "60s", "spanish", "french", "african", "progressive", "psychedelic", "asian", "irish", "underground", "old school",
    "alternative", "southern", "minimal", "orchestral", "caribbean", "german", "mediterranean", "russian", "hawaiian",
)
# fmt: on


def pick(rng: np.random.Generator, words: Sequence[str], typical: float) -> str:
    """One of ``words``, the earlier the likelier: the place is exponential with the mean ``typical``."""
    place = int(rng.exponential(typical))
    return words[place] if place < len(words) else words[rng.integers(len(words))]


def draw_quality(rng: np.random.Generator, kind: str, liveliness: float, typical: float) -> str:
    """A quality for a ``family``, or for one of ``THINGS``, in music of this ``liveliness`` in [-1, 1]."""
    lively, quiet = THING_QUALITIES if kind == "thing" else QUALITIES[kind]
    return pick(rng, lively if rng.random() < 0.5 + 0.5 * liveliness else quiet, typical)
