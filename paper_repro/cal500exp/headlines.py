"""The headline claims, in numbers of written tables."""

from __future__ import annotations

from paper_repro.cal500exp import published
from paper_repro.core.evaluation.claims import SCORE
from paper_repro.core.reporting.headlines import Absent, Cell, Headline, Side

_WRITTEN, _CORRECTED, _BEST = "CNN, as written", "CNN, corrected", "CNN+LSTM, corrected"
_WINDOW = "first 3 s of each song"

HEADLINES = (
    Headline(
        "cnn",
        "Mean average accuracy of the CNN as written; above a constant answer",
        "Fig. 4, mean of its bars",
        SCORE,
        published.MEANS[1],
        None,
        Side("table2", Cell("filled", {"row": _WRITTEN}), Cell("above", {"row": _WRITTEN})),
        Side("table2_real", Cell("filled", {"row": _WRITTEN}), Cell("above", {"row": _WRITTEN}), _WINDOW),
    ),
    Headline(
        "corrected",
        "Mean average accuracy of the CNN, loss, features and learning rate corrected; above a constant answer",
        "ours",
        SCORE,
        None,
        None,
        Side("table2", Cell("filled", {"row": _CORRECTED}), Cell("above", {"row": _CORRECTED})),
        Side("table2_real", Cell("filled", {"row": _CORRECTED}), Cell("above", {"row": _CORRECTED}), _WINDOW),
    ),
    Headline(
        "uses_audio",
        "Mean average accuracy of the corrected CNN above itself with the sound shuffled",
        "ours",
        SCORE,
        None,
        None,
        Side("table2", gain=Cell("above", {"row": _CORRECTED}, "controls")),
        Side("table2_real", gain=Cell("above", {"row": _CORRECTED}, "controls"), of=_WINDOW),
    ),
    Headline(
        "cnn_lstm",
        "Mean average accuracy of CNN+LSTM, corrected (published: as coded); above a constant answer",
        "Fig. 4, mean of its bars",
        SCORE,
        published.MEANS[0],
        None,
        Side("table2", Cell("filled", {"row": _BEST}), Cell("above", {"row": _BEST})),
        Absent("one window a song, nothing varies over time"),
    ),
)
