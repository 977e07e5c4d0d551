"""How many operations a training step is: counted in JAX's program of it, for ``gpu.py``."""

from __future__ import annotations

import math


def lstms(model):
    import keras

    return [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.LSTM)]


def unrolled(model, step, arguments):
    """The step's program with LSTMs step by step: cuDNN's call for a whole one shows none of its products."""
    import jax

    for layer in lstms(model):
        layer.use_cudnn = False
    program = jax.make_jaxpr(lambda *values: step(*values))(*arguments).jaxpr  # of its own: JAX keeps what it traced
    for layer in lstms(model):
        layer.use_cudnn = "auto"
    return program


def operations_in(jaxpr) -> int:
    """Floating-point operations of products and convolutions in a JAX program; loops as often as they run."""
    total = 0
    for equation in jaxpr.eqns:
        kind, parameters = equation.primitive.name, equation.params
        if kind == "dot_general":
            (contracted, _), _ = parameters["dimension_numbers"]
            shape = equation.invars[0].aval.shape
            total += 2 * math.prod(equation.outvars[0].aval.shape) * math.prod(shape[axis] for axis in contracted)
        elif kind == "conv_general_dilated":
            kernel = equation.invars[1].aval.shape
            features = kernel[parameters["dimension_numbers"].rhs_spec[0]]
            positions = math.prod(equation.outvars[0].aval.shape)
            # Zeros between values, of the gradient of a convolution in steps, are no work.
            zeros = math.prod(parameters["lhs_dilation"])
            total += 2 * positions * math.prod(kernel) // features // zeros
        times = parameters.get("length", 1) if kind == "scan" else 1
        for inner in _inner(parameters):
            total += times * operations_in(inner)
    return total


def _inner(parameters: dict):
    for value in parameters.values():
        for each in value if isinstance(value, tuple | list) else (value,):
            if hasattr(each, "eqns"):
                yield each
            elif hasattr(each, "jaxpr") and hasattr(each.jaxpr, "eqns"):
                yield each.jaxpr
