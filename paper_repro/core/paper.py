"""What a paper declares about itself: ``Paper``, its ``Row``s, its ``Presets``, its ``Search``.

Every paper folder has a ``paper.py`` with one ``PAPER``. All commands go through it, so that papers differ in what they
declare and not in how they are run. Nothing heavy is imported here: ``list`` and ``--help`` read declarations only.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from paper_repro.core.command_line import PRESETS, Options
from paper_repro.core.errors import UserError
from paper_repro.core.presets import DeclarationError, Presets, refuse_unknown_settings
from paper_repro.core.searched import Searched

Config = TypeVar("Config")

#: Files of every paper folder, and the names in them that the shared code looks up.
INTERFACE = {
    "README.md": (),
    "paper.py": ("PAPER",),
    "config.py": ("Config", "PRESETS", "space"),
    "published.py": ("TITLE", "AUTHORS", "parts"),
    "data.py": ("Corpus", "open_corpus"),
    "model.py": ("build", "build_published"),
    "task.py": ("make_task",),
    "outcome.py": ("Outcome", "SEED_SCORES"),
    "claims.py": ("CLAIMS", "UNTESTED"),
    "headlines.py": ("HEADLINES",),
    "predict.py": ("Predictor",),
    "search.py": (),
    "audit.py": ("table",),
}


@dataclass(frozen=True)
class Row:
    """One training of a paper's tables, as differences from the preset's config.

    Attributes:
        label: how tables and figures name it.
        changes: settings and their values.
        by_preset: further ones under a preset, which come after ``changes``.
        network: False for a baseline without layers: it can be neither drawn nor searched.
    """

    label: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    by_preset: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    network: bool = True

    def config(self, base: Config, preset: str) -> Config:
        return replace(base, **{**self.changes, **self.by_preset.get(preset, {})})


@dataclass(frozen=True)
class Search:
    """A paper's hyperparameter search: what is optimised, around which row.

    Attributes:
        default_row: the row to search around where none is named.
        goal: how table and figure name the objective.
        objective: the column of the history that is optimised, at the epoch that the config's selection picks.
        mode: ``max`` or ``min``.
        training: the training of a row, where the paper trains each row in several settings.
    """

    default_row: str
    goal: str
    objective: str
    mode: str
    training: str = "{row}"


@dataclass(frozen=True)
class Need:
    """Files that an artifact on real data reads: any of some patterns below its folder.

    ``offer`` says what they are, as ``DATA SET.NAME`` of ``datasets.offers``.
    """

    offer: str
    patterns: tuple[str, ...]

    @property
    def data_set(self) -> str:
        return self.offer.partition(".")[0]

    @property
    def name(self) -> str:
        """Of the offer within its data set."""
        return self.offer.partition(".")[2]


@dataclass(frozen=True)
class Real:
    """An artifact on real files, as ``reproduce --real DIR`` makes it of ``DIR/PAPER``.

    Attributes:
        artifact: its script.
        needs: what must be in the folder.
        also: data sets that it reads too where they are there.
        options: of the paper's options those that it is made with, where the command line does not give them.
        weights: published weights by the option that takes them, as ``data fetch`` calls them.
        absent: where such files cannot hold every row of the paper, why: claims on these are not "not run".
    """

    artifact: str
    needs: tuple[Need, ...]
    also: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)
    absent: str = ""

    @property
    def written(self) -> str:
        """Its name in a folder of results."""
        return self.artifact if self.artifact.endswith("_real") else f"{self.artifact}_real"


@dataclass(frozen=True)
class Paper:
    """One paper: its declarations, and by name the modules that hold the rest (see ``INTERFACE``).

    Attributes:
        name: of its folder, its commands and its results.
        config: the frozen dataclass of all settings.
        presets: differences from them for each preset.
        rows: what ``draw`` and ``search`` call by name.
        trainings: what its tables train, where that is more than the rows: each row in several settings.
        future: what the table ``future`` trains besides: what the authors would try next.
        sample: items of the sample corpus by preset.
        artifacts: its scripts in the order in which ``reproduce`` runs them.
        real: those that ``reproduce --real`` runs.
        trained_by: the command that trains its runs, for messages; default: ``reproduce NAME``.
        search: its hyperparameter search.
        options: the class of its command-line options.
        corpus_settings: the settings that decide which items a corpus has: tables are made from one corpus.
        packages: those whose versions its tables name besides ours, TensorFlow's and Keras'.

    Raises:
        DeclarationError: a file, an artifact, a label or a setting does not exist.
    """

    name: str
    config: type
    presets: Presets
    rows: Mapping[str, Row]
    sample: Mapping[str, int]
    artifacts: tuple[str, ...]
    search: Search
    trainings: Mapping[str, Row] = field(default_factory=dict)
    future: Mapping[str, Row] = field(default_factory=dict)
    options: type[Options] = Options
    corpus_settings: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    real: tuple[Real, ...] = ()
    trained_by: str = ""

    def __post_init__(self) -> None:
        for name in (*self.artifacts, *(each.artifact for each in self.real)):
            if not (self.folder / f"{name}.py").is_file():
                raise DeclarationError(f"{self.name}: artifact {name!r} has no script {name}.py.")
        for each in self.real:
            if unknown := sorted(set(each.options) - {option.name for option in fields(self.options)}):
                raise DeclarationError(f"{self.name}: {each.written}: unknown option {', '.join(unknown)}.")
        for key, row in self.known.items():
            if not row.label:
                raise DeclarationError(f"{self.name}: row {key!r} has no label.")
            for changes in (row.changes, *row.by_preset.values()):
                refuse_unknown_settings(self.config, changes, f"{self.name}: row {key}")
        if self.search.default_row not in self.rows:
            raise DeclarationError(f"{self.name}: the search's row {self.search.default_row!r} is not declared.")
        if set(self.sample) != set(PRESETS):
            raise DeclarationError(f"{self.name}: the sample corpus needs a size for each of {', '.join(PRESETS)}.")
        refuse_unknown_settings(self.config, self.corpus_settings, f"{self.name}: corpus_settings")

    @property
    def known(self) -> dict[str, Row]:
        """Everything that can be trained, by the name of its runs."""
        return {**self.rows, **self.trainings, **self.future}

    @property
    def claims(self) -> tuple[Any, ...]:
        """Its claims; where it has a ``future_claims.py`` those on what its authors would try next come after them."""
        wishes = self.module("future_claims").CLAIMS if (self.folder / "future_claims.py").is_file() else ()
        return (*self.module("claims").CLAIMS, *wishes)

    @property
    def package(self) -> str:
        """The package of its modules: that of its config."""
        return self.config.__module__.rpartition(".")[0]

    @cached_property
    def folder(self) -> Path:
        return Path(importlib.util.find_spec(self.config.__module__).origin).parent

    def module(self, name: str) -> ModuleType:
        return importlib.import_module(f"{self.package}.{name}")

    def produce(self, artifact: str):
        """The script's function from options to artifact: its ``table`` or its ``figure``."""
        module = self.module(artifact)
        return getattr(module, "table", None) or module.figure

    def summary(self, artifact: str) -> str:
        """First line of a script's docstring, read from its source: nothing is imported."""
        source = (self.folder / f"{artifact}.py").read_text(encoding="utf-8")
        return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]

    def row(self, name: str) -> Row:
        """The row of that name, of the tables or of what the authors would try next.

        Raises:
            UserError: there is none.
        """
        found = {**self.rows, **self.future}
        if name not in found:
            raise UserError(f"row must be one of {', '.join(found)}. Received: {name!r}.")
        return found[name]

    def base_config(self, options: Options):
        """The preset's settings, changed as the options say.

        Raises:
            UserError: an unknown preset, or what the paper's options refuse.
        """
        return self.presets.config(options.preset, **self.options.of(options).changes)

    def configs(self, options: Options, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Configs by name of their run: of any that are known, of all that the tables train where none is named."""
        known = self.known
        base = self.base_config(options)
        chosen = (self.trainings or self.rows) if names is None else names
        changes = self.options.of(options).row_changes
        configs = {name: replace(known[name].config(base, options.preset), **changes(name)) for name in chosen}
        if options.searched is not None:
            found = Searched.read(options.searched, self.name, options.preset)
            if found.training in configs:
                configs[found.training] = self._as_searched(configs[found.training], found, options.searched)
        return configs

    def _as_searched(self, config: Config, found: Searched, path: Path) -> Config:
        try:
            refuse_unknown_settings(self.config, found.changes, f"--searched {path}")
        except DeclarationError as error:
            raise UserError(str(error)) from None
        return replace(config, **found.changes)
