"""MagnaTagATune: shapes, normalisation, dropout, search space and baselines."""

import doctest
from dataclasses import replace

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.config import PRESETS, Config
from paper_repro.magnatagatune.paper import TABLE2, TABLE3
from tests.pictures import check_legible


def test_built_network_has_the_published_shapes():
    from paper_repro.magnatagatune.model import build

    model = build(Config(), 50)
    shapes = {name: tuple(model.get_layer(name).output.shape[1:]) for name, _, _ in published.TABLE1 if name != "input"}
    assert model.get_layer("image").output.shape[1:] == (40, 909, 1)
    assert shapes == {
        "conv1": (38, 907, 128), "pool1": (19, 226, 128), "conv2": (17, 224, 384), "pool2": (8, 56, 384),
        "conv3": (6, 54, 768), "pool3": (3, 9, 768), "conv4": (1, 7, 2048), "pool4": (1, 1, 2048), "tags": (50,),
    }  # fmt: skip


def test_pools_that_do_not_fit_are_one_line():
    from paper_repro.magnatagatune.model import build

    with pytest.raises(UserError, match=r"pools by .* what is only 1 x 0"):
        build(replace(Config(), seconds=10.0), 50)
    with pytest.raises(UserError, match="Received: 'batch'"):
        build(replace(Config(), normalization="batch"), 50)


def test_every_row_of_the_tables_is_built_and_printed():
    assert set(TABLE2) == set(published.TABLE2)
    assert set(TABLE3) == set(published.TABLE3)
    from paper_repro.magnatagatune.model import build

    for row in TABLE2:
        model = build(TABLE2[row].config(PRESETS.config("smoke"), "smoke"), 50)
        kinds = [type(layer).__name__ for layer in model.layers]
        assert ("BatchNormalization" in kinds) == ("Dropout" in kinds) == (row == "batch_norm_dropout_10")
        assert kinds.index("LogCompression") == (2 if row == "before_log_2" else 1)


def test_normalisation_is_fitted_to_the_clips_it_is_given_and_travels_with_the_model(tmp_path):
    import keras

    from paper_repro.magnatagatune.model import build, fit_front, normalized

    config = PRESETS.config("smoke")
    rng = np.random.default_rng(0)
    train = rng.gamma(0.5, size=(20, *config.features.shape)).astype(np.float32)
    other = 100 * rng.gamma(0.5, size=(4, *config.features.shape)).astype(np.float32)
    model = build(config, 50)
    fit_front(model, config, [train[:13], train[13:]])
    logs = np.log(np.maximum(train, 1e-10))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", compile=False)
    for clips in (train, other):
        wanted = (np.log(np.maximum(clips, 1e-10)) - logs.mean()) / logs.std()
        np.testing.assert_allclose(np.asarray(normalized(loaded)(clips)), wanted, atol=1e-4)


def test_silence_is_nothing_under_every_normalisation():
    from paper_repro.magnatagatune.model import build, fit_front, normalized

    rng = np.random.default_rng(0)
    for row in TABLE2:
        config = TABLE2[row].config(PRESETS.config("smoke"), "smoke")
        model = build(config, 50)
        clips = rng.gamma(0.5, size=(3, *config.features.shape)).astype(np.float32)
        fit_front(model, config, [clips])
        clips[0] = 0
        clips[1, :, 7] = 0
        seen = np.asarray(normalized(model)(clips))
        assert np.isfinite(seen).all()
        if config.before_log:
            assert not np.asarray(model.get_layer("normalize")(clips))[0].any()
        elif config.normalization != "all":
            assert np.abs(seen[0]).max() < 1e-2
            assert seen[2].std() == pytest.approx(1.0, abs=1e-3)
        if config.normalization == "coefficient":
            assert np.abs(seen[1, :, 7]).max() < 1e-2


def test_dropout_is_the_presets_and_wons_fcn_has_its_own():
    from paper_repro.magnatagatune.model import build

    rates = {
        name: TABLE2["batch_norm_dropout_10"].config(PRESETS.config(name), name).dropout
        for name in ("smoke", "quick", "paper")
    }
    assert rates == {"smoke": 0.1, "quick": 0.1, "paper": 0.25}
    assert PRESETS.config("paper").dropout == 0
    model = build(PRESETS.config("smoke", model="fcn", use_dropout=True, dropout_rate=0.5), 50)
    assert [layer.rate for layer in model.layers if type(layer).__name__ == "Dropout"] == [0.5]


def test_the_searchs_defaults_are_the_row_and_lie_on_its_grid():
    import keras_tuner

    from paper_repro.magnatagatune.config import space

    for name in ("smoke", "quick", "paper"):
        for row in TABLE2:
            hyperparameters, base = keras_tuner.HyperParameters(), TABLE2[row].config(PRESETS.config(name), name)
            assert space(hyperparameters, base) == base
            (dropout,) = [entry for entry in hyperparameters.space if entry.name == "dropout"]
            steps = dropout.default / dropout.step
            assert steps == pytest.approx(round(steps))


def test_probabilities_of_a_tag_that_training_never_saw_are_zero():
    from sklearn.ensemble import RandomForestClassifier

    from paper_repro.magnatagatune.baselines import probabilities

    rng = np.random.default_rng(0)
    labels = np.stack([rng.integers(0, 2, 30), np.zeros(30, int), np.ones(30, int)], axis=1)
    features = rng.random((30, 5))
    machine = RandomForestClassifier(10, random_state=0).fit(features, labels)
    found = probabilities(machine, features)
    np.testing.assert_allclose(found[:, 0], machine.predict_proba(features)[0][:, 1])
    assert not found[:, 1].any()
    assert (found[:, 2] == 1).all()


def test_figure5_draws_the_layers_of_the_built_network():
    from paper_repro.magnatagatune.figure5 import drawn
    from paper_repro.magnatagatune.model import build

    config = TABLE2["batch_norm_dropout_10"].config(PRESETS.config("smoke"), "smoke")
    model = build(config, 7)
    layers = list(drawn("small", model))
    assert [layer.layer for layer in layers if layer.kind not in ("BatchNormalization", "Dropout")] == [
        name if name != "input" else "image" for name, _, _ in published.TABLE1
    ]
    assert [layer.channels for layer in layers if layer.kind == "Conv2D"] == list(config.filters)
    assert [layer.label for layer in layers if layer.kind == "Dropout"] == ["dropout 0.1"] * 3
    drawn_parameters = sum(layer.parameters for layer in layers)
    assert drawn_parameters == model.count_params() - model.get_layer("normalize").count_params()
    assert layers[-1].output == "1 × 1 × 7"


def test_figure5_can_be_read():
    from paper_repro.core.command_line import Options
    from paper_repro.magnatagatune.figure5 import figure

    drawn = figure(Options())
    check_legible(drawn.canvas)
    bars = drawn.data["kind"].isin(["BatchNormalization", "Dropout"])
    # Three white and three coloured faces of a stack.
    assert len(drawn.canvas.axes[0].patches) == bars.sum() + 6 * (~bars).sum()


def test_answers_yes_and_no_against_scikit_learn():
    from sklearn.metrics import f1_score

    from paper_repro.magnatagatune import yes_no
    from paper_repro.magnatagatune.yes_no import answers, best_threshold

    examples = doctest.testmod(yes_no)
    assert (examples.attempted, examples.failed) == (2, 0)
    rng = np.random.default_rng(0)
    labels, scores = rng.integers(0, 2, (40, 5)), rng.random((40, 5)).round(2)
    found = answers(labels, scores, 0.3)
    assert found.f1 == pytest.approx(f1_score(labels.ravel(), scores.ravel() >= 0.3))
    assert found.said == pytest.approx((scores >= 0.3).sum(axis=1).mean())
    best = best_threshold(labels, scores)
    f1 = {cut: f1_score(labels.ravel(), scores.ravel() >= cut) for cut in np.unique(scores)}
    assert f1[best] == max(f1.values())
    nothing = answers(np.zeros((3, 2)), np.zeros((3, 2)))
    assert (nothing.said, nothing.precision, nothing.recall, nothing.f1) == (0, 0, 0, 0)
