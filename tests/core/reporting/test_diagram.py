"""Boxes of diagrams: their text fits, and points on their edges are where arrows meet them."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from paper_repro.core.reporting.diagram import KINDS, Diagram, size


@pytest.mark.parametrize("kind", KINDS)
def test_a_box_holds_its_lines(kind):
    diagram = Diagram(3, 1)
    box = diagram.box(0.5, 0.2, 1.6, 0.6, "Conv2D", "3 × 3, 256 filters", "469 × 96", kind=kind)
    FigureCanvasAgg(diagram.canvas).draw()
    axis = diagram.canvas.axes[0]
    assert [text.get_text() for text in axis.texts] == ["Conv2D", "3 × 3, 256 filters", "469 × 96"]
    (low, bottom), (high, top) = axis.transData.transform([(box.x, box.y), (box.x + box.width, box.y + box.height)])
    for text in axis.texts:
        extent = text.get_window_extent()
        assert low < extent.x0
        assert extent.x1 < high
        assert bottom < extent.y0
        assert extent.y1 < top


def test_points_on_a_boxs_edge():
    box = Diagram(4, 4).box(1, 2, 2, 1, "a")
    assert (box.left, box.right, box.top, box.bottom) == ((1, 2.5), (3, 2.5), (2, 3), (2, 2))


def test_an_unknown_kind_is_told():
    with pytest.raises(KeyError, match="unknown"):
        Diagram(1, 1).box(0, 0, 1, 1, "a", kind="unknown")


def test_an_image_leaves_the_limits_as_they_are():
    diagram = Diagram(4, 2)
    diagram.image(diagram.box(0.5, 0.5, 1, 1, ""), [[0, 1], [1, 0]])
    assert diagram.canvas.axes[0].get_xlim() == (0, 4)
    assert diagram.canvas.axes[0].get_ylim() == (0, 2)


def test_size_leaves_the_batch_out():
    assert size((None, None, 1000)) == "? × 1,000"
