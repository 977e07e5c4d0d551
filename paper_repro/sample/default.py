"""The built-in default data: a sample corpus in the cache folder, rendered on first use."""

from __future__ import annotations

import os
from pathlib import Path

from paper_repro.sample.cal500exp import writer as cal500exp
from paper_repro.sample.magnatagatune import writer as magnatagatune
from paper_repro.sample.majorminer import writer as majorminer
from paper_repro.sample.musiccaps import writer as musiccaps
from paper_repro.sample.songtitle import writer as songtitle

SEED = 1


def cache_folder() -> Path:
    """``$PAPER_REPRO_CACHE``, else ``$XDG_CACHE_HOME/paper_repro``, else ``~/.cache/paper_repro``."""
    chosen = os.environ.get("PAPER_REPRO_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "paper_repro"


def default_majorminer(clips: int, jobs: int = 1) -> Path:
    """Folder of the sample MajorMiner corpus of so many clips; rendered where it is not there yet."""
    root = _folder("majorminer", clips, majorminer.GENERATOR)
    majorminer.write_majorminer(root, clips=clips, seed=SEED, jobs=jobs)
    return root


def default_magnatagatune(clips: int, jobs: int = 1) -> Path:
    """Folder of the sample MagnaTagATune corpus of so many clips; rendered where it is not there yet."""
    root = _folder("magnatagatune", clips, magnatagatune.GENERATOR)
    magnatagatune.write_magnatagatune(root, clips=clips, seed=SEED, jobs=jobs)
    return root


def default_musiccaps(clips: int, jobs: int = 1) -> Path:
    """Folder of the sample MusicCaps corpus of so many clips; rendered where it is not there yet."""
    root = _folder("musiccaps", clips, musiccaps.GENERATOR)
    musiccaps.write_musiccaps(root, clips=clips, seed=SEED, jobs=jobs)
    return root


def default_cal500exp(clips: int, jobs: int = 1) -> Path:
    """Folder of the sample CAL500exp corpus of so many tracks; rendered where it is not there yet."""
    root = _folder("cal500exp", clips, cal500exp.GENERATOR)
    cal500exp.write_cal500exp(root, clips=clips, seed=SEED, jobs=jobs)
    return root


def default_songtitle(clips: int, jobs: int = 1) -> Path:
    """Folder of the sample corpora for song titles with so many pictures; drawn and rendered where not there yet."""
    root = _folder("songtitle", clips, songtitle.GENERATOR)
    songtitle.write_songtitle(root, clips=clips, seed=SEED, jobs=jobs)
    return root


def _folder(name: str, clips: int, generator: int) -> Path:
    # A new generator renders other music: its corpus lies beside the old one, never under its name.
    return cache_folder() / "sample" / f"{name}-{clips}-s{SEED}-g{generator}"
