"""Whether the report's guesses at what would help were right, and whether attributions tell what the network uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from paper_repro.cal500exp.claims import RULE, better, uses_audio
from paper_repro.cal500exp.outcome import Outcome
from paper_repro.cal500exp.paper import ATTENTIVE, BEST, BOTH_INPUTS, CNN_ALL_TAGS, CNN_BEST, CNN_DEEP, PAPER
from paper_repro.core.evaluation.claims import Claim, Finding, Group, Part, above, all_of, untestable
from paper_repro.core.evaluation.intervals import Scores, difference_interval
from paper_repro.core.reporting.formats import signed
from paper_repro.core.training.outcome import Rows

#: The claim on attributions, and their name among what is missing.
SALIENCY = "saliency"


@dataclass(frozen=True)
class Deletion:
    """What is lost where the most attributed bands are silenced, and where as many random ones are.

    Attributes:
        lost, lost_random: of an emotion's probability in windows that have it, ``(seeds, tracks)``.
        auc_without, auc_without_random: macro ROC-AUC without them, ``(seeds, tracks)``.
    """

    lost: Scores
    lost_random: Scores
    auc_without: Scores
    auc_without_random: Scores


@dataclass(frozen=True)
class Evidence:
    """What these claims read: rows, what silencing bands does, and of what is missing why: a row, or ``SALIENCY``."""

    rows: Rows[Outcome]
    missing: Mapping[str, str]
    deletion: Deletion | None


def _helps(row: str, without: str):
    """A test of whether a row has more MAA and more ROC-AUC than the one without its change."""

    def test(evidence: Evidence) -> Group | Finding:
        if row in evidence.missing:
            return untestable(evidence.missing[row])
        return better(evidence, row, without)

    return test


def _waveform(evidence: Evidence) -> Group | Finding:
    tested = _helps(BOTH_INPUTS, BEST)(evidence)
    if isinstance(tested, Finding):
        return tested
    both, attention = evidence.rows[BOTH_INPUTS], evidence.rows[ATTENTIVE]
    parts = (
        signed("MAA", difference_interval(both.maa(RULE), attention.maa(RULE))),
        signed("ROC-AUC", difference_interval(both.auc, attention.auc)),
    )
    return all_of(*tested.parts, remark=f"Of this by the waveform, above attention alone: {', '.join(parts)}.")


def _listen(evidence: Evidence) -> Group:
    def of(key: str, row: Outcome) -> Group:
        constant = Part.difference("MAA - constant", row.maa(RULE), row.constant_maa(RULE), above())
        return all_of(constant, *uses_audio(row).parts, name=PAPER.row(key).label)

    return all_of(*(of(key, row) for key, row in evidence.rows.items()))


def _deletion(test: Callable[[Deletion], Part]) -> Callable[[Evidence], Part | Finding]:
    def tested(evidence: Evidence) -> Part | Finding:
        return untestable(evidence.missing[SALIENCY]) if SALIENCY in evidence.missing else test(evidence.deletion)

    return tested


def _in_the_window(deletion: Deletion) -> Part:
    return Part.difference("probability lost - by random bands", deletion.lost, deletion.lost_random, above())


def _in_other_tracks(deletion: Deletion) -> Part:
    name = "ROC-AUC lost - by random bands"
    return Part.difference(name, deletion.auc_without_random, deletion.auc_without, above())


CLAIMS = (
    Claim(
        "future_deeper",
        "A deeper network makes a better performance (corrected CNN with six and with four convolutions).",
        "Sec. 6",
        _helps(CNN_DEEP, CNN_BEST),
    ),
    Claim(
        "tried_all_tags",
        "Training on all 67 tags helps the emotions (corrected CNN).",
        "ours; Sec. 3.3 expects the contrary",
        _helps(CNN_ALL_TAGS, CNN_BEST),
    ),
    Claim(
        "future_attention",
        "Attention over the long-term frames helps the corrected CNN+LSTM.",
        "Sec. 6, a part of it",
        _helps(ATTENTIVE, BEST),
    ),
    Claim(
        "future_waveform",
        "Attention, with the waveform beside the mel spectrogram, helps the corrected CNN+LSTM.",
        "Sec. 6",
        _waveform,
    ),
    Claim(
        "tried_listen",
        "Every row beats a constant predictor, and itself with the sound shuffled.",
        "ours",
        _listen,
    ),
    Claim(
        SALIENCY,
        "Attributions name the bands by which the CNN hears an emotion in a window: silenced, they take more of its "
        "probability than random ones.",
        "ours; Sec. 6 asks what the layers extract",
        _deletion(_in_the_window),
    ),
    Claim(
        "saliency_elsewhere",
        "They name bands that tell an emotion in other tracks too: silenced, ROC-AUC falls more than by random ones.",
        "ours",
        _deletion(_in_other_tracks),
    ),
)
