"""How values are written in tables, notes and verdicts: one set of formats, one sign for what is missing."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Integral, Real
from typing import Any

from paper_repro.core.evaluation.intervals import Interval

Format = Callable[[Any], str]

#: No value: not measured, not defined, or not applicable.
MISSING = "–"
#: In place of the bounds of an interval over fewer than two items.
TOO_FEW = "[too few]"
#: A value that a paper does not state.
NOT_STATED = "not stated"


def number(digits: int, *, scale: float = 1.0, signed: bool = False) -> Format:
    """A format with a fixed number of decimals and thousands separators.

    Args:
        digits: decimals.
        scale: what values are multiplied by first.
        signed: whether positive values, and bounds, have their sign.

    Returns:
        a function from a number, an ``Interval``, None or NaN to text. Zero never has a minus sign.

    Example:
        >>> number(2)(-0.001), number(1)(12345.67), number(2)(None)
        ('0.00', '12,345.7', '–')
        >>> number(2, signed=True)(Interval(0.5, 0.25, 0.75, n=9))
        '+0.50 [+0.25, +0.75]'
    """
    specification = f"{'+' if signed else ''}z,.{digits}f"

    def text(value: Any) -> str:
        if isinstance(value, Interval):
            return _interval(value, text)
        return MISSING if is_missing(value) else format(scale * value, specification)

    return text


def _interval(interval: Interval, text: Format) -> str:
    if is_missing(interval.value):
        return MISSING
    if is_missing(interval.low) or is_missing(interval.high):
        return f"{text(interval.value)} {TOO_FEW}"
    return f"{text(interval.value)} [{text(interval.low)}, {text(interval.high)}]"


def is_missing(value: Any) -> bool:
    """Whether a value is None or NaN."""
    return value is None or (isinstance(value, Real) and math.isnan(value))


#: A share in percent, with one decimal.
percent = number(1, scale=100)
#: A loss, or a difference of losses.
nats = number(2)
#: A ROC-AUC, an accuracy, or another score from 0 to 1.
score = number(3)


def plain(value: Any) -> str:
    """Whole numbers with thousands separators, all else as text.

    Example:
        >>> plain(12345), plain("LSTM"), plain(None)
        ('12,345', 'LSTM', '–')
    """
    if is_missing(value):
        return MISSING
    return f"{value:,}" if isinstance(value, Integral) and not isinstance(value, bool) else str(value)


def quantity(digits: int) -> Format:
    """Whole numbers as ``plain``, other ones with so many decimals: for columns that mix counts and means."""
    decimal = number(digits)
    return lambda value: plain(value) if isinstance(value, Integral) else decimal(value)


def significant(value: Any) -> str:
    """Numbers with four significant digits, all else as ``plain``: for hyperparameters, of any magnitude."""
    return f"{value:.4g}" if isinstance(value, float) and not is_missing(value) else plain(value)


def stated(form: Format) -> Format:
    """A format for values from a paper: a missing one is ``not stated``.

    Example:
        >>> stated(percent)(None), stated(percent)(0.5)
        ('not stated', '50.0')
    """
    return lambda value: NOT_STATED if value is None else form(value)


def shown(condition: bool) -> str:
    """What an interval shows: ``yes`` or ``not shown``, since an interval that reaches 0 shows nothing."""
    return "yes" if condition else "not shown"


def signed(name: str, difference: Interval, digits: int = 3) -> str:
    """A named difference in a verdict's evidence.

    Example:
        >>> signed("LSTM - GRU", Interval(0.5, 0.25, 0.75, n=9), digits=2)
        'LSTM - GRU +0.50 [+0.25, +0.75]'
    """
    return f"{name} {number(digits, signed=True)(difference)}"


def signed_percent(name: str, difference: Interval) -> str:
    """A named difference of shares, in percentage points.

    Example:
        >>> signed_percent("MSD - FMA", Interval(-0.01, -0.03, 0.01, n=9))
        'MSD - FMA -1.0 [-3.0, +1.0]'
    """
    return f"{name} {number(1, scale=100, signed=True)(difference)}"


def markdown_cell(text: str) -> str:
    """Text that stands as it is in one cell of a Markdown table."""
    text = " ".join(text.splitlines())
    for mark in ("\\", "|", "<", "`"):
        text = text.replace(mark, f"\\{mark}")
    return text


def encodable(text: str) -> str:
    """Text that UTF-8 can encode: surrogates, as of file names in another encoding, become ``\\udc..``.

    Of JSON that is an escape: it is read back as the very name. ``printable`` shows names in errors in the same way.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def provenance_lines(provenance) -> str:
    """A Markdown list of the provenance's texts; its lists, such as run names, stand in JSON alone."""
    return "\n".join(f"- {key}: {value}" for key, value in provenance.items() if isinstance(value, str))
