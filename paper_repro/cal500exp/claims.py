"""The report's claims, each tested on the test tracks with its interval."""

from __future__ import annotations

from paper_repro.cal500exp.outcome import Outcome
from paper_repro.cal500exp.paper import BEST, POWER, ROWS
from paper_repro.core.evaluation.claims import Claim, Finding, Verdict, all_of, is_above
from paper_repro.core.evaluation.intervals import Interval, difference_interval
from paper_repro.core.training.outcome import Results

#: Sec. 6 and the abstract: what "high" is.
HIGH = 0.8
INTENSE = ("Emotion-Angry_/_Agressive", "Emotion-Sad")
#: The variant that stands for the report where a claim is about its networks.
AS_WRITTEN = ("cnn_written", "cnn_lstm_written")


def _said(name: str, found: Interval) -> str:
    return f"{name} {found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def _signed(name: str, found: Interval) -> str:
    return f"{name} {found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"


def _intense(results: Results) -> Finding:
    verdicts, said = [], []
    for key in AS_WRITTEN:
        row: Outcome = results.rows[key]
        for tag in INTENSE:
            number = row.tags.index(tag)
            found = row.tag_interval("filled", number)
            constant = row.constant_per_tag("filled")[number]
            verdicts.append(all_of([is_above(found, HIGH), is_above(found, constant)]))
            said.append(f"{_said(f'{ROWS[key].label}, {_short(tag)}', found)} (constant {constant:.3f})")
    return Finding(all_of(verdicts), "; ".join(said))


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
        verdict, f"{_signed('CNN+LSTM - CNN on Bizarre', bizarre)}; {_signed('CNN - CNN+LSTM on Romantic', romantic)}"
    )


def _corrected(results: Results) -> Finding:
    rows = {key: row for key, row in results.rows.items() if key.endswith("_corrected")}
    differences = {key: row.above_constant("filled") for key, row in rows.items()}
    said = "; ".join(_signed(f"{ROWS[key].label} - constant", found) for key, found in differences.items())
    return Finding(all_of([is_above(found) for found in differences.values()]), said)


def _others(results: Results) -> Finding:
    rows = {key: row for key, row in results.rows.items() if key.endswith(("_coded", "_written"))}
    differences = {key: row.above_constant("filled") for key, row in rows.items()}
    said = "; ".join(_signed(f"{ROWS[key].label} - constant", found) for key, found in differences.items())
    beaten = [is_above(found) for found in differences.values()]
    if Verdict.HOLDS in beaten:
        return Finding(Verdict.FAILS, said)
    # "Does not beat" is not "is below": an interval that reaches above 0 leaves it open.
    return Finding(all_of([Verdict.HOLDS if one is Verdict.FAILS else one for one in beaten]), said)


def _features(results: Results) -> Finding:
    with_them, without = results.rows[BEST], results.rows[POWER]
    auc = with_them.auc.above(without.auc)
    maa = difference_interval(
        *(row.accuracies("filled")[:, row.counted("filled")].mean(axis=2) for row in (with_them, without))
    )
    said = f"{_signed('MAA with - without', maa)}; {_signed('ROC-AUC with - without', auc)}"
    return Finding(all_of([is_above(maa), is_above(auc)]), said)


def _listens(results: Results) -> Finding:
    row: Outcome = results.rows[BEST]
    above = row.above_shuffled("filled")
    auc, shuffled = row.auc.interval(), row.shuffled_auc()
    moved = Interval(auc.value - shuffled.mean, auc.low - shuffled.mean, auc.high - shuffled.mean, auc.n)
    said = f"{_signed('MAA above its own with shuffled sound', above)}; {_signed('ROC-AUC', moved)}"
    return Finding(all_of([is_above(above), is_above(moved)]), said)


def _moment(results: Results) -> Finding:
    row: Outcome = results.rows[BEST]
    auc, in_time = row.auc.interval(), row.shuffled_in_time()
    verdict = Verdict.HOLDS if auc.low > in_time else Verdict.UNDECIDED if auc.value > in_time else Verdict.FAILS
    return Finding(verdict, f"{_said('ROC-AUC', auc)}, with each track's outputs in another order {in_time:.3f}")


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
    Claim("The corrected CNN+LSTM beats itself with the sound shuffled between tracks.", "ours", _listens),
    Claim("It hears when, and not only in which track.", "ours", _moment),
)


def verdicts(results: Results) -> list[dict[str, str]]:
    """A row per claim."""
    found = [(claim, claim.test(results)) for claim in CLAIMS]
    return [
        {"claim": claim.text, "place": claim.place, "verdict": one.verdict.value, "evidence": one.evidence}
        for claim, one in found
    ]
