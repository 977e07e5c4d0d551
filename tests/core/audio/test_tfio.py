"""tensorflow-io's decoding against libsndfile's, and the message where its compiled ops do not load."""

from dataclasses import replace

import numpy as np
import pytest
import soundfile as sf
import tensorflow as tf

from paper_repro.core.audio.load import load_clips
from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.errors import AudioError, UserError
from tests.core.audio.test_decode import bad_files, tone

SETTINGS = MelSettings(12000, 2.0, 1.0, 512, 256, 40)


@pytest.fixture(scope="module")
def tfio():
    from paper_repro.core.audio.tfio import require_tfio

    try:
        return require_tfio()
    except UserError as error:
        # On the reference stack its ops must load: a skip there would hide a broken pair.
        if tf.__version__.startswith("2.16."):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.mark.parametrize("ending", ["mp3", "ogg", "flac", "wav"])
def test_agrees_with_soundfile(tfio, tmp_path, ending):
    path = tmp_path / f"tone.{ending}"
    sf.write(path, tone(3, channels=2), 22050)
    (here,), (there,) = (load_clips([path], SETTINGS, decoder) for decoder in ("soundfile", "tfio"))
    assert here.shape == there.shape == (24000,)
    # tensorflow-io's flac and wav come as 16-bit integers, as these files hold.
    assert np.abs(here - there).max() < 1e-4


@pytest.mark.material
def test_agrees_on_real_mp3s(tfio, material):
    """Sample by sample; of one of them tensorflow-io leaves out the first MPEG frame, 1,152 samples or 26 ms."""
    skipped = {}
    for path in sorted(material.rglob("*.mp3")):
        settings = replace(SETTINGS, sample_rate=sf.info(path).samplerate)
        (here,), (there,) = load_clips([path], settings), load_clips([path], settings, "tfio")
        skipped[path.name] = min((0, 1152), key=lambda lag: np.abs(here[lag:] - there[: len(here) - lag]).max())
        lag = skipped[path.name]
        assert np.abs(here[lag:] - there[: len(here) - lag]).max() < 1e-4, path.name
    assert sorted(skipped.values()) == [0, 0, 0, 1152]


def test_bad_files_do_not_stop_the_others(tfio, tmp_path):
    names = [name for name in bad_files(tmp_path) if name != "nan.wav"]
    paths = [*(tmp_path / name for name in names), tmp_path / "good.mp3"]
    *bad, good = load_clips(paths, SETTINGS, "tfio")
    assert isinstance(good, np.ndarray)
    assert all(isinstance(error, AudioError) for error in bad)


def test_without_compiled_ops_the_message_says_what_to_do(monkeypatch):
    import sys

    from paper_repro.core.audio.tfio import require_tfio

    monkeypatch.setitem(sys.modules, "tensorflow_io", None)
    with pytest.raises(UserError, match="not installed; use --decoder soundfile"):
        require_tfio()


@pytest.mark.parametrize(
    ("ending", "how"),
    [
        ("wav", {"subtype": "PCM_24"}), ("wav", {"subtype": "PCM_U8"}), ("wav", {"subtype": "FLOAT"}),
        ("wav", {"format": "MP3", "subtype": "MPEG_LAYER_III"}), ("mp3", {"format": "WAV", "subtype": "PCM_16"}),
        ("flac", {"subtype": "PCM_24"}), ("ogg", {"subtype": "OPUS"}), ("aif", {"format": "AIFF"}),
    ],
)  # fmt: skip
def test_other_encodings_and_misnamed_files_are_decoded_all_the_same(tfio, tmp_path, ending, how):
    path = tmp_path / f"tone.{ending}"
    sf.write(path, tone(3, rate=48_000, channels=2), 48_000, **how)
    (here,), (there,) = (load_clips([path], SETTINGS, decoder) for decoder in ("soundfile", "tfio"))
    assert np.abs(here - there).max() < 1e-4
