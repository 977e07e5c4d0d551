"""The rows of the table ``future``: which are trained on which clips, and what each is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from paper_repro.core.command_line import Options
from paper_repro.core.training.outcome import Results, Rows
from paper_repro.core.training.rows import run_rows
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.data import Corpus, open_corpus
from paper_repro.magnatagatune.outcome import HELD_OUT
from paper_repro.magnatagatune.paper import (
    BEST,
    FROZEN,
    FROZEN_MSD,
    HALF,
    INPUT_ROWS,
    PAPER,
    QUARTER,
    TUNED_MSD,
)
from paper_repro.weights.features import is_here

#: Rows of published networks, in the order of their training: all layers begin where the output layer has ended.
TRANSFER_ROWS = (FROZEN, FROZEN_MSD, TUNED_MSD)
#: On the sample corpus, whose 1,600 clips would take two cores half an hour: of fewer clips and windows.
SMALLER: Mapping[str, Mapping[str, object]] = {
    **{row: {"share": 0.5} for row in INPUT_ROWS},
    **{row: {"share": 0.25, "windows": 2} for row in TRANSFER_ROWS},
}
#: Of the inputs, what the smoke preset trains: one that is computed, one that is learned.
SMOKE_INPUTS = ("cqt", "waveform")


@dataclass(frozen=True)
class Plan:
    """Which rows there are on a corpus, and what each is held against.

    Attributes:
        rows: their names, references first.
        against: the row without it, by row.
        missing: why a row cannot be trained here, by row.
        part: which clips decide: test clips, or of few real clips all that no training reads.
    """

    rows: tuple[str, ...]
    against: Mapping[str, str]
    missing: Mapping[str, str]
    part: str


def plan(options: Options, corpus: Corpus) -> Plan:
    """The rows on this corpus under this preset."""
    smaller = is_smaller(options, corpus)
    inputs = [row for row in INPUT_ROWS if options.preset != "smoke" or row in SMOKE_INPUTS]
    shares = [HALF] if options.preset == "smoke" else [HALF, QUARTER]
    networks = {row: PAPER.row(row).changes["model"] for row in TRANSFER_ROWS}
    missing = {
        row: f"the published weights are not here; get them: python -m paper_repro weights fetch {network}."
        for row, network in networks.items()
        if not is_here(network)
    }
    scratch = QUARTER if smaller and QUARTER in shares else BEST
    against = {
        **dict.fromkeys(INPUT_ROWS, HALF if smaller else BEST),
        BEST: HALF,
        **({HALF: QUARTER} if QUARTER in shares else {}),
        **dict.fromkeys(TRANSFER_ROWS, scratch),
    }
    rows = (BEST, *shares, *inputs, *(row for row in TRANSFER_ROWS if row not in missing))
    return Plan(rows, against, missing, "test" if corpus.rendered else HELD_OUT)


def is_smaller(options: Options, corpus: Corpus) -> bool:
    """Whether rows are trained on a part of the clips."""
    return corpus.rendered and options.preset != "paper"


def configs(options: Options, corpus: Corpus) -> dict[str, Config]:
    """Configs of the rows that can be trained here, in the order in which they are."""
    found = PAPER.configs(options, plan(options, corpus).rows)
    if not is_smaller(options, corpus):
        return found
    return {row: replace(config, **SMALLER.get(row, {})) for row, config in found.items()}


def trained(options: Options) -> Results:
    """All rows, trained where they are missing."""
    corpus = open_corpus(options, PAPER.base_config(options))
    wanted = configs(options, corpus)
    first = {row: config for row, config in wanted.items() if row != TUNED_MSD}
    results = run_rows(PAPER, options, first, corpus)
    if TUNED_MSD not in wanted:
        return results
    # After the row whose output layer it begins with, also where trainings run side by side.
    last = run_rows(PAPER, options, {TUNED_MSD: wanted[TUNED_MSD]}, corpus)
    return replace(results, rows=Rows({**results.rows, **last.rows}))
