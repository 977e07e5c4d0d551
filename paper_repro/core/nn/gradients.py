"""Gradients of a network's outputs with respect to what it hears, on any backend, and attributions made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np

from paper_repro.core.graphs import graph


class InputGradients:
    """A model's output and its gradient with respect to the model's one input, from one graph.

    Args:
        model: with one input and one output. Weights that change later are seen.

    Example:
        >>> inputs = keras.Input((2,))
        >>> squares = keras.Model(inputs, keras.ops.square(inputs))
        >>> outputs, gradients = InputGradients(squares)(np.array([[1.0, 3.0]]), np.array([0.0, 1.0]))
        >>> outputs.tolist(), gradients.tolist()
        ([9.0], [[0.0, 6.0]])
    """

    def __init__(self, model: keras.Model) -> None:
        backends = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}
        with_gradient = backends[keras.backend.backend()]

        def run(inputs, weights):
            def weighted(inputs):
                outputs = keras.ops.cast(model(inputs, training=False), "float32")
                return keras.ops.sum(outputs * weights, axis=tuple(range(1, len(outputs.shape))))

            return with_gradient(weighted, inputs)

        shape = model.output.shape[1:]
        signature = [keras.KerasTensor(model.input.shape, model.input.dtype), keras.KerasTensor(shape, "float32")]
        self._run = graph(run, [model], signature=signature)

    def __call__(self, inputs: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """
        Args:
            inputs: ``(batch, *input)``.
            weights: ``(*output)``: of the outputs' sum whose gradient is taken, 1 for one output and 0 for the others.

        Returns:
            The weighted sums ``(batch,)``, and the gradient of each with respect to its own item ``(batch, *input)``.
        """
        return self._run(inputs, weights)


def _tensorflow(function: Callable, inputs):
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = function(inputs)
    return outputs, tape.gradient(outputs, inputs)


def _jax(function: Callable, inputs):
    import jax

    def total(inputs):
        outputs = function(inputs)
        return outputs.sum(), outputs

    (_, outputs), gradients = jax.value_and_grad(total, has_aux=True)(inputs)
    return outputs, gradients


def _torch(function: Callable, inputs):
    import torch

    # Graphs run without keeping what a gradient needs.
    with torch.enable_grad():
        inputs = inputs.detach().requires_grad_()
        outputs = function(inputs)
        (gradients,) = torch.autograd.grad(outputs.sum(), inputs)
    return outputs.detach(), gradients


@dataclass(frozen=True)
class Attribution:
    """What each value of an item's input adds to an output, from the baseline on.

    Attributes:
        values: ``(*input)``; their sum is ``output - baseline`` up to the error of the sum over steps.
        output: at the item.
        baseline: at the baseline.
    """

    values: np.ndarray
    output: float
    baseline: float

    @property
    def error(self) -> float:
        """How far the attributions' sum is from the difference of outputs: 0 where completeness holds."""
        return abs(float(self.values.sum()) - (self.output - self.baseline))


def integrated_gradients(
    gradients: InputGradients, item: np.ndarray, weights: np.ndarray, baseline: np.ndarray | None = None,
    steps: int = 32,
) -> Attribution:  # fmt: skip
    """Integrated gradients of one item (Sundararajan, Taly and Yan, ICML 2017), by the midpoint rule.

    Args:
        gradients: of the model.
        item: ``(*input)``.
        weights: ``(*output)``, as in ``InputGradients``.
        baseline: ``(*input)``, the input that says nothing; default: zeros.
        steps: points on the line from baseline to item, one batch.

    Raises:
        ValueError: ``steps`` is below 1.

    Example:
        >>> inputs = keras.Input((2,))
        >>> squares = keras.Model(inputs, keras.ops.square(inputs))
        >>> found = integrated_gradients(InputGradients(squares), np.array([1.0, 3.0]), np.array([1.0, 1.0]))
        >>> found.values.tolist(), found.output, found.error
        ([1.0, 9.0], 10.0, 0.0)
    """
    if steps < 1:
        raise ValueError(f"`steps` must be at least 1. Received: {steps}")
    baseline = np.zeros_like(item) if baseline is None else baseline
    along = (np.arange(steps) + 0.5) / steps
    points = baseline + along.reshape(-1, *[1] * item.ndim) * (item - baseline)
    # The two ends too: their outputs are what attributions must add up to.
    outputs, slopes = gradients(np.concatenate([points, [baseline], [item]]), weights)
    values = slopes[:steps].mean(axis=0) * (item - baseline)
    return Attribution(values, float(outputs[-1]), float(outputs[-2]))
