"""What there is to hear, and what players make of it."""

from collections import Counter

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.sample.difficulty import DIFFICULTIES, difficulty_named
from paper_repro.sample.majorminer.players import LONGEST_CAPTION, MOST_CAPTIONS, draw_population, play_clip
from paper_repro.sample.majorminer.words import SYNONYMS
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.concepts import CONCEPTS, KIND_OF, KINDS, concepts
from paper_repro.sample.music.styles import STYLES

NORMAL = DIFFICULTIES["normal"]


def heard_in(piece):
    return concepts(piece, [-20.0 - 3.0 * (part.role == "pad") for part in piece.parts], -18.0)


@pytest.fixture(scope="module")
def log():
    """What players type for 250 clips, as a list of rows a clip."""
    population = draw_population(5, NORMAL)
    return [
        play_clip(np.random.default_rng([5, i]), heard_in(compose([5, i], seconds=10)), population, NORMAL)
        for i in range(250)
    ]


def test_every_concept_has_a_kind_and_words():
    assert set(KIND_OF) == set(CONCEPTS) == set(SYNONYMS)
    assert set(STYLES) <= set(KINDS["style"])


def test_what_is_heard_follows_from_the_piece():
    for seed in range(40):
        piece = compose([8, seed], seconds=10)
        audible = heard_in(piece)
        assert next(iter(audible.values())) == max(audible.values()) <= 1.0
        assert min(audible.values()) > 0
        assert audible[piece.style] > 0.9
        assert ("drums" in audible) == any(part.drum and part.notes for part in piece.parts)
        if not any(part.singer for part in piece.parts):
            assert "instrumental" in audible
            assert "vocals" not in audible


def test_a_part_far_below_the_others_is_not_heard():
    piece = next(p for p in (compose(s, seconds=10, style="pop") for s in range(20)) if p.parts[-1].role == "voice")
    levels = [-20.0] * (len(piece.parts) - 1)
    assert "vocals" in concepts(piece, [*levels, -20.0], -18.0)
    assert "vocals" not in concepts(piece, [*levels, -50.0], -18.0)


def test_loudness_and_tempo_are_heard():
    punk, ambient = compose(1, seconds=10, style="punk"), compose(1, seconds=10, style="ambient")
    assert {"fast", "loud"} <= concepts(punk, [-15.0] * len(punk.parts), -10.0).keys()
    assert {"slow", "quiet"} <= concepts(ambient, [-30.0] * len(ambient.parts), -30.0).keys()


def test_captions_a_clip_are_as_published(log):
    counts = [len({row.user_id for row in rows}) for rows in log]
    assert 3.6 < np.mean(counts) < 4.4
    assert min(counts) == 1
    assert 7 <= max(counts) <= MOST_CAPTIONS


def test_tags_a_caption_are_as_published(log):
    verified = [
        sum(row.verified for row in rows if row.user_id == user) for rows in log for user in {r.user_id for r in rows}
    ]
    typed = Counter((i, row.user_id) for i, rows in enumerate(log) for row in rows)
    assert 3.2 < np.mean(verified) < 5.0
    assert 15 < max(typed.values()) <= LONGEST_CAPTION


def test_verified_means_that_another_player_agreed(log):
    for rows in log:
        users = {}
        for row in rows:
            users.setdefault(row.tag.lower(), set()).add(row.user_id)
        assert all(row.verified == (len(users[row.tag.lower()]) > 1) for row in rows)


def test_seconds_grow_within_a_caption(log):
    for rows in log:
        for user in {row.user_id for row in rows}:
            seconds = [row.seconds for row in rows if row.user_id == user]
            assert seconds == sorted(set(seconds))
            assert seconds[0] > 0


def test_order_carries_information(log):
    genre_words = {word for concept in KINDS["style"] for word in SYNONYMS[concept]}
    tempo_words = {word for concept in ("fast", "slow") for word in SYNONYMS[concept]}
    place = {"genre": [], "tempo": []}
    for rows in log:
        for user in {row.user_id for row in rows}:
            tags = [row.tag.lower() for row in rows if row.user_id == user]
            place["genre"] += [i for i, tag in enumerate(tags) if tag in genre_words]
            place["tempo"] += [i for i, tag in enumerate(tags) if tag in tempo_words]
    assert np.mean(place["genre"]) + 1.0 < np.mean(place["tempo"])


def test_the_vocabulary_has_a_long_tail_and_variants(log):
    words = Counter(row.tag.lower() for rows in log for row in rows)
    assert 350 < len(words) < 900
    assert sum(count == 1 for count in words.values()) > 0.15 * len(words)
    assert words["hip hop"]
    assert words["drums"] > words["drum"] > 0
    assert any(row.tag != row.tag.lower() for rows in log for row in rows)


def test_players_agree_less_when_it_is_harder():
    agreement = {}
    for name, level in DIFFICULTIES.items():
        population = draw_population(5, level)
        rows = [
            row
            for i in range(80)
            for row in play_clip(
                np.random.default_rng([5, i]), heard_in(compose([5, i], seconds=10)), population, level
            )
        ]
        agreement[name] = np.mean([row.verified for row in rows])
    assert agreement["easy"] > agreement["normal"] > agreement["hard"]


def test_an_unknown_difficulty_is_named():
    with pytest.raises(UserError, match="'brutal'"):
        difficulty_named("brutal")
