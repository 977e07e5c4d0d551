"""The three sample corpora of the song-title paper: pictures with captions to train on, songs to be named.

Pictures and music have scenes of their own, drawn alike: what is said of the ones goes for the others, but no song
belongs to a picture. For every 16 pictures there is an MSD song, for every 32 an FMA track.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from paper_repro import __version__
from paper_repro.sample.corpus import Damage, Recipe, Settings

CONCEPTUAL_CAPTIONS, MSD, FMA = "conceptual_captions", "msd", "fma"
PICTURES_PER_SONG, PICTURES_PER_TRACK = 16, 32


def parts(settings: Settings) -> dict[str, int]:
    """The corpora below the root, and the number of items of each."""
    return {
        CONCEPTUAL_CAPTIONS: settings.clips,
        MSD: max(1, settings.clips // PICTURES_PER_SONG),
        FMA: max(1, settings.clips // PICTURES_PER_TRACK),
    }


def summarise(root: Path, settings: Settings, summaries: Sequence[Mapping], damage: Damage) -> dict:
    """Counts and damaged items of every part."""
    by_name = dict(zip(parts(settings), summaries, strict=True))
    return {key: {name: summary[key] for name, summary in by_name.items()} for key in ("counts", "broken")}


def readme(settings: Settings, summary: Mapping) -> str:
    """Text of ``README.txt``."""
    clips = parts(settings)
    return f"""\
Sample corpora for the song-title paper

{CONCEPTUAL_CAPTIONS}  {settings.clips} drawn pictures with captions
msd                  {clips[MSD]} songs: titles and timbre
fma                  {clips[FMA]} tracks: titles and mp3

Captions and titles tell of the same kinds of scenes and share words; each folder says more of its own.

seed {settings.seed}, difficulty {settings.difficulty}, paper_repro {__version__}
"""


RECIPE = Recipe(readme=readme, tabulate=summarise, parts=parts)
