"""From the data set to labels and splits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paper_repro.toy.config import Config

from paper_repro.core.command_line import Options
from paper_repro.core.errors import Refusal
from paper_repro.core.training import corpus
from paper_repro.datasets import majorminer


@dataclass(frozen=True)
class Corpus(corpus.Corpus):
    """Clips, and whether each has the commonest tag."""

    source: str
    fingerprint: str
    root: Path
    labels: dict[str, int]
    audio: dict[str, Path]
    refused: tuple[Refusal, ...]

    def split(self, config: Config) -> dict[str, list[str]]:
        return corpus.random_split(sorted(self.audio), {"train": 0.5, "valid": 0.25, "test": 0.25}, 0)


def open_corpus(options: Options, config: Config) -> Corpus:
    data = majorminer.load(options.data)
    labels = {clip.clip_id: int(any("drum" in typed.tag for typed in clip.typed)) for clip in data.clips}
    audio = {clip.clip_id: clip.audio for clip in data.clips}
    return Corpus("toy data", str(sorted(labels.items())), data.root, labels, audio, tuple(data.refused))
