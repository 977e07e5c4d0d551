"""Figure 2: what CLSTMA-MT says of four test clips beside what was written, with what it hears of them.

    python -m paper_repro.musiccaps.figure2

The report shows no figure: this one is ours. It reads the run of table 1, like for like, and trains it where it is
missing. The clips are those at the 10th, 35th, 65th and 90th percentile of F1 (of the loss, with `--target caption`).
Of sound the mel spectrogram is drawn, which no network uses; with `--features vggish` the published features are.
Files: results/musiccaps/figure2.{png,csv,json}; on AudioSet's features figure2_real, of real sound figure2_real_sound.
"""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from paper_repro.core.audio.load import load_clip
from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.command_line import run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.training.rows import run_rows
from paper_repro.datasets.audioset import FRAME_SECONDS, features
from paper_repro.musiccaps.data import Corpus, aspects_of
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.paper import NETWORKS, PAPER

NAME, ROW = "clstma", "clstma-like_for_like"
PERCENTILES = (90, 65, 35, 10)
#: For display only: no network uses these.
MEL = MelSettings(22_050, 10.0, 0.0, 2048, 512, 96, compression="db")
SHOWN_DB = 70.0
WIDTH, LINES = 62, 11


@styled
def figure(options) -> Figure:
    options = CaptionOptions.of(options)
    results = run_rows(PAPER, options, PAPER.configs(options, [ROW]))
    row = results.rows[ROW]
    is_caption = options.target == "caption"
    goodness = -row.sums("loss")[0] / row.counts("loss") if is_caption else row.sums("f1")[0]
    order = np.argsort(goodness, kind="stable")
    clips, outputs, written = row.clip_ids(), row.lists("prediction"), row.lists("reference")
    picture, axes = canvas(12.5, 11.5, nrows=len(PERCENTILES), ncols=2, width_ratios=(1, 1.15))
    kept = []
    for (left, right), percentile in zip(axes, PERCENTILES, strict=True):
        at = order[round(percentile / 100 * (len(order) - 1))]
        clip = clips[at]
        draw = _draw_features if options.features == "vggish" else _draw_mel
        draw(picture, left, results.corpus, clip)
        score = "" if is_caption else f", F1 {goodness[at]:.2f}"
        left.set_title(f"{clip}{score} ({percentile}th percentile)")
        lists = {NETWORKS[NAME]: outputs[at], "written": written[at]}
        texts = {
            who: " ".join(tokens) if is_caption else ", ".join(aspects_of(tokens, row.config))
            for who, tokens in lists.items()
        }
        hits = set() if is_caption else {*aspects_of(outputs[at], row.config)} & {*aspects_of(written[at], row.config)}
        _write(right, texts, hits)
        kept += [{"clip_id": clip, "who": who, "text": text} for who, text in texts.items()]
    axes[-1, 0].set_xlabel("time (s)")
    return Figure(
        "musiccaps",
        f"figure2{results.corpus.suffix}{options.suffix}",
        f"Figure 2: what {NETWORKS[NAME]} says of four test clips, and what was written",
        picture,
        pd.DataFrame(kept),
        (f"Greedy, first seed, like for like; percentiles of {'the loss' if is_caption else 'F1'} over test clips.",),
        results.provenance,
    )


def _draw_features(picture, axis, corpus: Corpus, clip: str) -> None:
    """AudioSet's features as published, each frame's values from the bottom up."""
    quantised = features(corpus.audio[clip], int(corpus.offsets[clip]))  # (frames, values)
    seconds = FRAME_SECONDS * len(quantised)
    image = axis.imshow(
        quantised.T, origin="lower", aspect="auto", cmap="magma", extent=(0, seconds, 0, quantised.shape[1])
    )
    axis.set_ylabel("VGGish value, by principal component")
    picture.colorbar(image, ax=axis, label="8 bits", pad=0.01)


def _draw_mel(picture, axis, corpus: Corpus, clip: str) -> None:
    from keras.ops import convert_to_numpy

    samples = load_clip(corpus.audio[clip], MEL, corpus.offsets[clip])
    mel = convert_to_numpy(MEL.layer()(samples[None]))[0]  # (frames, mels)
    top = mel.max()
    image = axis.imshow(
        mel.T,
        origin="lower",
        aspect="auto",
        cmap="magma",
        extent=(0, MEL.seconds, 0, MEL.n_mels),
        vmin=top - SHOWN_DB,
        vmax=top,
    )
    axis.set_ylabel("mel bin (0 to 11 kHz)")
    picture.colorbar(image, ax=axis, label="dB", pad=0.01)


def _write(axis, texts: dict[str, str], hits: set[str]) -> None:
    axis.axis("off")
    height = 1.0
    for who, text in texts.items():
        lines = textwrap.wrap(text or "(nothing)", WIDTH)
        lines = lines if len(lines) <= LINES else [*lines[: LINES - 1], "…"]
        colour = COLOURS[0] if who != "written" else "black"
        axis.text(0, height, who, va="top", weight="bold", color=colour)
        axis.text(0.2, height, "\n".join(lines), va="top", color=colour)
        height -= 0.085 * len(lines) + 0.05
    if hits:
        lines = textwrap.wrap("in both: " + ", ".join(sorted(hits)), WIDTH)
        axis.text(0.2, height, "\n".join(lines), va="top", color=COLOURS[2], style="italic")


if __name__ == "__main__":
    run_script(figure, __doc__, kind=CaptionOptions)
