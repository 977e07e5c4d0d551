"""MagnaTagATune as published: every number, both splits clip by clip, and the one real mp3."""

import gzip
import json

import numpy as np
import pytest

from paper_repro.datasets import magnatagatune
from paper_repro.datasets.magnatagatune import CORRUPT, TAGS, TOP50, read_split_file, split
from tests.datasets.magnatagatune_tables import HEADER


@pytest.fixture(scope="module")
def real(material):
    return magnatagatune.load(material / "magnatagatune")


@pytest.mark.material
def test_the_published_numbers(real, material):
    assert magnatagatune.facts(real) == {
        "clips": 25_863,
        "tags": 188,
        "positive cells": 89_395,
        "clips without a tag": 4_221,
        "clips without any of the top 50": 4_752,
        "top 50 in the published place": 50,
        "artists": 230,
        "split sota, train": 15_247,
        "split sota, validation": 1_529,
        "split sota, test": 4_332,
        "split sota, artists in test": 75,
        "split sota, artists in test and in train": 45,
        "split musicnn, train": 18_706,
        "split musicnn, validation": 1_825,
        "split musicnn, test": 5_329,
        "split musicnn, artists in test": 75,
        "split musicnn, artists in test and in train": 45,
    }
    published = np.load(material / "magnatagatune" / "split_sota" / "tags.npy", allow_pickle=False)
    assert published.tolist() == list(TOP50) == list(real.top())
    with gzip.open(material / "magnatagatune" / "annotations_final.csv.gz", "rt", encoding="utf-8") as file:
        assert tuple(file.readline().rstrip().replace('"', "").split("\t")) == HEADER


@pytest.mark.material
def test_the_published_ties(real):
    clips_with = dict(zip(TAGS, real.labels.sum(axis=0, dtype=int).tolist(), strict=True))
    for first, second, clips in (
        ("no vocal", "pop", 995), ("male voice", "female vocal", 644), ("metal", "female voice", 505),
    ):  # fmt: skip
        assert clips_with[first] == clips_with[second] == clips
        assert TOP50.index(second) == TOP50.index(first) + 1


@pytest.mark.material
def test_the_sota_split_clip_by_clip(real, material):
    folder = material / "magnatagatune" / "split_sota"
    rows = split(real, "sota")
    for part, name in (("train", "train.npy.gz"), ("validation", "valid.npy"), ("test", "test.npy")):
        ours = [(row, real.mp3_paths[row]) for row in rows[part].tolist()]
        assert ours == list(read_split_file(folder / name).items())
    with gzip.open(folder / "binary.npy.gz") as file:
        assert np.array_equal(np.lib.format.read_array(file, allow_pickle=False), real.labels_of(TOP50))


@pytest.mark.material
def test_the_musicnn_split_clip_by_clip(real, material):
    folder = material / "magnatagatune" / "split_musicnn"
    rows = split(real, "musicnn")
    index = read_split_file(folder / "index_mtt.tsv.gz")
    assert list(index.items()) == list(zip(real.clip_ids.tolist(), real.mp3_paths, strict=True))
    elsewhere = set(CORRUPT)
    for part, name in (("validation", "val_gt_mtt.tsv.gz"), ("test", "test_gt_mtt.tsv.gz")):
        published = read_split_file(folder / name)
        assert real.clip_ids[rows[part]].tolist() == list(published)
        assert np.array_equal([json.loads(labels) for labels in published.values()], real.labels_of(TOP50)[rows[part]])
        elsewhere |= published.keys()
    assert real.clip_ids[rows["train"]].tolist() == [clip_id for clip_id in index if clip_id not in elsewhere]


@pytest.mark.material
def test_file_names_tell_the_same_artists_apart(real):
    from_names = [mp3_path[2:].split("-")[0] for mp3_path in real.mp3_paths]
    assert len(set(zip(from_names, real.artists, strict=True))) == len(set(from_names)) == len(set(real.artists)) == 230


@pytest.mark.material
def test_the_one_real_mp3(real, material):
    (row,) = np.flatnonzero(real.has_sound).tolist()
    assert real.clip_ids[row] == 37_386
    assert real.mp3_paths[row] == "e/joram-moments_of_clarity-08-solipsism-59-88.mp3"
    assert split(real, "sota", sound_only=True)["test"].tolist() == [row]
    report = magnatagatune.validate(material / "magnatagatune")
    assert report.counts["clips with a whole mp3"] == 1
    assert report.counts["clips without one"] == 25_862
    assert report.noted == []
    assert {refusal.reason for refusal in report.refused} == {"no sound file", "known corrupt"}
    also = [count for name, count in report.counts.items() if "also in" in name]
    assert also == [15_247, 1_529, 4_332, 18_706, 1_825, 5_329]
