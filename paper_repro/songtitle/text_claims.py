"""What the paper says of the lengths of captions and titles, tested on texts alone."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import Claim, Finding, Group, Part, Unit, above, all_of, untestable, within
from paper_repro.songtitle import published
from paper_repro.songtitle.texts import CAPTIONS, FREE, MILLION, Texts

#: What "about" allows of a share, and of a mean in words; ours.
SHARE, WORDS = 0.02, 0.5

PERCENT = Unit("%", 1, 100.0)
LENGTH = Unit("words", 2)


def shares(texts: Texts) -> Group | Finding:
    def part(name: str) -> Part:
        most, share = published.SHARES[name]
        short = (texts.lengths(name) <= most).astype(float)
        return Part.mean(f"{texts.named(name)}, {most} words or fewer", short, within(SHARE, share), PERCENT)

    return _of_real(texts, [part(name) for name in published.SHARES if name in texts.texts])


def means(texts: Texts) -> Group | Finding:
    parts = []
    for name, (_, _, _, mean, _) in published.TABLE1.items():
        if name in texts.texts:
            parts.append(Part.mean(texts.named(name), texts.lengths(name), within(WORDS, round(mean)), LENGTH))
    return _of_real(texts, parts)


def titles_are_shorter(texts: Texts) -> Group | Finding:
    if CAPTIONS not in texts.texts:
        return untestable("no captions are at hand")
    captions = texts.lengths(CAPTIONS)
    parts = [
        Part.independent(f"captions - {texts.named(name)}", captions, texts.lengths(name), above(), LENGTH)
        for name in (MILLION, FREE)
        if name in texts.texts
    ]
    return _of_real(texts, parts)


def _of_real(texts: Texts, parts: list[Part]) -> Group | Finding:
    if texts.simulated:
        return untestable("simulated texts have the lengths that they were given")
    return all_of(*parts) if parts else untestable("none of these sets is at hand")


TEXT_CLAIMS = (
    Claim(
        "shares",
        f"93.8 % of captions have 15 words or fewer, 90 and 89 % of titles five (± {100 * SHARE:g} points, ours).",
        "Sec. 3",
        shares,
    ),
    Claim(
        "means",
        f"Captions have ten words on average, titles of both sets three (± {WORDS:g}, ours).",
        "Sec. 3, Table 1",
        means,
    ),
    Claim("titles_are_shorter", "Titles are shorter than captions on average.", "Sec. 3.3", titles_are_shorter),
)
