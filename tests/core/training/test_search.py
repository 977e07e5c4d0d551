"""The search: finished trials are not repeated after a kill, failed ones do not end it."""

from dataclasses import dataclass

import pytest

pytest.importorskip("keras_tuner")

from paper_repro.core.errors import UserError
from paper_repro.core.training.search import search
from paper_repro.core.training.train import NonFiniteLoss


@dataclass(frozen=True)
class Config:
    rate: float
    epochs: int


BASE = Config(0.5, 9)


def build(hp):
    return Config(hp.Float("rate", 0.0, 1.0), hp.values.get("tuner/epochs", 9))


def run_search(folder, run, tuner="random", trials=4):
    return search(build, run, BASE, mode="max", tuner=tuner, trials=trials, epochs=9, seed=0, folder=folder)


def score(config):
    return -((config.rate - 0.3) ** 2)


@pytest.mark.parametrize("tuner", ["random", "bayesian", "hyperband"])
def test_every_tuner_runs_its_trials(tmp_path, tuner):
    found = run_search(tmp_path, score, tuner)
    assert len(found) == 4
    assert (found["state"] == "completed").all()
    assert [score(Config(row.rate, 9)) for row in found.itertuples()] == pytest.approx(found["score"].tolist())


def test_killed_search_goes_on_without_repeating(tmp_path):
    whole = run_search(tmp_path / "whole", score)
    tried = []

    def dies_in_the_third(config):
        tried.append(config.rate)
        if len(tried) == 3:
            raise KeyboardInterrupt
        return score(config)

    with pytest.raises(KeyboardInterrupt):
        run_search(tmp_path / "killed", dies_in_the_third)

    def goes_on(config):
        tried.append(config.rate)
        return score(config)

    resumed = run_search(tmp_path / "killed", goes_on)
    assert resumed["rate"].tolist() == whole["rate"].tolist()
    assert resumed["score"].tolist() == whole["score"].tolist()
    # The third ran twice (it was killed), the others once.
    assert [tried.count(rate) for rate in whole["rate"]] == [1, 1, 2, 1]


def test_a_failed_trial_does_not_end_the_search(tmp_path):
    calls = []

    def fails_first(config):
        calls.append(config)
        if len(calls) == 1:
            raise NonFiniteLoss("the loss became nan")
        return score(config)

    found = run_search(tmp_path, fails_first)
    assert found["state"].tolist() == ["failed", "completed", "completed", "completed"]


def test_unknown_tuner(tmp_path):
    with pytest.raises(UserError, match="Received: 'grid'"):
        run_search(tmp_path, score, "grid")


def test_any_other_error_ends_the_search_as_it_is(tmp_path):
    def wrong_data(config):
        raise UserError("2 of 9 sound files cannot be used")

    with pytest.raises(UserError, match="2 of 9 sound files"):
        run_search(tmp_path, wrong_data)


def test_three_failures_in_a_row_are_one_line(tmp_path):
    def always_nan(config):
        raise NonFiniteLoss("the loss became nan")

    with pytest.raises(UserError, match="the search stopped"):
        run_search(tmp_path, always_nan)


def test_another_base_is_another_search(tmp_path):
    run_search(tmp_path, score)
    search(build, score, Config(0.5, 8), mode="max", tuner="random", trials=2, epochs=8, seed=0, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
