"""Metadata of the songs of the song-title corpora: scene, style, title, artist."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.names import COLOURS, FIRST, LAST, THINGS
from paper_repro.sample.songtitle.music import draw_style
from paper_repro.sample.songtitle.scene import Scene, draw_scene
from paper_repro.sample.songtitle.texts.titles import Manner, write_title


@dataclass(frozen=True)
class Song:
    """One song."""

    scene: Scene
    style: str
    title: str
    artist: str


def draw_song(rng: np.random.Generator, manner: Manner, difficulty: str) -> Song:
    """A song whose title and style follow from one scene; ``manner`` says how its data set writes titles."""
    level = difficulty_named(difficulty)
    scene = draw_scene(rng)
    style = draw_style(rng, scene, 0.5 * level.confusion)
    return Song(scene, style, write_title(rng, scene, manner, 0.5 * level.confusion), draw_artist(rng))


def draw_artist(rng: np.random.Generator) -> str:
    """The name of a person or a band that never was."""
    thing = str(rng.choice(THINGS))
    kind = rng.integers(4)
    if kind == 0:
        return f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    if kind == 1:
        return f"The {rng.choice(COLOURS)} {thing}s"
    if kind == 2:
        return f"{rng.choice(LAST)} & The {thing}s"
    return f"{rng.choice(COLOURS)} {thing}"
