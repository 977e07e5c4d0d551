"""MusicCaps' clips and their features out of AudioSet's published files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paper_repro.core.errors import Refusal, UserError
from paper_repro.datasets import audioset, musiccaps

#: Seconds by which a record may begin off the caption file's start before it is said: single precision rounds.
SAME_START = 1e-3
#: Clips named in a note; of more, their number.
NAMED = 5


@dataclass(frozen=True)
class Matched:
    """Clips whose features were found, ``audio`` the file and ``offset`` the byte in it at which their record begins.

    ``refused`` has the others; ``notes`` are sentences on files and records that a table says below itself.
    """

    clips: tuple[musiccaps.Clip, ...]
    refused: tuple[Refusal, ...]
    notes: tuple[str, ...]


def match(root: Path, clips: Sequence[musiccaps.Clip]) -> Matched:
    """Finds each clip's features in the TFRecord files below ``root``, by the video's id.

    Raises:
        UserError: no such files there, or none of the clips in them.
    """
    shards = audioset.shards_below(root)
    if not shards:
        raise UserError(
            f"--features vggish: {root} has no .tfrecord file. Expected there: {audioset.LAYOUT} (AudioSet's features, "
            f"{audioset.HOME_PAGE}), beside {musiccaps.MARKS[0]}."
        )
    data = audioset.read(root, shards, {clip.ytid for clip in clips})
    unusable = {refusal.item: refusal for refusal in data.refused if refusal.reason != "second record"}
    found, refused, moved = [], [], []
    for clip in clips:
        segment = data.by_id.get(clip.ytid)
        if segment is None:
            none = Refusal(clip.ytid, "no features", f"no record in {len(shards):,} TFRecord files")
            refused.append(unusable.get(clip.ytid, none))
            continue
        if abs(segment.start - clip.start) > SAME_START:
            moved.append(f"{clip.ytid} {segment.start:g} for {clip.start:g}")
        found.append(replace(clip, audio=segment.shard, offset=float(segment.position)))
    if not found:
        first = f" The first problem: {data.refused[0].item}: {data.refused[0].detail}" if data.refused else ""
        raise UserError(
            f"--features vggish: none of the {len(clips):,} clips has usable features in the {len(shards):,} .tfrecord "
            f"files below {root}; they hold {data.others:,} other segments.{first}"
        )
    notes = [_starts(moved, len(found))]
    counted = {clip.ytid for clip in clips} - data.by_id.keys()
    if beside := Counter(refusal.reason for refusal in data.refused if refusal.item not in counted):
        reasons = ", ".join(f"{times:,} {reason}" for reason, times in sorted(beside.items()))
        first = next(refusal for refusal in data.refused if refusal.item not in counted)
        notes.append(f"Of the TFRecord files not used: {reasons}; the first: {first.item}: {first.detail}.")
    return Matched(tuple(found), tuple(refused), tuple(notes))


def _starts(moved: Sequence[str], clips: int) -> str:
    """In how many records the start is not that of the caption file, in a sentence."""
    if not moved:
        return f"AudioSet's and the caption file's start second agree in all {clips:,} clips."
    named = ", ".join(moved[:NAMED]) + (f" and {len(moved) - NAMED:,} more" if len(moved) > NAMED else "")
    return (
        f"AudioSet's start second is not the caption file's in {len(moved):,} of {clips:,} clips, used all the same: "
        f"{named}."
    )
