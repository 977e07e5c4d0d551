"""The papers' own numbers stand beside those parts of claims that ask for them, and beside no others."""

import pytest

from paper_repro.core.reporting.board import Entry
from paper_repro.site.printed import printed_value


def entry(paper, key, condition="", data="rendered"):
    return Entry(paper, key, "", "", condition, "holds", data, 1, "quick", "", [], "")


RULES = "By the paper's rules"


@pytest.mark.parametrize(
    ("about", "part", "value"),
    [
        (entry("majorminer", "encoders", RULES), "BLEU1, MusiCNN + LSTM - 2D CNN + LSTM", 0.458 - 0.393),
        (entry("majorminer", "multiple", RULES), "BLEU1, 1D CNN + LSTM, multiple - one", 0.385 - 0.095),
        (entry("majorminer", "multiple", RULES), "BLEU1, 2D CNN + GRU, multiple - one", None),  # not stated
        (entry("majorminer", "decoders", RULES), "BLEU1, MusiCNN, one: LSTM - GRU", 0.128 - 0.129),
        (entry("majorminer", "annotators", RULES), "2D CNN + GRU's BLEU2 (NLTK 3.2.5) - annotators'", 0.54 - 0.09),
        (entry("majorminer", "annotators", "By standard BLEU"), "1D CNN's BLEU2 - annotators'", None),
        (entry("musiccaps", "clstma-best", "As coded"), "RNN - CLSTMA-MT", 4.08 - 2.89),
        (entry("musiccaps", "clstma-best", "Like for like"), "RNN - CLSTMA-MT", None),  # another loss
        (entry("musiccaps", "uses-audio", "As coded"), "RNN shuffled - heard", None),
        (entry("magnatagatune", "baselines_guess"), "Random Forest", 0.506),
        (
            entry("magnatagatune", "more_training"),
            "over all data, 10 epochs - over all data, 2 epochs",
            0.8629 - 0.7524,
        ),
        (entry("songtitle", "level"), "MSD - FMA at 5 beams", 0.456 - 0.451),
        (entry("songtitle", "five_beams"), "captions, whole crop: 5 beams - greedy", 0.554 - 0.495),
        (entry("songtitle", "linear_cost"), "captions, whole crop: R2 of the line", None),
        (entry("cal500exp", "bars_intense", data="published"), "Angry: CNN", None),
    ],
)
def test_printed_values(about, part, value):
    assert printed_value(about, part) == (None if value is None else pytest.approx(value))
