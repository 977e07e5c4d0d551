"""Real clips as features: their settings, rows and corpus, tags from the public crawl.

The crawl says how many players gave a tag, not when: a clip has one caption, its tags in the order of agreement.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options
from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.files import digest as content_digest
from paper_repro.core.paper import Row, Search
from paper_repro.core.presets import Presets
from paper_repro.core.training import corpus
from paper_repro.datasets import majorminer
from paper_repro.datasets.majorminer_features import FEATURES, Features, feature_file, load_features, read_features
from paper_repro.majorminer import future_rows
from paper_repro.majorminer.config import PRESETS, Config
from paper_repro.majorminer.data import Caption, Corpus
from paper_repro.majorminer.paper import PAPER, PARTS
from paper_repro.majorminer.stemming import normalize_tag


@dataclass(frozen=True)
class FeatureSettings:
    """A row of the file, as records are found by: ``(1, values)``, one frame."""

    values: int
    dtype: ClassVar[str] = "float32"

    @property
    def shape(self) -> tuple[int, int]:
        return 1, self.values

    def load(self, paths: Sequence[Path], decoder: str, offsets: Sequence[float]) -> list[np.ndarray]:
        """Each item's row; ``offsets`` are rows, ``decoder`` has nothing to decode."""
        return [_values(path)[int(row)][None] for path, row in zip(paths, offsets, strict=True)]

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        return lambda rows: rows


@functools.lru_cache(maxsize=1)
def _values(path: Path) -> np.ndarray:
    return read_features(path)[2]


@dataclass(frozen=True)
class FeatureConfig(Config):
    """The paper's decoders behind one dense layer on features. All that is new is ours."""

    encoder: str = "dense"  # see ``feature_encoder``
    captions: str = "one"  # the crawl has no players, so no captions of theirs
    values: int = 0  # features of a clip: what the file has
    feature_dropout: float = 0.3  # of standardised features
    groups: int = 4  # of the dense layer's units: attention chooses among them as it does among frames
    dense_encoder: int = 128  # units of a group

    @property
    def features(self) -> FeatureSettings:
        return FeatureSettings(self.values)


_SMALL = ("units", "embedding", "attention_units", "dense_units", "max_caption", "max_length")
#: Tuned on validation alone: greedy captions end too soon (2.4 tags for 3.9).
_QUICK = {name: PRESETS["quick"][name] for name in _SMALL} | {
    "dense_encoder": 64,
    "feature_dropout": 0.5,
    "beams": 4,
    "epochs": 16,
    "learning_rate": 3e-3,
    "final_learning_rate": 1e-4,
}
ROWS = {f"dense_{decoder}": Row(f"dense layer + {PARTS[decoder]}", {"decoder": decoder}) for decoder in ("lstm", "gru")}
FUTURE = future_rows.names("dense", *ROWS)
#: As ``paper.FEW``, of features.
FEW = {
    "paper": {"few": 150, "batch_size": 8, "epochs": 60},
    "quick": {"few": 150, "batch_size": 8, "epochs": 24},
    "smoke": {"few": 16, "batch_size": 8},
}
#: Its runs have a folder of their own: their networks predict from no sound file.
FEATURE_PAPER = replace(
    PAPER,
    name="majorminer_features",
    config=FeatureConfig,
    presets=Presets(FeatureConfig, paper={}, quick=_QUICK, smoke={**_QUICK, "units": 32, "epochs": 2}),
    rows=ROWS,
    trainings={},
    future={
        name: row
        for name, row in future_rows.rows(FUTURE, "dense layer", {}, balance=0.99, few=FEW).items()
        if name not in ROWS
    },
    search=Search("dense_lstm", "validation BLEU2", "valid_bleu2", "max"),
    corpus_settings=(),
)


@dataclass(frozen=True)
class FeatureCorpus(Corpus):
    """Clips that have tags and features; ``audio`` is the file of all, ``offsets`` their rows in it."""

    artist_of: dict[str, str] = field(default_factory=dict)
    features: Features | None = None
    offsets: dict[str, float] = field(default_factory=dict)

    def parts(self, config: Config) -> dict[str, list[str]]:
        """Clip ids of the whole parts, the paper's shares of artists: none has clips in two of them."""
        parts = corpus.random_split(sorted(set(self.artist_of.values())), config.split_shares, config.split_seed)
        of = {artist: name for name, artists in parts.items() for artist in artists}
        return {name: [clip for clip in sorted(self.captions) if of[self.artist_of[clip]] == name] for name in parts}


def open_features(options: Options) -> FeatureCorpus:
    """The crawl and the features in ``--data``.

    Raises:
        UserError: no ``--data``, another data set, no features, or none of a clip with tags.
    """
    if options.data is None:
        raise UserError(f"--data must name a folder with {majorminer.CRAWL_FILE} and {FEATURES}. Received: nothing.")
    table = majorminer.load_crawl(options.data)
    path = feature_file(options.data)
    if path is None:
        raise UserError(f"{options.data}: no features. Expected there: {FEATURES}.")
    captions, wordless = captions_by_agreement(table)
    features = load_features(path, captions)
    if not features.rows:
        raise UserError(f"{path}: names none of the {len(captions):,} clips of the crawl; restore the published file.")
    captions = {clip: captions[clip] for clip in sorted(features.rows)}
    artists = table.drop_duplicates("clip_id").set_index("clip_id")["artist"].str.strip().str.casefold()
    return FeatureCorpus(
        source=f"MajorMiner's public crawl (tags, no typed order) and Essentia features of {len(captions):,} of its "
        f"clips, in {options.data.name}/",
        fingerprint=_fingerprint(path, captions, artists.to_dict()),
        root=options.data,
        captions=captions,
        audio=dict.fromkeys(captions, path),
        refused=(*wordless, *features.refused),
        duplicate_rows=int(table.duplicated(["clip_id", "tag"]).sum()),
        artist_of={clip: artists[clip] for clip in captions},
        features=features,
        offsets={clip: float(features.rows[clip]) for clip in captions},
    )


def captions_by_agreement(table: pd.DataFrame) -> tuple[dict[str, tuple[Caption, ...]], list[Refusal]]:
    """One caption a clip: its tags, normalised, by falling number of players who gave them, ties by the alphabet.

    Also the clips of whose tags nothing is left.

    Example:
        >>> rows = [("a", "rock", 2), ("a", "Drums", 5), ("a", "guitar", 2), ("b", "!", 2)]
        >>> captions, refused = captions_by_agreement(pd.DataFrame(rows, columns=["clip_id", "tag", "users"]))
        >>> captions, refused[0].reason
        ({'a': (('drum', 'guitar', 'rock'),)}, 'no tag')
    """
    rows = table.assign(tag=[normalize_tag(tag) for tag in table["tag"]])
    rows = rows.sort_values(["clip_id", "users", "tag"], ascending=[True, False, True])
    captions = {
        clip: (tuple(dict.fromkeys(tags)),)
        for clip, tags in rows[rows["tag"] != ""].groupby("clip_id", sort=True)["tag"]
    }
    wordless = sorted(set(rows["clip_id"]) - captions.keys())
    return captions, [Refusal(clip, "no tag", "nothing but punctuation") for clip in wordless]


def _fingerprint(path: Path, captions: dict[str, tuple[Caption, ...]], artists: dict[str, str]) -> str:
    digest = hashlib.sha256(content_digest(path).encode())
    for clip, caption in captions.items():
        digest.update(json.dumps([clip, artists[clip], caption]).encode() + b"\n")
    return digest.hexdigest()
