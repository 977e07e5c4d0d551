"""Shared code of all sample corpora: settings, folder, rendering item by item, writing whole files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paper_repro import __version__
from paper_repro.core.errors import UserError
from paper_repro.core.locks import LOCK, alone

if TYPE_CHECKING:
    import numpy as np

FINISHED = "sample.json"
BEGUN = "sample.json.begun"

#: Kind of damage -> numbers of the damaged items.
Damage = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Settings:
    """The settings that a corpus follows from, as they stand in its ``sample.json``.

    Attributes:
        clips: Number of items.
        seed: Corpus seed.
        difficulty: easy, normal or hard.
        generator: Version of the rendered bytes.
        layout: Name of the corpus; None where ``sample.json`` has none.
    """

    clips: int
    seed: int
    difficulty: str
    generator: int = 0
    layout: str | None = None

    def as_dict(self) -> dict:
        """The settings that are given."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Recipe:
    """The steps of one sample corpus that ``write_corpus`` calls.

    Attributes:
        readme: Text of its ``README.txt``, from settings and summary.
        tabulate: Writes the tables once all items are rendered; returns ``counts`` and checksums for the summary.
        folders: Folders below the root that items are written to.
        progress: Text of the progress bar.
        make: Renders item ``index`` below a root, damaged in the given way; returns what ``tabulate`` needs of it.
        draw_damage: Chooses the items to be damaged.
        name_of: Name of an item in the summary.
        parts: Name of a sample corpus -> its number of items, for a corpus that consists of others.
    """

    readme: Callable[[Settings, Mapping], str]
    tabulate: Callable[[Path, Settings, Sequence[Any], Damage], Mapping]
    folders: Sequence[str] = ()
    progress: str = ""
    make: Callable[[Path, Settings, int, str | None], Any] | None = None
    draw_damage: Callable[[Settings], Damage] = lambda settings: {}
    name_of: Callable[[Settings, int], Any] = lambda settings, index: index
    parts: Callable[[Settings], Mapping[str, int]] = lambda settings: {}


def write_corpus(recipe: Recipe, root: Path, settings: Settings, jobs: int, write_part: Callable[..., dict]) -> dict:
    """Writes the corpus under ``root``, or what an interrupted call left to be written, and returns its summary.

    One process at a time renders a corpus; others wait and find it finished. ``write_part`` is ``registry.write``.

    Raises:
        UserError: where ``root`` cannot be written or holds something else.
        OSError: where the disk is full; a later call resumes.
    """
    with _open(root, settings, recipe.folders) as summary:
        if summary is not None:
            return summary
        damage = recipe.draw_damage(settings)
        if recipe.make is not None:
            items = list(_render(recipe, root, settings, damage, jobs))
        else:
            same = {"seed": settings.seed, "difficulty": settings.difficulty, "jobs": jobs}
            items = [write_part(name, root / name, clips=n, **same) for name, n in recipe.parts(settings).items()]
        summary = {
            "settings": settings.as_dict(),
            "broken": {
                kind: [recipe.name_of(settings, index) for index in indexes] for kind, indexes in damage.items()
            },
            "package_version": __version__,
            **recipe.tabulate(root, settings, items, damage),
        }
        write_whole(root / "README.txt", recipe.readme(settings, summary))
        # Last, so that its presence means that everything else is there.
        write_whole(root / FINISHED, json.dumps(summary, indent=2, sort_keys=True) + "\n")
        (root / BEGUN).unlink()
    return summary


def _render(recipe: Recipe, root: Path, settings: Settings, damage: Damage, jobs: int) -> Iterator[Any]:
    import joblib

    from paper_repro.core.progress import bar

    kind_of = {index: kind for kind, indexes in damage.items() for index in indexes}
    tasks = (joblib.delayed(recipe.make)(root, settings, index, kind_of.get(index)) for index in range(settings.clips))
    with bar(settings.clips, recipe.progress) as progress:
        for item in joblib.Parallel(n_jobs=jobs, return_as="generator")(tasks):
            yield item
            progress.update()


def check_arguments(clips: int, seed: int, jobs: int) -> None:
    """Checks the numbers that a corpus is asked for with.

    Raises:
        UserError: for fewer than one clip or process, or a negative seed.
    """
    if clips < 1:
        raise UserError(f"sample corpus: clips must be 1 or more, received {clips}; ask for 50, for example")
    if seed < 0:
        raise UserError(f"sample corpus: seed must be 0 or more, received {seed}")
    if jobs < 1:
        raise UserError(f"sample corpus: jobs must be 1 or more, received {jobs}")


def finished(root: Path, settings: Settings) -> dict | None:
    """The summary of a finished corpus under ``root``; None where there is none.

    Raises:
        UserError: where ``root`` holds a corpus, finished or not, with other settings.
    """
    for name in (FINISHED, BEGUN):
        if (root / name).is_file():
            summary = json.loads((root / name).read_text("utf-8"))
            if summary["settings"] != settings.as_dict():
                raise UserError(
                    f"sample corpus: {root} holds a sample corpus with other settings, received {settings.as_dict()} "
                    f"but found {summary['settings']}; choose another folder or delete this one"
                )
            if name == FINISHED:
                return summary
    return None


@contextmanager
def _open(root: Path, settings: Settings, folders: Sequence[str]) -> Iterator[dict | None]:
    """Holds ``root`` with its ``folders`` for this process; yields the summary where the corpus is finished.

    Raises:
        UserError: where ``root`` cannot be written or holds something else.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(root)
    except OSError as error:
        raise _unwritable(root, error) from error
    with alone(root, "rendering this corpus"):
        summary = finished(root, settings)
        if summary is None:
            try:
                write_whole(root / BEGUN, json.dumps({"settings": settings.as_dict()}) + "\n")
                for folder in folders:
                    (root / folder).mkdir(exist_ok=True)
            except OSError as error:
                raise _unwritable(root, error) from error
        yield summary
        # Safe once the corpus is finished: whoever waits for it looks again.
        (root / LOCK).unlink(missing_ok=True)


def _refuse_foreign(root: Path) -> None:
    others = sorted(
        path.name for path in root.iterdir() if not path.name.startswith(LOCK) and path.name != f"{BEGUN}.part"
    )
    if others and not any((root / name).is_file() for name in (BEGUN, FINISHED)):
        raise UserError(
            f"sample corpus: {root} is not empty and holds no sample corpus, found {', '.join(others[:3])}; "
            "choose an empty or new folder"
        )


def _unwritable(root: Path, error: OSError) -> UserError:
    return UserError(f"sample corpus: cannot write to {root} ({error.strerror}); choose another folder")


def place_damage(rng: np.random.Generator, clips: int, kinds: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """One clip for each of ``kinds``, none twice: kind -> numbers of the clips, in the order of the kinds."""
    chosen = rng.choice(clips, size=len(kinds), replace=False)
    return {
        kind: tuple(int(clip) for clip, its_kind in zip(chosen, kinds, strict=True) if its_kind == kind)
        for kind in dict.fromkeys(kinds)
    }


def level_of(audio: np.ndarray) -> float:
    """The level of ``audio`` (samples,) in dB full scale RMS, -120 for silence."""
    import numpy as np

    return 20 * np.log10(max(float(np.sqrt(np.mean(audio**2))), 1e-6))


def describe_damage(damage: Mapping[str, Sequence]) -> str:
    """The damage in words for a ``README.txt``."""
    return "; ".join(f"{kind}: {len(ids)}" for kind, ids in damage.items()) or "none"


def sha256_of(text: str) -> str:
    """Checksum of a table."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_whole(path: Path, content: str | bytes) -> None:
    """Writes ``content``, text in UTF-8 with its line ends as they are; there is never half a file under the name."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        if error.filename is None:  # A failing write knows no name, only a failing open does.
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
