"""Spectrogram images against SciPy and librosa, and against the paper's numbers of bins and frames."""

import sys

import keras
import librosa
import numpy as np
import pytest
import scipy.signal

from paper_repro.core.audio.load import load_clip
from paper_repro.core.errors import AudioError, UserError
from paper_repro.songtitle.spectrogram_image import SpectrogramImage
from paper_repro.songtitle.spectrogram_settings import SPECTROGRAMS, SpectrogramSettings, spectrogram_settings
from tests.core.nn.layer_check import check_layer

RNG = np.random.default_rng(0)
#: n_fft, window, hop, bins: the window as long as the FFT, half of it, and by an odd number shorter.
FORMS = [(512, 512, 256, 256), (1024, 512, 256, 513), (255, 100, 40, 128)]
#: Grey levels of 255; single precision at 80 dB below the loudest.
CLOSE = 0.05


def music(samples=20_000, rate=22_050):
    time = np.arange(samples) / rate
    sound = 0.4 * np.sin(2 * np.pi * 440 * time) * np.exp(-time) + 0.02 * RNG.standard_normal(samples)
    return sound.astype("float32")


def grey(decibels, floor=80.0):
    return 255 * (1 + np.maximum(decibels, -floor) / floor)


def by_scipy(samples, n_fft, window, hop, bins):
    """``(bins, frames)``, low frequencies first."""
    centred = samples.astype(np.float64) - samples.mean(dtype=np.float64)
    _, _, magnitude = scipy.signal.spectrogram(
        centred, window="hann", nperseg=window, noverlap=window - hop, nfft=n_fft, detrend=False, mode="magnitude"
    )
    magnitude = magnitude[:bins]
    return grey(20 * np.log10(np.maximum(magnitude / magnitude.max(), 1e-9)))


def by_librosa(samples, n_fft, window, hop, bins):
    centred = samples.astype(np.float64) - samples.mean(dtype=np.float64)
    # librosa looks at n_fft samples with the window in their middle.
    before = (n_fft - window) // 2
    centred = np.pad(centred, (before, n_fft - window - before))
    transform = librosa.stft(centred, n_fft=n_fft, win_length=window, hop_length=hop, center=False)[:bins]
    return grey(librosa.amplitude_to_db(np.abs(transform), ref=np.max, amin=1e-20, top_db=80.0))


@pytest.mark.parametrize("reference", [by_scipy, by_librosa])
@pytest.mark.parametrize("form", FORMS)
def test_equals_scipy_and_librosa(form, reference):
    samples = music() + np.float32(0.25)
    expected = reference(samples, *form)
    found = np.asarray(SpectrogramImage(*form)(samples[None]))[0]
    assert found.shape == (*expected.shape, 3)
    for channel in range(3):
        np.testing.assert_allclose(found[::-1, :, channel], expected, atol=CLOSE)


def test_frame_t_is_the_window_from_t_hops_on():
    samples = music(3_000)
    window = scipy.signal.get_window("hann", 512)
    centred = samples - samples.mean()
    frames = [np.fft.rfft(centred[at : at + 512] * window, 1024) for at in range(0, 3_000 - 511, 256)]
    power = np.abs(np.array(frames).T) ** 2
    expected = grey(10 * np.log10(power / power.max()))[::-1]
    found = np.asarray(SpectrogramImage(1024, 512, 256, 513)(samples[None]))[0, :, :, 0]
    np.testing.assert_allclose(found, expected, atol=CLOSE)


@pytest.mark.material
@pytest.mark.parametrize("name", SPECTROGRAMS)
@pytest.mark.parametrize("file", ["songtitle/fma/fma_small/000/000002.mp3", "songtitle/fma/fma_small/000/000010.mp3",
                                  "songtitle/fma/fma_small/000/000141.mp3", "audio/librosa_ragtime.ogg",
                                  "audio/mirdata_brid_samba_M4-01.wav", "audio/vocadito_10.wav"])  # fmt: skip
def test_real_clips_equal_scipy_and_librosa(material, file, name):
    settings = spectrogram_settings(name)
    samples = load_clip(material / file, settings)
    assert samples.shape == (settings.samples,)
    found = np.asarray(settings.layer()(samples[None]))[0]
    assert found.shape == settings.shape
    form = (settings.n_fft, settings.window_length, settings.hop_length, settings.bins)
    assert found.min() == 0
    assert found.max() == 255
    assert 1 < found.mean() < 200 if file.endswith("000002.mp3") else found.mean() > 0.5
    np.testing.assert_allclose(found[::-1, :, 0], by_scipy(samples, *form), atol=CLOSE)
    np.testing.assert_allclose(found[::-1, :, 0], by_librosa(samples, *form), atol=CLOSE)


def test_the_papers_bins_and_frames():
    stated, shaped = spectrogram_settings("as_stated"), spectrogram_settings("as_shaped")
    assert (stated.samples, stated.shape) == (1_323_000, (513, 5166, 3))
    assert (shaped.samples, shaped.shape) == (661_500, (256, 2582, 3))
    # The clips of fma_small that are whole are 1,321,967 samples long at 44,100 Hz.
    published = SpectrogramSettings(22_050, 1_321_967 / 44_100, 29.0, 512, 512, 256, 256)
    assert published.shape == (256, 2580, 3)
    for settings in (stated, shaped, published):
        promised = settings.layer().compute_output_shape((None, settings.samples))
        assert promised == (None, *settings.shape)


@pytest.mark.parametrize("samples", [511, 512, 767, 768, 1023, 1024, 1025])
def test_promised_shape_is_the_shape(samples):
    layer = SpectrogramImage(512, 200, 128, 100)
    output = layer(np.zeros((1, samples), "float32"))
    assert tuple(output.shape) == layer.compute_output_shape((1, samples))


def test_is_a_good_layer(tmp_path):
    sound = np.stack([music(4_000), RNG.standard_normal(4_000).astype("float32")])
    check_layer(lambda: SpectrogramImage(256, 128, 64, 129, 60.0), [sound], (2, 129, 61, 3), tmp_path, trains=False)


def test_low_notes_are_at_the_bottom_and_later_ones_to_the_right():
    time = np.arange(16_384) / 8_192
    low, high = np.sin(2 * np.pi * 256 * time[:8_192]), np.sin(2 * np.pi * 3_072 * time[8_192:])
    image = np.asarray(SpectrogramImage(512, 512, 256, 257)(np.concatenate([low, high]).astype("float32")[None]))[0]
    rows = image[:, :, 0].argmax(axis=0)
    # Bins are 16 Hz apart; row 256 is 0 Hz.
    assert set(rows[:28]) == {256 - 256 // 16}
    assert set(rows[-28:]) == {256 - 3_072 // 16}


def test_loudness_and_offset_do_not_matter_and_clips_not_to_each_other():
    quiet, loud = music() * np.float32(0.01), music()
    layer = SpectrogramImage(512, 512, 256, 257)
    alone = np.asarray(layer(quiet[None]))[0]
    np.testing.assert_allclose(np.asarray(layer(np.stack([loud, quiet])))[1], alone, atol=CLOSE)
    np.testing.assert_allclose(np.asarray(layer(quiet[None] * 64))[0], alone, atol=CLOSE)
    # An offset of half the scale takes digits from the samples: not from what is within 40 dB of the loudest.
    shifted = np.asarray(layer(quiet[None] + np.float32(0.5)))[0]
    bright = alone > 255 / 2
    np.testing.assert_allclose(shifted[bright], alone[bright], atol=1.0)


def test_the_floor_is_black():
    sound = music()[None]
    wide, narrow = (np.asarray(SpectrogramImage(512, 512, 256, 257, floor)(sound)) for floor in (80.0, 40.0))
    np.testing.assert_allclose(narrow, np.maximum(2 * wide - 255, 0), atol=CLOSE)
    assert (narrow == 0).any()


@pytest.mark.parametrize("level", [0.0, 0.5, -0.9, 1 / 3])
def test_silence_is_black_whatever_its_offset(level):
    image = np.asarray(SpectrogramImage(512, 512, 256, 257)(np.full((1, 200_000), level, "float32")))
    assert (image == 0).all()


def test_the_smallest_step_of_16_bits_is_no_silence():
    image = np.asarray(SpectrogramImage(512, 512, 256, 257)(RNG.integers(-1, 2, (1, 4_000)).astype("float32") / 32_768))
    assert image.max() == 255


@pytest.mark.parametrize(
    "wrong",
    [{"window_length": 513}, {"window_length": 1}, {"hop_length": 0}, {"bins": 258}, {"bins": 0}, {"floor_db": 0}],
    ids=str,
)
def test_wrong_arguments_are_named(wrong):
    right = {"n_fft": 512, "window_length": 512, "hop_length": 256, "bins": 257}
    (name,) = wrong
    with pytest.raises(ValueError, match=f"{name}.*Received: {wrong[name]}"):
        SpectrogramImage(**{**right, **wrong})


def test_unknown_settings_are_named():
    with pytest.raises(UserError, match=r"as_shaped, as_stated\. Received: 'as_drawn'"):
        spectrogram_settings("as_drawn")


def test_short_files_are_padded_and_shorter_ones_refused(tmp_path):
    import soundfile as sf

    settings = spectrogram_settings("as_shaped")
    sound = music(44_100)
    sf.write(tmp_path / "two_seconds.wav", sound, 22_050)
    image = settings.extractor()(load_clip(tmp_path / "two_seconds.wav", settings)[None])[0]
    assert image.shape == settings.shape
    assert image[:, :170].mean() > 50
    # What is padded holds minus the clip's mean, of which only the lowest rows could show anything.
    assert (image[:250, 175:] == 0).all()
    sf.write(tmp_path / "half_a_second.wav", sound[:11_025], 22_050)
    with pytest.raises(AudioError, match=r"holds 0\.50 s, at least 1 s"):
        load_clip(tmp_path / "half_a_second.wav", settings)


def test_any_length_where_no_seconds_are_set():
    settings = SpectrogramSettings(22_050, None, 1.0, 512, 512, 256, 256)
    assert settings.samples is None
    assert settings.shape == (256, None, 3)
    extract = settings.extractor()
    assert extract(music(5_000)[None]).shape == (1, 256, 18, 3)
    assert extract(music(9_000)[None]).shape == (1, 256, 34, 3)


def test_settings_are_read_without_keras():
    import subprocess

    code = "import sys, paper_repro.songtitle.spectrogram_settings; sys.exit('keras' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_half_precision_does_not_reach_the_decibels_of_the_settings():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        layer = spectrogram_settings("as_shaped").layer()
    finally:
        keras.config.set_dtype_policy("float32")
    assert layer.compute_dtype == "float32"
