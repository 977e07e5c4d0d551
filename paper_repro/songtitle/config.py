"""Every setting of the paper's experiments, with its place in the paper or "not given; ours"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paper_repro.core.presets import Presets
from paper_repro.songtitle.picture_settings import PictureSettings

ENCODERS = ("resnet152v2", "resnet101v2", "resnet50v2", "efficientnet_lite0", "small")
#: Those that come with ImageNet weights.
TRAINED_ENCODERS = ENCODERS[:-1]
#: Those that read all positions of a picture are ours (Sec. 6).
ATTENTIVE = ("attention", "transformer")
DECODERS = ("prefix", *ATTENTIVE)
#: The row of Table 4 that is ours: whole crops, hypotheses ranked by their mean log-probability.
CORRECTED = "captions_1_corrected"
#: Beam sizes of Table 4.
BEAMS = (1, 5, 10, 15, 20)


@dataclass(frozen=True)
class Config:
    """The published settings (``paper`` preset). A row of a table and a preset are differences from it."""

    # What is trained.
    encoder: str = "resnet152v2"  # our reading of "residual version 2 of the Inception architecture" (Sec. 2)
    encoder_weights: str = "imagenet"  # initial ones: Sec. 4.2; a name, a file, or none
    train_encoder: bool = True  # "fine-tuned": Sec. 4.2; else what has ImageNet weights stays as it is, or all of it
    views: int = 0  # crops of a picture that are drawn once where the encoder stays as it is; 0: one an epoch; ours
    keep_positions: bool = False  # whether these crops are kept for a decoder that reads their positions; ours
    shallow: bool = False  # the encoder without its last stages, see ``model.KEPT``; ours (Sec. 6)
    decoder: str = "prefix"  # the image once, as the first input: Sec. 2; the others are ours (Sec. 6)
    seed: int = 0  # not given; ours

    # How it is computed: --decoder and --precision.
    audio_decoder: str = "soundfile"  # not given; ours
    precision: str = "float32"  # not given; ours

    # Pictures.
    stored_size: int = 288  # pixels a side of what is cropped; ours: the paper crops "the raw image" (Sec. 2)
    image_size: int = 256  # pixels a side of a crop: Sec. 2

    # Captions and split.
    min_word_count: int = 1  # captions that a word must be in; not given; ours: 51,201 words are said to remain
    max_caption: int = 50  # words: the longest of Table 1
    fractions: tuple[float, float, float] = (0.8, 0.1, 0.1)  # where there is no validation file; ours
    split_seed: int = 0  # not given; ours

    # The network.
    filters: tuple[int, ...] = (16, 32, 64, 128)  # of the small encoder; ours
    embedding: int = 512  # of images and words: Sec. 4.2
    units: int = 512  # of the LSTM: Sec. 4.2
    dropout: float = 0.2  # Sec. 4.2
    norm_momentum: float = 0.99  # of the batch norms' moving averages; not given; ours (Keras' default)
    glove: str = ""  # a file of vectors for the words: cited in Sec. 2, which has them in no 512 dimensions; none: ours
    attention_units: int = 256  # of the attention decoder; ours
    blocks: int = 2  # of the Transformer decoder, as wide as the embedding; ours
    heads: int = 4  # of its attention; ours
    hidden: int = 1024  # between its dense layers; ours

    # Training.
    word_epochs: int = 0  # in which the encoder learns the captions' words first, for want of ImageNet; ours
    word_learning_rate: float = 3e-3  # of Adam, along a cosine, in these; ours
    epochs: int = 10  # Fig. 6
    batch_size: int = 64  # pictures; not given; ours
    learning_rate: float = 1e-3  # of Adam: Sec. 4.2
    select: str = "valid_loss"  # not given; ours
    select_mode: str = "min"

    # Titles.
    max_title: int = 20  # words generated at most; not given; ours

    @property
    def features(self) -> PictureSettings:
        """The pictures, as records are found by."""
        return PictureSettings(self.stored_size)

    @property
    def tiles(self) -> tuple[int, ...]:
        """Sides of the tiles that a crop is cut into, pixels: Table 4 has 32, 64, 128 and 256 of 256."""
        return tuple(self.image_size // parts for parts in (8, 4, 2, 1))


@dataclass(frozen=True)
class TransferConfig:
    """What is done with a trained captioner, apart from what trains it: a change here trains nothing anew."""

    seed: int = 0  # the captioner's; ours
    spectrogram: str = "as_shaped"  # Sec. 4.1 gives 256 bins and 2,580 frames; as_stated follows its FFT
    test_titles: int = 1000  # of each set: Table 3
    test_pictures: int = 1000  # "a subset": Sec. 5; ours
    tiled_pictures: int = 1000  # of these, seen in tiles: 64 searches a picture; ours
    length_penalty: float = 0.0  # hypotheses are ranked by their probability; not given; ours
    corrected_penalty: float = 1.0  # in the row that ranks them by their mean log-probability a word; ours
    beams: tuple[int, ...] = BEAMS  # Table 4
    tiles: bool = True  # whether pictures are seen in tiles beside whole: Table 4


_QUICK = {
    "stored_size": 144,
    "image_size": 128,
    "encoder": "small",
    "encoder_weights": "",
    "filters": (24, 48, 96, 192),
    "word_epochs": 16,
    "train_encoder": False,  # or what it learned of words is lost before the decoder can read it
    "embedding": 192,
    "units": 128,
    "attention_units": 64,
    "hidden": 256,
    "norm_momentum": 0.9,  # few steps: 0.99 would still hold the initial averages
    "min_word_count": 2,
    "dropout": 0.5,
    "epochs": 14,
    "batch_size": 16,
    "learning_rate": 2e-3,
}
_SMOKE = {
    **_QUICK,
    "stored_size": 72,
    "image_size": 64,
    "filters": (4, 8, 8, 8),
    "embedding": 96,  # no fewer than the 90 values of timbre
    "units": 16,
    "word_epochs": 1,
    "views": 2,
    "epochs": 2,
    "max_title": 6,
}
#: Further ones where the encoder comes with ImageNet weights, which needs no schooling and, with the quick preset,
#: stays as it is. All ours.
PRETRAINED = Presets(
    Config,
    paper={"word_epochs": 0},
    quick={
        "word_epochs": 0,
        "views": 4,  # the encoder runs 4 times and not once an epoch
        "max_caption": 20,  # no more are ever generated
        "epochs": 30,  # cheap, for the encoder has seen all before
    },
    smoke={"word_epochs": 0},
)
#: Differences from the published settings, for two CPU cores. All ours.
PRESETS = Presets(Config, paper={}, quick=_QUICK, smoke=_SMOKE)
TRANSFER_PRESETS = Presets(
    TransferConfig,
    paper={},
    quick={"test_titles": 300, "tiled_pictures": 100},
    smoke={"test_titles": 300, "test_pictures": 10, "tiled_pictures": 10},
)


def space(hp, base: Config) -> Config:
    """The search space: what the paper leaves open, around its choices."""
    return replace(
        base,
        learning_rate=hp.Float("learning_rate", 3e-4, 1e-2, sampling="log", default=base.learning_rate),
        dropout=hp.Float("dropout", 0.0, 0.6, step=0.1, default=base.dropout),
        batch_size=hp.Choice("batch_size", [16, 32, 64], default=base.batch_size),
        min_word_count=hp.Choice("min_word_count", [1, 2, 5], default=base.min_word_count),
        epochs=hp.values.get("tuner/epochs", base.epochs),
    )
