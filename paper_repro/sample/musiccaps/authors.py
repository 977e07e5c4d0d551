"""The ten who describe the clips of the MusicCaps sample corpus: how much they write, of what, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from paper_repro.sample.musiccaps.words import WORDS

# A stream of random numbers of its own; the authors are the same in every corpus.
HABITS = 35
# How far an author's order of the words for one thing strays from the common one, in ranks.
STRAY = 3.0


@dataclass(frozen=True, kw_only=True)
class Author:
    """One author.

    ``share``: of the clips. ``length``, ``spread``: of the lists of aspects (mean and standard deviation).
    ``order``: kinds of aspects (see ``musiccaps_words.KINDS``; thing is the rest), what comes first first.
    ``standard``: the ``Recording.grade`` from which he or she complains of the quality.
    ``habits``: kind or concept -> chance that what is noticed of it is written down; 1 where nothing is said.
    ``described``: chance that an instrument or a voice gets a quality or a role beside its name.
    ``shapes``: how a quality {q}, a second one {t}, a name {n} and a role {r} are put together.
    ``genre``, ``mood``: how those words are used. ``repeats``: chance that an aspect comes twice.
    ``reach``: how far he or she goes for words, the commonest being the nearest.
    ``fillers``: kind -> weight, for what is added where a list would be too short.
    ``own``: concept -> the words that he or she prefers to all others.
    """

    share: float
    length: float
    spread: float
    order: str
    standard: float
    habits: Mapping[str, float]
    described: float
    shapes: tuple[str, ...]
    fillers: Mapping[str, float]
    own: Mapping[str, tuple[str, ...]]
    genre: str = "{n}"
    mood: str = "{n}"
    repeats: float = 0.01
    reach: float = 1.0


# What most say little of.
_SPARING = {
    "tempo": 0.15, "texture": 0.1, "absence": 0.15, "use": 0.15, "noisy": 0.06, "mono": 0.02, "muffled": 0.06,
    "reverberant": 0.15, "overdriven": 0.15, "no drums": 0.03, "unsung": 0.02,
}  # fmt: skip

# fmt: off
AUTHORS: tuple[Author, ...] = (
    Author(
        share=0.100, length=8.1, spread=1.9, standard=0.66, described=0.4, genre="{n} song", mood="{n} mood",
        order="recording genre voice instrument kit texture use mood tempo absence live",
        habits=_SPARING | {
            "tempo": 1.0, "absence": 1.0, "no drums": 0.5, "unsung": 0.85, "mood": 0.3, "genre": 0.7, "kit": 0.25,
            "live": 0.2, "texture": 0.2,
        },
        shapes=("{n} {r}", "{q} {n}", "simple {n}", "{q} {n} {r}"), fillers={"mood": 1, "instrument": 3, "thing": 1},
        own={
            "poor recording": ("low quality audio", "amateur recording", "low quality recording"),
            "medium": ("moderate tempo",), "medium fast": ("moderate tempo",), "no voice": ("instrumental",),
            "unsung": ("no voices",), "no drums": ("no percussion",), "alone": ("no other instruments",),
            "male": ("male voice",), "female": ("female voice",), "bass guitar": ("bass",), "synth bass": ("bass",),
            "drums": ("percussion",), "drum machine": ("programmed percussion",), "synth": ("synth sounds",),
            "distorted guitar": ("distortion guitar",), "acoustic guitar": ("acoustic guitar", "guitar"),
        },
    ),
    Author(
        share=0.089, length=19.6, spread=2.8, standard=0.42, described=0.6, repeats=0.36, reach=1.3,
        order="voice recording genre instrument thing mood kit use live tempo absence texture",
        habits=_SPARING | {"tempo": 0.95, "absence": 1.0, "alone": 0.15, "texture": 0.15, "use": 0.5, "kit": 0.1},
        shapes=("{n} {r}", "{n} accompaniment", "{q} {n} {r}", "{n} harmony", "{t} {n}"),
        fillers={"mood": 3, "use": 1, "genre": 1, "thing": 3, "instrument": 1},
        own={
            "poor recording": ("poor audio quality", "bad audio quality"), "no voice": ("instrumental music",),
            "medium": ("medium tempo",), "medium fast": ("medium fast tempo", "medium tempo"),
            "male": ("male singer",), "female": ("female singer",), "choir": ("vocal harmony", "backup singers"),
            "drums": ("steady drumming rhythm", "groovy rhythm", "dance rhythm"),
            "bass guitar": ("groovy bass line", "percussive bass line", "strong bass line"),
            "synth bass": ("groovy bass line", "percussive bass line"), "piano": ("piano accompaniment",),
            "electric piano": ("keyboard accompaniment",), "organ": ("keyboard accompaniment",),
            "synth": ("keyboard accompaniment",), "synth pad": ("keyboard harmony",),
            "electric guitar": ("guitar accompaniment", "guitar rhythm"), "live": ("live performance",),
            "crowd": ("live audience",), "passionate": ("passionate",), "emotional": ("emotional", "romantic"),
            "energetic": ("exciting", "spirited", "energetic"),
        },
    ),
    Author(
        share=0.020, length=5.4, spread=1.8, standard=0.9, described=0.2, genre="{n} genre", mood="{n} atmosphere",
        order="voice absence instrument kit texture genre mood tempo recording",
        habits=_SPARING | {"mood": 0.25, "genre": 0.4, "absence": 0.8, "unsung": 0.8, "live": 0.2, "kit": 0.3},
        shapes=("{n} {r}", "{q} {n}"), fillers={"instrument": 1, "thing": 1},
        own={
            "drums": ("drums",), "male": ("male voice",), "female": ("female voice",), "unsung": ("no voice",),
            "bass guitar": ("bass guitar",), "synth": ("synth sound", "electronic sounds"),
        },
    ),
    Author(
        share=0.054, length=7.6, spread=2.1, standard=0.8, described=0.7, reach=1.8,
        order="live genre instrument mood voice thing texture kit recording use",
        habits=_SPARING | {"tempo": 0.12, "kit": 0.3},
        shapes=("{q} {n}", "{q} {n} {r}", "{n} playing", "{t} {n} {r}"), fillers={"mood": 2, "thing": 4, "genre": 2},
        own={"live": ("live recording",), "brass": ("brass instruments",), "emotional": ("emotional",)},
    ),
    Author(
        share=0.250, length=9.2, spread=2.8, standard=0.13, described=0.8,
        order="recording genre live voice instrument kit texture tempo absence thing use mood",
        habits={
            "tempo": 0.04, "absence": 0.04, "kit": 0.9, "use": 0.06, "texture": 0.05, "live": 0.8, "crowd": 0.35,
            "muffled": 0.45, "overdriven": 0.8, "reverberant": 0.6, "mood": 0.85, "genre": 0.7,
        },
        shapes=("{q} {n}", "{q} {n} {r}", "{q} {n} {r}", "{q} {n}", "{n} {r}"),
        fillers={"instrument": 1, "kit": 2, "mood": 2, "genre": 0.3, "voice": 1},
        own={
            "poor recording": ("low quality",), "noisy": ("noisy",), "mono": ("mono",), "overdriven": ("distorted",),
            "live": ("live performance",), "kick": ("punchy kick",), "snare": ("punchy snare",), "claps": ("claps",),
            "hi hats": ("shimmering hi hats",), "cymbals": ("shimmering cymbals",), "shaker": ("shimmering shakers",),
            "bass guitar": ("groovy bass", "groovy bass guitar"), "synth bass": ("groovy bass", "synth bass"),
            "double bass": ("smooth bass",), "male": ("flat male vocal", "passionate male vocal"),
            "female": ("passionate female vocal", "female vocal"), "acoustic guitar": ("acoustic rhythm guitar",),
            "strings": ("sustained strings melody",), "passionate": ("passionate",), "emotional": ("emotional",),
            "energetic": ("energetic", "exciting"), "happy": ("happy", "fun", "joyful"),
            "groovy": ("groovy", "addictive"),
        },
    ),
    Author(
        share=0.006, length=8.4, spread=1.7, standard=0.9, described=0.8,
        order="genre voice instrument kit texture mood use tempo live recording absence",
        habits=_SPARING | {"absence": 0.5, "tempo": 0.5}, shapes=("{q} {n}", "{q} {n} {r}"),
        fillers={"mood": 3, "thing": 1},
        own={
            "male": ("male vocals",), "female": ("female vocals",), "no voice": ("no vocals",), "happy": ("positive",),
        },
    ),
    Author(
        share=0.162, length=6.2, spread=2.0, standard=0.63, described=0.3,
        order="genre recording voice instrument kit texture absence use mood live tempo",
        habits=_SPARING | {
            "tempo": 0.95, "absence": 0.02, "mood": 0.12, "use": 0.03, "kit": 0.25, "live": 0.12, "genre": 0.5,
            "texture": 0.25,
        },
        shapes=("{q} {n}", "{n} {r}", "{q} {n} {r}"), fillers={"instrument": 4, "voice": 1, "thing": 1, "kit": 1},
        own={
            "poor recording": ("amateur recording",), "bass guitar": ("e-bass",), "double bass": ("upright bass",),
            "electric guitar": ("e-guitar",), "distorted guitar": ("e-guitar", "e-guitars"),
            "drums": ("acoustic drums",), "drum machine": ("digital drums",), "piano": ("piano", "acoustic piano"),
            "male": ("male voice singing",), "female": ("female voice singing",), "pop": ("pop",),
            "fast": ("uptempo", "fast tempo"), "medium fast": ("medium to uptempo",), "medium": ("medium tempo",),
            "slow": ("slow tempo",),
        },
    ),
    Author(
        share=0.128, length=19.5, spread=4.9, standard=0.8, described=0.5, repeats=0.32,
        order="voice absence tempo instrument thing mood kit texture genre use live recording",
        habits=_SPARING | {
            "tempo": 0.95, "absence": 0.85, "alone": 0.1, "texture": 0.3, "use": 0.5, "kit": 0.2, "live": 0.5,
        },
        shapes=("{q} {n} {r}", "{q} {n}", "{n} {r}", "{n} accompaniment"),
        fillers={"mood": 5, "use": 1, "genre": 2, "thing": 2, "instrument": 1.5},
        own={
            "no voice": ("instrumental",), "male": ("male vocalist", "male singer"),
            "female": ("female vocalist", "female singer"), "fast": ("fast tempo",), "medium": ("medium tempo",),
            "medium fast": ("fast tempo", "medium fast tempo"), "slow": ("slow tempo",),
            "energetic": ("energetic", "youthful", "enthusiastic", "spirited", "intense"),
            "calm": ("mellow", "soothing", "soft"), "emotional": ("emotional", "sentimental"),
            "passionate": ("passionate",), "drums": ("steady drumming",), "drum machine": ("digital drums",),
            "electric piano": ("keyboard harmony",), "organ": ("keyboard harmony",), "synth pad": ("keyboard harmony",),
            "piano": ("piano", "keyboard harmony"), "synth": ("synthesiser arrangements",),
            "techno": ("electronic music", "edm"), "house": ("dance music", "electronic music"),
            "electropop": ("electronic music", "synth pop"),
        },
    ),
    Author(
        share=0.033, length=8.1, spread=2.8, standard=0.8, described=0.9, reach=2.0,
        order="genre voice instrument kit texture mood use tempo live recording absence",
        habits=_SPARING | {"absence": 0.3, "kit": 0.3, "texture": 0.5},
        shapes=("{q} {n}", "{q} {n} {r}", "{q} {t} {n}", "{t} {n} {r}"),
        fillers={"mood": 1, "thing": 5, "instrument": 2},
        own={
            "poor recording": ("low fidelity",), "bass guitar": ("electric bass",), "male": ("male singer",),
            "no voice": ("instrumental",), "live": ("live recording",),
        },
    ),
    Author(
        share=0.158, length=9.3, spread=2.1, standard=0.92, described=0.3,
        order="genre live recording absence voice instrument kit texture use mood tempo",
        habits=_SPARING | {
            "absence": 0.7, "unsung": 0.25, "alone": 0.5, "live": 0.75, "crowd": 0.1, "kit": 0.12, "texture": 0.12,
            "use": 0.3,
        },
        shapes=("{q} {n}", "{n} {r}", "{q} {n} {r}"), fillers={"mood": 4, "instrument": 1, "genre": 1, "thing": 1},
        own={
            "no voice": ("instrumental",), "unsung": ("no singer",), "alone": ("single instrument",),
            "drums": ("acoustic drums",), "drum machine": ("electronic drums",), "male": ("male vocal",),
            "female": ("female vocal",), "bass guitar": ("bass guitar",), "electric guitar": ("electric guitar",),
            "distorted guitar": ("electric guitar",), "electric piano": ("keyboard",), "organ": ("keyboard", "organ"),
            "calm": ("easygoing", "calming"), "emotional": ("emotional", "sentimental"),
            "passionate": ("melodic singing",), "energetic": ("energetic", "vibrant", "lively"),
            "aggressive": ("loud", "aggressive"), "groovy": ("groovy", "danceable"),
            "live": ("live performance", "jam"),
        },
    ),
)
# fmt: on


def _own_words(number: int) -> dict[str, tuple[str, ...]]:
    """The words that an author has for each concept, the preferred first."""
    author, rng = AUTHORS[number], np.random.default_rng([HABITS, number])
    words = {}
    for concept, common in WORDS.items():
        places = np.arange(len(common)) + STRAY * rng.random(len(common))
        moved = [common[place] for place in np.argsort(places)]
        preferred = author.own.get(concept, ())
        words[concept] = (*preferred, *(word for word in moved if word not in preferred))
    return words


WORDS_OF: tuple[dict[str, tuple[str, ...]], ...] = tuple(_own_words(number) for number in range(len(AUTHORS)))
