"""What the report asserts of the data, and its sentences held against its own figure 4: tested on published labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from paper_repro.cal500exp import published
from paper_repro.cal500exp.claims import COIN, HIGH, MOST, MUCH
from paper_repro.cal500exp.config import Config
from paper_repro.core.evaluation.claims import (
    SCORE,
    Claim,
    Finding,
    Group,
    Part,
    Unit,
    above,
    all_of,
    any_of,
    untestable,
    within,
)
from paper_repro.datasets.cal500exp import Cal500Exp
from paper_repro.datasets.cal500exp.labels import frame_count, window_count
from paper_repro.datasets.cal500exp.table import EMOTIONS, FAMILIES, TAGS

COUNT, SECONDS, BARS, BARE = Unit("", 1), Unit("s", 2), Unit("bars", 0), Unit("", 0)
#: What "around A to around B" asks for (ours): this share of the tracks, or segments, within A to B.
NEARLY_ALL = 0.95


@dataclass(frozen=True)
class Facts:
    """A copy of the published labels, and what follows from it."""

    data: Cal500Exp

    @property
    def whole(self) -> bool:
        return len(self.data.songs) == published.COUNTS["clips"]

    @cached_property
    def windows(self) -> np.ndarray:
        """Long-term frames of each track with a duration, as written: ``(tracks,)``."""
        config = Config()
        frames = [
            frame_count(int(seconds * config.sample_rate), config.hop_length)
            for seconds in self.data.durations.values()
        ]
        return np.array([window_count(count, config.window, config.window_hop) for count in frames])

    @cached_property
    def lengths(self) -> np.ndarray:
        """Seconds of each segment."""
        return np.concatenate([segments.end - segments.start for segments in self.data.segments])

    @cached_property
    def changing(self) -> np.ndarray:
        """Of each track with several segments, the share of steps from one to the next that change a tag."""
        several = [segments.labels.astype(int) for segments in self.data.segments if len(segments) > 1]
        return np.array([np.diff(labels, axis=0).any(axis=1).mean() for labels in several])


def _windows(least: int, most: int) -> Callable[[Facts], Group]:
    def test(facts: Facts) -> Group:
        counts = facts.windows
        inside = float(((counts >= least) & (counts <= most)).mean())
        remark = f"Counted: {counts.min()} to {counts.max()}, median {np.median(counts):g}, {len(counts):,} tracks."
        part = Part.measured(f"share of tracks with {least} to {most}", inside, above(NEARLY_ALL), SCORE)
        return all_of(part, remark=remark)

    return test


def _segment_lengths(facts: Facts) -> Group:
    inside = float(((facts.lengths >= 3) & (facts.lengths <= 16)).mean())
    part = Part.measured("share of segments of 3 to 16 s", inside, above(NEARLY_ALL), SCORE)
    return all_of(part, remark=f"Found: {facts.lengths.min():.2f} to {facts.lengths.max():.2f} s.")


def _segments_a_track(facts: Facts) -> Part:
    mean = len(facts.lengths) / len(facts.data.songs)
    return Part.measured("segments a track", mean, within(0.05, of=6.4), Unit("", 2))


def _long_term_frame(facts: Facts) -> Part:
    config = Config()
    seconds = config.window * config.hop_length / config.sample_rate
    return Part.measured("128 hops of 1024 samples at 22,050 Hz", seconds, within(0.05, of=4.7), SECONDS)


def _tracks(facts: Facts) -> Part | Finding:
    if not facts.whole:
        return untestable(f"An extract of {len(facts.data.songs):,} tracks.")
    return Part.measured("tracks", len(facts.data.songs), within(0.5, of=500), COUNT)


def _labels(facts: Facts) -> Group:
    return all_of(
        Part.measured("labels", len(TAGS), within(0.5, of=67), COUNT),
        Part.measured("emotions", len(EMOTIONS), within(0.5, of=18), COUNT),
    )


def _categories(facts: Facts) -> Group:
    found = list(dict.fromkeys(FAMILIES.values()))
    kinds = ("Emotion", "Instrument", "Solo", "Vocals", "Genre", "Song")
    return all_of(*(
        Part.measured(f"labels of the category {kind}", sum(family == kind for family in FAMILIES.values()),
                      above(), BARE) for kind in kinds
    ), remark=f"Categories in the files: {', '.join(found)}.")  # fmt: skip


def _changing(facts: Facts) -> Part:
    return Part.mean("share of steps to the next segment that change a tag, per track", facts.changing, above(0.5))


def _bars(tag: str) -> tuple[float, float]:
    """CNN+LSTM's and CNN's."""
    return published.FIGURE4[tag]


def _bars_intense(facts: Facts) -> Group:
    return any_of(
        *(
            all_of(
                *(
                    Part.measured(model, bar, above(HIGH))
                    for model, bar in zip(("CNN+LSTM", "CNN"), _bars(tag), strict=True)
                ),
                name=tag,
            )
            for tag in ("Angry", "Sad")
        )
    )


def _bars_near_chance(facts: Facts) -> Group:
    counts = [sum(bar < COIN for bar in bars) for bars in zip(*published.FIGURE4.values(), strict=True)]
    return all_of(
        *(
            Part.measured(f"{model}, of {len(published.FIGURE4)}", count, above(MOST - 1), BARS)
            for model, count in zip(("CNN+LSTM", "CNN"), counts, strict=True)
        )
    )


def _bars_bizarre_and_romantic(facts: Facts) -> Group:
    (bizarre_lstm, bizarre_cnn), (romantic_lstm, romantic_cnn) = _bars("Bizarre"), _bars("Romantic")
    return all_of(
        Part.measured("CNN+LSTM - CNN on Bizarre", bizarre_lstm - bizarre_cnn, above(MUCH)),
        Part.measured("CNN - CNN+LSTM on Romantic", romantic_cnn - romantic_lstm, above(MUCH)),
    )


DATA_CLAIMS = (
    Claim("data_tracks", "The data set has 500 tracks.", "Sec. 2, 3.4", _tracks),
    Claim("data_labels", "There are 67 labels, 18 of them emotions.", "Sec. 2, 3.3", _labels),
    Claim(
        "data_categories",
        "Labels include emotion, genre, instrument, solo, vocal style, song characteristic.",
        "Sec. 2",
        _categories,
    ),
    Claim(
        "data_segment_lengths",
        "Segments last 3 to 16 s: at least 95 % of them (share: ours).",
        "Sec. 2",
        _segment_lengths,
    ),
    Claim("data_segments", "A track has 6.4 segments on average.", "Sec. 2", _segments_a_track),
    Claim(
        "data_changing",
        "Segments of a track tend to have different tags: more than half of the steps change one (ours).",
        "Sec. 1",
        _changing,
    ),
    Claim("data_long_term_frame", "A long-term frame lasts about 4.7 s, within .05 s.", "Sec. 3.3", _long_term_frame),
    Claim(
        "data_windows_15_200",
        "A track has around 15 to around 200 long-term frames: at least 95 % of tracks (share: ours).",
        "Sec. 3.3",
        _windows(15, 200),
    ),
    Claim(
        "data_windows_10_150",
        "A track has 10 to 150 long-term frames: at least 95 % of tracks (share: ours).",
        "Sec. 4.3",
        _windows(10, 150),
    ),
    Claim(
        "bars_intense",
        "By its own figure 4: for some of the intense labels (Angry, Sad) both networks are above .8.",
        "abstract, Fig. 4",
        _bars_intense,
    ),
    Claim(
        "bars_near_chance",
        "By its own figure 4: most labels of either network, 10 or more, are below .60 (margin .10: ours).",
        "Sec. 6, Fig. 4",
        _bars_near_chance,
    ),
    Claim(
        "bars_bizarre_and_romantic",
        "By its own figure 4: CNN+LSTM leads on Bizarre, CNN on Romantic, by over .10 (ours).",
        "Sec. 6, Fig. 4",
        _bars_bizarre_and_romantic,
    ),
)
