"""What ``predict`` does: files and folders in, tags, captions and titles out."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from paper_repro.core import command_line as cli
from paper_repro.core.errors import ItemError, UserError
from paper_repro.core.files import digest, probe, whole_file
from paper_repro.core.listening.listener import Listener
from paper_repro.core.progress import bar
from paper_repro.listen.answer import Answer, answer, lines
from paper_repro.listen.defaults import DEFAULT, TOP
from paper_repro.listen.find import find
from paper_repro.listen.kept import Kept, write_embeddings
from paper_repro.listen.models import check, load, paper_of
from paper_repro.papers import NAMES
from paper_repro.weights import NETWORKS
from paper_repro.weights.store import expected

#: To be incremented when the same file and network give another answer.
FORMAT = 1


@dataclass
class _Work:
    """What is to be done, and what came of it."""

    arguments: argparse.Namespace
    listener: Listener
    paths: list[Path]
    kept: Kept | None
    errors: list[ItemError]
    asked: int
    done: list[Path] = field(default_factory=list)

    def refuse(self, error: ItemError) -> None:
        # On a terminal the line replaces the progress bar.
        start = "\r" if sys.stderr.isatty() else ""
        print(f"{start}error: {error}", file=sys.stderr)
        self.errors.append(error)


def predict(arguments: argparse.Namespace) -> int:
    """Hears every file; 2 where one or more could not be used."""
    cli.check_backend()
    model, given = _model(arguments)
    check(model, arguments.beams, arguments.runs, arguments.precision)
    paths, refused = find(given)
    _check_outputs(arguments, len(paths))
    if not paths:
        for error in refused:
            print(f"error: {error}", file=sys.stderr)
        return 2
    listener = load(model, runs=arguments.runs, beams=arguments.beams, precision=arguments.precision)
    listener.shown = arguments.top or listener.shown
    if arguments.every is not None:
        listener.look_every(arguments.every)
    if arguments.embeddings and not listener.offers:
        raise UserError(f"--embeddings: {listener.name} has none; leave it out, or take --model {DEFAULT}.")
    listener.embeds = bool(arguments.embeddings)
    result = arguments.out or arguments.embeddings
    kept = Kept(result, _about(model, listener, arguments)) if result else None
    work = _Work(arguments, listener, paths, kept, [], len(paths) + len(refused))
    for error in refused:
        work.refuse(error)
    _write(work)
    return _end(work)


def _model(arguments: argparse.Namespace) -> tuple[str, list[Path]]:
    """The network that is meant, and the files: a paper's name before them names it, as does ``--run``."""
    given = list(arguments.files)
    named = arguments.model
    first = str(given[0])
    if named is None and first in NAMES and (len(given) > 1 or not os.path.lexists(first)):
        if len(given) == 1:
            raise UserError(f"predict {first}: give a sound file or a folder behind it.")
        named, given = first, given[1:]
    if arguments.run is not None:
        if named in NAMES and arguments.run.is_dir() and (arguments.run / "config.json").is_file():
            _refuse_other(named, arguments.run)
        named = str(arguments.run)
        if not arguments.run.is_dir():
            raise UserError(f"--run {arguments.run}: no such folder.")
    return named or DEFAULT, given


def _refuse_other(named: str, run: Path) -> None:
    found = paper_of(run)
    if found != named:
        raise UserError(f"--run {run}: a run of {found}, not of {named}.")


def _check_outputs(arguments: argparse.Namespace, files: int) -> None:
    """Refuses what could not be written, before anything is computed."""
    if arguments.plot and files > 1 and arguments.plot.suffix.lower() == ".png":
        raise UserError(f"--plot {arguments.plot}: {files:,} files have a picture each; name a folder.")
    for option in ("out", "embeddings", "plot"):
        path = getattr(arguments, option)
        if path is None:
            continue
        if option == "plot" and files > 1:
            cli.check_writable(path, "--plot")
            continue
        if path.is_dir():
            raise UserError(f"--{option} {path}: is a folder; name a file.")
        try:
            probe(path)
        except OSError as error:
            raise UserError(f"--{option} {path}: cannot be written ({error.strerror}); choose another.") from None


def _about(model: str, listener: Listener, arguments: argparse.Namespace) -> list[object]:
    if model in NETWORKS:
        identity = expected(NETWORKS[model].wheel)
    elif Path(model).is_file():
        identity = digest(Path(model))
    else:
        run = Path(model) if Path(model).is_dir() else arguments.runs / model / listener.name
        identity = digest(run / "complete.json")
    asked = (arguments.top, arguments.every, arguments.beams, arguments.precision)
    return [FORMAT, listener.name, identity, *asked, listener.embeds]


def _write(work: _Work) -> None:
    """Prints answers as they come, or writes them once all are there."""
    arguments = work.arguments
    answers = _answers(work)
    if arguments.out is None:
        for text in lines(answers, arguments.format):
            print(text, end="", flush=True)
        return
    for _ in answers:
        pass
    with whole_file(arguments.out) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.writelines(lines((work.kept.get(path, False) for path in work.done), arguments.format))


def _answers(work: _Work) -> Iterator[Answer]:
    """An answer for each file that can be used, in their order; those that are kept are not computed again."""
    from paper_repro.core.listening.engine import listen

    arguments, kept = work.arguments, work.kept
    before = {path: kept.get(path, work.listener.embeds) for path in work.paths} if kept else {}
    waiting = [path for path in work.paths if before.get(path) is None or _lacks_picture(work, path)]
    heard = listen(work.listener, waiting)
    missing = set(waiting)
    # Where answers go to the terminal, they show how far it is.
    silent = len(work.paths) == 1 or (arguments.out is None and sys.stdout.isatty())
    with bar(len(work.paths), work.listener.name, "file") as progress:
        progress.disable = progress.disable or silent
        for path in work.paths:
            found = before.get(path)
            if path in missing:
                _, said = next(heard)
                if isinstance(said, ItemError):
                    work.refuse(said)
                    progress.update()
                    continue
                found = answer(path, said, work.listener, arguments.top or TOP, arguments.every)
                if arguments.plot:
                    from paper_repro.listen.picture import write_picture

                    write_picture(_picture(work, path), path, said, work.listener.name, arguments.top or TOP)
                if kept:
                    times = {"starts": said.starts, "ends": said.ends} if said.embeddings else {}
                    kept.put(path, found, {**times, **said.embeddings})
            work.done.append(path)
            progress.update()
            yield found


def _picture(work: _Work, path: Path) -> Path:
    if len(work.paths) == 1:
        return work.arguments.plot
    # Files of one name in several folders have a picture each.
    number = work.paths.index(path) + 1
    stem = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in path.stem)[:60]
    return work.arguments.plot / f"{number:0{len(str(len(work.paths)))}d}_{stem}.png"


def _lacks_picture(work: _Work, path: Path) -> bool:
    return bool(work.arguments.plot) and not _picture(work, path).is_file()


def _end(work: _Work) -> int:
    """Writes what is written at the end, and says how many files could not be used."""
    arguments = work.arguments
    if arguments.embeddings and work.done:
        write_embeddings(arguments.embeddings, work.kept, work.done)
    if work.kept:
        work.kept.drop()
    for path in (arguments.out, arguments.embeddings if work.done else None):
        if path:
            print(f"wrote {path}", file=sys.stderr if arguments.format != "table" and not arguments.out else sys.stdout)
    if work.errors and work.asked > 1:
        print(f"error: {_summary(work.errors, len(work.done))}", file=sys.stderr)
    return 2 if work.errors else 0


def _summary(errors: Sequence[ItemError], done: int) -> str:
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in Counter(error.reason for error in errors).items())
    return f"{len(errors):,} could not be used ({reasons}); {done:,} could."
