"""The difficulties of sample corpora: settings of "easy", "normal" and "hard"."""

from __future__ import annotations

from dataclasses import dataclass

from paper_repro.core.errors import UserError
from paper_repro.sample.music.degradation import Degradation


@dataclass(frozen=True)
class Difficulty:
    """The settings of one level.

    miss: chance that a player overlooks what is clearly audible; what is less clear is overlooked more often.
    invent: tags a player adds, on average, that the clip gives no reason for.
    order_noise: how far a player's order strays from the common one, in ranks.
    variety: how evenly a player's wording spreads over the synonyms (0: always the commonest; 1: as in ``words``).
    confusion: chance that a player takes a style for a neighbouring one.
    damage: what the recordings do to the sound.
    random_tag_rate: share of the tags of MagnaTagATune and CAL500exp that come at random instead of from the sound.
    """

    miss: float
    invent: float
    order_noise: float
    variety: float
    confusion: float
    damage: Degradation
    random_tag_rate: float


DIFFICULTIES: dict[str, Difficulty] = {
    "easy": Difficulty(0.10, 0.15, 0.5, 0.6, 0.05, Degradation(1.0, (-80, -65), (9000, 11000), 0.10, 0.0), 0.01),
    "normal": Difficulty(0.22, 0.45, 1.0, 1.0, 0.15, Degradation(2.5, (-75, -48), (4500, 11000), 0.25, 0.06), 0.04),
    "hard": Difficulty(0.35, 1.00, 1.8, 1.5, 0.30, Degradation(5.0, (-65, -36), (2800, 9000), 0.45, 0.15), 0.15),
}


def difficulty_named(name: str) -> Difficulty:
    """The level called ``name``.

    Raises:
        UserError: where there is none of that name.
    """
    if name not in DIFFICULTIES:
        raise UserError(
            f"sample corpus: difficulty must be one of {', '.join(DIFFICULTIES)}, received {name!r}; "
            "leave it out for normal"
        )
    return DIFFICULTIES[name]
