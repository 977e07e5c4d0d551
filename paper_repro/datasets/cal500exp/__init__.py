"""CAL500exp: 500 tracks, of each a few segments of 3 to 16 seconds with 67 tags, 18 of them emotions.

Read as published: ``SegLabelHard/{song}.csv``, one table a track. The sound is CAL500's, ``{song}.mp3`` (wav, flac and
the like are read too), in ``mp3/``, or else ``audio/``, or else the folder itself: the first that holds any. Hidden
files (``._*``, which macOS leaves behind) are not looked at. ``durations.csv``, where it is there, has columns ``song``
and ``duration_s``, seconds cut to a tenth; what follows from durations is counted only then.

Names of tables lost their letters beyond ASCII, names of sounds may have kept or replaced them: see ``pair``.

Tracks without sound stay: their labels are the evidence on the published evaluation. ``missing`` says which have no
sound file, ``refused`` which files cannot be used and why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile as sf

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError, Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.cal500exp.labels import WINDOW, frame_count
from paper_repro.datasets.cal500exp.table import EMOTIONS, TAGS, Segments, read_segments
from paper_repro.datasets.folder import Report, audio_files, existing_folder, read_table
from paper_repro.datasets.recognise import refuse_other

__all__ = ["EMOTIONS", "TAGS", "Cal500Exp", "Segments", "facts", "load", "validate"]

NAME = "cal500exp"
CITATION = (
    "Shuo-Yang Wang, Ju-Chiang Wang, Yi-Hsuan Yang and Hsin-Min Wang. Towards time-varying music auto-tagging based on "
    "CAL500 expansion. IEEE International Conference on Multimedia and Expo (ICME), pages 1-6, 2014. Tracks: Douglas "
    "Turnbull, Luke Barrington, David Torres and Gert Lanckriet. Semantic annotation and retrieval of music and sound "
    "effects. IEEE Transactions on Audio, Speech, and Language Processing 16(2), pages 467-476, 2008."
)
LICENCE = "none known to be stated by the publishers, who offer it for research; rights in the sound are others'."
HOME_PAGE = "http://slam.iis.sinica.edu.tw/demo/CAL500exp/"
LAYOUT = "SegLabelHard/{song}.csv, mp3/{song}.mp3 (or audio/, or beside SegLabelHard) and durations.csv (optional)"

LABELS = "SegLabelHard"
SOUND_FOLDERS = ("mp3", "audio", ".")
DURATIONS = "durations.csv"
#: Hz of the published mp3s, which are mono, and samples from one mel frame of the report to the next.
PUBLISHED_RATE = 22_050
HOP = 1024
#: Share of the tables that may be unreadable. One in 500 is an accident; more is another data set or a bad copy.
UNREADABLE_SHARE = 0.01
#: Seconds by which labels may end after the sound: so much is cut off the durations, and encoders round.
SLACK = 0.1
#: Sounds whose letters beyond ASCII were replaced instead of dropped, and the names of their tables.
REPLACED = {
    "bjork-army_of_me": "bjrk-army_of_me",
    "blue_oyster_cult-burnin_for_you": "blue_yster_cult-burnin_for_you",
}


@dataclass(frozen=True, eq=False)
class Cal500Exp:
    """The data set as loaded.

    Attributes:
        root: its folder.
        songs: names of the tracks whose table could be read, sorted, as the tables spell them.
        segments: what is labelled of each, in the order of ``songs``.
        audio: sound file by song, for those that have a usable one.
        durations: seconds by song, from ``durations.csv``; empty without it.
        refused: tables, sounds and rows of ``durations.csv`` that cannot be used, with the reason.
        missing: songs that have no sound file at all, sorted.
    """

    root: Path
    songs: tuple[str, ...]
    segments: tuple[Segments, ...]
    audio: dict[str, Path]
    durations: dict[str, float]
    refused: tuple[Refusal, ...]
    missing: tuple[str, ...]


def load(root: str | Path) -> Cal500Exp:
    """Reads every table and pairs it with a sound file by name; none is opened.

    Raises:
        UserError: not this data set, more than 1 % of the tables cannot be read, or ``durations.csv`` cannot.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    tables, refused = _tables(root / LABELS)
    named = {*tables, *(refusal.item for refusal in refused)}  # a sound beside an unreadable table has its labels
    files, hidden = _sounds(root)
    sounds, unpaired = pair(files, named)
    refused += [_second(root, path, files[path.stem]) for path in hidden]
    refused += [Refusal(files[name].relative_to(root).as_posix(), *why) for name, why in unpaired.items()]
    audio = {song: files[name] for song, name in sounds.items() if song in tables}
    empty = {song for song, path in audio.items() if path.stat().st_size == 0}
    refused += [Refusal(song, "empty", f"{audio[song]}: the file has zero bytes") for song in sorted(empty)]

    rows = _durations(root / DURATIONS)
    timed, unnamed = pair(rows, named)
    refused += [
        Refusal(name, reason, f"a row of {DURATIONS}; {detail}")
        for name, (reason, detail) in unnamed.items()
        if name not in unpaired  # it is listed as a sound
    ]
    songs = tuple(sorted(tables))
    return Cal500Exp(
        root,
        songs,
        tuple(tables[song] for song in songs),
        {song: audio[song] for song in songs if song in audio and song not in empty},
        {song: rows[timed[song]] for song in songs if song in timed},
        tuple(refused),
        tuple(song for song in songs if song not in audio),
    )


def pair(names: Iterable[str], songs: Iterable[str]) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Pairs names (of sounds) with songs (names of tables), each with one at most.

    Equal names first. Of the others, a name without its letters beyond ASCII (an accented letter is dropped whole,
    however it is encoded) is a song's, or is one of ``REPLACED``; where two names mean one song, neither is paired.

    Returns:
        name by song; and for each name that has no song, a reason and a detail.
    """
    names, songs = set(names), set(songs)
    exact = names & songs
    by_key: dict[str, list[str]] = {}
    for name in sorted(names - exact):
        by_key.setdefault(_key(name), []).append(name)
    pairs, unpaired = {song: song for song in exact}, {}
    for key, meant in by_key.items():
        if key in exact:
            unpaired |= dict.fromkeys(meant, ("second file", f"{key} is used"))
        elif key not in songs:
            unpaired |= {name: ("no labels", f"there is no {LABELS}/{name}.csv") for name in meant}
        elif len(meant) > 1:
            why = f"{' and '.join(meant)} may each be {key}; remove all but one"
            unpaired |= dict.fromkeys(meant, ("ambiguous name", why))
        else:
            pairs[key] = meant[0]
    return pairs, unpaired


def _key(name: str) -> str:
    """The name of its table that a name leads to."""
    # Composed first: macOS writes an accented letter as a plain one and an accent, and the whole letter is to go.
    name = unicodedata.normalize("NFC", name).encode("ascii", "ignore").decode()
    return REPLACED.get(name, name)


def _tables(folder: Path) -> tuple[dict[str, Segments], list[Refusal]]:
    """Segments by song, and the tables that cannot be read."""
    if not folder.is_dir():
        raise UserError(f"{folder}: is a file, not a folder. Expected there: {LAYOUT}")
    paths = sorted(path for path in folder.glob("*.csv") if not path.name.startswith("."))
    if not paths:
        raise UserError(f"{folder}: holds no csv. Expected there: {LAYOUT}")
    tables, refused = {}, []
    for path in track(paths, len(paths), "reading labels", unit="track"):
        try:
            tables[path.stem] = read_segments(path)
        except UserError as error:
            refused.append(Refusal(path.stem, "unreadable labels", str(error)))
    if len(refused) > UNREADABLE_SHARE * len(paths):
        raise UserError(
            f"{refused[0].detail} It is one of {len(refused):,} unreadable tables of {len(paths):,} in {folder}; "
            f"{UNREADABLE_SHARE:.0%} is passed over at most."
        )
    return tables, refused


def _sounds(root: Path) -> tuple[dict[str, Path], list[Path]]:
    """Sound files by stem from the first folder that has any, and those that another of the same stem stands before."""
    for folder in SOUND_FOLDERS:
        found, hidden = audio_files(root / folder)
        found = {stem: path for stem, path in found.items() if not stem.startswith(".")}
        if found:
            return found, [path for path in hidden if path.stem in found]
    return {}, []


def _second(root: Path, path: Path, used: Path) -> Refusal:
    return Refusal(path.relative_to(root).as_posix(), "second file", f"{used.relative_to(root).as_posix()} is used")


def _durations(path: Path) -> dict[str, float]:
    """Seconds by song as ``durations.csv`` names it, none where there is no such file."""
    if not path.exists():
        return {}
    durations: dict[str, float] = {}
    table = read_table(path, ("song", "duration_s"))
    for line, (song, cell) in enumerate(table.itertuples(index=False), start=2):
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", cell) or float(cell) == 0:
            raise UserError(f"{path} line {line}: duration_s must be seconds above 0. Received: {cell!r}. Mend it.")
        if song in durations:
            raise UserError(f"{path} line {line}: song {song!r} comes a second time. Remove one of the two rows.")
        durations[song] = float(cell)
    return durations


def facts(data: Cal500Exp) -> dict[str, int | float]:
    """What can be counted from labels and durations: the numbers by which the published set is known.

    The positive rate is of all (segment, emotion) pairs. A track's labelled share is the seconds in its segments over
    its duration, 1 at most; labels of three published tracks end after their sound. Shares are rounded to .001.
    """
    counts: dict[str, int | float] = {
        "clips": len(data.songs),
        "segments": sum(map(len, data.segments)),
        "segments a track, mean": round(float(np.mean([len(one) for one in data.segments])), 3),
        "tags": len(TAGS),
        "emotions": len(EMOTIONS),
        "positive rate of the emotions": round(
            float(np.concatenate([one.labels[:, : len(EMOTIONS)] for one in data.segments]).mean()), 3
        ),
        "tracks labelled from their start on": sum(float(one.start[0]) == 0 for one in data.segments),
    }
    timed = [(one, data.durations[song]) for song, one in zip(data.songs, data.segments, strict=True)
             if song in data.durations]  # fmt: skip
    if not timed:
        return counts
    shares = [min(float((one.end - one.start).sum()) / seconds, 1.0) for one, seconds in timed]
    return counts | {
        "tracks with a duration": len(timed),
        "labelled share of a track, median": round(float(np.median(shares)), 3),
        "tracks labelled throughout": sum(share == 1 for share in shares),
        "tracks labelled past their end": sum(float(one.end[-1]) > seconds + SLACK for one, seconds in timed),
        "tracks shorter than a window": sum(
            frame_count(int(seconds * PUBLISHED_RATE), HOP) < WINDOW for _, seconds in timed
        ),
    }


def validate(root: str | Path) -> Report:
    """``facts``, and every sound decoded.

    One that cannot be decoded, or is shorter than a window of 128 frames, is refused. One of another rate or with more
    channels than published, and labels that end after the sound, are noted.
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
        about = sf.info(path)
        if (about.samplerate, about.channels) != (PUBLISHED_RATE, 1):
            found = f"{about.samplerate} Hz, {about.channels} channels; published: {PUBLISHED_RATE} Hz, 1 channel"
            noted.append(Refusal(song, "not as published", found))
        if segments[song].end[-1] > seconds + SLACK:
            past = f"until {segments[song].end[-1]:.2f} s, the sound until {seconds:.2f} s"
            noted.append(Refusal(song, "labelled past its end", past))
    refused += [
        Refusal(song, "no sound file", f"no {song}.mp3 in mp3/, audio/ or beside {LABELS}") for song in data.missing
    ]
    counts = facts(data) | {"clips with sound": good, "clips without a sound file": len(data.missing)}
    return Report(counts, refused, noted)
