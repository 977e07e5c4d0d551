"""The headline claims, in numbers of written tables."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import Unit
from paper_repro.core.reporting.headlines import Cell, Headline, Side, Told
from paper_repro.musiccaps import published

FINE = Unit("nats", 3)
#: One width, batch and rule for all networks: as the report counts, padding decides the loss.
FAIR = "Like for like"
_OURS = published.LOSS["clstma"]
_NEXT = min(loss for model, loss in published.LOSS.items() if model != "clstma")
_OF = "like for like"


def _side(table: str, part: str, key: str, of: str = "") -> Side:
    return Side(table, Cell("test", {"model": "CLSTMA-MT"}, "like_for_like"), Told(key, part, FAIR), of)


HEADLINES = (
    Headline(
        "lowest",
        "Loss of CLSTMA-MT, nats; below the next best (CNN_GRU)",
        "Abstract, Sec. 6",
        FINE,
        _OURS,
        _NEXT - _OURS,
        _side("table1", "CNN_GRU - CLSTMA-MT", "clstma-best", _OF),
        _side("table1_real", "CNN_GRU - CLSTMA-MT", "clstma-best", f"{_OF}, on AudioSet's features"),
    ),
    Headline(
        "bigram",
        "CLSTMA-MT below an audio-free bigram, nats",
        "ours",
        FINE,
        None,
        None,
        Side("table1", gain=Told("beats-bigram", "bigram - CLSTMA-MT", FAIR)),
        Side("table1_real", gain=Told("beats-bigram", "bigram - CLSTMA-MT", FAIR)),
    ),
    Headline(
        "uses_audio",
        "Loss of CLSTMA-MT with the audio shuffled above its own, nats; wanted above 0.01",
        "ours",
        FINE,
        None,
        None,
        Side("table1", gain=Told("uses-audio", "CLSTMA-MT shuffled - heard", FAIR)),
        Side("table1_real", gain=Told("uses-audio", "CLSTMA-MT shuffled - heard", FAIR)),
    ),
)
