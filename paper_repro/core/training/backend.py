"""The backend, set up once per process: devices, threads, precision, determinism, compilation."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from paper_repro.core.command_line import check_backend
from paper_repro.core.errors import UserError

#: Whether one training uses all devices.
_all_devices = False


def prepare(devices: str = "auto", precision: str = "float32") -> None:
    """Selects the device, sets Keras' defaults and precision, and makes all ops deterministic.

    Call it before any model is built. Defaults that another project's ``keras.json`` changes are set to those that the
    papers' code is written for: float32, channels last, epsilon 1e-7.

    Args:
        devices: ``auto`` (the first GPU, if any), ``cpu``, ``gpu:N``, or ``all``: each training on all GPUs (see
            ``replicated``).
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
    elif devices == "all":
        chosen = gpus
    else:
        number = int(devices.removeprefix("gpu:"))
        if number >= len(gpus):
            raise UserError(f"--devices {devices}: TensorFlow finds {len(gpus)} GPUs here; use --devices auto or cpu.")
        chosen = [gpus[number]]
    global _all_devices
    _all_devices = devices == "all"
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


def replicated() -> contextlib.AbstractContextManager:
    """The block in which a network is built and compiled: with ``--devices all`` and several devices, a copy on each.

    Each batch is split among the copies and gradients are averaged (TensorFlow's ``MirroredStrategy``): the loss is
    that of one device where the parts of a batch are alike in size and weight. Statistics of batch norm are those of
    one device's part, and a loss over masked steps weighs each device's part alike.
    """
    import tensorflow as tf

    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    if not _all_devices or len(devices) < 2:
        return contextlib.nullcontext()
    return tf.distribute.MirroredStrategy([device.name for device in devices]).scope()


def cards() -> int:
    """GPUs of this machine, whether they are used or not."""
    import tensorflow as tf

    return len(tf.config.list_physical_devices("GPU"))


def multiplies_bfloat16() -> bool:
    """Whether this processor multiplies matrices of bfloat16 (AMX): several times as fast as those of float32."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.startswith("flags") and "amx_bf16" in line.split() for line in lines)


def threads() -> int:
    """Threads that one operation is split among: as set, else one a core that this process may use.

    Sums are split likewise, so that the last digits of a training depend on this number.
    """
    import tensorflow as tf

    named = os.environ.get("TF_NUM_INTRAOP_THREADS", "")
    chosen = tf.config.threading.get_intra_op_parallelism_threads()
    return chosen or (int(named) if named.isdecimal() else 0) or len(os.sched_getaffinity(0))


def set_threads(number: int) -> None:
    """Gives an operation that many threads, whatever the cores of this machine: before anything is computed.

    Raises:
        UserError: this process has computed with another number.
    """
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


def jit_compile() -> bool | str:
    """Argument ``jit_compile`` of ``Model.compile``: no XLA on a CPU, where convolutions run at half the speed."""
    import keras
    import tensorflow as tf

    if keras.backend.backend() == "tensorflow" and not tf.config.list_logical_devices("GPU"):
        return False
    return "auto"
