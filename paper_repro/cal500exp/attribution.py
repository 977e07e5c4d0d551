"""What the CNN's convolutions extract: integrated gradients of windows by emotion, and a test of what they name.

Sec. 6: it would be helpful to explore what features the layers extract to represent emotions. Ours: attributions of the
corrected CNN's probabilities from the mean spectrum of the training tracks on, which is zero behind the standardising.
"""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np

from paper_repro.cal500exp.future_claims import Deletion
from paper_repro.cal500exp.future_rows import Tries
from paper_repro.cal500exp.outcome import Outcome
from paper_repro.cal500exp.paper import CNN_BEST
from paper_repro.cal500exp.task import tracks
from paper_repro.core.audio.mel import mel_centres
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.tagging import auc_scores, roc_auc
from paper_repro.core.nn.gradients import Attribution, InputGradients, integrated_gradients
from paper_repro.core.records.records import Records
from paper_repro.core.training.backend import jit_compile, prepare
from paper_repro.core.training.fill import build_splits
from paper_repro.core.training.forward import Forward

#: Emotions that are shown: those that the network tells best on validation tracks.
SHOWN = 6
#: Points of the integral where attributions are shown, and where only the order of bands is wanted of them.
STEPS, COARSE = 64, 16
#: Bands that are silenced, as a share, and random sets of as many.
SHARE, RANDOM = 0.25, 10


@dataclass(frozen=True)
class Explained:
    """Attributions of one row, over its trainings.

    Attributes:
        tags: published names of the emotions shown.
        maps: ``(tags, frames, bands)``, what each value adds to an emotion's probability: mean over trainings and over
            one window of each test track that has the emotion.
        tracks: how many these are, by tag.
        bands: Hz of the middle of each mel band.
        seconds: of a window.
        errors: of every attribution, how far its sum is from the difference of outputs.
        silenced: bands that the deletion test silences.
        deletion: what came of it.
    """

    tags: tuple[str, ...]
    maps: np.ndarray
    tracks: tuple[int, ...]
    bands: np.ndarray
    seconds: float
    errors: np.ndarray
    silenced: int
    deletion: Deletion


@dataclass(frozen=True)
class _Windows:
    """Labelled windows of a part: standardised ``(windows, frames, bands)``, ``(windows, tags)``, numbers of tracks."""

    values: np.ndarray
    labels: np.ndarray
    tracks: np.ndarray

    def one_a_track(self, tag: int, has: bool = True) -> list[int]:
        """Of each track one window that has a tag, or one that has not, the middle one; of those that have such."""
        found = np.flatnonzero(self.labels[:, tag] == has)
        by_track = (found[self.tracks[found] == track] for track in np.unique(self.tracks[found]))
        return [int(windows[len(windows) // 2]) for windows in by_track]


class _Network:
    """One training's network behind its front end: gradients and outputs of windows."""

    def __init__(self, model: keras.Model) -> None:
        windows = model.get_layer("windows").output
        network = keras.Model(windows, model.output)
        network.compile(jit_compile=jit_compile(tensorflow=False))
        self._forward = Forward(network)
        self._gradients = InputGradients(network)
        self._tags = model.output.shape[-1]

    def scores(self, values: np.ndarray, block: int = 64) -> np.ndarray:
        """``(windows, frames, bands)`` to probabilities ``(windows, tags)``."""
        blocks = (values[start : start + block] for start in range(0, len(values), block))
        return np.concatenate([self._forward(part[:, None])[:, 0] for part in blocks])

    def explain_each(self, windows: _Windows, tag: int, has: bool = True, steps: int = STEPS) -> list[Attribution]:
        """Attributions ``(1, frames, bands)`` of a tag's probability in the windows of ``one_a_track``."""
        weights = np.zeros((1, self._tags), np.float32)
        weights[0, tag] = 1.0
        return [
            integrated_gradients(self._gradients, windows.values[window][None], weights, steps=steps)
            for window in windows.one_a_track(tag, has)
        ]


def explain(tries: Tries) -> Explained:
    """Attributions of the corrected CNN on test windows.

    Raises:
        UserError: no emotion is in some validation windows and not in others, and in a test window too.
    """
    row: Outcome = tries.rows[CNN_BEST]
    options = tries.results.options
    prepare(options.devices, options.precision)
    # Its layers have to be known before a network is loaded.
    tries.paper.module("model")
    models = [run.load_model() for run in row.runs]
    records = build_splits(tries.paper.name, options, row.corpus, row.config)
    valid, test = (_windows(models[0], records[name], row) for name in ("valid", "test"))
    networks = [_Network(model) for model in models]
    shown = _best_told(networks, valid, test, row)
    sets = _random_sets(row.config.n_mels)
    found = [_of_training(network, valid, test, shown, sets) for network in networks]
    maps, errors, *deletion = zip(*found, strict=True)
    return Explained(
        tuple(row.tags[tag] for tag in shown),
        np.mean(maps, axis=0),
        tuple(len(test.one_a_track(tag)) for tag in shown),
        mel_centres(row.config.sample_rate, row.config.n_mels),
        row.config.window / row.config.frame_rate,
        np.concatenate(errors),
        len(sets[0]),
        Deletion(*map(np.stack, deletion)),
    )


def _windows(model: keras.Model, records: Records, row: Outcome) -> _Windows:
    labels, masks = row.corpus.all_labels(records.keys, records.frames, row.config, row.auc_rule)
    front = keras.Model(model.input, model.get_layer("windows").output)
    values = [
        keras.ops.convert_to_numpy(front(mel[None]))[0][mask]
        for mel, mask in zip(tracks(records), masks, strict=True)
    ]  # fmt: skip
    counts = [int(mask.sum()) for mask in masks]
    kept = np.concatenate([of[mask] for of, mask in zip(labels, masks, strict=True)])
    # Numbered among the tracks that have a labelled window.
    return _Windows(np.concatenate(values), kept, np.repeat(np.cumsum(np.array(counts) > 0) - 1, counts))


def _best_told(networks: list[_Network], valid: _Windows, test: _Windows, row: Outcome) -> list[int]:
    """The emotions with the highest ROC-AUC on validation windows, of those that a test window has."""
    auc = np.mean([roc_auc(valid.labels, network.scores(valid.values)) for network in networks], axis=0)
    usable = np.isfinite(auc) & test.labels.any(axis=0)
    if not usable.any():
        raise UserError(
            f"{row.corpus.root}: no emotion is in some validation windows and not in others, and in a test window; "
            f"give more tracks. Received: {len(valid.labels)} validation and {len(test.labels)} test windows."
        )
    order = np.argsort(np.where(usable, -auc, np.inf), kind="stable")
    return [int(tag) for tag in order[: min(SHOWN, int(usable.sum()))]]


def _random_sets(bands: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.choice(bands, max(1, round(SHARE * bands)), replace=False) for _ in range(RANDOM)]


def _of_training(network: _Network, valid: _Windows, test: _Windows, shown: list[int], sets: list[np.ndarray]):
    """Maps, errors, and the four scores of ``Deletion`` for one training."""
    found = [network.explain_each(test, tag) for tag in shown]
    without = [network.scores(_silenced(test.values, bands)) for bands in sets]
    return (
        np.stack([_mean_map(each) for each in found]),
        np.array([attribution.error for each in found for attribution in each]),
        *_probability_lost(network, test, dict(zip(shown, found, strict=True)), without, len(sets[0])),
        *_auc_left(network, valid, test, shown, without, len(sets[0])),
    )


def _probability_lost(
    network: _Network, test: _Windows, found: dict[int, list[Attribution]], without: list[np.ndarray], most: int
) -> tuple[np.ndarray, np.ndarray]:
    """Of windows that have an emotion: without the bands that add most in each, and without random ones.

    Mean over a track's emotions, for every track that has one: twice ``(tracks,)``.
    """
    scores = network.scores(test.values)
    numbers, own, random = [], [], []
    for tag, attributions in found.items():
        chosen = test.one_a_track(tag)
        silenced = np.stack([
            _silenced(test.values[window], _top(each.values[0], most))
            for window, each in zip(chosen, attributions, strict=True)
        ])  # fmt: skip
        numbers.append(test.tracks[chosen])
        own.append(scores[chosen, tag] - network.scores(silenced)[:, tag])
        random.append(scores[chosen, tag] - np.mean([other[chosen, tag] for other in without], axis=0))
    _, place, counts = np.unique(np.concatenate(numbers), return_inverse=True, return_counts=True)
    lost, lost_random = (np.bincount(place, weights=np.concatenate(each)) / counts for each in (own, random))
    return lost, lost_random


def _auc_left(
    network: _Network, valid: _Windows, test: _Windows, shown: list[int], without: list[np.ndarray], most: int
) -> tuple[np.ndarray, np.ndarray]:
    """Macro ROC-AUC without the bands that tell each emotion, and without random ones: twice ``(tracks,)``.

    Those to whose probability in windows with the emotion most more is added than in windows without, of validation
    tracks: they are the same for all test windows.
    """

    def auc(scores: np.ndarray) -> np.ndarray:
        return auc_scores(test.labels[:, shown], scores, test.tracks)[0]

    def told(tag: int) -> np.ndarray:
        having, lacking = (_mean_map(network.explain_each(valid, tag, has, COARSE)) for has in (True, False))
        return having - lacking

    tops = [_top(told(tag), most) for tag in shown]
    left = [network.scores(_silenced(test.values, top))[:, tag] for tag, top in zip(shown, tops, strict=True)]
    return auc(np.stack(left, axis=1)), np.mean([auc(other[:, shown]) for other in without], axis=0)


def _mean_map(attributions: list[Attribution]) -> np.ndarray:
    return np.mean([each.values[0] for each in attributions], axis=0)


def _top(attribution: np.ndarray, most: int) -> np.ndarray:
    """The bands of ``(frames, bands)`` that add most."""
    return np.argsort(-attribution.sum(axis=0), kind="stable")[:most]


def _silenced(values: np.ndarray, bands: np.ndarray) -> np.ndarray:
    """``(..., bands)`` with these bands as they are on average: nothing is to be heard in them."""
    values = values.copy()
    values[..., bands] = 0.0
    return values
