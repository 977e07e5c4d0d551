"""An author's aspects as prose: several sentences, in the manner of each of the ten."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Formatter

import numpy as np

from paper_repro.sample.musiccaps.aspects import Aspect
from paper_repro.sample.musiccaps.phrases import FAMILY_OF, pick

# Some captions come with a line break in them: more than in the real file, where they are one in a thousand, so that
# small corpora have one too.
BREAK_CHANCE = 0.006
PLACES: dict[str, tuple[str, ...]] = {
    "dancing": ("a club", "a dance party", "a gym", "a festival", "a car with the windows down", "a fashion show"),
    "screen": ("a documentary", "a film scene", "a video game", "an advertisement", "a museum", "the end credits"),
    "worship": ("a church", "a temple", "a ceremony", "a place of prayer", "a memorial service"),
    "stage": ("a bar", "a live venue", "a road movie", "a rehearsal room", "a summer festival", "a radio show"),
    "home": ("a coffee shop", "a living room", "a campfire evening", "a quiet restaurant", "a romantic dinner"),
}
_PACES = {"fast": "fast", "medium fast": "medium fast", "medium": "medium", "slow": "slow"}
# Sentence by sentence; of each, one wording for which everything is there, what says most first. {unsung}, {alone},
# {staged} and {graded} stand for nothing: they mark wordings for clips of which this was said.
# fmt: off
SENTENCES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("This {grade} recording features {lead}.", "This {genre} song features {voice}.", "This is a {genre} song.",
         "This song features {lead}.", "This song features {voice}.", "This is a song without much to it."),
        ("The main melody is played on {lead}.", "The song opens with {lead}.", ""),
        ("This is accompanied by {others}.", "In the background, {others} can be heard.", ""),
        ("The rhythm is kept by {beat}.", ""),
        ("Towards the end there is {thing}.", "The song has {thing}.", ""),
        ("{alone}There are no other instruments in this song.", ""),
        ("{unsung}There are no voices in this song.", "{unsung}This song has no voice in it.", ""),
        ("The song has a {pace} tempo.", "The song moves at a {pace} tempo.", ""),
        ("The mood of this song is {mood}.", ""),
        ("This song can be played in {place}.",),
    ),
    (
        ("{voice_} carries this {mood} song.", "A song of {pace} tempo, sung by {voice}.",
         "{unsung}The song is an instrumental.", "The song is {mood}.", "The song is short."),
        ("The tempo is {pace} with {band}.", "The song has {band}.", "The tempo is {pace}."),
        ("The song is {moods}.",),
        ("The song feels like {thing}, and it is {more}.", "The song feels like {thing}.", ""),
        ("It is a {genre} song.", "The song would suit {place}."),
        ("The sound of the recording is {grade}.", ""),
    ),
    (
        ("The {genre} music features {voice} over {band}.", "The music features {voice}.", "The music features {lead}.",
         "The excerpt is purely instrumental."),
        ("Behind it one can hear {others}.", ""),
        ("{unsung}Nobody sings.", "The pulse comes from {beat}.", ""),
        ("What remains in my ear is {thing}.", ""),
        ("The atmosphere of the music is {mood}.", "The music would go well with {place}."),
    ),
    (
        ("This is a {mood} {genre} piece.", "A {genre} song with {lead}.", "This clip has {lead} at its centre.",
         "This is a short clip."),
        ("What stands out is {voice}.", "{others_} in the background make it complete.", ""),
        ("There is {thing} to it.", "It feels {moods}.", ""),
        ("{staged}This is a live recording{crowded}.", "The song would be suitable for {place}."),
    ),
    (
        ("The {grade} recording features a {genre} song that consists of {sounds}.",
         "The {grade} recording features {sounds}.", "The {genre} song features {sounds}.",
         "The song features {sounds}.", "The recording features nothing else."),
        ("It sounds {moods}, like something for {place}.", "It sounds {moods}.", "The whole thing sounds {moods}.", ""),
        ("{staged}It was played live{crowded}.", ""),
        ("The recording is {flaws}.", "On top of that the recording is {flaws}.", ""),
    ),
    (
        ("The track is a {mood} {genre} song.", "The music fits the {genre} genre.", "The song features {lead}.",
         "The track is short."),
        ("The melody belongs to {voice}.", "{unsung}Nobody sings on it.", ""),
        ("Then come {others}.", ""),
        ("There is {thing} as well.", ""),
        ("The atmosphere is {moods}.", "You would hear this in {place}."),
    ),
    (
        ("{lead_} is playing along with {others}.", "This song contains {lead}.", "This audio contains {sounds}.",
         "Something is playing."),
        ("{voice_} is leading over it.", ""),
        ("The beat comes from {beat}.", ""),
        ("In between there is {thing}.", ""),
        ("{graded}The recording quality is poor, as amateurs have it.", ""),
        ("Everything is held in a {pace} tempo.", ""),
        ("This song may be playing in {place}.", "This song may be playing at {place}."),
    ),
    (
        ("{unsung}This music is instrumental.", "{voice_} sings this {mood} song.", "This music is {mood}.",
         "This music is short."),
        ("The tempo is {pace} with {band}.", "The song comes with {band}.", "The tempo is {pace}."),
        ("The music is {moods}.",),
        ("It is {more} too, with {thing}.", "There is also {thing}.", ""),
        ("This music is {genre}.", ""),
        ("The audio quality is {grade}.", ""),
    ),
    (
        ("{Moods} {genre} with {sounds}.", "{Moods} music featuring {sounds}.", "A {genre} excerpt.", "An excerpt."),
        ("There is {thing}.", "Good for {place}.", ""),
        ("The tempo is {pace}.", ""),
    ),
    (
        ("{staged}This is a live performance of a {genre} piece.", "{unsung}This is an instrumental {genre} piece.",
         "This is a {genre} music piece.", "This is a {mood} music piece.", "This is a music piece."),
        ("There is {voice} in the front.", "The main theme is carried by {lead}.", ""),
        ("In the background, {others} can be heard.", ""),
        ("The rhythm is provided by {beat}.", ""),
        ("One notices {thing}.", ""),
        ("The atmosphere is {moods}.", "There is a {mood} feel to it.", ""),
        ("This is a {grade} recording.", ""),
        ("This piece could be used in {place}.", "It would also fit {place}."),
    ),
)
# fmt: on


def write_caption(rng: np.random.Generator, number: int, aspects: Sequence[Aspect], purpose: str) -> str:
    """The caption of author ``number`` (0 to 9) for a clip with these ``aspects``; ``purpose`` is one of ``PLACES``."""
    fields = _fields(rng, aspects, purpose)
    sentences = []
    for slot in SENTENCES[number]:
        fitting = [wording for wording in slot if _needs(wording) <= fields.keys()]
        sentence = pick(rng, fitting, 0.8).format(**fields) if fitting else ""
        if sentence:
            sentences.append(sentence[0].upper() + sentence[1:])
    text = re.sub(r"\b([Aa]) (?=[aeiou8])", r"\1n ", " ".join(sentences))
    if rng.random() < BREAK_CHANCE and ". " in text:
        text = text.replace(". ", ".\n", 1)
    return text


def _fields(rng: np.random.Generator, aspects: Sequence[Aspect], purpose: str) -> dict[str, str]:
    """Fields of the sentences, as far as there are aspects for them."""
    by_kind: dict[str, list[str]] = {}
    for aspect in aspects:
        by_kind.setdefault(aspect.kind, []).append(aspect.text)
    concepts = {aspect.concept: aspect.text for aspect in reversed(aspects)}
    sounds = list(dict.fromkeys(a.text for a in aspects if a.kind in ("voice", "instrument", "kit")))
    band = list(dict.fromkeys(a.text for a in aspects if a.kind in ("instrument", "kit")))
    beat = list(dict.fromkeys(a.text for a in aspects if FAMILY_OF.get(a.concept) in ("beat", "drum")))
    tunes = [text for text in band if text not in beat] or band
    moods = [_bare(text, "mood", "atmosphere") for text in dict.fromkeys(by_kind.get("mood", ()))]
    flaws = [a.text.removeprefix("in ") for a in aspects if a.kind == "recording" and a.concept != "poor recording"]
    fragments = {
        "place": str(rng.choice(PLACES[purpose])),
        "genre": _bare(by_kind["genre"][0], "song", "music", "genre") if "genre" in by_kind else "",
        "voice": _one(by_kind["voice"][0]) if "voice" in by_kind else "",
        "lead": _one(tunes[0]) if tunes else "",
        "others": _listing([text for text in band if text != tunes[0]]) if tunes else "",
        "band": _listing(band[:6]),
        "beat": _listing(beat),
        "sounds": _listing(sounds),
        "mood": moods[0] if moods else "",
        "moods": _listing(moods[:5]),
        "more": _listing(moods[5:9]),
        "Moods": ", ".join(moods[:3]),
        "pace": next((pace for concept, pace in _PACES.items() if concept in concepts), ""),
        "thing": _one(by_kind["thing"][0]) if "thing" in by_kind else "",
        "grade": _bare(concepts.get("poor recording", ""), "recording", "quality", "audio", keep="low quality"),
        "flaws": _listing(list(dict.fromkeys(flaws))),
    }
    fields = {name: text for name, text in fragments.items() if text}
    fields |= {f"{name}_": fields[name] for name in ("voice", "lead", "others") if name in fields}
    fields["crowded"] = " with an audience" if "crowd" in concepts else ""
    marks = {"unsung": "no voice", "alone": "alone", "staged": "live", "graded": "poor recording"}
    return fields | {mark: "" for mark, concept in marks.items() if concept in concepts}


def _needs(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name}


def _bare(text: str, *endings: str, keep: str = "") -> str:
    """``text`` without such words at its end, unless nothing would be left."""
    for ending in endings:
        if text != keep:
            text = text.removesuffix(f" {ending}")
    return text


def _one(text: str) -> str:
    return text if text.endswith("s") else f"a {text}"


def _listing(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
