"""Per tag: ROC-AUC and average precision of the paper's best network and of the forest. A figure of our own.

    python -m paper_repro.magnatagatune.per_tag

Reads the runs of table2 and table3, or trains the two it needs. Expect instruments and loud genres to be easy, and
words on which players disagree (weird, soft) to be hard: the one number of the tables hides that spread.
Files: results/magnatagatune/per_tag.{png,csv,json}; on real clips per_tag_real.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.transforms import ScaledTranslation

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.evaluation.tagging import average_precision, macro, roc_auc
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.training.rows import run_rows
from paper_repro.magnatagatune.data import extract_note
from paper_repro.magnatagatune.outcome import unscored_note
from paper_repro.magnatagatune.paper import BEST, PAPER

FOREST = "forest"


@styled
def figure(options: Options) -> Figure:
    results = run_rows(PAPER, options, PAPER.configs(options, [BEST, FOREST]))
    network, forest = results.rows[BEST], results.rows[FOREST]
    share = network.labels().mean(axis=0)
    rows = pd.DataFrame(
        {
            "tag": network.tags,
            "share": share,
            "network_roc_auc": network.per_tag(roc_auc),
            "forest_roc_auc": forest.per_tag(roc_auc),
            "network_average_precision": network.per_tag(average_precision),
            "forest_average_precision": forest.per_tag(average_precision),
        }
    )
    picture = draw(rows, {"forest": (COLOURS[1], "D"), "network": (COLOURS[0], "o")}, "test", len(network.clip_ids()))
    return Figure(
        "magnatagatune",
        f"per_tag{results.corpus.suffix}",
        "Scores per tag: the network with batch norm and dropout, and the random forest by its probabilities",
        picture,
        rows,
        (
            "In brackets: the share of test clips with the tag. Chance has that average precision, a little more where "
            "a tag has few clips.",
            unscored_note(results),
            *extract_note(results.corpus),
            results.corpus.split_note,
        ),
        results.provenance,
    )


def draw(
    rows: pd.DataFrame, series: Mapping[str, tuple[str, str]], part: str, clips: int, *, legend_below: bool = False
) -> Canvas:
    """ROC-AUC and average precision of each tag, a mark for each of the ``series``.

    Args:
        rows: a tag each: ``tag``, ``share`` and for each of the series ``NAME_roc_auc`` and ``NAME_average_precision``;
            a tag without a score is left out. In the order of the last of the series.
        series: colour and marker by name.
        part: which clips are scored.
        clips: their number.
        legend_below: whether legends stand below the axes: of few tags, or of any, they would hide marks.
    """
    drawn = rows.dropna().sort_values(f"{list(series)[-1]}_roc_auc", kind="stable").reset_index(drop=True)
    places = np.arange(len(drawn))
    below = 0.25 * (len(series) + 1) if legend_below else 0.0
    picture, (left, right) = canvas(10, 0.19 * len(drawn) + 1.6 + below, ncols=2, sharey=True)
    for axis, score, name, chance in (
        (left, "roc_auc", "ROC-AUC", np.full(len(drawn), 0.5)),
        (right, "average_precision", "average precision", drawn["share"]),
    ):
        axis.plot(chance, places, "|", color="grey", ms=7, label="chance")
        for who, (colour, marker) in series.items():
            label = f"{who}, mean {macro(rows[f'{who}_{score}'].to_numpy()):.3f}"
            axis.plot(drawn[f"{who}_{score}"], places, marker, color=colour, ms=4.5, label=label)
        axis.set_xlabel(f"{name}, {part}")
        least = float(drawn[[f"{who}_{score}" for who in series]].min(axis=None))
        axis.set_xlim(min(0.3, least - 0.02) if score == "roc_auc" else -0.02, 1.02)
        axis.grid(axis="x", color="0.9")
        if legend_below:
            inch_below = axis.transAxes + ScaledTranslation(0, -0.5, picture.dpi_scale_trans)
            axis.legend(loc="upper center", bbox_to_anchor=(0.5, 0), bbox_transform=inch_below)
        else:
            axis.legend(loc="lower right" if score != "roc_auc" else "upper left", frameon=True, framealpha=0.9)
    left.set_yticks(places, [f"{tag} ({share:.1%})" for tag, share in zip(drawn["tag"], drawn["share"], strict=True)])
    left.tick_params(axis="y", labelsize=8)
    left.set_ylim(-1, len(drawn))
    left.set_title(f"Per tag, n = {clips:,} {part} clips")
    return picture


if __name__ == "__main__":
    run_script(figure, __doc__)
