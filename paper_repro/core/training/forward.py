"""A model's outputs for batches of any size, from one graph."""

from __future__ import annotations

from collections.abc import Iterable

import keras
import numpy as np

from paper_repro.core.graphs import graph


class Forward:
    """Runs a compiled model as in inference.

    ``Model.predict`` traces its graph for the size of the first batch and, for all sizes, at the first batch of another
    one, as the last of a pass is: here it is traced once, and only then; JAX compiles it for each size. On TensorFlow
    XLA is used where ``compile`` says so.

    Args:
        model: with tensors, one or a list of them, as inputs. Weights that change later are seen.
        front: computed before it where given, of the model's one input, in the same graph.
        samples: the values of an item of ``front``.

    Example:
        >>> import keras
        >>> inputs = keras.Input((2,))
        >>> double = keras.Model(inputs, 2 * inputs)
        >>> double.compile(jit_compile=False)
        >>> forward = Forward(double)
        >>> forward.batches([np.ones((3, 2), "float32"), np.ones((1, 2), "float32")]).shape
        (4, 2)
    """

    def __init__(self, model: keras.Model, front: keras.layers.Layer | None = None, samples: int | None = None) -> None:
        def run(*tensors):
            if front is not None:
                tensors = [front(tensors[0])]
            return model(list(tensors) if len(tensors) > 1 else tensors[0], training=False)

        signature = model.inputs if front is None else [keras.KerasTensor((None, samples), "float32")]
        parts = [model] if front is None else [model, front]
        self._run = graph(run, parts, signature=signature, jit_compile=model.jit_compile)

    def __call__(self, *arrays):
        """Outputs of one batch, as the model has them, as arrays: ``(batch, ...)``."""
        return self._run(*arrays)

    def batches(self, batches: Iterable):
        """Outputs over batches of a model with one input, as the model has them, joined: ``(items, ...)``."""
        parts = [self(batch) for batch in batches]
        return keras.tree.map_structure(lambda *arrays: np.concatenate(arrays), *parts)
