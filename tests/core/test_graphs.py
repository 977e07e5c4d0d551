"""Functions of tensors as graphs: cast by their signature, traced once, with the values and draws of the moment."""

import keras
import numpy as np

from paper_repro.core.graphs import graph


def test_arguments_are_cast_and_sizes_may_vary():
    def add(first, second):
        traces.append(first.shape)
        return {"sum": [first + keras.ops.cast(second, "float32")]}

    traces = []
    signature = [keras.KerasTensor((None, 2), "float32"), keras.KerasTensor((None, 2), "int32")]
    run = graph(add, signature=signature)
    for size in (3, 1):
        (found,) = run(np.full((size, 2), 1.5), np.ones((size, 2)))["sum"]
        assert found.dtype == np.float32
        assert found.tolist() == [[2.5, 2.5]] * size
    # JAX compiles each size; PyTorch has no graphs.
    assert len(traces) == (1 if keras.backend.backend() == "tensorflow" else 2)


def test_without_a_signature_arguments_are_taken_as_they_come():
    assert graph(lambda values: 2 * values)(np.arange(3)).tolist() == [0, 2, 4]


def test_values_that_change_are_seen_and_a_generator_goes_on():
    layer = keras.layers.Dense(1, use_bias=False)
    layer.build((None, 2))
    noise = keras.layers.GaussianNoise(1.0, seed=3)
    run = graph(lambda values: (layer(values), noise(values, training=True)), [layer, noise])
    ones = np.ones((1, 2), "float32")
    first, drawn = run(ones)
    layer.kernel.assign(3 * layer.kernel)
    second, drawn_again = run(ones)
    np.testing.assert_allclose(second, 3 * first, rtol=1e-6)
    assert drawn.tolist() != drawn_again.tolist()
