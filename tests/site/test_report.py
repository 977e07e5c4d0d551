"""``report`` on results and runs of any kind: hostile texts, missing and foreign ones; folders with other things."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from PIL import Image

from paper_repro.core.errors import UserError
from paper_repro.core.reporting.table import LONGEST_CELL
from paper_repro.site.pictures import MOST_SVG, Picture, picture
from paper_repro.site.report import MARK, Sources, build
from tests.site.made import PAPERS, table
from tests.site.pages import by_class, by_id, parse, text

HOSTILE = [
    "</script><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "שלום عالم \u202eabc",
    "🎻🎹 💩",
    "a|b`c\\d",
    "x" * 300,
]


def test_hostile_texts_are_texts(tmp_path):
    results = tmp_path / "results"
    table(results, HOSTILE)
    build(PAPERS, Sources(results, tmp_path / "runs"), tmp_path / "site")
    plain = tmp_path / "plain"
    table(plain, ["word"] * len(HOSTILE))
    build(PAPERS, Sources(plain, tmp_path / "runs"), tmp_path / "other")
    tree, other = (parse(tmp_path / name / "papers" / "majorminer.html") for name in ("site", "other"))
    for tag in ("script", "img", "svg"):
        assert len(list(tree.iter(tag))) == len(list(other.iter(tag)))
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    words = [word.replace("\u202e", "\\u202e") for word in HOSTILE]
    shown = [text(row[0]) for row in by_class(tree, "grid")[0].find("tbody")]
    assert shown == [word if len(word) <= LONGEST_CELL else f"{word[: LONGEST_CELL - 2]} …" for word in words]
    raw = json.loads(by_id(tree, by_class(tree, "grid")[0].get("data-rows")).text)
    assert [row[raw[0].index("also")] for row in raw[1:]] == words


def test_an_other_version_and_the_smoke_preset_are_said(tmp_path):
    table(tmp_path / "results", ["word"], Versions="music-tagging-papers 0.0.7, keras 3", Preset="smoke: MEAN NOTHING")
    warned = build(PAPERS, Sources(tmp_path / "results", tmp_path / "runs"), tmp_path / "site")
    (box,) = by_class(by_id(parse(tmp_path / "site/papers/majorminer.html"), "result-table1"), "box")
    assert "0.0.7" in text(box)
    assert "mean nothing" in text(box)
    assert any("0.0.7" in warning for warning in warned)


def test_a_table_whose_files_are_of_two_runs_shows_its_raw_values(tmp_path):
    results = tmp_path / "results"
    table(results, ["one", "two"])
    path = results / "majorminer" / "table1.md"
    path.write_text(path.read_text().replace("| two ", "| two \n| three "))
    warned = build(PAPERS, Sources(results, tmp_path / "runs"), tmp_path / "site")
    tree = parse(tmp_path / "site/papers/majorminer.html")
    assert any("different rows" in warning for warning in warned)
    assert [text(cell) for cell in by_class(tree, "grid")[0].find("thead/tr")] == ["word", "score", "also"]


def test_a_damaged_picture_is_named(tmp_path):
    results = tmp_path / "results"
    table(results, ["word"])
    (results / "majorminer" / "figure1.png").write_bytes(b"\x89PNG\r\n\x1a\n no picture")
    (results / "majorminer" / "figure1.json").write_text(json.dumps({"title": "A figure", "notes": []}))
    warned = build(PAPERS, Sources(results, tmp_path / "runs"), tmp_path / "site")
    assert any("figure1.png: not readable" in warning for warning in warned)


def test_a_board_that_is_older_than_its_tables_is_said(tmp_path):
    results = tmp_path / "results"
    table(results, ["word"])
    (results / "claims.json").write_text(json.dumps({"claims": []}))
    warned = build(PAPERS, Sources(results, tmp_path / "runs"), tmp_path / "site")
    assert any("older than the tables" in warning for warning in warned)
    assert any("older than the tables" in text(box) for box in by_class(parse(tmp_path / "site/index.html"), "box"))


def test_a_site_takes_the_place_of_its_own_files_alone(tmp_path):
    results, out = tmp_path / "results", tmp_path / "site"
    table(results, ["word"])
    build(PAPERS, Sources(results, tmp_path / "runs"), out)
    (out / "mine.txt").write_text("kept")
    (out / "papers" / "majorminer.html").write_text("old")
    outside = tmp_path / "outside.txt"
    outside.write_text("kept")
    stored = json.loads((out / MARK).read_text())
    (out / MARK).write_text(json.dumps({**stored, "files": [*stored["files"], "../outside.txt"]}))
    build(PAPERS, Sources(results, tmp_path / "runs"), out)
    assert (out / "mine.txt").read_text() == outside.read_text() == "kept"
    parse(out / "papers" / "majorminer.html")
    assert not list(tmp_path.glob(".site.*"))


def test_other_folders_are_refused(tmp_path):
    table(tmp_path / "results", ["word"])
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").touch()
    with pytest.raises(UserError, match="not a site of this program"):
        build(PAPERS, Sources(tmp_path / "results", tmp_path / "runs"), tmp_path / "full")
    with pytest.raises(UserError, match="no such folder"):
        build(PAPERS, Sources(tmp_path / "nothing", tmp_path / "runs"), tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_clips_have_sound_truth_answer_and_control(runs, sample, tmp_path):
    results = tmp_path / "results"
    table(results, ["word"])
    assert build(PAPERS, Sources(results, runs, [sample]), tmp_path / "site") == []
    tree = parse(tmp_path / "site/papers/majorminer.html")
    clips = by_class(tree, "clip")
    assert len(clips) == 6
    for clip in clips:
        (audio,) = clip.iter("audio")
        sound = tmp_path / "site" / "papers" / audio.get("src")
        assert 10_000 < sound.stat().st_size < 120_000
        assert (tmp_path / "site" / "papers" / next(clip.iter("img")).get("src")).is_file()
        assert by_class(by_class(clip, "truth")[0], "word")
        assert "<b>bold</b>" in text(by_class(clip, "says")[0])
        assert "Of another clip’s sound" in text(by_class(clip, "other")[0])
    # Sound that is called real is not copied unless that is asked for.
    data = next(runs.rglob("data.json"))
    data.write_text(data.read_text().replace("sample corpus", "MajorMiner captions"))
    build(PAPERS, Sources(results, runs, [sample]), tmp_path / "real")
    assert not list((tmp_path / "real").rglob("*.mp3"))
    assert "is not copied" in text(by_class(parse(tmp_path / "real/papers/majorminer.html"), "clip")[0])
    build(PAPERS, Sources(results, runs, [sample], include_audio=True), tmp_path / "real")
    assert len(list((tmp_path / "real").rglob("*.mp3"))) == 6


def test_runs_whose_clips_are_not_here_are_said(runs, sample, tmp_path):
    table(tmp_path / "results", ["word"])
    shutil.copytree(runs, tmp_path / "copied")
    (warned,) = build(PAPERS, Sources(tmp_path / "results", tmp_path / "copied"), tmp_path / "site")
    assert re.search("clips of its runs are not here .*: name their folder, --data", warned)
    assert "--data" in text(by_class(parse(tmp_path / "site/papers/majorminer.html"), "box")[0])


def test_an_svg_is_preferred_unless_it_is_huge(tmp_path):
    Image.new("RGB", (40, 30), "white").save(tmp_path / "figure1.png")
    svg = tmp_path / "figure1.svg"
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    found, wrong = picture(tmp_path, "figure1", tmp_path / "out", "figures/toy")
    assert (found, wrong) == (Picture("figures/toy/figure1.svg", 40, 30), "")
    svg.write_text("x" * (MOST_SVG + 1))
    found, _ = picture(tmp_path, "figure1", tmp_path / "out", "figures/toy")
    assert found == Picture("figures/toy/figure1.webp", 40, 30)
    assert Image.open(tmp_path / "out" / "figure1.webp").size == (40, 30)
    assert picture(tmp_path, "figure2", tmp_path / "out", "figures/toy") == (None, "")
