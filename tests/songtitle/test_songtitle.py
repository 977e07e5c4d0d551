"""Song titles: the captioner, embeddings, and the whole chain from pictures to table 4 on a tiny sample corpus."""

from __future__ import annotations

import json
import shutil
import sys

import keras
import numpy as np
import pandas as pd
import pytest
import soundfile as sf
from PIL import Image

from paper_repro import sample
from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.text.vocabulary import SPECIAL, Vocabulary
from paper_repro.core.training.run import RunFolder
from paper_repro.songtitle import published
from paper_repro.songtitle.claims import CLAIMS
from paper_repro.songtitle.config import BEAMS, PRESETS, Config
from paper_repro.songtitle.data import open_corpus
from paper_repro.songtitle.options import TitleOptions
from paper_repro.songtitle.outcome import SEED_SCORES, Outcome, more_seed_scores
from paper_repro.songtitle.table2 import table as table2
from paper_repro.songtitle.texts import open_texts
from paper_repro.songtitle.title_scores import penalized, precision
from paper_repro.songtitle.transferred import Transfer
from tests import scripts
from tests.scripts import killed_and_again, reproduce, run, run_each, written

PICTURES = 400


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):

    root = tmp_path_factory.mktemp("songtitle") / "corpus"
    sample.write("songtitle", root, clips=PICTURES, seed=3, jobs=2)
    return root


@pytest.fixture(scope="module")
def reproduced(corpus, tmp_path_factory):
    """Every artifact, once, with the smoke preset."""
    return reproduce("songtitle", corpus, tmp_path_factory.mktemp("reproduced"))


def read(folder, name):
    return written(folder, "songtitle", name)


def run_of(folder, row, artifact="table4"):
    return scripts.run_of(folder, "songtitle", artifact, row)


def test_the_encoder_alone_learns_which_words_a_caption_has(corpus, tmp_path):
    from paper_repro.core.training.rows import build_splits
    from paper_repro.songtitle.model import build, encoder_of
    from paper_repro.songtitle.pretrain import present, teach_words

    tokens = np.array([[[2, 4, 6, 4, 3], [2, 5, 3, 0, 0]], [[2, 1, 3, 0, 0], [0, 0, 0, 0, 0]]])
    assert present(tokens, 7).numpy().tolist() == [[1, 1, 1], [0, 0, 0]]
    config = PRESETS.config("smoke")
    opened = open_corpus(Options(data=corpus), Config())
    records = build_splits("songtitle", Options(runs=tmp_path, jobs=2), opened, config)["train"]
    model = build(config, 7, 1, 4)
    decoder = [np.array(variable) for variable in model.get_layer("decoder").variables]
    encoder = [np.array(variable) for variable in encoder_of(model).trainable_variables]
    teach_words(model, config, records, np.tile(tokens[:1], (len(records.keys), 1, 1)), 7)
    after = model.get_layer("decoder").variables
    assert all(np.array_equal(old, new) for old, new in zip(decoder, after, strict=True))
    after = encoder_of(model).trainable_variables
    assert any(not np.allclose(old, new) for old, new in zip(encoder, after, strict=True))


def test_pictures_may_have_different_numbers_of_captions(corpus, tmp_path):
    """A csv with one to three captions a picture, through training and scoring."""
    from paper_repro.core.training.rows import run_rows
    from paper_repro.songtitle.paper import PAPER

    folder = tmp_path / "data" / "flickr8k"
    (folder / "images").mkdir(parents=True)
    rng = np.random.default_rng(0)
    lines = ["image,caption"]
    for number in range(30):
        name = f"{number}.png"
        Image.fromarray(rng.integers(0, 256, (80, 80, 3), dtype=np.uint8)).save(folder / "images" / name)
        lines += [f"{name},a red boat on the sea"] * (1 + number % 3)
    (folder / "captions.txt").write_text("\n".join(lines) + "\n")
    options = Options(data=tmp_path / "data", preset="smoke", runs=tmp_path / "runs", jobs=2)
    results = run_rows(PAPER, options, PAPER.configs(options, ["captioner"]))
    row = results.rows["captioner"]
    assert row.metrics[0]["test_n"] == 3
    assert np.isfinite(row.loss().value)
    assert (row.sums("loss_frequency") > 0).all()


def test_everything_is_written_and_says_what_it_is(reproduced):
    table = read(reproduced, "table4")
    rows = [row["row"] for row in table["table"]]
    assert len(rows) == 5 + 3
    assert len(table["beside"]) == len(rows) * len(BEAMS)
    assert len(table["rivals"]) == len(table["beside"])
    assert [claim["key"] for claim in table["claims"]] == [claim.key for claim in CLAIMS]
    assert all(claim["findings"][0]["verdict"] for claim in table["claims"])
    assert "MEAN NOTHING" in table["provenance"]["Preset"]
    assert {f"published{beams}" for beams in BEAMS} <= table["table"][0].keys()
    assert table["table"][0]["published5"] == pytest.approx(0.613)
    for name in ("figure5", "figure6", "figure7", "figure8"):
        picture = reproduced / "results" / "songtitle" / f"{name}.png"
        assert picture.stat().st_size > 15_000, name
        assert len(pd.read_csv(picture.with_suffix(".csv"))) > 0
    for name in ("table1", "table2", "table3", "table5", "audit"):
        said = read(reproduced, name)
        assert said["provenance"]["Data"].startswith("sample corpus (drawn pictures")
        assert len(said["lead"]) == 2


def test_simulated_numbers_stand_beside_no_published_ones(reproduced):
    audit = read(reproduced, "audit")
    assert not any({"greedy", "five"} & row.keys() for row in audit["constants"])
    for name in ("table1", "table3", "table4", "table5"):
        notes = " ".join(read(reproduced, name)["notes"])
        assert "held against a sample corpus they say nothing" in notes, name
    for name in ("table1", "table5"):
        for claim in read(reproduced, name)["claims"]:
            assert claim["findings"][0]["verdict"] == Verdict.UNTESTABLE.value


def test_headline_scores_are_means_of_per_picture_values(reproduced):
    outcome = Outcome(None, (RunFolder(run_of(reproduced, "captioner")),))
    n = outcome.metrics[0]["test_n"]
    for name, values in SEED_SCORES.items():
        assert values(outcome).shape == (1, n), name
    losses = SEED_SCORES["test loss, nats a word"](outcome)
    assert losses.mean() == pytest.approx(outcome.metrics[0]["test_loss"])
    assert outcome.loss().value == pytest.approx(losses.mean())
    greedy = SEED_SCORES["BLEU of greedy captions, whole crop"](outcome)
    frame = pd.read_csv(run_of(reproduced, "transfer_captioner") / "predictions.csv", keep_default_na=False)
    part = frame[(frame["row"] == "captions_1") & (frame["beams"] == 1)]
    in_order = dict(zip(outcome.clip_ids(), greedy[0], strict=True))
    assert [in_order[item] for item in part["item"]] == pytest.approx(part["precision"].tolist())


def test_scores_follow_from_what_was_said(reproduced):
    """Whole crops and songs are seen once: their scores once more from the stored text."""
    frame = pd.read_csv(run_of(reproduced, "transfer_captioner") / "predictions.csv", keep_default_na=False)
    part = frame[frame["row"].isin(["captions_1", "msd", "fma"])]
    assert len(part) > 50
    for row in part.itertuples():
        words, references = tuple(row.said.split()), [tuple(one) for one in json.loads(row.reference)]
        assert words
        assert row.precision == pytest.approx(precision(references, words))
        assert row.penalized == pytest.approx(penalized(references, words))
        assert row.length == len(words)
        assert row.oracle >= row.precision - 1e-9
    greedy = part[part["beams"] == 1]
    assert (greedy["oracle"] == greedy["precision"]).all()


def test_constants_are_held_at_the_same_length(reproduced, corpus):
    options = Options(data=corpus, preset="smoke", runs=reproduced / "runs")
    from paper_repro.songtitle.transferred import run_transfer

    found: Transfer = run_transfer(options)
    k = found.same_length("captions_1", 5)
    assert k == round(found.part("captions_1", 5)["length"].mean())
    assert len(found.commonest) == 15
    words = [
        word for key in found.corpus.split(found.config)["train"] for one in found.corpus.words[key] for word in one
    ]
    assert found.commonest[0] == pd.Series(words).mode()[0]
    best = found.best_constant("captions_1")
    scores = {size: found.constant("captions_1", size, penalized).mean() for size in range(1, 16)}
    assert scores[best] == max(scores.values())


def test_what_the_transfer_alone_reads_trains_nothing_anew_and_all_seeds_are_scored(reproduced, corpus, tmp_path):
    from paper_repro.songtitle.transferred import run_transfer

    shutil.copytree(reproduced / "runs", tmp_path / "runs")
    (captioner,) = (tmp_path / "runs" / "songtitle").glob("captioner-s0-*")
    weights = (captioner / "model.keras").stat().st_mtime_ns
    shared = {"data": corpus, "preset": "smoke", "runs": tmp_path / "runs", "seeds": 2}
    found = run_transfer(TitleOptions(**shared, length_penalty=1.0))
    assert found.settings.length_penalty == 1.0
    assert found.captioner.rows["captioner"].runs[0].path == captioner
    assert (captioner / "model.keras").stat().st_mtime_ns == weights
    assert len({folder.name for folder in found.folders}) == 2
    by_beams = {(row, name): values for row, name, values in more_seed_scores(found.captioner)}
    assert np.array_equal(by_beams["FMA, spectrogram", "BLEU, 5 beams"], found.values("fma", 5))
    frames = [pd.read_csv(folder.path / "predictions.csv") for folder in found.folders]
    for row in ("captions_1", "fma"):
        values = found.values(row, 5)
        assert values.shape == (2, found.metrics["items"][row])
        parts = [frame[(frame["row"] == row) & (frame["beams"] == 5)]["precision"] for frame in frames]
        assert found.score(row, 5).value == pytest.approx(np.mean([part.mean() for part in parts]))
    assert found.provenance["runs"][-2:] == [folder.name for folder in found.folders]
    assert "length_penalty 1.0" in found.provenance["Settings"]


def test_glove_vectors_are_what_the_words_begin_with(corpus, material, tmp_path):
    from paper_repro.core.training.rows import run_rows
    from paper_repro.songtitle.paper import PAPER

    vectors = material / "songtitle" / "glove" / "glove.6B.50d.first9163.txt"
    options = TitleOptions(data=corpus, preset="smoke", runs=tmp_path, glove=str(vectors))
    row = run_rows(PAPER, options, PAPER.configs(options, ["captioner"])).rows["captioner"]
    model = keras.models.load_model(row.runs[0].path / "model.keras", compile=False)
    words = Vocabulary.load(row.runs[0].path / "vocabulary.json").tokens
    (learned,) = (one for one in model.get_layer("decoder").weights if one.shape == (len(words), 50))
    lines = (line.split(" ") for line in vectors.read_text(encoding="utf-8").splitlines())
    theirs = {word: np.array(values, float) for word, *values in lines}
    known = [at for at, word in enumerate(words) if word in theirs]
    assert len(known) > 100
    # Two epochs of training moved them a little, and no further.
    likeness = [np.corrcoef(np.asarray(learned)[at], theirs[words[at]])[0, 1] for at in known]
    assert np.median(likeness) > 0.9


def test_a_run_says_of_a_file_what_the_table_says(reproduced, corpus):
    from paper_repro.datasets import fma
    from paper_repro.songtitle.predict import Predictor

    titler = Predictor.load(run_of(reproduced, "captioner"), beams=5)
    frame = pd.read_csv(run_of(reproduced, "transfer_captioner") / "predictions.csv", keep_default_na=False)
    part = frame[(frame["row"] == "fma") & (frame["beams"] == 5)]
    tracks = {str(one.track_id): one for one in fma.load(corpus / "fma").with_audio}
    row = next(part.itertuples())
    best = titler(tracks[str(row.item)].audio).best
    assert len(best) == 5
    assert best[0][1] == pytest.approx(row.score, abs=1e-3)


def test_predict_reads_pictures_and_sounds_and_goes_on_after_a_bad_file(reproduced):
    Image.new("RGBA", (50, 40), (200, 30, 30, 90)).save(reproduced / "red.png")
    sf.write(reproduced / "noise.wav", 0.1 * np.random.default_rng(0).standard_normal(44_100), 22_050)
    (reproduced / "page.jpg").write_text("<html>404</html>")
    done = run(reproduced, "paper_repro", "predict", "songtitle", "red.png", "page.jpg", "noise.wav", "--beams", "3")
    assert "red.png" in done.stdout
    assert "noise.wav" in done.stdout
    assert "page.jpg" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_a_vocabulary_of_another_run_is_refused(reproduced, tmp_path):
    from paper_repro.songtitle.predict import Predictor

    copy = tmp_path / "run"
    shutil.copytree(run_of(reproduced, "captioner"), copy)
    Vocabulary((*SPECIAL, "sea")).save(copy / "vocabulary.json")
    with pytest.raises(UserError, match=r"vocabulary\.json: damaged, or of another run"):
        Predictor.load(copy)


def test_killed_with_sigkill_and_started_again_is_the_same(reproduced, corpus, tmp_path):
    command = [sys.executable, "-m", "paper_repro.songtitle.figure6", "--preset", "smoke", "--data", str(corpus)]
    killed_and_again(tmp_path, reproduced, command, "predictions.csv", "metrics.json")


def test_real_texts_have_the_known_lengths(material):
    from paper_repro.songtitle.audit import table as audit
    from paper_repro.songtitle.table1 import table as table1

    options = Options(data=material / "songtitle")
    rows = {row["set"]: row for row in table1(options).blocks[0].rows}
    captions = rows["Conceptual Captions"]
    assert (captions["n"], round(captions["mean"], 2), round(captions["sd"], 2)) == (15_833, 10.40, 4.73)
    assert rows["Million Songs"]["n"] == 9_999
    assert rows["Free Music Archive"]["n"] == 682
    assert rows["Million Songs"]["name"] == "Million Songs (extract, 9,999 of 515,576)"
    for script in (table1, audit):
        made = script(options)
        assert made.name.endswith("_real")
        assert made.title.endswith("extracts")
        assert "extract, 15,833 of 3,318,333" in made.lead[1]
        assert "as published" not in made.text()
    verdicts = {row.claim.key: row.findings["Verdict"].verdict for row in table1(options).blocks[2].rows}
    assert verdicts["titles_are_shorter"] is Verdict.HOLDS
    assert verdicts["shares"] is Verdict.FAILS
    constants = {row["set"]: row for row in audit(options).blocks[0].rows}
    assert constants["Million Songs"]["n"] == 1000
    assert constants["Million Songs"]["k1"] == pytest.approx(0.17, abs=0.01)


def test_sample_titles_have_words_of_captions_alone(material):
    texts = open_texts(Options(data=material / "songtitle"))
    rows = table2(Options(data=material / "songtitle")).blocks[0].rows
    assert len(rows) == 15
    assert all(set(row["title"].split()) <= texts.caption_words() for row in rows)


def test_pictures_come_from_the_first_folder_that_has_any(material):
    corpus = open_corpus(Options(data=material / "songtitle"), Config())
    assert len(corpus.pictures) == 600
    assert all(len(captions) == 5 for captions in corpus.words.values())
    parts = corpus.split(Config())
    assert {name: len(part) for name, part in parts.items()} == {"train": 480, "valid": 60, "test": 60}
    assert "flickr8k" in corpus.source


def test_user_errors_are_one_line(tmp_path, material):
    cases = {
        ("--data", str(material / "cal500exp")): "no pictures to train on",
        ("--encoder", "vgg"): "'vgg'",
        ("--glove", "nowhere.txt"): "nowhere.txt",
        ("--length-penalty", "-1"): "received -1",
        ("--length-penalty", "long"): "received long",
        ("--encoder", "resnet152v2", "--encoder-weights", "nowhere.h5"): "nowhere.h5",
    }
    # Where --data is given twice, the last one counts.
    before = ("paper_repro.songtitle.table4", "--preset", "smoke", "--data", str(material / "songtitle"))
    commands = [(*before, *words) for words in cases]
    for done, said in zip(run_each(tmp_path, *commands), cases.values(), strict=True):
        assert done.returncode == 2, done
        (line,) = done.stderr.strip().splitlines()
        assert said in line


def test_published_numbers_are_those_of_the_text():
    assert published.TABLE4["msd"][1] == published.TABLE5["msd"][2] == 45.6
    assert published.TABLE4["fma"][0] == published.TABLE5["fma"][1] == 36.2
