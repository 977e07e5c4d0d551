"""What the paper is made of: rows, trainings, artifacts, search."""

from __future__ import annotations

from paper_repro.core.paper import Need, Paper, Real, Row, Search
from paper_repro.majorminer import future_rows
from paper_repro.majorminer.config import PRESETS, Config

#: How the tables name encoders and decoders.
PARTS = {
    "cnn1d": "1D CNN",
    "cnn2d": "2D CNN",
    "musicnn": "MusiCNN",
    "lstm": "LSTM",
    "gru": "GRU",
    "transformer": "Transformer",
}
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
#: Rows of the table of what the authors would try next: behind the encoder that keeps most of time (Sec. 4).
FUTURE = future_rows.names("cnn1d", lstm="cnn1d_lstm-multiple")
#: Clips that a row on few clips hears, and its batches: as many steps as other rows take. All ours.
FEW = {
    "paper": {"few": 100, "batch_size": 8, "epochs": 120},
    "quick": {"few": 100, "batch_size": 8, "epochs": 20},
    "smoke": {"few": 16, "batch_size": 8},
}
#: What tables on real clips without sound read.
FEATURES = (
    Need("majorminer.crawl", ("majorminer_crawl_2014.tsv",)),
    Need("majorminer.features", ("essentia/features.npz",)),
)

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
    future=future_rows.rows(
        FUTURE, PARTS["cnn1d"], {"encoder": "cnn1d", "captions": "multiple"}, balance=0.98, few=FEW
    ),
    # Of 2,359 clips in the public crawl.
    sample={"smoke": 80, "quick": 1200, "paper": 2359},
    artifacts=("table1", "figure1", "figure2", "figure3", "figure4", "audit", "future", "locality"),
    search=Search("musicnn_lstm", "validation BLEU2", "valid_bleu2", "max", training="{row}-multiple"),
    corpus_settings=("confirmation",),
    packages=("nltk",),
    real=(Real("table1_real", FEATURES), Real("future_real", FEATURES)),
)
