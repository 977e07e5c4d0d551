"""Titles as words, names in titles, and who is in the test set."""

import nltk
import numpy as np
import pytest
from nltk.tree import Tree

from paper_repro.core.errors import UserError
from paper_repro.datasets import conceptual_captions, msd
from paper_repro.songtitle.titles import (
    NLTK_DATA,
    REASONS,
    EntityFilter,
    choose,
    in_vocabulary,
    names_by_capitals,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Space Power: Over-Watch Destroying Evil Rats", "space power over-watch destroying evil rats"),
        ("The World Does Not Revolve Around You", "the world does not revolve around you"),
        ("Don't Stop 'Til You Get Enough", "don't stop til you get enough"),
        ("Don’t Walkin’", "don't walkin"),
        ("It\x19s Too Late Now", "it's too late now"),
        ("Rock 'n' Roll -- Part_2 (Live/Remix)", "rock n roll part 2 live remix"),
        ("Sugar &amp; Whitebread", "sugar whitebread"),
        ("ÉTÉ à Köln", "été à köln"),
        ("e\u0301te\u0301", "été"),
        ("हिन्दी गीत", "हिन्दी गीत"),
        ("東京", "東京"),
        ("???", ""),
        (" - ", ""),
        ("", ""),
        ("$ingle 100% 3.14", "ingle 100 3 14"),
    ],
)
def test_words_of_titles(text, words):
    assert words_of(text) == tuple(words.split())


def test_words_of_captions_meet_those_of_titles():
    caption = "author 's dog , that i 've seen : a life -- in pictures ."
    assert words_of(caption) == ("author's", "dog", "that", "i've", "seen", "a", "life", "in", "pictures")
    assert words_of("the 'sun' rises 'south") == ("the", "sun", "rises", "south")


def test_words_of_is_stable():
    for text in ("Don't Over-Think -- It's 5'2", "rock 'n' roll", "İstanbul Straße"):
        assert words_of(" ".join(words_of(text))) == words_of(text)


def test_in_vocabulary_needs_every_word_and_one_at_least():
    vocabulary = {"too", "happy"}
    assert in_vocabulary(("too", "happy"), vocabulary)
    assert not in_vocabulary(("too", "sad"), vocabulary)
    assert not in_vocabulary((), vocabulary)


@pytest.fixture
def fake_nltk(monkeypatch):
    """NLTK with a tagger and chunker of our own; says what they were shown."""
    shown = []

    class Chunker:
        def parse(self, tagged):
            parts = [Tree("GPE", [pair]) if pair[1] == "NNP" else pair for pair in tagged]
            return Tree("S", parts)

    def tag(tokens):
        shown.append(tokens)
        return [(token, "NNP" if token[0].isupper() else "NN") for token in tokens]

    monkeypatch.setattr("nltk.chunk.ne_chunker", Chunker)
    monkeypatch.setattr("nltk.tag.pos_tag", tag)
    return shown


def test_nltk_is_shown_the_title_in_lower_case_or_as_written(fake_nltk):
    lower, written = (EntityFilter.open("nltk", letters) for letters in ("lower", "as_written"))
    fake_nltk.clear()
    assert not lower.names("Don't Leave Georgia, Man")
    assert written.names("Don't Leave Georgia, Man")
    assert not written.names("where is your love")
    assert not written.names("")
    assert fake_nltk[0] == ["do", "n't", "leave", "georgia", ",", "man"]
    assert fake_nltk[1] == ["Do", "n't", "Leave", "Georgia", ",", "Man"]
    assert (lower.kind, written.kind) == ("nltk", "nltk")
    assert lower.description == "Named entities: NLTK's chunker on titles in lower case."
    assert written.description == "Named entities: NLTK's chunker on titles as written."


def test_auto_takes_nltk_where_it_can(fake_nltk):
    assert EntityFilter.open().kind == "nltk"


@pytest.fixture
def no_nltk(monkeypatch):
    monkeypatch.setattr(nltk.data, "path", [])


def test_missing_data_is_said_with_the_command(no_nltk):
    with pytest.raises(UserError, match="missing") as error:
        EntityFilter.open("nltk")
    message = str(error.value)
    assert "`python -m nltk.downloader averaged_perceptron_tagger_eng maxent_ne_chunker_tab words`" in message
    assert "NLTK_DATA" in message
    assert "\n" not in message


def test_missing_data_means_the_fallback_and_that_is_stated(no_nltk):
    entities = EntityFilter.open("auto")
    assert entities.kind == "fallback"
    assert entities.names("The Man From U.N.C.L.E.")
    assert "no NLTK" in entities.description
    assert entities.description == EntityFilter.open("fallback").description
    assert entities.description.endswith(".")


@pytest.mark.parametrize("broken", [OSError("no access\nat all"), ValueError("bad table")])
def test_broken_data_is_no_traceback(monkeypatch, broken):
    def chunker():
        raise broken

    monkeypatch.setattr("nltk.chunk.ne_chunker", chunker)
    with pytest.raises(UserError, match=r"cannot be read \((no access|bad table)\)"):
        EntityFilter.open("nltk")
    assert EntityFilter.open("auto").kind == "fallback"


def test_nltk_itself():
    try:
        entities = EntityFilter.open("nltk", "as_written")
    except UserError as error:
        pytest.skip(str(error))
    assert entities.names("A letter from Anna Karenina in Paris")
    assert not entities.names("where is your love")


def test_other_kinds_and_cases_are_named():
    with pytest.raises(UserError, match=r"auto, nltk, fallback\. Received: 'spacy'"):
        EntityFilter.open("spacy")
    with pytest.raises(UserError, match=r"lower, as_written\. Received: 'upper'"):
        EntityFilter.open("nltk", "upper")


@pytest.mark.parametrize(
    "title",
    ["The Man From U.N.C.L.E.", "t.k.k.", "Take Me Down To LA", "Longview, WA", "Count Dracula's castle",
     "Why didn't Nero?", "walking down to Memphis", "DJ's Delight", "(Live) S.O.S."],
)  # fmt: skip
def test_capitals_that_name_something(title):
    assert names_by_capitals(title)


@pytest.mark.parametrize(
    "title",
    ["Trouble In Mind", "All I Want Is A Spoonful", "Peel Back the Mountain Sky", "Queen of the Wires", "Too Happy",
     "Space Power Over-watch Destroying Evil Rats", "NOT IN LOVE", "Part II", "now that I've seen",
     "Vast and Sad (KPSU)", "Don't Stop (live)", "Far Away [Album Version]", "Where is the love", "walking alone",
     "99 Red Balloons", "???", ""],
)  # fmt: skip
def test_capitals_that_do_not(title):
    assert not names_by_capitals(title)


TITLES = ["Too Happy", "???", "Too Sad", "T.O.O.", "Happy", "Happy Too", "too HAPPY", "Happy, happy!"]
VOCABULARY = {"too", "happy", "t", "o"}
FALLBACK = EntityFilter("fallback", "", names_by_capitals)


def test_choose_says_why():
    chosen = choose(TITLES, VOCABULARY, FALLBACK)
    assert chosen.kept == (0, 4, 5, 7)
    assert chosen.refused == {"empty": 1, "out of vocabulary": 1, "named entity": 2, "not drawn": 0}
    assert tuple(chosen.refused) == REASONS


def test_choose_draws_at_random_by_the_seed():
    titles = ["happy"] * 500
    nobody = EntityFilter("none", "", lambda title: False)
    first = choose(titles, VOCABULARY, nobody, most=50, seed=1)
    assert first == choose(titles, VOCABULARY, nobody, most=50, seed=1)
    assert first.kept != choose(titles, VOCABULARY, nobody, most=50, seed=2).kept
    assert len(set(first.kept)) == 50
    assert list(first.kept) == sorted(first.kept)
    assert first.refused["not drawn"] == 450
    # Not the first fifty: of a fair draw their mean lies near the middle.
    assert abs(np.mean(first.kept) - 249.5) < 70


def test_choose_asks_no_more_titles_than_it_needs():
    asked = []
    entities = EntityFilter("half", "", lambda title: asked.append(title) or len(asked) % 2 == 0)
    chosen = choose(["happy"] * 100, VOCABULARY, entities, most=10)
    assert len(asked) == 19
    assert chosen.refused == {"empty": 0, "out of vocabulary": 0, "named entity": 9, "not drawn": 81}
    assert choose([], VOCABULARY, entities).kept == ()
    assert choose(["happy"], VOCABULARY, entities, most=0).refused["not drawn"] == 1


@pytest.mark.material
def test_real_titles_and_captions(material):
    folder = material / "songtitle"
    captions = conceptual_captions.load(folder / "conceptual_captions").captions
    vocabulary = {word for caption in captions for word in words_of(caption)}
    assert len(vocabulary) == 11_005
    titles = [title.title for title in msd.load_titles(folder / "msd").titles]
    chosen = choose(titles, vocabulary, FALLBACK, most=len(titles))
    assert len(chosen.kept) + sum(chosen.refused.values()) == len(titles) == 9_999
    assert chosen.refused == {"empty": 1, "out of vocabulary": 6_161, "named entity": 27, "not drawn": 0}
    for position in chosen.kept:
        assert in_vocabulary(words_of(titles[position]), vocabulary)


def test_the_command_names_what_nltk_asks_for():
    assert NLTK_DATA == ("averaged_perceptron_tagger_eng", "maxent_ne_chunker_tab", "words")
