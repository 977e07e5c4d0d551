"""What every layer must do: build, keep its shape and dtype, survive get_config and a save, and learn."""

from __future__ import annotations

import keras
import numpy as np


def check_layer(make, inputs, output_shape, tmp_path, *, trains=True, differentiable=True):
    """Runs a layer through its life.

    Args:
        make: ``() -> layer``.
        inputs: arrays, each with the batch axis; several are passed as several arguments.
        output_shape: of the first output, with the batch axis.
        tmp_path: for the saved model.
        trains: whether a fit step must change a weight.
        differentiable: whether outputs are numbers that a loss can be taken of.
    """
    keras.utils.set_random_seed(0)
    symbolic = [keras.Input(array.shape[1:], dtype=str(array.dtype)) for array in inputs]
    layer = make()
    output = layer(*symbolic)
    first = output[0] if isinstance(output, list | tuple) else output
    assert (None, *output_shape[1:]) == tuple(first.shape)
    model = keras.Model(symbolic, first)
    before = np.asarray(model(inputs))
    assert before.shape == output_shape
    assert str(before.dtype) == first.dtype

    twin = layer.__class__.from_config(layer.get_config())
    assert twin.get_config() == layer.get_config()

    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(np.asarray(loaded(inputs)), before, rtol=1e-5, atol=1e-6)

    if not trains:
        assert not layer.trainable_variables
        return
    assert layer.trainable_variables
    if differentiable:
        kept = [np.array(variable) for variable in layer.trainable_variables]
        model.compile("sgd", "mse", jit_compile=False)
        model.fit(inputs, before + 1.0, verbose=0)
        changed = [not np.allclose(old, new) for old, new in zip(kept, layer.trainable_variables, strict=True)]
        assert any(changed)
