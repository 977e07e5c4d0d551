"""CAL500exp: 500 tracks, each with a few segments of 3 to 16 seconds labelled with 67 tags, 18 of them emotions.

Read as published: ``SegLabelHard/{song}.csv``, one table for each track. The sound files are CAL500's ``{song}.mp3``
(or wav, flac, ...) in the first of ``mp3/``, ``audio/`` and the folder itself that has any. Hidden files (``._*``, left
behind by macOS) are ignored. The optional ``durations.csv`` has columns ``song`` and ``duration_s``, seconds truncated
to a tenth; counts that depend on durations are made only with it.

Names of tables lost their non-ASCII letters, those of sound files may have kept or replaced them: see ``pair``.

Tracks without sound are kept: their labels are needed for the published evaluation. ``missing`` lists tracks without a
sound file, ``refused`` has the reason why a file cannot be used.

Example:
    >>> import tempfile
    >>> from paper_repro.datasets import cal500exp
    >>> root = Path(tempfile.mkdtemp())
    >>> (root / "SegLabelHard").mkdir()
    >>> header = ",".join(["Start_Time", "End_Time", *cal500exp.TAGS])
    >>> rows = [f"{start},{start + 4}" + ",1" * len(cal500exp.TAGS) for start in (0, 5)]
    >>> _ = (root / "SegLabelHard" / "bob-song.csv").write_text("\\n".join([header, *rows]))
    >>> data = cal500exp.load(root)
    >>> data.segments[0].start.tolist(), data.missing
    ([0.0, 5.0], ('bob-song',))
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError, Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.cal500exp.labels import WINDOW, frame_count
from paper_repro.datasets.cal500exp.pairs import LABELS, pair
from paper_repro.datasets.cal500exp.spectrograms import load_spectrograms, spectrogram_file
from paper_repro.datasets.cal500exp.table import EMOTIONS, TAGS, Segments, read_segments
from paper_repro.datasets.folder import audio_files, entries, existing_folder, is_folder, second_file, size_of
from paper_repro.datasets.no_sound import no_sound_file, other_formats
from paper_repro.datasets.offers import Offer
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.report import Report
from paper_repro.datasets.sound import difference_from_mono
from paper_repro.datasets.tables import malformed, read_table

__all__ = ["EMOTIONS", "TAGS", "Cal500Exp", "Segments", "facts", "load", "validate"]

NAME = "cal500exp"
CITATION = (
    "Shuo-Yang Wang, Ju-Chiang Wang, Yi-Hsuan Yang and Hsin-Min Wang. Towards time-varying music auto-tagging based on "
    "CAL500 expansion. IEEE International Conference on Multimedia and Expo (ICME), pages 1-6, 2014. Tracks: Douglas "
    "Turnbull, Luke Barrington, David Torres and Gert Lanckriet. Semantic annotation and retrieval of music and sound "
    "effects. IEEE Transactions on Audio, Speech, and Language Processing 16(2), pages 467-476, 2008."
)
LICENCE = "Not stated by the publishers, who offer it for research; the audio belongs to its rights holders."
HOME_PAGE = "http://slam.iis.sinica.edu.tw/demo/CAL500exp/"
LAYOUT = "SegLabelHard/{song}.csv, mp3/{song}.mp3 (or audio/, or beside SegLabelHard) and durations.csv (optional)"
OFFERS = (
    Offer(
        "labels", "labels of segments", "500 tables, 3,223 segments, 2.9 MB", "not stated; for research",
        "http://slam.iis.sinica.edu.tw/demo/CAL500exp/", "as SegLabelHard/{song}.csv",
    ),
    Offer(
        "sound", "CAL500's tracks", "500 mp3 at 32 kbit/s (CAL500_32kps.tar)",
        "non-profit research; the music is its rights holders'", "http://calab1.ucsd.edu/~datasets/cal500/",
        "as mp3/{song}.mp3",
    ),
    Offer(
        "first_seconds", "spectrograms of the first 3 s, read back from pictures", "500 x 480 bins x 127 frames, 24 MB",
        "CAL500: non-profit research", "https://github.com/rickiepark/cnn_mer",
        "as first_seconds/spectrograms.npz with arrays names, S",
    ),
)  # fmt: skip
#: Names that only this data set has.
MARKS = ("SegLabelHard",)

SOUND_FOLDERS = ("mp3", "audio", ".")
DURATIONS = "durations.csv"
#: Hz of the published mp3s, which are mono, and samples from one mel frame of the report to the next.
PUBLISHED_RATE = 22_050
HOP = 1024
#: Share of the tables that may be unreadable; a larger share means another data set or a damaged copy.
UNREADABLE_SHARE = 0.01
#: Seconds by which labels may end after the sound: durations are truncated to a tenth, and encoders round.
SLACK = 0.1


@dataclass(frozen=True, eq=False)
class Cal500Exp:
    """The data set as loaded.

    Attributes:
        root: its folder.
        songs: names of the tracks whose table could be read, sorted, as the tables spell them.
        segments: labelled segments of each track, in the order of ``songs``.
        audio: sound file by song, for tracks with a usable one.
        durations: seconds by song, from ``durations.csv``; empty without it.
        refused: tables, sound files and rows of ``durations.csv`` that cannot be used, with the reason.
        missing: songs without a sound file, sorted.
        other: file by song of missing ones that have one in a format that is not read.
    """

    root: Path
    songs: tuple[str, ...]
    segments: tuple[Segments, ...]
    audio: dict[str, Path]
    durations: dict[str, float]
    refused: tuple[Refusal, ...]
    missing: tuple[str, ...]
    other: dict[str, Path]

    @property
    def without_sound(self) -> list[Refusal]:
        """The refusals of the missing songs."""
        return [
            no_sound_file(song, f"no {song}.mp3 in mp3/, audio/ or beside {LABELS}", self.other.get(song))
            for song in self.missing
        ]


def load(root: str | Path) -> Cal500Exp:
    """Reads every table and matches it with a sound file by name; none is decoded.

    Raises:
        UserError: not this data set, or more than 1 % of the tables or ``durations.csv`` cannot be read.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    tables, unreadable = _tables(root / LABELS)
    refused = [Refusal(song, "unreadable labels", error) for song, error in unreadable.items()]
    named = {*tables, *unreadable}  # the sound file of an unreadable table is not reported as unlabelled
    files, hidden = _sounds(root)
    sounds, unpaired = pair(files, named)
    refused += [second_file(root, path, files[path.stem]) for path in hidden]
    refused += [Refusal(files[name].relative_to(root).as_posix(), *why) for name, why in unpaired.items()]
    audio = {song: files[name] for song, name in sounds.items() if song in tables}
    empty = {song for song, path in audio.items() if size_of(path) == 0}
    refused += [Refusal(song, "empty", f"{audio[song]}: the file has zero bytes") for song in sorted(empty)]

    rows = _durations(root / DURATIONS)
    timed, unnamed = pair(rows, named)
    refused += [
        Refusal(name, reason, f"a row of {DURATIONS}; {detail}")
        for name, (reason, detail) in unnamed.items()
        if name not in unpaired  # it is listed as a sound
    ]
    songs = tuple(sorted(tables))
    others = {}
    for folder in reversed(SOUND_FOLDERS):
        others |= other_formats(root / folder)
    unread, _ = pair(others, named)
    return Cal500Exp(
        root,
        songs,
        tuple(tables[song] for song in songs),
        {song: audio[song] for song in songs if song in audio and song not in empty},
        {song: rows[timed[song]] for song in songs if song in timed},
        tuple(refused),
        tuple(song for song in songs if song not in audio),
        {song: others[unread[song]] for song in songs if song in unread and song not in audio},
    )


def _tables(folder: Path) -> tuple[dict[str, Segments], dict[str, str]]:
    """Segments by song; and the error by song of tables that cannot be read."""
    if not is_folder(folder):
        raise UserError(f"{folder}: is a file, not a folder. Expected there: {LAYOUT}")
    paths = [path for path in entries(folder) if path.suffix == ".csv" and not path.name.startswith(".")]
    if not paths:
        raise UserError(f"{folder}: holds no csv. Expected there: {LAYOUT}")
    tables, unreadable = {}, {}
    for path in track(paths, len(paths), "reading labels", unit="track"):
        try:
            tables[path.stem] = read_segments(path)
        except UserError as error:
            unreadable[path.stem] = str(error)
    if len(unreadable) > UNREADABLE_SHARE * len(paths):
        raise UserError(
            f"{next(iter(unreadable.values()))} It is one of {len(unreadable):,} unreadable tables of {len(paths):,} "
            f"in {folder}; at most {UNREADABLE_SHARE:.0%} are skipped."
        )
    return tables, unreadable


def _sounds(root: Path) -> tuple[dict[str, Path], list[Path]]:
    """Sound files by stem from the first folder that has any; and further files of the same stem."""
    for folder in SOUND_FOLDERS:
        files, unused = audio_files(root / folder)
        files = {stem: path for stem, path in files.items() if not stem.startswith(".")}
        if files:
            return files, [path for path in unused if path.stem in files]
    return {}, []


def _durations(path: Path) -> dict[str, float]:
    """Seconds by song from ``durations.csv``; empty where there is no such file."""
    if path not in entries(path.parent):
        return {}
    durations: dict[str, float] = {}
    table = read_table(path, ("song", "duration_s"))
    for line, song, cell in table.itertuples():
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", cell) or float(cell) == 0:
            raise malformed(path, line, "duration_s must be seconds above 0", cell, "Correct that cell.")
        if song in durations:
            raise UserError(f"{path} line {line}: song {song!r} comes a second time. Remove one of the two rows.")
        durations[song] = float(cell)
    return durations


def facts(data: Cal500Exp) -> dict[str, int | float]:
    """Counts from labels and durations, to compare with those of the published data set.

    The positive rate is over all (segment, emotion) pairs. A track's labelled share is the seconds in its segments
    divided by its duration, at most 1: labels of three published tracks end after their sound. Shares are rounded to
    0.001.
    """
    counts: dict[str, int | float] = {
        "clips": len(data.songs),
        "segments": sum(map(len, data.segments)),
        "segments a track, mean": round(float(np.mean([len(segments) for segments in data.segments])), 3),
        "tags": len(TAGS),
        "emotions": len(EMOTIONS),
        "positive rate of the emotions": round(
            float(np.concatenate([segments.labels[:, : len(EMOTIONS)] for segments in data.segments]).mean()), 3
        ),
        "tracks labelled from their start on": sum(float(segments.start[0]) == 0 for segments in data.segments),
    }
    timed = [
        (segments, data.durations[song])
        for song, segments in zip(data.songs, data.segments, strict=True)
        if song in data.durations
    ]
    if not timed:
        return counts
    shares = [min(float((segments.end - segments.start).sum()) / seconds, 1.0) for segments, seconds in timed]
    return counts | {
        "tracks with a duration": len(timed),
        "labelled share of a track, median": round(float(np.median(shares)), 3),
        "tracks labelled throughout": sum(share == 1 for share in shares),
        "tracks labelled past their end": sum(float(segments.end[-1]) > seconds + SLACK for segments, seconds in timed),
        "tracks shorter than a window": sum(
            frame_count(int(seconds * PUBLISHED_RATE), HOP) < WINDOW for _, seconds in timed
        ),
    }


def validate(root: str | Path) -> Report:
    """``facts``, and every sound file decoded.

    A file that cannot be decoded, or is shorter than a window of 128 frames, is refused. Another sample rate or more
    channels than published, and labels that end after the sound, are noted. Spectrograms in place of sound are counted.
    """
    data = load(root)
    refused, noted = [*data.refused], []
    segments = dict(zip(data.songs, data.segments, strict=True))
    good = 0
    for song, path in track(data.audio.items(), len(data.audio), "decoding", unit="track"):
        try:
            samples = decode(path, sample_rate=PUBLISHED_RATE).shape[0]
        except AudioError as error:
            refused.append(Refusal(song, error.reason, str(error)))
            continue
        frames, seconds = frame_count(samples, HOP), samples / PUBLISHED_RATE
        if frames < WINDOW:
            held = f"{path}: holds {seconds:.2f} s, {frames} frames; a window has {WINDOW}."
            refused.append(Refusal(song, "shorter than a window", held))
        else:
            good += 1
        difference = difference_from_mono(path, PUBLISHED_RATE)
        if difference:
            noted.append(Refusal(song, "not as published", difference))
        if segments[song].end[-1] > seconds + SLACK:
            past = f"until {segments[song].end[-1]:.2f} s, the sound until {seconds:.2f} s"
            noted.append(Refusal(song, "labelled past its end", past))
    refused += data.without_sound
    counts = facts(data) | {"clips with sound": good, "clips without a sound file": len(data.missing)}
    if path := spectrogram_file(data.root):
        spectrograms = load_spectrograms(path, data.songs)
        counts["clips with a spectrogram of their first seconds"] = len(spectrograms.rows)
        refused += spectrograms.refused
    return Report(counts, refused, noted)
