"""Table II: the network under three normalisations, ROC-AUC on validation and test.

Regenerates the six rows with intervals beside the published cells, and below them what the paper does not show: PR-AUC,
every row with its audio shuffled between clips, the claims, and what others report.

    python -m paper_repro.magnatagatune.table2                               sample corpus, quick preset
    python -m paper_repro.magnatagatune.table2 --data DIR --preset paper     your copy, published settings

Six trainings: below 5 minutes on 2 cores with the quick preset once the sample corpus is rendered (its first use: about
3 minutes), hours on a GPU with the published settings; seconds where the runs exist.

Expect on the sample corpus, quick preset: the ten-epoch rows between .74 and .86, the normalisation of each coefficient
lowest, every row near .50 with shuffled audio.
Files: results/magnatagatune/table2.{md,csv,json}.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.evaluation.tagging import scorable, signature
from paper_repro.core.reporting.claims import Condition, claims_block
from paper_repro.core.reporting.formats import number, score, shown
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.outcome import Results
from paper_repro.core.training.rows import run_rows
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.claims import TABLE2_CLAIMS
from paper_repro.magnatagatune.outcome import table_notes
from paper_repro.magnatagatune.paper import PAPER, TABLE2


def table(options: Options) -> Table:
    results = run_rows(PAPER, options, PAPER.configs(options, list(TABLE2)))
    row = next(iter(results.rows.values()))
    notes = table_notes(
        results,
        "ROC-AUC, mean over tags, after the last epoch",
        "Normalised before the log, what lies below the mean has no logarithm: it is set to the floor of 1e-10. The "
        "audit counts it.",
        "The learning rate falls over a row's own epochs: a two-epoch row is a training of its own, not a ten-epoch "
        "one cut short.",
        "; ".join(signature(score, int(scorable(row.labels()).sum())) for score in ("roc_auc", "average_precision")),
    )
    title = f"Table II of «{published.TITLE}», regenerated"
    blocks = [_main(results), _controls(results), claims_block(TABLE2_CLAIMS, Condition(results)), _others()]
    return Table("magnatagatune", "table2", title, blocks, notes, results.provenance)


def _main(results: Results) -> Block:
    rows = []
    for key, row in results.rows.items():
        valid, test = published.TABLE2[key]
        rows.append(
            {
                "row": PAPER.rows[key].label,
                "valid": row.auc("valid"),
                "published_valid": valid,
                "test": row.auc(),
                "published_test": test,
                "valid_n": len(row.clip_ids("valid")),
                "n": len(row.clip_ids()),
                "split": row.config.split,
                "seeds": len(row.runs),
            }
        )
    columns = [
        Column("Normalised", "row"),
        Column("Validation", "valid", score),
        Column("published", "published_valid", number(4)),
        Column("Test", "test", score),
        Column("published", "published_test", number(4)),
        Column("n validation", "valid_n"),
        Column("n test", "n"),
        Column("Split", "split"),
        Column("seeds", "seeds"),
    ]
    return Block("table", "ROC-AUC", columns, rows)


def _controls(results: Results) -> Block:
    rows = []
    for key, row in results.rows.items():
        shuffled, scored = row.shuffled(), row.auc()
        rows.append(
            {
                "row": PAPER.rows[key].label,
                "test": scored.value,
                "shuffled": shuffled.mean,
                "spread": shuffled.spread,
                "listens": shown(scored.low > shuffled.mean + 2 * shuffled.spread),
                "pr_auc": row.pr_auc(),
                "prevalence": float(row.labels()[:, scorable(row.labels())].mean()),
                "loss": float(row.runs[0].read_history()["loss"].iloc[-1]),
                "parameters": row.metrics[0]["parameters"],
            }
        )
    columns = [
        Column("Normalised", "row"),
        Column("Test ROC-AUC", "test", score),
        Column("audio shuffled", "shuffled", score),
        Column("sd over 20", "spread", score),
        Column("uses audio", "listens"),
        Column("Test PR-AUC", "pr_auc", score),
        Column("prevalence", "prevalence", score),
        Column("last training loss", "loss", score),
        Column("parameters", "parameters"),
    ]
    return Block(
        "controls", "Controls: the same outputs with the audio shuffled between clips; average precision", columns, rows
    )


def _others() -> Block:
    rows = [{"model": model, "roc_auc": roc, "pr_auc": pr} for model, (roc, pr) in published.OTHERS.items()]
    columns = [
        Column("Model (Won et al. 2020, split «sota»)", "model"),
        Column("Test ROC-AUC", "roc_auc", number(4)),
        Column("Test PR-AUC", "pr_auc", number(4)),
    ]
    return Block("others", "What others report on the real set (not in the paper)", columns, rows)


if __name__ == "__main__":
    run_script(table, __doc__)
