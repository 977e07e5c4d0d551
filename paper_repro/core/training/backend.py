"""The backend, set up once per process: device, precision, determinism, compilation."""

from __future__ import annotations

from paper_repro.core.command_line import check_backend
from paper_repro.core.errors import UserError


def prepare(devices: str = "auto", precision: str = "float32") -> None:
    """Selects the device, sets Keras' defaults and precision, and makes all ops deterministic.

    Call it before any model is built. Defaults that another project's ``keras.json`` changes are set to those that the
    papers' code is written for: float32, channels last, epsilon 1e-7.

    Args:
        devices: ``auto`` (the first GPU, if any), ``cpu``, or ``gpu:N``.
        precision: a Keras dtype policy.

    Raises:
        UserError: there is no such device, or Keras runs on another backend than TensorFlow.
    """
    check_backend()
    import keras
    import tensorflow as tf

    keras.config.set_floatx("float32")
    keras.config.set_epsilon(1e-7)
    keras.config.set_image_data_format("channels_last")
    gpus = tf.config.list_physical_devices("GPU")
    if devices == "cpu":
        chosen = []
    elif devices == "auto":
        chosen = gpus[:1]
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
    # Silence retracing warnings: they count all models of the process as one function.
    tf.get_logger().setLevel("ERROR")
    keras.config.set_dtype_policy(precision)
    tf.config.experimental.enable_op_determinism()


def jit_compile() -> bool | str:
    """Argument ``jit_compile`` of ``Model.compile``: no XLA on a CPU, where convolutions run at half the speed."""
    import keras
    import tensorflow as tf

    if keras.backend.backend() == "tensorflow" and not tf.config.list_logical_devices("GPU"):
        return False
    return "auto"
