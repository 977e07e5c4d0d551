"""One clip's mel spectrogram under a normalisation: what figures 1 to 3 have in common."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from paper_repro.audio.load import load_clip
from paper_repro.cli import Options, preset_said
from paper_repro.errors import UserError
from paper_repro.magnatagatune.data import Corpus, open_corpus
from paper_repro.magnatagatune.experiment import base_config
from paper_repro.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.training.rows import build_splits

#: Values beyond are drawn as these: standard deviations.
RANGE = 3.0


@styled
def spectrogram_figure(options: Options, name: str, normalization: str, title: str) -> Figure:
    """The first test clip that has sound, or where there is none the first of another part."""
    # Imported here: TensorFlow takes seconds to start, and --help should not wait for it.
    from paper_repro.data.pipeline import features
    from paper_repro.magnatagatune.model import build, fit_front, normalized

    config = replace(base_config(options), normalization=normalization)
    corpus = open_corpus(options, config.split, config.tags)
    clip, part = _clip(corpus, config)
    samples = load_clip(corpus.audio[clip], config.mel)
    model = build(config, len(corpus.tags))
    if normalization == "all":
        if not corpus.split(config)["train"]:
            raise UserError(
                f"{corpus.root}: no training clip (folders 0 to b) has sound, so there are no statistics over all "
                f"data; {len(corpus.audio):,} of {len(corpus.data.clip_ids):,} clips can be heard."
            )
        fit_front(model, config, features(build_splits("magnatagatune", options, corpus, config)["train"]))
    power = np.asarray(config.mel.layer()(samples[None]))
    seen = normalized(model).predict(power, verbose=0)[0].T  # (mels, frames)
    picture, (left, right) = canvas(11, 3.6, ncols=2, width_ratios=(3.4, 1))
    image = left.imshow(
        seen,
        origin="lower",
        aspect="auto",
        cmap="magma",
        vmin=-RANGE,
        vmax=RANGE,
        extent=(0, config.mel.shape[0] * config.hop_length / config.sample_rate, 0, config.n_mels),
    )
    left.set_xlabel("time (s)")
    left.set_ylabel("mel coefficient")
    left.set_title(title)
    picture.colorbar(image, ax=left, label="standard deviations from the mean", pad=0.01, extend="both")
    right.hist(seen.ravel(), np.linspace(-5, 5, 61), color=COLOURS[0], density=True)
    right.set_xlim(-5, 5)
    right.set_xlabel("value")
    right.set_ylabel("density")
    right.set_title(f"mean {seen.mean():.2f}, sd {seen.std():.2f}")
    rows = pd.DataFrame(
        {
            "mel_coefficient": np.arange(config.n_mels),
            "mean": seen.mean(axis=1),
            "sd": seen.std(axis=1),
            "least": seen.min(axis=1),
            "most": seen.max(axis=1),
        }
    )
    heard = ", ".join(tag for tag, there in zip(corpus.tags, corpus.labels([clip])[0], strict=True) if there)
    unheard = len(corpus.data.clip_ids) - len(corpus.audio)
    notes = (
        f"Clip {clip} ({part}), tagged {heard or 'with none of the top tags'}: the first {part} clip with sound.",
        f"Values beyond ±{RANGE:g} are drawn as ±{RANGE:g}.",
        f"Clips of the set without sound or left out by the split: {unheard:,} of {len(corpus.data.clip_ids):,}.",
    )
    return Figure(
        "magnatagatune",
        name,
        f"{name.capitalize().replace('ure', 'ure ')}: {title}",
        picture,
        rows,
        notes,
        {"Data": corpus.source, "Preset": preset_said(options.preset)},
    )


def _clip(corpus: Corpus, config) -> tuple[str, str]:
    parts = corpus.split(config)
    for part in ("test", "valid", "train"):
        if parts[part]:
            return parts[part][0], part
    raise UserError(f"{corpus.root}: no clip of the split «{corpus.policy}» has sound.")
