"""Timeline (ours): predicted tags over a whole track, the waveform above them, the labels beside them.

    python -m paper_repro.cal500exp.timeline                 # a test track of the corpus, with its labels
    python -m paper_repro.cal500exp.timeline song.mp3        # any sound file
    python -m paper_repro.cal500exp.timeline song.mp3 --run runs/cal500exp/cnn_corrected-s0-...

Takes the newest run of the corrected CNN+LSTM; without a file and a run, trains it. A three-minute track takes seconds.
Files: results/cal500exp/timeline.{png,csv,json}, or timeline_<name of the file>; the csv holds every probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from paper_repro.cal500exp.data import first_usable, open_corpus
from paper_repro.cal500exp.options import TimelineOptions
from paper_repro.cal500exp.paper import BEST, PAPER
from paper_repro.cal500exp.track_figure import LABEL_COLOURS, draw_rows, draw_waveform
from paper_repro.core.audio.load import load_clip
from paper_repro.core.command_line import Options, preset_label, run_script
from paper_repro.core.errors import UserError
from paper_repro.core.reporting.figure import Figure, canvas, styled
from paper_repro.core.training.rows import run_rows
from paper_repro.datasets.cal500exp.labels import frame_labels
from paper_repro.datasets.cal500exp.table import TAGS, readable


@dataclass(frozen=True)
class _Subject:
    """What is drawn. ``labels``: ``(frames, tags)``, NaN where nobody labelled, None where there are none at all."""

    title: str
    samples: np.ndarray
    predictions: pd.DataFrame
    labels: np.ndarray | None
    name: str
    source: str
    run: Path


@styled
def figure(options: Options) -> Figure:
    options = TimelineOptions.of(options)
    tagger, subject = _of_file(options) if options.file else _of_corpus(options)
    config = tagger.config
    seconds = len(subject.samples) / config.sample_rate
    names = [readable(tag) for tag in tagger.tags]
    height = 0.21 * len(names) + 0.4
    panels = 2 if subject.labels is None else 3
    heights = (1.1, *[height] * (panels - 1))
    picture, axes = canvas(11, sum(heights) + 1.2, nrows=panels, height_ratios=heights, sharex=True)
    draw_waveform(axes[0], subject.samples, config.sample_rate)
    axes[0].set_title(subject.title)
    step = config.window_hop / config.frame_rate
    scores = over_time(subject.predictions, list(tagger.tags), seconds, step)
    # The last moment may reach past the end: stretched to it, all would be early.
    image = draw_rows(axes[1], scores, len(scores) * step, names, cmap="magma", vmin=0, vmax=1)
    axes[1].set_title("predicted")
    picture.colorbar(image, ax=axes[1], label="probability", pad=0.01)
    if subject.labels is not None:
        draw_rows(axes[2], subject.labels, seconds, names, cmap=LABEL_COLOURS, vmin=0, vmax=1)
        axes[2].set_title("labelled (blue: yes, grey: no, white: not labelled)")
    axes[-1].set_xlabel("time (s)")
    axes[-1].set_xlim(0, seconds)
    notes = (
        f"{subject.title}: {seconds:.1f} s, {len(subject.predictions)} windows of "
        f"{config.window / config.frame_rate:.2f} s, one every {config.window_hop / config.frame_rate:.2f} s; each "
        "moment shows the mean of the windows over it.",
    )
    provenance = {"Data": subject.source, "Run": subject.run.name}
    title = "Emotions over a track" if len(names) == 18 else "Tags over a track"
    return Figure("cal500exp", subject.name, title, picture, subject.predictions, notes, provenance)


def over_time(predictions: pd.DataFrame, tags: list[str], seconds: float, step: float) -> np.ndarray:
    """Probabilities ``(moments, tags)``, a moment every ``step`` seconds: the mean of the windows that cover it.

    What comes after the last window is the last one's.
    """
    moments = np.arange(0.0, seconds, step) + step / 2
    starts, ends = predictions["start_s"].to_numpy(), predictions["end_s"].to_numpy()
    covers = (starts <= moments[:, None]) & (moments[:, None] < ends)
    covers[~covers.any(axis=1), -1] = True
    weights = covers / covers.sum(axis=1, keepdims=True)
    return weights @ predictions[tags].to_numpy()


def _of_file(options: TimelineOptions):
    from paper_repro.cal500exp.predict import Predictor
    from paper_repro.core.training.backend import prepare
    from paper_repro.core.training.prediction import default_run

    # Before TensorFlow has anything to do: a wrong path is told at once.
    if not options.file.is_file():
        raise UserError(f"{options.file}: no such file; check the path.")
    prepare(options.devices, options.precision)
    run = options.run or default_run(PAPER, options.runs)
    tagger = Predictor.load(run)
    samples = load_clip(options.file, tagger.config.features)
    stem = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in options.file.stem)
    subject = _Subject(
        options.file.name, samples, tagger.of_samples(samples), None, f"timeline_{stem}", str(options.file), Path(run)
    )
    return tagger, subject


def _of_corpus(options: TimelineOptions):
    corpus = open_corpus(options, PAPER.base_config(options))
    run = options.run
    if run is None:
        results = run_rows(PAPER, options, PAPER.configs(options, [BEST]), corpus)
        run = results.rows[BEST].runs[0].path
    from paper_repro.cal500exp.predict import Predictor

    tagger = Predictor.load(run)
    song, samples = first_usable(corpus, tagger.config)
    rate = tagger.config.frame_rate
    frames = round(len(samples) / tagger.config.sample_rate * rate)
    labels, mask = frame_labels(corpus.segments[song], frames, rule="strict", frame_rate=rate)
    shown = np.where(mask[:, None], labels[:, [TAGS.index(tag) for tag in tagger.tags]].astype(float), np.nan)
    source = f"{corpus.source}; {preset_label(options.preset)}"
    title = f"{song.replace('_', ' ')} (a test track)"
    return tagger, _Subject(title, samples, tagger.of_samples(samples), shown, "timeline", source, Path(run))


if __name__ == "__main__":
    run_script(figure, __doc__, kind=TimelineOptions)
