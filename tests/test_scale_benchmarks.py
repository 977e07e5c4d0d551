"""What the benchmarks of scale and of trainings side by side print, from figures as their processes return them."""

import importlib
import json
import sys

import pytest

from paper_repro.core.errors import UserError
from tests.conftest import PROJECT


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(PROJECT / "experiments" / "benchmarks"), *sys.path])
    return importlib.import_module


def measured(report, clips, records=2.0):
    """Of these clips six in ten are trained on."""
    counts = {"tables": clips, "records": clips, "epoch": clips * 6 // 10, "scores": clips * 4 // 10}
    cost = {"tables": (0.2, 0.1), "records": (2 * records, records), "epoch": (2.0, 1.0), "scores": (1.0, 0.5)}
    return report.Measured(clips + 5, counts, cost, 1.5, 15_000 * clips, 400 * clips, 5e8, 6e8, 1.0)


def test_cost_of_a_clip_is_that_of_all_stages(benchmark):
    report = benchmark("scale_report")
    each = measured(report, 1000)
    assert each.total() == pytest.approx(0.1 + 2.0 + 0.6 * 1.0 + 0.4 * 0.5)
    assert each.total(0) == pytest.approx(0.2 + 4.0 + 0.6 * 2.0 + 0.4 * 1.0)


@pytest.mark.parametrize(("dearest", "said"), [(2.2, "(flat: a tenth"), (2.5, "(not flat: a tenth")])
def test_a_tenth_more_is_not_flat(benchmark, tmp_path, dearest, said):
    report = benchmark("scale_report")
    found = [measured(report, 100), measured(report, 1000), measured(report, 10_000, dearest)]
    assert report.flat(found) == ("not" not in said)
    assert report.spread(found) == pytest.approx((dearest - 2.0) / 2.9)
    text = report.scale_table(found, {}).text()
    assert said in text
    for path in report.cost_figure(found, {}).write(tmp_path):
        assert path.stat().st_size > 100


def test_clips_are_shortened_and_multiplied(benchmark, tmp_path):
    import soundfile

    from paper_repro import sample

    scale = benchmark("scale")
    sample.write("magnatagatune", tmp_path / "whole", clips=2, seed=7)
    scale.shorten(tmp_path / "whole", tmp_path / "short")
    scale.multiply(tmp_path / "short", tmp_path / "many", 5)
    clips = list((tmp_path / "many").glob("?/*.mp3"))
    assert len(clips) == 5
    assert all(3.0 <= soundfile.info(clip).duration < 3.3 for clip in clips)


def lines(seconds):
    """Of rounds and ways: by the clock."""
    ways = ("one after another", "side by side")
    return [
        {"round": at + 1, "way": way, "seconds": taken, "processors": 2 * taken, "use": 0.9, "threads": [2 - number]}
        for at, pair in enumerate(seconds)
        for number, (way, taken) in enumerate(zip(ways, pair, strict=True))
    ]


def test_side_by_side_is_a_ratio_within_each_round(benchmark):
    module = benchmark("side_by_side")
    table = module.table(lines([(100.0, 80.0), (200.0, 180.0)]), "quick")
    assert "take 0.85 of the time that they take one after another (0.80, 0.90)" in table.text()
    first, second = table.blocks[0].records()
    assert (first["seconds"], second["seconds"]) == (150.0, 130.0)
    assert (first["threads"], second["threads"]) == ("2", "1")


def test_side_by_side_wants_the_same_runs(benchmark, monkeypatch, tmp_path):
    module = benchmark("side_by_side")

    def train(rows, runs, preset, way):
        (runs / "records").mkdir(parents=True, exist_ok=True)
        lost = way == "side by side"
        for row in rows[lost:] if runs.name != "first" else ():
            folder = runs / module.PAPER / row
            folder.mkdir(parents=True)
            (folder / "complete.json").touch()
            (folder / "environment.json").write_text(json.dumps({"threads": 1}))
        return 1.0, 1.0

    monkeypatch.setattr(module, "run", train)
    with pytest.raises(UserError, match="other runs"):
        module.measure(tmp_path, 1, "smoke")
