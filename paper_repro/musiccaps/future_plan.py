"""Which rows the table ``future`` has on this data and preset, and their outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from paper_repro.core.training.outcome import Results
from paper_repro.core.training.rows import run_rows
from paper_repro.musiccaps.audio_free import AudioFree, audio_free
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.data import Corpus, open_corpus
from paper_repro.musiccaps.future_rows import ENCODERS, LENGTHS, MEMORIES, OPTIMIZED, OPTIMIZERS, REFERENCE
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.outcome import Outcome
from paper_repro.musiccaps.paper import PAPER


@dataclass(frozen=True)
class Plan:
    """Names of rows by what they try.

    Attributes:
        contrastive: by encoder.
        started: captioners that begin with these encoders, by network.
        optimizers: of one network, by optimizer.
        lengths: by frames heard, the shortest first, and by network.
        missing: why there is no contrastive training on this data; empty where there is one.
    """

    contrastive: Mapping[str, str]
    started: Mapping[str, str]
    optimizers: Mapping[str, str]
    lengths: Mapping[int, Mapping[str, str]]
    missing: str = ""

    @property
    def references(self) -> list[str]:
        """Networks of table 1 that rows are held against."""
        return list(dict.fromkeys([OPTIMIZED, *self.started, *MEMORIES]))

    @property
    def names(self) -> list[str]:
        """Of all rows, those of table 1 first."""
        groups = (self.contrastive, self.started, self.optimizers, *self.lengths.values())
        named = [name for group in groups for name in group.values()]
        return list(dict.fromkeys([*map(reference, self.references), *named]))


def reference(model: str) -> str:
    """The row of table 1 of that network."""
    return f"{model}-{REFERENCE}"


def plan(options: CaptionOptions, missing: str = "") -> Plan:
    """The rows on the features that the options name; of the smoke preset one of each kind."""
    most = 1 if options.preset == "smoke" else None
    encoders = () if missing else ENCODERS[:most]
    lengths: dict[int, dict[str, str]] = {}
    for length in (REFERENCE, *list(LENGTHS[options.features])[:most]):
        names = {model: f"{model}-{length}" for model in MEMORIES}
        config = next(iter(PAPER.configs(options, names.values()).values()))
        # Table 1's own length comes first and keeps its name.
        lengths.setdefault(config.heard_frames, names)
    return Plan(
        {model: f"{model}-contrastive" for model in encoders},
        {model: f"{model}-from_contrastive" for model in encoders},
        {name: f"{OPTIMIZED}-{name}" for name in list(OPTIMIZERS)[:most]},
        dict(sorted(lengths.items())),
        missing,
    )


@dataclass(frozen=True)
class Wishes:
    """What the claims on future work are tested on: the plan's rows and the audio-free bigram."""

    plan: Plan
    results: Results

    def row(self, name: str) -> Outcome:
        return self.results.rows[name]

    def reference(self, model: str) -> Outcome:
        return self.row(reference(model))

    @cached_property
    def bigram(self) -> AudioFree:
        return audio_free(self.results, REFERENCE)["bigram"]

    @property
    def captioners(self) -> Iterator[tuple[str, Outcome]]:
        """Every row that is tried and generates, by name."""
        for name in self.plan.names:
            if name not in self.plan.contrastive.values() and not name.endswith(REFERENCE):
                yield name, self.row(name)


def trained(options: CaptionOptions) -> Wishes:
    """Trains what is missing: encoders before the captioners that begin with them."""
    first = next(iter(PAPER.configs(options, [reference(OPTIMIZED)]).values()))
    corpus = open_corpus(options, first)
    planned = plan(options, _without_captions(corpus))
    configs: dict[str, Config] = PAPER.configs(options, planned.names)
    if planned.contrastive:
        run_rows(PAPER, options, {name: configs[name] for name in planned.contrastive.values()}, corpus)
    return Wishes(planned, run_rows(PAPER, options, configs, corpus))


def _without_captions(corpus: Corpus) -> str:
    """Why texts cannot be learned from; empty where they can."""
    if any(clip.caption.strip() for clip in corpus.clips):
        return ""
    return f"{corpus.root.name}: none of its {len(corpus.clips):,} clips has a caption"
