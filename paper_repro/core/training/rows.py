"""The rows of a paper's tables to runs: train what is missing, read the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from paper_repro import DISTRIBUTION
from paper_repro.core.audio.settings import RecordSettings
from paper_repro.core.command_line import Options, preset_said
from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.progress import bar
from paper_repro.core.training.run import RunFolder, run_folder


class RowConfig(Protocol):
    """What this module reads of a paper's config, a frozen dataclass."""

    seed: int
    epochs: int
    audio_decoder: str
    features: RecordSettings


class Corpus(Protocol):
    """A data set as a paper uses it. ``source`` is the sentence that every number carries; ``fingerprint`` changes with
    labels and sound files. Where clips begin later in their files, ``offsets`` holds seconds by clip id;
    ``max_refused`` is the share of unusable files at which to stop, where it is not that of ``data.records``.
    """

    source: str
    fingerprint: str
    root: Path
    audio: Mapping[str, Path]
    refused: Sequence[Refusal]

    def split(self, config) -> dict[str, list[str]]:
        """Clip ids of ``train``, ``valid`` and ``test``."""


#: Run folders that this process has filled: ``--fresh`` trains each row once, not once for every table that reads it.
_trained_here: set[Path] = set()

#: ``(config, corpus, records by split, folder, what to save about the data, progress)``: fills one run folder.
Train = Callable[..., Any]


@dataclass(frozen=True)
class Row:
    """One row's outcome over its seeds. A paper's own row adds what its predictions mean."""

    config: Any
    runs: tuple[RunFolder, ...]

    @cached_property
    def _predictions(self) -> list[pd.DataFrame]:
        return [run.read_predictions().sort_values(["split", "clip_id"]) for run in self.runs]

    def part(self, split: str) -> list[pd.DataFrame]:
        """A split's predictions, a frame per seed, all in the order of clip ids; cells as they were written."""
        return [frame[frame["split"] == split] for frame in self._predictions]

    def clip_ids(self, split: str = "test") -> list[str]:
        return self.part(split)[0]["clip_id"].tolist()

    @cached_property
    def metrics(self) -> list[dict]:
        return [run.read_metrics() for run in self.runs]


@dataclass(frozen=True)
class Results:
    """All that a table or figure reads: the corpus and every row's outcome."""

    options: Options
    corpus: Any
    rows: dict[str, Any]
    counts: dict[str, int]
    #: Packages that every table of the paper names.
    packages: tuple[str, ...] = field(default=(DISTRIBUTION, "tensorflow", "keras"))

    @property
    def provenance(self) -> dict[str, str | list[str]]:
        runs = [run for row in self.rows.values() for run in row.runs]
        made = [json.loads((run.path / "environment.json").read_text(encoding="utf-8")) for run in runs]
        return {
            "Data": self.corpus.source,
            "Preset": preset_said(self.options.preset),
            "Seeds": f"0 to {self.options.seeds - 1}" if self.options.seeds > 1 else "0",
            "Versions": ", ".join(
                f"{name} {_distinct(one['packages'].get(name) for one in made)}" for name in self.packages
            ),
            "Device": _distinct("GPU" if any("GPU" in name for name in one["devices"]) else "CPU" for one in made),
            "runs": [run.name for run in runs],
        }

    def count_note(self) -> str:
        """Items in = items used + items refused, in one sentence."""
        parts = [
            f"{number:,} {reason}" for reason, number in self.counts.items() if reason not in ("in", "used") and number
        ]
        refused = "; refused: " + ", ".join(parts) if parts else "; none refused"
        doubled = getattr(self.corpus, "duplicate_rows", 0)
        repeated = f" Repeated rows dropped: {doubled}." if doubled else ""
        return f"Clips: {self.counts['in']:,} in, {self.counts['used']:,} used{refused}.{repeated}"


def run_rows(
    paper: str,
    options: Options,
    configs: Mapping[str, RowConfig],
    corpus: Corpus,
    load_train: Callable[[], Train],
    *,
    row: type[Row] = Row,
    packages: Sequence[str] = (),
) -> Results:
    """Trains what is missing under ``--runs`` and returns every row's outcome.

    TensorFlow is only started where something is missing, so a table from finished runs takes seconds.

    Args:
        paper: its name, also of its folder under ``--runs``.
        options: the shared options; ``seeds`` trainings a row.
        configs: row name to config.
        corpus: what to train on.
        load_train: imports and returns what fills a run folder, see ``Train``. Called where something is missing.
        row: the paper's own kind of ``Row``.
        packages: whose versions the paper's tables name besides our own, TensorFlow and Keras.

    Raises:
        UserError: a split with fewer than two clips.
    """
    _require_splits(configs, corpus)
    planned = {
        key: [
            (replace(config, seed=seed), run_folder(options.runs, paper, key, replace(config, seed=seed),
                                                    corpus.fingerprint))
            for seed in range(options.seeds)
        ]
        for key, config in configs.items()
    }  # fmt: skip
    todo = [pair for pairs in planned.values() for pair in pairs]
    if options.fresh:
        for _, folder in todo:
            if folder.path.resolve() not in _trained_here:
                folder.discard()
    missing = [(config, folder) for config, folder in todo if not folder.complete]
    if missing:
        _train(paper, options, corpus, missing, load_train)
    rows = {key: row(configs[key], tuple(folder for _, folder in pairs)) for key, pairs in planned.items()}
    counts = json.loads((todo[0][1].path / "data.json").read_text(encoding="utf-8"))["counts"]
    return Results(options, corpus, rows, counts, (DISTRIBUTION, "tensorflow", "keras", *packages))


def _require_splits(configs: Mapping[str, RowConfig], corpus: Corpus) -> None:
    for name, clips in corpus.split(next(iter(configs.values()))).items():
        if len(clips) < 2:
            raise UserError(
                f"{corpus.root}: of {len(corpus.audio)} clips with sound the {name} part gets {len(clips)}, at least "
                f"2 are needed; give more clips. Refused so far: {len(corpus.refused):,}."
            )


def _train(paper: str, options: Options, corpus: Corpus, missing: Sequence[tuple], load_train) -> None:
    # Imported here: TensorFlow takes seconds to start, and a mistyped --data should be told at once.
    from paper_repro.core.training.backend import prepare

    prepare(options.devices, options.precision)
    train = load_train()
    built: dict[tuple, dict] = {}
    with bar(sum(config.epochs for config, _ in missing), "training", unit="epoch") as progress:
        for config, folder in missing:
            progress.set_description(folder.name.rsplit("-", 1)[0])
            # Rows with the same clips and features share their records.
            split = tuple((name, tuple(clips)) for name, clips in corpus.split(config).items())
            features = (config.features, config.audio_decoder, split)
            if features not in built:
                built[features] = build_splits(paper, options, corpus, config)
            records = built[features]
            train(config, corpus, records, folder, describe_data(corpus, records), progress)
            _trained_here.add(folder.path.resolve())


def build_splits(paper: str, options: Options, corpus: Corpus, config: RowConfig) -> dict:
    """Records of the three splits: computed once, shared by all rows with the same clips and features."""
    from paper_repro.core.records.records import MAX_REFUSED, Item, build_records, records_folder, require_few_refused

    root = options.runs / "records" / paper
    offsets = getattr(corpus, "offsets", {})
    records = {}
    for name, clip_ids in corpus.split(config).items():
        items = [Item(clip_id, corpus.audio[clip_id], offsets.get(clip_id, 0.0)) for clip_id in clip_ids]
        folder = records_folder(root, items, config.features, config.audio_decoder)
        records[name] = build_records(
            items,
            config.features,
            folder,
            decoder=config.audio_decoder,
            jobs=options.jobs,
            fresh=options.fresh,
            description=f"features of {name}",
        )
    require_few_refused(records.values(), getattr(corpus, "max_refused", MAX_REFUSED))
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
