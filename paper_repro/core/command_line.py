"""The command line that all scripts share: options, their checks, and how an artifact is written and printed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NoReturn, Self

from paper_repro.core.errors import UserError
from paper_repro.core.process import check_backend, run_main

__all__ = [
    "PRECISIONS", "PRESETS", "Options", "Parser", "add_options", "check_backend", "check_writable", "natural",
    "options_of", "path", "positive", "preset_label", "run_main", "run_script", "show", "without_fresh",
]  # fmt: skip

PRESETS = ("smoke", "quick", "paper")
PRECISIONS = ("float32", "mixed_float16", "mixed_bfloat16")


@dataclass(frozen=True)
class Options:
    """Options shared by all scripts. ``data=None`` selects the sample corpus."""

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
    workers: int = 1
    cluster: str = ""
    searched: Path | None = None
    records: str = ""

    @classmethod
    def of(cls, options: Options) -> Self:
        """These options as an instance of this very class: what is new has its default, what it lacks is dropped."""
        if type(options) is cls:
            return options
        given = {field.name: getattr(options, field.name) for field in fields(cls) if hasattr(options, field.name)}
        return cls(**given)

    @property
    def changes(self) -> dict[str, Any]:
        """Settings of a paper's config that the options decide, whatever the preset."""
        return {"audio_decoder": self.decoder, "precision": self.precision}

    def row_changes(self, row: str) -> dict[str, Any]:
        """Settings that the options decide for one row or training, whatever it declares itself."""
        return {}

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        """Adds a paper's own options to a parser; the shared ones are added by ``add_options``."""

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, Any]:
        """Keyword arguments of a paper's own options, from parsed arguments, checked."""
        return {}


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line.

    Attributes:
        intermixed: whether options may stand between the words of one list, as in ``predict PAPER --run DIR FILE``.
    """

    intermixed = False

    def parse_known_args(self, args=None, namespace=None):
        self._words = sys.argv[1:] if args is None else list(args)
        if not self.intermixed:
            return super().parse_known_args(args, namespace)
        # It calls this method for options and for words alone.
        self.intermixed = False
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.intermixed = True

    def error(self, message: str) -> NoReturn:
        hint = ""
        if "expected one argument" in message or "expected at least one argument" in message:
            hint = " A value that begins with a dash is given as --option=-value."
        elif any(word.startswith("-") and os.path.lexists(word) for word in getattr(self, "_words", ())):
            hint = " A file name that begins with a dash is given as ./-name."
        line = " ".join(f"{self.prog}: {message}. See --help.{hint}".split())
        print(line, file=sys.stderr)
        raise SystemExit(2)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the shared options, in the order of ``Options``."""
    parser.add_argument("--data", type=path, help="folder with the data set as published; default: the sample corpus")
    parser.add_argument("--preset", choices=PRESETS, default="quick", help="size of everything; default: quick")
    parser.add_argument(
        "--decoder", choices=("soundfile", "tfio"), default="soundfile", help="library that decodes sound files"
    )
    parser.add_argument("--seeds", type=positive, default=1, metavar="N", help="trainings per row, seeds 0..N-1")
    parser.add_argument(
        "--out", type=path, default=Path("results"), help="folder for tables and figures; default: results"
    )
    parser.add_argument("--runs", type=path, default=Path("runs"), help="folder for runs and records; default: runs")
    parser.add_argument("--fresh", action="store_true", help="train again even where a finished run exists")
    parser.add_argument(
        "--jobs", type=positive, default=os.cpu_count() or 1, metavar="N", help="parallel decoding; default: all cores"
    )
    parser.add_argument("--precision", choices=PRECISIONS, default=PRECISIONS[0])
    parser.add_argument("--devices", default="auto", metavar="D", help="auto, cpu, gpu:N, or all for one training")
    parser.add_argument(
        "--workers", type=positive, default=1, metavar="N", help="trainings side by side; default: one after another"
    )
    parser.add_argument("--cluster", default="", metavar="tcp://HOST:PORT", help="train on this Dask cluster")
    parser.add_argument(
        "--searched", type=path, metavar="FILE", help="settings that search --apply has found for a row"
    )
    parser.add_argument(
        "--records", default="", metavar="URL", help="keep features there too: s3://, gs://, a folder machines share"
    )


def preset_label(name: str) -> str:
    """Name of a preset as printed under a table or figure."""
    return "smoke: THESE NUMBERS MEAN NOTHING, they show that everything runs" if name == "smoke" else name


def positive(text: str) -> int:
    """An integer of at least 1, for argparse.

    Example:
        >>> positive("12")
        12
    """
    return _whole(text, 1)


def natural(text: str) -> int:
    """An integer of at least 0, for argparse: a seed."""
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    # Longer numbers are no count of anything here, and Python refuses to convert very long ones.
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or int(text) < least:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least {least}, received {text!r}")
    return int(text)


def path(text: str) -> Path:
    """A path, for argparse. A leading ``~`` is the home folder, as in ``--out=~/results``, where no shell expands it.

    Example:
        >>> path("results/quick")
        PosixPath('results/quick')
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("must name a file or folder, received an empty text")
    plain = Path(text)
    if not text.startswith("~") or os.path.lexists(plain):
        return plain
    try:
        return plain.expanduser()
    except RuntimeError:
        user = plain.parts[0]
        raise argparse.ArgumentTypeError(
            f"{user}: no such home folder; for a folder of that name write ./{user}, received {text!r}"
        ) from None


def options_of(arguments: argparse.Namespace, kind: type[Options] = Options) -> Options:
    """Options from parsed arguments.

    Raises:
        UserError: ``--out`` or ``--runs`` cannot be written to, ``--devices`` is malformed, options exclude each
            other, or ``KERAS_BACKEND`` names a backend that cannot be used.
    """
    options = kind(**{name: getattr(arguments, name) for name in Options.__dataclass_fields__}, **kind.own(arguments))
    check_backend()
    number = options.devices.removeprefix("gpu:")
    if options.devices not in ("auto", "cpu", "all") and not (number.isascii() and number.isdecimal()):
        raise UserError(f"--devices must be auto, cpu, gpu:N or all. Received: {options.devices!r}.")
    if options.cluster and options.workers > 1:
        raise UserError(f"--workers starts a cluster and --cluster uses one: give either. Received: {options.cluster}.")
    if options.devices == "all" and options.workers > 1:
        raise UserError("--devices all is one training on all cards, --workers gives each training one: give either.")
    for name in ("out", "runs"):
        check_writable(getattr(options, name), f"--{name}")
    return options


def check_writable(folder: Path, option: str) -> None:
    """Creates ``folder`` and writes a probe file to it: before hours of work rather than after.

    Raises:
        UserError: the folder cannot be created or written to.
    """
    probe = folder / f".write-test-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"{option} {folder}: cannot be written to ({reason}); choose another folder.") from None


def run_script(
    produce: Callable[[Any], object],
    description: str | None,
    argv: Sequence[str] | None = None,
    kind: type[Options] = Options,
) -> NoReturn:
    """Runs a table or figure script: parses options, produces the artifact, writes and prints it, ends the process.

    Args:
        produce: makes the artifact, an object with ``text()`` and ``write(folder) -> paths`` (see ``reporting``).
        description: text of ``--help``, usually the module's docstring; None under ``python -OO``.
        argv: words of the command line; default: those of the process.
        kind: class of the options.
    """

    def work() -> None:
        parser = Parser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
        add_options(parser)
        kind.add_own(parser)
        options = options_of(parser.parse_args(argv), kind)
        show(produce(options), options.out)

    run_main(work)


def show(artifact, out: Path) -> None:
    """Writes an artifact into ``out``, then prints it and the paths of its files.

    The text is printed also where writing fails, as on a full disk: it may be the result of hours.
    """
    written = []
    try:
        written = artifact.write(out)
    finally:
        print(artifact.text())
    for file in written:
        print(f"wrote {file}")


def without_fresh(options: Options) -> Options:
    """The same options, for a command whose runs this process has just trained."""
    return replace(options, fresh=False)
