"""Tests of what the paper says of the data set: recordings, and tags of a clip."""

from __future__ import annotations

import numpy as np

from paper_repro.core.evaluation.claims import Finding, Group, Part, Unit, above, all_of, below, untestable
from paper_repro.core.training.outcome import Results
from paper_repro.magnatagatune.data import recordings

#: Most of the top 50 tags of a clip: "at max, 4-5".
MOST_TAGS = 5


_PUBLISHED_LABELS = "About the published labels: a sample corpus has labels of its own."


def songs(results: Results) -> Group | Finding:
    corpus = results.corpus
    if corpus.rendered:
        return untestable(_PUBLISHED_LABELS)
    songs = len(set(recordings(corpus.data)))
    remark = f"The set has {len(corpus.data.clip_ids):,} clips of 29 s, cut from these recordings."
    return all_of(Part.measured("recordings", songs, above(25_000), Unit("", 0)), remark=remark)


def tags_per_clip(corpus) -> np.ndarray:
    """How many of the top tags each clip of the set has, clips without sound too: int ``(clips,)``."""
    return corpus.data.labels_of(corpus.tags).sum(axis=1, dtype=int)


def few_tags(results: Results) -> Part | Finding:
    if results.corpus.rendered:
        return untestable(_PUBLISHED_LABELS)
    return Part.measured("mean", float(tags_per_clip(results.corpus).mean()), below(MOST_TAGS), Unit("tags", 1))


def at_most_five(results: Results) -> Group | Finding:
    if results.corpus.rendered:
        return untestable(_PUBLISHED_LABELS)
    found = tags_per_clip(results.corpus)
    part = Part.measured("most", float(found.max()), below(MOST_TAGS + 0.5), Unit("tags", 1))
    return all_of(part, remark=f"{(found > MOST_TAGS).mean():.1%} of all clips have more than {MOST_TAGS}.")
