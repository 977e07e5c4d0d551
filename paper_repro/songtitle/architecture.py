"""The published network as it is built, and its parts as boxes of figures 1 to 4: numbers are read from the model."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import pandas as pd
from keras import Model, layers

from paper_repro.core.reporting.figure import Figure
from paper_repro.songtitle.config import PRESETS, Config
from paper_repro.songtitle.diagram import DATA, FIXED, LEARNED, RECURRENT, Box
from paper_repro.songtitle.spectrogram_settings import spectrogram_settings
from paper_repro.songtitle.timbre_layer import ReplicateTimbre

#: Of MSD: means, then covariances, of so many coefficients (Sec. 3.2).
COEFFICIENTS = 12


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

    def picture(self) -> Box:
        size = self.model.get_layer("crop").output.shape
        return Box("image", (shape_of(size), "random crop, mirrored", "mean-subtracted"), DATA)

    def resnet(self) -> Box:
        convolutions = sum(isinstance(layer, layers.Conv2D) for layer in self.backbone.layers)
        channels = self.backbone.output.shape[-1]
        return Box(
            "ResNet152 (v2)",
            (
                f"{convolutions} convolutions",
                f"{self.backbone.count_params():,} weights",
                f"average pool: {channels:,}",
            ),
            LEARNED,
        )

    def embedding(self) -> Box:
        dense, norm = self.encoder.get_layer("project"), self.encoder.get_layer("normalize")
        return Box(
            "image embedding",
            (
                f"dense {dense.units} × 1",
                type(norm).__name__.replace("BatchNorm", "batch norm").replace("alization", ""),
            ),
            LEARNED,
        )

    def lstm(self) -> Box:
        decoder = self.decoder
        return Box(
            decoder.cell_name.upper(),
            (
                f"1 layer, {decoder.units} units",
                f"words: {decoder.embed.output_dim} wide",
                f"dropout {self.config.dropout:g}",
            ),
            RECURRENT,
        )

    def words(self) -> Box:
        return Box("word", (f"softmax over {self.vocabulary:,}", "greedy, or k beams"), LEARNED)

    @property
    def vocabulary(self) -> int:
        return self.model.output.shape[-1]

    def spectrogram(self) -> Box:
        settings = spectrogram_settings("as_shaped")
        bins, frames, _ = settings.shape
        return Box(
            "spectrogram",
            (
                f"{bins} bins × {frames:,} frames",
                f"FFT {settings.n_fft}, hop {settings.hop_length}",
                "seen as an image",
            ),
            FIXED,
        )

    def timbre(self) -> Box:
        covariances = COEFFICIENTS * (COEFFICIENTS + 1) // 2
        lines = f"{COEFFICIENTS} means", f"{covariances} covariances"
        return Box(f"timbre, {COEFFICIENTS + covariances} × 1", lines, DATA)

    def replicated(self) -> Box:
        width = ReplicateTimbre(self.encoder.output.shape[-1], self.config.seed).width
        return Box(f"replicated to {width} × 1", ("values repeated in a", "random permutation"), FIXED)

    def figure(self, number: int, title: str, picture, boxes: list[Box]) -> Figure:
        """What is common to the four figures: numbers of every box, and that weights are untrained."""
        data = pd.DataFrame([{"box": box.name, "about": "; ".join(box.lines)} for box in boxes]).drop_duplicates()
        notes = (
            "Drawn from the built model at the published settings, whatever the preset; weights are untrained.",
            f"The captioner has {self.model.count_params():,} parameters.",
        )
        return Figure("songtitle", f"figure{number}", f"Figure {number}: {title}", picture, data, notes)


def shape_of(shape) -> str:
    """A shape without its batch.

    Example:
        >>> shape_of((None, 256, 256, 3))
        '256 × 256 × 3'
    """
    return " × ".join(f"{size:,}" for size in shape[1:])


@functools.cache
def network() -> Network:
    """Built once for all four figures: the published vocabulary and ResNet take seconds."""
    from paper_repro.songtitle.model import build_published

    config = PRESETS.config("paper")
    return Network(config, build_published(config))
