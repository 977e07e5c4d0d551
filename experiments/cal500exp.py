"""What goes beyond the report's figures: seeds, ablations from as coded to corrected, all 67 tags, published settings.

    python experiments/cal500exp.py seeds        # table 2's rows under five seeds
    python experiments/cal500exp.py ablations    # the corrected CNN+LSTM, one change at a time back to the report
    python experiments/cal500exp.py batches      # the corrected CNN+LSTM by tracks in a batch
    python experiments/cal500exp.py all_tags     # the corrected models on all 67 tags
    python experiments/cal500exp.py paper        # table 2 with the published settings: a GPU, hours

Options as everywhere, after the name, but for what the grid itself sets.
Files: results/cal500exp/experiment_<name>.{md,csv,json}.
"""

from dataclasses import replace

from paper_repro.cal500exp.paper import BEST, PAPER
from paper_repro.core.command_line import Options
from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.grid import folder_name, grid_main
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.rows import run_rows

#: Each undoes one correction.
ABLATIONS = {
    "base": {},
    "margin loss": {"loss": "margin"},
    "margin loss as coded": {"loss": "margin_as_coded"},
    "author's labels in training": {"training_labels": "filled"},
    "no logarithm": {"log": False},
    "not standardised": {"standardize": False},
    "random first state": {"random_state": True},
    "learning rate of the report": {"learning_rate": None},
    "last epoch": {"select": "epoch", "select_mode": "max"},
}
GRIDS = {"seeds": {"seeds": 5}, "ablations": {}, "batches": {}, "all_tags": {}, "paper": {"preset": "paper"}}


def grid(name: str, options: Options) -> Table:
    results = run_rows(PAPER, options, {folder_name(key): config for key, config in _configs(name, options).items()})
    rows = [
        {
            "row": key,
            "filled": row.maa("filled"),
            "above": row.above_constant("filled"),
            "strict": row.maa("strict"),
            "auc": row.auc.interval(),
            "shuffled": row.shuffled_auc().mean,
            "parameters": row.metrics[0]["parameters"],
            "n": len(row.test),
            "seeds": len(row.runs),
        }
        for key, row in zip(_configs(name, options), results.rows.values(), strict=True)
    ]
    three = number(3)
    columns = [
        Column("Row", "row"),
        Column("MAA (author's labels)", "filled", three),
        Column("above the constant", "above", three),
        Column("MAA (labelled time only)", "strict", three),
        Column("ROC-AUC", "auc", three),
        Column("sound shuffled", "shuffled", three),
        Column("parameters", "parameters"),
        Column("test tracks", "n"),
        Column("seeds", "seeds"),
    ]
    block = Block("grid", "Test tracks", columns, rows)
    title = f"CAL500exp, {name.replace('_', ' ')}"
    notes = ["95 % bootstrap intervals over tracks and seeds.", results.count_note()]
    return Table("cal500exp", f"experiment_{name}", title, [block], notes, results.provenance)


def _configs(name: str, options: Options) -> dict:
    if name == "all_tags":
        return PAPER.configs(replace(options, tags="all"), ["cnn_corrected", BEST])
    if name in ("seeds", "paper"):
        return PAPER.configs(options)
    base = PAPER.configs(options, [BEST])[BEST]
    changes = ABLATIONS if name == "ablations" else {str(size): {"batch_size": size} for size in (1, 2, 4, 8)}
    written = PAPER.configs(options, ["cnn_lstm_written"])["cnn_lstm_written"]
    rate = {"learning_rate": written.learning_rate}
    return {key: replace(base, **(rate if "learning_rate" in change else change)) for key, change in changes.items()}


if __name__ == "__main__":
    grid_main(GRIDS, grid, __doc__)
