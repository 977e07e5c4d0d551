"""Writes the three sample corpora of the song-title paper: pictures with captions to learn from, songs to be named."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from paper_repro import __version__
from paper_repro.sample import corpus as shared
from paper_repro.sample.songtitle.conceptual_captions import GENERATOR as GCC_GENERATOR
from paper_repro.sample.songtitle.conceptual_captions import write_conceptual_captions
from paper_repro.sample.songtitle.fma import GENERATOR as FMA_GENERATOR
from paper_repro.sample.songtitle.fma import write_fma
from paper_repro.sample.songtitle.msd import GENERATOR as MSD_GENERATOR
from paper_repro.sample.songtitle.msd import write_msd

# A new generator of a part renders another whole.
GENERATOR = GCC_GENERATOR + MSD_GENERATOR + FMA_GENERATOR - 2
CONCEPTUAL_CAPTIONS, MSD, FMA = "conceptual_captions", "msd", "fma"
# Pictures for every song.
PICTURES_PER_SONG, PICTURES_PER_TRACK = 16, 32


@dataclass(frozen=True)
class Corpus:
    """The settings that a corpus follows from; ``clips`` is the number of pictures."""

    clips: int
    seed: int
    difficulty: str
    generator: int = GENERATOR
    layout: str = "songtitle"


def write_songtitle(root: Path | str, *, clips: int, seed: int, difficulty: str = "normal", jobs: int = 1) -> dict:
    """Writes pictures, songs and tracks below ``root``, one folder each; goes on where it was interrupted.

    Pictures and music have scenes of their own, drawn alike: what is said of the ones goes for the others, but no song
    belongs to a picture.

    Args:
        root: A folder that is empty, absent, or holds the same corpus, whole or begun.
        clips: Number of pictures, 1 or more; for every 16 of them there is an MSD song, for every 32 an FMA track.
        seed: The corpus seed.
        difficulty: easy, normal or hard (see ``difficulty``).
        jobs: Number of processes.

    Returns:
        What ``root/sample.json`` says: settings, and counts and broken items of every part.

    Raises:
        UserError: for arguments that cannot be used and folders that cannot be written or hold something else.
    """
    shared.check_arguments(clips, seed, difficulty, jobs)
    root = Path(root)
    corpus = Corpus(clips, seed, difficulty)
    finished = shared.open_root(root, asdict(corpus), ())
    if finished is not None:
        return finished
    same = {"seed": seed, "difficulty": difficulty, "jobs": jobs}
    songs, tracks = max(1, clips // PICTURES_PER_SONG), max(1, clips // PICTURES_PER_TRACK)
    parts = {
        CONCEPTUAL_CAPTIONS: write_conceptual_captions(root / CONCEPTUAL_CAPTIONS, clips=clips, **same),
        MSD: write_msd(root / MSD, clips=songs, **same),
        FMA: write_fma(root / FMA, clips=tracks, **same),
    }
    summary = {
        "settings": asdict(corpus),
        "counts": {name: part["counts"] for name, part in parts.items()},
        "broken": {name: part["broken"] for name, part in parts.items()},
        "package_version": __version__,
    }
    shared.close_root(root, _readme(corpus, songs, tracks), summary)
    return summary


def _readme(corpus: Corpus, songs: int, tracks: int) -> str:
    return f"""\
Sample corpora for the song-title paper

{CONCEPTUAL_CAPTIONS}  {corpus.clips} drawn pictures with captions
msd                  {songs} songs: titles and timbre
fma                  {tracks} tracks: titles and mp3

Captions and titles tell of the same kinds of scenes and share words; each folder says more of its own.

seed {corpus.seed}, difficulty {corpus.difficulty}, paper_repro {__version__}
"""
