"""How often verdicts are wrong: level and coverage of the intervals, by simulation.

    python experiments/evaluation/levels.py [--draws 10000]

Two systems without a true difference are scored on n items, in one or several trainings, thousands of times. A claim
that one lies above the other should hold at most 2.5 % of the time, and fail at most as often. Beside it stands the
percentile bootstrap over items and seeds, which tables had before. Below: claims of several parts, and the coverage of
intervals of the macro ROC-AUC of rare tags.

A few minutes on one core. Files: results/evaluation/levels.{md,csv,json} and levels_figure.{png,csv,json}.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm

from paper_repro.core.command_line import positive, run_main, show
from paper_repro.core.evaluation.claims import MIN_ITEMS, Part, Verdict, above, all_of, any_of, judge
from paper_repro.core.evaluation.intervals import mean_interval
from paper_repro.core.evaluation.tagging import auc_scores
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.reporting.together import Together

ITEMS = (20, 30, 100, 1000)
SEEDS = (1, 3, 5)
#: Draws for what resamples each draw, and their resamples.
BOOTSTRAPPED, RESAMPLES = 500, 500
rate = number(1, scale=100)


def _bleu(rng: np.random.Generator, shape: tuple) -> np.ndarray:
    """Mostly 0, some shares of matched bigrams."""
    values = np.array([0.0, 0.33, 0.41, 0.5, 0.58, 0.71, 1.0])
    return rng.choice(values, size=shape, p=[0.6, 0.08, 0.08, 0.08, 0.06, 0.05, 0.05])


def _accuracy(rng: np.random.Generator, shape: tuple) -> np.ndarray:
    """Of tracks: most are all right or all wrong."""
    return rng.beta(0.5, 0.3, size=shape)


def _exchangeable(score: Callable) -> Callable:
    """Differences of two systems whose scores share half of what an item is, and nothing else."""

    def differences(rng: np.random.Generator, seeds: int, items: int) -> np.ndarray:
        first, second = (score(rng, (seeds, items)) for _ in range(2))
        shared = score(rng, (1, items))
        keep = rng.random((2, 1, items)) < 0.5
        return np.where(keep[0], shared, first) - np.where(keep[1], shared, second)

    return differences


def _skewed(rng: np.random.Generator, seeds: int, items: int) -> np.ndarray:
    """Mean 0, but a few items far above it: a model against a constant answer."""
    rare = (rng.random((1, items)) < 0.15) / 0.15 - 1.0
    return 0.5 * rare + 0.5 * rng.standard_normal((seeds, items))


KINDS: dict[str, Callable[[np.random.Generator, int, int], np.ndarray]] = {
    "normal": lambda rng, seeds, items: rng.standard_normal((1, items)) + rng.standard_normal((seeds, items)),
    "BLEU2 of two like systems": _exchangeable(_bleu),
    "accuracy of two like systems": _exchangeable(_accuracy),
    "skewed, mean 0": _skewed,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=positive, default=10_000, metavar="N")
    parser.add_argument("--out", type=Path, default=Path("results"))
    arguments = parser.parse_args()
    run_main(lambda: show(_levels(arguments.draws), arguments.out))


def _levels(draws: int) -> Together:
    rows = [_cell(kind, items, seeds, draws) for kind in KINDS for items in ITEMS for seeds in SEEDS]
    worst = max(row["holds"] for row in rows if row["kind"] != "skewed, mean 0")
    groups = list(_groups(draws))
    columns = [
        Column("Differences", "kind"),
        Column("n", "items"),
        Column("trainings", "seeds"),
        Column("holds", "holds", rate),
        Column("does not hold", "fails", rate),
        Column("coverage", "coverage", rate),
        Column("holds, percentile bootstrap", "bootstrap_holds", rate),
        Column("coverage, percentile bootstrap", "bootstrap_coverage", rate),
    ]
    blocks = [
        Block("levels", "Without a true difference, percent of draws", columns, rows),
        Block(
            "groups", "Claims of several parts, none truly different: n = 100, three trainings, percent of draws",
            [Column("Claim", "claim"), Column("parts", "parts"), Column("holds", "holds", rate),
             Column("does not hold", "fails", rate), Column("without correction", "uncorrected", rate)],
            groups,
        ),
        Block(
            "auc", "Macro ROC-AUC of 50 tags, 1.5 to 25 % of clips each: coverage of the 95 % interval",
            [Column("clips", "items"), Column("coverage", "coverage", rate), Column("draws", "draws")],
            [_auc(items, max(200, draws // 20)) for items in (50, 86, 200, 1000)],
        ),
    ]  # fmt: skip
    notes = [
        "Several trainings differ by as much as the items' standard error (each system's trainings are its own).",
        f"«holds» and «does not hold» are what the intervals say; with fewer than {MIN_ITEMS} items the engine gives "
        "neither.",
        f"Standard error of a rate of 2.5 %: {100 * np.sqrt(0.025 * 0.975 / draws):.2f}; of the bootstrap's columns, "
        f"over {min(BOOTSTRAPPED, draws):,} draws, {100 * np.sqrt(0.025 * 0.975 / min(BOOTSTRAPPED, draws)):.2f}.",
        "«skewed»: a few items far above the mean. The interval reaches as far to both sides, so that with few items "
        "the mean lies above it too often: coverage is what is lost, and «does not hold» comes up too often.",
    ]
    lead = [
        f"Of two systems that do not differ one is said to be better in at most {100 * worst:.1f} % of the cases.",
        f"Simulated scores, {draws:,} draws a row.",
    ]
    provenance = {"Data": "simulated scores", "Draws": f"{draws:,}, seed 0"}
    table = Table("evaluation", "levels", "How often verdicts are wrong", blocks, notes, provenance, lead)
    return Together([table, _figure(rows, provenance)])


def _draws(kind: str, items: int, seeds: int, draws: int) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(0)
    spread = KINDS[kind](rng, 1, 20_000).std() / np.sqrt(items)
    for _ in range(draws):
        found = KINDS[kind](rng, seeds, items)
        yield found + spread * rng.standard_normal((seeds, 1)) if seeds > 1 else found


def _cell(kind: str, items: int, seeds: int, draws: int) -> dict:
    intervals = [mean_interval(scores) for scores in _draws(kind, items, seeds, draws)]
    low, high = (np.array([getattr(interval, side) for interval in intervals]) for side in ("low", "high"))
    return {
        "kind": kind,
        "items": items,
        "seeds": seeds,
        "holds": float((low > 0).mean()),
        "fails": float((high < 0).mean()),
        "coverage": float(((low <= 0) & (high >= 0)).mean()),
        **_bootstrap(kind, items, seeds, min(BOOTSTRAPPED, draws)),
    }


def _bootstrap(kind: str, items: int, seeds: int, draws: int) -> dict[str, float]:
    """The percentile bootstrap that draws items and seeds with replacement."""
    rng = np.random.default_rng(1)
    bounds = []
    for scores in _draws(kind, items, seeds, draws):
        drawn = rng.multinomial(items, np.full(items, 1 / items), RESAMPLES) / items
        shares = rng.multinomial(seeds, np.full(seeds, 1 / seeds), RESAMPLES) / seeds
        bounds.append(np.quantile((drawn @ scores.T * shares).sum(axis=1), [0.025, 0.975]))
    low, high = np.transpose(bounds)
    return {
        "bootstrap_holds": float((low > 0).mean()),
        "bootstrap_coverage": float(((low <= 0) & (high >= 0)).mean()),
    }


def _groups(draws: int) -> Iterator[dict]:
    kind = "BLEU2 of two like systems"
    for name, group in (("all of them lie above", all_of), ("some of them lie above", any_of)):
        for parts in (1, 4, 24):
            number_of_draws = max(200, draws // 10)
            stream = _draws(kind, 100, 3, parts * number_of_draws)
            found, uncorrected = [], 0
            for _ in range(number_of_draws):
                tested = [Part.mean(str(part), next(stream), above()) for part in range(parts)]
                found.append(judge(group(*tested)).verdict)
                alone = [judge(part).verdict for part in tested]
                uncorrected += (Verdict.FAILS if group is all_of else Verdict.HOLDS) in alone
            yield {
                "claim": name,
                "parts": parts,
                "holds": found.count(Verdict.HOLDS) / len(found),
                "fails": found.count(Verdict.FAILS) / len(found),
                "uncorrected": uncorrected / len(found),
            }


def _auc(items: int, draws: int) -> dict:
    rng = np.random.default_rng(2)
    rates, shift = np.exp(rng.uniform(np.log(0.015), np.log(0.25), 50)), rng.uniform(0.4, 1.6, 50)
    true = norm.cdf(shift / np.sqrt(2))
    held = 0
    for _ in range(draws):
        labels = (rng.random((items, 50)) < rates).astype(np.uint8)
        found = mean_interval(auc_scores(labels, rng.standard_normal((items, 50)) + shift * labels))
        held += found.low <= true[labels.any(axis=0)].mean() <= found.high
    return {"items": items, "coverage": held / draws, "draws": draws}


@styled
def _figure(rows: list[dict], provenance: dict) -> Figure:
    picture, axes = canvas(9.0, 3.6, ncols=len(SEEDS), sharey=True)
    frame = pd.DataFrame(rows)
    for axis, seeds in zip(axes, SEEDS, strict=True):
        for colour, kind in zip(COLOURS, KINDS, strict=False):
            part = frame[(frame["kind"] == kind) & (frame["seeds"] == seeds)]
            axis.plot(part["items"], 100 * part["holds"], "o-", color=colour, label=kind, markersize=4)
            axis.plot(part["items"], 100 * part["bootstrap_holds"], ":", color=colour, linewidth=1)
        axis.axhline(2.5, color="0.4", linewidth=0.8)
        axis.set_xscale("log")
        axis.set_xticks(ITEMS, [f"{items:,}" for items in ITEMS])
        axis.minorticks_off()
        axis.set_title("one training" if seeds == 1 else f"{seeds} trainings")
        axis.set_xlabel("items")
    axes[0].set_ylabel("«holds» without a\ntrue difference, %")
    axes[0].set_ylim(0, None)
    picture.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(KINDS), fontsize=8)
    notes = ("Lines: t intervals over seeds and items; dotted: percentile bootstrap. Grey: the 2.5 % that are meant.",)
    return Figure("evaluation", "levels_figure", "How often verdicts are wrong", picture, frame, notes, provenance)


if __name__ == "__main__":
    main()
