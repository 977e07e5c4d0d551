"""Whether what the authors would try next helps, as tests on scores; and whether all that was tried uses the sound."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import (
    POINTS,
    SCORE,
    Claim,
    Finding,
    Group,
    Part,
    above,
    all_of,
    untestable,
)
from paper_repro.majorminer.future_evidence import TAGGING, Evidence

#: What ranks tags are scored by without a threshold, and by their order.
_RANKING = ("auc", "precision", "ndcg")


def _transformer(evidence: Evidence) -> Group:
    of = evidence.of
    return all_of(*(
        Part.difference(f"BLEU2, Transformer - {name}", evidence.bleu2(of.transformer), evidence.bleu2(row),
                        above(), POINTS)
        for name, row in (("LSTM", of.lstm), ("GRU", of.gru)) if row in evidence.results.rows
    ))  # fmt: skip


def _pretraining(evidence: Evidence) -> Part:
    with_it, without = evidence.bleu2(evidence.of.pretrained), evidence.bleu2(evidence.of.few)
    return Part.difference("BLEU2, with masked tags first - without", with_it, without, above(), POINTS)


def _tagging(evidence: Evidence) -> Group:
    return all_of(*(
        Part.difference(
            f"{TAGGING[score]}, LSTM - {other}", evidence.tags(evidence.of.lstm, score), than, above(), SCORE
        )
        for score in _RANKING
        for other, than in (
            ("chance" if score == "auc" else "commonest tags", evidence.tags_popular(score)),
            ("itself shuffled", evidence.tags_shuffled(evidence.of.lstm, score)),
        )
    ))  # fmt: skip


def _balanced(evidence: Evidence) -> Group:
    balanced, lstm = evidence.of.balanced, evidence.of.lstm
    return all_of(
        Part.difference("ROC-AUC of the rarer half of tags, balanced - not", evidence.tags(balanced, "auc_rare"),
                        evidence.tags(lstm, "auc_rare"), above(), SCORE),
        Part.difference("share of a clip's rarer tags that are said, balanced - not", evidence.rare_said(balanced),
                        evidence.rare_said(lstm), above(), POINTS),
    )  # fmt: skip


def _locality(evidence: Evidence) -> Group | Finding:
    if evidence.no_time:
        return untestable(evidence.no_time)
    parts = []
    for name, row in (("LSTM", evidence.of.lstm), ("Transformer", evidence.of.transformer)):
        local = evidence.locality(row)
        own = f"attention while the tag sounds, {name}"
        parts += [
            Part.difference(f"{own} - the same at all times", local.own(), local.uniform(), above(), POINTS),
            Part.difference(f"{own} - that of other clips", local.own(), local.of_others(), above(), POINTS),
        ]
    return all_of(*parts)


def _uses_sound(evidence: Evidence) -> Group:
    parts = []
    for row in evidence.rows:
        label = evidence.labels[row]
        parts += [
            Part.difference(f"BLEU2, {label} - {evidence.constant.name}", evidence.bleu2(row),
                            evidence.constant.scores["bleu2"], above(), POINTS),
            Part.difference(f"BLEU2, {label} - itself shuffled", evidence.bleu2(row), evidence.bleu2_shuffled(row),
                            above(), POINTS),
        ]  # fmt: skip
    return all_of(*parts)


CLAIMS = (
    Claim("future_transformer", "A Transformer decoder says better captions than LSTM and GRU.", "Sec. 6, BLEU2",
          _transformer),
    Claim("future_pretraining", "Masked tags first help a captioner of few clips.", "Sec. 6, BLEU2", _pretraining),
    Claim("future_tagging", "By the metrics that are standard in autotagging a captioner knows tags too: above chance "
          "or the commonest tags, and above itself shuffled.", "Sec. 4", _tagging),
    Claim("future_balanced", "A loss balanced by the tags' frequency finds rare tags better.", "Sec. 5, 6", _balanced),
    Claim("future_locality", "Attention is where the tag that is said sounds, more than at other times.",
          "Sec. 4, 6", _locality),
    Claim("tried_rows_use_the_audio", "Every row that was tried says better captions than the best constant one, and "
          "than itself with the sound shuffled.", "ours, BLEU2", _uses_sound),
)  # fmt: skip
