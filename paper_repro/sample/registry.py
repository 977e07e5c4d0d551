"""The sample corpora by name. To add one: its folder beside this file, and one line in ``REGISTRY``."""

from __future__ import annotations

import importlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.core.files import cache_folder
from paper_repro.sample import corpus
from paper_repro.sample.difficulty import difficulty_named

#: Seed of the corpora in the cache folder.
SEED = 1


@dataclass(frozen=True)
class SampleCorpus:
    """One sample corpus.

    Attributes:
        module: Module below this package that holds its ``RECIPE`` (see ``corpus.Recipe``); imported on use.
        generator: Version of the rendered bytes; to be raised whenever the same settings give other files.
        simulated: Whose labels are simulated, for the sentence that results carry.
        item: What its argument ``clips`` counts.
        layout: Whether ``sample.json`` names the corpus; the oldest does without.
    """

    module: str
    generator: int
    simulated: str
    item: str
    layout: bool = True


REGISTRY: dict[str, SampleCorpus] = {
    "majorminer": SampleCorpus("majorminer.writer", 2, "players", "clip of 10 s", layout=False),
    "magnatagatune": SampleCorpus("magnatagatune.writer", 2, "players", "clip of 29 s"),
    "musiccaps": SampleCorpus("musiccaps.writer", 1, "annotators", "clip of 10 s"),
    "cal500exp": SampleCorpus("cal500exp.writer", 2, "annotators", "track"),
    "songtitle": SampleCorpus("songtitle.writer", 4, "annotators", "picture"),
    "conceptual_captions": SampleCorpus("songtitle.conceptual_captions", 2, "annotators", "picture"),
    "msd": SampleCorpus("songtitle.msd", 2, "annotators", "song"),
    "fma": SampleCorpus("songtitle.fma", 2, "annotators", "track with sound"),
}
NAMES: tuple[str, ...] = tuple(REGISTRY)
#: Corpora that consist of others, each in a folder of its own: no loader reads them as a whole.
COMPOSED = frozenset({"songtitle"})


def write(
    name: str, root: Path | str, *, clips: int, seed: int = SEED, difficulty: str = "normal", jobs: int = 1
) -> dict:
    """Writes a sample corpus of ``clips`` items under ``root``; resumes where an earlier call was interrupted.

    Args:
        name: One of ``NAMES``.
        root: A folder that is empty, absent, or holds the same corpus, finished or not.
        clips: Number of items, 1 or more.
        seed: Corpus seed; item ``i`` follows from ``(seed, i)``, whatever the number of items.
        difficulty: easy, normal or hard (see ``difficulty``).
        jobs: Number of processes.

    Returns:
        The content of ``root/sample.json``: settings, counts, damaged items, checksums of the tables.

    Raises:
        UserError: for an unknown name, for arguments out of range, for folders that cannot be written or hold
            something else.
    """
    entry = entry_of(name)
    corpus.check_arguments(clips, seed, jobs)
    difficulty_named(difficulty)
    settings = corpus.Settings(clips, seed, difficulty, entry.generator, name if entry.layout else None)
    finished = corpus.finished(Path(root), settings)
    if finished is not None:
        return finished
    recipe = importlib.import_module(f"{__package__}.{entry.module}").RECIPE
    return corpus.write_corpus(recipe, Path(root), settings, jobs, write_part=write)


def entry_of(name: str) -> SampleCorpus:
    """The registry's entry.

    Raises:
        UserError: where ``name`` is not in the registry.
    """
    if name not in REGISTRY:
        raise UserError(f"sample corpus must be one of {', '.join(NAMES)}. Received: {name!r}.")
    return REGISTRY[name]


def default_corpus(name: str, clips: int, jobs: int = 1) -> Path:
    """Folder of the sample corpus in the cache, rendered on first use."""
    # Another generator renders other files: its corpus lies beside the old one, never under its name.
    root = cache_folder() / "sample" / f"{name}-{clips}-s{SEED}-g{entry_of(name).generator}"
    write(name, root, clips=clips, jobs=jobs)
    return root


def is_sample(root: Path) -> bool:
    """Whether ``root`` holds a finished sample corpus."""
    return (root / corpus.FINISHED).exists()


def source_of(root: Path, published: str, unit: str = "clips") -> str:
    """The sentence on the data that every result carries: a sample corpus with its settings, or ``published``.

    ``unit`` is what a sample corpus counts.

    Example:
        >>> source_of(Path("data/MusicCaps"), "MusicCaps as published")
        'MusicCaps as published in MusicCaps/'
    """
    if not is_sample(root):
        return f"{published} in {root.name}/"
    settings = json.loads((root / corpus.FINISHED).read_text(encoding="utf-8"))["settings"]
    simulated = entry_of(settings.get("layout", "majorminer")).simulated
    return (
        f"sample corpus (rendered music, simulated {simulated}): {settings['clips']} {unit}, seed {settings['seed']}, "
        f"difficulty {settings['difficulty']}"
    )


def check_loaders(loaders: Collection[str], names: Iterable[str] = NAMES) -> None:
    """Checks that every sample corpus can be read again.

    Raises:
        ValueError: naming the corpora that no loader of ``loaders`` reads.
    """
    unread = [name for name in names if name not in COMPOSED and name not in loaders]
    if unread:
        raise ValueError(f"sample corpora without a loader: {', '.join(unread)}; loaders: {', '.join(loaders)}")
