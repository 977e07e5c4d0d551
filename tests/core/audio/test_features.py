"""LogMel against librosa: the numbers must be librosa's, not merely like them."""

import librosa
import numpy as np
import pytest

from paper_repro.core.audio.features import LogMel, Mfcc, compiled
from paper_repro.core.audio.settings import MelSettings
from paper_repro.songtitle.spectrogram_image import SpectrogramImage


def music(rate, seconds=2.0):
    noise = np.random.default_rng(0).standard_normal(int(rate * seconds))
    time = np.arange(int(rate * seconds)) / rate
    sound = 0.4 * np.sin(2 * np.pi * 220 * time) * np.exp(-time) + 0.05 * noise
    return sound.astype("float32")


@pytest.mark.parametrize("pad_mode", ["constant", "reflect"])
@pytest.mark.parametrize(
    "settings",
    [
        {"sample_rate": 12000, "n_fft": 512, "hop_length": 256, "n_mels": 96},
        {"sample_rate": 22050, "n_fft": 2048, "hop_length": 512, "n_mels": 128},
        {
            "sample_rate": 16000,
            "n_fft": 512,
            "hop_length": 256,
            "n_mels": 96,
            "htk": True,
            "norm": None,
            "fmax": 8000.0,
        },
    ],
)
def test_equals_librosa_melspectrogram_and_log(settings, pad_mode):
    samples = music(settings["sample_rate"])
    names = {**settings, "sr": settings["sample_rate"]}
    names.pop("sample_rate")
    power = librosa.feature.melspectrogram(y=samples, pad_mode=pad_mode, **names).T
    expected = np.log(np.maximum(power, 1e-10))
    found = np.asarray(LogMel(**settings, pad_mode=pad_mode)(samples[None]))[0]
    assert found.shape == expected.shape
    # A float32 FFT rounds relative to the frame's loudest bands, librosa's is of float64: what a band may be off by
    # grows as its amplitude shrinks, and where noise nearly cancels in a filter of one bin no logarithm is exact.
    below_loudest = np.sqrt(power.max(axis=1, keepdims=True) / power)
    assert (np.abs(found - expected) / below_loudest).max() < 1e-5


def test_decibels_equal_librosa_and_do_not_depend_on_the_batch():
    quiet, loud = music(16000) * 1e-4, music(16000)
    layer = LogMel(16000, 512, 256, 40, compression="db")
    alone = np.asarray(layer(quiet[None]))[0]
    together = np.asarray(layer(np.stack([quiet, loud])))[0]
    np.testing.assert_allclose(alone, together, atol=1e-4)
    power = librosa.feature.melspectrogram(y=quiet, sr=16000, n_fft=512, hop_length=256, n_mels=40)
    np.testing.assert_allclose(alone, librosa.power_to_db(power, top_db=None).T, atol=1e-3)


def test_musicnn_compression():
    samples = music(16000)
    power = np.asarray(LogMel(16000, compression="none")(samples[None]))
    compressed = np.asarray(LogMel(16000, compression="log10_1p10000")(samples[None]))
    np.testing.assert_allclose(compressed, np.log10(1 + 10000 * power), atol=1e-5)


def test_ten_seconds_at_12_khz_are_469_by_96():
    layer = LogMel(12000, 512, 256, 96)
    assert layer(np.zeros((1, 120000), "float32")).shape == (1, 469, 96)
    assert layer.compute_output_shape((None, 120000)) == (None, 469, 96)


@pytest.mark.parametrize("samples", [255, 256, 257, 1023, 1024, 1025])
@pytest.mark.parametrize("pad_mode", ["constant", "none"])
def test_promised_shape_is_the_shape(samples, pad_mode):
    layer = LogMel(8000, 255, 128, 10, pad_mode=pad_mode)
    output = layer(np.zeros((1, samples), "float32"))
    assert tuple(output.shape) == layer.compute_output_shape((1, samples))


def test_settings_know_the_shape_without_keras():
    settings = MelSettings(12000, 10.0, 9.0, 512, 256, 96)
    assert settings.shape == (469, 96)
    assert settings.shape == settings.layer().compute_output_shape((None, settings.samples))[1:]


@pytest.mark.parametrize(
    "wrong", [{"compression": "ln"}, {"pad_mode": "edge"}, {"norm": "max"}], ids=lambda wrong: next(iter(wrong))
)
def test_wrong_arguments_are_named(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))}.*Received"):
        LogMel(8000, **wrong)


@pytest.mark.parametrize(
    "layer",
    [
        LogMel(12000, 512, 256, 96),
        LogMel(12000, 512, 256, 96, pad_mode="reflect", compression="db"),
        LogMel(12000, 512, 256, 96, pad_mode="none", compression="log10_1p10000"),
        Mfcc(12000, 1024, 512),
        SpectrogramImage(512, 512, 256, 256),
    ],
    ids=lambda layer: layer.name,
)
@pytest.mark.parametrize("fixed", [True, False])
def test_what_records_are_computed_with_is_the_layer(layer, fixed):
    """Compiled as one piece where all clips are of one length, step by step where they are not: the same numbers."""
    clips = np.stack([music(12000), 0.3 * music(12000), 0.01 * music(12000)])
    extract = compiled(layer, 24000 if fixed else None)
    for batch in (clips, clips[:1]):
        expected = np.asarray(layer(batch))
        np.testing.assert_allclose(extract(batch), expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())
