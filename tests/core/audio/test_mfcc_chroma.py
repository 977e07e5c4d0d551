"""MFCC and chroma are librosa's, cut or padded to the frames that the network wants."""

import librosa
import numpy as np
import pytest

from paper_repro.core.audio.decode import decode
from paper_repro.core.audio.features import Mfcc
from paper_repro.core.audio.settings import MfccChromaSettings
from tests.core.nn.layer_check import check_layer

SETTINGS = MfccChromaSettings(22_050, 10.0, 9.5, 2048, 512, 20, 12, 512)


def theirs(samples):
    parts = (librosa.feature.mfcc(y=samples, sr=22_050), librosa.feature.chroma_stft(y=samples, sr=22_050))
    return np.vstack(parts).T


@pytest.fixture(scope="module")
def clips():
    rng = np.random.default_rng(0)
    time = np.arange(220_500) / 22_050
    tones = sum(0.2 * np.sin(2 * np.pi * f * time + f) for f in (226.0, 451.0, 677.0))
    late = np.r_[np.zeros(110_250), 0.3 * rng.standard_normal(110_250)]
    return np.stack([0.1 * rng.standard_normal(220_500), tones, 1e-4 * tones, late]).astype(np.float32)


def test_equal_to_librosa(clips):
    """Within 1e-4 of the largest value: the loud first coefficient is some hundreds, chroma at most 1."""
    features = SETTINGS.extractor()(clips)
    assert features.shape == (len(clips), *SETTINGS.shape) == (len(clips), 512, 32)
    for samples, ours in zip(clips, features, strict=True):
        expected = theirs(samples)
        assert expected.shape == (431, 32)
        for columns in (slice(0, 20), slice(20, 32)):
            scale = np.abs(expected[:, columns]).max()
            np.testing.assert_allclose(ours[:431, columns], expected[:, columns], atol=1e-4 * scale)
        assert not ours[431:].any()


def test_equal_to_librosa_on_real_music(material):
    files = sorted((material / "audio").glob("*.ogg"))
    assert files
    samples = decode(files[0], sample_rate=22_050, duration=10.0)
    ours = SETTINGS.extractor()(np.resize(samples, (1, 220_500)))[0]
    expected = theirs(np.resize(samples, 220_500))
    np.testing.assert_allclose(ours[:431], expected, atol=1e-4 * np.abs(expected).max())
    np.testing.assert_allclose(ours[:431, 20:], expected[:, 20:], atol=1e-4)


def test_cut_to_the_frames_wanted(clips):
    short = MfccChromaSettings(22_050, 10.0, 9.5, 2048, 512, 20, 12, 100)
    np.testing.assert_array_equal(short.extractor()(clips[:1])[0], SETTINGS.extractor()(clips[:1])[0, :100])


def test_silence_is_finite_and_says_nothing(recwarn):
    features = SETTINGS.extractor()(np.zeros((1, 220_500), np.float32))[0]
    assert np.isfinite(features).all()
    assert not features[:, 20:].any()
    assert not [w for w in recwarn if "tuning" in str(w.message)]


def test_the_layer_lives(tmp_path):
    samples = np.random.default_rng(0).standard_normal((2, 4096)).astype("float32")
    check_layer(lambda: Mfcc(22_050, 1024, 512, 13), [samples], (2, 9, 13), tmp_path, trains=False)
