"""Writes the sample corpus of pictures in the published format of Conceptual Captions, with the pictures beside it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import joblib
import numpy as np
from PIL import Image

from paper_repro import __version__
from paper_repro.core.progress import bar
from paper_repro.sample import corpus as shared
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.songtitle.pictures.draw import draw_picture
from paper_repro.sample.songtitle.scene import Scene, draw_scene
from paper_repro.sample.songtitle.texts.captions import write_caption

TABLE = "Train_GCC-training.tsv"
IMAGES = "images"
# Changes whenever the same settings would give another corpus.
GENERATOR = 2

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
QUALITY = 85
PAGE = "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head>\n<body><h1>Not Found</h1></body></html>\n"


@dataclass(frozen=True)
class Corpus:
    """The settings that a corpus follows from."""

    clips: int
    seed: int
    difficulty: str
    generator: int = GENERATOR
    layout: str = "conceptual_captions"


def write_conceptual_captions(
    root: Path | str, *, clips: int, seed: int, difficulty: str = "normal", jobs: int = 1
) -> dict:
    """Writes ``clips`` drawn pictures with captions under ``root``; goes on where it was interrupted.

    Args:
        root: A folder that is empty, absent, or holds the same corpus, whole or begun.
        clips: Number of pictures, 1 or more.
        seed: The corpus seed; picture ``i`` and its caption follow from ``(seed, i)``, whatever the number of them.
        difficulty: easy, normal or hard (see ``difficulty``): how often a caption says nothing of its picture.
        jobs: Number of processes.

    Returns:
        What ``root/sample.json`` says: settings, counts, broken items, checksum of the table.

    Raises:
        UserError: for arguments that cannot be used and folders that cannot be written or hold something else.
    """
    shared.check_arguments(clips, seed, difficulty, jobs)
    root = Path(root)
    corpus = Corpus(clips, seed, difficulty)
    finished = shared.open_root(root, asdict(corpus), (IMAGES,))
    if finished is not None:
        return finished
    broken = draw_damage(corpus)
    kind_of = {index: kind for kind, indexes in broken.items() for index in indexes}
    tasks = (
        joblib.delayed(_make_file)(root / IMAGES / image_name(index), seed, index, kind_of.get(index))
        for index in range(clips)
    )
    with bar(clips, "drawing pictures") as progress:
        for _ in joblib.Parallel(n_jobs=jobs, return_as="generator")(tasks):
            progress.update()
    captions = [caption_of(seed, index, difficulty) for index in range(clips)]
    text = "".join(f"{caption}\t{link_of(seed, index, caption)}\n" for index, caption in enumerate(captions))
    shared.write_whole(root / TABLE, text)
    summary = {
        "settings": asdict(corpus),
        "counts": {
            "rows": clips,
            "words": len({word for caption in captions for word in caption.split()}),
            "tokens": sum(len(caption.split()) for caption in captions),
        },
        "table_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "broken": {kind: [image_name(index) for index in indexes] for kind, indexes in broken.items()},
        "package_version": __version__,
    }
    shared.close_root(root, _readme(corpus, summary), summary)
    return summary


def image_name(index: int) -> str:
    """File name of the picture of a row, rows counted from 0."""
    return f"{index:08d}.jpg"


def scene_of(seed: int, index: int) -> Scene:
    """What is to be seen in picture ``index``."""
    return draw_scene(np.random.default_rng([seed, index, SCENE]))


def caption_of(seed: int, index: int, difficulty: str) -> str:
    """The caption of picture ``index``."""
    rng = np.random.default_rng([seed, index, CAPTION])
    return write_caption(rng, scene_of(seed, index), difficulty_named(difficulty).whim)


def link_of(seed: int, index: int, caption: str) -> str:
    """The address at which picture ``index`` is said to lie; no two are alike."""
    rng = np.random.default_rng([seed, index, LINK])
    words = "-".join(re.findall(r"[a-z]+", caption)[:6])
    year, month = rng.integers(2005, 2018), rng.integers(1, 13)
    return f"{rng.choice(SITES)}/{year}/{month:02d}/{words}-{index}{rng.choice(SUFFIXES)}"


def make_picture(seed: int, index: int) -> np.ndarray:
    """Picture ``index``: uint8 (height, width, 3)."""
    return draw_picture(np.random.default_rng([seed, index, PICTURE]), scene_of(seed, index))


def draw_damage(corpus: Corpus) -> dict[str, tuple[int, ...]]:
    """Which pictures are missing, broken or odd, and how: kind -> numbers of pictures. Small corpora have none."""
    if corpus.clips < DAMAGE_FROM_PICTURES:
        return {}
    odd = max(1, round(ODD_SHARE * corpus.clips))
    kinds = [DEAD_LINK] * max(1, round(DEAD_SHARE * corpus.clips)) + [ERROR_PAGE] * max(1, odd // 3)
    kinds += [CUT_OFF, EMPTY] + [GREY] * odd + [PNG] * max(1, odd // 2)
    return shared.place_damage(np.random.default_rng([corpus.seed, DAMAGE]), corpus.clips, kinds)


def _make_file(path: Path, seed: int, index: int, damage: str | None) -> None:
    if damage == DEAD_LINK or path.exists():
        return
    part = path.with_name(path.name + ".part")
    if damage in (ERROR_PAGE, EMPTY):
        part.write_text(PAGE if damage == ERROR_PAGE else "", "utf-8")
    else:
        picture = Image.fromarray(make_picture(seed, index))
        if damage == PNG:
            picture.convert("RGBA").save(part, "PNG")
        else:
            (picture.convert("L") if damage == GREY else picture).save(part, "JPEG", quality=QUALITY)
    if damage == CUT_OFF:
        part.write_bytes(part.read_bytes()[:400])
    part.replace(path)


def _readme(corpus: Corpus, summary: dict) -> str:
    return f"""\
Sample corpus in the format of Conceptual Captions

This is no data set: scenes were drawn from a seed, captions made up from the scenes in the manner of the real ones;
no link leads anywhere. It has the format of the real data, so that everything runs without them.

seed {corpus.seed}, pictures {corpus.clips}, difficulty {corpus.difficulty}, paper_repro {__version__}

{TABLE}  caption, tab, link; UTF-8, no header
images/<row>.jpg        the picture of a row, rows counted from 0, 8 digits
sample.json             settings, counts and checksum

Missing, broken or odd on purpose, as in every real set: {shared.describe_damage(summary["broken"])}.
"""
