"""The networks that the server can hear with: published ones whose weights are here, finished runs, finetuned ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.listening.heard import Heard
from paper_repro.core.paper import Paper
from paper_repro.papers import FINETUNE, NAMES, engine
from paper_repro.site.about import about
from paper_repro.site.clips.runs import label_of, row_of
from paper_repro.weights import NETWORKS, store

Network = Callable[[Path], Heard]


@dataclass(frozen=True)
class Offer:
    """A network to choose: ``group`` and ``label`` as the page shows them, ``place`` as ``listen.models.load`` takes
    it."""

    group: str
    label: str
    place: str


def available(runs: Path) -> dict[str, Offer]:
    """Networks at hand by name. Of each row of a paper the newest finished run, called ``PAPER/RUN``."""
    found = {
        network.name: Offer("Published networks", f"{network.label}, trained on {network.trained_on}", network.name)
        for network in NETWORKS.values()
        if store.place(network.wheel).is_file()
    }
    for name in (*NAMES, FINETUNE):
        for run in _newest(name, runs):
            group = "Finetuned on your labels" if name == FINETUNE else about(name).name
            found[f"{name}/{run.name}"] = Offer(group, _label(engine(name), run), str(run))
    return found


def load(offer: Offer) -> Network:
    """The network of an offer.

    Raises:
        UserError: it is no longer here, or damaged.
    """
    from paper_repro.listen.models import load as load_model

    return load_model(offer.place)


def _newest(name: str, runs: Path) -> Iterator[Path]:
    """The newest finished run of each row that has a network which takes sound, rows in order of their names."""
    marks = [mark for mark in (runs / name).glob("*/complete.json") if (mark.parent / "model.keras").is_file()]
    if not marks:
        return
    # Imported where there are runs: their predictors need Keras.
    from paper_repro.core.training.prediction import predictor_class

    hears = predictor_class(engine(name)).hears
    rows: dict[str, Path] = {}
    for mark in sorted(marks, key=lambda mark: mark.stat().st_mtime):
        if hears(mark.parent):
            rows[row_of(mark.parent.name)] = mark.parent
    yield from (rows[row] for row in sorted(rows))


def _label(paper: Paper, run: Path) -> str:
    row = row_of(run.name)
    if paper.name == FINETUNE:
        for name, known in paper.rows.items():
            if row.endswith(f"_{name}"):
                return known.label.format(model=row.removesuffix(f"_{name}"))
    return label_of(paper, row)
