"""The published network as it is built, and its parts as boxes of figures 1 to 4: numbers are read from the model."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from keras import Model, layers

from paper_repro.core.reporting.diagram import Box, Diagram, Part, size
from paper_repro.core.reporting.figure import Figure
from paper_repro.songtitle.config import PRESETS, Config
from paper_repro.songtitle.spectrogram_settings import spectrogram_settings
from paper_repro.songtitle.timbre_layer import ReplicateTimbre

#: Of MSD: means, then covariances, of so many coefficients (Sec. 3.2).
COEFFICIENTS = 12
#: Inches: a box, the gap after it, and around a sheet; points: of text.
WIDTH, HEIGHT, GAP, MARGIN, FONT = 1.75, 0.9, 0.42, 0.15, 8.5


@dataclass(frozen=True)
class Network:
    """The captioner with the published settings, untrained."""

    config: Config
    model: Model

    @property
    def encoder(self) -> Model:
        return self.model.get_layer("encoder")

    @property
    def backbone(self) -> Model:
        """The convolutional network in the encoder."""
        (found,) = (layer for layer in self.encoder.layers if isinstance(layer, Model))
        return found

    @property
    def decoder(self):
        return self.model.get_layer("decoder")

    def picture(self) -> Part:
        shape = self.model.get_layer("crop").output.shape
        return Part("image", (size(shape), "random crop, mirrored", "mean-subtracted"), "data")

    def resnet(self) -> Part:
        convolutions = sum(isinstance(layer, layers.Conv2D) for layer in self.backbone.layers)
        channels = self.backbone.output.shape[-1]
        return Part(
            "ResNet152 (v2)",
            (
                f"{convolutions} convolutions",
                f"{self.backbone.count_params():,} weights",
                f"average pool: {channels:,}",
            ),
            "convolution",
        )

    def embedding(self) -> Part:
        dense, norm = self.encoder.get_layer("project"), self.encoder.get_layer("normalize")
        return Part(
            "image embedding",
            (
                f"dense {dense.units} × 1",
                type(norm).__name__.replace("BatchNorm", "batch norm").replace("alization", ""),
            ),
            "dense",
        )

    def lstm(self) -> Part:
        decoder = self.decoder
        return Part(
            decoder.cell_name.upper(),
            (
                f"1 layer, {decoder.units} units",
                f"words: {decoder.embed.output_dim} wide",
                f"dropout {self.config.dropout:g}",
            ),
            "recurrent",
        )

    def words(self) -> Part:
        return Part("word", (f"softmax over {self.vocabulary:,}", "greedy, or k beams"), "dense")

    @property
    def vocabulary(self) -> int:
        return self.model.output.shape[-1]

    def spectrogram(self) -> Part:
        settings = spectrogram_settings("as_shaped")
        bins, frames, _ = settings.shape
        return Part(
            "spectrogram",
            (
                f"{bins} bins × {frames:,} frames",
                f"FFT {settings.n_fft}, hop {settings.hop_length}",
                "seen as an image",
            ),
            "other",
        )

    def timbre(self) -> Part:
        covariances = COEFFICIENTS * (COEFFICIENTS + 1) // 2
        lines = f"{COEFFICIENTS} means", f"{covariances} covariances"
        return Part(f"timbre, {COEFFICIENTS + covariances} × 1", lines, "data")

    def replicated(self) -> Part:
        width = ReplicateTimbre(self.encoder.output.shape[-1], self.config.seed).width
        return Part(f"replicated to {width} × 1", ("values repeated in a", "random permutation"), "other")

    def figure(self, number: int, title: str, diagram: Diagram, parts: list[Part]) -> Figure:
        """What is common to the four figures: numbers of every box, and that weights are untrained."""
        data = pd.DataFrame([{"box": part.name, "about": "; ".join(part.lines)} for part in parts]).drop_duplicates()
        notes = (
            "Drawn from the built model at the published settings, whatever the preset; weights are untrained.",
            f"The captioner has {self.model.count_params():,} parameters.",
        )
        return Figure("songtitle", f"figure{number}", f"Figure {number}: {title}", diagram.canvas, data, notes)


def sheet(across: int, height: float) -> Diagram:
    """As wide as a chain of so many boxes with a margin, ``height`` in inches."""
    return Diagram(2 * MARGIN + across * (WIDTH + GAP) - GAP, height, FONT)


def chain(diagram: Diagram, parts: Sequence[Part], y: float, column: int = 0) -> list[Box]:
    """Boxes of the four figures' size from left to right, the first in a column of the sheet."""
    return diagram.chain(parts, MARGIN + column * (WIDTH + GAP), y, WIDTH, HEIGHT, GAP)


@functools.cache
def network() -> Network:
    """Built once for all four figures: the published vocabulary and ResNet take seconds."""
    from paper_repro.songtitle.model import build_published

    config = PRESETS.config("paper")
    return Network(config, build_published(config))
