"""Published weights into our layers, array by array: the proof that a port is what it says."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import Path

import h5py
import keras
import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.core.hdf5 import datasets_below

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

#: Our layer of ``build_fcn_tagger`` -> module of the published PyTorch file of the FCN trained on MagnaTagATune.
FCN_LAYERS = {
    "fcn_norm": "spec_bn",
    **{f"fcn_conv{block}": f"layer{block}.conv" for block in range(1, 6)},
    **{f"fcn_norm{block}": f"layer{block}.bn" for block in range(1, 6)},
    "fcn_tags": "dense",
}

#: Our layer of ``build_won_musicnn_tagger`` -> module of the published PyTorch file of the MusiCNN of Won et al.
WON_MUSICNN_LAYERS = {
    "won_image_norm": "spec_bn",
    **{
        f"won_{ours}_{kind}": f"{theirs}.{'conv' if kind == 'conv' else 'bn'}"
        for ours, theirs in (
            ("tall1", "layers.0"), ("tall2", "layers.1"),
            *((f"long{number}", f"layers.{number + 1}") for number in range(1, 4)),
            *((f"mid{number}", f"layer{number}") for number in range(1, 4)),
        )
        for kind in ("conv", "norm")
    },
    "won_dense": "dense1",
    "won_dense_norm": "bn",
    "won_tags": "dense2",
}  # fmt: skip

#: A Keras variable's name -> PyTorch's. A batch norm's scale is called weight there, like a convolution's kernel.
TORCH_NAMES = {
    "kernel": "weight",
    "bias": "bias",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


def load_musicnn(model: keras.Model, path: str | Path) -> None:
    """Fills a model of ``build_musicnn_tagger`` with the published arrays (HDF5; nothing in it is executed).

    Raises:
        UserError: the file is no HDF5 file, lacks a layer, has an array that the model has no place for, or one of
            another shape than ours or that is kept outside of the file.
    """
    try:
        with h5py.File(path) as file:
            every = {theirs: _arrays(file, theirs) for theirs in MUSICNN_LAYERS.values()}
            held = len(datasets_below(file, "model_weights"))
            if held != sum(map(len, every.values())):
                raise UserError(f"{path}: not the published MusiCNN weights ({held} arrays).")
            for ours, theirs in MUSICNN_LAYERS.items():
                arrays = every[theirs]
                wanted_names = {variable.name for variable in model.get_layer(ours).weights}
                if foreign := sorted(arrays.keys() - wanted_names):
                    raise UserError(f"{path}: {theirs}/{foreign[0]} has no place in {ours}.")
                for variable in model.get_layer(ours).weights:
                    array, wanted = arrays[variable.name], tuple(variable.shape)
                    shape = without_channel_axis(array.shape, wanted)
                    # Compared before a value is read: a small file can claim any shape.
                    if shape != wanted or array.dtype.kind != "f":
                        raise UserError(f"{path}: {theirs} is {array.dtype} {shape}, {ours} needs numbers {wanted}.")
                    variable.assign(array[()].reshape(wanted))
    except (OSError, KeyError) as error:
        raise UserError(f"{path}: not the published MusiCNN weights ({error}).") from None


def without_channel_axis(shape: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of a published kernel as our layer has it.

    MusiCNN's 2D convolutions over (7, channels) of one image channel are our 1D convolutions over 7 frames.

    Example:
        >>> without_channel_axis((7, 64, 1, 64), (7, 64, 64)), without_channel_axis((3, 3, 1, 128), (3, 3, 1, 128))
        ((7, 64, 64), (3, 3, 1, 128))
    """
    return (*shape[:2], shape[3]) if len(wanted) == 3 and len(shape) == 4 and shape[2] == 1 else shape


def load_sota_fcn(model: keras.Model, path: str | Path) -> None:
    """``load_won`` of ``build_fcn_tagger``."""
    load_won(model, path, FCN_LAYERS, "FCN")


def load_won_musicnn(model: keras.Model, path: str | Path) -> None:
    """``load_won`` of ``build_won_musicnn_tagger``."""
    load_won(model, path, WON_MUSICNN_LAYERS, "MusiCNN")


def load_won(model: keras.Model, path: str | Path, modules: Mapping[str, str], what: str) -> None:
    """Fills a model with the arrays of a PyTorch file as Won et al. 2020 published it.

    PyTorch reads the file, and is told to accept nothing in it but arrays. The file's own front end (window and mel
    filters) is not used: that part is ``LogMel``'s.

    Args:
        model: what is filled.
        path: of the file.
        modules: our layer to the file's module.
        what: the network, for errors.

    Raises:
        UserError: PyTorch is not installed, it cannot read the file, or the file lacks an array, has one that the
            model has no place for, or has one of another shape than ours.
    """
    state = {name: array for name, array in torch_state(path, str(path)).items() if not _is_buffer(name)}
    for ours, theirs in modules.items():
        for variable in model.get_layer(ours).weights:
            name = f"{theirs}.{TORCH_NAMES[variable.name]}"
            if name not in state:
                raise UserError(f"{path}: not the published {what} weights (no {name}).")
            # (out, in, mels, frames) there, (frames, mels, in, out) here; (out, in) of a dense layer there.
            array = state.pop(name).T
            if array.shape != tuple(variable.shape):
                raise UserError(f"{path}: {name} is {array.shape[::-1]}, {ours} needs {tuple(variable.shape)[::-1]}.")
            variable.assign(array)
    if state:
        raise UserError(f"{path}: not the published {what} weights ({min(state)} has no place in it).")


def _is_buffer(name: str) -> bool:
    """Whether an array of such a file is no weight: its front end, and counters of training steps."""
    return name.startswith("spec.") or name.endswith(".num_batches_tracked")


def torch_state(source: str | Path | bytes, name: str) -> dict[str, np.ndarray]:
    """A PyTorch file's arrays by name.

    Args:
        source: its path, or its content.
        name: of the file, for errors.

    Raises:
        UserError: PyTorch is not installed, or cannot read the file as one of arrays alone.
    """
    try:
        import torch
    except ImportError:
        raise UserError(f"{name}: reading it needs PyTorch; run `pip install -e '.[torch]'` in the clone.") from None
    try:
        # Only arrays and plain containers: a pickle that would run code is refused.
        file = io.BytesIO(source) if isinstance(source, bytes) else source
        with warnings.catch_warnings():
            # On how a foreign file was pickled: whether it can be read is what counts.
            warnings.simplefilter("ignore")
            state = torch.load(file, map_location="cpu", weights_only=True)
        return {key: tensor.numpy() for key, tensor in state.items()}
    except OSError as error:
        raise UserError(f"{name}: cannot be read ({error.strerror or error}).") from None
    except Exception as error:
        # What the unpickler stumbles over in a file of another kind is any exception there is, often a page long.
        raise UserError(f"{name}: not a PyTorch file of weights ({type(error).__name__}).") from None


def _arrays(file: h5py.File, layer: str) -> dict[str, h5py.Dataset]:
    """Arrays of a layer by their bare name: ``gamma_1:0`` and ``gamma:0`` are ``gamma``."""
    return {
        name.rsplit("/", 1)[-1].split(":")[0].removesuffix("_1"): array
        for name, array in datasets_below(file, f"model_weights/{layer}").items()
    }
