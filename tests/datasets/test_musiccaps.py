"""The MusicCaps loader: every trap of the table, both ways of keeping the sound, and the published counts."""

import csv
import io

import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.errors import UserError
from paper_repro.datasets import musiccaps
from paper_repro.datasets.musiccaps.table import COLUMNS

RATE = 8000
IDS = ("-0Gj8-vB1q4", "abcdefghij_", "ABCDEFGHIJ_")


def row(ytid=IDS[0], **changes):
    return {
        "ytid": ytid, "start_s": "30", "end_s": "40", "audioset_positive_labels": "/m/0140xf,/m/04rlf",
        "aspect_list": "['sad', 'mellow piano']", "caption": "A sad song.", "author_id": "4",
        "is_balanced_subset": "False", "is_audioset_eval": "True",
    } | changes  # fmt: skip


def table(*rows, columns=COLUMNS):
    """As published: CRLF between rows, LF in captions."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def corpus(root, text=None, sounds=()):
    """``sounds``: path relative to ``root``, and seconds."""
    (root / "audio").mkdir(parents=True)
    text = table(*map(row, IDS)) if text is None else text
    (root / "musiccaps-public.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    for name, seconds in dict(sounds).items():
        sf.write(root / name, np.zeros(round(seconds * RATE)), RATE)
    return root


def refusals(found):
    return {(refusal.item, refusal.reason) for refusal in found.refused}


def test_a_row_becomes_a_clip(tmp_path):
    aspects = """['b', ' a ', "children's song", 'b', '', '"4 on the floor" kick', 'i’m sorry', 'a, b', '\\\\d']"""
    text = table(row(aspect_list=aspects, caption='First, "quoted".\nSecond.', is_balanced_subset="True"))
    (clip,) = musiccaps.load(corpus(tmp_path, text)).clips
    assert clip == musiccaps.Clip(
        ytid="-0Gj8-vB1q4", start=30.0, end=40.0, labels=("/m/0140xf", "/m/04rlf"),
        aspects=("b", "a", "children's song", "b", '"4 on the floor" kick', "i’m sorry", "a, b", "\\d"),
        caption='First, "quoted".\nSecond.', author="4", balanced=True, evaluation=True, audio=None, offset=0.0,
    )  # fmt: skip


ROWS = (row(caption="One.\nTwo."), row(IDS[1]))
WRITTEN = table(*ROWS)


@pytest.mark.parametrize("text", [
    "\ufeff" + WRITTEN,
    WRITTEN.replace("\r\n", "\n"),
    WRITTEN.replace("\r\n", "\n").replace("\n", "\r\n"),
    WRITTEN + "\r\n",
    table(*({"more": "x\ny"} | one for one in ROWS), columns=("more", *reversed(COLUMNS))),
], ids=["byte order mark", "LF", "CRLF in captions too", "empty line at the end", "columns"])  # fmt: skip
def test_the_same_rows_however_they_are_written(tmp_path, text):
    plain = musiccaps.load(corpus(tmp_path / "plain", WRITTEN))
    assert musiccaps.load(corpus(tmp_path / "other", text)).clips == plain.clips
    assert plain.clips[0].caption == "One.\nTwo."


def test_nothing_needs_to_be_heard(tmp_path):
    data = musiccaps.load(corpus(tmp_path))
    assert [clip.ytid for clip in data.clips] == list(IDS) == list(data.missing)
    assert data.with_audio == data.refused == ()


@pytest.mark.parametrize(("name", "seconds", "offset"), [
    ("audio/-0Gj8-vB1q4.wav", 10, 0), ("audio/-0Gj8-vB1q4.wav", 9.6, 0), ("audio/-0Gj8-vB1q4.flac", 10.4, 0),
    ("-0Gj8-vB1q4.ogg", 39.6, 30), ("audio/-0Gj8-vB1q4.mp3", 60, 30),
    ("audio/[-0Gj8-vB1q4]-[30-40].wav", 10, 0), ("[-0Gj8-vB1q4]-[30-40].wav", 12, 0),
])  # fmt: skip
def test_excerpts_and_whole_videos_are_told_apart(tmp_path, name, seconds, offset):
    data = musiccaps.load(corpus(tmp_path, table(row()), {name: seconds}))
    (clip,) = data.with_audio
    assert (clip.audio, clip.offset) == (tmp_path / name, offset)
    assert data.missing == data.refused == ()
    report = musiccaps.validate(tmp_path)
    assert report.counts["clips with sound"] == 1
    assert report.refused == []


@pytest.mark.parametrize(("name", "seconds", "words"), [
    ("audio/-0Gj8-vB1q4.wav", 9.4, "holds 9.40 s, its excerpt ends at 10 s"),
    ("audio/-0Gj8-vB1q4.wav", 39, "holds 39.00 s, its excerpt ends at 40 s"),
    ("audio/[-0Gj8-vB1q4]-[30-40].wav", 9, "holds 9.00 s, its excerpt ends at 10 s"),
])  # fmt: skip
def test_too_little_sound_is_refused(tmp_path, name, seconds, words):
    data = musiccaps.load(corpus(tmp_path, table(row()), {name: seconds}))
    assert refusals(data) == {("-0Gj8-vB1q4", "shorter than the labelled excerpt")}
    assert words in data.refused[0].detail
    assert data.with_audio == data.missing == ()
    assert len(data.clips) == 1


def test_the_numbers_in_file_names_are_whole_however_the_table_writes_them(tmp_path):
    text = table(row(start_s="30.0", end_s="40.0"), row(IDS[1], start_s="2.5", end_s="12.5"))
    names = ("audio/[-0Gj8-vB1q4]-[30-40].wav", "audio/[abcdefghij_]-[2.5-12.5].wav")
    data = musiccaps.load(corpus(tmp_path, text, dict.fromkeys(names, 10)))
    assert [clip.audio for clip in data.with_audio] == [tmp_path / name for name in names]


def test_second_files_and_files_without_a_row_are_named(tmp_path):
    used = ["audio/[-0Gj8-vB1q4]-[30-40].wav", "audio/abcdefghij_.wav"]
    # The excerpt stands before the whole video, wav before flac, audio/ before the folder itself.
    second = ["audio/-0Gj8-vB1q4.wav", "audio/abcdefghij_.flac", "abcdefghij_.wav"]
    no_row = ["audio/[abcdefghij_]-[31-41].wav", "holiday.wav"]
    data = musiccaps.load(corpus(tmp_path, sounds=dict.fromkeys(used + second + no_row, 10)))
    assert [clip.audio for clip in data.with_audio] == [tmp_path / name for name in used]
    assert refusals(data) == {(name, "second file") for name in second} | {(name, "no row") for name in no_row}
    assert data.missing == (IDS[2],)


def test_what_cannot_be_read_is_refused_and_not_missing(tmp_path):
    root = corpus(tmp_path, sounds={f"audio/{IDS[1]}.wav": 10})
    (root / "audio" / f"{IDS[0]}.wav").write_bytes(b"not a sound")
    (root / "audio" / f"{IDS[2]}.mp3").symlink_to(root / "gone.mp3")
    data = musiccaps.load(root)
    assert refusals(data) == {(IDS[0], "unreadable")}
    assert data.missing == (IDS[2],)
    assert [clip.ytid for clip in data.with_audio] == [IDS[1]]


def test_validate_decodes_the_excerpt(tmp_path):
    root = corpus(tmp_path, sounds={f"audio/{IDS[1]}.wav": 40})
    for ytid, second in ((IDS[0], 35), (IDS[2], 5)):
        samples = np.zeros(40 * RATE)
        samples[second * RATE] = np.nan
        sf.write(root / "audio" / f"{ytid}.wav", samples, RATE, subtype="FLOAT")
    report = musiccaps.validate(root)
    # What is broken before the excerpt is not its business.
    assert refusals(report) == {(IDS[0], "not finite")}
    assert report.counts["clips with sound"] == 2


def test_a_file_cut_off_behind_a_whole_header_is_too_short(tmp_path, monkeypatch):
    root = corpus(tmp_path, table(row()), {f"audio/{IDS[0]}.wav": 35})
    whole = sf.info(root / "audio" / f"{IDS[0]}.wav")
    whole.frames = 60 * RATE
    monkeypatch.setattr(sf, "info", lambda path: whole)
    report = musiccaps.validate(root)
    assert refusals(report) == {(IDS[0], "shorter than the labelled excerpt")}
    assert "holds 5.00 s from 30 s on, its excerpt ends at 40 s" in report.refused[0].detail


def test_an_empty_aspect_list_is_refused_by_name(tmp_path):
    rows = [row(), row(IDS[1], aspect_list="[]"), row(IDS[2], aspect_list="[' ', '']")]
    data = musiccaps.load(corpus(tmp_path, table(*rows), {f"audio/{IDS[1]}.wav": 10}))
    assert refusals(data) == {(IDS[1], "no aspect"), (IDS[2], "no aspect")}
    assert [clip.ytid for clip in data.clips] == [IDS[0]] == list(data.missing)
    assert musiccaps.validate(tmp_path).counts["clips"] == 3


def test_validate_counts_and_lists_what_is_missing(tmp_path):
    rows = [
        row(aspect_list="['a', 'b', 'a']", caption="One.\nTwo.", is_balanced_subset="True"),
        row(IDS[1], aspect_list="['a']", is_audioset_eval="False"),
        row(IDS[2]),
    ]
    report = musiccaps.validate(corpus(tmp_path, table(*rows), {f"audio/{IDS[1]}.wav": 10}))
    assert report.counts == {
        "clips": 3, "clips with sound": 1, "clips without a sound file": 2, "aspects": 6, "distinct aspects": 4,
        "aspects that occur once": 3, "fewest aspects of a clip": 1, "most aspects of a clip": 3,
        "clips that repeat an aspect": 1, "captions with a line break": 1, "ids beginning with -": 1,
        "rows of the evaluation subset": 2, "rows of the balanced subset": 1,
    }  # fmt: skip
    assert refusals(report) == {(IDS[0], "no sound file"), (IDS[2], "no sound file")}
    report.write(tmp_path / "out" / "missing.csv")
    written = (tmp_path / "out" / "missing.csv").read_text().splitlines()
    assert written[0] == "verdict,item,reason,detail"
    assert [line.split(",")[:3] for line in written[1:]] == [["refused", i, "no sound file"] for i in (IDS[0], IDS[2])]


def test_subsets(tmp_path):
    rows = [row(is_balanced_subset="True"), row(IDS[1]), row(IDS[2], is_audioset_eval="False")]
    data = musiccaps.load(corpus(tmp_path, table(*rows)))
    assert {name: len(data.subset(name)) for name in musiccaps.SUBSETS} == {"all": 3, "balanced": 1, "evaluation": 2}
    with pytest.raises(UserError, match=r"must be one of all, balanced, evaluation\. Received: 'train'"):
        data.subset("train")


LIST = "aspect_list must be a Python list of strings"
BAD_LISTS = (
    "", "sad, slow", "['a'", "('a',)", "{'a'}", "['a', 1]", "[b'a']", "[['a']]", "['a', None]", "'sad'", "None",
    "{[]: 1}", "['\\ud800']", "['a\x00']", "__import__('os').getcwd()", "[c for c in 'ab']", "[" * 150 + "]" * 150,
    "-" * 9000 + "1", "[" * 9000, "9" * 9000, "['a'" + "+'a'" * 2000 + "]", "['" + "a" * 10_000 + "']",
)  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), [
    *(({"aspect_list": cell}, LIST) for cell in BAD_LISTS),
    ({"ytid": "../../../et"}, "ytid must be a YouTube id of 11 characters .*Received: '../../../et'"),
    ({"ytid": "short"}, "YouTube id of 11 characters"), ({"ytid": "0Gj8-vB1q4\n"}, "YouTube id of 11 characters"),
    ({"start_s": "half a minute"}, "start_s must be a number of seconds. Received: 'half a minute'"),
    ({"start_s": "nan"}, "start_s must be a number"), ({"end_s": "-1"}, "end_s must be a number"),
    ({"end_s": "1e400"}, "end_s must be a number"),
    ({"end_s": "30"}, "end_s must be above start_s, which is 30. Received: '30'"),
    ({"is_balanced_subset": "yes"}, "is_balanced_subset must be True or False. Received: 'yes'"),
    ({"is_audioset_eval": "1"}, "is_audioset_eval must be True or False. Received: '1'"),
    ({"ytid": IDS[1]}, f"ytid '{IDS[1]}' is on line 4 already"),
])  # fmt: skip
def test_what_cannot_be_is_one_line_that_says_where(tmp_path, changes, words):
    # Three rows on lines 2 to 3, 4, and 5 to 7: captions hold line breaks.
    text = table(row(caption="One.\nTwo."), row(IDS[1]), row(**{"ytid": IDS[2], "caption": "1\n2\n3", **changes}))
    with pytest.raises(UserError, match=words) as caught:
        musiccaps.load(corpus(tmp_path, text))
    assert str(caught.value).startswith(f"{tmp_path / 'musiccaps-public.csv'} line 5: ")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < len(str(tmp_path)) + 400


@pytest.mark.parametrize(("text", "words"), [
    ("", "line 1: header must be ytid,.*Missing or repeated: ytid, .*Received: ''"),
    (table(), "has a header and no rows"),
    (table(row()).replace("start_s", "start", 1), "Missing or repeated: start_s. Received: 'ytid,start,"),
    (table(row()).replace("author_id", "caption", 1), "Missing or repeated: caption, author_id"),
    (table(row(caption="1\n2")) + f"{IDS[1]},30,40\r\n", "line 4: 9 cells expected. Received: 3"),
    (table(row(caption="1\n2")).replace("True", "True,x"), "line 2: 9 cells expected. Received: 10"),
    (table(row(caption="1\n2")) + f'{IDS[1]},30,40,"/m\r\n\r\n', "line 4: unexpected end of data"),
    (table(row(), row(IDS[1], caption="a" * 200_000)), "line 3: field larger than"),
    (table(row(caption="für")).encode("latin-1"), "line 2: not UTF-8"),
])  # fmt: skip
def test_what_is_no_such_table_is_one_line_that_says_where(tmp_path, text, words):
    with pytest.raises(UserError, match=words) as caught:
        musiccaps.load(corpus(tmp_path, text))
    assert str(caught.value).startswith(str(tmp_path / "musiccaps-public.csv"))


@pytest.mark.material
def test_the_published_set(material):
    report = musiccaps.validate(material / "musiccaps")
    expected = {
        "clips": 5_521, "aspects": 58_901, "distinct aspects": 13_219, "aspects that occur once": 9_275,
        "fewest aspects of a clip": 1, "most aspects of a clip": 34, "clips that repeat an aspect": 441,
        "captions with a line break": 5, "ids beginning with -": 107, "rows of the evaluation subset": 2_858,
        "rows of the balanced subset": 1_000,
    }  # fmt: skip
    assert {name: report.counts[name] for name in expected} == expected
    assert round(58_901 / 5_521, 2) == 10.67
    data = musiccaps.load(material / "musiccaps")
    assert {clip.end - clip.start for clip in data.clips} == {10.0}
    assert len({label for clip in data.clips for label in clip.labels}) == 346
    assert set(data.subset("balanced")) < set(data.subset("evaluation"))
    assert data.clips[0].aspects[-3:] == ("sad", "soulful", "ballad")
