"""The picture of the networks: its numbers are those of the built layers, and no text lies over another."""

from dataclasses import replace
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from paper_repro.core.command_line import Options
from paper_repro.musiccaps import architecture
from paper_repro.musiccaps.paper import NETWORKS, PAPER


@pytest.fixture(scope="module")
def drawn():
    return architecture.figure(Options(preset="smoke"))


def test_boxes_hold_all_parameters_of_the_built_network(drawn):
    boxes, networks = drawn.data[drawn.data["layer"].notna()], drawn.data[drawn.data["layer"].isna()]
    (config,) = PAPER.configs(Options(preset="paper"), ["clstma"]).values()
    built = PAPER.module("model").build_published(config).count_params()
    assert boxes["parameters"].sum() == built == 8_245_564
    assert networks["network"].tolist() == list(NETWORKS.values())
    assert networks["parameters"].tolist()[-1] == built
    assert networks["width"].tolist() == [64.0] * 5 + [512.0]
    assert networks["convolution"].tolist() == ["none"] * 3 + ["yes"] * 3


def test_its_numbers_are_read_from_the_layers():
    """Other sizes give another picture."""
    (config,) = PAPER.configs(Options(preset="paper"), ["clstma"]).values()
    narrow = PAPER.module("model").build_published(replace(config, units=7, kernel_size=5))
    parts = architecture._parts(narrow)
    sizes = [part["size"] for part in parts]
    assert sizes == ["512 frames × 32", "512 × 7", "7 units", "2 × 7", "3,900 → 7", "7 units", "7 → 3,900"]
    assert parts[1]["layer"] == "Conv1D, kernel 5, ReLU"


def test_no_text_lies_over_another(drawn):
    canvas = FigureCanvasAgg(drawn.canvas)
    canvas.draw()
    (axis,) = drawn.canvas.axes
    texts = [text for text in axis.texts if text.get_text()]
    assert len(texts) > 40
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in texts]
    for (one, first), (other, second) in combinations(zip(texts, boxes, strict=True), 2):
        assert not first.overlaps(second), (one.get_text(), other.get_text())
    whole = drawn.canvas.bbox
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1 for box in boxes)
