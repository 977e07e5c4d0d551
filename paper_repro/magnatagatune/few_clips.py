"""What real clips teach the paper's network, beside what a published network has learned from many more. Ours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from paper_repro.core.evaluation.claims import MIN_ITEMS, Verdict
from paper_repro.core.evaluation.intervals import difference_interval
from paper_repro.core.evaluation.tagging import scorable
from paper_repro.core.reporting.formats import score, shown
from paper_repro.core.reporting.table import Block, Column
from paper_repro.core.training.outcome import Results, Rows
from paper_repro.core.training.rows import run_rows
from paper_repro.magnatagatune.network_claims import label
from paper_repro.magnatagatune.outcome import HELD_OUT
from paper_repro.magnatagatune.paper import BEST, FROZEN, FROZEN_NETWORK, PAPER
from paper_repro.weights.features import is_here


def with_frozen(results: Results) -> Results:
    """Results with the row of frozen features beside the others, where clips are real and the weights at hand."""
    if results.corpus.rendered or not is_here(FROZEN_NETWORK):
        return results
    wanted = PAPER.configs(results.options, [FROZEN])
    others = run_rows(PAPER, results.options, wanted, results.corpus)
    return replace(results, rows=Rows({**results.rows, **others.rows}))


def block(results: Results) -> Block:
    """Rows over the clips that no training reads, with their audio shuffled."""
    rows = []
    for key in ("all_10", BEST, FROZEN):
        if key not in results.rows:
            continue
        row = results.rows[key]
        scores, shuffled, labels = row.auc_scores(HELD_OUT), row.shuffled(HELD_OUT), row.labels(HELD_OUT)
        artists = len(np.unique(row.artists(HELD_OUT)))
        listens = shown(difference_interval(scores, shuffled.per_clip).low > 0)
        rows.append(
            {
                "row": label(key),
                "valid": row.auc("valid"),
                "test": row.auc(),
                "held_out": row.auc(HELD_OUT),
                "shuffled": shuffled.mean,
                "spread": shuffled.spread,
                "listens": listens if artists >= MIN_ITEMS else f"{Verdict.TOO_FEW.value} (artists)",
                "pr_auc": row.pr_auc(HELD_OUT),
                "prevalence": float(labels[:, scorable(labels)].mean()),
                "tags": int(scorable(labels).sum()),
                "n": len(labels),
                "artists": artists,
                "parameters": row.metrics[0]["parameters"],
            }
        )
    columns = [
        Column("Row", "row"),
        Column("Validation ROC-AUC", "valid", score),
        Column("Test ROC-AUC", "test", score),
        Column("both together", "held_out", score),
        Column("audio shuffled", "shuffled", score),
        Column("uses audio", "listens"),
        Column("PR-AUC", "pr_auc", score),
        Column("prevalence", "prevalence", score),
        Column("clips", "n"),
        Column("artists", "artists"),
        Column("trained parameters", "parameters"),
    ]
    heading = "What these clips teach (ours): validation and test clips together, and a published network's features"
    return Block("few_clips", heading, columns, rows)


def notes(results: Results) -> list[str]:
    """What the block's rows are, and why one may be missing."""
    about = (
        f"{label(FROZEN)}: the mean over a clip's windows of what the last hidden layer of the published MusiCNN says, "
        "and on it the paper's output layer and loss, trained on the same clips. MusiCNN has heard the published train "
        "clips and was chosen on the validation clips: test clips alone are new to it."
    )
    if FROZEN not in results.rows:
        about = (
            f"{label(FROZEN)}: not run, the published weights are not here; get them: python -m paper_repro weights "
            f"fetch {FROZEN_NETWORK}."
        )
    return [
        f"{HELD_OUT.capitalize()} together: no row is trained, stopped or tuned on either; the quick preset's settings "
        "for few clips come from folds of the train folders (experiments/magnatagatune_few_clips.py).",
        about,
    ]
