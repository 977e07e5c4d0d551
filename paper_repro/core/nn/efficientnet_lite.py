"""EfficientNet-Lite0: pictures in, positions of features out, and the published ImageNet weights into it.

EfficientNet-B0 (Tan and Le 2019) without squeeze and excitation, and with ReLU6 for swish, as its authors published it
for small devices in 2020.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from paper_repro.core.errors import UserError

#: The pixels that the published weights were trained on are (value - MEAN) / DEVIATION of values from 0 to 255.
MEAN, DEVIATION = 127.0, 128.0
#: Of the batch norms, as published.
EPSILON = 1e-3
STEM_FILTERS, HEAD_FILTERS = 32, 1280
CLASSES = 1000


@dataclass(frozen=True)
class Stage:
    """Blocks of one size: how many, their kernel, the step of the first, channels out, and how far they expand."""

    blocks: int
    kernel: int
    stride: int
    filters: int
    expand: int = 6


STAGES = (
    Stage(1, 3, 1, 16, expand=1),
    Stage(2, 3, 2, 24),
    Stage(2, 5, 2, 40),
    Stage(3, 3, 2, 80),
    Stage(3, 5, 1, 112),
    Stage(4, 5, 2, 192),
    Stage(1, 3, 1, 320),
)


def efficientnet_lite0(pixels, *, momentum=0.99):
    """Pictures ``(batch, height, width, 3)``, of any size and scaled as ``MEAN`` and ``DEVIATION`` say, to ``(batch,
    height / 32, width / 32, 1280)``.

    ``momentum`` is of the batch norms' moving averages. Stochastic depth, with which the weights were trained, is left
    out: it changes nothing in inference.

    Example:
        >>> efficientnet_lite0(keras.Input((224, 224, 3))).shape
        (None, 7, 7, 1280)
    """
    x = layers.Conv2D(STEM_FILTERS, 3, strides=2, padding="same", use_bias=False, name="stem_conv")(pixels)
    x = _normed(x, "stem_norm", momentum)
    number = 0
    for stage in STAGES:
        for at in range(stage.blocks):
            x = _block(x, stage, stage.stride if at == 0 else 1, f"block{number}", momentum)
            number += 1
    x = layers.Conv2D(HEAD_FILTERS, 1, use_bias=False, name="head_conv")(x)
    return _normed(x, "head_norm", momentum)


def build_efficientnet_lite0(*, classes: int | None = None, momentum: float = 0.99) -> keras.Model:
    """The network as a model: features, or with ``classes`` as published scores of classes before the softmax.

    Example:
        >>> build_efficientnet_lite0(classes=1000).count_params()
        4694024
    """
    pixels = keras.Input((None, None, 3), name="pixels")
    x = efficientnet_lite0(pixels, momentum=momentum)
    if classes is not None:
        x = layers.GlobalAveragePooling2D(name="pool")(x)
        x = layers.Dense(classes, name="classes")(x)
    return keras.Model(pixels, x, name="efficientnet_lite0")


def _block(x, stage: Stage, stride: int, name: str, momentum: float):
    """Channels expanded, each convolved by itself, and projected; added to what came in where shapes are the same."""
    channels = x.shape[-1]
    inner = x
    if stage.expand > 1:
        inner = layers.Conv2D(channels * stage.expand, 1, use_bias=False, name=f"{name}_expand_conv")(inner)
        inner = _normed(inner, f"{name}_expand_norm", momentum)
    inner = layers.DepthwiseConv2D(
        stage.kernel, strides=stride, padding="same", use_bias=False, name=f"{name}_depth_conv"
    )(inner)
    inner = _normed(inner, f"{name}_depth_norm", momentum)
    inner = layers.Conv2D(stage.filters, 1, use_bias=False, name=f"{name}_project_conv")(inner)
    inner = layers.BatchNormalization(momentum=momentum, epsilon=EPSILON, name=f"{name}_project_norm")(inner)
    if stride > 1 or channels != stage.filters:
        return inner
    return layers.Add(name=f"{name}_add")([inner, x])


def _normed(x, name: str, momentum: float):
    x = layers.BatchNormalization(momentum=momentum, epsilon=EPSILON, name=name)(x)
    return layers.ReLU(max_value=6.0, name=name.replace("norm", "relu"))(x)


def torch_module(layer: str) -> str:
    """The module of the published PyTorch file that a layer of ours is.

    Example:
        >>> torch_module("stem_norm"), torch_module("block3_depth_conv")
        ('_bn0', '_blocks.3._depthwise_conv')
    """
    whole = {
        "stem_conv": "_conv_stem", "stem_norm": "_bn0", "head_conv": "_conv_head", "head_norm": "_bn1", "classes": "_fc"
    }  # fmt: skip
    inner = {
        "expand_conv": "_expand_conv", "expand_norm": "_bn0", "depth_conv": "_depthwise_conv", "depth_norm": "_bn1",
        "project_conv": "_project_conv", "project_norm": "_bn2",
    }  # fmt: skip
    if layer in whole:
        return whole[layer]
    block, _, part = layer.partition("_")
    return f"_blocks.{block.removeprefix('block')}.{inner[part]}"


#: A Keras variable's name -> PyTorch's, and how an array of theirs becomes ours: (out, in, height, width) there,
#: (height, width, in, out) here; of a convolution of single channels (channels, 1, height, width) there.
_TORCH_NAMES = {
    "kernel": "weight", "gamma": "weight", "beta": "bias", "bias": "bias", "moving_mean": "running_mean",
    "moving_variance": "running_var",
}  # fmt: skip
#: Ends the names of counters of training steps, which are no weights.
COUNTER = ".num_batches_tracked"


def fill_efficientnet_lite0(model: keras.Model, arrays: Mapping[str, np.ndarray], source: str) -> None:
    """Fills a model of ``build_efficientnet_lite0`` with published arrays, by the names of their PyTorch modules.

    Every array has its place: the classifier's two are left over where the model has no classes, and counters of
    training steps are no weights.

    Args:
        model: all of its weights are set, or none.
        arrays: by name.
        source: named in errors.

    Raises:
        UserError: an array is missing, has no place, or another shape than ours; or is not of finite numbers.
    """
    left = {name: array for name, array in arrays.items() if not name.endswith(COUNTER)}
    found = []
    for layer in model.layers:
        for variable in layer.weights:
            name = f"{torch_module(layer.name)}.{_TORCH_NAMES[variable.name]}"
            if name not in left:
                raise UserError(f"{source}: not the published weights of EfficientNet-Lite0 (no {name}).")
            array, wanted = left.pop(name), tuple(variable.shape)
            ours = _ours(array, layer)
            if ours.shape != wanted:
                raise UserError(f"{source}: {name} is {array.shape}, {layer.name} needs {wanted}.")
            if ours.dtype.kind != "f" or not np.isfinite(ours).all():
                raise UserError(f"{source}: {name} is not of finite numbers; get the file again.")
            found.append((variable, ours))
    if model.layers[-1].name != "classes":
        left = {name: array for name, array in left.items() if not name.startswith("_fc.")}
    if left:
        raise UserError(f"{source}: not the published weights of EfficientNet-Lite0 ({min(left)} has no place in it).")
    for variable, ours in found:
        variable.assign(ours)


def _ours(array: np.ndarray, layer: keras.Layer) -> np.ndarray:
    if array.ndim == 4:
        return array.transpose(2, 3, 0, 1) if isinstance(layer, layers.DepthwiseConv2D) else array.transpose(2, 3, 1, 0)
    return array.T
