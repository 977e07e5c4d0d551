"""What the report's authors would try next (Sec. 7, 8), as rows: differences from table 1's rows like for like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paper_repro.core.paper import Row
from paper_repro.musiccaps.config import LIKE_FOR_LIKE

#: The setting of table 1 that rows here are held against.
REFERENCE = "like_for_like"
#: Encoders that are trained contrastively, and the captioners that begin with them.
ENCODERS = ("gru", "cnn_gru")
#: The network that is trained by other optimizers, and these; plain gradients need larger steps.
OPTIMIZED = "gru"
OPTIMIZERS: dict[str, dict[str, Any]] = {"rmsprop": {}, "sgd": {"learning_rate": 0.5}}
#: The two networks whose memory is compared over the length of what they hear.
MEMORIES = ("rnn", "lstm")
#: Lengths by what is heard: of sound so many frames averaged into one, of published features the first of ten.
LENGTHS: dict[str, dict[str, dict[str, Any]]] = {
    "mfcc_chroma": {f"pooled_{pool}": {"frame_pool": pool} for pool in (48, 12, 3)},
    "vggish": {f"first_{frames}": {"first_frames": frames} for frames in (1, 3)},
}

#: What a contrastive training changes of any row: losses of networks that are too sure of themselves rise while they
#: still find more.
OBJECTIVE = {"objective": "contrastive", "select": "valid_mrr", "select_mode": "max"}
#: Of a contrastive training; the paper preset's are those that the report gives its own trainings (Sec. 5.2).
CONTRASTIVE: dict[str, dict[str, Any]] = {
    "paper": {"epochs": 200, "batch_size": 256, "learning_rate": 1e-3, "dropout": 0.2},
    "quick": {"epochs": 15, "batch_size": 128, "learning_rate": 1e-3, "dropout": 0.4},
    "smoke": {"epochs": 2, "batch_size": 16, "learning_rate": 1e-3, "dropout": 0.2},
}
#: Epochs of the same on all real clips, seven times those of the quick preset's corpus.
CONTRASTIVE_VGGISH = {"paper": 200, "quick": 8, "smoke": 2}


def declared(networks: Mapping[str, str]) -> dict[str, Row]:
    """All rows that the table ``future`` trains besides those of table 1, by name; ``networks``: their labels."""
    first = {preset: {f"encoder_{name}": value for name, value in of.items()} for preset, of in CONTRASTIVE.items()}
    rows = {}
    for model in ENCODERS:
        rows[f"{model}-contrastive"] = _row(networks, model, OBJECTIVE, CONTRASTIVE)
    for lengths in LENGTHS.values():
        for length, changes in lengths.items():
            rows |= {f"{model}-{length}": _row(networks, model, changes) for model in MEMORIES}
    for name, changes in OPTIMIZERS.items():
        rows[f"{OPTIMIZED}-{name}"] = _row(networks, OPTIMIZED, {"optimizer": name, **changes})
    for model in ENCODERS:
        rows[f"{model}-from_contrastive"] = _row(networks, model, {}, first)
    return rows


def _row(networks: Mapping[str, str], model: str, changes: Mapping[str, Any], by_preset=None) -> Row:
    return Row(networks[model], {"model": model, **LIKE_FOR_LIKE, **changes}, by_preset or {})


def on_real_clips(row: str, preset: str) -> dict[str, Any]:
    """What published features change of a row."""
    names = {"-contrastive": "epochs", "-from_contrastive": "encoder_epochs"}
    return {name: CONTRASTIVE_VGGISH[preset] for ending, name in names.items() if row.endswith(ending)}
