"""The rows of the paper's tables as base + differences, and how their runs are read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, wraps

import numpy as np

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.controls import Shuffled, shuffled_audio
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.evaluation.tagging import Bootstrap, average_precision, bootstrap, macro, roc_auc, scorable
from paper_repro.core.training import rows
from paper_repro.core.training.rows import Results, Row
from paper_repro.magnatagatune.config import Config, check_neighbours, preset
from paper_repro.magnatagatune.data import Corpus, open_corpus

#: Table II's rows: what each changes in the base.
TABLE2 = {
    "all_10": {},
    "coefficient_10": {"normalization": "coefficient"},
    "spectrogram_10": {"normalization": "spectrogram"},
    "all_2": {"epochs": 2},
    "before_log_2": {"normalization": "spectrogram", "before_log": True, "epochs": 2},
    "batch_norm_dropout_10": {"batch_norm": True, "use_dropout": True},
}
#: Table III's rows. They have no epochs: one stands for the fit.
TABLE3 = {"forest": {"model": "forest", "epochs": 1}, "knn": {"model": "knn", "epochs": 1}}
ROWS = {**TABLE2, **TABLE3}
NAMES = {
    "all_10": "over all data, 10 epochs",
    "coefficient_10": "each mel coefficient, 10 epochs",
    "spectrogram_10": "within spectrogram, 10 epochs",
    "all_2": "over all data, 2 epochs",
    "before_log_2": "within spectrogram before the log, 2 epochs",
    "batch_norm_dropout_10": "batch norm + dropout, 10 epochs",
    "forest": "Random Forest",
    "knn": "KNN",
}


def base_config(options: Options) -> Config:
    """The preset's settings, computed as the options say."""
    return preset(options.preset, audio_decoder=options.decoder, precision=options.precision)


def configs(options: Options, names: Sequence[str]) -> dict[str, Config]:
    """The configs of some rows."""
    base = base_config(options)
    return {name: replace(base, **ROWS[name]) for name in names}


def kept(method: Callable) -> Callable:
    """A row's method that computes once for the same arguments: a table's blocks print the same bootstraps."""

    @wraps(method)
    def once(self, *arguments, **named):
        key = (method.__name__, arguments, *named.items())
        if key not in self.found:
            self.found[key] = method(self, *arguments, **named)
        return self.found[key]

    return once


class Tagged(Row):
    """One row's outcome over its seeds; clips in the order of ``clip_ids``, tags in that of ``tags``."""

    @cached_property
    def found(self) -> dict:
        """What ``kept`` methods have computed."""
        return {}

    @cached_property
    def tags(self) -> tuple[str, ...]:
        return tuple(json.loads((self.runs[0].path / "tags.json").read_text(encoding="utf-8"))["tags"])

    @kept
    def labels(self, split: str = "test") -> np.ndarray:
        """uint8 ``(clips, tags)``."""
        return self.part(split)[0][[f"label:{tag}" for tag in self.tags]].to_numpy().astype(np.uint8)

    @kept
    def scores(self, split: str = "test", kind: str = "score") -> np.ndarray:
        """float ``(seeds, clips, tags)``: probabilities, or with ``kind="vote"`` a baseline's 0 and 1."""
        columns = [f"{kind}:{tag}" for tag in self.tags]
        return np.stack([frame[columns].to_numpy().astype(float) for frame in self.part(split)])

    @kept
    def bootstrap(self, split: str, kind: str) -> Bootstrap:
        """Macro ROC-AUC, mean over seeds, with its resamples."""
        return bootstrap(self.labels(split), self.scores(split, kind))

    def auc(self, split: str = "test", kind: str = "score") -> Interval:
        """Macro ROC-AUC, mean over seeds."""
        return self.bootstrap(split, kind).interval()

    def valid_auc_after(self, epoch: int) -> float:
        """Validation macro ROC-AUC after an epoch of the training, counted from 1; mean over seeds."""
        histories = [run.read_history().set_index("epoch") for run in self.runs]
        return float(np.mean([history.loc[epoch, "valid_roc_auc"] for history in histories]))

    def pr_auc(self, split: str = "test", kind: str = "score") -> float:
        """Macro average precision, mean over seeds."""
        labels = self.labels(split)
        return float(np.mean([macro(average_precision(labels, one)) for one in self.scores(split, kind)]))

    def per_tag(self, score, split: str = "test") -> np.ndarray:
        """``(tags,)`` of ``roc_auc`` or ``average_precision``, mean over seeds; NaN where undefined."""
        labels = self.labels(split)
        return np.mean([score(labels, one) for one in self.scores(split)], axis=0)

    def above(self, other: Tagged, split: str = "test", kind: str = "score") -> Interval:
        """How far this row's macro ROC-AUC lies above another's (``kind``: the other's), over the same clips."""
        return self.bootstrap(split, "score").above(other.bootstrap(split, kind))

    @kept
    def shuffled(self) -> Shuffled:
        """Test macro ROC-AUC with the audio shuffled between clips, mean over seeds."""
        labels, scores = self.labels(), self.scores()
        return shuffled_audio(
            lambda order: np.array([np.mean([macro(roc_auc(labels, one[order])) for one in scores])]), len(labels)
        )

    def unscored(self, split: str) -> list[str]:
        """Tags that no clip of the split has, or all have: they are in no mean."""
        return [tag for tag, good in zip(self.tags, scorable(self.labels(split)), strict=True) if not good]


def run_rows(options: Options, configs: Mapping[str, Config], corpus: Corpus | None = None) -> Results:
    """Every row's outcome, a ``Tagged`` each; see ``training.rows.run_rows``.

    Raises:
        UserError: more neighbours than training clips, before anything is computed; or what the shared one raises.
    """
    (split,) = {config.split for config in configs.values()}
    (tags,) = {config.tags for config in configs.values()}
    corpus = corpus or open_corpus(options, split, tags)
    for config in configs.values():
        check_neighbours(config, len(corpus.split(config)["train"]))
    return rows.run_rows("magnatagatune", options, configs, corpus, _load_train, row=Tagged, packages=("scikit-learn",))


def _load_train():
    from paper_repro.magnatagatune.task import train

    return train


def unscored_note(results: Results) -> str:
    """Which tags are in no mean, in one sentence a split."""
    row = next(iter(results.rows.values()))
    named = {split: row.unscored(split) for split in ("valid", "test")}
    said = [f"{split}: {', '.join(tags) if tags else 'none'}" for split, tags in named.items()]
    return f"Tags without a positive in a split are left out of its mean. {'; '.join(said)}."


def table_notes(results: Results, scored: str, *said: str) -> list[str]:
    """What stands below a table: how it was scored, on which split, what it says of itself, what was left out."""
    how = f"{scored}; 95 % bootstrap interval over clips and seeds. {results.corpus.split_note}"
    return [how, *said, unscored_note(results), results.count_note()]


def built_model(row: str, options: Options):
    """A row's network as built, for ``draw``.

    Raises:
        UserError: there is no such row, or it is a baseline, which has no layers.
    """
    if row not in TABLE2:
        raise UserError(f"row must be one of {', '.join(TABLE2)}. Received: {row!r}.")
    from paper_repro.magnatagatune.model import build

    config = configs(options, [row])[row]
    return build(config, config.tags)
