"""Figures 1 to 4: their numbers are those of the network that is built, whatever it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paper_repro.core.command_line import Options
from paper_repro.songtitle import architecture
from paper_repro.songtitle.config import PRESETS
from paper_repro.songtitle.figure1 import figure as figure1
from paper_repro.songtitle.figure2 import figure as figure2
from paper_repro.songtitle.figure3 import figure as figure3
from paper_repro.songtitle.figure4 import figure as figure4
from paper_repro.songtitle.model import build


@pytest.fixture
def other(monkeypatch):
    """Another embedding, other units and another vocabulary than the paper's."""
    config = replace(PRESETS.config("paper"), encoder_weights="", embedding=96, units=48, image_size=64, stored_size=72)
    made = architecture.Network(config, build(config, 777, captions=1, length=5))
    monkeypatch.setattr(architecture, "network", lambda: made)
    return made


def test_numbers_are_read_from_the_model(other, tmp_path):
    figures = [draw(Options()) for draw in (figure1, figure2, figure3, figure4)]
    boxes = {}
    for figure in figures:
        boxes |= dict(zip(figure.data["box"], figure.data["about"], strict=True))
        figure.write(tmp_path)
        assert (tmp_path / "songtitle" / f"{figure.name}.png").stat().st_size > 10_000
        assert f"{other.model.count_params():,}" in figure.text()
    assert "64 × 64 × 3" in boxes["image"]
    assert "48 units" in boxes["LSTM"]
    assert "words: 96 wide" in boxes["LSTM"]
    assert "dense 96 × 1" in boxes["image embedding"]
    assert "777" in boxes["word"]
    assert "replicated to 96 × 1" in boxes
    assert "timbre, 90 × 1" in boxes
    assert "256 bins × 2,582 frames" in boxes["spectrogram"]
    # Three a block of 3, 8, 36 and 3 blocks, one before them, a shortcut a stage.
    assert "155 convolutions" in boxes["ResNet152 (v2)"]


def texts_of(figure):
    (axis,) = figure.canvas.axes
    return [text.get_text() for text in axis.texts]


def test_both_ways_of_inference_differ_in_the_resnet(other):
    baseline, mainline = figure3(Options()), figure4(Options())
    assert "ResNet152 (v2)" not in baseline.data["box"].tolist()
    assert "ResNet152 (v2)" in mainline.data["box"].tolist()
    assert any("back door" in text for text in texts_of(baseline))
    for words in ("<begin>", "<end>", "fed once, as the first input"):
        assert words in texts_of(figure1(Options()))


def test_no_text_leaves_its_box(other):
    """What is longest in each box is narrower than the box, at the size that it is drawn."""
    for draw in (figure1, figure2, figure3, figure4):
        figure = draw(Options())
        figure.canvas.draw_without_rendering()
        (axis,) = figure.canvas.axes
        boxes = [patch.get_window_extent() for patch in axis.patches]
        for text in axis.texts:
            extent = text.get_window_extent()
            middle = (extent.x0 + extent.x1) / 2
            inside = [box for box in boxes if box.x0 < middle < box.x1 and box.y0 < extent.y0 < box.y1]
            assert all(box.x0 < extent.x0 and extent.x1 < box.x1 for box in inside), text.get_text()
