"""Few real clips: validation and test together, frozen features beside the paper's network, folds of train clips."""

import importlib.util
import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from paper_repro.core.command_line import Options
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.training.outcome import Results, Rows
from paper_repro.core.training.rows import run_rows
from paper_repro.core.training.run import RunFolder
from paper_repro.magnatagatune import few_clips
from paper_repro.magnatagatune.config import PRESETS
from paper_repro.magnatagatune.data import open_corpus
from paper_repro.magnatagatune.few_claims import FEW_CLAIMS
from paper_repro.magnatagatune.model import build
from paper_repro.magnatagatune.outcome import HELD_OUT, Outcome
from paper_repro.magnatagatune.paper import BEST, FROZEN, PAPER
from paper_repro.weights.features import HiddenSettings
from tests.conftest import PROJECT

TAGS = ("harp", "loud", "never")
CLIPS = {"valid": 20, "test": 40}


def outcome(folder, key, scores_of):
    """A row of one finished run; ``scores_of(labels)`` are its probabilities. Each clip has its own artist."""
    rng = np.random.default_rng(0)
    frames = []
    for split, count in CLIPS.items():
        labels = rng.integers(0, 2, (count, len(TAGS)))
        labels[:, 2] = 0
        scores = scores_of(labels)
        columns = {"split": split, "clip_id": [f"{split}{number:03d}" for number in range(count)]}
        columns |= {f"label:{tag}": labels[:, at] for at, tag in enumerate(TAGS)}
        columns |= {f"score:{tag}": scores[:, at] for at, tag in enumerate(TAGS)}
        frames.append(pd.DataFrame(columns))
    run = RunFolder(folder / key)
    run.path.mkdir()
    pd.concat(frames).to_csv(run.path / "predictions.csv", index=False)
    (run.path / "tags.json").write_text(json.dumps({"tags": TAGS}))
    (run.path / "metrics.json").write_text(json.dumps({"parameters": 7}))
    corpus = SimpleNamespace(artists=lambda clips: np.unique(clips, return_inverse=True)[1], rendered=False)
    return Outcome(None, (run,), corpus)


@pytest.fixture
def results(tmp_path):
    noise = np.random.default_rng(1)
    rows = {
        "all_10": outcome(tmp_path, "all_10", lambda labels: noise.random(labels.shape)),
        BEST: outcome(tmp_path, BEST, lambda labels: labels + noise.normal(0, 1.0, labels.shape)),
        FROZEN: outcome(tmp_path, FROZEN, lambda labels: labels + noise.normal(0, 0.2, labels.shape)),
    }
    return Results(Options(), rows[BEST].corpus, Rows(rows), {"in": 60, "used": 60})


def without_frozen(results):
    return replace(results, rows=Rows({key: row for key, row in results.rows.items() if key != FROZEN}))


def test_held_out_is_validation_and_test_together(results):
    row = results.rows[BEST]
    assert row.clip_ids(HELD_OUT) == row.clip_ids("valid") + row.clip_ids("test")
    labels, (scores,) = row.labels(HELD_OUT), row.scores(HELD_OUT)
    assert labels.shape == scores.shape == (60, 3)
    expected = np.mean([roc_auc_score(labels[:, tag], scores[:, tag]) for tag in (0, 1)])
    assert row.auc(HELD_OUT).value == pytest.approx(expected)
    assert row.auc(HELD_OUT).n == 60
    assert row.auc("test").n == 40
    assert row.shuffled(HELD_OUT).mean != row.shuffled().mean


def test_the_block_has_each_rows_scores_and_says_who_listens(results):
    block = few_clips.block(results)
    assert [row["row"] for row in block.rows] == [PAPER.rows[key].label for key in ("all_10", BEST, FROZEN)]
    assert [row["listens"] for row in block.rows] == ["not shown", "yes", "yes"]
    for row, key in zip(block.rows, ("all_10", BEST, FROZEN), strict=True):
        assert row["held_out"] == results.rows[key].auc(HELD_OUT)
        assert (row["n"], row["artists"], row["tags"]) == (60, 60, 2)
        assert abs(row["shuffled"] - 0.5) < 0.15


def test_claims_rest_on_held_out_clips_and_are_not_run_without_the_weights(results):
    verdicts = {claim.key: claim.judge(results) for claim in FEW_CLAIMS}
    assert {finding.verdict for finding in verdicts.values()} == {Verdict.HOLDS}
    (part,) = verdicts["frozen_beats_network"].parts
    assert part.n == 60
    assert part.value == pytest.approx(
        results.rows[FROZEN].auc(HELD_OUT).value - results.rows[BEST].auc(HELD_OUT).value
    )
    swapped = replace(results, rows=Rows({**results.rows, FROZEN: results.rows["all_10"]}))
    again = {claim.key: claim.judge(swapped).verdict for claim in FEW_CLAIMS}
    assert again["frozen_beats_network"] is Verdict.FAILS
    assert again["frozen_uses_audio"] is not Verdict.HOLDS
    missing = {claim.key: claim.judge(without_frozen(results)).verdict for claim in FEW_CLAIMS}
    assert missing == {
        "held_out_uses_audio": Verdict.HOLDS,
        "frozen_uses_audio": Verdict.NOT_RUN,
        "frozen_beats_network": Verdict.NOT_RUN,
    }


def test_without_the_weights_a_line_says_how_to_get_them(results):
    missing = without_frozen(results)
    assert len(few_clips.block(missing).rows) == 2
    assert "not run" in few_clips.notes(missing)[1]
    assert "weights fetch mtt_musicnn" in few_clips.notes(missing)[1]
    assert "not run" not in few_clips.notes(results)[1]


def test_frozen_features_are_for_real_clips_where_the_weights_are(results, monkeypatch):
    bare = without_frozen(results)
    asked = []

    def trained(paper, options, configs, corpus):
        asked.append(configs[FROZEN].model)
        return replace(bare, rows=Rows({FROZEN: results.rows[FROZEN]}))

    monkeypatch.setattr(few_clips, "run_rows", trained)
    monkeypatch.setattr(few_clips, "is_here", lambda name: False)
    assert few_clips.with_frozen(bare) is bare
    monkeypatch.setattr(few_clips, "is_here", lambda name: name == "mtt_musicnn")
    assert list(few_clips.with_frozen(bare).rows) == ["all_10", BEST, FROZEN]
    rendered = replace(bare, corpus=SimpleNamespace(rendered=True))
    assert few_clips.with_frozen(rendered) is rendered
    assert asked == ["mtt_musicnn"]


def test_the_row_trains_the_output_layer_alone(magnatagatune_sample, tmp_path, monkeypatch):
    def loudness(settings):
        """Stands in for the network: 9 windows of 200 values."""

        def extract(samples):
            windows = samples[:, : 9 * 200 * 250].reshape(len(samples), 9, 200, 250)
            return np.log(1e-6 + np.square(windows).mean(axis=3)).astype("float32")

        return extract

    monkeypatch.setattr(HiddenSettings, "extractor", loudness)
    options = Options(data=magnatagatune_sample, preset="smoke", runs=tmp_path)
    (config,) = PAPER.configs(options, [FROZEN]).values()
    assert build(config, 50).count_params() == 200 * 50 + 50
    row = run_rows(PAPER, options, {FROZEN: config}).rows[FROZEN]
    assert row.metrics[0]["parameters"] == 200 * 50 + 50
    assert len(row.runs[0].read_history()) == config.epochs
    assert 0 < row.auc(HELD_OUT).value < 1
    assert row.losses()[-1] < row.losses()[0]


def test_folds_are_of_train_clips_alone_and_part_artists(magnatagatune_sample):
    path = PROJECT / "experiments" / "magnatagatune_few_clips.py"
    spec = importlib.util.spec_from_file_location("magnatagatune_few_clips", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    config = PRESETS.config("quick")
    whole = open_corpus(Options(data=magnatagatune_sample), config)
    given = {name: getattr(whole, name) for name in ("data", "source", "policy", "tags", "refused")}
    folds = [script.FoldOfTrain(**given, fold=fold) for fold in range(script.FOLDS)]
    train = whole.split(config)["train"]
    splits = [fold.split(config) for fold in folds]
    assert sorted(clip for split in splits for clip in split["test"]) == sorted(train)
    for split in splits:
        assert sorted(split["train"] + split["test"]) == sorted(train)
        artists = {name: {whole.data.artists[whole.rows[clip]] for clip in split[name]} for name in ("train", "test")}
        assert not artists["train"] & artists["test"]
    assert len({fold.fingerprint for fold in folds} | {whole.fingerprint}) == script.FOLDS + 1
    for changes in script.SETTINGS.values():
        replace(config, **changes)
