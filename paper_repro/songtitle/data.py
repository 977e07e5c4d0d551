"""From the data sets to pictures with captions, songs with titles, and splits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from paper_repro.core.command_line import Options
from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.files import digest as content_digest
from paper_repro.core.training import corpus
from paper_repro.datasets import conceptual_captions, fma, msd, nottingham, offers, songs
from paper_repro.datasets.folder import existing_folder
from paper_repro.sample import default_corpus, is_sample, source_of
from paper_repro.songtitle.config import Config
from paper_repro.songtitle.paper import PAPER
from paper_repro.songtitle.titles import words_of

#: Folders below ``--data``. Pictures come from the first of the first two that has any.
PICTURES = ("conceptual_captions", "flickr8k")
#: Folders of songs that are any tagged sound files; a set of its own and a row of Table 4 each.
TAGGED = ("magnatune_songs", "songs")
SONGS = {"msd": msd.load, "fma": fma.load, "nottingham": nottingham.load, **dict.fromkeys(TAGGED, songs.load)}
#: Folder -> data set.
MODULES = {
    **dict.fromkeys(PICTURES, conceptual_captions), "msd": msd, "fma": fma, "nottingham": nottingham,
    **dict.fromkeys(TAGGED, songs),
}  # fmt: skip
LAYOUT = (
    "conceptual_captions/ or flickr8k/ (pictures with captions), and of msd/, fma/ and nottingham/ those you have, "
    f"each as its own data set is published; and your own songs, with titles in their tags, in {TAGGED[1]}/"
)
#: Share of the pictures that may be unusable: "about ten percent" of the links were dead (Sec. 4.1), and what sites
#: send in place of a picture is often none.
MAX_REFUSED = 0.10
#: What numbers say of a copy of the real sets, whole or extracts.
REAL = "real files"
#: Of an artifact's name on real files, so that it lies beside the sample corpus's.
REAL_SUFFIX = "_real"


@dataclass(frozen=True)
class Corpus(corpus.Corpus):
    """The pictures that can be trained on."""

    root: Path
    source: str
    captions: conceptual_captions.Captions
    refused: tuple[Refusal, ...]
    max_refused: float = MAX_REFUSED
    unit: str = "picture"
    #: Of the pictures, below ``root``.
    folder: str = ""

    @property
    def suffix(self) -> str:
        """Of an artifact's name."""
        return "" if is_sample(self.root) else REAL_SUFFIX

    @property
    def credit(self) -> dict[str, str]:
        return credit_of(self.root)

    @cached_property
    def pictures(self) -> dict[str, conceptual_captions.Picture]:
        """By id: table and name."""
        return {f"{picture.table}:{picture.name}": picture for picture in self.captions.with_image}

    @cached_property
    def audio(self) -> dict[str, Path]:
        """Image file by id: what is shared with the papers of sound calls it so."""
        return {key: picture.image for key, picture in self.pictures.items()}

    @cached_property
    def words(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """The captions of each picture as words, those without a word left out."""
        found = {key: tuple(map(words_of, picture.captions)) for key, picture in self.pictures.items()}
        return {key: tuple(words for words in captions if words) for key, captions in found.items()}

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for key, path in self.audio.items():
            digest.update(json.dumps([key, self.words[key], content_digest(path)]).encode() + b"\n")
        return digest.hexdigest()

    def split(self, config: Config) -> dict[str, list[str]]:
        """Ids of ``train``, ``valid`` and ``test``; the last two halve the validation file where there is one."""
        usable = [key for key in self.pictures if self.words[key]]
        held_out = [key for key in usable if "validation" in self.pictures[key].table.lower()]
        if 0 < len(held_out) < len(usable):
            halves = corpus.random_split(held_out, {"valid": 0.5, "test": 0.5}, config.split_seed)
            known = set(held_out)
            return {"train": [key for key in usable if key not in known], **halves}
        parts = dict(zip(("train", "valid", "test"), config.fractions, strict=True))
        return corpus.random_split(usable, parts, config.split_seed)


def open_corpus(options: Options, config: Config) -> Corpus:
    """The pictures in ``--data``, or in the sample corpus of the preset, which is rendered on first use.

    Raises:
        UserError: no folder of pictures, or not one picture in it.
    """
    root = data_folder(options)
    tried = []
    for name in PICTURES:
        if not (root / name).is_dir():
            continue
        captions = conceptual_captions.load(root / name)
        if captions.with_image:
            refused = [*captions.refused]
            refused += [Refusal(name, "no image file", "the table names it") for name in captions.missing]
            refused += [
                Refusal(picture.name, "no word", "its caption is punctuation alone")
                for picture in captions.with_image
                if not any(map(words_of, picture.captions))
            ]
            return Corpus(root, _source(root, name), captions, tuple(refused), folder=name)
        tried.append(f"{name} has {len(captions.pictures):,} captions and no image")
    raise UserError(
        f"{root}: no pictures to train on ({'; '.join(tried) or 'no such folder'}). Expected there: {LAYOUT}"
    )


def data_folder(options: Options) -> Path:
    """``--data``, or the sample corpus."""
    if options.data is None:
        return default_corpus("songtitle", PAPER.sample[options.preset], options.jobs)
    return existing_folder(options.data, LAYOUT)


def open_songs(root: Path) -> dict[str, Any]:
    """The sets of songs that there are below ``root``, by name, each as its module loads it."""
    return {name: load(root / name) for name, load in SONGS.items() if (root / name).is_dir()}


def credit_of(root: Path) -> dict[str, str]:
    """Licence and citation of each set that there is below ``root``, once."""
    here = [module for name, module in MODULES.items() if (root / name).is_dir()]
    return offers.credit(*dict.fromkeys(here))


def sample_source(root: Path) -> str:
    """The sentence on a sample corpus: here it is pictures that are counted, and songs are a part of it."""
    contents = "drawn pictures with captions, rendered songs with titles"
    return source_of(root, REAL, unit="pictures").replace("rendered music, simulated annotators", contents)


def _source(root: Path, pictures: str) -> str:
    if is_sample(root):
        return sample_source(root)
    songs = [name for name in SONGS if (root / name).is_dir()]
    return f"{REAL} in {root.name}/: pictures of {pictures}; songs of {', '.join(songs) or 'no set'}"
