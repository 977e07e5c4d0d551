"""The published settings for real: full-size networks, whole batches, three steps, saved, killed, resumed, evaluated.

    make test-paper [ARGS="musiccaps cal500exp"]
    python experiments/reliability/paper_presets.py [PAPER ...] [--steps 3] [--out results]

Of each paper the row that its search is around, at the `paper` preset. It trains three steps, which are an epoch here,
is killed with SIGKILL as soon as these are saved, goes on in a new process for one step more, and is evaluated on a
handful of items; then everything that was written is read again. Sound and pictures are those of the smoke corpus;
where it has fewer items than a batch, some come again within it, and vocabularies are filled up to the published size
with words that no caption has, so that the network is as large as the published one. A batch that does not fit into
the memory that is free is halved, and the table says so.

Costs minutes a paper and up to 20 GB of memory. Files: results/reliability/paper_presets.{md,csv,json}, papers that are
not named as they were; status 1 where something failed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from paper_repro.core.command_line import Options, Parser, path, positive, run_main, show
from paper_repro.core.errors import UserError
from paper_repro.core.paper import Paper
from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.papers import NAMES, paper

#: Validation and test items.
FEW = 4
#: The run within its folder, what its processes say of themselves, and the status of one that lacked memory.
RUN, SAID, TOO_LARGE = "run", "said.json", 3
NAME = "paper_presets"


def from_scratch(config: Any) -> Any:
    """The config without weights that would be fetched first: a training step is the same."""
    return replace(config, **{each.name: "" for each in fields(config) if each.name.endswith("_weights")})


def few_items(corpus, config: Any, train: int, others: int):
    """The corpus with no more than the first ``train`` training items and ``others`` of each other part."""
    parts = {name: list(items[: train if name == "train" else others]) for name, items in corpus.split(config).items()}
    kind = type(corpus)
    fewer = object.__new__(type(kind.__name__, (kind,), {"split": lambda self, config: dict(parts)}))
    fewer.__dict__.update(corpus.__dict__)
    return fewer


def whole_batch(size: int):
    """A function in a tf.data graph: a batch of ``size`` examples, in which some come again where there are fewer."""
    import keras
    import tensorflow as tf

    return lambda *batch: keras.tree.map_structure(
        lambda each: tf.gather(each, tf.range(size) % tf.shape(each)[0]), batch
    )


def filled_vocabularies(size: int) -> None:
    """From now on vocabularies that are built have ``size`` tokens: words are added that no caption has."""
    from paper_repro.core.text.vocabulary import Vocabulary

    build = Vocabulary.build.__func__

    def filled(cls, *arguments, **options):
        found = build(cls, *arguments, **options)
        return cls((*found.tokens, *(f"<published {at}>" for at in range(len(found), size))))

    Vocabulary.build = classmethod(filled)


def train(chosen: Paper, config: Any, options: Options, folder: Path, steps: int) -> None:
    """Trains from where the run in ``folder`` stands to its end; in a process of its own."""
    import keras
    import tensorflow as tf

    from paper_repro.core.training.backend import prepare
    from paper_repro.core.training.fill import Filler, describe_data
    from paper_repro.core.training.run import RunFolder
    from paper_repro.core.training.step import keep_to_free_memory, peak_memory
    from paper_repro.core.training.train import train_and_evaluate

    prepare(options.devices, options.precision)
    run, start = RunFolder(folder / RUN), time.monotonic()
    run.path.mkdir(exist_ok=True)
    published = chosen.module("model").build_published(config)
    embedded = [layer.input_dim for layer in published._flatten_layers() if isinstance(layer, keras.layers.Embedding)]
    if embedded:
        filled_vocabularies(max(embedded))
    corpus = few_items(chosen.module("data").open_corpus(options, config), config, config.batch_size, FEW)
    records = Filler(chosen, options, corpus).records(config)
    said: dict[str, Any] = {"published": published.count_params(), "features": time.monotonic() - start}
    del published
    keep_to_free_memory()

    def make_task():
        task = chosen.module("task").make_task(config, corpus, records, run)
        task.steps = steps
        batches, validate, evaluate = task.batches, task.validate, task.evaluate
        whole = whole_batch(config.batch_size)
        task.batches = lambda first_epoch: batches(first_epoch).map(whole)
        task.validate = lambda: _timed(said, "trained", validate)
        task.evaluate = lambda: _timed(said, "validated", evaluate)
        return task

    try:
        train_and_evaluate(config, run, make_task, describe_data(corpus, records))
    except tf.errors.ResourceExhaustedError:
        sys.exit(TOO_LARGE)
    said |= {"memory": peak_memory(), "seconds": time.monotonic() - start}
    (folder / SAID).write_text(json.dumps(said))


def _timed(said: dict, name: str, work):
    said[name] = time.monotonic()
    return work()


def killed_and_resumed(chosen: Paper, config: Any, options: Options, folder: Path, steps: int) -> dict[str, Any]:
    """Both processes of one paper, and what came out.

    Raises:
        MemoryError: the batch does not fit.
        RuntimeError: something is not as it must be.
    """
    context, state = get_context("spawn"), folder / RUN / "state.npz"
    first = context.Process(target=train, args=(chosen, config, options, folder, steps))
    first.start()
    while first.is_alive() and not state.exists():
        time.sleep(0.05)
    first.kill()
    first.join()
    if not state.exists():
        _ended(first.exitcode)
    before = (folder / RUN / "history.csv").read_text(encoding="utf-8").splitlines()
    second = context.Process(target=train, args=(chosen, config, options, folder, 1))
    second.start()
    second.join()
    if second.exitcode:
        _ended(second.exitcode)
    return {**_read(chosen, folder, before), "kill": "SIGKILL after the first epoch was saved"}


def _ended(status: int | None) -> None:
    if status in (TOO_LARGE, -6, -9, -11):
        # TensorFlow's word for it, or libraries that have none.
        raise MemoryError
    raise RuntimeError(f"a process ended with status {status}")


def _read(chosen: Paper, folder: Path, before: Sequence[str]) -> dict[str, Any]:
    """Reads everything of a run again; ``before``: lines of its history at the kill."""
    import numpy as np

    from paper_repro.core.training.run import RunFolder

    chosen.module("model")  # its layers
    run = RunFolder(folder / RUN)
    said = json.loads((folder / SAID).read_text())
    history = run.read_history()
    lines = (run.path / "history.csv").read_text(encoding="utf-8").splitlines()
    predictions = run.read_predictions()
    parameters = run.load_model().count_params()
    checks = {
        "the run is not complete": run.complete and run.damage() is None,
        "an epoch before the kill was computed again": lines[: len(before)] == before,
        "not two epochs": len(history) == 2,
        "a loss is no number": bool(np.isfinite(history["loss"]).all()),
        "test items have no predictions": "test" in set(predictions["split"]),
        "the loaded network has other parameters": parameters == run.read_metrics()["parameters"],
        "the network is smaller than published": parameters >= said["published"],
    }
    wrong = [name for name, good in checks.items() if not good]
    if wrong:
        raise RuntimeError("; ".join(wrong))
    return {
        "parameters": parameters,
        "losses": history["loss"].tolist(),
        "items": predictions["clip_id"].nunique(),
        "memory": said["memory"],
        "resumed_seconds": said["seconds"],
    }


def prove(chosen: Paper, steps: int) -> dict[str, Any]:
    """A line of the table."""
    training = chosen.search.training.format(row=chosen.search.default_row)
    base = chosen.options.of(Options(preset="paper", devices="auto"))
    published = from_scratch(replace(chosen.configs(base, [training])[training], epochs=2))
    line = {"paper": chosen.name, "row": training, "published_batch": published.batch_size, "steps": steps}
    batch, start = published.batch_size, time.monotonic()
    while batch:
        with TemporaryDirectory() as name:
            options = replace(base, preset="smoke", runs=Path(name), jobs=os.cpu_count() or 1)
            config = replace(published, batch_size=batch)
            try:
                found = killed_and_resumed(chosen, config, options, Path(name), steps)
            except MemoryError:
                batch //= 2
                continue
            except (RuntimeError, UserError) as error:
                return {**line, "batch": batch, "outcome": str(error), **_machine(start)}
            return {**line, "batch": batch, "outcome": "good", **found, **_machine(start)}
    return {**line, "batch": 0, "outcome": "not even one example fits into memory", **_machine(start)}


def _machine(start: float) -> dict[str, Any]:
    packages = {name: version(name) for name in ("tensorflow", "keras")}
    about = {"processors": len(os.sched_getaffinity(0)), "python": platform.python_version(), **packages}
    return {"minutes": (time.monotonic() - start) / 60, **about}


def table(lines: Sequence[Mapping[str, Any]]) -> Table:
    """A row for every paper."""
    columns = [
        Column("row", lambda line: f"{line['paper']}: {line['row']}", key="name"),
        Column("parameters", lambda line: line.get("parameters"), key="parameters"),
        Column("batch (published)", lambda line: f"{line['batch']} ({line['published_batch']})", key="batches"),
        Column("loss before, after the kill", _losses, key="losses_shown"),
        Column("items scored", lambda line: line.get("items"), key="items"),
        Column("peak memory, GB", lambda line: line.get("memory"), number(1, scale=1e-9), "memory"),
        Column("minutes", "minutes", number(1)),
        Column("outcome", "outcome"),
    ]
    good = sum(line["outcome"] == "good" for line in lines)
    smaller = [line["paper"] for line in lines if 0 < line["batch"] < line["published_batch"]]
    lead = [f"{good} of {len(lines)} papers train, are killed, go on and are evaluated at their published settings."]
    if smaller:
        lead.append(f"In smaller batches than published, for want of memory: {', '.join(smaller)}.")
    notes = [
        "Full-size networks, three steps or as many as `steps` says, saved; SIGKILL; one step more in a new process.",
        "Good: losses are numbers, the epoch before the kill stands as it was, the network that is loaded again has at "
        "least the published one's parameters, test items have predictions.",
        "Items of the smoke corpus, which come again within a batch; vocabularies filled up to the published size. "
        "Losses of so few steps mean nothing.",
        "Memory of the process that went on. Minutes of all, with other programs on the machine.",
    ]
    machines = {
        f"{line['processors']} processors, Python {line['python']}, TensorFlow {line['tensorflow']}, "
        f"Keras {line['keras']}"
        for line in lines
    }
    blocks = [Block("table", "By paper", columns, list(lines))]
    about = {"Machine": "; ".join(sorted(machines))}
    return Table("reliability", NAME, "The published settings, for real", blocks, notes, about, lead)


def _losses(line: Mapping[str, Any]) -> str | None:
    losses = line.get("losses")
    return losses and ", ".join(f"{loss:.4g}" for loss in losses if math.isfinite(loss))


def earlier(out: Path) -> list[dict[str, Any]]:
    """Lines of the table that is there."""
    written = out / "reliability" / f"{NAME}.json"
    return json.loads(written.read_text(encoding="utf-8"))["table"] if written.is_file() else []


def main() -> int:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", nargs="*", metavar="PAPER", help=f"default: {', '.join(NAMES)}")
    parser.add_argument("--steps", type=positive, default=3)
    parser.add_argument("--out", type=path, default=Path("results"))
    arguments = parser.parse_args()
    chosen = [paper(name) for name in arguments.papers or NAMES]
    lines = {line["paper"]: line for line in earlier(arguments.out)}
    for each in chosen:
        lines[each.name] = prove(each, arguments.steps)
        print(f"{each.name}: {lines[each.name]['outcome']}", file=sys.stderr, flush=True)
        # After each: what has been proven is kept where the next is interrupted.
        table([lines[name] for name in NAMES if name in lines]).write(arguments.out)
    show(table([lines[name] for name in NAMES if name in lines]), arguments.out)
    return 0 if all(lines[each.name]["outcome"] == "good" for each in chosen) else 1


if __name__ == "__main__":
    run_main(main)
