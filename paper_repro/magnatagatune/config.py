"""Every setting of the paper's experiments, with its place in the paper or "not given; ours"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.errors import UserError
from paper_repro.core.presets import Presets
from paper_repro.magnatagatune.inputs import MEL, OF_MEL, FirstWindows, InputSettings
from paper_repro.weights import NETWORKS
from paper_repro.weights.features import HiddenSettings
from paper_repro.weights.sound import FEATURES

#: Which layers of a published network learn, below a new output layer.
NONE, ALL = "none", "all"


@dataclass(frozen=True)
class Config:
    """The published settings (``paper`` preset). A row of a table and a preset are differences from it."""

    # What a row of Tables II and III changes.
    # cnn, forest or knn: Tables II and III; fcn (Won's), or a published network by its name whose frozen features the
    # paper's output layer reads: ours.
    model: str = "cnn"
    normalization: str = "all"  # all, coefficient or spectrogram: Sec. III-A
    before_log: bool = False  # normalised before the log instead of after it: Table II
    batch_norm: bool = False  # between the layers: Sec. IV-A
    use_dropout: bool = False  # between the layers: Sec. IV-A
    epochs: int = 10  # Table II
    seed: int = 0  # not given; ours

    # How it is computed: --decoder and --precision.
    audio_decoder: str = "soundfile"  # not given; ours
    precision: str = "float32"  # not given; ours

    # Sound to mel spectrogram.
    sample_rate: int = 16_000  # Hz: Sec. III-A
    seconds: float = 29.124  # "29 seconds": Sec. III-A; what the published mp3s decode to (465,984 samples); ours
    min_seconds: float = 29.0  # a shorter file is refused as truncated; not given; ours
    n_fft: int = 1024  # not given; ours: with hop_length it gives the 909 frames of Table I
    hop_length: int = 512  # not given; ours: see n_fft
    n_mels: int = 40  # Table I
    pad_mode: str = "none"  # not given; ours: centred frames would be 911, not the 909 of Table I
    res_type: str = "soxr_hq"  # not given; ours
    log_floor: float = 1e-10  # of the power, before the natural log; not given; ours

    # Tags and split.
    tags: int = 50  # the most frequent: Sec. IV
    split: str = "sota"  # which published split, "sota" or "musicnn": not given; ours

    # The network.
    filters: tuple[int, ...] = (128, 384, 768, 2048)  # Table I
    pools: tuple[tuple[int, int], ...] = ((2, 4), (2, 4), (2, 6), (1, 7))  # (mels, frames): Table I
    dropout_rate: float = 0.25  # of a row with dropout; not given; ours
    norm_momentum: float = 0.99  # of the moving averages of batch norm; not given; ours (Keras' default)

    # Training: weighted binary cross-entropy, "more importance to rare tags": Sec. IV-A.
    weighting: str = "balanced"  # balanced or none; the formula is not given; ours: see nn.losses.balanced_weights
    max_weight: float = 50.0  # of a rare tag's positives; not given; ours
    batch_size: int = 32  # clips; not given; ours
    # Of few training clips an epoch is several passes, and each pass hears another part of a clip.
    least_heard: int = 0  # clips that an epoch hears at least, in whole passes over them; not given; ours
    crop: float = 1.0  # share of a clip that is heard where an epoch has several passes; not given; ours
    learning_rate: float = 1e-3  # of Adam; neither is given; ours
    final_learning_rate: float = 1e-4  # reached along a cosine; not given; ours
    # Table II names a number of epochs and no selection: the last epoch is scored. Ours, as the paper is silent.
    select: str = "epoch"
    select_mode: str = "max"

    # What the authors would try next: Sec. VI, which says no more.
    input: str = MEL  # what the network sees of a clip, see inputs.py; ours
    share: float = 1.0  # of the training clips, that training hears; ours
    layers: str = NONE  # of a published network, that learn below a new output layer: none or all; ours
    windows: int = 0  # of 3 s, from a clip's beginning, that a published network hears; 0: all; ours
    output_epochs: int = 10  # of the output layer that "all" begins with; ours
    output_learning_rate: float = 1e-3  # of the same; ours
    output_final_learning_rate: float = 1e-4  # of the same; ours

    # Baselines.
    trees: int = 100  # "nodes = 100": Table III; that they are trees is our reading
    neighbours: int = 125  # Table III

    @property
    def dropout(self) -> float:
        """Share of a layer's outputs that is dropped in training."""
        return self.dropout_rate if self.use_dropout else 0.0

    @property
    def frozen(self) -> bool:
        """Whether a published network's frozen features take the place of the paper's network."""
        return self.model in NETWORKS

    @property
    def features(self) -> MelSettings | HiddenSettings | InputSettings:
        """The features, as records are found by: power, since one row normalises before the log; of a published
        network what its last hidden layer says, or what it hears where all its layers learn.
        """
        if self.frozen:
            lengths = {"seconds": self.seconds, "min_seconds": self.min_seconds, "res_type": self.res_type}
            if self.layers == ALL:
                return replace(FEATURES, **lengths)
            if self.windows:
                return FirstWindows.of(self.model, windows=self.windows, **lengths)
            return HiddenSettings.of(self.model, **lengths)
        of_clip = {
            "sample_rate": self.sample_rate,
            "seconds": self.seconds,
            "min_seconds": self.min_seconds,
            "n_fft": self.n_fft,
            "hop_length": self.hop_length,
            "res_type": self.res_type,
        }
        if self.input not in OF_MEL:
            return InputSettings(self.input, bands=self.n_mels, **of_clip)
        return MelSettings(n_mels=self.n_mels, pad_mode=self.pad_mode, compression="none", **of_clip)


def output_of(config: Config) -> Config:
    """The row whose output layer a row of all layers begins with."""
    return replace(
        config,
        layers=NONE,
        epochs=config.output_epochs,
        learning_rate=config.output_learning_rate,
        final_learning_rate=config.output_final_learning_rate,
    )


_QUICK = {
    "filters": (12, 24, 48, 96),
    "batch_size": 16,
    # Below what the quick sample corpus has; an extract of 169 real training clips is gone through twice.
    "least_heard": 300,
    "crop": 0.5,
    "learning_rate": 5e-3,
    "output_learning_rate": 5e-3,
    "dropout_rate": 0.1,
    "norm_momentum": 0.9,  # few steps: 0.99 would still hold the initial averages
}
#: Differences from the published settings, for two CPU cores. All ours.
PRESETS = Presets(
    Config,
    paper={},
    quick=_QUICK,
    smoke={**_QUICK, "filters": (4, 8, 8, 16), "least_heard": 0, "crop": 1.0, "trees": 10, "neighbours": 5},
)


def space(hp, base: Config) -> Config:
    """The search space: what the paper leaves open, around our choices."""
    # In steps of .05 both presets' rates are among the choices.
    dropout = hp.Float("dropout", 0.0, 0.5, step=0.05, default=base.dropout)
    return replace(
        base,
        learning_rate=hp.Float("learning_rate", 3e-4, 1e-2, sampling="log", default=base.learning_rate),
        use_dropout=dropout > 0,
        dropout_rate=dropout or base.dropout_rate,
        batch_size=hp.Choice("batch_size", [8, 16, 32], default=base.batch_size),
        weighting=hp.Choice("weighting", ["balanced", "none"], default=base.weighting),
        max_weight=hp.Choice("max_weight", [5.0, 15.0, 50.0], default=base.max_weight),
        epochs=hp.values.get("tuner/epochs", base.epochs),
    )


def check_neighbours(config: Config, clips: int) -> None:
    """Stops a nearest-neighbour row that asks for more neighbours than there are training clips.

    Raises:
        UserError: it does.
    """
    if config.model == "knn" and config.neighbours > clips:
        raise UserError(
            f"neighbours: {config.neighbours} are asked for, there are {clips} training clips; give more clips or use "
            "--preset smoke."
        )
