"""The written corpus: layout, bytes, resumption, broken items."""

import ast
import csv
import hashlib
import io
import json
import re
from collections import Counter

import numpy as np
import pytest
import soundfile

from paper_repro import sample
from paper_repro.core.errors import UserError
from paper_repro.sample.corpus import Settings
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.render import mix
from paper_repro.sample.musiccaps import writer as musiccaps
from paper_repro.sample.musiccaps.catalogue import LABELS, entry
from paper_repro.sample.musiccaps.writer import HEADER, TABLE, draw_damage

# Number 3 has the long form of name, 5 the rate of video, 8 is a whole video.
CLIPS = 9
VIDEO = 8


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    return root, sample.write("musiccaps", root, clips=CLIPS, seed=4)


def rows_of(root):
    with (root / TABLE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table_of(rows):
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *(row.values() for row in rows)])
    return text.getvalue().encode()


def test_the_layout_is_the_documented_one(corpus):
    root, summary = corpus
    assert sorted(path.name for path in root.iterdir()) == ["README.txt", "audio", TABLE, "sample.json"]
    names = {entry(4, index).file_name for index in range(CLIPS)}
    assert {path.name for path in (root / "audio").iterdir()} == names
    one = entry(4, 3)
    assert one.file_name == f"[{one.ytid}]-[{one.start}-{one.start + 10}].wav"
    assert json.loads((root / "sample.json").read_text("utf-8")) == summary
    assert summary["table_sha256"] == hashlib.sha256((root / TABLE).read_bytes()).hexdigest()
    assert summary["counts"]["whole_videos"] == 1


def test_the_table_keeps_the_byte_conventions(corpus):
    root, summary = corpus
    data = (root / TABLE).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    rows = rows_of(root)
    assert data == table_of(rows)
    assert data.count(b"\r\n") == CLIPS + 1
    assert [row["ytid"] for row in rows] == sorted(row["ytid"] for row in rows)
    for row in rows:
        aspects = ast.literal_eval(row["aspect_list"])
        assert repr(aspects) == row["aspect_list"]
        assert aspects
        assert all(isinstance(aspect, str) and aspect == aspect.strip().lower() != "" for aspect in aspects)
        assert re.fullmatch(r"[0-9A-Za-z_-]{11}", row["ytid"])
        assert int(row["end_s"]) - int(row["start_s"]) == 10
        assert int(row["start_s"]) % 10 == 0
        labels = row["audioset_positive_labels"].split(",")
        assert labels == sorted(set(labels))
        assert all(re.fullmatch(r"/[mt]/\w+", label) for label in labels)
        assert row["author_id"] in "0123456789"
        assert {row["is_balanced_subset"], row["is_audioset_eval"]} <= {"True", "False"}
        assert row["is_balanced_subset"] == "False" or row["is_audioset_eval"] == "True"
        assert row["caption"][0].isupper() or not row["caption"][0].isalpha()
        assert "{" not in row["caption"]
    assert sum(len(ast.literal_eval(row["aspect_list"])) for row in rows) == summary["counts"]["aspects"]


@pytest.mark.material
def test_the_table_is_written_as_the_real_one_is(material):
    data = (material / "musiccaps" / TABLE).read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    assert tuple(rows[0]) == HEADER
    assert data == table_of(rows)
    classes = {label for row in rows for label in row["audioset_positive_labels"].split(",")}
    assert set(LABELS.values()) <= classes
    ours = [entry(1, index) for index in range(3000)]
    for share, column in (("evaluation", "is_audioset_eval"), ("balanced", "is_balanced_subset")):
        real = np.mean([row[column] == "True" for row in rows])
        assert abs(np.mean([getattr(one, share) for one in ours]) - real) < 0.03
    for number in range(10):
        real = np.mean([row["author_id"] == str(number) for row in rows])
        assert abs(np.mean([one.author == number for one in ours]) - real) < 0.03


def test_sound_files_are_stereo_at_the_rates_people_have(corpus):
    root, _ = corpus
    rates = Counter()
    for index in range(CLIPS):
        one = entry(4, index)
        info = soundfile.info(root / "audio" / one.file_name)
        assert (info.format, info.subtype, info.channels) == ("WAV", "PCM_16", 2)
        assert info.frames == info.samplerate * one.length
        assert one.length == 10 or one.length >= one.start + 15
        rates[info.samplerate] += 1
        audio, _ = soundfile.read(root / "audio" / one.file_name)
        assert 0.01 < np.abs(audio).max() <= 1.0
        assert np.mean(np.abs(audio) > 0.999) < 0.001
    assert rates == {44_100: 8, 48_000: 1}


def test_the_labelled_excerpt_of_a_whole_video_begins_at_start_s(corpus):
    root, _ = corpus
    one = entry(4, VIDEO)
    audio, rate = soundfile.read(root / "audio" / one.file_name)
    piece = compose([4, VIDEO, musiccaps.PIECE], seconds=10, style=one.style, sections=1)
    music = mix(piece, rate).audio.mean(axis=0)
    around = audio.mean(axis=1)

    def likeness(start):
        return np.corrcoef(music, around[start * rate : (start + 10) * rate])[0, 1]

    assert likeness(one.start) > 0.5
    assert all(abs(likeness(start)) < 0.2 for start in (0, one.start - 5, one.start + 5))


def test_an_interrupted_corpus_is_completed_to_the_same_bytes(corpus, tmp_path, monkeypatch):
    root, summary = corpus
    make = musiccaps.make_clip

    def killed(seed, index, difficulty):
        if index == 3:
            raise KeyboardInterrupt
        return make(seed, index, difficulty)

    monkeypatch.setattr(musiccaps, "make_clip", killed)
    with pytest.raises(KeyboardInterrupt):
        sample.write("musiccaps", tmp_path, clips=CLIPS, seed=4)
    assert not (tmp_path / "sample.json").exists()
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "audio").glob("*.wav")}
    assert len(kept) == 3
    (tmp_path / "audio" / (entry(4, 3).file_name + ".part")).write_bytes(b"half a file")
    monkeypatch.undo()
    assert sample.write("musiccaps", tmp_path, clips=CLIPS, seed=4) == summary
    assert all(path.stat().st_mtime_ns == then for path, then in kept.items())
    for path in (p for p in root.rglob("*") if p.is_file()):
        assert (tmp_path / path.relative_to(root)).read_bytes() == path.read_bytes(), path.name
    assert not list(tmp_path.rglob("*.part"))


def test_a_clip_does_not_depend_on_the_size_of_the_corpus(corpus, tmp_path):
    root, _ = corpus
    sample.write("musiccaps", tmp_path, clips=4, seed=4, jobs=2)
    for index in range(4):
        name = entry(4, index).file_name
        assert (tmp_path / "audio" / name).read_bytes() == (root / "audio" / name).read_bytes()
    kept = {entry(4, index).ytid for index in range(4)}
    assert rows_of(tmp_path) == [row for row in rows_of(root) if row["ytid"] in kept]


def test_a_whole_corpus_is_left_alone_and_other_folders_are_refused(corpus, tmp_path):
    root, summary = corpus
    before = (root / "sample.json").stat().st_mtime_ns
    assert sample.write("musiccaps", root, clips=CLIPS, seed=4) == summary
    assert (root / "sample.json").stat().st_mtime_ns == before
    for name, clips in (("musiccaps", CLIPS + 1), ("majorminer", CLIPS)):
        with pytest.raises(UserError, match="other settings"):
            sample.write(name, root, clips=clips, seed=4)
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(UserError, match=r"thesis\.txt"):
        sample.write("musiccaps", tmp_path, clips=5, seed=1)


@pytest.mark.parametrize(("clips", "damaged"), [(50, 0), (200, 1), (400, 3), (600, 5), (1000, 5), (5521, 19)])
def test_few_clips_are_broken(clips, damaged):
    broken = draw_damage(Settings(clips, 1, "normal"))
    assert len({index for indexes in broken.values() for index in indexes}) == damaged
    # Records refuse to be made of a corpus of which more than one clip in a hundred is unusable.
    assert damaged < 0.01 * clips or damaged == 0


def test_broken_clips_are_broken_as_counted(tmp_path, monkeypatch):
    for name in ("DAMAGE_FROM_CLIPS", "ALL_DAMAGE_FROM_CLIPS", "UNLABELLED_FROM_CLIPS"):
        monkeypatch.setattr(musiccaps, name, 6)
    summary = sample.write("musiccaps", tmp_path, clips=6, seed=2)
    file_of = {one.ytid: tmp_path / "audio" / one.file_name for one in (entry(2, index) for index in range(6))}
    rows = {row["ytid"]: row for row in rows_of(tmp_path)}
    broken = {kind: ids[0] for kind, ids in summary["broken"].items()}
    assert file_of[broken["zero-byte wav"]].stat().st_size == 0
    cut = file_of[broken["truncated wav"]]
    audio, rate = soundfile.read(cut)
    assert len(audio) == 3 * rate
    # The header promises more than there is.
    assert int.from_bytes(cut.read_bytes()[40:44], "little") > 2 * cut.stat().st_size
    assert not file_of[broken["missing wav"]].exists()
    assert rows[broken["empty aspect list"]]["aspect_list"] == "[]"
    assert broken["wav without row"] not in rows
    assert file_of[broken["wav without row"]].stat().st_size > 10 * 44_100 * 4
    assert summary["counts"]["rows"] == len(rows) == 5
