"""Music of scenes, what sounds around it, and the timbre that is measured of it."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from paper_repro.sample.difficulty import DIFFICULTIES
from paper_repro.sample.music.styles import EVERY_STYLE
from paper_repro.sample.music.theory import SAD_MODES
from paper_repro.sample.songtitle.ambience import SOUNDS, TRIGGERS, add_ambience
from paper_repro.sample.songtitle.music import COLOURING, FEELS, GENRES, compose_scene, draw_style, recording_of
from paper_repro.sample.songtitle.scene import draw_scene
from paper_repro.sample.songtitle.timbre import (
    LONGEST_SECONDS,
    SAMPLE_RATE,
    SHORTEST_SECONDS,
    measure_timbre,
    summarise_timbre,
)

SCENE = draw_scene(np.random.default_rng(1))
QUIET = replace(SCENE, place="lake", time="night", weather="rain", season="winter", subject="none", action="",
                light=0.1, energy=0.1)  # fmt: skip
PARTY = replace(SCENE, place="stage", time="night", weather="clear", season="summer", subject="dancers",
                action="dancing", light=0.2, energy=0.95)  # fmt: skip
SUNNY = replace(SCENE, place="sea", time="day", weather="clear", season="summer", subject="boat", action="sailing",
                light=0.95, energy=0.5)  # fmt: skip


def styles(scene, confusion=0.0):
    return Counter(draw_style(np.random.default_rng([2, number]), scene, confusion) for number in range(300))


def pieces(scene, count=12):
    rng = np.random.default_rng(3)
    return [compose_scene([4, number], scene, draw_style(rng, scene), seconds=8.0) for number in range(count)]


def test_every_feeling_is_of_a_style_and_every_genre_has_styles():
    assert set(FEELS) <= set(EVERY_STYLE)
    assert set(GENRES) == {feel.genre for feel in FEELS.values()}
    assert set(TRIGGERS) | {"crickets"} == set(SOUNDS)
    assert {name for feel in FEELS.values() for name in feel.home} <= {
        "sea", "mountain", "city", "forest", "field", "lake", "road", "desert", "village", "harbour", "stage", "day",
        "night", "sunset", "morning", "clouds", "rain", "storm", "fog", "snow", "spring", "summer", "autumn", "winter",
        "car", "fire", "guitarist", "man", "singer", "couple", "dancers", "house", "tree", "horse", "dog", "birds",
        "flowers", "boat",
    }  # fmt: skip
    assert "stage" in COLOURING


def test_the_style_goes_with_the_scene():
    party, quiet = styles(PARTY), styles(QUIET)
    energy = [sum(FEELS[name].energy * n for name, n in drawn.items()) / 300 for drawn in (party, quiet)]
    assert energy[0] > energy[1] + 0.5
    assert quiet["piano solo"] > 60
    assert quiet["techno"] == 0
    assert party["techno"] > 60
    assert len(styles(PARTY, 1.0)) == len(FEELS)


def test_parties_are_fast_and_loud_and_nights_in_the_rain_are_not():
    party, quiet = pieces(PARTY), pieces(QUIET)
    assert np.mean([piece.loudness for piece in party]) > np.mean([piece.loudness for piece in quiet]) + 8
    assert np.mean([piece.bpm for piece in party]) > np.mean([piece.bpm for piece in quiet]) + 25
    assert np.mean([any(part.role == "drums" for part in piece.parts) for piece in party]) > 0.7
    assert np.mean([any(part.role == "drums" for part in piece.parts) for piece in quiet]) < 0.4
    sad = [np.mean([piece.mode in SAD_MODES for piece in pieces(scene, 30)]) for scene in (QUIET, SUNNY)]
    assert sad[0] > sad[1] + 0.25


def test_a_piece_follows_from_seed_scene_and_style():
    one = compose_scene([5], SUNNY, "latin", seconds=6.0)
    assert one == compose_scene([5], SUNNY, "latin", seconds=6.0)
    assert one != compose_scene([6], SUNNY, "latin", seconds=6.0)
    assert one.seconds == 6.0
    assert one.style == "latin"


def test_dark_songs_are_mixed_dark_within_the_range_of_the_difficulty():
    damage = DIFFICULTIES["normal"].damage
    dark, bright = (recording_of(replace(SCENE, light=light), damage).bandwidth_hz for light in (0.0, 1.0))
    assert dark[0] == pytest.approx(damage.bandwidth_hz[0])
    assert bright[1] == pytest.approx(damage.bandwidth_hz[1])
    assert dark[1] <= bright[0] * 1.001
    assert recording_of(SUNNY, damage).room > damage.room


@pytest.mark.parametrize("channels", [(), (2,)])
def test_rain_is_heard_under_some_songs_about_rain(channels):
    time = np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE
    music = np.broadcast_to(0.2 * np.sin(2 * np.pi * 220 * time), (*channels, len(time))).astype(np.float32)
    audible = [add_ambience(np.random.default_rng([8, n]), QUIET, music, SAMPLE_RATE) for n in range(40)]
    assert all(one.shape == music.shape and one.dtype == np.float32 for one in audible)
    changed = [one - music for one in audible if not np.array_equal(one, music)]
    assert 0.4 < len(changed) / 40 < 0.8
    for rain in changed:
        below = 20 * np.log10(np.std(music) / np.std(rain))
        assert 5.9 < below < 16.1
        spectrum = np.abs(np.fft.rfft(rain.reshape(-1, len(time))[0])) ** 2
        assert spectrum[3 * 1000 :].sum() > 0.8 * spectrum.sum()


def test_all_sounds_are_finite_and_sound():
    for name, sound in SOUNDS.items():
        made = sound(np.random.default_rng(1), SAMPLE_RATE, SAMPLE_RATE)
        assert made.shape == (SAMPLE_RATE,), name
        assert np.isfinite(made).all()
        assert made.std() > 0


def clicks(interval):
    audio = np.zeros(10 * SAMPLE_RATE, np.float32)
    rng = np.random.default_rng(1)
    shape = rng.standard_normal(2000).astype(np.float32) * np.exp(-np.linspace(0, 5, 2000, dtype=np.float32)) * 0.3
    for first in np.arange(0.0, 9.8, interval):
        audio[round(first * SAMPLE_RATE) :][:2000] += shape
    return audio


def test_segments_begin_at_onsets():
    starts, timbre = measure_timbre(clicks(0.5))
    assert timbre.shape == (len(starts), 12)
    assert starts[0] == 0.0
    assert np.all(np.diff(starts) > SHORTEST_SECONDS - 0.02)
    assert np.all(np.diff(starts) < LONGEST_SECONDS + 0.02)
    beats = np.arange(0.5, 9.6, 0.5)
    assert np.abs(starts[:, None] - beats).min(axis=0).max() < 0.04


def test_values_are_rounded_as_printed():
    starts, timbre = measure_timbre(clicks(0.4))
    assert np.array_equal(timbre, np.round(timbre, 3))
    assert np.array_equal(starts, np.round(starts, 5))


def test_the_first_value_is_the_level_above_minus_sixty():
    rng = np.random.default_rng(2)
    noise = rng.standard_normal(6 * SAMPLE_RATE).astype(np.float32)
    louder, softer = (measure_timbre(noise * np.float32(gain))[1][:, 0].mean() for gain in (0.1, 0.01))
    assert louder == pytest.approx(40 + 4, abs=0.3)
    assert louder - softer == pytest.approx(20, abs=0.3)
    assert measure_timbre(np.zeros(3 * SAMPLE_RATE, np.float32))[1][:, 0].max() == 0.0


def test_the_second_value_tells_bright_from_dark():
    time = np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE
    low, high = (measure_timbre(0.3 * np.sin(2 * np.pi * f * time).astype(np.float32))[1][:, 1].mean()
                 for f in (150, 6000))  # fmt: skip
    assert low > high + 50


def test_the_ninety_values_are_means_and_diagonals_of_the_sample_covariance():
    timbre = np.random.default_rng(3).normal(size=(40, 12)) * np.arange(1, 13)
    values = summarise_timbre(timbre)
    assert values.shape == (90,)
    centred = timbre - timbre.mean(axis=0)
    expected = [*timbre.mean(axis=0)]
    for apart in range(12):
        expected += [centred[:, i] @ centred[:, i + apart] / 39 for i in range(12 - apart)]
    np.testing.assert_allclose(values, expected, rtol=1e-12)
