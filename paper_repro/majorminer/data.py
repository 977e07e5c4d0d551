"""From the data set to captions, splits and records."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from paper_repro.core.command_line import Options
from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.files import digest as content_digest
from paper_repro.core.training import corpus
from paper_repro.datasets import majorminer, offers
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.paper import PAPER
from paper_repro.majorminer.spelling import Spelling
from paper_repro.majorminer.stemming import normalize_tag
from paper_repro.sample import default_corpus, source_of

Caption = tuple[str, ...]
CONFIRMATIONS = ("clip", "anywhere", "none")


@dataclass(frozen=True)
class Corpus(corpus.Corpus):
    """Captions by clip, normalised, and where they come from."""

    source: str
    fingerprint: str
    root: Path
    captions: dict[str, tuple[Caption, ...]]
    audio: dict[str, Path]
    refused: tuple[Refusal, ...]
    duplicate_rows: int
    spelling: Spelling = field(default_factory=lambda: Spelling({}))
    # No field: the same of every corpus.
    credit = offers.credit(majorminer)

    def split(self, config: Config) -> dict[str, list[str]]:
        """Clip ids of ``train``, ``valid`` and ``test``; of training clips those that ``config.few`` leaves."""
        parts = self.parts(config)
        if config.few:
            train = parts["train"]
            chosen = np.random.default_rng(config.split_seed).permutation(len(train))[: config.few]
            parts["train"] = [train[index] for index in sorted(chosen)]
        return parts

    def parts(self, config: Config) -> dict[str, list[str]]:
        """Clip ids of the whole parts: at random by clip, seeded (Sec. 3)."""
        return corpus.random_split(sorted(self.captions), config.split_shares, config.split_seed)

    def chosen(self, config: Config) -> dict[str, tuple[Caption, ...]]:
        """The captions that train and score a row: all of a clip's, or one of them at random (Sec. 4)."""
        if config.captions == "multiple":
            return self.captions
        rng = np.random.default_rng(config.caption_seed)
        return {clip: (captions[rng.integers(len(captions))],) for clip, captions in sorted(self.captions.items())}


def open_corpus(options: Options, config: Config) -> Corpus:
    """The data set in ``--data``, or the sample corpus of the preset, which is rendered on first use.

    ``config.confirmation`` decides which tags count, see ``confirmed_captions``.

    Raises:
        UserError: no clip has a confirmed tag.
    """
    root = options.data or default_corpus("majorminer", PAPER.sample[options.preset], options.jobs)
    data = majorminer.load(root)
    captions = confirmed_captions(data.clips, config.confirmation)
    refused = list(data.refused)
    refused += [
        Refusal(clip.clip_id, "no confirmed tag", "no tag of the clip was confirmed by a second player")
        for clip in data.clips
        if clip.clip_id not in captions
    ]
    if not captions:
        raise UserError(f"{root}: no clip has a confirmed tag; is column verified of captions.csv filled in?")
    return Corpus(
        source=source_of(data.root, "MajorMiner captions"),
        fingerprint=_fingerprint(data, captions),
        root=data.root,
        captions=captions,
        audio={clip.clip_id: clip.audio for clip in data.clips if clip.clip_id in captions},
        refused=tuple(refused),
        duplicate_rows=data.duplicate_rows,
        spelling=Spelling.of_typed(typed.tag for clip in data.clips for typed in clip.typed),
    )


def confirmed_captions(clips: Sequence[majorminer.Clip], confirmation: str) -> dict[str, tuple[Caption, ...]]:
    """Captions by clip: one a player, the confirmed tags in time order, normalised, each once (Sec. 3).

    The paper keeps tags "which get validity confirmed", which can be read in two ways: ``"clip"`` keeps what another
    player gave to the same clip, ``"anywhere"`` what two players agreed on for at least one clip of the set. ``"none"``
    keeps all. Players, and clips, that are left without a tag are left out.
    """
    if confirmation not in CONFIRMATIONS:
        raise UserError(f"confirmation must be one of {', '.join(CONFIRMATIONS)}. Received: {confirmation!r}.")
    known = {normalize_tag(typed.tag) for clip in clips for typed in clip.typed if typed.verified}
    keeps = {
        "clip": lambda typed: typed.verified,
        "anywhere": lambda typed: normalize_tag(typed.tag) in known,
        "none": lambda typed: True,
    }[confirmation]
    found: dict[str, tuple[Caption, ...]] = {}
    for clip in clips:
        by_player: dict[str, dict[str, None]] = {}
        for typed in clip.typed:
            tag = normalize_tag(typed.tag)
            if tag and keeps(typed):
                by_player.setdefault(typed.user, {}).setdefault(tag)
        if by_player:
            found[clip.clip_id] = tuple(tuple(tags) for tags in by_player.values())
    return found


def _fingerprint(data: majorminer.MajorMiner, captions: dict[str, tuple[Caption, ...]]) -> str:
    digest = hashlib.sha256()
    for clip in data.clips:
        line = [clip.clip_id, content_digest(clip.audio), captions.get(clip.clip_id)]
        digest.update(json.dumps(line).encode() + b"\n")
    return digest.hexdigest()
