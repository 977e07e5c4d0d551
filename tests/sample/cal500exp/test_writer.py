"""The written corpus: format to the byte, resumption, broken items."""

import csv
import hashlib
import json
import re

import numpy as np
import pytest
import soundfile

from paper_repro import sample
from paper_repro.core.errors import UserError
from paper_repro.sample.cal500exp import song as cal500exp_song
from paper_repro.sample.cal500exp import writer as cal500exp
from paper_repro.sample.cal500exp.catalogue import entry
from paper_repro.sample.cal500exp.vocabulary import EMOTIONS, REAL_SEGMENTS, TAG_NAMES, TAGS
from paper_repro.sample.cal500exp.writer import HEADER, SAMPLE_RATE, draw_damage
from paper_repro.sample.corpus import Settings

# Number 3 has a letter beyond ASCII in its name.
CLIPS = 4
SEED = 4


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    return root, sample.write("cal500exp", root, clips=CLIPS, seed=SEED)


@pytest.fixture
def brief(monkeypatch):
    """Tracks of 14 s: to try what length plays no part in."""
    monkeypatch.setattr(cal500exp_song, "SHORTEST", 13.0)
    monkeypatch.setattr(cal500exp_song, "MOST_MORE", 1.0)


def labels_of(root, song):
    with (root / "SegLabelHard" / f"{song}.csv").open(encoding="utf-8", newline="") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def durations_of(root):
    with (root / "durations.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_layout_is_the_published_one(corpus):
    root, summary = corpus
    assert sorted(path.name for path in root.iterdir()) == [
        "README.txt", "SegLabelHard", "durations.csv", "mp3", "sample.json",
    ]  # fmt: skip
    entries = [entry(SEED, index) for index in range(CLIPS)]
    assert {path.name for path in (root / "mp3").iterdir()} == {f"{one.mp3_song}.mp3" for one in entries}
    assert {path.name for path in (root / "SegLabelHard").iterdir()} == {f"{one.song}.csv" for one in entries}
    assert json.loads((root / "sample.json").read_text("utf-8")) == summary
    tables = [path.read_bytes() for path in sorted((root / "SegLabelHard").iterdir())]
    assert summary["labels_sha256"] == hashlib.sha256(b"".join(tables)).hexdigest()
    assert summary["counts"]["segments"] == sum(data.count(b"\r\n") - 1 for data in tables)
    assert summary["settings"] == {
        "clips": CLIPS, "seed": SEED, "difficulty": "normal", "generator": 2, "layout": "cal500exp",
    }  # fmt: skip


def test_labels_keep_the_byte_conventions(corpus):
    root, _ = corpus
    shuffled = 0
    for path in (root / "SegLabelHard").iterdir():
        lines = path.read_bytes().split(b"\r\n")
        assert lines.pop() == b""
        assert not any(b"\n" in line or b"\r" in line for line in lines)
        assert lines[0].decode("ascii").split(",") == list(HEADER)
        assert len(HEADER) == 69
        for line in lines[1:]:
            start, end, *cells = line.decode("ascii").split(",")
            assert len(cells) == 67
            assert set(cells) <= {"0.000000", "1.000000"}
            for time in (start, end):
                assert re.fullmatch(r"\d+\.\d{6}", time)
                # The published times are whole samples, 24 by 24.
                assert abs(float(time) * SAMPLE_RATE / 24 - round(float(time) * SAMPLE_RATE / 24)) < 0.001
        starts = [float(line.split(b",")[0]) for line in lines[1:]]
        shuffled += starts != sorted(starts)
    assert shuffled >= CLIPS - 1


def test_tracks_are_as_the_real_mp3s_are(corpus):
    root, _ = corpus
    rows = {row["song"]: row for row in durations_of(root)}
    for index in range(CLIPS):
        one = entry(SEED, index)
        path = root / "mp3" / f"{one.mp3_song}.mp3"
        info = soundfile.info(path)
        assert (info.samplerate, info.channels, info.format) == (22_050, 1, "MP3")
        audio, _ = soundfile.read(path, dtype="float32")
        seconds = len(audio) / SAMPLE_RATE
        assert 60.0 <= seconds <= 180.2
        assert abs(path.stat().st_size * 8 / seconds / 1000 - 32) < 0.5
        assert 0.02 < np.abs(audio).max() < 1.3
        # MPEG 2 layer III, 32 kbit/s, 22,050 Hz, one channel.
        header = path.read_bytes()[:4]
        assert (header[0], header[1] & 0xFE, header[2] & 0xFC, header[3] >> 6) == (0xFF, 0xF2, 0x40, 3)
        # Durations are cut to a tenth, and the encoder puts a little before and behind.
        assert 0.0 <= seconds - float(rows[one.mp3_song]["duration_s"]) < 0.3
        assert max(row["End_Time"] for row in labels_of(root, one.song)) <= seconds


def test_durations_are_in_the_published_format(corpus):
    root, _ = corpus
    data = (root / "durations.csv").read_bytes()
    assert data.startswith(b"jams_file,song,artist,title,duration_s,n_tags\r\n")
    rows = durations_of(root)
    assert data.count(b"\r\n") == CLIPS + 1 == len(rows) + 1
    assert [row["song"] for row in rows] == sorted(row["song"] for row in rows)
    for row in rows:
        assert row["song"] == f"{row['artist']}-{row['title']}".replace(" ", "_")
        assert re.fullmatch(r"\d+\.jamz", row["jams_file"])
        assert re.fullmatch(r"\d+\.\d", row["duration_s"])
        assert 1 <= int(row["n_tags"]) <= 67


def test_names_are_like_the_real_ones():
    entries = [entry(1, index) for index in range(800)]
    assert len({one.song for one in entries}) == 800
    assert all(re.fullmatch(r"[a-z0-9_.,()-]+", one.song) for one in entries)
    accented = [one for one in entries if not one.mp3_song.isascii()]
    assert len(accented) == 20
    for one in accented:
        assert one.song == "".join(letter for letter in one.mp3_song if letter.isascii())
        assert len(one.song) == len(one.mp3_song) - 1


@pytest.mark.material
def test_the_tags_are_the_real_ones(material):
    counts, lines = np.zeros(67, int), 0
    for path in sorted((material / "cal500exp" / "SegLabelHard").glob("*.csv")):
        text = path.read_bytes().decode("ascii")
        header, *rows = text.removesuffix("\r\n").split("\r\n")
        assert header.split(",") == list(HEADER)
        counts += np.sum([[cell == "1.000000" for cell in row.split(",")[2:]] for row in rows], axis=0)
        lines += len(rows)
    assert lines == REAL_SEGMENTS
    assert [tag.count for tag in TAGS] == counts.tolist()
    head = (material / "cal500exp" / "durations.csv").read_bytes().split(b"\r\n")[0]
    assert head.decode().split(",") == list(cal500exp.DURATIONS_HEADER)


def test_the_loader_has_the_same_tags_and_reads_the_corpus(corpus):
    table = pytest.importorskip("paper_repro.datasets.cal500exp.table")
    assert table.TAGS == TAG_NAMES
    assert table.EMOTIONS == EMOTIONS
    loader = pytest.importorskip("paper_repro.datasets.cal500exp")
    root, summary = corpus
    data = loader.load(root)
    assert (data.refused, data.missing) == ((), ())
    assert len(data.audio) == len(data.durations) == CLIPS
    assert sum(map(len, data.segments)) == summary["counts"]["segments"]


def test_tracks_depend_on_neither_the_size_of_the_corpus_nor_the_processes(corpus, tmp_path):
    root, _ = corpus
    sample.write("cal500exp", tmp_path, clips=2, seed=SEED, jobs=2)
    for index in range(2):
        one = entry(SEED, index)
        for path in (f"mp3/{one.mp3_song}.mp3", f"SegLabelHard/{one.song}.csv"):
            assert (tmp_path / path).read_bytes() == (root / path).read_bytes()
    kept = {entry(SEED, index).mp3_song for index in range(2)}
    assert durations_of(tmp_path) == [row for row in durations_of(root) if row["song"] in kept]


@pytest.mark.usefixtures("brief")
def test_an_interrupted_corpus_is_completed_to_the_same_bytes(tmp_path, monkeypatch):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    summary = sample.write("cal500exp", whole, clips=4, seed=7)
    make = cal500exp.make_track

    def killed(seed, index, difficulty, damage):
        if index == 2:
            raise KeyboardInterrupt
        return make(seed, index, difficulty, damage)

    with monkeypatch.context() as patch:
        patch.setattr(cal500exp, "make_track", killed)
        with pytest.raises(KeyboardInterrupt):
            sample.write("cal500exp", cut, clips=4, seed=7)
    assert not (cut / "sample.json").exists()
    kept = {path: path.stat().st_mtime_ns for path in (cut / "mp3").glob("*.mp3")}
    assert len(kept) == 2
    (cut / "mp3" / f"{entry(7, 2).mp3_song}.mp3.part").write_bytes(b"half a file")
    assert sample.write("cal500exp", cut, clips=4, seed=7) == summary
    assert all(path.stat().st_mtime_ns == then for path, then in kept.items())
    for path in (p for p in whole.rglob("*") if p.is_file()):
        assert (cut / path.relative_to(whole)).read_bytes() == path.read_bytes(), path.name
    assert not list(cut.rglob("*.part"))


def test_a_whole_corpus_is_left_alone_and_other_folders_are_refused(corpus, tmp_path):
    root, summary = corpus
    before = (root / "sample.json").stat().st_mtime_ns
    assert sample.write("cal500exp", root, clips=CLIPS, seed=SEED) == summary
    assert (root / "sample.json").stat().st_mtime_ns == before
    for name, clips in (("cal500exp", CLIPS + 1), ("musiccaps", CLIPS)):
        with pytest.raises(UserError, match="other settings"):
            sample.write(name, root, clips=clips, seed=SEED)
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(UserError, match=r"thesis\.txt"):
        sample.write("cal500exp", tmp_path, clips=5, seed=1)


@pytest.mark.parametrize(("clips", "damaged"), [(99, 0), (100, 1), (200, 3), (300, 4), (500, 7), (5000, 7)])
def test_few_tracks_are_broken(clips, damaged):
    broken = draw_damage(Settings(clips, 1, "normal"))
    assert len({index for indexes in broken.values() for index in indexes}) == damaged
    # Records refuse to be made of a corpus of which more than one in a hundred is unusable; what has no labels is no
    # part of it.
    assert damaged - len(broken.get(cal500exp.UNLABELLED, ())) <= 0.01 * clips


@pytest.mark.usefixtures("brief")
def test_broken_tracks_are_broken_as_counted(tmp_path, monkeypatch):
    kinds = tuple(kind for some in cal500exp.DAMAGE_FROM_CLIPS.values() for kind in some)
    monkeypatch.setattr(cal500exp, "DAMAGE_FROM_CLIPS", {1: tuple(dict.fromkeys(kinds))})
    summary = sample.write("cal500exp", tmp_path, clips=5, seed=2)
    song_of = {entry(2, index).mp3_song: entry(2, index).song for index in range(5)}
    broken = {kind: songs[0] for kind, songs in summary["broken"].items()}
    assert len(set(broken.values())) == 4
    assert (tmp_path / "mp3" / f"{broken['zero-byte mp3']}.mp3").stat().st_size == 0
    assert not (tmp_path / "mp3" / f"{broken['missing mp3']}.mp3").exists()
    assert (tmp_path / "SegLabelHard" / f"{song_of[broken['missing mp3']]}.csv").exists()
    assert not (tmp_path / "SegLabelHard" / f"{song_of[broken['mp3 without labels']]}.csv").exists()
    assert (tmp_path / "mp3" / f"{broken['mp3 without labels']}.mp3").stat().st_size > 40_000
    assert len(durations_of(tmp_path)) == 5
    short = broken["track too short for a window"]
    audio, rate = soundfile.read(tmp_path / "mp3" / f"{short}.mp3")
    # Less than 128 frames of 1,024 samples, and labelled past its end: as three of the real tracks are.
    assert 3.0 * rate < len(audio) < 5.0 * rate
    (row,) = labels_of(tmp_path, song_of[short])
    assert (row["Start_Time"], row["End_Time"]) == (0.0, 4.999955)
    assert summary["counts"]["labelled_tracks"] == 4
