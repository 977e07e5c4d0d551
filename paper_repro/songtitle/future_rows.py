"""What the authors would try next (Sec. 6), as trainings: each beside the captioner as published, trained alike."""

from __future__ import annotations

from paper_repro.core.paper import Row

LSTM, ATTENTION, TRANSFORMER, SHALLOWER = "future_lstm", "future_attention", "future_transformer", "future_shallower"

#: On two cores all of these together take minutes: shorter trainings than the captioner of table 4, each picture seen
#: in one crop where the encoder learns from scratch. Word vectors are learned, for decoders that read positions take
#: no others. All ours.
_ALIKE = {"glove": ""}
_QUICK = {"word_epochs": 5, "views": 1, "keep_positions": True, "epochs": 8}
_SMOKE = {"word_epochs": 0, "views": 1, "keep_positions": True, "epochs": 1}


def _row(label: str, changes: dict | None = None, paper: dict | None = None) -> Row:
    changes = changes or {}
    by_preset = {
        "quick": {**_QUICK, **changes},
        "smoke": {**_SMOKE, **changes},
        "paper": changes if paper is None else paper,
    }
    return Row(label, _ALIKE, by_preset)


FUTURE = {
    LSTM: _row("LSTM, the picture once (as published)"),
    ATTENTION: _row("LSTM with additive attention", {"decoder": "attention"}),
    TRANSFORMER: _row("Transformer", {"decoder": "transformer"}),
    # With the published settings a ResNet of 50 layers; else the other rows' encoder without its last stages, and so
    # too where another than the published one is chosen (see ``TitleOptions.row_changes``).
    SHALLOWER: _row("shallower encoder", {"shallow": True}, {"encoder": "resnet50v2"}),
}
