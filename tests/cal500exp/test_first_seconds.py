"""The CNN on first seconds: mel bands of decibels, labels of the first segment, the table of a small made-up copy."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from paper_repro.cal500exp.first_seconds import (
    FIRST_SECONDS,
    PEAK,
    RANGE,
    SpectrogramSettings,
    chosen,
    open_first_seconds,
)
from paper_repro.cal500exp.options import TagOptions
from paper_repro.core.errors import UserError
from paper_repro.datasets.cal500exp import TAGS
from paper_repro.datasets.cal500exp.spectrograms import BINS, FRAMES, HOP_LENGTH, N_FFT, SAMPLE_RATE
from tests import scripts

SONGS = 40


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Songs whose first tag, Angry, is heard as noise in the upper bins; every other tag by chance."""
    root = tmp_path_factory.mktemp("first")
    rng = np.random.default_rng(0)
    (root / "SegLabelHard").mkdir()
    (root / "first_seconds").mkdir()
    names = [f"artist-song_{number}" for number in range(SONGS)]
    values = rng.integers(0, 120, (SONGS, BINS, FRAMES), dtype=np.uint8)
    for number, name in enumerate(names):
        first, second = rng.integers(0, 2, (2, len(TAGS)))
        first[0] = number % 2
        values[number, 200:] += np.uint8(100 * first[0])
        # Every third song is labelled from its start on.
        start = 0.0 if number % 3 == 0 else 7.0
        rows = [(start + 9.0, start + 13.0, second), (start, start + 4.0, first)]
        lines = [",".join(["Start_Time", "End_Time", *TAGS])]
        lines += [",".join([f"{begin:f}", f"{end:f}", *(f"{tag:f}" for tag in tags)]) for begin, end, tags in rows]
        (root / "SegLabelHard" / f"{name}.csv").write_text("\n".join(lines) + "\n")
    values[5] = 255
    np.savez(root / "first_seconds" / "spectrograms.npz", names=np.array(names), S=values)
    return root


def test_mel_power_is_that_of_the_decibels_by_librosas_filters():
    librosa = pytest.importorskip("librosa")
    values = np.random.default_rng(0).integers(0, 256, (2, BINS, FRAMES), dtype=np.uint8)
    filters = librosa.filters.mel(sr=SAMPLE_RATE, n_fft=N_FFT, n_mels=40)
    power = np.zeros((2, 1 + N_FFT // 2, FRAMES))
    power[:, :BINS] = PEAK * 10 ** (RANGE * (values / 255 - 1) / 10)
    expected = np.einsum("mb,sbf->sfm", filters, power)
    settings = SpectrogramSettings(40)
    found = settings.extractor()(values)
    assert found.shape == (2, *settings.shape)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_every_song_has_the_labels_of_its_first_segment(root):
    options = TagOptions(data=root)
    corpus = open_first_seconds(options)
    config = FIRST_SECONDS.configs(options, ["cnn_corrected"])["cnn_corrected"]
    assert config.features.shape == (FRAMES, config.n_mels)
    assert config.hop_length == HOP_LENGTH
    assert len(corpus.audio) == SONGS - 1
    assert [(refusal.item, refusal.reason) for refusal in corpus.refused] == [("artist-song_5", "empty spectrogram")]
    for song in corpus.audio:
        filled, every = corpus.labels(song, FRAMES, config, "filled")
        assert filled.shape == (1, 18)
        assert every.tolist() == [True]
        np.testing.assert_array_equal(filled[0], corpus.segments[song].labels[0, :18])
        number = int(song.rsplit("_", 1)[1])
        assert filled[0, 0] == number % 2
        assert corpus.labels(song, FRAMES, config, "strict")[1].tolist() == [number % 3 == 0]


def test_other_labels_or_another_row_are_another_corpus(root, tmp_path):
    before = open_first_seconds(TagOptions(data=root)).fingerprint
    shutil.copytree(root, tmp_path / "copy")
    assert open_first_seconds(TagOptions(data=tmp_path / "copy")).fingerprint == before
    table = tmp_path / "copy" / "SegLabelHard" / "artist-song_0.csv"
    table.write_text(table.read_text().replace("13.0", "13.5"))
    assert open_first_seconds(TagOptions(data=tmp_path / "copy")).fingerprint != before


def test_sound_is_preferred_and_other_tables_say_what_is_there(root, tmp_path):
    from paper_repro.cal500exp.config import PRESETS
    from paper_repro.cal500exp.data import open_corpus
    from tests.datasets.tiny import wav

    assert chosen(TagOptions(data=root))
    assert not chosen(TagOptions())
    with pytest.raises(UserError, match=r"spectrograms.npz is there: table2, future and saliency alone read it"):
        open_corpus(TagOptions(data=root), PRESETS.config("smoke"))
    shutil.copytree(root, tmp_path / "copy")
    (tmp_path / "copy" / "mp3").mkdir()
    (tmp_path / "copy" / "mp3" / "artist-song_0.wav").write_bytes(wav(7))
    assert not chosen(TagOptions(data=tmp_path / "copy"))
    shutil.rmtree(tmp_path / "copy" / "first_seconds")
    with pytest.raises(UserError, match=r"no spectrograms\. Expected there: first_seconds/spectrograms\.npz"):
        open_first_seconds(TagOptions(data=tmp_path / "copy"))


@pytest.fixture(scope="module")
def made(root, tmp_path_factory):
    """A folder with every artifact of the small copy, and what each printed."""
    folder = tmp_path_factory.mktemp("made")
    words = ("--preset", "smoke", "--data", str(root), "--jobs", "2")
    names = ("table2", "future", "saliency")
    done = scripts.run_each(folder, *((f"paper_repro.cal500exp.{name}", *words) for name in names))
    for each in done:
        assert each.returncode == 0, each.stderr
    return folder, dict(zip(names, (each.stdout for each in done), strict=True))


def test_table_2_of_a_small_copy(root, made):
    tmp_path, _ = made
    content = json.loads((tmp_path / "results" / "cal500exp" / "table2_real.json").read_text())
    rows = {row["row"]: row for row in content["table"]}
    assert list(rows)[:3] == ["CNN, as coded", "CNN, as written", "CNN, corrected"]
    assert content["provenance"]["about"]["data"] == "real"
    tests = rows["CNN, corrected"]["n"]
    assert tests == 8
    # A constant is what most first segments of the training songs say.
    corpus = open_first_seconds(TagOptions(data=root))
    config = FIRST_SECONDS.configs(TagOptions(preset="smoke"), ["cnn_corrected"])["cnn_corrected"]
    split = corpus.split(config)
    train, test = (
        np.array([corpus.segments[song].labels[0, :18] for song in split[part]]) for part in ("train", "test")
    )
    constant = next(row for name, row in rows.items() if name.startswith("constant"))
    expected = ((train.mean(axis=0) > 0.5) == test).mean()
    assert constant["filled"]["value"] == pytest.approx(expected)
    assert constant["auc"] == 0.5
    verdicts = {row["key"]: row["verdict: Verdict"] for row in content["claims"]}
    assert verdicts["lstm"] == verdicts["moment"] == verdicts["corrected_above_constant"] == "not run"
    assert verdicts["first_corrected_above_constant"] == "too few items"
    assert any("artist-song_5 (empty spectrogram)" in note for note in content["notes"])
    assert not (tmp_path / "results" / "cal500exp" / "table2.md").exists()
    # None of these networks is taken for one that predicts from sound.
    assert not (tmp_path / "runs" / "cal500exp").exists()
    assert (tmp_path / "runs" / "cal500exp_first_seconds").is_dir()


def test_what_would_be_tried_next_as_far_as_first_seconds_allow(made):
    folder, printed = made
    content = json.loads((folder / "results" / "cal500exp" / "future_real.json").read_text())
    assert [row["label"] for row in content["table"]] == [
        "CNN, corrected", "CNN, corrected, six convolutions", "CNN, corrected, trained on 67 tags",
    ]  # fmt: skip
    assert printed["future"].count("not tried here: one window a song is there") == 3
    verdicts = {row["key"]: row["verdict: Verdict"] for row in content["claims"]}
    assert verdicts["future_attention"] == verdicts["future_waveform"] == "cannot be tested on this data"
    assert verdicts["future_deeper"] == "too few items"
    # All rows are scored on the emotions, whatever they were trained on.
    assert len({row["score"]["value"] for row in content["table"]}) == 3
    assert "macro over 18 tags" in " ".join(content["notes"])
    drawn = pd.read_csv(folder / "results" / "cal500exp" / "saliency_real.csv")
    assert drawn["hz"].nunique() == 32
    sums = drawn.groupby("tag")["added"].sum()
    for row in content["extracted"]:
        assert row["added"] == pytest.approx(sums[row["tag"]], abs=1e-4)
        assert row["low"] + row["middle"] + row["high"] == pytest.approx(row["added"])
