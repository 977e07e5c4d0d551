"""Captions and titles as texts alone: what tables 1 to 3 and figure 5 count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.command_line import Options, preset_label
from paper_repro.core.errors import UserError
from paper_repro.datasets import conceptual_captions, fma, msd, nottingham
from paper_repro.datasets.words import lengths
from paper_repro.sample import source_of
from paper_repro.songtitle.data import LAYOUT, PUBLISHED, data_folder
from paper_repro.songtitle.titles import words_of

CAPTIONS, MILLION, FREE, FLICKR, TUNES = (
    "Conceptual Captions", "Million Songs", "Free Music Archive", "Flickr8k", "Nottingham tunes"
)  # fmt: skip
#: Set -> folder below the data, and how its texts are read.
READERS: dict[str, tuple[str, Callable[[Path], tuple[str, ...]]]] = {
    CAPTIONS: ("conceptual_captions", lambda root: conceptual_captions.load(root).captions),
    FLICKR: ("flickr8k", lambda root: conceptual_captions.load(root).captions),
    MILLION: ("msd", lambda root: tuple(title.title for title in msd.load_titles(root).titles)),
    FREE: ("fma", lambda root: tuple(track.title for track in fma.load(root).tracks)),
    TUNES: ("nottingham", lambda root: tuple(tune.title for tune in nottingham.load(root).tunes)),
}


@dataclass(frozen=True)
class Texts:
    """Texts of each set that is at hand; ``name`` ends an artifact's name: ``_published`` for real sets."""

    texts: dict[str, tuple[str, ...]]
    provenance: dict[str, str]
    suffix: str

    def lengths(self, name: str) -> np.ndarray:
        """Words of each text, as they stand between blanks."""
        return lengths(self.texts[name])

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
    if (root / "sample.json").exists():
        source = source_of(root, PUBLISHED, unit="pictures")
        return Texts(found, {"Data": source, "Preset": preset_label(options.preset)}, "")
    sets = ", ".join(f"{name} {len(texts):,}" for name, texts in found.items())
    return Texts(found, {"Data": f"{PUBLISHED} in {root.name}/, texts alone: {sets}"}, "_published")
