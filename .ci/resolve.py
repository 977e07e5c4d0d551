"""Checks that constraints.txt resolves for every Python that setup.cfg promises, and names those it cannot promise.

Needs a package index and uv, but none of the interpreters: markers are evaluated for the version that is asked for.
Exit status 1: a promised version does not resolve, or one that is not promised does by now.
"""

from __future__ import annotations

import configparser
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORM = "x86_64-manylinux_2_28"
#: Pure Python without a wheel on the index.
SOURCE_ONLY = ("rouge-score", "pretty-midi")


def declared(extra: str = "") -> tuple[str, set[str]]:
    """Requirements, with those of an extra where one is named, one per line, and the Python versions of the
    classifiers.
    """
    parser = configparser.ConfigParser()
    parser.read(PROJECT / "setup.cfg", encoding="utf-8")
    more = parser["options.extras_require"][extra] if extra else ""
    lines = f"{parser['options']['install_requires']}\n{more}".splitlines()
    requirements = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    promised = {line.rsplit("::", 1)[1].strip() for line in parser["metadata"]["classifiers"].splitlines() if line}
    return "\n".join(requirements), promised & set(VERSIONS)


def resolve(
    requirements: str, version: str, *more: str, constraints: Path = PROJECT / "constraints.txt"
) -> subprocess.CompletedProcess[str]:
    """Runs ``uv pip compile`` on requirements, one per line; ``more`` are further options of it."""
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header",
        "--python-version", version, "--python-platform", PLATFORM, "--only-binary", ":all:",
        *(word for name in SOURCE_ONLY for word in ("--no-binary", name)),
        "--constraint", str(constraints), *more, "-",
    ]  # fmt: skip
    return subprocess.run(command, input=requirements, capture_output=True, text=True, check=False, cwd=PROJECT)


def main() -> int:
    requirements, promised = declared("test")
    status = 0
    for version in VERSIONS:
        done = resolve(requirements, version, "--no-annotate")
        resolved = done.returncode == 0
        kept = resolved == (version in promised)
        status |= not kept
        if resolved:
            pins = [line for line in done.stdout.split() if line.startswith(("tensorflow==", "keras==", "numpy=="))]
            outcome = f"resolves: {', '.join(sorted(pins))}"
        else:
            outcome = f"does not resolve: {' '.join(done.stderr.split())[:400]}"
        print(f"Python {version}, {'promised' if version in promised else 'not promised'}: {outcome}")
    return status


if __name__ == "__main__":
    sys.exit(main())
