"""Whether sounds lie among pictures in the space that the decoder reads (Sec. 4.3)."""

from __future__ import annotations

import numpy as np

#: Share of the pictures that lie among the others, by definition.
AMONG = 0.95


def among(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which of ``others`` lie as near to one of ``images`` as 95 % of these do to another; both ``(items, width)``.

    Returns:
        bool ``(others,)``.

    Example:
        >>> images = np.arange(40.0)[:, None]
        >>> among(images, np.array([[3.5], [80.0]])).tolist()
        [True, False]
    """
    # Imported here: scikit-learn takes a second to start.
    from sklearn.neighbors import NearestNeighbors

    near = NearestNeighbors(n_neighbors=2).fit(images)
    own = near.kneighbors(images)[0][:, 1]
    theirs = near.kneighbors(others, n_neighbors=1)[0][:, 0]
    return theirs <= np.quantile(own, AMONG)
