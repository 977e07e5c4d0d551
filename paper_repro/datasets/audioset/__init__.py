"""AudioSet's published features: 128 numbers of VGGish every .96 s of each segment, as TFRecord files.

AudioSet publishes no sound: ten-second segments of YouTube videos, labelled, and the output of the VGGish network for
each, whitened by PCA and quantised to 8 bits between -2 and 2. Records are read without TensorFlow. The published
folders are ``bal_train``, ``unbal_train`` and ``eval``, of thousands of shards each; any number of ``.tfrecord`` files
in any folder below is read. Other data sets that are parts of AudioSet, such as MusicCaps, find their clips by id.

``refused`` has the reason why a record or the rest of a file cannot be used.

Example:
    >>> import tempfile
    >>> from paper_repro.datasets import audioset
    >>> root = Path(tempfile.mkdtemp())
    >>> (root / "eval").mkdir()
    >>> _ = (root / "eval" / "00.tfrecord").write_bytes(b"cut off")
    >>> data = audioset.load(root)
    >>> data.segments, data.refused[0].reason, data.refused[0].detail
    ((), 'truncated or damaged', 'ends within record 1, at byte 7; fetch the file again')
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from paper_repro.core.errors import ItemError, Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.audioset.example import FRAMES, VALUES, context_of, embedding_of, parse
from paper_repro.datasets.audioset.tfrecord import HEADER, LENGTH, LONGEST, Place, opened, places
from paper_repro.datasets.folder import existing_folder, files_below
from paper_repro.datasets.offers import Offer
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.report import Report

__all__ = [
    "FRAMES",
    "FRAME_SECONDS",
    "VALUES",
    "AudioSet",
    "Segment",
    "features",
    "load",
    "read",
    "shards_below",
    "validate",
]

NAME = "audioset"
CITATION = (
    "Jort F. Gemmeke, Daniel P. W. Ellis, Dylan Freedman, Aren Jansen, Wade Lawrence, R. Channing Moore, Manoj Plakal "
    "and Marvin Ritter. Audio Set: An ontology and human-labeled dataset for audio events. ICASSP 2017."
)
LICENCE = "CC BY 4.0 for the labels and features; the audio is not part of the set."
HOME_PAGE = "https://research.google.com/audioset/download.html"
LAYOUT = "audioset_v1_embeddings/{bal_train,unbal_train,eval}/*.tfrecord, or any .tfrecord files in any folder below"
OFFERS = (
    Offer(
        "features", "VGGish features", "2,084,320 segments of ten frames, features.tar.gz of 2.4 GB", "CC BY 4.0",
        "https://research.google.com/audioset/download.html",
        "features.tar.gz of http://storage.googleapis.com/us_audioset/youtube_corpus/v1/features/ (or eu_, "
        "asia_), unpacked: audioset_v1_embeddings/; its bal_train and eval alone do for MusicCaps",
    ),
    Offer(
        "sound", "sound", "not published: parts of YouTube videos, by id", "that of each video",
        "https://research.google.com/audioset/download.html", "no file of it is read here",
    ),
)  # fmt: skip
#: Names that only this data set has.
MARKS = ("audioset_v1_embeddings", "bal_train/*.tfrecord", "unbal_train/*.tfrecord", "eval/*.tfrecord", "*.tfrecord")
UNIT = "segments"
#: From one frame of features to the next.
FRAME_SECONDS = 0.96
SHARDS = "**/*.tfrecord"


@dataclass(frozen=True)
class Segment:
    """One segment of a video.

    Attributes:
        video_id: YouTube id of the video, 11 characters.
        start, end: seconds into the video.
        labels: numbers of its classes, as in ``class_labels_indices.csv``.
        shard: the file that holds its features.
        position: byte at which its record begins there; see ``features``.
    """

    video_id: str
    start: float
    end: float
    labels: tuple[int, ...]
    shard: Path
    position: int

    @property
    def subset(self) -> str:
        """The published part it comes from: the shard's folder, such as ``eval``."""
        return self.shard.parent.name


@dataclass(frozen=True)
class AudioSet:
    """The data set as loaded.

    Attributes:
        root: its folder.
        shards: the files read, sorted.
        segments: every usable record in the order of the files, each video once.
        refused: records that cannot be used, under the video's id where it can be told; and files whose rest cannot.
        others: records of videos that were not asked for.
    """

    root: Path
    shards: tuple[Path, ...]
    segments: tuple[Segment, ...]
    refused: tuple[Refusal, ...]
    others: int = 0

    @cached_property
    def by_id(self) -> dict[str, Segment]:
        return {segment.video_id: segment for segment in self.segments}


def load(root: str | Path) -> AudioSet:
    """Reads every record's context and checks its features, which stay where they are.

    Raises:
        UserError: not this data set, or no file of features.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    shards = shards_below(root)
    if not shards:
        raise UserError(f"--data {root}: no .tfrecord file there or below. Expected there: {LAYOUT}")
    return read(root, shards)


def shards_below(root: Path) -> list[Path]:
    """All TFRecord files in a folder and the folders below, sorted; links to folders are not followed.

    Raises:
        UserError: the folder cannot be searched.
    """
    return files_below(root, SHARDS)


def read(root: Path, shards: Sequence[Path], wanted: Collection[str] | None = None) -> AudioSet:
    """The segments in some files; ``wanted``: ids of the videos that are asked for, None for all."""
    segments: dict[str, Segment] = {}
    refused, others = [], 0
    for shard in track(shards, len(shards), "reading features"):
        name = shard.relative_to(root).as_posix()
        for number, segment in enumerate(_records(shard, name, wanted), start=1):
            if segment is None:
                others += 1
            elif isinstance(segment, Refusal):
                refused.append(segment)
            elif first := segments.get(segment.video_id):
                at = f"{first.shard.relative_to(root).as_posix()} has it at byte {first.position:,}"
                refused.append(Refusal(segment.video_id, "second record", f"{name}, record {number}: {at}"))
            else:
                segments[segment.video_id] = segment
    return AudioSet(root, tuple(shards), tuple(segments.values()), tuple(refused), others)


def _records(shard: Path, name: str, wanted: Collection[str] | None) -> Iterator[Segment | Refusal | None]:
    """What ``_segment`` makes of each record of a file; last, where the file ends early, the refusal of its rest."""
    try:
        with opened(shard) as content:
            found, stopped = places(content)
            for number, place in enumerate(found, start=1):
                yield _segment(content, place, shard, f"{name}, record {number}", wanted)
    except ItemError as error:
        yield Refusal(name, error.reason, str(error))
        return
    if stopped:
        yield Refusal(name, "truncated or damaged", f"{stopped}; fetch the file again")
    elif not found:
        yield Refusal(name, "empty", "holds no record; fetch the file again")


def _segment(
    content: memoryview | bytes, place: Place, shard: Path, where: str, wanted: Collection[str] | None
) -> Segment | Refusal | None:
    """A record's segment, the refusal that says why it is unusable, or None where it is not asked for."""
    item = where
    try:
        if place.problem:
            raise ItemError(f"{place.problem}.", "truncated or damaged")
        context, lists = parse(bytes(content[place.start : place.start + place.length]))
        about = context_of(context)
        if wanted is not None and about.video_id not in wanted:
            return None
        item = about.video_id
        embedding_of(lists)
    except ItemError as error:
        return Refusal(item, error.reason, str(error) if item == where else f"{where}: {error}")
    return Segment(about.video_id, about.start, about.end, about.labels, shard, place.start - HEADER)


def features(shard: Path, position: int) -> np.ndarray:
    """The features of the record that begins at a byte of a file: uint8 ``(FRAMES, VALUES)``, 0 is -2 and 255 is 2.

    Raises:
        ItemError: no usable record begins there.
    """
    try:
        with shard.open("rb") as file:
            file.seek(position)
            (length,) = LENGTH.unpack(file.read(HEADER)[: LENGTH.size].ljust(LENGTH.size, b"\0"))
            record = file.read(min(length, LONGEST))
    except OSError as error:
        raise ItemError(f"{shard}: cannot be read ({error.strerror}); check its permissions.", "unreadable") from None
    try:
        return embedding_of(parse(record)[1])
    except ItemError as error:
        raise ItemError(f"{shard}, byte {position:,}: {error}", error.reason) from None


def validate(root: str | Path) -> Report:
    """Counts of segments by published part and of labels, and everything refused."""
    data = load(root)
    subsets = Counter(segment.subset for segment in data.segments)
    counts = {
        UNIT: len(data.segments),
        "files": len(data.shards),
        **{f"segments in {name}": subsets[name] for name in sorted(subsets)},
        "labels": sum(len(segment.labels) for segment in data.segments),
        "distinct labels": len({label for segment in data.segments for label in segment.labels}),
    }
    return Report(counts, list(data.refused))
