"""What the paper is made of: rows, artifacts, search."""

from __future__ import annotations

from paper_repro.cal500exp.config import CODED_CHANNELS, PRESETS, VARIANTS, Config
from paper_repro.cal500exp.options import TagOptions
from paper_repro.core.paper import Paper, Row, Search

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
ROWS = {f"{model}_{variant}": _row(model, variant) for variant in VARIANTS for model in MODELS}
ROWS[POWER] = Row(
    "CNN+LSTM, corrected but for the features", {**ROWS[BEST].changes, "log": False, "standardize": False}
)

PAPER = Paper(
    name="cal500exp",
    config=Config,
    presets=PRESETS,
    rows=ROWS,
    # Of 500 tracks.
    sample={"smoke": 24, "quick": 200, "paper": 500},
    artifacts=("table2", "figure4", "timeline", "table1", "figure1", "audit"),
    search=Search(BEST, "validation loss", "valid_loss", "min"),
    options=TagOptions,
    packages=("scikit-learn",),
)
