"""Optimizers by name: Adam is the paper's (Sec. 5.2), others are what it would experiment with (Sec. 7)."""

from __future__ import annotations

import keras

from paper_repro.core.errors import UserError
from paper_repro.musiccaps.config import OPTIMIZERS, Config


def optimizer_of(config: Config) -> keras.optimizers.Optimizer:
    """The optimizer of a row at its learning rate.

    Raises:
        UserError: an optimizer that is not offered.
    """
    rate = config.learning_rate
    if config.optimizer == "adam":
        return keras.optimizers.Adam(rate)
    if config.optimizer == "rmsprop":
        return keras.optimizers.RMSprop(rate)
    if config.optimizer == "sgd":
        return keras.optimizers.SGD(rate, momentum=config.momentum)
    if config.optimizer == "adamw":
        return keras.optimizers.AdamW(rate, weight_decay=config.weight_decay)
    raise UserError(f"optimizer must be one of {', '.join(OPTIMIZERS)}. Received: {config.optimizer!r}.")
