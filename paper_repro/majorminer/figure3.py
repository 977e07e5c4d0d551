"""Figure 3: two validation clips, their spectrograms, annotators' captions and those of MusiCNN + LSTM.

    python -m paper_repro.majorminer.figure3

Reads the run of table 1 (multiple captions, seed 0), or trains it. The two clips are those whose BLEU2 lies at the 75th
and the 25th percentile of the validation clips, so neither is picked by eye.
Files: results/majorminer/figure3.{png,csv,json}.
"""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from paper_repro.core.audio.load import load_clip
from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import Figure, canvas, styled
from paper_repro.core.training.rows import run_rows
from paper_repro.majorminer.paper import PAPER

ROW = "musicnn_lstm-multiple"
PERCENTILES = (75, 25)


@styled
def figure(options: Options) -> Figure:
    results = run_rows(PAPER, options, PAPER.configs(options, [ROW]))
    scored = results.rows[ROW]
    clips, scores = scored.clip_ids("valid"), scored.scores("bleu2", "valid")[0]
    predictions, references = scored.predictions("valid"), scored.references("valid")
    order = np.argsort(scores, kind="stable")
    picture, axes = canvas(11, 7, nrows=2, ncols=2, width_ratios=(1.25, 1))
    rows = []
    for (left, right), percentile in zip(axes, PERCENTILES, strict=True):
        at = order[round(percentile / 100 * (len(order) - 1))]
        _draw_mel(picture, left, results.corpus.audio[clips[at]], scored.config)
        left.set_title(f"clip {clips[at][:10]}, BLEU2 {scores[at]:.2f} ({percentile}th percentile)")
        lines = [("MusiCNN + LSTM", predictions[at])]
        lines += [(f"person {number}", caption) for number, caption in enumerate(references[at], start=1)]
        _write(right, lines)
        rows += [{"clip_id": clips[at], "who": who, "caption": ", ".join(caption)} for who, caption in lines]
    return Figure(
        "majorminer",
        "figure3",
        "Figure 3: two validation clips, the annotators' captions and the model's",
        picture,
        pd.DataFrame(rows),
        ("Tags are Porter stems, as model and paper use them.",),
        results.provenance,
    )


def _draw_mel(picture, axis, path, config) -> None:
    from keras.ops import convert_to_numpy

    samples = load_clip(path, config.features)
    mel = convert_to_numpy(config.features.layer()(samples[None]))[0]  # (frames, mels)
    image = axis.imshow(mel.T, origin="lower", aspect="auto", cmap="magma", extent=(0, config.seconds, 0, mel.shape[1]))
    axis.set_xlabel("time (s)")
    axis.set_ylabel(f"mel bin (0 to {config.sample_rate // 2:,} Hz)")
    picture.colorbar(image, ax=axis, label="log10(1 + 10,000 power)", pad=0.01)


def _write(axis, lines) -> None:
    axis.axis("off")
    height = 1.0
    for number, (who, caption) in enumerate(lines):
        text = textwrap.wrap(", ".join(caption) or "(nothing)", 42)
        if height - 0.055 * len(text) < 0:
            axis.text(0, height, f"… and {len(lines) - number} more", va="top", style="italic")
            return
        axis.text(
            0,
            height,
            who,
            va="top",
            weight="bold" if number == 0 else "normal",
            color="#0072B2" if number == 0 else "black",
        )
        axis.text(0.36, height, "\n".join(text), va="top", weight="bold" if number == 0 else "normal")
        height -= 0.065 * len(text) + 0.035


if __name__ == "__main__":
    run_script(figure, __doc__)
