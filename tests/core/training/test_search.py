"""The search: finished trials are not repeated after a kill, failed ones do not end it."""

import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass

import pytest

pytest.importorskip("keras_tuner")

from paper_repro.core.errors import UserError
from paper_repro.core.training.search import search
from paper_repro.core.training.train import NonFiniteLoss
from tests.conftest import PROJECT


@dataclass(frozen=True)
class Config:
    rate: float
    epochs: int


BASE = Config(0.5, 9)


def build(hp):
    return Config(hp.Float("rate", 0.0, 1.0), hp.values.get("tuner/epochs", 9))


def run_search(folder, run, tuner="random", trials=4, at_once=1):
    options = {"tuner": tuner, "trials": trials, "epochs": 9, "seed": 0, "folder": folder, "at_once": at_once}
    return search(build, run, BASE, mode="max", **options)


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


def test_trials_at_once_are_those_of_one_after_another(tmp_path):
    whole = run_search(tmp_path / "whole", score)
    both = threading.Barrier(2, timeout=30)

    def two_at_a_time(config):
        both.wait()
        return score(config)

    found = run_search(tmp_path / "both", two_at_a_time, at_once=2)
    assert found["state"].tolist() == ["completed"] * 4
    assert found[["rate", "score"]].to_numpy().tolist() == whole[["rate", "score"]].to_numpy().tolist()


def test_an_error_ends_trials_at_once(tmp_path):
    def fails(config):
        raise UserError("no such device")

    with pytest.raises(UserError, match="no such device"):
        run_search(tmp_path, fails, at_once=2)


#: Chief or worker, as the environment says; each worker notes what it trained.
DISTRIBUTED = """
import os, signal, sys, time
from pathlib import Path
from tests.core.training import test_search
folder, role = Path(sys.argv[1]), os.environ["KERASTUNER_TUNER_ID"]
if role == "chief":
    # It looks every 20 seconds whether the last worker has gone.
    from keras_tuner.src.distribute import oracle_chief
    wait = time.sleep
    oracle_chief.time.sleep = lambda seconds: wait(min(seconds, 0.2))

def run(config):
    with (folder / f"{role}.txt").open("a") as file:
        file.write(f"{config.rate}\\n")
    if role == "worker1" and not (folder / "killed").exists():
        # In the middle of its first trial.
        (folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    while not (folder / "killed").exists():
        time.sleep(0.01)  # else one worker may train all before the other has started
    return test_search.score(config)

found = test_search.run_search(folder / role, run, trials=6)
print("none" if found is None else found["rate"].tolist())
"""


def test_a_chief_and_two_workers_of_which_one_is_killed(tmp_path):
    """Started again under its name, it takes up the trial that it had."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    about = {"KERASTUNER_ORACLE_IP": "127.0.0.1", "KERASTUNER_ORACLE_PORT": str(port)}

    def start(role):
        return subprocess.Popen(
            [sys.executable, "-c", DISTRIBUTED, str(tmp_path)], cwd=PROJECT, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**os.environ, **about, "KERASTUNER_TUNER_ID": role},
        )  # fmt: skip

    processes = {role: start(role) for role in ("chief", "worker1", "worker2")}
    killed = processes["worker1"]
    killed.communicate(timeout=300)
    assert killed.returncode == -signal.SIGKILL
    processes["worker1"] = start("worker1")
    said = {role: process.communicate(timeout=300) for role, process in processes.items()}
    assert {role: process.returncode for role, process in processes.items()} == dict.fromkeys(said, 0), said
    assert said["worker1"][0].splitlines()[-1] == said["worker2"][0].splitlines()[-1] == "none"
    first, *rest = (float(line) for line in (tmp_path / "worker1.txt").read_text().split())
    assert rest[0] == first
    other = [float(line) for line in (tmp_path / "worker2.txt").read_text().split()]
    whole = run_search(tmp_path / "whole", score, trials=6)
    assert sorted(rest + other) == sorted(whole["rate"])
    assert said["chief"][0].splitlines()[-1] == str(whole["rate"].tolist())


def test_half_an_environment_of_chief_and_workers_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("KERASTUNER_ORACLE_IP", "127.0.0.1")
    with pytest.raises(UserError, match="KERASTUNER_ORACLE_PORT, KERASTUNER_TUNER_ID: not set"):
        run_search(tmp_path, score)
