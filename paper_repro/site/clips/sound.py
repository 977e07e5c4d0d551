"""The sound of a clip as a small mp3, and its spectrogram as a picture of the same length."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from matplotlib import colormaps
from PIL import Image

from paper_repro.core.audio.decode import decode
from paper_repro.core.audio.mel import mel_filters
from paper_repro.sample.mp3 import ConstantRate

#: Hz and kbit/s of the mp3, one channel: music is told apart, ten seconds are 80 kB.
RATE, KBPS = 32_000, 64
#: Seconds of a clip at most: a song that is taken whole.
MOST_SECONDS = 90.0
N_FFT, HOP, MELS = 2048, 640, 128
#: Columns of the picture at most.
COLUMNS = 520
#: Decibels below the loudest that are still told apart.
RANGE = 70.0
#: Frames computed at a time.
BLOCK = 512


@dataclass(frozen=True)
class Sound:
    """``mp3`` and ``picture`` are whole files; the picture spans exactly the sound's ``seconds``.

    ``share`` is 1, or of a song that is longer than a clip may be the part of it that sounds.
    """

    mp3: bytes
    picture: bytes
    width: int
    height: int
    seconds: float
    share: float = 1.0


def sound_of(path: Path, offset: float = 0.0, seconds: float | None = None) -> Sound:
    """A clip to be played.

    Args:
        path: sound file.
        offset: seconds into it at which the clip begins.
        seconds: of the clip; None: to the end of the file, ``MOST_SECONDS`` at most.

    Raises:
        AudioError: the file cannot be decoded.
    """
    samples = decode(path, sample_rate=RATE, offset=offset, duration=min(seconds or MOST_SECONDS, MOST_SECONDS))
    peak = float(np.abs(samples).max(initial=0.0))
    if peak > 1.0:
        samples = samples / peak
    pixels = _pixels(samples, RATE)
    mp3 = ConstantRate(KBPS).encode(samples, RATE)
    heard = len(samples) / RATE
    share = _share(path, offset, seconds, heard)
    return Sound(mp3, _webp(pixels), pixels.shape[1], pixels.shape[0], heard, share)


def _share(path: Path, offset: float, seconds: float | None, heard: float) -> float:
    if heard < MOST_SECONDS:
        return 1.0
    whole = soundfile.info(os.fsencode(path)).duration - offset  # as bytes: not all names are UTF-8
    return min(1.0, heard / min(whole, seconds or whole))


def spectrogram(samples: np.ndarray, rate: int) -> bytes:
    """A WebP picture of samples at ``rate`` Hz, which spans exactly their length."""
    return _webp(_pixels(samples, rate))


def _pixels(samples: np.ndarray, rate: int) -> np.ndarray:
    """Mel spectrogram in decibels as colours: uint8 ``(mels, columns, 3)``, low frequencies at the bottom."""
    mel = _mel_power(samples, rate)
    columns = min(COLUMNS, len(mel))
    edges = np.linspace(0, len(mel), columns + 1).astype(int)[:-1]
    mean = np.add.reduceat(mel, edges, axis=0) / np.diff([*edges, len(mel)])[:, None]
    decibels = 10.0 * np.log10(np.maximum(mean, 1e-12))
    shares = np.clip((decibels - decibels.max()) / RANGE + 1.0, 0.0, 1.0)
    return colormaps["magma"](shares.T[::-1], bytes=True)[..., :3]


def _mel_power(samples: np.ndarray, rate: int) -> np.ndarray:
    """``(frames, mels)``, computed in blocks: a song's spectrum at once would be hundreds of megabytes."""
    padded = np.pad(samples, N_FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP]
    window = np.hanning(N_FFT + 1)[:-1].astype(np.float32)
    filters = mel_filters(rate, N_FFT, MELS).T
    blocks = (frames[at : at + BLOCK] * window for at in range(0, len(frames), BLOCK))
    return np.concatenate([np.abs(np.fft.rfft(block)) ** 2 @ filters for block in blocks])


def _webp(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", quality=40, method=4)
    return file.getvalue()
