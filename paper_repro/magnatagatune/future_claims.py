"""Tests of what the authors would try next (Sec. VI): does it help, as they expect?

Of few real clips over validation and test clips together, as in ``few_claims``; else over test clips.
"""

from __future__ import annotations

from collections.abc import Callable

from paper_repro.core.evaluation.claims import Claim, Group, Part, above, all_of
from paper_repro.core.training.outcome import Results
from paper_repro.magnatagatune.future_rows import plan
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


def label(row: str) -> str:
    """How this table calls a row: of the paper's best one, what it differs in here."""
    return "mel, all training clips" if row == BEST else PAPER.row(row).label


def _difference(results: Results, first: str, second: str, part: str = "") -> Part:
    part = part or plan(results.options, results.corpus).part
    scores = (results.rows[row].auc_scores(part) for row in (first, second))
    return Part.difference(f"{label(first)} - {label(second)}", *scores, above())


def _better(first: str, second: str) -> Callable[[Results], Part]:
    """A row above another one."""
    return lambda results: _difference(results, first, second)


def beats_the_smaller_set(results: Results) -> Part:
    """Over test clips in any case: the other network's epoch was chosen on the published validation clips."""
    return _difference(results, FROZEN_MSD, FROZEN, "test")


def _helps(row: str) -> Callable[[Results], Part]:
    """A row above the one that it is held against on these clips."""
    return lambda results: _difference(results, row, plan(results.options, results.corpus).against[row])


def rows_listen(results: Results) -> Group:
    """Every row that there is: above chance, which any answer that is the same for each clip scores, and above itself
    with shuffled audio.
    """
    part = plan(results.options, results.corpus).part
    parts = []
    for row, outcome in results.rows.items():
        scores = outcome.auc_scores(part)
        parts.append(Part.mean(label(row), scores, above(0.5)))
        shuffled = outcome.shuffled(part).per_clip
        parts.append(Part.difference(f"{label(row)}: its own audio - shuffled", scores, shuffled, above()))
    return all_of(*parts)


_SEEN = {
    "stft": "A linear spectrogram",
    "cqt": "A constant-Q transform",
    "pcen": "PCEN, an automatic gain in place of the logarithm,",
    "mfcc": "MFCC",
    "waveform": "The waveform, its bands learned,",
}
CLAIMS = (
    *(
        Claim(
            f"future_{row}",
            f"{_SEEN[row]} {'help' if row == 'mfcc' else 'helps'}: the same network scores more than on mel.",
            "Sec. VI",
            _helps(row),
        )
        for row in INPUT_ROWS
    ),
    Claim(
        "future_half_of_clips",
        "More data helps: half of the training clips beat a quarter of them.",
        "Sec. VI",
        _better(HALF, QUARTER),
    ),
    Claim(
        "future_all_clips",
        "Performance is partly limited by the size of the data set: all training clips beat half of them.",
        "Sec. VI",
        _better(BEST, HALF),
    ),
    Claim(
        "future_msd_frozen",
        "The Million Song Dataset helps: frozen features of a network trained on it beat the paper's from scratch.",
        "Sec. VI",
        _helps(FROZEN_MSD),
    ),
    Claim(
        "future_msd_tuned",
        "So does that network with all its layers learning on.",
        "Sec. VI",
        _helps(TUNED_MSD),
    ),
    Claim(
        "future_msd_beats_mtt",
        "Its frozen features beat those of the same network trained on MagnaTagATune, the smaller set itself.",
        "Sec. VI",
        beats_the_smaller_set,
    ),
    Claim(
        "tried_all_layers_beat_frozen",
        "All its layers learning on beat its frozen features.",
        "ours",
        _better(TUNED_MSD, FROZEN_MSD),
    ),
    Claim(
        "tried_rows_use_audio",
        "Every row beats chance, and itself with shuffled audio.",
        "ours",
        rows_listen,
    ),
)
