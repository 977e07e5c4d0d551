"""Future (ours): what the report would try next: deeper, attentive, with the waveform, all tags; what a CNN extracts.

    python -m paper_repro.cal500exp.future                             sample corpus, quick preset
    python -m paper_repro.cal500exp.future --data DIR --preset paper   your copy, published settings
    python -m paper_repro.cal500exp.future --data DIR                  first seconds of real songs, as table2 takes them

Six trainings, two of them table2's: below 8 minutes on 2 cores with the quick preset; three and a minute on first
seconds, which have neither long-term frames to attend to nor a waveform: the table says so.

Expect with the quick preset: every row above the constant predictor and above itself with the sound shuffled; whether
a wish helps is mostly undecided with one training a row.
Files: results/cal500exp/future.{md,csv,json}, on real data future_real.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_repro.cal500exp import published
from paper_repro.cal500exp.claims import RULE
from paper_repro.cal500exp.first_seconds import FIRST_SECONDS
from paper_repro.cal500exp.future_claims import CLAIMS, SALIENCY, Evidence
from paper_repro.cal500exp.future_rows import ORDER, WISHES, Tries, tries
from paper_repro.cal500exp.outcome import Outcome
from paper_repro.cal500exp.paper import CNN_BEST, PAPER
from paper_repro.core.command_line import Options, run_script
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.intervals import difference_interval, mean_interval
from paper_repro.core.evaluation.tagging import scorable, signature
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.formats import number, score
from paper_repro.core.reporting.future import Tried, future_block, tried_finding
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.datasets.cal500exp.table import readable

if TYPE_CHECKING:
    from paper_repro.cal500exp.attribution import Explained

#: Hz at which the bands are split into low, middle and high.
SPLIT_HZ = (300, 2000)
#: Of real first seconds.
FIRST = (
    "One window a song, of its first 3 seconds, with the labels of the song's first segment; table2_real says how "
    "these spectrograms came about."
)
#: A score's values per seed and track, those of the trivial baseline, and those with the sound shuffled.
Scored = Callable[[Outcome], tuple[Any, Any, Any]]


def table(options: Options) -> Table:
    found = tries(options)
    explained, missing = _explained(found)
    results = found.results
    evidence = Evidence(found.rows, {**found.missing, **missing}, explained and explained.deletion)
    signed = number(3, signed=True)
    blocks = [
        future_block(list(_tried(found, _maa)), "MAA (author's labels)", score, signed),
        future_block(list(_tried(found, _auc, missing=False)), "ROC-AUC", score, signed, key="auc"),
        *claims_blocks(CLAIMS, Condition(evidence)),
        *([_extracted(explained)] if explained else []),
    ]
    title = f"«{published.TITLE}»: what the report would try next"
    lead = [tried_finding(blocks), results.lead()]
    notes = [
        "MAA: mean average accuracy of the 18 emotions, accuracy within each track first; trivial baseline: a "
        "constant, what most training windows say. ROC-AUC: macro over the emotions, over "
        f"{'all' if found.rows[CNN_BEST].auc_rule == 'filled' else 'labelled'} windows; trivial baseline: chance, .5.",
        results.interval_note(),
        "Every difference is paired over the same tracks. Lost by shuffling: each track scored with another's outputs, "
        "of each track the mean over 20 permutations. All rows have the corrected settings of table 2.",
        "Six convolutions: two more with twice the channels, and a pool (ours). 67 tags: emotions, instruments, vocals "
        "and solos, scored on the emotions; its epoch is that of the lowest validation loss over all.",
        "Attention, waveform (our reading of Wang, Su and Wang, ICMR 2019, whom Sec. 6 names): each long-term frame "
        "attends to those of its track up to itself, by what CNN and LSTM say of them; the waveform goes through gated "
        "one-dimensional convolutions beside the CNN. Both are held against the CNN+LSTM without either.",
        *([_attributions_note(explained)] if explained else []),
        *([FIRST] if found.paper is FIRST_SECONDS else []),
        signature("roc_auc", int(scorable(found.rows[CNN_BEST].labels).sum())),
        results.count_note(),
    ]
    return Table("cal500exp", f"future{results.corpus.suffix}", title, blocks, notes, results.provenance, lead)


def _explained(found: Tries) -> tuple[Explained | None, dict[str, str]]:
    """What the attributions say, or why there are none: with too few tracks the rows stand all the same."""
    # Imported here: TensorFlow takes seconds to start, and a mistyped --data should be reported at once.
    from paper_repro.cal500exp.attribution import explain

    try:
        return explain(found), {}
    except UserError as error:
        return None, {SALIENCY: str(error)}


def _attributions_note(explained: Explained) -> str:
    from paper_repro.cal500exp.attribution import RANDOM, STEPS

    return (
        f"Attributions: integrated gradients of {STEPS} steps from the mean spectrum of the training part on, in one "
        "window of each test track that has the emotion. Their sum and the difference of outputs are "
        f"{explained.errors.mean():.4f} apart on average, {explained.errors.max():.4f} at most (completeness). "
        f"Deletion test: the {explained.silenced} of {len(explained.bands)} mel bands that add most are set to their "
        f"mean, against {RANDOM} random sets of as many: in a window its own bands, and what the emotion's probability "
        "loses; for ROC-AUC those in which windows with the emotion have most more added than windows without, by the "
        "validation part, where this way of choosing them was chosen too. `saliency` draws the attributions."
    )


def _maa(row: Outcome):
    return row.maa(RULE), row.constant_maa(RULE), row.shuffled_maa(RULE)


def _auc(row: Outcome):
    return row.auc, np.full(row.auc.shape[1], 0.5), row.shuffled_auc


def _tried(found: Tries, scored: Scored, missing: bool = True) -> Iterator[Tried]:
    """The rows with that score; those that are missing where they are to be named."""
    wishes = {wish.row: wish for wish in WISHES}
    for key in ORDER:
        wish = wishes.get(key)
        about = {"wish": wish.text if wish else "", "place": wish.place if wish else "", "label": PAPER.row(key).label}
        if key in found.missing:
            if missing:
                yield Tried(**about, missing=found.missing[key])
            continue
        row = found.rows[key]
        values, trivial, shuffled = scored(row)
        gain = {"gain": difference_interval(values, scored(found.rows[wish.without])[0])} if wish else {}
        yield Tried(
            **about,
            **gain,
            score=mean_interval(values),
            trivial=difference_interval(values, trivial),
            shuffled=difference_interval(values, shuffled),
            parameters=row.metrics[0]["parameters"],
            step_ms=row.step_ms(),
        )


def _extracted(explained: Explained) -> Block:
    """What the attributions say of each emotion: where most is added, and where most is taken off."""
    rows = []
    for tag, values, count in zip(explained.tags, explained.maps, explained.tracks, strict=True):
        by_band = values.sum(axis=0)
        rows.append(
            {
                "tag": readable(tag),
                "added": float(by_band.sum()),
                "low": float(by_band[explained.bands < SPLIT_HZ[0]].sum()),
                "middle": float(by_band[(explained.bands >= SPLIT_HZ[0]) & (explained.bands < SPLIT_HZ[1])].sum()),
                "high": float(by_band[explained.bands >= SPLIT_HZ[1]].sum()),
                "most_hz": float(explained.bands[by_band.argmax()]),
                "n": count,
            }
        )
    low, high = SPLIT_HZ
    signed = number(3, signed=True)
    columns = [
        Column("Emotion", "tag"),
        Column("Added to its probability", "added", signed),
        Column(f"of this below {low} Hz", "low", signed),
        Column(f"{low} to {high:,} Hz", "middle", signed),
        Column("above", "high", signed),
        Column("band that adds most, Hz", "most_hz", number(0)),
        Column("test tracks", "n"),
    ]
    heading = "What the convolutions extract: attributions of the corrected CNN, in windows that have the emotion"
    return Block("extracted", heading, columns, rows)


if __name__ == "__main__":
    run_script(table, __doc__)
