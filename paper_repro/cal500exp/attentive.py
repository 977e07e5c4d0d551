"""The attentive network that Sec. 6 hopes for: attention over long-term frames, a branch on the waveform. Our reading.

Wang, Su and Wang (ICMR 2019) describe music by gated convolutions on its waveform and on its mel spectrogram, by LSTMs
over time and by self-attention over what these say, for tags of whole clips. Here tags are of every long-term frame:
each attends to the frames of its track up to itself, so that nothing that pads a shorter track is heard, as in the
LSTM. The mel branch and the LSTM are the report's; their second LSTM between the branches is left out.
"""

from __future__ import annotations

from keras import layers

from paper_repro.cal500exp.config import Config

#: Steps that a pool joins, and steps that a later convolution sees.
POOL, KERNEL = 4, 8


def attended(x, config: Config):
    """``(batch, windows, values)`` with what each window finds in those up to itself beside it."""
    attention = layers.MultiHeadAttention(config.attention_heads, config.attention_size, name="attention")
    return layers.Concatenate(name="attended")([x, attention(x, x, use_causal_mask=True)])


def waveform_branch(waveform, config: Config):
    """``(windows, frames, points)`` to ``(windows, units)``: gated convolutions along the waveform.

    The first sees 12 ms every 3 ms (a quarter of a mel frame's hop, every sixteenth) at published rates. How loud a
    window is, the mel branch hears; here each has the same power.
    """
    values = config.window * config.waveform_points
    x = layers.Reshape((values,), name="waveform")(waveform)
    x = layers.UnitNormalization(dtype="float32", name="unit")(x)
    x = layers.Rescaling(values**0.5, dtype="float32", name="power")(x)
    x = layers.Reshape((values, 1), name="signal")(x)
    kernel, stride = config.waveform_points // 4, config.waveform_points // 16
    for number, channels in enumerate(config.waveform_channels, start=1):
        if number > 1:
            x = layers.MaxPooling1D(POOL, name=f"wave_pool{number - 1}")(x)
            kernel, stride = KERNEL, 1
        linear = layers.Conv1D(channels, kernel, stride, name=f"wave{number}")(x)
        gate = layers.Conv1D(channels, kernel, stride, activation="sigmoid", name=f"wave_gate{number}")(x)
        x = layers.Multiply(name=f"gated{number}")([linear, gate])
    means = [layers.GlobalAveragePooling1D(name="wave_mean")(x), layers.GlobalMaxPooling1D(name="wave_max")(x)]
    x = layers.Concatenate(name="wave_both")(means)
    return layers.Dense(config.waveform_units, activation="relu", name="wave_dense")(x)
