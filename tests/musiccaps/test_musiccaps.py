"""MusicCaps: both rules, the audio-free models, and the whole chain from wavs to table 1."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from paper_repro.core.audio.load import load_clip
from paper_repro.core.command_line import Options, run_script
from paper_repro.core.errors import UserError
from paper_repro.datasets import musiccaps
from paper_repro.datasets.musiccaps import Clip
from paper_repro.musiccaps import published
from paper_repro.musiccaps.audio_free import audio_free
from paper_repro.musiccaps.audit import count
from paper_repro.musiccaps.baselines import Bigram, Unigram, per_clip
from paper_repro.musiccaps.claims import CLAIMS, UNTESTED
from paper_repro.musiccaps.config import PRESETS, Config
from paper_repro.musiccaps.data import Corpus, aspects_of, draw, split, tokens_of
from paper_repro.musiccaps.draws import draws
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.outcome import coded_parts
from paper_repro.musiccaps.paper import PAPER
from paper_repro.musiccaps.sequences import Coding
from tests.conftest import cpu_seconds
from tests.scripts import killed_and_again, run_of, smoke

LISTS = [("a", "b", "c"), ("a", "b"), ("a",), ("d", "a", "b", "c")]


def clip(aspects=("Slow tempo", "male voice"), caption="A man sings.\nSlowly, sadly."):
    return Clip("x" * 11, 30.0, 40.0, (), aspects, caption, "0", False, False)


def test_tokens_are_aspects_words_or_the_captions_words():
    assert tokens_of(clip(), Config()) == ("Slow tempo", "male voice")
    words = tokens_of(clip(), Config(tokens="word"))
    assert words == ("slow", "tempo", ",", "male", "voice")
    assert aspects_of(words, Config(tokens="word")) == ("slow tempo", "male voice")
    assert aspects_of(tokens_of(clip(), Config()), Config()) == ("slow tempo", "male voice")
    caption = tokens_of(clip(), Config(target="caption", tokens="word"))
    assert caption == ("a", "man", "sings", ".", "slowly", ",", "sadly", ".")


def test_the_published_rule_skips_the_first_aspect_and_counts_padding():
    coding = Coding.of(LISTS[:2], LISTS, Config())
    assert coding.vocabulary.tokens == ("<padding>", "a", "b", "c", "d")  # of all clips, the test part's too
    coded = coding.encode(LISTS)
    assert coded.inputs.tolist() == [[1, 2, 3], [1, 2, 0], [1, 0, 0], [4, 1, 2]]
    assert coded.targets.tolist() == [[2, 3, 0], [2, 0, 0], [0, 0, 0], [1, 2, 3]]
    assert coded.counted.all()
    assert coded.real.sum() == 6
    assert coding.decode([2, 3, 0, 1]) == ["b", "c"]


def test_the_corrected_rule_begins_ends_and_masks():
    coding = Coding.of(LISTS[:3], LISTS, Config(rule="corrected", min_count=2))
    assert coding.vocabulary.tokens == ("<pad>", "<unk>", "<begin>", "<end>", "a", "b")
    coded = coding.encode(LISTS)
    assert coded.inputs.tolist()[0] == [2, 4, 5, 1, 3]
    assert coded.targets.tolist()[0] == [4, 5, 1, 3, 0]
    assert coded.targets.tolist()[3] == [1, 4, 5, 1, 3]
    assert (coded.counted == coded.real).all()
    assert coded.real.sum(axis=1).tolist() == [4, 3, 2, 5]
    assert coding.decode([5, 4, 3, 4]) == ["b", "a"]
    assert coding.unknown_share([("a", "z"), ("y", "b")]) == 0.5


def test_unigram_is_add_one_over_all_targets():
    coding = Coding.of(LISTS, LISTS, Config())
    coded = coding.encode(LISTS)
    model = Unigram.fit(coded, 5)
    # Twelve targets, six of them padding, and one more for each of five tokens.
    assert np.exp(model.log_probability) == pytest.approx(np.array([7, 2, 4, 3, 1]) / 17)
    renormalized = Unigram.fit(coded, 5, renormalized=True)
    assert np.exp(renormalized.log_probability) == pytest.approx(np.array([0, 2, 4, 3, 1]) / 10)
    sums, counts = per_clip(model.losses(coded), coded.real)
    assert counts.tolist() == [2, 1, 0, 3]
    assert sums[1] == pytest.approx(-np.log(4 / 17))


def test_bigram_is_a_distribution_and_better_where_order_matters():
    rng = np.random.default_rng(0)
    lists = [tuple("abcdefgh"[(start + step) % 8] for step in range(rng.integers(2, 6))) for start in range(8)] * 20
    coding = Coding.of(lists, lists, Config(rule="corrected"))
    coded = coding.encode(lists)
    size = len(coding.vocabulary)
    bigram = Bigram.fit(coded, coded, size)
    assert 0.0 < bigram.weight < 1.0
    assert bigram.losses(coded)[coded.counted].mean() < Unigram.fit(coded, size).losses(coded)[coded.counted].mean()
    for previous in (0, 1, coding.vocabulary.ids["a"]):
        every = np.arange(size)[None]
        part = type(coded)(np.full_like(every, previous), every, every > 0, every > 0)
        assert np.exp(-bigram.losses(part)).sum() == pytest.approx(1.0)


def test_the_split_is_the_authors():
    parts = split(list(range(1000)), 42)
    assert {name: len(part) for name, part in parts.items()} == {"train": 700, "valid": 150, "test": 150}
    from sklearn.model_selection import train_test_split

    rest = train_test_split(range(1000), test_size=0.3, random_state=42)[1]
    assert parts["valid"] == train_test_split(rest, test_size=0.5, random_state=42)[0]
    assert draw(range(5521), 1000, 3) == draw(range(5521), 1000, 3) != draw(range(5521), 1000, 4)


def test_a_row_as_coded_draws_its_clips_and_a_row_as_written_has_all():
    """Of one corpus: parts, vocabularies and baselines are those of the clips that a row uses."""
    clips = tuple(replace(clip((f"aspect {at}", "mono")), ytid=f"{at:011}") for at in range(1200))
    corpus = Corpus("made up", Path(), clips, ())
    configs = PAPER.configs(Options(preset="paper"), ["rnn-as_written", "rnn-as_coded"])
    parts = {key: corpus.split(config) for key, config in configs.items()}
    sizes = {key: [len(part) for part in split_.values()] for key, split_ in parts.items()}
    assert sizes == {"rnn-as_written": [840, 180, 180], "rnn-as_coded": [700, 150, 150]}
    coded = {one for part in parts["rnn-as_coded"].values() for one in part}
    assert set(corpus.token_lists(configs["rnn-as_coded"])) == coded < set(corpus.audio)
    rows = {key: SimpleNamespace(config=config, runs=()) for key, config in configs.items()}
    results = SimpleNamespace(corpus=corpus, rows=rows)
    for setting, tests in (("as_written", 180), ("as_coded", 150)):
        assert audio_free(results, setting)["bigram"].scores().shape == (1, tests)
        coding, _ = coded_parts(results, configs[f"rnn-{setting}"])
        assert len(coding.vocabulary) == {180: 1200, 150: 1000}[tests] + 2  # an aspect a clip, "mono", padding


def test_the_published_file_and_its_losses_without_ears(material):
    """Counts of the published file, and the audio-free unigram beside the published 2.89."""
    clips = musiccaps.load(material / "musiccaps").clips
    counted = count(clips)
    assert counted == pytest.approx(published.COUNTS, abs=0.005)
    drawn = draws(clips, Config())
    assert len(drawn) == 20
    unigram = drawn["unigram_valid"]
    assert unigram.mean() == pytest.approx(3.01, abs=0.02)
    assert (round(unigram.min(), 2), round(unigram.max(), 2)) == (2.66, 3.38)
    assert unigram.min() < published.LOSS["clstma"] < unigram.max()
    assert drawn["unigram_real_valid"].mean() == pytest.approx(8.5, abs=0.05)
    assert drawn["unigram_renormalized_valid"].mean() == pytest.approx(7.6, abs=0.05)
    assert drawn["bigram_valid"].mean() < unigram.mean()
    assert drawn["padding_share"].between(0.66, 0.72).all()


def test_captions_have_no_aspect_tokens(capsys):
    from paper_repro.musiccaps import table1

    with pytest.raises(SystemExit) as ended:
        run_script(table1.table, "", ["--target", "caption", "--tokens", "aspect"], CaptionOptions)
    assert ended.value.code == 2
    assert "--tokens aspect: a caption has no aspects" in capsys.readouterr().err


def test_rows_are_different_configs():
    configs = PAPER.configs(Options(preset="paper"))
    assert len(configs) == len(set(configs.values())) == 18
    assert configs["clstma-as_coded"] == PRESETS.config("paper", max_length=20) == Config()
    assert {configs[f"{row}-as_coded"].dropout for row in ("rnn", "gru", "lstm")} == {0.0}
    assert len({configs[key].units for key in configs if key.endswith("like_for_like")}) == 1


def script(folder, data, artifact="table1", *more):
    return smoke(f"paper_repro.musiccaps.{artifact}", data, folder, *more)


@pytest.fixture(scope="module")
def whole(musiccaps_sample, tmp_path_factory):
    """Table 1 from start to end, undisturbed."""
    folder = tmp_path_factory.mktemp("whole")
    done = subprocess.run(script(folder, musiccaps_sample), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, done


def test_table1_prints_and_writes_everything(whole):
    folder, done = whole
    assert done.stderr == ""
    for words in ("NUMBERS MEAN NOTHING", "CLSTMA-MT", "2.89", "8,245,564", "audio-free", "too few items", "Clips: "):
        assert words in done.stdout, words
    stored = json.loads((folder / "results" / "musiccaps" / "table1.json").read_text())
    for block in ("table", "as_written", "as_coded", "like_for_like"):
        assert len(stored[block]) == 6 + 2
    assert len(stored["said"]) == 18 + 3
    assert [one["key"] for one in stored["claims"]] == [claim.key for claim in CLAIMS]
    assert len(stored["untested"]) == len(UNTESTED)
    assert len(stored["provenance"]["runs"]) == 18
    assert len(stored["lead"]) == 2
    assert "about this training, not about the method" in done.stdout


def test_losses_of_the_table_are_those_of_the_model(whole, musiccaps_sample):
    """A run's stored loss, computed once more from its model, its records and its vocabulary."""
    import keras

    from paper_repro.core.text.vocabulary import Vocabulary
    from paper_repro.core.training.run import RunFolder, stored_config
    from paper_repro.musiccaps.predict import Predictor

    folder, _ = whole
    clips = {one.ytid: one for one in musiccaps.load(musiccaps_sample).clips}
    for key in ("clstma-like_for_like", "rnn-as_coded"):
        path = run_of(folder, "musiccaps", "table1", key)
        config = stored_config(RunFolder(path), Config)
        rows = pd.read_csv(path / "predictions.csv").query("split == 'test'")
        tokens = Vocabulary.load(path / "vocabulary.json")
        length = keras.models.load_model(path / "model.keras", compile=False).output.shape[2]
        coded = Coding.stored(tokens, config, length).encode([clips[one].aspects for one in rows["clip_id"]])
        captioner = Predictor.load(path)
        samples = [load_clip(clips[one].audio, config.features, clips[one].offset) for one in rows["clip_id"]]
        features = config.features.extractor()(np.stack(samples))
        model = keras.models.load_model(path / "model.keras", compile=False)
        scores = np.asarray(model({"features": features, "tokens": coded.inputs[:, None]}))[:, 0].astype(float)
        scores -= np.log(np.exp(scores).sum(axis=-1, keepdims=True))
        losses = -np.take_along_axis(scores, coded.targets[..., None], axis=-1)[..., 0]
        np.testing.assert_allclose(rows["loss"], (losses * coded.counted).sum(axis=1), rtol=1e-3)
        np.testing.assert_allclose(rows["real_loss"], (losses * coded.real).sum(axis=1), rtol=1e-3, atol=1e-3)
        for row in rows.head(2).itertuples():
            if clips[row.clip_id].offset == 0.0:
                said = [aspect.lower() for aspect in json.loads(row.prediction)]
                assert list(captioner(clips[row.clip_id].audio).tags) == list(dict.fromkeys(said))


def test_again_is_quick_and_the_same(whole, musiccaps_sample):
    folder, first = whole
    start = cpu_seconds()
    again = subprocess.run(script(folder, musiccaps_sample), capture_output=True, text=True, check=True)
    assert cpu_seconds() - start < 20
    assert again.stdout == first.stdout


def test_killed_with_sigkill_and_started_again_is_the_same(whole, musiccaps_sample, tmp_path):
    """One row of the table, through the figure that reads it alone."""
    folder, _ = whole
    command = script(tmp_path, musiccaps_sample, "figure2")
    killed_and_again(tmp_path, folder, command, "predictions.csv", "metrics.json", "vocabulary.json")


def test_published_losses_are_evidence_on_the_published_file_alone(musiccaps_sample, tmp_path):
    """A sample corpus's lists are made up: no published number stands beside what is found on them."""
    from paper_repro.musiccaps import audit

    table, figure = audit.table(Options(data=musiccaps_sample, preset="smoke", out=tmp_path)).artifacts
    assert "says nothing on the published losses" in table.text()
    assert [block.key for block in table.blocks] == ["losses", "counts"]
    for block in table.blocks:
        assert not any("ublished" in column.header or "2.89" in column.header for column in block.columns)
        assert not {"below", "published"} & set(block.records()[0])
    assert len(figure.canvas.axes[0].lines) == 2 * 2  # draws and means of two baselines


def test_the_published_file_is_held_against_the_published_losses(material):
    from paper_repro.musiccaps import audit

    table, figure = audit.table(Options(data=material / "musiccaps")).artifacts
    assert "the best published loss, 2.89, lies within that range" in table.lead[0]
    assert [block.key for block in table.blocks] == ["losses", "published", "counts"]
    assert len(figure.canvas.axes[0].lines) == 2 * 2 + len(published.LOSS)


def test_figures_are_written(whole, musiccaps_sample):
    from paper_repro.musiccaps import audit, figure1, figure2

    folder, _ = whole
    options = Options(data=musiccaps_sample, preset="smoke", runs=folder / "runs", out=folder / "results")
    for artifact in (figure1.figure(options), figure2.figure(options), audit.table(options)):
        paths = artifact.write(options.out)
        assert {path.suffix for path in paths} >= {".png", ".csv", ".json"}
        assert all(path.stat().st_size > 100 for path in paths)


def test_captions_word_by_word(whole, musiccaps_sample):
    """The second target through one network: its own names, BLEU1 to 4 and ROUGE-L instead of sets of aspects."""
    from paper_repro.core.training.rows import run_rows
    from paper_repro.musiccaps.outputs import quality
    from paper_repro.musiccaps.paper import PAPER

    folder, _ = whole
    words = {"target": "caption", "tokens": "word"}
    options = CaptionOptions(data=musiccaps_sample, preset="smoke", runs=folder / "runs", **words)
    assert options.suffix == "_caption"
    key = "clstma-like_for_like"
    row = run_rows(PAPER, options, PAPER.configs(options, [key])).rows[key]
    scores = quality(row, is_caption=True)
    assert set(scores) >= {"bleu1", "bleu2", "bleu3", "bleu4", "rouge"}
    assert all(0.0 <= scores[name] <= 1.0 for name in ("bleu1", "bleu4", "rouge"))
    assert scores["written"] > 15


def test_no_sound_at_all_is_one_line(material, tmp_path):
    done = subprocess.run(script(tmp_path, material / "musiccaps"), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "none of the 5,521 clips has a sound file" in done.stderr


def test_an_unknown_model_is_named():
    from paper_repro.musiccaps.model import build

    with pytest.raises(UserError, match="Received: 'transformer'"):
        build(Config(model="transformer"), vocabulary_size=9, length=3)
