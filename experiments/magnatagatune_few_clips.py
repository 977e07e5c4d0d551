"""How the quick preset's settings for few training clips were chosen: on folds of the training clips alone.

    python experiments/magnatagatune_few_clips.py --data DIR

The clips of the train folders are parted into folds by artist; each fold is scored by the network that was trained on
the others. No validation or test clip is read, so that both are new to whatever is chosen here. Half a
minute a setting and fold on 2 cores.
Files: results/magnatagatune/experiment_few_clips.{md,csv,json}.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.reporting.formats import score
from paper_repro.core.reporting.grid import folder_name
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.rows import run_rows
from paper_repro.magnatagatune.data import Corpus, open_corpus
from paper_repro.magnatagatune.paper import BEST, PAPER

FOLDS = 3
#: Differences from the quick preset. The last takes more than twice as long as the others.
SETTINGS = {
    "quick preset": {},
    "a quarter of a clip": {"crop": 0.25},
    "whole clips": {"crop": 1.0},
    "batches of 8": {"batch_size": 8},
    "5 passes": {"least_heard": 500},
}


@dataclass(frozen=True)
class FoldOfTrain(Corpus):
    """The training clips alone: those of ``fold``'s artists to be scored, the others to train on."""

    fold: int = 0

    @cached_property
    def fingerprint(self) -> str:
        return f"{super().fingerprint}, fold {self.fold} of {FOLDS}"

    def split(self, config) -> dict[str, list[str]]:
        clips = super().split(config)["train"]
        artists = self.artists(clips)
        folds = np.random.default_rng(0).permutation(int(artists.max()) + 1)[artists] % FOLDS
        held = [clip for clip, fold in zip(clips, folds, strict=True) if fold == self.fold]
        rest = [clip for clip, fold in zip(clips, folds, strict=True) if fold != self.fold]
        # Nothing is selected on the validation part: the last epoch is scored.
        return {"train": rest, "valid": held, "test": held}


def table(options: Options) -> Table:
    (base,) = PAPER.configs(options, [BEST]).values()
    whole = open_corpus(options, base)
    if not whole.split(base)["train"]:
        raise UserError(f"{whole.root}: no training clip (folders 0 to b) has sound; give more clips.")
    given = {name: getattr(whole, name) for name in ("data", "source", "policy", "tags", "refused")}
    chosen = {key: replace(base, **changes) for key, changes in SETTINGS.items()}
    wanted = {f"few_{folder_name(key)}": config for key, config in chosen.items()}
    found = [run_rows(PAPER, options, wanted, FoldOfTrain(**given, fold=fold)) for fold in range(FOLDS)]
    rows = []
    for key, name in zip(chosen, wanted, strict=True):
        scores = np.array([of_fold.rows[name].auc_scores().mean() for of_fold in found])
        first = found[0].rows[name]
        rows.append(
            {
                "settings": key,
                "passes": first.metrics[0]["passes"],
                "mean": Interval(float(scores.mean()), float(scores.min()), float(scores.max()), FOLDS),
            }
        )
    columns = [
        Column("Settings", "settings"),
        Column("passes an epoch", "passes"),
        Column("ROC-AUC, mean over folds [least, most]", "mean", score),
    ]
    clips = len(whole.split(base)["train"])
    notes = [
        f"{PAPER.rows[BEST].label}; {clips} training clips in {FOLDS} folds by artist. Of {FOLDS} folds differences "
        "are no evidence: they say what is clearly worse."
    ]
    block = Block("grid", "ROC-AUC on left-out artists of the train folders", columns, rows)
    title = "MagnaTagATune, settings for few training clips"
    provenance = found[0].provenance
    return Table("magnatagatune", "experiment_few_clips", title, [block], notes, provenance, [found[0].lead()])


if __name__ == "__main__":
    run_script(table, __doc__)
