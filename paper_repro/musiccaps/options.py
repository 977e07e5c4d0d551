"""Options of this paper's scripts beyond the shared ones: what is heard, what is generated, in which tokens."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.musiccaps.config import FEATURES, LONGEST, SPLITS, TARGETS, TOKENS, VGGISH, VGGISH_PADDED
from paper_repro.musiccaps.future_rows import on_real_clips


@dataclass(frozen=True)
class CaptionOptions(Options):
    """``target``: the aspect list or the caption; ``tokens``: whole aspects or words. Captions are always words.

    ``features``: MFCC and chroma of sound, or AudioSet's published VGGish features; ``split``: the report's, or
    AudioSet's training and evaluation clips.
    """

    target: str = "aspects"
    tokens: str = "aspect"
    features: str = "mfcc_chroma"
    split: str = "report"

    @property
    def changes(self) -> dict[str, Any]:
        text = {"target": self.target, "tokens": self.tokens, "max_length": LONGEST[self.tokens]}
        heard = VGGISH[self.preset] if self.features == "vggish" else {}
        return {**super().changes, **text, **heard, "split": self.split}

    def row_changes(self, row: str) -> dict[str, Any]:
        if self.features != "vggish":
            return {}
        if row.endswith(("-as_written", "-as_coded")):
            return VGGISH_PADDED[self.preset]
        return on_real_clips(row, self.preset)

    @property
    def suffix(self) -> str:
        """Of the artifacts' names, so that none overwrites another's; on real data ``Corpus.suffix`` comes before."""
        text = {"aspect": "", "word": "_words"}[self.tokens] if self.target == "aspects" else "_caption"
        return text + {"report": "", "audioset": "_audioset"}[self.split]

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--target", choices=TARGETS, default="aspects", help="what is generated; default: aspects")
        parser.add_argument("--tokens", choices=TOKENS, help="one token an aspect or a word; captions: always word")
        parser.add_argument(
            "--features", choices=FEATURES, default="mfcc_chroma",
            help="of the sound in --data, or AudioSet's published VGGish features there; default: mfcc_chroma",
        )  # fmt: skip
        parser.add_argument(
            "--split", choices=SPLITS, default="report", help="the report's 70-15-15, or AudioSet's; default: report"
        )

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, str]:
        if arguments.target == "caption" and arguments.tokens == "aspect":
            raise UserError("--tokens aspect: a caption has no aspects; leave it out or give --tokens word.")
        if arguments.features == "vggish" and arguments.data is None:
            raise UserError(
                "--features vggish: the sample corpus has no such features; add --data DIR with AudioSet's published "
                "ones."
            )
        return {
            "target": arguments.target,
            "tokens": arguments.tokens or ("word" if arguments.target == "caption" else "aspect"),
            "features": arguments.features,
            "split": arguments.split,
        }
