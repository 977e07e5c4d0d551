"""A published network that hears whole files."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path

import keras
import numpy as np

from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.tagging import SCORES, Tagging
from paper_repro.core.nn.inference import for_inference
from paper_repro.core.nn.waveform import on_waveform
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.forward import Forward
from paper_repro.weights import store
from paper_repro.weights.architectures import ARCHITECTURES, Architecture
from paper_repro.weights.card import about, page
from paper_repro.weights.catalogue import Network


class Published(Tagging):
    """A published network as a listener.

    Attributes:
        network: what it is.
        tags: in the order of its outputs.
        model: samples ``(batch, cut.size)`` at ``sample_rate`` to probabilities ``(batch, tags)``, a Keras model to go
            on training with, or to save: rate, front end, tags, licence and citation are in it (layer ``waveform``).
        precision: ``float32``, or ``bfloat16``: of the convolutions that take most of the time. Set before it hears.
    """

    shown = 10

    precision = "float32"

    def __init__(self, network: Network, model: keras.Model, tags: tuple[str, ...]) -> None:
        self.network = network
        self.name = network.name
        self.tags = tags
        self._architecture: Architecture = ARCHITECTURES[network.architecture]
        self._cut = self._architecture.cut
        self.batch = self._architecture.batch
        self.sample_rate = self._architecture.settings.sample_rate
        self.res_type = self._architecture.settings.res_type
        self._inner = model
        self._forward: Forward | None = None

    @cached_property
    def model(self) -> keras.Model:
        """Samples to probabilities. Built when asked for: predictions take the network as it is."""
        known = about(self.network, self.tags)
        return on_waveform(self._inner, self._architecture.front(), asdict(self._architecture.cut), known)

    @classmethod
    def load(cls, network: Network, file: Path | None = None) -> Published:
        """From the file that holds it; default: the one in the cache folder.

        Raises:
            UserError: it is not there, is not the published one, or does not hold what it should.
        """
        path = store.held(network.wheel) if file is None else file
        built = ARCHITECTURES[network.architecture].load(network, path)
        return cls(network, built.model, built.tags)

    def card(self) -> str:
        """Its model card, as Markdown."""
        known = self._architecture
        return page(self.network, self.tags, self._inner.count_params(), known.settings, known.cut)

    @property
    def cut(self) -> Cut:
        return self._cut

    def look_every(self, seconds: float) -> None:
        hop = self._architecture.settings.hop_length
        samples = max(1, round(seconds * self.sample_rate / hop)) * hop
        self._cut = replace(self._cut, hop=min(self._architecture.cut.hop, samples))

    @property
    def offers(self) -> tuple[str, ...]:
        return tuple(self._outputs())

    def hear(self, windows: np.ndarray) -> dict[str, np.ndarray]:
        wanted = self._outputs() if self.embeds else {}
        if self._forward is None:
            # Traced once, with what is wanted by the first call.
            outputs = [self._inner.output, *wanted.values()] if wanted else self._inner.output
            low = self._architecture.low if self.precision == "bfloat16" else ()
            network = for_inference(keras.Model(self._inner.input, outputs), low)
            network.compile(jit_compile=jit_compile())
            self._forward = Forward(network, self._architecture.front(), self.cut.size)
        outputs = self._forward(windows)
        return dict(zip((SCORES, *wanted), outputs if isinstance(outputs, list) else [outputs], strict=True))

    def _outputs(self):
        """Embeddings by name, as tensors of the network."""
        found = {}
        for name, layer in self._architecture.embeddings.items():
            output = self._inner.get_layer(layer).output
            if len(output.shape) == 2:
                found[name] = output
            else:
                found[f"{name}_mean"] = keras.ops.mean(output, axis=1)
                found[f"{name}_max"] = keras.ops.max(output, axis=1)
        return found
