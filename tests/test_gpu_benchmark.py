"""The table of a benchmark on a card, from figures as its processes return them."""

import json
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "experiments/benchmarks"


@pytest.fixture
def gpu(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    import gpu

    return gpu


def figure(side, seconds, **more):
    about = {"network": "magnatagatune", "side": side, "precision": "float32", "batch": 32, "inputs": [[909, 40]]}
    return {**about, "seconds": seconds, "memory": None, "card": "NVIDIA H100", **more}


OURS = figure("keras on jax", 0.010, operations=990 * 10**9)
THEIRS = figure("pytorch", 0.020)
FAILED = {"network": "magnatagatune", "side": "pytorch", "precision": "float32", "failed": "ValueError: none"}


def test_ratio_share_of_peak_and_epoch(gpu):
    made = gpu.table([OURS, THEIRS], "paper", {"jax": "1"})
    (row,) = next(block for block in made.blocks if block.key == "steps").records()
    # 990 x 10^9 operations in 10 ms are a fifth of 495 x 10^12 a second.
    assert (row["ratio"], row["examples"], row["share"]) == pytest.approx((0.5, 3200, 0.2))
    epochs = next(block for block in made.blocks if block.key == "epochs")
    assert "15,247" in epochs.heading
    assert "909 x 40" in epochs.heading
    # 15,247 clips in batches of 32, the last smaller.
    ours, theirs = epochs.records()
    assert (ours["steps"], ours["seconds"]) == (477, pytest.approx(4.77))
    assert (theirs["side"], theirs["seconds"]) == ("pytorch", pytest.approx(9.54))


def test_a_table_without_a_card_or_a_second_side(gpu):
    made = gpu.table([FAILED, {**OURS, "card": "cpu"}], "smoke", {"jax": "1"})
    (row,) = made.blocks[0].records()
    assert row["ratio"] is None
    assert row["share"] is None
    assert "neither side was measured beside the other" in made.text()
    assert "ValueError: none" in made.text()


def test_runs_in_one_table(gpu, tmp_path, monkeypatch, capsys):
    files = [tmp_path / "first.json", tmp_path / "second.json"]
    slower = {**THEIRS, "seconds": 0.030}
    for file, figures in zip(files, ([OURS, FAILED, slower], [THEIRS]), strict=True):
        file.write_text(json.dumps({"preset": "paper", "packages": {"jax": "1"}, "figures": figures}))
    monkeypatch.setattr(sys, "argv", ["gpu.py", "--of", *map(str, files), "--out", str(tmp_path)])
    gpu.main()
    printed = capsys.readouterr().out
    (step,) = [line for line in printed.splitlines() if line.startswith("| magnatagatune") and "3,200" in line]
    assert [cell.strip() for cell in step.split("|")][4:7] == ["10.00", "20.00", "0.50"]  # the faster run of two
    assert "30.00" in printed  # and the other in the list of all
    assert "ValueError" not in printed  # it was measured, in another run
    # A table is read back as its runs are.
    written = tmp_path / "benchmarks/gpu.json"
    monkeypatch.setattr(sys, "argv", ["gpu.py", "--of", str(written), "--out", str(tmp_path)])
    first = written.read_bytes()
    gpu.main()
    assert written.read_bytes() == first


def test_runs_with_other_packages_make_no_table(gpu, tmp_path):
    files = [tmp_path / "first.json", tmp_path / "second.json"]
    for version, file in enumerate(files):
        file.write_text(json.dumps({"preset": "paper", "packages": {"jax": str(version)}, "figures": [OURS]}))
    with pytest.raises(SystemExit, match="other presets or packages"):
        gpu.table_of(files)


def test_the_line_that_names_the_error(gpu):
    errors = ["Traceback", "IndexError: Exception encountered when calling Windows.call().", "", "  • training=True"]
    assert gpu._reason(errors) == errors[1]
