"""Whether what the report's authors would try next helps (Sec. 7, 8), each sentence tested on the table ``future``."""

from __future__ import annotations

import numpy as np

from paper_repro.core.evaluation.claims import (
    POINTS,
    Claim,
    Finding,
    Group,
    Part,
    Unit,
    above,
    all_of,
    any_of,
    below,
    untestable,
)
from paper_repro.core.evaluation.intervals import paired
from paper_repro.musiccaps.claims import LEAST, SMALL_NATS
from paper_repro.musiccaps.future_plan import Wishes
from paper_repro.musiccaps.future_rows import MEMORIES, OPTIMIZED
from paper_repro.musiccaps.outcome import Outcome
from paper_repro.musiccaps.paper import NETWORKS
from paper_repro.musiccaps.retrieval import TOP, WAYS, hits, median_interval

RANKS = Unit("", 1)


def _found(label: str, row: Outcome, way: str) -> Group:
    """Hits among the first k and the median rank, against chance and against shuffled sounds."""
    ranked = row.column(f"{way}_rank")
    clips = ranked.shape[1]
    parts = []
    for k in TOP:
        found = hits(ranked, k)
        parts += [
            Part.mean(f"R@{k}", found, above(k / clips), POINTS),
            Part.difference(f"R@{k} - shuffled", found, row.column(f"{way}_top{k}_shuffled"), above(), POINTS),
        ]
    median = Part("median rank", below((clips + 1) / 2), RANKS, lambda confidence: median_interval(ranked, confidence))
    shuffled = Part.difference("rank - shuffled", ranked, row.column(f"{way}_rank_shuffled"), below(), RANKS)
    return all_of(*parts, median, shuffled, name=f"{label}, {WAYS[way]}")


def _contrastive(of: Wishes) -> Group | Finding:
    if of.plan.missing:
        return untestable(of.plan.missing)
    rows = {NETWORKS[model]: of.row(name) for model, name in of.plan.contrastive.items()}
    return all_of(*(_found(label, row, way) for label, row in rows.items() for way in WAYS))


def _lower(name: str, without: Outcome, row: Outcome) -> Part:
    """Nats a token by which a row loses less than the one it is held against, paired over test clips."""
    return Part.difference(name, without.loss_scores(), row.loss_scores(), above(), SMALL_NATS)


def _started(of: Wishes) -> Group | Finding:
    if of.plan.missing:
        return untestable(of.plan.missing)
    return all_of(
        *(
            _lower(f"{NETWORKS[model]} from scratch - from the encoder", of.reference(model), of.row(name))
            for model, name in of.plan.started.items()
        )
    )


def _optimizers(of: Wishes) -> Group:
    without = of.reference(OPTIMIZED)
    return any_of(*(_lower(f"adam - {name}", without, of.row(row)) for name, row in of.plan.optimizers.items()))


def _ends(of: Wishes) -> tuple[int, int]:
    return min(of.plan.lengths), max(of.plan.lengths)


def _longer(of: Wishes) -> Group:
    short, long = _ends(of)
    return all_of(
        *(
            _lower(
                f"{NETWORKS[model]}: frames heard {short} - {long}",
                *(of.row(of.plan.lengths[frames][model]) for frames in (short, long)),
            )
            for model in MEMORIES
        )
    )


def memory_gain(of: Wishes, frames: int) -> np.ndarray:
    """Nats by which the LSTM is below the RNN at a length, per clip: ``(seeds, clips)``."""
    rnn, lstm = (of.row(of.plan.lengths[frames][model]).loss_scores() for model in MEMORIES)
    return paired(rnn, lstm)


def _memory(of: Wishes) -> Part:
    short, long = _ends(of)
    name = f"RNN - LSTM: frames heard {long} - {short}"
    return Part.difference(name, memory_gain(of, long), memory_gain(of, short), above(), SMALL_NATS)


def _uses_audio(of: Wishes) -> Group:
    parts = []
    for name, row in of.captioners:
        heard = row.loss_scores()
        parts += [
            Part.difference(f"bigram - {name}", of.bigram.scores(), heard, above(), SMALL_NATS),
            Part.difference(f"{name} shuffled - heard", row.shuffled_scores(), heard, above(LEAST), SMALL_NATS),
        ]
    return all_of(*parts)


CLAIMS = (
    Claim(
        "future_contrastive",
        "A contrastive loss joins sound and text: each finds the other, above chance and shuffled sounds.",
        "Sec. 7, 8",
        _contrastive,
    ),
    Claim(
        "future_encoder_start",
        "Captioners that begin with the contrastive encoder have a lower loss than from scratch.",
        "Sec. 7, 8",
        _started,
    ),
    Claim(
        "future_optimizer",
        f"Another optimizer than Adam lowers the loss of the {NETWORKS[OPTIMIZED]}.",
        "Sec. 7, 8",
        _optimizers,
    ),
    Claim("future_longer_inputs", "Longer inputs lower the loss of RNN and LSTM.", "Sec. 7", _longer),
    Claim(
        "future_long_memory",
        "On longer inputs long memory pays: the LSTM is further below the RNN than on short ones.",
        "Sec. 7",
        _memory,
    ),
    Claim(
        "tried_rows_use_the_audio",
        f"Every captioner tried beats the audio-free bigram and loses {LEAST:g} nats (ours) by shuffled audio.",
        "ours",
        _uses_audio,
    ),
)
