"""The paper's decoders on features: order of tags, artists, standardising, the table of a small made-up copy."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.majorminer.feature_data import FEATURE_PAPER, FUTURE, captions_by_agreement, open_features
from paper_repro.majorminer.feature_evidence import first_right
from paper_repro.majorminer.future_claims import CLAIMS
from tests import scripts

CLIPS, FEATURES = 120, 8
TAGS = ("drums", "guitar", "piano", "rock", "female", "synth")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Clips whose tags can be read off their features; three clips an artist."""
    root = tmp_path_factory.mktemp("features")
    rng = np.random.default_rng(0)
    ids = [f"{number:022x}" for number in range(CLIPS)]
    present = rng.random((CLIPS, len(TAGS))) < 0.5
    present[~present.any(axis=1), 0] = True
    lines = []
    for number, clip in enumerate(ids[:-1]):  # the last has features and no tags
        for tag in np.flatnonzero(present[number]):
            cells = (clip, "Title", f"Artist {number // 3}", "Album", "0:10", TAGS[tag], str(2 + int(tag) % 3))
            lines.append("\t".join(cells))
    lines.append("\t".join(("ab" * 11, "Title", "Nobody", "Album", "0:10", "drums", "2")))  # tags and no features
    (root / "majorminer_crawl_2014.tsv").write_text("\n".join(lines) + "\n")
    values = np.zeros((CLIPS, FEATURES + 1), np.float32)
    values[:, : len(TAGS)] = 1e6 * present + 1e4 * rng.standard_normal(present.shape)
    values[:, len(TAGS)] = 7.0
    values[3, 0] = np.nan
    keys = [f"lowlevel.{number}" for number in range(FEATURES)] + ["highlevel.mood"]
    (root / "essentia").mkdir()
    np.savez(root / "essentia" / "features.npz", ids=np.array(ids), keys=np.array(keys), X=values)
    return root


def test_tags_are_ordered_by_players_then_by_the_alphabet():
    rows = [("a", "rock", 2), ("a", "drums", 3), ("a", "Guitars", 2), ("a", "guitar", 5), ("b", "piano", 2)]
    captions, refused = captions_by_agreement(pd.DataFrame(rows, columns=["clip_id", "tag", "users"]))
    assert captions == {"a": (("guitar", "drum", "rock"),), "b": (("piano",),)}
    assert refused == []


def test_no_artist_has_clips_in_two_parts(root):
    corpus = open_features(Options(data=root))
    split = corpus.split(FEATURE_PAPER.presets.config("smoke"))
    artists = {name: {corpus.artist_of[clip] for clip in clips} for name, clips in split.items()}
    assert sum(map(len, split.values())) == len(corpus.captions) == CLIPS - 1
    assert sum(map(len, artists.values())) == len(set(corpus.artist_of.values())) == CLIPS // 3
    assert [len(artists[name]) for name in ("train", "valid", "test")] == [30, 6, 4]


def test_what_has_no_counterpart_is_refused(root):
    corpus = open_features(Options(data=root))
    assert [(refusal.item, refusal.reason) for refusal in corpus.refused] == [
        (f"{CLIPS - 1:022x}", "no tags"), ("ab" * 11, "no features"),
    ]  # fmt: skip
    assert len(corpus.features.keys) == FEATURES


def test_without_data_or_features_it_says_what_is_missing(root, tmp_path):
    with pytest.raises(UserError, match=r"--data must name a folder with .* Received: nothing"):
        open_features(Options())
    crawl = "majorminer_crawl_2014.tsv"
    (tmp_path / crawl).write_text((root / crawl).read_text())
    with pytest.raises(UserError, match=r"no features\. Expected there: essentia/features\.npz"):
        open_features(Options(data=tmp_path))


def test_standardising_takes_numbers_alone_and_survives_saving(tmp_path):
    import keras

    from paper_repro.majorminer.feature_encoder import LIMIT, Standardize

    rng = np.random.default_rng(0)
    values = rng.standard_normal((200, 1, 4)).astype("float32") * [1e12, 1.0, 0.0, 3.0] + [0.0, 100.0, 0.1, 0.0]
    values[5, 0, 1], values[6, 0, 3] = np.nan, np.inf
    inputs = keras.Input((1, 4))
    layer = Standardize(dtype="float32")
    model = keras.Model(inputs, layer(inputs))
    counted = layer.fit([values[:100], values[100:]])
    assert counted == {"features": 4, "constant features": 1, "values that are no numbers": 2}
    found = np.asarray(model(values.astype("float32")))
    assert np.isfinite(found).all()
    assert found[5, 0, 1] == found[6, 0, 3] == 0.0
    assert not found[:, :, 2].any()
    np.testing.assert_allclose(found[:, 0, 0], values[:, 0, 0] / values[:, 0, 0].std(), atol=0.3)
    np.testing.assert_allclose(found[:, :, [0, 1, 3]].std(axis=(0, 1)), 1.0, rtol=1e-2)
    assert float(model(np.full((1, 1, 4), 1e20, "float32"))[0, 0, 0]) == LIMIT
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_array_equal(np.asarray(again(values.astype("float32"))), found)


def test_the_first_tags_are_counted_once_and_of_three():
    group = [("drum", "rock", "guitar")]
    assert first_right(group, ["drum", "drum", "drum"]) == pytest.approx(1 / 3)
    assert first_right(group, ["piano", "flute", "harp", "drum"]) == 0.0
    assert first_right(group, ["guitar", "rock", "drum"]) == 1.0
    assert first_right(group, []) == 0.0


@pytest.fixture(scope="module")
def made(root, tmp_path_factory):
    """Both tables on real clips, of the small copy."""
    folder = tmp_path_factory.mktemp("made")
    commands = [
        scripts.smoke(f"paper_repro.majorminer.{name}", root, folder)[2:] for name in ("table1_real", "future_real")
    ]
    for done in scripts.run_each(folder, *commands):
        assert done.returncode == 0, done.stderr
    return folder


def test_table_1_of_a_small_copy(root, made):
    content = json.loads((made / "results" / "majorminer" / "table1_real.json").read_text())
    rows = [row["row"] for row in content["table"]]
    assert rows[:2] == ["dense layer + LSTM", "dense layer + GRU"]
    assert content["provenance"]["about"]["data"] == "real"
    corpus = open_features(Options(data=root))
    test = corpus.split(FEATURE_PAPER.presets.config("smoke"))["test"]
    assert {row["n"] for row in content["table"]} == {len(test)}
    # The constant's score is that of the training part's three commonest tags.
    (constant,) = [row for row in content["table"] if row["row"].startswith("top 3 tags: ")]
    said = constant["row"].removeprefix("top 3 tags: ").split(", ")
    right = [first_right(corpus.captions[clip], said) for clip in test]
    assert constant["first"]["value"] == pytest.approx(np.mean(right))
    # Both decoders end with the predictions that were scored.
    (run,) = (made / "runs" / "majorminer_features").glob("dense_lstm-*")
    predicted = pd.read_csv(run / "predictions.csv").query("split == 'test'").set_index("clip_id")["prediction"]
    scored = np.mean([first_right(corpus.captions[clip], json.loads(predicted[clip])) for clip in test])
    assert content["table"][0]["first"]["value"] == pytest.approx(scored)
    features = json.loads((run / "features.json").read_text())
    assert features["features"] == FEATURES
    assert features["constant features"] == 2
    assert any("1 no tags" in note and "1 no features" in note for note in content["notes"])
    assert not (made / "runs" / "majorminer").exists()


def test_what_the_authors_would_try_next_on_features(root, made):
    content = scripts.written(made, "majorminer", "future_real")
    known = FEATURE_PAPER.known
    assert [row["label"] for row in content["table"]] == [known[name].label for name in FUTURE.of("smoke")]
    assert content["provenance"]["about"]["data"] == "real"
    # The row that these data cannot hold says so, and so does its claim; the others are there.
    assert content["locality"] == []
    text = (made / "results" / "majorminer" / "future_real.md").read_text()
    assert "attention over time: not tried here: the features have no time" in text
    verdicts = {claim["key"]: claim["findings"][0]["verdict"] for claim in content["claims"]}
    assert list(verdicts) == [claim.key for claim in CLAIMS]
    assert verdicts["future_locality"] == "cannot be tested on this data"
    assert list(verdicts.values()).count("cannot be tested on this data") == 1
    # Few clips are of training artists, whose other clips' tags are learned without features.
    (run,) = (made / "runs" / "majorminer_features").glob(f"{FUTURE.pretrained}-*")
    assert json.loads((run / "data.json").read_text())["splits"]["train"] == 16
    tags = {tag for clips in open_features(Options(data=root)).captions.values() for tag in clips[0]}
    assert set(json.loads((run / "vocabulary.json").read_text())[4:]) == tags


def test_without_features_the_future_says_what_is_missing(tmp_path):
    from paper_repro.majorminer import future_real

    with pytest.raises(UserError, match=r"--data must name a folder with .* Received: nothing"):
        future_real.table(Options(preset="smoke", runs=tmp_path))
