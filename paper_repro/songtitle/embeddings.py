"""Inputs of the decoder: embeddings of pictures, of spectrograms, and timbre that bypasses the encoder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from paper_repro.core.audio.load import load_clips
from paper_repro.core.errors import AudioError
from paper_repro.core.graphs import graph
from paper_repro.core.progress import track
from paper_repro.core.records.pipeline import features
from paper_repro.core.records.records import Records
from paper_repro.songtitle.config import Config
from paper_repro.songtitle.spectrogram_settings import spectrogram_settings
from paper_repro.songtitle.timbre_layer import ReplicateTimbre

#: Tiles and pictures a call of the encoder, pixels in all: bounds memory.
PIXELS = 32 * 256 * 256

#: Songs below which the statistics of 90 values of timbre are too poor: twice their number.
FEWEST = 180

Words = tuple[str, ...]


@dataclass(frozen=True)
class Embedded:
    """Items with their embeddings.

    Attributes:
        items: their ids.
        references: each item's title, or its captions, as words.
        embeddings: ``(items, tiles, ...)``, what the decoder reads; several of an item that is cut into tiles.
        refused: numbers of items that are left out, by reason.
    """

    items: tuple[str, ...]
    references: tuple[tuple[Words, ...], ...]
    embeddings: np.ndarray
    refused: dict[str, int]


def picture_embeddings(
    encoder: keras.Model,
    records: Records,
    captions: Sequence[tuple[Words, ...]],
    config: Config,
    tile: int,
    most: int,
) -> Embedded:
    """The middle of each picture, cut into squares of ``tile`` pixels a side, each through the encoder (Sec. 5); of
    the first ``most`` pictures.
    """
    embedded = []
    for batch in features(records, max(1, PIXELS // config.image_size**2)):
        pictures = middle(np.asarray(batch), config.image_size)[: most - sum(map(len, embedded))]
        if not len(pictures):
            break
        tiles = cut(pictures, tile)  # (pictures, tiles, tile, tile, 3)
        flat = encoder.predict_on_batch(tiles.reshape(-1, tile, tile, 3))
        embedded.append(np.asarray(flat).reshape(*tiles.shape[:2], *flat.shape[1:]))
    embeddings = np.concatenate(embedded)
    count = len(embeddings)
    left_out = {"not drawn": len(records.keys) - count} if len(records.keys) > count else {}
    return Embedded(records.keys[:count], tuple(captions[:count]), embeddings, left_out)


def middle(pictures: np.ndarray, size: int) -> np.ndarray:
    """The middle ``size`` pixels of each side of ``(pictures, height, width, 3)``."""
    top, left = ((side - size) // 2 for side in pictures.shape[1:3])
    return pictures[:, top : top + size, left : left + size]


def cut(pictures: np.ndarray, tile: int) -> np.ndarray:
    """``(pictures, size, size, 3)`` to ``(pictures, tiles, tile, tile, 3)``, row by row."""
    count, size = pictures.shape[0], pictures.shape[1]
    side = size // tile
    grid = pictures.reshape(count, side, tile, side, tile, 3).transpose(0, 1, 3, 2, 4, 5)
    return grid.reshape(count, side * side, tile, tile, 3)


def timbre_embeddings(
    timbre: np.ndarray, kept: Sequence[int], config: Config, *, standardized: bool = False
) -> np.ndarray:
    """Timbre ``(songs, 90)`` in place of the encoder's output: ``(kept, 1, width)``, values replicated in a random
    (Sec. 4.3).

    ``standardized`` (ours): each value has mean 0 and variance 1 over the songs that were *not* kept for testing, or
    over all where too few are left, for the space it enters is batch-normed.
    """
    if standardized:
        others = np.setdiff1d(np.arange(len(timbre)), kept)
        basis = timbre[others] if len(others) >= FEWEST else timbre
        timbre = (timbre - basis.mean(axis=0)) / np.maximum(basis.std(axis=0), 1e-6)
    layer = ReplicateTimbre(config.embedding, config.seed)
    return keras.ops.convert_to_numpy(layer(timbre[list(kept)].astype(np.float32)))[:, None]


def timbre_basis(kept: int, refused: dict[str, int]) -> str:
    """Songs that the standardised timbre's means and deviations come from, for the notes."""
    others = sum(refused.values())
    return (
        f"{others:,} songs that are no test songs"
        if others >= FEWEST
        else f"all {others + kept:,} songs, test songs too"
    )


def spectrogram_embeddings(
    encoder: keras.Model, sounds: Iterable[np.ndarray | AudioError], count: int, spectrogram: str
) -> tuple[np.ndarray, list[bool], dict[str, int]]:
    """Sounds as pictures of their spectrograms through the encoder; ``spectrogram`` as in ``spectrogram_settings``.

    Returns:
        embeddings ``(usable, 1, ...)``; which sounds were usable; the others by reason.
    """
    layer = spectrogram_settings(spectrogram).layer()

    def embed(samples):
        return encoder(layer(samples), training=False)

    # Op by op, a spectrogram through a convolution takes twice as long.
    embed = graph(embed, [layer, encoder])
    embedded, usable, refused = [], [], {}
    for sound in track(sounds, count, "spectrograms"):
        usable.append(not isinstance(sound, AudioError))
        if isinstance(sound, AudioError):
            refused[sound.reason] = refused.get(sound.reason, 0) + 1
        else:
            embedded.append(embed(sound[None]))
    return np.stack(embedded) if embedded else np.empty((0, 1)), usable, refused


def sounds_of_files(paths: Sequence[Path], spectrogram: str, decoder: str) -> Iterable[np.ndarray | AudioError]:
    """Each file's samples as the spectrogram wants them, one after the other."""
    settings = spectrogram_settings(spectrogram)
    return (load_clips([path], settings, decoder)[0] for path in paths)


def sounds_of_tunes(paths: Sequence[Path], spectrogram: str) -> Iterable[np.ndarray | AudioError]:
    """Each MIDI file, rendered, as the spectrogram wants it."""
    from paper_repro.core.audio.length import fit_length
    from paper_repro.sample.music.midi import render_midi

    settings = spectrogram_settings(spectrogram)
    for path in paths:
        try:
            samples = render_midi(path, settings.sample_rate, settings.seconds)
            yield fit_length(samples, settings.samples).astype(np.float32)
        except AudioError as error:
            yield error
