"""The Dask cluster of ``--workers`` and ``--cluster``: started or reached once a process, and checked before work."""

from __future__ import annotations

import atexit
import contextlib
import functools
import logging
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.process import other_backend

try:
    import dask
    import distributed
except ImportError:
    raise UserError(
        "--workers and --cluster need Dask, which is not installed: in a clone, `pip install -e '.[dask]'`."
    ) from None

from paper_repro.core.training import remote

#: Seconds in which a scheduler must answer and a worker must be there.
ANSWER = 10
#: Seconds for a worker of our own to start.
START = 300


def client_of(options: Options, runs: int) -> distributed.Client:
    """A client of the cluster that the options name, one for the whole process.

    Args:
        runs: how many are to be trained: no more workers than that are started here.

    Raises:
        UserError: the cluster does not answer or has no workers.
    """
    if options.cluster:
        return _reached(options.cluster)
    client = _started()
    wanted = min(options.workers, runs)
    if len(client.cluster.workers) < wanted:
        # By default Dask gives numerical libraries one thread: digits would be other ones than without workers.
        with dask.config.set({"distributed.nanny.pre-spawn-environ": {}}):
            client.cluster.scale(wanted)
            try:
                client.wait_for_workers(wanted, timeout=START)
            except TimeoutError:
                raise UserError(
                    f"--workers {options.workers}: of {wanted} processes {len(client.nthreads())} have started after "
                    f"{START} s; use fewer."
                ) from None
    return client


@functools.cache
def _started() -> distributed.Client:
    """A cluster of this machine that has no workers yet. Each is a process with one thread for tasks.

    Its memory is not limited: a training that fits when it is alone should not be killed by a share.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    cluster = distributed.LocalCluster(
        n_workers=0,
        threads_per_worker=1,
        processes=True,
        memory_limit=0,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    )
    client = distributed.Client(cluster)
    atexit.register(_close, cluster)
    atexit.register(_close, client)
    return client


def _close(connection: distributed.Client | distributed.LocalCluster) -> None:
    """At the end of the process, whose workers end with it however long they would take."""
    with contextlib.suppress(TimeoutError):
        connection.close(timeout=2)


@functools.cache
def _reached(address: str) -> distributed.Client:
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = distributed.Client(address, timeout=ANSWER)
    except (OSError, TimeoutError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UserError(
            f"--cluster {address}: no Dask scheduler answers within {ANSWER} s ({reason}); start one: dask scheduler."
        ) from None
    atexit.register(_close, client)
    try:
        client.wait_for_workers(1, timeout=ANSWER)
    except TimeoutError:
        raise UserError(
            f"--cluster {address}: has no workers after {ANSWER} s; start some: dask worker {address}."
        ) from None
    return client


def on_each(client: distributed.Client, work: Callable, *arguments: Any) -> dict[str, Any]:
    """What ``work(*arguments)`` returns on every worker, by its address; in a thread for tasks, where it may take long.

    Raises:
        UserError: a worker raised it, with the worker named; or cannot load this package.
    """
    addresses = list(client.nthreads())
    asked = {
        address: client.submit(work, *arguments, workers=[address], pure=False, allow_other_workers=False)
        for address in addresses
    }
    answers = {}
    for address, future in asked.items():
        try:
            answers[address] = future.result()
        except UserError as error:
            raise UserError(f"worker {address}: {error}") from None
        except Exception as error:
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise UserError(
                f"worker {address} cannot run {__package__.partition('.')[0]} ({reason}); install there what is "
                "installed here."
            ) from None
    return answers


def require_same_versions(client: distributed.Client) -> None:
    """Refuses workers whose numbers would be others.

    Raises:
        UserError: a worker has another version of something that numbers depend on.
    """
    here = remote.versions(*other_backend())
    for address, there in on_each(client, remote.versions, *other_backend()).items():
        for name, version in here.items():
            if there.get(name) != version:
                raise UserError(
                    f"worker {address} has {name} {there.get(name)}, here it is {version}: digits would differ; "
                    "install the same versions on both."
                )


def sees_runs(client: distributed.Client, runs: Path, paths: Sequence[Path]) -> tuple[bool, dict[str, list[str]]]:
    """Whether all workers share the folder of runs, and which of ``paths`` a worker cannot read, by its address."""
    runs = runs.resolve()
    token = secrets.token_hex(8)
    probe = runs / f".shared-{token}"
    runs.mkdir(parents=True, exist_ok=True)
    probe.write_text(token, encoding="utf-8")
    try:
        answers = on_each(client, remote.sees, [path.absolute() for path in paths], probe, token)
    finally:
        probe.unlink()
    blind = {address: answer["missing"] for address, answer in answers.items() if answer["missing"]}
    return all(answer["shared"] for answer in answers.values()), blind
