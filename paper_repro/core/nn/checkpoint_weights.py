"""TensorFlow 1 checkpoints into our layers, array by array: every tensor of the file is used or accounted for.

Only arrays are read. The graph that lies beside a checkpoint (``.meta``) and its state file (``checkpoint``) are not.
"""

from __future__ import annotations

from collections.abc import Mapping

import keras
import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.core.nn.published_weights import without_channel_axis

#: Our layer of ``build_musicnn_tagger`` -> scope of its tensors in a checkpoint of musicnn 0.1.0.
MUSICNN_SCOPES = {
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
    "musicnn_mid1_conv": "conv2d_5",
    "musicnn_mid1_norm": "batch_normalization_6",
    "musicnn_mid2_conv": "conv2d_6",
    "musicnn_mid2_norm": "batch_normalization_7",
    "musicnn_mid3_conv": "conv2d_7",
    "musicnn_mid3_norm": "batch_normalization_8",
    "musicnn_pool_norm": "batch_normalization_9",
    "musicnn_dense": "dense",
    "musicnn_dense_norm": "batch_normalization_10",
    "musicnn_tags": "dense_1",
}

#: The same of ``build_vgg_tagger``.
VGG_SCOPES = {
    "vgg_norm": "batch_normalization",
    **{f"vgg_conv{block}": f"{block}CNN" for block in range(1, 6)},
    **{f"vgg_norm{block}": f"batch_normalization_{block}" for block in range(1, 6)},
    "vgg_tags": "dense",
}

#: What Adam keeps in training: two moments of each weight, and the powers of its decay rates.
SLOTS = ("Adam", "Adam_1")
POWERS = ("beta1_power", "beta2_power")

#: What the reader raises of a damaged file, besides TensorFlow's own errors. Their texts name temporary files.
UNREADABLE = (IndexError, RuntimeError, ValueError)


def load_checkpoint(model: keras.Model, prefix: str, scopes: Mapping[str, str], source: str = "") -> tuple[str, ...]:
    """Fills a model with the arrays of a TensorFlow 1 checkpoint.

    Args:
        model: whose layers are filled: all that have weights.
        prefix: of the checkpoint's files, which are ``<prefix>.index`` and ``<prefix>.data-...``.
        scopes: our layer -> scope of its tensors.
        source: how errors name the file; default: the prefix.

    Returns:
        The names of the tensors that are no weights, in order: all of them the optimiser's.

    Raises:
        UserError: the files are no checkpoint or are damaged, lack a tensor, have one that is neither a weight nor
            the optimiser's, or one of another shape or type than ours.
    """
    source = source or prefix
    reader = _opened(prefix, source)
    shapes, types = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    places = {
        f"{scopes[layer.name]}/{variable.name}": (layer.name, variable)
        for layer in model.layers
        for variable in layer.weights
        # A dropout's seed is no weight.
        if variable.dtype.startswith("float")
    }
    missing = sorted(places.keys() - shapes.keys())
    if missing:
        raise UserError(f"{source}: not the published weights (no {missing[0]}; missing: {len(missing)}).")
    unused = sorted(shapes.keys() - places.keys())
    known = {f"{name}/{slot}" for name in places for slot in SLOTS} | set(POWERS)
    foreign = [name for name in unused if name not in known]
    if foreign:
        raise UserError(
            f"{source}: not the published weights ({foreign[0]} has no place in the model; such: {len(foreign)})."
        )
    for name, (layer, variable) in places.items():
        wanted = tuple(variable.shape)
        found = without_channel_axis(tuple(shapes[name]), wanted)
        # Compared before a value is read: a small file can claim any shape.
        if found != wanted or types[name].name != "float32":
            raise UserError(f"{source}: {name} is {types[name].name} {found}, {layer} needs float32 {wanted}.")
    # All is read before the first is assigned: a damaged file leaves the model as it was.
    arrays = {name: _array(reader, name, source) for name in places}
    for name, (_, variable) in places.items():
        variable.assign(arrays[name].reshape(variable.shape))
    return tuple(unused)


def _opened(prefix: str, source: str):
    """The checkpoint's reader."""
    import tensorflow as tf

    try:
        return tf.compat.v1.train.NewCheckpointReader(str(prefix))
    except (*UNREADABLE, tf.errors.OpError) as error:
        raise UserError(f"{source}: not a TensorFlow checkpoint ({type(error).__name__}).") from None


def _array(reader, name: str, source: str) -> np.ndarray:
    import tensorflow as tf

    try:
        return reader.get_tensor(name)
    except (*UNREADABLE, tf.errors.OpError) as error:
        raise UserError(f"{source}: {name} cannot be read ({type(error).__name__}); restore the file.") from None
