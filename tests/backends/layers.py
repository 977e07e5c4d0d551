"""Layers, losses and networks from the same weights, for ``test_layers``: ``python -m tests.backends.layers FILE``.

Weights and inputs are drawn by NumPy from the case's name: whatever the backend, they are the same. Outputs go to an
``.npz``, with the names of the classes that are tried in ``classes``.
"""

from __future__ import annotations

import sys
import zlib
from dataclasses import replace

import keras
import numpy as np

from paper_repro.cal500exp.margin_loss import MultiLabelMargin, MultiLabelMarginAsCoded
from paper_repro.cal500exp.mel_and_waveform import MelAndWaveform
from paper_repro.cal500exp.windows import Fold, Unfold, Values, Windows
from paper_repro.core.audio.constant_q import ConstantQ
from paper_repro.core.audio.features import LogMel, Mfcc
from paper_repro.core.audio.linear import LinearBands
from paper_repro.core.audio.pcen import Pcen
from paper_repro.core.nn.attention import BahdanauAttention
from paper_repro.core.nn.beam_search import BeamSearch
from paper_repro.core.nn.decoders import AttentionDecoder
from paper_repro.core.nn.encoders import MaxOverFrequency
from paper_repro.core.nn.gradients import InputGradients
from paper_repro.core.nn.inference import for_inference
from paper_repro.core.nn.losses import (
    BalancedCrossEntropy,
    ContrastiveLoss,
    MaskedCrossEntropy,
    TokenLosses,
    WeightedBinaryCrossEntropy,
)
from paper_repro.core.nn.multi_head import MultiHead
from paper_repro.core.nn.normalize import LogCompression, normalization
from paper_repro.core.nn.pooling import AveragePooling1D
from paper_repro.core.nn.positions import Positions
from paper_repro.core.nn.similarity import ScaledCosine
from paper_repro.core.nn.state_decoder import StackStates, StateDecoder
from paper_repro.core.nn.transformer import FeedForward, TransformerBlock, TransformerEncoder
from paper_repro.core.nn.transformer_decoder import TransformerDecoder
from paper_repro.core.nn.waveform import Waveform
from paper_repro.core.training.backend import jit_compile, prepare
from paper_repro.core.training.forward import Forward
from paper_repro.magnatagatune.looped_crop import LoopedCrop
from paper_repro.magnatagatune.pairs import PowerOfPairs
from paper_repro.majorminer.feature_encoder import Standardize
from paper_repro.musiccaps.any_step import MissedLogs
from paper_repro.papers import paper
from paper_repro.songtitle.crop import Crop
from paper_repro.songtitle.prefix_decoder import PrefixDecoder, WidenedEmbedding
from paper_repro.songtitle.spectrogram_image import SpectrogramImage
from paper_repro.songtitle.timbre_layer import ReplicateTimbre

TOKENS, WORDS = 9, 4


def generator_of(name: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(name.encode()))


def normal(*shape: int) -> np.ndarray:
    return generator_of(str(shape)).standard_normal(shape).astype("float32")


def positive(*shape: int) -> np.ndarray:
    return np.abs(normal(*shape)) + 0.01


def ids(*shape: int, below: int = TOKENS) -> np.ndarray:
    return generator_of(str(shape)).integers(1, below, shape).astype("int32")


def search(decoder: keras.layers.Layer, **options) -> BeamSearch:
    return BeamSearch(decoder, begin=1, end=2, max_length=6, beams=3, forbidden=(0, 1), **options)


def transformer() -> TransformerDecoder:
    return TransformerDecoder(TOKENS, blocks=2, width=6, heads=2, hidden=7, max_length=6)


def attention(query, keys, memory):
    return BahdanauAttention(5)(query, keys, memory)


def max_first(image):
    """A block whose maximum comes first: with a norm of either sign, in parts of bfloat16."""
    x = keras.layers.Conv2D(3, 3, activation="relu", name="conv")(image)
    x = keras.layers.MaxPooling2D(2)(keras.layers.BatchNormalization()(x))
    return for_inference(keras.Model(image, x), low=["conv"])(image)


#: Case, and what is applied to which arrays.
LAYERS = {
    "LogMel": (LogMel(8000, 256, 128, 20), [normal(2, 4000)]),
    "LogMel reflect": (
        LogMel(8000, 256, 128, 20, htk=True, norm=None, pad_mode="reflect", compression="log10_1p10000"),
        [normal(2, 4000)],
    ),
    "MelAndWaveform": (MelAndWaveform(8, sample_rate=8000, n_fft=256, hop_length=128, n_mels=20), [normal(2, 4000)]),
    "Mfcc": (Mfcc(8000, 512, 256), [normal(2, 4000)]),
    "Mfcc not centred": (Mfcc(8000, 512, 256, pad_mode="none"), [normal(2, 4000)]),
    "LinearBands": (LinearBands(512, 256, 20), [normal(2, 4000)]),
    "ConstantQ": (ConstantQ(8000, 256, 220.0, 12, 6, first=128), [normal(2, 4000)]),
    "Pcen": (Pcen(8000, 256), [positive(2, 9, 3)]),
    "SpectrogramImage": (SpectrogramImage(256, 200, 100, 100), [normal(2, 4000)]),
    "Waveform": (Waveform(8000, {"size": 40}, {"tags": ["a"]}), [normal(2, 40)]),
    "LogCompression": (LogCompression(0.1), [positive(2, 5, 3)]),
    "LayerNormalization over time": (normalization("coefficient", epsilon=1e-4), [positive(2, 5, 3)]),
    "LayerNormalization": (normalization("spectrogram", epsilon=1e-4), [positive(2, 5, 3)]),
    "AveragePooling1D": (AveragePooling1D(4, padding="same"), [normal(2, 10, 3)]),
    "Standardize": (Standardize(), [normal(2, 1, 7)]),
    "MaxOverFrequency": (MaxOverFrequency(), [normal(2, 5, 4, 3)]),
    "BahdanauAttention": (attention, [normal(2, 3, 4), normal(2, 6, 5), normal(2, 6, 7)]),
    "AttentionDecoder": (
        AttentionDecoder(TOKENS, "gru", 6, 5, 4, 7),
        [ids(2, 3, WORDS), normal(2, 6, 7)],
    ),
    "StackStates": (lambda *states: StackStates()(list(states)), [normal(2, 4), normal(2, 4)]),
    "StateDecoder": (StateDecoder(TOKENS, "gru", 6, 5), [ids(2, 1, WORDS), normal(2, 1, 6)]),
    "StateDecoder lstm": (StateDecoder(TOKENS, "lstm", 6, 5), [ids(2, 1, WORDS), normal(2, 2, 6)]),
    "PrefixDecoder": (PrefixDecoder(TOKENS, "lstm", 6, 5), [ids(2, 2, WORDS), normal(2, 5)]),
    "WidenedEmbedding": (WidenedEmbedding(TOKENS, 3, 5), [ids(2, WORDS)]),
    "BeamSearch": (search(AttentionDecoder(TOKENS, "lstm", 6, 5, 4, 7)), [normal(2, 6, 7)]),
    "BeamSearch unique": (search(StateDecoder(TOKENS, "rnn", 6, 5), unique=True), [normal(2, 1, 6)]),
    "MaxFirst": (max_first, [normal(2, 9, 8, 1)]),
    "MultiHead": (MultiHead(2, 6), [normal(2, 3, 4, 6), normal(2, 1, 5, 7)]),
    "FeedForward": (FeedForward(7), [normal(2, 4, 6)]),
    "Positions": (Positions(5), [normal(2, 4, 6)]),
    "TransformerBlock": (TransformerBlock(6, 2, 7, reads_memory=True), [normal(2, 3, 4, 6), normal(2, 1, 5, 7)]),
    "TransformerEncoder": (TransformerEncoder(2, 6, 2, 7), [normal(2, 4, 6)]),
    "TransformerDecoder": (transformer(), [ids(2, 3, WORDS), normal(2, 6, 7)]),
    "BeamSearch of a Transformer": (search(transformer()), [normal(2, 6, 7)]),
    "ScaledCosine": (ScaledCosine(), [normal(4, 6), normal(3, 6)]),
    "TokenLosses": (TokenLosses(), [normal(2, WORDS, TOKENS), ids(2, WORDS)]),
    "MissedLogs": (MissedLogs(), [normal(2, 1, WORDS, TOKENS), positive(2, WORDS)]),
    "Windows": (Windows(4, 2, drop_last=True), [normal(2, 11, 3)]),
    "Fold": (Fold(), [normal(2, 3, 4, 5)]),
    "Unfold": (lambda like: Unfold()(Fold()(like), like), [normal(2, 3, 4, 5)]),
    "Values": (Values(1, 3), [normal(2, 3, 4)]),
    "LoopedCrop": (LoopedCrop(0.5), [normal(2, 8, 3)]),
    "PowerOfPairs": (PowerOfPairs(), [normal(2, 5, 6)]),
    "Crop": (Crop(4), [normal(2, 7, 7, 3)]),
    "ReplicateTimbre": (ReplicateTimbre(7), [normal(2, 3)]),
}
LOSSES = {
    "MaskedCrossEntropy": (MaskedCrossEntropy(), ids(2, WORDS) % 3, normal(2, WORDS, TOKENS)),
    "BalancedCrossEntropy": (BalancedCrossEntropy(range(TOKENS)), ids(2, WORDS) % 3, normal(2, WORDS, TOKENS)),
    "ContrastiveLoss": (ContrastiveLoss(), normal(4), normal(4, 4)),
    "WeightedBinaryCrossEntropy": (WeightedBinaryCrossEntropy([3.0, 1.0]), ids(4, 2) % 2, positive(4, 2) % 1),
    "MultiLabelMargin": (MultiLabelMargin(), ids(4, 5) % 2, normal(4, 5)),
    "MultiLabelMarginAsCoded": (MultiLabelMarginAsCoded(), ids(4, 5) % 2, normal(4, 5)),
}


def majorminer(row: str):
    chosen, model = _smoke("majorminer", row)
    built = model.build(chosen, vocabulary_size=TOKENS, length=WORDS, captions=2)
    mel = normal(1, *chosen.features.shape)
    return built, [mel, ids(1, 2, WORDS)], model.generator(built, replace(chosen, max_length=6), 3), [mel]


def musiccaps(row: str):
    from paper_repro.core.nn.captioner import build_generator

    chosen, model = _smoke("musiccaps", row)
    built = model.build(replace(chosen, standardize=False), vocabulary_size=TOKENS, length=WORDS)
    features = normal(1, *chosen.features.shape)
    made = build_generator(built, begin=1, end=2, forbidden=(0, 1), max_length=6, beams=3)
    return built, [features, ids(1, 1, WORDS)], made, [features]


def magnatagatune(row: str):
    chosen, model = _smoke("magnatagatune", row)
    return model.build(replace(chosen, normalization="spectrogram"), 5), [positive(1, *chosen.features.shape)]


def cal500exp(row: str):
    chosen, model = _smoke("cal500exp", row)
    built = model.build(replace(chosen, random_state=False, standardize=False), 5)
    return built, [positive(2, 4 * chosen.window, chosen.features.shape[1])]


def songtitle(row: str):
    chosen, model = _smoke("songtitle", row)
    built = model.build(chosen, TOKENS, captions=1, length=WORDS)
    pictures = 255 * (positive(1, *chosen.features.shape) % 1)
    made = model.title_generator(built, replace(chosen, max_title=5), beams=3)
    return built, [pictures, ids(1, 1, WORDS)], made, [normal(1, *(size or 4 for size in made.input.shape[1:]))]


def _smoke(name: str, row: str):
    chosen = paper(name)
    options = chosen.options(preset="smoke")
    return chosen.configs(options, [row])[row], chosen.module("model")


#: Paper and rows: a network's outputs, and what it generates by beam search where it does.
NETWORKS = {
    majorminer: ("cnn2d_gru-one", "musicnn_lstm-multiple", "cnn1d_transformer"),
    musiccaps: ("clstma-like_for_like", "rnn-as_coded"),
    magnatagatune: ("spectrogram_10", "batch_norm_dropout_10"),
    cal500exp: ("cnn_corrected", "cnn_lstm_corrected", "cnn_lstm_attention_waveform"),
    songtitle: ("captioner", "attention"),
}


def outputs(name: str, model: keras.Model, arrays: list[np.ndarray]) -> dict[str, np.ndarray]:
    generator = generator_of(name)
    for variable in model.weights:
        shape = variable.shape
        if "variance" in variable.path:
            variable.assign(generator.uniform(0.5, 1.5, shape))
        else:
            # As wide as keeps values of a layer's outputs near those of its inputs.
            fan_in = max(1, int(np.prod(shape[:-1])))
            variable.assign(generator.standard_normal(shape) / np.sqrt(fan_in))
    # Arguments in their order, also where the model takes them by name.
    listed = keras.Model(model.inputs, model.outputs)
    listed.compile(jit_compile=jit_compile())
    found = Forward(listed)(*arrays)
    return {f"{name} {number}": array for number, array in enumerate(found)}


def gradients() -> dict[str, np.ndarray]:
    """Of networks' outputs with respect to what they hear."""
    image = keras.Input((6, 6, 1))
    x = keras.layers.Flatten()(keras.layers.Conv2D(3, 3, activation="relu")(image))
    sequence = keras.Input((1, 4, 6))
    read = TransformerBlock(6, 2, 7, reads_memory=True)(sequence, sequence)
    models = {
        "gradients": (keras.Model(image, keras.layers.Dense(2, activation="sigmoid")(x)), [normal(2, 6, 6, 1)]),
        "gradients of a block": (keras.Model(sequence, keras.layers.Reshape((24,))(read)), [normal(2, 1, 4, 6)]),
    }
    told = {}
    for name, (model, arrays) in models.items():
        outputs(name, model, arrays)  # draws the weights
        sums, found = InputGradients(model)(*arrays, np.linspace(1.0, 0.5, model.output.shape[1]))
        told |= {f"{name}, sums": sums, name: found}
    return told


def main(path: str) -> None:
    prepare("cpu")
    found = {}
    for name, (layer, arrays) in LAYERS.items():
        inputs = [keras.Input(array.shape[1:], dtype=str(array.dtype)) for array in arrays]
        found |= outputs(name, keras.Model(inputs, layer(*inputs)), arrays)
    for name, (loss, true, predicted) in LOSSES.items():
        found[name] = keras.ops.convert_to_numpy(loss(true, predicted))
    for build, rows in NETWORKS.items():
        for row in rows:
            model, arrays, *search = build(row)
            found |= outputs(f"{build.__name__}:{row}", model, arrays)
            if search:
                # Shares the weights that have just been drawn.
                search[0].compile(jit_compile=jit_compile())
                found |= dict(zip((f"{row} tokens", f"{row} scores"), Forward(search[0])(*search[1]), strict=True))
    found |= gradients()
    tried = {name.split()[0] for name in (*LAYERS, *LOSSES)}
    np.savez(path, classes=sorted(tried), **found)


if __name__ == "__main__":
    main(sys.argv[1])
