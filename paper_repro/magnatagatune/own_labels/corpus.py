"""A csv of your own as the engine trains on it: which tags can be learned, which clip is in which part."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.files import digest as content_digest
from paper_repro.core.training import corpus
from paper_repro.datasets.own_labels import SHARES, Clip, OwnLabels


@dataclass(frozen=True)
class Corpus(corpus.Corpus):
    """The clips of a csv.

    Attributes:
        data: the csv.
        tags: those that are learned, the most frequent first.
        left_out: tags that cannot be learned, each with why.
    """

    data: OwnLabels
    tags: tuple[str, ...]
    left_out: tuple[Refusal, ...]
    # No fields: the same of every csv. A file that cannot be decoded is named, and the rest goes on.
    max_refused = 1.0

    @property
    def root(self) -> Path:
        return self.data.path

    @property
    def refused(self) -> tuple[Refusal, ...]:
        return self.data.refused

    @property
    def source(self) -> str:
        return f"own labels, {self.data.path.name}: {len(self.data.clips):,} clips"

    @cached_property
    def clips(self) -> dict[str, Clip]:
        return {clip.key: clip for clip in self.data.clips}

    @cached_property
    def audio(self) -> dict[str, Path]:
        return {key: clip.file for key, clip in self.clips.items()}

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        return self.data.split()

    def split(self, config) -> dict[str, list[str]]:
        return self.parts

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256(json.dumps([self.tags, self.parts]).encode())
        for key, clip in self.clips.items():
            digest.update(json.dumps([key, content_digest(clip.file), clip.tags, clip.group]).encode())
        return digest.hexdigest()

    def labels(self, clips: Sequence[str]) -> np.ndarray:
        """uint8 ``(clips, tags)``."""
        return np.array([[tag in self.clips[key].tags for tag in self.tags] for key in clips], np.uint8)

    def artists(self, clips: Sequence[str]) -> np.ndarray:
        """The group of each clip, numbered from 0: int ``(clips,)``; without groups each clip is its own."""
        return np.unique([self.clips[key].group for key in clips], return_inverse=True)[1]

    @property
    def about(self) -> dict[str, object]:
        return {"tags_left_out": [{"tag": tag.item, "reason": tag.reason} for tag in self.left_out]}

    @property
    def unit_of_evidence(self) -> str:
        """What intervals are over."""
        return "groups" if self.data.grouped else "clips"

    @property
    def split_note(self) -> str:
        """How clips came into their parts, in a sentence or two."""
        sizes = ", ".join(f"{len(keys):,} {name}" for name, keys in self.parts.items())
        if self.data.split_given:
            note = f"Split by the csv: {sizes}."
        else:
            shares = " / ".join(f"{share:.0%}" for share in SHARES.values())
            note = f"Split {shares} by a hash of {'the group' if self.data.grouped else 'the path'}: {sizes}."
        if not self.data.grouped:
            return f"{note} No column «group»: clips of one artist may lie in train and test, which flatters all rows."
        train, test = ({self.clips[key].group for key in self.parts[part]} for part in ("train", "test"))
        return f"{note} Of {len(test):,} groups of test clips, {len(train & test):,} also occur in train."


def open_corpus(data: OwnLabels, most: int = 0) -> Corpus:
    """The csv with the tags that can be learned.

    Args:
        data: the csv.
        most: the most frequent tags that are kept; 0: all.

    Raises:
        UserError: no tag can be learned.
    """
    parts = data.split()
    tagged = {clip.key: set(clip.tags) for clip in data.clips}
    tags, left_out = [], []
    for tag in data.tags():
        reason = _unusable(tag, parts["train"], tagged)
        if reason:
            left_out.append(Refusal(tag, reason, f"{data.path}: tag {tag!r} is left out: it is {reason}."))
        else:
            tags.append(tag)
    if not tags:
        why = left_out[0].detail if left_out else f"{data.path}: no clip has a tag."
        raise UserError(
            f"{why} No tag can be learned: at least one must be on some training clips and not on others; add clips "
            "without it (an empty cell is a clip without tags)."
        )
    return Corpus(data, tuple(tags[:most] if most else tags), tuple(left_out))


def _unusable(tag: str, train: Sequence[str], tagged: dict[str, set[str]]) -> str:
    """Why a tag cannot be learned; empty where it can."""
    if all(tag in tags for tags in tagged.values()):
        return "on every clip"
    having = sum(tag in tagged[key] for key in train)
    if having and having == len(train):
        return "on every training clip"
    return "" if having else "on no training clip"
