"""What the captioning scripts are told beyond the shared options: what is said, and in which tokens."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.musiccaps.config import TARGETS, TOKENS


@dataclass(frozen=True)
class CaptionOptions(Options):
    """``target``: the aspect list or the caption; ``tokens``: whole aspects or words. Captions are always words."""

    target: str = "aspects"
    tokens: str = "aspect"

    @classmethod
    def of(cls, options: Options) -> CaptionOptions:
        """``options`` as they are, or with the defaults where they are the shared ones (``reproduce``)."""
        if isinstance(options, cls):
            return options
        return cls(**{field.name: getattr(options, field.name) for field in fields(Options)})

    @property
    def suffix(self) -> str:
        """Of the artifacts' names, so that none overwrites another's."""
        return {"aspect": "", "word": "_words"}[self.tokens] if self.target == "aspects" else "_caption"

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--target", choices=TARGETS, default="aspects", help="what is to be said; default: aspects")
        parser.add_argument("--tokens", choices=TOKENS, help="one token an aspect or a word; captions: always word")

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, str]:
        if arguments.target == "caption" and arguments.tokens == "aspect":
            raise UserError("--tokens aspect: a caption has no aspects; leave it out or say --tokens word.")
        return {
            "target": arguments.target,
            "tokens": arguments.tokens or ("word" if arguments.target == "caption" else "aspect"),
        }
