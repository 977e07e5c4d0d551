"""Options of this paper's scripts beyond the shared ones: what is generated, and in which tokens."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.musiccaps.config import LONGEST, TARGETS, TOKENS


@dataclass(frozen=True)
class CaptionOptions(Options):
    """``target``: the aspect list or the caption; ``tokens``: whole aspects or words. Captions are always words."""

    target: str = "aspects"
    tokens: str = "aspect"

    @property
    def changes(self) -> dict[str, Any]:
        text = {"target": self.target, "tokens": self.tokens, "max_length": LONGEST[self.tokens]}
        return {**super().changes, **text}

    @property
    def suffix(self) -> str:
        """Of the artifacts' names, so that none overwrites another's."""
        return {"aspect": "", "word": "_words"}[self.tokens] if self.target == "aspects" else "_caption"

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--target", choices=TARGETS, default="aspects", help="what is generated; default: aspects")
        parser.add_argument("--tokens", choices=TOKENS, help="one token an aspect or a word; captions: always word")

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, str]:
        if arguments.target == "caption" and arguments.tokens == "aspect":
            raise UserError("--tokens aspect: a caption has no aspects; leave it out or give --tokens word.")
        return {
            "target": arguments.target,
            "tokens": arguments.tokens or ("word" if arguments.target == "caption" else "aspect"),
        }
