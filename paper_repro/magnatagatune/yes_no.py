"""From probabilities to yes and no: the binary answers of Section IV-A, whose threshold the paper does not give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Of a yes: where the weighted loss is indifferent. Not given; ours.
THRESHOLD = 0.5


@dataclass(frozen=True)
class Answers:
    """Binary answers to all tags of all clips, against the labels; cells count alike, whatever their tag.

    Attributes:
        threshold: from which probability on the answer is yes.
        said: tags answered with yes, per clip.
        precision, recall, f1: of the yes; 0 where there is none.
    """

    threshold: float
    said: float
    precision: float
    recall: float
    f1: float


def answers(labels: np.ndarray, scores: np.ndarray, threshold: float = THRESHOLD) -> Answers:
    """Scores of the answers at a threshold; ``labels`` and ``scores`` are ``(clips, tags)``.

    Example:
        >>> answers(np.array([[1, 0], [0, 1]]), np.array([[0.9, 0.6], [0.2, 0.3]]))
        Answers(threshold=0.5, said=1.0, precision=0.5, recall=0.5, f1=0.5)
    """
    yes = scores >= threshold
    right = int((yes & (labels == 1)).sum())
    said, true = int(yes.sum()), int(labels.sum())
    precision, recall = right / max(1, said), right / max(1, true)
    return Answers(float(threshold), said / len(labels), precision, recall, 2.0 * right / max(1, said + true))


def best_threshold(labels: np.ndarray, scores: np.ndarray) -> float:
    """The threshold with the highest F1 on these labels, the lowest where several have it.

    Example:
        >>> best_threshold(np.array([[1, 0], [0, 1]]), np.array([[0.9, 0.6], [0.2, 0.7]]))
        0.7
    """
    order = np.argsort(-scores, axis=None, kind="stable")
    ranked = scores.ravel()[order]
    right = np.cumsum(labels.ravel()[order] == 1)
    f1 = 2.0 * right / (np.arange(1, len(ranked) + 1) + max(1, labels.sum()))
    # Equal probabilities are answered alike: only the last of them is a place to cut.
    ends = np.append(ranked[1:] < ranked[:-1], True)
    places = np.flatnonzero(ends)
    return float(ranked[places[len(places) - 1 - int(np.argmax(f1[places][::-1]))]])
