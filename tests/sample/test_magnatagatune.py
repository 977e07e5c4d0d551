"""The written corpus: layout, bytes, resumption, broken items, and tags that follow from the sound."""

import csv
import gzip
import hashlib
import io
import json
from collections import Counter
from dataclasses import replace

import librosa
import numpy as np
import pytest
import soundfile
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from paper_repro.errors import UserError
from paper_repro.sample import magnatagatune
from paper_repro.sample.magnatagatune import Corpus, draw_damage, render_clip, write_magnatagatune
from paper_repro.sample.magnatagatune_catalogue import CLIPS_PER_DEAL, FOLDERS, STYLE_SHARES, entry, slug
from paper_repro.sample.magnatagatune_tags import UNPLAYED, draw_tags, score
from paper_repro.sample.magnatagatune_vocabulary import REAL_CLIPS, TAG_NAMES, TAGS
from paper_repro.sample.majorminer import write_majorminer
from paper_repro.sample.more_styles import EVERY_STYLE, MORE_STYLES
from paper_repro.sample.tags import KIND_OF

CLIPS = 10


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    return root, write_magnatagatune(root, clips=CLIPS, seed=4)


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
        write_magnatagatune(tmp_path, clips=CLIPS, seed=4)
    assert not (tmp_path / "sample.json").exists()
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.mp3")}
    assert len(kept) == 3
    (tmp_path / (entry(4, 3).mp3_path + ".part")).write_bytes(b"half a file")
    monkeypatch.undo()
    assert write_magnatagatune(tmp_path, clips=CLIPS, seed=4) == summary
    assert all(path.stat().st_mtime_ns == then for path, then in kept.items())
    for path in (p for p in root.rglob("*") if p.is_file()):
        assert (tmp_path / path.relative_to(root)).read_bytes() == path.read_bytes(), path.name
    assert not list(tmp_path.rglob("*.part"))


def test_a_clip_does_not_depend_on_the_size_of_the_corpus(corpus, tmp_path):
    root, _ = corpus
    write_magnatagatune(tmp_path, clips=3, seed=4, jobs=2)
    for index in range(3):
        path = entry(4, index).mp3_path
        assert (tmp_path / path).read_bytes() == (root / path).read_bytes()
    kept = {str(entry(4, index).clip_id) for index in range(3)}
    assert rows_of(tmp_path) == [row for row in rows_of(root) if row["clip_id"] in kept]


def test_a_whole_corpus_is_left_alone(corpus):
    root, summary = corpus
    before = (root / "sample.json").stat().st_mtime_ns
    assert write_magnatagatune(root, clips=CLIPS, seed=4) == summary
    assert (root / "sample.json").stat().st_mtime_ns == before


@pytest.mark.parametrize(("clips", "damaged"), [(50, 0), (200, 1), (400, 3), (1200, 3), (25_863, 3)])
def test_few_clips_are_broken(clips, damaged):
    broken = draw_damage(Corpus(clips, 1, "normal"))
    assert len({index for indexes in broken.values() for index in indexes}) == damaged
    assert broken != draw_damage(Corpus(clips, 2, "normal")) or not damaged


def test_broken_clips_are_broken_as_counted_and_still_listed(tmp_path, monkeypatch):
    for name in ("DAMAGE_FROM_CLIPS", "ALL_DAMAGE_FROM_CLIPS"):
        monkeypatch.setattr(magnatagatune, name, 4)
    summary = write_magnatagatune(tmp_path, clips=4, seed=1)
    path_of = {row["clip_id"]: tmp_path / row["mp3_path"] for row in rows_of(tmp_path)}
    broken = {kind: path_of[str(ids[0])] for kind, ids in summary["broken"].items()}
    assert broken["zero-byte mp3"].stat().st_size == 0
    assert broken["header-only mp3"].stat().st_size == 64
    with pytest.raises(soundfile.LibsndfileError):
        soundfile.read(broken["header-only mp3"])
    audio, rate = soundfile.read(broken["truncated mp3"])
    assert 2.0 < len(audio) / rate < 5.0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"clips": 0, "seed": 1}, "received 0"),
        ({"clips": 5, "seed": -1}, "received -1"),
        ({"clips": 5, "seed": 1, "difficulty": "brutal"}, "'brutal'"),
        ({"clips": 5, "seed": 1, "jobs": 0}, "received 0"),
    ],
)
def test_unusable_arguments_are_named(tmp_path, arguments, says):
    with pytest.raises(UserError, match=says):
        write_magnatagatune(tmp_path / "new", **arguments)
    assert not (tmp_path / "new").exists()


def test_folders_with_something_else_are_refused(corpus, tmp_path):
    root, _ = corpus
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(UserError, match=r"thesis\.txt"):
        write_magnatagatune(tmp_path, clips=5, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(UserError, match="other settings"):
        write_magnatagatune(root, clips=7, seed=4)
    with pytest.raises(UserError, match="other settings"):
        write_majorminer(root, clips=CLIPS, seed=4)
    with pytest.raises(UserError, match="cannot write"):
        write_magnatagatune(tmp_path / "thesis.txt" / "below", clips=5, seed=1)


def test_the_catalogue_is_like_that_of_a_label():
    entries = [entry(1, index) for index in range(3000)]
    everything = [*entries, *(one.withdrawn for one in entries if one.withdrawn)]
    assert len({one.clip_id for one in everything}) == len(everything)
    assert len({one.mp3_path for one in entries}) == len(entries)
    assert max(len(one.mp3_path) for one in entries) < 186
    # An album lies in one folder and has a few tracks, and a track mostly has several clips.
    folders = {(one.artist, one.album): one.folder for one in entries}
    assert all(one.folder == folders[one.artist, one.album] for one in entries)
    tracks = Counter((one.artist, one.album, one.track_number) for one in entries)
    assert 1.5 < np.mean(list(tracks.values())) < 4
    by_split = [{one.artist for one in entries if one.folder in split} for split in ("0123456789ab", "def")]
    # 45 of the 75 artists of the real test folders are heard in training too.
    assert 0.45 < len(by_split[0] & by_split[1]) / len(by_split[1]) < 0.75
    # An artist has a main style.
    styles = {}
    for one in entries:
        styles.setdefault(one.artist, Counter())[one.style] += 1
    assert np.mean([max(count.values()) / sum(count.values()) for count in styles.values()]) > 0.7
    assert abs(len(everything) / len(entries) - 31_382 / REAL_CLIPS) < 0.03


def test_folders_and_styles_come_evenly_from_the_first_clips_on():
    assert {entry(1, index).folder for index in range(12)} & {"c"}
    assert {entry(1, index).folder for index in range(12)} & set("def")
    folders = Counter(entry(1, index).folder for index in range(CLIPS_PER_DEAL))
    assert set(folders) == set(FOLDERS)
    real = {"train": 18_709, "valid": 1_825, "test": 5_329}
    ours = {"train": 0, "valid": folders["c"], "test": sum(folders[folder] for folder in "def")}
    ours["train"] = CLIPS_PER_DEAL - ours["valid"] - ours["test"]
    assert all(abs(ours[split] / CLIPS_PER_DEAL - real[split] / REAL_CLIPS) < 0.02 for split in real)
    assert set(STYLE_SHARES) == set(EVERY_STYLE)
    # Whole albums of 6 clips, a style of which each split may have one too many or too few.
    styles = Counter(entry(2, index).style for index in range(1200))
    for style, share in STYLE_SHARES.items():
        expected = 1200 * share / sum(STYLE_SHARES.values())
        assert abs(styles[style] - expected) < 0.35 * expected + 18, style


def test_the_vocabulary_is_the_published_one():
    assert len(set(TAG_NAMES)) == 188
    assert sum(tag.count for tag in TAGS) == 89_395
    assert (TAG_NAMES[0], TAG_NAMES[-1]) == ("no voice", "english")
    # Rules speak of what can be heard; the few tags without a rule are of what our music has not.
    assert {concept for tag in TAGS for concept in tag.rule} <= set(KIND_OF) | set(MORE_STYLES)
    assert {tag.name for tag in TAGS if not tag.rule} == {"water", "birds", "clapping", "lol", "different"}


@pytest.fixture(scope="module")
def heard():
    """Of 96 clips: log-mel statistics, level in dB, and the concepts that are to be heard."""
    bank = librosa.filters.mel(sr=16_000, n_fft=1024, n_mels=40)
    window = np.hanning(1024).astype(np.float32)
    features, levels, concepts = [], [], []
    for index in range(96):
        audio, salience = render_clip(7, index, "normal")
        frames = np.lib.stride_tricks.sliding_window_view(audio, 1024)[::4096] * window
        mel = np.log(1e-5 + np.square(np.abs(np.fft.rfft(frames))) @ bank.T)
        features.append(np.concatenate([mel.mean(axis=0), mel.std(axis=0)]))
        levels.append(20 * np.log10(np.sqrt(np.mean(audio**2))))
        concepts.append(salience)
    return np.array(features), np.array(levels), concepts


def chances(heard, difficulty="normal", draws=60):
    """How often each clip gets each tag: (96, 188)."""
    rng = np.random.default_rng(0)
    return np.array([np.mean([draw_tags(rng, one, difficulty) for _ in range(draws)], axis=0) for one in heard[2]])


def test_tags_come_about_as_often_as_in_the_real_set(heard):
    tags = chances(heard)
    # So few clips hold few of the rarer styles; only the commonest tags can be held to their share.
    common = sorted(range(188), key=lambda number: -TAGS[number].count)[:12]
    for number in common:
        real = TAGS[number].count / REAL_CLIPS
        assert 0.55 < tags[:, number].mean() / real < 1.8, TAGS[number].name
    assert abs(tags.sum(axis=1).mean() - 89_395 / REAL_CLIPS) < 0.7
    rng = np.random.default_rng(1)
    drawn = np.array([draw_tags(rng, one, "normal") for one in heard[2] for _ in range(20)])
    top = sorted(range(188), key=lambda number: -TAGS[number].count)[:50]
    assert abs(np.mean(~drawn.any(axis=1)) - 4_221 / REAL_CLIPS) < 0.03
    assert abs(np.mean(~drawn[:, top].any(axis=1)) - 4_752 / REAL_CLIPS) < 0.04


def test_tags_follow_from_what_sounds(heard):
    _, levels, concepts = heard
    tags = dict(zip(TAG_NAMES, chances(heard, "easy").T, strict=True))
    assert np.average(levels, weights=tags["loud"]) > np.average(levels, weights=tags["quiet"]) + 6.0
    for tag, concept in (("piano", "piano"), ("harpsichord", "harpsichord"), ("sitar", "sitar"), ("female", "female"),
                         ("opera", "opera"), ("techno", "electronic"), ("guitar", "guitar"), ("slow", "slow"),
                         ("choir", "choir")):  # fmt: skip
        there = np.array([concept in one for one in concepts])
        assert tags[tag][there].mean() > 5 * tags[tag][~there].mean(), tag
    # Nobody calls sung music unsung, save on a whim.
    sung = np.array([max(one.get("vocals", 0), one.get("choir", 0)) > 0.4 for one in concepts])
    assert tags["no vocals"][sung].mean() < 0.3 * tags["no vocals"][~sung].mean()
    assert tags["no piano"][np.array(["piano" in one for one in concepts])].mean() < 0.005


def test_players_agree_less_where_it_is_harder(heard):
    strength = {}
    for difficulty in ("easy", "normal", "hard"):
        tags = chances(heard, difficulty)
        guitar = np.array([score(one)[TAG_NAMES.index("guitar")] > 0.6 for one in heard[2]])
        column = tags[:, TAG_NAMES.index("guitar")]
        strength[difficulty] = column[guitar].mean() - column[~guitar].mean()
    assert strength["easy"] > strength["normal"] > strength["hard"] > 0.2
    rng = np.random.default_rng(0)
    untagged = np.mean([~draw_tags(rng, heard[2][0], "normal").any() for _ in range(400)])
    assert UNPLAYED - 0.05 < untagged < UNPLAYED + 0.15


def test_tags_can_be_learned_from_the_sound_but_not_perfectly(heard):
    features, _, concepts = heard
    auc = {}
    for tag in ("guitar", "classical", "techno", "slow", "electronic", "drums", "rock", "strings"):
        rng = np.random.default_rng(len(tag))
        truth = np.array([draw_tags(rng, one, "normal")[TAG_NAMES.index(tag)] for one in concepts])
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=300))
        guess = cross_val_predict(model, features, truth, cv=4, method="predict_proba")[:, 1]
        auc[tag] = roc_auc_score(truth, guess)
    assert 0.65 < np.mean(list(auc.values())) < 0.97, auc


def test_a_withdrawn_segment_has_no_file():
    withdrawn = next(entry(1, index).withdrawn for index in range(50) if entry(1, index).withdrawn)
    assert withdrawn.folder == ""
    assert replace(withdrawn, folder="a").mp3_path.startswith("a/")
