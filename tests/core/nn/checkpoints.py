"""TensorFlow 1 checkpoints that tests write: the layout of the published ones, values of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np


def tensors_of(model: keras.Model, scopes: Mapping[str, str], seed: int = 0) -> dict[str, np.ndarray]:
    """A random value in 0..1 for every weight, under its published name and in its published shape."""
    rng = np.random.default_rng(seed)
    tensors = {}
    for ours, theirs in scopes.items():
        for variable in model.get_layer(ours).weights:
            shape = tuple(variable.shape)
            if len(shape) == 3:  # 2D convolutions there, with one image channel
                shape = (*shape[:2], 1, shape[2])
            tensors[f"{theirs}/{variable.name}"] = rng.random(shape, dtype=np.float32)
    return tensors


def optimiser(tensors: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What Adam keeps beside the weights."""
    trained = {name: array for name, array in tensors.items() if "moving_" not in name}
    slots = {f"{name}/{slot}": array for name, array in trained.items() for slot in ("Adam", "Adam_1")}
    return {**slots, "beta1_power": np.float32(0.9), "beta2_power": np.float32(0.999)}


def write_checkpoint(folder: Path, tensors: Mapping[str, np.ndarray]) -> Path:
    """``.index`` and ``.data-00000-of-00001`` in ``folder``, as ``tf.compat.v1.train.Saver`` names them there."""
    import tensorflow as tf

    folder.mkdir(parents=True, exist_ok=True)
    names = list(tensors)
    values = [tf.constant(tensors[name]) for name in names]
    tf.raw_ops.SaveV2(prefix=f"{folder}/", tensor_names=names, shape_and_slices=[""] * len(names), tensors=values)
    return folder
