"""From files to predictions, the same for every paper: which run, one bad file among many, what is printed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from paper_repro.core.errors import ItemError, UserError
from paper_repro.core.paper import Paper
from paper_repro.core.training.run import newest_model_run


class Predictor(ABC):
    """A trained network with all that it needs to predict from a file; base class of the papers' ``Predictor``."""

    #: Whether it searches with beams.
    has_beams: bool = True

    @classmethod
    @abstractmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        """From a finished run's folder; ``beams`` other than the config's where given.

        Raises:
            UserError: the folder holds no finished run of this paper, or a damaged one.
        """

    @abstractmethod
    def __call__(self, path: str | Path) -> Any:
        """The prediction for a file.

        Raises:
            ItemError: the file cannot be used.
        """

    @abstractmethod
    def text(self, prediction: Any) -> str:
        """A prediction in one line."""

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Whether a run is preferred to newer ones where none is named."""
        return True


def predictor_class(paper: Paper) -> type[Predictor]:
    return paper.module("predict").Predictor


def default_run(paper: Paper, runs: Path) -> Path:
    """The newest run of a paper's networks under ``runs``, of those that its predictor prefers where there are any.

    Raises:
        UserError: there is none.
    """
    return newest_model_run(paper.name, runs, preferred=predictor_class(paper).preferred)


def predict_files(
    paper: Paper, files: Sequence[Path], run: Path | None = None, runs: Path = Path("runs"), beams: int | None = None
) -> Iterator[tuple[Path, str | ItemError]]:
    """Each file with its prediction in one line, or with the error that says why it has none.

    Args:
        paper: whose network predicts.
        files: sound files, or for one paper also pictures.
        run: a finished run; default: the newest of the paper under ``runs``, of those that its predictor prefers.
        runs: where runs are kept.
        beams: of the search; default: as in training.

    Raises:
        UserError: no finished run, or beams for a network without a search.
    """
    kind = predictor_class(paper)
    if beams is not None and not kind.has_beams:
        raise UserError(f"--beams: {paper.name} has no beam search; leave it out. Received: {beams}.")
    predictor = kind.load(run or default_run(paper, runs), beams)
    from tensorflow.errors import ResourceExhaustedError  # loaded with the network at the latest

    for path in files:
        try:
            yield path, predictor.text(predictor(path))
        except ItemError as error:
            yield path, error
        except (MemoryError, ResourceExhaustedError):
            yield path, ItemError(f"{path}: needs more memory than there is; cut it into shorter parts.", "too long")
