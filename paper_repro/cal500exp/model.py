"""The report's two networks: every long-term frame through a CNN, and through an LSTM over the track or not."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers

from paper_repro.cal500exp.attentive import attended, waveform_branch
from paper_repro.cal500exp.config import LOSSES, MODELS, Config
from paper_repro.cal500exp.margin_loss import MultiLabelMargin, MultiLabelMarginAsCoded
from paper_repro.cal500exp.random_state import RandomState
from paper_repro.cal500exp.windows import Fold, Unfold, Values, Windows
from paper_repro.core.errors import UserError
from paper_repro.core.nn.normalize import LogCompression

#: Windows whose convolutions are computed at a time in prediction: at published sizes some 300 MB.
BLOCK = 64


def build(config: Config, classes: int) -> keras.Model:
    """The network of a row: ``mel (batch, frames, mels)``, power, to probabilities ``(batch, windows, classes)``.

    With a branch on the waveform the points beside each frame follow its mel bins.

    Tracks may have any number of frames. Shorter ones of a batch end in anything: their own windows come before that,
    and no window is influenced by a later one.

    Raises:
        UserError: a model that is none of ours, or pools that leave nothing of a window.
    """
    if config.model not in MODELS:
        raise UserError(f"model must be one of {', '.join(MODELS)}. Received: {config.model!r}.")
    features = keras.Input((None, config.features.shape[1]), name="mel")
    windows = Windows(config.window, config.window_hop, config.drop_last, name="windows")(_front(features, config))
    window, waveform = _parts(Fold(name="fold")(windows), config, "window")
    image = layers.Reshape((config.window, config.n_mels, 1), name="image")(window)
    x = layers.Flatten(name="flat")(_convolutions(image, config))
    sizes = config.dense if config.model == "cnn" else config.lstm_dense
    x = layers.Dense(sizes[0], activation="relu", name="dense1")(x)
    if waveform is not None:
        x = layers.Concatenate(name="branches")([x, waveform_branch(waveform, config)])
    x = Unfold(name="track")(x, windows)  # (batch, windows, units)
    if config.model == "cnn_lstm":
        x = layers.Concatenate(name="both")([x, _lstm(x, config)])
    if config.attention_heads:
        x = attended(x, config)
    for number, units in enumerate(sizes[1:], start=2):
        x = layers.Dense(units, activation="relu", name=f"dense{number}")(x)
    tags = layers.Dense(classes, activation="sigmoid", dtype="float32", name="tags")(x)
    return keras.Model(features, tags, name=config.model)


def scores_of_track(model: keras.Model, mel: np.ndarray, block: int = BLOCK) -> np.ndarray:
    """What ``model(mel[None])[0]`` gives, its convolutions over ``block`` windows at a time.

    Their outputs for all windows of an hour would be gigabytes; what follows them is small, and sees the whole track.

    Args:
        model: as ``build`` makes it.
        mel: ``(frames, mels)``, power, with the waveform's points beside it where the network hears them.
        block: windows at a time.

    Returns:
        float32 ``(windows, classes)``.
    """
    folded, track = (model.get_layer(name).output for name in ("fold", "track"))
    each, _ = model.get_layer("track").input
    windows = keras.Model(model.input, folded)(mel[None])
    network = keras.Model(folded, each)
    parts = [network(windows[start : start + block]) for start in range(0, len(windows), block)]
    rest = keras.Model(track, model.output)
    return keras.ops.convert_to_numpy(rest(keras.ops.concatenate(parts)[None]))[0]


def build_published(config: Config) -> keras.Model:
    """A row's network for its tags: what ``draw`` draws."""
    # Imported here: the network alone needs neither sound nor tables (experiments/benchmarks/gpu.py).
    from paper_repro.cal500exp.data import tag_names

    return build(config, len(tag_names(config)))


def _front(features, config: Config):
    """Mel power of samples of full scale 1 to what the network sees; a waveform beside it stays as it is."""
    mel, waveform = _parts(features, config, "frame")
    mel = _mel_front(mel, config)
    return mel if waveform is None else layers.Concatenate(dtype="float32", name="front")([mel, waveform])


def _parts(values, config: Config, of: str):
    """Mel bins, and the waveform's points or None."""
    if not config.waveform_points:
        return values, None
    mels, end = config.n_mels, config.n_mels + config.waveform_points
    # Float32: half precision cannot hold the power.
    return tuple(
        Values(*part, dtype="float32", name=f"{of}_{name}")(values)
        for name, part in (("mel", (0, mels)), ("points", (mels, end)))
    )


def _mel_front(mel, config: Config):
    # Half precision cannot hold the power of quiet passages.
    if config.scale != 1.0:
        mel = layers.Rescaling(config.scale**2, dtype="float32", name="scale")(mel)
    if config.log:
        mel = LogCompression(config.log_floor, dtype="float32", name="log")(mel)
    if config.standardize:
        mel = layers.Normalization(axis=-1, dtype="float32", name="standardize")(mel)
    return mel


def _convolutions(image, config: Config):
    """Two convolutions and a pool, twice: 80 x 32 x 32 as published; once more in the deeper network."""
    x = image
    for number, count in enumerate(config.channels, start=1):
        x = layers.Conv2D(count, 3, padding="same", activation="relu", name=f"conv{number}")(x)
        if number % 2 == 0:
            pool = config.pools[number // 2 - 1]
            if min(x.shape[1:3]) < pool:
                raise UserError(f"pools: nothing is left of a window after pooling by {pool}; choose smaller pools.")
            x = layers.MaxPooling2D(pool, name=f"pool{number // 2}")(x)
    return x


def _lstm(x, config: Config):
    recurrent = layers.LSTM(config.lstm_units, return_sequences=True, name="lstm")
    if not config.random_state:
        return recurrent(x)
    states = [RandomState(config.lstm_units, config.seed + at, name=f"{name}_state")(x)
              for at, name in enumerate(("hidden", "cell"))]  # fmt: skip
    return recurrent(x, initial_state=states)


def loss_of(config: Config) -> keras.losses.Loss:
    """The loss of a row, summed over the labelled windows of a batch's tracks (Sec. 4.3).

    Raises:
        UserError: an unknown loss.
    """
    if config.loss not in LOSSES:
        raise UserError(f"loss must be one of {', '.join(LOSSES)}. Received: {config.loss!r}.")
    kinds = {
        "margin_as_coded": MultiLabelMarginAsCoded,
        "margin": MultiLabelMargin,
        "cross_entropy": keras.losses.BinaryCrossentropy,
    }
    return kinds[config.loss](reduction="sum")


def fit_front(model: keras.Model, config: Config, tracks) -> None:
    """Fits the standardisation of each bin to training tracks: ``tracks`` yields mel power ``(frames, mels)``, with
    the waveform's points beside it where the network hears them.

    Memory does not grow with the number of tracks.
    """
    if not config.standardize:
        return
    log = model.get_layer("log") if config.log else None
    count, total, squares = 0, 0.0, 0.0
    for track in tracks:
        track = track[:, : config.n_mels]
        values = keras.ops.convert_to_numpy(track if log is None else log(track)).astype(np.float64)
        count += len(values)
        total = total + values.sum(axis=0)
        squares = squares + np.square(values).sum(axis=0)
    mean = total / count
    layer = model.get_layer("standardize")
    layer.adapt_mean.assign(mean)
    layer.adapt_variance.assign(squares / count - mean**2)
    layer.finalize_state()
