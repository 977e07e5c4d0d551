"""Functions of tensors as graphs of whatever backend Keras runs on, called with arrays and answering with arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import keras
import numpy as np


def graph(
    function: Callable,
    parts: Iterable[keras.layers.Layer] = (),
    *,
    signature: Sequence[keras.KerasTensor] | None = None,
    jit_compile: bool = False,
) -> Callable[..., Any]:
    """``function`` as a graph that is traced when it is first called.

    Args:
        function: tensors to a tensor, or to several, nested as you like.
        parts: the built layers whose variables it reads. Values that change later are seen, and a generator of random
            numbers that it draws from goes on from call to call.
        signature: shape and type of each argument, to which arrays are cast. None: as they come.
        jit_compile: whether XLA compiles TensorFlow's graph. JAX compiles in any case, for each shape anew; PyTorch
            runs one operation after the other, without keeping what a gradient needs.

    Example:
        >>> double = graph(lambda tensor: 2 * tensor, signature=[keras.KerasTensor((None, 2), "float32")])
        >>> double(np.ones((1, 2))).tolist()
        [[2.0, 2.0]]
    """
    backends = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}
    run = backends[keras.backend.backend()](function, parts, signature, jit_compile)

    def call(*arrays):
        tensors = [array if keras.ops.is_tensor(array) else np.asarray(array) for array in arrays]
        if signature is not None:
            tensors = [keras.ops.cast(tensor, spec.dtype) for tensor, spec in zip(tensors, signature, strict=True)]
        return keras.tree.map_structure(keras.ops.convert_to_numpy, run(*tensors))

    return call


def _tensorflow(function, parts, signature, jit_compile):
    import tensorflow as tf

    if signature is None:
        return tf.function(function, reduce_retracing=True, jit_compile=jit_compile)
    specs = [tf.TensorSpec(tensor.shape, tensor.dtype) for tensor in signature]
    return tf.function(function, input_signature=specs, jit_compile=jit_compile)


def _jax(function, parts, signature, jit_compile):
    import jax

    variables = list({id(variable): variable for part in parts for variable in part.variables}.values())

    @jax.jit
    def pure(values, tensors):
        """``function`` with the variables' values as arguments: a compiled graph would keep those of its first call."""
        with keras.StatelessScope(state_mapping=list(zip(variables, values, strict=True))) as scope:
            outputs = function(*tensors)
        after = [scope.get_current_value(variable) for variable in variables]
        changed = {number: new for number, (old, new) in enumerate(zip(values, after, strict=True)) if new is not old}
        return outputs, changed

    def run(*tensors):
        outputs, changed = pure([variable.value for variable in variables], tensors)
        for number, value in changed.items():
            variables[number].assign(value)
        return outputs

    return run


def _torch(function, parts, signature, jit_compile):
    import torch

    def run(*tensors):
        with torch.no_grad():
            return function(*tensors)

    return run
