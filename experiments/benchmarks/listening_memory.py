"""What ``listening.py memory`` measures."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import soundfile as sf

from paper_repro import sample
from paper_repro.core.audio.decode import decode

RATE = 16_000
#: Clips of 29 s that are rendered; they stand under as many names as are needed: no cache knows.
RENDERED = 12
FEW = 50


def memory(files: int, hours: int) -> list[dict[str, Any]]:
    """A row for each thing that is heard: sound in all, peak memory in MB, seconds."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        sample.write("magnatagatune", folder / "corpus", clips=RENDERED, seed=7, jobs=os.cpu_count() or 1)
        clips = sorted((folder / "corpus").rglob("*.mp3"))
        rows = [_heard(f"{count:,} files", _copies(clips, folder / str(count), count)) for count in (FEW, files)]
        minute, long = folder / "minute.flac", folder / "long.flac"
        _join(clips, minute, 60)
        _join(clips, long, 3600 * hours)
        taggram = ["--plot", str(folder / "taggram.png")]
        rows.append(_heard("a file of a minute", minute, taggram))
        rows.append(_heard(f"a file of {hours:,} hours", long, taggram))
    return rows


def _copies(clips: Sequence[Path], folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        os.link(clips[number % len(clips)], folder / f"{number:06d}.mp3")
    return folder


def _join(clips: Sequence[Path], out: Path, seconds: int) -> None:
    """One clip after the other, over and over, to so many seconds."""
    left = seconds * RATE
    parts = [decode(clip, sample_rate=RATE) for clip in clips]
    with sf.SoundFile(out, "w", RATE, 1) as file:
        while left > 0:
            for part in parts:
                file.write(part[: max(left, 0)])
                left -= len(part)


def _heard(what: str, path: Path, more: Sequence[str] = ()) -> dict[str, Any]:
    """``predict`` in a process of its own, and the most memory that it needed."""
    out = path.parent / "tags.jsonl"
    words = [sys.executable, "-m", "paper_repro", "predict", str(path), "--format", "jsonl", "--out", str(out), *more]
    start = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    taken = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"predict on {what} ended with status {child.returncode}")
    answers = out.read_text(encoding="utf-8").splitlines()
    out.unlink()
    peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)  # bytes there, KB elsewhere
    print(f"{what}: {peak:.0f} MB, {taken:.0f} s", file=sys.stderr, flush=True)
    return {"what": what, "files": len(answers), "megabytes": peak, "taken": taken}
