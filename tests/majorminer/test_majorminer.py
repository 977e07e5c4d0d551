"""MajorMiner: its settings, captions, models, and the whole chain from sound files to table 1."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from paper_repro.core.command_line import Options
from paper_repro.datasets.majorminer import Clip, Typed
from paper_repro.majorminer import audit, baselines
from paper_repro.majorminer.claims import CLAIMS
from paper_repro.majorminer.config import PRESETS, Config
from paper_repro.majorminer.data import confirmed_captions, open_corpus
from paper_repro.majorminer.paper import PAPER, ROWS
from tests.conftest import cpu_seconds
from tests.scripts import kill_when, run_of, smoke


def test_published_settings():
    config = Config()
    assert config.features.shape == (469, 96)
    assert config.split_shares == {"train": 0.75, "valid": 0.15, "test": 0.10}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_builds_with_the_published_settings(row):
    from paper_repro.majorminer.model import build

    model = build(ROWS[row].config(PRESETS.config("paper"), "paper"), vocabulary_size=988, length=31)
    assert model.output.shape == (None, None, 31, 988)
    if row.startswith("musicnn"):
        assert model.get_layer("memory").output.shape == (None, 469, 753)
        encoder = sum(layer.count_params() for layer in model.layers if layer.name.startswith("musicnn"))
        # The published 792,079 less the back end: batch norm, 1506 -> 200, batch norm, 200 -> 50.
        assert encoder == 792_079 - (6_024 + 301_400 + 800 + 10_050)


def test_decoder_ignores_what_comes_later():
    """Teacher forcing must not leak: scores up to t depend on tokens up to t."""
    from paper_repro.majorminer.model import build

    model = build(PRESETS.config("smoke", encoder="cnn1d", decoder="gru"), vocabulary_size=20, length=6)
    rng = np.random.default_rng(0)
    mel = rng.standard_normal((1, *PRESETS.config("smoke").features.shape)).astype("float32")
    tokens = rng.integers(4, 20, (1, 2, 6))
    changed = tokens.copy()
    changed[:, :, 4:] = 5
    before, after = (np.asarray(model({"mel": mel, "tokens": t})) for t in (tokens, changed))
    np.testing.assert_allclose(before[:, :, :4], after[:, :, :4], atol=1e-6)
    assert np.abs(before[:, :, 4:] - after[:, :, 4:]).max() > 1e-3


def test_greedy_search_follows_the_training_path():
    """What generation says token by token, teacher forcing says at once."""
    from paper_repro.core.text.vocabulary import BEGIN
    from paper_repro.majorminer.model import build, generator

    config = PRESETS.config("smoke", encoder="cnn2d", decoder="lstm", max_length=6)
    model = build(config, vocabulary_size=20, length=6)
    mel = np.random.default_rng(0).standard_normal((3, *config.features.shape)).astype("float32")
    said = np.asarray(generator(model, config)(mel)[0])[:, 0]  # (clips, length)
    tokens = np.concatenate([np.full((3, 1), BEGIN), said[:, :-1]], axis=1)[:, None]
    scores = np.array(model({"mel": mel, "tokens": tokens}))[:, 0]
    scores[:, :, :3] = -np.inf
    scores[:, 0, 3] = -np.inf
    for clip in range(3):
        for position, token in enumerate(said[clip]):
            if position and said[clip, position - 1] in (0, 3):
                break
            assert scores[clip, position].argmax() == token


def typed(user, seconds, tag, verified):
    return Typed(user, seconds, tag, verified)


def test_readings_of_confirmed():
    clips = [
        Clip("a", None, (typed("u", 1, "Drums", True), typed("u", 2, "drum", False), typed("u", 3, "odd", False))),
        Clip("b", None, (typed("v", 1, "drums", False), typed("v", 2, "other", False))),
    ]
    assert confirmed_captions(clips, "clip") == {"a": (("drum",),)}
    assert confirmed_captions(clips, "anywhere") == {"a": (("drum",),), "b": (("drum",),)}
    assert confirmed_captions(clips, "none") == {"a": (("drum", "odd"),), "b": (("drum", "other"),)}


def test_one_caption_is_one_of_the_clips_and_stays(sample):
    corpus = open_corpus(Options(data=sample), Config())
    one = corpus.chosen(Config(captions="one"))
    assert all(len(group) == 1 and group[0] in corpus.captions[clip] for clip, group in one.items())
    assert one == corpus.chosen(Config(captions="one"))
    assert one != corpus.chosen(Config(captions="one", caption_seed=1))


def test_baselines():
    train = [[("a", "b"), ("a", "c")], [("b", "c"), ("a", "b", "d")]]
    references = [[("a", "b")], [("c",)]]
    assert baselines.top_k(train, references, 2).caption == ("a", "b")
    assert baselines.top_k(train, references, 2).scores["bleu2"].tolist() == [1.0, 0.0]
    assert baselines.bigram_chain(train, references, 4).caption == ("a", "b", "c")
    human = baselines.human_agreement([[("a", "b"), ("a", "c")], [("a",)]])
    assert human["bleu1"].tolist() == [0.5]
    assert baselines.model_as_human([["a", "b"], ["x"]], [[("a", "b"), ("c",)], [("a",)]])["bleu1"].tolist() == [0.5]


def script(folder, data, artifact="table1"):
    return smoke(f"paper_repro.majorminer.{artifact}", data, folder)


@pytest.fixture(scope="module")
def whole(majorminer_table1):
    """Table 1 from start to end, undisturbed: its folder, and how the command ended."""
    status, output, errors = json.loads((majorminer_table1 / "said.json").read_text())
    assert status == 0, errors
    return majorminer_table1, subprocess.CompletedProcess([], status, output, errors)


def test_table1_prints_and_writes_everything(whole):
    folder, done = whole
    assert done.stderr == ""
    for words in (
        "SMOKE PRESET",
        "1D CNN",
        "not stated",
        "54.0",
        "shuffled",
        "annotators against",
        "too few items",
        "cannot be tested here",
        "Clips: ",
    ):
        assert words in done.stdout, words
    stored = json.loads((folder / "results" / "majorminer" / "table1.json").read_text())
    assert len(stored["table"]) == len(stored["controls"]) == 10
    assert [row["key"] for row in stored["claims"]] == [claim.key for claim in CLAIMS]
    for row in stored["claims"]:
        assert [finding["condition"] for finding in row["findings"]] == ["By the paper's rules", "By standard BLEU"]
        assert all(finding["parts"] for finding in row["findings"])
    assert "one training a row" in stored["lead"][1]
    assert "02.2" in done.stdout
    assert "45.8 and 54.0 stand beside three rows" in done.stdout
    assert {row["captions"] for row in stored["table"]} == {"one", "multiple"}
    assert all(row["n"] == stored["table"][0]["n"] for row in stored["table"])
    assert len(stored["provenance"]["runs"]) == 10
    assert (folder / "results" / "majorminer" / "table1.csv").read_text().startswith("encoder,decoder,captions,bleu1,")


def test_table1_again_is_quick_and_the_same(whole, sample):
    folder, first = whole
    start = cpu_seconds()
    again = subprocess.run(script(folder, sample), capture_output=True, text=True, check=True)
    assert cpu_seconds() - start < 20
    assert again.stdout == first.stdout


def test_killed_with_sigkill_and_started_again_is_the_same(whole, sample, tmp_path):
    """One row of the table, through the figure that reads it alone: kill -9 while records are built, again while the
    model trains; then undisturbed to the end."""
    folder, _ = whole
    command = script(tmp_path, sample, "figure2")
    for sign in ("runs/records/majorminer/*/*.part", "runs/majorminer/*/state.npz"):
        kill_when(sign, tmp_path, command)
        assert not list(tmp_path.glob("runs/majorminer/*/complete.json"))
    subprocess.run(command, capture_output=True, text=True, check=True)
    (run,) = (tmp_path / "runs" / "majorminer").iterdir()
    for name in ("history.csv", "predictions.csv", "metrics.json", "vocabulary.json"):
        undisturbed = folder / "runs" / "majorminer" / run.name / name
        assert (run / name).read_bytes() == undisturbed.read_bytes(), name


def test_a_table_killed_between_rows_trains_what_is_missing_and_is_the_same(whole, sample, tmp_path):
    """kill -9 in the last row of table 1: rows before it are read, not trained again, and every file is the same."""
    folder, first = whole
    runs = tmp_path / "runs" / "majorminer"
    shutil.copytree(folder / "runs", tmp_path / "runs")
    missing = runs / run_of(folder, "majorminer", "table1", list(PAPER.configs(Options()))[-1]).name
    shutil.rmtree(missing)
    kept = {run.name: (run / "model.keras").stat().st_mtime_ns for run in runs.iterdir()}
    command = script(tmp_path, sample)
    kill_when(f"{missing.relative_to(tmp_path)}/state.npz", tmp_path, command)
    assert not (missing / "complete.json").exists()
    assert not (tmp_path / "results" / "majorminer" / "table1.md").exists()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.replace(str(tmp_path), str(folder)) == first.stdout
    assert {run.name: (run / "model.keras").stat().st_mtime_ns for run in runs.iterdir() if run != missing} == kept
    for name in ("table1.md", "table1.csv", "table1.json"):
        again, undisturbed = (one / "results" / "majorminer" / name for one in (tmp_path, folder))
        assert again.read_bytes() == undisturbed.read_bytes(), name


def test_prediction_is_that_of_the_run(whole, sample):
    from paper_repro.majorminer.predict import Predictor

    folder, _ = whole
    run = run_of(folder, "majorminer", "table1", "musicnn_lstm-multiple")
    captioner = Predictor.load(run)
    import pandas as pd

    from paper_repro.core.audio.load import load_clip
    from paper_repro.majorminer.stemming import normalize_tag

    rows = pd.read_csv(run / "predictions.csv")
    for row in rows[rows["split"] == "test"].head(3).itertuples():
        path = sample / "clips" / f"{row.clip_id}.mp3"
        # The clip's first seconds, which are what the run heard; the file goes on.
        heard = captioner(load_clip(path, captioner.config.features), sample_rate=captioner.sample_rate)
        assert [normalize_tag(tag) for tag in heard.tags] == list(dict.fromkeys(json.loads(row.prediction)))
        assert len(captioner(path).starts) == 2


def test_tags_are_spelled_as_players_type_them(whole, sample):
    from paper_repro.majorminer.predict import Predictor

    folder, _ = whole
    captioner = Predictor.load(run_of(folder, "majorminer", "table1", "musicnn_lstm-multiple"))
    typed = {line.split(",")[3] for line in (sample / "captions.csv").read_text().splitlines()[1:]}
    stems = captioner.vocabulary.tokens[4:]
    spelled = captioner.spelling.tags(stems)
    assert len(spelled) == len(stems)
    assert set(spelled) <= {tag.casefold() for tag in typed}
    assert any(tag not in stems for tag in spelled)


def test_prediction_goes_on_after_a_bad_file(whole, sample, tmp_path):
    folder, _ = whole
    run = run_of(folder, "majorminer", "table1", "cnn1d_lstm-one")
    (tmp_path / "bad.mp3").write_bytes(b"no sound")
    good = next((sample / "clips").iterdir())
    command = [sys.executable, "-m", "paper_repro", "predict", "majorminer", "--run", str(run), "--beams", "3"]
    done = subprocess.run([*command, str(tmp_path / "bad.mp3"), str(good)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    bad, summary = done.stderr.strip().splitlines()
    assert "bad.mp3: " in bad
    assert "cannot read it" in bad or "can read it" in bad
    assert summary == "error: 1 could not be used (1 unreadable); 1 could."
    assert done.stdout.startswith(f"{good}: ")


def test_too_few_clips_are_told_before_training(sample, tmp_path):
    from paper_repro import sample

    sample.write("majorminer", tmp_path / "few", clips=8, seed=1)
    done = subprocess.run(script(tmp_path, tmp_path / "few"), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "give more clips" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_people_who_share_no_clip_are_no_error():
    assert baselines.human_agreement([[("a",)], [("b",)]])["bleu2"].size == 0


def test_figures_are_written(whole, sample, tmp_path):
    from paper_repro.majorminer import figure2, figure3, figure4

    folder, _ = whole
    options = Options(data=sample, preset="smoke", runs=folder / "runs", out=tmp_path)
    for module in (figure2, figure3, figure4):
        paths = module.figure(options).write(options.out)
        assert [path.suffix for path in paths] == [".png", ".csv", ".json", ".svg"]
        assert all(path.stat().st_size > 100 for path in paths)


def test_published_counts_stand_beside_real_captions_alone(sample, tmp_path):
    """Beside numbers of rendered music the published ones would look like evidence."""
    rendered = audit.table(Options(data=sample, preset="smoke"))
    assert "3.95" not in rendered.text()
    real = tmp_path / "captions"
    shutil.copytree(sample, real)
    (real / "sample.json").unlink()
    assert "3.95" in audit.table(Options(data=real, preset="smoke")).text()


def test_the_published_best_is_not_drawn_beside_rendered_music(sample, tmp_path):
    from paper_repro.majorminer import figure4

    def legend(data):
        _, labels = figure4.figure(Options(data=data, preset="smoke")).canvas.axes[0].get_legend_handles_labels()
        return labels

    assert "published best" not in legend(sample)
    real = tmp_path / "captions"
    shutil.copytree(sample, real)
    (real / "sample.json").unlink()
    assert "published best" in legend(real)


def test_ten_rows_are_ten_different_configs():
    configs = PAPER.configs(Options())
    assert len(configs) == len(set(configs.values())) == 10
