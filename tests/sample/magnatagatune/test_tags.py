"""Who made the clips, and tags: a label's catalogue, the real frequencies, and tags that follow from the sound."""

from collections import Counter
from dataclasses import replace

import librosa
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from paper_repro.sample.magnatagatune.catalogue import CLIPS_PER_DEAL, FOLDERS, STYLE_SHARES, entry
from paper_repro.sample.magnatagatune.tags import UNPLAYED, draw_tags, score
from paper_repro.sample.magnatagatune.vocabulary import REAL_CLIPS, TAG_NAMES, TAGS
from paper_repro.sample.magnatagatune.writer import render_clip
from paper_repro.sample.music.concepts import KIND_OF
from paper_repro.sample.music.styles import EVERY_STYLE, MORE_STYLES


def test_the_catalogue_is_like_that_of_a_label():
    entries = [entry(1, index) for index in range(3000)]
    everything = [*entries, *(one.withdrawn for one in entries if one.withdrawn)]
    assert len({one.clip_id for one in everything}) == len(everything)
    assert len({one.mp3_path for one in entries}) == len(entries)
    assert max(len(one.mp3_path) for one in entries) < 186
    # An album lies in one folder and has a few tracks, and a track mostly has several clips.
    folders = {(one.artist, one.album): one.folder for one in entries}
    assert all(one.folder == folders[one.artist, one.album] for one in entries)
    tracks = Counter((one.artist, one.album, one.track_number) for one in entries)
    assert 1.5 < np.mean(list(tracks.values())) < 4
    by_split = [{one.artist for one in entries if one.folder in split} for split in ("0123456789ab", "def")]
    # 45 of the 75 artists of the real test folders are heard in training too.
    assert 0.45 < len(by_split[0] & by_split[1]) / len(by_split[1]) < 0.75
    # An artist has a main style.
    styles = {}
    for one in entries:
        styles.setdefault(one.artist, Counter())[one.style] += 1
    assert np.mean([max(count.values()) / sum(count.values()) for count in styles.values()]) > 0.7
    assert abs(len(everything) / len(entries) - 31_382 / REAL_CLIPS) < 0.03


def test_folders_and_styles_come_evenly_from_the_first_clips_on():
    assert {entry(1, index).folder for index in range(12)} & {"c"}
    assert {entry(1, index).folder for index in range(12)} & set("def")
    folders = Counter(entry(1, index).folder for index in range(CLIPS_PER_DEAL))
    assert set(folders) == set(FOLDERS)
    real = {"train": 18_709, "valid": 1_825, "test": 5_329}
    ours = {"train": 0, "valid": folders["c"], "test": sum(folders[folder] for folder in "def")}
    ours["train"] = CLIPS_PER_DEAL - ours["valid"] - ours["test"]
    assert all(abs(ours[split] / CLIPS_PER_DEAL - real[split] / REAL_CLIPS) < 0.02 for split in real)
    assert set(STYLE_SHARES) == set(EVERY_STYLE)
    # Whole albums of 6 clips, a style of which each split may have one too many or too few.
    styles = Counter(entry(2, index).style for index in range(1200))
    for style, share in STYLE_SHARES.items():
        expected = 1200 * share / sum(STYLE_SHARES.values())
        assert abs(styles[style] - expected) < 0.35 * expected + 18, style


def test_the_vocabulary_is_the_published_one():
    assert len(set(TAG_NAMES)) == 188
    assert sum(tag.count for tag in TAGS) == 89_395
    assert (TAG_NAMES[0], TAG_NAMES[-1]) == ("no voice", "english")
    # Rules speak of what can be heard; the few tags without a rule are of what our music has not.
    assert {concept for tag in TAGS for concept in tag.rule} <= set(KIND_OF) | set(MORE_STYLES)
    assert {tag.name for tag in TAGS if not tag.rule} == {"water", "birds", "clapping", "lol", "different"}


@pytest.fixture(scope="module")
def audible():
    """Of one clip each from 80 albums: log-mel statistics, level in dB, and the concepts that are audible."""
    bank = librosa.filters.mel(sr=16_000, n_fft=1024, n_mels=40)
    window = np.hanning(1024).astype(np.float32)
    features, levels, concepts = [], [], []
    for album in range(80):
        deal, slot = divmod(album, len(FOLDERS))
        index = deal * CLIPS_PER_DEAL + slot
        audio, salience = render_clip(7, index, "normal")
        frames = np.lib.stride_tricks.sliding_window_view(audio, 1024)[::4096] * window
        mel = np.log(1e-5 + np.square(np.abs(np.fft.rfft(frames))) @ bank.T)
        features.append(np.concatenate([mel.mean(axis=0), mel.std(axis=0)]))
        levels.append(20 * np.log10(np.sqrt(np.mean(audio**2))))
        concepts.append(salience)
    return np.array(features), np.array(levels), concepts


def chances(audible, difficulty="normal", draws=60):
    """How often each clip gets each tag: (80, 188)."""
    rng = np.random.default_rng(0)
    return np.array([np.mean([draw_tags(rng, one, difficulty) for _ in range(draws)], axis=0) for one in audible[2]])


def test_tags_come_about_as_often_as_in_the_real_set(audible):
    tags = chances(audible)
    # So few clips hold few of the rarer styles; only the commonest tags can be held to their share.
    common = sorted(range(188), key=lambda number: -TAGS[number].count)[:10]
    for number in common:
        real = TAGS[number].count / REAL_CLIPS
        assert 0.5 < tags[:, number].mean() / real < 1.9, TAGS[number].name
    assert abs(tags.sum(axis=1).mean() - 89_395 / REAL_CLIPS) < 0.7
    rng = np.random.default_rng(1)
    drawn = np.array([draw_tags(rng, one, "normal") for one in audible[2] for _ in range(20)])
    top = sorted(range(188), key=lambda number: -TAGS[number].count)[:50]
    assert abs(np.mean(~drawn.any(axis=1)) - 4_221 / REAL_CLIPS) < 0.03
    assert abs(np.mean(~drawn[:, top].any(axis=1)) - 4_752 / REAL_CLIPS) < 0.04


def test_tags_follow_from_what_sounds(audible):
    _, levels, concepts = audible
    tags = dict(zip(TAG_NAMES, chances(audible, "easy").T, strict=True))
    assert np.average(levels, weights=tags["loud"]) > np.average(levels, weights=tags["quiet"]) + 6.0
    for tag, concept in (("piano", "piano"), ("harpsichord", "harpsichord"), ("sitar", "sitar"), ("female", "female"),
                         ("opera", "opera"), ("techno", "electronic"), ("guitar", "guitar"), ("slow", "slow"),
                         ("choir", "choir")):  # fmt: skip
        there = np.array([concept in one for one in concepts])
        assert tags[tag][there].mean() > 5 * tags[tag][~there].mean(), tag
    # Nobody calls sung music unsung, save on a whim.
    sung = np.array([max(one.get("vocals", 0), one.get("choir", 0)) > 0.4 for one in concepts])
    assert tags["no vocals"][sung].mean() < 0.3 * tags["no vocals"][~sung].mean()
    assert tags["no piano"][np.array(["piano" in one for one in concepts])].mean() < 0.005


def test_players_agree_less_where_it_is_harder(audible):
    strength = {}
    for difficulty in ("easy", "normal", "hard"):
        tags = chances(audible, difficulty)
        guitar = np.array([score(one)[TAG_NAMES.index("guitar")] > 0.6 for one in audible[2]])
        column = tags[:, TAG_NAMES.index("guitar")]
        strength[difficulty] = column[guitar].mean() - column[~guitar].mean()
    assert strength["easy"] > strength["normal"] > strength["hard"] > 0.2
    rng = np.random.default_rng(0)
    untagged = np.mean([~draw_tags(rng, audible[2][0], "normal").any() for _ in range(400)])
    assert UNPLAYED - 0.05 < untagged < UNPLAYED + 0.15


def test_tags_can_be_learned_from_the_sound_but_not_perfectly(audible):
    features, _, concepts = audible
    auc = {}
    for tag in ("guitar", "classical", "techno", "slow", "electronic", "drums", "rock", "strings"):
        rng = np.random.default_rng(len(tag))
        truth = np.array([draw_tags(rng, one, "normal")[TAG_NAMES.index(tag)] for one in concepts])
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=300))
        guess = cross_val_predict(model, features, truth, cv=4, method="predict_proba")[:, 1]
        auc[tag] = roc_auc_score(truth, guess)
    assert 0.65 < np.mean(list(auc.values())) < 0.97, auc


def test_a_withdrawn_segment_has_no_file():
    withdrawn = next(entry(1, index).withdrawn for index in range(50) if entry(1, index).withdrawn)
    assert withdrawn.folder == ""
    assert replace(withdrawn, folder="a").mp3_path.startswith("a/")
