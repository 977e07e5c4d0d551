"""mp3 files of the sample corpora: encoded in memory, damaged on demand, written whole.

Constant bit rates are encoded by LAME itself, whose speed can be set: seven times as fast as through libsndfile, with
the same bit rate, padding and length. Variable bit rates go through libsndfile, which writes the header that says how
long the file is; without it decoders lose most of the sound.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.sample.corpus import write_whole

ZERO_BYTES, STUB, TRUNCATED, MISSING = "zero-byte mp3", "stub mp3", "truncated mp3", "missing mp3"
TRUNCATED_SHARE = 0.12
# Not even the header of one frame: a whole one without its frame makes the decoder write to standard error.
STUB_BYTES = 3
# LAME's own scale, 0 (best) to 9: from 7 on it does without the psychoacoustic model. Log-mel spectra then differ from
# libsndfile's by less than those of its next lower bit rate do (experiments/benchmarks/rendering.py).
LAME_QUALITY = 7


@dataclass(frozen=True)
class ConstantRate:
    """A constant bit rate in kbit/s."""

    kbps: int

    def encode(self, audio: np.ndarray, sample_rate: int) -> bytes:
        """The file's bytes for ``audio``, (samples,) or (samples, channels), within [-1, 1]."""
        import lameenc

        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_bit_rate(self.kbps)
        encoder.set_channels(1 if audio.ndim == 1 else audio.shape[1])
        encoder.set_in_sample_rate(sample_rate)
        encoder.set_out_sample_rate(sample_rate)
        encoder.set_quality(LAME_QUALITY)
        samples = np.clip(np.rint(audio * np.float32(32_767)), -32_768, 32_767).astype("<i2")
        return bytes(encoder.encode(samples.tobytes()) + encoder.flush())


@dataclass(frozen=True)
class VariableRate:
    """A variable bit rate; ``level`` from 0 (best) to 1 (smallest)."""

    level: float

    def encode(self, audio: np.ndarray, sample_rate: int, mode: str = "VARIABLE") -> bytes:
        """The file's bytes for ``audio``, (samples,) or (samples, channels), within [-1, 1]."""
        import soundfile

        encoded = io.BytesIO()
        settings = {"format": "MP3", "subtype": "MPEG_LAYER_III", "bitrate_mode": mode, "compression_level": self.level}
        soundfile.write(encoded, audio, sample_rate, **settings)
        return encoded.getvalue()


def write_mp3(
    path: Path, audio: np.ndarray, sample_rate: int, encoding: ConstantRate | VariableRate, damage: str | None
) -> None:
    """Writes ``audio``, (samples,) or (samples, channels), as ``path`` unless it exists.

    ``damage`` is one of the kinds above, or None. The file is there whole or not at all.
    """
    if damage == MISSING or path.exists():
        return
    if damage == TRUNCATED and isinstance(encoding, VariableRate):
        # A truncated file with the header of a variable bit rate makes the decoder write to standard error.
        data = encoding.encode(audio, sample_rate, mode="CONSTANT")
    else:
        data = encoding.encode(audio, sample_rate)
    kept = {ZERO_BYTES: 0, STUB: STUB_BYTES, TRUNCATED: int(len(data) * TRUNCATED_SHARE)}
    write_whole(path, data[: kept.get(damage, len(data))])
