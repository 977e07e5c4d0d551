"""Boxes of diagrams: their text fits, and points on their edges are where arrows meet them."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.text import Annotation

from paper_repro.core.reporting.diagram import KINDS, Box, Diagram, Part, size


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


def axis_of(diagram):
    (axis,) = diagram.canvas.axes
    return axis


def is_dashed(patch):
    return patch.get_linestyle() in ("--", "dashed")


def test_a_dashed_box_and_a_filled_one():
    diagram = Diagram(4, 1)
    diagram.box(0, 0, 1, 1, "a", kind="dense")
    diagram.box(1, 0, 1, 1, "b", kind="dense", dashed=True)
    diagram.box(2, 0, 1, 1, kind="dense", filled=True)
    plain, dashed, filled = axis_of(diagram).patches
    assert [is_dashed(patch) for patch in (plain, dashed, filled)] == [False, True, False]
    assert plain.get_facecolor() == to_rgba("white")
    assert filled.get_facecolor() == plain.get_edgecolor() == to_rgba(KINDS["dense"])
    # A box without a name has no text.
    assert [text.get_text() for text in axis_of(diagram).texts] == ["a", "b"]


def test_corners_stay_within_a_narrow_box():
    diagram = Diagram(1, 1)
    diagram.box(0.5, 0.1, 0.04, 0.8, filled=True)
    (bar,) = axis_of(diagram).patches
    assert bar.get_path().get_extents().bounds == pytest.approx((0.5, 0.1, 0.04, 0.8))


def test_a_chain_has_boxes_of_one_size_and_an_arrow_between_each_two():
    diagram = Diagram(8, 1)
    parts = [Part("a", ("1",), "data"), Part("b", kind="dense"), Part("c", dashed=True)]
    boxes = diagram.chain(parts, 0.5, 0.25, width=1, height=0.5, gap=0.25)
    assert boxes == [Box(0.5, 0.25, 1, 0.5), Box(1.75, 0.25, 1, 0.5), Box(3.0, 0.25, 1, 0.5)]
    arrows = [text for text in axis_of(diagram).texts if isinstance(text, Annotation)]
    assert [(arrow.xyann, arrow.xy) for arrow in arrows] == [((1.5, 0.5), (1.75, 0.5)), ((2.75, 0.5), (3.0, 0.5))]
    assert [is_dashed(arrow.arrow_patch) for arrow in arrows] == [False, True]
    assert [text.get_text() for text in axis_of(diagram).texts if text not in arrows] == ["a", "1", "b", "c"]
    assert diagram.chain([], 0, 0, 1, 1, 1) == []


@pytest.mark.parametrize(
    ("points", "place", "sides"),
    [
        ([(1, 1), (1, 3)], (1.07, 2), ("left", "center")),
        ([(1, 1), (3, 1)], (2, 0.93), ("center", "top")),
        ([(1, 1), (1, 0.5), (3, 0.5), (3, 1)], (2, 0.43), ("center", "top")),
    ],
)
def test_text_stands_at_the_longest_piece_of_an_arrow(points, place, sides):
    diagram = Diagram(4, 4)
    diagram.arrow(*points, text="state", dashed=True)
    arrow, text = axis_of(diagram).texts
    assert (arrow.xyann, arrow.xy) == (points[-2], points[-1])
    assert text.get_text() == "state"
    assert text.get_position() == pytest.approx(place)
    assert (text.get_ha(), text.get_va()) == sides
    pieces = axis_of(diagram).lines
    assert [list(map(tuple, line.get_xydata())) for line in pieces] == ([points[:-1]] if len(points) > 2 else [])
    assert all(map(is_dashed, [*pieces, arrow.arrow_patch]))


def test_arrows_leave_a_block_where_its_side_ends():
    def block(up):
        return Diagram(4, 4).block(1, 1, 0.5, 1, back=(0.5, up))

    # The side still spans half the front's height, then it begins above that: a steeper edge, met earlier.
    assert [block(up).right for up in (0, 0.25, 0.5, 1)] == [(2, 1.5), (2, 1.5), (2, 1.5), (1.75, 1.5)]
    assert block(1).left == (1, 1.5)


def test_a_block_hides_what_is_behind_it():
    diagram = Diagram(4, 4)
    diagram.block(1, 1, 1, 1, back=(0.5, 0.5), kind="pool")
    white, coloured = axis_of(diagram).patches[::2], axis_of(diagram).patches[1::2]
    assert len(white) == len(coloured) == 3
    assert all(patch.get_facecolor() == to_rgba("white") for patch in white)
    assert len({patch.get_facecolor() for patch in coloured}) == 3
    assert {patch.get_facecolor()[:3] for patch in coloured} == {to_rgba(KINDS["pool"])[:3]}


def test_the_sheets_font_is_that_of_boxes_and_labels_and_headings_are_larger():
    diagram = Diagram(4, 1, font=9)
    diagram.box(0, 0, 1, 1, "a", "b")
    diagram.label((2, 0.5), "c")
    diagram.heading((3, 0.5), "d")
    assert [text.get_fontsize() for text in axis_of(diagram).texts] == [9, 9, 9, 10.5]


def test_size_leaves_the_batch_out():
    assert size((None, None, 1000)) == "? × 1,000"
