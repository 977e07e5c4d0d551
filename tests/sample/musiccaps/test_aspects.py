"""Aspects and captions: words for everything, statistics like the real ones, and what can be learned from the sound."""

import warnings
from collections import Counter

import librosa
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from paper_repro.sample.music.concepts import KINDS as GENERAL_KINDS
from paper_repro.sample.music.styles import EVERY_STYLE, NEIGHBOURS
from paper_repro.sample.musiccaps.audible import DRUM_SOUNDS
from paper_repro.sample.musiccaps.authors import AUTHORS, WORDS_OF
from paper_repro.sample.musiccaps.captions import PLACES, SENTENCES
from paper_repro.sample.musiccaps.catalogue import LABELS, STYLE_SHARES, entry
from paper_repro.sample.musiccaps.moods import MOOD, MOOD_OF, USE, use
from paper_repro.sample.musiccaps.phrases import FAMILY_OF, QUALITIES, ROLES
from paper_repro.sample.musiccaps.recordings import RENDER_RATE
from paper_repro.sample.musiccaps.words import GENRE, INSTRUMENT, KIND_OF, KINDS, VOICE, WORDS
from paper_repro.sample.musiccaps.writer import describe_clip, make_clip


def test_there_are_words_for_all_that_can_be_heard():
    assert set(EVERY_STYLE) == set(GENRE) == set(STYLE_SHARES)
    assert set(GENERAL_KINDS["instrument"]) - set(INSTRUMENT) == {"bass", "guitar", "horns", "keyboard"}
    assert set(FAMILY_OF) == {concept for kind in ("voice", "instrument", "kit") for concept in KINDS[kind]}
    assert set(FAMILY_OF.values()) == set(QUALITIES) - {"thing"} == set(ROLES)
    assert {mood for weights in MOOD_OF.values() for mood in weights} == set(MOOD)
    assert {use(style) for style in EVERY_STYLE} == set(USE) == set(PLACES)
    assert {*LABELS, *NEIGHBOURS, *DRUM_SOUNDS, *VOICE} <= set(WORDS)
    # Nothing is two things: words and habits are looked up by name.
    assert len(KIND_OF) == sum(len(table) for table in KINDS.values())
    assert len(AUTHORS) == len(SENTENCES) == len(WORDS_OF) == 10
    for author, words in zip(AUTHORS, WORDS_OF, strict=True):
        assert set(author.own) <= set(WORDS)
        assert set(author.habits) <= {*KINDS, *WORDS}
        assert set(author.order.split()) | set(author.fillers) <= {*KINDS, "thing"}
        assert all(words[concept][: len(own)] == own for concept, own in author.own.items())


def test_the_harder_the_less_of_what_sounds_is_said():
    audible = {"drums": 0.9, "piano": 0.9, "male": 0.9, "fast": 0.9, "energetic": 0.8, "rock": 0.9}
    named = {}
    for difficulty in ("easy", "normal", "hard"):
        lists = [describe_clip(1, index, audible, difficulty).aspects for index in range(200)]
        named[difficulty] = np.mean([any("piano" in aspect for aspect in aspects) for aspects in lists])
    assert named["easy"] > named["normal"] + 0.03 > named["hard"] + 0.06
    # Where nothing is audible something is written all the same.
    assert all(describe_clip(1, index, {}, "easy").aspects for index in range(50))


@pytest.fixture(scope="module")
def audible():
    """Mean, spread and movement of log-mel bands of the labelled excerpts of 180 clips, and what is said of them."""
    bank = librosa.filters.mel(sr=RENDER_RATE, n_fft=1024, n_mels=40, fmax=10_000)
    features, texts = [], []
    for index in range(180):
        audio, text = make_clip(7, index, "normal")
        one = entry(7, index)
        first = one.start * RENDER_RATE if one.is_video else 0
        excerpt = audio[:, first : first + 10 * RENDER_RATE].mean(axis=0)
        frames = np.lib.stride_tricks.sliding_window_view(excerpt, 1024)[::1024] * np.hanning(1024).astype(np.float32)
        mel = np.log(1e-5 + np.square(np.abs(np.fft.rfft(frames))) @ bank.T)
        movement = np.abs(np.diff(mel, axis=0)).mean(axis=0)
        features.append(np.concatenate([mel.mean(axis=0), mel.std(axis=0), movement]))
        texts.append(text)
    return np.array(features), texts


def test_aspect_lists_are_like_the_real_ones(audible):
    lists = [text.aspects for text in audible[1]]
    uses = Counter(aspect for aspects in lists for aspect in aspects)
    shares = np.array(list(uses.values())) / uses.total()
    # In brackets: 180 rows of the real file, mean of 60 draws.
    assert 9.2 < np.mean([len(aspects) for aspects in lists]) < 12.0  # 10.6
    assert max(map(len, lists)) <= 34
    assert 0.48 < len(uses) / uses.total() < 0.62  # 0.56
    assert 0.68 < np.mean(np.array(list(uses.values())) == 1) < 0.84  # 0.77
    assert 6.1 < -np.sum(shares * np.log(shares)) < 6.7  # 6.51
    assert 0.15 < max(uses.values()) / len(lists) < 0.32  # 0.22
    assert 0.02 < np.mean([len(set(aspects)) < len(aspects) for aspects in lists]) < 0.16  # 0.08
    # Authors begin and end in their own way: the order says something.
    first = Counter(aspects[0] for aspects in lists)
    assert first["low quality"] > 0.4 * uses["low quality"]


def test_captions_are_prose_over_the_same_aspects(audible):
    texts = audible[1]
    assert 100 < np.mean([len(text.caption) for text in texts]) < 300
    assert np.mean([". " in text.caption for text in texts]) > 0.9
    assert len({text.caption for text in texts}) > 0.97 * len(texts)
    shared = [sum(aspect in text.caption for aspect in text.aspects) / len(text.aspects) for text in texts]
    assert np.mean(shared) > 0.25
    assert np.mean(np.array(shared) > 0) > 0.9


def learnt(features, truth):
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.02, max_iter=300))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return roc_auc_score(truth, cross_val_predict(model, features, truth, cv=4, method="predict_proba")[:, 1])


def test_aspects_can_be_learned_but_not_perfectly(audible):
    features, texts = audible
    subjects = {
        "drums": ("drum", "kick", "snare", "hi hat"),
        "guitar": ("guitar",),
        "strings": ("string", "violin"),
        "voice": ("vocal", "voice", "sing", "rap"),
        "quality": ("low quality", "amateur", "poor audio", "bad audio"),
        "slow": ("slow",),
        "energy": ("energetic", "exciting", "spirited", "lively"),
    }
    truths = {
        subject: np.array(
            [
                any(word in said and not said.startswith("no ") for said in text.aspects for word in words)
                for text in texts
            ]
        )
        for subject, words in subjects.items()
    }
    auc = {subject: learnt(features, truth) for subject, truth in truths.items()}
    assert np.mean(list(auc.values())) > 0.68, auc
    assert min(auc.values()) > 0.55, auc
    assert max(auc.values()) < 0.97, auc
    # What is said of a clip is in its own sound: with the clips exchanged nothing is left.
    assert learnt(features, np.random.default_rng(0).permutation(truths["drums"])) < 0.65
