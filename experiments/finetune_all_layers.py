"""Checks the learning rate of `finetune --layers all`, on training clips alone.

    python experiments/finetune_all_layers.py --data my.csv [--model mtt_musicnn]

The csv's training part is parted anew by group, into clips to train on and clips to be scored; its validation and test
clips are not read. Some minutes a rate on 2 cores, of 100 clips of 29 s.
Files: results/finetune/experiment_all_layers.{md,csv,json}.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from paper_repro.core.command_line import Options, Parser, path, run_main, show
from paper_repro.core.evaluation.intervals import difference_interval
from paper_repro.core.reporting.formats import number, score
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.rows import run_rows
from paper_repro.datasets.own_labels import OwnLabels, hashed_parts, load
from paper_repro.magnatagatune.config import ALL
from paper_repro.magnatagatune.outcome import HELD_OUT
from paper_repro.magnatagatune.own_labels.config import OUTPUT
from paper_repro.magnatagatune.own_labels.corpus import open_corpus
from paper_repro.magnatagatune.own_labels.engine import ENGINE, configs, run_name

#: The one that `finetune` takes, a third and three times of it.
RATES = (1e-4, 3e-5, 3e-4)


def inner(data: OwnLabels) -> OwnLabels:
    """The training clips alone, parted anew by group."""
    parts = data.split()
    kept = [clip for clip in data.clips if clip.key in set(parts["train"])]
    anew = hashed_parts([clip.group for clip in kept])
    clips = tuple(replace(clip, part=part) for clip, part in zip(kept, anew, strict=True))
    return replace(data, clips=clips, refused=(), split_given=True)


def table(data: Path, model: str, options: Options) -> Table:
    corpus = open_corpus(inner(load(data)))
    base = configs(model, ALL)
    before, every = run_name(OUTPUT, model), run_name(ALL, model)
    # All layers begin where the output layer has ended.
    first = run_rows(ENGINE, options, {before: base[before]}, corpus)
    wanted = {
        f"{every}_{rate:g}": replace(base[every], learning_rate=rate, final_learning_rate=rate / 10) for rate in RATES
    }
    found = run_rows(ENGINE, options, wanted, corpus)
    start = first.rows[before].auc_scores(HELD_OUT)
    rows = [{"row": "output layer alone", "rate": None, "auc": first.rows[before].auc(HELD_OUT), "difference": None}]
    rows += [
        {
            "row": "all layers",
            "rate": row.config.learning_rate,
            "auc": row.auc(HELD_OUT),
            "difference": difference_interval(row.auc_scores(HELD_OUT), start),
        }
        for row in found.rows.values()
    ]
    columns = [
        Column("Layers that learn", "row"),
        Column("learning rate", "rate", number(5)),
        Column("ROC-AUC", "auc", score),
        Column("above the output layer alone", "difference", number(3, signed=True)),
    ]
    sizes = ", ".join(f"{len(keys):,} {part}" for part, keys in corpus.parts.items())
    notes = [
        f"Training clips of the csv, parted anew by group: {sizes}; validation and test together are scored, which "
        "nothing is selected on. The csv's own validation and test clips are not read.",
        found.interval_note(corpus.unit_of_evidence),
    ]
    block = Block("rates", f"ROC-AUC on left-out training clips, {model}", columns, rows)
    title = "finetune --layers all: learning rates"
    return Table("finetune", "experiment_all_layers", title, [block], notes, found.provenance, [found.lead()])


def main() -> None:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=path, required=True, metavar="CSV")
    parser.add_argument("--model", default="mtt_musicnn", metavar="NAME")
    parser.add_argument("--runs", type=path, default=Options.runs, metavar="DIR")
    parser.add_argument("--out", type=path, default=Options.out, metavar="DIR")
    given = parser.parse_args()
    show(table(given.data, given.model, Options(runs=given.runs, out=given.out)), given.out)


if __name__ == "__main__":
    run_main(main)
