"""What goes beyond the paper's table 1: seeds, ablations, the published settings. One grid, base + differences.

    python experiments/majorminer.py seeds        # the "multiple" rows under five seeds
    python experiments/majorminer.py ablations    # MusiCNN + LSTM, one change at a time
    python experiments/majorminer.py paper        # table 1 with the published settings: a GPU, hours

Options as everywhere, after the name. Writes results/majorminer/experiment_<name>.{md,csv,json}.
"""

from dataclasses import replace

from paper_repro.core.command_line import Options
from paper_repro.core.evaluation.intervals import difference_interval, mean_interval
from paper_repro.core.reporting.formats import percent
from paper_repro.core.reporting.grid import folder_name, grid_main
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.rows import run_rows
from paper_repro.majorminer.paper import PAPER, ROWS

BEST = "musicnn_lstm-multiple"
ABLATIONS = {
    "base": lambda base: {},
    "beam 5": lambda base: {"beams": 5},
    "no dropout": lambda base: {"dropout": 0.0},
    "rare tags unknown": lambda base: {"min_tag_count": 3},
    "reflect padding": lambda base: {"pad_mode": "reflect"},
    "natural log": lambda base: {"compression": "log"},
    "twice the frames averaged": lambda base: {"attention_pool": 2 * base.attention_pool},
    "other input norm": lambda base: {"musicnn_train_input_norm": not base.musicnn_train_input_norm},
    "other norm momentum": lambda base: {"norm_momentum": 0.9 if base.norm_momentum > 0.9 else 0.99},
}


def ablations(options):
    (base,) = PAPER.configs(options, [BEST]).values()
    return {name: replace(base, **change(base)) for name, change in ABLATIONS.items()}


GRIDS = {
    "seeds": lambda options: PAPER.configs(options, [f"{row}-multiple" for row in ROWS]),
    "ablations": ablations,
    "paper": PAPER.configs,
}
CHANGES = {"seeds": {"seeds": 5}, "paper": {"preset": "paper"}}


def grid(name: str, options: Options) -> Table:
    results = run_rows(PAPER, options, {folder_name(key): config for key, config in GRIDS[name](options).items()})
    scores = {"bleu1": "BLEU1", "bleu2": "BLEU2, standard", "bleu2_nltk325": "BLEU2, NLTK 3.2.5"}
    rows = [
        {"row": key, **{score: mean_interval(scored.scores(score)) for score in scores}, "seeds": len(scored.runs)}
        for key, scored in results.rows.items()
    ]
    columns = [
        Column("Row", "row"),
        *(Column(header, key, percent) for key, header in scores.items()),
        Column("Seeds", "seeds"),
    ]
    base = results.rows.get("base")
    if base is not None:
        for row, scored in zip(rows, results.rows.values(), strict=True):
            row["over_base"] = difference_interval(scored.scores("bleu2"), base.scores("bleu2"))
        columns.append(Column("BLEU2 over base, paired", "over_base", percent))
    block = Block("grid", "Test set", columns, rows)
    notes = [f"BLEU in percent, mean over test clips. {results.interval_note()}", results.count_note()]
    title = f"MajorMiner, {name}"
    return Table(
        "majorminer", f"experiment_{name}", title, [block], notes, results.provenance, [_found(rows), results.lead()]
    )


def _found(rows) -> str:
    best = max(rows, key=lambda row: row["bleu2"].value)
    return f"BLEU2 lies highest in {best['row']}: {percent(best['bleu2'])}."


if __name__ == "__main__":
    grid_main({name: CHANGES.get(name, {}) for name in GRIDS}, grid, __doc__)
