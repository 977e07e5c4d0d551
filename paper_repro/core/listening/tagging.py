"""Networks that give a probability for each of their tags: the whole file is the mean over its windows."""

from __future__ import annotations

import numpy as np

from paper_repro.core.listening.heard import Heard, Outputs
from paper_repro.core.listening.listener import Listener

#: Name of the probabilities among a network's outputs; what else it gives is an embedding.
SCORES = "scores"


class Tagging(Listener):
    """A network with tags: ``hear`` gives ``scores``, ``(windows, tags)``, and perhaps embeddings."""

    tags: tuple[str, ...]

    def combined(self, outputs: Outputs, seconds: float) -> Heard:
        scores = outputs[SCORES]
        starts, ends = self.cut.times(len(scores), self.sample_rate, seconds)
        embeddings = {name: array for name, array in outputs.items() if name != SCORES}
        mean = scores.mean(axis=0, dtype=np.float64)
        return Heard(seconds, starts, ends, tuple(self.tags), scores, mean, embeddings=embeddings)
