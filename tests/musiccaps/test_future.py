"""What the report would try next: its rows, contrastive training, captioners that begin with its encoder, the table."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import keras
import keras_tuner
import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.training.rows import run_rows
from paper_repro.core.training.run import RunFolder, stored_config
from paper_repro.core.training.step import batch_of
from paper_repro.musiccaps import contrastive_model, figure3, future, future_plan
from paper_repro.musiccaps.config import OPTIMIZERS, Config, space
from paper_repro.musiccaps.data import open_corpus
from paper_repro.musiccaps.future_claims import CLAIMS
from paper_repro.musiccaps.future_plan import plan
from paper_repro.musiccaps.future_rows import ENCODERS
from paper_repro.musiccaps.model import build, build_published
from paper_repro.musiccaps.optimizers import optimizer_of
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.paper import PAPER
from paper_repro.musiccaps.predict import Predictor
from paper_repro.musiccaps.pretrained import begin_encoder, pretraining
from tests.musiccaps.real_features import clips, write


def options_of(preset="quick", features="mfcc_chroma", **more) -> CaptionOptions:
    return CaptionOptions(preset=preset, features=features, **more)


@pytest.mark.parametrize("features", ["mfcc_chroma", "vggish"])
@pytest.mark.parametrize("preset", ["smoke", "quick", "paper"])
def test_a_captioner_begins_with_the_very_training_of_its_row(preset, features):
    configs = PAPER.configs(options_of(preset, features, split="audioset"), PAPER.future)
    for model in ENCODERS:
        captioner, encoder = (configs[f"{model}-{end}"] for end in ("from_contrastive", "contrastive"))
        assert pretraining(captioner) == encoder
        assert pretraining(replace(captioner, seed=3)) == replace(encoder, seed=3)
        assert encoder.epochs > 0
        assert encoder.encoder_epochs == 0


@pytest.mark.parametrize(
    ("preset", "features", "lengths"),
    [
        ("quick", "mfcc_chroma", [9, 36, 144]),
        ("paper", "mfcc_chroma", [9, 36, 144, 431]),
        ("smoke", "mfcc_chroma", [9, 14]),
        ("quick", "vggish", [1, 3, 10]),
        ("smoke", "vggish", [1, 10]),
    ],
)
def test_lengths_are_those_of_the_built_networks_and_table_1s_own_is_not_trained_twice(preset, features, lengths):
    planned = plan(options_of(preset, features))
    configs = PAPER.configs(options_of(preset, features), planned.names)
    assert len(set(configs.values())) == len(configs)
    assert list(planned.lengths) == lengths
    for frames, names in planned.lengths.items():
        name = next(iter(names.values()))
        assert build_published(configs[name]).get_layer("encoder").input.shape[1] == frames
    assert any(name.endswith("like_for_like") for names in planned.lengths.values() for name in names.values())


def test_the_smoke_preset_has_one_row_of_each_kind():
    small, whole = plan(options_of("smoke")), plan(options_of("quick"))
    assert [len(each) for each in (small.contrastive, small.started, small.optimizers)] == [1, 1, 1]
    assert len(whole.contrastive) == len(whole.started) == len(ENCODERS)
    assert set(small.contrastive) <= set(whole.contrastive)


def test_only_the_first_frames_are_heard():
    config = Config(model="gru", feature_set="vggish", first_frames=3, units=4, standardize=True)
    model = build(config, vocabulary_size=9, length=3)
    rng = np.random.default_rng(0)
    heard = rng.standard_normal((2, *config.features.shape)).astype("float32")
    given = {"features": heard, "tokens": np.ones((2, 1, 3), "int32")}
    before = np.asarray(model(given))
    heard[:, 3:] += 5.0
    np.testing.assert_array_equal(model(given), before)
    heard[:, 2] += 5.0
    assert not np.allclose(model(given), before)


def test_optimizers_are_those_asked_for_and_the_search_offers_them():
    kinds = {name: optimizer_of(Config(optimizer=name, learning_rate=0.25)) for name in OPTIMIZERS}
    names = {name: type(each).__name__ for name, each in kinds.items()}
    assert names == {"adam": "Adam", "rmsprop": "RMSprop", "sgd": "SGD", "adamw": "AdamW"}
    assert all(float(each.learning_rate) == 0.25 for each in kinds.values())
    assert kinds["sgd"].momentum == Config.momentum
    assert kinds["adamw"].weight_decay == Config.weight_decay
    with pytest.raises(UserError, match=r"optimizer must be one of adam, rmsprop, sgd, adamw\. Received: 'lion'"):
        optimizer_of(Config(optimizer="lion"))
    for name in OPTIMIZERS:
        hp = keras_tuner.HyperParameters()
        hp.values = {"optimizer": name, "learning_rate": 0.002, "sgd_learning_rate": 0.3}
        found = space(hp, Config())
        assert (found.optimizer, found.learning_rate) == (name, 0.3 if name == "sgd" else 0.002)


def test_two_towers_find_each_other_and_padding_is_no_word(tmp_path):
    config = Config(model="gru", feature_set="vggish", units=6, objective="contrastive", standardize=True)
    keras.utils.set_random_seed(0)
    model = contrastive_model.build(config, vocabulary_size=20, length=7)
    rng = np.random.default_rng(0)
    heard = rng.standard_normal((4, *config.features.shape)).astype("float32")
    text = rng.integers(1, 20, (4, 7)).astype("int32")
    text[:, 4:] = 0
    found = np.asarray(model({"features": heard, "text": text}))
    assert found.shape == (4, 4)
    of_sound, of_text = contrastive_model.towers(model)
    sound, words = np.asarray(of_sound(heard)), np.asarray(of_text(text))
    # Of a text the mean of its words' vectors, padding aside.
    vectors = np.asarray(model.get_layer("words").embeddings)
    mean = np.stack([vectors[row[row > 0]].mean(axis=0) for row in text])
    np.testing.assert_allclose(model.get_layer("text_embedding")(mean), words, rtol=1e-4, atol=1e-6)
    unit = [each / np.linalg.norm(each, axis=1, keepdims=True) for each in (sound, words)]
    np.testing.assert_allclose(found, unit[0] @ unit[1].T / config.temperature, rtol=1e-4, atol=1e-5)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded({"features": heard, "text": text}), found, rtol=1e-5)


def test_a_step_of_two_towers_can_be_priced():
    """Random inputs of both, and of each pair whether it belongs together."""
    config = replace(Config(model="gru", feature_set="vggish", units=4, max_length=5), objective="contrastive")
    inputs, targets = batch_of(build_published(config), None, 3)
    assert {name: each.shape for name, each in inputs.items()} == {"features": (3, 10, 128), "text": (3, 5)}
    assert targets.shape == (3, 3)


def test_a_captioner_whose_encoder_was_not_trained_is_one_line(tmp_path):
    options = options_of("smoke", "vggish", data=write(tmp_path / "data", clips(30)), runs=tmp_path / "runs")
    with pytest.raises(UserError, match=r"no finished run; train one: .* train musiccaps gru-contrastive") as raised:
        run_rows(PAPER, options, PAPER.configs(options, ["gru-from_contrastive"]))
    assert len(str(raised.value).splitlines()) == 1


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The table on a small real-like set: its options and what it is."""
    folder = tmp_path_factory.mktemp("future")
    options = options_of("smoke", "vggish", data=write(folder / "data", clips(60)), runs=folder / "runs")
    return options, future.table(options)


def test_the_table_has_every_row_with_all_that_is_asked_of_it(made):
    _, table = made
    assert table.name == "future_real"
    retrieval, captioners, claims, *more = table.blocks
    assert [row.label for row in retrieval.rows] == ["GRU, text to sound", "GRU, sound to text"]
    assert [row.label for row in captioners.rows] == [
        "GRU, table 1", "GRU from the contrastive encoder", "GRU, RMSprop",
        "RNN, 1 frame", "RNN, 10 frames, table 1", "LSTM, 1 frame", "LSTM, 10 frames, table 1",
    ]  # fmt: skip
    for row in (*retrieval.rows, *captioners.rows):
        for each in (row.score, row.trivial, row.shuffled):
            assert np.isfinite([each.value, each.low, each.high]).all(), row.label
        assert row.parameters > 0
        assert row.step_ms > 0
    held = [row.label for row in captioners.rows if row.wish]
    assert [row.label for row in captioners.rows if not isinstance(row.gain, float)] == held
    assert [row.claim for row in claims.rows] == list(CLAIMS)
    assert [block.key for block in more] == ["retrieval", "begins", "lengths"]
    assert "real clips" in table.title
    assert table.lead[0].startswith("Of what the authors would try next:")


def run_named(options: CaptionOptions, row: str) -> RunFolder:
    (path,) = (Path(options.runs) / "musiccaps").glob(f"{row}-s0-*")
    return RunFolder(path)


def test_a_captioner_begins_with_the_encoders_weights(made):
    options, _ = made
    captioner, encoder = (run_named(options, f"gru-{end}") for end in ("from_contrastive", "contrastive"))
    config = stored_config(captioner, Config)
    trained, kept = encoder.load_model(), captioner.read_metrics()
    model = build(config, vocabulary_size=9, length=3)
    decoder = [weights.copy() for weights in model.get_layer("decoder").get_weights()]
    found = begin_encoder(model, config, open_corpus(options, config), captioner)
    assert found == {name: kept[name] for name in ("encoder_run", "encoder_sha256")}
    assert found["encoder_run"] == encoder.name
    for name, wanted in (("encoder", trained.get_layer("encoder").get_weights()), ("decoder", decoder)):
        for one, other in zip(model.get_layer(name).get_weights(), wanted, strict=True):
            np.testing.assert_array_equal(one, other)
    # It goes on learning, and mean and variance are those of the same clips.
    learned = captioner.load_model()
    assert not np.array_equal(
        learned.get_layer("encoder").get_weights()[0], model.get_layer("encoder").get_weights()[0]
    )
    for one, other in zip(*(each.get_layer("standardize").get_weights() for each in (learned, trained)), strict=True):
        np.testing.assert_array_equal(one, other)
    assert begin_encoder(model, replace(config, encoder_epochs=0), None, captioner) == {}


def test_runs_that_generate_nothing_are_refused_by_predict(made):
    options, _ = made
    run = run_named(options, "gru-contrastive")
    assert not Predictor.hears(run.path)
    assert not Predictor.preferred(run.path)
    with pytest.raises(UserError, match="finds clips by texts and says nothing of one"):
        Predictor.load(run.path)


def test_predictions_keep_ranks_of_both_ways(made):
    options, table = made
    frame = run_named(options, "gru-contrastive").read_predictions().query("split == 'test'")
    ranked = frame["sound_rank"].astype(float)
    assert ranked.between(1, len(frame)).all()
    (full, *_) = (block for block in table.blocks if block.key == "retrieval")
    assert full.rows[0]["top1"].value == pytest.approx((ranked <= 1).mean())
    assert full.rows[-1]["rank"] == (len(frame) + 1) / 2


def test_a_set_without_captions_says_so_and_leaves_the_other_rows(tmp_path, monkeypatch):
    rows = [replace(each, caption="") for each in clips(60)]
    options = options_of("smoke", "vggish", data=write(tmp_path / "data", rows), runs=tmp_path / "runs")
    asked = []

    class Asked(Exception):
        pass

    def run(paper, options, configs, corpus):
        asked.extend(configs)
        raise Asked

    monkeypatch.setattr(future_plan, "run_rows", run)
    with pytest.raises(Asked):
        future_plan.trained(options)
    assert "gru-rmsprop" in asked
    assert not any("contrastive" in name for name in asked)
    missing = plan(options, "data: none of its 60 clips has a caption")
    block = future.future_block(list(future._retrieval(future_plan.Wishes(missing, None))), "R@10", str, str)
    assert block.rows == []
    assert block.below[0] == "GRU, contrastive: not tried here: data: none of its 60 clips has a caption"


def test_the_figure_shows_what_the_table_has(made, tmp_path):
    options, table = made
    drawn = figure3.figure(options)
    assert drawn.name == "figure3_real"
    blocks = {block.key: block for block in table.blocks}
    found = drawn.data[(drawn.data["panel"] == "retrieval") & (drawn.data["k"] == 5)]
    rows = {row["row"]: row for row in blocks["retrieval"].rows}
    for row in found.itertuples():
        assert rows[f"{row.network}, {row.label}"]["top5"].value == row.share
    lengths = drawn.data[drawn.data["panel"] == "length"]
    expected = [row[model].value for row in blocks["lengths"].rows for model in ("rnn", "lstm")]
    assert lengths["loss"].tolist() == expected
    assert all(path.stat().st_size > 100 for path in drawn.write(tmp_path))


def test_what_is_kept_of_the_table_is_json(made, tmp_path):
    _, table = made
    paths = table.write(tmp_path)
    stored = json.loads(paths[2].read_text(encoding="utf-8"))
    assert {claim["key"] for claim in stored["claims"]} == {claim.key for claim in CLAIMS}
    assert len(stored["captioners"]) == 7
