"""Batches that do not fit into memory: the error says which do."""

from dataclasses import replace

import pytest
import tensorflow as tf

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.training.fill import Filler
from paper_repro.core.training.memory import lacks_memory
from paper_repro.core.training.run import RunFolder
from tests.core.training.line_paper import data, task
from tests.core.training.line_paper.config import PAPER, Config


class Short(task.LineTask):
    """As if no more than ``most`` examples fitted."""

    most = 1

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.sizes = []
        for name in ("fit", "train_on_batch"):
            setattr(self.model, name, self.limited(getattr(self.model, name), name))

    def limited(self, work, name):
        def limited(first, *others, **options):
            size = 4 if name == "fit" else len(first)
            self.sizes.append(size)
            if size > self.most:
                raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")
            return work(first, *others, **options)

        return limited


@pytest.fixture
def filler(tmp_path):
    return Filler(PAPER, Options(data=tmp_path, runs=tmp_path / "runs"), data.write(tmp_path / "tones"))


def fill(filler, tmp_path, monkeypatch, most):
    monkeypatch.setattr(task, "make_task", type("Task", (Short,), {"most": most}))
    filler.fill(replace(Config(), epochs=1), RunFolder(tmp_path / "run"))


@pytest.mark.parametrize(("most", "said"), [(3, "batches of 2 do"), (1, "batches of 1 do"), (0, "not even one")])
def test_the_batch_that_fits_is_named(filler, tmp_path, monkeypatch, most, said):
    with pytest.raises(UserError, match=rf"run: batches of 4 do not fit into memory, {said}"):
        fill(filler, tmp_path, monkeypatch, most)


def test_what_fits_is_trained(filler, tmp_path, monkeypatch):
    fill(filler, tmp_path, monkeypatch, 4)
    assert RunFolder(tmp_path / "run").complete


def test_other_errors_stay_what_they_are():
    assert lacks_memory(RuntimeError("RESOURCE_EXHAUSTED: out of memory while trying to allocate 5 bytes."))
    assert not lacks_memory(ValueError("shapes differ"))
