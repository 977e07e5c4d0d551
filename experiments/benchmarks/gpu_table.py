"""The table that ``gpu.py`` prints, as Markdown."""

from __future__ import annotations

import math

PRECISIONS = ("float32", "bfloat16")
SIDES = ("keras on jax", "pytorch")
#: Dense peak of products of matrices, 10^12 operations a second, in TF32 and bfloat16, by part of the card's name: as
#: its maker states them without sparsity.
PEAKS = {
    "H100 PCIe": (378, 756),
    "H100 NVL": (418, 836),
    "H100": (495, 989),
    "H200": (495, 989),
    "A100": (156, 312),
}
#: Steps at first that are not measured.
WARM_UP = 3


def line_of(figure: dict) -> str:
    what = f"{figure['network']}, {figure['side']}, {figure['precision']}: "
    if "failed" in figure:
        return what + figure["failed"]
    if "difference" in figure:
        return what + f"outputs differ by {figure['difference']:.1e} of the greatest"
    return what + f"{1000 * figure['seconds']:.2f} ms"


def key_of(figure: dict) -> tuple[str, str, str]:
    return figure["network"], figure["precision"], figure["side"]


def peak(card: str, precision: str) -> float | None:
    """Operations a second."""
    for part, peaks in PEAKS.items():
        if part in card:
            return 1e12 * peaks[precision == "bfloat16"]
    return None


def table(figures: list[dict]) -> str:
    """As Markdown: a row for every network and precision, both sides beside each other."""
    runs = {}
    for each in figures:
        runs.setdefault(key_of(each), []).append(each)
    found = {key: min(several, key=lambda each: each.get("seconds", math.inf)) for key, several in runs.items()}
    cards = sorted({each["card"] for each in figures if "card" in each})
    lines = [
        "# Training steps on a card",
        "",
        f"Card: {', '.join(cards) or 'none'}. Medians; the first {WARM_UP} steps, which compile, are left out.",
        "PyTorch runs eagerly, channels last. float32: products in TF32. bfloat16: Keras' LSTMs stay in float32.",
        "The share is of the card's dense peak in TF32 or bfloat16.",
        "",
        "| network | precision | batch | Keras on JAX, ms | PyTorch, ms | ours / PyTorch | examples/s | share of peak "
        "| memory, GB (PyTorch) |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, precision in dict.fromkeys((each["network"], each["precision"]) for each in figures):
        ours, theirs = (found.get((name, precision, side), {}) for side in SIDES)
        if not ours and not theirs:
            continue
        both = "seconds" in ours and "seconds" in theirs
        top = peak(ours.get("card", ""), precision)
        cells = [
            name,
            precision,
            str(ours.get("batch", theirs.get("batch", "–"))),
            _milliseconds(ours),
            _milliseconds(theirs),
            f"{ours['seconds'] / theirs['seconds']:.2f}" if both else "–",
            f"{ours['batch'] / ours['seconds']:,.0f}" if "seconds" in ours else "–",
            f"{ours['operations'] / ours['seconds'] / top:.1%}" if "seconds" in ours and top else "–",
            f"{_gigabytes(ours)} ({_gigabytes(theirs)})",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    notes = [f"- Not measured: {line_of(each)}" for each in found.values() if "failed" in each]
    for (name, precision, side), several in runs.items():
        times = [f"{1000 * each['seconds']:.2f}" for each in several if "seconds" in each]
        if len(times) > 1:
            notes.append(f"- Of {len(times)} runs the fastest: {name}, {side}, {precision}: {', '.join(times)} ms")
    return "\n".join([*lines, *_epochs(found), "", *notes]).rstrip() + "\n"


def _epochs(found: dict) -> list[str]:
    """How long the steps of one epoch over MagnaTagATune take; without reading and preparing what they are fed."""
    from paper_repro.magnatagatune.published import COUNTS

    clips, name = COUNTS["split sota, train"], "magnatagatune"
    lines = []
    for precision in PRECISIONS:
        sides = {side: found.get((name, precision, side), {}) for side in SIDES}
        for side, figure in sides.items():
            if "seconds" in figure:
                steps = math.ceil(clips / figure["batch"])
                lines.append(f"- {precision}, {side}: {steps * figure['seconds']:.1f} s")
                shape = " x ".join(map(str, figure["inputs"][0]))
                about = f"{clips:,} training clips (split sota) of {shape}, {steps} steps of {figure['batch']}"
    if not lines:
        return []
    return ["", f"The steps of an epoch over MagnaTagATune's {about}, without reading clips:", "", *lines]


def _milliseconds(figure: dict) -> str:
    return f"{1000 * figure['seconds']:.2f}" if "seconds" in figure else "–"


def _gigabytes(figure: dict) -> str:
    return f"{figure['memory'] / 1e9:.1f}" if figure.get("memory") else "–"
