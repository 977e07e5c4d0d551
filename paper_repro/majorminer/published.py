"""What the paper prints: numbers with their place, as data. None: the cell could not be recovered from its text."""

from __future__ import annotations

TITLE = "Music autotagging as captioning"
AUTHORS = "Tian Cai, Michael I. Mandel, Di He"

#: Table 1, test set, shares: row -> (BLEU1, BLEU2) for "one" and "multiple" captions per clip.
TABLE1 = {
    "cnn1d_lstm": {"one": (0.095, 0.022), "multiple": (0.385, 0.385)},
    "cnn2d_lstm": {"one": (0.109, 0.183), "multiple": (0.393, 0.484)},
    "cnn2d_gru": {"one": (0.100, 0.197), "multiple": (None, None)},
    "musicnn_lstm": {"one": (0.128, 0.231), "multiple": (0.458, 0.540)},
    "musicnn_gru": {"one": (0.129, 0.231), "multiple": (None, None)},
}

#: Cells of table 1 that the paper's text does not settle -> why.
REMARKS = {
    ("musicnn_lstm", "multiple"): "45.8 and 54.0 stand beside three rows in the paper's text (2D CNN + GRU, MusiCNN + "
    "LSTM, MusiCNN + GRU); given to MusiCNN + LSTM, which Sec. 5 calls the best model",
    ("cnn1d_lstm", "one"): "printed as «02.2» beside 18.3 and 19.7, possibly a slip; read as 2.2",
}

#: Sec. 4, "Figure 4 shows": validation, k most popular tags for every clip.
TOP_K = {"k": 3, "bleu1": 0.49, "bleu2": 0.086}

#: Sec. 5: each caption against the other captions of its clip.
INTER_ANNOTATOR = {"bleu1": 0.53, "bleu2": 0.09}

#: Figure 1's example.
FIGURE1_CAPTION = ("slow", "string", "male", "smooth", "soul")

#: Sec. 1 and 3.
CORPUS = {"captions per clip": 3.95, "longest caption": 30, "vocabulary": 984}

#: With captions, in the public crawl of the game. Not in the paper.
CLIPS = 2359


def parts(config) -> dict[str, int]:
    """Clips of each part."""
    return {name: round(share * CLIPS) for name, share in config.split_shares.items()}


def remark_lines(labels: dict[str, str]) -> list[str]:
    """``REMARKS`` as lines for below a table; ``labels`` names the rows."""
    return [f"Published, {labels[row]}, {captions}: {why}." for (row, captions), why in REMARKS.items()]
