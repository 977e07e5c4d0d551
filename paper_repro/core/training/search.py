"""Hyperparameter search with keras-tuner over the run engine: a trial is a run folder like any other.

Killed and called again, a search goes on: keras-tuner keeps its oracle on disk, finished trials are not repeated, and
the trial that was running resumes from its last epoch.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import io
import json
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import keras_tuner
import pandas as pd
from keras_tuner import errors

from paper_repro.core.errors import UserError
from paper_repro.core.training.run import FORMAT
from paper_repro.core.training.train import NonFiniteLoss

TUNERS = ("random", "hyperband", "bayesian")
#: The name under which a trial's result reaches keras-tuner.
OBJECTIVE = "objective"
#: What tells the processes of a search on several machines apart: see docs/scale.md.
VARIABLES = ("KERASTUNER_ORACLE_IP", "KERASTUNER_ORACLE_PORT", "KERASTUNER_TUNER_ID")
#: Seconds between two questions for a trial, where the tuner has to wait for others to end.
PATIENCE = 0.1


def search(
    build: Callable[[keras_tuner.HyperParameters], object],
    run: Callable[[object], float],
    base: object,
    *,
    mode: str,
    tuner: str,
    trials: int,
    epochs: int,
    seed: int,
    folder: Path,
    at_once: int = 1,
) -> pd.DataFrame | None:
    """Runs trials until there are ``trials`` and returns a row a trial: its number, hyperparameters, score and state.

    As one of keras-tuner's workers (``KERASTUNER_TUNER_ID``) it trains what the chief draws and returns None: the chief
    has the table.

    Args:
        build: hyperparameters to a config: the paper's ``build(hp)``, which reads ``tuner/epochs`` for hyperband.
        run: trains a config through the run engine and returns what to optimise: the paper's selection rule. A
            loss that is no number fails the trial, any other error ends the search.
        base: the config that ``build`` starts from. It and the space decide where the search's memory lies.
        mode: ``max`` or ``min``.
        tuner: ``random``, ``hyperband`` or ``bayesian``.
        trials: how many at the most; hyperband may plan fewer.
        epochs: of a full training, for hyperband.
        seed: of the oracle.
        folder: of the searches over one data set.
        at_once: trials that ``run`` is called for at once, from threads. Random search draws the same ones however
            many these are; the other tuners draw by what has ended.

    Raises:
        UserError: an unknown tuner, some of the variables of chief and workers are missing, or what ``run`` raises.
    """
    if tuner not in TUNERS:
        raise UserError(f"--tuner must be one of {', '.join(TUNERS)}. Received: {tuner!r}.")
    worker = is_worker()
    goal = keras_tuner.Objective(OBJECTIVE, mode)
    # keras-tuner takes seed 0 for no seed.
    if tuner == "hyperband":
        oracle = keras_tuner.oracles.HyperbandOracle(goal, max_epochs=epochs, seed=seed + 1)
        oracle.max_trials = trials
    elif tuner == "bayesian":
        oracle = keras_tuner.oracles.BayesianOptimizationOracle(goal, max_trials=trials, seed=seed + 1)
    else:
        oracle = keras_tuner.oracles.RandomSearchOracle(goal, max_trials=trials, seed=seed + 1)
    oracle.verbose = 0
    with contextlib.redirect_stdout(io.StringIO()):
        project = f"{tuner}-{_identity(build, base)}"
        session = _Session(build, run, oracle=oracle, directory=str(folder), project_name=project)
    with warnings.catch_warnings():
        # keras-tuner's locks and its Gaussian process warn of what callers cannot change.
        warnings.simplefilter("ignore")
        try:
            if at_once > 1:
                session.search_side_by_side(at_once)
            else:
                session.search()
        except errors.FatalError as error:
            raise error.__cause__ from None
        except RuntimeError as error:
            raise UserError(f"the search stopped: {str(error).splitlines()[0]} See {folder}.") from None
        except Exception as error:
            # The chief may end while a worker asks it whether there is more to do.
            if not worker or type(error).__module__.partition(".")[0] != "grpc":
                raise
            print("the chief does not answer any more: its search is done, or it was ended.", file=sys.stderr)
    return None if worker else _table(session)


def is_worker() -> bool:
    """Whether this process is one of keras-tuner's workers, whose chief keeps the search.

    Raises:
        UserError: of the three variables that say so, some are missing.
    """
    missing = [name for name in VARIABLES if not os.environ.get(name)]
    if len(missing) == len(VARIABLES):
        return False
    if missing:
        raise UserError(f"{', '.join(missing)}: not set, but chief and workers need all of {', '.join(VARIABLES)}.")
    return "chief" not in os.environ[VARIABLES[2]]


class _Stopped(Exception):
    """Another thread's trial has ended the search."""


class _Session(keras_tuner.engine.base_tuner.BaseTuner):
    """keras-tuner chooses hyperparameters, our engine trains."""

    def __init__(self, build, run, **options):
        self._build = build
        self._run = run
        self._stop = threading.Event()
        super().__init__(hypermodel=build, **options)
        # From the first trial on, so that a search killed within it finds its memory.
        self.save()

    def search_side_by_side(self, number: int) -> None:
        """keras-tuner's loop in several threads over one oracle, whose methods are made for that.

        Raises:
            FatalError: the first that a thread raised; the trials of the others are left to end by themselves.
        """
        failed: list[BaseException] = []

        def loop(session) -> None:
            try:
                session.search()
            except _Stopped:
                pass
            except BaseException as error:
                failed.append(error)
                self._stop.set()

        threads = []
        for at in range(number):
            session = copy.copy(self)
            session.tuner_id = f"tuner{at}"
            # Daemons: an interrupted command does not wait for them.
            threads.append(threading.Thread(target=loop, args=(session,), name=session.tuner_id, daemon=True))
            threads[-1].start()
        try:
            while not failed and any(thread.is_alive() for thread in threads):
                time.sleep(PATIENCE)
        finally:
            self._stop.set()
        if failed:
            raise failed[0]

    def pre_create_trial(self):
        if self._stop.is_set():
            raise _Stopped

    def run_trial(self, trial):
        try:
            return {OBJECTIVE: float(self._run(self._build(trial.hyperparameters)))}
        except NonFiniteLoss as error:
            raise errors.FailedTrialError(str(error)) from error
        except Exception as error:
            # keras-tuner would take it for a bad trial and go on.
            raise errors.FatalError(str(error)) from error


def _identity(build, base) -> str:
    """Hash of all that makes trials comparable: the base config and the space."""
    space = keras_tuner.HyperParameters()
    build(space)
    content = json.dumps([FORMAT, asdict(base), space.get_config()], sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:10]


def _table(session: _Session) -> pd.DataFrame:
    rows = []
    for number, trial in enumerate(
        sorted(session.oracle.trials.values(), key=lambda trial: int(trial.trial_id)), start=1
    ):
        values = {key: value for key, value in trial.hyperparameters.values.items() if key != "tuner/trial_id"}
        rows.append({"trial": number, **values, "score": trial.score, "state": trial.status.lower()})
    return pd.DataFrame(rows)
