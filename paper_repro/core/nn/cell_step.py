"""One step of a recurrent cell for many queries a clip: captions in training, hypotheses in a search."""

from __future__ import annotations

from keras import ops


def step_queries(cell, inputs, state):
    """One step: inputs ``(batch, queries, width)`` in, output ``(batch, queries, units)`` and the next state out.

    ``state`` is a list of ``(batch, queries, units)``, two for an LSTM, one for the others. The first axis may be
    unknown, ``queries`` may not.

    Example:
        >>> import numpy as np
        >>> from keras import layers
        >>> output, state = step_queries(layers.GRUCell(4), ops.zeros((2, 3, 5)), [ops.zeros((2, 3, 4))])
        >>> tuple(output.shape), len(state)
        ((2, 3, 4), 1)
    """
    queries, width, units = inputs.shape[1], inputs.shape[2], cell.units
    # Keras cells take one batch axis: queries join it for the step.
    flat = [ops.reshape(tensor, (-1, units)) for tensor in state]
    output, flat = cell(ops.reshape(inputs, (-1, width)), flat)
    flat = flat if isinstance(flat, list | tuple) else [flat]
    return ops.reshape(output, (-1, queries, units)), [ops.reshape(tensor, (-1, queries, units)) for tensor in flat]
