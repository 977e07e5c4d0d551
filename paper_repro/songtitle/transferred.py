"""What the captioners say of pictures and songs: the transfer's runs, and how they are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options
from paper_repro.core.evaluation.baselines import most_common_tokens
from paper_repro.core.evaluation.claims import MIN_ITEMS
from paper_repro.core.evaluation.intervals import Interval, difference_interval, mean_interval
from paper_repro.core.files import digest as content_digest
from paper_repro.core.locks import alone
from paper_repro.core.training.outcome import Results
from paper_repro.core.training.rows import build_splits, discard_unusable, run_rows
from paper_repro.core.training.run import RunFolder, run_folder
from paper_repro.songtitle.config import CORRECTED, TRANSFER_PRESETS, Config, TransferConfig
from paper_repro.songtitle.data import SONGS, TAGGED, Corpus
from paper_repro.songtitle.extents import ITEMS, extent
from paper_repro.songtitle.options import TitleOptions, settings_entry
from paper_repro.songtitle.paper import CAPTIONER, PAPER
from paper_repro.songtitle.sources import sources_note
from paper_repro.songtitle.title_scores import penalized, precision
from paper_repro.songtitle.titles import EntityFilter

#: Rows of Table 4: the tiles of a crop by their number a side, then the sets of songs.
NAMES = {
    "captions_8": "captions, 8 x 8 tiles",
    "captions_4": "captions, 4 x 4 tiles",
    "captions_2": "captions, 2 x 2 tiles",
    "captions_1": "captions, whole crop",
    CORRECTED: "captions, whole crop, ranked by mean log-probability (ours)",
    "msd": "MSD, timbre",
    "msd_standardized": "MSD, timbre standardised (ours)",
    "fma": "FMA, spectrogram",
    "nottingham": "Nottingham tunes, spectrogram (ours)",
    "magnatune_songs": "Magnatune songs, spectrogram (ours)",
    "songs": "a folder of songs, spectrogram (ours)",
}
#: Searches an item takes, where it is more than one: a picture in tiles is searched once a tile.
SEARCHES = {"captions_8": 64, "captions_4": 16, "captions_2": 4}
#: Those that the paper has in some form; the others are ours alone.
OURS = (CORRECTED, "msd_standardized", "nottingham", *TAGGED)
#: Rivals of the answers: see ``Transfer.rivals``.
CONSTANT, BEST_CONSTANT, SHUFFLED = "constant of the same length", "best constant, with brevity penalty", "shuffled"
#: Words that a constant answer may have.
CONSTANTS = range(1, 16)
#: Endings of the files of songs that are read for a fingerprint.
TABLES = {".csv", ".txt", ".tsv", ".json"}


@dataclass(frozen=True)
class Transfer:
    """What every row says at every beam size, a run for each of the captioner's seeds."""

    options: Options
    config: Config
    settings: TransferConfig
    corpus: Corpus
    captioner: Results
    folders: tuple[RunFolder, ...]

    @cached_property
    def frames(self) -> list[pd.DataFrame]:
        """A frame a seed."""
        return [
            pd.read_csv(folder.path / "predictions.csv", keep_default_na=False, na_values={"shuffled": [""]})
            for folder in self.folders
        ]

    @cached_property
    def metrics(self) -> dict:
        """Those of the first seed: which items there are is the same for all."""
        return self.folders[0].read_metrics()

    @property
    def entities(self) -> str:
        """How titles with named entities were told."""
        return json.loads((self.folders[0].path / "data.json").read_text(encoding="utf-8"))["entities"]

    @property
    def rows(self) -> list[str]:
        return [row for row in NAMES if row in self.metrics["items"]]

    def part(self, row: str, beams: int) -> pd.DataFrame:
        """Items of a row at a beam size, in their order, as the first seed's captioner names them."""
        return self._parts[0][(row, beams)]

    @cached_property
    def _parts(self) -> list[dict[tuple[str, int], pd.DataFrame]]:
        return [dict(iter(frame.groupby(["row", "beams"], sort=False))) for frame in self.frames]

    def values(self, row: str, beams: int, column: str = "precision") -> np.ndarray:
        """A score of every item: ``(seeds, items)``."""
        return np.stack([part[(row, beams)][column].to_numpy(float) for part in self._parts])

    def score(self, row: str, beams: int, column: str = "precision") -> Interval:
        """Mean over seeds and items."""
        return mean_interval(self.values(row, beams, column))

    def seconds(self, row: str, beams: int) -> float:
        """Of the search alone, an item; mean over seeds."""
        taken = [folder.read_metrics()["seconds"][f"{row}:{beams}"] for folder in self.folders]
        return float(np.mean(taken)) / self.metrics["items"][row]

    def items(self, row: str) -> int:
        return self.metrics["items"][row]

    def enough(self, row: str) -> bool:
        """Whether a row has the items that a verdict needs: durations and chosen rows have no interval that says so."""
        return self.items(row) >= MIN_ITEMS

    def shared(self, first: str, second: str, beams: int) -> tuple[np.ndarray, np.ndarray]:
        """Scores of the items that both rows have, in one order: twice ``(seeds, items)``. Tiled rows see a part of the
        pictures that whole crops do.
        """
        frames = [
            [part[(row, beams)].set_index("item")["precision"] for row in (first, second)] for part in self._parts
        ]
        common = [item for item in frames[0][0].index if item in frames[0][1].index]
        first_scores, second_scores = (
            np.stack([pair[side].loc[common].to_numpy(float) for pair in frames]) for side in (0, 1)
        )
        return first_scores, second_scores

    @cached_property
    def embeddings(self) -> list[dict[str, np.ndarray]]:
        """Some embeddings of each kind, ``(items, width)``, a dictionary a seed."""
        found = []
        for folder in self.folders:
            with np.load(folder.path / "embeddings.npz") as stored:
                found.append({kind: stored[kind] for kind in stored.files})
        return found

    def references(self, row: str) -> list[list[list[str]]]:
        return [json.loads(cell) for cell in self.part(row, self.settings.beams[0])["reference"]]

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
        return int(np.clip(round(self.values(row, beams, "length").mean()), min(CONSTANTS), max(CONSTANTS)))

    def rivals(self, row: str, beams: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """What answers must beat to be more than common words, by name: scores of the answers and of the rival.

        The constant as long as the answers are, in unigram precision; the best constant of any length, with the brevity
        penalty; and other items' answers.
        """
        answers = self.values(row, beams)
        best = self.constant(row, self.best_constant(row), penalized)
        return {
            CONSTANT: (answers, self.constant(row, self.same_length(row, beams))),
            BEST_CONSTANT: (self.values(row, beams, "penalized"), best),
            SHUFFLED: (answers, self.values(row, beams, "shuffled")),
        }

    def above(self, row: str, beams: int, rival: str) -> Interval:
        """How far the answers lie above one of ``rivals``."""
        return difference_interval(*self.rivals(row, beams)[rival])

    @property
    def suffix(self) -> str:
        return self.corpus.suffix

    @property
    def provenance(self) -> dict:
        provenance = self.captioner.provenance
        preset = asdict(TRANSFER_PRESETS.config(self.options.preset))
        # Beams and tiles are a table's own, whatever the settings.
        own = ("beams", "tiles")
        changed = {
            name: value for name, value in asdict(self.settings).items() if value != preset[name] and name not in own
        }
        settings = settings_entry({**TitleOptions.of(self.options).given, **changed})
        return {**provenance, **settings, "runs": [*provenance["runs"], *(folder.name for folder in self.folders)]}

    @property
    def on(self) -> str:
        """Ends a title: what stands on extracts says so."""
        return "" if self.corpus.rendered else " on the real files at hand"

    def lead(self) -> str:
        """What the numbers stand on, in one sentence."""
        if self.corpus.rendered:
            return self.captioner.lead()
        return f"{self.captioner.lead()[:-1]}; {self.sizes_note()}"

    def paper_note(self) -> list[str]:
        """What the paper's numbers are worth beside those of a sample corpus."""
        said = "The paper's numbers are of real sets: held against a sample corpus they say nothing."
        return [said] if self.corpus.rendered else []

    def sizes_note(self) -> str:
        """Of real sets, what each is an extract of and what it leaves to be tested."""
        pictures = extent(len(self.corpus.pictures), ITEMS.get(self.corpus.folder))
        parts = [f"pictures of {self.corpus.folder} ({pictures})"]
        for row in SONGS:
            if row in self.metrics["refused"]:
                here = self.metrics["items"].get(row, 0)
                songs = extent(here + sum(self.metrics["refused"][row].values()), ITEMS.get(row))
                parts.append(f"songs of {row} ({songs}; {here:,} test titles)")
        return f"real files: {', '.join(parts)}."

    def sources(self) -> list[str]:
        """Who made the real sets, and the weights that the captioner begins with."""
        if self.corpus.rendered:
            return []
        sets = [self.corpus.folder, *(name for name in SONGS if name in self.metrics["refused"])]
        return [sources_note(sets, self.config)]

    def left_out_note(self) -> str:
        """Which titles are no test titles, and why."""
        reasons = [
            f"{NAMES[row]}: {', '.join(f'{count:,} {reason}' for reason, count in refused.items() if count)}"
            + ("" if row in self.metrics["items"] else ", so that no test title is left")
            for row, refused in self.metrics["refused"].items()
            if row in SONGS and any(refused.values())
        ]
        left_out = "; ".join(reasons) or "none"
        return f"Test titles: words that captions have, no named entity. {self.entities} Left out: {left_out}."


def run_transfer(options: Options, row: str = CAPTIONER) -> Transfer:
    """The transfer of one captioner, trained first where that is missing."""
    return transfer_of(options, run_rows(PAPER, options, PAPER.configs(options, [row])), row)


def transfer_of(options: Options, results: Results, row: str, **changes) -> Transfer:
    """The transfer of a trained captioner, made where it is missing; ``changes`` of the settings that options give."""
    config = results.rows[row].config
    settings = TRANSFER_PRESETS.config(options.preset, **{**TitleOptions.of(options).transfer_changes, **changes})
    entities, songs = EntityFilter.open("auto"), songs_fingerprint(results.corpus.root)
    folders = []
    for seed, captioner in enumerate(results.rows[row].runs):
        captions, titles = replace(config, seed=seed), replace(settings, seed=seed)
        model = content_digest(captioner.path / "model.keras")
        content = json.dumps([captioner.name, model, entities.description, songs])
        fingerprint = hashlib.sha256(content.encode()).hexdigest()
        folder = run_folder(options.runs, "songtitle", f"transfer_{row}", titles, fingerprint)
        folders.append(folder)
        discard_unusable(folder)
        if not folder.complete:
            from paper_repro.core.training.backend import prepare
            from paper_repro.songtitle.transfer import transfer

            prepare(options.devices, options.precision)
            # Those that the captioner was trained with, whatever --fresh says of trainings.
            records = build_splits("songtitle", replace(options, fresh=False), results.corpus, config)
            with alone(folder.path, "making these titles"):
                if not folder.complete:
                    transfer(captions, titles, results.corpus, records, captioner, folder, entities)
    return Transfer(options, config, settings, results.corpus, results, tuple(folders))


def songs_fingerprint(root: Path) -> str:
    """Changes with the files of the songs below ``root``: tables by their content, all else by size and time, for there
    may be thousands. Of a copied corpus it is another.
    """
    digest = hashlib.sha256()
    for name in SONGS:
        for path in sorted((root / name).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                about = path.stat()
                changed = f"{about.st_size} {about.st_mtime_ns}"
                if path.suffix.lower() in TABLES:
                    changed = content_digest(path)
                digest.update(f"{path.relative_to(root)} {changed}\n".encode())
    return digest.hexdigest()
