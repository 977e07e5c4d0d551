"""What can be said of the report's CNN on one window a song; the claims on both networks and on time need more."""

from __future__ import annotations

from collections.abc import Iterator

from paper_repro.cal500exp.claims import HIGH, INTENSE, MOST, RULE, most_near_chance, uses_audio
from paper_repro.cal500exp.outcome import Outcome
from paper_repro.cal500exp.paper import ROWS
from paper_repro.core.evaluation.claims import Claim, Group, Part, above, all_of, any_of, none_of
from paper_repro.core.training.outcome import Results
from paper_repro.datasets.cal500exp.table import readable

CODED, WRITTEN, CORRECTED = (f"cnn_{variant}" for variant in ("coded", "written", "corrected"))


def _intense_high(results: Results) -> Group:
    row: Outcome = results.rows[WRITTEN]
    constant = "; ".join(f"{readable(tag)} {row.constant_of_tag(RULE, tag).mean():.3f}" for tag in INTENSE)
    parts = (Part.mean(readable(tag), row.of_tag(RULE, tag), above(HIGH)) for tag in INTENSE)
    return any_of(*parts, remark=f"A constant has {constant}.")


def _intense_above_constant(results: Results) -> Group:
    row: Outcome = results.rows[WRITTEN]

    def parts() -> Iterator[Part]:
        for tag in INTENSE:
            name = f"{readable(tag)}: CNN - constant"
            yield Part.difference(name, row.of_tag(RULE, tag), row.constant_of_tag(RULE, tag), above())

    return any_of(*parts())


def _above_constant(results: Results, key: str) -> Part:
    row: Outcome = results.rows[key]
    return Part.difference(f"{ROWS[key].label} - constant", row.maa(RULE), row.constant_maa(RULE), above())


def _above_written(results: Results) -> Group:
    corrected, written = results.rows[CORRECTED], results.rows[WRITTEN]
    return all_of(
        Part.difference("difference of MAA", corrected.maa(RULE), written.maa(RULE), above()),
        Part.difference("difference of ROC-AUC", corrected.auc, written.auc, above()),
    )


FIRST_CLAIMS = (
    Claim(
        "first_intense_high",
        "On some of the intense labels (Angry, Sad) the CNN as written reaches an accuracy above .8.",
        "abstract, Sec. 6, of the CNN alone",
        _intense_high,
    ),
    Claim(
        "first_intense_above_constant",
        "On some of them the CNN as written beats a constant predictor.",
        "ours",
        _intense_above_constant,
    ),
    Claim(
        "first_most_near_chance",
        f"Most labels are around a coin toss or worse in the CNN as written: {MOST} of 18 or more below .60 (ours).",
        "abstract, Sec. 6, 7, of the CNN alone",
        lambda results: most_near_chance(results, [WRITTEN]),
    ),
    Claim(
        "first_corrected_above_constant",
        "The corrected CNN beats the constant predictor.",
        "ours",
        lambda results: _above_constant(results, CORRECTED),
    ),
    Claim(
        "first_others_not",
        "The CNN as coded and as written does not.",
        "ours",
        lambda results: none_of(_above_constant(results, CODED), _above_constant(results, WRITTEN)),
    ),
    Claim(
        "first_corrections",
        "Loss, features and learning rate as corrected, together, improve the CNN.",
        "ours; features: Sec. 6",
        _above_written,
    ),
    Claim(
        "first_uses_audio",
        "The corrected CNN beats itself with the sound shuffled between songs.",
        "ours",
        lambda results: uses_audio(results.rows[CORRECTED]),
    ),
)
