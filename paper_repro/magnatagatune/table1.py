"""Table I: the network, with output shapes and parameter counts taken from the built model.

    python -m paper_repro.magnatagatune.table1

Builds the published network and the preset's; trains nothing, needs no data, takes seconds. Expect 1 x 1 x 2048 after
the fourth pooling, as "valid" convolutions throughout give it.
Files: results/magnatagatune/table1.{md,csv,json}.
"""

from __future__ import annotations

import math

from paper_repro.core.command_line import Options, preset_label, run_script
from paper_repro.core.reporting.formats import plain, stated
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.paper import PAPER


def table(options: Options) -> Table:
    # Imported here: TensorFlow takes seconds to start, and --help should not wait for it.
    from paper_repro.magnatagatune.model import build_published

    base = PAPER.base_config(options)
    full, small = build_published(Config()), build_published(base)
    rows = []
    for name, label, printed in published.TABLE1:
        layer = "image" if name == "input" else name
        rows.append(
            {
                "layer": label,
                "published": printed,
                "output": _shape(full.get_layer(layer)),
                "parameters": full.get_layer(layer).count_params(),
                "preset_output": _shape(small.get_layer(layer)),
                "preset_parameters": small.get_layer(layer).count_params(),
            }
        )
    trained = {"parameters": _trainable(full), "preset_parameters": _trainable(small)}
    rows.append({"layer": "together, trainable", "published": None, "output": "", "preset_output": "", **trained})
    columns = [
        Column("Table I", "layer"),
        Column("published output", "published", stated(plain)),
        Column("built", "output"),
        Column("parameters", "parameters"),
        Column(f"{options.preset} preset", "preset_output"),
        Column("parameters", "preset_parameters"),
    ]
    notes = [
        "mels x frames x channels. The 1 x 1 x 2048 that the paper prints after the third pooling is the output of the "
        "fourth: the third has 768 channels.",
        "Unpadded («valid») convolutions throughout give the 1 x 1 x 2048 that is printed; padded ones throughout "
        "would leave 5 x 1 x 2048.",
        "909 frames: 465,984 samples, FFT 1024, hop 512, not centred (the paper gives none of the four).",
    ]
    title = f"Table I of «{published.TITLE}», from the built model"
    provenance = {"Data": "none needed", "Preset": preset_label(options.preset)}
    end = _shape(full.get_layer("pool4"))
    agrees = "as" if end == published.TABLE1[-2][2] else "not as"
    lead = [
        f"Built with unpadded convolutions the network ends at {end}, {agrees} Table I prints it.",
        "From the built models: no data are needed, nothing is trained.",
    ]
    block = Block("table", "The network", columns, rows)
    return Table("magnatagatune", "table1", title, [block], notes, provenance, lead)


def _shape(layer) -> str:
    """``38 x 907 x 128``; a vector as Table I has it, ``50 x 1``."""
    sizes = list(layer.output.shape[1:])
    return " x ".join(map(str, sizes if len(sizes) > 1 else [*sizes, 1]))


def _trainable(model) -> int:
    return sum(math.prod(variable.shape) for variable in model.trainable_variables)


if __name__ == "__main__":
    run_script(table, __doc__)
