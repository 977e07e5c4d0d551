"""What can be said of the paper's decoders on features of real clips; its claims on encoders and players need more."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import POINTS, Claim, Group, Part, above, all_of, within
from paper_repro.majorminer.claims import LEVEL
from paper_repro.majorminer.feature_data import ROWS
from paper_repro.majorminer.feature_evidence import FIRST, SCORES, Evidence


def _above_constant(evidence: Evidence, *columns: str) -> Group:
    return all_of(
        *(
            Part.difference(
                f"{row.label} - the best constant in {SCORES[column]}",
                evidence.scores(key, column),
                evidence.best_constant(column),
                above(),
                POINTS,
            )
            for column in columns
            for key, row in ROWS.items()
        )
    )


def _uses_features(evidence: Evidence) -> Group:
    return all_of(
        *(
            Part.difference(
                f"{row.label} - itself shuffled in {SCORES[column]}",
                evidence.scores(key, column),
                evidence.shuffled(key, column),
                above(),
                POINTS,
            )
            for column in ("bleu2", "first")
            for key, row in ROWS.items()
        )
    )


def _decoders(evidence: Evidence) -> Group:
    lstm, gru = ROWS
    return all_of(
        *(
            Part.difference(
                f"LSTM - GRU in {SCORES[column]}",
                evidence.scores(lstm, column),
                evidence.scores(gru, column),
                within(LEVEL),
                POINTS,
            )
            for column in ("bleu1", "bleu2")
        )
    )


FEATURE_CLAIMS = (
    Claim(
        "features_bleu1",
        "Both decoders beat the best constant caption in BLEU1.",
        "ours",
        lambda evidence: _above_constant(evidence, "bleu1"),
    ),
    Claim(
        "features_bleu2",
        "Both decoders beat the best constant caption in BLEU2 (standard).",
        "ours",
        lambda evidence: _above_constant(evidence, "bleu2"),
    ),
    Claim(
        "features_first",
        f"More of their first {FIRST} tags are right than of the {FIRST} commonest.",
        "ours",
        lambda evidence: _above_constant(evidence, "first"),
    ),
    Claim(
        "features_used",
        "Both decoders beat themselves with the features shuffled between clips.",
        "ours",
        _uses_features,
    ),
    Claim(
        "features_decoders",
        f"LSTM and GRU decoders are level: within {100 * LEVEL:.0f} points (margin ours).",
        "Sec. 4, behind another encoder",
        _decoders,
    ),
)
