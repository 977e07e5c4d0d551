"""What encoders cost in inference (Sec. 6): time a picture, memory of the weights, operations. Measured once."""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options
from paper_repro.core.locks import alone
from paper_repro.core.presets import Presets
from paper_repro.core.process import backend_name
from paper_repro.core.training.rows import discard_unusable
from paper_repro.core.training.run import RunFolder, run_folder

DEEPEST = "resnet152v2"
LABELS = {
    DEEPEST: "ResNet152V2 (as published)",
    "resnet101v2": "ResNet101V2",
    "resnet50v2": "ResNet50V2",
    "efficientnet_lite0": "EfficientNet-Lite0",
}


@dataclass(frozen=True)
class CostConfig:
    """How encoders are timed; all ours but the size of a crop."""

    seed: int = 0  # what names a run; ours
    encoders: tuple[str, ...] = tuple(LABELS)  # Sec. 6: a shallower network
    size: int = 256  # pixels a side of a crop: Sec. 2
    batch: int = 8  # pictures; ours
    repeats: int = 3  # of which the fastest counts; ours


COSTS = Presets(
    CostConfig,
    paper={},
    quick={},
    smoke={"encoders": ("resnet50v2", "efficientnet_lite0"), "size": 64, "batch": 2, "repeats": 1},
)


def encoder_costs(options: Options) -> tuple[RunFolder, pd.DataFrame]:
    """A row an encoder: ``encoder``, ``parameters``, ``megabytes`` of its weights, ``flops`` and ``ms`` of a picture.

    No weights are needed: what they are changes none of these.
    """
    config = COSTS.config(options.preset)
    folder = run_folder(options.runs, "songtitle", "encoders", config, "")
    discard_unusable(folder)
    if not folder.complete:
        with alone(folder.path, "timing these encoders"):
            if not folder.complete:
                _measure(options, config, folder)
    return folder, pd.read_csv(Path(folder.path) / "predictions.csv")


def _measure(options: Options, config: CostConfig, folder: RunFolder) -> None:
    # Imported here: TensorFlow takes seconds to start.
    from paper_repro.core.nn.efficientnet_lite import build_efficientnet_lite0
    from paper_repro.core.training.backend import prepare
    from paper_repro.core.training.flops import forward_flops
    from paper_repro.core.training.forward import Forward
    from paper_repro.songtitle.model import RESNETS, resnet

    prepare(options.devices, options.precision)
    folder.start(config, {"source": "pictures of noise"})
    pictures = np.random.default_rng(config.seed).standard_normal((config.batch, config.size, config.size, 3))
    rows = []
    for name in config.encoders:
        network = resnet(name, None) if name in RESNETS else build_efficientnet_lite0()
        network.compile(jit_compile=False)
        forward = Forward(network)
        forward(pictures.astype(np.float32))  # traced before it is timed
        taken = []
        for _ in range(config.repeats):
            start = time.perf_counter()
            forward(pictures.astype(np.float32))
            taken.append(time.perf_counter() - start)
        parameters = network.count_params()
        rows.append(
            {
                "encoder": name,
                "parameters": parameters,
                "megabytes": 4 * parameters / 2**20,
                # TensorFlow alone tells the operations of a call.
                "flops": forward_flops(network, config.size) if backend_name() == "tensorflow" else math.nan,
                "ms": 1e3 * min(taken) / config.batch,
            }
        )
    folder.finish(asdict(config), pd.DataFrame(rows))
