"""What the paper prints: numbers with their place, as data."""

from __future__ import annotations

TITLE = "Auto-Tagging in Music using Convolutional Neural Network"
AUTHORS = "Nitin Nair, Trey Bradley"

#: Table I, in its order: what the layer is, and the output it prints (mels x frames x channels), None where it does
#: not. The "1 x 1 x 2048" that it prints after the third pooling belongs to the fourth: a misprint.
TABLE1 = (
    ("input", "Mel-Spectrogram", "40 x 909 x 1"),
    ("conv1", "Convolution: 3 x 3 x 128", None),
    ("pool1", "MaxPool (2,4)", None),
    ("conv2", "Convolution: 3 x 3 x 384", None),
    ("pool2", "MaxPool (2,4)", None),
    ("conv3", "Convolution: 3 x 3 x 768", None),
    ("pool3", "MaxPool (2,6)", "1 x 1 x 2048"),
    ("conv4", "Convolution: 3 x 3 x 2048", None),
    ("pool4", "MaxPool (1,7)", "1 x 1 x 2048"),
    ("tags", "Output", "50 x 1"),
)

#: Table II: row -> (validation, test) ROC-AUC.
TABLE2 = {
    "all_10": (0.8585, 0.8629),
    "coefficient_10": (0.8593, 0.8622),
    "spectrogram_10": (0.8578, 0.8595),
    "all_2": (0.7441, 0.7524),
    "before_log_2": (0.4924, 0.4964),
    "batch_norm_dropout_10": (0.8655, 0.8714),
}

#: Table III: row -> (validation, test) ROC-AUC.
TABLE3 = {"forest": (0.502, 0.506), "knn": (0.5104, 0.5104)}

#: Of the published set, from its own files: what ``audit`` holds a copy against. Not in the paper.
COUNTS = {
    "clips": 25_863,
    "tags": 188,
    "positive cells": 89_395,
    "clips without a tag": 4_221,
    "clips without any of the top 50": 4_752,
    "recordings": 5_405,
    "top 50 in the published place": 50,
    "split sota, train": 15_247,
    "split sota, validation": 1_529,
    "split sota, test": 4_332,
    "split sota, artists in test": 75,
    "split sota, artists in test and in train": 45,
    "split musicnn, train": 18_706,
    "split musicnn, validation": 1_825,
    "split musicnn, test": 5_329,
}

#: What others report on the same set, test ROC-AUC and PR-AUC: Won et al. 2020, split "sota". Not in the paper.
OTHERS = {
    "FCN": (0.9005, 0.4295),
    "MusiCNN": (0.9106, 0.4493),
    "sample-level CNN": (0.9058, 0.4422),
    "short-chunk CNN + residual": (0.9129, 0.4614),
}


def parts(config) -> dict[str, int]:
    """Clips of each part of the split that a row takes."""
    names = {"train": "train", "valid": "validation", "test": "test"}
    found = {name: COUNTS[f"split {config.split}, {theirs}"] for name, theirs in names.items()}
    return {**found, "train": round(config.share * found["train"])}
