"""Decoding inside a tf.data graph with tensorflow-io (``--decoder tfio``). Slower than soundfile, so a choice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soxr
import tensorflow as tf

from paper_repro.core.audio.decode import RES_TYPES, to_length
from paper_repro.core.audio.settings import FeatureSettings
from paper_repro.core.errors import AudioError, UserError

#: What tensorflow-io's readers give, by extension: full scale follows from it.
SAMPLE_TYPES = {".mp3": tf.float32, ".ogg": tf.float32, ".flac": tf.int16, ".wav": tf.int16}


def require_tfio():
    """The tensorflow_io module.

    Raises:
        UserError: it is not installed, or its compiled ops do not load with the TensorFlow that is.
    """
    advice = "use --decoder soundfile, or install with -c constraints.txt on Python up to 3.12"
    try:
        import tensorflow_io
        from tensorflow_io.python.ops import core_ops

        core_ops.io_audio_readable_init  # noqa: B018 - the attribute loads the compiled library
    except ImportError:
        raise UserError(f"--decoder tfio: tensorflow-io is not installed; {advice}.") from None
    except NotImplementedError as error:
        # What tensorflow-io's own loader makes of a library built for another TensorFlow; no code of ours is in here.
        raise UserError(
            f"--decoder tfio: tensorflow-io's compiled ops do not load with tensorflow {tf.__version__}; {advice}."
        ) from error
    return tensorflow_io


def load_clips_tfio(
    paths: Sequence[Path], settings: FeatureSettings, offsets: Sequence[float]
) -> list[np.ndarray | AudioError]:
    """As ``load_clips``: reading, decoding and the mean of the channels are TensorFlow ops, soxr resamples.

    Of some mp3s tensorflow-io leaves out the first frame (1,152 samples), so that all is 26 ms early; otherwise the
    samples are libsndfile's.

    Files that fail are left out by the graph, found by their absence and decoded once more for the reason: nothing is
    dropped silently.
    """
    tfio = require_tfio()
    for path in paths:
        if path.suffix.lower() not in SAMPLE_TYPES:
            raise UserError(f"{path}: --decoder tfio reads {', '.join(SAMPLE_TYPES)}; use --decoder soundfile.")
    found: dict[int, np.ndarray] = {}
    for extension, sample_type in SAMPLE_TYPES.items():
        chosen = [number for number, path in enumerate(paths) if path.suffix.lower() == extension]
        if not chosen:
            continue

        def decode(number, name, offset, sample_type=sample_type):
            return number, _decode(tfio, name, offset, sample_type, settings)

        names = [str(paths[number]) for number in chosen]
        starts = np.array([offsets[number] for number in chosen], dtype=np.float32)
        dataset = tf.data.Dataset.from_tensor_slices((chosen, names, starts))
        dataset = dataset.map(decode, num_parallel_calls=tf.data.AUTOTUNE).ignore_errors()
        found |= {int(number): samples for number, samples in dataset.as_numpy_iterator()}
    return [
        _checked(tfio, path, offset, found.get(number), settings)
        for number, (path, offset) in enumerate(zip(paths, offsets, strict=True))
    ]


def _decode(tfio, name, offset, sample_type, settings: FeatureSettings):
    audio = tfio.audio.AudioIOTensor(name, dtype=sample_type)
    # No more than is needed is read: headers of mp3s may promise frames that do not decode, and reading them fails.
    rate = tf.cast(audio.rate, tf.float32)
    start = tf.minimum(tf.cast(tf.round(offset * rate), tf.int64), audio.shape[0])
    stop = audio.shape[0]
    if settings.seconds is not None:
        stop = tf.minimum(start + tf.cast(tf.round(settings.seconds * rate), tf.int64), stop)
    samples = audio[start:stop]  # (samples, channels)
    scale = 1.0 if sample_type.is_floating else 1.0 / 2**15
    mono = tf.reduce_mean(tf.cast(samples, tf.float32) * scale, axis=1)

    def resample(mono, rate):
        if rate == settings.sample_rate:
            return mono
        return soxr.resample(mono, rate, settings.sample_rate, quality=RES_TYPES[settings.res_type])

    return tf.numpy_function(resample, [mono, audio.rate], tf.float32)


def _checked(
    tfio, path: Path, offset: float, samples: np.ndarray | None, settings: FeatureSettings
) -> np.ndarray | AudioError:
    try:
        if samples is None:
            raise _why(tfio, path, offset, settings)
        if samples.shape[0] == 0:
            raise AudioError(f"{path}: holds no sound after {offset:g} s; remove it or lower the offset.", "empty")
        if not np.isfinite(samples).all():
            raise AudioError(f"{path}: samples are not all finite (NaN or infinity); export it again.", "not finite")
        return to_length(samples, path, settings)
    except AudioError as error:
        return error


def _why(tfio, path: Path, offset: float, settings: FeatureSettings) -> AudioError:
    if not path.exists():
        return AudioError(f"{path}: no such file; check the path.", "missing")
    try:
        _decode(tfio, str(path), offset, SAMPLE_TYPES[path.suffix.lower()], settings)
    except tf.errors.OpError as error:
        said = (error.message or type(error).__name__).split("}} ")[-1].split(" [Op:")[0]
        return AudioError(f"{path}: tensorflow-io cannot read it ({said}); convert it or remove it.", "unreadable")
    return AudioError(f"{path}: tensorflow-io failed on it once and not again; run again.", "unreadable")
