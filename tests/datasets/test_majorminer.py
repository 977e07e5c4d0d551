"""The MajorMiner loader: every trap of the format, and the real crawl's counts."""

import pytest
import soundfile as sf

from paper_repro.core.errors import UserError
from paper_repro.datasets import majorminer

HEADER = "clip_id,user_id,seconds,tag,verified\n"
ROWS = "a,u1,3.0,drums,1\na,u1,1.5,rock,0\na,u2,2,Drums,1\nb,u1,4.25,piano,0\n"


def corpus(root, text=HEADER + ROWS, encoding="utf-8", clips=("a.mp3", "b.wav")):
    (root / "clips").mkdir(parents=True)
    (root / "captions.csv").write_bytes(text.encode(encoding))
    for name in clips:
        sf.write(root / "clips" / name, [0.0] * 22050, 22050)
    return root


def test_rows_become_clips_ordered_by_player_and_time(tmp_path):
    data = majorminer.load(corpus(tmp_path))
    assert [clip.clip_id for clip in data.clips] == ["a", "b"]
    first = data.clips[0]
    assert first.audio.name == "a.mp3"
    assert [(typed.user, typed.seconds, typed.tag, typed.verified) for typed in first.typed] == [
        ("u1", 1.5, "rock", False), ("u1", 3.0, "drums", True), ("u2", 2.0, "Drums", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff" + HEADER + ROWS, id="byte order mark"),
        pytest.param((HEADER + ROWS).replace("\n", "\r\n"), id="CRLF"),
        pytest.param(HEADER + "".join(reversed(ROWS.splitlines(keepends=True))), id="rows in another order"),
        pytest.param("tag,extra,user_id,verified,seconds,clip_id\n" + "".join(
            f"{t},x,{u},{v},{s},{c}\n" for c, u, s, t, v in (line.split(",") for line in ROWS.split())), id="columns"),
    ],
)  # fmt: skip
def test_the_same_rows_however_they_are_written(tmp_path, text):
    plain = majorminer.load(corpus(tmp_path / "plain"))
    other = majorminer.load(corpus(tmp_path / "other", text))
    assert [clip.typed for clip in other.clips] == [clip.typed for clip in plain.clips]


def test_duplicates_and_orphans_are_counted_by_name(tmp_path):
    data = majorminer.load(
        corpus(tmp_path, HEADER + ROWS + "a,u1,3.0,drums,1\nc,u1,1,x,0\n", clips=("a.mp3", "b.wav", "d.ogg"))
    )
    assert data.duplicate_rows == 1
    assert {(refusal.item, refusal.reason) for refusal in data.refused} == {("c", "no sound file"), ("d", "no caption")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("clip,user_id,seconds,tag,verified\na,b,1,c,1\n", "header must be .*Missing: clip_id. Received: .clip,"),
        (HEADER, "no rows"),
        ("", "header must be"),
        (HEADER + "a,u,soon,drums,1\n", "line 2: seconds must be a number of seconds. Received: 'soon'"),
        (HEADER + "a,u,1,drums,yes\n", "line 2: verified must be 0 or 1. Received: 'yes'"),
        (HEADER + "a,u,1, ,1\n", "line 2: tag must be a tag"),
        (HEADER + "../../a,u,1,drums,1\n", "line 2: clip_id must be a plain file stem"),
        (HEADER + "z,u,1,drums,1\n", "none of the 1 clips"),
        (HEADER + "a,u,1\n", "line 2: "),
    ],
)
def test_what_cannot_be_is_one_line_that_says_where(tmp_path, text, words):
    with pytest.raises(UserError, match=words) as caught:
        majorminer.load(corpus(tmp_path, text))
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_links_to_nowhere_and_second_files_are_named(tmp_path):
    root = corpus(tmp_path, clips=("a.mp3", "a.wav"))
    (root / "clips" / "b.mp3").symlink_to(root / "gone.mp3")
    data = majorminer.load(root)
    assert {(refusal.item, refusal.reason) for refusal in data.refused} == {
        ("a.wav", "second file"),
        ("b", "no sound file"),
    }


def test_a_first_row_with_a_cell_too_many_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"line 2: 5 cells expected\. Received: 6"):
        majorminer.load(corpus(tmp_path, "clip_id,user_id,seconds,verified,tag\na,u,1,1,bass, deep\nb,u,1,1,x\n"))


def test_validate_decodes(tmp_path):
    root = corpus(tmp_path)
    (root / "clips" / "a.mp3").write_bytes(b"")
    assert [(refusal.item, refusal.reason) for refusal in majorminer.validate(root).refused] == [("a", "unreadable")]


def test_latin_1_is_refused_with_the_byte(tmp_path):
    with pytest.raises(UserError, match=r"line 2: not UTF-8 \(byte 0xfc"):
        majorminer.load(corpus(tmp_path, HEADER + "a,u,1,für,1\n", encoding="latin-1"))


def test_the_crawl_has_no_captions(tmp_path):
    (tmp_path / "majorminer_crawl_2014.tsv").write_text("ab\tLet\\'s go\tArtist\tAlbum\t0:10\tdrums\t3\n")
    assert majorminer.load_crawl(tmp_path)["title"].tolist() == ["Let's go"]
    with pytest.raises(UserError, match="tags but no captions"):
        majorminer.load(tmp_path)


@pytest.mark.material
def test_the_real_crawl(material):
    rows = majorminer.load_crawl(material / "majorminer")
    assert len(rows) == 9087
    assert rows["clip_id"].nunique() == 2359
    assert rows["tag"].nunique() == 40
    assert round(len(rows) / 2359, 2) == 3.85
    assert rows["tag"].value_counts().head(3).to_dict() == {"drums": 1095, "guitar": 883, "male": 684}
    assert rows["users"].min() == 2
    assert rows["users"].max() == 11
    assert not rows[["title", "artist", "album"]].apply(lambda column: column.str.contains(r"\\'")).any(axis=None)


def test_validate_checks_captions_where_the_crawl_is_there_too(tmp_path):
    (corpus(tmp_path) / "majorminer_crawl_2014.tsv").write_text("ab\tTitle\tArtist\tAlbum\t0:10\tdrums\t3\n")
    assert majorminer.validate(tmp_path).counts["captions"] == 3
    (tmp_path / "captions.csv").unlink()
    assert majorminer.validate(tmp_path).counts == {"clips": 1, "tags": 1, "rows": 1}
