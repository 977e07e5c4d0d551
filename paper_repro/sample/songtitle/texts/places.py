"""Wordings of places in captions; see ``phrases``."""

from __future__ import annotations

from dataclasses import dataclass

from paper_repro.sample.tables import phrases


@dataclass(frozen=True)
class PlaceWords:
    """Wordings of one place.

    Attributes:
        on: where somebody is who stands there.
        through: where somebody walks, runs or drives there.
        over: what is below the sky there; "over the sea", "sunset over the sea".
        bare: the place as all there is to see.
        beside: what else the picture shows there.
    """

    on: tuple[str, ...]
    through: tuple[str, ...]
    over: tuple[str, ...]
    bare: tuple[str, ...]
    beside: tuple[str, ...]


_TABLES = phrases(__package__, "places.tsv")
PLACE_WORDS = {
    place: PlaceWords(*(_TABLES[name][place] for name in ("on", "through", "over", "bare", "beside")))
    for place in _TABLES["on"]
}
# What a stage has for a sky, and for an hour.
STAGE_LIGHTS, OCCASIONS = _TABLES["STAGE_LIGHTS"][""], _TABLES["OCCASIONS"][""]
# Lamps and windows that are lit; a place's look, from its light and its stir.
BY_LAMPLIGHT, SCENIC = _TABLES["BY_LAMPLIGHT"], _TABLES["SCENIC"]
# What is not where people stand: (place, or "" for all; subject) -> where it is; {over} is what is below the sky.
ELSEWHERE: dict[tuple[str, str], tuple[str, ...]] = {
    (place, subject): where for key, where in _TABLES["ELSEWHERE"].items() for place, subject in [key.split("/")]
}
