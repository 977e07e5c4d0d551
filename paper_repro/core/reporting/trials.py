"""A hyperparameter search as a table and a figure."""

from __future__ import annotations

import pandas as pd

from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.reporting.formats import significant
from paper_repro.core.reporting.table import Block, Column, Table


def trials_table(paper: str, name: str, title: str, trials: pd.DataFrame, goal: str, mode: str, provenance) -> Table:
    """The trials, best first."""
    ranked = trials.sort_values("score", ascending=mode == "min", kind="stable")
    columns = [Column(goal if key == "score" else key, key, significant) for key in trials.columns]
    return Table(
        paper,
        name,
        title,
        [Block("trials", f"Trials, best {goal} first", columns, ranked.to_dict("records"))],
        (),
        provenance,
    )


@styled
def trials_figure(paper: str, name: str, title: str, trials: pd.DataFrame, goal: str, mode: str, provenance) -> Figure:
    """Score by trial with the best so far, and score against every hyperparameter that was varied."""
    done = trials.dropna(subset=["score"])
    varied = [key for key in done.columns if key not in ("trial", "score", "state") and done[key].nunique() > 1]
    columns = min(3, 1 + len(varied))
    rows = -(-(1 + len(varied)) // columns)
    picture, axes = canvas(4.2 * columns, 3.2 * rows, nrows=rows, ncols=columns, squeeze=False)
    first, *others = axes.flat
    best = done["score"].cummax() if mode == "max" else done["score"].cummin()
    first.plot(done["trial"], done["score"], "o", color=COLOURS[0], label="trial")
    first.step(done["trial"], best, where="post", color=COLOURS[1], label="best so far")
    first.set_xlabel("trial")
    first.set_ylabel(goal)
    first.legend()
    for axis, key in zip(others, varied, strict=False):
        values = done[key]
        if pd.api.types.is_numeric_dtype(values):
            axis.plot(values, done["score"], "o", color=COLOURS[0])
            if values.min() > 0 and values.max() / values.min() >= 20:
                axis.set_xscale("log")
        else:
            axis.plot(values.astype(str), done["score"], "o", color=COLOURS[0])
        axis.set_xlabel(key)
        axis.set_ylabel(goal)
    for axis in others[len(varied) :]:
        axis.axis("off")
    return Figure(paper, name, title, picture, trials, (), provenance)
