"""Tests of the engine and of graphs that hold on every backend, run on the others."""

import pytest

TESTS = ("tests/core/test_graphs.py", "tests/core/training/test_train.py")


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_the_engine_s_tests_hold(on, backend):
    assert " passed" in on(backend, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-n", "0", *TESTS)
