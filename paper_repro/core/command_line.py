"""The command line that every script shares: its options, and how errors end."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NoReturn, Self

from paper_repro.core.errors import UserError

PRESETS = ("smoke", "quick", "paper")
#: Seconds after which a Ctrl-C that was not heard comes again: time for cleaning up, which it would cut short.
INSIST_AFTER = 5.0


@dataclass(frozen=True)
class Options:
    """What every script is told. ``data`` None: the sample corpus."""

    data: Path | None = None
    preset: str = "quick"
    decoder: str = "soundfile"
    seeds: int = 1
    out: Path = Path("results")
    runs: Path = Path("runs")
    fresh: bool = False
    jobs: int = 1
    precision: str = "float32"
    devices: str = "auto"

    @classmethod
    def of(cls, options: Options) -> Self:
        """These options as an instance of this class: a paper's own options have their defaults where they are new."""
        if isinstance(options, cls):
            return options
        return cls(**{field.name: getattr(options, field.name) for field in fields(Options)})

    @property
    def changes(self) -> dict[str, Any]:
        """Settings of a paper's config that the options decide, whatever the preset."""
        return {"audio_decoder": self.decoder, "precision": self.precision}

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        """Adds what a paper's own options have beyond the shared ones."""

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, Any]:
        """Their parsed values, checked."""
        return {}


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}. See --help.", file=sys.stderr)
        raise SystemExit(2)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the shared options, in the order of ``Options``."""
    parser.add_argument("--data", type=Path, help="folder with the data set as published; default: the sample corpus")
    parser.add_argument("--preset", choices=PRESETS, default="quick", help="size of everything; default: quick")
    parser.add_argument(
        "--decoder", choices=("soundfile", "tfio"), default="soundfile", help="what decodes sound files"
    )
    parser.add_argument("--seeds", type=positive, default=1, metavar="N", help="trainings per row, seeds 0..N-1")
    parser.add_argument(
        "--out", type=Path, default=Path("results"), help="where tables and figures go; default: results"
    )
    parser.add_argument(
        "--runs", type=Path, default=Path("runs"), help="where runs and records are kept; default: runs"
    )
    parser.add_argument("--fresh", action="store_true", help="train again even where a finished run exists")
    parser.add_argument(
        "--jobs", type=positive, default=os.cpu_count() or 1, metavar="N", help="parallel decoding; default: all cores"
    )
    parser.add_argument("--precision", choices=("float32", "mixed_float16", "mixed_bfloat16"), default="float32")
    parser.add_argument("--devices", default="auto", metavar="D", help="auto, cpu, or gpu:N")


def preset_said(name: str) -> str:
    """How a preset is named under a table or figure."""
    return "smoke: THESE NUMBERS MEAN NOTHING, they show that everything runs" if name == "smoke" else name


def positive(text: str) -> int:
    """An integer of at least 1, for argparse."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, received {text!r}")
    return int(text)


def options_of(arguments: argparse.Namespace, kind: type[Options] = Options) -> Options:
    """The options among parsed arguments, checked: folders to write to can be written to."""
    options = kind(**{name: getattr(arguments, name) for name in Options.__dataclass_fields__}, **kind.own(arguments))
    for name in ("out", "runs"):
        check_writable(getattr(options, name), f"--{name}")
    if options.devices not in ("auto", "cpu") and not options.devices.removeprefix("gpu:").isdigit():
        raise UserError(f"--devices must be auto, cpu or gpu:N. Received: {options.devices!r}.")
    return options


def check_writable(folder: Path, option: str) -> None:
    """Creates ``folder`` and tries it, before hours of work rather than after.

    Raises:
        UserError: it cannot be created or written to.
    """
    probe = folder / f".write-test-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"{option} {folder}: cannot be written to ({reason}); choose another folder.") from None


def run_main(work: Callable[[], int | None]) -> NoReturn:
    """Runs ``work`` and ends the process: status 2 and one line for the user's mistakes, 130 after Ctrl-C."""
    _silence_libraries()
    try:
        with _insistent_interrupt():
            status = work() or 0
    except UserError as error:
        status = _say(f"error: {error}", 2)
    except KeyboardInterrupt:
        status = _say("interrupted: finished work is kept; the same command, without --fresh, goes on from there.", 130)
    except BrokenPipeError:
        # Whoever read our output has stopped, as `| head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO):
            raise
        where = error.filename or "writing"
        status = _say(
            f"error: {where}: {error.strerror}; check permissions and free space. Finished work is kept.",
            2,
        )
    sys.exit(status)


@contextmanager
def _insistent_interrupt() -> Iterator[None]:
    """Within it a Ctrl-C is raised again until it has left: Python drops one that falls into a finalizer or into a
    callback of a C library, and the work would go on as if nothing had been pressed.
    """

    ours = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    # Where Ctrl-C was to be ignored, as in a script's background job, it is.
    if not ours or signal.getsignal(signal.SIGINT) in (signal.SIG_IGN, None):
        yield
        return

    def interrupt(number, frame):
        signal.setitimer(signal.ITIMER_REAL, INSIST_AFTER)
        raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGALRM)
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _silence_libraries() -> None:
    """Leaves standard error to Python: the mp3 decoder and TensorFlow write notices of their own to it, from C."""
    if sys.stderr is not sys.__stderr__:
        return
    ours = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    sys.stderr = os.fdopen(ours, "w", buffering=1, encoding="utf-8", errors="backslashreplace")


def _say(line: str, status: int) -> int:
    print(f"\r{line}", file=sys.stderr)
    return status


def run_script(
    produce: Callable[[Any], object],
    description: str | None,
    argv: Sequence[str] | None = None,
    kind: type[Options] = Options,
) -> NoReturn:
    """A table or figure script: parses the options of that kind, produces the artifact, prints it, writes it.

    ``produce`` returns something with ``text()`` and ``write(folder) -> paths`` (see ``reporting``); its module's
    docstring is the ``--help``.
    """

    def work() -> None:
        parser = Parser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
        add_options(parser)
        kind.add_own(parser)
        options = options_of(parser.parse_args(argv), kind)
        show(produce(options), options.out)

    run_main(work)


def show(artifact, out: Path) -> None:
    """Prints an artifact and says where it wrote what."""
    print(artifact.text())
    for path in artifact.write(out):
        print(f"wrote {path}")


def without_fresh(options: Options) -> Options:
    """The same options, for a command whose runs this process has just trained."""
    return replace(options, fresh=False)
