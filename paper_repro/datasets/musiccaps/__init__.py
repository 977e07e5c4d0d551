"""MusicCaps: 5,521 ten-second excerpts of YouTube videos, each with a list of aspects and a caption by a musician.

The published data set is one table without sound. Sound files are read from ``audio/``, or else from beside the table,
under either of the usual names:

* ``[<ytid>]-[<start>-<end>].<ext>`` is the excerpt;
* ``<ytid>.<ext>`` is the excerpt, or the whole video where it is longer than the excerpt.

Rows without sound are kept: their text is needed for the published evaluation. ``missing`` lists clips without a file,
``refused`` has the reason why a file or a row cannot be used.

Example:
    >>> import tempfile
    >>> from paper_repro.datasets import musiccaps
    >>> root = Path(tempfile.mkdtemp())
    >>> header = ("ytid,start_s,end_s,audioset_positive_labels,aspect_list,caption,author_id,"
    ...           "is_balanced_subset,is_audioset_eval")
    >>> row = "-0Gj8-vB1q4,30,40,/m/04rlf,['piano'],A slow piano.,4,False,True"
    >>> _ = (root / "musiccaps-public.csv").write_text(header + "\\n" + row + "\\n")
    >>> data = musiccaps.load(root)
    >>> data.clips[0].aspects, data.missing
    (('piano',), ('-0Gj8-vB1q4',))
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError, Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.folder import audio_files, existing_folder, second_file
from paper_repro.datasets.musiccaps.table import TABLE, Clip, read_clips
from paper_repro.datasets.no_sound import no_sound_file, other_formats
from paper_repro.datasets.offers import Offer
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.report import Report
from paper_repro.datasets.sound import read_header

__all__ = ["SUBSETS", "Clip", "MusicCaps", "load", "validate"]

NAME = "musiccaps"
CITATION = (
    "Andrea Agostinelli, Timo I. Denk, Zalán Borsos, Jesse Engel, Mauro Verzetti, Antoine Caillon, Qingqing Huang, "
    "Aren Jansen, Adam Roberts, Marco Tagliasacchi, Matt Sharifi, Neil Zeghidour and Christian Frank. "
    "MusicLM: Generating music from text. arXiv:2301.11325, 2023."
)
LICENCE = "CC BY-SA 4.0 for the captions and aspects; the audio is not part of the set."
HOME_PAGE = "https://www.kaggle.com/datasets/googleai/musiccaps"
LAYOUT = "musiccaps-public.csv and audio/<ytid>.wav or audio/[<ytid>]-[<start>-<end>].wav (mp3, flac, ogg too)"
OFFERS = (
    Offer(
        "captions", "aspects and captions", "5,521 rows, 2.9 MB", "CC BY-SA 4.0",
        "https://www.kaggle.com/datasets/googleai/musiccaps", "as musiccaps-public.csv",
    ),
    Offer(
        "features", "VGGish features of the clips, out of AudioSet's",
        "5,521 of its segments, 8 MB; in its whole archive of 2.4 GB", "CC BY 4.0",
        "https://research.google.com/audioset/download.html",
        "features.tar.gz, unpacked: audioset_v1_embeddings/bal_train and eval (data audioset has its address)",
    ),
    Offer(
        "sound", "sound", "not published: 5,521 parts of YouTube videos, by id", "that of each video",
        "https://www.youtube.com", "as audio/<ytid>.wav, where you may have it",
    ),
)  # fmt: skip
#: Names that only this data set has.
MARKS = ("musiccaps-public.csv",)

SUBSETS = ("all", "balanced", "evaluation")
AUDIO_FOLDER = "audio"
#: Seconds by which a file may miss its nominal length: encoders and cutting tools round.
SLACK = 0.5
#: Hz at which ``validate`` decodes; any rate does.
CHECK_RATE = 12_000
TOO_SHORT = "shorter than the labelled excerpt"


@dataclass(frozen=True)
class MusicCaps:
    """The data set as loaded.

    Attributes:
        root: its folder.
        clips: every row that has an aspect, in the order of the file, with or without sound.
        refused: rows without an aspect, and sound files that cannot be used, with the reason.
        missing: ids of the clips that have no sound file at all, in the order of the file.
        other: file by id of missing clips that have one in a format that is not read.
    """

    root: Path
    clips: tuple[Clip, ...]
    refused: tuple[Refusal, ...]
    missing: tuple[str, ...]
    other: dict[str, Path]

    @property
    def without_sound(self) -> list[Refusal]:
        """The refusals of the missing clips."""
        places = f"neither in {AUDIO_FOLDER}/ nor beside {TABLE}"
        return [no_sound_file(ytid, places, self.other.get(ytid)) for ytid in self.missing]

    @property
    def with_audio(self) -> tuple[Clip, ...]:
        """The clips with a usable sound file."""
        return tuple(clip for clip in self.clips if clip.audio is not None)

    def subset(self, name: str) -> tuple[Clip, ...]:
        """The clips of a subset, with or without sound: ``all``, genre-``balanced``, or AudioSet's ``evaluation``.

        Raises:
            UserError: ``name`` is not one of ``SUBSETS``.
        """
        if name not in SUBSETS:
            raise UserError(f"subset of {NAME} must be one of {', '.join(SUBSETS)}. Received: {name!r}.")
        return tuple(clip for clip in self.clips if name == "all" or getattr(clip, name))


def load(root: str | Path) -> MusicCaps:
    """Reads the table and matches it with the sound files by name; of these only the headers are read.

    Raises:
        UserError: not this data set, or a malformed table.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    rows = read_clips(root / TABLE)
    files, refused = _sound_files(root)
    others = other_formats(root) | other_formats(root / AUDIO_FOLDER)
    clips, missing, other = [], [], {}
    unclaimed = set(files)
    for clip in track(rows, len(rows), "reading headers"):
        # Prefer the excerpt over the whole video.
        names = [f"[{clip.ytid}]-[{_digits(clip.start)}-{_digits(clip.end)}]", clip.ytid]
        paths = [files[name] for name in names if name in files]
        unclaimed.difference_update(names)
        if not clip.aspects:
            refused.append(Refusal(clip.ytid, "no aspect", f"its aspect_list in {TABLE} is empty"))
            continue
        refused += [second_file(root, path, paths[0]) for path in paths[1:]]
        if not paths:
            missing.append(clip.ytid)
            if held := [others[name] for name in names if name in others]:
                other[clip.ytid] = held[0]
        else:
            offset = _offset(clip, paths[0], is_excerpt=names[0] in files)
            if isinstance(offset, Refusal):
                refused.append(offset)
            else:
                clip = replace(clip, audio=paths[0], offset=offset)
        clips.append(clip)
    refused += [
        Refusal(files[stem].relative_to(root).as_posix(), "no row", f"{TABLE} names no such clip")
        for stem in sorted(unclaimed)
    ]
    return MusicCaps(root, tuple(clips), tuple(refused), tuple(missing), other)


def _sound_files(root: Path) -> tuple[dict[str, Path], list[Refusal]]:
    """Sound files by stem, preferably from ``audio/``; further files of the same stem are refused."""
    beside, hidden_beside = audio_files(root)
    inside, hidden_inside = audio_files(root / AUDIO_FOLDER)
    files = beside | inside
    hidden = [*hidden_inside, *hidden_beside, *(beside[stem] for stem in sorted(beside.keys() & inside.keys()))]
    return files, [second_file(root, path, files[path.stem]) for path in hidden]


def _offset(clip: Clip, path: Path, *, is_excerpt: bool) -> float | Refusal:
    """Seconds into ``path`` at which the excerpt begins, by the file's header; else why it cannot be used."""
    try:
        held = read_header(path).seconds
    except AudioError as error:
        return Refusal(clip.ytid, error.reason, str(error))
    wanted = clip.end - clip.start
    offset = 0.0 if is_excerpt or held <= wanted + SLACK else clip.start
    if held < offset + wanted - SLACK:
        return _too_short(clip, path, f"{held:.2f} s", offset + wanted)
    return offset


def _too_short(clip: Clip, path: Path, held: str, end: float) -> Refusal:
    return Refusal(clip.ytid, TOO_SHORT, f"{path}: holds {held}, its excerpt ends at {end:g} s; fetch it again.")


def _digits(seconds: float) -> str:
    """Formatted as in the published table and file names: a whole number has no decimal point."""
    return str(int(seconds)) if seconds.is_integer() else str(seconds)


def validate(root: str | Path) -> Report:
    """Counts of clips and annotations, and everything refused. Every available excerpt is decoded."""
    data = load(root)
    rows_without = sum(refusal.reason == "no aspect" for refusal in data.refused)
    refused = [*data.refused]
    good = 0
    for clip in track(data.with_audio, len(data.with_audio), "decoding"):
        wanted = clip.end - clip.start
        try:
            held = decode(clip.audio, sample_rate=CHECK_RATE, offset=clip.offset, duration=wanted).shape[0] / CHECK_RATE
        except AudioError as error:
            refused.append(Refusal(clip.ytid, error.reason, str(error)))
            continue
        # A file that was cut off may still have the header of the whole.
        if held < wanted - SLACK:
            refused.append(
                _too_short(clip, clip.audio, f"{held:.2f} s from {_digits(clip.offset)} s on", clip.offset + wanted)
            )
        else:
            good += 1
    refused += data.without_sound
    counts = {"clips": len(data.clips) + rows_without, "clips with sound": good}
    counts["clips without a sound file"] = len(data.missing)
    return Report(counts | _facts(data.clips), refused)


def _facts(clips: tuple[Clip, ...]) -> dict[str, int]:
    """Counts from the table, to compare with those of the published data set."""
    uses = Counter(aspect for clip in clips for aspect in clip.aspects)
    lengths = [len(clip.aspects) for clip in clips]
    return {
        "aspects": uses.total(),
        "distinct aspects": len(uses),
        "aspects that occur once": sum(times == 1 for times in uses.values()),
        "fewest aspects of a clip": min(lengths, default=0),
        "most aspects of a clip": max(lengths, default=0),
        "clips that repeat an aspect": sum(len(set(clip.aspects)) < len(clip.aspects) for clip in clips),
        "captions with a line break": sum("\n" in clip.caption for clip in clips),
        "ids beginning with -": sum(clip.ytid.startswith("-") for clip in clips),
        "rows of the evaluation subset": sum(clip.evaluation for clip in clips),
        "rows of the balanced subset": sum(clip.balanced for clip in clips),
    }
