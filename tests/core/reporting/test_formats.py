import doctest
import math

import numpy as np
import pytest

from paper_repro.core.evaluation.intervals import Interval, mean_interval
from paper_repro.core.reporting import formats
from paper_repro.core.reporting.formats import (
    encodable,
    markdown_cell,
    number,
    percent,
    plain,
    quantity,
    signed,
    signed_percent,
    significant,
    stated,
)  # fmt: skip

NAN = float("nan")


def test_docstring_examples():
    result = doctest.testmod(formats)
    assert result.attempted >= 6
    assert not result.failed


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        (number(2), None, "–"), (number(2), NAN, "–"), (number(2), np.float32("nan"), "–"),
        (number(2), math.inf, "inf"), (number(2), -math.inf, "-inf"),
        (number(2), -0.0, "0.00"), (number(2), -0.004, "0.00"), (number(2, signed=True), -0.004, "+0.00"),
        (number(1), 1234567.89, "1,234,567.9"), (number(0), np.int64(12345), "12,345"),
        (number(2), Interval(-0.001, -0.002, 0.001, 9), "0.00 [0.00, 0.00]"),
        (number(2), Interval(0.5, NAN, NAN, 1), "0.50 [too few]"), (number(2), Interval(NAN, NAN, NAN, 0), "–"),
        (number(3, signed=True), Interval(0.1, -0.2, 0.3, 9), "+0.100 [-0.200, +0.300]"),
        (percent, 0.1234, "12.3"), (percent, -0.0001, "0.0"), (percent, None, "–"),
        (percent, Interval(0.5, 0.25, 0.75, 9), "50.0 [25.0, 75.0]"),
        (percent, Interval(0.5, NAN, NAN, 1), "50.0 [too few]"),
        (plain, 12345, "12,345"), (plain, np.int64(12345), "12,345"), (plain, None, "–"), (plain, NAN, "–"),
        (plain, "LSTM", "LSTM"), (plain, "", ""),
        (quantity(2), 12345, "12,345"), (quantity(2), 2.5, "2.50"), (quantity(2), None, "–"),
        (stated(percent), None, "not stated"), (stated(percent), NAN, "–"), (stated(percent), 0.5, "50.0"),
        (significant, 0.000123456, "0.0001235"), (significant, 12345, "12,345"), (significant, NAN, "–"),
        (significant, "adam", "adam"),
    ],
)  # fmt: skip
def test_values_of_every_kind(form, value, text):
    assert form(value) == text


def test_differences_in_evidence_have_signs_and_no_bounds_where_there_are_too_few():
    assert signed("a - b", Interval(0.5, 0.25, 0.75, 9), 2) == "a - b +0.50 [+0.25, +0.75]"
    assert signed("a - b", mean_interval([0.5])) == "a - b +0.500 [too few]"
    assert signed_percent("a - b", Interval(-0.0001, -0.1, 0.1, 9)) == "a - b +0.0 [-10.0, +10.0]"


def test_cells_keep_the_grid_whole():
    assert markdown_cell("a|b\nc <unk> `d` \\") == "a\\|b c \\<unk> \\`d\\` \\\\"


def test_text_with_surrogates_can_be_written():
    name = b"caf\xe9.wav".decode("utf-8", "surrogateescape")
    assert encodable(f"{name} ·").encode("utf-8") == "caf\\udce9.wav ·".encode()
