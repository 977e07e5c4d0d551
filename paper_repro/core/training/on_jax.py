"""Devices and threads of JAX; see ``backend``."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from paper_repro.core.errors import UserError
from paper_repro.core.training.replication import Replication


def select(devices: str) -> None:
    # Read by JAX when it first computes. As with TensorFlow: the same digits every time, memory as it is needed.
    flags = os.environ.get("XLA_FLAGS", "")
    if "xla_gpu_deterministic_ops" not in flags:
        os.environ["XLA_FLAGS"] = f"{flags} --xla_gpu_deterministic_ops=true".strip()
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    import jax

    if devices == "cpu":
        with contextlib.suppress(RuntimeError):
            # Too late where JAX has computed; otherwise GPUs are not even looked at.
            jax.config.update("jax_platforms", "cpu")
        jax.config.update("jax_default_device", jax.devices("cpu")[0])
    elif devices.startswith("gpu:"):
        number, gpus = int(devices.removeprefix("gpu:")), _gpus()
        if number >= len(gpus):
            raise UserError(f"--devices {devices}: JAX finds {len(gpus)} GPUs here; use --devices auto or cpu.")
        jax.config.update("jax_default_device", gpus[number])
    else:
        jax.config.update("jax_default_device", None if devices == "all" else jax.devices()[0])


def _gpus() -> list:
    import jax

    try:
        return jax.devices("gpu")
    except RuntimeError:  # how JAX says that there are none
        return []


def callbacks(seed: int) -> list:
    """None: random states are variables of the model."""
    return []


def replication() -> Replication:
    """A copy of the variables on each device, and each batch split among them (``keras.distribution.DataParallel``).

    The compiler splits one computation: batch norm, masks and losses are those of the whole batch, whatever its size.
    """
    import jax
    import keras

    devices = _gpus() or jax.devices("cpu")
    if len(devices) < 2:
        return Replication()

    class WholeBatches(keras.distribution.DataParallel):
        """Hands every device the whole batch: JAX takes no batch from outside that does not divide by their number, as
        the last one of an epoch may not. The training step splits it (``fitting``)."""

        def get_data_layout(self, data_shape):
            return keras.distribution.TensorLayout([None] * len(data_shape), self.device_mesh)

    distribution = WholeBatches(devices=[f"{device.platform}:{device.id}" for device in devices])

    @contextlib.contextmanager
    def fitting(model: keras.Model) -> Iterator[None]:
        split = keras.distribution.TensorLayout([distribution.batch_dim_name], distribution.device_mesh).backend_layout
        whole = model.train_step

        def train_step(state, data):
            return whole(state, keras.tree.map_structure(lambda part: _constrained(part, split), data))

        model.train_step = train_step
        try:
            with distribution.scope():
                yield
        finally:
            model.train_step = whole

    return Replication(building=distribution.scope, training=fitting)


def _constrained(part, layout):
    import jax

    return None if part is None else jax.lax.with_sharding_constraint(part, layout)


def names() -> list[str]:
    import jax

    chosen = jax.config.jax_default_device
    return [f"/device:{device.platform.upper()}:{device.id}" for device in ([chosen] if chosen else jax.devices())]


def cards() -> int:
    return len(_gpus())


def threads() -> int:
    named = os.environ.get("NPROC", "")
    return int(named) if named.isdecimal() else len(os.sched_getaffinity(0))


def set_threads(number: int) -> None:
    if threads() != number:
        # Read by XLA when it first computes; there is no other way.
        os.environ["NPROC"] = str(number)
