"""Licences of the installed packages that this one depends on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

from paper_repro import DISTRIBUTION

UNKNOWN = "not stated"


@dataclass(frozen=True)
class Licence:
    """One installed package.

    Attributes:
        name: of the distribution.
        version: the installed one.
        licence: SPDX expression where the package states one, else its classifiers or the first line of its field.
    """

    name: str
    version: str
    licence: str


def licences(root: str = DISTRIBUTION, find: Callable[[str], Distribution] = distribution) -> list[Licence]:
    """Licences of all installed dependencies of a distribution, direct and indirect, extras included, by name.

    Args:
        root: the distribution to start from.
        find: looks up an installed distribution by name.

    Raises:
        PackageNotFoundError: ``root`` is not installed.

    Example:
        >>> [row.name for row in licences("packaging")]
        []
    """
    seen: dict[str, Licence] = {}
    waiting = list(_required(find(root), extras=True))
    while waiting:
        name = waiting.pop()
        key = _normalised(name)
        if key in seen or key == _normalised(root):
            continue
        try:
            package = find(name)
        except PackageNotFoundError:
            # An extra that is not installed, or a requirement of another platform.
            continue
        seen[key] = Licence(package.metadata["Name"], package.version, licence_of(package))
        waiting.extend(_required(package, extras=False))
    return sorted(seen.values(), key=lambda row: row.name.lower())


def licence_of(package: Distribution) -> str:
    """A package's licence as it states it: expression, classifiers, or the first line of the free-text field."""
    about = package.metadata
    if about.get("License-Expression"):
        return about["License-Expression"]
    stated = [line.rsplit("::", 1)[1].strip() for line in about.get_all("Classifier") or () if _is_licence(line)]
    if stated:
        return ", ".join(stated)
    text = (about.get("License") or "").strip()
    return text.splitlines()[0] if text else UNKNOWN


def _is_licence(classifier: str) -> bool:
    return classifier.startswith("License ::") and not classifier.endswith("OSI Approved")


def _required(package: Distribution, extras: bool) -> Iterable[str]:
    """Names of what a package requires; of its extras too where ``extras`` is set."""
    for line in package.requires or ():
        requirement = Requirement(line)
        if extras or requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
