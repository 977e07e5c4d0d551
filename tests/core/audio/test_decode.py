import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.audio.decode import decode
from paper_repro.core.audio.length import fit_length
from paper_repro.core.errors import AudioError, UserError


def tone(seconds=1.0, rate=22050, hz=440.0, channels=1):
    samples = 0.5 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)
    return np.stack([samples] * channels, axis=1).astype("float32")


@pytest.mark.parametrize(
    ("ending", "rate", "channels", "subtype"),
    [
        ("wav", 22050, 1, None), ("wav", 96000, 2, None), ("wav", 8000, 1, "PCM_U8"), ("wav", 44100, 1, "FLOAT"),
        ("flac", 44100, 2, None), ("ogg", 48000, 2, None), ("mp3", 16000, 1, None), ("mp3", 44100, 2, None),
    ],
)  # fmt: skip
def test_any_format_comes_out_as_the_same_tone(tmp_path, ending, rate, channels, subtype):
    path = tmp_path / f"tone.{ending}"
    sf.write(path, tone(rate=rate, channels=channels), rate, subtype=subtype)
    samples = decode(path, sample_rate=12000)
    assert samples.dtype == np.float32
    assert samples.ndim == 1
    assert abs(len(samples) - 12000) < 300
    middle = samples[2000:10000]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert abs(spectrum.argmax() * 12000 / len(middle) - 440) < 2
    assert np.abs(middle).max() == pytest.approx(0.5, abs=0.03)


def test_offset_duration_and_bytes(tmp_path):
    path = tmp_path / "ramp.wav"
    ramp = np.linspace(-0.5, 0.5, 8000, dtype="float32")
    sf.write(path, ramp, 8000, subtype="FLOAT")
    part = decode(path, sample_rate=8000, offset=0.25, duration=0.5)
    np.testing.assert_array_equal(part, ramp[2000:6000])
    np.testing.assert_array_equal(decode(path.read_bytes(), sample_rate=8000), ramp)


def test_resampling_is_soxr_as_librosa_does_it(tmp_path):
    librosa = pytest.importorskip("librosa")
    path = tmp_path / "tone.wav"
    sf.write(path, tone(), 22050, subtype="FLOAT")
    expected, _ = librosa.load(path, sr=12000, res_type="soxr_hq")
    # librosa rounds the length up where we round to nearest.
    np.testing.assert_allclose(decode(path, sample_rate=12000), expected[:12000], atol=1e-6)


def test_two_hours_are_read_only_as_far_as_asked(tmp_path):
    path = tmp_path / "long.flac"
    with sf.SoundFile(path, "w", 8000, 1) as file:
        for _ in range(120):
            file.write(np.zeros(8000 * 60, "float32"))
    assert len(decode(path, sample_rate=8000, duration=10)) == 80000


def bad_files(folder):
    sf.write(folder / "good.mp3", tone(5), 22050)
    (folder / "empty.mp3").write_bytes(b"")
    (folder / "text.mp3").write_bytes(b"no sound at all " * 100)
    sf.write(folder / "nothing.wav", np.zeros((0, 1)), 22050)
    nan = tone()
    nan[100] = np.nan
    sf.write(folder / "nan.wav", nan, 22050, subtype="FLOAT")
    return {
        "missing.mp3": "missing", "empty.mp3": "unreadable", "text.mp3": "unreadable", "nothing.wav": "empty",
        "nan.wav": "not finite",
    }  # fmt: skip


def test_bad_files_are_named_with_a_reason_in_one_line(tmp_path):
    for name, reason in bad_files(tmp_path).items():
        with pytest.raises(AudioError) as caught:
            decode(tmp_path / name, sample_rate=12000)
        assert caught.value.reason == reason
        assert name in str(caught.value)
        assert "\n" not in str(caught.value)


def test_unknown_res_type():
    with pytest.raises(UserError, match="kaiser_best"):
        decode(b"", sample_rate=12000, res_type="kaiser_best")


def test_fit_length():
    np.testing.assert_array_equal(fit_length(np.ones(3), 5), [1, 1, 1, 0, 0])
    np.testing.assert_array_equal(fit_length(np.arange(5), 2), [0, 1])


@pytest.mark.material
def test_every_real_clip_decodes(material):
    files = [path for path in (material / "audio").iterdir() if path.suffix in (".ogg", ".wav")]
    assert len(files) == 9
    for path in files:
        samples = decode(path, sample_rate=16000)
        assert len(samples) > 16000
        assert 0.001 < np.sqrt(np.mean(samples**2)) < 1


@pytest.mark.material
def test_real_mp3s_decode(material):
    mp3s = sorted(material.rglob("*.mp3"))
    assert len(mp3s) >= 4
    for path in mp3s:
        assert len(decode(path, sample_rate=16000)) > 16000


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3"])
def test_blocks_leave_no_seams(tmp_path, ending):
    """What is decoded in blocks equals one read of the whole file: decoders keep a state that a seek loses."""
    path = tmp_path / f"noise.{ending}"
    sf.write(path, 0.3 * np.random.default_rng(0).standard_normal(22_050 * 30).astype("float32"), 22_050)
    whole, rate = sf.read(path, dtype="float32")
    np.testing.assert_allclose(decode(path, sample_rate=rate), whole, atol=1e-6)  # a seam: 1e-2 and more
