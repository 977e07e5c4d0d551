"""The paper's claims as tests on scores, and its sentences that no test can decide."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import (
    POINTS,
    Claim,
    Group,
    Part,
    Untested,
    Wanted,
    above,
    all_of,
    below,
    within,
)
from paper_repro.majorminer import baselines, published
from paper_repro.majorminer.claims_of_captions import frequent_tags, genre, nuance, varies
from paper_repro.majorminer.evidence import Evidence, best_chain, best_top_k, several, split_references
from paper_repro.majorminer.paper import PARTS, ROWS

#: Margins, in BLEU. The paper gives none; ours.
FAR, WELL, LEVEL = 0.10, 0.05, 0.02


def _rows(evidence: Evidence, first: str, second: str, wanted: Wanted, name: str = "", against: str = "") -> Part:
    """BLEU1 of one row less that of another, over the same test clips."""
    name = name or f"{_label(first)} - {_label(second)}"
    return Part.difference(
        f"BLEU1, {name}", evidence.scores(first, 1), evidence.scores(second, 1, against=against), wanted, POINTS
    )


def _label(key: str) -> str:
    return ROWS[key.rpartition("-")[0]].label


def _encoders(evidence: Evidence) -> Group:
    return all_of(
        _rows(evidence, "musicnn_lstm-multiple", "cnn2d_lstm-multiple", above()),
        _rows(evidence, "cnn2d_lstm-multiple", "cnn1d_lstm-multiple", above()),
    )


def _multiple(evidence: Evidence) -> Group:
    return all_of(*(
        _rows(evidence, f"{row}-multiple", f"{row}-one", above(FAR), f"{declared.label}, multiple - one")
        for row, declared in ROWS.items()
    ))  # fmt: skip


def _multiple_same_references(evidence: Evidence) -> Group:
    return all_of(*(
        _rows(evidence, f"{row}-multiple", f"{row}-one", above(), f"{declared.label}, multiple - one", "_all")
        for row, declared in ROWS.items()
    ))  # fmt: skip


def _decoders(evidence: Evidence) -> Group:
    return all_of(*(
        _rows(evidence, f"{encoder}_lstm-{captions}", f"{encoder}_gru-{captions}", within(LEVEL),
              f"{PARTS[encoder]}, {captions}: LSTM - GRU")
        for encoder in ("cnn2d", "musicnn") for captions in ("one", "multiple")
    ))  # fmt: skip


def _over_baseline(evidence: Evidence, baseline: baselines.Baseline, order: int, wanted: Wanted) -> Part:
    """The best model, by the models' rule, less a baseline, by the baselines' rule."""
    best = evidence.best_row()
    sides = f"{_label(best)}'s {evidence.score_name(order)} - {evidence.other_score_name(order)} of {baseline.name}"
    return Part.difference(
        sides, evidence.scores(best, order), baseline.scores[evidence.other_column(order)], wanted, POINTS
    )


def _above_top_k(evidence: Evidence) -> Group:
    baseline = best_top_k(evidence.results, evidence.other_column(1))
    return all_of(
        _over_baseline(evidence, baseline, 2, above(WELL)), _over_baseline(evidence, baseline, 1, within(WELL))
    )


def _best_k(evidence: Evidence) -> Group:
    """The other k is chosen on test clips: chosen where it is tested, chance alone would put it above."""
    printed = published.TOP_K["k"]
    train, valid, test = split_references(evidence.results)
    parts = []
    for order in (1, 2):
        column = evidence.other_column(order)
        others = {k: baselines.top_k(train, test, k) for k in baselines.TOP_K if k != printed}
        other = baselines.best(others, column)
        name = f"{evidence.other_score_name(order)}, k = {printed} - k = {other}, the best other k on test clips"
        scores = [baselines.top_k(train, valid, k).scores[column] for k in (printed, other)]
        parts.append(Part.difference(name, *scores, above(), POINTS))
    return all_of(*parts)


def _chain(evidence: Evidence) -> Part:
    column = evidence.other_column(2)
    chain, popular = (make(evidence.results, column) for make in (best_chain, best_top_k))
    name = f"{evidence.other_score_name(2)}, {chain.name} - {popular.name}"
    return Part.difference(name, chain.scores[column], popular.scores[column], above(), POINTS)


def _sound(evidence: Evidence) -> Group:
    """Like for like: both sides by the models' rule."""
    key, column = evidence.best_row(), evidence.column(2)
    baseline = best_top_k(evidence.results, column)
    scores = evidence.scores(key, 2)
    shuffled = evidence.results.rows[key].shuffled(2, evidence.scoring.models).per_clip
    name = f"both sides' {evidence.score_name(2)}, {_label(key)}"
    return all_of(
        Part.difference(f"{name} - {baseline.name}", scores, baseline.scores[column], above(), POINTS),
        Part.difference(f"{name} - itself with shuffled audio", scores, shuffled, above(), POINTS),
    )


def _above_annotators(evidence: Evidence) -> Part:
    """The paper's comparison: a model has all captions of the clip as references, an annotator one less."""
    key = evidence.best_row()
    references = evidence.results.rows[key].references(which="all_captions")
    model = evidence.scores(key, 2, against="_all")[:, several(references)]
    human = baselines.human_agreement(references)[evidence.other_column(2)]
    name = f"{_label(key)}'s {evidence.score_name(2)} - annotators' {evidence.other_score_name(2)}"
    return Part.difference(f"{name}, the model with one reference more", model, human, above(WELL), POINTS)


def _same_references(evidence: Evidence, order: int, wanted: Wanted, column: str, name: str) -> Part:
    key = evidence.best_row()
    human = baselines.human_agreement(evidence.results.rows[key].references(which="all_captions"))
    model = evidence.best_in_annotators_place[evidence.column(order)]
    return Part.difference(f"{_label(key)}'s {name}, as many references", model, human[column], wanted, POINTS)


def _above_annotators_like_for_like(evidence: Evidence) -> Part:
    """The same rule, the models', and as many references on both sides."""
    return _same_references(evidence, 2, above(), evidence.column(2), f"- annotators', both {evidence.score_name(2)}")


def _upper_bound(evidence: Evidence) -> Group:
    return all_of(*(
        _same_references(evidence, order, below(), evidence.other_column(order),
                         f"{evidence.score_name(order)} - annotators' {evidence.other_score_name(order)}")
        for order in (1, 2)
    ))  # fmt: skip


CLAIMS = (
    Claim("encoders", "MusiCNN encoders beat the 2D CNN, which beats the 1D CNN.", "Table 1, BLEU1, multiple",
          _encoders),
    Claim("multiple", f"Multiple captions per clip score far above one: more than {100 * FAR:.0f} points (margin "
          "ours).", "Table 1, BLEU1", _multiple),
    Claim("multiple_same_references", "Multiple captions per clip score above one with the same references for both.",
          "ours, BLEU1", _multiple_same_references),
    Claim("decoders", f"LSTM and GRU decoders are level: within {100 * LEVEL:.0f} points (margin ours).",
          "Table 1, BLEU1", _decoders),
    Claim("top_k", f"The best model's BLEU2 is more than {100 * WELL:.0f} points above the top-k baseline's, its BLEU1 "
          f"within {100 * WELL:.0f} (margins ours).", "Sec. 4", _above_top_k),
    Claim("best_k", f"The top-k baseline is best at k = {published.TOP_K['k']}.", "Sec. 4, figure 4, validation",
          _best_k),
    Claim("chain", "A sequence of common bigrams is a better baseline for BLEU2 than the top k tags.", "Sec. 4",
          _chain),
    Claim("sound", "The best model beats the best top-k baseline in BLEU2, and itself with shuffled audio.", "ours",
          _sound),
    Claim("annotators", "Annotators' agreement is far below the best model's score: more than "
          f"{100 * WELL:.0f} points (margin ours).", "Sec. 5, BLEU2", _above_annotators),
    Claim("annotators_like_for_like", "Annotators agree with each other less than the best model with them, by one "
          "rule and as many references.", "ours, BLEU2", _above_annotators_like_for_like),
    Claim("upper_bound", "Annotators' agreement is the upper bound of the model's performance.", "Sec. 5",
          _upper_bound),
    Claim("variability", "The model's score varies more between clips than an annotator's.",
          "Sec. 5, figure 2, validation", varies),
    Claim("frequent_tags", "The model is better on clips with the most frequent tag than on others.",
          "Sec. 5, validation", frequent_tags),
    Claim("genre", "The model captures general genre information: more genre tags right than with shuffled audio.",
          "Sec. 5, figure 3, validation", genre),
    Claim("nuance", "The model's captions lack the annotators' nuance: its tags are more common ones.",
          "Sec. 5, figure 3, validation", nuance),
)  # fmt: skip

UNTESTED = (
    Untested(
        "The distribution of annotators' BLEU is smoother and unimodal.",
        "Sec. 5, figure 2",
        "Read off a histogram, whose peaks depend on its bins and the number of clips. Figure 2 shows both.",
    ),
    Untested(
        "This helps to understand why our training/validation BLEU score curve improves very slowly.",
        "Sec. 5",
        "The paper shows no curve and gives neither epochs nor learning rate: slow compared with what is open.",
    ),
    Untested(
        "The paper demonstrates the promise of formulating music autotagging as a captioning task.",
        "Sec. 6",
        "Needs a tagger scored on the same clips; the paper leaves metrics of tagging to future work (Sec. 4).",
    ),
)
