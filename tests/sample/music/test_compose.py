"""Composition: the same seed gives the same piece, and what comes out obeys the rules of its style."""

import itertools

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.sample.music import patterns
from paper_repro.sample.music.compose import compose, sounding_share
from paper_repro.sample.music.instruments import INSTRUMENTS
from paper_repro.sample.music.piece import Note
from paper_repro.sample.music.styles import EVERY_STYLE
from paper_repro.sample.music.theory import SCALES, chord_classes, nearest, scale_pitches, voice_chord


def test_the_same_seed_gives_the_same_piece():
    assert compose([3, 5], seconds=10) == compose([3, 5], seconds=10)


def test_another_seed_gives_another_piece():
    assert compose([3, 5], seconds=10) != compose([3, 6], seconds=10)


@pytest.mark.parametrize("style", EVERY_STYLE)
def test_every_style_plays_within_its_time_and_ranges(style):
    spec = EVERY_STYLE[style]
    for seed in range(12):
        piece = compose(seed, seconds=12, style=style)
        assert piece.style == style
        assert spec.bpm[0] <= piece.bpm <= spec.bpm[1]
        assert piece.mode in spec.modes
        assert any(part.notes for part in piece.parts)
        for part in piece.parts:
            assert 0 <= part.share <= 1
            for note in part.notes:
                assert 0 <= note.start < note.start + note.duration <= 12 + 1e-9
                assert 0 < note.velocity <= 1
                assert 20 <= note.pitch <= 105


def test_patterns_fill_whole_bars():
    rows = [*patterns.CHORDS.values(), *patterns.ARPEGGIOS.values(), *patterns.BASS.values()]
    for kit in (*patterns.DRUMS.values(), *patterns.PERCUSSION.values()):
        rows += kit.values()
    assert {len(row) for row in rows} == {12, 16}


def test_styles_name_only_what_exists():
    names = patterns.DRUMS | patterns.PERCUSSION | patterns.CHORDS | patterns.ARPEGGIOS | patterns.BASS
    for style in EVERY_STYLE.values():
        assert set(style.modes) <= set(SCALES)
        for layer in style.layers:
            assert set(layer.instruments) <= set(INSTRUMENTS)
            assert set(layer.patterns) <= set(names)


def test_chords_stay_in_the_key():
    for seed in range(12):
        piece = compose(seed, seconds=20, style="pop")
        # The fifth degree of minor borrows its leading note.
        allowed = {(piece.key + step) % 12 for step in SCALES[piece.mode]}
        allowed |= {(piece.key + 11) % 12} if piece.mode == "minor" else set()
        played = {note.pitch % 12 for part in piece.parts if part.role in ("chords", "pad") for note in part.notes}
        assert played <= allowed
        assert len(played) >= 3 or not played


def test_most_melody_notes_on_the_first_beat_are_chord_tones():
    hits, total = 0, 0
    for seed in range(30):
        piece = compose(seed, seconds=30, style="country", sections=1)
        chords = [note for part in piece.parts if part.role == "chords" for note in part.notes]
        for part in piece.parts:
            if part.role in ("voice", "lead"):
                for note in part.notes:
                    if note.velocity > 0.85:
                        around = {c.pitch % 12 for c in chords if abs(c.start - note.start) < 1.0}
                        hits += note.pitch % 12 in around
                        total += 1
    assert total > 300
    assert hits / total > 0.75


def test_voices_move_little_between_chords():
    leaps = []
    for mode in ("major", "minor"):
        voicing = None
        for degree in itertools.islice(itertools.cycle((1, 5, 6, 4)), 16):
            chord = voice_chord(chord_classes(0, mode, degree, "triad"), voicing, 50, 74)
            if voicing is not None:
                leaps += [abs(new - old) for new, old in zip(chord, voicing, strict=True)]
            voicing = chord
    assert np.mean(leaps) < 3
    assert max(leaps) <= 7


def test_theory_on_known_chords():
    assert chord_classes(0, "major", 2, "triad") == (2, 5, 9)
    assert chord_classes(9, "minor", 5, "triad") == (4, 8, 11)
    assert chord_classes(7, "blues", 1, "dominant") == (7, 11, 2, 5)
    assert nearest(0, 61, 40, 80) == 60
    assert scale_pitches(0, "major", 60, 72) == [60, 62, 64, 65, 67, 69, 71, 72]


def test_long_pieces_change_their_arrangement():
    pieces = [compose(seed, seconds=90) for seed in range(12)]
    for piece in pieces:
        edges = [section.start for section in piece.sections] + [piece.sections[-1].end]
        assert edges[0] == 0
        assert edges[-1] == 90
        assert edges == sorted(edges)
        assert len(piece.sections) == 5
    assert np.mean([len({section.playing for section in piece.sections}) > 1 for piece in pieces]) > 0.7


def test_parts_play_only_in_their_sections():
    piece = compose(4, seconds=90, style="rock")
    for index, part in enumerate(piece.parts):
        silent = [section for section in piece.sections if index not in section.playing]
        for section in silent:
            inside = [n for n in part.notes if section.start + 0.1 < n.start < section.end - 0.1]
            assert not inside


def test_sections_can_be_asked_for():
    assert len(compose(1, seconds=60, sections=7).sections) == 7
    assert len(compose(1, seconds=10).sections) == 1


def test_sounding_share_counts_overlaps_once():
    notes = [Note(0.0, 2.0, 60, 1.0), Note(1.0, 2.0, 64, 1.0), Note(8.0, 4.0, 60, 1.0)]
    assert sounding_share(notes, 10.0) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"seconds": 0}, "received 0"),
        ({"seconds": float("nan")}, "received nan"),
        ({"seconds": 10, "style": "polka"}, "'polka'"),
        ({"seconds": 10, "sections": 0}, "received 0"),
    ],
)
def test_unusable_arguments_are_named(arguments, says):
    with pytest.raises(UserError, match=says):
        compose(1, **arguments)
