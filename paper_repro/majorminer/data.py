"""From the data set to captions, splits and records."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.cli import Options
from paper_repro.data.splits import random_split
from paper_repro.data.text import Vocabulary, normalize_tag
from paper_repro.datasets import majorminer
from paper_repro.datasets.folder import Refusal
from paper_repro.majorminer.config import SAMPLE_CLIPS, Config
from paper_repro.sample.default import default_majorminer

Caption = tuple[str, ...]


@dataclass(frozen=True)
class Corpus:
    """Captions by clip, normalised, and where they come from.

    ``source`` is the sentence that every number carries; ``fingerprint`` changes with labels and sound files.
    """

    source: str
    fingerprint: str
    root: Path
    captions: dict[str, tuple[Caption, ...]]
    audio: dict[str, Path]
    refused: tuple[Refusal, ...]

    def split(self, config: Config) -> dict[str, list[str]]:
        """Clip ids of ``train``, ``valid`` and ``test``: at random by clip, seeded (Sec. 3)."""
        return random_split(sorted(self.captions), config.split_shares, config.split_seed)

    def chosen(self, config: Config) -> dict[str, tuple[Caption, ...]]:
        """The captions that train and score a row: all of a clip's, or one of them at random (Sec. 4)."""
        if config.captions == "multiple":
            return self.captions
        rng = np.random.default_rng(config.caption_seed)
        return {clip: (captions[rng.integers(len(captions))],) for clip, captions in sorted(self.captions.items())}


def open_corpus(options: Options) -> Corpus:
    """The data set in ``--data``, or the sample corpus of the preset, which is rendered on first use."""
    root = options.data or default_majorminer(SAMPLE_CLIPS[options.preset], options.jobs)
    data = majorminer.load(root)
    captions, refused = {}, list(data.refused)
    for clip in data.clips:
        kept = clip_captions(clip)
        if kept:
            captions[clip.clip_id] = kept
        else:
            refused.append(Refusal(clip.clip_id, "no verified tag", "every tag of the clip was typed by one player only"))
    return Corpus(
        source=_source(data.root, options.data is None),
        fingerprint=_fingerprint(data, captions),
        root=data.root,
        captions=captions,
        audio={clip.clip_id: clip.audio for clip in data.clips if clip.clip_id in captions},
        refused=tuple(refused),
    )


def clip_captions(clip: majorminer.Clip) -> tuple[Caption, ...]:
    """One caption a player: the verified tags in time order, normalised, each once (Sec. 3). Players without are left out."""
    by_player: dict[str, dict[str, None]] = {}
    for typed in clip.typed:
        tag = normalize_tag(typed.tag)
        if typed.verified and tag:
            by_player.setdefault(typed.user, {}).setdefault(tag)
    return tuple(tuple(tags) for tags in by_player.values())


def build_vocabulary(captions: Sequence[Caption], config: Config) -> Vocabulary:
    """From training captions."""
    return Vocabulary.build(captions, config.min_tag_count)


def token_array(captions: Sequence[Sequence[Caption]], vocabulary: Vocabulary, config: Config) -> np.ndarray:
    """int32 ``(clips, captions, length)``: every clip's captions as token ids, absent captions all padding."""
    most = max(len(group) for group in captions)
    length = 2 + min(config.max_caption, max(len(caption) for group in captions for caption in group))
    tokens = np.zeros((len(captions), most, length), dtype=np.int32)
    for clip, group in enumerate(captions):
        for number, caption in enumerate(group):
            tokens[clip, number] = vocabulary.encode(caption, length)
    return tokens


def _source(root: Path, is_default: bool) -> str:
    """What the numbers say of their data."""
    about = root / "sample.json"
    if about.exists():
        settings = json.loads(about.read_text(encoding="utf-8"))["settings"]
        return (
            f"sample corpus (rendered music, simulated players): {settings['clips']} clips, seed {settings['seed']}, "
            f"difficulty {settings['difficulty']}"
        )
    return "the built-in sample corpus" if is_default else f"MajorMiner captions in {root.name}/"


def _fingerprint(data: majorminer.MajorMiner, captions: dict[str, tuple[Caption, ...]]) -> str:
    digest = hashlib.sha256()
    for clip in data.clips:
        line = [clip.clip_id, clip.audio.name, clip.audio.stat().st_size, captions.get(clip.clip_id)]
        digest.update(json.dumps(line).encode() + b"\n")
    return digest.hexdigest()
