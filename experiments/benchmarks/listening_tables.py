"""The tables of what ``listening.py`` has measured."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from listening_speed import HERE, IMPORTS, NAME, PER_FILE, PREDICT

from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.table import Block, Column, Table

#: Folder of the results.
FOLDER = "benchmarks"
#: What each is held to.
FASTER, LATER, FLAT, APART = 1.4, 1.5, 1.1, 2e-3


def speed_table(found: Mapping[str, Any]) -> Table:
    """Of ``listening_speed.speed``."""
    rates = {
        name: {"way": name, "clock": found["files"] / clock, "processor": found["files"] / used}
        for name, (clock, used) in found["ways"].items()
    }
    ratio = {key: rates[HERE][key] / rates[PER_FILE][key] for key in ("clock", "processor")}
    rows = [*rates.values(), {"way": f"{HERE} / {PER_FILE}", **ratio}]
    columns = [
        Column("Way", "way"),
        Column("clips/s", "clock", number(2)),
        Column("clips/s of processor time", "processor", number(2)),
    ]
    heading = f"{found['files']:,} clips of {found['seconds']:.0f} s by {found['network']}"
    notes = [
        "Per file: the way of the package that published the network: librosa.load, librosa's mel spectrogram, one "
        "prediction a file. Here: decoded side by side, mel spectrograms in the network's graph, batches across files.",
        f"The median of {found['rounds']} rounds, which alternate. At least {FASTER} times is wanted.",
        f"Probabilities of the files differ by {found['difference']:.1e} at most.",
    ]
    lead = [f"A folder of clips is tagged {ratio['clock']:.2f} times as fast as one file at a time."]
    return _table(
        "listening_speed", "Speed of predict over a folder", Block("speed", heading, columns, rows), notes, lead
    )


def start_table(found: Mapping[str, Any]) -> Table:
    """Of ``listening_speed.start``."""
    rows = [{"work": name, "clock": clock, "processor": used} for name, (clock, used) in found["works"].items()]
    by_work = {row["work"]: row for row in rows}
    ratio = {key: by_work[PREDICT][key] / by_work[IMPORTS][key] for key in ("clock", "processor")}
    columns = [
        Column("Process", "work"),
        Column("s", "clock", number(2)),
        Column("s of processor time", "processor", number(2)),
    ]
    notes = [
        f"The fastest of {found['rounds']} rounds, which alternate. At most {LATER} times is wanted.",
        "Imports alone: TensorFlow and Keras, nothing else. predict: one file, from the shell to its tags.",
    ]
    rows.append({"work": f"{PREDICT} / {IMPORTS}", **ratio})
    lead = [f"Tags of a file take {ratio['clock']:.2f} times as long as importing TensorFlow and Keras."]
    return _table("listening_start", "Time of predict on one file", Block("start", NAME, columns, rows), notes, lead)


def memory_table(found: Sequence[Mapping[str, Any]]) -> Table:
    """Of ``listening_memory.memory``: rows in pairs, little sound and much."""
    rows = [{**row, "ratio": row["megabytes"] / found[at // 2 * 2]["megabytes"]} for at, row in enumerate(found)]
    columns = [
        Column("Heard", "what"),
        Column("peak, MB", "megabytes", number(0)),
        Column("of the row for less", "ratio", number(3)),
        Column("s", "taken", number(0)),
        Column("", "files"),
    ]
    notes = [
        "Peak resident memory of a process that runs predict, with TensorFlow and the network in it.",
        "Files: rendered clips of 29 s, mp3, under as many names as needed. Long files: the same, joined, flac, with a "
        f"taggram. At most {FLAT} times the memory for less is wanted.",
    ]
    few, many, short, long = rows
    flat = "Memory is flat" if max(many["ratio"], long["ratio"]) <= FLAT else "Memory grows"
    lead = [
        f"{flat}: {many['what']} need {many['ratio']:.2f} times as much as {few['what']}, {long['what']} "
        f"{long['ratio']:.2f} times as much as {short['what']}."
    ]
    return _table("listening_memory", "Memory of predict", Block("memory", NAME, columns, rows), notes, lead)


def precision_table(found: Sequence[Mapping[str, Any]]) -> Table:
    """Of ``listening_precision.precision``."""
    rows = [{**row, "gain": row["bfloat16 rate"] / row["float32 rate"]} for row in found]
    columns = [
        Column("Network", "network"),
        Column("float32, windows/s", "float32 rate", number(1)),
        Column("bfloat16, windows/s", "bfloat16 rate", number(1)),
        Column("bfloat16 / float32", "gain", number(2)),
        Column("files apart", "file", number(5)),
        Column("windows apart", "window", number(5)),
        Column("files", "files"),
        Column("windows", "windows"),
    ]
    files, windows = (max(row[what] for row in rows) for what in ("file", "window"))
    notes = [
        "bfloat16: the convolutions that take most of the time. Their inputs and weights are split into two parts of "
        "bfloat16 each; what is lost is the rounding of their outputs.",
        f"Apart: the greatest distance of a probability from that in float32. At most {APART:g} is wanted of a file.",
    ]
    within = "stay" if files <= APART else "do not stay"
    lead = [
        f"Probabilities of files {within} within {APART:g} of float32: {files:.1e} at most, of single windows "
        f"{windows:.1e}."
    ]
    block = Block("precision", "Front end and network, batches of windows", columns, rows)
    return _table("listening_precision", "predict --precision bfloat16", block, notes, lead)


def _table(name: str, title: str, block: Block, notes: Sequence[str], lead: Sequence[str]) -> Table:
    packages = ("tensorflow", "keras", "numpy", "librosa", "soundfile")
    provenance = {
        "Processor": f"{_processor()}, {os.cpu_count()} cores",
        "Versions": ", ".join(f"{package} {version(package)}" for package in packages),
    }
    return Table(FOLDER, name, title, [block], notes, provenance, lead)


def _processor() -> str:
    """As the kernel calls it, with what it has for low precision."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return "not known"
    known: dict[str, str] = {}
    for line in lines:
        key, _, value = line.partition(":")
        known.setdefault(key.strip(), value.strip())
    flags = set(known.get("flags", "").split())
    has = ", ".join(flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if flag in flags)
    return f"{known.get('model name', 'not known')} ({has})"
