"""Captions for any sound file, from a finished run.

python -m paper_repro predict majorminer song.mp3

from paper_repro.majorminer.predict import Predictor
captioner = Predictor.load("runs/majorminer/musicnn_lstm-multiple-s0-...")
captioner("song.mp3").tags   # {"drums": 1.0, "guitar": 0.75, "rock": 0.25}

Clips as long as those of the training are captioned one by one. The whole file has each tag once, with the share of
clips that say it; a file of one clip says its caption. Tags are shown as players wrote them most often, not as stems.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.heard import Heard, Outputs
from paper_repro.core.listening.saying import of_lists
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training import prediction
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.run import RunFolder, finished_run, stored_config
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.model import generator
from paper_repro.majorminer.spelling import Spelling


@dataclass
class Predictor(prediction.Predictor):
    """A trained captioner with its features, vocabulary and the spelling of its stems."""

    config: Config
    vocabulary: Vocabulary
    search: Forward
    spelling: Spelling

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        folder = finished_run(run, "majorminer")
        config = stored_config(folder, Config)
        vocabulary = Vocabulary.load(folder.path / "vocabulary.json")
        search = prediction.searching(generator(folder.load_model(), config, beams))
        return cls(config, vocabulary, search, Spelling.of_run(folder.path))

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Runs that heard all training clips, by the loss of the paper."""
        try:
            config = stored_config(RunFolder(folder), Config)
        except UserError:
            return False
        return not config.few and not config.balance

    @property
    def sample_rate(self) -> int:
        return self.config.sample_rate

    @property
    def res_type(self) -> str:
        return self.config.res_type

    @property
    def cut(self) -> Cut:
        return prediction.cut_of(self.config.features)

    def hear(self, windows: np.ndarray) -> dict[str, np.ndarray]:
        tokens, _ = self.search(self.config.features.layer()(windows))
        return {"tokens": tokens[:, 0]}

    def combined(self, outputs: Outputs, seconds: float) -> Heard:
        lists = [self.spelling.tags(self.vocabulary.decode(tokens)) for tokens in outputs["tokens"]]
        return of_lists(lists, self.cut.times(len(lists), self.sample_rate, seconds), seconds)

    def text(self, heard: Heard) -> str:
        """The caption, or of several clips each tag with the share of clips that say it."""
        shown = heard.tags.items()
        if len(heard.starts) == 1:
            return ", ".join(tag for tag, _ in shown)
        return ", ".join(f"{tag} {share:.2f}" for tag, share in shown)
