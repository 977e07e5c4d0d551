"""The CAL500exp paper: its networks and labels, the published bars, and the whole chain on a tiny sample corpus."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import soundfile as sf

from paper_repro import sample
from paper_repro.cal500exp import published
from paper_repro.cal500exp.claims import CLAIMS, UNTESTED
from paper_repro.cal500exp.config import CODED_CHANNELS, PRESETS, VARIANTS, Config
from paper_repro.cal500exp.outcome import Outcome
from paper_repro.cal500exp.paper import (
    ATTENTIVE,
    BEST,
    BOTH_INPUTS,
    CNN_ALL_TAGS,
    CNN_BEST,
    CNN_DEEP,
    DEEP,
    PAPER,
    ROWS,
)
from paper_repro.core.audio.load import load_clip
from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.intervals import difference_interval
from paper_repro.datasets import cal500exp
from paper_repro.datasets.cal500exp.table import EMOTIONS
from tests.scripts import killed_and_again, reproduce, run_each, run_of, written

TRACKS = 24


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):

    root = tmp_path_factory.mktemp("cal500exp") / "corpus"
    sample.write("cal500exp", root, clips=TRACKS, seed=3, jobs=2)
    return root


@pytest.fixture(scope="module")
def reproduced(corpus, tmp_path_factory):
    """Every artifact, once, with the smoke preset."""
    return reproduce("cal500exp", corpus, tmp_path_factory.mktemp("reproduced"))


def read(folder, name):
    return written(folder, "cal500exp", name)


def parameters(config):
    from paper_repro.cal500exp.model import build

    return {layer.name: layer.count_params() for layer in build(config, 18).layers if layer.count_params()}


def test_networks_have_the_sizes_of_the_report_and_of_the_code():
    from paper_repro.cal500exp.model import build

    base = Config()
    model = build(ROWS["cnn_written"].config(base, "paper"), 18)
    assert model.get_layer("pool1").output.shape[1:] == (64, 64, 40)
    assert model.get_layer("pool2").output.shape[1:] == (32, 32, 80)
    assert model.output.shape == (None, None, 18)
    counts = parameters(ROWS["cnn_written"].config(base, "paper"))
    assert counts["conv1"] == 20 * 10
    assert counts["dense1"] == 80 * 32 * 32 * 1000 + 1000
    assert [counts[name] for name in ("dense2", "dense3", "tags")] == [800_800, 480_600, 600 * 18 + 18]
    counts = parameters(ROWS["cnn_lstm_written"].config(base, "paper"))
    assert counts["lstm"] == 4 * 500 * (1000 + 500 + 1)
    assert counts["dense2"] == 1500 * 600 + 600
    assert "dense3" not in counts
    coded = parameters(ROWS["cnn_lstm_coded"].config(base, "paper"))
    assert [coded[f"conv{number}"] for number in (1, 2, 3, 4)] == [100, 1820, 7240, 28_880]


def test_variants_are_what_the_readme_says():
    base = Config()
    rates = {(model, name): ROWS[f"{model}_{name}"].config(base, "paper").learning_rate for model in ("cnn", "cnn_lstm")
             for name in VARIANTS}  # fmt: skip
    assert rates[("cnn", "coded")] == 1e-3
    assert rates[("cnn_lstm", "coded")] == rates[("cnn", "written")] == 1e-5
    assert set(CODED_CHANNELS) == set(PRESETS)
    rows = PAPER.configs(Options(preset="paper"))
    assert tuple(rows) == tuple(ROWS)
    assert len(set(rows.values())) == len(ROWS)
    from paper_repro.cal500exp.model import build

    deeper = build(ROWS[DEEP].config(base, "paper"), 18)
    assert [layer.name for layer in deeper.layers if layer.name.startswith("conv")] == [
        f"conv{at}" for at in range(1, 7)
    ]
    assert deeper.get_layer("pool3").output.shape[1:] == (16, 16, 160)
    with pytest.raises(UserError, match="Received: 'transformer'"):
        build(replace(base, model="transformer"), 18)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_track_scores_the_same_alone_and_padded(name):
    import keras

    from paper_repro.cal500exp.model import build

    keras.utils.set_random_seed(0)
    # Random states are drawn for each batch anew: they are another matter.
    config = replace(ROWS[f"cnn_lstm_{name}"].config(PRESETS.config("smoke"), "smoke"), random_state=False)
    model = build(config, 18)
    rng = np.random.default_rng(0)
    short, long = (rng.gamma(0.5, size=(1, frames, config.n_mels)).astype("float32") for frames in (200, 500))
    batch = np.concatenate([np.pad(short, ((0, 0), (0, 300), (0, 0)), constant_values=7.0), long])
    together = np.asarray(model(batch))
    alone = np.asarray(model(short))
    np.testing.assert_allclose(together[0, : alone.shape[1]], alone[0], atol=1e-5)
    np.testing.assert_allclose(together[1:], np.asarray(model(long)), atol=1e-5)


def test_what_nobody_labelled_and_what_pads_weighs_nothing():
    import tensorflow as tf

    from paper_repro.cal500exp.model import loss_of
    from paper_repro.cal500exp.task import attach_labels

    rng = np.random.default_rng(0)
    labels = [rng.integers(0, 2, (windows, 18)) for windows in (3, 5)]
    masks = [np.array([True, False, True]), np.ones(5, bool)]
    _, y_true, weights = attach_labels(labels, masks)(tf.constant([1, 0], tf.int64), None)
    assert y_true.shape == (2, 5, 18)
    assert weights.numpy().tolist() == [[1] * 5, [1, 0, 1, 0, 0]]
    scores = rng.random((2, 5, 18)).astype("float32")
    for loss in ("margin", "cross_entropy", "margin_as_coded"):
        of = loss_of(Config(loss=loss))
        together = float(of(y_true, scores, sample_weight=weights))
        apart = sum(float(of(y_true[track, window][None], scores[track, window][None]))
                    for track, window in [(0, at) for at in range(5)] + [(1, 0), (1, 2)])  # fmt: skip
        assert together == pytest.approx(apart, rel=1e-5), loss


def test_standardisation_is_that_of_the_training_frames():
    from paper_repro.cal500exp.model import build, fit_front

    config = ROWS["cnn_corrected"].config(PRESETS.config("smoke"), "smoke")
    rng = np.random.default_rng(0)
    tracks = [rng.gamma(0.5, size=(frames, config.n_mels)).astype("float32") for frames in (150, 300)]
    model = build(config, 18)
    fit_front(model, config, tracks)
    logs = np.log(np.maximum(np.concatenate(tracks), 1e-10))
    found = np.asarray(model.get_layer("standardize")(logs[None]))[0]
    np.testing.assert_allclose(found, (logs - logs.mean(0)) / logs.std(0), atol=1e-3)


def test_published_bars_beside_the_rates_of_the_published_labels(material):
    from paper_repro.cal500exp.audit import CONVENTIONS, FIRST, _rates, near

    data = cal500exp.load(material / "cal500exp")
    bars = pd.read_csv(material / "cal500exp" / "published_figure4_bars.csv")
    assert dict(zip(bars["tag"], zip(bars["cnn_lstm_acc"], bars["cnn_acc"], strict=True), strict=True)) == (
        published.FIGURE4
    )
    for short, tag in zip(published.FIGURE4, EMOTIONS, strict=True):
        assert short in tag
    assert cal500exp.facts(data).items() >= published.COUNTS.items()
    found = {name: _rates(data, *how) for name, how in CONVENTIONS.items()}
    assert found[FIRST].maa == pytest.approx(0.714, abs=0.0005)
    assert found[FIRST].tracks == 497
    hits = {name: near(one.rates)[0] for name, one in found.items()}
    assert hits[FIRST] == 26
    assert set(hits.values()) == {23, 26, 27}
    assert near(found[FIRST].rates)[1].mean() == pytest.approx(15.7, abs=0.2)
    assert np.round(published.MEANS, 3).tolist() == [0.515, 0.553]


def test_everything_is_written_and_says_what_it_is(reproduced):
    table = read(reproduced, "table2")
    assert len(table["table"]) == len(ROWS) + 1
    assert len(table["controls"]) == len(ROWS)
    assert [row["key"] for row in table["claims"]] == [claim.key for claim in CLAIMS]
    assert len(table["untested"]) == len(UNTESTED)
    assert len(table["lead"]) == 2
    assert len(table["per_tag"]) == 18
    assert "MEAN NOTHING" in table["provenance"]["Preset"]
    assert len(read(reproduced, "table1")["table"]) == 67
    for name in ("figure1", "figure2", "figure3", "figure4", "timeline", "audit_figure", "saliency"):
        picture = reproduced / "results" / "cal500exp" / f"{name}.png"
        assert picture.stat().st_size > 20_000, name
        assert len(pd.read_csv(picture.with_suffix(".csv"))) > 0


def test_what_would_be_tried_next_is_tried(reproduced):
    table, runs = read(reproduced, "future"), read(reproduced, "table2")["provenance"]["runs"]
    tried = [CNN_BEST, CNN_DEEP, CNN_ALL_TAGS, BEST, ATTENTIVE, BOTH_INPUTS]
    assert [row["label"] for row in table["table"]] == [PAPER.row(key).label for key in tried]
    assert [row["label"] for row in table["auc"]] == [PAPER.row(key).label for key in tried]
    # What wishes are held against is not trained again.
    assert len(set(table["provenance"]["runs"]) - set(runs)) == 4
    held = {row["row"]: row for row in read(reproduced, "table2")["table"]}
    for row in table["table"]:
        assert row["parameters"] > 0
        assert row["step_ms"] > 0
        assert (row["gain"] is None) is (row["label"] in held)
        if row["label"] in held:
            assert row["score"] == held[row["label"]]["filled"]
            assert row["trivial"] == held[row["label"]]["above"]
    both, alone = (row["parameters"] for row in (table["table"][-1], table["table"][-2]))
    assert both > alone > table["table"][-3]["parameters"]
    assert [row["key"] for row in table["claims"]] == [claim.key for claim in PAPER.claims[len(CLAIMS) :]]
    assert sum(row["tag"] in read_tags(reproduced, "saliency") for row in table["extracted"]) == len(table["extracted"])


def read_tags(folder, figure):
    return set(pd.read_csv(folder / "results" / "cal500exp" / f"{figure}.csv")["tag"])


def test_published_numbers_never_stand_beside_those_of_a_sample_corpus(reproduced):
    assert all(row["published"] is None for row in read(reproduced, "table2")["table"])
    audit = read(reproduced, "audit")
    assert "claims" not in audit
    assert not any({"published", "near"} & row.keys() for row in audit["constants"] + audit["counts"])
    drawn = pd.read_csv(reproduced / "results" / "cal500exp" / "audit_figure.csv")
    assert list(drawn.columns) == ["tag", "p"]
    assert "say nothing of these networks" in " ".join(read(reproduced, "figure4")["notes"])


def test_figures_2_and_3_are_those_of_the_built_networks_whatever_the_preset(reproduced):
    for figure, row in (("figure2", "cnn_written"), ("figure3", "cnn_lstm_written")):
        drawn = pd.read_csv(reproduced / "results" / "cal500exp" / f"{figure}.csv").set_index("layer")
        assert drawn.loc["pool2", "output"] == "32 x 32 x 80"
        counts = {name: count for name, count in drawn["parameters"].items() if count}
        assert counts == parameters(ROWS[row].config(Config(), "paper"))


def test_scores_are_those_of_the_stored_predictions(reproduced, corpus):
    """MAA once more by hand, from the run's predictions and the data set's own labels."""
    table = {row["row"]: row for row in read(reproduced, "table2")["table"]}
    folder = run_of(reproduced, "cal500exp", "table2", "cnn_written")
    rows = pd.read_csv(folder / "predictions.csv").query("split == 'test'")
    tags = json.loads((folder / "tags.json").read_text())
    assert tuple(tags["tags"]) == EMOTIONS
    found, constant = [], []
    for _, track in rows.groupby("clip_id"):
        labels = track[[f"filled:{tag}" for tag in EMOTIONS]].to_numpy()
        said = track[[f"score:{tag}" for tag in EMOTIONS]].to_numpy() > 0.5
        found.append((said == labels).mean(axis=0))
        constant.append((labels == (np.array(tags["training_rates"]["filled"]) > 0.5)).mean(axis=0))
    assert table["CNN, as written"]["filled"]["value"] == pytest.approx(np.mean(found))
    last = read(reproduced, "table2")["table"][-1]
    assert last["filled"]["value"] == pytest.approx(np.mean(constant))


@pytest.mark.parametrize(("table", "row"), [("table2", BEST), ("future", BOTH_INPUTS)])
def test_a_run_predicts_what_it_stored(reproduced, corpus, table, row):
    from paper_repro.cal500exp.predict import Predictor

    folder = run_of(reproduced, "cal500exp", table, row)
    rows = pd.read_csv(folder / "predictions.csv").query("split == 'test'")
    song, track = next(iter(rows.groupby("clip_id")))
    predictor, path = Predictor.load(folder), cal500exp.load(corpus).audio[song]
    found = predictor.of_samples(load_clip(path, predictor.config.features))
    assert len(found) == len(track)
    heard = predictor(path)
    np.testing.assert_allclose(heard.scores, found[list(predictor.tags)], atol=1e-5)
    np.testing.assert_allclose(heard.ends, found["end_s"])
    np.testing.assert_allclose(found[list(EMOTIONS)], track[[f"score:{tag}" for tag in EMOTIONS]], atol=2e-3)


def test_shuffled_sound_takes_the_score_of_one_that_hears(tmp_path):
    """Two made-up runs: outputs equal to the labels, and outputs that never change."""
    rng = np.random.default_rng(0)
    parts = []
    for track in range(12):
        windows = int(rng.integers(4, 9))
        labels = rng.integers(0, 2, (windows, 3))
        parts.append(pd.DataFrame({"split": "test", "clip_id": f"t{track:02}", "window": range(windows), "labelled": 1,
                                   **{f"{kind}:{tag}": labels[:, at] for kind in ("filled", "strict", "score")
                                      for at, tag in enumerate("abc")}}))  # fmt: skip
    frame = pd.concat(parts)

    def row(name, frame):
        folder = tmp_path / name
        folder.mkdir()
        frame.to_csv(folder / "predictions.csv", index=False)
        (folder / "tags.json").write_text(
            json.dumps({"tags": list("abc"), "training_rates": {"filled": [0.6, 0.4, 0.4]}})
        )
        from paper_repro.core.training.run import RunFolder

        return Outcome(None, (RunFolder(folder),))

    hears = row("hears", frame)
    assert hears.maa("filled").mean() == 1.0
    assert hears.auc.mean() == 1.0
    assert abs(hears.shuffled_maa("filled").mean() - 0.5) < 0.06
    assert abs(hears.shuffled_auc.mean() - 0.5) < 0.06
    assert difference_interval(hears.maa("filled"), hears.shuffled_maa("filled")).low > 0.3
    assert abs(hears.auc_out_of_order.mean() - 0.5) < 0.08
    deaf = row("deaf", frame.assign(**{f"score:{tag}": 0.3 for tag in "abc"}))
    assert deaf.shuffled_maa("filled").mean() == pytest.approx(deaf.maa("filled").mean())
    assert deaf.auc.mean() == 0.5
    values = hears.constant_tag_accuracies("filled").mean(axis=(0, 1))
    assert values == pytest.approx(
        [
            np.mean([(part[f"filled:{tag}"] == said).mean() for part in parts])
            for tag, said in zip("abc", (1, 0, 0), strict=True)
        ]
    )


def test_killed_with_sigkill_and_started_again_is_the_same(reproduced, corpus, tmp_path):
    """One row, with its random states, through the timeline that reads it alone."""
    command = [sys.executable, "-m", "paper_repro.cal500exp.timeline", "--preset", "smoke", "--data", str(corpus)]
    killed_and_again(tmp_path, reproduced, command, "predictions.csv", "metrics.json")


def test_timeline_of_any_file(reproduced, tmp_path):
    rng = np.random.default_rng(0)
    sf.write(reproduced / "my song.wav", 0.1 * rng.standard_normal((44_100 * 20, 2)), 44_100)
    done, said = run_each(
        reproduced,
        ("paper_repro.cal500exp.timeline", "my song.wav"),
        ("paper_repro", "predict", "cal500exp", "my song.wav"),
    )
    assert done.returncode == 0, done.stderr
    rows = pd.read_csv(reproduced / "results" / "cal500exp" / "timeline_my_song.csv")
    assert len(rows) == (20 * 22_050 // 1024 + 1 - 128) // 64 + 1
    assert rows[list(EMOTIONS)].to_numpy().min() >= 0.0
    assert rows["end_s"].max() <= 20.0
    assert "most at" in said.stdout


def test_user_errors_are_one_line(reproduced, material, tmp_path):
    sf.write(reproduced / "short.wav", np.zeros(22_050 * 3), 22_050)
    cases = {
        ("paper_repro.cal500exp.timeline", "short.wav"): "holds 3.00 s",
        ("paper_repro.cal500exp.timeline", "nowhere.wav"): "no such file",
        ("paper_repro.cal500exp.table2", "--data", str(material / "cal500exp")): "none of the 500 labelled tracks",
        ("paper_repro.cal500exp.table2", "--tags", "genre"): "'genre'",
        ("paper_repro", "predict", "cal500exp", "short.wav", "--beams", "3"): "--beams",
    }
    for done, said in zip(run_each(reproduced, *cases), cases.values(), strict=True):
        assert done.returncode == 2, done
        (line,) = done.stderr.strip().splitlines()
        assert said in line
