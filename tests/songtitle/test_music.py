"""A captioner of music asked for titles: clips and songs in one space, answers scored against titles."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from paper_repro import sample
from paper_repro.core.command_line import Options
from paper_repro.core.errors import AudioError, UserError
from paper_repro.songtitle import music_data
from paper_repro.songtitle.asked import ASKED, Answers, ask, jaccard, score_answers, songs_at_hand
from paper_repro.songtitle.asked import Song as Asked
from paper_repro.songtitle.music_config import CLIPS, MUSIC, ROW
from paper_repro.songtitle.music_data import SOUND, TAGS, Absent, MusicCorpus, config_of, open_music, sentences_of
from paper_repro.songtitle.music_space import bridge, standardized, tags_in
from paper_repro.weights.catalogue import MUSICNN
from tests.datasets import tiny
from tests.musiccaps import real_features

SONGS = {"a.flac": "the sea at night", "deep/b.flac": "a slow piano", "c.flac": "Ночь"}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Songs, and beside them MusicCaps with sound."""
    root = tmp_path_factory.mktemp("music")
    sample.write("musiccaps", root / "musiccaps", clips=20, seed=1, jobs=2)
    for name, title in SONGS.items():
        path = root / "songtitle" / "songs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tiny.tagged(title, seconds=4, rate=16_000))
    return root / "songtitle"


def options_of(data, runs):
    return Options(data=data, preset="smoke", runs=runs, jobs=1)


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory):
    from paper_repro.core.training.rows import run_rows

    options = options_of(data, tmp_path_factory.mktemp("runs"))
    corpus = open_music(options)
    return options, run_rows(MUSIC, options, {ROW: config_of(options, corpus)}, corpus)


def test_clips_are_vectors_with_a_caption_a_sentence(trained):
    _, results = trained
    corpus = results.corpus
    assert corpus.space == SOUND
    assert corpus.rendered
    assert len(corpus.words) == len(corpus.array("clips")) == 20
    # Mean and deviation of 96 bands, each over all clips of mean 0 and variance 1.
    np.testing.assert_allclose(corpus.array("clips").mean(axis=0), 0.0, atol=1e-4)
    assert corpus.array("clips").shape == (20, 192)
    assert all(1 <= len(captions) <= 4 for captions in corpus.words.values())
    parts = corpus.split(results.rows[ROW].config)
    assert sorted(clip for part in parts.values() for clip in part) == sorted(corpus.words)


def test_training_takes_as_many_steps_whatever_the_clips(trained):
    options, results = trained
    assert results.rows[ROW].config.epochs == 1
    quick = config_of(replace(options, preset="quick"), results.corpus)
    # 16 clips are one batch an epoch.
    assert quick.epochs == quick.steps == 900
    assert quick.word_epochs == quick.word_steps == 1000
    # The published number of epochs, where no steps are given.
    assert config_of(replace(options, preset="paper"), results.corpus).epochs == 10
    assert quick.values == 192
    # What a search has found is of a captioner of pictures.
    searched = replace(options, preset="quick", searched=options.runs / "searched_captioner.json")
    assert config_of(searched, results.corpus) == quick


def test_unusable_clips_leave_their_part_and_move_no_other(tmp_path):
    """The bridge is taught by the training part of all clips: none of them may be tested on."""
    clips = tuple(f"c{number}" for number in range(50))
    (tmp_path / "vectors.npz").write_bytes(b"")

    def made(unusable):
        words = {clip: (("a", "waltz"),) for clip in clips if clip not in unusable}
        return MusicCorpus("", tmp_path, TAGS, tmp_path / "vectors.npz", words, clips, ())

    whole, without = made(()), made(("c3", "c20"))
    config = MUSIC.config()
    expected = {
        name: [clip for clip in part if clip not in ("c3", "c20")] for name, part in whole.split(config).items()
    }
    assert without.split(config) == expected
    # Without the unusable ones the same clips are another corpus: their parts differ.
    alone = replace(without, clips=tuple(without.words))
    assert alone.split(config) != expected
    assert alone.fingerprint != without.fingerprint


def test_every_song_is_asked_for_its_title_whatever_its_words(trained):
    options, results = trained
    answers = ask(options, results, ROW)
    assert answers.titles == [["the", "sea", "at", "night"], ["ночь"], ["a", "slow", "piano"]]
    frame = answers.frames[0]
    assert frame["known"].tolist()[1] == 0.0
    assert (frame["length"] > 0).all()
    made = answers.folders[0].path
    before = (made / "predictions.csv").stat().st_mtime_ns
    assert ask(options, results, ROW).folders == answers.folders
    assert (made / "predictions.csv").stat().st_mtime_ns == before


def test_songs_without_sound_cannot_be_asked(trained, tmp_path):
    options, results = trained
    (tmp_path / "conceptual_captions").mkdir()
    with pytest.raises(Absent, match="has no songs with sound"):
        ask(options_of(tmp_path, options.runs), results, ROW)


def test_what_is_missing_of_musiccaps_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    options = options_of(tmp_path / "data" / "songtitle", tmp_path / "runs")
    options.data.mkdir(parents=True)
    with pytest.raises(Absent, match=r"no musiccaps/ with musiccaps-public.csv in songtitle/ or beside it"):
        open_music(options)
    root = real_features.write(tmp_path / "data" / "musiccaps", real_features.clips(20))
    with pytest.raises(Absent, match="data fetch musicnn"):
        open_music(options)
    shutil.rmtree(root / "audioset_v1_embeddings")
    with pytest.raises(Absent, match="neither sound nor AudioSet's features"):
        open_music(options)


def test_too_few_clips_are_not_trained_on(tmp_path):
    sample.write("musiccaps", tmp_path / "data" / "musiccaps", clips=4, seed=1, jobs=1)
    with pytest.raises(Absent, match="4 usable clips"):
        open_music(options_of(tmp_path / "data", tmp_path / "runs"))


def test_clips_of_which_none_can_be_heard_are_said(tmp_path, monkeypatch):
    sample.write("musiccaps", tmp_path / "data" / "musiccaps", clips=4, seed=1, jobs=1)
    unheard = AudioError("cut off", "unreadable")
    monkeypatch.setattr(music_data, "loudness", lambda paths, seconds, offsets: [unheard] * len(paths))
    with pytest.raises(Absent, match="of MusicCaps' 4 clips 0 can be used: 2 are needed"):
        open_music(options_of(tmp_path / "data", tmp_path / "runs"))


def test_without_sound_clips_are_brought_to_the_tags_of_musicnn(material, tmp_path, monkeypatch):
    weights = tmp_path / "cache" / "weights"
    weights.mkdir(parents=True)
    shutil.copyfile(material / "weights" / MUSICNN.file, weights / MUSICNN.file)
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    real_features.write(tmp_path / "data" / "musiccaps", real_features.clips(60))
    corpus = open_music(options_of(tmp_path / "data", tmp_path / "runs"))
    assert corpus.space == TAGS
    # Of all that the made captions say: "male voice" and "male", "piano", "rock", "drums", "voice", "slow".
    assert len(corpus.array("columns")) == corpus.array("clips").shape[1] >= 4
    present, scores = corpus.array("present"), corpus.array("scores")
    # What is heard decides the first aspect, so that features tell it.
    best = max(np.corrcoef(present[:, tag], scores[:, tag])[0, 1] for tag in range(present.shape[1]))
    assert best > 0.5
    with monkeypatch.context() as patch:
        patch.setattr(music_data, "tags_in", lambda texts, tags: np.zeros((len(texts), len(tags)), bool))
        with pytest.raises(Absent, match="too few of MusicCaps' 48 training clips have one of the tagger's tags"):
            open_music(options_of(tmp_path / "data", tmp_path / "other"))
    damaged = weights / MUSICNN.file
    damaged.write_bytes(b"no wheel")
    later = open_music(options_of(tmp_path / "data", tmp_path / "runs"))
    with pytest.raises(UserError):
        _ = later.tags


def test_the_bridge_learns_from_training_clips_alone():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(400, 5)).astype(np.float32)
    present = np.stack([features[:, 0] > 0, features[:, 1] > 0, np.arange(400) == 0], axis=1)
    train = np.arange(400) < 300
    found = bridge(features, present, train)
    assert found.columns.tolist() == [0, 1]  # one clip is too few to learn a tag from
    assert all(np.corrcoef(present[~train, tag], found.scores[~train, tag])[0, 1] > 0.7 for tag in (0, 1))
    changed = present.copy()
    changed[~train] = ~changed[~train]
    np.testing.assert_array_equal(bridge(features, changed, train).scores, found.scores)


def test_each_side_is_standardised_by_itself():
    rng = np.random.default_rng(1)
    songs = rng.normal(5.0, 3.0, (50, 4))
    found = standardized(songs, songs)
    np.testing.assert_allclose([found.mean(axis=0), found.std(axis=0)], [np.zeros(4), np.ones(4)], atol=1e-5)
    assert np.isfinite(standardized(np.ones((3, 2)), np.ones((3, 2)))).all()


def test_tags_do_not_reach_across_a_comma():
    assert tags_in([["slow", ",", "piano"], ["slow", "piano"]], ["slow piano"]).tolist() == [[False], [True]]
    assert sentences_of("!! One two... Three.", 1) == (("one", "two"),)


def songs(*titles):
    return [Asked(str(at), title, None) for at, title in enumerate(titles)]


def test_answers_are_scored_against_titles_and_other_songs(tmp_path):
    titles = ("blue sea", "red moon", "green night")
    frame = score_answers(songs(*titles), [("blue", "sea"), ("red", "moon"), ("green", "night")], {"blue", "red"})
    assert frame["jaccard"].tolist() == frame["precision"].tolist() == [1.0, 1.0, 1.0]
    assert frame["jaccard_shuffled"].tolist() == [0.0, 0.0, 0.0]
    assert frame["known"].tolist() == [0.5, 0.5, 0.0]
    # The same answer for all shares as much with any song's title.
    same = score_answers(songs(*titles), [("blue", "moon")] * 3, set())
    assert same["jaccard"].mean() == pytest.approx(same["jaccard_shuffled"].mean())
    assert jaccard((), ()) == 0.0


def test_the_rival_is_the_constant_that_scores_best(tmp_path):
    from types import SimpleNamespace

    frame = score_answers(songs("the sea", "sea", "night"), [("x",), ("y",), ("z",)], set())
    (tmp_path / "run").mkdir()
    frame.to_csv(tmp_path / "run" / "predictions.csv", index=False)
    answers = Answers((SimpleNamespace(path=tmp_path / "run"),), ("sea", "the", "of"))
    # «sea» alone: a half, one, none.
    assert answers.constant("jaccard").tolist() == [0.5, 1.0, 0.0]
    assert answers.above_constant("jaccard").value == pytest.approx(-0.5)
    assert json.loads(frame["reference"][0]) == ["the", "sea"]


def test_songs_of_one_artist_count_once(tmp_path):
    from types import SimpleNamespace

    frame = score_answers(songs("sea", "sea", "sea", "night"), [("sea",)] * 3 + [("x",)], set())
    (tmp_path / "run").mkdir()
    frame.to_csv(tmp_path / "run" / "predictions.csv", index=False)
    folders = (SimpleNamespace(path=tmp_path / "run"),)
    alone = Answers(folders, ("sea",)).score("jaccard")
    answers = Answers(folders, ("sea",), {"0": "Bach", "1": "bach", "2": "BACH", "3": ""})
    together = answers.score("jaccard")
    assert (alone.n, together.n) == (4, answers.artists) == (4, 2)
    assert alone.value == together.value == 0.75
    assert together.high - together.low > alone.high - alone.low
    assert answers.above_constant("jaccard").value == 0.0


def test_at_most_so_many_songs_are_drawn_and_the_same_again(data):
    config = ASKED.config("smoke", songs=2)
    first = songs_at_hand(data, config)
    assert len(first) == 2
    assert songs_at_hand(data, config) == first
    assert len(songs_at_hand(data, ASKED.config("smoke"))) == 3


def test_the_sample_is_the_one_that_the_papers_on_musiccaps_render():
    from paper_repro.musiccaps.paper import PAPER

    assert PAPER.sample == CLIPS
