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
    lines = gpu.table([OURS, THEIRS]).splitlines()
    row = next(line for line in lines if line.startswith("| magnatagatune"))
    # 990 x 10^9 operations in 10 ms are a fifth of 495 x 10^12 a second.
    assert row == "| magnatagatune | float32 | 32 | 10.00 | 20.00 | 0.50 | 3,200 | 20.0% | – (–) |"
    # 15,247 clips in batches of 32, the last smaller.
    assert any("15,247" in line and "909 x 40" in line and "477 steps" in line for line in lines)
    assert "- float32, keras on jax: 4.8 s" in lines


def test_runs_in_one_table(gpu, tmp_path, monkeypatch, capsys):
    files = [tmp_path / "first.json", tmp_path / "second.json"]
    slower = {**THEIRS, "seconds": 0.030}
    for file, figures in zip(files, ([OURS, FAILED, slower], [THEIRS]), strict=True):
        file.write_text(json.dumps({"preset": "paper", "packages": {"jax": "1"}, "figures": figures}))
    monkeypatch.setattr(sys, "argv", ["gpu.py", "--of", *map(str, files), "--out", str(tmp_path)])
    gpu.main()
    printed = capsys.readouterr().out
    assert "| 10.00 | 20.00 | 0.50 |" in printed
    assert "- Of 2 runs the fastest: magnatagatune, pytorch, float32: 30.00, 20.00 ms" in printed
    assert "Not measured" not in printed  # it was, in another run
    assert json.loads((tmp_path / "gpu.json").read_text())["packages"] == {"jax": "1"}


def test_the_line_that_names_the_error(gpu):
    errors = ["Traceback", "IndexError: Exception encountered when calling Windows.call().", "", "  • training=True"]
    assert gpu._reason(errors) == errors[1]
