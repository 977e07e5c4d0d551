"""The rows of the paper's tables as base + differences, and rows to runs: train what is missing, read the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd

from paper_repro.cli import Options, preset_said
from paper_repro.data.text import SPECIAL
from paper_repro.errors import UserError
from paper_repro.evaluation.bleu import sentence_bleu
from paper_repro.evaluation.controls import Shuffled, shuffled_audio
from paper_repro.majorminer import published
from paper_repro.majorminer.config import Config, preset
from paper_repro.majorminer.data import Caption, Corpus, open_corpus
from paper_repro.progress import bar
from paper_repro.training.run import RunFolder, run_folder

#: Table 1's rows: what each changes in the base.
ROWS = {
    "cnn1d_lstm": {"encoder": "cnn1d", "decoder": "lstm"},
    "cnn2d_lstm": {"encoder": "cnn2d", "decoder": "lstm"},
    "cnn2d_gru": {"encoder": "cnn2d", "decoder": "gru"},
    "musicnn_lstm": {"encoder": "musicnn", "decoder": "lstm"},
    "musicnn_gru": {"encoder": "musicnn", "decoder": "gru"},
}
NAMES = {"cnn1d": "1D CNN", "cnn2d": "2D CNN", "musicnn": "MusiCNN", "lstm": "LSTM", "gru": "GRU"}
#: Packages that every table names.
VERSIONS = ("paper-repro", "tensorflow", "keras", "nltk")
#: Table 1's column groups.
CAPTIONS = ("one", "multiple")


def base_config(options: Options) -> Config:
    """The preset's settings, computed as the options say."""
    return preset(options.preset, audio_decoder=options.decoder, precision=options.precision)


def table1_configs(options: Options) -> dict[str, Config]:
    """The ten trainings of table 1: every row with one and with multiple captions per clip."""
    base = base_config(options)
    return {
        f"{row}-{captions}": replace(base, **difference, captions=captions)
        for row, difference in ROWS.items()
        for captions in CAPTIONS
    }


@dataclass(frozen=True)
class Scored:
    """One row's outcome over its seeds; arrays are ``(seeds, clips)``, clips in the order of ``clip_ids``."""

    config: Config
    runs: tuple[RunFolder, ...]

    @cached_property
    def _predictions(self) -> list[pd.DataFrame]:
        return [run.read_predictions().sort_values(["split", "clip_id"]) for run in self.runs]

    def _part(self, split: str) -> list[pd.DataFrame]:
        return [frame[frame["split"] == split] for frame in self._predictions]

    def clip_ids(self, split: str = "test") -> list[str]:
        return self._part(split)[0]["clip_id"].tolist()

    def scores(self, column: str, split: str = "test") -> np.ndarray:
        """Per-clip scores of a column of ``task.SCORES``."""
        return np.stack([frame[column].astype(float).to_numpy() for frame in self._part(split)])

    def predictions(self, split: str = "test", seed: int = 0) -> list[list[str]]:
        return [json.loads(cell) for cell in self._part(split)[seed]["prediction"]]

    def references(self, split: str = "test", which: str = "references") -> list[list[Caption]]:
        """The row's own references, or with ``which="all_captions"`` every caption of the clip."""
        return [[tuple(caption) for caption in json.loads(cell)] for cell in self._part(split)[0][which]]

    def shuffled(self, order: int, rule: str = "standard") -> Shuffled:
        """Test BLEU with the audio shuffled between clips, mean over seeds."""
        references = self.references()
        said = [self.predictions(seed=seed) for seed in range(len(self.runs))]

        def score(permutation):
            return np.mean(
                [
                    [
                        sentence_bleu(g, one[other], order, rule)
                        for g, other in zip(references, permutation, strict=True)
                    ]
                    for one in said
                ],
                axis=0,
            )

        return shuffled_audio(score, len(references))

    @cached_property
    def metrics(self) -> list[dict]:
        return [run.read_metrics() for run in self.runs]


@dataclass(frozen=True)
class Results:
    """All that a table or figure reads: the corpus and every row's outcome."""

    options: Options
    corpus: Corpus
    rows: dict[str, Scored]
    counts: dict[str, int]

    @property
    def provenance(self) -> dict[str, str | list[str]]:
        runs = [run for scored in self.rows.values() for run in scored.runs]
        made = [json.loads((run.path / "environment.json").read_text(encoding="utf-8")) for run in runs]
        return {
            "Data": self.corpus.source,
            "Preset": preset_said(self.options.preset),
            "Seeds": f"0 to {self.options.seeds - 1}" if self.options.seeds > 1 else "0",
            "Versions": ", ".join(f"{name} {_distinct(one['packages'][name] for one in made)}" for name in VERSIONS),
            "Device": _distinct("GPU" if any("GPU" in name for name in one["devices"]) else "CPU" for one in made),
            "runs": [run.name for run in runs],
        }

    def count_note(self) -> str:
        """Items in = items used + items refused, in one sentence."""
        parts = [
            f"{number} {reason}" for reason, number in self.counts.items() if reason not in ("in", "used") and number
        ]
        refused = "; refused: " + ", ".join(parts) if parts else "; none refused"
        doubled = f" Repeated rows dropped: {self.corpus.duplicate_rows}." if self.corpus.duplicate_rows else ""
        return f"Clips: {self.counts['in']} in, {self.counts['used']} used{refused}.{doubled}"


def run_rows(options: Options, configs: Mapping[str, Config], corpus: Corpus | None = None) -> Results:
    """Trains what is missing under ``--runs`` and returns every row's outcome.

    TensorFlow is only started where something is missing, so a table from finished runs takes seconds.
    """
    (reading,) = {config.confirmation for config in configs.values()}
    corpus = corpus or open_corpus(options, reading)
    for name, clips in corpus.split(next(iter(configs.values()))).items():
        if len(clips) < 2:
            raise UserError(
                f"{corpus.root}: of {len(corpus.captions)} clips the {name} part gets {len(clips)}, at least 2 are "
                "needed; give 20 clips or more."
            )
    planned = {
        key: [
            (
                replace(config, seed=seed),
                run_folder(options.runs, "majorminer", key, replace(config, seed=seed), corpus.fingerprint),
            )
            for seed in range(options.seeds)
        ]
        for key, config in configs.items()
    }
    todo = [pair for pairs in planned.values() for pair in pairs]
    if options.fresh:
        for _, folder in todo:
            folder.discard()
    if not all(folder.complete for _, folder in todo):
        _train(options, corpus, [(config, folder) for config, folder in todo if not folder.complete])
    rows = {key: Scored(configs[key], tuple(folder for _, folder in pairs)) for key, pairs in planned.items()}
    counts = json.loads((todo[0][1].path / "data.json").read_text(encoding="utf-8"))["counts"]
    return Results(options, corpus, rows, counts)


def _train(options: Options, corpus: Corpus, missing: Sequence[tuple[Config, RunFolder]]) -> None:
    # Imported here: TensorFlow takes seconds to start, and a mistyped --data should be told at once.
    from paper_repro.majorminer.task import make_task
    from paper_repro.training.backend import prepare
    from paper_repro.training.train import train_and_evaluate

    prepare(options.devices, options.precision)
    built: dict[tuple, dict] = {}
    with bar(sum(config.epochs for config, _ in missing), "training", unit="epoch") as progress:
        for config, folder in missing:
            progress.set_description(folder.name.rsplit("-", 1)[0])
            # Rows with the same features share their records.
            features = (config.mel, config.audio_decoder, config.split_seed, *config.split_shares.values())
            if features not in built:
                built[features] = build_splits(options, corpus, config)
            records = built[features]
            task = partial(make_task, config, corpus, records, folder)
            train_and_evaluate(config, folder, task, describe_data(corpus, records), progress)


def build_splits(options: Options, corpus: Corpus, config: Config) -> dict:
    """Records of the three splits: computed once, shared by all rows with the same features."""
    from paper_repro.data.records import Item, build_records, records_folder, require_few_refused

    root = options.runs / "records" / "majorminer"
    records = {}
    for name, clip_ids in corpus.split(config).items():
        items = [Item(clip_id, corpus.audio[clip_id]) for clip_id in clip_ids]
        folder = records_folder(root, items, config.mel, config.audio_decoder)
        records[name] = build_records(
            items,
            config.mel,
            folder,
            decoder=config.audio_decoder,
            jobs=options.jobs,
            fresh=options.fresh,
            description=f"features of {name}",
        )
    require_few_refused(records.values())
    return records


def describe_data(corpus: Corpus, records: Mapping) -> dict:
    """What is saved with a run about its data: source, fingerprint, counts, everything refused."""
    refused = [{"item": entry.item, "reason": entry.reason, "detail": entry.detail} for entry in corpus.refused]
    refused += [entry for part in records.values() for entry in part.refused]
    used = sum(len(part.keys) for part in records.values())
    counts = {"in": used + len(refused), "used": used}
    for entry in refused:
        counts[entry["reason"]] = counts.get(entry["reason"], 0) + 1
    return {
        "source": corpus.source,
        "fingerprint": corpus.fingerprint,
        "counts": counts,
        "splits": {name: len(part.keys) for name, part in records.items()},
        "refused": refused,
    }


def _distinct(values) -> str:
    """One value where all agree, all of them where runs were made in several environments."""
    return " / ".join(sorted(set(map(str, values))))


def built_model(row: str, options: Options):
    """A row's model as built, for ``draw``: a vocabulary of the published size, four captions a clip.

    Raises:
        UserError: there is no such row.
    """
    if row not in ROWS:
        raise UserError(f"row must be one of {', '.join(ROWS)}. Received: {row!r}.")
    from paper_repro.majorminer.model import build

    config = replace(base_config(options), **ROWS[row])
    size = published.CORPUS["vocabulary"] + len(SPECIAL)
    return build(config, vocabulary_size=size, length=config.max_caption + 1, captions=4)
