"""Song titles: scores by hand and by sacrebleu, the encoder, tiles, timbre, the search."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.baselines import most_common_tokens
from paper_repro.songtitle.config import PRESETS, Config
from paper_repro.songtitle.title_scores import penalized, precision


def test_scores_of_titles_by_hand():
    reference = [("the", "sea", "at", "night")]
    assert precision(reference, ("the", "the", "sea")) == pytest.approx(2 / 3)  # each word as often as it is there
    assert precision(reference, ()) == 0.0
    assert precision([*reference, ("the", "the")], ("the", "the", "sea")) == 1.0
    assert penalized(reference, ("the", "sea")) == pytest.approx(np.exp(1 - 4 / 2))
    assert most_common_tokens([("a", "b"), ("b", "c"), ("c", "b")], 2) == ["b", "c"]


def test_precision_is_sacrebleus_without_its_penalty():
    import sacrebleu

    rng = np.random.default_rng(0)
    for _ in range(20):
        reference, said = (tuple(rng.choice(list("abcdef"), rng.integers(1, 7))) for _ in range(2))
        found = sacrebleu.metrics.BLEU(max_ngram_order=1, tokenize="none", smooth_method="none", force=True)
        theirs = found.corpus_score([" ".join(said)], [[" ".join(reference)]])
        assert precision([reference], said) == pytest.approx(theirs.precisions[0] / 100)
        assert penalized([reference], said) == pytest.approx(theirs.score / 100)


def test_published_encoder_has_its_size_and_the_range_its_weights_want():
    from paper_repro.songtitle.model import build_encoder

    encoder = build_encoder(replace(Config(), encoder_weights=""))
    resnet = next(layer for layer in encoder.layers if isinstance(layer, keras.Model))
    assert resnet.count_params() == keras.applications.ResNet152V2(include_top=False, weights=None).count_params()
    assert encoder.output.shape == (None, 512)
    pixels = np.stack([np.zeros((8, 8, 3)), np.full((8, 8, 3), 255.0)]).astype("float32")
    rescaled = np.asarray(encoder.get_layer("rescale")(pixels))
    expected = keras.applications.resnet_v2.preprocess_input(pixels.copy())
    np.testing.assert_allclose(rescaled, expected, atol=1e-6)


def test_weights_are_read_from_a_file_and_a_wrong_one_is_one_line(tmp_path):
    from paper_repro.songtitle.model import build_encoder

    keras.utils.set_random_seed(0)
    there = keras.applications.ResNet152V2(include_top=False, weights=None, input_shape=(None, None, 3))
    path = tmp_path / "resnet.weights.h5"
    there.save_weights(path)
    encoder = build_encoder(replace(Config(), encoder_weights=str(path)))
    found = next(layer for layer in encoder.layers if isinstance(layer, keras.Model))
    np.testing.assert_array_equal(np.asarray(found.weights[0]), np.asarray(there.weights[0]))
    (tmp_path / "thesis.h5").write_text("no weights")
    with pytest.raises(UserError, match=r"thesis\.h5: cannot be had"):
        build_encoder(replace(Config(), encoder_weights=str(tmp_path / "thesis.h5")))
    with pytest.raises(UserError, match="no such file"):
        build_encoder(replace(Config(), encoder_weights=str(tmp_path / "nowhere.h5")))


def test_a_tile_is_a_square_of_the_crop():
    from paper_repro.songtitle.embeddings import cut, middle

    picture = np.arange(12 * 12).reshape(1, 12, 12, 1).repeat(3, axis=3)
    crop = middle(picture, 8)
    np.testing.assert_array_equal(crop[0], picture[0, 2:10, 2:10])
    tiles = cut(crop, 4)
    assert tiles.shape == (1, 4, 4, 4, 3)
    np.testing.assert_array_equal(tiles[0, 1], crop[0, :4, 4:])
    np.testing.assert_array_equal(tiles[0, 2], crop[0, 4:, :4])


def test_timbre_goes_past_the_encoder_as_it_is_or_standardised():
    from paper_repro.songtitle.embeddings import timbre_embeddings

    rng = np.random.default_rng(0)
    timbre = 5.0 + 3.0 * rng.standard_normal((400, 90))
    kept = (3, 7, 9)
    plain = timbre_embeddings(timbre, kept, Config())
    assert plain.shape == (3, 1, 512)
    for row, song in enumerate(kept):
        assert set(np.round(plain[row, 0], 4)) == set(np.round(timbre[song].astype("float32"), 4))
    standard = timbre_embeddings(timbre, kept, Config(), standardized=True)
    others = np.delete(timbre, kept, axis=0)
    order = np.argsort(np.argsort(plain[0, 0], kind="stable"), kind="stable")
    assert len(order) == 512
    expected = (timbre[3] - others.mean(0)) / others.std(0)
    assert set(np.round(standard[0, 0], 3)) == set(np.round(expected.astype("float32"), 3))


@pytest.mark.parametrize("decoder", ["prefix", "attention"])
def test_greedy_is_one_beam_and_no_title_is_empty(decoder):
    from paper_repro.songtitle.model import build, encoder_of, title_generator

    keras.utils.set_random_seed(0)
    config = replace(PRESETS.config("smoke"), decoder=decoder, max_title=5)
    model = build(config, 12, 1, 6)
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (3, 64, 64, 3)).astype("float32")
    memory = np.asarray(encoder_of(model)(pixels))
    tokens = np.asarray(title_generator(model, config, 1)(memory)[0])[:, 0]
    said = np.full((3, 1, 6), 0)
    said[:, 0, 0] = 2
    inner = model.get_layer("decoder")
    for position in range(5):
        scores = np.array(inner(said, memory))[:, 0, position]
        scores[:, [0, 1, 2]] = -np.inf
        if position == 0:
            scores[:, 3] = -np.inf
        for clip in range(3):
            if position == 0 or tokens[clip, position - 1] not in (0, 3):
                assert tokens[clip, position] == scores[clip].argmax()
            said[clip, 0, position + 1] = tokens[clip, position]
    for beams in (4, 9):
        many, ranks = (np.asarray(part) for part in title_generator(model, config, beams)(memory))
        assert many.shape == (3, beams, 6)
        assert (many[:, :, 0] > 3).all()
        assert (np.diff(ranks, axis=1) <= 1e-6).all()
