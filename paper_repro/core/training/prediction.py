"""Trained networks as listeners: which run of a paper, and what all papers' ``Predictor`` have in common."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Self

import keras
import numpy as np

from paper_repro.core.audio.length import SLACK, FeatureSettings
from paper_repro.core.errors import UserError
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.listener import Listener
from paper_repro.core.paper import Paper
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.run import newest_model_run


class Predictor(Listener):
    """A finished run's network with all that it needs to hear files; base class of the papers' ``Predictor``."""

    #: Whether it searches with beams.
    has_beams: bool = True

    @classmethod
    @abstractmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Self:
        """From a finished run's folder; ``beams`` other than the config's where given.

        Raises:
            UserError: the folder holds no finished run of this paper, or a damaged one.
        """

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Whether a run is preferred to newer ones where none is named."""
        return True

    @classmethod
    def hears(cls, folder: Path) -> bool:
        """Whether a run's network takes sound, as most do."""
        return True


def cut_of(settings: FeatureSettings) -> Cut:
    """Clips as long as those of the training, side by side; one that is shorter, as far as the training's may be, is
    padded with zeros, and what is left of a file that is shorter still is not heard.
    """
    least = int(np.ceil(settings.min_seconds * settings.sample_rate)) - SLACK
    return Cut(settings.samples, settings.samples, least=max(1, least))


def searching(generator: keras.Model) -> Forward:
    """A generating model as a graph: step by step in Python a search takes many times as long."""
    generator.compile(jit_compile=jit_compile())
    return Forward(generator)


class Graph:
    """A network of features that is called with samples, traced at the first call.

    Args:
        model: features to outputs.
        extractor: samples ``(batch, samples)`` to features.
        names: of the outputs, first the model's own, then of what else is wanted.
        wanted: further tensors of the model.
    """

    def __init__(self, model: keras.Model, extractor, names: tuple[str, ...], wanted=()) -> None:
        outputs = model.outputs[0] if not wanted else [model.outputs[0], *wanted]
        whole = keras.Model(model.inputs, outputs)
        whole.compile(jit_compile=jit_compile())
        self._forward = Forward(whole)
        self._extractor = extractor
        self._names = names

    def __call__(self, windows: np.ndarray) -> dict[str, np.ndarray]:
        outputs = self._forward(self._extractor(windows))
        return dict(zip(self._names, outputs if isinstance(outputs, list) else [outputs], strict=True))


def predictor_class(paper: Paper) -> type[Predictor]:
    return paper.module("predict").Predictor


def default_run(paper: Paper, runs: Path) -> Path:
    """The newest run of a paper's networks under ``runs``, of those that its predictor prefers where there are any.

    Raises:
        UserError: there is none.
    """
    preferred = predictor_class(paper).preferred
    return newest_model_run(paper.name, runs, preferred=preferred, trained_by=paper.trained_by)


def load_run(paper: Paper, run: Path | None = None, runs: Path = Path("runs"), beams: int | None = None) -> Predictor:
    """The network of a run.

    Args:
        paper: whose network it is.
        run: a finished run; default: the newest of the paper under ``runs``, of those that its predictor prefers.
        runs: where runs are kept.
        beams: of the search; default: as in training.

    Raises:
        UserError: no finished run, or beams for a network without a search.
    """
    kind = predictor_class(paper)
    if beams is not None and not kind.has_beams:
        raise UserError(f"--beams: {paper.name} has no beam search; leave it out. Received: {beams}.")
    folder = run or default_run(paper, runs)
    predictor = kind.load(folder, beams)
    predictor.name = Path(folder).name
    return predictor
