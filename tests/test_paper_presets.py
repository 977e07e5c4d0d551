"""The published settings run for real: a full-size network, whole batches, three steps an epoch, killed and resumed.

    make test-paper [ARGS="-k musiccaps"]

Minutes a paper and up to 20 GB of memory: outside of the ordinary tests. Items are a handful, which come again within a
batch. What ran, on what, and what it took goes to results/reliability/paper_presets.tsv, a line a paper.
"""

import csv
import os
import platform
import resource
import time
from dataclasses import replace
from functools import partial
from importlib.metadata import version

import numpy as np
import pytest

from paper_repro.core.command_line import Options
from paper_repro.papers import NAMES, PAPERS
from tests.conftest import PROJECT

pytestmark = pytest.mark.skipif(os.environ.get("PAPER_REPRO_PAPER") != "1", reason="slow: make test-paper")

LOG = PROJECT / "results" / "reliability" / "paper_presets.tsv"
STEPS, EPOCHS, FEW = 3, 2, 4


@pytest.mark.parametrize("name", NAMES)
def test_the_published_settings_train_save_resume_and_evaluate(name, tmp_path):
    from paper_repro.core.training.backend import prepare
    from paper_repro.core.training.fill import Filler, describe_data
    from paper_repro.core.training.price import few_items, from_scratch, whole_batch
    from paper_repro.core.training.run import RunFolder
    from paper_repro.core.training.train import train_and_evaluate

    start = time.monotonic()
    prepare()
    paper = PAPERS[name]
    training = paper.search.training.format(row=paper.search.default_row)
    config = from_scratch(replace(paper.configs(Options(preset="paper"), [training])[training], epochs=EPOCHS))
    options = paper.options.of(Options(preset="smoke", runs=tmp_path))
    corpus = few_items(paper.module("data").open_corpus(options, config), config, train=config.batch_size, others=FEW)
    records = Filler(paper, options, corpus).records(config)
    folder = RunFolder(tmp_path / "run")

    def make_task(killed_in):
        folder.path.mkdir(exist_ok=True)
        task = paper.module("task").make_task(config, corpus, records, folder)
        task.steps = STEPS
        batches, validate, validations = task.batches, task.validate, []

        def validate_or_die():
            validations.append(1)
            if len(validations) == killed_in:
                raise KeyboardInterrupt
            return validate()

        def whole_batches(first_epoch):
            return batches(first_epoch).map(partial(whole_batch, size=config.batch_size))

        task.batches, task.validate = whole_batches, validate_or_die
        return task

    train = partial(train_and_evaluate, config, folder, data=describe_data(corpus, records))
    with pytest.raises(KeyboardInterrupt):
        train(make_task=lambda: make_task(killed_in=2))
    assert (folder.path / "state.npz").exists()
    train(make_task=lambda: make_task(killed_in=None))
    assert folder.complete
    assert folder.damage() is None
    history = folder.read_history()
    assert len(history) == EPOCHS
    assert np.isfinite(history["loss"]).all()
    predictions = folder.read_predictions()
    assert {"valid", "test"} <= set(predictions["split"])
    assert 2 <= predictions["clip_id"].nunique() <= 2 * FEW
    parameters = folder.read_metrics()["parameters"]
    assert folder.load_model().count_params() == parameters
    _log(
        {
            "paper": name,
            "training": training,
            "parameters": parameters,
            "batch": config.batch_size,
            "steps": STEPS * EPOCHS + STEPS,
            "minutes": round((time.monotonic() - start) / 60, 1),
            "peak memory (GB)": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 1),
            "cores": len(os.sched_getaffinity(0)),
            "python": platform.python_version(),
            "tensorflow": version("tensorflow"),
            "keras": version("keras"),
        }
    )


def _log(row):
    """The line of this paper anew, the others' as they are. Memory is the process's: ``-k`` gives a paper's own."""
    rows = list(csv.DictReader(LOG.open(encoding="utf-8"), delimiter="\t")) if LOG.exists() else []
    rows = sorted([each for each in rows if each["paper"] != row["paper"]] + [row], key=lambda each: each["paper"])
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
