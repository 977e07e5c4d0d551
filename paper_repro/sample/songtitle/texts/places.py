"""How captions of the song-title corpora tell places; see ``songtitle_phrases``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlaceWords:
    """What captions call a place.

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


PLACE_WORDS: dict[str, PlaceWords] = {
    "sea": PlaceWords(
        on=("on (the) beach", "on (the) beach", "at (the) beach", "by (the) sea", "on (a) sandy beach",
            "near (the) ocean", "on (the) sand", "on (the) shore", "at (the) seaside", "on (an) island"),
        through=("along (the) beach", "on (the) beach", "along (the) beach", "by (the) sea", "along (the) shore",
                 "to (the) sea", "down (the) beach"),
        over=("(the) sea", "(the) ocean", "(the) beach", "(the) water", "(the) coast", "(the) shore"),
        bare=("(a) beach", "waves on (the) beach", "(the) beach and (the) sea", "beach", "(a) sandy beach",
              "(the) sea", "ocean waves", "(a) {scenic} beach", "waves and sand", "(the) coast of (an) island",
              "(a) coastline"),
        beside=("near (the) waves", "next to (the) water", "and waves on (the) shore", "with waves in (the) background",
                "close to (the) ocean", "and (the) sea behind", "as (the) tide comes in"),
    ),
    "mountain": PlaceWords(
        on=("on (a) mountain", "in (the) mountains", "in front of (the) mountains", "near (a) mountain", "on (a) hill",
            "below (the) mountains", "in (a) mountain valley", "on (the) hillside", "below (the) peak"),
        through=("through (the) mountains", "to (the) mountains", "in (the) mountains", "on (a) mountain",
                 "through (a) mountain valley", "down (the) hill"),
        over=("(the) mountains", "(the) mountains", "(a) mountain", "(the) mountain peaks", "(the) valley"),
        bare=("mountains", "(a) mountain landscape", "(the) mountains", "(a) mountain", "mountain peaks",
              "rock and mountain", "(a) {scenic} mountain valley", "(the) top of (a) mountain", "(the) summit",
              "(a) rocky mountain range"),
        beside=("near (the) snowy peaks", "with mountains behind", "and snow on (the) peaks",
                "next to (the) mountains", "and trees below (the) mountains", "and (a) wall of rock and stone"),
    ),
    "city": PlaceWords(
        on=("on (the) street", "in (the) city", "on (a) city street", "in front of buildings",
            "on (the) streets of (the) city", "on (the) sidewalk", "downtown"),
        through=("down (the) street", "on (the) street", "through (the) city", "down (a) city street",
                 "through (the) streets of (the) city", "through town", "downtown"),
        over=("(the) city", "(the) city", "(the) city skyline", "(the) buildings", "(the) city streets", "downtown"),
        bare=("(the) city skyline", "(the) city", "(a) city street", "buildings in (the) city", "skyline of (the) city",
              "(a) {scenic} city", "modern buildings and street", "tall buildings", "(a) tower and buildings",
              "skyscrapers", "(an) urban street"),
        beside=("next to tall buildings", "and tall buildings", "with buildings behind", "and buildings behind",
                "near (the) buildings of (the) city", "between skyscrapers", "and buildings with many windows",
                "against (the) skyline"),
    ),
    "forest": PlaceWords(
        on=("in (the) forest", "on (a) forest path", "in (the) woods", "on (a) path in (the) forest",
            "in front of trees", "under (the) trees", "among (the) trees"),
        through=("through (the) forest", "on (a) path through (the) forest", "in (the) forest",
                 "through (the) woods", "along (a) forest path", "to (the) trees"),
        over=("(the) forest", "(the) trees", "(the) woods", "(the) forest", "(the) tall trees"),
        bare=("(a) path in (the) forest", "trees in (the) forest", "(a) forest path", "(the) forest", "(the) woods",
              "(a) {scenic} forest", "path and trees", "tall trees", "(a) path to (the) woods", "woodland"),
        beside=("between tall trees", "with trees in (the) background", "next to (the) trees",
                "and trees by (the) path", "surrounded by trees", "along (a) path"),
    ),
    "field": PlaceWords(
        on=("in (a) field", "on (the) grass", "on (a) field", "in (a) meadow", "on (a) farm",
            "in (the) countryside", "in (a) field of grass", "in (the) country"),
        through=("through (the) field", "across (a) field", "on (the) grass", "in (a) field", "through (a) meadow",
                 "across (a) field of grass", "through (the) countryside"),
        over=("(the) field", "(the) fields", "(the) meadow", "(the) hills", "(a) field", "(the) farm"),
        bare=("(a) field", "fields and hills", "(a) meadow", "(a) field of grass", "(a) rural landscape",
              "(a) {scenic} field", "(the) countryside", "farm fields", "hills and trees", "farm land", "(a) pasture",
              "rolling hills"),
        beside=("near trees", "with hills behind", "next to trees and hills", "and hills on (the) horizon",
                "surrounded by grass", "and grass to (the) horizon"),
    ),
    "lake": PlaceWords(
        on=("by (the) lake", "on (the) shore of (the) lake", "by (the) water", "near (the) lake", "at (the) lake",
            "next to (the) water"),
        through=("along (the) lake", "by (the) lake", "along (the) shore of (the) lake", "to (the) lake",
                 "by (the) water"),
        over=("(the) lake", "(the) lake", "(the) water", "(a) mountain lake", "(the) shore"),
        bare=("(a) lake", "(the) lake and trees", "(a) mountain lake", "(the) lake", "water and trees",
              "(a) {scenic} lake", "(the) shore of (the) lake", "(a) reflection in (the) lake",
              "ripples on (the) lake"),
        beside=("close to (the) shore", "with trees in (the) background", "and trees on (the) shore",
                "near (the) trees", "surrounded by trees", "and mountains and trees", "as ripples cross (the) water"),
    ),
    "road": PlaceWords(
        on=("on (the) road", "on (a) road", "by (the) road", "on (a) country road", "on (the) highway",
            "at (the) side of (the) road", "in (the) middle of (the) road"),
        through=("down (the) road", "on (the) road", "along (the) road", "down (a) country road", "on (the) highway",
                 "along (the) side of (the) road"),
        over=("(the) road", "(a) road", "(the) highway", "(a) country road", "(the) horizon"),
        bare=("(a) road", "(a) country road", "(a) road to (the) horizon", "(the) road", "road and trees",
              "(a) {scenic} road", "(a) highway", "miles of road", "(the) end of (the) road", "asphalt road"),
        beside=("next to trees", "with trees in (the) background", "between trees", "to (the) horizon",
                "near trees and grass", "and trees at (the) side of (the) road", "for miles and miles"),
    ),
    "desert": PlaceWords(
        on=("in (the) desert", "on (the) sand", "on (a) dune", "on (the) sand dunes",
            "on (the) dunes", "in (a) dry land"),
        through=("through (the) desert", "across (the) desert", "in (the) desert", "across (the) sand",
                 "through (the) sand dunes", "over (the) dunes"),
        over=("(the) desert", "(the) desert", "(the) sand dunes", "(the) dunes", "(the) dry land"),
        bare=("(the) desert", "(a) desert landscape", "sand dunes", "sand dunes in (the) desert", "(the) dunes",
              "(a) {scenic} desert", "sand and dust", "(a) dry land"),
        beside=("near (the) dunes", "with sand dunes in (the) background", "and sand dunes",
                "and dunes to (the) horizon", "surrounded by dust and sand"),
    ),
    "village": PlaceWords(
        on=("in (the) village", "near (the) church", "in front of (a) church", "in (a) village", "in (a) small town",
            "by (the) village church", "in front of houses"),
        through=("through (the) village", "to (the) church", "in (the) village", "through (a) small town",
                 "past (the) village church", "past (the) houses"),
        over=("(the) village", "(the) village", "(the) church", "(the) old town", "(the) houses", "(the) town"),
        bare=("(a) village", "(a) village with (a) church", "church and houses", "(the) village church", "old town",
              "(a) {scenic} village", "houses in (the) village", "rooftops of (the) village", "(a) church steeple"),
        beside=("near (the) church", "with (a) church in (the) background", "next to old houses",
                "and houses and (a) church", "surrounded by houses", "close to (the) church tower"),
    ),
    "harbour": PlaceWords(
        on=("by (the) river", "at (the) harbor", "on (a) wooden pier", "in (the) harbor", "on (the) pier",
            "on (the) dock", "at (the) port"),
        through=("along (the) river", "by (the) river", "on (a) wooden pier", "along (the) pier", "to (the) harbor"),
        over=("(the) harbor", "(the) river", "(the) harbor", "(the) houses by (the) river", "(the) port"),
        bare=("(the) harbor", "houses by (the) river", "(a) harbor with houses", "(a) wooden pier", "(the) port",
              "(a) {scenic} harbor", "(the) pier and (the) river", "(the) waterfront"),
        beside=("near (the) houses", "with houses behind", "and houses by (the) river", "next to (the) pier"),
    ),
    "stage": PlaceWords(
        on=("on stage", "on stage", "on (the) stage", "live on stage", "at (a) concert", "in (an) arena"),
        through=(),
        over=("(the) stage", "(the) stage", "(the) crowd"),
        bare=("(the) crowd at (a) concert", "(a) concert stage", "(the) stage and (the) crowd", "stage lights",
              "(a) crowd in front of (the) stage", "lights at (a) music festival", "(a) party for music fans"),
        beside=("for (the) crowd", "in front of (the) crowd", "and (the) crowd", "for fans",
                "in front of (an) audience", "close to fans"),
    ),
}  # fmt: skip
# What a stage has for a sky, and for an hour.
STAGE_LIGHTS = ("under (the) lights", "and colorful lights", "under bright lights", "with spotlights")
OCCASIONS = (
    "during (a) concert", "during (the) festival", "during (a) show", ", live music", "at (a) festival",
    "at (the) party", "for (a) live radio show",
)  # fmt: skip
# Lamps and windows that are lit.
BY_LAMPLIGHT: dict[str, tuple[str, ...]] = {
    "city": ("with city lights", "and street lights", "with (the) lights of (the) city", "and (the) street lights"),
    "village": ("with lights in (the) windows", "and lights in (the) houses", "with light behind (the) windows"),
    "harbour": ("with lights in (the) windows", "and lights by (the) river"),
}
# What is not where people stand: (place, or "" for all; subject) -> where it is; {over} is what is below the sky.
ELSEWHERE: dict[tuple[str, str], tuple[str, ...]] = {
    ("", "birds"): ("over {over}", "above {over}", "far above {over}", "in (the) sky", "up in (the) air"),
    ("", "balloon"): ("over {over}", "in (the) sky over {over}", "above {over}", "in (the) sky", "up in (the) air"),
    ("sea", "boat"): ("on (the) sea", "in (the) ocean", "on (the) water", "in (the) sea", "near (the) beach",
                      "on (the) ocean waves"),
    ("lake", "boat"): ("on (the) lake", "on (the) lake", "on (the) water", "on (a) mountain lake"),
    ("harbour", "boat"): ("in (the) harbor", "on (the) river", "in (the) harbor", "on (the) water", "in (the) port"),
    ("road", "tree"): ("by (the) road", "next to (the) road", "near (a) country road"),
    ("lake", "tree"): ("by (the) lake", "on (the) shore of (the) lake", "near (the) lake"),
    ("lake", "house"): ("by (the) lake", "on (the) shore of (the) lake", "near (the) lake", "next to (the) water"),
    ("mountain", "birds"): ("over {over}", "in (the) sky over {over}", "far above {over}", "in (the) sky"),
}  # fmt: skip
# A place's look, from its light and its stir.
SCENIC: dict[str, tuple[str, ...]] = {
    "happy": ("beautiful", "bright", "busy", "scenic"),
    "wild": ("wild", "dark", "electric", "dramatic"),
    "calm": ("quiet", "beautiful", "peaceful", "serene", "picturesque"),
    "sad": ("lonely", "dark", "quiet", "gloomy"),
}
