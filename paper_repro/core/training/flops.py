"""Floating-point operations of a built network, counted while it runs.

Counted are products of matrices and convolutions, a multiplication and an addition as two, which is nearly all that
networks of these kinds compute. Each operation counts as often as it is executed: the steps of a recurrent layer too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import keras
import tensorflow as tf

# What TensorFlow's debugger stands on; no public function sees the operations of a call.
from tensorflow.python.framework import op_callbacks

Shape = Sequence[int]


def forward_flops(model: keras.Model, length: int | None = None) -> int:
    """Floating-point operations of one example's forward pass in inference.

    Args:
        model: run once, on zeros.
        length: of inputs that may have any.

    Raises:
        ValueError: an input may have any length, and none is given.

    Example:
        >>> model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(4)])
        >>> forward_flops(model)  # 10 x 4 products, each with a sum
        80
    """
    shapes = [[1, *(size or length for size in each.shape[1:])] for each in model.inputs]
    if any(None in shape for shape in shapes):
        raise ValueError(f"{model.name}: an input has any length: `length` is needed. Received: {shapes}")
    inputs = [tf.zeros(shape, each.dtype) for shape, each in zip(shapes, model.inputs, strict=True)]
    # Inputs by their order, whatever structure the model takes them in.
    flat = keras.Model(model.inputs, model.outputs)
    total = 0

    def count(kind, inputs, attributes, outputs, op_name=None, graph=None):
        nonlocal total
        total += _operations(kind, inputs, dict(zip(attributes[::2], attributes[1::2], strict=True)), outputs)

    # Step by step: a card would compute a whole layer in one operation, and a loop runs a step more to learn its shape.
    recurrent = [layer for layer in flat._flatten_layers() if isinstance(layer, keras.layers.RNN)]
    chosen = [layer.unroll for layer in recurrent]
    for layer in recurrent:
        layer.unroll = True
    op_callbacks.add_op_callback(count)
    try:
        flat(inputs, training=False)
    finally:
        op_callbacks.remove_op_callback(count)
        for layer, choice in zip(recurrent, chosen, strict=True):
            layer.unroll = choice
    return total


def _operations(kind: bytes | str, inputs, attributes: dict, outputs) -> int:
    """Of one executed operation of TensorFlow."""
    kind = kind.decode() if isinstance(kind, bytes) else kind
    if kind == "MatMul":
        rows = inputs[0].shape[0 if attributes["transpose_a"] else 1]
        return 2 * math.prod(outputs[0].shape) * rows
    if kind.startswith("BatchMatMul"):
        rows = inputs[0].shape[-2 if attributes["adj_x"] else -1]
        return 2 * math.prod(outputs[0].shape) * rows
    if kind in ("Conv2D", "Conv3D"):
        # Of a group's kernel: positions x input channels of the group.
        return 2 * math.prod(inputs[1].shape[:-1]) * math.prod(outputs[0].shape)
    if kind == "DepthwiseConv2dNative":
        return 2 * math.prod(inputs[1].shape[:2]) * math.prod(outputs[0].shape)
    if kind == "Einsum":
        return 2 * _einsum(attributes["equation"], [each.shape for each in inputs])
    return 0


def _einsum(equation: bytes | str, shapes: Sequence[Shape]) -> int:
    """Products of an Einsum: the sizes of all its indices multiplied."""
    equation = equation.decode() if isinstance(equation, bytes) else equation
    sizes: dict[str, int] = {}
    for indices, shape in zip(equation.split("->")[0].split(","), shapes, strict=True):
        before, dots, after = indices.partition("...")
        sizes |= zip(before, shape, strict=False)
        sizes |= zip(reversed(after), reversed(shape), strict=False)
        if dots:
            rest = shape[len(before) : len(shape) - len(after)]
            sizes |= {f"...{number}": size for number, size in enumerate(reversed(rest))}
    return math.prod(sizes.values())
