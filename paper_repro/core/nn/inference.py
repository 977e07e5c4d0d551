"""A trained network for answers alone: maxima come before what keeps their order, convolutions may be in bfloat16.

A batch norm of a convolution's whole output can cost more than the convolution: it is bound by memory. Where a maximum
over places follows, ReLU and norm are computed of the maximum instead, which is the same: both keep the order of
values, or turn it round where a norm's scale is negative. No value moves but by rounding.
"""

from __future__ import annotations

from collections.abc import Collection

import keras
from keras import layers, ops

from paper_repro.core.nn.encoders import MaxOverFrequency

#: What may stand between a convolution and a maximum.
BETWEEN = (layers.BatchNormalization, layers.ReLU, layers.Dropout)


def for_inference(network: keras.Model, low: Collection[str] = ()) -> keras.Model:
    """The same function of the same inputs, cheaper to compute, with the same variables: what is trained later is seen.

    Args:
        network: whose blocks are convolution, ReLU and batch norm in either order, maximum. Others stay as they are.
        low: names of convolutions that are computed in bfloat16. Inputs and weights are split into two parts of
            bfloat16 each, so that what is lost is the rounding of their outputs alone: three convolutions, which pays
            off where the processor multiplies matrices of bfloat16 (``backend.multiplies_bfloat16``).

    Raises:
        ValueError: a name in ``low`` is no convolution before a maximum.
    """
    producer = {id(layer.output): layer for layer in network.layers if not isinstance(layer.output, list)}
    first: dict[str, MaxFirst] = {}
    passed: set[str] = set()
    for pool in network.layers:
        if not isinstance(pool, layers.MaxPooling2D | MaxOverFrequency):
            continue
        between = []
        before = producer.get(id(pool.input))
        while isinstance(before, BETWEEN):
            between.insert(0, before)
            before = producer.get(id(before.input))
        if isinstance(before, layers.Conv2D) and before.activation in _KEEP_ORDER:
            first[pool.name] = MaxFirst(before, between, pool, before.name in low)
            passed.update(layer.name for layer in (before, *between))
    if unknown := sorted(set(low) - passed):
        raise ValueError(f"{network.name}: {unknown[0]} is no convolution before a maximum.")

    def call(layer, *args, **kwargs):
        if layer.name in passed:
            return args[0]
        return first.get(layer.name, layer)(*args, **kwargs)

    return keras.models.clone_model(network, clone_function=lambda layer: layer, call_function=call)


#: Activations under which the greater of two values stays the greater.
_KEEP_ORDER = (keras.activations.linear, keras.activations.relu)


class MaxFirst(layers.Layer):
    """A convolution, its maximum over places, and only then bias, ReLU and batch norm.

    Channels whose norm has a negative scale are computed with their sign turned: their maximum is to be the minimum.

    Args:
        convolution: its kernel and bias.
        between: layers between it and the maximum, in their order.
        pool: the maximum.
        low: see ``for_inference``.
    """

    def __init__(self, convolution: layers.Conv2D, between: list, pool: layers.Layer, low: bool) -> None:
        super().__init__(name=f"{convolution.name}_max_first", dtype="float32")
        self._convolution = convolution
        self._between = between
        self._pool = pool
        self._low = low

    def call(self, image):
        convolution = self._convolution
        sign = ops.ones(convolution.filters)
        for layer in self._between:
            if isinstance(layer, layers.BatchNormalization) and layer.scale:
                sign = ops.where(layer.gamma < 0, -sign, sign)
        kernel = convolution.kernel * sign
        found = self._maximum(self._in_parts(image, kernel) if self._low else self._convolved(image, kernel))
        found = ops.cast(found, "float32") * sign
        found = convolution.activation(found + convolution.bias if convolution.use_bias else found)
        for layer in self._between:
            found = layer(found)
        return ops.squeeze(found, 2) if isinstance(self._pool, MaxOverFrequency) else found

    def _convolved(self, image, kernel):
        about = self._convolution
        return ops.conv(image, kernel, about.strides, about.padding, "channels_last", about.dilation_rate)

    def _in_parts(self, image, kernel):
        """Of image and kernel the nearest bfloat16 and what is left: all products but those of what is left of both."""
        high, rest = _parts(image)
        kernel, kernel_rest = _parts(kernel)
        return self._convolved(
            ops.concatenate([high, rest, high], axis=3), ops.concatenate([kernel, kernel, kernel_rest], axis=2)
        )

    def _maximum(self, image):
        # By pooling over all of the axis: a reduction over it takes twice as long, in bfloat16 five times.
        if isinstance(self._pool, MaxOverFrequency):
            return ops.max_pool(image, (1, image.shape[2]), 1, "valid", "channels_last")
        return ops.max_pool(image, self._pool.pool_size, self._pool.strides, self._pool.padding, "channels_last")


def _parts(tensor):
    """bfloat16 tensors whose sum is the tensor, to 16 bits."""
    high = ops.cast(tensor, "bfloat16")
    return high, ops.cast(tensor - ops.cast(high, "float32"), "bfloat16")
