"""The papers' networks hear whole files: untrained ones of the smallest size, over sound of several clips."""

from dataclasses import replace

import numpy as np
import pytest
import soundfile as sf
from PIL import Image

from paper_repro.core.text.vocabulary import SPECIAL, Vocabulary

RATE = 16_000
SECONDS = 26.0


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    path = tmp_path_factory.mktemp("song") / "song.wav"
    sf.write(path, 0.2 * np.random.default_rng(0).standard_normal(int(RATE * SECONDS)), RATE)
    return path


def checked(heard, windows):
    assert heard.seconds == pytest.approx(SECONDS, abs=0.01)
    assert len(heard.starts) == len(heard.ends) == windows
    assert heard.ends[-1] <= heard.seconds
    assert len(heard.tags) == len(heard.names)
    return heard


def test_majorminer_says_each_tag_once_unstemmed(song):
    from paper_repro.majorminer.config import PRESETS
    from paper_repro.majorminer.model import build, generator
    from paper_repro.majorminer.predict import Predictor
    from paper_repro.majorminer.spelling import Spelling

    config = replace(PRESETS.config("smoke"), encoder="cnn1d")
    vocabulary = Vocabulary((*SPECIAL, "electron", "drum", "piano"))
    model = build(config, vocabulary_size=7, length=5)
    spelling = Spelling.of_typed(["electronic", "electronica", "electronic", "drums"])
    predictor = Predictor(config, vocabulary, generator(model, config), spelling)
    heard = checked(predictor(song), 5)
    assert set(heard.tags) <= {"electronic", "drums", "piano"}
    assert all(0 < share <= 1 for share in heard.tags.values())
    tokens = np.array([[4, 4, 5, 3], [5, 6, 3, 0]])
    said = predictor.combined({"tokens": tokens}, 10.0)
    assert said.tags == {"drums": 1.0, "electronic": 0.5, "piano": 0.5}
    assert predictor.text(said) == "drums 1.00, electronic 0.50, piano 0.50"
    assert predictor.text(predictor.combined({"tokens": tokens[:1]}, 5.0)) == "electronic, drums"


def test_magnatagatune_is_the_mean_of_its_clips(song):
    from paper_repro.magnatagatune.config import PRESETS
    from paper_repro.magnatagatune.model import build
    from paper_repro.magnatagatune.predict import Predictor

    config = PRESETS.config("smoke")
    predictor = Predictor(config, ("a", "b", "c", "d"), build(config, 4))
    predictor.embeds = True
    samples = config.features.samples
    sound = np.random.default_rng(1).uniform(-0.5, 0.5, 2 * samples + 100).astype("float32")
    heard = predictor(sound, sample_rate=predictor.sample_rate)
    assert heard.scores.shape == (2, 4)
    expected = np.asarray(predictor.model(config.features.layer()(sound[None, samples : 2 * samples])))[0]
    np.testing.assert_allclose(heard.scores[1], expected, atol=1e-5)
    assert heard.embeddings["penultimate"].shape[0] == 2


def test_cal500exp_hears_the_whole_track_in_blocks(song):
    from paper_repro.cal500exp.config import PRESETS
    from paper_repro.cal500exp.model import build
    from paper_repro.cal500exp.predict import Predictor
    from paper_repro.core.audio.load import load_clip
    from paper_repro.datasets.cal500exp.table import EMOTIONS

    config = PRESETS.config("smoke", random_state=False)
    predictor = Predictor(config, tuple(EMOTIONS), build(config, len(EMOTIONS)))
    frame = predictor.of_samples(load_clip(song, config.features))
    heard = checked(predictor(song), len(frame))
    np.testing.assert_allclose(heard.scores, frame[list(EMOTIONS)], atol=1e-5)
    assert "most at" in predictor.text(heard)


def test_musiccaps_lists_aspects_or_captions(song):
    from paper_repro.musiccaps.config import PRESETS
    from paper_repro.musiccaps.model import build, generator
    from paper_repro.musiccaps.predict import Predictor
    from paper_repro.musiccaps.sequences import Coding

    for target in ("aspects", "caption"):
        config = replace(PRESETS.config("smoke"), rule="corrected")
        config = replace(config, target=target) if target == "caption" else config
        coding = Coding.stored(Vocabulary((*SPECIAL, "low quality", "piano", "loud")), config)
        model = build(config, vocabulary_size=7, length=5)
        predictor = Predictor(config, coding, generator(model, config, coding))
        heard = checked(predictor(song), 2)
        if target == "caption":
            assert heard.best[0][0] == predictor.text(heard)
            assert len(heard.texts) == 2
        else:
            assert set(heard.tags) <= {"low quality", "piano", "loud"}


def test_songtitle_names_songs_and_pictures(song, tmp_path):
    from paper_repro.songtitle.config import PRESETS
    from paper_repro.songtitle.model import build
    from paper_repro.songtitle.predict import Predictor

    config = PRESETS.config("smoke")
    model = build(config, 7, captions=1, length=5)
    predictor = Predictor(config, Vocabulary((*SPECIAL, "sea", "night", "rain")), model, beams=3)
    heard = checked(predictor(song), 1)
    assert 0 < len(heard.best) <= 3
    assert [score for _, score in heard.best] == sorted((score for _, score in heard.best), reverse=True)
    assert predictor.text(heard) == heard.best[0][0]
    Image.new("RGB", (60, 50), (200, 30, 30)).save(tmp_path / "red.png")
    assert predictor(tmp_path / "red.png").best
