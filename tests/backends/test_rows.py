"""The engine on another backend: one row of each paper trained, killed, resumed, evaluated, heard with."""

import functools
import json
import math
from pathlib import Path

import pytest

from paper_repro import sample
from paper_repro.core.training.run import RunFolder
from tests.backends.rows import EPOCHS, ROWS

#: PyTorch computes one operation after the other, a recurrent layer step by step: one paper, with beam search.
PAPERS = {"jax": tuple(ROWS), "torch": ("majorminer",)}
TRAINED = [(backend, name) for backend, names in PAPERS.items() for name in names]
#: Of these one training is killed and goes on: captions, and pictures whose captioner makes titles.
KILLED = ("majorminer", "songtitle")
SAME = ("history.csv", "predictions.csv", "metrics.json")


@pytest.fixture(scope="module")
def data(sample, musiccaps_sample, magnatagatune_sample, once, tmp_path_factory):
    """A folder with a sample corpus of each paper."""
    folder = tmp_path_factory.mktemp("data")
    made = {"majorminer": sample, "musiccaps": musiccaps_sample, "magnatagatune": magnatagatune_sample}
    for name, clips in (("cal500exp", 24), ("songtitle", 60)):
        made[name] = once(f"{name}_of_{clips}", _written(name, clips))
    for name, root in made.items():
        (folder / name).symlink_to(root)
    return folder


def _written(name, clips):
    return lambda root: sample.write(name, root, clips=clips, seed=3, jobs=2)


@pytest.fixture(scope="module")
def trained(on, data, tmp_path_factory):
    """``trained(backend)``: of each paper the run that was killed, the undisturbed one, and what it heard."""

    @functools.cache
    def run(backend):
        root = tmp_path_factory.mktemp(backend)
        runs, names = root / "killed", ",".join(PAPERS[backend])
        killed = [name for name in KILLED if name in PAPERS[backend]]
        on(backend, "tests.backends.rows", "killed", ",".join(killed), data, runs, status=-9)
        # An interrupted epoch is no part of a run.
        assert [len(RunFolder(path).read_history()) for path in runs.glob("*/*-s0-*")] == [1] * len(killed)
        assert not list(runs.glob("*/*-s0-*/complete.json"))
        printed = on(backend, "tests.backends.rows", "whole", names, data, runs, root / "whole")
        return json.loads(printed.splitlines()[-1])

    return run


@pytest.mark.parametrize(("backend", "name"), [each for each in TRAINED if each[1] in KILLED])
def test_a_killed_training_ends_with_the_digits_of_an_undisturbed_one(trained, backend, name):
    resumed, whole = (Path(trained(backend)[name][key]) for key in ("resumed", "whole"))
    assert resumed.name == whole.name
    assert RunFolder(whole).damage() is None
    assert len(RunFolder(whole).read_history()) == EPOCHS
    for file in SAME:
        assert (resumed / file).read_bytes() == (whole / file).read_bytes(), file


@pytest.mark.parametrize(("backend", "name"), TRAINED)
def test_it_learns_and_says_where_it_was_computed(trained, backend, name):
    run = RunFolder(Path(trained(backend)[name]["whole"]))
    losses = run.read_history()["loss"]
    assert losses.iloc[-1] < losses.iloc[0]
    assert all(math.isfinite(value) for value in losses)
    about = json.loads((run.path / "environment.json").read_text())
    assert about["backend"] == backend
    assert about["packages"][backend]
    assert about["devices"] == ["/device:CPU:0"]


@pytest.mark.parametrize(("backend", "name"), TRAINED)
def test_it_hears_a_file(trained, backend, name):
    heard = trained(backend)[name]["heard"]
    assert heard["windows"] > 0
    assert heard["says"] is not None
