"""When a word sounds, read from the score, against the rendered sound of its players alone."""

from __future__ import annotations

import numpy as np
import pytest

from paper_repro import sample
from paper_repro.sample.majorminer import score
from paper_repro.sample.majorminer.writer import PIECE, SAMPLE_RATE, SECONDS, clip_id
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.render import render_part

SEED, CLIPS = 5, 8


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    sample.write("majorminer", root, clips=CLIPS, seed=SEED)
    return score.sounding(root, [clip_id(SEED, index) for index in range(CLIPS)] + ["no such clip"])


def test_clips_of_the_corpus_alone_are_found(found):
    assert sorted(found) == sorted(clip_id(SEED, index) for index in range(CLIPS))


def test_a_word_sounds_while_its_players_do(found):
    """Most of a part's energy lies within the times of its words, and in parts that pause hardly any outside."""
    for index in range(CLIPS):
        for part in compose([SEED, index, PIECE], seconds=SECONDS).parts:
            words = [word for concept in score._concepts_of(part) for word in score.SYNONYMS[concept]]
            track = render_part(part, round(SECONDS * SAMPLE_RATE), SAMPLE_RATE)
            times = np.arange(len(track)) / SAMPLE_RATE
            for word in words:
                spans = found[clip_id(SEED, index)][word]
                assert spans.shape[1] == 2
                assert (spans[:, 0] < spans[:, 1]).all()
                inside = ((times >= spans[:, :1]) & (times < spans[:, 1:])).any(axis=0)
                assert (track[inside] ** 2).sum() > 0.8 * (track**2).sum(), (part.instrument, word)


def test_voices_are_called_by_their_singers(found):
    heard = {word for words in found.values() for word in words}
    singers = {
        part.singer
        for index in range(CLIPS)
        for part in compose([SEED, index, PIECE], seconds=SECONDS).parts
        if part.singer
    }
    assert singers
    for singer in ("male", "female"):
        assert (singer in heard) == (singer in singers)
