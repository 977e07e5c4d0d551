"""Published word vectors for a vocabulary of ours: GloVe's text files, read line by line, or a package of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.songtitle.glove_package import PACKAGE, is_package, read_package
from paper_repro.weights import store
from paper_repro.weights.catalogue import GLOVE


@dataclass(frozen=True)
class Embeddings:
    """A vector for each token.

    Attributes:
        matrix: float32 ``(tokens, dimension)``, rows as the tokens.
        found: bool ``(tokens,)``, whether the file has the token; other rows are random.
    """

    matrix: np.ndarray
    found: np.ndarray

    @property
    def share(self) -> float:
        """Of the tokens, how many were found, 0 to 1."""
        return float(self.found.mean())


def embedding_matrix(path: str | Path, tokens: Sequence[str], seed: int = 0) -> Embeddings:
    """GloVe's vectors of ``tokens``, for the embedding matrix of Bleiweiss, Sec. 2.

    The file is one word a line, ``word v1 ... vd``, separated by single blanks, no header; any dimension (published: 25
    to 300). Words are looked up as they are; of a word that comes twice the first counts. A token that is missing, as
    special ones are, gets normal random values of the mean and standard deviation of all values found (ours).

    Args:
        path: of the unpacked text file; or of the wheel or folder of ``glove_package``; or that package's name, for
            the wheel in the cache.
        tokens: distinct.
        seed: of the random rows.

    Raises:
        UserError: the file is not there, cannot be read, is not of that form, has vectors of different lengths (with
            the line), or has none of the tokens.
    """
    # By its name, so that a run is the same wherever the cache lies.
    path = store.held(GLOVE) if str(path) == PACKAGE else Path(path)
    vectors = _of_package(path, tokens) if is_package(path) else _of_text(path, tokens)
    if not vectors:
        raise UserError(f"{path}: has none of the {len(tokens):,} words of the vocabulary; is it of another language?")
    rows = sorted(vectors)
    known = np.stack([vectors[row] for row in rows])
    generator = np.random.default_rng(seed)
    matrix = generator.normal(known.mean(), known.std(), (len(tokens), known.shape[1])).astype(np.float32)
    matrix[rows] = known
    found = np.zeros(len(tokens), dtype=bool)
    found[rows] = True
    return Embeddings(matrix, found)


def _of_package(path: Path, tokens: Sequence[str]) -> dict[int, np.ndarray]:
    """Vectors of the tokens that the package has, by row."""
    words, matrix = read_package(path)
    places = {word: place for place, word in enumerate(words)}
    vectors = {row: matrix[places[token]] for row, token in enumerate(tokens) if token in places}
    for row, vector in vectors.items():
        if not np.isfinite(vector).all():
            raise UserError(f"{path}: values of {tokens[row]!r} are no numbers; get the package again.")
    return vectors


def _of_text(path: Path, tokens: Sequence[str]) -> dict[int, np.ndarray]:
    """Vectors of the tokens that the text file has, by row."""
    wanted = {token.encode(): row for row, token in enumerate(tokens)}
    vectors: dict[int, np.ndarray] = {}
    for number, word, values in _lines(path):
        row = wanted.get(word)
        if row is not None and row not in vectors:
            vector = _floats(values)
            if vector is None or not np.isfinite(vector).all():
                raise UserError(f"{path}, line {number}: values of {word.decode()!r} are no numbers; unpack it again.")
            vectors[row] = vector
    return vectors


def _lines(path: Path) -> Iterator[tuple[int, bytes, bytes]]:
    """Number, word and values of every line, all with as many values as the first.

    Values are counted, not parsed: that is left for the words that are wanted.
    """
    dimension = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                line = line.strip()
                if not line:
                    continue
                word, _, values = line.partition(b" ")
                if not dimension:
                    dimension = values.count(b" ") + 1
                    if dimension < 2 or _floats(values) is None:
                        raise UserError(
                            f"{path}: not a GloVe text file, its first line is not a word and numbers; "
                            "unpack the published archive, or remove the header of counts."
                        )
                count = line.count(b" ")
                if count != dimension:
                    # A few published words are several with blanks between them; all values are behind them.
                    parts = line.split(b" ", max(count - dimension + 1, 1))
                    word, values = b" ".join(parts[:-1]), parts[-1]
                    if count < dimension or _floats(b" ".join(parts[1:-1])) is not None:
                        raise UserError(
                            f"{path}, line {number}: {count} values, {dimension} expected as in line 1; "
                            "the file is cut off or two were joined, get it again."
                        )
                yield number, word, values
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path.") from error
    if not dimension:
        raise UserError(f"{path}: is empty; a GloVe text file is expected.")


def _floats(values: bytes) -> np.ndarray | None:
    """float32 ``(values,)``, or None where one is no number."""
    try:
        return np.array(values.split(b" "), dtype=np.float32)
    except ValueError:
        return None
