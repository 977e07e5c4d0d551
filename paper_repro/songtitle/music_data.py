"""MusicCaps as a source of captions: its clips as vectors, its captions sentence by sentence."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from paper_repro.core.command_line import Options
from paper_repro.core.errors import AudioError, ItemError, Refusal
from paper_repro.core.files import digest as content_digest
from paper_repro.core.files import whole_file
from paper_repro.core.locks import alone
from paper_repro.core.training import corpus
from paper_repro.datasets import audioset, musiccaps, offers
from paper_repro.sample import default_corpus, source_of
from paper_repro.songtitle.music_config import CLIPS, MUSIC, ROW, MusicConfig
from paper_repro.songtitle.music_space import (
    CLIP_SECONDS,
    TAGGER,
    bridge,
    loudness,
    standardized,
    tags_in,
)
from paper_repro.songtitle.titles import words_of
from paper_repro.weights import contents, store
from paper_repro.weights.catalogue import network

FOLDER = "musiccaps"
SOUND, TAGS = "sound", "tags"
#: Clips that training, validation and test need each, and songs to be asked: nothing can be shuffled of one.
FEWEST = 2
#: To be incremented when the same clips give other vectors.
VERSION = 1
_SENTENCE = re.compile(r"[.!?;\n]+")


class Absent(Exception):
    """What is missing of the data for a wish of the authors: said below the table, which has its other rows."""


@dataclass(frozen=True)
class MusicCorpus(corpus.Corpus):
    """Clips with captions and vectors; ``audio`` is the file of all vectors, ``offsets`` their rows in it.

    Attributes:
        space: ``sound`` or ``tags``, see ``music_space``.
        words: of each usable clip the words of its caption's sentences.
        clips: ids of all clips with a sentence, usable or not: what is split.
    """

    source: str
    root: Path
    space: str
    vectors: Path
    words: dict[str, tuple[tuple[str, ...], ...]]
    clips: tuple[str, ...]
    refused: tuple[Refusal, ...]

    @property
    def credit(self) -> dict[str, str]:
        return offers.credit(musiccaps, *([audioset] if self.space == TAGS else []))

    @cached_property
    def audio(self) -> dict[str, Path]:
        return dict.fromkeys(self.words, self.vectors)

    @cached_property
    def offsets(self) -> dict[str, float]:
        return {clip: float(row) for row, clip in enumerate(self.words)}

    @cached_property
    def fingerprint(self) -> str:
        about = [content_digest(self.vectors), list(self.words.items())]
        if len(self.clips) > len(self.words):  # their parts depend on the others too
            about.append(self.clips)
        return hashlib.sha256(json.dumps(about).encode()).hexdigest()

    def split(self, config: MusicConfig) -> dict[str, list[str]]:
        """Ids of ``train``, ``valid`` and ``test`` at random, in the shares that pictures have; ours.

        The parts are those that the bridge was taught by: unusable clips leave them, and move no other clip.
        """
        parts = _split(self.clips, config)
        return {name: [clip for clip in part if clip in self.words] for name, part in parts.items()}

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The tagger's tags, to which ``columns`` points; none where clips have sound.

        Raises:
            UserError: the package of its weights is damaged.
        """
        if self.space == SOUND:
            return ()
        return tuple(contents.tags(store.held(network(TAGGER).wheel), network(TAGGER)))

    def array(self, name: str) -> np.ndarray:
        """What lies beside the vectors: ``clips``, and of the space of tags ``columns``, ``present`` and ``scores``."""
        with np.load(self.vectors) as stored:
            return stored[name]


def _split(clips: Sequence[str], config: MusicConfig) -> dict[str, list[str]]:
    parts = dict(zip(("train", "valid", "test"), config.fractions, strict=True))
    return corpus.random_split(clips, parts, config.split_seed)


def open_music(options: Options) -> MusicCorpus:
    """MusicCaps in or beside ``--data``, or its sample corpus, which is rendered on first use; vectors are made once.

    Raises:
        Absent: there is none, or it has neither sound nor features, or the tagger's weights are not there.
    """
    root = _root(options)
    config = MUSIC.base_config(options)
    data = musiccaps.load(root)
    space, clips, source = _heard(data)
    sentences = {clip.ytid: sentences_of(clip.caption, config.sentences) for clip in clips}
    clips = [clip for clip in clips if sentences[clip.ytid]]
    every = tuple(clip.ytid for clip in clips)
    train = set(_split(every, config)["train"])
    digest = hashlib.sha256(json.dumps([VERSION, space, network(TAGGER).wheel.sha256]).encode())
    for clip in clips:
        about = [clip.ytid, clip.offset, content_digest(clip.audio), clip.caption, clip.aspects, clip.ytid in train]
        digest.update(json.dumps(about).encode() + b"\n")
    folder = options.runs / "records" / MUSIC.name / digest.hexdigest()[:16]
    path = folder / "vectors.npz"
    if not path.is_file():
        with alone(folder, "making these vectors"):
            if not path.is_file():
                made = _of_sound(clips) if space == SOUND else _of_features(clips, train)
                with whole_file(path) as temporary, temporary.open("wb") as file:
                    np.savez(file, **made)
    with np.load(path) as stored:
        usable = stored["usable"].tolist()
    words = {clip.ytid: sentences[clip.ytid] for clip, good in zip(clips, usable, strict=True) if good}
    refused = [
        Refusal(clip.ytid, "unusable", "no features") for clip, good in zip(clips, usable, strict=True) if not good
    ]
    found = MusicCorpus(source, root, space, path, words, every, tuple(refused))
    if min(map(len, found.split(config).values())) < FEWEST:
        raise Absent(f"MusicCaps in {root.name}/ has {len(words):,} usable clips: too few to train and test on")
    return found


def config_of(options: Options, corpus: MusicCorpus) -> MusicConfig:
    """The settings of the row on these clips: vectors' width, and epochs where steps decide them."""
    # A search's settings are of a captioner of pictures.
    configs = MUSIC.configs(replace(options, searched=None), [ROW])
    config = replace(configs[ROW], values=corpus.array("clips").shape[1])
    each = math.ceil(len(corpus.split(config)["train"]) / config.batch_size)
    return replace(
        config,
        epochs=math.ceil(config.steps / each) or config.epochs,
        word_epochs=math.ceil(config.word_steps / each) or config.word_epochs,
    )


def sentences_of(caption: str, most: int) -> tuple[tuple[str, ...], ...]:
    """The words of a caption's first sentences, those without a word left out.

    Example:
        >>> sentences_of("A slow waltz. Strings play!", 4)
        (('a', 'slow', 'waltz'), ('strings', 'play'))
    """
    found = [words_of(sentence) for sentence in _SENTENCE.split(caption)]
    return tuple(words for words in found if words)[:most]


def _root(options: Options) -> Path:
    if options.data is None:
        return default_corpus(FOLDER, CLIPS[options.preset], options.jobs)
    for root in (options.data / FOLDER, options.data.parent / FOLDER):
        if (root / musiccaps.MARKS[0]).is_file():
            return root
    raise Absent(f"no {FOLDER}/ with {musiccaps.MARKS[0]} in {options.data.name}/ or beside it")


def _heard(data: musiccaps.MusicCaps) -> tuple[str, list[musiccaps.Clip], str]:
    """What the clips are heard by, the clips, and the sentence on them."""
    if data.with_audio:
        return SOUND, list(data.with_audio), source_of(data.root, "MusicCaps as published, with the sound files")
    shards = audioset.shards_below(data.root)
    found = audioset.read(data.root, shards, {clip.ytid for clip in data.clips}).by_id if shards else {}
    if not found:
        raise Absent(f"MusicCaps in {data.root.name}/ has neither sound nor AudioSet's features")
    if not store.place(network(TAGGER).wheel).is_file():
        raise Absent(f"MusiCNN's weights, the bridge to songs, are not here: data fetch {network(TAGGER).wheel.name}")
    clips = [
        replace(clip, audio=found[clip.ytid].shard, offset=float(found[clip.ytid].position))
        for clip in data.clips
        if clip.ytid in found
    ]
    return TAGS, clips, "MusicCaps' captions as published, AudioSet's published VGGish features of the clips"


def _of_sound(clips: Sequence[musiccaps.Clip]) -> dict[str, np.ndarray]:
    heard = loudness([clip.audio for clip in clips], CLIP_SECONDS, [clip.offset for clip in clips])
    usable = _enough([not isinstance(one, AudioError) for one in heard])
    vectors = np.stack([one for one in heard if not isinstance(one, AudioError)])
    return {"usable": usable, "clips": standardized(vectors, vectors)}


def _enough(usable: Sequence[bool]) -> np.ndarray:
    if sum(usable) < FEWEST:
        raise Absent(f"of MusicCaps' {len(usable):,} clips {sum(usable)} can be used: {FEWEST} are needed")
    return np.array(usable)


def _of_features(clips: Sequence[musiccaps.Clip], train: set[str]) -> dict[str, np.ndarray]:
    usable, vectors = [], []
    for clip in clips:
        try:
            frames = audioset.features(clip.audio, int(clip.offset)).astype(np.float32)
        except ItemError:
            usable.append(False)
            continue
        usable.append(True)
        vectors.append(np.concatenate([frames.mean(axis=0), frames.std(axis=0)]))
    enough = _enough(usable)
    kept = [clip for clip, good in zip(clips, usable, strict=True) if good]
    taught = np.array([clip.ytid in train for clip in kept])
    wheel = store.held(network(TAGGER).wheel)
    # A comma behind each: no tag reaches from one aspect into the next.
    texts = [[word for part in (*clip.aspects, clip.caption) for word in (*words_of(part), ",")] for clip in kept]
    present = tags_in(texts, contents.tags(wheel, network(TAGGER)))
    if not taught.any():
        raise Absent("not one of MusicCaps' training clips can be used")
    found = bridge(np.stack(vectors), present, taught)
    if not len(found.columns):
        raise Absent(
            f"too few of MusicCaps' {taught.sum():,} training clips have one of the tagger's tags in their texts"
        )
    return {
        "usable": enough,
        "clips": standardized(found.scores, found.scores),
        "columns": found.columns,
        "present": present[:, found.columns],
        "scores": found.scores,
    }
