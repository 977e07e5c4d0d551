"""What the report asserts of its networks, each sentence tested on the test tracks; and what cannot be tested.

What it says of the data is tested in ``data_claims``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_repro.cal500exp.config import MODELS
from paper_repro.cal500exp.outcome import Outcome
from paper_repro.cal500exp.paper import ALL_TAGS, BEST, DEEP, POWER, ROWS
from paper_repro.cal500exp.ranked import ranked_interval
from paper_repro.core.evaluation.claims import (
    SCORE,
    Claim,
    Group,
    Part,
    Untested,
    above,
    all_of,
    any_of,
    below,
    none_of,
)
from paper_repro.core.training.outcome import Results
from paper_repro.datasets.cal500exp.table import EMOTIONS, readable

#: The abstract: what a high accuracy is.
HIGH = 0.8
#: Sec. 6 calls these intense.
INTENSE = ("Emotion-Angry_/_Agressive", "Emotion-Sad")
BIZARRE, ROMANTIC = "Emotion-Bizarre_/_Weird", "Emotion-Loving_/_Romantic"
#: "Around a coin toss or even worse" (ours): below this.
COIN = 0.6
#: "Outperformed much more" (ours): by more than this.
MUCH = 0.1
#: The smallest majority of the emotions.
MOST = len(EMOTIONS) // 2 + 1
#: The variant that stands for the report where a claim is about its networks.
CNN, CNN_LSTM = AS_WRITTEN = tuple(f"{model}_written" for model in MODELS)
#: Whose labels: those that the report scored.
RULE = "filled"


def _intense_high(results: Results) -> Group:
    def parts(tag: str) -> Iterator[Part]:
        for key in AS_WRITTEN:
            yield Part.mean(ROWS[key].label, results.rows[key].of_tag(RULE, tag), above(HIGH))

    constant = "; ".join(
        f"{readable(tag)} {results.rows[CNN].constant_of_tag(RULE, tag).mean():.3f}" for tag in INTENSE
    )
    return any_of(*(all_of(*parts(tag), name=readable(tag)) for tag in INTENSE), remark=f"A constant has {constant}.")


def _intense_above_constant(results: Results) -> Group:
    def parts(tag: str) -> Iterator[Part]:
        for key in AS_WRITTEN:
            row: Outcome = results.rows[key]
            yield Part.difference(
                f"{ROWS[key].label} - constant", row.of_tag(RULE, tag), row.constant_of_tag(RULE, tag), above()
            )

    return any_of(*(all_of(*parts(tag), name=readable(tag)) for tag in INTENSE))


def _intense_higher(results: Results) -> Group:
    others = [tag for tag in EMOTIONS if tag not in INTENSE]

    def parts(tag: str) -> Iterator[Part]:
        for key in AS_WRITTEN:
            row: Outcome = results.rows[key]
            rest = row.of_tags(others).maa(RULE)
            yield Part.difference(f"{ROWS[key].label} - its mean of the others", row.of_tag(RULE, tag), rest, above())

    return all_of(*(all_of(*parts(tag), name=readable(tag)) for tag in INTENSE))


def most_near_chance(results: Results, rows: Sequence[str] = AS_WRITTEN) -> Group:
    """Whether most emotions of each of these rows have an accuracy around a coin toss or worse."""

    def part(key: str) -> Part:
        scores = results.rows[key].tag_accuracies(RULE)
        name = f"{ROWS[key].label}: highest accuracy of its {MOST} lowest emotions"
        return Part(name, below(COIN), SCORE, lambda confidence: ranked_interval(scores, MOST, confidence))

    return all_of(*map(part, rows))


def _bizarre_and_romantic(results: Results) -> Group:
    def part(name: str, tag: str, first: str, second: str) -> Part:
        of_first, of_second = (results.rows[key].of_tag(RULE, tag) for key in (first, second))
        return Part.difference(name, of_first, of_second, above(MUCH))

    return all_of(
        part("CNN+LSTM - CNN on Bizarre", BIZARRE, CNN_LSTM, CNN),
        part("CNN - CNN+LSTM on Romantic", ROMANTIC, CNN, CNN_LSTM),
    )


def _above_constant(results: Results, *variants: str) -> list[Part]:
    """For both networks in these variants, how far each lies above the constant predictor."""
    keys = [f"{model}_{variant}" for variant in variants for model in MODELS]
    return [
        Part.difference(
            f"{ROWS[key].label} - constant",
            results.rows[key].maa(RULE),
            results.rows[key].constant_maa(RULE),
            above(),
        )
        for key in keys
    ]


def _corrected(results: Results) -> Group:
    return all_of(*_above_constant(results, "corrected"))


def _others(results: Results) -> Group:
    return none_of(*_above_constant(results, "coded", "written"))


def better(results: Results, first: str, second: str) -> Group:
    """Whether a row has more MAA and more ROC-AUC than another, on the emotions."""
    one, other = (results.rows[key].of_tags(EMOTIONS) for key in (first, second))
    return all_of(
        Part.difference("difference of MAA", one.maa(RULE), other.maa(RULE), above()),
        Part.difference("difference of ROC-AUC", one.auc, other.auc, above()),
    )


def uses_audio(row: Outcome) -> Group:
    """Whether a row has more MAA and ROC-AUC than its own outputs for other tracks."""
    return all_of(
        Part.difference("MAA - with the sound shuffled", row.maa(RULE), row.shuffled_maa(RULE), above()),
        Part.difference("ROC-AUC - with the sound shuffled", row.auc, row.shuffled_auc, above()),
    )


def _moment(results: Results) -> Part:
    row: Outcome = results.rows[BEST]
    return Part.difference(
        "ROC-AUC - with each track's outputs in another order", row.auc, row.auc_out_of_order, above()
    )


CLAIMS = (
    Claim(
        "intense_high",
        "For some of the intense labels (Angry, Sad) both networks as written reach an accuracy above .8.",
        "abstract, Sec. 6",
        _intense_high,
    ),
    Claim(
        "intense_above_constant",
        "For some of them both networks as written beat a constant predictor.",
        "ours",
        _intense_above_constant,
    ),
    Claim(
        "intense_higher",
        "Accuracy is higher in intense emotions: on Angry and on Sad above the mean of the other 16.",
        "Sec. 6",
        _intense_higher,
    ),
    Claim(
        "most_near_chance",
        "Most labels are around a coin toss or worse: 10 of 18 or more below .60 (margin .10: ours).",
        "abstract, Sec. 6, 7",
        most_near_chance,
    ),
    Claim(
        "bizarre_and_romantic",
        "As written, CNN+LSTM far outperforms CNN on Bizarre, CNN CNN+LSTM on Romantic: by over .10 (ours).",
        "Sec. 6, Fig. 4",
        _bizarre_and_romantic,
    ),
    Claim("corrected_above_constant", "The corrected networks beat the constant predictor.", "ours", _corrected),
    Claim("others_not", "The networks as coded and as written do not.", "ours", _others),
    Claim(
        "features",
        "Log-mel and normalisation improve the result (corrected CNN+LSTM with and without both).",
        "Sec. 6",
        lambda results: better(results, BEST, POWER),
    ),
    Claim(
        "deeper",
        "A deeper network performs better (corrected CNN+LSTM with six and with four convolutions).",
        "Sec. 6",
        lambda results: better(results, DEEP, BEST),
    ),
    Claim(
        "features_and_depth",
        "With preprocessing and architecture changed, the result improves (both together).",
        "Sec. 6",
        lambda results: better(results, DEEP, POWER),
    ),
    Claim(
        "one_level",
        "A network fits one or two semantic levels only: on emotions, training on these beats training on 67 tags.",
        "Sec. 3.3",
        lambda results: better(results, BEST, ALL_TAGS),
    ),
    Claim(
        "lstm",
        "The LSTM over the track helps: the corrected CNN+LSTM beats the corrected CNN.",
        "ours; purpose: Sec. 4.2",
        lambda results: better(results, BEST, "cnn_corrected"),
    ),
    Claim(
        "uses_audio",
        "The corrected CNN+LSTM beats itself with the sound shuffled between tracks.",
        "ours",
        lambda results: uses_audio(results.rows[BEST]),
    ),
    Claim(
        "moment",
        "It recognises the moment and not only the track: tags are time-varying.",
        "ours; purpose: title, Sec. 1",
        _moment,
    ),
)

UNTESTED = (
    Untested(
        "Very few studies have predicted time-varying tags; recommendation is mainly collaborative filtering.",
        "abstract, Sec. 1",
        "About the literature of the time, not about this data.",
    ),
    Untested(
        "Auto-tagging facilitates retrieval; time-varying tags help to study music in the brain.",
        "Sec. 1, 6",
        "No retrieval system and no listener is measured.",
    ),
    Untested(
        "CAL500 has 174 tags in 8 categories for whole tracks, its songs are by different artists.",
        "Sec. 2",
        "CAL500's own annotations and artists are in no file of CAL500exp.",
    ),
    Untested(
        "Segments come from Foote and Cooper's method, similar ones merged by k-medoids.",
        "Sec. 2",
        "How the published segments were made cannot be read from them.",
    ),
    Untested(
        "The mel spectrogram is efficient and perceptually relevant, compared with STFT and MFCC.",
        "Sec. 3.1",
        "Cited; no network is trained on the other two.",
    ),
    Untested(
        "The sampling frequency of every track is 20500 Hz.",
        "Sec. 3.1",
        "A slip, see the README; `data cal500exp` names every sound file that is not at 22,050 Hz.",
    ),
    Untested(
        "Time-varying labels need more than one single frame.",
        "Sec. 3.3",
        "No network is trained on single frames.",
    ),
    Untested(
        "One track in a batch avoids information loss.",
        "Sec. 4.3",
        "Nothing is lost in larger ones: what pads them weighs nothing. The grid «batches» compares their scores.",
    ),
)
