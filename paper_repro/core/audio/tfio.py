"""Decoding inside a tf.data graph with tensorflow-io (``--decoder tfio``). Slower than soundfile, so a choice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile as sf
import soxr
import tensorflow as tf

from paper_repro.core.audio.decode import MAX_RATE, MIN_RATE, RES_TYPES, check_finite
from paper_repro.core.errors import AudioError, UserError

#: What tensorflow-io's readers decode, by libsndfile's names of format and encoding, and the type of the samples they
#: give: a request for another type, or another encoding (24 bits, floats), ends the process.
SAMPLE_TYPES = {
    ("MP3", "MPEG_LAYER_III"): tf.float32,
    ("OGG", "VORBIS"): tf.float32,
    ("FLAC", "PCM_16"): tf.int16,
    ("WAV", "PCM_16"): tf.int16,
}


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


def sample_type(path: Path) -> tf.DType | None:
    """Type of tensorflow-io's samples of a file, by its content; None where it must not be handed to tensorflow-io."""
    try:
        about = sf.info(path)
    except (sf.SoundFileError, RuntimeError, OSError):
        return None
    sane = MIN_RATE <= about.samplerate <= MAX_RATE and 0 < about.frames < 2**40
    return SAMPLE_TYPES.get((about.format, about.subtype)) if sane else None


def decode_tfio(
    paths: Sequence[Path], sample_rate: int, offsets: Sequence[float], duration: float | None, res_type: str
) -> dict[int, np.ndarray | AudioError]:
    """Decodes those files that tensorflow-io reads, with TensorFlow ops up to the mean of channels; soxr resamples.

    Of some mp3s tensorflow-io leaves out the first frame (1,152 samples), so that all is 26 ms early; otherwise the
    samples are libsndfile's. Files on which the graph fails are decoded once more for the reason.

    Args:
        paths: sound files.
        sample_rate: Hz of the result.
        offsets: seconds to skip from the start of each file.
        duration: seconds to read at most; None reads to the end.
        res_type: as in ``decode``.

    Returns:
        By position in ``paths``, float32 ``(samples,)`` or the reason for which there are none. Files whose content
        tensorflow-io does not read are absent: they are for ``decode``, or beyond it.

    Raises:
        UserError: tensorflow-io is not installed or does not load.
    """
    tfio = require_tfio()
    types = {number: kind for number, path in enumerate(paths) if (kind := sample_type(path)) is not None}
    decoded: dict[int, np.ndarray] = {}
    for kind in set(types.values()):
        chosen = [number for number in types if types[number] == kind]

        def decode(number, name, offset, kind=kind):
            return number, _decode(tfio, name, offset, kind, sample_rate, duration, res_type)

        names = [str(paths[number]) for number in chosen]
        starts = np.array([offsets[number] for number in chosen], dtype=np.float32)
        dataset = tf.data.Dataset.from_tensor_slices((chosen, names, starts))
        dataset = dataset.map(decode, num_parallel_calls=tf.data.AUTOTUNE).ignore_errors()
        decoded |= {int(number): samples for number, samples in dataset.as_numpy_iterator()}
    return {
        number: _checked(paths[number], offsets[number], decoded[number])
        if number in decoded
        else _failure(tfio, paths[number], offsets[number], kind, sample_rate, duration, res_type)
        for number, kind in types.items()
    }


def _decode(tfio, name, offset, kind: tf.DType, sample_rate: int, duration: float | None, res_type: str):
    audio = tfio.audio.AudioIOTensor(name, dtype=kind)
    # No more than is needed is read: headers of mp3s may promise frames that do not decode, and reading them fails.
    rate = tf.cast(audio.rate, tf.float32)
    start = tf.minimum(tf.cast(tf.round(offset * rate), tf.int64), audio.shape[0])
    stop = audio.shape[0]
    if duration is not None:
        stop = tf.minimum(start + tf.cast(tf.round(duration * rate), tf.int64), stop)
    samples = audio[start:stop]  # (samples, channels)
    scale = 1.0 if kind.is_floating else 1.0 / 2**15
    mono = tf.reduce_mean(tf.cast(samples, tf.float32) * scale, axis=1)

    def resample(mono, rate):
        if rate == sample_rate:
            return mono
        return soxr.resample(mono, rate, sample_rate, quality=RES_TYPES[res_type])

    return tf.numpy_function(resample, [mono, audio.rate], tf.float32)


def _checked(path: Path, offset: float, samples: np.ndarray) -> np.ndarray | AudioError:
    if samples.shape[0] == 0:
        return AudioError(f"{path}: holds no sound after {offset:g} s; remove it or lower the offset.", "empty")
    try:
        check_finite(samples, path)
    except AudioError as error:
        return error
    return samples


def _failure(tfio, path: Path, offset: float, *how) -> AudioError:
    try:
        _decode(tfio, str(path), offset, *how)
    except tf.errors.OpError as error:
        reason = (error.message or type(error).__name__).split("}} ")[-1].split(" [Op:")[0]
        return AudioError(f"{path}: tensorflow-io cannot read it ({reason}); convert it or remove it.", "unreadable")
    return AudioError(f"{path}: tensorflow-io failed on it once and not again; run again.", "unreadable")
