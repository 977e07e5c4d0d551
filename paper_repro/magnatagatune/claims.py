"""The paper's claims: what each compares, and where it wants the number."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from paper_repro.core.evaluation.claims import (
    Claim,
    Finding,
    Group,
    Part,
    Unit,
    Untested,
    above,
    all_of,
    any_of,
    below,
    untestable,
    within,
)
from paper_repro.core.training.outcome import Results
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.data import recordings
from paper_repro.magnatagatune.outcome import Outcome
from paper_repro.magnatagatune.paper import ALL_TAGS, BEST, PAPER, PLAIN, TABLE2, TABLE3

#: Margins, in ROC-AUC, all named in the claims' texts. The first is the paper's own differences, the others are ours:
#: it gives none.
LEVEL, ABOUT, CHANCE, LARGE = 0.005, 0.02, 0.05, 0.10
NORMALIZATIONS = ("all_10", "coefficient_10", "spectrogram_10")
#: Rows of ten epochs, whose curves Figure 6 shows.
TEN_EPOCHS = (*NORMALIZATIONS, BEST)
LOSS = Unit("nats", 3)
EPOCHS = Unit("epochs", 1)
#: Most of the top 50 tags of a clip: "at max, 4-5".
MOST_TAGS = 5


def label(row: str) -> str:
    return PAPER.rows[row].label


def _above(results: Results, first: str, second: str, wanted=None, kind: str = "score") -> Part:
    """How far a row lies above another, over the same artists; ``kind``: of the second's outputs."""
    rows = results.rows
    return Part.difference(
        f"{label(first)} - {label(second)}",
        rows[first].auc_scores(),
        rows[second].auc_scores(kind=kind),
        above() if wanted is None else wanted,
    )


def _printed(first: str, second: str) -> float:
    """The same difference in the paper's Table II."""
    return published.TABLE2[first][1] - published.TABLE2[second][1]


def _normalizations(results: Results) -> Group:
    return all_of(*(_above(results, *pair, within(LEVEL)) for pair in combinations(NORMALIZATIONS, 2)))


def _more_training(results: Results) -> Group:
    longer, shorter = results.rows["all_10"], results.rows["all_2"]
    curve = longer.valid_aucs()
    # The rows differ in their schedules too; within one training only the number of epochs does.
    remark = (
        f"Validation ROC-AUC after epoch {shorter.config.epochs} of the ten-epoch training "
        f"{curve[shorter.config.epochs - 1]:.3f}, after its last {curve[-1]:.3f}, of the two-epoch training "
        f"{shorter.valid_aucs()[-1]:.3f}."
    )
    return all_of(_above(results, "all_10", "all_2"), remark=remark)


def _about_eleven(results: Results) -> Part:
    return _above(results, "all_10", "all_2", within(ABOUT, _printed("all_10", "all_2")))


def gains(row: Outcome) -> np.ndarray:
    """What each epoch from the second on adds to validation ROC-AUC, ``(epochs - 1,)``; mean over seeds."""
    return np.diff(row.valid_aucs())


def _smaller_every_epoch(results: Results) -> Group:
    parts = []
    for key in TEN_EPOCHS:
        found = gains(results.rows[key])
        larger = float((np.diff(found) > 0).sum()) if np.isfinite(found).all() else float("nan")
        name = f"{label(key)}: of {len(found) - 1} epochs, gained more than the one before"
        parts.append(Part.measured(name, larger, below(0.5), EPOCHS))
    return all_of(*parts, remark="Validation ROC-AUC; the learning rate falls along a cosine, which shrinks gains too.")


def _smaller_in_the_end(results: Results) -> Group:
    parts = []
    for key in TEN_EPOCHS:
        found = gains(results.rows[key])
        half = len(found) // 2
        parts.append(
            Part.measured(f"{label(key)}: first half - second", float(found[:half].sum() - found[half:].sum()), above())
        )
    return all_of(*parts)


def _before_log(results: Results) -> Part:
    return Part.mean(label("before_log_2"), results.rows["before_log_2"].auc_scores(), within(CHANCE, 0.5))


def _ten_percent(results: Results) -> Group:
    remark = (
        f"The paper's own Table II says {_printed('all_2', 'before_log_2'):+.3f}; in both the rows also differ in what "
        "is normalised over."
    )
    return all_of(_above(results, "all_2", "before_log_2", within(ABOUT, 0.10)), remark=remark)


def _huge_role(results: Results) -> Group:
    pairs = [("all_2", "before_log_2")]
    pairs += [order for pair in combinations(NORMALIZATIONS, 2) for order in (pair, pair[::-1])]
    return any_of(*(_above(results, *pair, above(LARGE)) for pair in pairs))


def _batch_norm(results: Results) -> Part:
    return _above(results, BEST, "all_10")


def _best(results: Results) -> Group:
    return all_of(*(_above(results, BEST, row) for row in TABLE2 if row != BEST))


def _best_score(results: Results) -> Part | Finding:
    if results.corpus.rendered or results.options.preset != "paper":
        return untestable("The number is of the published data set under the published settings.")
    return Part.mean(label(BEST), results.rows[BEST].auc_scores(), within(ABOUT, published.TABLE2[BEST][1]))


def _losses(row: Outcome) -> str:
    losses = row.losses()
    return f"Training loss after the first epoch {losses[0]:.3f}, after the last {losses[-1]:.3f}."


def _plain(results: Results) -> Group:
    row = results.rows[PLAIN]
    return all_of(Part.mean(label(PLAIN), row.auc_scores(), within(CHANCE, 0.5)), remark=_losses(row))


def _weighted(results: Results) -> Part:
    return _above(results, "all_10", PLAIN)


def _loss_falls(results: Results) -> Group:
    def part(key: str) -> Part:
        losses = results.rows[key].losses()
        return Part.measured(f"{label(key)}: last epoch - first", float(losses[-1] - losses[0]), below(), LOSS)

    return all_of(*map(part, TEN_EPOCHS))


def _all_tags(results: Results) -> Group:
    row, tags = results.rows[ALL_TAGS], results.corpus.tags
    scores = row.auc_scores(tags=tags)
    return all_of(
        Part.mean(f"{label(ALL_TAGS)}, over the top {len(tags)}", scores, within(CHANCE, 0.5)), remark=_losses(row)
    )


def _guessing(results: Results) -> Part:
    return Part.mean(f"{label(BEST)}, audio shuffled", results.rows[BEST].shuffled().per_clip, within(ABOUT, 0.5))


def _uses_audio(results: Results) -> Group:
    row = results.rows[BEST]
    scores = row.auc_scores()
    return all_of(
        Part.mean(label(BEST), scores, above(0.5)),
        Part.difference("its own audio - shuffled", scores, row.shuffled().per_clip, above()),
    )


def _above_baselines(results: Results, kind: str) -> Group:
    """``kind`` of the baselines' outputs: ``vote`` or ``score``."""
    return all_of(*(_above(results, BEST, row, above(LARGE), kind) for row in TABLE3))


def _above_votes(results: Results) -> Group:
    return _above_baselines(results, "vote")


def _above_probabilities(results: Results) -> Group:
    return _above_baselines(results, "score")


def _baselines_guess(results: Results, kind: str) -> Group:
    return all_of(
        *(Part.mean(label(row), results.rows[row].auc_scores(kind=kind), within(CHANCE, 0.5)) for row in TABLE3)
    )


def _votes_guess(results: Results) -> Group:
    return _baselines_guess(results, "vote")


def _probabilities_guess(results: Results) -> Group:
    return _baselines_guess(results, "score")


_PUBLISHED_LABELS = "About the published labels: a sample corpus has labels of its own."


def _songs(results: Results) -> Group | Finding:
    corpus = results.corpus
    if corpus.rendered:
        return untestable(_PUBLISHED_LABELS)
    songs = len(set(recordings(corpus.data)))
    remark = f"The set has {len(corpus.data.clip_ids):,} clips of 29 s, cut from these recordings."
    return all_of(Part.measured("recordings", songs, above(25_000), Unit("", 0)), remark=remark)


def tags_per_clip(corpus) -> np.ndarray:
    """How many of the top tags each clip of the set has, clips without sound too: int ``(clips,)``."""
    return corpus.data.labels_of(corpus.tags).sum(axis=1, dtype=int)


def _few_tags(results: Results) -> Part | Finding:
    if results.corpus.rendered:
        return untestable(_PUBLISHED_LABELS)
    return Part.measured("mean", float(tags_per_clip(results.corpus).mean()), below(MOST_TAGS), Unit("tags", 1))


def _at_most_five(results: Results) -> Group | Finding:
    if results.corpus.rendered:
        return untestable(_PUBLISHED_LABELS)
    found = tags_per_clip(results.corpus)
    part = Part.measured("most", float(found.max()), below(MOST_TAGS + 0.5), Unit("tags", 1))
    return all_of(part, remark=f"{(found > MOST_TAGS).mean():.1%} of all clips have more than {MOST_TAGS}.")


TABLE2_CLAIMS = (
    Claim(
        "normalizations_level",
        f"The three normalisations differ by less than {LEVEL}.",
        "Table II, first three rows",
        _normalizations,
    ),
    Claim(
        "more_training",
        "The network becomes a better classifier the more it trains: ten epochs beat two.",
        "Sec. V",
        _more_training,
    ),
    Claim(
        "epochs_about_eleven",
        f"Ten epochs beat two by about .11 (within {ABOUT} of {_printed('all_10', 'all_2'):.4f}).",
        "Table II",
        _about_eleven,
    ),
    Claim("smaller_every_epoch", "The improvement becomes smaller after every epoch.", "Sec. V", _smaller_every_epoch),
    Claim(
        "smaller_in_the_end",
        "The same, read loosely: the first half of the epochs gains more than the second.",
        "Sec. V",
        _smaller_in_the_end,
    ),
    Claim(
        "before_log_destroys",
        f"Normalising before the log leaves the network at chance (within {CHANCE} of .5).",
        "Table II",
        _before_log,
    ),
    Claim(
        "log_about_ten_percent",
        f"Normalising after the log instead of before it gains about 10 % (within {ABOUT} of .10).",
        "Sec. V",
        _ten_percent,
    ),
    Claim(
        "features_huge_role",
        f"Input features play a huge role: some input beats another by more than {LARGE}.",
        "Sec. V, VI",
        _huge_role,
    ),
    Claim("batch_norm_helps", "Batch norm and dropout help.", "Sec. III, Table II", _batch_norm),
    Claim("batch_norm_best", "The network with batch norm and dropout is the best of the six.", "Sec. V", _best),
    Claim(
        "best_score",
        f"Its test ROC-AUC is .8714 (within {ABOUT}).",
        "Sec. V",
        _best_score,
    ),
    Claim(
        "plain_loss_fails",
        f"With plain cross-entropy the network fails to converge (ROC-AUC within {CHANCE} of .5 in the end).",
        "Sec. IV-A",
        _plain,
    ),
    Claim("weighted_loss_better", "The weighted loss gives better results than the plain one.", "Sec. IV-A", _weighted),
    Claim("weighted_loss_falls", "With the weighted loss the training loss decreases.", "Sec. IV-A", _loss_falls),
    Claim(
        "all_tags_fail",
        f"With all 188 tags it never converges (ROC-AUC of the top 50 within {CHANCE} of .5 in the end).",
        "Sec. IV",
        _all_tags,
    ),
    Claim("guessing_half", f"A randomly guessing model scores .5 (within {ABOUT}).", "Sec. V", _guessing),
    Claim("uses_audio", "The network beats chance, and itself with shuffled audio.", "ours", _uses_audio),
)
TABLE3_CLAIMS = (
    Claim(
        "beats_votes",
        f"The network beats forest and KNN by a large margin (more than {LARGE}), scored by their votes.",
        "Sec. VI",
        _above_votes,
    ),
    Claim("beats_probabilities", "The same, scored by their probabilities.", "ours", _above_probabilities),
    Claim(
        "baselines_guess",
        f"Forest and KNN score about .5 (within {CHANCE}): so they do by their votes.",
        "Table III",
        _votes_guess,
    ),
    Claim("baselines_know_nothing", "So they do by their probabilities.", "ours", _probabilities_guess),
)
AUDIT_CLAIMS = (
    Claim("songs", "The data set has over 25,000 songs.", "Sec. III-A", _songs),
    Claim("few_tags", f"On average a song has at most 4 to {MOST_TAGS} of the top 50 tags.", "Sec. IV-A", _few_tags),
    Claim(
        "at_most_five",
        f"The same, read of every song: none has more than {MOST_TAGS} of the top 50 tags.",
        "Sec. IV-A",
        _at_most_five,
    ),
)
CLAIMS = (*TABLE2_CLAIMS, *TABLE3_CLAIMS, *AUDIT_CLAIMS)

UNTESTED = (
    Untested(
        "Traditional methods have proven to be ineffective.",
        "Sec. II",
        "Names no method; forest and KNN are claims of Table III.",
    ),
    Untested(
        "CNNs are robust to translation, distortion and local invariance.",
        "Sec. III-B",
        "Of CNNs in general, from their [2]; no row shifts or distorts clips.",
    ),
    Untested(
        "Batch norm gives numerical stability, dropout prevents overfitting.",
        "Sec. III-B",
        "Table II has both together; `experiments/magnatagatune.py ablations` trains each alone.",
    ),
    Untested(
        "188 tags exponentially increase the output space; sparsity of tags makes training hard.",
        "Sec. IV, IV-A",
        "Reasons, not results: no row changes them alone. That training fails is a claim.",
    ),
    Untested(
        "Probabilities become a yes or no depending on a defined threshold.",
        "Sec. IV-A",
        "A method whose threshold is not given; answers at two thresholds stand above.",
    ),
    Untested(
        "Normalising over all data changes how silence is interpreted, and teaches the network less of it.",
        "Sec. V",
        "What a network makes of silence is in no score: no tag means silence.",
    ),
    Untested(
        "Latent features are why the network performs well.",
        "Sec. VI",
        "A reason, not a result.",
    ),
    Untested(
        "Performance is partly limited by the size of the data set.",
        "Sec. VI",
        "There is no larger set of these labels; no row trains on fewer clips.",
    ),
)
