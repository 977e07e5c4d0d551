"""What goes beyond the paper's tables: seeds, the other split, ablations, Won's FCN, the published settings.

    python experiments/magnatagatune.py seeds        # Table II's ten-epoch rows under five seeds
    python experiments/magnatagatune.py splits       # the best row on both published splits
    python experiments/magnatagatune.py ablations    # the best row, one change at a time
    python experiments/magnatagatune.py paper        # Table II with the published settings: a GPU, hours

Options as everywhere, after the name. Writes results/magnatagatune/experiment_<name>.{md,csv,json}.
"""

import sys
from dataclasses import replace

from paper_repro.cli import Options, run_script
from paper_repro.magnatagatune.claims import BEST
from paper_repro.magnatagatune.experiment import TABLE2, base_config, configs, run_rows, unscored_note
from paper_repro.reporting.table import Block, Column, Table, number

ABLATIONS = {
    "base": {},
    "Won's FCN": {"model": "fcn"},
    "plain cross-entropy": {"weighting": "none"},
    "weights up to 10": {"max_weight": 10.0},
    "batch norm alone": {"dropout": 0.0},
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
    changed, differences = GRIDS[name]
    options = replace(options, **changed)
    if differences is None:
        chosen = configs(options, [row for row in TABLE2 if name == "paper" or row.endswith("_10")])
    else:
        base = replace(base_config(options), **TABLE2[BEST])
        chosen = {key: replace(base, **difference) for key, difference in differences.items()}
    rows, results = [], None
    for key, config in chosen.items():
        # One at a time: rows of one call share a split.
        results = run_rows(options, {_folder_name(key): config})
        (row,) = results.rows.values()
        rows.append(
            {
                "row": key,
                "valid": row.auc("valid"),
                "test": row.auc(),
                "pr_auc": row.pr_auc(),
                "split": config.split,
                "n": len(row.clip_ids()),
                "seeds": len(row.runs),
            }
        )
    columns = [
        Column("row", "Row"),
        Column("valid", "Validation ROC-AUC", number(3)),
        Column("test", "Test ROC-AUC", number(3)),
        Column("pr_auc", "Test PR-AUC", number(3)),
        Column("split", "Split"),
        Column("n", "n test"),
        Column("seeds", "seeds"),
    ]
    notes = [unscored_note(results), results.count_note()]
    block = Block("grid", "Mean over tags; 95 % interval over clips and seeds", columns, rows)
    return Table("magnatagatune", f"experiment_{name}", f"MagnaTagATune, {name}", [block], notes, results.provenance)


def _folder_name(key: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in key)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in GRIDS:
        sys.exit(f"usage: python experiments/magnatagatune.py {{{','.join(GRIDS)}}} [options]")
    run_script(lambda options: grid(sys.argv[1], options), __doc__, sys.argv[2:])
