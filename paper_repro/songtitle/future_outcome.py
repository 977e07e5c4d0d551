"""What came of the authors' wishes: all that the table ``future`` and its claims read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options
from paper_repro.core.errors import NotRun, UserError
from paper_repro.core.evaluation.intervals import Interval, difference_interval
from paper_repro.core.training.outcome import Results
from paper_repro.core.training.rows import run_rows
from paper_repro.core.training.run import RunFolder
from paper_repro.songtitle.asked import Answers, ask
from paper_repro.songtitle.data import SONGS, open_corpus
from paper_repro.songtitle.encoder_costs import LABELS, encoder_costs
from paper_repro.songtitle.future_rows import FUTURE, LSTM, SHALLOWER, TRANSFORMER
from paper_repro.songtitle.music_config import MUSIC, ROW
from paper_repro.songtitle.music_data import Absent, MusicCorpus, config_of, open_music
from paper_repro.songtitle.paper import PAPER
from paper_repro.songtitle.transferred import CONSTANT, SHUFFLED, Transfer, transfer_of

#: At five beams, the best of Table 4, and of whole crops.
BEAMS, CROP = 5, "captions_1"
#: What an encoder that is cut short is called; a whole one goes by its name.
CUT_LABELS = {
    "small": "three convolutions for four",
    "efficientnet_lite0": "five of EfficientNet-Lite0's seven stages",
    "resnet152v2": "three of ResNet152V2's four stages",
    "resnet101v2": "three of ResNet101V2's four stages",
    "resnet50v2": "three of ResNet50V2's four stages",
}
#: The smoke preset shows that everything runs: a decoder of either kind.
SMOKE = (LSTM, TRANSFORMER)


@dataclass(frozen=True)
class Music:
    """The captioner of music, and the same songs named by it and by the captioner of pictures.

    Attributes:
        corpus: what it was trained on.
        results: its runs.
        music, pictures: what either says of the songs.
    """

    corpus: MusicCorpus
    results: Results
    music: Answers
    pictures: Answers

    def shared(self, column: str) -> tuple[np.ndarray, np.ndarray]:
        """Scores by music and by pictures of the songs that both could hear: twice ``(seeds, artists)``."""
        frames = [[frame.set_index("item")[column] for frame in each.frames] for each in (self.music, self.pictures)]
        common = frames[0][0].index.intersection(frames[1][0].index, sort=False)
        first, second = (np.stack([part.loc[common].to_numpy(float) for part in side]) for side in frames)
        return self.music.by_artist(first, common), self.music.by_artist(second, common)


@dataclass(frozen=True)
class Future:
    """Everything that was tried.

    Attributes:
        results: the captioners of pictures.
        transfers: what each says of pictures and songs, by row.
        costs: of the encoders, see ``encoder_costs``.
        tried: on music; None where that could not be, and ``absent`` says why.
    """

    results: Results
    transfers: dict[str, Transfer]
    costs: pd.DataFrame
    costs_folder: RunFolder
    tried: Music | None
    absent: str = ""

    @property
    def rows(self) -> list[str]:
        return list(self.transfers)

    def label(self, row: str) -> str:
        """How tables name a row; of the shallower encoder what it is here."""
        if row != SHALLOWER:
            return FUTURE[row].label
        config = self.results.rows[row].config
        return f"LSTM, {CUT_LABELS[config.encoder] if config.shallow else LABELS[config.encoder]}"

    def songs(self) -> list[str]:
        """Sets of songs of which test titles are left, as Table 4 names them."""
        return [name for name in SONGS if name in self.transfers[LSTM].rows]

    def values(self, row: str, of: str, column: str = "precision") -> np.ndarray:
        """A score of every item of a row of Table 4, at ``BEAMS``: ``(seeds, items)``.

        Raises:
            NotRun: this preset leaves the captioner out.
        """
        if row not in self.transfers:
            raise NotRun(f"{row} is left out of this preset")
        return self.transfers[row].values(of, BEAMS, column)

    def gain(self, row: str, of: str) -> Interval:
        """BLEU above that of the captioner as published, item by item."""
        return difference_interval(self.values(row, of), self.values(LSTM, of))

    def above(self, row: str, of: str) -> Interval:
        """BLEU above that of as many of the commonest words."""
        return self.transfers[row].above(of, BEAMS, CONSTANT)

    def lost(self, row: str, of: str) -> Interval:
        """BLEU above that of another item's answer."""
        return self.transfers[row].above(of, BEAMS, SHUFFLED)


def run_future(options: Options) -> Future:
    """Trains, asks and measures what is missing.

    What is missing of the music, or wrong with it, is said in its place, and all else is tried.

    Raises:
        UserError: no usable pictures in ``--data``.
    """
    rows = SMOKE if options.preset == "smoke" else tuple(FUTURE)
    configs = PAPER.configs(options, rows)
    pictures = open_corpus(options, configs[LSTM])
    # Read before anything is trained: what is wrong with it shall not be found after that.
    corpus, absent = _opened(options)
    results = run_rows(PAPER, options, configs, pictures)
    transfers = {row: transfer_of(options, results, row, beams=(BEAMS,), tiles=False) for row in rows}
    folder, costs = encoder_costs(options)
    tried = None
    if corpus is not None:
        try:
            tried = _run_music(options, results, corpus)
        except (Absent, UserError) as missing:
            absent = str(missing)
    return Future(results, transfers, costs, folder, tried, absent)


def _opened(options: Options) -> tuple[MusicCorpus | None, str]:
    """The music to train on, or why there is none."""
    try:
        corpus = open_music(options)
        _ = corpus.tags  # read, so that damaged weights are found here
    except (Absent, UserError) as missing:
        return None, str(missing)
    return corpus, ""


def _run_music(options: Options, results: Results, corpus: MusicCorpus) -> Music:
    music = run_rows(MUSIC, options, {ROW: config_of(options, corpus)}, corpus)
    return Music(corpus, music, ask(options, music, ROW), ask(options, results, LSTM))
