"""The verdicts on what the authors would try next, of given scores."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from paper_repro.core.evaluation.claims import Verdict
from paper_repro.songtitle.future_claims import CLAIMS
from paper_repro.songtitle.future_outcome import CROP, Future
from paper_repro.songtitle.future_rows import ATTENTION, LSTM, SHALLOWER, TRANSFORMER
from paper_repro.songtitle.music_config import ROW
from tests.songtitle.made import ITEMS, made_transfer

BASE = np.random.default_rng(0).uniform(0.5, 0.7, ITEMS)
STEPS = {LSTM: 20.0, ATTENTION: 40.0, TRANSFORMER: 15.0, SHALLOWER: 18.0}
COSTS = pd.DataFrame(
    {
        "encoder": ["resnet152v2", "resnet50v2"],
        "parameters": [58, 23],
        "megabytes": [220.0, 90.0],
        "flops": [22, 9],
        "ms": [300.0, 120.0],
    }
)


@pytest.fixture
def made(tmp_path):
    """What ``future`` reads: captions' scores above those of the LSTM, item by item, and a set of songs'."""

    def make(gains=None, titles=None, costs=COSTS, tried=None, rows=tuple(STEPS)):
        noise = np.random.default_rng(1).normal(0, 0.005, ITEMS)
        transfers = {}
        for row in rows:
            scores = BASE + noise * (row != LSTM)
            by_row = {CROP: {beams: scores + (gains or {}).get(row, 0.0) for beams in (1, 5)}}
            if titles is not None:
                by_row["msd"] = {beams: scores + titles.get(row, 0.0) for beams in (1, 5)}
            transfers[row] = made_transfer(tmp_path / row, by_row)
        outcomes = {
            row: SimpleNamespace(
                step_ms=lambda row=row: STEPS[row], config=SimpleNamespace(encoder="small", shallow=True)
            )
            for row in rows
        }
        return Future(SimpleNamespace(rows=outcomes), transfers, costs, None, tried, "no musiccaps/")

    return make


def finding(future, key):
    (claim,) = [claim for claim in CLAIMS if claim.key == key]
    return claim.judge(future)


@pytest.mark.parametrize(
    ("key", "row", "gain", "expected"),
    [
        ("future_transformer", TRANSFORMER, 0.05, Verdict.HOLDS),
        ("future_transformer", TRANSFORMER, -0.05, Verdict.FAILS),
        ("future_shallower", SHALLOWER, -0.01, Verdict.HOLDS),
        ("future_shallower", SHALLOWER, -0.1, Verdict.FAILS),
        ("attention_is_marginal", ATTENTION, 0.015, Verdict.HOLDS),
        ("attention_is_marginal", ATTENTION, 0.1, Verdict.FAILS),
        ("attention_is_marginal", ATTENTION, -0.1, Verdict.FAILS),
    ],
)
def test_captions_decide_item_by_item(made, key, row, gain, expected):
    assert finding(made({row: gain}), key).verdict is expected


def test_a_transformer_must_name_the_songs_of_every_set_better(made):
    assert finding(made(), "future_transformer_titles").verdict is Verdict.UNTESTABLE
    assert finding(made(titles={TRANSFORMER: 0.05}), "future_transformer_titles").verdict is Verdict.HOLDS
    # Better captions say nothing of titles.
    worse = made({TRANSFORMER: 0.05}, titles={TRANSFORMER: -0.05})
    assert finding(worse, "future_transformer_titles").verdict is Verdict.FAILS


def test_efficiency_is_the_step_and_the_encoder(made):
    step = finding(made(), "future_transformer_step")
    assert step.verdict is Verdict.HOLDS
    assert step.parts[0].value == pytest.approx(0.75)
    assert finding(made(), "future_shallower_cost").verdict is Verdict.HOLDS
    slow = COSTS.assign(ms=[300.0, 400.0])
    assert finding(made(costs=slow), "future_shallower_cost").verdict is Verdict.FAILS
    without = finding(made(costs=COSTS[1:]), "future_shallower_cost")
    assert without.verdict is Verdict.UNTESTABLE


def test_what_could_not_be_tried_is_said_and_no_claim_breaks(made):
    few = made(rows=(LSTM, TRANSFORMER))
    found = {claim.key: claim.judge(few) for claim in CLAIMS}
    assert found["future_music"].verdict is found["music_knows_more_words"].verdict is Verdict.UNTESTABLE
    assert found["future_music"].remark == "no musiccaps/"
    assert found["future_shallower"].verdict is found["attention_is_marginal"].verdict is Verdict.NOT_RUN
    assert found["future_lyrics"].verdict is Verdict.UNTESTABLE


def test_music_must_beat_pictures_constants_and_other_songs(made):
    rng = np.random.default_rng(2)
    overlap = rng.uniform(0.2, 0.3, ITEMS)

    def tried(shuffled):
        answers = SimpleNamespace(
            values=lambda column: np.atleast_2d(overlap - shuffled if column.endswith("_shuffled") else overlap),
            constant=lambda column: overlap - 0.1,
        )
        return SimpleNamespace(music=answers, shared=lambda column: (np.atleast_2d(overlap), overlap - 0.1))

    assert finding(made(tried=tried(0.05)), "future_music").verdict is Verdict.HOLDS
    # As much of another song's title: the words are common ones.
    assert finding(made(tried=tried(0.0)), "future_music").verdict is Verdict.FAILS


def test_a_captioner_that_does_not_hear_its_clips_is_found(made):
    losses = np.random.default_rng(3).uniform(2.0, 3.0, (1, ITEMS))

    def tried(cost):
        row = SimpleNamespace(losses=lambda column="loss": losses + cost * (column == "loss_shuffled"))
        return SimpleNamespace(results=SimpleNamespace(rows={ROW: row}))

    assert finding(made(tried=tried(0.02)), "music_is_heard").verdict is Verdict.HOLDS
    assert finding(made(tried=tried(0.0)), "music_is_heard").verdict is Verdict.FAILS
    assert finding(made(), "music_is_heard").verdict is Verdict.UNTESTABLE


def test_rows_that_do_not_use_their_input_are_found(made):
    assert finding(made(), "tried_rows_use_their_input").verdict is Verdict.HOLDS
    # Made constants and other pictures' answers score 0.
    assert finding(made({TRANSFORMER: -0.7}), "tried_rows_use_their_input").verdict is Verdict.FAILS
