"""One row with one seed to one run folder: its records, its task, what is saved about its data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tqdm import tqdm

from paper_repro.core.audio.settings import RecordSettings
from paper_repro.core.command_line import Options
from paper_repro.core.paper import Paper
from paper_repro.core.records.store import opened
from paper_repro.core.training.corpus import Corpus
from paper_repro.core.training.run import RunFolder

if TYPE_CHECKING:
    from paper_repro.core.records.build import Spread


class RowConfig(Protocol):
    """What rows read of a paper's config, a frozen dataclass."""

    seed: int
    epochs: int
    audio_decoder: str
    features: RecordSettings


#: Records that this process has computed, which ``--fresh`` does not compute again for a later artifact.
_built_here: set[Path] = set()


class Filler:
    """Trains rows on one corpus, one after the other; those with the same items and features share their records."""

    def __init__(self, paper: Paper, options: Options, corpus: Corpus, spread: Spread | None = None) -> None:
        """``spread`` computes shards of features elsewhere first."""
        self.spread = spread
        self.paper = paper
        self.options = options
        self.corpus = corpus
        self._built: dict[tuple, dict] = {}

    def records(self, config: RowConfig) -> dict:
        """Records of the three splits, computed where they are missing."""
        split = self.corpus.split(config)
        key = (config.features, config.audio_decoder, tuple((name, *items) for name, items in split.items()))
        if key not in self._built:
            self._built[key] = build_splits(self.paper.name, self.options, self.corpus, config, self.spread)
        return self._built[key]

    def fill(self, config: RowConfig, folder: RunFolder, progress: tqdm | None = None) -> None:
        """Trains and evaluates, from the last whole epoch that lies in ``folder``; the backend must be prepared.

        Raises:
            UserError: its batches do not fit into memory; those that would are named.
        """
        # Imported here: TensorFlow takes seconds to start, and a mistyped --data should be reported at once.
        from paper_repro.core.training.memory import lacks_memory, too_large
        from paper_repro.core.training.task import Task
        from paper_repro.core.training.train import train_and_evaluate

        records = self.records(config)
        made: list[Any] = []

        def make_task():
            made.append(self.paper.module("task").make_task(config, self.corpus, records, folder))
            return made[-1]

        try:
            train_and_evaluate(config, folder, make_task, describe_data(self.corpus, records), progress)
        except Exception as error:
            if not lacks_memory(error) or not isinstance(made[-1] if made else None, Task):
                raise
            raise too_large(folder.path, config, made[-1]) from None


def build_splits(paper: str, options: Options, corpus: Corpus, config: RowConfig, spread: Spread | None = None) -> dict:
    """Records of the three splits: computed once, shared by all rows with the same items and features."""
    from paper_repro.core.records.build import build_records, require_few_refused
    from paper_repro.core.records.records import Item, records_folder

    root = options.runs / "records" / paper
    records = {}
    for name, ids in corpus.split(config).items():
        items = [Item(key, corpus.audio[key], corpus.offsets.get(key, 0.0)) for key in ids]
        folder = records_folder(root, items, config.features, config.audio_decoder)
        records[name] = build_records(
            items,
            config.features,
            folder,
            decoder=config.audio_decoder,
            jobs=options.jobs,
            fresh=options.fresh and folder not in _built_here,
            store=opened(options.records),
            spread=spread,
            description=f"features of {name}",
        )
        _built_here.add(folder)
    require_few_refused(records.values(), corpus.max_refused)
    return records


def describe_data(corpus: Corpus, records: Mapping) -> dict:
    """What is saved with a run about its data: source, fingerprint, counts, whose it is, what belongs together,
    everything refused.
    """
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
        "credit": {} if corpus.rendered else dict(corpus.credit),
        "groups": _groups(corpus, records),
        "refused": refused,
        **corpus.about,
    }


def _groups(corpus: Corpus, records: Mapping) -> dict[str, int]:
    """The number of each scored item's group; none where each is its own."""
    items = [key for name, part in records.items() if name != "train" for key in part.keys]
    numbers = [int(number) for number in corpus.artists(items)]
    return dict(zip(items, numbers, strict=True)) if len(set(numbers)) < len(items) else {}
