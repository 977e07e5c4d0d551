"""What the networks predicted over time, and its scores, per track."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from paper_repro.cal500exp.over_time import accuracies, stretched
from paper_repro.core.evaluation.controls import PERMUTATIONS, shuffled_audio
from paper_repro.core.evaluation.tagging import auc_scores, average_precision, macro
from paper_repro.core.training.outcome import RunOutcome
from paper_repro.datasets.cal500exp.table import EMOTIONS


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


@dataclass(frozen=True)
class Outcome(RunOutcome):
    """One row's outcome over its seeds: tracks by name, windows in their order.

    Every score is an array ``(seeds, tracks)`` whose mean is the score, so that intervals and differences over the same
    tracks are those of ``core.evaluation.intervals``. Tracks without a window that counts are left out.

    Attributes:
        only: the tags to score; empty: all that the network was trained on.
        auc_rule: whose labels ROC-AUC and average precision are over: ``strict``, or ``filled``.
    """

    only: tuple[str, ...] = ()
    auc_rule: str = "strict"

    def of_tags(self, tags: Sequence[str]) -> Outcome:
        """The same outcome scored on these of its tags."""
        return replace(self, only=tuple(tags))

    @cached_property
    def about(self) -> dict:
        return json.loads((self.runs[0].path / "tags.json").read_text(encoding="utf-8"))

    @property
    def tags(self) -> tuple[str, ...]:
        return self.only or tuple(self.about["tags"])

    def training_rates(self, rule: str) -> np.ndarray:
        """Share of the training windows that have each tag, mean over tracks: ``(tags,)``."""
        rates = dict(zip(self.about["tags"], self.about["training_rates"][rule], strict=True))
        return np.array([rates[tag] for tag in self.tags])

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

    def counted(self, rule: str) -> np.ndarray:
        """Which test tracks have a window that counts: bool ``(tracks,)``."""
        return np.array([track.mask(rule).any() for track in self.test])

    def tag_accuracies(self, rule: str, outputs: Sequence[np.ndarray] | None = None) -> np.ndarray:
        """Accuracy within each test track: ``(seeds, tracks, tags)``; ``outputs`` in place of the scores."""
        outputs = outputs or [track.scores for track in self.test]
        labels, masks = ([getattr(track, kind)(rule) for track in self.test] for kind in ("labels", "mask"))
        found = np.stack([
            accuracies(labels, masks, [track[seed] for track in outputs]) for seed in range(len(outputs[0]))
        ])  # fmt: skip
        return found[:, self.counted(rule)]

    def constant_tag_accuracies(self, rule: str) -> np.ndarray:
        """The same of the constant predictor: what most of the training windows say, ``(1, tracks, tags)``."""
        labels = (self.training_rates(rule) > 0.5).astype(float)
        return self.tag_accuracies(
            rule, [np.broadcast_to(labels, (1, len(track.labelled), len(labels))) for track in self.test]
        )

    def of_tag(self, rule: str, tag: str) -> np.ndarray:
        """Accuracy on one tag, ``(seeds, tracks)``."""
        return self.tag_accuracies(rule)[:, :, self.tags.index(tag)]

    def constant_of_tag(self, rule: str, tag: str) -> np.ndarray:
        """The constant predictor's, ``(1, tracks)``."""
        return self.constant_tag_accuracies(rule)[:, :, self.tags.index(tag)]

    def maa(self, rule: str) -> np.ndarray:
        """Accuracy within each track, mean over tags."""
        return self.tag_accuracies(rule).mean(axis=2)

    def constant_maa(self, rule: str) -> np.ndarray:
        """The constant predictor's, ``(1, tracks)``."""
        return self.constant_tag_accuracies(rule).mean(axis=2)

    def above_constant(self, rule: str) -> np.ndarray:
        """How far a row is above the constant predictor, paired over tracks."""
        return self.maa(rule) - self.constant_maa(rule)

    def shuffled_maa(self, rule: str) -> np.ndarray:
        """MAA with the sound shuffled between tracks: another track's outputs, cut or repeated to the length; of each
        track the mean over permutations.
        """

        def of_seed(seed: int, order: np.ndarray) -> np.ndarray:
            outputs = [other[None] for other in self._outputs_of(order, seed)]
            return self.tag_accuracies(rule, outputs)[0].mean(axis=1)

        return self._shuffled(of_seed)

    @cached_property
    def _windows(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of all windows that count: labels, scores ``(seeds, windows, tags)``, and the number of their track."""
        rule = self.auc_rule
        kept = [track for track in self.test if track.mask(rule).any()]
        if not kept:
            return np.zeros((0, len(self.tags))), np.zeros((len(self.runs), 0, len(self.tags))), np.zeros(0, int)
        masks = [track.mask(rule) for track in kept]
        labels = np.concatenate([track.labels(rule)[mask] for track, mask in zip(kept, masks, strict=True)])
        scores = np.concatenate([track.scores[:, mask] for track, mask in zip(kept, masks, strict=True)], axis=1)
        return labels, scores, np.repeat(np.arange(len(kept)), [mask.sum() for mask in masks])

    @property
    def labels(self) -> np.ndarray:
        """Labels of all test windows that count, ``(windows, tags)``."""
        return self._windows[0]

    @property
    def prevalence(self) -> np.ndarray:
        """Share of these windows that have each tag, ``(tags,)``."""
        return self.labels.mean(axis=0)

    @cached_property
    def auc(self) -> np.ndarray:
        """Macro ROC-AUC over all labelled windows."""
        return self._auc_of(self._windows[1])

    def _auc_of(self, scores: np.ndarray) -> np.ndarray:
        """``(seeds, tracks)`` for scores ``(seeds, windows, tags)`` of the labelled windows."""
        labels, _, tracks = self._windows
        return auc_scores(labels, scores, tracks) if len(labels) else np.full((len(scores), 0), np.nan)

    @cached_property
    def shuffled_auc(self) -> np.ndarray:
        """Macro ROC-AUC with the sound shuffled between tracks; of each track the mean over permutations."""

        def of_seed(seed: int, order: np.ndarray) -> np.ndarray:
            others = self._outputs_of(order, seed)
            heard = [other[track.mask(self.auc_rule)] for track, other in zip(self.test, others, strict=True)]
            return self._auc_of(np.concatenate(heard)[None])[0]

        return self._shuffled(of_seed)

    @cached_property
    def auc_out_of_order(self) -> np.ndarray:
        """Macro ROC-AUC with each track's own outputs in another order: what is left is the track, not the moment.

        Of each track the mean over permutations.
        """
        _, scores, tracks = self._windows
        rng = np.random.default_rng(0)
        orders = [np.lexsort((rng.random(len(tracks)), tracks)) for _ in range(PERMUTATIONS)]
        return np.mean([self._auc_of(scores[:, order]) for order in orders], axis=0)

    def per_tag(self, score: Callable) -> np.ndarray:
        """``(tags,)`` of ``roc_auc`` or ``average_precision`` over all labelled windows, mean over seeds."""
        labels, scores, _ = self._windows
        return np.mean([score(labels, by_seed) for by_seed in scores], axis=0)

    def pr_auc(self) -> float:
        return macro(self.per_tag(average_precision))

    def _outputs_of(self, order: np.ndarray, seed: int) -> list[np.ndarray]:
        """For each track the outputs for track ``order[i]``, over as many windows: ``(windows, tags)``."""
        return [
            stretched(self.test[other].scores[seed], len(track.labelled))
            for track, other in zip(self.test, order, strict=True)
        ]

    def _shuffled(self, of_seed: Callable[[int, np.ndarray], np.ndarray]) -> np.ndarray:
        """Mean over permutations of ``(seed, order) -> (tracks,)``, the same permutations for every seed."""
        return np.stack(
            [
                shuffled_audio(lambda order, seed=seed: of_seed(seed, order), len(self.test)).per_clip
                for seed in range(len(self.runs))
            ]
        )


#: Headline scores by name: per-track values ``(seeds, tracks)``, by which seeds are compared;
#: on the emotions, whatever tags a row was trained on, as rows are compared in them.
SEED_SCORES: dict[str, Callable[[Outcome], np.ndarray]] = {
    "MAA (author's labels)": lambda row: row.of_tags(EMOTIONS).maa("filled"),
    "MAA above the constant predictor": lambda row: row.of_tags(EMOTIONS).above_constant("filled"),
    "MAA (labelled time only)": lambda row: row.of_tags(EMOTIONS).maa("strict"),
    "ROC-AUC": lambda row: row.of_tags(EMOTIONS).auc,
}


def _sortable(column):
    return column.astype(int) if column.name == "window" else column
