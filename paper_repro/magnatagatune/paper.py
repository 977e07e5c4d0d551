"""What the paper is made of: rows, artifacts, search."""

from __future__ import annotations

from paper_repro.core.paper import Need, Paper, Real, Row, Search
from paper_repro.magnatagatune.config import ALL, PRESETS, Config
from paper_repro.magnatagatune.inputs import CQT, MFCC, PCEN, STFT, WAVEFORM

#: The row that the others are compared with.
BEST = "batch_norm_dropout_10"
#: Table II's rows.
TABLE2 = {
    "all_10": Row("over all data, 10 epochs"),
    "coefficient_10": Row("each mel coefficient, 10 epochs", {"normalization": "coefficient"}),
    "spectrogram_10": Row("within spectrogram, 10 epochs", {"normalization": "spectrogram"}),
    "all_2": Row("over all data, 2 epochs", {"epochs": 2}),
    "before_log_2": Row(
        "within spectrogram before the log, 2 epochs",
        {"normalization": "spectrogram", "before_log": True, "epochs": 2},
    ),
    # Normalised over all data, the default: Sec. V.
    BEST: Row("batch norm + dropout, 10 epochs", {"batch_norm": True, "use_dropout": True}),
}
#: Table III's rows. They have no epochs: one stands for the fit.
TABLE3 = {
    "forest": Row("Random Forest", {"model": "forest", "epochs": 1}, network=False),
    "knn": Row("KNN", {"model": "knn", "epochs": 1}, network=False),
}

#: What Section IV says did not converge: the first row of Table II with one change. Other tags are another corpus.
PLAIN, ALL_TAGS = "plain_10", "all_tags_10"
SECTION4 = {
    PLAIN: Row("plain cross-entropy, 10 epochs", {"weighting": "none"}),
    ALL_TAGS: Row("all 188 tags, 10 epochs", {"tags": 188}),
}

#: What few clips teach on top of what a network has learned from many: the paper's output layer on its frozen features.
#: Ours, on real clips alone, where the published weights are at hand.
FROZEN, FROZEN_NETWORK = "frozen_musicnn", "mtt_musicnn"
TRANSFER = {FROZEN: Row("output layer on frozen MusiCNN features", {"model": FROZEN_NETWORK})}

#: That rows of the table ``future`` run is seen in two epochs.
SHORT = {"smoke": {"epochs": 2}}
#: What the authors would try next (Sec. VI): the best row with another input, and with fewer clips than there are, to
#: see whether more still help.
INPUT_ROWS = {
    input: Row(f"{name} instead of mel", {**TABLE2[BEST].changes, "input": input}, SHORT)
    for input, name in (
        (STFT, "linear STFT"),
        (CQT, "constant-Q transform"),
        (PCEN, "PCEN"),
        (MFCC, "MFCC"),
        (WAVEFORM, "waveform"),
    )
}
HALF, QUARTER = "half_of_clips", "quarter_of_clips"
SHARE_ROWS = {
    HALF: Row("mel, half of the training clips", {**TABLE2[BEST].changes, "share": 0.5}, SHORT),
    QUARTER: Row("mel, a quarter of the training clips", {**TABLE2[BEST].changes, "share": 0.25}, SHORT),
}
#: A larger data set: a network that has learned from the Million Song Dataset, frozen, and with all its layers learning
#: from the frozen row's end on.
MSD_NETWORK, FROZEN_MSD, TUNED_MSD = "msd_musicnn", "frozen_msd_musicnn", "tuned_msd_musicnn"
#: Rows of frozen features by their network.
FROZEN_ROWS = {FROZEN_NETWORK: FROZEN, MSD_NETWORK: FROZEN_MSD}
TUNED = {"layers": ALL, "epochs": 3, "learning_rate": 1e-4, "final_learning_rate": 1e-5}
MSD_ROWS = {
    FROZEN_MSD: Row("output layer on frozen MusiCNN (MSD) features", {"model": MSD_NETWORK}),
    TUNED_MSD: Row("all layers of MusiCNN (MSD)", {"model": MSD_NETWORK, **TUNED}),
}

#: The published files, of clips as many as there are.
FILES = (
    Need("magnatagatune.tags", ("annotations_final.csv", "annotations_final.csv.gz")),
    Need("magnatagatune.sound", ("[0-9a-f]/*.mp3",)),
)

PAPER = Paper(
    name="magnatagatune",
    config=Config,
    presets=PRESETS,
    rows={**TABLE2, **TABLE3, **SECTION4, **TRANSFER},
    # Without the rows that need a corpus or a file of their own.
    trainings={**TABLE2, **TABLE3, PLAIN: SECTION4[PLAIN]},
    future={**INPUT_ROWS, **SHARE_ROWS, **MSD_ROWS},
    # Of 25,863 clips.
    sample={"smoke": 120, "quick": 1600, "paper": 25_863},
    artifacts=(
        "table2",
        "table3",
        "table1",
        "figure1",
        "figure2",
        "figure3",
        "figure5",
        "figure6",
        "per_tag",
        "audit",
        "future",
    ),
    search=Search(BEST, "validation ROC-AUC", "valid_roc_auc", "max"),
    corpus_settings=("split", "tags"),
    packages=("scikit-learn",),
    real=(
        Real("table2", FILES),
        Real("table3", FILES),
        Real("per_tag", FILES),
        Real("published_networks", FILES, weights={"wheel": "musicnn"}),
        Real("future", FILES),
    ),
)
