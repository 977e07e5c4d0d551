"""One row of each paper on the backend of ``KERAS_BACKEND``, for ``test_rows``: ``python -m tests.backends.rows``.

    killed PAPERS DATA RUNS       trains each row; all are interrupted in their second epoch, the last by SIGKILL
    whole PAPERS DATA RUNS WHOLE  goes on with those of RUNS, trains all undisturbed in WHOLE, hears a file with each

PAPERS are joined by commas. Prints as JSON what each is, and the seconds that it took.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from paper_repro.core.command_line import Options
from paper_repro.core.training.rows import run_rows
from paper_repro.papers import paper

#: Paper and row: an LSTM with attention, recurrent layers, batch norm and dropout, tracks of any length, pictures.
ROWS = {
    "majorminer": "cnn1d_lstm-multiple",
    "musiccaps": "clstma-like_for_like",
    "magnatagatune": "batch_norm_dropout_10",
    "cal500exp": "cnn_lstm_corrected",
    "songtitle": "captioner",
}
EPOCHS = 2


def train(name: str, data: Path, runs: Path) -> Path:
    """The run's folder."""
    chosen = paper(name)
    options = Options.of(Options(data=data / name, preset="smoke", runs=runs, devices="cpu"))
    options = chosen.options.of(options)
    configs = chosen.configs(options, [ROWS[name]])
    configs = {row: replace(config, epochs=EPOCHS) for row, config in configs.items()}
    return run_rows(chosen, options, configs).rows[ROWS[name]].runs[0].path


def interrupt(by_kernel: bool) -> None:
    """Ends trainings in their second epoch, like Ctrl-C or as the kernel would."""
    from paper_repro.core.training import train as engine

    def on_epoch_begin(callback, epoch, logs=None):
        if epoch and by_kernel:
            os.kill(os.getpid(), signal.SIGKILL)
        if epoch:
            raise KeyboardInterrupt

    engine._EpochEnd.on_epoch_begin = on_epoch_begin


def killed(names: str, data: str, runs: str) -> None:
    for name in names.split(","):
        interrupt(by_kernel=names.endswith(name))
        try:
            train(name, Path(data), Path(runs))
        except KeyboardInterrupt:
            continue
        raise AssertionError(f"{name} was not interrupted")


def heard(name: str, run: Path, data: Path) -> dict:
    """What the network says of the first file of its corpus that can be used: the answer of ``predict``, as JSON."""
    from paper_repro.core.listening.engine import listen
    from paper_repro.core.training.prediction import load_run
    from paper_repro.listen.answer import answer

    listener = load_run(paper(name), run)
    files = sorted(path for path in (data / "magnatagatune").rglob("*.mp3") if path.stat().st_size)
    ((path, said),) = listen(listener, files[:1])
    return answer(path, said, listener, 3, None)


def whole(names: str, *folders: str) -> None:
    data, runs, undisturbed = map(Path, folders)
    undisturbed.mkdir(exist_ok=True)
    # Features are the same: what goes on here is training.
    (undisturbed / "records").symlink_to(runs / "records")
    said = {}
    for name in names.split(","):
        start = time.perf_counter()
        resumed = str(train(name, data, runs)) if (runs / name).exists() else None
        run = train(name, data, undisturbed)
        said[name] = {
            "resumed": resumed,
            "whole": str(run),
            "heard": heard(name, run, data),
            "seconds": time.perf_counter() - start,
        }
    print(json.dumps(said))


if __name__ == "__main__":
    {"killed": killed, "whole": whole}[sys.argv[1]](*sys.argv[2:])
