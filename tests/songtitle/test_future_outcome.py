"""What ``future`` is made of: music that cannot be used ends nothing; the bridge is scored clip by clip."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.tagging import macro, roc_auc
from paper_repro.songtitle import future_outcome
from paper_repro.songtitle.future_blocks import bridge_block
from paper_repro.songtitle.future_outcome import Future, run_future
from paper_repro.songtitle.future_rows import FUTURE, SHALLOWER
from paper_repro.songtitle.music_config import ROW
from paper_repro.songtitle.options import TitleOptions
from paper_repro.songtitle.paper import PAPER

CLIPS, TAGS = 60, 3


def music_of(present, scores):
    clips = [f"c{number}" for number in range(2 * CLIPS)]
    # What is not of the test part must not be scored.
    arrays = {
        "present": np.concatenate([present, 1 - present]),
        "scores": np.concatenate([scores, scores]),
        "columns": np.array([4, 2, 0]),
    }
    corpus = SimpleNamespace(
        array=arrays.get,
        split=lambda config: {"test": clips[:CLIPS]},
        words=dict.fromkeys(clips),
        tags=("rock", "x", "piano", "y", "slow"),
    )
    return SimpleNamespace(corpus=corpus, results=SimpleNamespace(rows={ROW: SimpleNamespace(config=None)}))


def test_the_bridge_is_scored_by_clips_and_against_other_clips():
    rng = np.random.default_rng(0)
    present = rng.integers(0, 2, (CLIPS, TAGS))
    scores = rng.normal(size=(CLIPS, TAGS)) + present * [0.5, 1.0, 9.0]
    (cells,) = bridge_block(music_of(present, scores)).rows
    assert cells["mean"].n == cells["lost"].n == CLIPS
    assert cells["mean"].value == pytest.approx(macro(roc_auc(present, scores)))
    assert cells["lost"].low > 0.0
    assert cells["best"] == "rock 1.000"
    (unheard,) = bridge_block(music_of(present, rng.normal(size=(CLIPS, TAGS)))).rows
    assert unheard["lost"].low < 0.0 < unheard["lost"].high


def test_without_a_tag_that_can_be_scored_nothing_breaks():
    (cells,) = bridge_block(music_of(np.ones((CLIPS, TAGS), int), np.zeros((CLIPS, TAGS)))).rows
    assert (cells["tags"], cells["best"], cells["worst"]) == (0, "none", "none")


@pytest.fixture
def order(monkeypatch):
    """The steps of ``run_future`` that were taken, none of which trains."""
    taken = []

    def step(name, value):
        monkeypatch.setattr(future_outcome, name, lambda *given, **named: taken.append(name) or value)

    step("open_corpus", None)
    step("run_rows", SimpleNamespace(rows={}))
    step("transfer_of", None)
    step("encoder_costs", (None, None))
    return taken


def test_damaged_music_is_said_before_anything_is_trained(order, tmp_path):
    (tmp_path / "musiccaps").mkdir()
    (tmp_path / "musiccaps" / "musiccaps-public.csv").write_text("no,such,table\n1,2,3\n")
    future = run_future(TitleOptions(preset="smoke", data=tmp_path, runs=tmp_path / "runs"))
    assert future.tried is None
    assert "musiccaps-public.csv" in future.absent
    assert order.count("run_rows") == 1  # the pictures
    assert "transfer_of" in order


def test_songs_that_cannot_be_asked_end_nothing(order, monkeypatch):
    def refuse(*given):
        raise UserError("the tagger's wheel is damaged")

    monkeypatch.setattr(future_outcome, "open_music", lambda options: SimpleNamespace(tags=()))
    monkeypatch.setattr(future_outcome, "config_of", lambda options, corpus: None)
    monkeypatch.setattr(future_outcome, "ask", refuse)
    future = run_future(TitleOptions(preset="smoke"))
    assert (future.tried, future.absent) == (None, "the tagger's wheel is damaged")


@pytest.mark.parametrize(
    ("given", "encoder", "shallow", "label"),
    [
        ({}, "resnet50v2", False, "LSTM, ResNet50V2"),
        ({"encoder": "resnet101v2"}, "resnet50v2", False, "LSTM, ResNet50V2"),
        ({"encoder": "resnet50v2"}, "resnet50v2", True, "LSTM, three of ResNet50V2's four stages"),
        (
            {"encoder": "efficientnet_lite0"}, "efficientnet_lite0", True,
            "LSTM, five of EfficientNet-Lite0's seven stages",
        ),
        (
            {"encoder": "resnet152v2", "encoder_weights": "152.h5"}, "resnet152v2", True,
            "LSTM, three of ResNet152V2's four stages",
        ),
        ({"encoder_weights": "152.h5"}, "resnet152v2", True, "LSTM, three of ResNet152V2's four stages"),
    ],
)  # fmt: skip
def test_the_shallower_encoder_is_shallower_than_the_others(given, encoder, shallow, label):
    configs = PAPER.configs(TitleOptions(preset="paper", **given), FUTURE)
    config = configs[SHALLOWER]
    assert (config.encoder, config.shallow) == (encoder, shallow)
    assert len({one.encoder_weights for one in configs.values()}) == 1
    rows = {name: SimpleNamespace(config=one) for name, one in configs.items()}
    assert Future(SimpleNamespace(rows=rows), {}, None, None, None).label(SHALLOWER) == label
