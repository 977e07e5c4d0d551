"""The captioner's run, the transfer's run, and how both are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from paper_repro.cli import Options
from paper_repro.errors import UserError
from paper_repro.evaluation.baselines import most_common_tokens
from paper_repro.evaluation.intervals import (
    Interval,
    difference_interval,
    mean_interval,
    ratio_difference,
    ratio_interval,
)
from paper_repro.evaluation.titles import penalized, precision
from paper_repro.files import digest as content_digest
from paper_repro.songtitle.config import BEAMS, Config, preset
from paper_repro.songtitle.data import SONGS, Corpus, open_corpus
from paper_repro.songtitle.options import TitleOptions
from paper_repro.songtitle.titles import EntityFilter
from paper_repro.training import rows
from paper_repro.training.rows import Results, Row, build_splits
from paper_repro.training.run import RunFolder, run_folder

CAPTIONER = "captioner"
#: Rows that ``draw`` and ``search`` know.
ROWS = {CAPTIONER: {}, "attention": {"decoder": "attention"}}
#: Rows of Table 4: the tiles of a crop by their number a side, then the sets of songs.
NAMES = {
    "captions_8": "captions, 8 x 8 tiles",
    "captions_4": "captions, 4 x 4 tiles",
    "captions_2": "captions, 2 x 2 tiles",
    "captions_1": "captions, whole crop",
    "msd": "MSD, timbre as published",
    "msd_standardized": "MSD, timbre standardised (ours)",
    "fma": "FMA, spectrogram",
    "nottingham": "Nottingham tunes, spectrogram (ours)",
}
#: Words that a constant answer may have.
CONSTANTS = range(1, 16)


def base_config(options: Options) -> Config:
    """The preset's settings, computed as the options say."""
    options = TitleOptions.of(options)
    config = preset(options.preset, audio_decoder=options.decoder, precision=options.precision, **options.changes)
    return config


def configs(options: Options, names: Sequence[str]) -> dict[str, Config]:
    """The configs of some rows."""
    return {name: replace(base_config(options), **ROWS[name]) for name in names}


class Captioned(Row):
    """The captioner over its seeds."""

    @cached_property
    def _test(self) -> list[pd.DataFrame]:
        return self.part("test")

    def sums(self, column: str) -> np.ndarray:
        """Of each test picture, nats: ``(seeds, pictures)``."""
        return np.stack([frame[column].astype(float).to_numpy() for frame in self._test])

    @property
    def counted(self) -> np.ndarray:
        """Tokens of each test picture's captions."""
        return self._test[0]["counted"].astype(float).to_numpy()

    def loss(self) -> Interval:
        """Nats a token on the test pictures."""
        return ratio_interval(self.sums("loss"), self.counted)

    def below_frequency(self) -> Interval:
        """By how much it is better than the words' frequencies in the training captions."""
        return ratio_difference(self.sums("loss_frequency"), self.counted, self.sums("loss"), self.counted)

    def lost_by_shuffling(self) -> Interval:
        """By how much another picture makes it worse."""
        return ratio_difference(self.sums("loss_shuffled"), self.counted, self.sums("loss"), self.counted)


@dataclass(frozen=True)
class Transfer:
    """What every row says at every beam size; ``captioner`` is the run that says it."""

    options: Options
    config: Config
    corpus: Corpus
    captioner: Results
    folder: RunFolder

    @cached_property
    def frame(self) -> pd.DataFrame:
        return pd.read_csv(self.folder.path / "predictions.csv", keep_default_na=False, na_values={"shuffled": [""]})

    @cached_property
    def metrics(self) -> dict:
        return self.folder.read_metrics()

    @property
    def entities(self) -> str:
        """How titles with named entities were told."""
        return json.loads((self.folder.path / "data.json").read_text(encoding="utf-8"))["entities"]

    @property
    def rows(self) -> list[str]:
        return [row for row in NAMES if row in self.metrics["items"]]

    def part(self, row: str, beams: int) -> pd.DataFrame:
        """Items of a row at a beam size, in their order."""
        return self._parts[(row, beams)]

    @cached_property
    def _parts(self) -> dict[tuple[str, int], pd.DataFrame]:
        return dict(iter(self.frame.groupby(["row", "beams"], sort=False)))

    def score(self, row: str, beams: int, column: str = "precision") -> Interval:
        """Mean over items."""
        return mean_interval(self.part(row, beams)[column])

    def seconds(self, row: str, beams: int) -> float:
        """Of the search alone, an item."""
        return self.metrics["seconds"][f"{row}:{beams}"] / self.metrics["items"][row]

    def references(self, row: str) -> list[list[list[str]]]:
        return [json.loads(cell) for cell in self.part(row, BEAMS[0])["reference"]]

    def constant(self, row: str, k: int, score: Callable = precision) -> np.ndarray:
        """Scores of answering every item with the k commonest caption words."""
        return np.array([score(group, self.commonest[:k]) for group in self.references(row)])

    @cached_property
    def commonest(self) -> tuple[str, ...]:
        """The commonest words of the training captions."""
        parts = self.corpus.split(self.config)
        return tuple(
            most_common_tokens([words for key in parts["train"] for words in self.corpus.words[key]], max(CONSTANTS))
        )

    def best_constant(self, row: str) -> int:
        """The k that scores best on this very row with the brevity penalty: the hardest constant to beat."""
        return max(CONSTANTS, key=lambda k: self.constant(row, k, penalized).mean())

    def same_length(self, row: str, beams: int) -> int:
        """As many words as the answers have on average: without a penalty, a constant of one word beats everything."""
        return int(np.clip(round(self.part(row, beams)["length"].mean()), min(CONSTANTS), max(CONSTANTS)))

    def above_constant(self, row: str, beams: int) -> Interval:
        """How far unigram precision lies above that of the constant of the same length."""
        constant = self.constant(row, self.same_length(row, beams))
        return difference_interval(self.part(row, beams)["precision"], constant)

    def above_best_constant(self, row: str, beams: int) -> Interval:
        """With the brevity penalty, above the best constant of any length."""
        constant = self.constant(row, self.best_constant(row), penalized)
        return difference_interval(self.part(row, beams)["penalized"], constant)

    def above_shuffled(self, row: str, beams: int) -> Interval:
        part = self.part(row, beams)
        return difference_interval(part["precision"], part["shuffled"])

    @property
    def suffix(self) -> str:
        return suffix_of(self.corpus)

    @property
    def provenance(self) -> dict:
        said = self.captioner.provenance
        changes = TitleOptions.of(self.options).changes
        settings = {"Settings": ", ".join(f"{name} {value}" for name, value in changes.items())} if changes else {}
        return {**said, **settings, "runs": [*said["runs"], self.folder.name]}

    def left_out_note(self) -> str:
        """Which titles are no test titles, and why."""
        said = [
            f"{NAMES[row]}: {', '.join(f'{count:,} {reason}' for reason, count in refused.items() if count)}"
            + ("" if row in self.metrics["items"] else ", so that no test title is left")
            for row, refused in self.metrics["refused"].items()
            if row in ("msd", "fma", "nottingham") and any(refused.values())
        ]
        left_out = "; ".join(said) or "none"
        return f"Test titles: words that captions have, no named entity. {self.entities} Left out: {left_out}."


def run_rows(options: Options, configs: Mapping[str, Config], corpus: Corpus | None = None) -> Results:
    """Every captioner's outcome, a ``Captioned`` each; see ``training.rows.run_rows``."""
    corpus = corpus or open_corpus(options)
    return rows.run_rows("songtitle", options, configs, corpus, _load_train, row=Captioned, packages=("nltk",))


def _load_train():
    from paper_repro.songtitle.task import train

    return train


def run_transfer(options: Options, row: str = CAPTIONER) -> Transfer:
    """The transfer of one captioner, trained first where that is missing."""
    return transfer_of(options, run_rows(options, configs(options, [row])), row)


def transfer_of(options: Options, results: Results, row: str) -> Transfer:
    """The transfer of a trained captioner: its first seed's, made where it is missing."""
    corpus, captioner = results.corpus, results.rows[row].runs[0]
    config = results.rows[row].config
    entities = EntityFilter.open("auto")
    model = content_digest(captioner.path / "model.keras")
    content = json.dumps([captioner.name, model, entities.said, songs_fingerprint(corpus)])
    fingerprint = hashlib.sha256(content.encode()).hexdigest()
    folder = run_folder(options.runs, "songtitle", f"transfer_{row}", config, fingerprint)
    if not folder.complete:
        from paper_repro.songtitle.transfer import transfer
        from paper_repro.training.backend import prepare

        prepare(options.devices, options.precision)
        # Those that the captioner was trained with, whatever --fresh says of trainings.
        records = build_splits("songtitle", replace(options, fresh=False), corpus, config)
        transfer(config, corpus, records, captioner, folder, entities)
    return Transfer(options, config, corpus, results, folder)


def suffix_of(corpus: Corpus) -> str:
    """Of an artifact's name, so that those of real sets lie beside the sample corpus's."""
    return "" if (corpus.root / "sample.json").exists() else "_published"


def songs_fingerprint(corpus: Corpus) -> str:
    """Changes with the files of the songs."""
    digest = hashlib.sha256()
    for name in SONGS:
        for path in sorted((corpus.root / name).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                digest.update(f"{path.relative_to(corpus.root)} {content_digest(path)}\n".encode())
    return digest.hexdigest()


def built_model(row: str, options: Options):
    """A captioner as built, for ``draw``: at the published vocabulary.

    Raises:
        UserError: there is no such row.
    """
    if row not in ROWS:
        raise UserError(f"row must be one of {', '.join(ROWS)}. Received: {row!r}.")
    from paper_repro.songtitle import published
    from paper_repro.songtitle.model import build

    config = replace(configs(options, [row])[row], encoder_weights="")
    return build(config, published.CAPTION_VOCABULARY, 1, 1 + config.max_caption)
