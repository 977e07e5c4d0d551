"""The headline claims, in numbers of written tables."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import POINTS
from paper_repro.core.reporting.headlines import Absent, Cell, Headline, Side
from paper_repro.majorminer import published

_BLEU2 = published.TABLE1["musicnn_lstm"]["multiple"][1]
_BLEU1 = {captions: published.TABLE1["musicnn_lstm"][captions][0] for captions in ("one", "multiple")}
_DECODERS = "LSTM on Essentia's features, tags by agreement"

HEADLINES = (
    Headline(
        "best_model",
        "BLEU2 of MusiCNN + LSTM, %; above the commonest tags for every clip",
        "Table 1, Sec. 4",
        POINTS,
        _BLEU2,
        _BLEU2 - published.TOP_K["bleu2"],
        Side(
            "table1",
            Cell("bleu2", {"encoder": "MusiCNN", "decoder": "LSTM", "captions": "multiple"}),
            Cell("gain", {"model": "MusiCNN + LSTM", "captions": "multiple"}, "controls"),
            "standard BLEU2",
        ),
        Side(
            "table1_real",
            Cell("bleu2", {"row": "dense layer + LSTM"}),
            Cell("bleu2_constant", {"row": "dense layer + LSTM"}, "controls"),
            _DECODERS,
        ),
    ),
    Headline(
        "uses_audio",
        "BLEU2 of MusiCNN + LSTM above itself with the audio shuffled, points",
        "ours",
        POINTS,
        None,
        None,
        Side("table1", gain=Cell("difference", {"model": "MusiCNN + LSTM", "captions": "multiple"}, "controls")),
        Side(
            "table1_real",
            gain=Cell("bleu2_shuffled", {"row": "dense layer + LSTM"}, "controls"),
            of=_DECODERS,
        ),
    ),
    Headline(
        "multiple",
        "BLEU1 of MusiCNN + LSTM, several captions a clip, %",
        "Table 1, Sec. 4",
        POINTS,
        _BLEU1["multiple"],
        None,
        Side("table1", Cell("bleu1", {"encoder": "MusiCNN", "decoder": "LSTM", "captions": "multiple"})),
        Absent("no player's captions are public, a clip has one"),
    ),
)
