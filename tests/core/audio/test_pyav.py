"""Sound that libsndfile does not read: through PyAV where it is installed, else a line that names it."""

import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.audio import pyav
from paper_repro.core.audio.decode import decode, decoded_blocks
from paper_repro.core.errors import AudioError

RATE = 16_000


def joined(path, rate=RATE):
    return np.concatenate([*decoded_blocks(path, sample_rate=rate), np.zeros(0, np.float32)])


def tone(seconds=3.0, rate=48_000):
    return 0.4 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate).astype("float32")


def encode(path, codec, form="fltp", rate=48_000, video=False):
    """Writes the tone with FFmpeg, in the container that the name says, beside a picture track where wanted."""
    av = pytest.importorskip("av", reason="no PyAV: pip install -e '.[av]'")
    with av.open(path, "w") as container:
        if video:
            pictures = container.add_stream("mpeg4", rate=5)
            pictures.width = pictures.height = 32
            pictures.pix_fmt = "yuv420p"
        stream = container.add_stream(codec, rate=rate) if codec else None
        if video:
            for _ in range(10):
                picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
                container.mux(pictures.encode(picture))
            container.mux(pictures.encode(None))
        if stream is not None:
            frame = av.AudioFrame.from_ndarray(np.tile(tone(rate=rate), (2, 1)), format="fltp", layout="stereo")
            frame.sample_rate = rate
            resampler = av.AudioResampler(form, "stereo", rate, stream.codec_context.frame_size or 1024)
            for part in (*resampler.resample(frame), *resampler.resample(None)):
                container.mux(stream.encode(part))
            container.mux(stream.encode(None))


@pytest.mark.parametrize(
    ("name", "codec", "form", "video"),
    [
        ("a.m4a", "aac", "fltp", False), ("a.mp4", "aac", "fltp", True), ("a.aac", "aac", "fltp", False),
        ("a.webm", "libopus", "flt", False), ("a.mkv", "libopus", "flt", False), ("a.wv", "wavpack", "fltp", False),
    ],
)  # fmt: skip
def test_any_container_comes_out_as_the_same_tone(tmp_path, name, codec, form, video):
    encode(tmp_path / name, codec, form, video=video)
    with pytest.raises(AudioError):
        decode(tmp_path / name, sample_rate=RATE)  # data sets are what libsndfile reads
    samples = joined(tmp_path / name)
    assert abs(len(samples) / RATE - 3.0) < 0.1
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert spectrum.argmax() * RATE / len(samples) == pytest.approx(440, abs=1)
    assert np.sqrt(np.mean(samples[4000:-4000] ** 2)) == pytest.approx(0.4 / np.sqrt(2), rel=0.05)


def test_what_holds_no_sound_and_what_is_damaged_is_named(tmp_path):
    encode(tmp_path / "film.mp4", None, video=True)
    (tmp_path / "cut.m4a").write_bytes((tmp_path / "film.mp4").read_bytes()[:60])
    (tmp_path / "list.mp3").write_text("#EXTM3U\nfile:///etc/passwd\nhttp://127.0.0.1/a.mp3\n")
    for name, said in (("film.mp4", "holds no sound, only video"), ("cut.m4a", "PyAV"), ("list.mp3", "PyAV")):
        with pytest.raises(AudioError, match=f"{name}: .*{said}"):
            joined(tmp_path / name)


def test_without_pyav_a_line_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr(pyav, "installed", lambda: False)
    (tmp_path / "a.m4a").write_bytes(b"\0\0\0\x20ftypM4A " + bytes(100))
    with pytest.raises(AudioError, match=r"a\.m4a: is MPEG-4 .*; install PyAV, which does \(pip install -e '\.\[av\]'"):
        joined(tmp_path / "a.m4a")
    (tmp_path / "text.mp3").write_text("words")
    with pytest.raises(AudioError, match=r"text\.mp3: libsndfile cannot read it"):
        joined(tmp_path / "text.mp3")


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3"])
def test_blocks_are_what_decode_gives(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    sf.write(path, tone(8.0, 44_100), 44_100)
    np.testing.assert_array_equal(joined(path), decode(path, sample_rate=RATE))


def test_memory_does_not_grow_with_the_file(tmp_path):
    import tracemalloc

    peaks = []
    for minutes in (1, 12):
        path = tmp_path / f"{minutes}.mp3"
        sf.write(path, np.tile(tone(10.0, 22_050), 6 * minutes), 22_050)
        tracemalloc.start()
        for _ in decoded_blocks(path, sample_rate=RATE):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
