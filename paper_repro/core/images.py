"""Picture files to pixels: one reader that takes what people keep and refuses what would hurt."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from paper_repro.core.errors import ImageError

#: Extensions of what is read.
EXTENSIONS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff")
#: Pillow's names of the formats: the only ones tried, since others (EPS) start programs.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
#: Pixels beyond which nothing is decoded, 8,000 x 8,000: a file of some kilobytes can hold gigabytes of one colour.
MOST_PIXELS = 64_000_000
#: Pixels a side below which it is no picture; sites answer 1 x 1 where a photograph is gone.
LEAST_SIDE = 2


def read_image(path: str | Path, size: tuple[int, int] | None = None) -> np.ndarray:
    """Decodes a picture to 8-bit RGB, as a viewer would show it on a white page.

    The orientation in its EXIF is honoured; CMYK, palette, grey and 16-bit pictures are converted (without their
    colour profile); what is transparent is laid on white; of an animation the first frame is read.

    Args:
        path: a file in one of ``FORMATS``, told by its content and not by its name.
        size: ``(height, width)`` in pixels. The picture is scaled to cover it, sides in proportion, and what is over
            is cut off evenly at both ends. None leaves it as it is.

    Returns:
        uint8 of shape ``(height, width, 3)``, 0 to 255.

    Raises:
        ImageError: the file is missing, empty or unreadable, a side has fewer than ``LEAST_SIDE`` pixels, or it holds
            more than ``MOST_PIXELS``; the last is known from the header, and nothing is decoded.
    """
    path = Path(path)
    try:
        with warnings.catch_warnings():
            # Pillow warns of what is odd in a file and of sizes; both are dealt with here.
            warnings.simplefilter("ignore")
            with Image.open(path, formats=FORMATS) as image:
                _check_size(path, *image.size)
                image = _rgb(ImageOps.exif_transpose(image))
                if size is not None:
                    image = ImageOps.fit(image, (size[1], size[0]), Image.Resampling.BICUBIC)
                return np.array(image, dtype=np.uint8)
    except ImageError:
        raise
    except FileNotFoundError:
        raise ImageError(f"{path}: no such file; check the path.", "missing") from None
    except Image.DecompressionBombError as error:
        # Pillow counts for itself, and above twice its own bound there is no image to ask for its size.
        pixels = re.search(r"[0-9]+", str(error))
        raise _too_large(path, f"{int(pixels[0]):,} pixels" if pixels else "too many pixels") from None
    except Exception as error:  # a damaged file raises nearly anything, by format
        if path.is_file() and path.stat().st_size == 0:
            raise ImageError(f"{path}: has zero bytes; fetch it again or remove it.", "empty") from None
        reason = "no image" if isinstance(error, Image.UnidentifiedImageError) else str(error) or type(error).__name__
        formats = ", ".join(FORMATS)
        raise ImageError(
            f"{path}: cannot be read as {formats} ({reason.rstrip('.')}); fetch it again or remove it.", "unreadable"
        ) from error


def _check_size(path: Path, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large(path, f"{width:,} x {height:,} pixels")
    if min(width, height) < LEAST_SIDE:
        raise ImageError(
            f"{path}: has {width} x {height} pixels, {LEAST_SIDE} x {LEAST_SIDE} are needed; remove it.", "too small"
        )


def _too_large(path: Path, held: str) -> ImageError:
    return ImageError(f"{path}: holds {held}, at most {MOST_PIXELS:,} are decoded; scale it down.", "too large")


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode == "F" or image.mode.startswith("I"):
        return _from_deep_grey(image)
    if image.has_transparency_data:
        on_white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(on_white, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _from_deep_grey(image: Image.Image) -> Image.Image:
    """16-bit grey, 0 to 65,535, as RGB: Pillow's own conversion would cut at 255 and show white."""
    values = np.asarray(image).astype(np.float64)
    if not ((values >= 0) & (values <= 65_535)).all() or image.mode == "F":
        raise ValueError("32-bit values without a known white")
    grey = np.rint(values / 257).astype(np.uint8)  # 65,535 = 255 x 257
    return Image.fromarray(grey).convert("RGB")
