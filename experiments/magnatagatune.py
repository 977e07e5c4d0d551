"""What goes beyond the paper's tables: seeds, the other split, ablations, Won's FCN, the published settings.

    python experiments/magnatagatune.py seeds        # Table II's ten-epoch rows under five seeds
    python experiments/magnatagatune.py splits       # the best row on both published splits
    python experiments/magnatagatune.py ablations    # the best row, one change at a time
    python experiments/magnatagatune.py paper        # Table II with the published settings: a GPU, hours

Options as everywhere, after the name, but for what the grid itself sets.
Files: results/magnatagatune/experiment_<name>.{md,csv,json}.
"""

from dataclasses import replace

from paper_repro.core.command_line import Options
from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.grid import folder_name, grid_main
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.outcome import Rows
from paper_repro.core.training.rows import run_rows
from paper_repro.magnatagatune.outcome import table_notes
from paper_repro.magnatagatune.paper import BEST, PAPER, TABLE2

ABLATIONS = {
    "base": {},
    "Won's FCN": {"model": "fcn", "dropout_rate": 0.5},  # its own rate
    "plain cross-entropy": {"weighting": "none"},
    "weights up to 10": {"max_weight": 10.0},
    "batch norm alone": {"use_dropout": False},
    "dropout alone": {"batch_norm": False},
    "centred frames, reflected": {"pad_mode": "reflect"},
    "best validation epoch": {"select": "valid_roc_auc"},
}
#: Grid -> (changed options, rows as differences from the paper's best).
GRIDS = {
    "seeds": ({"seeds": 5}, None),
    "splits": ({}, {"sota": {}, "musicnn": {"split": "musicnn"}}),
    "ablations": ({}, ABLATIONS),
    "paper": ({"preset": "paper"}, None),
}


def grid(name: str, options: Options) -> Table:
    _, differences = GRIDS[name]
    if differences is None:
        chosen = PAPER.configs(options, [row for row in TABLE2 if name == "paper" or row.endswith("_10")])
    else:
        (base,) = PAPER.configs(options, [BEST]).values()
        chosen = {key: replace(base, **difference) for key, difference in differences.items()}
    # Rows of one call share a split.
    by_split = {}
    for key, config in chosen.items():
        by_split.setdefault(config.split, {})[folder_name(key)] = config
    found = [run_rows(PAPER, options, wanted) for wanted in by_split.values()]
    together = replace(found[0], rows=Rows({key: row for results in found for key, row in results.rows.items()}))
    rows = [_cells(key, together.rows[folder_name(key)]) for key in chosen]
    columns = [
        Column("Row", "row"),
        Column("Validation ROC-AUC", "valid", number(3)),
        Column("Test ROC-AUC", "test", number(3)),
        Column("Test PR-AUC", "pr_auc", number(3)),
        Column("parameters", "parameters"),
        Column("Split", "split"),
        Column("n test", "n"),
        Column("seeds", "seeds"),
    ]
    scored = "ROC-AUC and PR-AUC, mean over tags"
    notes = [f"«{results.corpus.policy}»: {note}" for results in found for note in table_notes(results, scored)]
    block = Block("grid", "ROC-AUC and PR-AUC", columns, rows)
    title = f"MagnaTagATune, {name}"
    return Table("magnatagatune", f"experiment_{name}", title, [block], notes, together.provenance, [found[0].lead()])


def _cells(key: str, row) -> dict:
    return {
        "row": key,
        "valid": row.auc("valid"),
        "test": row.auc(),
        "pr_auc": row.pr_auc(),
        "parameters": row.metrics[0]["parameters"],
        "split": row.config.split,
        "n": len(row.clip_ids()),
        "seeds": len(row.runs),
    }


if __name__ == "__main__":
    grid_main({name: fixed for name, (fixed, _) in GRIDS.items()}, grid, __doc__)
