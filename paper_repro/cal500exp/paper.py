"""What the paper is made of: rows, artifacts, search."""

from __future__ import annotations

from paper_repro.cal500exp.config import CODED_CHANNELS, DEEPER, PRESETS, VARIANTS, Config
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

PAPER = Paper(
    name="cal500exp",
    config=Config,
    presets=PRESETS,
    rows=ROWS,
    # Of 500 tracks.
    sample={"smoke": 24, "quick": 240, "paper": 500},
    artifacts=("table2", "figure4", "timeline", "table1", "figure1", "figure2", "figure3", "audit"),
    search=Search(BEST, "validation loss", "valid_loss", "min"),
    options=TagOptions,
    packages=("scikit-learn",),
    real=(
        Real(
            "table2",
            (
                Need("cal500exp.labels", ("SegLabelHard",)),
                Need("cal500exp.first_seconds", ("first_seconds/spectrograms.npz",)),
            ),
            absent="with one window a song there is no CNN+LSTM, and nothing varies over time",
        ),
    ),
)
