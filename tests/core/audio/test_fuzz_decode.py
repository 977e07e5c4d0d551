"""Mutated sound files: samples or an AudioError, in bounded time and memory, and never the end of the process.

A small, fixed number of mutations runs with the suite; ``FUZZ_EXAMPLES=10000`` runs more. Decoding happens in another
process, since a fault in native code would end this one; a file on which that happens is kept and named.
"""

import io
import os
import subprocess
import sys

import numpy as np
import soundfile as sf

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))
SEED = int(os.environ.get("FUZZ_SEED", "0"))
#: Seconds, and bytes of address space beyond what the imports take, that one batch of files may use.
TIMEOUT, MEMORY = 120 + EXAMPLES // 5, 2 * 2**30

#: Decodes the files named on standard input; prints the outcome of each.
WORKER = f"""
import re, resource, sys
from pathlib import Path
import numpy as np
from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError
used = int(re.search(r"VmSize:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (used + {MEMORY},) * 2)
for line in sys.stdin:
    try:
        samples = decode(line.strip(), sample_rate=12_000)
        assert samples.dtype == np.float32 and samples.ndim == 1 and len(samples) and np.isfinite(samples).all()
        outcome = "samples"
    except AudioError as error:
        assert Path(line.strip()).name in str(error) and "\\n" not in str(error)
        outcome = "memory" if "memory" in str(error) else error.reason
    print(outcome, flush=True)
"""


def seeds():
    """Small valid files, by extension."""
    rng = np.random.default_rng(0)
    samples = (0.3 * np.sin(np.arange(4000) * 0.2) + 0.05 * rng.standard_normal(4000)).astype("float32")
    kinds = [
        ("wav", "PCM_16"), ("wav", "FLOAT"), ("wav", "PCM_24"), ("flac", "PCM_16"), ("ogg", "VORBIS"),
        ("ogg", "OPUS"), ("mp3", "MPEG_LAYER_III"), ("aiff", "PCM_16"),
    ]  # fmt: skip
    for kind, subtype in kinds:
        file = io.BytesIO()
        sf.write(file, samples, 8000, format=kind.upper(), subtype=subtype)
        yield kind, file.getvalue()


def mutated(data, rng):
    """A copy with one to four faults: flipped, overwritten, inserted or missing bytes, mostly within the header."""
    data = bytearray(data)
    for _ in range(rng.integers(1, 5)):
        at = int(rng.integers(0, min(len(data), 120) if rng.random() < 0.7 else len(data)) if data else 0)
        fault = rng.integers(0, 5)
        if fault == 0 and data:
            data[at] ^= 1 << int(rng.integers(0, 8))
        elif fault == 1:
            data[at : at + 4] = rng.bytes(4)
        elif fault == 2:
            data[at : at + 4] = (b"\xff" * 4, bytes(4), b"\xff\xff\xff\x7f")[rng.integers(0, 3)]
        elif fault == 3:
            data[at:at] = rng.bytes(int(rng.integers(1, 64)))
        else:
            del data[at : at + int(rng.integers(1, 64) if rng.random() < 0.8 else len(data))]
    return bytes(data)


def test_mutated_files_give_samples_or_an_audio_error(tmp_path, record_property):
    record_property("inputs", EXAMPLES)
    rng, originals, paths = np.random.default_rng(SEED), list(seeds()), []
    for number in range(EXAMPLES):
        kind, data = originals[number % len(originals)]
        paths.append(tmp_path / f"{number}.{kind}")
        paths[-1].write_bytes(mutated(data, rng))
    done = subprocess.run(
        [sys.executable, "-c", WORKER],
        input="\n".join(map(str, paths)), capture_output=True, text=True, timeout=TIMEOUT,
    )  # fmt: skip
    outcomes = done.stdout.split("\n")[:-1]
    assert len(outcomes) == EXAMPLES, f"{paths[len(outcomes)]}: exit {done.returncode}; {done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr
    assert set(outcomes) <= {"samples", "unreadable", "empty", "not finite"}
    # Mutations that are all refused, or all harmless, would test nothing.
    assert 0.1 < outcomes.count("samples") / EXAMPLES < 0.95
