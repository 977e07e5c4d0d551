"""What every drawn picture must be: whole and legible."""

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg


def check_legible(picture) -> None:
    """No text of a one-axis picture lies on another, and nothing leaves the picture."""
    canvas = FigureCanvasAgg(picture)
    canvas.draw()
    (axis,) = picture.axes
    texts = [text for text in axis.texts if text.get_text()]
    assert texts
    extents = [text.get_window_extent(canvas.get_renderer()) for text in texts]
    # Lines of one box may touch.
    shrunk = [extent.shrunk(0.9, 0.8) for extent in extents]
    for (one, first), (other, second) in combinations(zip(texts, shrunk, strict=True), 2):
        assert not first.overlaps(second), (one.get_text(), other.get_text())
    whole = picture.bbox
    for extent in (*extents, *(patch.get_window_extent() for patch in axis.patches)):
        assert whole.x0 <= extent.x0 <= extent.x1 <= whole.x1
        assert whole.y0 <= extent.y0 <= extent.y1 <= whole.y1
