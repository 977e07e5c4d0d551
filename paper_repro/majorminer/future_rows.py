"""What the table ``future`` trains: the decoders, losses and pretraining that the authors would try next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from paper_repro.core.paper import Row

#: Epochs of masked tags. All ours.
EPOCHS = {"paper": 30, "quick": 15, "smoke": 1}
#: Steps of Transformers, shorter than those of recurrent decoders: chosen on validation. All ours.
STEPS = {"paper": {}, "quick": {"learning_rate": 1e-3}, "smoke": {"learning_rate": 1e-3}}


@dataclass(frozen=True)
class Names:
    """Names of the table's rows behind an encoder.

    ``lstm`` is what the others are held against; ``few`` hears a few clips alone, ``pretrained`` the same ones after
    masked tags.
    """

    lstm: str
    gru: str
    transformer: str
    balanced: str
    few: str
    pretrained: str

    @property
    def all(self) -> tuple[str, ...]:
        return self.lstm, self.gru, self.transformer, self.balanced, self.few, self.pretrained

    def of(self, preset: str) -> tuple[str, ...]:
        """Those that the tables train: under the smoke preset one of each kind, which shows that it runs."""
        return tuple(name for name in self.all if preset != "smoke" or name not in (self.gru, self.few))


def names(encoder: str, lstm: str, gru: str = "") -> Names:
    """Those behind an encoder, with the rows of table 1 that are there already."""
    few = f"{encoder}_transformer_few"
    return Names(
        lstm, gru or f"{encoder}_gru", f"{encoder}_transformer", f"{encoder}_lstm_balanced", few, f"{few}_pretrained"
    )


def rows(
    of: Names, label: str, common: Mapping[str, Any], balance: float, few: Mapping[str, Mapping[str, Any]]
) -> dict[str, Row]:
    """The rows besides those of table 1.

    Args:
        of: their names.
        label: of the encoder.
        common: settings of all rows.
        balance: beta of the balanced loss.
        few: by preset the settings of rows on few clips: as many steps as the others take.
    """
    transformer, lstm = {**common, "decoder": "transformer"}, {**common, "decoder": "lstm"}
    few = {preset: {**STEPS[preset], **changes} for preset, changes in few.items()}
    pretrained = {preset: {**changes, "pretraining": EPOCHS[preset]} for preset, changes in few.items()}
    return {
        of.gru: Row(f"{label} + GRU", {**common, "decoder": "gru"}),
        of.transformer: Row(f"{label} + Transformer", transformer, STEPS),
        of.balanced: Row(f"{label} + LSTM, balanced loss", {**lstm, "balance": balance}),
        of.few: Row(f"{label} + Transformer, few clips", transformer, few),
        of.pretrained: Row(f"{label} + Transformer, few clips, masked tags first", transformer, pretrained),
    }
