"""What the authors would try next: which rows, held against what, on which clips; its claims and its table."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.training.outcome import Results, Rows
from paper_repro.core.training.run import RunFolder, run_folder
from paper_repro.magnatagatune import future, future_rows, task
from paper_repro.magnatagatune.claims import CLAIMS as OTHER_CLAIMS
from paper_repro.magnatagatune.config import PRESETS, Config, output_of
from paper_repro.magnatagatune.future_claims import CLAIMS, label
from paper_repro.magnatagatune.future_rows import TRANSFER_ROWS, configs, plan
from paper_repro.magnatagatune.outcome import HELD_OUT, Outcome
from paper_repro.magnatagatune.paper import (
    BEST,
    FROZEN,
    FROZEN_MSD,
    FROZEN_ROWS,
    HALF,
    INPUT_ROWS,
    PAPER,
    QUARTER,
    TUNED_MSD,
)
from paper_repro.magnatagatune.predict import Predictor
from paper_repro.magnatagatune.whole_network import WholeNetworkTask

TAGS = ("harp", "loud")
REAL, RENDERED = (SimpleNamespace(rendered=rendered) for rendered in (False, True))
QUICK = Options(preset="quick")


@pytest.fixture(autouse=True)
def weights(monkeypatch):
    """As if the published weights were here."""
    monkeypatch.setattr(future_rows, "is_here", lambda name: True)


def test_real_rows_hear_all_clips_and_are_held_against_the_papers_network():
    found = configs(QUICK, REAL)
    planned = plan(QUICK, REAL)
    assert set(found) == {BEST, HALF, QUARTER, *INPUT_ROWS, *TRANSFER_ROWS}
    assert found[BEST] == PAPER.configs(QUICK, [BEST])[BEST]
    assert all(planned.against[row] == BEST for row in (*INPUT_ROWS, *TRANSFER_ROWS))
    assert (planned.against[BEST], planned.against[HALF], planned.part) == (HALF, QUARTER, HELD_OUT)
    assert {row for row, config in found.items() if config.share < 1} == {HALF, QUARTER}
    assert found[FROZEN] == PAPER.configs(QUICK, [FROZEN])[FROZEN]


def test_rendered_rows_are_held_against_mel_on_the_same_share():
    found, planned = configs(QUICK, RENDERED), plan(QUICK, RENDERED)
    assert planned.part == "test"
    for row in (*INPUT_ROWS, *TRANSFER_ROWS):
        assert found[row].share == found[planned.against[row]].share < 1
    for row in INPUT_ROWS:
        assert replace(found[row], input="mel") == found[HALF]
    published = configs(Options(preset="paper"), RENDERED)
    assert all(config.share == 1 for row, config in published.items() if row not in (HALF, QUARTER))


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("corpus", [REAL, RENDERED], ids=["real", "rendered"])
def test_all_layers_begin_where_the_frozen_row_of_these_very_clips_has_ended(preset, corpus):
    found = configs(Options(preset=preset), corpus)
    assert output_of(found[TUNED_MSD]) == found[FROZEN_MSD]
    assert list(found)[-1] == TUNED_MSD
    assert FROZEN_ROWS[found[FROZEN].model] == FROZEN


def test_without_weights_three_rows_say_so(monkeypatch):
    monkeypatch.setattr(future_rows, "is_here", lambda name: name == "mtt_musicnn")
    planned = plan(QUICK, REAL)
    assert set(planned.missing) == {FROZEN_MSD, TUNED_MSD}
    assert all("weights fetch msd_musicnn" in why for why in planned.missing.values())
    assert FROZEN in planned.rows
    assert not set(planned.missing) & set(configs(QUICK, REAL))


def outcome(folder, key, noise):
    """A row of a finished run, each clip by an artist of its own; the less noise the better its scores."""
    rng = np.random.default_rng(0)
    frames = []
    for split, count in {"valid": 20, "test": 60}.items():
        labels = rng.integers(0, 2, (count, len(TAGS)))
        scores = labels + rng.normal(0, noise, labels.shape)
        columns = {"split": split, "clip_id": [f"{split}{number:03d}" for number in range(count)]}
        columns |= {f"label:{tag}": labels[:, at] for at, tag in enumerate(TAGS)}
        columns |= {f"score:{tag}": scores[:, at] for at, tag in enumerate(TAGS)}
        frames.append(pd.DataFrame(columns))
    run = RunFolder(folder / key)
    run.path.mkdir()
    pd.concat(frames).to_csv(run.path / "predictions.csv", index=False)
    pd.DataFrame({"epoch": [1], "loss": [0.5], "valid_roc_auc": [0.6]}).to_csv(run.path / "history.csv", index=False)
    run.write_json("tags.json", {"tags": TAGS})
    run.write_json("metrics.json", {"parameters": 7})
    run.write_json("data.json", {"splits": {"train": 9}})
    corpus = SimpleNamespace(artists=lambda clips: np.unique(clips, return_inverse=True)[1], rendered=False)
    return Outcome(Config(), (run,), corpus)


@pytest.fixture
def results(tmp_path):
    noise = {
        QUARTER: 8.0, HALF: 2.0, BEST: 0.7, **dict.fromkeys(INPUT_ROWS, 3.0), "cqt": 0.1, FROZEN: 0.6,
        FROZEN_MSD: 0.2, TUNED_MSD: 0.2,
    }  # fmt: skip
    rows = {key: outcome(tmp_path, key, each) for key, each in noise.items()}
    return Results(QUICK, rows[BEST].corpus, Rows(rows), {"in": 80, "used": 80})


def verdicts(results):
    return {claim.key: claim.judge(results).verdict for claim in CLAIMS}


def test_claims_hold_where_the_wish_helps_and_fail_where_it_does_not(results):
    found = verdicts(results)
    helping = ("cqt", "half_of_clips", "all_clips", "msd_frozen", "msd_tuned", "msd_beats_mtt")
    assert {found[f"future_{key}"] for key in helping} == {Verdict.HOLDS}
    assert {found[f"future_{key}"] for key in INPUT_ROWS if key != "cqt"} == {Verdict.FAILS}
    # The two rows say the very same.
    assert found["tried_all_layers_beat_frozen"] is Verdict.FAILS
    assert found["tried_rows_use_audio"] is not Verdict.HOLDS  # a quarter of the clips taught next to nothing
    listening = replace(results, rows=Rows({key: row for key, row in results.rows.items() if key != QUARTER}))
    assert verdicts(listening)["tried_rows_use_audio"] is Verdict.HOLDS
    assert verdicts(listening)["future_half_of_clips"] is Verdict.NOT_RUN
    (part,) = next(claim for claim in CLAIMS if claim.key == "future_cqt").judge(results).parts
    difference = results.rows["cqt"].auc(HELD_OUT).value - results.rows[BEST].auc(HELD_OUT).value
    assert part.n == 80
    assert part.value == pytest.approx(difference)


def test_keys_of_claims_are_the_papers_own():
    keys = [claim.key for claim in (*OTHER_CLAIMS, *CLAIMS)]
    assert len(set(keys)) == len(keys)
    assert PAPER.claims == (*OTHER_CLAIMS, *CLAIMS)


def test_the_block_has_each_row_against_the_one_without_it(results):
    planned = plan(QUICK, REAL)
    block = future._main(results, planned)
    rows = {row.label: row for row in block.rows}
    assert [row.label for row in block.rows[:3]] == [label(key) for key in (QUARTER, HALF, BEST)]
    assert rows[label(QUARTER)].wish == ""
    assert np.isnan(rows[label(QUARTER)].gain)
    for key, row in results.rows.items():
        found = rows[label(key)]
        auc = row.auc(HELD_OUT)
        assert found.score == auc
        assert found.trivial.value == pytest.approx(auc.value - 0.5)
        assert found.shuffled.value == pytest.approx(auc.value - row.shuffled(HELD_OUT).mean)
        if key in planned.against:
            assert found.gain.value == pytest.approx(auc.value - results.rows[planned.against[key]].auc(HELD_OUT).value)
    assert all(row["clips"] == 9 for row in future._details(results).rows)


def test_rows_that_cannot_be_tried_stand_below_with_the_reason(results, monkeypatch):
    monkeypatch.setattr(future_rows, "is_here", lambda name: False)
    rows = Rows({key: row for key, row in results.rows.items() if key not in TRANSFER_ROWS})
    block = future._main(replace(results, rows=rows), plan(QUICK, REAL))
    assert len(block.rows) == 8
    assert len(block.below) == 3
    assert all("not tried here: the published weights are not here; get them" in line for line in block.below)


def test_all_layers_are_given_the_output_layer_of_the_frozen_row(tmp_path, monkeypatch):
    """From its run folder, found by its own settings."""
    config = configs(QUICK, REAL)[TUNED_MSD]
    asked = []

    def load_model(folder):
        asked.append(folder.path)
        return SimpleNamespace(get_layer=lambda name: SimpleNamespace(get_weights=lambda: ["kernel", "bias"]))

    def made(self, config, corpus, records, output):
        self.output = output

    monkeypatch.setattr(RunFolder, "load_model", load_model)
    monkeypatch.setattr(WholeNetworkTask, "__init__", made)
    corpus = SimpleNamespace(tags=TAGS, fingerprint="clips")
    (tmp_path / "magnatagatune" / "run").mkdir(parents=True)
    folder = RunFolder(tmp_path / "magnatagatune" / "run")
    frozen = run_folder(tmp_path, "magnatagatune", FROZEN_MSD, configs(QUICK, REAL)[FROZEN_MSD], "clips")
    frozen.path.mkdir()
    # Half written, as a kill leaves it.
    (frozen.path / "model.keras").touch()
    with pytest.raises(UserError, match="train magnatagatune frozen_msd_musicnn"):
        task.make_task(config, corpus, {}, folder)
    files = ("config.json", "data.json", "environment.json", "metrics.json", "predictions.csv")
    for name in files:
        (frozen.path / name).write_text("{}")
    frozen.write_json("complete.json", {"files": dict.fromkeys(files)})
    assert task.make_task(config, corpus, {}, folder).output == ["kernel", "bias"]
    assert asked == [frozen.path]
    assert json.loads((folder.path / "tags.json").read_text())["tags"] == list(TAGS)


def test_a_run_of_another_version_is_not_preferred_and_stops_nothing(tmp_path):
    other = RunFolder(tmp_path)
    other.write_json("config.json", {"colour": "red"})
    assert not Predictor.preferred(tmp_path)
    other.write_json("config.json", {})
    assert Predictor.preferred(tmp_path)
    other.write_json("config.json", {"input": "cqt"})
    assert not Predictor.preferred(tmp_path)


def test_of_a_whole_network_no_more_is_heard_than_its_windows():
    made = object.__new__(WholeNetworkTask)
    made.records = {"test": SimpleNamespace(frames=[1821, 300])}
    made.config = Config(windows=2)
    assert made.frames("test").tolist() == [374, 300]
    made.config = Config()
    assert made.frames("test").tolist() == [1821, 300]
