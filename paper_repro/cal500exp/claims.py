"""The report's claims, each tested on the test tracks with its interval."""

from __future__ import annotations

from paper_repro.cal500exp.outcome import Outcome
from paper_repro.cal500exp.paper import BEST, POWER, ROWS
from paper_repro.core.evaluation.claims import Claim, Finding, Verdict, all_of, is_above
from paper_repro.core.evaluation.intervals import Interval, difference_interval
from paper_repro.core.reporting.formats import score, signed
from paper_repro.core.training.outcome import Results

#: Sec. 6 and the abstract: what "high" is.
HIGH = 0.8
INTENSE = ("Emotion-Angry_/_Agressive", "Emotion-Sad")
#: The variant that stands for the report where a claim is about its networks.
AS_WRITTEN = ("cnn_written", "cnn_lstm_written")


def _intense(results: Results) -> Finding:
    verdicts, parts = [], []
    for key in AS_WRITTEN:
        row: Outcome = results.rows[key]
        for tag in INTENSE:
            number = row.tags.index(tag)
            accuracy = row.tag_interval("filled", number)
            constant = row.constant_per_tag("filled")[number]
            verdicts.append(all_of([is_above(accuracy, HIGH), is_above(accuracy, constant)]))
            parts.append(f"{ROWS[key].label}, {_short(tag)} {score(accuracy)} (constant {constant:.3f})")
    return Finding(all_of(verdicts), "; ".join(parts))


def _model_difference(results: Results, tag: str, first: str, second: str) -> Interval:
    rows = [results.rows[key] for key in (first, second)]
    return difference_interval(*(
        row.accuracies("filled")[:, row.counted("filled"), row.tags.index(tag)] for row in rows
    ))  # fmt: skip


def _bizarre_and_romantic(results: Results) -> Finding:
    cnn, lstm = AS_WRITTEN
    bizarre = _model_difference(results, "Emotion-Bizarre_/_Weird", lstm, cnn)
    romantic = _model_difference(results, "Emotion-Loving_/_Romantic", cnn, lstm)
    verdict = all_of([is_above(bizarre), is_above(romantic)])
    return Finding(
        verdict, f"{signed('CNN+LSTM - CNN on Bizarre', bizarre)}; {signed('CNN - CNN+LSTM on Romantic', romantic)}"
    )


def _above_constant(results: Results, *variants: str) -> tuple[list[Verdict], str]:
    """Of each row of these variants, whether it beats the constant predictor; and the evidence."""
    differences = {
        ROWS[key].label: row.above_constant("filled") for key, row in results.rows.items() if key.endswith(variants)
    }
    evidence = "; ".join(signed(f"{label} - constant", difference) for label, difference in differences.items())
    return [is_above(difference) for difference in differences.values()], evidence


def _corrected(results: Results) -> Finding:
    verdicts, evidence = _above_constant(results, "_corrected")
    return Finding(all_of(verdicts), evidence)


def _others(results: Results) -> Finding:
    verdicts, evidence = _above_constant(results, "_coded", "_written")
    if Verdict.HOLDS in verdicts:
        return Finding(Verdict.FAILS, evidence)
    # "Does not beat" is not "is below": an interval that reaches above 0 leaves it open.
    return Finding(all_of([Verdict.HOLDS if verdict is Verdict.FAILS else verdict for verdict in verdicts]), evidence)


def _features(results: Results) -> Finding:
    with_them, without = results.rows[BEST], results.rows[POWER]
    auc = with_them.auc.above(without.auc)
    maa = difference_interval(
        *(row.accuracies("filled")[:, row.counted("filled")].mean(axis=2) for row in (with_them, without))
    )
    evidence = f"{signed('MAA with - without', maa)}; {signed('ROC-AUC with - without', auc)}"
    return Finding(all_of([is_above(maa), is_above(auc)]), evidence)


def _uses_audio(results: Results) -> Finding:
    row: Outcome = results.rows[BEST]
    above = row.above_shuffled("filled")
    auc, shuffled = row.auc.interval(), row.shuffled_auc()
    moved = auc - shuffled.mean
    evidence = f"{signed('MAA above its own with shuffled sound', above)}; {signed('ROC-AUC', moved)}"
    return Finding(all_of([is_above(above), is_above(moved)]), evidence)


def _moment(results: Results) -> Finding:
    row: Outcome = results.rows[BEST]
    auc, in_time = row.auc.interval(), row.shuffled_in_time()
    verdict = Verdict.HOLDS if auc.low > in_time else Verdict.UNDECIDED if auc.value > in_time else Verdict.FAILS
    return Finding(verdict, f"ROC-AUC {score(auc)}, with each track's outputs in another order {in_time:.3f}")


def _short(tag: str) -> str:
    return tag.removeprefix("Emotion-").split("_")[0]


CLAIMS = (
    Claim(
        "«Intense» emotions (Angry, Sad) are predicted with accuracy above .8, and above a constant's (ours).",
        "abstract, Sec. 6",
        _intense,
    ),
    Claim("CNN+LSTM beats CNN on Bizarre, CNN beats CNN+LSTM on Romantic.", "Fig. 4", _bizarre_and_romantic),
    Claim("The corrected models beat the constant predictor.", "ours", _corrected),
    Claim("The others do not.", "ours", _others),
    Claim("Log-mel and normalisation improve the result.", "Sec. 6", _features),
    Claim("The corrected CNN+LSTM beats itself with the sound shuffled between tracks.", "ours", _uses_audio),
    Claim("It recognises the moment, and not only the track.", "ours", _moment),
)
