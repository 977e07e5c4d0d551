"""A training that lacks memory: the batch that would fit is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from paper_repro.core.errors import UserError

#: What TensorFlow and JAX, and what PyTorch say.
WORDS = ("RESOURCE_EXHAUSTED", "OOM when allocating", "out of memory")


def lacks_memory(error: BaseException) -> bool:
    """Whether a backend reports that there is too little memory on its device."""
    return type(error).__name__ == "ResourceExhaustedError" or any(word in str(error) for word in WORDS)


def too_large(path: Path, config: Any, task: Any) -> UserError:
    """The error of a training whose batches do not fit, with the largest half, quarter, ... that does.

    It is found by a step of each size. These change the weights of ``task``, not what is saved of the training.
    """
    asked = config.batch_size
    size = _fitting(task, asked)
    found = f"batches of {size} do: lower batch_size" if size else "not even one example does: take a smaller preset"
    return UserError(
        f"{path}: batches of {asked} do not fit into memory, {found}, or split them with --devices all. What was "
        "computed before is kept."
    )


def _fitting(task: Any, asked: int) -> int:
    import keras

    batch = next(iter(task.batches(0)))
    size = asked // 2
    while size:
        part = keras.tree.map_structure(lambda each, size=size: each[:size], batch)
        try:
            # A number, so that the step has ended.
            float(task.fitted.train_on_batch(*part))
        except Exception as error:
            if not lacks_memory(error):
                raise
            size //= 2
        else:
            return size
    return 0
