"""A published network as a tagger: published outputs on real sound, tags, windows, refusals."""

import csv
import re
import zipfile

import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError, UserError
from paper_repro.weights import NETWORKS, network
from paper_repro.weights.catalogue import MUSICNN
from paper_repro.weights.tagger import FEATURES, FRAMES, Tagger
from tests.weights.wheels import pinned, vgg_members, write_wheel

TAGS = ("harp", "no vocals", "loud")
WINDOW = FRAMES * 256


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    path = write_wheel(folder, vgg_members(folder / "checkpoint", TAGS))
    return Tagger.load(pinned(path), path)


@pytest.fixture(scope="module")
def wheel(material):
    return material / "weights" / MUSICNN.file


def noise(samples, seed=0):
    return np.random.default_rng(seed).uniform(-0.5, 0.5, samples).astype("float32")


def test_a_wheel_becomes_a_tagger_with_its_tags(tiny):
    assert tiny.tags == TAGS
    assert len(tiny.unused) == 2 * (5 * 4 + 2 + 2) + 2  # kernel, bias, gamma, beta of 5 blocks; a norm; a dense layer
    outputs = tiny.windows(noise(3 * WINDOW))
    assert outputs.shape == (3, 3)
    assert ((outputs > 0) & (outputs < 1)).all()


def test_windows_follow_each_other_and_the_rest_is_dropped(tiny):
    samples = noise(2 * WINDOW + 5_000)
    both = tiny.windows(samples)
    assert len(both) == 2
    # Centred frames at a seam see the next window's first samples: the same sound goes on there.
    first = tiny.windows(samples[: WINDOW + 512])
    np.testing.assert_allclose(both[:1], first, atol=1e-5)
    np.testing.assert_allclose(
        tiny.windows(noise(70 * WINDOW))[:33], tiny.windows(noise(70 * WINDOW)[: 34 * WINDOW])[:33]
    )


def test_a_file_is_the_mean_of_its_windows(tiny, tmp_path):
    samples = noise(2 * WINDOW)
    sf.write(tmp_path / "clip.wav", samples, 16_000, subtype="FLOAT")
    np.testing.assert_allclose(tiny(tmp_path / "clip.wav"), tiny.windows(samples).mean(axis=0), atol=1e-6)


def test_the_shortest_file_that_is_accepted_has_a_window(tiny, tmp_path):
    least = int(FEATURES.min_seconds * 16_000) - 64
    sf.write(tmp_path / "least.wav", noise(least), 16_000)
    assert np.isfinite(tiny(tmp_path / "least.wav")).all()
    sf.write(tmp_path / "short.wav", noise(least - 1), 16_000)
    with pytest.raises(AudioError, match=r"short\.wav: holds 2\.99 s"):
        tiny(tmp_path / "short.wav")


def test_silence_has_an_answer(tiny):
    assert np.isfinite(tiny.windows(np.zeros(WINDOW, np.float32))).all()


def test_a_wheel_that_lacks_a_tensor_is_refused(tmp_path):
    path = write_wheel(tmp_path, vgg_members(tmp_path / "checkpoint", TAGS, without="dense/bias"))
    with pytest.raises(UserError, match=r"\.whl: TINY_vgg: not the published weights \(no dense/bias"):
        Tagger.load(pinned(path), path)


def test_a_wheel_of_another_sum_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "any.whl"
    path.write_bytes(b"anything")
    with pytest.raises(UserError, match=f"its SHA-256 is .*, {MUSICNN.sha256} is wanted"):
        Tagger.load(network("mtt_vgg"), path)


def test_unknown_names_are_refused():
    with pytest.raises(UserError, match=r"weights must be one of mtt_musicnn, .* Received: 'musicnn'"):
        network("musicnn")


# --- the published wheel ---------------------------------------------------------------------------------------------


@pytest.mark.material
def test_published_scores_are_those_in_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        for each in (each for each in NETWORKS.values() if each.wheel is MUSICNN):
            said = archive.read(f"musicnn/{each.checkpoint}/experiment.result").decode()
            assert re.findall(r"AUC: (0\.\d+)", said) == [str(each.roc_auc), str(each.pr_auc)]
        assert "ISC" in archive.read("musicnn-0.1.0.dist-info/METADATA").decode()


@pytest.mark.material
def test_tags_are_the_data_sets(wheel):
    from paper_repro.datasets.magnatagatune import TOP50

    musicnn, vgg = (Tagger.load(network(name), wheel) for name in ("mtt_musicnn", "mtt_vgg"))
    assert musicnn.tags == vgg.tags == TOP50
    msd = Tagger.load(network("msd_musicnn"), wheel).tags
    assert len(msd) == len(set(msd)) == 50
    assert msd != TOP50


@pytest.mark.material
def test_published_outputs_on_real_sound(wheel, material):
    tagger = Tagger.load(network("mtt_musicnn"), wheel)
    with (material / "weights" / "expected_musicnn_keras_MTT_musicnn.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9
    for row in rows:
        (path,) = material.rglob(row["file"])
        outputs = tagger.windows(decode(path, sample_rate=16_000))
        assert len(outputs) == int(row["patches"])
        # By place: the file's header has "metal" and "female voice" the other way round than the wheel.
        expected = np.array([float(value) for value in list(row.values())[2:]])
        # Without the rounding to half precision of the published features.
        assert np.abs(outputs.mean(axis=0) - expected).max() < 1e-4, row["file"]
