"""The row of all 188 tags, which Section IV says never converged: a corpus of its own, over the same clips."""

from __future__ import annotations

from dataclasses import replace

from paper_repro.core.training.outcome import Results, Rows
from paper_repro.core.training.rows import run_rows
from paper_repro.magnatagatune.paper import ALL_TAGS, PAPER


def with_all_tags(results: Results) -> Results:
    """Results of the other rows, and that of all tags beside them, trained where it is missing."""
    (wanted,) = PAPER.configs(results.options, [ALL_TAGS]).values()
    others = run_rows(PAPER, results.options, {ALL_TAGS: wanted}, results.corpus.with_tags(wanted.tags))
    return replace(results, rows=Rows({**results.rows, **others.rows}))
