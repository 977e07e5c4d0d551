"""From the data set to tags, splits and sound."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from paper_repro.core.command_line import Options
from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.files import digest as content_digest
from paper_repro.core.training import corpus
from paper_repro.datasets import magnatagatune, offers
from paper_repro.magnatagatune.config import Config, check_neighbours
from paper_repro.magnatagatune.paper import PAPER
from paper_repro.sample import default_corpus, is_sample, source_of

#: The parts of a split as the run engine calls them, and as the data set does.
PARTS = {"train": "train", "valid": "validation", "test": "test"}
#: Of an artifact's name on real clips, so that it lies beside the sample corpus's.
REAL_SUFFIX = "_real"


@dataclass(frozen=True)
class Corpus(corpus.Corpus):
    """The clips that have sound and belong to a split, their tags, and where they come from."""

    data: magnatagatune.MagnaTagATune
    source: str
    policy: str
    tags: tuple[str, ...]
    refused: tuple[Refusal, ...]
    # No field: the same of every corpus.
    credit = offers.credit(magnatagatune)

    @property
    def root(self) -> Path:
        return self.data.root

    @property
    def suffix(self) -> str:
        """Of an artifact's name."""
        return "" if self.rendered else REAL_SUFFIX

    @cached_property
    def rows(self) -> dict[str, int]:
        """Clip id -> row of the data set, of the clips that are used."""
        parts = magnatagatune.split(self.data, self.policy, sound_only=True)
        used = sorted(int(row) for part in parts.values() for row in part)
        return {str(self.data.clip_ids[row]): row for row in used}

    @cached_property
    def audio(self) -> dict[str, Path]:
        return {clip: self.root / self.data.mp3_paths[row] for clip, row in self.rows.items()}

    @cached_property
    def fingerprint(self) -> str:
        labels = self.data.labels_of(self.tags)
        digest = hashlib.sha256(json.dumps([self.policy, self.tags]).encode())
        for clip, row in self.rows.items():
            # The path too: its folder decides the part that a clip belongs to.
            digest.update(f"{self.data.mp3_paths[row]} {clip} {content_digest(self.audio[clip])}\n".encode())
            digest.update(labels[row].tobytes())
        return digest.hexdigest()

    def split(self, config: Config | None) -> dict[str, list[str]]:
        """Clip ids of ``train``, ``valid`` and ``test`` by folder, as published; of train the row's share, or all."""
        parts = magnatagatune.split(self.data, self.policy, sound_only=True)
        found = {name: [str(self.data.clip_ids[row]) for row in parts[theirs]] for name, theirs in PARTS.items()}
        return {**found, "train": share_of(found["train"], config.share)} if config else found

    def check(self, config: Config) -> None:
        check_neighbours(config, len(self.split(config)["train"]))

    @property
    def about(self) -> dict[str, str]:
        return {"split": self.policy}

    def labels(self, clips: Sequence[str]) -> np.ndarray:
        """uint8 ``(clips, tags)``."""
        return self.data.labels_of(self.tags)[[self.rows[clip] for clip in clips]]

    def artists(self, clips: Sequence[str]) -> np.ndarray:
        """The artist of each clip, numbered from 0 in the order of their names: int ``(clips,)``.

        Clips of one artist are no independent evidence: most are even cut from one recording (``recordings``).
        """
        return np.unique([self.data.artists[self.rows[clip]] for clip in clips], return_inverse=True)[1]

    def with_tags(self, count: int) -> Corpus:
        """The same clips with the ``count`` most frequent tags."""
        return replace(self, tags=self.data.top(count))

    @property
    def split_note(self) -> str:
        """Which split, in one sentence: scores on the two cannot be compared."""
        left_out = "clips with none of the top 50 tags left out" if self.policy == "sota" else "clips without tags kept"
        parts = magnatagatune.split(self.data, self.policy, sound_only=True)
        test, train = ({self.data.artists[row] for row in parts[part]} for part in ("test", "train"))
        return (
            f"Split by folder as published (0 to b train, c validation, d to f test), «{self.policy}»: {left_out}. "
            f"Of the artists of test clips with sound, {len(test & train)} of {len(test)} also occur in train."
        )


def share_of(clips: Sequence[str], share: float) -> list[str]:
    """A share of clips, in their order, at least two of them; a smaller share is part of a larger one.

    Raises:
        UserError: the share is not above 0 and at most 1.

    Example:
        >>> clips = [str(number) for number in range(8)]
        >>> half, quarter = share_of(clips, 0.5), share_of(clips, 0.25)
        >>> len(half), len(quarter), set(quarter) < set(half)
        (4, 2, True)
    """
    if not 0.0 < share <= 1.0:
        raise UserError(f"share must be above 0 and at most 1. Received: {share!r}.")
    if share == 1.0:
        return list(clips)
    # The same clips whatever the seed of a training: seeds say how much trainings differ, not sets of clips.
    order = np.random.default_rng(0).permutation(len(clips))
    return [clips[at] for at in sorted(order[: max(2, round(share * len(clips)))])]


def recordings(data: magnatagatune.MagnaTagATune) -> np.ndarray:
    """The recording that each clip is cut from, as its file name has it: str ``(clips,)``.

    A file is called ``<folder>/<artist>-<album>-<track>-<title>-<start>-<end>.mp3``; the last two are the clip's.
    """
    return np.array([path.partition("/")[2].rsplit("-", 2)[0] for path in data.mp3_paths])


def open_corpus(options: Options, config: Config) -> Corpus:
    """The data set in ``--data``, or the sample corpus of the preset, which is rendered on first use."""
    root = options.data or default_corpus("magnatagatune", PAPER.sample[options.preset], options.jobs)
    data = magnatagatune.load(root)
    refused = list(data.refused)
    if config.split == "sota":
        untagged = data.has_sound & ~data.labels_of(data.top()).any(axis=1)
        refused += [
            Refusal(data.mp3_paths[row], "with none of the top 50 tags", "left out by the split «sota»")
            for row in np.flatnonzero(untagged)
        ]
    return Corpus(data, _source(data), config.split, data.top(config.tags), tuple(refused))


def is_extract(data: magnatagatune.MagnaTagATune) -> bool:
    """Whether clips of the tables lack their sound, beyond those that were published without."""
    return int(data.has_sound.sum()) < len(data.clip_ids) - len(magnatagatune.CORRUPT)


def extract_note(corpus: Corpus) -> list[str]:
    """Below a table on a part of the real set: how much it is, and of what. None for the whole, or a sample corpus."""
    if corpus.rendered or not is_extract(corpus.data):
        return []
    return [
        f"An extract: {len(corpus.audio):,} of {len(corpus.data.clip_ids):,} clips. Those behind results/ are another "
        "encoding of the same sound, not the published files: see the README, «Real clips». MagnaTagATune (Law et al. "
        f"2009), sound from Magnatune: {magnatagatune.LICENCE}."
    ]


def _source(data: magnatagatune.MagnaTagATune) -> str:
    """Which clips numbers stand on; an extract of the real set is called one, with its size."""
    if is_sample(data.root) or not is_extract(data):
        return source_of(data.root, "MagnaTagATune as published,")
    sound, clips = int(data.has_sound.sum()), len(data.clip_ids)
    return f"MagnaTagATune, an extract: {sound:,} of {clips:,} clips have their sound in {data.root.name}/"
