"""What every writer of a sample corpus does alike: checks, the folder and its marks, damaged files, whole files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile

from paper_repro.core.errors import UserError
from paper_repro.sample.difficulty import difficulty_named

FINISHED = "sample.json"
BEGUN = "sample.json.begun"
ZERO_BYTES, STUB, TRUNCATED, MISSING = "zero-byte mp3", "stub mp3", "truncated mp3", "missing mp3"
TRUNCATED_SHARE = 0.12
# Not even the header of one frame: a whole one without its frame makes the decoder write to standard error.
STUB_BYTES = 3


def check_arguments(clips: int, seed: int, difficulty: str, jobs: int) -> None:
    """Refuses what no corpus can be made of.

    Raises:
        UserError: for fewer than one clip or process, a negative seed, an unknown difficulty.
    """
    if clips < 1:
        raise UserError(f"sample corpus: clips must be 1 or more, received {clips}; ask for 50, for example")
    if seed < 0:
        raise UserError(f"sample corpus: seed must be 0 or more, received {seed}")
    if jobs < 1:
        raise UserError(f"sample corpus: jobs must be 1 or more, received {jobs}")
    difficulty_named(difficulty)


def open_root(root: Path, settings: Mapping, folders: Sequence[str]) -> dict | None:
    """Makes ``root`` with its sub-``folders`` ready for writing; the summary where the corpus is there already.

    Args:
        root: A folder that is empty, absent, or holds the same corpus, whole or begun.
        settings: What the corpus follows from, as it will stand in ``sample.json``.
        folders: Names of the folders below it.

    Raises:
        UserError: where ``root`` cannot be written or holds something else.
    """
    for name in (FINISHED, BEGUN):
        if (root / name).is_file():
            found = json.loads((root / name).read_text("utf-8"))["settings"]
            if found != settings:
                raise UserError(
                    f"sample corpus: {root} holds a sample corpus with other settings, received {settings} but found "
                    f"{found}; choose another folder or delete this one"
                )
            if name == FINISHED:
                return json.loads((root / name).read_text("utf-8"))
    try:
        root.mkdir(parents=True, exist_ok=True)
        others = sorted(path.name for path in root.iterdir())
        if others and not (root / BEGUN).is_file():
            raise UserError(
                f"sample corpus: {root} is not empty and holds no sample corpus, found {', '.join(others[:3])}; "
                "choose an empty or new folder"
            )
        for folder in folders:
            (root / folder).mkdir(exist_ok=True)
        write_whole(root / BEGUN, json.dumps({"settings": settings}) + "\n")
    except OSError as error:
        raise UserError(f"sample corpus: cannot write to {root} ({error.strerror}); choose another folder") from error
    return None


def close_root(root: Path, readme: str, summary: Mapping) -> None:
    """Writes ``README.txt`` and ``sample.json``, and takes the mark of a begun corpus away."""
    write_whole(root / "README.txt", readme)
    # Last, so that its presence means that all the rest is there.
    write_whole(root / FINISHED, json.dumps(summary, indent=2, sort_keys=True) + "\n")
    (root / BEGUN).unlink()


def place_damage(rng: np.random.Generator, clips: int, kinds: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """One clip for each of ``kinds``, none twice: kind -> numbers of the clips, in the order of the kinds."""
    chosen = rng.choice(clips, size=len(kinds), replace=False)
    return {
        kind: tuple(int(clip) for clip, its_kind in zip(chosen, kinds, strict=True) if its_kind == kind)
        for kind in dict.fromkeys(kinds)
    }


def write_mp3(path: Path, audio: np.ndarray, sample_rate: int, encoding: Mapping, damage: str | None) -> None:
    """Writes ``audio`` (samples,) as ``path``, broken in the way that ``damage`` names, unless ``path`` exists.

    ``encoding`` holds the keywords of ``soundfile.write``. The file is there whole or not at all.
    """
    if damage == MISSING or path.exists():
        return
    part = path.with_name(path.name + ".part")
    # A truncated file with the header of a variable bit rate makes the decoder write to standard error.
    mode = {"bitrate_mode": "CONSTANT"} if damage == TRUNCATED else {}
    soundfile.write(part, audio, sample_rate, **encoding | mode)
    kept = {ZERO_BYTES: 0, STUB: STUB_BYTES, TRUNCATED: int(part.stat().st_size * TRUNCATED_SHARE)}
    if damage in kept:
        os.truncate(part, kept[damage])
    part.replace(path)


def level_of(audio: np.ndarray) -> float:
    """The level of ``audio`` (samples,) in dB full scale RMS, -120 for silence."""
    return 20 * np.log10(max(float(np.sqrt(np.mean(audio**2))), 1e-6))


def describe_damage(broken: Mapping[str, Sequence]) -> str:
    """The damage in words for a ``README.txt``."""
    return "; ".join(f"{kind}: {len(ids)}" for kind, ids in broken.items()) or "none"


def write_whole(path: Path, text: str) -> None:
    """Writes ``text`` in UTF-8 with its line ends as they are; there is never half a file under the name."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, "utf-8", newline="")
    part.replace(path)
