"""Any folder of tagged songs is a row of Table 4 and a set of titles; each of its files is used or counted."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from paper_repro.core.command_line import Options
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.songtitle import transfer
from paper_repro.songtitle.config import CORRECTED, PRESETS, TransferConfig
from paper_repro.songtitle.data import SONGS, TAGGED, open_songs
from paper_repro.songtitle.embeddings import Embedded
from paper_repro.songtitle.figure8 import MARKERS, MORE_COLOURS
from paper_repro.songtitle.texts import open_texts
from paper_repro.songtitle.titles import EntityFilter
from paper_repro.songtitle.transferred import NAMES, OURS
from tests.datasets import tiny
from tests.songtitle.made import flat_scores, made_transfer

SEA = "the sea at night"


@pytest.fixture
def folder(tmp_path):
    """Three songs to be tested with, of which one is too short; a fourth in other words, a fifth without a title."""
    root = tmp_path / "data" / "songs"
    files = {
        "a.flac": tiny.tagged(SEA, seconds=2),
        "deep/b.flac": tiny.tagged("night", seconds=3),
        "short.flac": tiny.tagged("sea", seconds=0.5),
        "c.flac": tiny.tagged("Ночь"),
        "none.wav": tiny.wav(),
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root.parent


def embedded(root, monkeypatch):
    """The inputs of every row but the pictures', through an untrained captioner of the smoke preset."""
    from paper_repro.songtitle.model import build

    keras.utils.set_random_seed(0)
    config = PRESETS.config("smoke")
    vocabulary = Vocabulary.build([SEA.split()] * 2)
    none = Embedded((), (), np.empty((0, 1)), {})
    monkeypatch.setattr(transfer.embeddings, "picture_embeddings", lambda *arguments: none)
    corpus, test = SimpleNamespace(root=root, words={}), SimpleNamespace(keys=())
    model = build(config, len(vocabulary), 1, 6)
    entities = EntityFilter("fallback", "", lambda title: False)
    inputs = transfer.embed_all(config, TransferConfig(), corpus, test, model, vocabulary, entities)
    return {row: found for row, found in inputs.items() if not row.startswith("captions")}


def test_every_song_is_embedded_or_counted(folder, monkeypatch):
    (name, found), *others = embedded(folder, monkeypatch).items()
    assert (name, others) == ("songs", [])
    assert found.items == ("a.flac", "deep/b.flac")
    assert found.references == ((("the", "sea", "at", "night"),), (("night",),))
    assert found.embeddings.shape == (2, 1, PRESETS.config("smoke").embedding)
    assert not np.allclose(found.embeddings[0], found.embeddings[1])
    counted = {reason: count for reason, count in found.refused.items() if count}
    assert counted == {"no tags": 1, "out of vocabulary": 1, "too short": 1}


def test_both_folders_are_rows_of_their_own(folder, monkeypatch):
    magnatune = folder / "magnatune_songs" / "pop"
    magnatune.mkdir(parents=True)
    (magnatune / "1.flac").write_bytes(tiny.tagged("the night"))
    rows = embedded(folder, monkeypatch)
    assert list(rows) == list(TAGGED)
    assert rows["magnatune_songs"].items == ("pop/1.flac",)
    assert set(open_songs(folder)) == set(TAGGED)


def test_titles_count_in_the_tables_of_texts(folder):
    texts = open_texts(replace(Options(), data=folder))
    assert texts.texts == {"a folder of songs": (SEA, "Ночь", "sea", "night")}
    assert not texts.simulated
    assert "a folder of songs (4)" in texts.provenance["Data"]


def test_a_row_says_how_many_songs_it_stands_on(tmp_path):
    levels = dict.fromkeys(("captions_1", *TAGGED), dict.fromkeys((1, 5, 10, 15, 20), 0.3))
    made = made_transfer(tmp_path / "run", flat_scores(levels))
    assert made.rows == ["captions_1", *TAGGED]
    note = made.sizes_note()
    assert "songs of magnatune_songs (60; 60 test titles), songs of songs (60; 60 test titles)" in note


def test_every_set_of_songs_is_named_and_has_a_colour():
    assert set(SONGS) <= set(NAMES)
    assert set(TAGGED) <= set(OURS)
    from paper_repro.core.reporting.figure import COLOURS

    assert len(COLOURS) + len(MORE_COLOURS) == len(MARKERS) >= len([row for row in NAMES if row != CORRECTED])


def test_the_published_songs_stay_within_their_folder(real):
    found = open_songs(real / "songtitle")["magnatune_songs"]
    assert len(found.songs) + len(found.refused) == 400
    assert {song.item.partition("/")[0] for song in found.songs} == {"classical", "electronic", "pop", "rock"}
