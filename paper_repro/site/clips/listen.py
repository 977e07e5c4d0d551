"""A paper's clips for its page: chosen, their files written, answers of each run beside what people said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.errors import AudioError
from paper_repro.core.paper import Paper
from paper_repro.core.printable import printable
from paper_repro.site.clips.answers import Answer, Timeline
from paper_repro.site.clips.runs import Listening, Run, listening
from paper_repro.site.clips.sound import Sound, sound_of

#: Clips of a corpus.
CLIPS = 6
#: Tags drawn over time.
TAGS_OVER_TIME = 6


@dataclass(frozen=True)
class Word:
    """``score``: its probability in percent, None where there is none. ``right``: whether anybody said it too."""

    text: str
    score: float | None
    right: bool


@dataclass(frozen=True)
class Said:
    """What a run says of a clip, and of another clip's sound: the control that tells hearing from guessing."""

    model: str
    run: str
    words: tuple[Word, ...]
    other: tuple[Word, ...]


@dataclass(frozen=True)
class Track:
    """A tag over time, window by window: 0 or 1 for what people said, probabilities for the model and the control."""

    tag: str
    truth: tuple[int, ...]
    scores: tuple[float, ...]
    other: tuple[float, ...]

    @property
    def stretches(self) -> list[tuple[float, float]]:
        """Where people said it: start and width, in percent of the time."""
        found, count, at = [], len(self.truth), 0
        while at < count:
            end = at
            while end < count and self.truth[end]:
                end += 1
            if end > at:
                found.append((round(100.0 * at / count, 2), round(100.0 * (end - at) / count, 2)))
            at = end + 1
        return found

    def path(self, scores: Sequence[float]) -> str:
        """A line in a box of 100 by 30 units."""
        count = len(scores)
        points = (f"{100.0 * (at + 0.5) / count:.1f} {29.0 - 28.0 * score:.1f}" for at, score in enumerate(scores))
        return "M" + "L".join(points)


@dataclass(frozen=True)
class Clip:
    """A clip on the page. ``sound`` and ``picture`` are empty where its sound must not be copied."""

    number: int
    name: str
    other: str
    asked: str
    truths: tuple[tuple[str, ...], ...]
    said: tuple[Said, ...]
    tracks: tuple[Track, ...]
    over_time: str
    sound: str
    picture: str
    width: int
    height: int
    seconds: float


@dataclass(frozen=True)
class Group:
    """Clips of one corpus."""

    rendered: bool
    source: str
    clips: tuple[Clip, ...]


def clips_of(
    paper: Paper, runs: Path, given: Sequence[Path], out: Path, href: str, include_audio: bool
) -> tuple[list[Group], list[str]]:
    """The paper's clips; their files go to the folder ``out``, which stands at ``href`` from the root of the site.

    Args:
        paper: whose runs are shown.
        runs: where runs are kept.
        given: folders of data sets.
        out: is made where it is needed.
        href: of ``out``.
        include_audio: whether the sound of real clips is copied. Rendered sound always is.

    Returns:
        a group for each corpus, and warnings.
    """
    found, warnings = listening(paper, runs, given)
    groups = []
    for each in found:
        clips = tuple(_clips(each, out, href, include_audio or each.rendered, warnings))
        if clips:
            groups.append(Group(each.rendered, each.runs[0].source, clips))
    return groups, warnings


def _clips(heard: Listening, out: Path, href: str, copied: bool, warnings: list[str]) -> Iterator[Clip]:
    common = set.intersection(*(set(run.answers) for run in heard.runs)) & heard.files.keys()
    ids = sorted(common)
    number, kind = 0, "rendered" if heard.rendered else "real"
    # Spread over the test part: neighbours are often of one song or artist.
    for at in _spread(len(ids), CLIPS):
        clip, other = ids[at], ids[(at + max(1, len(ids) // 2)) % len(ids)]
        path, offset = heard.files[clip]
        try:
            sound = sound_of(path, offset, heard.seconds)
        except AudioError as error:
            warnings.append(f"a clip is left out: {error}")
            continue
        number += 1
        if copied:
            out.mkdir(parents=True, exist_ok=True)
            for ending, content in (("mp3", sound.mp3), ("webp", sound.picture)):
                (out / f"{kind}{number}.{ending}").write_bytes(content)
        yield _clip(heard.runs, clip, other, number, sound, f"{href}/{kind}{number}" if copied else "")


def _spread(count: int, wanted: int) -> list[int]:
    """Numbers from 0 to ``count``, evenly spaced.

    Example:
        >>> _spread(12, 3), _spread(2, 3)
        ([0, 4, 8], [0, 1])
    """
    return [count * number // min(count, wanted) for number in range(min(count, wanted))]


def _clip(runs: Sequence[Run], clip: str, other: str, number: int, sound: Sound, base: str) -> Clip:
    first = runs[0].answers[clip]
    timed = next((run for run in runs if run.answers[clip].timeline), None)
    lines = [timed.answers[each].timeline for each in (clip, other)] if timed else []
    return Clip(
        number=number,
        name=printable(clip),
        other=printable(other),
        asked=first.asked,
        truths=first.truths,
        said=tuple(_said(run, clip, other) for run in runs if run.answers[clip].timeline is None),
        tracks=tuple(_tracks(*lines, sound.share)) if timed else (),
        over_time=timed.label if timed else "",
        sound=f"{base}.mp3" if base else "",
        picture=f"{base}.webp" if base else "",
        width=sound.width,
        height=sound.height,
        seconds=round(sound.seconds, 2),
    )


def _said(run: Run, clip: str, other: str) -> Said:
    true = {word for group in run.answers[clip].truths for word in group}
    return Said(run.label, run.folder.name, _words(run.answers[clip], true), _words(run.answers[other], true))


def _words(answer: Answer, true: set[str]) -> tuple[Word, ...]:
    scores = [round(100.0 * score, 1) for score in answer.scores] or [None] * len(answer.words)
    return tuple(Word(word, score, word in true) for word, score in zip(answer.words, scores, strict=True))


def _tracks(own: Timeline, other: Timeline, share: float) -> Iterator[Track]:
    """The tags that move most: those that change in what people said, then those whose probability does.

    Of windows over a whole song those are kept that begin in the ``share`` of it that sounds.
    """
    count = len(own.scores)
    stretched = other.scores[np.arange(count) * len(other.scores) // max(count, 1)]
    kept = max(1, round(share * count))
    stretched, own = stretched[:kept], Timeline(own.tags, own.truth[:kept], own.scores[:kept])
    moves = own.truth.std(axis=0) * 2.0 + own.scores.std(axis=0)
    for tag in sorted(np.argsort(-moves, kind="stable")[:TAGS_OVER_TIME]):
        yield Track(
            own.tags[tag],
            tuple(int(value) for value in own.truth[:, tag]),
            *(tuple(round(float(value), 3) for value in scores[:, tag]) for scores in (own.scores, stretched)),
        )
