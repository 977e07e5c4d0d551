"""From the data set to tracks, their labels window by window, and splits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from paper_repro.cal500exp import published
from paper_repro.cal500exp.config import TAG_SETS, Config
from paper_repro.cal500exp.paper import PAPER
from paper_repro.core.audio.load import load_clips
from paper_repro.core.command_line import Options
from paper_repro.core.errors import AudioError, Refusal, UserError
from paper_repro.core.files import digest as content_digest
from paper_repro.core.training import corpus
from paper_repro.datasets import cal500exp, offers
from paper_repro.datasets.cal500exp.labels import frame_labels, window_labels
from paper_repro.datasets.cal500exp.spectrograms import spectrogram_file
from paper_repro.datasets.cal500exp.table import EMOTIONS, TAGS
from paper_repro.datasets.no_sound import instead
from paper_repro.sample import default_corpus, is_sample, source_of

#: Share of the tracks that may be unusable: three of the published ones are shorter than a window, and a partial copy
#: may hold all three.
MAX_REFUSED = 0.05


@dataclass(frozen=True)
class Corpus(corpus.Corpus):
    """The tracks that have labels and sound, and where they come from."""

    data: cal500exp.Cal500Exp
    source: str
    refused: tuple[Refusal, ...]
    max_refused: float = MAX_REFUSED
    unit: str = "track"
    # No field: the same of every corpus.
    credit = offers.credit(cal500exp)

    @property
    def root(self) -> Path:
        return self.data.root

    @property
    def audio(self) -> dict[str, Path]:
        return self.data.audio

    @property
    def suffix(self) -> str:
        """Of the names of artifacts that are made of either kind of corpus."""
        return "" if self.rendered else "_real"

    @cached_property
    def segments(self) -> dict[str, cal500exp.Segments]:
        """By song."""
        return dict(zip(self.data.songs, self.data.segments, strict=True))

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for song, path in self.audio.items():
            segments = self.segments[song]
            digest.update(f"{song} {content_digest(path)}\n".encode())
            for array in (segments.start, segments.end, segments.labels):
                digest.update(array.tobytes())
        return digest.hexdigest()

    def split(self, config: Config) -> dict[str, list[str]]:
        """Songs of ``train``, ``valid`` and ``test``, at random (Sec. 3.4)."""
        parts = dict(zip(("train", "valid", "test"), config.fractions, strict=True))
        return corpus.random_split(sorted(self.audio), parts, config.split_seed)

    def labels(self, song: str, frames: int, config: Config, rule: str) -> tuple[np.ndarray, np.ndarray]:
        """Labels of a song's windows, uint8 ``(windows, tags)``, and which are labelled, bool ``(windows,)``.

        Args:
            song: its name.
            frames: mel frames of its sound.
            config: windows, tags and the frame rate.
            rule: ``filled`` or ``strict``, see ``datasets.cal500exp.labels``.
        """
        labels, mask = frame_labels(self.segments[song], frames, rule=rule, frame_rate=config.frame_rate)
        labels = labels[:, tag_columns(config)]
        return window_labels(labels, mask, size=config.window, hop=config.window_hop, drop_last=config.drop_last)

    def all_labels(
        self, songs: Sequence[str], frames: Iterable[int], config: Config, rule: str
    ) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """``labels`` of many songs: a list of the labels and one of the masks."""
        pairs = [self.labels(song, count, config, rule) for song, count in zip(songs, frames, strict=True)]
        return [labels for labels, _ in pairs], [mask for _, mask in pairs]


def tag_names(config: Config) -> tuple[str, ...]:
    """Published names of the tags in use.

    Raises:
        UserError: an unknown set of tags.
    """
    if config.tags not in TAG_SETS:
        raise UserError(f"tags must be one of {', '.join(TAG_SETS)}. Received: {config.tags!r}.")
    return EMOTIONS if config.tags == "emotion" else TAGS


def tag_columns(config: Config) -> list[int]:
    """Where these tags stand among all of them."""
    return [TAGS.index(tag) for tag in tag_names(config)]


def open_corpus(options: Options, config: Config) -> Corpus:
    """The data set in ``--data``, or the sample corpus of the preset, which is rendered on first use.

    Raises:
        UserError: no track has both labels and sound.
    """
    data = cal500exp.load(data_folder(options))
    if not data.audio:
        raise UserError(
            f"{data.root}: none of the {len(data.songs):,} labelled tracks has a sound file. Expected there: "
            f"{cal500exp.LAYOUT}." + instead(data.other.values()) + _spectrograms_instead(data.root)
        )
    with_sound = f"CAL500exp, {size_of_copy(len(data.audio))} with labels and sound,"
    return Corpus(data, source_of(data.root, with_sound, "tracks"), (*data.refused, *data.without_sound))


def _spectrograms_instead(root: Path) -> str:
    """What that error adds where spectrograms are there."""
    path = spectrogram_file(root)
    return f" {path} is there: table2, future and saliency alone read it." if path else ""


def size_of_copy(tracks: int) -> str:
    """How much of the published set there is.

    Example:
        >>> size_of_copy(500), size_of_copy(60)
        ('all 500 tracks', 'an extract of 60 of 500 tracks')
    """
    whole = published.COUNTS["clips"]
    return f"all {whole} tracks" if tracks == whole else f"an extract of {tracks:,} of {whole} tracks"


def source_of_labels(data: cal500exp.Cal500Exp) -> str:
    """The sentence on the data of what reads labels and durations alone."""
    if is_sample(data.root):
        return source_of(data.root, cal500exp.LABELS, "tracks")
    return f"CAL500exp's labels as published, {size_of_copy(len(data.songs))}; no sound"


def on_what(data: cal500exp.Cal500Exp) -> str:
    """The same as the second sentence of a table."""
    return f"On {'the ' if is_sample(data.root) else ''}{source_of_labels(data)}."


def data_folder(options: Options) -> Path:
    """``--data``, or the sample corpus."""
    return options.data or default_corpus("cal500exp", PAPER.sample[options.preset], options.jobs)


def first_usable(corpus: Corpus, config: Config) -> tuple[str, np.ndarray]:
    """The first test track that can be decoded and holds a window, and its samples.

    Raises:
        UserError: there is none.
    """
    songs = corpus.split(config)["test"]
    for song in songs:
        (samples,) = load_clips([corpus.audio[song]], config.features, config.audio_decoder)
        if not isinstance(samples, AudioError):
            return song, samples
    raise UserError(f"{corpus.root}: no test track can be used. Tried: {len(songs):,}.")
