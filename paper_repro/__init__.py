"""Music-tagging and captioning papers, reproduced: one folder per paper over a shared core.

Nothing heavy is imported here: ``import paper_repro`` costs milliseconds, TensorFlow starts only where it is needed.
"""

import importlib
import os

# TensorFlow's C++ side writes a page of notices when it starts, unless told before; errors reach Python as exceptions.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Read by Keras when it is imported; without it keras.json in the user's home would choose the backend.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

#: Name of the distribution, as in setup.cfg: the import name is taken by another project on the package index.
DISTRIBUTION = "music-tagging-papers"
__version__ = "0.1.0"


def load(name="mtt_musicnn", **options):
    """A network that hears sound files and samples, by name, paper, run or file.

    Example::

        tagger = paper_repro.load("mtt_musicnn")
        tagger("song.mp3").top(3)     # {"guitar": 0.64, "drums": 0.21, "slow": 0.17}
        tagger.model                  # a Keras model: samples (batch, 48128) at 16 kHz to probabilities (batch, 50)

    See ``paper_repro.listen.models.load`` for arguments and errors.
    """
    return _models().load(name, **options)


def list_models() -> dict[str, str]:
    """Names that ``load`` takes, each with a line on what it is."""
    return _models().list_models()


def _models():
    # By name: this module lies below all others, and what loads networks above them.
    return importlib.import_module("paper_repro.listen.models")
