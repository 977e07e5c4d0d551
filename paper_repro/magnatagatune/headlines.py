"""The headline claims, in numbers of written tables."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import SCORE
from paper_repro.core.reporting.headlines import Absent, Cell, Headline, Side, Told
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.paper import BEST, TABLE2

_ROW = TABLE2[BEST].label
_TEST = published.TABLE2[BEST][1]
_OTHERS = {"group": "validation and test", "network": "MusiCNN"}
_CLIPS = "extract"


def _network(table: str, of: str = "") -> Side:
    return Side(table, Cell("test", {"row": _ROW}), Told("uses_audio", "its own audio - shuffled"), of)


def _votes(table: str, of: str = "") -> Side:
    return Side(table, Cell("test_vote", {"row": "Random Forest"}), Told("beats_votes", f"{_ROW} - Random Forest"), of)


HEADLINES = (
    Headline(
        "network",
        "ROC-AUC of the network with batch norm and dropout; above itself with the audio shuffled",
        "Table II",
        SCORE,
        _TEST,
        None,
        _network("table2"),
        _network("table2_real", _CLIPS),
    ),
    Headline(
        "forest",
        "ROC-AUC of a Random Forest by its votes; the network above it, wanted above 0.1",
        "Table III, Sec. VI",
        SCORE,
        published.TABLE3["forest"][1],
        _TEST - published.TABLE3["forest"][1],
        _votes("table3"),
        _votes("table3_real", _CLIPS),
    ),
    Headline(
        "published_network",
        "ROC-AUC of published MusiCNN on clips it was not trained on (published: MusiCNN by Won et al. 2020)",
        "ours",
        SCORE,
        published.OTHERS["MusiCNN"][0],
        None,
        Absent("it has never heard rendered music"),
        Side("published_networks_real", Cell("roc_auc", _OTHERS), of=_CLIPS),
    ),
)
