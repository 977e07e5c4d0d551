"""What the front page says of each paper beside its results: a short name, the idea, the claims to see first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """``name``: short, for links. ``idea``: one sentence without numbers. ``first``: keys of claims to begin with."""

    name: str
    idea: str = ""
    first: tuple[str, ...] = ()


#: By paper; one that is not here has its own name, its README's first words, and no first claims.
ABOUT = {
    "majorminer": About(
        "Tags as captions",
        "Tagging as dictation: hear a few seconds of music, then say its tags in the order in which a listener would "
        "type them.",
        ("encoders", "annotators", "sound"),
    ),
    "musiccaps": About(
        "Aspects, one by one",
        "Hear a clip, keep what was heard in one state, and from it list what a musician would note, aspect by aspect.",
        ("clstma-best", "hybrids-on-average", "uses-audio"),
    ),
    "cal500exp": About(
        "Emotions over time",
        "Follow a whole song and say at each moment which emotions it carries.",
        ("bars_near_chance", "first_corrected_above_constant", "first_uses_audio"),
    ),
    "magnatagatune": About(
        "Fifty tags a clip",
        "Look at the spectrogram of a clip as at a picture, and tick the tags that fit.",
        ("batch_norm_helps", "baselines_guess", "uses_audio"),
    ),
    "songtitle": About(
        "A title for a song",
        "Teach a network to describe pictures, hand it music instead, and take what it says for the song's title.",
        ("five_beams", "timbre_says_more", "linear_cost"),
    ),
}


def about(paper: str) -> About:
    return ABOUT.get(paper, About(paper))
