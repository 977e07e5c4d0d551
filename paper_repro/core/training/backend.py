"""The backend, set up once per process: devices, threads, precision, determinism, compilation.

What differs between TensorFlow, JAX and PyTorch lies in ``on_tensorflow``, ``on_jax`` and ``on_torch``, alike in names.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

from paper_repro.core.errors import UserError
from paper_repro.core.process import backend_name, check_backend
from paper_repro.core.training.replication import Replication

#: Whether one training uses all devices.
_all_devices = False


def _ours() -> ModuleType:
    return importlib.import_module(f"paper_repro.core.training.on_{backend_name()}")


def prepare(devices: str = "auto", precision: str = "float32") -> None:
    """Selects the device, sets Keras' defaults and precision, and makes all ops deterministic.

    Call it before any model is built. Defaults that another project's ``keras.json`` changes are set to those that the
    papers' code is written for: float32, channels last, epsilon 1e-7.

    Args:
        devices: ``auto`` (the first GPU, if any), ``cpu``, ``gpu:N``, or ``all``: each training on all GPUs (see
            ``replication``).
        precision: a Keras dtype policy.

    Raises:
        UserError: there is no such device; ``KERAS_BACKEND`` names no backend of ours, or one that is not installed;
            the backend has no training on several devices.
    """
    check_backend()
    ours = _ours()
    # First: what chooses a device may have to be said before the backend is imported.
    ours.select(devices)
    import keras
    import tensorflow as tf

    keras.config.set_floatx("float32")
    keras.config.set_epsilon(1e-7)
    keras.config.set_image_data_format("channels_last")
    global _all_devices
    _all_devices = devices == "all"
    if backend_name() != "tensorflow":
        hide_gpus_from_tensorflow()
    # Silence retracing warnings: they count all models of the process as one function.
    tf.get_logger().setLevel("ERROR")
    keras.config.set_dtype_policy(precision)
    # Whatever the backend: data come through TensorFlow's pipeline.
    tf.config.experimental.enable_op_determinism()


def hide_gpus_from_tensorflow() -> None:
    """Leaves the memory of GPUs to the other backend: data are read on the processor."""
    import tensorflow as tf

    try:
        tf.config.set_visible_devices([], "GPU")
    except RuntimeError as error:
        # The second table in one command; but where TensorFlow holds a GPU already, the other backend has to know.
        if tf.config.list_logical_devices("GPU"):
            raise UserError(f"this process computes with TensorFlow on a GPU ({error}); start it anew.") from None


def replication() -> Replication:
    """How a network is built and trained: with ``--devices all`` and several devices, as a copy on each."""
    return _ours().replication() if _all_devices else Replication()


def callbacks(seed: int) -> list:
    """Of a training: what makes its draws depend on seed and step alone, so that one that goes on draws the same."""
    return _ours().callbacks(seed)


def devices() -> list[str]:
    """Names of the devices that trainings use, ``/device:CPU:0`` for one."""
    return _ours().names()


def cards() -> int:
    """GPUs of this machine, whether they are used or not."""
    return _ours().cards()


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
    return _ours().threads()


def set_threads(number: int) -> None:
    """Gives an operation that many threads, whatever the cores of this machine: before anything is computed.

    Raises:
        UserError: this process has computed with another number.
    """
    _ours().set_threads(number)


def jit_compile(*, tensorflow: bool = True) -> bool | str:
    """Argument ``jit_compile`` of ``Model.compile``.

    TensorFlow has no XLA on a CPU, where convolutions run at half the speed, nor where ``tensorflow`` is False: with
    XLA each length of input would be compiled anew. JAX compiles in any case: it does so for single operations too.
    """
    if backend_name() == "tensorflow":
        import tensorflow as tf

        if not tensorflow or not tf.config.list_logical_devices("GPU"):
            return False
    return "auto"
