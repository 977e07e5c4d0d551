"""The music of the CAL500exp sample and its labels: sections, segments, tags that follow the sound."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from paper_repro.sample.cal500exp.arranging import add_backing, change_mode, change_tempo, transpose
from paper_repro.sample.cal500exp.segments import place_segments
from paper_repro.sample.cal500exp.song import Passage, write_song
from paper_repro.sample.cal500exp.tags import draw_tags, judge, solve_offsets
from paper_repro.sample.cal500exp.vocabulary import EMOTIONS, REAL_SEGMENTS, TAG_NAMES, TAGS
from paper_repro.sample.cal500exp.writer import SAMPLE_RATE, render_track
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.instruments import INSTRUMENTS

SEED = 4
SONGS = 14


@pytest.fixture(scope="module")
def rendered():
    """What ``render_track`` gives for some tracks."""
    return [render_track(SEED, index) for index in range(SONGS)]


def column(name):
    return TAG_NAMES.index(name)


def test_segments_lie_in_sections_and_not_over_each_other():
    rng = np.random.default_rng(1)
    shares, strays = [], []
    for _ in range(150):
        edges = np.concatenate([[0.0], np.cumsum(rng.uniform(9.0, 24.0, size=rng.integers(3, 8)))])
        passages = [Passage("verse", a, b, None, 0.0) for a, b in pairwise(edges)]
        samples = int(edges[-1] * SAMPLE_RATE)
        segments = np.array(place_segments(rng, passages, samples, SAMPLE_RATE)) / SAMPLE_RATE
        assert 1 <= len(segments) <= 8
        assert segments.min() >= 0.0
        assert segments.max() <= edges[-1]
        lengths = segments[:, 1] - segments[:, 0]
        assert 3.0 < lengths.min() <= lengths.max() <= 16.0
        assert (segments[1:, 0] >= segments[:-1, 1]).all()
        shares.append(lengths.sum() / edges[-1])
        # How much of a segment lies outside the section in which it mostly lies.
        inside = [max(min(end, b) - max(start, a) for a, b in pairwise(edges)) for start, end in segments]
        strays += list(1.0 - np.array(inside) / lengths)
    assert 0.25 < np.median(shares) < 0.5
    assert min(shares) < 0.3
    assert np.mean(strays) < 0.05
    assert np.mean(np.array(strays) < 0.15) > 0.95
    assert max(strays) > 0.02


def test_sections_follow_each_other_and_differ(rendered):
    songs = [write_song(SEED, index) for index in range(SONGS)]
    levels = {"chorus": [], "breakdown": []}
    for (music, _, _), passages in zip(rendered, songs, strict=True):
        assert 3 <= len(passages) <= 7
        assert passages[0].start == 0.0
        assert all(a.end == b.start for a, b in pairwise(passages))
        assert 60.0 <= passages[-1].end <= 180.0
        assert len(music) == int(passages[-1].end * SAMPLE_RATE)
        assert len({passage.piece.parts for passage in passages}) > 1
        # A chorus has all players of the song's verses, and its key, mode and tempo.
        of = {passage.name: passage.piece for passage in passages}
        if {"verse", "chorus"} <= of.keys():
            verse, chorus = of["verse"], of["chorus"]
            assert {part.instrument for part in verse.parts} <= {part.instrument for part in chorus.parts}
            assert (verse.key, verse.mode, verse.bpm) == (chorus.key, chorus.mode, chorus.bpm)
        for passage in passages:
            sound = music[int(passage.start * SAMPLE_RATE) : int(passage.end * SAMPLE_RATE)]
            level = 20 * np.log10(np.sqrt(np.mean(sound**2)))
            assert level == pytest.approx(passage.piece.loudness, abs=3.0)
            levels.get(passage.name, []).append(level)
    assert len({passage.piece.mode for passages in songs for passage in passages}) > 2
    assert np.mean(levels["chorus"]) > np.mean(levels["breakdown"]) + 3.0


def test_a_piece_can_be_moved_turned_and_slowed():
    piece = compose([1, 2], seconds=8, style="pop", sections=1)
    moved = transpose(piece, 5)
    assert moved.key == (piece.key + 5) % 12
    for before, after in zip(piece.parts, moved.parts, strict=True):
        step = 0 if before.drum else 5
        assert [note.pitch + step for note in before.notes] == [note.pitch for note in after.notes]
    choirs = (compose([1, seed], seconds=8, style="a cappella", sections=1) for seed in range(20))
    major = next(piece for piece in choirs if piece.mode == "major" and len(piece.parts) == 1)
    minor = change_mode(major)
    assert (major.mode, minor.mode) == ("major", "minor")
    pitches = [
        {(note.pitch - one.key) % 12 for part in one.parts if not part.drum for note in part.notes}
        for one in (major, minor)
    ]
    assert pitches[0] <= {0, 2, 4, 5, 7, 9, 11}
    assert 4 in pitches[0]
    assert pitches[1] <= {0, 2, 3, 5, 7, 8, 10}
    slow = change_tempo(piece, 1.25)
    assert (slow.bpm, slow.seconds) == (piece.bpm / 1.25, 10.0)
    assert slow.parts[0].notes[-1].start == pytest.approx(1.25 * piece.parts[0].notes[-1].start)


def test_a_second_voice_sings_in_the_key_or_an_octave_apart():
    singing = (compose([3, seed], seconds=8, style="pop", sections=1) for seed in range(20))
    piece = next(one for one in singing if any(part.role == "voice" for part in one.parts))
    lead = next(part for part in piece.parts if part.role == "voice")
    assert add_backing(np.random.default_rng(1), piece, 0.0) is piece
    duets = 0
    for seed in range(60):
        backed = add_backing(np.random.default_rng(seed), piece, 1.0)
        *others, second = backed.parts
        assert others == list(piece.parts)
        steps = {b.pitch - a.pitch for a, b in zip(lead.notes, second.notes, strict=True)}
        duets += second.singer != lead.singer
        assert steps in ({12}, {-12}) if second.singer != lead.singer else steps <= {3, 4}
    assert 0 < duets < 20


INSTRUMENT_TAGS = {
    "Instrument_-_Piano": ("piano", "electric piano"),
    "Instrument_-_Acoustic_Guitar": ("acoustic guitar",),
    "Instrument_-_Electric_Guitar_(distorted)": ("distorted guitar",),
    # A machine plays a drum set too, and hand drums are drums.
    "Instrument_-_Drum_Set": ("drums", "drum machine", "percussion"),
    "Instrument_-_Organ": ("organ",),
    "Instrument_-_Saxophone": ("saxophone",),
}


def sounding(passages, start, end):
    """Concepts of the instruments with a note between two times, and ``male`` or ``female`` of who sings in front."""
    found = set()
    for passage in passages:
        for part in passage.piece.parts:
            times = [(passage.start + note.start, passage.start + note.start + note.duration) for note in part.notes]
            if any(a < min(end, passage.end) and b > start for a, b in times):
                found.add(part.singer if part.role == "voice" else INSTRUMENTS[part.instrument].concept)
    return found


def test_labels_say_which_instruments_sound(rendered):
    absent, present, names = [], [], Counter()
    for index, (_, segments, audible) in enumerate(rendered):
        passages = write_song(SEED, index)
        tags = draw_tags(np.random.default_rng([1, index]), audible, "normal")
        for (start, end), row in zip(segments, tags, strict=True):
            played = sounding(passages, start / SAMPLE_RATE, end / SAMPLE_RATE)
            for name, concepts in INSTRUMENT_TAGS.items():
                (present if played & set(concepts) else absent).append(row[column(name)])
                names[name] += bool(played & set(concepts))
            for singer in ("male", "female"):
                cell = row[column(f"Instrument_-_{singer.title()}_Lead_Vocals")]
                (present if singer in played else absent).append(cell)
    assert len(present) > 100
    assert len(names) > 4
    # Noise adds a few, and misses what is faint or brief.
    assert np.mean(absent) < 0.05
    assert np.mean(present) > 0.75


def test_the_harder_the_corpus_the_less_labels_follow_the_sound(rendered):
    def faith(difficulty):
        agreed = []
        for index, (_, _, audible) in enumerate(rendered):
            wanted = judge(audible) + np.array([tag.offset for tag in TAGS]) > 0.0
            for draw in range(5):
                agreed.append((draw_tags(np.random.default_rng([draw, index]), audible, difficulty) == wanted).mean())
        return np.mean(agreed)

    easy, normal, hard = map(faith, ("easy", "normal", "hard"))
    assert easy > normal + 0.02 > hard + 0.04
    assert hard > 0.7


def test_emotions_follow_the_sound_and_change_within_a_track(rendered):
    audible = [one for _, _, some in rendered for one in some]
    labels = [draw_tags(np.random.default_rng([2, n]), some, "normal") for n, (_, _, some) in enumerate(rendered)]
    tags = np.concatenate(labels)[:, : len(EMOTIONS)]
    assert 0.25 < tags.mean() < 0.45

    def likeness(emotion, concept):
        return np.corrcoef(tags[:, column(f"Emotion-{emotion}")], [one[concept] for one in audible])[0, 1]

    assert likeness("Arousing_/_Awakening", "level") > 0.3
    assert likeness("Calming_/_Soothing", "level") < -0.3
    assert likeness("Happy", "minor") < -0.2
    assert likeness("Exciting_/_Thrilling", "pace") > 0.2
    arousing, calming = tags[:, 1], tags[:, 3]
    assert np.corrcoef(arousing, calming)[0, 1] < -0.3
    changes = np.concatenate([(rows[1:] != rows[:-1])[:, : len(EMOTIONS)] for rows in labels]).mean()
    # .057 in the real set, .35 where neighbours had nothing to do with each other.
    assert 0.04 < changes < 0.2


def test_offsets_solve_for_the_real_shares():
    rng = np.random.default_rng(3)
    scores = rng.normal(1.0, 1.5, size=(4000, 67))
    offsets = solve_offsets(scores)
    given = np.array([scores + offsets + 0.8 * rng.normal(size=scores.shape) > 0.0 for _ in range(5)]).mean(axis=(0, 1))
    assert np.abs(given - np.array([tag.count / REAL_SEGMENTS for tag in TAGS])).max() < 0.02
