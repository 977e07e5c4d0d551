"""mp3 files of the sample corpora: rates, lengths, damage, repeated bytes, and what decoders make of them."""

import io

import numpy as np
import pytest
import soundfile

from paper_repro.sample import mp3
from paper_repro.sample.mp3 import ConstantRate, VariableRate, write_mp3

RATE = 16_000


@pytest.fixture(scope="module")
def audio():
    rng = np.random.default_rng(1)
    time = np.arange(5 * RATE) / RATE
    return (0.3 * np.sin(2 * np.pi * 440 * time) + 0.02 * rng.standard_normal(len(time))).astype(np.float32)


@pytest.mark.parametrize("encoding", [ConstantRate(32), VariableRate(0.9)])
def test_libsndfile_reads_the_whole(audio, encoding):
    data = encoding.encode(audio, RATE)
    assert encoding.encode(audio, RATE) == data
    decoded, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    assert rate == RATE
    assert decoded.ndim == 1
    assert len(audio) <= len(decoded) < len(audio) + 3_000
    spectrum = np.abs(np.fft.rfft(decoded))
    assert np.argmax(spectrum) * RATE / len(decoded) == pytest.approx(440, abs=0.5)
    # LAME takes half a decibel off a constant rate, against clipping.
    assert 0.92 < np.std(decoded) / np.std(audio) < 1.02


def test_a_constant_rate_is_the_one_asked_for(audio):
    data = ConstantRate(32).encode(audio, RATE)
    # MPEG 2 layer III, 32 kbit/s, 16,000 Hz, one channel, in the first header and in the size.
    assert (data[0], data[1] & 0xFE, data[2] & 0xFC, data[3] >> 6) == (0xFF, 0xF2, 0x48, 3)
    assert len(data) * 8 / 5 == pytest.approx(32_000, rel=0.03)


def test_peaks_at_full_scale_do_not_wrap(audio):
    decoded, _ = soundfile.read(io.BytesIO(ConstantRate(64).encode(np.ones(RATE, np.float32), RATE)))
    assert decoded[4_000:12_000].min() > -0.2
    assert decoded.max() < 1.3


def test_two_channels_stay_apart(audio):
    both = np.stack([audio, 0.1 * audio], axis=1)
    decoded, _ = soundfile.read(io.BytesIO(ConstantRate(64).encode(both, RATE)))
    assert decoded.shape[1] == 2
    assert np.std(decoded[:, 0]) > 5 * np.std(decoded[:, 1])


@pytest.mark.parametrize("encoding", [ConstantRate(32), VariableRate(0.9)])
def test_damage_is_as_named(tmp_path, audio, encoding):
    for damage in (None, mp3.ZERO_BYTES, mp3.STUB, mp3.TRUNCATED, mp3.MISSING):
        write_mp3(tmp_path / f"{damage}.mp3", audio, RATE, encoding, damage)
    sizes = {path.stem: path.stat().st_size for path in tmp_path.iterdir()}
    assert sizes["zero-byte mp3"] == 0
    assert sizes["stub mp3"] == 3
    assert "missing mp3" not in sizes
    decoded, _ = soundfile.read(tmp_path / "truncated mp3.mp3")
    assert 0.2 < len(decoded) / RATE < 1.5
    with pytest.raises(soundfile.LibsndfileError):
        soundfile.read(tmp_path / "stub mp3.mp3")


def test_a_file_that_is_there_stays(tmp_path, audio):
    (tmp_path / "clip.mp3").write_bytes(b"rendered before")
    write_mp3(tmp_path / "clip.mp3", audio, RATE, ConstantRate(32), None)
    assert (tmp_path / "clip.mp3").read_bytes() == b"rendered before"
