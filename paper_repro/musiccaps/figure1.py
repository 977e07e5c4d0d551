"""Figure 1: training and validation loss by epoch of all six networks, as written, as coded and like for like.

    python -m paper_repro.musiccaps.figure1

The report shows no curves and numbers no figure: this one is ours. It reads the runs of table 1 and trains what is
missing of them. Expect as coded, quick preset: the wide CLSTMA-MT, with a quarter of the others' steps an epoch, ends
about .1 nats above them.
Files: results/musiccaps/figure1.{png,csv,json}; on AudioSet's features figure1_real, of real sound
figure1_real_sound.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.ticker import MaxNLocator

from paper_repro.core.command_line import run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.training.rows import run_rows
from paper_repro.musiccaps.audio_free import audio_free
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.paper import NETWORKS, PAPER, SETTINGS


@styled
def figure(options) -> Figure:
    options = CaptionOptions.of(options)
    results = run_rows(PAPER, options, PAPER.configs(options))
    picture, axes = canvas(14.5, 4.6, ncols=len(SETTINGS))
    kept = []
    for axis, setting in zip(axes, SETTINGS, strict=True):
        for (name, label), colour in zip(NETWORKS.items(), COLOURS, strict=False):
            history = results.rows[f"{name}-{setting}"].runs[0].read_history()
            axis.plot(history["epoch"], history["valid_loss"], color=colour, linewidth=1.8, label=label)
            axis.plot(history["epoch"], history["loss"], color=colour, linewidth=1.2, linestyle=":")
            kept.append(history.assign(model=name, setting=setting))
        bigram = audio_free(results, setting)["bigram"].loss(split="valid").value
        axis.axhline(bigram, color="black", linestyle="--", linewidth=1.2, label="audio-free bigram (validation)")
        axis.set_title(f"{SETTINGS[setting][0].upper()}{SETTINGS[setting][1:]}")
        axis.set_xlabel("epoch")
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    for axis, setting in zip(axes, SETTINGS, strict=True):
        masked = results.rows[f"rnn-{setting}"].config.masked
        axis.set_ylabel(f"loss (nats a {'token, padding masked' if masked else 'target, padding counted'})")
    axes[-1].plot([], [], color="grey", linewidth=1.2, linestyle=":", label="training (dropout on)")
    handles, labels = axes[-1].get_legend_handles_labels()
    picture.legend(handles, labels, loc="outside lower center", ncols=4)
    return Figure(
        "musiccaps",
        f"figure1{results.corpus.suffix}{options.suffix}",
        "Figure 1: training (dotted) and validation loss by epoch",
        picture,
        pd.concat(kept, ignore_index=True),
        ("First seed. Settings differ in targets or clips: compare curves within a panel.",),
        results.provenance,
    )


if __name__ == "__main__":
    run_script(figure, __doc__, kind=CaptionOptions)
