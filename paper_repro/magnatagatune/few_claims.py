"""Tests of what real clips show where few have sound: ours, the paper has 15,247 training clips.

Over validation and test clips together: neither was trained or tuned on, and of few clips the test part alone has too
few artists to decide anything.
"""

from __future__ import annotations

from paper_repro.core.evaluation.claims import Claim, Group, Part, above, all_of
from paper_repro.core.training.outcome import Results
from paper_repro.magnatagatune.network_claims import label
from paper_repro.magnatagatune.outcome import HELD_OUT
from paper_repro.magnatagatune.paper import BEST, FROZEN


def _uses_audio(results: Results, key: str) -> Group:
    row = results.rows[key]
    scores = row.auc_scores(HELD_OUT)
    return all_of(
        Part.mean(f"{label(key)}, {HELD_OUT}", scores, above(0.5)),
        Part.difference("its own audio - shuffled", scores, row.shuffled(HELD_OUT).per_clip, above()),
    )


def network_uses_audio(results: Results) -> Group:
    return _uses_audio(results, BEST)


def frozen_uses_audio(results: Results) -> Group:
    return _uses_audio(results, FROZEN)


def frozen_beats_network(results: Results) -> Part:
    first, second = (results.rows[key].auc_scores(HELD_OUT) for key in (FROZEN, BEST))
    return Part.difference(f"{label(FROZEN)} - {label(BEST)}, {HELD_OUT}", first, second, above())


FEW_CLAIMS = (
    Claim(
        "held_out_uses_audio",
        "On validation and test clips together the network beats chance, and itself with shuffled audio.",
        "ours",
        network_uses_audio,
    ),
    Claim(
        "frozen_uses_audio",
        "So does the output layer on a published network's frozen features.",
        "ours",
        frozen_uses_audio,
    ),
    Claim(
        "frozen_beats_network",
        "What that network learned from 16,000 clips beats what the paper's learns from these alone.",
        "ours",
        frozen_beats_network,
    ),
)
