"""What the networks predicted over time, and its accuracy, per track."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from paper_repro.cal500exp.over_time import accuracies, stretched
from paper_repro.core.evaluation.controls import Shuffled, shuffled_audio
from paper_repro.core.evaluation.intervals import Interval, difference_interval, mean_interval
from paper_repro.core.evaluation.tagging import Bootstrap, average_precision, bootstrap, macro, roc_auc
from paper_repro.core.training.outcome import RunOutcome


@dataclass(frozen=True)
class Track:
    """One track's labels by both rules and every seed's scores.

    ``filled`` and ``strict``: ``(windows, tags)``; ``labelled``: bool ``(windows,)``, of the strict rule; ``scores``:
    ``(seeds, windows, tags)``.
    """

    song: str
    filled: np.ndarray
    strict: np.ndarray
    labelled: np.ndarray
    scores: np.ndarray

    def labels(self, rule: str) -> np.ndarray:
        return self.filled if rule == "filled" else self.strict

    def mask(self, rule: str) -> np.ndarray:
        """Which windows count under a rule."""
        return np.ones(len(self.labelled), bool) if rule == "filled" else self.labelled


class Outcome(RunOutcome):
    """One row's outcome over its seeds: tracks by name, windows in their order."""

    @cached_property
    def about(self) -> dict:
        return json.loads((self.runs[0].path / "tags.json").read_text(encoding="utf-8"))

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(self.about["tags"])

    def training_rates(self, rule: str) -> np.ndarray:
        """Share of the training windows that have each tag, mean over tracks: ``(tags,)``."""
        return np.array(self.about["training_rates"][rule])

    @cached_property
    def test(self) -> tuple[Track, ...]:
        """The test tracks, by name."""
        frames = [frame.sort_values(["clip_id", "window"], key=_sortable) for frame in self.part("test")]
        first = frames[0]
        songs = first["clip_id"].to_numpy()
        starts = np.flatnonzero(np.concatenate([[True], songs[1:] != songs[:-1]]))[1:]
        columns = {kind: [f"{kind}:{tag}" for tag in self.tags] for kind in ("filled", "strict", "score")}
        filled, strict = (first[columns[kind]].to_numpy().astype(np.uint8) for kind in ("filled", "strict"))
        labelled = first["labelled"].to_numpy() == "1"
        scores = np.stack([frame[columns["score"]].to_numpy().astype(float) for frame in frames])
        parts = (np.split(array, starts) for array in (songs, filled, strict, labelled))
        return tuple(
            Track(str(song[0]), *labels, seeds)
            for song, *labels, seeds in zip(*parts, np.split(scores, starts, axis=1), strict=True)
        )

    def accuracies(self, rule: str, outputs: Sequence[np.ndarray] | None = None) -> np.ndarray:
        """Accuracy within each test track: float ``(seeds, tracks, tags)``; ``outputs`` in place of the scores."""
        outputs = outputs or [track.scores for track in self.test]
        labels, masks = ([getattr(track, kind)(rule) for track in self.test] for kind in ("labels", "mask"))
        return np.stack([
            accuracies(labels, masks, [track[seed] for track in outputs]) for seed in range(len(outputs[0]))
        ])  # fmt: skip

    def constant(self, rule: str) -> np.ndarray:
        """The same of the constant predictor: what most of the training windows say, ``(1, tracks, tags)``."""
        labels = (self.training_rates(rule) > 0.5).astype(float)
        return self.accuracies(
            rule, [np.broadcast_to(labels, (1, len(track.labelled), len(labels))) for track in self.test]
        )

    def counted(self, rule: str) -> np.ndarray:
        """Which test tracks have a window that counts: bool ``(tracks,)``."""
        return np.array([track.mask(rule).any() for track in self.test])

    def _per_track(self, found: np.ndarray, rule: str) -> np.ndarray:
        """Mean over tags, ``(seeds, tracks that count)``."""
        return found[:, self.counted(rule)].mean(axis=2)

    def maa(self, rule: str) -> Interval:
        """MAA, mean over tags and seeds."""
        return mean_interval(self._per_track(self.accuracies(rule), rule))

    def constant_maa(self, rule: str) -> Interval:
        return mean_interval(self._per_track(self.constant(rule), rule))

    def maa_per_tag(self, rule: str) -> np.ndarray:
        """MAA of each tag, mean over seeds: ``(tags,)``."""
        return self.accuracies(rule)[:, self.counted(rule)].mean(axis=(0, 1))

    def constant_per_tag(self, rule: str) -> np.ndarray:
        return self.constant(rule)[:, self.counted(rule)].mean(axis=(0, 1))

    def tag_interval(self, rule: str, tag: int) -> Interval:
        """MAA of one tag."""
        return mean_interval(self.accuracies(rule)[:, self.counted(rule), tag])

    def above_constant(self, rule: str) -> Interval:
        """How far MAA lies above the constant predictor's, over the same tracks."""
        constant = self._per_track(self.constant(rule), rule)[0]
        return difference_interval(self._per_track(self.accuracies(rule), rule), constant)

    def shuffled(self, rule: str) -> Shuffled:
        """MAA with the sound shuffled between tracks: another track's outputs, cut or repeated to the length."""

        def score(order: np.ndarray) -> np.ndarray:
            others = [
                np.stack([stretched(seed, len(track.labelled)) for seed in self.test[other].scores])
                for track, other in zip(self.test, order, strict=True)
            ]
            return self._per_track(self.accuracies(rule, others), rule).mean(axis=0)

        return shuffled_audio(score, len(self.test))

    def above_shuffled(self, rule: str) -> Interval:
        """How far MAA lies above that, over the same tracks; of each track the mean over permutations."""
        mine = self._per_track(self.accuracies(rule), rule)
        return difference_interval(mine, self.shuffled(rule).per_clip)

    @cached_property
    def _windows(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of all labelled windows: strict labels, scores ``(seeds, windows, tags)``, and the number of their track."""
        kept = [track for track in self.test if track.labelled.any()]
        labels = np.concatenate([track.strict[track.labelled] for track in kept])
        scores = np.concatenate([track.scores[:, track.labelled] for track in kept], axis=1)
        return labels, scores, np.repeat(np.arange(len(kept)), [track.labelled.sum() for track in kept])

    @property
    def labels(self) -> np.ndarray:
        """Strict labels of all labelled test windows, ``(windows, tags)``."""
        return self._windows[0]

    @property
    def prevalence(self) -> np.ndarray:
        """Share of the labelled test windows that have each tag, ``(tags,)``."""
        return self.labels.mean(axis=0)

    @cached_property
    def auc(self) -> Bootstrap:
        """Macro ROC-AUC over all labelled windows, with resamples of tracks."""
        return bootstrap(*self._windows)

    def per_tag(self, score) -> np.ndarray:
        """``(tags,)`` of ``roc_auc`` or ``average_precision`` over all labelled windows, mean over seeds."""
        labels, scores, _ = self._windows
        return np.mean([score(labels, by_seed) for by_seed in scores], axis=0)

    def pr_auc(self) -> float:
        return macro(self.per_tag(average_precision))

    def shuffled_auc(self) -> Shuffled:
        """Macro ROC-AUC with the sound shuffled between tracks."""

        def score(order: np.ndarray) -> np.ndarray:
            kept = [(track, self.test[other]) for track, other in zip(self.test, order, strict=True)]
            labels = np.concatenate([track.strict[track.labelled] for track, _ in kept])
            return np.array([np.mean([
                macro(roc_auc(labels, np.concatenate([
                    stretched(other.scores[seed], len(track.labelled))[track.labelled] for track, other in kept
                ])))
                for seed in range(len(self.runs))
            ])])  # fmt: skip

        return shuffled_audio(score, len(self.test))

    def shuffled_in_time(self) -> float:
        """Macro ROC-AUC with each track's own outputs in another order: what is left is the track, not the moment."""
        labels, scores, clips = self._windows
        rng = np.random.default_rng(0)
        means = []
        for _ in range(20):
            order = np.lexsort((rng.random(len(clips)), clips))
            means.append(np.mean([macro(roc_auc(labels, by_seed[order])) for by_seed in scores]))
        return float(np.mean(means))


def _sortable(column):
    return column.astype(int) if column.name == "window" else column
