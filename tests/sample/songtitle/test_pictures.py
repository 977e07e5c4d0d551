"""Drawn pictures: what the scene says is to be seen."""

from dataclasses import replace

import numpy as np
import pytest

from paper_repro.sample.songtitle.pictures.canvas import Canvas
from paper_repro.sample.songtitle.pictures.draw import draw_picture
from paper_repro.sample.songtitle.pictures.figures import SUBJECTS as DRAWN
from paper_repro.sample.songtitle.pictures.figures import draw_subject
from paper_repro.sample.songtitle.pictures.places import PLACES, draw_place
from paper_repro.sample.songtitle.scene import SUBJECTS, draw_scene

PLAIN = replace(
    draw_scene(np.random.default_rng(1)), place="field", time="day", weather="clear", season="summer", subject="none",
    action="", colour="red", count=1,
)  # fmt: skip


def drawn(number=6, **changes):
    scene = replace(PLAIN, **changes)
    return [draw_picture(np.random.default_rng([7, index]), scene) for index in range(number)]


def average(pictures, rows=slice(None)):
    """Mean colour of ``pictures``, (3,), over a part of their height."""
    return np.mean([picture[rows].mean(axis=(0, 1)) for picture in pictures], axis=0)


def roughness(pictures):
    """Mean difference between neighbours."""
    return np.mean([np.abs(np.diff(picture.astype(float).mean(axis=2), axis=1)).mean() for picture in pictures])


def test_pictures_have_the_documented_form():
    pictures = drawn(12)
    assert all(picture.dtype == np.uint8 and picture.shape[2] == 3 for picture in pictures)
    sides = {side for picture in pictures for side in picture.shape[:2]}
    assert min(sides) >= 200
    assert max(sides) <= 320
    assert len(sides) > 10
    wide = np.mean([picture.shape[1] >= picture.shape[0] for picture in drawn(40)])
    assert 0.6 < wide < 0.95


def test_a_picture_follows_from_its_seed():
    first, again = drawn(2), drawn(2)
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert not np.array_equal(first[0][:200, :200], first[1][:200, :200])


@pytest.mark.parametrize("place", sorted(SUBJECTS))
def test_every_subject_is_to_be_seen_everywhere(place):
    for subject in SUBJECTS[place]:
        scene = replace(PLAIN, place=place, subject=subject, count=3 if subject == "birds" else 1)
        canvas = Canvas(np.random.default_rng(3), scene, 300, 220)
        foot, size = draw_place(canvas, 0.5)
        before = np.asarray(canvas.image, int)
        draw_subject(canvas, foot, size)
        changed = np.abs(np.asarray(canvas.image, int) - before).max(axis=2) > 20
        assert changed.mean() < 0.5
        assert (changed.mean() > 0.003) == (subject != "none"), subject


def test_the_tables_of_drawings_are_complete():
    assert set(PLACES) == set(SUBJECTS)
    assert set(DRAWN) == {subject for names in SUBJECTS.values() for subject in names} - {"none"}


@pytest.mark.parametrize("place", ["sea", "city", "field", "mountain"])
def test_nights_are_darker_than_evenings_and_days_brightest(place):
    night, sunset, day = (average(drawn(place=place, time=time)).mean() for time in ("night", "sunset", "day"))
    assert night < 0.75 * sunset
    assert sunset < 0.95 * day


def test_sunsets_are_redder_than_days():
    red, _, blue = average(drawn(time="sunset"))
    red_by_day, _, blue_by_day = average(drawn(time="day"))
    assert red / blue > 1.25 * red_by_day / blue_by_day


def test_winter_is_white_and_summer_green():
    lower = slice(-60, None)
    red, green, blue = average(drawn(season="winter"), lower)
    assert max(red, green, blue) - min(red, green, blue) < 30
    red, green, blue = average(drawn(season="summer"), lower)
    assert green > red + 15
    assert green > blue + 40


def test_the_sea_is_blue_and_the_desert_yellow():
    middle = slice(110, 140)
    red, _, blue = average(drawn(place="sea"), middle)
    assert blue > red + 30
    red, _, blue = average(drawn(place="desert"), slice(-60, None))
    assert red > blue + 40


def test_weather_is_to_be_seen():
    clear, rain, fog = (drawn(place="mountain", weather=weather) for weather in ("clear", "rain", "fog"))
    assert average(rain).mean() < 0.92 * average(clear).mean()
    assert average(rain, slice(0, 60)).std() < average(clear, slice(0, 60)).std()
    assert np.mean([picture.std() for picture in fog]) < 0.8 * np.mean([picture.std() for picture in clear])


def test_a_city_is_busier_than_a_desert():
    assert roughness(drawn(place="city")) > 1.5 * roughness(drawn(place="desert"))


@pytest.mark.parametrize(("colour", "channel"), [("red", 0), ("blue", 2)])
def test_flowers_have_the_colour_of_the_scene(colour, channel):
    flowers = average(drawn(subject="flowers", colour=colour), slice(-70, None))
    bare = average(drawn(subject="none"), slice(-70, None))
    change = flowers - bare
    assert change.argmax() == channel
    assert change[channel] > 5
