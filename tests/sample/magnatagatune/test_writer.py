"""The written corpus: layout, bytes, resumption, broken items."""

import csv
import gzip
import hashlib
import io
import json

import numpy as np
import pytest
import soundfile

from paper_repro import sample
from paper_repro.core.errors import UserError
from paper_repro.sample.corpus import Settings
from paper_repro.sample.magnatagatune import writer as magnatagatune
from paper_repro.sample.magnatagatune.catalogue import entry, slug
from paper_repro.sample.magnatagatune.vocabulary import REAL_CLIPS, TAG_NAMES, TAGS
from paper_repro.sample.magnatagatune.writer import draw_damage

CLIPS = 8


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    return root, sample.write("magnatagatune", root, clips=CLIPS, seed=4)


def rows_of(root, name="annotations_final.csv"):
    with (root / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_the_layout_is_the_published_one(corpus):
    root, summary = corpus
    files = {path.name for path in root.iterdir() if path.is_file()}
    assert files == {"README.txt", "annotations_final.csv", "clip_info_final.csv", "sample.json"}
    assert sorted(path.name for path in root.iterdir() if path.is_dir()) == list("0123456789abcdef")
    mp3s = {path.relative_to(root).as_posix() for path in root.rglob("*.mp3")}
    assert mp3s == {row["mp3_path"] for row in rows_of(root)}
    assert len(mp3s) == CLIPS
    assert json.loads((root / "sample.json").read_text("utf-8")) == summary
    data = (root / "annotations_final.csv").read_bytes()
    assert summary["annotations_sha256"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("name", ["annotations_final.csv", "clip_info_final.csv"])
def test_tables_keep_the_byte_conventions(corpus, name):
    root, _ = corpus
    data = (root / name).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    columns = {"annotations_final.csv": 190, "clip_info_final.csv": 10}[name]
    for line in lines:
        fields = line.split(b"\t")
        assert len(fields) == columns
        assert all(len(field) > 1 and field[:1] == field[-1:] == b'"' for field in fields)
    ids = [int(line.split(b"\t")[0].strip(b'"')) for line in lines[1:]]
    assert ids == sorted(set(ids))


@pytest.mark.material
def test_the_tables_are_like_the_real_ones(corpus, material):
    root, _ = corpus
    for name in ("annotations_final.csv", "clip_info_final.csv"):
        text = gzip.decompress((material / "magnatagatune" / f"{name}.gz").read_bytes()).decode("utf-8")
        assert text.split("\r\n")[0] == (root / name).read_text("utf-8").split("\n")[0]
        real = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t"))
        if name.startswith("annotations"):
            assert len(real) == REAL_CLIPS
            assert all(sum(row[tag.name] == "1" for row in real) == tag.count for tag in TAGS)
        else:
            for row in (row for row in real if row["mp3_path"]):
                names = slug(row["artist"]), slug(row["album"]), row["track_number"], slug(row["title"])
                built = "-".join((*names, row["segmentStart"], row["segmentEnd"]))
                assert row["mp3_path"][1:] == f"/{built}.mp3"


def test_annotations_and_clip_info_speak_of_the_same_clips(corpus):
    root, summary = corpus
    info = rows_of(root, "clip_info_final.csv")
    annotated = rows_of(root)
    with_file = {row["clip_id"]: row["mp3_path"] for row in info if row["mp3_path"]}
    assert with_file == {row["clip_id"]: row["mp3_path"] for row in annotated}
    counts = summary["counts"]
    assert len(info) == counts["info_rows"] == CLIPS + counts["without_mp3_path"]
    assert all(bool(row["original_url"]) == bool(row["mp3_path"]) for row in info)
    assert all(int(row["segmentEnd"]) - int(row["segmentStart"]) == 29 for row in info)
    assert all("magnatune" not in "".join(row.values()) for row in info)
    assert sum(row[tag] == "1" for row in annotated for tag in TAG_NAMES) == counts["positive_cells"]


def test_clips_are_as_the_real_mp3s_are(corpus):
    root, _ = corpus
    for path in root.rglob("*.mp3"):
        info = soundfile.info(path)
        assert (info.samplerate, info.channels, info.format) == (16_000, 1, "MP3")
        audio, _ = soundfile.read(path, dtype="float32")
        assert len(audio) == 465_984
        assert abs(path.stat().st_size * 8 / 29.124 / 1000 - 32) < 0.5
        assert 0.003 < np.abs(audio).max() < 1.3
        # MPEG 2 layer III, 32 kbit/s, 16 kHz, one channel: in the header of the first frame and of the next, 144
        # bytes on.
        data = path.read_bytes()
        for header in (data[:4], data[144:148]):
            assert (header[0], header[1] & 0xFE, header[2] & 0xFC, header[3] >> 6) == (0xFF, 0xF2, 0x48, 3)


def test_an_interrupted_corpus_is_completed_to_the_same_bytes(corpus, tmp_path, monkeypatch):
    root, summary = corpus
    make = magnatagatune.make_clip

    def killed(seed, index, difficulty):
        if index == 3:
            raise KeyboardInterrupt
        return make(seed, index, difficulty)

    monkeypatch.setattr(magnatagatune, "make_clip", killed)
    with pytest.raises(KeyboardInterrupt):
        sample.write("magnatagatune", tmp_path, clips=CLIPS, seed=4)
    assert not (tmp_path / "sample.json").exists()
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.mp3")}
    assert len(kept) == 3
    (tmp_path / (entry(4, 3).mp3_path + ".part")).write_bytes(b"half a file")
    monkeypatch.undo()
    assert sample.write("magnatagatune", tmp_path, clips=CLIPS, seed=4) == summary
    assert all(path.stat().st_mtime_ns == then for path, then in kept.items())
    for path in (p for p in root.rglob("*") if p.is_file()):
        assert (tmp_path / path.relative_to(root)).read_bytes() == path.read_bytes(), path.name
    assert not list(tmp_path.rglob("*.part"))


def test_a_clip_does_not_depend_on_the_size_of_the_corpus(corpus, tmp_path):
    root, _ = corpus
    sample.write("magnatagatune", tmp_path, clips=3, seed=4, jobs=2)
    for index in range(3):
        path = entry(4, index).mp3_path
        assert (tmp_path / path).read_bytes() == (root / path).read_bytes()
    kept = {str(entry(4, index).clip_id) for index in range(3)}
    assert rows_of(tmp_path) == [row for row in rows_of(root) if row["clip_id"] in kept]


def test_a_whole_corpus_is_left_alone(corpus):
    root, summary = corpus
    before = (root / "sample.json").stat().st_mtime_ns
    assert sample.write("magnatagatune", root, clips=CLIPS, seed=4) == summary
    assert (root / "sample.json").stat().st_mtime_ns == before


@pytest.mark.parametrize(("clips", "damaged"), [(50, 0), (200, 1), (400, 3), (1200, 3), (25_863, 3)])
def test_few_clips_are_broken(clips, damaged):
    broken = draw_damage(Settings(clips, 1, "normal"))
    assert len({index for indexes in broken.values() for index in indexes}) == damaged
    assert broken != draw_damage(Settings(clips, 2, "normal")) or not damaged


def test_broken_clips_are_broken_as_counted_and_still_listed(tmp_path, monkeypatch):
    for name in ("DAMAGE_FROM_CLIPS", "ALL_DAMAGE_FROM_CLIPS"):
        monkeypatch.setattr(magnatagatune, name, 4)
    summary = sample.write("magnatagatune", tmp_path, clips=4, seed=1)
    path_of = {row["clip_id"]: tmp_path / row["mp3_path"] for row in rows_of(tmp_path)}
    broken = {kind: path_of[str(ids[0])] for kind, ids in summary["broken"].items()}
    assert broken["zero-byte mp3"].stat().st_size == 0
    assert broken["stub mp3"].stat().st_size == 3
    with pytest.raises(soundfile.LibsndfileError):
        soundfile.read(broken["stub mp3"])
    audio, rate = soundfile.read(broken["truncated mp3"])
    assert 2.0 < len(audio) / rate < 5.0


def test_folders_with_something_else_are_refused(corpus, tmp_path):
    root, _ = corpus
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(UserError, match=r"thesis\.txt"):
        sample.write("magnatagatune", tmp_path, clips=5, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(UserError, match="other settings"):
        sample.write("magnatagatune", root, clips=7, seed=4)
    with pytest.raises(UserError, match="other settings"):
        sample.write("majorminer", root, clips=CLIPS, seed=4)
    with pytest.raises(UserError, match="cannot write"):
        sample.write("magnatagatune", tmp_path / "thesis.txt" / "below", clips=5, seed=1)
