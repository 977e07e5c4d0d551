"""Captions and titles as texts alone: what tables 1 to 3 and figure 5 count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.command_line import Options, preset_label
from paper_repro.core.errors import UserError
from paper_repro.datasets import conceptual_captions, fma, msd, nottingham, songs
from paper_repro.datasets.words import lengths
from paper_repro.sample import is_sample
from paper_repro.songtitle.data import LAYOUT, REAL, REAL_SUFFIX, credit_of, data_folder, sample_source
from paper_repro.songtitle.extents import TEXTS, extent
from paper_repro.songtitle.titles import words_of

CAPTIONS, MILLION, FREE, FLICKR, TUNES, MAGNATUNE, FOLDER = (
    "Conceptual Captions", "Million Songs", "Free Music Archive", "Flickr8k", "Nottingham tunes", "Magnatune songs",
    "a folder of songs",
)  # fmt: skip
#: Set -> folder below the data, and how its texts are read.
READERS: dict[str, tuple[str, Callable[[Path], tuple[str, ...]]]] = {
    CAPTIONS: ("conceptual_captions", lambda root: conceptual_captions.load(root).captions),
    FLICKR: ("flickr8k", lambda root: conceptual_captions.load(root).captions),
    MILLION: ("msd", lambda root: tuple(title.title for title in msd.load_titles(root).titles)),
    FREE: ("fma", lambda root: tuple(track.title for track in fma.load(root).tracks)),
    TUNES: ("nottingham", lambda root: tuple(tune.title for tune in nottingham.load(root).tunes)),
    MAGNATUNE: ("magnatune_songs", lambda root: tuple(song.title for song in songs.load(root).songs)),
    FOLDER: ("songs", lambda root: tuple(song.title for song in songs.load(root).songs)),
}


@dataclass(frozen=True)
class Texts:
    """Texts of each set that is at hand."""

    texts: dict[str, tuple[str, ...]]
    provenance: dict[str, str]
    simulated: bool

    @property
    def suffix(self) -> str:
        """Of an artifact's name."""
        return "" if self.simulated else REAL_SUFFIX

    @property
    def on(self) -> str:
        """Ends a title: what stands on extracts says so."""
        extracts = any(len(texts) < TEXTS.get(name, 0) for name, texts in self.texts.items())
        return " on extracts" if extracts and not self.simulated else ""

    def named(self, name: str) -> str:
        """A set's name, with what it is an extract of, or that it is simulated."""
        if self.simulated:
            return f"{name} (simulated)"
        count = len(self.texts[name])
        return f"{name} ({extent(count, TEXTS[name])})" if count < TEXTS.get(name, 0) else name

    def lead(self) -> str:
        """What the numbers stand on, in one sentence."""
        if self.simulated:
            return "On the simulated captions and titles of a sample corpus: they say nothing of the real sets."
        return f"On real texts: {', '.join(map(self.named, self.texts))}."

    def paper_note(self) -> list[str]:
        """What the paper's numbers are worth beside these."""
        if self.simulated:
            return ["The paper's numbers are of real sets: held against a sample corpus they say nothing."]
        if self.on:
            return ["Extracts are no random samples of their sets: a verdict is about the extract."]
        return []

    def lengths(self, name: str) -> np.ndarray:
        """Words of each text, as they stand between blanks."""
        return lengths(self.texts[name])

    def caption_words(self) -> set[str]:
        """Words of the captions: those of the paper's set, or of the photographs where it is not at hand."""
        source = CAPTIONS if CAPTIONS in self.texts else FLICKR
        return {word for text in self.texts.get(source, ()) for word in words_of(text)}

    def vocabulary(self, name: str) -> int:
        """Distinct words, as titles and captions are compared by."""
        return len({word for text in self.texts[name] for word in words_of(text)})


def open_texts(options: Options) -> Texts:
    """Every set of texts in ``--data``, or in the sample corpus.

    Raises:
        UserError: there is none.
    """
    root = data_folder(options)
    found = {name: read(root / folder) for name, (folder, read) in READERS.items() if (root / folder).is_dir()}
    if not found:
        raise UserError(f"{root}: has none of the sets. Expected there: {LAYOUT}")
    if is_sample(root):
        return Texts(found, {"Data": sample_source(root), "Preset": preset_label(options.preset)}, simulated=True)
    sets = ", ".join(f"{name} ({extent(len(texts), TEXTS.get(name))})" for name, texts in found.items())
    data = {"Data": f"{REAL} in {root.name}/, texts alone: {sets}", **credit_of(root)}
    return Texts(found, data, simulated=False)
