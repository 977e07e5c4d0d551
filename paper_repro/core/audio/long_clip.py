"""Mel frames of a long clip in blocks: a spectrogram has fifty times as many values as the mel bands made of it."""

from __future__ import annotations

import keras
import numpy as np

from paper_repro.core.audio.features import LogMel

#: Frames computed at a time: some 100 MB of a 2048-point spectrogram and its intermediate values.
BLOCK = 4096


def mel_in_blocks(layer: LogMel, samples: np.ndarray, block: int = BLOCK) -> np.ndarray:
    """What ``layer(samples[None])[0]`` gives, in memory that grows with the result alone.

    Args:
        layer: whose settings are used; of a layer derived from it, whatever stands beside the mel bands.
        samples: float32 ``(samples,)``, at least a frame of them.
        block: frames computed at a time.

    Returns:
        float32 ``(frames, mels)``.

    Example:
        >>> mel_in_blocks(LogMel(12_000), np.zeros(12_000, np.float32), block=10).shape
        (47, 96)
    """
    if layer.pad_mode != "none":
        samples = np.pad(samples, layer.n_fft // 2, mode=layer.pad_mode)
    bare = type(layer).from_config({**layer.get_config(), "pad_mode": "none"})
    frames = bare.frames(len(samples))
    mel = np.empty((frames, bare.compute_output_shape((1, len(samples)))[-1]), np.float32)
    for start in range(0, frames, block):
        stop = min(start + block, frames)
        part = samples[start * layer.hop_length : (stop - 1) * layer.hop_length + layer.n_fft]
        mel[start:stop] = keras.ops.convert_to_numpy(bare(part[None]))[0]
    return mel
