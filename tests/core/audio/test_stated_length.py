"""Headers that lie: what counts is what decodes. The truth is the samples that were written."""

import os
import struct
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
import soundfile as sf
import soxr

from paper_repro.core.audio.blocks import BLOCK
from paper_repro.core.audio.decode import decode
from paper_repro.core.audio.load import load_clip
from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.errors import AudioError

RATE = 22_050


def music(seconds, rate=RATE):
    rng = np.random.default_rng(0)
    time = np.arange(int(seconds * rate)) / rate
    return (0.3 * np.sin(2 * np.pi * 220 * time) + 0.02 * rng.standard_normal(len(time))).astype("float32")


def state_flac_length(path, total):
    """Overwrites the 36 bits of STREAMINFO that hold the number of frames."""
    data = bytearray(path.read_bytes())
    data[21] = (data[21] & 0xF0) | (total >> 32)
    data[22:26] = struct.pack(">I", total & 0xFFFFFFFF)
    path.write_bytes(data)


def vbr(path, seconds=20):
    """An mp3 of variable bit rate that begins dense, so that its first frame says little of the others."""
    samples = 0.2 * music(seconds, 44_100)
    samples[: 44_100 * 2] += 0.3 * np.random.default_rng(1).standard_normal(44_100 * 2).clip(-2, 2).astype("float32")
    how = {"format": "MP3", "subtype": "MPEG_LAYER_III", "bitrate_mode": "VARIABLE", "compression_level": 0.1}
    sf.write(path, samples, 44_100, **how)
    return samples


def without_info_frame(path):
    data = path.read_bytes()
    tag = max(data.find(b"Xing"), data.find(b"Info"))
    path.write_bytes(data[data.find(data[:2], tag) :])


@pytest.mark.parametrize("total", [0, 2**36 - 1])
@pytest.mark.parametrize("part", [(0.0, None), (7.0, None), (2.0, 3.0), (9.0, 30.0)])
def test_flac_of_unknown_or_absurd_length_is_used_whole(tmp_path, total, part):
    path = tmp_path / "piped.flac"
    sf.write(path, music(10), RATE)
    offset, duration = part
    expected = decode(path, sample_rate=RATE, offset=offset, duration=duration)
    state_flac_length(path, total)
    samples = decode(path, sample_rate=RATE, offset=offset, duration=duration)
    assert len(expected) - 1 <= len(samples) <= len(expected)
    np.testing.assert_array_equal(samples, expected[: len(samples)])
    with pytest.raises(AudioError, match="holds no sound after 11 s"):
        decode(path, sample_rate=RATE, offset=11)


def test_flac_of_unknown_length_that_is_damaged_is_refused(tmp_path):
    path = tmp_path / "damaged.flac"
    sf.write(path, music(60), RATE)
    state_flac_length(path, 0)
    data = bytearray(path.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 200_000] = bytes(200_000)
    path.write_bytes(data)
    with pytest.raises(AudioError, match=r"damaged\.flac: libsndfile cannot read it"):
        decode(path, sample_rate=RATE)


@pytest.mark.parametrize("part", [(0.0, None), (1.0, 3.0), (12.0, 5.0)])
def test_vbr_mp3_without_xing_frame_is_used_whole(tmp_path, part):
    path = tmp_path / "vbr.mp3"
    vbr(path)
    offset, duration = part
    whole = decode(path, sample_rate=44_100)
    without_info_frame(path)
    assert sf.info(path).duration < 10, "libsndfile knows the length by now: this module can go"
    samples = decode(path, sample_rate=44_100, offset=offset, duration=duration)
    wanted = (20 if duration is None else duration) * 44_100
    assert wanted <= len(samples) <= wanted + 2 * 1152
    # What the info frame says too is how much silence the encoder put in front: 1,105 samples here.
    start = round(offset * 44_100)
    middle = slice(1105 + 40_000, 1105 + 80_000)
    np.testing.assert_allclose(samples[middle], whole[start + 40_000 : start + 80_000], atol=1e-4)


@pytest.mark.parametrize("factor", [0.1, 10])
def test_wrong_frame_count_in_xing_frame(tmp_path, factor):
    path = tmp_path / "vbr.mp3"
    vbr(path)
    data = bytearray(path.read_bytes())
    at = max(data.find(b"Xing"), data.find(b"Info")) + 8
    data[at : at + 4] = struct.pack(">I", int(struct.unpack(">I", data[at : at + 4])[0] * factor))
    path.write_bytes(data)
    assert abs(len(decode(path, sample_rate=44_100)) / 44_100 - 20) < 0.1


def test_what_follows_an_mp3_is_not_sound(tmp_path):
    path = tmp_path / "tagged.mp3"
    sf.write(path, music(5), RATE)
    expected = decode(path, sample_rate=RATE)
    path.write_bytes(path.read_bytes() + np.random.default_rng(0).bytes(50_000))
    np.testing.assert_array_equal(decode(path, sample_rate=RATE), expected)


def test_what_precedes_an_mp3_is_not_sound(tmp_path):
    path = tmp_path / "zeros.mp3"
    sf.write(path, music(5), RATE)
    path.write_bytes(bytes(1000) + path.read_bytes())
    assert abs(len(decode(path, sample_rate=RATE)) / RATE - 5) < 0.1


@pytest.mark.parametrize("rate", [1, 100, 1_000_000, 4_000_000_000])
def test_impossible_rates_are_refused_without_gigabytes(tmp_path, rate):
    path = tmp_path / "rate.wav"
    sf.write(path, music(10), RATE, subtype="PCM_16")
    data = bytearray(path.read_bytes())
    at = data.find(b"fmt ") + 12
    data[at : at + 4] = struct.pack("<I", rate)
    path.write_bytes(data)
    tracemalloc.start()
    with pytest.raises(AudioError, match=r"rate\.wav: "):
        decode(path, sample_rate=12_000)
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize("rates", [(44_100, 12_000), (22_050, 16_000), (8_000, 44_100)])
def test_in_blocks_as_in_one_piece(tmp_path, rates):
    native, wanted = rates
    samples = music(3 * BLOCK / native + 0.1, native)
    path = tmp_path / "music.wav"
    sf.write(path, samples, native, subtype="FLOAT")
    np.testing.assert_array_equal(
        decode(path, sample_rate=wanted), soxr.resample(samples, native, wanted, quality="HQ")
    )


def sparse_wav(path, hours, rate=8_000):
    """Stereo silence that takes no space on disk."""
    size = hours * 3600 * rate * 4
    header = b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt "
    header += struct.pack("<IHHIIHH", 16, 1, 2, rate, rate * 4, 4, 16) + b"data" + struct.pack("<I", size)
    path.write_bytes(header)
    os.truncate(path, 44 + size)
    return path


def test_hours_are_decoded_in_the_memory_of_the_result(tmp_path):
    """Two hours are 460 MB of stereo float32, and 58 MB of mono samples at 2 kHz."""
    path = sparse_wav(tmp_path / "long.wav", hours=2)
    tracemalloc.start()
    samples = decode(path, sample_rate=2_000)
    assert len(samples) == 2 * 3600 * 2_000
    assert tracemalloc.get_traced_memory()[1] < 120e6
    tracemalloc.stop()


def test_a_whole_file_has_a_limit_an_excerpt_has_none(tmp_path):
    path = sparse_wav(tmp_path / "long.wav", hours=3)
    whole = MelSettings(2_000, None, 1.0, 256, 128, 20)
    with pytest.raises(AudioError, match=r"long\.wav: holds more than 60 min.*cut it") as caught:
        load_clip(path, whole)
    assert caught.value.reason == "too long"
    assert len(load_clip(path, replace(whole, seconds=10.0), offset=9_000)) == 20_000


def test_a_folder_and_an_empty_file_are_named(tmp_path):
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "song.m4a").write_bytes(b"\0\0\0\x20ftypM4A " + bytes(4000))
    for path, words in ((tmp_path, "is a folder"), (tmp_path / "empty.mp3", "has zero bytes"),
                        (tmp_path / "song.m4a", "MPEG-4.*convert it")):  # fmt: skip
        with pytest.raises(AudioError, match=words) as caught:
            decode(path, sample_rate=RATE)
        assert "does not exist" not in str(caught.value)


def id3_tag(text):
    """An ID3v2.3 tag with one comment."""
    content = b"\0eng\0" + text
    frame = b"COMM" + struct.pack(">I", len(content)) + b"\0\0" + content
    size = bytes((len(frame) >> 7 * place) & 0x7F for place in (3, 2, 1, 0))
    return b"ID3\x03\0\0" + size + frame


@pytest.mark.parametrize("before", [b"", id3_tag(b"Hello"), id3_tag(b"\xff\xfeMore Info and Xing on the site")])
@pytest.mark.parametrize("behind", [b"", b"APETAGEX" + bytes(20_000)])
def test_what_surrounds_the_frames_of_an_mp3_costs_no_sound(tmp_path, before, behind):
    path = tmp_path / "song.mp3"
    samples = vbr(path)
    without_info_frame(path)
    path.write_bytes(before + path.read_bytes() + behind)
    assert len(samples) - 2304 <= len(decode(path, sample_rate=44_100)) <= len(samples) + 4 * 1152


def test_an_mp3_that_is_cut_keeps_all_of_its_frames(tmp_path):
    path = tmp_path / "song.mp3"
    samples = vbr(path)
    without_info_frame(path)
    path.write_bytes(path.read_bytes()[:-300])
    assert len(decode(path, sample_rate=44_100)) > len(samples) - 4 * 1152
