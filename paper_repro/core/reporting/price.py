"""``price``: what every row of a paper would cost, as a table."""

from __future__ import annotations

from paper_repro.core.command_line import Options, preset_label
from paper_repro.core.paper import Paper
from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.price import Price, prices


def price_table(paper: Paper, options: Options, steps: int, teraflops: float | None) -> Table:
    """A row for every network of the paper's tables.

    Args:
        steps: to be measured a row; 0 measures none.
        teraflops: 10^12 floating-point operations a second that a card reaches on such networks; None: no column.
    """
    found = prices(paper, options, steps)
    columns = [
        Column("Row", "label"),
        Column("parameters", "parameters", "{:,}".format),
        Column("GFLOP an example", lambda price: price.flops and price.flops / 1e9, number(3), "gflop"),
        Column("examples x epochs", lambda price: f"{price.examples:,} x {price.epochs}", key="examples"),
        Column("seconds a step", "step_seconds", number(3)),
        Column("hours here", "hours", number(2)),
    ]
    if teraflops:
        columns.append(
            Column(
                f"hours at {teraflops:g} TFLOP/s",
                lambda price: price.hours_at(teraflops * 1e12),
                number(3),
                "hours_on_card",
            )
        )
    columns.append(Column("disk, memory (GB)", _sizes, key="gigabytes"))
    batch = sorted({price.batch for price in found.values()})
    lead = [
        f"One training of each row in batches of {' or '.join(map(str, batch))}; a further seed costs as much again.",
    ]
    notes = [
        "FLOP: of one example's forward pass, counted in the network's graph; a training step is taken for three.",
        "Hours: training steps alone, without features, validation and evaluation.",
        "Memory: the most that the process held in the measured steps; on a card it is another.",
    ]
    if options.data is None:
        notes.append("Examples: of the sample corpus in the published size, in proportion to the smoke corpus' split.")
    provenance = {"Preset": preset_label(options.preset), "Device": options.devices, "Steps measured": str(steps)}
    blocks = [Block("table", "By row", columns, list(found.values()))]
    return Table(paper.name, "price", "What a training costs", blocks, notes, provenance, lead)


def _sizes(price: Price) -> str:
    memory = "not measured" if price.memory is None else f"{price.memory / 1e9:.1f}"
    return f"{price.disk / 1e9:.2f}, {memory}"
