"""Figures 2 and 3: all layers are in the picture, and all of it can be read."""

import pytest

from paper_repro.cal500exp.figure2 import figure as figure2
from paper_repro.cal500exp.figure3 import figure as figure3
from paper_repro.core.command_line import Options
from tests.pictures import check_legible


@pytest.mark.parametrize(("draw", "recurrent"), [(figure2, False), (figure3, True)])
def test_the_built_network_is_drawn_whole(draw, recurrent):
    figure = draw(Options())
    check_legible(figure.canvas)
    (axis,) = figure.canvas.axes
    texts = [text.get_text() for text in axis.texts]
    for shape in ("1 × 128 × 128", "20 × 128 × 128", "40 × 64 × 64", "80 × 32 × 32", "flattened\n81,920"):
        assert shape in texts
    assert {"1,000", "600", "18"} < set(texts)
    assert ("LSTM" in texts) == ("1,500" in texts) == recurrent
    # A white and a coloured face each; a bar for each layer of neurons, and the LSTM's box.
    blocks = sum(name == "image" or name.startswith(("conv", "pool")) for name in figure.data["layer"])
    bars = sum(name.startswith(("dense", "tags", "both", "lstm")) for name in figure.data["layer"])
    assert len(axis.patches) == 6 * blocks + bars
