"""Mutants of modules: one operator, number, keyword or condition replaced, by the operators of cosmic-ray."""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider

#: They need the names of two variables each.
WITH_ARGUMENTS = {"VariableReplacer", "VariableInserter"}
PROVIDER = OperatorProvider()
OPERATORS = {name: PROVIDER[name]() for name in PROVIDER if name not in WITH_ARGUMENTS}


@dataclass(frozen=True, order=True)
class Place:
    """Where an operator applies.

    Attributes:
        file: of the module, relative to the project.
        line: from 1.
        column: from 0.
        text: the line, stripped.
        operator: cosmic-ray's name of the operator.
        occurrence: how many places of the same operator stand before in the file.
    """

    file: str
    line: int
    column: int
    text: str
    operator: str
    occurrence: int

    @property
    def folder(self) -> str:
        return str(Path(self.file).parent)

    @property
    def spot(self) -> tuple[str, int, int, str]:
        """What one character of the source has in common: eleven operators may replace one ``+``."""
        return self.file, self.line, self.column, self.operator.split("_")[0]


@dataclass(frozen=True)
class Mutant:
    """A place, the whole mutated source, and how the line reads there, stripped; empty where it is gone."""

    place: Place
    source: str
    text: str


def places(source: str, file: str) -> list[Place]:
    """All places of all operators in a module, but annotations: never evaluated, they have no behaviour to test.

    Example:
        >>> [(each.operator, each.text) for each in places("def half(x: int | None):\\n    return x // 2", "half.py")][:2]
        [('ReplaceBinaryOperator_FloorDiv_Add', 'return x // 2'), ('ReplaceBinaryOperator_FloorDiv_Sub', 'return x // 2')]
    """  # noqa: E501
    lines = source.splitlines()
    annotations = list(_annotations(source))
    nodes = list(ast_nodes(get_ast(source)))
    found = []
    for name, operator in sorted(OPERATORS.items()):
        positions = (start for node in nodes for start, _ in operator.mutation_positions(node))
        for occurrence, (line, column) in enumerate(positions):
            if not any(start <= (line, column) < end for start, end in annotations):
                found.append(Place(file, line, column, lines[line - 1].strip(), name, occurrence))
    return sorted(found, key=lambda place: (place.line, place.column, place.operator, place.occurrence))


def _annotations(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Start and end, ``(line, column)``, of each annotation; nothing unless the module postpones their evaluation."""
    tree = ast.parse(source)
    if not any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body):
        return
    for node in ast.walk(tree):
        for each in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if each is not None:
                yield (each.lineno, each.col_offset), (each.end_lineno, each.end_col_offset)


def mutant(place: Place, source: str) -> Mutant | None:
    """The mutant of a place; None where it is no Python, or the same program (``*`` alone between parameters)."""
    try:
        mutated = mutate_code(source, OPERATORS[place.operator], place.occurrence)
        if ast.dump(ast.parse(mutated)) == ast.dump(ast.parse(source)):
            return None
    except (SyntaxError, AttributeError):  # the second by cosmic-ray, of ``except package.Error``
        return None
    removed = mutated.count("\n") < source.count("\n")
    return Mutant(place, mutated, "" if removed else mutated.splitlines()[place.line - 1].strip())


def draw(found: Sequence[Place], sources: dict[str, str], number: int, seed: int) -> list[Mutant]:
    """``number`` mutants, of each folder its share of spots; 0: all. Sorted by file and line.

    A second replacement of the same spot is drawn only when every spot of the folder has one: otherwise a half would be
    replacements of ``/`` between paths, which no test survives. Which ones is decided by a hash of the seed and each
    place, so that a change elsewhere draws the same ones again.
    """
    spots = Counter({place.spot: place.folder for place in found}.values())
    chosen = []
    for folder, size in sorted(spots.items()):
        wanted = round(number * size / spots.total()) if number else len(found)
        ranked = sorted((_rank(place, seed), place) for place in found if place.folder == folder)
        turns: Counter = Counter()
        order = []
        for rank, place in ranked:
            order.append((turns[place.spot], rank, place))
            turns[place.spot] += 1
        drawn = (mutant(place, sources[place.file]) for _, _, place in sorted(order))
        chosen += islice(filter(None, drawn), wanted)
    return sorted(chosen, key=lambda each: (each.place.file, each.place.line, each.place.column, each.place.operator))


def _rank(place: Place, seed: int) -> str:
    words = (seed, place.file, place.text, place.operator, place.column, place.occurrence)
    return hashlib.sha256(repr(words).encode()).hexdigest()


def statement_lines(source: str, line: int) -> tuple[range, bool]:
    """Lines of the smallest statement around a line, and whether it runs in a function; of ``if`` and such the header.

    Example:
        >>> statement_lines("def add(x):\\n    return (\\n        x + 1\\n    )", 3)
        (range(2, 5), True)
        >>> statement_lines("LIMIT = 1", 1)
        (range(1, 2), False)
    """
    lines, inside = range(line, line + 1), False

    def visit(node: ast.AST, within: bool) -> None:
        nonlocal lines, inside
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                first = min([each.lineno for each in getattr(child, "decorator_list", [])] + [_first(child)])
                end = child.body[-1].end_lineno if isinstance(child, ast.match_case) else child.end_lineno
                if first <= line <= end:
                    body = getattr(child, "body", None)
                    end = max(first, body[0].lineno - 1) if body else end
                    if line <= end:
                        lines, inside = range(first, end + 1), within
                    else:
                        lines, inside = range(line, line + 1), within
                    visit(child, within or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)))

    visit(ast.parse(source), False)
    return lines, inside


def _first(node: ast.AST) -> int:
    return node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
