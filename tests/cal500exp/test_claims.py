"""The report's claims on made-up outcomes, for which the verdict is known."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from paper_repro.cal500exp.claims import BIZARRE, CLAIMS, COIN, INTENSE, MOST, ROMANTIC, UNTESTED
from paper_repro.cal500exp.outcome import SEED_SCORES
from paper_repro.cal500exp.paper import ALL_TAGS, BEST, PAPER, ROWS
from paper_repro.cal500exp.ranked import ranked_interval
from paper_repro.core.command_line import Options
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.evaluation.intervals import mean_interval
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.table import LONGEST_CELL
from paper_repro.datasets.cal500exp.table import EMOTIONS, TAGS
from tests.cal500exp.made import outcome, results

BY_KEY = {claim.key: claim for claim in CLAIMS}
TRACKS, WINDOWS = 40, 10
GRIDS = Path(__file__).resolve().parents[2] / "experiments" / "cal500exp.py"
ANGRY, SAD = (EMOTIONS.index(tag) for tag in INTENSE)


def verdict(key, **rows):
    return BY_KEY[key].judge(results(**rows)).verdict


def wrong(labels, accuracy, rng):
    """Scores that are right in about this share of the windows of each tag: ``accuracy`` is one or ``(tags,)``."""
    right = rng.random(labels.shape) < accuracy
    return np.where(right, labels, 1 - labels).astype(float)[None]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def labels(rng):
    """Tracks differ in how often a tag holds, between never and in three windows of ten."""
    count = rng.integers(0, 4, (TRACKS, 1, len(EMOTIONS)))
    return (np.arange(WINDOWS)[None, :, None] < count).astype(int)


def test_claims_are_named_once_and_fit_in_a_cell():
    assert len(BY_KEY) == len(CLAIMS)
    for text in [claim.text for claim in CLAIMS] + [text for one in UNTESTED for text in (one.text, one.reason)]:
        assert len(text) <= LONGEST_CELL, text


def test_a_network_equal_to_the_constant_does_not_beat_it(tmp_path, labels):
    """On both labels the very scores of a constant: more tracks would not decide it, so it is not undecided."""
    same = {
        key: outcome(tmp_path / key, labels, np.zeros((1, *labels.shape)))
        for key in ("cnn_written", "cnn_lstm_written")
    }
    assert verdict("intense_above_constant", **same) is Verdict.FAILS


def test_a_network_that_is_never_worse_beats_the_constant(tmp_path, labels):
    """One more window right in a quarter of the tracks: the difference is small beside those between tracks."""
    scores = np.zeros((1, *labels.shape))
    scores[0, :, 2] = labels[:, 2]
    better = {key: outcome(tmp_path / key, labels, scores) for key in ("cnn_written", "cnn_lstm_written")}
    row = better["cnn_written"]
    unpaired = mean_interval(row.of_tag("filled", INTENSE[0]))
    assert unpaired.low < row.constant_of_tag("filled", INTENSE[0]).mean()
    assert verdict("intense_above_constant", **better) is Verdict.HOLDS


@pytest.mark.parametrize(
    ("angry", "sad", "sad_of_the_other", "expected"),
    [
        (0.6, 0.95, 0.95, Verdict.HOLDS),  # one label is some
        (0.6, 0.95, 0.6, Verdict.FAILS),  # no label of both networks
        (0.6, 0.6, 0.6, Verdict.FAILS),
        (0.95, 0.95, 0.95, Verdict.HOLDS),
        (0.6, 0.8, 0.8, Verdict.UNDECIDED),
    ],
)
def test_some_of_the_intense_labels(tmp_path, labels, angry, sad, sad_of_the_other, expected):
    rng = np.random.default_rng(3)

    def row(name, of_sad):
        accuracy = np.full(len(EMOTIONS), 0.5)
        accuracy[[ANGRY, SAD]] = angry, of_sad
        return outcome(tmp_path / name, labels, wrong(labels, accuracy, rng))

    rows = {"cnn_written": row("cnn", sad), "cnn_lstm_written": row("lstm", sad_of_the_other)}
    assert verdict("intense_high", **rows) is expected


def test_higher_in_the_intense_labels(tmp_path, labels, rng):
    accuracy = np.full(len(EMOTIONS), 0.5)
    accuracy[[ANGRY, SAD]] = 0.8
    high = {
        key: outcome(tmp_path / key, labels, wrong(labels, accuracy, rng))
        for key in ("cnn_written", "cnn_lstm_written")
    }
    assert verdict("intense_higher", **high) is Verdict.HOLDS
    accuracy[SAD] = 0.3
    low = outcome(tmp_path / "low", labels, wrong(labels, accuracy, rng))
    assert verdict("intense_higher", cnn_written=high["cnn_written"], cnn_lstm_written=low) is Verdict.FAILS


@pytest.mark.parametrize(
    ("near_chance", "expected"), [(13, Verdict.HOLDS), (10, Verdict.HOLDS), (9, Verdict.FAILS), (3, Verdict.FAILS)]
)
def test_most_labels_near_a_coin_toss(tmp_path, labels, rng, near_chance, expected):
    accuracy = np.where(np.arange(len(EMOTIONS)) < near_chance, 0.45, 0.8)
    rows = {
        key: outcome(tmp_path / key, labels, wrong(labels, accuracy, rng))
        for key in ("cnn_written", "cnn_lstm_written")
    }
    assert verdict("most_near_chance", **rows) is expected


def test_a_ranked_mean_is_seldom_found_below_its_true_value():
    """Nine tags far below, nine exactly at the margin: the tenth is not below it, and is found so seldom."""
    rng = np.random.default_rng(0)
    true = np.where(np.arange(18) < 9, 0.3, COIN)
    found = [
        ranked_interval(true + 0.2 * rng.standard_normal((1, TRACKS, 18)), MOST).high < COIN for _ in range(400)
    ]  # fmt: skip
    assert np.mean(found) < 0.035
    # Without the correction it would be found nearly always: the lowest of nine means is below by chance.
    lowest = [
        (true + 0.2 * rng.standard_normal((1, TRACKS, 18))).mean(axis=1).min(initial=1, where=true == COIN)
        for _ in range(50)
    ]
    assert np.mean(np.array(lowest) < COIN) > 0.9


def test_much_better_on_bizarre_and_on_romantic(tmp_path, labels, rng):
    def row(name, bizarre, romantic):
        accuracy = np.full(len(EMOTIONS), 0.5)
        accuracy[[EMOTIONS.index(BIZARRE), EMOTIONS.index(ROMANTIC)]] = bizarre, romantic
        return outcome(tmp_path / name, labels, wrong(labels, accuracy, rng))

    cnn = row("cnn", 0.3, 0.8)
    assert verdict("bizarre_and_romantic", cnn_written=cnn, cnn_lstm_written=row("far", 0.8, 0.3)) is Verdict.HOLDS
    near = row("near", 0.8, 0.8)
    assert verdict("bizarre_and_romantic", cnn_written=cnn, cnn_lstm_written=near) is Verdict.FAILS


def test_the_others_do_not_beat_the_constant(tmp_path, labels, rng):
    keys = ("cnn_coded", "cnn_lstm_coded", "cnn_written", "cnn_lstm_written")
    constant = 1 - labels.mean()
    rows = {key: outcome(tmp_path / key, labels, wrong(labels, 0.5, rng)) for key in keys}
    assert verdict("others_not", **rows) is Verdict.HOLDS
    open_one = outcome(tmp_path / "open", labels, wrong(labels, constant, rng))
    assert verdict("others_not", **rows | {"cnn_coded": open_one}) is Verdict.UNDECIDED
    beats = outcome(tmp_path / "beats", labels, wrong(labels, 0.99, rng))
    assert verdict("others_not", **rows | {"cnn_coded": beats}) is Verdict.FAILS


def test_the_moment_respects_the_interval(tmp_path, rng):
    labels = rng.integers(0, 2, (TRACKS, WINDOWS, len(EMOTIONS)))
    hears = labels + rng.standard_normal(labels.shape)
    assert verdict("moment", **{BEST: outcome(tmp_path / "hears", labels, hears[None])}) is Verdict.HOLDS
    # What is the same all over a track says nothing of the moment, in whatever order.
    track = np.broadcast_to(labels.mean(axis=1, keepdims=True), labels.shape)
    assert verdict("moment", **{BEST: outcome(tmp_path / "track", labels, track[None])}) is Verdict.FAILS
    # Chance falls on either side, and is neither shown nor refuted: a point below is no refutation.
    found = []
    for draw in range(4):
        row = outcome(tmp_path / f"deaf{draw}", labels, rng.standard_normal(labels.shape)[None])
        found.append(row.auc.mean() - row.auc_out_of_order.mean())
        assert verdict("moment", **{BEST: row}) is Verdict.UNDECIDED
    assert min(found) < 0


def test_uses_audio(tmp_path, rng):
    labels = rng.integers(0, 2, (TRACKS, WINDOWS, len(EMOTIONS)))
    hears = labels + 0.4 * rng.standard_normal(labels.shape)
    assert verdict("uses_audio", **{BEST: outcome(tmp_path / "hears", labels, hears[None])}) is Verdict.HOLDS
    deaf = np.full((1, *labels.shape), 0.3)
    assert verdict("uses_audio", **{BEST: outcome(tmp_path / "deaf", labels, deaf)}) is Verdict.FAILS


def test_fewer_than_thirty_tracks_decide_nothing(tmp_path, labels):
    few = labels[:29]
    rows = {key: outcome(tmp_path / key, few, np.zeros((1, *few.shape))) for key in ("cnn_written", "cnn_lstm_written")}
    assert verdict("intense_above_constant", **rows) is Verdict.TOO_FEW


def test_presets_give_thirty_test_tracks_where_their_numbers_count():
    from paper_repro.cal500exp.data import MAX_REFUSED

    for preset in ("quick", "paper"):
        config = PAPER.base_config(Options(preset=preset))
        assert PAPER.sample[preset] * config.fractions[2] * (1 - MAX_REFUSED) >= 30, preset


def test_without_rows_nothing_is_run_and_nothing_breaks():
    blocks = claims_blocks(CLAIMS, Condition(results()), untested=UNTESTED)
    assert {row.findings["Verdict"].verdict for row in blocks[0].rows} == {Verdict.NOT_RUN}
    assert "has not been trained" in blocks[0].markdown()


def test_a_network_of_all_tags_is_scored_on_the_emotions(tmp_path, rng):
    labels = rng.integers(0, 2, (TRACKS, WINDOWS, len(TAGS)))
    scores = rng.random((1, *labels.shape))
    rates = rng.random(len(TAGS))
    at = [TAGS.index(tag) for tag in EMOTIONS]
    all_tags = outcome(tmp_path / "all", labels, scores, rates, TAGS)
    alone = outcome(tmp_path / "alone", labels[..., at], scores[..., at], rates[at])
    same = all_tags.of_tags(EMOTIONS)
    np.testing.assert_allclose(same.auc, alone.auc)
    np.testing.assert_allclose(same.constant_maa("strict"), alone.constant_maa("strict"))
    for name, of in SEED_SCORES.items():
        np.testing.assert_allclose(of(all_tags), of(alone), err_msg=name)
    better = outcome(tmp_path / "better", labels[..., at], labels[None, ..., at].astype(float), rates[at])
    assert verdict("one_level", **{BEST: better, ALL_TAGS: all_tags}) is Verdict.HOLDS
    assert verdict("one_level", **{BEST: alone, ALL_TAGS: all_tags}) is Verdict.FAILS
    assert ROWS[ALL_TAGS].changes["tags"] == "all"


def test_scores_of_seeds_have_the_mean_of_each_seed(tmp_path, labels, rng):
    from paper_repro.core.evaluation.tagging import macro, roc_auc

    scores = rng.random((3, *labels.shape)).round(6)
    row = outcome(tmp_path / "seeds", labels, scores)
    for name, of in SEED_SCORES.items():
        values = of(row)
        assert values.shape == (3, TRACKS), name
    flat = labels.reshape(-1, len(EMOTIONS))
    for seed in range(3):
        right = (scores[seed] > 0.5) == labels
        assert SEED_SCORES["MAA (author's labels)"](row)[seed].mean() == pytest.approx(right.mean())
        above = right.mean() - (labels == 0).mean()
        assert SEED_SCORES["MAA above the constant predictor"](row)[seed].mean() == pytest.approx(above)
        expected = macro(roc_auc(flat, scores[seed].reshape(-1, len(EMOTIONS))))
        assert SEED_SCORES["ROC-AUC"](row)[seed].mean() == pytest.approx(expected)


def test_shuffling_treats_every_seed_as_if_it_were_alone(tmp_path, labels, rng):
    scores = rng.random((2, *labels.shape)).round(6)
    both = outcome(tmp_path / "both", labels, scores)
    for seed in range(2):
        alone = outcome(tmp_path / f"alone{seed}", labels, scores[seed : seed + 1])
        np.testing.assert_allclose(both.shuffled_maa("filled")[seed], alone.shuffled_maa("filled")[0])
        np.testing.assert_allclose(both.shuffled_auc[seed], alone.shuffled_auc[0])
        np.testing.assert_allclose(both.auc_out_of_order[seed], alone.auc_out_of_order[0])
    assert not np.allclose(both.shuffled_auc[0], both.shuffled_auc[1])


def test_every_grid_has_rows():
    """The configs alone: nothing is trained. The grid of all tags gives every row all 67."""
    spec = importlib.util.spec_from_file_location("grids", GRIDS)
    grids = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(grids)
    rows = {name: grids._configs(name, Options(preset="smoke")) for name in grids.GRIDS}
    assert all(rows.values())
    assert {config.tags for config in rows["all_tags"].values()} == {"all"}
    assert list(rows["seeds"]) == list(ROWS)
