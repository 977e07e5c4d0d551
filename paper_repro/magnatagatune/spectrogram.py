"""One clip's mel spectrogram under a normalisation: what figures 1 to 3 have in common."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from paper_repro.core.audio.load import load_clips
from paper_repro.core.command_line import Options, preset_label
from paper_repro.core.errors import AudioError, UserError
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.training.rows import build_splits
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.data import PARTS, Corpus, open_corpus
from paper_repro.magnatagatune.paper import PAPER

#: Values beyond are drawn as these: standard deviations.
RANGE = 3.0


@styled
def spectrogram_figure(options: Options, name: str, normalization: str, title: str) -> Figure:
    """The first test clip that can be used, or where there is none the first of another part."""
    config = replace(PAPER.base_config(options), normalization=normalization)
    corpus = open_corpus(options, config)
    # Imported here: TensorFlow takes seconds to start, and neither --help nor a mistyped --data should wait for it.
    from keras.ops import convert_to_numpy

    from paper_repro.core.records.pipeline import features
    from paper_repro.core.training.backend import prepare
    from paper_repro.magnatagatune.model import build, fit_front, normalized

    prepare(options.devices, options.precision)
    clip, part, samples, skipped = _clip(corpus, config)
    model = build(config, len(corpus.tags))
    if normalization == "all":
        if not corpus.split(config)["train"]:
            raise UserError(
                f"{corpus.root}: no training clip (folders 0 to b) has sound, so there are no statistics over all "
                f"data; {len(corpus.audio):,} of {len(corpus.data.clip_ids):,} clips have sound."
            )
        fit_front(model, config, features(build_splits("magnatagatune", options, corpus, config)["train"]))
    power = convert_to_numpy(config.features.layer()(samples[None]))
    seen = normalized(model).predict(power, verbose=0)[0].T  # (mels, frames)
    picture, (left, right) = canvas(11, 3.6, ncols=2, width_ratios=(3.4, 1))
    image = left.imshow(
        seen,
        origin="lower",
        aspect="auto",
        cmap="magma",
        vmin=-RANGE,
        vmax=RANGE,
        extent=(0, config.features.shape[0] * config.hop_length / config.sample_rate, 0, config.n_mels),
    )
    left.set_xlabel("time (s)")
    left.set_ylabel("mel coefficient")
    left.set_title(title)
    picture.colorbar(image, ax=left, label="standard deviations from the mean", pad=0.01, extend="both")
    right.hist(seen.ravel(), np.linspace(-5, 5, 61), color=COLOURS[0], density=True)
    right.set_xlim(-5, 5)
    right.set_xlabel("value")
    right.set_ylabel("density")
    right.set_title(f"mean {seen.mean():z.2f}, sd {seen.std():.2f}")
    rows = pd.DataFrame(
        {
            "mel_coefficient": np.arange(config.n_mels),
            "mean": seen.mean(axis=1),
            "sd": seen.std(axis=1),
            "least": seen.min(axis=1),
            "most": seen.max(axis=1),
        }
    )
    tags = ", ".join(tag for tag, there in zip(corpus.tags, corpus.labels([clip])[0], strict=True) if there)
    unheard = len(corpus.data.clip_ids) - len(corpus.audio)
    notes = (
        f"Clip {clip} ({part}), tagged {tags or 'with none of the top tags'}: the first {part} clip that can be used.",
        *([f"Skipped before it: {', '.join(skipped)}."] if skipped else []),
        f"Values beyond ±{RANGE:g} are drawn as ±{RANGE:g}.",
        f"Clips of the set without sound or left out by the split: {unheard:,} of {len(corpus.data.clip_ids):,}.",
    )
    return Figure(
        "magnatagatune",
        f"{name}{corpus.suffix}",
        f"{name.capitalize().replace('ure', 'ure ')}: {title}",
        picture,
        rows,
        notes,
        {"Data": corpus.source, "Preset": preset_label(options.preset)},
    )


def _clip(corpus: Corpus, config: Config) -> tuple[str, str, np.ndarray, list[str]]:
    """A clip, its part and its samples; and the clips before it that cannot be decoded, each with its reason."""
    parts = corpus.split(config)
    skipped = []
    for part in reversed(PARTS):
        for clip in parts[part]:
            (samples,) = load_clips([corpus.audio[clip]], config.features, config.audio_decoder)
            if not isinstance(samples, AudioError):
                return clip, part, samples, skipped
            skipped.append(f"clip {clip} ({samples.reason})")
    raise UserError(f"{corpus.root}: no clip of the split «{corpus.policy}» can be decoded. Tried: {len(skipped):,}.")
