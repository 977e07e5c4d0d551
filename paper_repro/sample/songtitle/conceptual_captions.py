"""Writes the sample corpus of pictures in the published format of Conceptual Captions, with the pictures beside it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from paper_repro import __version__
from paper_repro.sample import corpus as shared
from paper_repro.sample.corpus import Damage, Recipe, Settings
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.songtitle.pictures.draw import draw_picture
from paper_repro.sample.songtitle.scene import Scene, draw_scene
from paper_repro.sample.songtitle.texts.captions import write_caption

TABLE = "Train_GCC-training.tsv"
IMAGES = "images"

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were.
SCENE, CAPTION, PICTURE, LINK, DAMAGE = 60, 61, 62, 63, 64

# No address of a real site: nothing of this was ever there.
SITES = ("http://www.example.org/images", "https://media.example.com/photos", "http://pictures.example.net/wp-content")
SUFFIXES = (".jpg", ".jpg", ".jpg", ".jpg", ".jpg?w=640", ".jpeg", ".JPG", ".jpg?itok=F1eJZ")

DEAD_LINK, ERROR_PAGE, CUT_OFF, EMPTY = "dead link", "error page saved as jpg", "truncated jpg", "zero-byte jpg"
GREY, PNG = "greyscale jpg", "png saved as jpg"
DAMAGE_FROM_PICTURES = 100
# Of the published links every tenth is dead; here it is fewer, for nobody wants to wait for pictures that are not.
DEAD_SHARE, ODD_SHARE = 0.02, 0.005
QUALITY, CUT_OFF_BYTES = 85, 400
PAGE = "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head>\n<body><h1>Not Found</h1></body></html>\n"


def image_name(index: int) -> str:
    """File name of the picture of a row, rows counted from 0."""
    return f"{index:08d}.jpg"


def scene_of(seed: int, index: int) -> Scene:
    """The scene of picture ``index``."""
    return draw_scene(np.random.default_rng([seed, index, SCENE]))


def caption_of(seed: int, index: int, difficulty: str) -> str:
    """The caption of picture ``index``."""
    rng = np.random.default_rng([seed, index, CAPTION])
    return write_caption(rng, scene_of(seed, index), difficulty_named(difficulty).random_tag_rate)


def link_of(seed: int, index: int, caption: str) -> str:
    """The invented address of picture ``index``; each is unique."""
    rng = np.random.default_rng([seed, index, LINK])
    words = "-".join(re.findall(r"[a-z]+", caption)[:6])
    year, month = rng.integers(2005, 2018), rng.integers(1, 13)
    return f"{rng.choice(SITES)}/{year}/{month:02d}/{words}-{index}{rng.choice(SUFFIXES)}"


def make_picture(seed: int, index: int) -> np.ndarray:
    """Picture ``index``: uint8 (height, width, 3)."""
    return draw_picture(np.random.default_rng([seed, index, PICTURE]), scene_of(seed, index))


def draw_damage(settings: Settings) -> Damage:
    """Pictures that are missing, damaged or odd: kind -> numbers of pictures. Small corpora have none."""
    if settings.clips < DAMAGE_FROM_PICTURES:
        return {}
    odd = max(1, round(ODD_SHARE * settings.clips))
    kinds = [DEAD_LINK] * max(1, round(DEAD_SHARE * settings.clips)) + [ERROR_PAGE] * max(1, odd // 3)
    kinds += [CUT_OFF, EMPTY] + [GREY] * odd + [PNG] * max(1, odd // 2)
    return shared.place_damage(np.random.default_rng([settings.seed, DAMAGE]), settings.clips, kinds)


def make_item(root: Path, settings: Settings, index: int, damage: str | None) -> None:
    """Writes picture ``index``."""
    path = root / IMAGES / image_name(index)
    if damage == DEAD_LINK or path.exists():
        return
    if damage in (ERROR_PAGE, EMPTY):
        shared.write_whole(path, PAGE if damage == ERROR_PAGE else "")
        return
    encoded = io.BytesIO()
    picture = Image.fromarray(make_picture(settings.seed, index))
    if damage == PNG:
        picture.convert("RGBA").save(encoded, "PNG")
    else:
        (picture.convert("L") if damage == GREY else picture).save(encoded, "JPEG", quality=QUALITY)
    shared.write_whole(path, encoded.getvalue()[: CUT_OFF_BYTES if damage == CUT_OFF else None])


def write_table(root: Path, settings: Settings, items: Sequence[None], damage: Damage) -> dict:
    """Writes the table of captions and links; counts and checksum for the summary."""
    captions = [caption_of(settings.seed, index, settings.difficulty) for index in range(settings.clips)]
    links = [link_of(settings.seed, index, caption) for index, caption in enumerate(captions)]
    text = "".join(f"{caption}\t{link}\n" for caption, link in zip(captions, links, strict=True))
    shared.write_whole(root / TABLE, text)
    return {
        "counts": {
            "rows": settings.clips,
            "words": len({word for caption in captions for word in caption.split()}),
            "tokens": sum(len(caption.split()) for caption in captions),
        },
        "table_sha256": shared.sha256_of(text),
    }


def readme(settings: Settings, summary: Mapping) -> str:
    """Text of ``README.txt``."""
    return f"""\
Sample corpus in the format of Conceptual Captions

This is no data set: scenes were drawn from a seed, captions made up from the scenes in the manner of the real ones;
no link leads anywhere. It has the format of the real data, so that everything runs without them.

seed {settings.seed}, pictures {settings.clips}, difficulty {settings.difficulty}, paper_repro {__version__}

{TABLE}  caption, tab, link; UTF-8, no header
images/<row>.jpg        the picture of a row, rows counted from 0, 8 digits
sample.json             settings, counts and checksum

Missing, broken or odd on purpose, as in every real set: {shared.describe_damage(summary["broken"])}.
"""


RECIPE = Recipe(
    readme=readme,
    tabulate=write_table,
    folders=(IMAGES,),
    progress="drawing pictures",
    make=make_item,
    draw_damage=draw_damage,
    name_of=lambda settings, index: image_name(index),
)
