"""What the published numbers measure: audio-free baselines on random draws of 1,000 clips, under the authors' rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from paper_repro.musiccaps.baselines import Bigram, Unigram
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.data import draw, split, tokens_of
from paper_repro.musiccaps.sequences import Coded, Coding

#: Random draws; more would not move the means by a hundredth.
DRAWS = 20
#: Column -> what it is, in the order of the table.
LOSSES = {
    "unigram": "unigram, padding counted",
    "bigram": "bigram, padding counted",
    "unigram_real": "unigram, real tokens, padding keeps its share",
    "unigram_renormalized": "unigram, real tokens, renormalised",
    "bigram_corrected": "bigram, corrected rule",
    "unigram_corrected": "unigram, corrected rule",
}


def draws(clips: Sequence, config: Config) -> pd.DataFrame:
    """One row a draw: losses (nats a token) by column of ``LOSSES``, and what was drawn.

    As in the authors' code: 1,000 clips, split .3 then .5 with random state 42, all aspects in the vocabulary, the
    first aspect of each list skipped, lists padded to the longest. The draw itself is ours, seeds 0 to 19. Scored on
    the part that the code calls "test", which is its validation part, and on the test part. Where there are not more
    than 1,000 clips, half of them are drawn.
    """
    size = config.clips if len(clips) > config.clips else len(clips) // 2
    found = [_one(draw(clips, size, seed), config) for seed in range(DRAWS)]
    return pd.DataFrame([{"draw": seed, "clips": size, **row} for seed, row in enumerate(found)])


def _one(clips: Sequence, config: Config) -> dict[str, float]:
    lists = {name: [tokens_of(clip, config) for clip in part] for name, part in split(clips, config.split_seed).items()}
    everything = [tokens for part in lists.values() for tokens in part]
    found: dict[str, float] = {}
    for rule, suffix in (("published", ""), ("corrected", "_corrected")):
        coding = Coding.of(lists["train"], everything, replace(config, rule=rule))
        coded = {name: coding.encode(part) for name, part in lists.items()}
        size = len(coding.vocabulary)
        models = {
            "unigram": Unigram.fit(coded["train"], size),
            "bigram": Bigram.fit(coded["train"], coded["valid"], size),
        }
        for part in ("valid", "test"):
            for name, model in models.items():
                found[f"{name}{suffix}_{part}"] = _mean(model.losses(coded[part]), coded[part].counted)
        if rule == "published":
            found |= _without_padding(coded, size)
            found |= {
                "vocabulary": size,
                "longest": coding.length + 1,
                "padding_share": float(1.0 - coded["train"].real.mean()),
            }
    return found


def _without_padding(coded: dict[str, Coded], size: int) -> dict[str, float]:
    found = {}
    for name, renormalized in (("unigram_real", False), ("unigram_renormalized", True)):
        model = Unigram.fit(coded["train"], size, renormalized=renormalized)
        for part in ("valid", "test"):
            found[f"{name}_{part}"] = _mean(model.losses(coded[part]), coded[part].real)
    return found


def _mean(losses: np.ndarray, counted: np.ndarray) -> float:
    return float(losses[counted].mean())
