"""Linear bands, constant-Q transform, PCEN and uncentred MFCC against librosa."""

import librosa
import numpy as np
import pytest

from paper_repro.core.audio.constant_q import ConstantQ, constant_q_filters
from paper_repro.core.audio.features import Mfcc, compiled
from paper_repro.core.audio.linear import LinearBands, linear_filters
from paper_repro.core.audio.pcen import Pcen
from tests.core.audio.test_features import music
from tests.core.nn.layer_check import check_layer

RATE, HOP, FFT = 16_000, 512, 1024
SAMPLES = music(RATE)


def test_linear_bands_are_means_of_librosas_power():
    power = np.abs(librosa.stft(SAMPLES, n_fft=FFT, hop_length=HOP, center=False)) ** 2
    expected = np.stack([band.mean(axis=0) for band in np.array_split(power, 40)], axis=1)
    found = np.asarray(LinearBands(FFT, HOP, 40)(SAMPLES[None]))[0]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6 * expected.max())


def test_each_bin_is_in_one_linear_band():
    filters = linear_filters(FFT, 40)
    assert ((filters > 0).sum(axis=0) == 1).all()
    np.testing.assert_allclose(filters.sum(axis=1), 1.0, rtol=1e-6)
    for wrong in (0, 514):
        with pytest.raises(ValueError, match=r"must be 1 to 513.*Received"):
            linear_filters(FFT, wrong)


def test_constant_q_filters_are_librosas():
    hz = 65.406 * 2 ** (np.arange(40) / 6)
    waves, lengths = librosa.filters.wavelet(freqs=hz, sr=RATE, pad_fft=False, dtype=np.complex128)
    found = constant_q_filters(RATE, 65.406, 40, 6)
    for wave, length, ours in zip(waves, lengths, found, strict=True):
        expected = wave[np.abs(wave) > 0] * np.sqrt(length)
        # Hann's first value is 0.
        ours = ours[np.abs(ours) > 0]
        assert len(ours) == len(expected)
        np.testing.assert_allclose(ours, expected, rtol=1e-3, atol=1e-3 * np.abs(expected).max())


def test_constant_q_is_librosas():
    """librosa turns its filters round in time: its frames lie a sample of an octave's own rate later."""
    said = {"sr": RATE, "hop_length": HOP, "fmin": 65.406, "n_bins": 40, "bins_per_octave": 6, "sparsity": 0}
    amplitude = np.abs(librosa.cqt(SAMPLES, res_type="soxr_vhq", **said)).T
    layer = ConstantQ(RATE, HOP, 65.406, 40, 6)
    later = np.pad(SAMPLES, (0, 1))[1:]
    found = np.sqrt(np.asarray(layer(later[None]))[0])
    assert found.shape == amplitude.shape
    largest = amplitude.max(axis=0)
    wrong = np.abs(found - amplitude)[8:-8].max(axis=0) / largest
    assert wrong[-6:].max() < 0.02  # the highest octave, whose own rate this is
    assert wrong.max() < 0.15


def test_a_tone_is_loudest_in_its_own_bin():
    for bin_ in (0, 17, 39):
        tone = np.sin(2 * np.pi * 65.406 * 2 ** (bin_ / 6) * np.arange(RATE) / RATE).astype("float32")
        power = np.asarray(ConstantQ(RATE)(tone[None]))[0]
        assert (power[8:-8].argmax(axis=1) == bin_).all()


def test_frames_may_stand_where_those_of_an_unpadded_stft_stand():
    centred, inside = (np.asarray(ConstantQ(RATE, HOP, first=first)(SAMPLES[None]))[0] for first in (0, FFT // 2))
    assert len(inside) == 1 + (len(SAMPLES) - FFT) // HOP
    np.testing.assert_allclose(inside, centred[1 : len(inside) + 1], rtol=1e-3, atol=1e-6 * centred.max())
    with pytest.raises(ValueError, match=r"`first` must be 0 to .*Received: -1"):
        ConstantQ(RATE, first=-1)


def test_bins_beyond_half_the_rate_are_refused():
    with pytest.raises(ValueError, match=r"45 bins.*beyond half the sample rate of 16000"):
        ConstantQ(RATE, n_bins=45)


def test_pcen_is_librosas():
    mel = librosa.feature.melspectrogram(y=SAMPLES, sr=RATE, n_fft=FFT, hop_length=HOP, n_mels=40)
    mel[:, 20:30] = 0.0  # a pause: the gain goes up
    expected = librosa.pcen(mel * 2**31, sr=RATE, hop_length=HOP).T
    found = np.asarray(Pcen(RATE, HOP)(mel.T[None].astype("float32")))[0]
    np.testing.assert_allclose(found, expected, atol=1e-4 * expected.max())


def test_pcen_hardly_hears_how_loud_a_clip_is():
    mel = np.square(np.random.default_rng(0).normal(size=(1, 60, 5))).astype("float32")
    loud, quiet = (np.asarray(Pcen(RATE, HOP)(mel * power))[0, 20:] for power in (1.0, 1e-4))
    assert np.corrcoef(loud.ravel(), quiet.ravel())[0, 1] > 0.99
    assert 0.5 < quiet.mean() / loud.mean() < 1.0
    with pytest.raises(ValueError, match="fixed number of frames"):
        Pcen(RATE, HOP).build((None, None, 5))


def test_uncentred_mfcc_are_librosas():
    expected = librosa.feature.mfcc(y=SAMPLES, sr=RATE, n_mfcc=40, n_fft=FFT, hop_length=HOP, center=False).T
    found = np.asarray(Mfcc(RATE, FFT, HOP, 40, pad_mode="none")(SAMPLES[None]))[0]
    np.testing.assert_allclose(found, expected, atol=0.02)


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (lambda: LinearBands(256, 128, 20), (2, 30, 20)),
        (lambda: ConstantQ(8000, 256, 220.0, 12, 6, first=128), (2, 15, 12)),
        (lambda: Mfcc(8000, 512, 256, 13, pad_mode="none"), (2, 14, 13)),
    ],
    ids=["linear", "constant-q", "mfcc"],
)
def test_layers_live(make, shape, tmp_path):
    sound = np.stack([music(8000)[:4000], 0.1 * music(8000)[4000:8000]])
    check_layer(make, [sound], shape, tmp_path, trains=False)
    expected = np.asarray(make()(sound))
    extracted = compiled(make(), 4000)(sound)
    np.testing.assert_allclose(extracted, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


def test_pcen_lives(tmp_path):
    mel = np.square(np.random.default_rng(0).normal(size=(2, 9, 5))).astype("float32")
    check_layer(lambda: Pcen(8000, 256, gain=0.9), [mel], mel.shape, tmp_path, trains=False)
