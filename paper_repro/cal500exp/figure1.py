"""Figure 1: one track: its waveform, its mel spectrogram, the labels of every frame.

    python -m paper_repro.cal500exp.figure1

The first test track that can be used. The report fills the time that nobody labelled with what comes next; here it is
left white, and a line above says where somebody listened. Costs seconds, trains nothing.
Files: results/cal500exp/figure1.{png,csv,json}.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap

from paper_repro.cal500exp.data import first_usable, open_corpus
from paper_repro.cal500exp.paper import PAPER
from paper_repro.cal500exp.track_figure import draw_rows, draw_waveform
from paper_repro.core.command_line import Options, preset_label, run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.datasets.cal500exp.labels import frame_labels
from paper_repro.datasets.cal500exp.table import FAMILIES, TAGS, readable


@styled
def figure(options: Options) -> Figure:
    config = PAPER.base_config(options)
    corpus = open_corpus(options, PAPER.base_config(options))
    song, samples = first_usable(corpus, config)
    # Imported here: a mistyped --data should be reported at once.
    from keras.ops import convert_to_numpy

    power = convert_to_numpy(config.features.layer()(samples[None]))[0]
    decibels = 10.0 * np.log10(np.maximum(power, config.log_floor))
    segments = corpus.segments[song]
    labels, mask = frame_labels(segments, len(decibels), rule="strict", frame_rate=config.frame_rate)
    filled, _ = frame_labels(segments, len(decibels), rule="filled", frame_rate=config.frame_rate)
    seconds = len(samples) / config.sample_rate
    picture, axes = canvas(11, 13, nrows=3, height_ratios=(1, 2, 9), sharex=True)
    draw_waveform(axes[0], samples, config.sample_rate)
    axes[0].set_title(f"{song.replace('_', ' ')}: waveform (blue line: labelled time)")
    for start, end in zip(segments.start, segments.end, strict=True):
        axes[0].plot([start, end], [0.97, 0.97], transform=axes[0].get_xaxis_transform(), color=COLOURS[0], lw=4)
    image = axes[1].imshow(
        decibels.T, origin="lower", aspect="auto", cmap="magma", extent=(0, seconds, 0, config.n_mels),
        vmax=decibels.max(), vmin=decibels.max() - 80,
    )  # fmt: skip
    axes[1].set_ylabel("mel bin")
    axes[1].set_title("mel spectrogram")
    picture.colorbar(image, ax=axes[1], label="dB", pad=0.01)
    # 0: no, 1: only by the author's filling, 2: labelled.
    shown = np.where(mask[:, None], 2 * labels, filled)
    colours = ListedColormap(["#ffffff", "#c6dcec", "#0072B2"])
    draw_rows(axes[2], shown, seconds, [readable(tag) for tag in TAGS], cmap=colours, vmin=0, vmax=2)
    axes[2].tick_params(axis="y", labelsize=7.5)
    places = list(FAMILIES.values())
    for at in range(1, len(TAGS)):
        if places[at] != places[at - 1]:
            axes[2].axhline(at - 0.5, color="black", lw=0.8)
    axes[2].set_xlabel("time (s)")
    axes[2].set_title("the 67 labels of every frame (pale: filled by the author's rule, nobody labelled it)")
    rows = pd.DataFrame(
        [
            {
                "song": song,
                "start_s": start,
                "end_s": end,
                "tags": "; ".join(readable(TAGS[at]) for at in row.nonzero()[0]),
            }
            for start, end, row in zip(segments.start, segments.end, segments.labels, strict=True)
        ]
    )
    share = float(mask.mean())
    notes = (
        f"{song}: {seconds:.1f} s, {len(decibels):,} frames, {len(segments)} segments; labelled share {share:.2f}.",
        "Labels of each segment are in the csv.",
    )
    provenance = {"Data": corpus.source, "Preset": preset_label(options.preset)}
    return Figure("cal500exp", "figure1", "Figure 1: a track and its labels", picture, rows, notes, provenance)


if __name__ == "__main__":
    run_script(figure, __doc__)
