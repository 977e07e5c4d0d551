"""Per tag: ROC-AUC and average precision of each row of a training on your own labels."""

from __future__ import annotations

import pandas as pd

from paper_repro.core.evaluation.tagging import average_precision, roc_auc
from paper_repro.core.reporting.figure import COLOURS, Figure, styled
from paper_repro.core.training.outcome import Results
from paper_repro.magnatagatune.config import ALL, NONE
from paper_repro.magnatagatune.outcome import HELD_OUT
from paper_repro.magnatagatune.own_labels.config import OUTPUT
from paper_repro.magnatagatune.own_labels.engine import NAME
from paper_repro.magnatagatune.own_labels.outcome import Outcome
from paper_repro.magnatagatune.own_labels.table import artifact_name, provenance
from paper_repro.magnatagatune.per_tag import draw

#: Tags that are drawn: the most frequent; more could not be read.
MOST_TAGS = 80
MARKS = ((COLOURS[0], "o"), (COLOURS[1], "D"), (COLOURS[2], "s"))


@styled
def figure(results: Results, model: str) -> Figure | None:
    """The figure; None where no tag can be scored."""
    rows = list(results.rows.values())
    labels = rows[0].labels(HELD_OUT)
    columns = {"tag": rows[0].tags, "clips": labels.sum(axis=0), "share": labels.mean(axis=0)}
    for row in rows:
        columns[f"{_short(row)}_roc_auc"] = row.per_tag(roc_auc, HELD_OUT)
        columns[f"{_short(row)}_average_precision"] = row.per_tag(average_precision, HELD_OUT)
    found = pd.DataFrame(columns)
    scored = found.dropna()
    if scored.empty:
        return None
    # The row that the run is about is drawn last, and orders the tags.
    series = dict(zip(reversed([_short(row) for row in rows]), MARKS[: len(rows)][::-1], strict=True))
    drawn = scored.head(MOST_TAGS)
    left_out = len(found) - len(drawn)
    return Figure(
        NAME,
        f"{artifact_name(results.corpus.data.path, model)}_per_tag",
        f"Scores per tag of {results.corpus.data.path.name}",
        draw(drawn, series, HELD_OUT, len(labels), legend_below=True),
        found,
        (
            "In brackets: the share of clips with the tag. Chance has that average precision, a little more where a "
            "tag has few clips.",
            *([f"Tags not drawn, unscored or beyond the {MOST_TAGS} most frequent: {left_out:,}."] if left_out else []),
        ),
        provenance(results, model),
    )


def _short(row: Outcome) -> str:
    return {OUTPUT: "output layer", ALL: "all layers", NONE: "from scratch"}[row.config.layers]
