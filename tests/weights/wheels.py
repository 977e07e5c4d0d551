"""Wheels of weights that tests make: the layout of the published one, values of their own."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from paper_repro.core.nn.checkpoint_weights import VGG_SCOPES
from paper_repro.core.nn.vgg import build_vgg_tagger
from paper_repro.weights.catalogue import MUSICNN, Network
from tests.core.nn.checkpoints import optimiser, tensors_of, write_checkpoint

#: What pip needs to know a wheel by.
ABOUT = "musicnn-0.1.0.dist-info"
METADATA = {
    f"{ABOUT}/METADATA": "Metadata-Version: 2.1\nName: musicnn\nVersion: 0.1.0\n",
    f"{ABOUT}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    f"{ABOUT}/RECORD": "",
}


def write_wheel(folder: Path, members: dict[str, bytes | str]) -> Path:
    """A wheel under the published name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / MUSICNN.file
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members, **METADATA}.items():
            archive.writestr(name, content)
    return path


def pinned(path: Path, labels: str = "LABELS") -> Network:
    """A network that this very file holds."""
    wheel = replace(MUSICNN, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    return Network("tiny", "Tiny", "vgg", "TINY_vgg", labels, "nothing", 0.5, 0.1, wheel)


def vgg_members(folder: Path, tags: Sequence[str], without: str = "") -> dict[str, bytes | str]:
    """Members of a wheel with a VGG of random weights; ``without``: a tensor to leave out."""
    tensors = tensors_of(build_vgg_tagger(classes=len(tags)), VGG_SCOPES)
    # Small and of both signs, so that no output is 0 or 1.
    tensors = {name: (array - 0.5) / 10 if "kernel" in name else array for name, array in tensors.items()}
    tensors.pop(without, None)
    write_checkpoint(folder, {**tensors, **optimiser(tensors)})
    files = {f"musicnn/TINY_vgg/{file.name}": file.read_bytes() for file in folder.iterdir()}
    return {**files, "musicnn/configuration.py": f"import os\nSR = 16000\nLABELS = {list(tags)!r}\n"}
