"""Aspects or captions for any sound file, from a finished run.

python -m paper_repro predict musiccaps song.mp3

from paper_repro.musiccaps.predict import Predictor
captioner = Predictor.load("runs/musiccaps/clstma-like_for_like-s0-...")
captioner("song.mp3").tags   # {"low quality": 1.0, "male vocals": 0.5, "acoustic guitar": 0.5}

Clips of ten seconds, as in training, are described one by one. The whole file has each aspect once, with the share of
clips that say it; of captions, the most probable of all clips.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.heard import Heard, Outputs
from paper_repro.core.listening.saying import of_lists, of_texts
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training import prediction
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.run import RunFolder, finished_run, stored_config
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.data import aspects_of
from paper_repro.musiccaps.model import generator
from paper_repro.musiccaps.sequences import Coding


@dataclass
class Predictor(prediction.Predictor):
    """A trained network with its features and vocabulary."""

    config: Config
    coding: Coding
    search: Forward

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        folder = finished_run(run, "musiccaps")
        config = stored_config(folder, Config)
        if config.objective != "captions":
            raise UserError(
                f"{folder.path}: this network finds clips by texts and says nothing of one; give a captioner's run."
            )
        if config.feature_set == "vggish":
            raise UserError(
                f"{folder.path}: this network hears AudioSet's published features, which are not computed here from "
                "sound; give a run trained on MFCC and chroma."
            )
        coding = Coding.stored(Vocabulary.load(folder.path / "vocabulary.json"), config)
        search = prediction.searching(generator(folder.load_model(), config, coding, beams))
        return cls(config, coding, search)

    @property
    def sample_rate(self) -> int:
        return self.config.features.sample_rate

    @property
    def res_type(self) -> str:
        return self.config.features.res_type

    @property
    def cut(self) -> Cut:
        return prediction.cut_of(self.config.features)

    def hear(self, windows: np.ndarray) -> dict[str, np.ndarray]:
        tokens, scores = self.search(self.config.features.extractor()(windows))
        return {"tokens": tokens[:, 0], "scores": scores[:, 0]}

    def combined(self, outputs: Outputs, seconds: float) -> Heard:
        decoded = [self.coding.decode(tokens) for tokens in outputs["tokens"]]
        times = self.cut.times(len(decoded), self.sample_rate, seconds)
        if self.config.target == "caption":
            captions = [
                [(" ".join(words), float(score))] for words, score in zip(decoded, outputs["scores"], strict=True)
            ]
            return of_texts(captions, times, seconds)
        lists = [list(dict.fromkeys(aspects_of(words, self.config))) for words in decoded]
        return of_lists(lists, times, seconds)

    def text(self, heard: Heard) -> str:
        """The caption, or the aspects; of several clips each with the share of clips that say it."""
        if heard.best:
            return heard.best[0][0]
        shown = heard.tags.items()
        if len(heard.starts) == 1:
            return ", ".join(aspect for aspect, _ in shown)
        return ", ".join(f"{aspect} {share:.2f}" for aspect, share in shown)

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Captioners of sound that learned where a list begins and ends."""
        config = _config(folder)
        return config is not None and config.rule == "corrected" and _hears_sound(config)

    @classmethod
    def hears(cls, folder: Path) -> bool:
        """Not those on AudioSet's published features, and no contrastive training."""
        config = _config(folder)
        return config is not None and _hears_sound(config)


def _config(folder: Path) -> Config | None:
    try:
        return stored_config(RunFolder(folder), Config)
    except UserError:
        return None


def _hears_sound(config: Config) -> bool:
    return config.feature_set == "mfcc_chroma" and config.objective == "captions"
