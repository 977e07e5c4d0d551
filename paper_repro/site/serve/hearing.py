"""The networks that the server can hear with: published ones whose weights are here, and papers' newest runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.core.training.run import newest_model_run
from paper_repro.papers import PAPERS
from paper_repro.site.clips.answers import readable
from paper_repro.weights import NETWORKS, store


@dataclass(frozen=True)
class Heard:
    """What a network says of a file.

    Attributes:
        names: what the columns of ``scores`` are.
        scores: probabilities ``(windows, names)``; one window where a network answers once.
        texts: what it says in words, the best first; empty for tags.
    """

    names: tuple[str, ...] = ()
    scores: np.ndarray | None = None
    texts: tuple[str, ...] = ()


Network = Callable[[Path], Heard]


def available(runs: Path) -> dict[str, str]:
    """Names of the networks at hand, each with a line on what it is."""
    found = {
        network.name: f"{network.label}, trained on {network.trained_on}"
        for network in NETWORKS.values()
        if store.place(network.wheel).is_file()
    }
    for name, paper in PAPERS.items():
        try:
            newest_model_run(name, runs)
        except UserError:
            continue
        found[name] = f"{paper.module('published').TITLE}: the newest run"
    return found


def load(name: str, runs: Path) -> Network:
    """The network of that name.

    Raises:
        UserError: it is not here, or damaged.
    """
    if name in NETWORKS:
        from paper_repro.weights.tagger import FEATURES, Tagger

        tagger = Tagger.load(NETWORKS[name])

        def tags(path: Path) -> Heard:
            from paper_repro.core.audio.load import load_clip

            return Heard(tagger.tags, tagger.windows(load_clip(path, FEATURES)))

        return tags
    from paper_repro.core.training.prediction import default_run, predictor_class

    paper = PAPERS[name]
    predictor = predictor_class(paper).load(default_run(paper, runs))
    return lambda path: _heard(predictor(path))


def _heard(said: Any) -> Heard:
    """A paper's prediction: a frame of windows, probabilities by tag, titles with scores, or words in order."""
    if hasattr(said, "columns"):
        tags = [column for column in said.columns if column not in ("start_s", "end_s")]
        return Heard(tuple(map(readable, tags)), said[tags].to_numpy(float))
    if isinstance(said, Mapping):
        return Heard(tuple(said), np.array([list(said.values())], dtype=float))
    if said and isinstance(said[0], tuple):
        return Heard(texts=tuple(str(text) for text, _ in said))
    return Heard(texts=(", ".join(map(str, said)),))
