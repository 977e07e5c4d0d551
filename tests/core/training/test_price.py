"""What a row would cost, on a network whose cost is known."""

import math

import pytest
import tensorflow as tf

from paper_repro.core.command_line import Options
from paper_repro.core.reporting.price import price_table
from paper_repro.core.training.price import few_items, price_of, whole_batch
from tests.core.training.line_paper import data
from tests.core.training.line_paper.config import PAPER, Config


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return data.write(tmp_path_factory.mktemp("line") / "tones")


@pytest.fixture(scope="module")
def priced(corpus):
    """Of a corpus a hundred times the size."""
    return price_of(PAPER, Options(data=corpus.root), corpus, Config(epochs=50), "thin", 100.0, steps=2)


def test_parameters_operations_and_examples_are_counted(priced):
    values = math.prod(Config().features.shape)
    assert priced.parameters == values * 3 + 3 + 3 + 1
    assert priced.flops == 2 * (values * 3 + 3)
    assert (priced.examples, priced.epochs, priced.batch) == (800, 50, 4)
    assert priced.disk == 1200 * values * 4 + 16 * priced.parameters


def test_hours_are_steps_times_what_one_took(priced):
    assert 0 < priced.step_seconds < 10
    assert priced.hours == pytest.approx(200 * 50 * priced.step_seconds / 3600)
    assert priced.hours_at(1e6) == pytest.approx(3 * priced.flops * 800 * 50 / 1e6 / 3600)
    assert priced.memory > 50e6


def test_the_table_names_what_was_measured(priced, corpus, monkeypatch):
    from paper_repro.core.reporting import price as reporting

    monkeypatch.setattr(reporting, "prices", lambda paper, options, steps: {"thin": priced})
    text = price_table(PAPER, Options(data=corpus.root, preset="paper"), 2, 100).text()
    assert "hours at 100 TFLOP/s" in text
    assert "800 x 50" in text
    assert f"{priced.parameters:,}" in text


def test_a_batch_is_filled_with_what_there_is():
    batch = {"x": tf.constant([1, 2, 3])}, tf.constant([[1], [2], [3]])
    inputs, targets = whole_batch(*batch, size=5)
    assert inputs["x"].numpy().tolist() == [1, 2, 3, 1, 2]
    assert targets.numpy().tolist() == [[1], [2], [3], [1], [2]]


def test_few_items_leave_the_corpus_as_it_is(corpus):
    fewer = few_items(corpus, Config(), train=3, others=1)
    assert {name: len(ids) for name, ids in fewer.split(Config()).items()} == {"train": 3, "valid": 1, "test": 1}
    assert len(corpus.split(Config())["train"]) == 8
    assert fewer.audio == corpus.audio
