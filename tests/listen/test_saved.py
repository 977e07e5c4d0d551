"""A saved network holds its front end, rate and tags; files with code are refused and nothing in them runs."""

import keras
import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.listen.models import load
from paper_repro.listen.saved import Saved
from tests.listen.saved import CUT, RATE, TAGS, front, noise, save_small, small_network


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return save_small(tmp_path_factory.mktemp("saved") / "small.keras")


def test_it_says_what_it_said_before_it_was_saved(path):
    saved = load(path)
    assert (saved.sample_rate, saved.tags, saved.cut, saved.about["licence"]) == (RATE, TAGS, CUT, "none")
    samples = noise(2)
    heard = saved(samples, sample_rate=RATE)
    windows = next(CUT.windows([samples]))
    expected = small_network()(front()(windows))
    np.testing.assert_allclose(heard.scores, expected, atol=1e-5)
    assert heard.tags.keys() == set(TAGS)
    with pytest.raises(UserError, match=r"small\.keras: takes sound at 8,000 Hz"):
        saved(samples, sample_rate=16_000)


def test_it_gives_what_its_last_layer_reads(path, tmp_path):
    """Also where a layer was put to it after it was loaded, as one does who trains on."""
    model = load(path).model
    further = keras.layers.Dense(3, activation="sigmoid")(model.outputs[0])
    keras.Model(model.inputs, further).save(tmp_path / "further.keras")
    samples = noise(2)
    pooled = np.asarray(front()(next(CUT.windows([samples])))).mean(axis=1)
    before = load(path)(samples, sample_rate=RATE).scores
    for file, values in ((path, pooled), (tmp_path / "further.keras", before)):
        listener = load(file)
        assert listener.offers == ("penultimate",)
        listener.embeds = True
        heard = listener(samples, sample_rate=RATE)
        np.testing.assert_allclose(heard.embeddings["penultimate"], values, atol=1e-5)
        assert heard.scores.shape == (len(values), 3)


def test_a_file_with_code_is_refused_and_nothing_runs(tmp_path):
    inputs = keras.Input((4,))
    ran = tmp_path / "ran"
    code = keras.layers.Lambda(lambda x, place=str(ran): (open(place, "w"), x)[1], output_shape=(4,))  # noqa: SIM115, PTH123
    keras.Model(inputs, code(inputs)).save(tmp_path / "code.keras")
    ran.unlink(missing_ok=True)
    with pytest.raises(UserError, match=r"code\.keras: not a network saved here \(it holds code, .* not run\)\.$"):
        Saved.load(tmp_path / "code.keras")
    assert not ran.exists()


def test_other_files_are_refused_in_one_line(tmp_path):
    inputs = keras.Input((4,))
    keras.Model(inputs, keras.layers.Dense(2)(inputs)).save(tmp_path / "plain.keras")
    (tmp_path / "text.keras").write_text("no network")
    (tmp_path / "half.keras").write_bytes((tmp_path / "plain.keras").read_bytes()[:800])
    for name in ("plain", "text", "half"):
        with pytest.raises(UserError, match=f"{name}\\.keras: not a network saved here") as caught:
            Saved.load(tmp_path / f"{name}.keras")
        assert "\n" not in str(caught.value)
