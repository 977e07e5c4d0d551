"""Mel filters, tuning and chroma are librosa's; computing features loads neither librosa nor numba."""

import os
import re
import subprocess
import sys
from pathlib import Path

import librosa
import numpy as np
import pytest

import paper_repro
from paper_repro.core.audio.chroma import Chroma, chroma_filters
from paper_repro.core.audio.decode import decode
from paper_repro.core.audio.mel import mel_filters
from paper_repro.core.audio.spectrum import power_spectrogram
from paper_repro.core.audio.tuning import estimate_tuning

RATE = 22_050


@pytest.mark.parametrize(
    ("rate", "n_fft", "n_mels", "options"),
    [
        (12_000, 512, 96, {}), (22_050, 2048, 128, {}), (8_000, 255, 10, {}),
        (16_000, 512, 96, {"fmax": 8000.0, "htk": True, "norm": None}),
        (44_100, 1024, 40, {"fmin": 30.0, "fmax": 16_000.0}), (22_050, 1024, 40, {"norm": None}),
    ],
)  # fmt: skip
def test_mel_filters_are_librosas(rate, n_fft, n_mels, options):
    expected = librosa.filters.mel(sr=rate, n_fft=n_fft, n_mels=n_mels, **options)
    np.testing.assert_array_equal(mel_filters(rate, n_fft, n_mels, **options), expected)


def test_empty_mel_bands_are_told():
    with pytest.warns(UserWarning, match="500 mel bands are too many for 512 samples"):
        mel_filters(12_000, 512, 500)


@pytest.mark.parametrize("tuning", [-0.5, 0.0, 0.13])
def test_chroma_filters_are_librosas(tuning):
    expected = librosa.filters.chroma(sr=RATE, n_fft=2048, tuning=tuning)
    np.testing.assert_allclose(chroma_filters(RATE, 2048, 12, tuning), expected, atol=1e-6)


@pytest.mark.parametrize("cents", [-40, -12, 0, 25, 49])
def test_tuning_of_a_detuned_chord(cents):
    time = np.arange(5 * RATE) / RATE
    notes = [440 * 2 ** ((step + cents / 100) / 12) for step in (-9, -5, -2, 3)]
    samples = sum(0.2 * np.sin(2 * np.pi * hz * time) for hz in notes).astype(np.float32)
    power = power_spectrogram(samples, 2048, 512)
    assert abs(estimate_tuning(power, RATE, 2048) - cents / 100) <= 0.1
    assert estimate_tuning(power, RATE, 2048) == librosa.estimate_tuning(S=power.T, sr=RATE, n_fft=2048)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100])
def test_chroma_of_noise_and_of_short_clips(rate):
    rng = np.random.default_rng(rate)
    for length in (100, 2048, 3 * rate):
        samples = rng.standard_normal(length).astype(np.float32)
        expected = librosa.feature.chroma_stft(y=samples, sr=rate).T
        np.testing.assert_allclose(Chroma(rate)(samples), expected, atol=1e-4)


@pytest.mark.material
def test_chroma_of_real_music(material):
    files = [path for path in sorted((material / "audio").iterdir()) if path.suffix in (".ogg", ".wav")]
    assert len(files) == 9
    for path in files:
        samples = decode(path, sample_rate=RATE, duration=30.0)
        expected = librosa.feature.chroma_stft(y=samples, sr=RATE).T
        np.testing.assert_allclose(Chroma(RATE)(samples), expected, atol=1e-4, err_msg=path.name)


def test_chroma_of_rendered_music(tmp_path):
    from paper_repro import sample

    sample.write("musiccaps", tmp_path / "corpus", clips=8, seed=1)
    clips = sorted(path for path in tmp_path.rglob("*") if path.suffix in (".wav", ".mp3", ".flac"))
    assert len(clips) >= 8
    for path in clips:
        samples = decode(path, sample_rate=RATE, duration=10.0)
        expected = librosa.feature.chroma_stft(y=samples, sr=RATE).T
        np.testing.assert_allclose(Chroma(RATE)(samples), expected, atol=1e-4, err_msg=path.name)


@pytest.mark.parametrize(("length", "n_fft", "hop"), [(30_000, 2048, 512), (500, 1024, 256), (44_100, 1024, 256)])
def test_power_is_librosas(length, n_fft, hop):
    samples = np.random.default_rng(0).standard_normal(length).astype(np.float32)
    expected = np.abs(librosa.stft(samples, n_fft=n_fft, hop_length=hop)) ** 2
    np.testing.assert_array_equal(power_spectrogram(samples, n_fft, hop).T, expected)


def test_settings_load_no_library_for_sound():
    code = (
        "import sys, paper_repro.core.audio.settings;"
        "print(*{'keras', 'tensorflow', 'librosa', 'numba', 'soundfile', 'soxr', 'scipy'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


FEATURES = """
import sys
from pathlib import Path
import numpy as np
from paper_repro.core.audio.settings import MelSettings, MfccChromaSettings
from paper_repro.songtitle.spectrogram_settings import SPECTROGRAMS, spectrogram_settings
noise = np.random.default_rng(0).standard_normal((1, 44_100 * 30)).astype(np.float32)
kinds = [MelSettings(12_000, 2.0, 1.0, 512, 256, 96), MfccChromaSettings(22_050, 2.0, 1.0, 2048, 512, 20, 12, 64)]
for settings in [*kinds, *map(spectrogram_settings, SPECTROGRAMS)]:
    assert settings.extractor()(noise[:, : settings.samples]).shape[1:] == settings.shape
print(*{"librosa", "numba"} & set(sys.modules))
"""


def test_features_need_no_cache_of_numba(tmp_path):
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", FEATURES], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "\n"), done.stderr
    assert not list(tmp_path.iterdir())


def test_the_package_imports_neither_librosa_nor_numba():
    pattern = re.compile(r"^\s*(?:import|from) (?:librosa|numba)\b", re.MULTILINE)
    modules = sorted(Path(paper_repro.__file__).parent.rglob("*.py"))
    assert len(modules) > 100
    assert [str(path) for path in modules if pattern.search(path.read_text(encoding="utf-8"))] == []
