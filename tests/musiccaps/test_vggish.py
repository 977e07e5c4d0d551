"""MusicCaps on AudioSet's published features: matching, splits, options, one small training, what the table says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from keras import ops

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.training.rows import run_rows
from paper_repro.musiccaps import table1
from paper_repro.musiccaps.any_step import any_step
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.data import Corpus, open_corpus
from paper_repro.musiccaps.differences import differences
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.outputs import outputs
from paper_repro.musiccaps.paper import NETWORKS, PAPER, SETTINGS
from paper_repro.musiccaps.predict import Predictor
from paper_repro.musiccaps.ranking import Ranking
from paper_repro.musiccaps.vggish import VggishSettings
from tests.datasets.audioset_records import FRAMES, VALUES, record, values
from tests.musiccaps import constructed
from tests.musiccaps.real_features import clips, features, moved, record_of, write

KEY, CODED = "gru-like_for_like", "rnn-as_coded"


def opened(root: Path, **more) -> Corpus:
    options = CaptionOptions(data=root, features="vggish", preset="smoke", **more)
    return open_corpus(options, PAPER.base_config(options))


def test_every_clip_finds_its_features_in_any_folder(tmp_path):
    rows = clips(12)
    corpus = opened(write(tmp_path, rows))
    assert [clip.ytid for clip in corpus.clips] == [clip.ytid for clip in rows]
    assert (corpus.refused, corpus.rendered, corpus.suffix) == ((), False, "_real")
    assert corpus.notes == ("AudioSet's and the caption file's start second agree in all 12 clips.",)
    settings = PAPER.base_config(CaptionOptions(features="vggish")).features
    found = settings.load([corpus.audio[clip.ytid] for clip in rows], "", [corpus.offsets[clip.ytid] for clip in rows])
    np.testing.assert_array_equal(np.stack(found), np.stack([features(clip) for clip in rows]))


def test_eight_bits_are_what_audioset_documents():
    settings = VggishSettings(FRAMES, VALUES, -2.0, 2.0)
    quantised = np.array([[[0, 255, 128]]], np.uint8)
    assert settings.extractor()(quantised).ravel() == pytest.approx([-2.0, 2.0, 4 * 128 / 255 - 2], abs=1e-6)
    assert settings.extractor()(values()[None]).dtype == np.float32
    assert settings.shape == (FRAMES, VALUES)


def test_another_start_is_said_and_the_clip_used(tmp_path):
    rows = clips(12)
    root = write(tmp_path, [moved(rows[0], 31.0), *rows[1:]], [record_of(row) for row in rows])
    corpus = opened(root)
    assert len(corpus.clips) == 12
    (note,) = corpus.notes
    assert note.endswith("in 1 of 12 clips, used all the same: clip0000000 30 for 31.")
    assert corpus.about == {"notes": [note]}


def test_starts_of_the_real_files(real):
    corpus = opened(real / "musiccaps")
    assert len(corpus.clips) == 5521
    assert corpus.refused == ()
    (note,) = corpus.notes
    assert "2 of 5,521 clips" in note
    assert "OWbfAmrFdp8 40.4 for 40" in note
    assert "Bx3nzrmGXhw 11.1 for 11" in note
    parts = corpus.split(Config(feature_set="vggish", split="audioset", clips=5521))
    assert {name: len(ids) for name, ids in parts.items()} == {"train": 2193, "valid": 470, "test": 2858}


def test_clips_without_usable_features_are_refused_by_reason(tmp_path):
    rows = clips(12)
    bad = [
        record_of(rows[0], features=features(rows[0])[:7]),
        record_of(rows[1], features=features(rows[1]).astype(np.float32)),
        record_of(rows[2], name="rgb"),
        *(record_of(row) for row in rows[4:]),
        record_of(rows[5]),
        record("zzzzzzzzzzz"),
    ]
    corpus = opened(write(tmp_path, rows, bad))
    assert {refusal.item: refusal.reason for refusal in corpus.refused} == {
        "clip0000000": "other number of frames", "clip0000001": "not 8-bit values", "clip0000002": "other features",
        "clip0000003": "no features",
    }  # fmt: skip
    assert len(corpus.clips) == 8
    assert "Of the TFRecord files not used: 1 second record; the first: clip0000005" in corpus.notes[1]


def test_a_truncated_file_is_said_and_its_clips_counted(tmp_path):
    rows = clips(12)
    root = write(tmp_path, rows)
    path = root / "audioset_v1_embeddings" / "eval" / "1.tfrecord"
    path.write_bytes(path.read_bytes()[:-5])
    corpus = opened(root)
    assert [(refusal.item, refusal.reason) for refusal in corpus.refused] == [("clip0000011", "no features")]
    assert "1 truncated or damaged; the first: audioset_v1_embeddings/eval/1.tfrecord: ends within" in corpus.notes[1]


def test_no_features_at_all_is_one_line(tmp_path, material, musiccaps_sample):
    with pytest.raises(UserError, match=r"--features vggish: .*musiccaps has no \.tfrecord file"):
        opened(material / "musiccaps")
    with pytest.raises(UserError, match="is a sample corpus"):
        opened(musiccaps_sample)
    others = write(tmp_path, clips(3), [record("zzzzzzzzzzz"), record("zzzzzzzzzzy", features=values()[:7])])
    with pytest.raises(UserError, match=r"none of the 3 clips has usable features .* they hold 2 other segments"):
        opened(others)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--features", "vggish"], "add --data DIR"),
        (["--features", "mel"], "invalid choice: 'mel'"),
        (["--split", "random"], "invalid choice: 'random'"),
    ],
)
def test_option_errors_are_one_line(words, message, tmp_path, capsys):
    folders = ["--out", str(tmp_path), "--runs", str(tmp_path)]
    with pytest.raises(SystemExit) as ended:
        run_script(table1.table, "", [*words, *folders], CaptionOptions)
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert message in line


def test_audiosets_split_tests_on_its_evaluation_clips(tmp_path):
    rows = clips(60)
    corpus = opened(write(tmp_path, rows))
    config = Config(feature_set="vggish", split="audioset")
    parts = corpus.split(config)
    assert parts["test"] == [row.ytid for row in rows if row.evaluation]
    assert {name: len(ids) for name, ids in parts.items()} == {"train": 33, "valid": 7, "test": 20}
    assert sorted(one for ids in parts.values() for one in ids) == [row.ytid for row in rows]
    other = corpus.split(replace(config, split_seed=1))
    assert other["test"] == parts["test"]
    assert other["valid"] != parts["valid"]
    report = corpus.split(replace(config, split="report"))
    assert {name: len(ids) for name, ids in report.items()} == {"train": 42, "valid": 9, "test": 9}


@pytest.mark.parametrize("preset", ["smoke", "quick", "paper"])
def test_features_and_split_are_settings_of_every_row_and_declared(preset):
    options = CaptionOptions(preset=preset, features="vggish", split="audioset")
    configs, sound = PAPER.configs(options), PAPER.configs(Options(preset=preset))
    for key, config in configs.items():
        assert (config.feature_set, config.split, config.clips) == ("vggish", "audioset", 5521)
        assert (config.features.shape, config.frame_pool, config.padded_frames) == ((10, 128), 1, 0)
        assert config != sound[key]
    declared = {row["name"]: row for row in differences(options)}
    for setting in SETTINGS:
        assert declared["feature_set"][setting] == "vggish (paper preset: mfcc_chroma)"
        assert declared["split"][setting] == "audioset (paper preset: report)"
    assert declared["clips"]["as_written"] == "5,521"
    assert declared["clips"]["like_for_like"] == "5,521 (paper preset: 1,000)"
    assert (options.suffix, CaptionOptions(features="vggish").suffix) == ("_audioset", "")


def test_the_published_loss_is_not_held_against_other_features(tmp_path):
    evidence = constructed.evidence(tmp_path, "as_written", constructed.alike(), preset="paper", rendered=False)
    assert constructed.finding("clstma-published-loss", evidence).verdict is not Verdict.UNTESTABLE
    row = evidence.row("clstma")
    evidence.results.rows["clstma-as_written"] = replace(row, config=replace(row.config, feature_set="vggish"))
    found = constructed.finding("clstma-published-loss", evidence)
    assert found.verdict is Verdict.UNTESTABLE
    assert "MFCC and chroma, not of VGGish" in found.remark


def test_average_precision_by_hand():
    scores = np.array([[4.0, 3.0, 2.0, 1.0], [1.0, 2.0, 3.0, 3.0]])
    ranking = Ranking.of(scores, ["a", "b", "c", "a"], [{"a", "c"}, {"b", "unheard of"}])
    # First clip: ranks 1 and 3. Second: a by its better spelling ties with c and comes first, b is third of three.
    assert ranking.average_precision() == pytest.approx([(1 / 1 + 2 / 3) / 2, (1 / 3) / 2])
    assert ranking.average_precision(np.array([1, 0])) == pytest.approx([(1 / 1 + 2 / 2) / 2, (1 / 2) / 2])


def test_any_step_by_hand():
    """A decoder that says what the table says: steps after the end do not count, and each step reads the one before."""
    chances = np.array([[0.1, 0.2, 0.3, 0.4], [0.7, 0.1, 0.1, 0.1], [0.4, 0.4, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25]])

    class Table(keras.layers.Layer):
        def call(self, tokens, memory):
            return ops.take(ops.log(ops.convert_to_tensor(chances, "float32")), tokens, axis=0)

    captioner = SimpleNamespace(get_layer={"decoder": Table()}.get)
    coding = SimpleNamespace(begin=2, end=3)
    # The first list ends at its second step, the second never does.
    found = any_step(captioner, np.zeros((2, 1, 1), np.float32), np.array([[1, 3, 0], [0, 1, 1]]), coding, 1)
    none = np.stack([np.prod(1 - chances[[2, 1]], axis=0), np.prod(1 - chances[[2, 0, 1]], axis=0)])
    np.testing.assert_allclose(found, -np.log(none), rtol=1e-5)


def test_rows_that_count_padding_train_for_fewer_epochs_on_features_alone(tmp_path):
    def epochs(**more):
        options = CaptionOptions(preset="quick", **more)
        return {name.partition("-")[2]: config.epochs for name, config in PAPER.configs(options).items()}

    assert epochs(data=tmp_path, features="vggish") == {"as_written": 2, "as_coded": 2, "like_for_like": 4}
    assert len(set(epochs().values())) == 1
    options = CaptionOptions(preset="quick", data=tmp_path, features="vggish")
    told = next(one for one in differences(options) if one["name"] == "epochs")
    assert (told["as_written"][:2], told["like_for_like"][:2]) == ("2 ", "4 ")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A row like for like, trained longer, and one as coded: on 60 clips whose first aspect can be heard."""
    folder = tmp_path_factory.mktemp("vggish")
    root = write(folder / "data", clips(60))
    options = CaptionOptions(data=root, features="vggish", preset="smoke", runs=folder / "runs", out=folder / "results")
    configs = PAPER.configs(options, [KEY, CODED])
    configs[KEY] = replace(configs[KEY], epochs=12, learning_rate=1e-2)
    return options, run_rows(PAPER, options, configs)


def test_a_network_trains_on_features_and_hears_them(trained):
    _, results = trained
    row = results.rows[KEY]
    assert results.counts["used"] == 60
    assert row.clip_ids("test")
    assert row.lost_by_shuffling().value > 0.1
    heard, shuffled = row.mean("average_precision"), row.mean("average_precision_shuffled")
    assert heard.value > shuffled.value
    coded = results.rows[CODED].sums("average_precision")
    assert ((coded > 0.0) & (coded <= 1.0)).all()
    assert results.provenance["about"]["data"] == "real"
    stored = json.loads((row.runs[0].path / "data.json").read_text())
    assert stored["notes"] == list(results.corpus.notes)


def test_its_run_cannot_predict_from_sound(trained):
    _, results = trained
    path = results.rows[KEY].runs[0].path
    with pytest.raises(UserError, match="this network hears AudioSet's published features"):
        Predictor.load(path)
    assert not Predictor.preferred(path)


def test_the_table_says_what_was_heard(trained):
    """The table of one training, which stands for all eighteen."""
    options, results = trained
    row = results.rows[KEY]
    every = {f"{name}-{setting}": row for name in NETWORKS for setting in SETTINGS}
    all_rows = SimpleNamespace(
        options=options, corpus=results.corpus, rows=every, lead=results.lead, interval_note=results.interval_note,
        count_note=results.count_note,
    )  # fmt: skip
    lead = " ".join(table1._lead(all_rows))
    for words in ("On 60 real clips", "VGGish", "not the report's input", "no published number is held against"):
        assert words in lead, words
    notes = " ".join(table1._notes(all_rows))
    assert "start second agree in all 60 clips" in notes
    assert "All settings have all 60 clips with features (ours): the code drew 1,000" in notes
    block = outputs(all_rows, {key: ["piano"] for key in SETTINGS})
    assert [column.header for column in block.columns if column.key.startswith("ap")] == [
        "Average precision",
        "Shuffled",
    ]
    assert all(0.0 < one["ap"].value < 1.0 for one in block.records())


def test_figure2_draws_the_features(trained, monkeypatch):
    from paper_repro.musiccaps import figure2

    options, results = trained
    monkeypatch.setattr(figure2, "ROW", KEY)
    monkeypatch.setattr(figure2, "run_rows", lambda *arguments: results)
    figure = figure2.figure(options)
    assert figure.name == "figure2_real"
    assert all(path.stat().st_size > 100 for path in figure.write(options.out))
