"""Writes what the Docker image installs, every file named by its hash; ``--check`` says whether that is up to date.

``docker/requirements.txt`` holds the requirements of setup.cfg with the extra ``cuda`` under constraints.txt,
``docker/requirements-cpu.txt`` those without it in the same versions, and ``docker/build-requirements.txt`` what builds
packages without a wheel, the project among them: pip checks no hashes of build dependencies that it fetches itself.
Versions that still fit are kept; ``--upgrade`` takes the newest.

Needs a package index and uv. Exit status 1: the files cannot be made, or with ``--check``, are not what they would be.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

from resolve import PROJECT, declared, resolve

FOLDER = PROJECT / "docker"
REQUIREMENTS, CPU_REQUIREMENTS, BUILD_REQUIREMENTS = (
    "requirements.txt", "requirements-cpu.txt", "build-requirements.txt",
)  # fmt: skip
#: The version of the base image in the Dockerfile.
PYTHON = "3.11"
HEADER = "# Made by `make lock` from setup.cfg, pyproject.toml and constraints.txt; not edited.\n"


def locked(text: str) -> dict[str, set[str]]:
    """The SHA-256 hashes of each ``name==version`` in a requirements file that ``pip compile`` has written."""
    found: dict[str, set[str]] = {}
    for line in re.sub(r"\\\n", " ", text).splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            found[line.split()[0]] = set(re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line))
    return found


def differences(committed: str, made: str) -> list[str]:
    """What makes a committed file another one than the file made now: packages, versions, missing hashes.

    A hash that only one of them has is no difference: projects add wheels to versions that are out.
    """
    old, new = locked(committed), locked(made)
    both = sorted(old.keys() & new.keys())
    return [
        *(f"{pin} is missing" for pin in sorted(new.keys() - old.keys())),
        *(f"{pin} is not asked for" for pin in sorted(old.keys() - new.keys())),
        *(f"{pin} has no hash that the index knows" for pin in both if old[pin].isdisjoint(new[pin])),
    ]


def make(folder: Path, *more: str) -> str:
    """Brings the files in ``folder`` up to date, and returns what went wrong, ``""`` where nothing did."""
    requirements, _ = declared("cuda")
    with (PROJECT / "pyproject.toml").open("rb") as file:
        build = "\n".join(tomllib.load(file)["build-system"]["requires"])
    # Of packages in several files the first file's version is taken: the variants are alike, and the second
    # installation replaces nothing of the first.
    for text, name, constraints in (
        (requirements, REQUIREMENTS, PROJECT / "constraints.txt"),
        (declared()[0], CPU_REQUIREMENTS, folder / REQUIREMENTS),
        (build, BUILD_REQUIREMENTS, folder / REQUIREMENTS),
    ):
        path = folder / name
        done = resolve(
            text, PYTHON, "--generate-hashes", "--annotation-style", "line", "--output-file", str(path), *more,
            constraints=constraints,
        )  # fmt: skip
        if done.returncode:
            return f"{name}: {' '.join(done.stderr.split())[:400]}"
        path.write_text(HEADER + path.read_text(encoding="utf-8"), encoding="utf-8")
    return ""


def check() -> list[str]:
    """The differences of the committed files, or why they cannot be checked."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in FOLDER.glob("*requirements*.txt"):
            shutil.copy(path, folder)  # the versions that still fit are kept
        trouble = make(folder)
        if trouble:
            return [trouble]
        return [
            f"docker/{name}: {difference}"
            for name in (REQUIREMENTS, CPU_REQUIREMENTS, BUILD_REQUIREMENTS)
            for difference in differences(_text(FOLDER / name), _text(folder / name))
        ]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--upgrade", action="store_true")
    arguments = parser.parse_args()
    if arguments.check:
        troubles = check()
        print("\n".join([*troubles, "run make lock"]) if troubles else "docker/*.txt are what setup.cfg asks for")
        return bool(troubles)
    trouble = make(FOLDER, *(["--upgrade"] if arguments.upgrade else []))
    print(trouble or "wrote docker/*requirements*.txt")
    return bool(trouble)


if __name__ == "__main__":
    sys.exit(main())
