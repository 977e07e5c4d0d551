"""Figure 1 shows what is built."""

from collections import Counter
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from paper_repro.core.command_line import Options
from paper_repro.majorminer import published
from paper_repro.majorminer.figure1 import figure


@pytest.fixture(scope="module")
def drawn():
    return figure(Options(preset="smoke"))


def test_it_shows_the_networks_at_the_published_settings(drawn):
    texts = Counter(text.get_text() for text in drawn.canvas.axes[0].texts)
    for shape, times in {"469 × 96": 4, "469 × 256": 7, "30 × 512": 1, "469 × 753": 2, "469 × 561": 1}.items():
        assert texts[shape] == times
    assert texts["3, 256 filters"] == texts["3 × 3, 256 filters"] == 6
    assert texts["dense 988"] == texts["attention"] == len(published.FIGURE1_CAPTION) + 1
    assert set(published.FIGURE1_CAPTION) < set(texts)
    assert set(drawn.data["model"]) == {"cnn1d_lstm", "cnn2d_lstm", "cnn2d_gru", "musicnn_lstm", "musicnn_gru"}
    assert "1D CNN + LSTM: 2,429,916 parameters." in drawn.notes


def test_no_text_lies_on_another(drawn):
    FigureCanvasAgg(drawn.canvas).draw()
    texts = [text for text in drawn.canvas.axes[0].texts if text.get_text()]
    extents = [text.get_window_extent().shrunk(0.9, 0.8) for text in texts]
    assert not [pair for pair in combinations(extents, 2) if pair[0].overlaps(pair[1])]
