"""What the authors would try next: the Transformer's two ways, masked tags, what is heard of tags, the whole table."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.text.captions import token_array
from paper_repro.core.text.vocabulary import BEGIN, END, SPECIAL, UNKNOWN, Vocabulary
from paper_repro.core.training.run import RunFolder
from paper_repro.majorminer.config import PRESETS
from paper_repro.majorminer.data import open_corpus
from paper_repro.majorminer.future_claims import CLAIMS
from paper_repro.majorminer.paper import FUTURE, PAPER
from tests import scripts

TOKENS, LENGTH = 20, 6
RNG = np.random.default_rng(0)


def config_of(**changes):
    changes = {"encoder": "cnn1d", "decoder": "transformer", "max_length": LENGTH, **changes}
    return PRESETS.config("smoke", **changes)


def built(config):
    from paper_repro.majorminer.model import build

    mel = RNG.standard_normal((3, *config.features.shape)).astype("float32")
    return build(config, vocabulary_size=TOKENS, length=LENGTH), mel


def test_greedy_search_of_the_transformer_follows_the_training_path():
    """What generation says token by token, with keys and values kept, teacher forcing says at once."""
    from paper_repro.majorminer.model import generator

    config = config_of()
    model, mel = built(config)
    said = np.asarray(generator(model, config)(mel)[0])[:, 0]  # (clips, length)
    tokens = np.concatenate([np.full((3, 1), BEGIN), said[:, :-1]], axis=1)[:, None]
    scores = np.array(model({"mel": mel, "tokens": tokens}))[:, 0]
    scores[:, :, :END] = -np.inf
    scores[:, 0, END] = -np.inf
    for clip in range(3):
        for position, token in enumerate(said[clip]):
            if position and said[clip, position - 1] in (0, END):
                break
            assert scores[clip, position].argmax() == token


def test_beams_of_the_transformer_score_their_sequences_as_training_does():
    from paper_repro.majorminer.model import generator

    config = config_of(beams=3)
    model, mel = built(config)
    said, ranked = map(np.asarray, generator(model, config)(mel))  # (clips, beams, length), (clips, beams)
    tokens = np.concatenate([np.full((3, 3, 1), BEGIN), said[:, :, :-1]], axis=2)
    scores = np.array(model({"mel": mel, "tokens": tokens}), dtype=np.float64)
    chance = scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))
    chosen = np.take_along_axis(chance, said[..., None], axis=-1)[..., 0] * (said > 0)
    np.testing.assert_allclose(chosen.sum(axis=2) / (said > 0).sum(axis=2), ranked, atol=1e-4)


@pytest.mark.parametrize("decoder", ["lstm", "transformer"])
def test_what_is_heard_of_tags(decoder):
    """Probabilities against the captioner's own scores; attention sums to one and ends with the frames it is over."""
    from paper_repro.majorminer.heard import heard

    model, mel = built(config_of(decoder=decoder))
    said = np.array([[5, 7, END, 0, 0, 0], [9, 5, 5, 4, 8, 8], [END, 0, 0, 0, 0, 0]])
    found = heard(model, [mel[:2], mel[2:]], said)
    tokens = np.concatenate([np.full((3, 1), BEGIN), said[:, :-1]], axis=1)
    scores = np.array(model({"mel": mel, "tokens": tokens[:, None]}), dtype=np.float64)[:, 0]
    chance = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    for clip, steps in enumerate((3, 6, 1)):
        expected = 1.0 - np.prod(1.0 - chance[clip, :steps, len(SPECIAL) :], axis=0)
        np.testing.assert_allclose(found["probability"][clip], expected, rtol=1e-4)
    assert found["attention"].shape == (3, LENGTH, model.get_layer("memory").output.shape[1])
    np.testing.assert_allclose(found["attention"].sum(axis=2), 1.0, rtol=1e-5)
    # Where it listens depends on what was said before, and on nothing that comes later.
    # As new, a decoder attends much the same whatever was said.
    for weight in model.get_layer("decoder").trainable_weights:
        weight.assign(3.0 * weight)
    later = said.copy()
    later[1, 3:] = 6
    before, after = (heard(model, [mel], tokens)["attention"][1] for tokens in (said, later))
    np.testing.assert_allclose(after[:4], before[:4], atol=1e-5)
    assert np.abs(after[4:] - before[4:]).max() > 1e-4


def test_masked_tags_are_asked_for_at_the_place_before_them():
    from paper_repro.majorminer.pretraining import masked

    vocabulary = Vocabulary.build([[f"t{number}" for number in range(16)]])
    captions = [[[f"t{number}" for number in RNG.permutation(16)[:size]]] for size in RNG.integers(1, 9, 200)]
    tokens = token_array(captions, vocabulary, 10, 1)
    given, wanted = masked(tokens, 0.3, np.random.default_rng(0))
    assert given.shape == wanted.shape == (200, 1, 9)
    hidden = given == UNKNOWN
    assert not hidden[..., 0].any()
    np.testing.assert_array_equal(np.where(hidden, 0, given), np.where(hidden, 0, tokens[..., :-1]))
    np.testing.assert_array_equal(wanted[..., :-1] > 0, hidden[..., 1:])
    np.testing.assert_array_equal(wanted[wanted > 0], tokens[..., 1:][wanted > 0])
    assert (wanted > 0).any(axis=-1).all()
    tags = (tokens >= len(SPECIAL)).sum()
    assert 0.3 < (wanted > 0).sum() / tags < 0.5  # some captions are short, and each has one at least


def test_masked_tags_are_learned_from_both_sides_and_once(tmp_path):
    """Captions in which the second tag follows from the third alone."""
    from paper_repro.majorminer import pretraining
    from paper_repro.majorminer.model import build

    tags = [f"t{number}" for number in range(8)]
    captions = [(tags[first], tags[(last + 3) % 8], tags[last]) for first, last in RNG.integers(0, 8, (256, 2))]
    vocabulary = Vocabulary.build(captions)
    config = config_of(pretraining=30, learning_rate=3e-3, dropout=0.0)
    model = build(config, vocabulary_size=len(vocabulary), length=LENGTH)
    folder = RunFolder(tmp_path)
    pretraining.pretrain(model, config, vocabulary, captions, captions[:64], folder)
    told = pretraining.scores(folder)
    # A tag that others tell can be told; the first cannot.
    assert told["masked_tags_told"] > 0.55 > 3 * told["masked_tags_commonest"]
    # Once the training that follows has begun, nothing is learned again.
    (tmp_path / "state.npz").touch()
    weights = model.get_weights()
    pretraining.pretrain(model, config, vocabulary, captions, captions[:64], folder)
    for before, after in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def test_what_is_masked_depends_on_seed_and_epoch_alone():
    from paper_repro.majorminer.pretraining import _batches

    tokens = RNG.integers(0, TOKENS, (20, 1, LENGTH + 1))
    tokens[..., 1] = TOKENS - 1
    first, again, other = (list(_batches(tokens, (2, 3), 8, config_of(pretraining=3, seed=seed))) for seed in (1, 1, 2))
    assert len(first) == 3 * 2
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one[0][0], two[0][0])
        np.testing.assert_array_equal(one[1], two[1])
    assert any((one[1] != two[1]).any() for one, two in zip(first, other, strict=True))
    assert any((one[1] != two[1]).any() for one, two in zip(first[:2], first[2:4], strict=True))


def test_a_recurrent_decoder_cannot_be_trained_on_masked_tags(tmp_path):
    from paper_repro.majorminer.pretraining import pretrain

    with pytest.raises(UserError, match=r"needs decoder transformer.*Received: 'lstm'"):
        pretrain(None, config_of(decoder="lstm"), Vocabulary(SPECIAL), [], [], RunFolder(tmp_path))


def test_an_unknown_decoder_is_named():
    with pytest.raises(UserError, match=r"decoder must be one of lstm, gru, transformer\. Received: 'rnn'"):
        built(config_of(decoder="rnn"))


def test_few_clips_are_training_clips_and_the_rest_stays(sample):
    corpus = open_corpus(Options(data=sample), config_of())
    few, whole = corpus.split(config_of(few=10)), corpus.split(config_of())
    assert len(few["train"]) == 10
    assert set(few["train"]) < set(whole["train"])
    assert few["valid"] == whole["valid"]
    assert few["test"] == whole["test"]
    assert corpus.parts(config_of(few=10)) == whole


def test_masked_tags_are_of_training_clips_alone(sample, tmp_path, monkeypatch):
    from paper_repro.core.training.fill import build_splits
    from paper_repro.majorminer import task

    learned = []
    monkeypatch.setattr(task, "pretrain", lambda *arguments: learned.append(arguments))
    (config,) = PAPER.configs(Options(preset="smoke"), [FUTURE.pretrained]).values()
    options = Options(data=sample, preset="smoke", runs=tmp_path)
    corpus = open_corpus(options, config)
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    made = task.make_task(config, corpus, build_splits("majorminer", options, corpus, config), folder)
    ((_, _, vocabulary, train, valid, _),) = learned
    parts = corpus.parts(config)
    captions = {name: [caption for clip in clips for caption in corpus.captions[clip]] for name, clips in parts.items()}
    assert sorted(train) == sorted(captions["train"])
    assert sorted(valid) == sorted(captions["valid"])
    assert set(vocabulary.tokens[len(SPECIAL) :]) == {tag for caption in captions["train"] for tag in caption}
    assert len(made.parts["train"].references) == config.few


@pytest.fixture(scope="module")
def whole(once, majorminer_table1, sample):
    """The table and the figure of one command each, with the runs of table 1 at hand."""

    def make(folder):
        shutil.copytree(majorminer_table1 / "runs", folder / "runs")
        commands = [
            scripts.smoke(f"paper_repro.majorminer.{name}", sample, folder)[2:] for name in ("future", "locality")
        ]
        for done in scripts.run_each(folder, *commands):
            assert done.returncode == 0, done.stderr

    return once("majorminer_future", make)


def test_the_table_has_every_row_and_claim(whole):
    content = scripts.written(whole, "majorminer", "future")
    rows = {row["label"]: row for row in content["table"]}
    known = PAPER.known
    assert list(rows) == [known[name].label for name in FUTURE.of("smoke")]
    reference = rows[known[FUTURE.lstm].label]
    assert reference["gain"] is None
    transformer = rows[known[FUTURE.transformer].label]
    assert transformer["gain"]["value"] == pytest.approx(transformer["score"]["value"] - reference["score"]["value"])
    assert all(row["parameters"] > 0 and row["step_ms"] > 0 for row in rows.values())
    assert [row["key"] for row in content["claims"]] == [claim.key for claim in CLAIMS]
    assert {row["row"] for row in content["tagging"]} > set(rows)
    assert [row["label"] for row in content["rare"]] == [known[name].label for name in (FUTURE.lstm, FUTURE.balanced)]
    assert content["lead"][0].startswith("Of what the authors would try next: ")


def test_nothing_is_trained_twice(whole, majorminer_table1):
    runs = whole / "runs" / "majorminer"
    new = {path.name for path in runs.iterdir()} - {
        path.name for path in (majorminer_table1 / "runs/majorminer").iterdir()
    }
    assert {name.partition("-s0-")[0] for name in new} == set(FUTURE.of("smoke")) - {FUTURE.lstm}


def test_tagging_scores_are_those_of_the_run(whole, sample):
    """ROC-AUC of the table against scikit-learn on what the run folder holds."""
    from sklearn.metrics import roc_auc_score

    content = scripts.written(whole, "majorminer", "future")
    run = scripts.run_of(whole, "majorminer", "future", FUTURE.transformer)
    tags = json.loads((run / "vocabulary.json").read_text())[len(SPECIAL) :]
    corpus = open_corpus(Options(data=sample), config_of())
    with np.load(run / "heard.npz") as stored:
        clips, probability = stored["clips"].tolist(), stored["probability"]
    labels = np.array([[any(tag in caption for caption in corpus.captions[clip]) for tag in tags] for clip in clips])
    counts = labels.sum(axis=0)
    scored = (counts >= 3) & (counts < len(clips))
    (row,) = [row for row in content["tagging"] if row["row"] == PAPER.known[FUTURE.transformer].label]
    expected = roc_auc_score(labels[:, scored], probability[:, scored], average="macro")
    assert row["auc"]["value"] == pytest.approx(expected)


def test_the_figure_says_what_it_shows(whole):
    about = scripts.written(whole, "majorminer", "locality")
    assert "seed 0" in about["notes"][0]
    assert (whole / "results" / "majorminer" / "locality.png").stat().st_size > 10_000


def test_a_row_on_few_clips_is_not_what_predict_takes(whole):
    from paper_repro.majorminer.predict import Predictor

    taken = {
        name: Predictor.preferred(scripts.run_of(whole, "majorminer", "future", name)) for name in FUTURE.of("smoke")
    }
    assert taken == {FUTURE.lstm: True, FUTURE.transformer: True, FUTURE.balanced: False, FUTURE.pretrained: False}


def test_the_transformer_hears_files(whole, sample):
    from paper_repro.majorminer.predict import Predictor

    captioner = Predictor.load(scripts.run_of(whole, "majorminer", "future", FUTURE.transformer), beams=2)
    path = next((sample / "clips").glob("*.mp3"))
    assert captioner(path).tags.keys() <= {tag for tags in captioner.spelling.by_stem.values() for tag in [tags]}
