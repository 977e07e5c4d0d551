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

from paper_repro.cal500exp.options import TagOptions
from paper_repro.cal500exp.paper import BEST, PAPER
from paper_repro.core.command_line import Options
from paper_repro.core.evaluation.intervals import difference_interval, mean_interval
from paper_repro.core.reporting.formats import score
from paper_repro.core.reporting.grid import folder_name, grid_main
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.rows import run_rows
from paper_repro.datasets.cal500exp.table import EMOTIONS

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
    configs = _configs(name, options)
    results = run_rows(PAPER, options, {folder_name(key): config for key, config in configs.items()})
    outcomes = dict(zip(configs, results.rows.values(), strict=True))
    if name in ("seeds", "paper"):
        # As in table 2: whatever tags a row was trained on, all are scored on the same.
        outcomes = {key: row.of_tags(EMOTIONS) for key, row in outcomes.items()}
    rows = [
        {
            "row": key,
            "filled": mean_interval(row.maa("filled")),
            "above": difference_interval(row.maa("filled"), row.constant_maa("filled")),
            "strict": mean_interval(row.maa("strict")),
            "auc": mean_interval(row.auc),
            "shuffled": float(row.shuffled_auc.mean()),
            "parameters": row.metrics[0]["parameters"],
            "n": len(row.test),
            "seeds": len(row.runs),
        }
        for key, row in outcomes.items()
    ]
    columns = [
        Column("Row", "row"),
        Column("MAA (author's labels)", "filled", score),
        Column("above the constant", "above", score),
        Column("MAA (labelled time only)", "strict", score),
        Column("ROC-AUC", "auc", score),
        Column("sound shuffled", "shuffled", score),
        Column("parameters", "parameters"),
        Column("test tracks", "n"),
        Column("", "seeds"),
    ]
    block = Block("grid", "Test tracks", columns, rows)
    title = f"CAL500exp, {name.replace('_', ' ')}"
    best = max(rows, key=lambda row: row["filled"].value)
    lead = [
        f"The highest mean average accuracy is {best['filled'].value:.3f} ({best['row']}); the lowest "
        f"{min(row['filled'].value for row in rows):.3f}.",
        results.lead(),
    ]
    notes = [results.interval_note(), "Above the constant: paired over the same tracks.", results.count_note()]
    return Table("cal500exp", f"experiment_{name}", title, [block], notes, results.provenance, lead)


def _configs(name: str, options: Options) -> dict:
    if name == "all_tags":
        return PAPER.configs(replace(TagOptions.of(options), tags="all"), ["cnn_corrected", BEST])
    if name in ("seeds", "paper"):
        return PAPER.configs(options)
    base = PAPER.configs(options, [BEST])[BEST]
    changes = ABLATIONS if name == "ablations" else {str(size): {"batch_size": size} for size in (1, 2, 4, 8)}
    written = PAPER.configs(options, ["cnn_lstm_written"])["cnn_lstm_written"]
    rate = {"learning_rate": written.learning_rate}
    return {key: replace(base, **(rate if "learning_rate" in change else change)) for key, change in changes.items()}


if __name__ == "__main__":
    grid_main(GRIDS, grid, __doc__)
