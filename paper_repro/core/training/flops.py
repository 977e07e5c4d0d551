"""Floating-point operations of a built network, counted in its TensorFlow graph.

Counted are products of matrices and convolutions, a multiplication and an addition as two, which is nearly all that
networks of these kinds compute. A loop counts as often as it runs: the steps of a recurrent layer are one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import keras
import tensorflow as tf

#: A training step beside a forward pass: the backward pass computes gradients for inputs and for weights.
TRAINING_PASSES = 3

Shape = tuple[int, ...]


def forward_flops(model: keras.Model) -> int:
    """Floating-point operations of one example's forward pass in inference.

    Raises:
        ValueError: an input has no fixed shape, or a loop no fixed number of steps.

    Example:
        >>> model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(4)])
        >>> forward_flops(model)  # 10 x 4 products, each with a sum
        80
    """
    given = keras.tree.map_structure(lambda each: tf.TensorSpec((1, *each.shape[1:]), each.dtype), model.input)
    if any(None in spec.shape for spec in keras.tree.flatten(given)):
        raise ValueError(f"{model.name}: every input needs a fixed shape to be counted. Received: {given}")
    forward = tf.function(lambda inputs: model(inputs, training=False)).get_concrete_function(given)
    graph = forward.graph.as_graph_def(add_shapes=True)
    return _Graph(graph).count()


class _Graph:
    """A graph and the functions it calls, with shapes by the name of the operation that computes them."""

    def __init__(self, graph: tf.compat.v1.GraphDef) -> None:
        self._nodes = graph.node
        self._functions = {each.signature.name: each for each in graph.library.function}

    def count(self) -> int:
        return self._count(self._nodes, {})

    def _count(self, nodes: Iterable, shapes: Mapping[str, Shape]) -> int:
        nodes = list(nodes)
        by_name = {node.name: node for node in nodes}
        known = {**shapes, **{node.name: _output_shapes(node) for node in nodes}}
        return sum(self._operations(node, by_name, known) for node in nodes)

    def _operations(self, node, by_name: Mapping, shapes: Mapping) -> int:
        inputs = [_find(shapes, name) for name in node.input if not name.startswith("^")]
        if node.op in ("MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"):
            turned = node.attr["transpose_a"].b or node.attr["adj_x"].b
            other = node.attr["transpose_b"].b or node.attr["adj_y"].b
            # Either operand says how long the sums are; a loop's variable may not.
            length = _dimension(inputs[0], -2 if turned else -1) or _dimension(inputs[1], -1 if other else -2)
            return 2 * _size(shapes[node.name][0]) * _required(length, node)
        if node.op in ("Conv2D", "Conv3D"):
            return 2 * _size(inputs[1][:-1]) * _size(shapes[node.name][0])
        if node.op == "DepthwiseConv2dNative":
            return 2 * _size(inputs[1][:2]) * _size(shapes[node.name][0])
        if node.op == "Einsum":
            return 2 * _einsum(node.attr["equation"].s.decode(), inputs)
        if node.op in ("While", "StatelessWhile"):
            return self._steps(node, by_name) * self._called(node.attr["body"].func.name, inputs)
        if node.op in ("PartitionedCall", "StatefulPartitionedCall"):
            return self._called(node.attr["f"].func.name, inputs)
        return 0

    def _called(self, name: str, inputs: Sequence[Shape]) -> int:
        function = self._functions[name]
        arguments = {each.name: [shape] for each, shape in zip(function.signature.input_arg, inputs, strict=True)}
        return self._count(function.node_def, arguments)

    def _steps(self, node, by_name: Mapping) -> int:
        """How often a loop runs: TensorFlow hands it the greatest number of steps as its second variable."""
        source = by_name.get(node.input[1].split(":")[0])
        while source is not None and source.op == "Identity":
            source = by_name.get(source.input[0].split(":")[0])
        steps = int(tf.make_ndarray(source.attr["value"].tensor)) if source is not None and source.op == "Const" else -1
        if steps < 0:
            raise ValueError(f"{node.name}: a loop without a fixed number of steps cannot be counted.")
        return steps


def _output_shapes(node) -> list[Shape]:
    """Unknown sizes are 1: the batch, which is one example."""
    return [
        tuple(max(1, size.size) for size in shape.dim) if not shape.unknown_rank else ()
        for shape in node.attr["_output_shapes"].list.shape
    ]


def _find(shapes: Mapping[str, Sequence[Shape]], name: str) -> Shape:
    """The shape of ``node``, ``node:1`` or, within a function, ``node:output:1``."""
    parts = name.split(":")
    found = shapes.get(parts[0], [])
    at = int(parts[-1]) if len(parts) > 1 else 0
    return found[at] if at < len(found) else ()


def _dimension(shape: Shape, axis: int) -> int | None:
    return shape[axis] if len(shape) >= 2 else None


def _required(length: int | None, node) -> int:
    if length is None:
        raise ValueError(f"{node.name}: neither operand of this product has a known shape.")
    return length


def _size(shape: Shape) -> int:
    return math.prod(shape)


def _einsum(equation: str, inputs: Sequence[Shape]) -> int:
    """Products of an Einsum: the sizes of all its indices multiplied."""
    sizes: dict[str, int] = {}
    for indices, shape in zip(equation.split("->")[0].split(","), inputs, strict=True):
        before, dots, after = indices.partition("...")
        sizes |= zip(before, shape, strict=False)
        sizes |= zip(reversed(after), reversed(shape), strict=False)
        if dots:
            rest = shape[len(before) : len(shape) - len(after)]
            sizes |= {f"...{number}": size for number, size in enumerate(reversed(rest))}
    return math.prod(sizes.values())
