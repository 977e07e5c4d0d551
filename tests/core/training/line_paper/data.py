"""Twelve tones; what is learned is their number."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from paper_repro.core.errors import Refusal
from paper_repro.core.training import corpus


@dataclass(frozen=True)
class Corpus(corpus.Corpus):
    source: str
    fingerprint: str
    root: Path
    audio: dict[str, Path]
    refused: tuple[Refusal, ...] = ()

    def split(self, config) -> dict[str, list[str]]:
        names = sorted(self.audio)
        return {"train": names[:8], "valid": names[8:10], "test": names[10:]}


def write(root: Path) -> Corpus:
    root.mkdir()
    audio = {f"{number:02}": root / f"{number:02}.wav" for number in range(12)}
    for number, path in enumerate(audio.values()):
        soundfile.write(path, np.sin(np.arange(1600) * (number + 1) / 20), 8000)
    return open_corpus(type("Options", (), {"data": root}), None)


def open_corpus(options, config) -> Corpus:
    audio = {path.stem: path for path in sorted(Path(options.data).glob("*.wav"))}
    return Corpus("twelve tones", "tones", Path(options.data), audio)
