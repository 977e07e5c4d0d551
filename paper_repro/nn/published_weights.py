"""Published weights into our layers, array by array: the proof that a port is what it says."""

from __future__ import annotations

from pathlib import Path

import h5py
import keras
import numpy as np

from paper_repro.errors import UserError

#: Our layer of ``build_musicnn_tagger`` -> layer of the published Keras file of MusiCNN trained on MagnaTagATune.
MUSICNN_LAYERS = {
    "musicnn_norm": "batch_normalization",
    "musicnn_timbral1_conv": "conv2d",
    "musicnn_timbral1_norm": "batch_normalization_1",
    "musicnn_timbral2_conv": "conv2d_1",
    "musicnn_timbral2_norm": "batch_normalization_2",
    "musicnn_temporal128_conv": "conv2d_2",
    "musicnn_temporal128_norm": "batch_normalization_3",
    "musicnn_temporal64_conv": "conv2d_3",
    "musicnn_temporal64_norm": "batch_normalization_4",
    "musicnn_temporal32_conv": "conv2d_4",
    "musicnn_temporal32_norm": "batch_normalization_5",
    "musicnn_mid1_conv": "midend_conv1",
    "musicnn_mid1_norm": "bn_midend_conv1",
    "musicnn_mid2_conv": "midend_conv2",
    "musicnn_mid2_norm": "bn_midend_conv2",
    "musicnn_mid3_conv": "midend_conv3",
    "musicnn_mid3_norm": "bn_midend_conv3",
    "musicnn_pool_norm": "bn_flatpool",
    "musicnn_dense": "dense",
    "musicnn_dense_norm": "bn_dense",
    "musicnn_tags": "dense_1",
}


def load_musicnn(model: keras.Model, path: str | Path) -> None:
    """Fills a model of ``build_musicnn_tagger`` with the published arrays (HDF5; nothing in it is executed).

    Raises:
        UserError: the file is no HDF5 file, or lacks a layer, or an array has another shape than ours.
    """
    try:
        with h5py.File(path) as file:
            for ours, theirs in MUSICNN_LAYERS.items():
                arrays = _arrays(file["model_weights"][theirs])
                for variable in model.get_layer(ours).weights:
                    array = arrays[variable.name]
                    # Their 2D convolutions over (7, channels, 1) are our 1D convolutions over (7, channels).
                    array = array.reshape(variable.shape) if array.ndim == 4 and array.shape[2] == 1 else array
                    if array.shape != tuple(variable.shape):
                        raise UserError(f"{path}: {theirs} is {array.shape}, {ours} needs {tuple(variable.shape)}.")
                    variable.assign(array)
    except (OSError, KeyError) as error:
        raise UserError(f"{path}: not the published MusiCNN weights ({error}).") from None


def _arrays(group: h5py.Group) -> dict[str, np.ndarray]:
    """Arrays below a layer's group by their bare name: ``gamma_1:0`` and ``gamma:0`` are ``gamma``."""
    found: dict[str, np.ndarray] = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            bare = name.rsplit("/", 1)[-1].split(":")[0]
            found[bare.removesuffix("_1")] = item[()]

    group.visititems(visit)
    return found
