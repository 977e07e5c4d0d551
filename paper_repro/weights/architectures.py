"""How each published architecture is built, filled with its arrays, and fed with sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import keras

from paper_repro.core.audio.length import SLACK
from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.listening.cut import Cut
from paper_repro.core.nn.encoders import build_fcn_tagger, build_musicnn_tagger
from paper_repro.core.nn.published_weights import load_musicnn, load_sota_fcn, load_won_musicnn
from paper_repro.core.nn.won_musicnn import build_won_musicnn_tagger
from paper_repro.weights import store
from paper_repro.weights.catalogue import Network
from paper_repro.weights.tagger import FEATURES, FRAMES, Tagger

#: MagnaTagATune's 50 most frequent tags in their published order, that of all networks trained on them here.
MTT_TAGS = (
    "guitar", "classical", "slow", "techno", "strings", "drums", "electronic", "rock", "fast", "piano", "ambient",
    "beat", "violin", "vocal", "synth", "female", "indian", "opera", "male", "singing", "vocals", "no vocals",
    "harpsichord", "loud", "quiet", "flute", "woman", "male vocal", "no vocal", "pop", "soft", "sitar", "solo", "man",
    "classic", "choir", "voice", "new age", "dance", "male voice", "female vocal", "beats", "harp", "cello",
    "no voice", "weird", "country", "metal", "female voice", "choral",
)  # fmt: skip

#: Three seconds as musicnn hears them: windows side by side, frames centred over zeros at the ends of a file alone.
_HOP, _FFT = FEATURES.hop_length, FEATURES.n_fft
SECONDS_3 = Cut(size=(FRAMES - 1) * _HOP + _FFT, hop=FRAMES * _HOP, margin=_FFT // 2)
#: Won's FCN hears 464,000 samples: 29 s.
FCN_FEATURES = MelSettings(
    sample_rate=16_000, seconds=29.0, min_seconds=29.0, n_fft=512, hop_length=256, n_mels=96, fmax=8_000.0, htk=True,
    norm=None, pad_mode="reflect", compression="db",
)  # fmt: skip
#: The MusiCNN of the same article hears 48,000 samples.
WON_FEATURES = replace(FCN_FEATURES, seconds=3.0, min_seconds=3.0)
WON_SECONDS_3 = Cut(size=WON_FEATURES.samples, hop=WON_FEATURES.samples, least=WON_FEATURES.samples - SLACK)
SECONDS_29 = Cut(size=FCN_FEATURES.samples, hop=FCN_FEATURES.samples, least=FCN_FEATURES.samples - SLACK)


@dataclass(frozen=True)
class Built:
    """A network of mel spectrograms with its arrays in place, and its tags in the order of its outputs."""

    model: keras.Model
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Architecture:
    """How a network is fed and what is taken out of it.

    Attributes:
        load: from a network and its file to the network built.
        settings: of its mel spectrogram; frames of ``cut``'s windows are not padded where they are cut with margins.
        cut: how files become windows.
        embeddings: layer whose output is taken, by the name under which it is given. What has a time axis is averaged
            over it, and its highest value taken too: ``NAME_mean`` and ``NAME_max``.
        batch: windows computed at a time.
        low: convolutions that ``--precision bfloat16`` computes so: those that take most of the time. The others, and
            what they are computed from, stay in float32 (``experiments/benchmarks/listening.py precision``).
    """

    load: Callable[[Network, Path], Built]
    settings: MelSettings
    cut: Cut
    embeddings: Mapping[str, str]
    batch: int = 16
    low: tuple[str, ...] = ()

    def front(self):
        """Its front end as a layer: samples ``(batch, cut.size)`` to mel spectrograms."""
        layer = self.settings.layer()
        if not self.cut.margin:
            return layer
        return type(layer).from_config({**layer.get_config(), "pad_mode": "none"})


def _wheel(network: Network, path: Path) -> Built:
    tagger = Tagger.load(network, path)
    return Built(tagger.model, tagger.tags)


def _keras_file(network: Network, path: Path) -> Built:
    model = build_musicnn_tagger(FRAMES, FEATURES.n_mels, classes=len(MTT_TAGS))
    load_musicnn(model, store.checked(path, network.wheel))
    return Built(model, MTT_TAGS)


def _won_fcn(network: Network, path: Path) -> Built:
    model = build_fcn_tagger(*FCN_FEATURES.shape, classes=len(MTT_TAGS))
    load_sota_fcn(model, store.checked(path, network.wheel))
    return Built(model, MTT_TAGS)


def _won_musicnn(network: Network, path: Path) -> Built:
    model = build_won_musicnn_tagger(*WON_FEATURES.shape, classes=len(MTT_TAGS))
    load_won_musicnn(model, store.checked(path, network.wheel))
    return Built(model, MTT_TAGS)


_MUSICNN_EMBEDDINGS = {"penultimate": "musicnn_dense_norm", "pool": "musicnn_features"}
_MUSICNN_LOW = ("musicnn_timbral1_conv", "musicnn_timbral2_conv")
_VGG_LOW = tuple(f"vgg_conv{block}" for block in range(2, 6))
_FCN_LOW = tuple(f"fcn_conv{block}" for block in range(2, 6))
#: By ``Network.architecture``. The penultimate layer is what the last one reads, dropout aside.
ARCHITECTURES: Mapping[str, Architecture] = {
    "musicnn": Architecture(_wheel, FEATURES, SECONDS_3, _MUSICNN_EMBEDDINGS, low=_MUSICNN_LOW),
    "musicnn_keras": Architecture(_keras_file, FEATURES, SECONDS_3, _MUSICNN_EMBEDDINGS, low=_MUSICNN_LOW),
    "vgg": Architecture(_wheel, FEATURES, SECONDS_3, {"penultimate": "vgg_flat", "pool": "vgg_sequence"}, low=_VGG_LOW),
    # One position is left in time: what is pooled is the penultimate layer.
    "fcn": Architecture(_won_fcn, FCN_FEATURES, SECONDS_29, {"penultimate": "fcn_flat"}, batch=2, low=_FCN_LOW),
    "won_musicnn": Architecture(
        _won_musicnn,
        WON_FEATURES,
        WON_SECONDS_3,
        {"penultimate": "won_hidden", "pool": "won_features"},
        low=("won_tall1_conv", "won_tall2_conv"),
    ),
}
