"""Finished runs to listen to: those of one corpus together, and where the sound of its clips lies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.paper import Paper
from paper_repro.core.training.corpus import Corpus
from paper_repro.core.training.run import RunFolder, stored_config
from paper_repro.site.clips.answers import Answer, answers_of

#: Runs shown of a corpus: a row each.
MOST = 4
#: How the source of a sample corpus begins.
SAMPLE = "sample corpus"


@dataclass(frozen=True)
class Run:
    """A finished run with what it says; ``label`` is its row's."""

    folder: RunFolder
    label: str
    data: Mapping[str, Any]

    @property
    def source(self) -> str:
        return str(self.data.get("source", ""))

    @cached_property
    def answers(self) -> dict[str, Answer]:
        return answers_of(self.folder.read_predictions())


@dataclass(frozen=True)
class Listening:
    """Runs on one corpus, and the files of its clips by id with the seconds at which each begins."""

    runs: tuple[Run, ...]
    rendered: bool
    files: Mapping[str, tuple[Path, float]]
    seconds: float | None


def listening(paper: Paper, runs: Path, given: Sequence[Path]) -> tuple[list[Listening], list[str]]:
    """The paper's finished runs, those of each corpus together; one of a sample corpus and one of real clips at most.

    Args:
        paper: whose runs.
        runs: where runs are kept.
        given: folders of data sets, for runs that are not on the sample corpus of a preset.

    Returns:
        what there is to listen to, and warnings on what there is not.
    """
    groups: dict[str, list[Run]] = {}
    for run in _finished(paper, runs / paper.name):
        groups.setdefault(str(run.data.get("fingerprint", "")), []).append(run)
    found: dict[bool, Listening] = {}
    unheard = []
    for group in sorted(groups.values(), key=len, reverse=True):
        rendered = group[0].source.startswith(SAMPLE)
        if rendered in found:
            continue
        opened = _opened(paper, group[0], given)
        if opened is None:
            unheard.append(group[0].source or "data that is not named")
            continue
        corpus, config = opened
        files = _files(paper, corpus)
        chosen = tuple(run for run in _distinct(paper, group) if files.keys() & run.answers.keys())[:MOST]
        if chosen:
            seconds = getattr(config.features, "seconds", None)
            found[rendered] = Listening(chosen, rendered, files, seconds)
    if not groups:
        return [], [f"No finished run of this paper in {runs}: there is nothing to listen to."]
    if not found:
        return [], [
            f"The clips of its runs are not here ({'; '.join(dict.fromkeys(unheard))}): name their folder, --data."
        ]
    return [found[rendered] for rendered in (True, False) if rendered in found], []


def _finished(paper: Paper, folder: Path) -> Iterator[Run]:
    for mark in sorted(folder.glob("*/complete.json")):
        run = RunFolder(mark.parent)
        try:
            data = json.loads((run.path / "data.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(data, dict) and (run.path / "predictions.csv").is_file():
            yield Run(run, label_of(paper, row_of(run.name)), _with_captioner(run, data))


def _with_captioner(run: RunFolder, data: dict[str, Any]) -> dict[str, Any]:
    """Titles are made by another run, the captioner's: its corpus is theirs."""
    captioner = run.path.parent / str(data.get("captioner", "")) / "data.json"
    if "fingerprint" in data or "captioner" not in data or not captioner.is_file():
        return data
    return {**data, "fingerprint": f"{json.loads(captioner.read_text(encoding='utf-8')).get('fingerprint')} titles"}


def row_of(run: str) -> str:
    """The row, with its setting, of a run's folder.

    Example:
        >>> row_of("musicnn_lstm-multiple-s0-0123456789")
        'musicnn_lstm-multiple'
    """
    return run.rpartition("-s")[0]


def label_of(paper: Paper, row: str) -> str:
    """A row as tables call it, with the setting that its runs are named by."""
    known = paper.known
    base = known.get(row) or known.get(row.removeprefix("transfer_"))
    label = base.label if base else row
    setting = row.partition("-")[2].replace("_", " ")
    return f"{label}, {setting}" if setting else label


def _distinct(paper: Paper, group: Iterable[Run]) -> list[Run]:
    """The first seed of each row, of a row that is trained in several settings of the last: first the row that the
    paper's search starts from, then those that its tables have last, and those of its future work after them.
    """
    order = {name: at for at, name in enumerate({**paper.future, **paper.rows, **paper.trainings})}
    rows: dict[str, Run] = {}
    for run in sorted(group, key=lambda run: (-order.get(row_of(run.folder.name), -1), run.folder.name)):
        rows.setdefault(row_of(run.folder.name).partition("-")[0], run)
    return sorted(rows.values(), key=lambda run: row_of(run.folder.name).partition("-")[0] != paper.search.default_row)


def _opened(paper: Paper, run: Run, given: Sequence[Path]) -> tuple[Corpus, Any] | None:
    """The corpus that a run was tested on, where it is at hand."""
    captioner = run.data.get("captioner")
    folder = RunFolder(run.folder.path.parent / str(captioner)) if captioner else run.folder
    try:
        config = stored_config(folder, paper.config)
    except UserError:
        return None
    wanted = str(run.data.get("fingerprint")).removesuffix(" titles")
    for options in _candidates(paper, run, given):
        try:
            corpus = paper.module("data").open_corpus(options, config)
        except UserError:
            continue
        if corpus.fingerprint == wanted:
            return corpus, config
    return None


def _candidates(paper: Paper, run: Run, given: Sequence[Path]) -> Iterator[Options]:
    """Where a corpus may be: the folders named, then the sample corpus of the preset with as many items."""
    yield from (Options(data=folder) for folder in given)
    if run.source.startswith(SAMPLE):
        for preset, count in paper.sample.items():
            if f" {count} " in run.source:
                yield Options(preset=preset)


def _files(paper: Paper, corpus: Corpus) -> dict[str, tuple[Path, float]]:
    """Sound of each clip; of the paper whose items are pictures, of its songs."""
    if corpus.unit == "picture":
        return {key: (path, 0.0) for key, path in _songs(paper, corpus.root)}
    return {str(key): (path, float(corpus.offsets.get(key, 0.0))) for key, path in corpus.audio.items()}


def _songs(paper: Paper, root: Path) -> Iterator[tuple[str, Path]]:
    for name, songs in paper.module("data").open_songs(root).items():
        for song in getattr(songs, "with_audio", None) or getattr(songs, "songs", ()):
            yield f"{name}/{getattr(song, 'track_id', None) or song.item}", song.audio
