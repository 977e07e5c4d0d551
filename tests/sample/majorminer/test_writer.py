"""The written corpus: layout, bytes, resumption, broken items, and whether tags can be learned from the sound."""

import csv
import hashlib
import json
import re
import warnings

import librosa
import numpy as np
import pytest
import soundfile
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from paper_repro import sample
from paper_repro.core.errors import UserError
from paper_repro.sample.corpus import Settings
from paper_repro.sample.majorminer import writer as majorminer
from paper_repro.sample.majorminer.writer import clip_id, draw_damage, make_clip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    return root, sample.write("majorminer", root, clips=6, seed=4)


def rows_of(root):
    with (root / "captions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_layout_is_the_documented_one(corpus):
    root, summary = corpus
    assert sorted(path.name for path in root.iterdir()) == ["README.txt", "captions.csv", "clips", "sample.json"]
    files = sorted(path.name for path in (root / "clips").iterdir())
    assert len(files) == 6
    assert all(re.fullmatch(r"[0-9a-f]{22}\.mp3", name) for name in files)
    assert json.loads((root / "sample.json").read_text("utf-8")) == summary
    assert summary["captions_sha256"] == hashlib.sha256((root / "captions.csv").read_bytes()).hexdigest()


def test_captions_keep_the_byte_conventions(corpus):
    root, summary = corpus
    data = (root / "captions.csv").read_bytes()
    assert data.startswith(b"clip_id,user_id,seconds,tag,verified\n")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert not data.startswith(b"\xef\xbb\xbf")
    rows = rows_of(root)
    assert len(rows) == summary["counts"]["rows"]
    assert all(re.fullmatch(r"\d+\.\d", row["seconds"]) and row["verified"] in "01" and row["tag"] for row in rows)
    # Shuffled as the dump of a log is: neither by clip nor by time.
    assert [row["clip_id"] for row in rows] != sorted(row["clip_id"] for row in rows)
    assert len({(row["clip_id"], row["user_id"], row["seconds"]) for row in rows}) == len(rows)


def test_clips_are_ten_seconds_of_mono(corpus):
    root, _ = corpus
    for path in (root / "clips").iterdir():
        info = soundfile.info(path)
        assert (info.samplerate, info.channels, info.format) == (22_050, 1, "MP3")
        assert abs(info.duration - 10.0) < 0.1
        audio, _ = soundfile.read(path, dtype="float32")
        # Coding may overshoot the limit of the recording a little.
        assert 0.003 < np.abs(audio).max() < 1.3


def test_the_same_seed_gives_the_same_bytes(corpus, tmp_path):
    root, _ = corpus
    sample.write("majorminer", tmp_path, clips=6, seed=4)
    for path in (p for p in root.rglob("*") if p.is_file()):
        assert (tmp_path / path.relative_to(root)).read_bytes() == path.read_bytes(), path.name


def test_a_clip_does_not_depend_on_the_size_of_the_corpus(corpus, tmp_path):
    root, _ = corpus
    sample.write("majorminer", tmp_path, clips=3, seed=4, jobs=2)
    for index in range(3):
        name = f"{clip_id(4, index)}.mp3"
        assert (tmp_path / "clips" / name).read_bytes() == (root / "clips" / name).read_bytes()
    small = {tuple(row.values()) for row in rows_of(tmp_path)}
    kept = {clip_id(4, index) for index in range(3)}
    assert small == {tuple(row.values()) for row in rows_of(root) if row["clip_id"] in kept}


def test_an_interrupted_corpus_is_completed(corpus, tmp_path, monkeypatch):
    root, summary = corpus
    make = majorminer.make_clip

    def killed(seed, index, difficulty):
        if index == 3:
            raise KeyboardInterrupt
        return make(seed, index, difficulty)

    monkeypatch.setattr(majorminer, "make_clip", killed)
    with pytest.raises(KeyboardInterrupt):
        sample.write("majorminer", tmp_path, clips=6, seed=4)
    assert not (tmp_path / "sample.json").exists()
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "clips").glob("*.mp3")}
    assert len(kept) == 3
    (tmp_path / "clips" / f"{clip_id(4, 3)}.mp3.part").write_bytes(b"half a file")
    monkeypatch.undo()
    assert sample.write("majorminer", tmp_path, clips=6, seed=4) == summary
    assert all(path.stat().st_mtime_ns == then for path, then in kept.items())
    assert (tmp_path / "captions.csv").read_bytes() == (root / "captions.csv").read_bytes()
    assert not list(tmp_path.rglob("*.part"))


def test_a_whole_corpus_is_left_alone(corpus):
    root, summary = corpus
    before = (root / "sample.json").stat().st_mtime_ns
    assert sample.write("majorminer", root, clips=6, seed=4) == summary
    assert (root / "sample.json").stat().st_mtime_ns == before


@pytest.mark.parametrize(("clips", "damaged"), [(50, 0), (200, 1), (400, 3), (1200, 5), (2359, 8)])
def test_few_clips_are_broken(clips, damaged):
    broken = draw_damage(Settings(clips, 1, "normal"))
    ids = [clip for clips_of_kind in broken.values() for clip in clips_of_kind]
    assert len(ids) == len(set(ids)) == damaged
    assert damaged < 0.008 * clips or damaged == 0


def test_broken_clips_are_broken_as_counted(tmp_path, monkeypatch):
    # Every kind of damage in a corpus small enough for a test.
    for name in ("DAMAGE_FROM_CLIPS", "ALL_DAMAGE_FROM_CLIPS", "UNLABELLED_FROM_CLIPS"):
        monkeypatch.setattr(majorminer, name, 5)
    summary = sample.write("majorminer", tmp_path, clips=5, seed=1)
    broken = {kind: ids[0] for kind, ids in summary["broken"].items()}
    file = {kind: tmp_path / "clips" / f"{clip}.mp3" for kind, clip in broken.items()}
    rows = rows_of(tmp_path)
    labelled = {row["clip_id"] for row in rows}
    assert file["zero-byte mp3"].stat().st_size == 0
    audio, rate = soundfile.read(file["truncated mp3"])
    assert 0.2 < len(audio) / rate < 4.0
    assert not file["missing mp3"].exists()
    assert broken["missing mp3"] in labelled
    assert file["mp3 without captions"].exists()
    assert broken["mp3 without captions"] not in labelled
    assert len(rows) - len({tuple(row.values()) for row in rows}) == summary["counts"]["duplicated_rows"] == 2


def test_folders_with_something_else_are_refused(corpus, tmp_path):
    root, _ = corpus
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(UserError, match=r"thesis\.txt"):
        sample.write("majorminer", tmp_path, clips=5, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(UserError, match="other settings"):
        sample.write("majorminer", root, clips=7, seed=4)
    with pytest.raises(UserError, match="cannot write"):
        sample.write("majorminer", tmp_path / "thesis.txt" / "below", clips=5, seed=1)


@pytest.fixture(scope="module")
def audible():
    """Mean, spread and movement of log-mel bands of 180 clips, and the verified words of each."""
    bank = librosa.filters.mel(sr=22_050, n_fft=1024, n_mels=40, fmax=6000)
    features, words = [], []
    for index in range(180):
        audio, tags = make_clip(7, index, "normal")
        frames = np.lib.stride_tricks.sliding_window_view(audio, 1024)[::1024] * np.hanning(1024).astype(np.float32)
        mel = np.log(1e-5 + np.square(np.abs(np.fft.rfft(frames))) @ bank.T)
        movement = np.abs(np.diff(mel, axis=0)).mean(axis=0)
        features.append(np.concatenate([mel.mean(axis=0), mel.std(axis=0), movement]))
        words.append({row.tag.lower() for row in tags if row.verified})
    return np.array(features), words


def test_tags_can_be_learned_but_not_perfectly(audible):
    features, words = audible
    auc = {}
    for tag in ("drums", "guitar", "electric guitar", "rock", "synth", "male", "electronic", "vocal"):
        truth = np.array([tag in said for said in words])
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.02, max_iter=300))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            guess = cross_val_predict(model, features, truth, cv=4, method="predict_proba")[:, 1]
        auc[tag] = roc_auc_score(truth, guess)
    assert np.mean(list(auc.values())) > 0.7, auc
    assert min(auc.values()) > 0.55, auc
    assert np.median(list(auc.values())) < 0.97, auc
    # What is said of a clip is in its own sound: with the clips exchanged nothing is left.
    truth = np.array(["electronic" in said for said in words])
    exchanged = np.random.default_rng(0).permutation(truth)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.02, max_iter=300))
    guess = cross_val_predict(model, features, exchanged, cv=4, method="predict_proba")[:, 1]
    assert roc_auc_score(exchanged, guess) < 0.65
