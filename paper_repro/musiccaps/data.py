"""From the data set to token lists, splits and sound."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from paper_repro.core.command_line import Options
from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.files import digest as content_digest
from paper_repro.core.training import corpus
from paper_repro.datasets import audioset, musiccaps, offers
from paper_repro.datasets.no_sound import instead
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.embeddings import match
from paper_repro.musiccaps.paper import PAPER
from paper_repro.sample import default_corpus, is_sample, source_of

#: Between two aspects where tokens are words, so that a list can be told from its words.
SEPARATOR = ","
#: AudioSet's training clips: what validation takes of them, the share it has in the report's split; ours.
AUDIOSET_TRAIN = {"train": 70 / 85, "valid": 15 / 85}


@dataclass(frozen=True)
class Corpus(corpus.Corpus):
    """The clips with sound, and where they come from. A row uses all or, by its config, some at random."""

    source: str
    root: Path
    clips: tuple[musiccaps.Clip, ...]
    refused: tuple[Refusal, ...]
    #: What the networks hear, as in ``Config.feature_set``; of published features, sentences on their files.
    feature_set: str = "mfcc_chroma"
    notes: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """Of an artifact's name: numbers on real data never overwrite rendered ones, nor features sound."""
        if self.rendered:
            return ""
        return "_real" if self.feature_set == "vggish" else "_real_sound"

    @property
    def credit(self) -> dict[str, str]:
        return offers.credit(musiccaps, *([audioset] if self.feature_set == "vggish" else []))

    @property
    def about(self) -> dict[str, Any]:
        return {"notes": list(self.notes)} if self.notes else {}

    @cached_property
    def audio(self) -> dict[str, Path]:
        return {clip.ytid: clip.audio for clip in self.clips}

    @cached_property
    def offsets(self) -> dict[str, float]:
        return {clip.ytid: clip.offset for clip in self.clips}

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for clip in self.clips:
            line = [clip.ytid, clip.offset, clip.aspects, clip.caption, content_digest(clip.audio)]
            digest.update(json.dumps(line).encode() + b"\n")
        return digest.hexdigest()

    def split(self, config: Config) -> dict[str, list[str]]:
        """Ids of ``train``, ``valid`` and ``test``: 70-15-15 (Sec. 5.1), as the authors' code splits; or AudioSet's."""
        drawn = self.drawn(config)
        if config.split == "report":
            return split([clip.ytid for clip in drawn], config.split_seed)
        train, test = ([clip.ytid for clip in drawn if clip.evaluation is held_out] for held_out in (False, True))
        return {**corpus.random_split(train, AUDIOSET_TRAIN, config.split_seed), "test": test}

    def token_lists(self, config: Config) -> dict[str, tuple[str, ...]]:
        """The target of each clip that a row uses, token by token."""
        return {clip.ytid: tokens_of(clip, config) for clip in self.drawn(config)}

    def texts(self, config: Config) -> dict[str, tuple[str, ...]]:
        """The words of each clip that a row uses: of its caption, then of its aspects."""
        kinds = [replace(config, target=target, tokens="word") for target in ("caption", "aspects")]
        return {clip.ytid: sum((tokens_of(clip, kind) for kind in kinds), ()) for clip in self.drawn(config)}

    def drawn(self, config: Config) -> list[musiccaps.Clip]:
        """The clips that a row uses, before any is refused for its sound."""
        return draw(self.clips, config.clips, config.split_seed)


def split(ids: Sequence, seed: int) -> dict[str, list]:
    """``train``, ``valid`` and ``test`` (.70, .15, .15) as in the authors' code: scikit-learn, .3 off, then halved."""
    # Imported here, as NLTK below: they take seconds to start.
    from sklearn.model_selection import train_test_split

    if len(ids) < 7:
        return {"train": list(ids), "valid": [], "test": []}
    train, rest = train_test_split(list(ids), test_size=0.3, random_state=seed)
    valid, test = train_test_split(rest, test_size=0.5, random_state=seed)
    return {"train": train, "valid": valid, "test": test}


def tokens_of(clip: musiccaps.Clip, config: Config) -> tuple[str, ...]:
    """A clip's target: whole aspects; or their words, ``SEPARATOR`` between aspects; or the caption's words."""
    from nltk.tokenize import wordpunct_tokenize

    if config.target == "caption":
        return tuple(wordpunct_tokenize(clip.caption.lower()))
    if config.tokens == "aspect":
        return clip.aspects
    words: list[str] = []
    for aspect in clip.aspects:
        words += [SEPARATOR] if words else []
        words += [word for word in wordpunct_tokenize(aspect.lower()) if word != SEPARATOR]
    return tuple(words)


def aspects_of(tokens: Sequence[str], config: Config) -> tuple[str, ...]:
    """The aspects that a list of tokens stands for, lower case; the opposite of ``tokens_of``, spacing aside."""
    if config.tokens == "aspect":
        return tuple(token.lower() for token in tokens)
    text = " ".join(tokens)
    return tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())


def open_corpus(options: Options, config: Config) -> Corpus:
    """The data set in ``--data``, or the sample corpus of the preset, which is rendered on first use.

    Raises:
        UserError: no clip has sound.
    """
    root = options.data or default_corpus("musiccaps", PAPER.sample[options.preset], options.jobs)
    data = musiccaps.load(root)
    if config.feature_set == "vggish":
        return _with_published_features(data)
    with_audio = data.with_audio
    if not with_audio:
        raise UserError(
            f"{data.root}: none of the {len(data.clips):,} clips has a sound file. Expected there: {musiccaps.LAYOUT}."
            + instead(data.other.values())
        )
    source = source_of(data.root, "MusicCaps as published, with the sound files")
    return Corpus(source, data.root, tuple(with_audio), _refused(data))


def _with_published_features(data: musiccaps.MusicCaps) -> Corpus:
    """The clips of which AudioSet's files hold features; whatever sound there is is not heard."""
    if is_sample(data.root):
        raise UserError(
            f"--features vggish: {data.root} is a sample corpus, AudioSet has no features of it; leave it out."
        )
    matched = match(data.root, data.clips)
    without_aspect = [refusal for refusal in data.refused if refusal.reason == "no aspect"]
    source = "MusicCaps' captions as published, AudioSet's published VGGish features of the clips"
    refused = (*without_aspect, *matched.refused)
    return Corpus(source, data.root, matched.clips, refused, feature_set="vggish", notes=matched.notes)


def draw(clips: Sequence, most: int, seed: int) -> list:
    """At most so many clips at random, in the order of the file: the authors used 1,000 and do not say which."""
    if len(clips) <= most:
        return list(clips)
    chosen = np.random.default_rng(seed).choice(len(clips), size=most, replace=False)
    return [clips[number] for number in sorted(chosen)]


def _refused(data: musiccaps.MusicCaps) -> tuple[Refusal, ...]:
    return (*data.refused, *data.without_sound)
