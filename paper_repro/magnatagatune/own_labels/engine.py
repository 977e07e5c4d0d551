"""What trains on your own labels: the paper's engine under a name of its own, so that its runs lie by themselves."""

from __future__ import annotations

from paper_repro.core.paper import Paper, Row, Search
from paper_repro.core.presets import Presets
from paper_repro.magnatagatune.config import ALL
from paper_repro.magnatagatune.own_labels.config import ALL_LAYERS, OUTPUT, SCRATCH, Config

#: Of the command, and of the folders of its runs, records and results.
NAME = "finetune"
TRAINED_BY = f"{NAME} --data CSV"
#: Row of the paper's network on the same clips.
FROM_SCRATCH = "scratch"
ROWS = {
    OUTPUT: Row("output layer on frozen {model}"),
    ALL: Row("all layers of {model}", ALL_LAYERS),
    FROM_SCRATCH: Row("the paper's network, from scratch", SCRATCH),
}
ENGINE = Paper(
    name=NAME,
    config=Config,
    presets=Presets(Config, paper={}, quick={}, smoke={}),
    rows=ROWS,
    sample={"smoke": 0, "quick": 0, "paper": 0},
    artifacts=(),
    search=Search(OUTPUT, "validation ROC-AUC", "valid_roc_auc", "max"),
    corpus_settings=("tags",),
    packages=("scikit-learn",),
    trained_by=TRAINED_BY,
)


def configs(model: str, layers: str, tags: int = 0, scratch: bool = False) -> dict[str, Config]:
    """Configs by the name of their run, in the order in which they are trained: all layers begin where the output
    layer has ended.
    """
    base = Config(model=model, tags=tags)
    chosen = [OUTPUT, *([ALL] if layers == ALL else []), *([FROM_SCRATCH] if scratch else [])]
    return {run_name(row, model): ROWS[row].config(base, "paper") for row in chosen}


def run_name(row: str, model: str) -> str:
    """How a row's runs are called: the published network is part of it."""
    return row if row == FROM_SCRATCH else f"{model}_{row}"


def label(config: Config) -> str:
    """How tables and figures call a row."""
    row = ROWS.get(config.layers, ROWS[FROM_SCRATCH])
    return row.label.format(model=config.model)
