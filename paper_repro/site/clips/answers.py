"""What a finished run says of each test clip, read from its ``predictions.csv``; and what people said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

#: Tags shown of each clip, besides those that people gave it.
SHOWN = 6
#: Beams of the search whose titles are shown, where a run has several.
BEAMS = "5"


@dataclass(frozen=True)
class Timeline:
    """Probabilities over time: ``scores (windows, tags)``, and ``truth`` of the same shape with 0, 1."""

    tags: tuple[str, ...]
    truth: np.ndarray
    scores: np.ndarray


@dataclass(frozen=True)
class Answer:
    """What one run says of one clip.

    Attributes:
        words: in the order in which they are said, or the most probable tags first.
        scores: probabilities of the words; empty where a network gives none.
        truths: what each person said; of tags, one list.
        timeline: where a network answers window by window.
        asked: what the truths are, where they are not what listeners said.
    """

    words: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    truths: tuple[tuple[str, ...], ...] = ()
    timeline: Timeline | None = field(default=None, compare=False)
    asked: str = ""


def answers_of(frame: pd.DataFrame) -> dict[str, Answer]:
    """Answers by clip of the test part, from predictions of any paper; none where the columns are of no known kind."""
    if "split" in frame:
        frame = frame[frame["split"] == "test"]
    for columns, read in _READERS.items():
        if all(any(name == column or name.startswith(f"{column}:") for name in frame) for column in columns):
            return read(frame)
    return {}


def _over_time(frame: pd.DataFrame) -> dict[str, Answer]:
    tags = _tags(frame, "score")
    ordered = frame.assign(window=frame["window"].astype(int)).sort_values("window")
    return {
        str(clip): Answer(timeline=Timeline(
            tuple(map(readable, tags)), _matrix(part, "filled", tags), _matrix(part, "score", tags)
        ))
        for clip, part in ordered.groupby("clip_id", sort=False)
    }  # fmt: skip


def _tagged(frame: pd.DataFrame) -> dict[str, Answer]:
    tags = _tags(frame, "score")
    labels, scores = _matrix(frame, "label", tags), _matrix(frame, "score", tags)
    found = {}
    for at, clip in enumerate(frame["clip_id"]):
        order = np.argsort(-scores[at], kind="stable")
        kept = [number for place, number in enumerate(order) if place < SHOWN or labels[at, number]]
        found[str(clip)] = Answer(
            tuple(tags[number] for number in kept),
            tuple(float(scores[at, number]) for number in kept),
            (tuple(tag for tag, given in zip(tags, labels[at], strict=True) if given),),
        )
    return found


def _captioned(frame: pd.DataFrame) -> dict[str, Answer]:
    said = "all_captions" if "all_captions" in frame else "reference"
    return {
        str(clip): Answer(_words(prediction), truths=_groups(reference))
        for clip, prediction, reference in zip(frame["clip_id"], frame["prediction"], frame[said], strict=True)
    }


def _titled(frame: pd.DataFrame) -> dict[str, Answer]:
    """Titles of songs: items are named after their row, since ids of two sets may be the same."""
    chosen = frame[frame["beams"].astype(str) == BEAMS]
    chosen = chosen if len(chosen) else frame[frame["beams"] == frame["beams"].iloc[0]] if len(frame) else frame
    return {
        f"{row}/{item}": Answer(
            (said,), truths=tuple((" ".join(words),) for words in json.loads(reference)), asked="Its title"
        )
        for row, item, said, reference in zip(
            chosen["row"], chosen["item"], chosen["said"], chosen["reference"], strict=True
        )
    }


#: Columns, or beginnings of columns with a tag behind a colon, and how a frame with them is read.
_READERS: Mapping[Sequence[str], Callable[[pd.DataFrame], dict[str, Answer]]] = {
    ("window", "filled", "score"): _over_time,
    ("label", "score", "clip_id"): _tagged,
    ("row", "beams", "item", "said", "reference"): _titled,
    ("prediction", "all_captions"): _captioned,
    ("prediction", "reference"): _captioned,
}


def readable(tag: str) -> str:
    """A tag as people write it: CAL500exp's column names have prefixes and underscores."""
    return re.sub(r"^(Emotion|Instrument|Vocals)[-_]+", "", tag).replace("_", " ").strip()


def _tags(frame: pd.DataFrame, kind: str) -> list[str]:
    return [name.partition(":")[2] for name in frame if name.startswith(f"{kind}:")]


def _matrix(frame: pd.DataFrame, kind: str, tags: Sequence[str]) -> np.ndarray:
    return frame[[f"{kind}:{tag}" for tag in tags]].to_numpy(float)


def _words(cell: str) -> tuple[str, ...]:
    return tuple(map(str, json.loads(cell)))


def _groups(cell: str) -> tuple[tuple[str, ...], ...]:
    """One list of words, or several of them."""
    stored = json.loads(cell)
    groups = stored if stored and isinstance(stored[0], list) else [stored]
    return tuple(tuple(map(str, group)) for group in groups)
