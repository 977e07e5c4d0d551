"""What a captioner loses on the test pictures' captions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import numpy as np

from paper_repro.core.evaluation.intervals import Interval, difference_interval, mean_interval, ratio_scores
from paper_repro.core.training.outcome import Results, RunOutcome
from paper_repro.songtitle.title_scores import precision


class Outcome(RunOutcome):
    """A captioner's losses over its seeds."""

    def sums(self, column: str) -> np.ndarray:
        """Of each test picture, nats: ``(seeds, pictures)``."""
        return self.column(column)

    @property
    def counted(self) -> np.ndarray:
        """Tokens of each test picture's captions."""
        return self.column("counted")[0]

    def losses(self, column: str = "loss") -> np.ndarray:
        """Per-picture values ``(seeds, pictures)`` whose mean is nats a token; ``loss``, ``loss_frequency`` or
        ``loss_shuffled``.
        """
        return ratio_scores(self.sums(column), self.counted)

    def loss(self) -> Interval:
        """Nats a token on the test pictures."""
        return mean_interval(self.losses())

    def below_frequency(self) -> Interval:
        """By how much it is better than the words' frequencies in the training captions."""
        return difference_interval(self.losses("loss_frequency"), self.losses())

    def lost_by_shuffling(self) -> Interval:
        """By how much another picture makes it worse."""
        return difference_interval(self.losses("loss_shuffled"), self.losses())

    def greedy_precision(self) -> np.ndarray:
        """Unigram precision of every test picture's greedy caption: ``(seeds, pictures)``."""
        return np.array(
            [
                [
                    precision(json.loads(reference), json.loads(said))
                    for reference, said in zip(frame["reference"], frame["prediction"], strict=True)
                ]
                for frame in self.part("test")
            ]
        )


#: Headline scores by name: an outcome to per-item values ``(seeds, items)`` whose mean is the score.
SEED_SCORES: dict[str, Callable[[Outcome], np.ndarray]] = {
    "test loss, nats a word": Outcome.losses,
    "loss lost by another picture, nats a word": lambda row: row.losses("loss_shuffled") - row.losses(),
    "BLEU of greedy captions, whole crop": Outcome.greedy_precision,
}


def more_seed_scores(results: Results) -> Iterator[tuple[str, str, np.ndarray]]:
    """Table 4's: BLEU of every input at every beam size, made where it is missing."""
    # Imported here: the search needs what a table of losses does not.
    from paper_repro.songtitle.config import BEAMS
    from paper_repro.songtitle.paper import CAPTIONER
    from paper_repro.songtitle.transferred import NAMES, transfer_of

    transfer = transfer_of(results.options, results, CAPTIONER)
    for row in transfer.rows:
        for beams in BEAMS:
            yield NAMES[row], f"BLEU, {'greedy' if beams == 1 else f'{beams} beams'}", transfer.values(row, beams)
