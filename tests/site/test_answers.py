"""What runs say of their test clips, from predictions of each kind."""

import json

import pandas as pd
import pytest

from paper_repro.site.clips.answers import answers_of, readable
from paper_repro.site.clips.listen import Track, _spread


def test_captions_have_all_people_s():
    frame = pd.DataFrame({
        "split": ["valid", "test"], "clip_id": ["a", "b"],
        "prediction": [json.dumps(["x"]), json.dumps(["drum", "bass"])],
        "references": ["[]", "[]"], "all_captions": ["[]", json.dumps([["drum"], ["bass", "slow"]])],
    })  # fmt: skip
    (answer,) = answers_of(frame).values()
    assert answer.words == ("drum", "bass")
    assert answer.truths == (("drum",), ("bass", "slow"))


def test_aspects_have_one_list():
    frame = pd.DataFrame({
        "split": ["test"], "clip_id": ["b"], "prediction": ['["soft"]'], "reference": ['["soft", "mellow piano"]'],
    })  # fmt: skip
    assert answers_of(frame)["b"].truths == (("soft", "mellow piano"),)


def test_tags_are_the_most_probable_and_those_that_people_gave():
    tags = [f"t{number}" for number in range(9)]
    frame = pd.DataFrame({
        "split": ["test"], "clip_id": ["5"],
        **{f"label:{tag}": [int(tag == "t8")] for tag in tags},
        **{f"score:{tag}": [0.9 - number / 10] for number, tag in enumerate(tags)},
    })  # fmt: skip
    answer = answers_of(frame)["5"]
    assert answer.words == ("t0", "t1", "t2", "t3", "t4", "t5", "t8")
    assert answer.scores == pytest.approx((0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.1))
    assert answer.truths == (("t8",),)


def test_windows_are_in_the_order_of_time():
    frame = pd.DataFrame({
        "split": "test", "clip_id": "song", "window": ["10", "2"], "labelled": [1, 1],
        "filled:Emotion-Happy": ["1", "0"], "score:Emotion-Happy": ["0.9", "0.2"],
    })  # fmt: skip
    timeline = answers_of(frame)["song"].timeline
    assert timeline.tags == ("Happy",)
    assert timeline.truth.tolist() == [[0.0], [1.0]]
    assert timeline.scores.tolist() == [[0.2], [0.9]]


def test_titles_are_those_of_five_beams():
    frame = pd.DataFrame({
        "row": ["fma", "fma"], "beams": ["1", "5"], "item": ["7", "7"], "said": ["a", "the sea"],
        "reference": [json.dumps([["the", "night"]])] * 2,
    })  # fmt: skip
    answer = answers_of(frame)["fma/7"]
    assert (answer.words, answer.truths) == (("the sea",), (("the night",),))


def test_other_columns_say_nothing():
    assert answers_of(pd.DataFrame({"split": ["test"], "clip_id": ["a"], "loss": [1.0]})) == {}


def test_names_of_emotions():
    assert readable("Emotion-Laid-back_/_Mellow") == "Laid-back / Mellow"
    assert readable("guitar") == "guitar"


def test_stretches_of_a_track():
    track = Track("Happy", (0, 1, 1, 0, 1), (0.0,) * 5, (1.0,) * 5)
    assert track.stretches == [(20.0, 40.0), (80.0, 20.0)]
    assert track.path((0.0, 1.0)) == "M25.0 29.0L75.0 1.0"


def test_clips_are_spread():
    assert _spread(12, 3) == [0, 4, 8]
    assert _spread(2, 6) == [0, 1]
