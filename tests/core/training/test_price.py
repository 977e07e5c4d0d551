"""What a row would cost, on a network whose cost is known."""

import math
import subprocess
import sys
from types import SimpleNamespace

import pytest

from paper_repro import __main__ as command
from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.reporting.price import price_table
from paper_repro.core.training import price as module
from paper_repro.core.training import step
from paper_repro.core.training.price import STATE_BYTES, Price, prices
from paper_repro.core.training.step import Counted, Step, TooLarge
from tests.core.training.line_paper import data
from tests.core.training.line_paper.config import PAPER, Config

VALUES = math.prod(Config().features.shape)
OPTIONS = Options(preset="paper")


@pytest.fixture(autouse=True)
def published(monkeypatch):
    parts = {"train": 800, "valid": 100, "test": 300}
    monkeypatch.setitem(
        sys.modules, "tests.core.training.line_paper.published", SimpleNamespace(parts=lambda config: parts)
    )


@pytest.fixture(scope="module")
def measured():
    """In this process; the command's test has those of their own."""
    with pytest.MonkeyPatch.context() as patch:
        parts = {"train": 800, "valid": 100, "test": 300}
        name = "tests.core.training.line_paper.published"
        patch.setitem(sys.modules, name, SimpleNamespace(parts=lambda config: parts))
        patch.setattr(module, "_apart", module._prepared)
        # It would bind the tests that come after.
        patch.setattr(step, "keep_to_free_memory", lambda: None)
        (found,) = prices(PAPER, OPTIONS, ["thin"], 2)
    return found


def test_parameters_operations_and_items_are_counted(measured):
    assert measured.counted.parameters == VALUES * 3 + 3 + 3 + 1
    assert measured.counted.flops == 2 * (VALUES * 3 + 3)
    assert (measured.examples, measured.epochs, measured.batch) == (800, 3, 4)
    assert measured.record == 4 * VALUES
    assert measured.disk == 1200 * 4 * VALUES + STATE_BYTES * measured.counted.parameters


def test_a_step_is_measured(measured):
    assert 0 < measured.seconds < 10
    assert measured.memory > 50e6
    assert measured.fits is None


HALF_A_SECOND = Step(0.5, 10**9)


def known(taken=HALF_A_SECOND, fits=None, flops=10**9):
    items = {"train": 801, "valid": 100, "test": 99}
    return Price("thin", "thin one", Counted(1000, flops, "net"), taken, fits, 4, items, 2, 100)


def test_hours_are_steps_times_what_one_took():
    # 201 batches, the last of one example.
    assert known().hours == pytest.approx(201 * 2 * 0.5 / 3600)
    assert known().hours_at(1e12) == pytest.approx(3 * 1e9 * 801 * 2 / 1e12 / 3600)
    assert known(None).hours is None


def table_of(monkeypatch, *found, teraflops=100.0, steps=2):
    from paper_repro.core.reporting import price as reporting

    monkeypatch.setattr(reporting, "prices", lambda *arguments: list(found))
    return price_table(PAPER, OPTIONS, [], steps, teraflops)


def test_the_table_says_each_of_them(monkeypatch):
    table = table_of(monkeypatch, known())
    text = table.text()
    for each in ("hours at 100 TFLOP/s", "801 x 2", "1.00", "0.500", "thin one"):
        assert each in text
    (row,) = table.blocks[0].records()
    assert row["hours"] == pytest.approx(known().hours)
    assert row["memory"] == 10**9


def test_without_a_card_or_steps_there_is_no_such_number(monkeypatch):
    text = table_of(monkeypatch, known(None), teraflops=None, steps=0).text()
    assert "TFLOP/s" not in text
    assert "No step was measured." in text


def test_a_batch_that_does_not_fit_is_named_with_one_that_does(monkeypatch):
    tried = []

    def apart(options, work, paper, config, length, batch, steps):
        tried.append(batch)
        if batch > 1:
            raise TooLarge
        return Step(0.1, 1)

    monkeypatch.setattr(module, "_apart", apart)
    assert module._measured(OPTIONS, PAPER, Config(), None, 2) == (None, 1)
    assert tried == [4, 2, 1]
    assert "a batch of 4 needs more memory than is free; 1 fit." in table_of(monkeypatch, known(None, fits=1)).text()


@pytest.mark.skipif(not step.FREE.exists(), reason="the machine does not say how much memory is free")
def test_no_more_memory_is_taken_than_is_free(tmp_path):
    (tmp_path / "free").write_text("MemTotal: 9000000 kB\nMemAvailable: 200000 kB\n")
    code = f"""
from pathlib import Path
from paper_repro.core.training import step
step.FREE = Path({str(tmp_path / "free")!r})
step.keep_to_free_memory()
print(len(bytearray(100_000_000)))
bytearray(400_000_000)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (1, "100000000")
    assert done.stderr.strip().endswith("MemoryError")


def test_rows_of_one_structure_are_measured_once(monkeypatch):
    measured = []

    def apart(options, work, paper, config, length, *batch_and_steps):
        if not batch_and_steps:
            return Counted(1, 1, "the same")
        measured.append(config.units)
        return Step(0.1, 1)

    monkeypatch.setattr(module, "_apart", apart)
    assert [price.row for price in prices(PAPER, OPTIONS, [], 2)] == ["thin", "wide"]
    assert measured == [3]


def test_items_are_those_of_the_data_that_is_given(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "_apart", lambda *arguments: Counted(1, 1, "the same"))
    root = data.write(tmp_path / "tones").root
    (found,) = prices(PAPER, Options(data=root, preset="paper"), ["thin"], 0)
    assert found.items == {"train": 8, "valid": 2, "test": 2}
    assert found.step is None


def test_it_is_refused_on_another_backend(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    with pytest.raises(UserError, match=r"price counts TensorFlow's operations, unset it. Received: 'jax'"):
        command._run(["price", "majorminer"])
