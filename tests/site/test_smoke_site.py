"""The site of what was trained a minute ago at the smoke preset: it says so, and its clips have real runs' answers."""

from __future__ import annotations

import json

from paper_repro.majorminer.paper import PAPER
from tests.site.pages import by_class, by_id, check_links, parse, text

PAGE = "papers/majorminer.html"


def test_its_numbers_are_said_to_mean_nothing(smoke_site):
    (box,) = by_class(by_id(parse(smoke_site / PAGE), "result-table1"), "box")
    assert "mean nothing" in text(box)
    assert any("mean nothing" in warning for warning in json.loads((smoke_site.parent / "warned.json").read_text()))


def test_its_pages_are_whole(smoke_site):
    pages = [path.relative_to(smoke_site).as_posix() for path in smoke_site.rglob("*.html")]
    assert sorted(pages) == ["index.html", PAGE]
    check_links(smoke_site, {name: parse(smoke_site / name) for name in pages})


def test_each_clip_has_sound_truth_and_what_four_networks_say_of_it_and_of_another(smoke_site):
    clips = by_class(parse(smoke_site / PAGE), "clip")
    assert len(clips) == 6
    labels = {row.label for row in PAPER.rows.values()}
    for clip in clips:
        (audio,) = clip.iter("audio")
        assert (smoke_site / "papers" / audio.get("src")).stat().st_size > 10_000
        assert by_class(by_class(clip, "truth")[0], "word")
        says = by_class(clip, "says")
        assert len(says) == 4
        for said in says:
            assert text(said.find("h4")).partition(",")[0] in labels
            assert "Of another clip’s sound" in text(by_class(said, "other")[0])
