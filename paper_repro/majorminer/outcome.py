"""What the captioners generated, scored per clip."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from paper_repro.core.evaluation.bleu import sentence_bleu
from paper_repro.core.evaluation.controls import Shuffled, shuffled_audio
from paper_repro.core.text.vocabulary import SPECIAL, Vocabulary
from paper_repro.core.training.outcome import RunOutcome
from paper_repro.core.training.run import RunFolder
from paper_repro.majorminer.data import Caption

#: File of a run's folder that ``heard`` fills.
HEARD = "heard.npz"


class Outcome(RunOutcome):
    """One row's captions over its seeds; arrays are ``(seeds, clips)``, clips in the order of ``clip_ids``."""

    def scores(self, column: str, split: str = "test") -> np.ndarray:
        """Per-clip scores of a column of ``task.SCORES``."""
        return self.column(column, split)

    def predictions(self, split: str = "test", seed: int = 0) -> list[list[str]]:
        return [json.loads(cell) for cell in self.part(split)[seed]["prediction"]]

    def references(self, split: str = "test", which: str = "references") -> list[list[Caption]]:
        """The row's own references, or with ``which="all_captions"`` every caption of the clip."""
        return [[tuple(caption) for caption in json.loads(cell)] for cell in self.part(split)[0][which]]

    def probability(self, tags: Sequence[str]) -> np.ndarray:
        """How likely each test clip's caption would say each tag, see ``heard``: ``(seeds, clips, tags)``, 0 for a tag
        that a training does not know.
        """
        found = np.zeros((len(self.runs), len(self.clip_ids()), len(tags)))
        for of_seed, (run, heard) in zip(found, self._heard, strict=True):
            known = Vocabulary.load(run.path / "vocabulary.json").tokens[len(SPECIAL) :]
            column = {tag: number for number, tag in enumerate(known)}
            here = [number for number, tag in enumerate(tags) if tag in column]
            of_seed[:, here] = heard["probability"][:, [column[tags[number]] for number in here]]
        return found

    def attention(self) -> list[np.ndarray]:
        """Where each step of the test captions listened, by seed: ``(clips, steps, frames)``."""
        return [heard["attention"] for _, heard in self._heard]

    @cached_property
    def _heard(self) -> list[tuple[RunFolder, dict[str, np.ndarray]]]:
        """By seed; clips in the order of ``clip_ids``."""
        found = []
        for run in self.runs:
            with np.load(run.path / HEARD) as stored:
                place = {clip: number for number, clip in enumerate(stored["clips"].tolist())}
                order = [place[clip] for clip in self.clip_ids()]
                found.append((run, {name: stored[name][order] for name in ("probability", "attention")}))
        return found

    def shuffled(self, order: int, rule: str = "standard") -> Shuffled:
        """Test BLEU with the audio shuffled between clips, mean over seeds."""
        references = self.references()
        generated = [self.predictions(seed=seed) for seed in range(len(self.runs))]

        def score(permutation: np.ndarray) -> np.ndarray:
            by_seed = [
                [
                    sentence_bleu(group, captions[other], order, rule)
                    for group, other in zip(references, permutation, strict=True)
                ]
                for captions in generated
            ]
            return np.mean(by_seed, axis=0)

        return shuffled_audio(score, len(references))


#: Per-clip values ``(seeds, clips)`` of table 1's scores: what the table of seeds shows.
SEED_SCORES: dict[str, Callable[[Outcome], np.ndarray]] = {
    "BLEU1": lambda scored: scored.scores("bleu1"),
    "BLEU2": lambda scored: scored.scores("bleu2"),
    "BLEU2, NLTK 3.2.5": lambda scored: scored.scores("bleu2_nltk325"),
}
