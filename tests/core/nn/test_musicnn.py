"""MusiCNN is MusiCNN: its parameter count, its shapes, and its published weights' published outputs."""

import csv

import numpy as np
import pytest

from paper_repro.core.audio.decode import decode
from paper_repro.core.audio.features import LogMel
from paper_repro.core.nn.encoders import build_musicnn_tagger


def test_parameter_count_and_channels():
    model = build_musicnn_tagger(187)
    assert model.count_params() == 792_079
    assert model.get_layer("musicnn_front").output.shape == (None, 187, 561)
    assert model.get_layer("musicnn_features").output.shape == (None, 187, 753)


def test_frozen_input_norm_spares_two_parameters_a_channel():
    from keras import Input, Model

    from paper_repro.core.nn.encoders import musicnn

    mel = Input((40, 48))
    free, frozen = (Model(mel, musicnn(mel, width=0.1, train_input_norm=train)) for train in (True, False))
    assert free.count_params() - frozen.count_params() == 2


@pytest.fixture(scope="module")
def published(material):
    from paper_repro.core.nn.published_weights import load_musicnn

    model = build_musicnn_tagger(187)
    load_musicnn(model, material / "weights" / "musicnn_keras_MTT_musicnn.h5")
    return model


@pytest.mark.material
def test_published_weights_give_published_outputs(published, material):
    """On our own front end with that model's scaling; also the proof of LogMel on real sound."""
    front = LogMel(16_000, 512, 256, 96, pad_mode="constant", compression="none")
    with (material / "weights" / "expected_musicnn_keras_MTT_musicnn.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9
    for row in rows:
        (path,) = material.rglob(row["file"])
        samples = decode(path, sample_rate=16_000)
        power = np.asarray(front(samples[None]))[0].astype(np.float16).astype(np.float32)
        mel = np.log10(10_000 * power + 1)
        patches = mel[: len(mel) // 187 * 187].reshape(-1, 187, 96)
        assert len(patches) == int(row["patches"])
        outputs = published.predict(patches, verbose=0).mean(axis=0)
        expected = np.array([float(value) for key, value in row.items() if key not in ("file", "patches")])
        assert np.abs(outputs - expected).max() < 2e-3, row["file"]


def test_a_file_that_is_no_weights_is_refused(tmp_path):
    from paper_repro.core.errors import UserError
    from paper_repro.core.nn.published_weights import load_musicnn

    (tmp_path / "weights.h5").write_text("no")
    with pytest.raises(UserError, match="not the published MusiCNN weights"):
        load_musicnn(build_musicnn_tagger(187), tmp_path / "weights.h5")
