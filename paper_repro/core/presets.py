"""A paper's settings under each preset, as differences from the published ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Generic, TypeVar

from paper_repro.core.command_line import PRESETS
from paper_repro.core.errors import UserError

Config = TypeVar("Config")


class DeclarationError(ValueError):
    """A paper declares something that does not exist: a mistake in its ``paper.py``, found when it is imported."""


class Presets(Mapping[str, Mapping[str, Any]], Generic[Config]):
    """Differences of each preset from the published settings, which are a config's defaults.

    Raises:
        DeclarationError: a preset is missing or unknown, or has a setting that the config lacks.

    Example:
        >>> from dataclasses import dataclass
        >>> @dataclass(frozen=True)
        ... class Training:
        ...     epochs: int = 100
        >>> presets = Presets(Training, paper={}, quick={"epochs": 5}, smoke={"epochs": 1})
        >>> presets.config("quick")
        Training(epochs=5)
    """

    def __init__(self, config: type[Config], **differences: Mapping[str, Any]) -> None:
        if set(differences) != set(PRESETS):
            raise DeclarationError(f"presets must be {', '.join(PRESETS)}. Received: {', '.join(differences)}.")
        for name, changes in differences.items():
            refuse_unknown_settings(config, changes, f"preset {name}")
        self._config = config
        self._differences = differences

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._differences:
            raise UserError(f"--preset must be one of {', '.join(self)}. Received: {name!r}.")
        return self._differences[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._differences)

    def __len__(self) -> int:
        return len(self._differences)

    def config(self, name: str, **changes: Any) -> Config:
        """The settings of a preset with further differences.

        Raises:
            UserError: an unknown preset.
        """
        return replace(self._config(), **{**self[name], **changes})


def refuse_unknown_settings(config: type, names: Iterable[str], where: str) -> None:
    """Raises DeclarationError where a name is no field of the config."""
    unknown = sorted(set(names) - {setting.name for setting in fields(config)})
    if unknown:
        raise DeclarationError(f"{where}: unknown setting {', '.join(unknown)} of {config.__module__}.")
