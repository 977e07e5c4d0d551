"""Tests of what the paper says of its networks: inputs, epochs, regularisation, losses, tags (Table II)."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from paper_repro.core.evaluation.claims import (
    Finding,
    Group,
    Part,
    Unit,
    above,
    all_of,
    any_of,
    below,
    untestable,
    within,
)
from paper_repro.core.training.outcome import Results
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.outcome import Outcome
from paper_repro.magnatagatune.paper import ALL_TAGS, BEST, PAPER, PLAIN, TABLE2

#: Margins, in ROC-AUC, all named in the claims' texts. The first is the paper's own differences, the others are ours:
#: it gives none.
LEVEL, ABOUT, CHANCE, LARGE = 0.005, 0.02, 0.05, 0.10
NORMALIZATIONS = ("all_10", "coefficient_10", "spectrogram_10")
#: Rows of ten epochs, whose curves Figure 6 shows.
TEN_EPOCHS = (*NORMALIZATIONS, BEST)
LOSS = Unit("nats", 3)
EPOCHS = Unit("epochs", 1)


def label(row: str) -> str:
    return PAPER.rows[row].label


def difference(results: Results, first: str, second: str, wanted=None, kind: str = "score") -> Part:
    """How far a row lies above another, over the same artists; ``kind``: of the second's outputs."""
    rows = results.rows
    return Part.difference(
        f"{label(first)} - {label(second)}",
        rows[first].auc_scores(),
        rows[second].auc_scores(kind=kind),
        above() if wanted is None else wanted,
    )


def printed(first: str, second: str) -> float:
    """The same difference in the paper's Table II."""
    return published.TABLE2[first][1] - published.TABLE2[second][1]


def normalizations(results: Results) -> Group:
    return all_of(*(difference(results, *pair, within(LEVEL)) for pair in combinations(NORMALIZATIONS, 2)))


def more_training(results: Results) -> Group:
    longer, shorter = results.rows["all_10"], results.rows["all_2"]
    curve = longer.valid_aucs()
    # The rows differ in their schedules too; within one training only the number of epochs does.
    remark = (
        f"Validation ROC-AUC after epoch {shorter.config.epochs} of the ten-epoch training "
        f"{curve[shorter.config.epochs - 1]:.3f}, after its last {curve[-1]:.3f}, of the two-epoch training "
        f"{shorter.valid_aucs()[-1]:.3f}."
    )
    return all_of(difference(results, "all_10", "all_2"), remark=remark)


def about_eleven(results: Results) -> Part:
    return difference(results, "all_10", "all_2", within(ABOUT, printed("all_10", "all_2")))


def gains(row: Outcome) -> np.ndarray:
    """What each epoch from the second on adds to validation ROC-AUC, ``(epochs - 1,)``; mean over seeds."""
    return np.diff(row.valid_aucs())


def smaller_every_epoch(results: Results) -> Group:
    parts = []
    for key in TEN_EPOCHS:
        found = gains(results.rows[key])
        larger = float((np.diff(found) > 0).sum()) if np.isfinite(found).all() else float("nan")
        name = f"{label(key)}: of {len(found) - 1} epochs, gained more than the one before"
        parts.append(Part.measured(name, larger, below(0.5), EPOCHS))
    return all_of(*parts, remark="Validation ROC-AUC; the learning rate falls along a cosine, which shrinks gains too.")


def smaller_in_the_end(results: Results) -> Group:
    parts = []
    for key in TEN_EPOCHS:
        found = gains(results.rows[key])
        half = len(found) // 2
        parts.append(
            Part.measured(f"{label(key)}: first half - second", float(found[:half].sum() - found[half:].sum()), above())
        )
    return all_of(*parts)


def before_log(results: Results) -> Part:
    return Part.mean(label("before_log_2"), results.rows["before_log_2"].auc_scores(), within(CHANCE, 0.5))


def ten_percent(results: Results) -> Group:
    remark = (
        f"The paper's own Table II says {printed('all_2', 'before_log_2'):+.3f}; in both the rows also differ in what "
        "is normalised over."
    )
    return all_of(difference(results, "all_2", "before_log_2", within(ABOUT, 0.10)), remark=remark)


def huge_role(results: Results) -> Group:
    pairs = [("all_2", "before_log_2")]
    pairs += [order for pair in combinations(NORMALIZATIONS, 2) for order in (pair, pair[::-1])]
    return any_of(*(difference(results, *pair, above(LARGE)) for pair in pairs))


def batch_norm(results: Results) -> Part:
    return difference(results, BEST, "all_10")


def best(results: Results) -> Group:
    return all_of(*(difference(results, BEST, row) for row in TABLE2 if row != BEST))


def best_score(results: Results) -> Part | Finding:
    if results.corpus.rendered or results.options.preset != "paper":
        return untestable("The number is of the published data set under the published settings.")
    return Part.mean(label(BEST), results.rows[BEST].auc_scores(), within(ABOUT, published.TABLE2[BEST][1]))


def _losses(row: Outcome) -> str:
    losses = row.losses()
    return f"Training loss after the first epoch {losses[0]:.3f}, after the last {losses[-1]:.3f}."


def plain(results: Results) -> Group:
    row = results.rows[PLAIN]
    return all_of(Part.mean(label(PLAIN), row.auc_scores(), within(CHANCE, 0.5)), remark=_losses(row))


def weighted(results: Results) -> Part:
    return difference(results, "all_10", PLAIN)


def loss_falls(results: Results) -> Group:
    def part(key: str) -> Part:
        losses = results.rows[key].losses()
        return Part.measured(f"{label(key)}: last epoch - first", float(losses[-1] - losses[0]), below(), LOSS)

    return all_of(*map(part, TEN_EPOCHS))


def all_tags(results: Results) -> Group:
    row, tags = results.rows[ALL_TAGS], results.corpus.tags
    scores = row.auc_scores(tags=tags)
    return all_of(
        Part.mean(f"{label(ALL_TAGS)}, over the top {len(tags)}", scores, within(CHANCE, 0.5)), remark=_losses(row)
    )


def guessing(results: Results) -> Part:
    return Part.mean(f"{label(BEST)}, audio shuffled", results.rows[BEST].shuffled().per_clip, within(ABOUT, 0.5))


def uses_audio(results: Results) -> Group:
    row = results.rows[BEST]
    scores = row.auc_scores()
    return all_of(
        Part.mean(label(BEST), scores, above(0.5)),
        Part.difference("its own audio - shuffled", scores, row.shuffled().per_clip, above()),
    )
