"""Devices and threads of PyTorch; see ``backend``."""

from __future__ import annotations

import os
import sys

from paper_repro.core.errors import UserError
from paper_repro.core.training.replication import Replication


def select(devices: str) -> None:
    # Read by cuBLAS when it starts: sums in one order.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    import torch

    gpus = torch.cuda.device_count()
    if devices == "all" and gpus > 1:
        raise UserError(
            "--devices all: no training on several cards with PyTorch; use KERAS_BACKEND=jax or tensorflow, or auto."
        )
    if devices.startswith("gpu:"):
        number = int(devices.removeprefix("gpu:"))
        if number >= gpus:
            raise UserError(f"--devices {devices}: PyTorch finds {gpus} GPUs here; use --devices auto or cpu.")
        chosen = f"cuda:{number}"
    else:
        chosen = "cuda:0" if gpus and devices != "cpu" else "cpu"
    # Read by Keras when it is imported. Later there is no public way for a whole process.
    os.environ["KERAS_TORCH_DEVICE"] = chosen
    if "keras" in sys.modules:
        from keras.src.backend.torch import core

        core.DEFAULT_DEVICE = chosen
    torch.use_deterministic_algorithms(True)


def callbacks(seed: int) -> list:
    """Keras' dropout draws from PyTorch's own random numbers, which no variable of a model holds, and data loaders too.

    So they begin anew at each batch, by seed, epoch and batch.
    """
    import keras
    import torch

    class Draws(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self._epoch = epoch

        def on_train_batch_begin(self, batch, logs=None):
            torch.manual_seed((seed * 1_000_003 + self._epoch) * 1_000_003 + batch)

    return [Draws()]


def replication() -> Replication:
    return Replication()


def names() -> list[str]:
    kind, _, number = os.environ.get("KERAS_TORCH_DEVICE", "cpu").partition(":")
    return [f"/device:{'GPU' if kind == 'cuda' else kind.upper()}:{number or 0}"]


def cards() -> int:
    import torch

    return torch.cuda.device_count()


def threads() -> int:
    import torch

    return torch.get_num_threads()


def set_threads(number: int) -> None:
    import torch

    torch.set_num_threads(number)
