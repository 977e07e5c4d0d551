"""What ``listening.py precision`` measures."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from paper_repro.core.audio.decode import decoded_blocks
from paper_repro.core.errors import AudioError, UserError
from paper_repro.listen.defaults import PRECISIONS

#: Batches of windows that time is taken of, one precision after the other.
ROUNDS = 12


def precision(clips_in: Sequence[Path], networks: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each network: windows a second in both precisions, and how far probabilities are apart at most."""
    from paper_repro.listen.find import find

    files, refused = find(clips_in)
    if not files:
        raise UserError(str(refused[0]))
    return [_of(name, files) for name in networks]


def _of(name: str, files: Sequence[Path]) -> dict[str, Any]:
    import paper_repro

    listeners = {each: paper_repro.load(name, precision=each) for each in PRECISIONS}
    apart: dict[str, list[float]] = {"file": [], "window": []}
    windows = 0
    for file in files:
        try:
            heard = {each: listener(file) for each, listener in listeners.items()}
        except AudioError:
            continue
        first, second = (heard[each] for each in PRECISIONS)
        apart["file"].append(float(np.abs(first.overall - second.overall).max()))
        apart["window"].append(float(np.abs(first.scores - second.scores).max()))
        windows += len(first.scores)
    return {
        "network": name,
        "files": len(apart["file"]),
        "windows": windows,
        **{each: max(found) for each, found in apart.items()},
        **_rates(listeners, files[0]),
    }


def _rates(listeners: Mapping[str, Any], file: Path) -> dict[str, float]:
    """Windows a second of the front end and the network, in each precision."""
    one = next(iter(listeners.values()))
    found = np.concatenate(list(one.cut.windows(decoded_blocks(file, sample_rate=one.sample_rate))))
    batch = np.resize(found, (one.batch, found.shape[1]))
    taken: dict[str, list[float]] = {each: [] for each in listeners}
    for number in range(ROUNDS + 1):
        for each, listener in listeners.items():
            start = time.perf_counter()
            listener.hear(batch)
            if number:
                taken[each].append(time.perf_counter() - start)
    return {f"{each} rate": one.batch / statistics.median(seconds) for each, seconds in taken.items()}
