"""The headline claims, in numbers of written tables."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import POINTS, Unit
from paper_repro.core.reporting.headlines import Absent, Cell, Headline, Side, Told
from paper_repro.songtitle import published
from paper_repro.songtitle.config import BEAMS
from paper_repro.songtitle.transferred import NAMES

GREEDY, FIVE = BEAMS.index(1), BEAMS.index(5)
CROP, TITLES = (published.TABLE4[row] for row in ("captions_1", "fma"))
_WORDS = Unit("words", 2)
_MEANS = {name: row[3] for name, row in published.TABLE1.items()}


def _side(table: str, row: str, of: str = "") -> Side:
    """BLEU at five beams, and how far above the constant that is as long as the answers."""
    return Side(table, Cell("k5", {"row": NAMES[row]}), Cell("above", {"row": NAMES[row], "beams": 5}, "rivals"), of)


HEADLINES = (
    Headline(
        "captions",
        "BLEU of captions of whole crops at five beams, %; above common words of the same length",
        "Table 4",
        POINTS,
        CROP[FIVE] / 100,
        None,
        _side("table4", "captions_1"),
        _side("table4_real", "captions_1", "Flickr8k"),
    ),
    Headline(
        "titles",
        "BLEU of titles from spectrograms at five beams, %; above common words of the same length",
        "Table 4, abstract",
        POINTS,
        TITLES[FIVE] / 100,
        None,
        _side("table4", "fma"),
        _side("table4_real", "magnatune_songs", "Magnatune"),
    ),
    Headline(
        "five_beams",
        "BLEU of captions of whole crops, five beams above greedy search, points",
        "Sec. 2, 6",
        POINTS,
        None,
        (CROP[FIVE] - CROP[GREEDY]) / 100,
        Side("table4", gain=Told("greedy_hurts", "captions, whole crop: 5 beams - greedy")),
        Side("table4_real", gain=Told("greedy_hurts", "captions, whole crop: 5 beams - greedy")),
    ),
    Headline(
        "titles_are_shorter",
        "Words of a caption above those of a title of the Million Song Dataset",
        "Sec. 3.3, Table 1",
        _WORDS,
        None,
        _MEANS["Conceptual Captions"] - _MEANS["Million Songs"],
        Absent("the sample's titles are made to be shorter"),
        Side("table1_real", gain=Told("titles_are_shorter", "captions - Million Songs"), of="extracts"),
    ),
)
