"""What the song-title scripts are told beyond the shared options."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields
from typing import Any

from paper_repro.cli import Options
from paper_repro.errors import UserError
from paper_repro.songtitle.config import ENCODERS

#: Fields of the config that an option may change, by the option.
SETTINGS = {"encoder": "encoder", "encoder_weights": "encoder_weights", "glove": "glove", "spectrogram": "spectrogram"}


@dataclass(frozen=True)
class TitleOptions(Options):
    """Settings of the config that are often changed; None keeps the preset's."""

    encoder: str | None = None
    encoder_weights: str | None = None
    glove: str | None = None
    spectrogram: str | None = None

    @classmethod
    def of(cls, options: Options) -> TitleOptions:
        """``options`` as they are, or with the defaults where they are the shared ones (``reproduce``)."""
        if isinstance(options, cls):
            return options
        return cls(**{field.name: getattr(options, field.name) for field in fields(Options)})

    @property
    def changes(self) -> dict[str, Any]:
        """Differences from the preset.

        Raises:
            UserError: weights for an encoder that takes none.
        """
        found = {field: getattr(self, name) for name, field in SETTINGS.items() if getattr(self, name) is not None}
        if found.get("encoder") == "resnet152v2":
            # Its weights are what the small encoder's schooling stands in for.
            found = {"encoder_weights": "imagenet", "word_epochs": 0, **found}
        elif found.get("encoder_weights") and (found.get("encoder") == "small" or self.preset != "paper"):
            raise UserError("--encoder-weights: the small encoder takes none; add --encoder resnet152v2.")
        return found

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--encoder", choices=ENCODERS, help="what sees the pictures; default: the preset's")
        parser.add_argument("--encoder-weights", metavar="W", help="imagenet, a file, or an empty string for none")
        parser.add_argument("--glove", metavar="FILE", help="word vectors to begin with")
        parser.add_argument(
            "--spectrogram", choices=("as_shaped", "as_stated"), help="which of the paper's two; default: as_shaped"
        )

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, Any]:
        return {name: getattr(arguments, name) for name in SETTINGS}
