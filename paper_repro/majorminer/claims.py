"""The paper's claims, each tested under the rule it was published with and under standard BLEU."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paper_repro.core.evaluation.claims import Claim, Finding, Verdict, all_of, is_above, is_level
from paper_repro.core.evaluation.intervals import Interval, difference_interval, mean_interval
from paper_repro.core.reporting.formats import signed_percent
from paper_repro.core.training.outcome import Results
from paper_repro.majorminer import baselines
from paper_repro.majorminer.paper import PARTS, ROWS

#: Margins, in BLEU. The paper gives none; ours.
FAR, WELL, LEVEL = 0.10, 0.05, 0.02


@dataclass(frozen=True)
class Evidence:
    """What the tests read: the rows' results, under one rule."""

    results: Results
    rule: str  # "standard" or "nltk-3.2.5"

    def column(self, order: int) -> str:
        return f"bleu{order}" + ("" if self.rule == "standard" else "_nltk325")

    def difference(self, first: str, second: str, order: int) -> Interval:
        """Paired over test clips: how far the first row lies above the second."""
        rows = self.results.rows
        return difference_interval(rows[first].scores(self.column(order)), rows[second].scores(self.column(order)))

    def best_row(self) -> str:
        """The row of the "multiple" setting that is best on validation."""
        keys = [f"{row}-multiple" for row in ROWS]
        return max(keys, key=lambda key: self.results.rows[key].scores(self.column(2), "valid").mean())


def _encoders(evidence: Evidence) -> Finding:
    pairs = (("musicnn_lstm-multiple", "cnn2d_lstm-multiple"), ("cnn2d_lstm-multiple", "cnn1d_lstm-multiple"))
    differences = [evidence.difference(*pair, order=1) for pair in pairs]
    parts = [signed_percent("MusiCNN - 2D CNN", differences[0]), signed_percent("2D CNN - 1D CNN", differences[1])]
    return Finding(all_of([is_above(difference) for difference in differences]), "BLEU1: " + "; ".join(parts))


def _multiple(evidence: Evidence) -> Finding:
    differences = {row: evidence.difference(f"{row}-multiple", f"{row}-one", order=1) for row in ROWS}
    parts = [signed_percent(row.replace("_", "+"), difference) for row, difference in differences.items()]
    verdict = all_of([is_above(difference, FAR) for difference in differences.values()])
    return Finding(verdict, f"BLEU1, margin {100 * FAR:.0f}, each against its own references: " + "; ".join(parts))


def _multiple_same_references(evidence: Evidence) -> Finding:
    column = evidence.column(1)
    rows = evidence.results.rows
    differences = {
        row: difference_interval(rows[f"{row}-multiple"].scores(column), rows[f"{row}-one"].scores(f"{column}_all"))
        for row in ROWS
    }
    parts = [signed_percent(row.replace("_", "+"), difference) for row, difference in differences.items()]
    verdict = all_of([is_above(difference) for difference in differences.values()])
    return Finding(verdict, "BLEU1, both against all captions of the clip: " + "; ".join(parts))


def _decoders(evidence: Evidence) -> Finding:
    pairs = [(f"{encoder}_lstm-{captions}", f"{encoder}_gru-{captions}", f"{PARTS[encoder]}, {captions}")
             for encoder in ("cnn2d", "musicnn") for captions in ("one", "multiple")]  # fmt: skip
    differences = [(name, evidence.difference(first, second, order=1)) for first, second, name in pairs]
    verdict = all_of([is_level(difference, LEVEL) for _, difference in differences])
    return Finding(
        verdict,
        f"LSTM - GRU, BLEU1, within {100 * LEVEL:.0f}: " + "; ".join(signed_percent(*pair) for pair in differences),
    )


def _above_top_k(evidence: Evidence) -> Finding:
    best = evidence.results.rows[evidence.best_row()]
    baseline = best_top_k(evidence.results, evidence.column(1))
    second = difference_interval(best.scores(evidence.column(2)), baseline.scores[evidence.column(2)])
    first = difference_interval(best.scores(evidence.column(1)), baseline.scores[evidence.column(1)])
    verdict = all_of([is_above(second, WELL), is_level(first, WELL)])
    parts = "; ".join([signed_percent(f"BLEU2 (margin {100 * WELL:.0f})", second), signed_percent("BLEU1", first)])
    return Finding(verdict, f"{evidence.best_row()} - {baseline.name}: {parts}")


def _above_humans(evidence: Evidence) -> Finding:
    column = evidence.column(2)
    best = evidence.results.rows[evidence.best_row()]
    references = best.references(which="all_captions")
    human = baselines.human_agreement(references)[column]
    if len(human) < 2:
        return Finding(Verdict.UNTESTABLE, "fewer than two clips have two captions")
    several = [len(group) > 1 for group in references]
    as_published = mean_interval(best.scores(f"{column}_all")[:, several])
    like_for_like = np.stack(
        [baselines.model_as_human(best.predictions(seed=seed), references)[column] for seed in range(len(best.runs))]
    )
    difference = difference_interval(like_for_like, human)
    means = f"annotators {100 * human.mean():.1f}, model {100 * as_published.value:.1f} with one reference more"
    return Finding(
        is_above(difference), f"BLEU2: {means}; {signed_percent('model - annotators, as many references', difference)}"
    )


def _sound(evidence: Evidence) -> Finding:
    key, column = evidence.best_row(), evidence.column(2)
    best = evidence.results.rows[key]
    baseline = best_top_k(evidence.results, column)
    over_baseline = difference_interval(best.scores(column), baseline.scores[column])
    shuffled = best.shuffled(2, evidence.rule)
    over_shuffled = difference_interval(best.scores(column), shuffled.per_clip)
    parts = [
        signed_percent(f"{key} - {baseline.name}", over_baseline),
        signed_percent(f"{key} - itself shuffled", over_shuffled),
    ]
    return Finding(all_of([is_above(over_baseline), is_above(over_shuffled)]), "BLEU2: " + "; ".join(parts))


def best_top_k(results: Results, column: str, captions: str = "multiple") -> baselines.Baseline:
    """The top-k baseline whose k is best on validation in ``column``, scored on test against the row's references."""
    train, valid, test = split_references(results, captions)
    k = baselines.best({k: baselines.top_k(train, valid, k) for k in baselines.TOP_K}, column)
    return baselines.top_k(train, test, k)


def best_chain(results: Results, column: str, captions: str = "multiple") -> baselines.Baseline:
    """The bigram chain whose length is best on validation in ``column``, scored on test."""
    train, valid, test = split_references(results, captions)
    k = baselines.best({k: baselines.bigram_chain(train, valid, k) for k in baselines.TOP_K}, column)
    return baselines.bigram_chain(train, test, k)


def split_references(results: Results, captions: str):
    """References of train, valid and test under a captions setting, test and valid in the order of the scores."""
    scored = results.rows[f"{next(iter(ROWS))}-{captions}"]
    chosen = results.corpus.chosen(scored.config)
    train = [chosen[clip] for clip in results.corpus.split(scored.config)["train"]]
    return train, scored.references("valid"), scored.references("test")


CLAIMS = (
    Claim("MusiCNN encoders beat the 2D CNN, which beats the 1D CNN.", "Table 1, BLEU1, multiple", _encoders),
    Claim("Multiple captions per clip score far above one.", "Table 1, BLEU1", _multiple),
    Claim("The same with the same references for both.", "ours", _multiple_same_references),
    Claim("LSTM and GRU decoders are about level.", "Table 1", _decoders),
    Claim(
        "The best model's BLEU2 is well above the top-k baseline's while BLEU1 is about level.", "Sec. 4", _above_top_k
    ),
    Claim("The best model beats the best top-k baseline in BLEU2, and itself with shuffled audio.", "ours", _sound),
    Claim(
        "Annotators agree with each other less than the best model agrees with them.", "Sec. 5, BLEU2", _above_humans
    ),
)
