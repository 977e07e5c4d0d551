"""Devices and threads of TensorFlow; see ``backend``."""

from __future__ import annotations

import os

from paper_repro.core.errors import UserError
from paper_repro.core.training.replication import Replication


def select(devices: str) -> None:
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    if devices == "cpu":
        chosen = []
    elif devices == "auto":
        chosen = gpus[:1]
    elif devices == "all":
        chosen = gpus
    else:
        number = int(devices.removeprefix("gpu:"))
        if number >= len(gpus):
            raise UserError(f"--devices {devices}: TensorFlow finds {len(gpus)} GPUs here; use --devices auto or cpu.")
        chosen = [gpus[number]]
    try:
        tf.config.set_visible_devices(chosen, "GPU")
        for gpu in chosen:
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:
        # Devices are already in use by this process: a second table in one command, which asks for the same ones.
        pass


def callbacks(seed: int) -> list:
    """None: random states are variables of the model."""
    return []


def replication() -> Replication:
    """A copy on each of several devices (``MirroredStrategy``): each batch is split among the copies and gradients are
    averaged. The loss is that of one device where the parts of a batch are alike in size and weight. Statistics of
    batch norm are those of one device's part, and a loss over masked steps weighs each device's part alike.
    """
    import tensorflow as tf

    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    if len(devices) < 2:
        return Replication()
    return Replication(building=tf.distribute.MirroredStrategy([device.name for device in devices]).scope)


def names() -> list[str]:
    import tensorflow as tf

    return [device.name for device in tf.config.list_logical_devices()]


def cards() -> int:
    import tensorflow as tf

    return len(tf.config.list_physical_devices("GPU"))


def threads() -> int:
    import tensorflow as tf

    named = os.environ.get("TF_NUM_INTRAOP_THREADS", "")
    chosen = tf.config.threading.get_intra_op_parallelism_threads()
    return chosen or (int(named) if named.isdecimal() else 0) or len(os.sched_getaffinity(0))


def set_threads(number: int) -> None:
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(number)
        tf.config.threading.set_inter_op_parallelism_threads(number)
    except RuntimeError:
        if tf.config.threading.get_intra_op_parallelism_threads() != number:
            raise UserError(
                f"this process has computed with {threads()} threads an operation, and digits depend on their number; "
                f"start it anew for {number}."
            ) from None
