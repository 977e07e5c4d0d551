"""The site of the committed results: its numbers are theirs, its pages are whole, it needs nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from paper_repro.core.reporting.board import board
from paper_repro.core.reporting.results import read_results
from paper_repro.papers import NAMES, PAPERS
from tests.site.pages import by_class, by_id, check_links, parse, text

PAGES = ["index.html", "method.html", *(f"papers/{name}.html" for name in NAMES)]


@pytest.fixture(scope="module")
def trees(site):
    return {name: parse(site / name) for name in PAGES}


@pytest.fixture(scope="module")
def claims(results):
    """The board of the tables, as ``claims`` writes it."""
    return board(PAPERS, read_results(results)).blocks[0].records()


def test_every_verdict_of_the_board_is_on_its_paper_s_page(trees, claims):
    for name in NAMES:
        wanted = Counter(each["key"] for each in claims if each["paper"] == name)
        for key, count in wanted.items():
            shown = by_id(trees[f"papers/{name}.html"], f"claim-{name}-{key}".lower().replace("_", "-"))
            findings = by_class(shown, "finding")
            assert len(findings) == count, (name, key)
            said = Counter(text(by_class(finding[0], "verdict")[0]) for finding in findings)
            assert said == Counter(each["verdict"] for each in claims if (each["paper"], each["key"]) == (name, key))


def test_every_number_of_a_claim_is_the_result_s(trees, claims):
    """Value and bounds as the results have them, times the unit's scale, to the decimals that are shown."""
    scales = {"points": 100, "%": 100, "square points": 10_000}
    compared = 0
    for name in NAMES:
        own = [each for each in claims if each["paper"] == name]
        for key in {each["key"] for each in own}:
            anchor = f"claim-{name}-{key}".lower().replace("_", "-")
            findings = by_class(by_id(trees[f"papers/{name}.html"], anchor), "finding")
            for finding, each in zip(findings, [each for each in own if each["key"] == key], strict=True):
                lines = [line for line in by_class(finding, "line") if "s-published" not in line.get("class").split()]
                numbers = [part for part in each["parts"] if part["value"] is not None]
                for line, part in zip(lines, numbers, strict=True):
                    shown = re.findall(r"[+-]?[\d,]*\.?\d+", text(by_class(line, "num")[0]))
                    scale = scales.get(part["unit"], 1)
                    for written, raw in zip(shown, (part["value"], part["low"], part["high"]), strict=False):
                        step = 0.5 * 10.0 ** -len(written.partition(".")[2])
                        assert abs(float(written.replace(",", "")) - scale * raw) <= step * 1.0001, (key, written, raw)
                        compared += 1
    assert compared > 500


def test_tally_counts_the_verdicts(trees, claims):
    counts = Counter(each["verdict"] for each in claims)
    (key,) = by_class(trees["index.html"], "tally-key")[:1]
    shown = {text(by_class(item, "verdict")[0]): int(text(item.find("b"))) for item in key}
    assert shown == counts


def test_tables_have_the_cells_of_the_markdown_and_the_values_of_the_json(trees, results):
    compared = 0
    for name in NAMES:
        tree = trees[f"papers/{name}.html"]
        for path in sorted((results / name).glob("*.md")):
            anchor = f"result-{path.stem}".replace("_", "-")
            table = by_class(by_id(tree, anchor), "grid")[0]
            body = path.read_text(encoding="utf-8").split("\n\n**", 1)[1].split("\n\n")[1].splitlines()[2:]
            printed = [[cell.strip().replace("\\", "") for cell in line.strip("| ").split(" | ")] for line in body]
            shown = [[text(cell) for cell in row] for row in table.find("tbody")]
            flat = [[" ".join(cell.split()) for cell in row if cell] for row in printed]
            assert [[cell for cell in row if cell] for row in shown] == flat, path
            names, *rows = json.loads(by_id(tree, table.get("data-rows")).text)
            content = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            first = next(value for value in content.values() if value and isinstance(value[0], dict))
            assert len(rows) == len(first), path
            for row, record in zip(rows, first, strict=True):
                for key, value in record.items():
                    if isinstance(value, float):
                        assert row[names.index(key)] == pytest.approx(value, rel=1e-5), (path, key)
                        compared += 1
    assert compared > 200


def test_all_results_are_shown(trees, results):
    for path in results.glob("*/*.json"):
        page = f"papers/{path.parent.name}.html" if path.parent.name in NAMES else "method.html"
        by_id(trees[page], f"result-{path.stem}".replace("_", "-"))


def test_links_lead_somewhere_and_nothing_comes_from_elsewhere(site, trees):
    check_links(site, trees)


def test_pictures_have_texts_and_controls_have_names(trees):
    for name, tree in trees.items():
        for element in tree.iter("img"):
            assert element.get("alt"), name
        for element in tree.iter("button"):
            assert text(element) or element.get("aria-label"), name
        levels = [int(each.tag[1]) for each in tree.iter() if each.tag in {f"h{level}" for level in range(1, 7)}]
        assert levels[0] == 1
        assert levels.count(1) == 1, name


def test_it_is_small(site):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.suffix != ".mp3") < 3_000_000


def test_what_is_missing_is_said(site, trees):
    warned = json.loads((site.parent / "warned.json").read_text())
    assert any("nothing to listen to" in text for text in warned)
    boxes = [text(box) for tree in trees.values() for box in by_class(tree, "box")]
    for each in warned:
        assert any(each.endswith(box.removeprefix("⚠ ")[-60:]) for box in boxes), each
