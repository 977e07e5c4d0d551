"""The backend, set up once per process: device, precision, determinism, compilation."""

from __future__ import annotations

import keras
import tensorflow as tf

from paper_repro.core.errors import UserError


def prepare(devices: str = "auto", precision: str = "float32") -> None:
    """Chooses the device, sets the precision and makes every op deterministic. Call it before any model is built.

    Args:
        devices: ``auto`` (a GPU where there is one), ``cpu``, or ``gpu:N``.
        precision: a Keras dtype policy.

    Raises:
        UserError: the device asked for is not there.
    """
    gpus = tf.config.list_physical_devices("GPU")
    if devices == "cpu":
        chosen = []
    elif devices == "auto":
        chosen = gpus[:1]
    else:
        number = int(devices.removeprefix("gpu:"))
        if number >= len(gpus):
            raise UserError(f"--devices {devices}: TensorFlow sees {len(gpus)} GPUs here; use --devices auto or cpu.")
        chosen = [gpus[number]]
    try:
        tf.config.set_visible_devices(chosen, "GPU")
        for gpu in chosen:
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:
        # Devices are already in use by this process: a second table in one command, which asks for the same ones.
        pass
    # Its warnings about functions traced anew count every model of a table as the same one.
    tf.get_logger().setLevel("ERROR")
    keras.config.set_dtype_policy(precision)
    tf.config.experimental.enable_op_determinism()


def jit_compile() -> bool | str:
    """Whether Keras compiles with XLA. On a CPU it does not pay: convolutions run at half the speed (measured)."""
    if keras.backend.backend() == "tensorflow" and not tf.config.list_logical_devices("GPU"):
        return False
    return "auto"
