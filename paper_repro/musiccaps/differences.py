"""In which settings the rows of table 1 differ from each other and from the published ones: read from their configs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from paper_repro.core.command_line import Options
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.paper import NETWORKS, PAPER, SETTINGS

#: What names a row, and what the command line sets for all.
NAMES = ("model", "seed", "audio_decoder", "precision")


def differences(options: Options) -> list[dict[str, str]]:
    """One entry a setting in which any two rows differ, or the preset from the published settings.

    Returns:
        ``name`` of the setting in ``Config``, and by key of ``SETTINGS`` its values here and, where they are others,
        under the paper preset: the report's features and split, whatever the options say.
    """
    options = CaptionOptions.of(options)
    paper_options = replace(options, preset="paper", features=CaptionOptions.features, split=CaptionOptions.split)
    here, paper = _by_setting(options), _by_setting(paper_options)
    found = []
    for name in (one.name for one in fields(Config) if one.name not in NAMES):
        values = {setting: _text(here[setting], name) for setting in SETTINGS}
        published = {setting: _text(paper[setting], name) for setting in SETTINGS}
        if len({*values.values(), *published.values()}) == 1:
            continue
        cells = {
            setting: values[setting]
            if values[setting] == published[setting]
            else f"{values[setting]} (paper preset: {published[setting]})"
            for setting in SETTINGS
        }
        found.append({"name": name, **cells})
    return found


def _by_setting(options: CaptionOptions) -> dict[str, dict[str, Config]]:
    configs = PAPER.configs(options)
    return {setting: {model: configs[f"{model}-{setting}"] for model in NETWORKS} for setting in SETTINGS}


def _text(configs: Mapping[str, Config], name: str) -> str:
    """The value that most networks have, and which have another.

    Example:
        >>> _text({"rnn": Config(units=64), "gru": Config(units=64), "clstma": Config(units=512)}, "units")
        '64; CLSTMA-MT 512'
    """
    values: dict[str, Any] = {model: getattr(config, name) for model, config in configs.items()}
    (most, _), *_ = Counter(values.values()).most_common()
    others: dict[Any, list[str]] = {}
    for model, value in values.items():
        if value != most:
            others.setdefault(value, []).append(NETWORKS[model])
    return "; ".join([_value(most), *(f"{', '.join(models)} {_value(value)}" for value, models in others.items())])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
