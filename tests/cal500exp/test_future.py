"""What the report would try next: verdicts on made-up rows, attributions of a known network, what is missing."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from paper_repro.cal500exp import attribution
from paper_repro.cal500exp.attribution import _Network, _of_training, _random_sets, _Windows
from paper_repro.cal500exp.future_claims import CLAIMS, SALIENCY, Deletion, Evidence
from paper_repro.cal500exp.future_rows import ORDER, WISHES, tries
from paper_repro.cal500exp.paper import ATTENTIVE, BEST, BOTH_INPUTS, CNN_BEST, CNN_DEEP, FUTURE, PAPER
from paper_repro.cal500exp.windows import Windows
from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.datasets.cal500exp.table import EMOTIONS
from tests.cal500exp.made import outcome, results

RNG = np.random.default_rng(0)
TRACKS, WINDOWS, BANDS, FRAMES = 40, 3, 12, 8
TOLD = 5  # the band that the made-up network hears by


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Rows that are wrong on fewer and fewer windows, in the order of their keys."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, (TRACKS, WINDOWS, len(EMOTIONS)))
    made = {}
    for key, wrong in ((CNN_BEST, 0.3), (CNN_DEEP, 0.1), (BEST, 0.3), (ATTENTIVE, 0.3), (BOTH_INPUTS, 0.7)):
        flipped = np.where(rng.random(labels.shape) < wrong, 1 - labels, labels)
        scores = np.clip(flipped + rng.uniform(-0.2, 0.2, labels.shape), 0, 1)
        made[key] = outcome(tmp_path_factory.mktemp(key), labels, scores[None])
    made["cnn_all_tags"] = made[CNN_BEST]
    return results(**made).rows


def deletion(lost, auc_lost):
    noise = RNG.normal(0, 0.01, (1, TRACKS))
    return Deletion(0.1 + lost + noise, 0.1 - noise, 0.8 - auc_lost + noise, 0.8 - noise)


def verdicts(evidence):
    return {claim.key: claim.judge(evidence) for claim in CLAIMS}


def test_what_helps_holds_and_what_does_harm_does_not(rows):
    found = verdicts(Evidence(rows, {}, deletion(lost=0.05, auc_lost=-0.05)))
    assert {key: finding.verdict for key, finding in found.items()} == {
        "future_deeper": Verdict.HOLDS,
        "tried_all_tags": Verdict.FAILS,
        "future_attention": Verdict.UNDECIDED,
        "future_waveform": Verdict.FAILS,
        "tried_listen": Verdict.FAILS,
        SALIENCY: Verdict.HOLDS,
        "saliency_elsewhere": Verdict.FAILS,
    }
    assert "above attention alone: MAA -0." in found["future_waveform"].remark


def test_what_is_missing_cannot_be_tested_and_the_rest_is(rows):
    kept = results(**{key: rows[key] for key in (CNN_BEST, CNN_DEEP)}).rows
    missing = {ATTENTIVE: "no frames.", BOTH_INPUTS: "no sound.", SALIENCY: "too few."}
    found = verdicts(Evidence(kept, missing, None))
    assert found["future_deeper"].verdict is Verdict.HOLDS
    assert found["tried_all_tags"].verdict is Verdict.NOT_RUN
    for key, reason in (("future_attention", "no frames."), ("future_waveform", "no sound."), (SALIENCY, "too few.")):
        assert found[key].verdict is Verdict.UNTESTABLE
        assert found[key].remark == reason
    assert {part.name.split(":")[0] for part in found["tried_listen"].parts} == {PAPER.row(key).label for key in kept}


def test_every_wish_is_held_against_a_row_above_it():
    assert {wish.row for wish in WISHES} == set(FUTURE)
    for wish in WISHES:
        assert ORDER.index(wish.without) < ORDER.index(wish.row)
    keys = [claim.key for claim in PAPER.claims]
    assert len(set(keys)) == len(keys)


def test_a_mistyped_folder_is_told_before_anything_is_computed(tmp_path):
    with pytest.raises(UserError, match="nowhere"):
        tries(Options(data=tmp_path / "nowhere", preset="smoke"))


def network():
    """Says that a tag holds where one band is loud, and of the other tag always the same."""
    mel = keras.Input((None, BANDS))
    windows = Windows(FRAMES, FRAMES, name="windows")(mel)
    loud = keras.ops.mean(windows, axis=2)  # (batch, windows, bands)
    tags = keras.layers.Dense(2, activation="sigmoid")(loud)
    model = keras.Model(mel, tags)
    weights = np.zeros((BANDS, 2))
    weights[TOLD, 0] = 3.0
    model.layers[-1].set_weights([weights, np.zeros(2)])
    return _Network(model)


def part(tracks):
    labels = np.stack([np.tile([0, 1, 1], tracks), np.tile([1, 1, 0], tracks)], axis=1)
    values = RNG.normal(0, 0.3, (3 * tracks, FRAMES, BANDS)).astype("float32")
    values[:, :, TOLD] += 2.0 * labels[:, :1] - 1.0
    return _Windows(values, labels, np.repeat(np.arange(tracks), 3))


def test_one_window_of_each_track_that_has_the_tag_and_one_that_has_not():
    windows = part(4)
    assert windows.one_a_track(0) == [2, 5, 8, 11]
    assert windows.one_a_track(0, has=False) == [0, 3, 6, 9]
    windows.labels[3:6] = 0
    assert windows.one_a_track(0) == [2, 8, 11]
    assert windows.one_a_track(0, has=False) == [0, 4, 6, 9]


def test_attributions_find_the_band_that_the_network_hears_by():
    valid, test = part(6), part(12)
    maps, errors, lost, lost_random, auc, auc_random = _of_training(network(), valid, test, [0, 1], _random_sets(BANDS))
    assert maps.shape == (2, FRAMES, BANDS)
    by_band = maps[0].sum(axis=0)
    assert by_band.argmax() == TOLD
    assert np.abs(np.delete(by_band, TOLD)).max() < 1e-6
    np.testing.assert_allclose(maps[1], 0.0, atol=1e-6)
    assert errors.max() < 1e-3
    assert len(errors) == 2 * 12
    # A track's loss is the mean over both tags, of which one has nothing to lose.
    scores = network().scores(test.values)[test.one_a_track(0), 0]
    np.testing.assert_allclose(lost, (scores - 0.5) / 2, atol=1e-5)
    # Random sets hold the band now and then.
    held = np.mean([TOLD in bands for bands in _random_sets(BANDS)])
    np.testing.assert_allclose(lost_random, held * lost, atol=1e-5)
    # The tag that is told is left to chance, the other is at chance anyway.
    assert auc.mean() == pytest.approx(0.5)
    assert auc_random.mean() == pytest.approx((0.5 + 1.0 - 0.5 * held) / 2)


def test_emotions_that_the_network_tells_best_are_shown(monkeypatch):
    valid, test = part(6), part(12)
    row = SimpleNamespace(corpus=SimpleNamespace(root="here"))
    monkeypatch.setattr(attribution, "SHOWN", 1)
    assert attribution._best_told([network()], valid, test, row) == [0]
    test.labels[:, 0] = 0
    assert attribution._best_told([network()], valid, test, row) == [1]
    valid.labels[:] = 1
    with pytest.raises(UserError, match=r"give more tracks\. Received: 18 validation and 36 test windows"):
        attribution._best_told([network()], valid, test, row)
