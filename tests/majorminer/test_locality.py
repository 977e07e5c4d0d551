"""Attention against times at which a tag sounds, both written by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from paper_repro.majorminer.config import Config
from paper_repro.majorminer.locality_scores import Locality, shares, sounding
from paper_repro.majorminer.outcome import HEARD, Outcome

FRAMES = 8
CONFIG = Config(encoder="cnn1d", hop_length=1200, sample_rate=12_000)  # frames of 0.1 s, the first centred on 0


@dataclass(frozen=True)
class Run:
    """A run folder in which captions and their attention are written."""

    path: object
    captions: dict = field(default_factory=dict)

    def read_predictions(self):
        cells = [json.dumps(caption) for caption in self.captions.values()]
        return pd.DataFrame({"split": "test", "clip_id": list(self.captions), "prediction": cells})


def outcome(folder, captions, attention):
    """Attention ``(clips, steps, frames)``; written with the clips in another order than predictions have."""
    clips = list(captions)[::-1]
    probability = np.zeros((len(clips), 0))
    np.savez(folder / HEARD, clips=clips, probability=probability, attention=np.array(attention)[::-1])
    return Outcome(CONFIG, (Run(folder, captions),))


def test_shares_of_frames():
    spans = np.array([[0.15, 0.25], [0.2, 0.35]])
    np.testing.assert_allclose(shares(spans, 5, CONFIG), [0.0, 0.0, 1.0, 1.0, 0.0])
    np.testing.assert_allclose(shares(np.array([[0.0, 0.1]]), 3, CONFIG), [0.5, 0.5, 0.0])


def test_attention_is_held_against_others(tmp_path):
    first, second = np.eye(FRAMES)[2], np.eye(FRAMES)[7]
    even = np.full(FRAMES, 1.0 / FRAMES)
    # Of both clips the second tag sounds: in the first at the third frame, in the second at the eighth. In the first
    # clip the attention is there, in the second it is at the first clip's place.
    heard = {
        "a": {"guitar": np.array([[0.15, 0.25]]), "drum": np.array([[-1.0, 2.0]])},
        "b": {"guitar": np.array([[0.65, 0.75]])},
        "c": {"guitar": np.array([[0.15, 0.25]])},
    }
    captions = {"a": ["drum", "guitar", "guitar"], "b": ["rock", "guitar"], "c": ["rock", "drum"]}
    local = Locality(
        outcome(tmp_path, captions, [[even, first, even], [even, first, even], [first, first, first]]), heard
    )
    # The drum sounds all the time, and of the third clip nothing that is said is known.
    assert local.clips == [0, 1]
    assert [(said.clip, said.tag) for said in local.said[0]] == [(0, "guitar"), (1, "guitar")]
    np.testing.assert_allclose(local.own(), [[1.0, 0.0]])
    np.testing.assert_allclose(local.uniform(), [[1 / FRAMES] * 2])
    np.testing.assert_allclose(local.of_others(), [[1.0, 0.0]])
    np.testing.assert_allclose(local.best(), [[1.0, 1.0]])
    other = Locality(outcome(tmp_path, captions, [[even, first, even], [even, second, even], [even] * 3]), heard)
    np.testing.assert_allclose(other.own(), [[1.0, 1.0]])
    np.testing.assert_allclose(other.of_others(), [[0.0, 0.0]])


def test_scores_of_clips_are_known_of_rendered_ones_alone(sample, tmp_path):
    from paper_repro.core.command_line import Options
    from paper_repro.majorminer.data import open_corpus
    from paper_repro.majorminer.stemming import normalize_tag
    from paper_repro.sample.majorminer.words import SYNONYMS

    corpus = open_corpus(Options(data=sample), CONFIG)
    clips = sorted(corpus.captions)[:3]
    found = sounding(corpus, clips)
    assert sorted(found) == clips
    known = {normalize_tag(word) for words in SYNONYMS.values() for word in words}
    assert all(tags and tags.keys() <= known for tags in found.values())
    # What sounds is also what players say.
    assert any(tag in caption for clip, tags in found.items() for tag in tags for caption in corpus.captions[clip])
    for name in ("captions.csv", "clips"):
        (tmp_path / name).symlink_to(sample / name)
    assert sounding(open_corpus(Options(data=tmp_path), CONFIG), clips) == {}


def test_a_row_that_says_no_such_tag_has_no_score(tmp_path):
    local = Locality(outcome(tmp_path, {"a": ["rock"]}, [[np.full(FRAMES, 1.0 / FRAMES)]]), {})
    assert local.own().shape == local.uniform().shape == local.of_others().shape == (1, 0)
    assert local.said == [[]]
