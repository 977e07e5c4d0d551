"""Figures of the results as files of the site: SVG where there is one, else the PNG as a smaller WebP."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

#: Bytes above which an SVG, of a picture with thousands of points, gives way to the raster image.
MOST_SVG = 50_000
#: Colours that drawings and plots are brought to: more are hardly seen, and compress badly.
COLOURS = 64
#: Bytes above which a raster image, of a spectrogram, loses detail instead of colours where that is smaller.
MOST_LOSSLESS = 30_000
#: Of lossy WebP.
QUALITY = 40
#: Pixels: as wide as a page shows a picture.
WIDEST = 1100


#: Pixels of a stored figure above which its texts are too small in half of a page.
WIDE = 1400


@dataclass(frozen=True)
class Picture:
    """``href``: from the site's root; ``width``, ``height`` in pixels, 0 where unknown; ``wide``: takes a row."""

    href: str
    width: int = 0
    height: int = 0
    wide: bool = False


def picture(base: Path, name: str, out: Path, href: str) -> tuple[Picture | None, str]:
    """Copies the figure ``base/name`` into the folder ``out``, which stands at ``href`` from the root of the site.

    Returns:
        the picture, None where there is none; and what is wrong with it, if anything.
    """
    png, svg = base / f"{name}.png", base / f"{name}.svg"
    if not png.is_file() and not svg.is_file():
        return None, ""
    target = out / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if svg.is_file() and (svg.stat().st_size <= MOST_SVG or not png.is_file()):
        shutil.copyfile(svg, target.with_suffix(".svg"))
        width, height = _size(png) if png.is_file() else (0, 0)
        return Picture(f"{href}/{name}.svg", width, height, width >= WIDE), ""
    try:
        with Image.open(png) as image:
            pixels = image.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        return None, f"{png}: not readable as a picture ({type(error).__name__})"
    wide = pixels.width >= WIDE
    if pixels.width > WIDEST:
        pixels = pixels.resize((WIDEST, round(pixels.height * WIDEST / pixels.width)), Image.Resampling.LANCZOS)
    file = target.with_suffix(".webp")
    file.write_bytes(_compressed(pixels))
    return Picture(f"{href}/{name}.webp", *pixels.size, wide), ""


def _compressed(pixels: Image.Image) -> bytes:
    few = pixels.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).convert("RGB")
    lossless = _webp(few, lossless=True, quality=20, method=3)
    if len(lossless) <= MOST_LOSSLESS:
        return lossless
    return min(lossless, _webp(pixels, quality=QUALITY, method=2), key=len)


def _webp(pixels: Image.Image, **settings) -> bytes:
    file = io.BytesIO()
    pixels.save(file, "WEBP", **settings)
    return file.getvalue()


def _size(png: Path) -> tuple[int, int]:
    try:
        with Image.open(png) as image:
            return image.size
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return 0, 0
