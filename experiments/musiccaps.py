"""What goes beyond the paper's table: seeds, the other half of its grid, ablations, the published settings.

    python experiments/musiccaps.py seeds        # table 1's rows, all six in three settings, under five seeds
    python experiments/musiccaps.py crossed      # as coded but scored as corrected, and the other way round
    python experiments/musiccaps.py ablations    # CLSTMA-MT like for like, one change at a time
    python experiments/musiccaps.py paper        # table 1 with the published settings: a GPU, hours

Options as everywhere, after the name. Writes results/musiccaps/experiment_<name>.{md,csv,json}.
"""

from dataclasses import replace

from paper_repro.core.reporting.formats import number, percent
from paper_repro.core.reporting.grid import folder_name, grid_main
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.rows import run_rows
from paper_repro.musiccaps.claims import LEAST
from paper_repro.musiccaps.config import LIKE_FOR_LIKE
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.paper import NETWORKS, PAPER

ABLATIONS = {
    "base": {},
    "features not standardised": {"standardize": False},
    "no dropout": {"dropout": 0.0},
    "rare aspects kept": {"min_count": 1},
    "beam 5": {"beams": 5},
}


def crossed(options):
    """Widths and batches of one setting under the rule of the other."""
    base, planned = PAPER.base_config(options), PAPER.configs(options)
    rule = {name: LIKE_FOR_LIKE[name] for name in ("rule", "select", "select_mode", "standardize")}
    published = {name: getattr(base, name) for name in rule}
    configs = {}
    for row in NETWORKS:
        configs[f"{row}, widths as coded, corrected rule"] = replace(planned[f"{row}-as_coded"], **rule)
        configs[f"{row}, one width, rule as coded"] = replace(planned[f"{row}-like_for_like"], **published)
    return configs


def ablations(options):
    (base,) = PAPER.configs(options, ["clstma-like_for_like"]).values()
    return {name: replace(base, **change) for name, change in ABLATIONS.items()}


GRIDS = {"seeds": PAPER.configs, "crossed": crossed, "ablations": ablations, "paper": PAPER.configs}
CHANGES = {"seeds": {"seeds": 5}, "paper": {"preset": "paper"}}


def grid(name: str, options) -> Table:
    configs = GRIDS[name](options)
    # Rows of the table keep their names, so that their runs serve both.
    names = {key: key if key in PAPER.trainings else folder_name(key) for key in configs}
    results = run_rows(PAPER, options, {names[key]: one for key, one in configs.items()})
    rows = [
        {
            "row": key,
            "rule": row.config.rule,
            "loss": row.loss(),
            "lost": row.lost_by_shuffling(),
            "bleu1": row.mean("bleu1"),
            "distinct": row.distinct_share(),
            "seeds": len(row.runs),
        }
        for key, row in zip(configs, results.rows.values(), strict=True)
    ]
    columns = [
        Column("Row", "row"),
        Column("Rule", "rule"),
        Column("Test loss, nats", "loss", number(2)),
        Column("Lost by shuffling", "lost", number(3)),
        Column("BLEU1, %", "bleu1", percent),
        Column("Distinct outputs, %", "distinct", percent),
        Column("Seeds", "seeds"),
    ]
    notes = [
        results.interval_note(),
        "Losses under different rules have different targets: compare within a rule.",
        results.count_note(),
    ]
    title = f"MusicCaps, {name}{options.suffix.replace('_', ', ')}"
    block = Block("grid", "Test set", columns, rows)
    return Table(
        "musiccaps",
        f"experiment_{name}{options.suffix}",
        title,
        [block],
        notes,
        results.provenance,
        [_finding(configs, results), results.lead()],
    )


def _finding(configs, results) -> str:
    """Which rows use the audio, in one sentence."""
    using = [
        key for key, row in zip(configs, results.rows.values(), strict=True) if row.lost_by_shuffling().low > LEAST
    ]
    return f"Of {len(configs)} rows {len(using)} lose more than {LEAST:g} nats when the audio is shuffled."


if __name__ == "__main__":
    grid_main({name: CHANGES.get(name, {}) for name in GRIDS}, grid, __doc__, CaptionOptions)
