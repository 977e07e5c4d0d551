"""The model card of a finished run: what it was trained on, how it scores, what it takes and says, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.intervals import mean_interval
from paper_repro.core.listening.listener import Listener
from paper_repro.core.paper import Paper
from paper_repro.core.reporting.formats import encodable, plain, score
from paper_repro.core.training.prediction import load_run
from paper_repro.core.training.run import RunFolder, finished_run, stored_config
from paper_repro.listen.models import paper_of
from paper_repro.papers import FINETUNE, engine
from paper_repro.weights import network

#: What is said where a run of an older version did not write it down.
NOT_RECORDED = "not recorded by the version that trained it"
TITLE = "Tags of your own"


@dataclass(frozen=True)
class Groups:
    """What an outcome needs of a corpus: which items belong together, as the run wrote it down."""

    of_item: Mapping[str, int]

    def artists(self, items: Sequence[str]) -> np.ndarray:
        """Numbers of groups, int ``(items,)``; an item without one is its own."""
        named = [str(self.of_item.get(item, f"item {item}")) for item in items]
        return np.unique(named, return_inverse=True)[1]


def run_card(run: Path) -> str:
    """The card of the run in that folder: all of it from its files and the network that it keeps.

    Raises:
        UserError: no finished run lies there, or it keeps no network.
    """
    about = engine(paper_of(run))
    folder = finished_run(run, about.name, about.trained_by)
    listener: Listener | None = None
    no_sound = ""
    try:
        listener = load_run(about, run)
    except UserError as error:
        if not (run / "model.keras").is_file():
            raise
        no_sound = str(error)
    config = stored_config(folder, about.config)
    data = json.loads((run / "data.json").read_text(encoding="utf-8"))
    sections = (
        _head(about, folder, config),
        _sound(listener) if listener else f"## What goes in, what comes out\n\n- No sound: {no_sound}",
        _data(config, data),
        _scores(about, folder, config, data),
        _limits(about, data),
        _settings(folder),
        _made(folder),
    )
    return encodable("\n\n".join(sections) + "\n")


def _head(about: Paper, folder: RunFolder, config: Any) -> str:
    title = TITLE if about.name == FINETUNE else about.module("published").TITLE
    parameters = folder.read_metrics().get("parameters")
    what = f"A network of {parameters:,} parameters" if parameters else "A network"
    return (
        f"# {title}: `{folder.name}`\n\n{what}, trained here with seed {config.seed}: not published weights.\n\n```\n"
        f"python -m paper_repro predict song.mp3 --model {folder.path}\n```"
    )


def _sound(listener: Listener) -> str:
    rate, cut = listener.sample_rate, listener.cut
    lines = [
        f"Sound at {rate:,} Hz, one channel, full scale 1; files are resampled and their channels averaged.",
        f"Windows of {cut.size / rate:.2f} s, one every {cut.hop / rate:.2f} s; files below "
        f"{max(0, listener.shortest) / rate:.2f} s are refused.",
    ]
    if tags := getattr(listener, "tags", ()):
        lines.append(f"Probabilities of {len(tags):,} tags, in the order of the outputs: {', '.join(tags)}.")
    return _list("What goes in, what comes out", lines)


def _data(config: Any, data: Mapping[str, Any]) -> str:
    sizes = ", ".join(f"{count:,} {name}" for name, count in data.get("splits", {}).items())
    refused = {key: count for key, count in data.get("counts", {}).items() if key not in ("in", "used")}
    lines = [f"{data['source']}.", f"Used: {sizes}."]
    if refused:
        lines.append(f"Not used: {', '.join(f'{count:,} {reason}' for reason, count in refused.items())}.")
    if _rendered(data):
        lines.append("Rendered from a seed by this project: no one else's music, and none that was recorded.")
    elif "credit" not in data:
        lines.append(f"Licence and citation of the data: {NOT_RECORDED}.")
    else:
        # Of a user's own files nothing is known.
        credit = data["credit"] or {"Licence": "the data's owner knows"}
        lines += [f"{label}: {text}" for label, text in credit.items()]
    if getattr(config, "frozen", False):
        base = network(config.model)
        known = f"{base.name} ({base.label}, {base.trained_on})"
        lines.append(f"Below it: the published {known}; licence: {base.wheel.licence}. Cite: {base.wheel.citation}")
    return _list("Training data", lines)


def _scores(about: Paper, folder: RunFolder, config: Any, data: Mapping[str, Any]) -> str:
    outcome = about.module("outcome")
    groups = data.get("groups", {})
    row = outcome.Outcome(config, (folder,), Groups(groups))
    found = {name: mean_interval(values(row)) for name, values in outcome.SEED_SCORES.items()}
    rows = [f"| {name} | {score(interval)} | {plain(interval.n)} |" for name, interval in found.items()]
    table = ["| Score | 95 % interval | items |", "| --- | --- | --- |", *rows]
    unit = "groups that belong together, such as artists" if groups else "items, each taken as independent"
    note = f"One training; t intervals over {unit}, none of them trained on."
    music = "rendered" if _rendered(data) else "real"
    return "\n".join([f"## Scores, on {music} data", "", *table, "", note])


def _limits(about: Paper, data: Mapping[str, Any]) -> str:
    lines = ["What the training data's labels do not say, it cannot say; common answers are given more readily."]
    if _rendered(data):
        lines.append("It has never heard recorded music. What it says of any is not to be relied on.")
    if about.name != FINETUNE:
        lines.append(f"The paper's readings and choices: paper_repro/{about.name}/README.md.")
    return _list("Limits", lines)


def _settings(folder: RunFolder) -> str:
    settings = json.loads((folder.path / "config.json").read_text(encoding="utf-8"))
    return _list("Settings", [f"{name}: {value}" for name, value in settings.items()])


def _made(folder: RunFolder) -> str:
    at = json.loads((folder.path / "environment.json").read_text(encoding="utf-8"))
    files = json.loads((folder.path / "complete.json").read_text(encoding="utf-8")).get("files", {})
    versions = ", ".join(f"{name} {version}" for name, version in at.get("packages", {}).items() if version)
    return _list(
        "Where it was made",
        [
            f"Versions: Python {at.get('python')}, {versions}.",
            f"Commit: {at.get('commit') or 'not of a checkout'}.",
            f"Devices: {', '.join(at.get('devices', ()))}; precision {at.get('precision')}.",
            f"Checksum of model.keras: `{files.get('model.keras', NOT_RECORDED)}`.",
        ],
    )


def _rendered(data: Mapping[str, Any]) -> bool:
    return data["source"].startswith("sample corpus")


def _list(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([f"## {heading}", "", *(f"- {line}" for line in _one_line(lines))])


def _one_line(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield " ".join(line.split())
