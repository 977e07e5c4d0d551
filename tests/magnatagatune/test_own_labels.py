"""Your own labels: which tags are learned, an output layer and all layers of a small network, and prediction."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
import soundfile as sf

import paper_repro
from paper_repro.__main__ import _run
from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.reporting.formats import score
from paper_repro.core.training.rows import run_rows
from paper_repro.datasets import magnatagatune, own_labels
from paper_repro.listen.models import paper_of
from paper_repro.magnatagatune import data
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.outcome import HELD_OUT
from paper_repro.magnatagatune.own_labels import per_tag, table, task
from paper_repro.magnatagatune.own_labels.corpus import open_corpus
from paper_repro.magnatagatune.own_labels.engine import ENGINE, configs, label
from paper_repro.magnatagatune.own_labels.predict import Predictor
from paper_repro.magnatagatune.paper import PAPER
from paper_repro.weights import catalogue, store
from paper_repro.weights.catalogue import NETWORKS
from tests.weights.wheels import pinned, vgg_members, write_wheel

PARTS = {"train": 8, "valid": 3, "test": 5}
RATE = 16_000
#: Of the loud clips and of a third of the others.
TAGS = ("loud", "odd")


def write_csv(folder, extra=()):
    """Noise of 3 to 7 s, loud or soft, and a csv of it."""
    rng = np.random.default_rng(0)
    folder.mkdir(exist_ok=True)
    lines = [("path", "tags", "split", "group")]
    for part, count in PARTS.items():
        for number in range(count):
            name = f"{part}{number}.wav"
            level = 0.3 if number % 2 else 0.003
            sf.write(folder / name, level * rng.standard_normal(int(RATE * (3.1 + number % 3 * 2))), RATE)
            tags = [*(["loud"] if number % 2 else []), *(["odd"] if number % 3 == 0 else []), "any"]
            lines.append((name, "|".join(tags), part, f"{part} {number // 2}"))
    with (folder / "my.csv").open("w", newline="") as file:
        csv.writer(file).writerows([*lines, *extra])
    return folder / "my.csv"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A small published network in a cache folder, and a csv with a file that cannot be decoded."""
    folder = tmp_path_factory.mktemp("own")
    wheel = write_wheel(folder, vgg_members(folder / "checkpoint", ("a", "b", "c")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "NETWORKS", {**NETWORKS, "tiny": pinned(wheel)})
        patch.setenv("PAPER_REPRO_CACHE", str(folder / "cache"))
        store.import_file(wheel, pinned(wheel).wheel)
        (folder / "clips").mkdir()
        (folder / "clips" / "broken.wav").write_bytes(b"RIFF and nothing")
        path = write_csv(folder / "clips", extra=[("broken.wav", "loud", "train", "x")])
        yield path


@pytest.fixture(scope="module")
def results(tiny, tmp_path_factory):
    """Both rows, in few steps."""
    chosen = {
        key: replace(config, least_heard=0, batch_size=4, epochs=min(config.epochs, 1) if "all" in key else 10)
        for key, config in configs("tiny", "all").items()
    }
    options = Options(runs=tmp_path_factory.mktemp("runs"), jobs=1)
    return run_rows(ENGINE, options, chosen, open_corpus(own_labels.load(tiny)))


def test_tags_that_cannot_be_learned_are_left_out(tiny):
    corpus = open_corpus(own_labels.load(tiny))
    # Of 17 lines "any" is on 16, and so on no clip alone that lacks it: the broken one.
    assert corpus.tags == ("any", "loud", "odd")
    folder = tiny.parent
    lines = [("path", "tags", "split")]
    lines += [(f"train{number}.wav", "all|train" + "|some" * (number < 2), "train") for number in range(4)]
    lines += [("valid0.wav", "all|late|some", "valid"), ("test0.wav", "all", "test")]
    with (folder / "tags.csv").open("w", newline="") as file:
        csv.writer(file).writerows(lines)
    found = open_corpus(own_labels.load(folder / "tags.csv"))
    assert found.tags == ("some",)
    assert {(tag.item, tag.reason) for tag in found.left_out} == {
        ("all", "on every clip"), ("train", "on every training clip"), ("late", "on no training clip"),
    }  # fmt: skip
    assert found.labels(["train0.wav", "train3.wav", "valid0.wav"]).tolist() == [[1], [0], [1]]
    with (folder / "one.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("path", "tags"), *((f"train{number}.wav", "one") for number in range(8))])
    with pytest.raises(UserError, match=r"tag 'one' is left out: it is on every clip\. No tag can be learned"):
        open_corpus(own_labels.load(folder / "one.csv"))
    assert open_corpus(own_labels.load(tiny), most=2).tags == ("any", "loud")


def test_too_few_clips_are_one_line(tiny, tmp_path):
    short = tiny.parent / "few.csv"
    short.write_text("path,tags,split\ntrain0.wav,a,train\ntrain1.wav,,train\nvalid0.wav,a,valid\ntest0.wav,a,test\n")
    corpus = open_corpus(own_labels.load(short))
    with pytest.raises(UserError, match=r"few.csv: of 4 clips with a file the valid part gets 1, at least 2"):
        run_rows(ENGINE, Options(runs=tmp_path), configs("tiny", "output"), corpus)
    short.write_text(short.read_text() + "broken.wav,a,valid\ntest1.wav,,test\n")
    corpus = open_corpus(own_labels.load(short))
    with pytest.raises(UserError, match=r"of the valid part 1 clips can be decoded, .* The first: .*broken.wav"):
        run_rows(ENGINE, Options(runs=tmp_path), configs("tiny", "output"), corpus)


def test_both_rows_are_runs_and_name_what_they_could_not_decode(results):
    output, whole = results.rows.values()
    for row in (output, whole):
        (run,) = row.runs
        assert run.path.parent.name == "finetune"
        assert [entry["item"] for entry in json.loads((run.path / "data.json").read_text())["refused"]] == [
            "broken.wav"
        ]
        assert row.tags == ("any", "loud", "odd")
        assert row.labels(HELD_OUT).shape == (8, 3)
        assert len(np.unique(row.artists(HELD_OUT))) == 5
    assert results.counts["used"] == sum(PARTS.values())
    # The output layer alone: 256 values and a bias of each of three tags.
    assert output.metrics[0]["parameters"] == 257 * 3
    assert whole.metrics[0]["parameters"] > 100_000
    # Loudness is what noise differs in.
    loud = output.scores(HELD_OUT)[0][:, 1]
    assert loud[output.labels(HELD_OUT)[:, 1] == 1].min() > loud[output.labels(HELD_OUT)[:, 1] == 0].max()


def test_all_layers_begin_as_published_with_the_learned_output_layer(results):
    output, whole = results.rows.values()
    (run,) = whole.runs
    records = records_of(results, whole.config)
    at_start = task.make_task(whole.config, results.corpus, records, run)
    for part in ("valid", "test"):
        at = {key: place for place, key in enumerate(records[part].keys)}
        found = at_start.predict(part)[[at[key] for key in output.clip_ids(part)]]
        np.testing.assert_allclose(found, output.scores(part)[0], atol=1e-4)
    learned = run.load_model()
    moved = {
        layer.name: any(not np.array_equal(a, b) for a, b in zip(layer.get_weights(), other.get_weights(), strict=True))
        for layer, other in zip(learned.layers, at_start.model.layers, strict=True)
        if layer.get_weights()
    }
    assert all(moved[name] for name in moved if "conv" in name or name == "tags")
    assert not any(moved[name] for name in moved if "norm" in name)


def records_of(results, config):
    from paper_repro.core.training.fill import build_splits

    return build_splits(ENGINE.name, results.options, results.corpus, config)


def test_a_training_that_goes_on_hears_the_same_windows(results):
    whole = results.rows["tiny_all"]
    records = records_of(results, whole.config)
    made = task.make_task(whole.config, results.corpus, records, whole.runs[0])
    windows = [batch.numpy() for batch, _ in made.batches(0).take(2 * made.steps)]
    again = [batch.numpy() for batch, _ in made.batches(1).take(made.steps)]
    assert all(window.shape[1:] == (187, 96) for window in windows)
    for one, other in zip(windows[made.steps :], again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(windows[0], windows[made.steps])
    # Nothing of the zeros behind a shorter clip.
    assert all((np.abs(window).max(axis=2) > 0).all() for window in windows)


def test_prediction_is_what_was_scored(results, tiny):
    for row in results.rows.values():
        (run,) = row.runs
        assert paper_of(run.path) == "finetune"
        listener = paper_repro.load(run.path)
        assert isinstance(listener, Predictor)
        for clip, scores in zip(row.clip_ids(), row.scores()[0], strict=True):
            heard = listener(tiny.parent / clip)
            assert heard.names == ("any", "loud", "odd")
            np.testing.assert_allclose(heard.overall, scores, atol=2e-4)
        assert heard.scores.shape == (len(heard.starts), 3)


def test_the_output_layer_needs_its_network(results, monkeypatch, tmp_path):
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path))
    with pytest.raises(UserError, match=r"weights are not here; get them by .*musicnn"):
        paper_repro.load(results.rows["tiny_output"].runs[0].path)


def test_the_table_has_the_prior_and_the_shuffled_control(results, tmp_path):
    made = table.table(results, "tiny")
    output, whole, prior = made.blocks[0].rows
    assert (output["row"], whole["row"]) == ("output layer on frozen tiny", "all layers of tiny")
    assert output["held_out"] == results.rows["tiny_output"].auc(HELD_OUT)
    assert output["precision"] == results.rows["tiny_output"].precision(HELD_OUT)
    assert output["held_out"].n == 5
    assert prior["held_out"].value == pytest.approx(0.5)
    labels = results.rows["tiny_output"].labels(HELD_OUT)[:, 1:]
    assert prior["precision"].value == pytest.approx(labels.mean())
    assert output["shuffled"] < output["held_out"].value
    (difference,) = made.blocks[1].rows
    assert difference["difference"].value == pytest.approx(output["held_out"].value - whole["held_out"].value)
    assert [row["tag"] for row in made.blocks[2].rows] == ["any", "loud", "odd"]
    text = made.text()
    assert "Of 3 groups of test clips, 0 also occur in train." in text
    assert "have: any." in text
    assert "refused: 1 unreadable" in text
    assert [path.name for path in made.write(tmp_path)] == ["my_tiny.md", "my_tiny.csv", "my_tiny.json"]
    drawn = per_tag.figure(results, "tiny")
    assert drawn.write(tmp_path)[0].name == "my_tiny_per_tag.png"
    assert drawn.data["output layer_roc_auc"].notna().tolist() == [False, True, True]


def test_a_run_s_card_says_what_the_table_says(results, tmp_path, capsys):
    for row in results.rows.values():
        run = row.runs[0].path
        _run(["weights", "card", str(run), "--out", str(tmp_path)])
        card = (tmp_path / "weights" / f"{run.name}.md").read_text()
        assert capsys.readouterr().out == f"wrote {tmp_path / 'weights' / run.name}.md\n"
        for said in (
            f"| ROC-AUC | {score(row.auc(HELD_OUT))} | 5 |",
            f"| average precision | {score(row.precision(HELD_OUT))} | 5 |",
            "own labels, my.csv: 17 clips", "Used: 8 train, 3 valid, 5 test", "Not used: 1 unreadable",
            "groups that belong together", "16,000 Hz",
            f"{len(row.tags)} tags, in the order of the outputs: {', '.join(row.tags)}",
            "the published tiny", f"--model {run}", f"- layers: {row.config.layers}", "on real data",
        ):  # fmt: skip
            assert said in card, said
        assert "rendered" not in card
    with pytest.raises(UserError, match=r"weights must be one of .* Received: 'nothing'"):
        _run(["weights", "card", "nothing"])
    with pytest.raises(UserError, match=r"config\.json is missing"):
        _run(["weights", "card", str(tmp_path)])


def test_from_scratch_is_the_papers_best_row_in_quick_size():
    scratch = configs("mtt_musicnn", "output", scratch=True)["scratch"]
    quick = PAPER.configs(Options(), ["batch_norm_dropout_10"])["batch_norm_dropout_10"]
    same = {name for name in vars(quick) if getattr(scratch, name) == getattr(quick, name)}
    # Tags are the csv's; shorter clips are heard too.
    assert set(vars(quick)) - same == {"tags", "min_seconds"}
    assert label(scratch) == "the paper's network, from scratch"
    assert isinstance(scratch, Config)


def test_a_csv_of_magnatagatune_is_its_corpus(real, tmp_path):
    root = real / "magnatagatune"
    config = Config(split="musicnn")
    whole = data.open_corpus(Options(data=root), config)
    lines = [("path", "tags", "split", "group")]
    for part, clips in whole.split(config).items():
        for clip, labels in zip(clips, whole.labels(clips), strict=True):
            tags = "|".join(tag for tag, has in zip(whole.tags, labels, strict=True) if has)
            lines.append((str(whole.audio[clip]), tags, part, whole.data.artists[whole.rows[clip]]))
    with (tmp_path / "mtt.csv").open("w", newline="") as file:
        csv.writer(file).writerows(lines)
    corpus = open_corpus(own_labels.load(tmp_path / "mtt.csv"))
    assert not corpus.refused
    assert {tag.reason for tag in corpus.left_out} <= {"on no training clip"}
    kept = [whole.tags.index(tag) for tag in corpus.tags]
    for part, clips in whole.split(config).items():
        keys = corpus.split(None)[part]
        np.testing.assert_array_equal(corpus.labels(keys), whole.labels(clips)[:, kept])
        np.testing.assert_array_equal(corpus.artists(keys), whole.artists(clips))
    assert magnatagatune.NAME not in corpus.source
