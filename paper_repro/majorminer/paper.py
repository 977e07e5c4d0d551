"""What the paper is made of: rows, trainings, artifacts, search."""

from __future__ import annotations

from paper_repro.core.paper import Need, Paper, Real, Row, Search
from paper_repro.majorminer.config import PRESETS, Config

#: How the tables name encoders and decoders.
PARTS = {"cnn1d": "1D CNN", "cnn2d": "2D CNN", "musicnn": "MusiCNN", "lstm": "LSTM", "gru": "GRU"}
#: Table 1's rows.
ROWS = {
    f"{encoder}_{decoder}": Row(f"{PARTS[encoder]} + {PARTS[decoder]}", {"encoder": encoder, "decoder": decoder})
    for encoder, decoder in (
        ("cnn1d", "lstm"),
        ("cnn2d", "lstm"),
        ("cnn2d", "gru"),
        ("musicnn", "lstm"),
        ("musicnn", "gru"),
    )
}
#: Table 1's column groups: captions per clip.
CAPTIONS = ("one", "multiple")

PAPER = Paper(
    name="majorminer",
    config=Config,
    presets=PRESETS,
    rows=ROWS,
    trainings={
        f"{name}-{captions}": Row(row.label, {**row.changes, "captions": captions})
        for name, row in ROWS.items()
        for captions in CAPTIONS
    },
    # Of 2,359 clips in the public crawl.
    sample={"smoke": 80, "quick": 1200, "paper": 2359},
    artifacts=("table1", "figure1", "figure2", "figure3", "figure4", "audit"),
    search=Search("musicnn_lstm", "validation BLEU2", "valid_bleu2", "max", training="{row}-multiple"),
    corpus_settings=("confirmation",),
    packages=("nltk",),
    real=(
        Real(
            "table1_real",
            (
                Need("majorminer.crawl", ("majorminer_crawl_2014.tsv",)),
                Need("majorminer.features", ("essentia/features.npz",)),
            ),
        ),
    ),
)
