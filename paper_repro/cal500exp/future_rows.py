"""What the report would try next: each wish, the row that tries it, what it is held against; and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from paper_repro.cal500exp.first_seconds import FIRST_SECONDS, chosen, open_first_seconds
from paper_repro.cal500exp.options import TagOptions
from paper_repro.cal500exp.outcome import Outcome
from paper_repro.cal500exp.paper import ATTENTIVE, BEST, BOTH_INPUTS, CNN_ALL_TAGS, CNN_BEST, CNN_DEEP, PAPER
from paper_repro.core.command_line import Options
from paper_repro.core.paper import Paper
from paper_repro.core.training.outcome import Results, Rows
from paper_repro.core.training.rows import run_rows
from paper_repro.datasets.cal500exp.table import EMOTIONS


@dataclass(frozen=True)
class Wish:
    """A row, what the report would try by it and where it says so, and the row without it."""

    row: str
    text: str
    place: str
    without: str


WISHES = (
    Wish(CNN_DEEP, "a deeper network", "Sec. 6", CNN_BEST),
    Wish(CNN_ALL_TAGS, "all 67 tags", "ours; Sec. 3.3 expects the contrary", CNN_BEST),
    Wish(ATTENTIVE, "an attentive network, its attention alone", "Sec. 6", BEST),
    Wish(BOTH_INPUTS, "the same on spectrogram and waveform", "Sec. 6", BEST),
)
#: Rows in the table's order: what others are held against stands above them.
ORDER = (CNN_BEST, CNN_DEEP, CNN_ALL_TAGS, BEST, ATTENTIVE, BOTH_INPUTS)
#: Why rows are missing where a copy holds the spectrogram of one window a song.
ONE_WINDOW = "one window a song is there, no long-term frames to follow."
NO_SOUND = "one window a song is there, no long-term frames to follow; and its spectrogram alone, no waveform."
_FIRST_MISSING = {BEST: ONE_WINDOW, ATTENTIVE: ONE_WINDOW, BOTH_INPUTS: NO_SOUND}


@dataclass(frozen=True)
class Tries:
    """Every row that could be trained, scored on the emotions, whatever tags it was trained on.

    Attributes:
        paper: whose rows they are, those on sound or those on first seconds.
        results: what tables read.
        missing: of the other rows, why not.
    """

    paper: Paper
    results: Results[Outcome]
    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> Rows[Outcome]:
        return self.results.rows


def tries(options: Options, names: tuple[str, ...] = ORDER) -> Tries:
    """Trains what is missing of these rows, on the data in ``--data`` or the sample corpus.

    Raises:
        UserError: no usable corpus.
    """
    # Of the 18 emotions, whatever tags other artifacts have.
    options = TagOptions.of(Options.of(options))
    first = chosen(options)
    paper, missing = (FIRST_SECONDS, _FIRST_MISSING) if first else (PAPER, {})
    configs = paper.configs(options, [name for name in names if name not in missing])
    results = run_rows(paper, options, configs, open_first_seconds(options) if first else None)
    # Every first window has the labels of its song's first segment: all are scored.
    rule = {"auc_rule": "filled"} if first else {}
    rows = {key: replace(row, only=EMOTIONS, **rule) for key, row in results.rows.items()}
    return Tries(paper, replace(results, rows=Rows(rows)), {key: missing[key] for key in names if key in missing})
