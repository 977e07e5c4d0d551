"""One space for MusicCaps' clips and for songs, so that a captioner of the ones can be asked about the others. Ours.

Where the clips have sound, both are the mean and the deviation over time of their log mel bands. Of the real clips
AudioSet publishes VGGish features instead of sound, which songs do not have: nobody hands on VGGish's weights where
they can be had here. So both are brought to the tags of the published MusiCNN: songs by the network itself, clips by a
ridge regression from their features, taught by which tags stand in the training clips' aspects and captions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from paper_repro.core.audio.load import load_clips
from paper_repro.core.errors import AudioError
from paper_repro.core.progress import track
from paper_repro.weights.catalogue import network
from paper_repro.weights.sound import FEATURES

#: The network whose tags are the bridge: those of MagnaTagATune say what sounds.
TAGGER = "mtt_musicnn"
#: Seconds of a clip, and of a song.
CLIP_SECONDS, SONG_SECONDS = 10.0, 30.0
#: Training clips that must have a tag, and the ridge's penalty: chosen on validation clips among 30 to 3,000.
FEWEST, PENALTY = 40, 1000.0
#: Of a standard deviation, and of a probability's distance from 0 and 1: against division by nothing.
TINY = 1e-6


def standardized(vectors: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """``(items, values)``, each value by its mean and deviation over ``basis``: clips and songs each by their own, for
    what brings them to the space is another.
    """
    return ((vectors - basis.mean(axis=0)) / np.maximum(basis.std(axis=0), TINY)).astype(np.float32)


def loudness(paths: Sequence[Path], seconds: float, offsets: Sequence[float]) -> list[np.ndarray | AudioError]:
    """Mean and deviation over time of each sound's log mel bands, ``(192,)``, or why it cannot be used."""
    settings = replace(FEATURES, seconds=seconds)
    extract = settings.extractor()
    found: list[np.ndarray | AudioError] = []
    for path, offset in track(zip(paths, offsets, strict=True), len(paths), "hearing music"):
        (samples,) = load_clips([path], settings, offsets=[offset])
        if not isinstance(samples, AudioError):
            mel = np.asarray(extract(samples[None]))[0]
            samples = np.concatenate([mel.mean(axis=0), mel.std(axis=0)])
        found.append(samples)
    return found


def song_tags(paths: Sequence[Path]) -> list[np.ndarray | AudioError]:
    """The log odds of each of the network's tags, ``(50,)``, of the mean over a song's windows; or why it has none."""
    from paper_repro.weights.tagger import Tagger

    tagger = Tagger.load(network(TAGGER))
    settings = replace(FEATURES, seconds=SONG_SECONDS)
    found: list[np.ndarray | AudioError] = []
    for path in track(paths, len(paths), "tagging songs"):
        (samples,) = load_clips([path], settings)
        if not isinstance(samples, AudioError):
            share = np.clip(tagger.windows(samples).mean(axis=0), TINY, 1.0 - TINY)
            samples = np.log(share / (1.0 - share))
        found.append(samples)
    return found


@dataclass(frozen=True)
class Bridge:
    """From VGGish features to tags.

    Attributes:
        columns: the tags that enough training clips have, as numbers of the network's.
        scores: of each clip and tag, ``(clips, tags)``.
    """

    columns: np.ndarray
    scores: np.ndarray


def bridge(features: np.ndarray, present: np.ndarray, train: np.ndarray) -> Bridge:
    """Ridge regression from features to the presence of tags, fitted on the training clips alone.

    Args:
        features: ``(clips, values)``.
        present: whether a clip's text has a tag, bool ``(clips, tags)``.
        train: which clips it may learn from, bool ``(clips,)``.
    """
    columns = np.flatnonzero(present[train].sum(axis=0) >= min(FEWEST, max(1, train.sum() // 10)))
    known = standardized(features, features[train]).astype(np.float64)
    wanted = present[train][:, columns].astype(np.float64)
    taught = known[train]
    inner = taught.T @ taught + PENALTY * np.eye(taught.shape[1])
    weights = np.linalg.solve(inner, taught.T @ (wanted - wanted.mean(axis=0)))
    return Bridge(columns, known @ weights)


def tags_in(texts: Iterable[Sequence[str]], tags: Sequence[str]) -> np.ndarray:
    """Whether the words of a tag stand side by side in a text, bool ``(texts, tags)``.

    Example:
        >>> tags_in([("a", "slow", "male", "voice")], ["male voice", "female", "slow"]).tolist()
        [[True, False, True]]
    """
    return np.array([[f" {tag} " in f" {' '.join(words)} " for tag in tags] for words in texts])
