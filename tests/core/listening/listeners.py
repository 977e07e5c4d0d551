"""Networks that tests make: no network, but what one says of loudness."""

import numpy as np

from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.tagging import Tagging

RATE = 1_000


class Loud(Tagging):
    """Says how loud each second is, and counts what it is asked."""

    name = "loud"
    sample_rate = RATE
    tags = ("loud", "quiet")
    cut = Cut(RATE, RATE)
    batch = 8
    offers = ("peak",)

    def __init__(self):
        self.batches = []

    def hear(self, windows):
        self.batches.append(len(windows))
        loud = np.abs(windows).mean(axis=1)
        outputs = {"scores": np.stack([loud, 1 - loud], axis=1).astype(np.float32)}
        return {**outputs, "peak": windows.max(axis=1, keepdims=True)} if self.embeds else outputs
