"""The table of what ``gpu.py`` has measured."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from paper_repro.core.reporting.formats import MISSING, number, percent
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.magnatagatune.published import COUNTS

PRECISIONS = ("float32", "bfloat16")
SIDES = ("keras on jax", "pytorch")
#: Steps at first that are not measured.
WARM_UP = 3
#: Dense peak of products of matrices, 10^12 operations a second, in TF32 and bfloat16, by part of the card's name: as
#: its maker states them without sparsity.
PEAKS = {
    "H100 PCIe": (378, 756),
    "H100 NVL": (418, 836),
    "H100": (495, 989),
    "H200": (495, 989),
    "A100": (156, 312),
}
NOTES = (
    f"Milliseconds: the median step; the first {WARM_UP}, which compile, are left out. Of several runs the fastest.",
    "PyTorch runs eagerly, channels last. float32: products in TF32. bfloat16: Keras' LSTMs stay in float32.",
    "Share: of the card's dense peak in TF32 or bfloat16. Steps read one batch that lies on the card: no clip is read.",
)


def line_of(figure: Mapping) -> str:
    """One measurement, or why there is none."""
    what = f"{figure['network']}, {figure['side']}, {figure['precision']}: "
    if "failed" in figure:
        return what + figure["failed"]
    if "difference" in figure:
        return what + f"outputs differ by {figure['difference']:.1e} of the greatest"
    return what + f"{1000 * figure['seconds']:.2f} ms"


def key_of(figure: Mapping) -> tuple[str, str, str]:
    """What a figure is of: network, precision, side."""
    return figure["network"], figure["precision"], figure["side"]


def peak(card: str, precision: str) -> float | None:
    """Operations a second; None for a card that is not known here."""
    for part, peaks in PEAKS.items():
        if part in card:
            return 1e12 * peaks[precision == "bfloat16"]
    return None


def table(figures: Sequence[Mapping], preset: str, packages: Mapping[str, str]) -> Table:
    """A row for every network and precision, both sides beside each other; every measurement stands in the JSON."""
    runs: dict[tuple, list[Mapping]] = {}
    for each in figures:
        runs.setdefault(key_of(each), []).append(each)
    found = {key: min(several, key=lambda each: each.get("seconds", math.inf)) for key, several in runs.items()}
    cards = " and ".join(sorted({each["card"] for each in figures if "card" in each})) or "no card"
    rows = list(_rows(found))
    steps = [
        Column("network", "network"),
        Column("precision", "precision"),
        Column("batch", "batch"),
        Column("Keras on JAX, ms", "ours", number(2)),
        Column("PyTorch, ms", "theirs", number(2)),
        Column("ours / PyTorch", "ratio", number(2)),
        Column("examples/s", "examples", number(0)),
        Column("share of peak, %", "share", percent),
        Column("", "memory"),
        Column("", "their_memory"),
    ]
    memory = [
        Column("network", "network"),
        Column("precision", "precision"),
        Column("Keras on JAX, GB", "memory", number(1, scale=1e-9)),
        Column("PyTorch, GB", "their_memory", number(1, scale=1e-9)),
    ]
    measured = [
        Column("network", "network"),
        Column("side", "side"),
        Column("precision", "precision"),
        Column("ms", lambda each: each.get("seconds"), number(2, scale=1000), key="seconds"),
        Column("not measured", lambda each: each.get("failed", MISSING), key="failed"),
    ]
    blocks = [Block("steps", f"Training steps on {cards}", steps, rows)]
    if epochs := list(_epochs(found)):
        blocks.append(Block("epochs", f"An epoch of MagnaTagATune, split sota, {_size(found)}", _EPOCHS, epochs))
    blocks += [
        Block("memory", "Most memory held", memory, rows),
        Block("figures", "Every measurement", measured, list(figures)),
    ]
    provenance = {
        "Preset": preset,
        "Packages": ", ".join(f"{name} {version}" for name, version in packages.items()),
        "measured": {"preset": preset, "packages": dict(packages)},
    }
    return Table("benchmarks", "gpu", "Training steps on a card", blocks, NOTES, provenance, [_lead(rows, cards)])


_EPOCHS = [
    Column("precision", "precision"),
    Column("side", "side"),
    Column("steps", "steps"),
    Column("seconds of steps", "seconds", number(1)),
]


def _rows(found: Mapping[tuple, Mapping]) -> Iterator[dict]:
    for name, precision in dict.fromkeys((name, precision) for name, precision, _ in found):
        ours, theirs = (found.get((name, precision, side), {}) for side in SIDES)
        if not ours and not theirs:
            continue
        seconds, top = ours.get("seconds"), peak(ours.get("card", ""), precision)
        yield {
            "network": name,
            "precision": precision,
            "batch": ours.get("batch", theirs.get("batch")),
            "ours": seconds and 1000 * seconds,
            "theirs": theirs.get("seconds") and 1000 * theirs["seconds"],
            "ratio": seconds / theirs["seconds"] if seconds and "seconds" in theirs else None,
            "examples": ours["batch"] / seconds if seconds else None,
            "share": ours["operations"] / seconds / top if seconds and top else None,
            "memory": ours.get("memory"),
            "their_memory": theirs.get("memory"),
        }


def _epochs(found: Mapping[tuple, Mapping]) -> Iterator[dict]:
    """How long the steps of one epoch over MagnaTagATune take."""
    for precision in PRECISIONS:
        for side in SIDES:
            figure = found.get(("magnatagatune", precision, side), {})
            if "seconds" in figure:
                steps = math.ceil(COUNTS["split sota, train"] / figure["batch"])
                seconds = steps * figure["seconds"]
                yield {"precision": precision, "side": side, "steps": steps, "seconds": seconds}


def _size(found: Mapping[tuple, Mapping]) -> str:
    (_, figure), *_ = [(key, each) for key, each in found.items() if key[0] == "magnatagatune" and "inputs" in each]
    shape = " x ".join(map(str, figure["inputs"][0]))
    return f"{COUNTS['split sota, train']:,} training clips of {shape}, in batches of {figure['batch']}"


def _lead(rows: Sequence[Mapping], cards: str) -> str:
    ratios = [row["ratio"] for row in rows if row["ratio"]]
    if not ratios:
        return f"On {cards} neither side was measured beside the other."
    quicker = sum(ratio <= 1 for ratio in ratios)
    return (
        f"On {cards} a training step of Keras on JAX takes {min(ratios):.2f} to {max(ratios):.2f} times as long as "
        f"PyTorch's; at most as long in {quicker} of {len(ratios)} cells."
    )
