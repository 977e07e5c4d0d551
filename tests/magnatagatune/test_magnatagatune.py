"""The MagnaTagATune paper: its network, its baselines, its tables on a tiny sample corpus, the real tables."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from paper_repro import sample
from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.config import PRESETS, Config
from paper_repro.magnatagatune.paper import PAPER, TABLE2, TABLE3
from tests.scripts import reproduce, run, written

CLIPS = 100
GRIDS = Path(__file__).resolve().parents[2] / "experiments" / "magnatagatune.py"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):

    root = tmp_path_factory.mktemp("magnatagatune") / "corpus"
    sample.write("magnatagatune", root, clips=CLIPS, seed=3, jobs=2)
    return root


@pytest.fixture
def copy(corpus, tmp_path):
    """The same, to be spoilt."""
    return Path(shutil.copytree(corpus, tmp_path / "corpus"))


@pytest.fixture(scope="module")
def reproduced(corpus, tmp_path_factory):
    """Every artifact, once, with the smoke preset."""
    return reproduce("magnatagatune", corpus, tmp_path_factory.mktemp("reproduced"))


def read(folder: Path, name: str) -> dict:
    return written(folder, "magnatagatune", name)


def test_built_network_has_the_published_shapes():
    from paper_repro.magnatagatune.model import build

    model = build(Config(), 50)
    shapes = {name: tuple(model.get_layer(name).output.shape[1:]) for name, _, _ in published.TABLE1 if name != "input"}
    assert model.get_layer("image").output.shape[1:] == (40, 909, 1)
    assert shapes == {
        "conv1": (38, 907, 128), "pool1": (19, 226, 128), "conv2": (17, 224, 384), "pool2": (8, 56, 384),
        "conv3": (6, 54, 768), "pool3": (3, 9, 768), "conv4": (1, 7, 2048), "pool4": (1, 1, 2048), "tags": (50,),
    }  # fmt: skip


def test_pools_that_do_not_fit_are_one_line():
    from paper_repro.magnatagatune.model import build

    with pytest.raises(UserError, match=r"pools by .* what is only 1 x 0"):
        build(replace(Config(), seconds=10.0), 50)
    with pytest.raises(UserError, match="Received: 'batch'"):
        build(replace(Config(), normalization="batch"), 50)


def test_every_row_of_the_tables_is_built_and_printed():
    assert set(TABLE2) == set(published.TABLE2)
    assert set(TABLE3) == set(published.TABLE3)
    from paper_repro.magnatagatune.model import build

    for row in TABLE2:
        model = build(TABLE2[row].config(PRESETS.config("smoke"), "smoke"), 50)
        kinds = [type(layer).__name__ for layer in model.layers]
        assert ("BatchNormalization" in kinds) == ("Dropout" in kinds) == (row == "batch_norm_dropout_10")
        assert kinds.index("LogCompression") == (2 if row == "before_log_2" else 1)


def test_normalisation_is_fitted_to_the_clips_it_is_given_and_travels_with_the_model(tmp_path):
    import keras

    from paper_repro.magnatagatune.model import build, fit_front, normalized

    config = PRESETS.config("smoke")
    rng = np.random.default_rng(0)
    train = rng.gamma(0.5, size=(20, *config.features.shape)).astype(np.float32)
    other = 100 * rng.gamma(0.5, size=(4, *config.features.shape)).astype(np.float32)
    model = build(config, 50)
    fit_front(model, config, [train[:13], train[13:]])
    logs = np.log(np.maximum(train, 1e-10))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", compile=False)
    for clips in (train, other):
        wanted = (np.log(np.maximum(clips, 1e-10)) - logs.mean()) / logs.std()
        np.testing.assert_allclose(np.asarray(normalized(loaded)(clips)), wanted, atol=1e-4)


def test_silence_is_nothing_under_every_normalisation():
    from paper_repro.magnatagatune.model import build, fit_front, normalized

    rng = np.random.default_rng(0)
    for row in TABLE2:
        config = TABLE2[row].config(PRESETS.config("smoke"), "smoke")
        model = build(config, 50)
        clips = rng.gamma(0.5, size=(3, *config.features.shape)).astype(np.float32)
        fit_front(model, config, [clips])
        clips[0] = 0
        clips[1, :, 7] = 0
        seen = np.asarray(normalized(model)(clips))
        assert np.isfinite(seen).all()
        if config.before_log:
            assert not np.asarray(model.get_layer("normalize")(clips))[0].any()
        elif config.normalization != "all":
            assert np.abs(seen[0]).max() < 1e-2
            assert seen[2].std() == pytest.approx(1.0, abs=1e-3)
        if config.normalization == "coefficient":
            assert np.abs(seen[1, :, 7]).max() < 1e-2


def test_dropout_is_the_presets_and_wons_fcn_has_its_own():
    from paper_repro.magnatagatune.model import build

    rates = {
        name: TABLE2["batch_norm_dropout_10"].config(PRESETS.config(name), name).dropout
        for name in ("smoke", "quick", "paper")
    }
    assert rates == {"smoke": 0.1, "quick": 0.1, "paper": 0.25}
    assert PRESETS.config("paper").dropout == 0
    model = build(PRESETS.config("smoke", model="fcn", use_dropout=True, dropout_rate=0.5), 50)
    assert [layer.rate for layer in model.layers if type(layer).__name__ == "Dropout"] == [0.5]


def test_the_searchs_defaults_are_the_row_and_lie_on_its_grid():
    import keras_tuner

    from paper_repro.magnatagatune.config import space

    for name in ("smoke", "quick", "paper"):
        for row in TABLE2:
            hyperparameters, base = keras_tuner.HyperParameters(), TABLE2[row].config(PRESETS.config(name), name)
            assert space(hyperparameters, base) == base
            (dropout,) = [entry for entry in hyperparameters.space if entry.name == "dropout"]
            steps = dropout.default / dropout.step
            assert steps == pytest.approx(round(steps))


def test_probabilities_of_a_tag_that_training_never_saw_are_zero():
    from sklearn.ensemble import RandomForestClassifier

    from paper_repro.magnatagatune.baselines import probabilities

    rng = np.random.default_rng(0)
    labels = np.stack([rng.integers(0, 2, 30), np.zeros(30, int), np.ones(30, int)], axis=1)
    features = rng.random((30, 5))
    machine = RandomForestClassifier(10, random_state=0).fit(features, labels)
    found = probabilities(machine, features)
    np.testing.assert_allclose(found[:, 0], machine.predict_proba(features)[0][:, 1])
    assert not found[:, 1].any()
    assert (found[:, 2] == 1).all()


def test_table2_prints_all_rows_with_intervals_published_values_and_verdicts(reproduced):
    table = read(reproduced, "table2")
    assert [row["published_test"] for row in table["table"]] == [test for _, test in published.TABLE2.values()]
    for row in table["table"]:
        assert row["test"]["low"] <= row["test"]["value"] <= row["test"]["high"]
        assert row["split"] == "sota"
        assert row["n"] > 10
    assert len(table["claims"]) == 6
    assert [row["roc_auc"] for row in table["others"]] == [roc for roc, _ in published.OTHERS.values()]
    assert all(0.3 < row["shuffled"] < 0.7 for row in table["controls"])
    text = (reproduced / "results/magnatagatune/table2.md").read_text()
    assert "THESE NUMBERS MEAN NOTHING" in text
    assert "Tags without a positive in a split are left out" in text


def test_table2_computes_each_bootstrap_once(reproduced, corpus, monkeypatch):
    from paper_repro.magnatagatune import outcome, table2

    sizes = []
    bootstrap = outcome.bootstrap
    monkeypatch.setattr(outcome, "bootstrap", lambda *given: sizes.append(len(given[0])) or bootstrap(*given))
    found = table2.table(Options(data=corpus, preset="smoke", runs=reproduced / "runs"))
    assert len(sizes) == 2 * len(TABLE2)
    assert found.text() == (reproduced / "results/magnatagatune/table2.md").read_text()


def test_epochs_are_also_compared_within_one_run(reproduced):
    import pandas as pd

    (run_folder,) = (reproduced / "runs" / "magnatagatune").glob("all_10-*")
    after = pd.read_csv(run_folder / "history.csv").set_index("epoch")["valid_roc_auc"]
    (evidence,) = [row["evidence"] for row in read(reproduced, "table2")["claims"] if "Ten epochs" in row["claim"]]
    assert f"after epoch 2 of the 10-epoch run {after[2]:.3f}, after its last {after[10]:.3f}" in evidence


def test_table2s_numbers_are_scikit_learns_on_the_saved_predictions(reproduced):
    import pandas as pd
    from sklearn.metrics import roc_auc_score

    (run_folder,) = (reproduced / "runs" / "magnatagatune").glob("coefficient_10-*")
    said = pd.read_csv(run_folder / "predictions.csv")
    said = said[said["split"] == "test"]
    tags = [name.removeprefix("label:") for name in said.columns if name.startswith("label:")]
    assert len(tags) == 50
    scores = [
        roc_auc_score(said[f"label:{tag}"], said[f"score:{tag}"]) for tag in tags if 0 < said[f"label:{tag}"].mean() < 1
    ]
    row = next(row for row in read(reproduced, "table2")["table"] if "coefficient" in row["row"])
    assert row["test"]["value"] == pytest.approx(np.mean(scores), abs=1e-6)


def test_table3_scores_votes_and_probabilities(reproduced):
    table = read(reproduced, "table3")
    forest, knn, network = table["table"]
    assert (forest["published_test"], knn["published_test"]) == (0.506, 0.5104)
    for row in (forest, knn):
        assert abs(row["test_vote"]["value"] - 0.5) < abs(row["test"]["value"] - 0.5) + 0.05
    assert network["test_vote"] is None
    assert all(row["voted"] < row["positive"] for row in table["votes"])


def test_figures_are_pictures_with_their_numbers(reproduced):
    for name in ("figure1", "figure2", "figure3", "figure6", "per_tag"):
        base = reproduced / "results" / "magnatagatune" / name
        assert base.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
        assert len(base.with_suffix(".csv").read_text().splitlines()) > 10


def test_tables_again_take_seconds_and_change_nothing(reproduced, corpus):
    before = (reproduced / "results/magnatagatune/table3.md").read_bytes()
    words = ("paper_repro.magnatagatune.table3", "--preset", "smoke", "--data", str(corpus))
    done = run(reproduced, *words)
    assert done.returncode == 0, done.stderr
    assert (reproduced / "results/magnatagatune/table3.md").read_bytes() == before


def test_same_seed_same_numbers(reproduced, corpus):
    done = run(
        reproduced, "paper_repro.magnatagatune.table3", "--preset", "smoke", "--data", str(corpus), "--runs", "again",
        "--out", "again",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, again = (reproduced / folder / "magnatagatune" / "table3.md" for folder in ("results", "again"))
    assert first.read_bytes() == again.read_bytes()


def test_predict_says_tags_and_refuses_beams(reproduced, corpus):
    song = str(next(path for path in sorted(corpus.glob("[0-9a-f]/*.mp3")) if path.stat().st_size > 1000))
    done = run(reproduced, "paper_repro", "predict", "magnatagatune", song)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split(": ", 1)[1].split(", ")) == 5
    done = run(reproduced, "paper_repro", "predict", "magnatagatune", song, "--beams", "5")
    assert done.returncode == 2
    assert "no beam search" in done.stderr


def test_short_and_odd_clips_are_counted_or_used(copy):
    import soundfile as sf

    from paper_repro.datasets import magnatagatune

    short, stereo = [path for path in sorted(copy.glob("[0-9a-f]/*.mp3")) if path.stat().st_size > 1000][:2]
    sf.write(short, np.zeros(5 * 16_000), 16_000, format="MP3")
    sf.write(stereo, np.random.default_rng(0).uniform(-0.1, 0.1, (30 * 44_100, 2)), 44_100, format="MP3")
    report = magnatagatune.validate(copy)
    assert [refusal.item for refusal in report.refused if refusal.reason == "too short"] == [
        str(short.relative_to(copy))
    ]
    assert [note.item for note in report.noted if note.reason == "not as published"] == [str(stereo.relative_to(copy))]


def test_more_neighbours_than_training_clips_stop_before_anything_is_computed(corpus, tmp_path):
    done = run(tmp_path, "paper_repro.magnatagatune.table3", "--preset", "quick", "--data", str(corpus))
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert "neighbours: 125 are asked for" in line
    assert not list((tmp_path / "runs").iterdir())


def test_figures_go_on_to_a_clip_that_can_be_decoded_on_the_device_asked_for(copy, tmp_path):
    from paper_repro.magnatagatune.data import open_corpus

    before = open_corpus(Options(data=copy), Config())
    first, second = before.split(PRESETS.config("smoke"))["test"][:2]
    before.audio[first].write_bytes(b"not an mp3" * 500)
    words = ("paper_repro.magnatagatune.figure2", "--data", str(copy))
    done = run(tmp_path, *words, "--devices", "cpu")
    assert done.returncode == 0, done.stderr
    assert f"Clip {second} (test)" in done.stdout
    assert f"Skipped before it: clip {first} (unreadable)." in done.stdout
    done = run(tmp_path, *words, "--devices", "gpu:99")
    assert done.returncode == 2
    assert "--devices gpu:99" in done.stderr


def test_artists_are_counted_over_clips_with_sound(copy):
    from paper_repro.datasets import magnatagatune
    from paper_repro.magnatagatune.data import open_corpus

    facts = magnatagatune.facts(magnatagatune.load(copy))
    assert facts["split sota, artists in test and in train"] > 0
    for folder in "0123456789ab":
        for path in (copy / folder).glob("*.mp3"):
            path.unlink()
    after = open_corpus(Options(data=copy), Config())
    tests = {after.data.artists[after.rows[clip]] for clip in after.split(PRESETS.config("smoke"))["test"]}
    assert f"artists of test clips with sound, 0 of {len(tests)} also occur in train" in after.split_note
    assert magnatagatune.facts(after.data) == facts


def test_experiments_say_what_each_split_is_and_refuse_what_they_set(corpus, tmp_path):
    def grid(*words):
        command = [sys.executable, str(GRIDS), *words, "--data", str(corpus)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    for words in (("seeds", "--seeds", "3"), ("seeds", "--seeds=3"), ("paper", "--preset", "smoke")):
        done = grid(*words)
        assert done.returncode == 2
        (line,) = done.stderr.strip().splitlines()
        assert f"the grid {words[0]} sets" in line
    done = grid("splits", "--preset", "smoke")
    assert done.returncode == 0, done.stderr
    table = read(tmp_path, "experiment_splits")
    assert [row["split"] for row in table["grid"]] == ["sota", "musicnn"]
    assert [note.split(":")[0] for note in table["notes"]] == ["«sota»"] * 3 + ["«musicnn»"] * 3
    assert len(table["provenance"]["runs"]) == 2
    assert all(row["parameters"] > 0 for row in table["grid"])


def test_a_clip_that_changes_its_part_changes_the_fingerprint(copy):
    from paper_repro.magnatagatune.data import open_corpus

    before = open_corpus(Options(data=copy), Config())
    clip = before.split(PRESETS.config("smoke"))["train"][0]
    path = before.audio[clip].relative_to(copy)
    moved = Path("f") / path.name
    for table in ("annotations_final.csv", "clip_info_final.csv"):
        content = (copy / table).read_bytes().replace(str(path).encode(), str(moved).encode())
        (copy / table).write_bytes(content)
    (copy / "f").mkdir(exist_ok=True)
    (copy / path).rename(copy / moved)
    after = open_corpus(Options(data=copy), Config())
    assert clip in after.split(PRESETS.config("smoke"))["test"]
    assert after.fingerprint != before.fingerprint


def test_real_tables_and_one_real_clip_work_as_far_as_the_sound_goes(material, tmp_path):
    words = ("--data", str(material / "magnatagatune"))
    audit = run(tmp_path, "paper_repro.magnatagatune.audit", *words)
    assert audit.returncode == 0, audit.stderr
    for count in ("25,863", "89,395", "15,247", "5,329", "4,221"):
        assert audit.stdout.count(count) >= 2, count
    assert "25,859 no sound file" in audit.stdout
    figure = run(tmp_path, "paper_repro.magnatagatune.figure2", *words)
    assert figure.returncode == 0, figure.stderr
    assert "Clip 37386 (test)" in figure.stdout
    assert "25,862 of 25,863" in figure.stdout
    without = run(tmp_path, "paper_repro.magnatagatune.figure1", *words)
    assert without.returncode == 2
    assert "no training clip (folders 0 to b) has sound" in without.stderr
    table = run(tmp_path, "paper_repro.magnatagatune.table2", *words)
    assert table.returncode == 2
    assert len(table.stderr.strip().splitlines()) == 1


def test_search_runs_trials_on_the_last_epochs_score(corpus, tmp_path):
    words = ("paper_repro.magnatagatune.search", "--preset", "smoke", "--data", str(corpus), "--trials", "1")
    done = run(tmp_path, *words, "--row", "all_2")
    assert done.returncode == 0, done.stderr
    (trial,) = json.loads((tmp_path / "results/magnatagatune/search_random.json").read_text())["trials"]
    assert 0 < trial["score"] < 1


def test_options_default_to_the_sample_corpus_of_the_preset():
    assert set(PAPER.sample) == {"smoke", "quick", "paper"}
    assert Options().data is None
