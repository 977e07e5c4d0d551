"""Music that goes with a scene: its style, mode, tempo, loudness and instruments follow from what the song is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.degradation import Degradation
from paper_repro.sample.music.instruments import INSTRUMENTS
from paper_repro.sample.music.piece import Piece
from paper_repro.sample.music.styles import EVERY_STYLE
from paper_repro.sample.music.theory import SAD_MODES
from paper_repro.sample.songtitle.scene import Scene
from paper_repro.sample.tables import entries, records


@dataclass(frozen=True)
class Feel:
    """How much goes on in a style and how bright it is, in [0, 1]; where it is at home; which genre FMA files it under.

    ``home`` holds places, times, weathers and subjects of scenes.
    """

    energy: float
    light: float
    genre: str
    home: tuple[str, ...] = ()


FEELS = {
    row["style"]: Feel(float(row["energy"]), float(row["light"]), row["genre"], entries(row["home"]))
    for row in records(__package__, "feels.tsv")
}
GENRES = ("Electronic", "Experimental", "Folk", "Hip-Hop", "Instrumental", "International", "Pop", "Rock")
# How close in energy and light a style has to be, and how much likelier being at home makes it.
ENERGY_WIDTH, LIGHT_WIDTH, AT_HOME = 0.11, 0.14, 4.5

# Of so many pieces in the style, the one that fits best is played.
CANDIDATES = 4
# Instruments that stand for what is in the scene, in place of the style's own.
COLOURING: dict[str, tuple[str, ...]] = {
    "sea": ("warm pad", "synth strings"), "mountain": ("french horn", "pan flute"), "forest": ("flute", "harp"),
    "lake": ("harp", "halo pad"), "desert": ("sitar", "pan flute"), "village": ("accordion", "fiddle"),
    "harbour": ("accordion",), "field": ("steel guitar", "harmonica"), "road": ("clean guitar", "harmonica"),
    "city": ("electric piano", "alto saxophone"), "stage": ("brass section", "polysynth"),
    "rain": ("grand piano",), "snow": ("music box", "vibraphone"), "winter": ("music box",), "fog": ("space pad",),
    "storm": ("brass section",), "night": ("electric piano", "muted trumpet"), "fire": ("distortion guitar",),
    "birds": ("flute",),
}  # fmt: skip
COLOURED = 0.65
SWAPPED = ("lead", "pad", "chords")
QUIETEST_DB, LOUDEST_DB, LOUDNESS_SPREAD_DB = -29.0, -11.0, 1.8
# A song about the dark is mixed dark: how much of the range of band limits is left once the scene's light is known.
BAND_FREEDOM = 0.35
# Wide places sound wide: how much more of a room.
WIDE = {"sea": 1.6, "mountain": 1.8, "lake": 1.6, "desert": 1.6, "village": 1.4, "harbour": 1.3}


def draw_style(rng: np.random.Generator, scene: Scene, confusion: float = 0.0) -> str:
    """A style that goes with ``scene``, a key of ``FEELS``; with chance ``confusion`` any style at all."""
    names = list(FEELS)
    if rng.random() < confusion:
        return str(rng.choice(names))
    here = {scene.place, scene.time, scene.weather, scene.subject, scene.season}
    weights = np.array([_fit(scene, feel) * AT_HOME ** len(here & set(feel.home)) for feel in FEELS.values()])
    return str(rng.choice(names, p=weights / weights.sum()))


def _fit(scene: Scene, feel: Feel) -> float:
    away = ((scene.energy - feel.energy) / ENERGY_WIDTH) ** 2 + ((scene.light - feel.light) / LIGHT_WIDTH) ** 2
    return float(np.exp(-away / 2)) + 1e-4


def compose_scene(seed: Sequence[int], scene: Scene, style: str, *, seconds: float) -> Piece:
    """The piece that belongs to ``seed``, ``scene`` and ``style``: the same arguments give the same piece.

    Args:
        seed: As ``numpy.random.default_rng`` takes it.
        scene: What the song is about.
        style: A key of ``FEELS``.
        seconds: Length of the piece.
    """
    rng = np.random.default_rng(seed)
    low, high = np.log(EVERY_STYLE[style].bpm)
    wanted = low + (high - low) * float(np.clip(scene.energy + rng.normal(0.0, 0.15), 0.0, 1.0))
    sad = scene.light + rng.normal(0.0, 0.12) < 0.42
    # One section: the published excerpts are cut out of the middle of songs.
    pieces = [compose([*seed, number], seconds=seconds, style=style, sections=1) for number in range(CANDIDATES)]
    best = min(pieces, key=lambda piece: abs(np.log(piece.bpm) - wanted) / 0.3 + (0.8 if sad != _is_sad(piece) else 0))
    level = QUIETEST_DB + (LOUDEST_DB - QUIETEST_DB) * scene.energy
    loudness = 0.5 * best.loudness + 0.5 * level + float(rng.normal(0.0, LOUDNESS_SPREAD_DB))
    return replace(best, loudness=loudness, parts=_coloured(rng, scene, best))


def recording_of(scene: Scene, damage: Degradation) -> Degradation:
    """Degradation of recordings of a song about ``scene``, within the limits ``damage`` of all recordings."""
    low, high = np.log(damage.bandwidth_hz)
    span = high - low
    middle = low + span * (BAND_FREEDOM / 2 + (1 - BAND_FREEDOM) * scene.light)
    band = np.exp([middle - span * BAND_FREEDOM / 2, middle + span * BAND_FREEDOM / 2])
    room = min(damage.room * WIDE.get(scene.place, 0.8), 0.9)
    return replace(damage, bandwidth_hz=(float(band[0]), float(band[1])), room=room)


def _is_sad(piece: Piece) -> bool:
    return piece.mode in SAD_MODES


def _coloured(rng: np.random.Generator, scene: Scene, piece: Piece) -> tuple:
    """The parts of ``piece``, some on instruments that stand for what is in the scene."""
    wanted = [key for key in (scene.weather, scene.subject, scene.place, scene.time, scene.season) if key in COLOURING]
    parts = []
    for part in piece.parts:
        change = rng.random() < COLOURED
        names = COLOURING[str(rng.choice(wanted))] if wanted else ()
        name = str(rng.choice(names)) if names else ""
        if change and name and part.role in SWAPPED and not part.singer:
            part = replace(part, instrument=name, program=INSTRUMENTS[name].program)
        parts.append(part)
    return tuple(parts)
