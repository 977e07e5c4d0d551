"""``price``: what every row of a paper would cost, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from paper_repro.core.command_line import Options
from paper_repro.core.paper import Paper
from paper_repro.core.reporting.formats import MISSING, number
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.price import Price, prices


def price_table(paper: Paper, options: Options, rows: Sequence[str], steps: int, teraflops: float | None) -> Table:
    """A row for every network of the paper's tables; arguments as in ``prices``.

    Args:
        teraflops: 10^12 floating-point operations a second that a card reaches on such networks; None: no column.
    """
    return _table(paper, options, prices(paper, options, rows, steps), steps, teraflops)


def _table(paper: Paper, options: Options, found: Sequence[Price], steps: int, teraflops: float | None) -> Table:
    columns = [
        Column("row", "row"),
        Column("GFLOP an example", lambda price: price.counted.flops, number(2, scale=1e-9), "flops"),
        Column("examples x epochs", lambda price: f"{price.examples:,} x {price.epochs}", key="trained"),
        Column("seconds a step", "seconds", number(3)),
        Column("hours here", "hours", number(2)),
        *([_on_card(teraflops)] if teraflops else []),
        Column("disk, GB", "disk", number(2, scale=1e-9)),
        Column("memory, GB", "memory", number(1, scale=1e-9)),
    ]
    more = [
        Column("row", "label"),
        Column("parameters", lambda price: price.counted.parameters, key="parameters"),
        Column("batch", "batch"),
        *(Column(f"{part} items", lambda price, part=part: price.items[part], key=part)
          for part in ("train", "valid", "test")),
        Column("features, kB an item", "record", number(1, scale=1e-3)),
    ]  # fmt: skip
    measured = [price for price in found if price.hours is not None]
    lead = [
        f"One training of each of {len(found)} rows, at the published settings; a further seed costs as much again."
    ]
    if measured:
        total = sum(price.hours for price in measured)
        lead.append(f"Here {total:,.1f} hours for the {len(measured)} that were measured.")
    notes = [
        "FLOP: of one example's forward pass, counted as it runs; a training step is taken for three.",
        f"A step: on one batch of random numbers, median of {steps} after the first, which compiles."
        if steps
        else "No step was measured.",
        "Hours: training steps alone; not reading, features, validation and evaluation.",
        "Disk: features of all parts, and the run while it trains. Memory: the most that was held in the steps.",
        *(_too_large(price) for price in found if price.fits is not None),
    ]
    items = "of the published set" if options.data is None else f"in {options.data.name}/"
    provenance = {"Items": items, "Preset": options.preset, "Devices": options.devices, "Precision": options.precision}
    blocks = [Block("table", "By row", columns, list(found)), Block("sizes", "Sizes", more, list(found))]
    return Table(paper.name, "price", f"What a training costs: {paper.name}", blocks, notes, provenance, lead)


def _on_card(teraflops: float) -> Column:
    header = f"hours at {teraflops:g} TFLOP/s"
    return Column(header, lambda price: price.hours_at(teraflops * 1e12), number(3), "hours_on_card")


def _too_large(price: Price) -> str:
    fitting = f"{price.fits} fit" if price.fits else "not even one example fits"
    return f"{price.row}: a batch of {price.batch} needs more memory than is free; {fitting}. {MISSING}: not measured."
