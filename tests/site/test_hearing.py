"""What the server can hear with: runs and published networks at hand, and their answers of each kind."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace

import numpy as np
import pytest

from paper_repro.core.listening.heard import Heard
from paper_repro.musiccaps.paper import PAPER as MUSICCAPS
from paper_repro.site.serve.hearing import Offer, available, load
from paper_repro.site.serve.jobs import Job
from paper_repro.site.serve.listening import Ear, answer


@pytest.fixture
def no_weights(tmp_path, monkeypatch):
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))


def run(folder, config=None, when=0, finished=True):
    folder.mkdir(parents=True)
    (folder / "model.keras").touch()
    if config is not None:
        (folder / "config.json").write_text(json.dumps(asdict(config)))
    if finished:
        (folder / "complete.json").write_text("{}")
        os.utime(folder / "complete.json", (when, when))


def test_of_each_row_the_newest_finished_run_is_offered(no_weights, tmp_path):
    runs = tmp_path / "runs"
    run(runs / "majorminer" / "musicnn_lstm-multiple-s0-0000000001", when=2)
    run(runs / "majorminer" / "musicnn_lstm-multiple-s1-0000000002", when=1)
    run(runs / "majorminer" / "cnn2d_gru-one-s0-0000000003", when=1)
    run(runs / "majorminer" / "cnn1d_lstm-one-s0-0000000004", finished=False)
    run(runs / "finetune" / "mtt_musicnn_output-s0-0000000005")
    heard = MUSICCAPS.presets.config("smoke")
    run(runs / "musiccaps" / "clstma-as_coded-s0-0000000006", heard)
    # It hears features that others have published, no sound.
    run(runs / "musiccaps" / "gru-as_coded-s0-0000000007", replace(heard, feature_set="vggish"))
    assert {name: (offer.group, offer.label) for name, offer in available(runs).items()} == {
        "majorminer/cnn2d_gru-one-s0-0000000003": ("Tags as captions", "2D CNN + GRU, one"),
        "majorminer/musicnn_lstm-multiple-s0-0000000001": ("Tags as captions", "MusiCNN + LSTM, multiple"),
        "musiccaps/clstma-as_coded-s0-0000000006": ("Aspects, one by one", "CLSTMA-MT, as coded"),
        "finetune/mtt_musicnn_output-s0-0000000005": (
            "Finetuned on your labels", "output layer on frozen mtt_musicnn",
        ),
    }  # fmt: skip


def test_a_finished_run_hears_a_file(no_weights, majorminer_table1, sample, tmp_path):
    offers = available(majorminer_table1 / "runs")
    (name,) = [name for name in offers if name.startswith("majorminer/musicnn_lstm-multiple")]
    clip = max(sample.rglob("*.mp3"), key=lambda path: path.stat().st_size)
    job = Job(name, clip.name, tmp_path / "job")
    job.path.write_bytes(clip.read_bytes())
    Ear(lambda name: load(offers[name]))(job)
    assert job.answer["seconds"] > 5
    assert job.answer["ends"][-1] == job.answer["seconds"]
    for tag in job.answer["tags"]:
        assert len(tag["scores"]) == len(job.answer["ends"])
        assert set(tag["scores"]) <= {0.0, 1.0}


def test_a_run_that_is_gone_is_an_answer(tmp_path):
    with pytest.raises(Exception, match="nothing"):
        load(Offer("", "", str(tmp_path / "nothing")))


def test_tags_are_those_that_are_highest_over_the_whole():
    scores = np.array([[0.1, 0.9], [0.4, 0.2], [0.4, 0.1]])
    heard = Heard(7.0, np.array([0.0, 3.0, 6.0]), np.array([3.0, 6.0, 7.0]), ("a", "b"), scores, scores.mean(axis=0))
    assert answer(heard, 7.0) == {
        "seconds": 7.0, "ends": [3.0, 6.0, 7.0], "texts": [], "said": [],
        "tags": [
            {"tag": "b", "mean": 0.4, "scores": [0.9, 0.2, 0.1]}, {"tag": "a", "mean": 0.3, "scores": [0.1, 0.4, 0.4]},
        ],
    }  # fmt: skip


def test_titles_are_said_of_the_whole_and_moment_by_moment():
    starts = np.array([0.0, 30.0])
    heard = Heard(50.0, starts, starts + 30, texts=("the sea", "night"), best=(("night", -1.0), ("the sea", -2.0)))
    found = answer(heard, 50.0)
    assert found["texts"] == ["night", "the sea"]
    assert found["said"] == [[0.0, "the sea"], [30.0, "night"]]
    assert found["tags"] == []
