"""A title for any sound file or picture, from a finished run.

python -m paper_repro predict songtitle song.mp3 --beams 5

from paper_repro.songtitle.predict import Titler
titler = Titler.load("runs/songtitle/captioner-s0-...")
titler("song.mp3", beams=5)     # [("the sea at night", -4.1), ...], the most probable first
titler("photo.jpg")

Spectrograms are those of ``as_shaped``, hypotheses ranked by their probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import keras
import numpy as np

# Its layers must be known to Keras before a model is loaded.
import paper_repro.core.nn.decoders
import paper_repro.songtitle.prefix_decoder  # noqa: F401
from paper_repro.core.audio.load import load_clip
from paper_repro.core.errors import ItemError, UserError
from paper_repro.core.images import EXTENSIONS, read_image
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training.run import finished_run, newest_model_run, stored_config
from paper_repro.songtitle.config import Config, TransferConfig
from paper_repro.songtitle.doors import middle
from paper_repro.songtitle.model import encoder_of, title_generator
from paper_repro.songtitle.spectrogram_settings import spectrogram_settings


@dataclass
class Titler:
    """A trained captioner with its words."""

    config: Config
    vocabulary: Vocabulary
    model: keras.Model
    generators: dict[int, keras.Model] = field(default_factory=dict)

    @classmethod
    def load(cls, run: str | Path) -> Titler:
        """From a captioner's finished run.

        Raises:
            UserError: the folder holds none, or its vocabulary does not match its weights.
        """
        folder = finished_run(run, "songtitle")
        if not (folder.path / "model.keras").is_file():
            raise UserError(f"{run}: a transfer keeps no model; give the run of a captioner.")
        config = stored_config(folder, Config)
        model = keras.models.load_model(folder.path / "model.keras", compile=False)
        vocabulary = Vocabulary.load(folder.path / "vocabulary.json")
        check_sizes(folder.path, vocabulary, model)
        return cls(config, vocabulary, model)

    def __call__(self, path: str | Path, beams: int = 1) -> list[tuple[str, float]]:
        """Every hypothesis with its score, the best first: as many as there are beams, none empty.

        Raises:
            AudioError, ImageError: the file cannot be used.
        """
        if Path(path).suffix.lower() in EXTENSIONS:
            stored = read_image(path, (self.config.stored_size, self.config.stored_size))
            pixels = middle(stored[None].astype(np.float32), self.config.image_size)
        else:
            settings = spectrogram_settings(TransferConfig.spectrogram)
            pixels = settings.layer()(load_clip(Path(path), settings)[None])
        if beams not in self.generators:
            self.generators[beams] = title_generator(self.model, self.config, beams)
        tokens, scores = self.generators[beams](encoder_of(self.model)(pixels, training=False))
        return [
            (" ".join(self.vocabulary.decode(row)), float(score))
            for row, score in zip(np.asarray(tokens)[0], np.asarray(scores)[0], strict=True)
        ]


def check_sizes(run: Path, vocabulary: Vocabulary, model: keras.Model) -> None:
    """Stops where a vocabulary has not as many words as the decoder.

    Raises:
        UserError: it has not; both sizes are said.
    """
    size = model.get_layer("decoder").vocabulary_size
    if len(vocabulary) != size:
        raise UserError(
            f"{run}: vocabulary.json has {len(vocabulary):,} words and the weights are for {size:,}; put the file of "
            "this very run there."
        )


def predict_files(
    files: Sequence[Path], run: Path | None, beams: int | None = None
) -> Iterator[tuple[Path, str | ItemError]]:
    """Each file with its best title, or with the error that says why it has none."""
    captioners = "captioner-"
    run = run or newest_model_run("songtitle", preferred=lambda folder: folder.name.startswith(captioners))
    titler = Titler.load(run)
    for path in files:
        try:
            yield path, titler(path, beams or 5)[0][0]
        except ItemError as error:
            yield path, error
