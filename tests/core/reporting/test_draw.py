"""A built model as a picture: every layer is a box, and arrows that skip levels can be followed."""

import keras
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation

from paper_repro.core.reporting.draw import draw_model
from tests.pictures import check_legible


@pytest.fixture
def drawn():
    """Twelve layers that one arrow skips, and two side by side."""
    start = x = keras.Input((8,), name="start")
    for number in range(12):
        x = keras.layers.Dense(8, name=f"dense{number}")(x)
    x = keras.layers.Add(name="sum")([start, x])
    sides = [keras.layers.Dense(4, name=name)(x) for name in ("left", "right")]
    model = keras.Model(start, keras.layers.Concatenate(name="both")(sides), name="skipping")
    return draw_model(model, "paper", "model_skipping", "smoke")


def test_all_layers_are_in_it(drawn):
    check_legible(drawn.canvas)
    (axis,) = drawn.canvas.axes
    texts = [text.get_text() for text in axis.texts]
    assert set(drawn.data["layer"]) < set(texts)
    assert texts.count("8   (72)") == 12
    assert len(axis.patches) == len(drawn.data) == 17


def test_arrows_around_levels_stay_on_the_sheet(drawn):
    canvas = FigureCanvasAgg(drawn.canvas)
    canvas.draw()
    (axis,) = drawn.canvas.axes
    arrows = [text.arrow_patch for text in axis.texts if isinstance(text, Annotation)]
    assert len(arrows) == 18
    # Its path, not its extent: an extent is that of the points that bend a curve, which lie outside of it.
    reached = [arrow.get_path().transformed(arrow.get_transform()) for arrow in arrows]
    assert max(path.to_polygons(closed_only=False)[0][:, 0].max() for path in reached) < drawn.canvas.bbox.x1
