"""Which positions may look at which: boolean masks, True where attention may go."""

from __future__ import annotations

from keras import ops


def causal_mask(length):
    """Every position sees itself and those before: bool ``(length, length)``, queries by keys.

    Example:
        >>> causal_mask(3).numpy().astype(int).tolist()
        [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    """
    positions = ops.arange(length)
    return positions[:, None] >= positions[None]


def padding_mask(tokens, pad=0):
    """No query sees padding: token ids ``(..., length)`` to bool ``(..., 1, length)``, the same for every query.

    Example:
        >>> import numpy as np
        >>> padding_mask(np.array([[7, 8, 0]])).numpy().astype(int).tolist()
        [[[1, 1, 0]]]
    """
    return ops.expand_dims(ops.not_equal(tokens, pad), -2)
