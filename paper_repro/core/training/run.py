"""One run is one folder: config, data, environment, history, predictions, metrics, model, and a mark when complete."""

from __future__ import annotations

import hashlib
import json
import math
import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from paper_repro import DISTRIBUTION
from paper_repro.core.errors import UserError
from paper_repro.core.files import whole_file, write_text
from paper_repro.core.locks import LOCK
from paper_repro.core.process import backend_name, other_backend
from paper_repro.core.training.backend import devices, threads

Config = TypeVar("Config")

#: To be incremented when the same config gives other numbers.
FORMAT = 2
#: How long a step took: of the machine and its load, so no part of what a run must end with again.
TIMING = "timing.json"
#: Files that only a training that goes on needs.
RESUMING = ("state.npz", "best.npz")


@dataclass(frozen=True)
class RunFolder:
    """The files of a run: ``config.json``, ``data.json``, ``environment.json``, ``history.csv``, ``predictions.csv``,
    ``metrics.json``, ``model.keras``, ``tensorboard/``, ``timing.json``, and last ``complete.json``. While it trains:
    ``state.npz`` and ``best.npz``.
    """

    path: Path

    @property
    def complete(self) -> bool:
        return (self.path / "complete.json").exists()

    @property
    def name(self) -> str:
        return self.path.name

    def damage(self) -> str | None:
        """What is wrong with the files of a finished run, in a sentence; None where each is as it was written.

        Sizes and checksums are those that ``finish`` wrote. Runs of versions that wrote none are checked for missing
        and empty files.
        """
        try:
            files = _read_object(self.path / "complete.json").get("files") or dict.fromkeys(WRITTEN)
        except UserError as error:
            return str(error)
        if not isinstance(files, dict):
            return f"{self.path / 'complete.json'}: damaged: its list of files is none."
        for name, expected in files.items():
            path = self.path / name
            if not path.is_file() or path.stat().st_size == 0:
                return f"{path}: {'empty' if path.is_file() else 'missing'}."
            if expected is not None and _checksum(path) != expected:
                return f"{path}: damaged, or of another run: not what this run wrote."
        return None

    def read_metrics(self) -> dict[str, Any]:
        return json.loads((self.path / "metrics.json").read_text(encoding="utf-8"))

    def read_predictions(self) -> pd.DataFrame:
        """Per-item predictions; cells are strings as written."""
        return pd.read_csv(self.path / "predictions.csv", dtype=str, keep_default_na=False)

    def read_history(self) -> pd.DataFrame:
        return pd.read_csv(self.path / "history.csv")

    def read_step_seconds(self) -> float:
        """Seconds of a training step, see ``write_step_seconds``; no number for a baseline without steps."""
        path = self.path / TIMING
        return float(_read_object(path)["step_seconds"]) if path.is_file() else math.nan

    def write_step_seconds(self, seconds: float) -> None:
        """Keeps what a step of an epoch took on average, batches and the update; of several epochs the fastest, which
        neither traces nor waits for another process.
        """
        kept = self.read_step_seconds()
        self.write_json(TIMING, {"step_seconds": seconds if math.isnan(kept) else min(kept, seconds)})

    def start(self, config, data: Mapping[str, Any]) -> None:
        """Writes what is known before the first step.

        Raises:
            UserError: the run was begun on another backend.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        self.write_json("config.json", asdict(config))
        self.write_json("data.json", dict(data))
        # A resumed run keeps the environment it began in.
        kept = self.path / "environment.json"
        if not kept.exists():
            self.write_json("environment.json", environment())
            return
        began = _read_object(kept).get("backend", backend_name())
        if began != backend_name():
            raise UserError(
                f"{self.path}: was begun on {began} and cannot go on on {backend_name()}, whose digits differ; set "
                f"KERAS_BACKEND={began}, or use --fresh."
            )

    def finish(self, metrics: Mapping[str, Any], predictions: pd.DataFrame) -> None:
        """Writes what came out, drops what only a resumed training needs, and marks the run as whole."""
        with whole_file(self.path / "predictions.csv") as temporary:
            predictions.to_csv(temporary, index=False)
        self.write_json("metrics.json", dict(metrics))
        # Hidden files are the lock, temporary files that a kill left, and what file systems and desktops add.
        written = [
            path
            for path in sorted(self.path.iterdir())
            if path.is_file() and not path.name.startswith(".") and path.name not in (*RESUMING, TIMING)
        ]
        self.write_json("complete.json", {"format": FORMAT, "files": {path.name: _checksum(path) for path in written}})
        for name in RESUMING:
            (self.path / name).unlink(missing_ok=True)

    def write_json(self, name: str, content: Mapping[str, Any]) -> None:
        write_text(self.path / name, json.dumps(content, indent=1, default=str) + "\n")

    def discard(self) -> None:
        """Removes the run, but for the lock that this process may hold."""
        for path in self.path.iterdir() if self.path.exists() else ():
            if not path.name.startswith(LOCK):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def load_model(self):
        """The trained network, not compiled. Its layers must have been imported: the paper's ``model`` module does.

        Raises:
            UserError: the run keeps no network, or its file is damaged.
        """
        import keras

        path = self.path / "model.keras"
        if not path.is_file():
            raise UserError(f"{self.path}: this run keeps no network; give the run of a network.")
        try:
            return keras.models.load_model(path, compile=False, safe_mode=True)
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = str(error).strip().splitlines()[0]
            raise UserError(f"{path}: not a network of this paper ({reason}); train the run anew.") from None


#: Files that every finished run has.
WRITTEN = ("config.json", "data.json", "environment.json", "metrics.json", "predictions.csv")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_folder(root: Path, paper: str, row: str, config, fingerprint: str) -> RunFolder:
    """``root/paper/row-s<seed>-<hash>``: the hash covers the whole resolved config, the data, and any backend but
    TensorFlow, so that a change of one is another run.
    """
    about = [FORMAT, asdict(config), fingerprint, *other_backend()]
    content = json.dumps(about, sort_keys=True, default=str)
    digest = hashlib.sha256(content.encode()).hexdigest()[:10]
    return RunFolder(Path(root) / paper / f"{row}-s{config.seed}-{digest}")


def finished_run(path: str | Path, paper: str, trained_by: str = "") -> RunFolder:
    """The run in that folder.

    Args:
        path: of the folder.
        paper: whose run it is.
        trained_by: the command that trains one; default: ``reproduce PAPER``.

    Raises:
        UserError: no finished run lies there.
    """
    folder, command = RunFolder(Path(path)), trained_by or f"reproduce {paper}"
    if not folder.complete:
        raise UserError(f"{path}: no finished run; train one: python -m paper_repro {command}.")
    damage = folder.damage()
    if damage:
        raise UserError(f"{damage} Train it anew: python -m paper_repro {command}.")
    return folder


def newest_model_run(
    paper: str,
    runs: Path = Path("runs"),
    preferred: Callable[[Path], bool] = lambda folder: True,
    trained_by: str = "",
) -> Path:
    """The finished run of a paper's networks that was completed last, of the ``preferred`` ones where there are any.

    ``trained_by`` as in ``finished_run``.

    Raises:
        UserError: there is none.
    """
    marks = [mark for mark in (runs / paper).glob("*/complete.json") if (mark.parent / "model.keras").exists()]
    if not marks:
        command = trained_by or f"reproduce {paper}"
        raise UserError(f"{runs / paper}: no finished run; train one: python -m paper_repro {command}.")
    return max(marks, key=lambda mark: (preferred(mark.parent), mark.stat().st_mtime)).parent


def stored_config(folder: RunFolder, kind: type[Config]) -> Config:
    """The config that a run was trained with, of a paper's ``Config`` class.

    Raises:
        UserError: it cannot be read, or has a setting that ``kind`` does not know.
    """
    stored = _read_object(folder.path / "config.json")
    unknown = stored.keys() - {field.name for field in fields(kind)}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise UserError(f"{folder.path}: not a run of this paper and version; its config has {names}.")
    return kind(**{name: _tuples(value) for name, value in stored.items()})


def _read_object(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"{path}: damaged: not JSON ({error}).") from None
    if not isinstance(found, dict):
        raise UserError(f"{path}: damaged: holds {type(found).__name__}, not an object.")
    return found


def _tuples(value: Any) -> Any:
    """JSON's lists as the tuples that a frozen config holds."""
    return tuple(_tuples(inner) for inner in value) if isinstance(value, list) else value


def environment() -> dict[str, Any]:
    """Versions, commit, machine: where a number was computed."""
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: installed_version(name) for name in (DISTRIBUTION, *_dependencies(), *other_backend())},
        "commit": commit(),
        **_devices(),
    }


def _devices() -> dict[str, Any]:
    import keras

    return {
        "backend": keras.backend.backend(),
        "devices": devices(),
        "precision": keras.config.dtype_policy().name,
        # Of one operation: sums are split among them, so that digits depend on their number.
        "threads": threads(),
    }


def _dependencies() -> list[str]:
    """Names of the packages that ours declares, extras aside."""
    try:
        declared = [line for line in requires(DISTRIBUTION) or () if "extra ==" not in line]
    except PackageNotFoundError:  # run from a folder without having been installed
        return ["tensorflow", "keras", "numpy"]
    return [re.match(r"[\w.-]+", line)[0] for line in declared]


def installed_version(package: str) -> str | None:
    """The version of an installed package; None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def commit() -> str | None:
    """The commit of a checkout; None for an installed package."""
    here = Path(__file__).resolve().parent
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
