"""What the paper is made of: rows, trainings, artifacts, search."""

from __future__ import annotations

from paper_repro.core.paper import Need, Paper, Real, Row, Search
from paper_repro.musiccaps.config import (
    AS_WRITTEN,
    BASELINE_BATCHES,
    BASELINE_WIDTHS,
    LIKE_FOR_LIKE,
    PRESETS,
    Config,
)
from paper_repro.musiccaps.future_rows import declared
from paper_repro.musiccaps.options import CaptionOptions

#: Table 1's networks, as the paper names them; its own is printed as "ALSTM-MT" there.
NETWORKS = {
    "rnn": "RNN",
    "gru": "GRU",
    "lstm": "LSTM",
    "cnn_rnn": "CNN_RNN",
    "cnn_gru": "CNN_GRU",
    "clstma": "CLSTMA-MT",
}


def _as_written(model: str) -> Row:
    """What the report gives every network; what it leaves out, the widths above all, is as coded."""
    return Row(NETWORKS[model], {"model": model, **AS_WRITTEN}, {} if model == "clstma" else BASELINE_WIDTHS)


def _as_coded(model: str) -> Row:
    """What the authors' code gives a network, which for the five baselines is not what the report says."""
    if model == "clstma":
        return Row(NETWORKS[model], {"model": model})
    # In the code only the networks with a convolution have dropout, whatever the report says.
    dropout = {} if model.startswith("cnn") else {"dropout": 0.0}
    by_preset = {preset: {**widths, **BASELINE_BATCHES[preset]} for preset, widths in BASELINE_WIDTHS.items()}
    return Row(NETWORKS[model], {"model": model, **dropout}, by_preset)


def _like_for_like(model: str) -> Row:
    """One width, one batch and the corrected rule for all; ours."""
    return Row(NETWORKS[model], {"model": model, **LIKE_FOR_LIKE})


ROWS = {model: _as_coded(model) for model in NETWORKS}
#: Table 1's settings, and what gives a network its row in each.
SETTINGS = {"as_written": "as written", "as_coded": "as coded", "like_for_like": "like for like"}
_ROW_OF = {"as_written": _as_written, "as_coded": _as_coded, "like_for_like": _like_for_like}
TRAININGS = {f"{model}-{setting}": _ROW_OF[setting](model) for setting in SETTINGS for model in NETWORKS}

PAPER = Paper(
    name="musiccaps",
    config=Config,
    presets=PRESETS,
    rows=ROWS,
    trainings=TRAININGS,
    future=declared(NETWORKS),
    # Of 5,521 clips.
    sample={"smoke": 80, "quick": 800, "paper": 5521},
    artifacts=("table1", "figure1", "figure2", "architecture", "audit", "future", "figure3"),
    search=Search("clstma", "validation loss", "valid_loss", "min", training="{row}-like_for_like"),
    options=CaptionOptions,
    packages=("nltk", "sacrebleu"),
    real=tuple(
        Real(
            artifact,
            (
                Need("musiccaps.captions", ("musiccaps-public.csv",)),
                Need("audioset.features", ("**/*.tfrecord",)),
            ),
            options={"features": "vggish"},
        )
        for artifact in ("table1", "future", "figure3")
    ),
)
