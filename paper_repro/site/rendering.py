"""The templates' environment: escaping everywhere, and the few filters that they use."""

from __future__ import annotations

import json
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from paper_repro.core.printable import printable
from paper_repro.site.grids import Grid, flat
from paper_repro.site.readme import anchor

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
#: Characters that end a script, or a line of one, in HTML.
_ESCAPED = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def environment(site: Any) -> Environment:
    """An environment in which every value is escaped, and a missing one is an error."""
    env = Environment(
        loader=PackageLoader("paper_repro.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    env.globals["site"] = site
    env.filters.update(
        in_words=in_words,
        lower_first=lambda text: text[:1].lower() + text[1:],
        percent=lambda share: f"{share:g}%",
        raw_rows=raw_rows,
        result_anchor=lambda name: anchor(name.partition("/")[2]),
    )
    return env


def in_words(count: int) -> str:
    """A count of up to ten in words."""
    return _WORDS[count] if count < len(_WORDS) else str(count)


def raw_rows(grid: Grid) -> Markup:
    """Raw values for a script element, names once: ``[names, row, ...]``; nothing in it can end the element.

    Texts that every row prints are not said twice.
    """
    rows = [dict(flat(record)) for record in grid.records]
    shown = [{cell.text for cell in cells} for cells in grid.rows]
    names = [
        name
        for name in dict.fromkeys(name for row in rows for name in row)
        if not all(row.get(name) in texts for row, texts in zip(rows, shown, strict=True))
    ]
    content = [[printable(name) for name in names], *([_short(row.get(name)) for name in names] for row in rows)]
    return Markup(json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED))


def _short(value: Any) -> Any:
    return float(f"{value:.6g}") if isinstance(value, float) else printable(value) if isinstance(value, str) else value


def _clean(value: Any) -> Any:
    """Text without control characters and overrides of direction, which HTML does not allow or which reorder a page."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else printable(value)
