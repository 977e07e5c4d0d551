"""Titles and captions as words, and which songs are test songs (Bleiweiss, Sec. 4.1).

The paper's test sets of 1,000 tracks have titles whose words are all English, and that name nothing: titles in which
NLTK saw a named entity "of any type" were left out.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

import numpy as np

from paper_repro.core.errors import UserError

#: What captions write as a token of its own, "author 's", and titles as the end of a word.
_PARTED = re.compile(r"(?<=\w)\s+(?='(?:s|re|ve|ll|m|d|t)(?!\w))")
#: A word, once all that is no letter, number, hyphen or apostrophe has become a blank.
_WORD = re.compile(r"[^\s'-]+(?:['-][^\s'-]+)*")
#: The titles of the Million Song Dataset have byte 19 where U+2019 was cut short.
_APOSTROPHES = str.maketrans("’‘ʼ`´\x19", "''''''")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a title or caption in lower case, as table 2 prints them.

    Hyphens and apostrophes stay within a word ("over-watch", "don't") and go at its ends; all other punctuation parts
    words and is dropped, and so are the captions' tokens of punctuation alone. The captions' "author 's" becomes
    "author's", for titles have one word there and must be able to meet it. HTML's ``&amp;``, which titles of the Free
    Music Archive have, is no word. A title may have no word at all.
    """
    text = unicodedata.normalize("NFC", html.unescape(text)).translate(_APOSTROPHES).lower()
    text = _PARTED.sub("", text)
    return tuple(_WORD.findall("".join(letter if _in_word(letter) else " " for letter in text)))


def _in_word(letter: str) -> bool:
    # Marks are the vowels of many scripts.
    return letter in "-'" or letter.isalnum() or unicodedata.category(letter).startswith("M")


def in_vocabulary(words: Sequence[str], vocabulary: Container[str]) -> bool:
    """Whether there are words, and all are in ``vocabulary``.

    The paper leaves out titles with words "out of the English vocabulary" and does not say which. Ours is that of the
    captions: a word that no caption has cannot be predicted.
    """
    return bool(words) and all(word in vocabulary for word in words)


#: What NLTK's named-entity recognition reads, by the names under which its downloader has it.
NLTK_DATA = ("averaged_perceptron_tagger_eng", "maxent_ne_chunker_tab", "words")
ENTITY_KINDS = ("auto", "nltk", "fallback")
LETTERS = ("lower", "as_written")


@dataclass(frozen=True)
class EntityFilter:
    """Tells titles that name somebody or something.

    Attributes:
        kind: ``"nltk"`` or ``"fallback"``.
        description: one sentence about how entities are recognised, for the notes under a table.
        names: the title as written to whether it names an entity.
    """

    kind: str
    description: str
    names: Callable[[str], bool]

    @classmethod
    def open(cls, kind: str = "auto", letters: str = "lower") -> EntityFilter:
        """The filter of a kind.

        Args:
            kind: ``"nltk"``, the paper's; ``"fallback"``, ours (``names_by_capitals``), for want of NLTK's data; or
                ``"auto"``, NLTK where its data is there, else the fallback.
            letters: what NLTK is shown, the title in ``"lower"`` case or ``"as_written"``. The paper does not say.
                NLTK goes by capitals, which the title case of songs has everywhere: of the ten titles in table 2,
                which passed, its tagger takes seven for proper nouns if they are written so, "Space Power Over-watch
                Destroying Evil Rats" word for word, and none in lower case. Hence the default, with which hardly any
                title is refused, and names are left to the vocabulary.

        Raises:
            UserError: ``kind`` is ``"nltk"`` and data is missing or broken, or another kind or case.
        """
        if kind not in ENTITY_KINDS:
            raise UserError(f"entities must be one of {', '.join(ENTITY_KINDS)}. Received: {kind!r}.")
        if letters not in LETTERS:
            raise UserError(f"letters must be one of {', '.join(LETTERS)}. Received: {letters!r}.")
        if kind != "fallback":
            try:
                names = _nltk_names(lower=letters == "lower")
            except UserError:
                if kind == "nltk":
                    raise
            else:
                how = "in lower case" if letters == "lower" else "as written"
                return cls("nltk", f"Named entities: NLTK's chunker on titles {how}.", names)
        return cls(
            "fallback",
            "Named entities: no NLTK, but titles with initials, abbreviations in capitals or a capital that title case "
            "does not explain; other names are left to the vocabulary of the captions, which has hardly any.",
            names_by_capitals,
        )


def _nltk_names(*, lower: bool) -> Callable[[str], bool]:
    """NLTK's tagger and chunker, loaded and tried out.

    Raises:
        UserError: their data is missing or broken.
    """
    from nltk.chunk import ne_chunker
    from nltk.tag import pos_tag
    from nltk.tokenize import NLTKWordTokenizer
    from nltk.tree import Tree

    # NLTK's word_tokenize without its search for sentences, which needs more data: a title is one sentence.
    tokenizer = NLTKWordTokenizer()
    command = f"python -m nltk.downloader {' '.join(NLTK_DATA)}"
    advice = f"run `{command}`, or set NLTK_DATA to the folder that has them"
    try:
        # Kept, for nltk.ne_chunk reads its tables anew at every call.
        chunker = ne_chunker()

        def names(title: str) -> bool:
            tokens = tokenizer.tokenize(title.lower() if lower else title)
            return bool(tokens) and any(isinstance(part, Tree) for part in chunker.parse(pos_tag(tokens)))

        names("Anna")
    except LookupError:
        raise UserError(f"NLTK's data for named entities is missing ({', '.join(NLTK_DATA)}): {advice}.") from None
    except (OSError, ValueError, SyntaxError) as error:
        reason = str(error).strip().split("\n")[0]
        raise UserError(f"NLTK's data for named entities cannot be read ({reason}): {advice}.") from error
    return names


#: Initials with full stops, "U.S.A." and "J.S. Bach".
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
#: "(live)", "[LP Version]": not the title proper, and mostly in another case.
_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
_NUMERAL = re.compile(r"[IVXLC]+")
#: Letters from which on title case gives every word a capital; shorter ones may be "with" or "from". Ours.
LONG_WORD = 5


def names_by_capitals(title: str) -> bool:
    """Whether a title's capitals show that it names something; our stand-in for NLTK, simple and far from complete.

    They do in three cases: initials with full stops; a word in capitals of two letters or more, Roman numerals aside,
    in a title that also has lower case; and, in a title with a word of five letters or more in lower case, which is
    therefore not in title case, a capital behind the first word, "I" aside. "New York" in title case passes here.
    What stands in brackets is not looked at, unless that is all.
    """
    title = _BRACKETS.sub(" ", title).strip() or title
    if _INITIALS.search(title):
        return True
    words = [word.strip("'’-") for word in re.findall(r"[\w'’-]+", title)]
    words = [word for word in words if word and not word[0].isdigit()]
    stems = [re.split("['’]", word)[0] for word in words]  # "DJ's", "I'm"
    if not any(letter.islower() for letter in title):
        return False  # a title all in capitals says nothing
    if any(len(stem) > 1 and stem.isupper() and not _NUMERAL.fullmatch(stem) for stem in stems):
        return True
    if not any(word.islower() and len(word) >= LONG_WORD for word in words):
        return False
    return any(stem[0].isupper() and stem != "I" for stem in stems[1:])


#: Why a title is no test title, in the order in which it is asked.
REASONS = ("empty", "out of vocabulary", "named entity", "not drawn")


@dataclass(frozen=True)
class Chosen:
    """The test songs among all.

    Attributes:
        kept: their positions, ascending.
        refused: how many titles were not taken, by each of ``REASONS``; with ``kept`` these are all titles.
    """

    kept: tuple[int, ...]
    refused: dict[str, int]


def choose(
    titles: Sequence[str],
    vocabulary: Container[str],
    entities: EntityFilter,
    most: int = 1000,
    seed: int = 0,
) -> Chosen:
    """A random sample of the titles with words, all of them in ``vocabulary``, that name no entity (Sec. 4.1).

    Titles are asked for entities in random order until there are enough, since half a million would take NLTK long:
    where there are more than ``most``, "named entity" counts those met on the way, and the rest is "not drawn".

    Args:
        titles: as written.
        vocabulary: words of the training captions, as ``words_of`` gives them.
        entities: an opened filter.
        most: titles to keep at most; the paper has 1,000.
        seed: of the random order; ours.
    """
    refused = dict.fromkeys(REASONS, 0)
    candidates = []
    for position, title in enumerate(titles):
        words = words_of(title)
        if not words:
            refused["empty"] += 1
        elif not in_vocabulary(words, vocabulary):
            refused["out of vocabulary"] += 1
        else:
            candidates.append(position)
    kept: list[int] = []
    for asked, drawn in enumerate(np.random.default_rng(seed).permutation(len(candidates))):
        if len(kept) == most:
            refused["not drawn"] = len(candidates) - asked
            break
        position = candidates[drawn]
        if entities.names(titles[position]):
            refused["named entity"] += 1
        else:
            kept.append(position)
    return Chosen(tuple(sorted(kept)), refused)
