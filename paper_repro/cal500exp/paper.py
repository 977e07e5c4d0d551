"""What the paper is made of: rows, artifacts, search."""

from __future__ import annotations

from paper_repro.cal500exp.config import ATTENTION, CODED_CHANNELS, DEEPER, PRESETS, VARIANTS, WAVEFORM, Config
from paper_repro.cal500exp.options import TagOptions
from paper_repro.core.paper import Need, Paper, Real, Row, Search

MODELS = {"cnn": "CNN", "cnn_lstm": "CNN+LSTM"}
VARIANT_LABELS = {"coded": "as coded", "written": "as written", "corrected": "corrected"}


def _row(model: str, variant: str) -> Row:
    """One of the two models in one of the three variants."""
    changes = {"model": model, **VARIANTS[variant]}
    by_preset = {}
    if variant == "coded":
        by_preset = {preset: {"channels": channels} for preset, channels in CODED_CHANNELS.items()}
        if model == "cnn":
            changes["learning_rate"] = 1e-3
    return Row(f"{MODELS[model]}, {VARIANT_LABELS[variant]}", changes, by_preset)


BEST = "cnn_lstm_corrected"
#: The corrected CNN+LSTM on mel power as it is: what the logarithm and the standardisation are worth.
POWER = "cnn_lstm_power"
#: With two more convolutions: Sec. 6 expects it to be better.
DEEP = "cnn_lstm_deeper"
#: Trained on all 67 tags, scored on the emotions: Sec. 3.3 says that one network fits one or two semantic levels only.
ALL_TAGS = "cnn_lstm_all_tags"
ROWS = {f"{model}_{variant}": _row(model, variant) for variant in VARIANTS for model in MODELS}
_corrected = ROWS[BEST].changes
ROWS |= {
    POWER: Row("CNN+LSTM, corrected but for the features", {**_corrected, "log": False, "standardize": False}),
    DEEP: Row("CNN+LSTM, corrected, six convolutions", _corrected, DEEPER),
    ALL_TAGS: Row("CNN+LSTM, corrected, trained on 67 tags", {**_corrected, "tags": "all"}),
}
#: What the report would try next: a deeper network (table 2 has that of the CNN+LSTM), an attentive one, with attention
#: alone and with a branch on the waveform too (Sec. 6); and all 67 tags, where Sec. 3.3 takes the emotions alone.
CNN_BEST = "cnn_corrected"
CNN_DEEP, CNN_ALL_TAGS = "cnn_deeper", "cnn_all_tags"
ATTENTIVE, BOTH_INPUTS = "cnn_lstm_attention", "cnn_lstm_attention_waveform"
_cnn = ROWS[CNN_BEST].changes
_both = {preset: {**ATTENTION[preset], **WAVEFORM[preset]} for preset in ATTENTION}
FUTURE = {
    CNN_DEEP: Row("CNN, corrected, six convolutions", _cnn, DEEPER),
    CNN_ALL_TAGS: Row("CNN, corrected, trained on 67 tags", {**_cnn, "tags": "all"}),
    ATTENTIVE: Row("CNN+LSTM, corrected, attention", _corrected, ATTENTION),
    BOTH_INPUTS: Row("CNN+LSTM, corrected, attention, waveform", _corrected, _both),
}
FIRST_SECONDS_FILES = (
    Need("cal500exp.labels", ("SegLabelHard",)),
    Need("cal500exp.first_seconds", ("first_seconds/spectrograms.npz",)),
)

PAPER = Paper(
    name="cal500exp",
    config=Config,
    presets=PRESETS,
    rows=ROWS,
    future=FUTURE,
    # Of 500 tracks.
    sample={"smoke": 24, "quick": 240, "paper": 500},
    artifacts=(
        "table2",
        "figure4",
        "timeline",
        "table1",
        "figure1",
        "figure2",
        "figure3",
        "audit",
        "future",
        "saliency",
    ),
    search=Search(BEST, "validation loss", "valid_loss", "min"),
    options=TagOptions,
    packages=("scikit-learn",),
    real=(
        Real(
            "table2",
            FIRST_SECONDS_FILES,
            absent="with one window a song there is no CNN+LSTM, and nothing varies over time",
        ),
        Real("future", FIRST_SECONDS_FILES),
        Real("saliency", FIRST_SECONDS_FILES),
    ),
)
