"""The picture reader: everything that people keep becomes 8-bit RGB, everything that would hurt is refused by name."""

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image, ImageFile

from paper_repro.core import images
from paper_repro.core.errors import ImageError, UserError
from paper_repro.core.images import read_image

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
#: 2 rows, 3 columns.
PIXELS = np.array([[RED, GREEN, BLUE], [WHITE, (10, 20, 30), (0, 0, 0)]], dtype=np.uint8)


def saved(path, image, **how):
    image.save(path, **how)
    return path


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.tif"])
def test_rgb_as_it_is(tmp_path, name):
    pixels = read_image(saved(tmp_path / name, Image.fromarray(PIXELS)))
    assert pixels.dtype == np.uint8
    assert np.array_equal(pixels, PIXELS)
    pixels[0, 0] = 0  # the caller's own, and not a view of Pillow's


def test_the_content_tells_the_format(tmp_path):
    path = saved(tmp_path / "a.jpg", Image.fromarray(PIXELS), format="PNG")
    assert np.array_equal(read_image(str(path)), PIXELS)


def test_grey_and_black_and_white(tmp_path):
    grey = np.array([[0, 128], [254, 255]], dtype=np.uint8)
    pixels = read_image(saved(tmp_path / "a.png", Image.fromarray(grey)))
    assert np.array_equal(pixels, np.stack([grey] * 3, axis=-1))
    pixels = read_image(saved(tmp_path / "b.png", Image.fromarray(grey > 200)))
    assert pixels[..., 0].tolist() == [[0, 0], [255, 255]]


def test_sixteen_bits_are_scaled_and_not_cut(tmp_path):
    values = np.array([[0, 257], [128 * 257, 65_535]], dtype=np.uint16)
    for name in ("a.png", "a.tif"):
        pixels = read_image(saved(tmp_path / name, Image.fromarray(values)))
        assert pixels[..., 0].tolist() == [[0, 1], [128, 255]]
        assert pixels.shape == (2, 2, 3)


def test_cmyk(tmp_path):
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    assert read_image(saved(tmp_path / "a.tif", cyan))[0, 0].tolist() == [0, 255, 255]
    # JPEG rounds, and Adobe's is stored inverted.
    assert np.allclose(read_image(saved(tmp_path / "a.jpg", cyan))[8, 8].astype(int), [0, 255, 255], atol=3)


def test_alpha_is_laid_on_white(tmp_path):
    rgba = np.zeros((2, 2, 4), dtype=np.uint8)
    rgba[0, 0] = (255, 0, 0, 255)
    rgba[0, 1] = (0, 0, 0, 51)  # a fifth of black on white: 204
    rgba[1, 0] = (0, 0, 255, 0)
    pixels = read_image(saved(tmp_path / "a.png", Image.fromarray(rgba)))
    assert pixels.tolist() == [[[255, 0, 0], [204] * 3], [[255] * 3, [255] * 3]]
    grey = Image.merge("LA", [Image.new("L", (2, 2), 0), Image.new("L", (2, 2), 51)])
    assert (read_image(saved(tmp_path / "b.png", grey)) == 204).all()


def test_palette_with_and_without_a_transparent_entry(tmp_path):
    palette = Image.new("P", (2, 2))
    palette.putpalette([*RED, *GREEN])
    palette.putdata([0, 1, 1, 0])
    for name, how, first in (("a.png", {}, RED), ("b.png", {"transparency": 0}, WHITE), ("c.gif", {}, RED)):
        pixels = read_image(saved(tmp_path / name, palette, **how))
        assert pixels[0].tolist() == [list(first), list(GREEN)], name


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp", "a.tif"])
def test_of_an_animation_the_first_frame(tmp_path, name):
    frames = [Image.new("RGB", (8, 6), colour) for colour in (RED, BLUE, GREEN)]
    lossless = {"lossless": True} if name.endswith("webp") else {}
    path = saved(tmp_path / name, frames[0], save_all=True, append_images=frames[1:], **lossless)
    pixels = read_image(path)
    assert pixels.shape == (6, 8, 3)
    assert (pixels == RED).all()


@pytest.mark.parametrize(("orientation", "expected"), [
    (1, PIXELS), (2, PIXELS[:, ::-1]), (3, PIXELS[::-1, ::-1]), (4, PIXELS[::-1]),
    (5, PIXELS.swapaxes(0, 1)), (6, np.rot90(PIXELS, -1)), (8, np.rot90(PIXELS)),
])  # fmt: skip
def test_the_orientation_of_a_camera_is_honoured(tmp_path, orientation, expected):
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert np.array_equal(read_image(saved(tmp_path / "a.png", Image.fromarray(PIXELS), exif=exif)), expected)


def test_size_covers_and_cuts_evenly(tmp_path):
    thirds = np.zeros((10, 30, 3), dtype=np.uint8)
    thirds[:, :10], thirds[:, 10:20], thirds[:, 20:] = RED, GREEN, BLUE
    path = saved(tmp_path / "a.png", Image.fromarray(thirds))
    assert (read_image(path, (10, 10)) == GREEN).all()
    larger = read_image(path, (40, 20))
    assert larger.shape == (40, 20, 3)
    assert (larger == GREEN).all()
    upright = saved(tmp_path / "b.png", Image.fromarray(np.rot90(thirds).copy()))
    assert (read_image(upright, (10, 10)) == GREEN).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1)])
def test_too_small(tmp_path, size):
    path = saved(tmp_path / "a.png", Image.new("RGB", size))
    with pytest.raises(ImageError, match=rf"has {size[0]} x {size[1]} pixels, 2 x 2 are needed") as caught:
        read_image(path)
    assert caught.value.reason == "too small"
    assert read_image(saved(tmp_path / "b.png", Image.new("RGB", (2, 2)))).shape == (2, 2, 3)


def bomb(width, height):
    """A PNG of one grey, as small as such a file gets."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + width // 8)) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height", "words"), [
    (20_000, 20_000, "400,000,000 pixels"), (12_000, 10_000, "12,000 x 10,000 pixels"),
    (8_008, 8_000, "8,008 x 8,000 pixels"),
])  # fmt: skip
def test_too_large_is_refused_before_it_is_decoded(tmp_path, monkeypatch, width, height, words):
    path = tmp_path / "a.png"
    path.write_bytes(bomb(width, height))
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    tracemalloc.start()
    with pytest.raises(ImageError, match=f"holds {words}, at most 64,000,000 are decoded") as caught:
        read_image(path)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert caught.value.reason == "too large"


def test_the_largest_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "MOST_PIXELS", 6)
    assert read_image(saved(tmp_path / "a.png", Image.new("RGB", (3, 2)))).shape == (2, 3, 3)
    with pytest.raises(ImageError, match="holds 7 x 2 pixels"):
        read_image(saved(tmp_path / "b.png", Image.new("RGB", (7, 2))))


def jpeg():
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)).save(file, "JPEG")
    return file.getvalue()


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n%%EOF\n"


@pytest.mark.parametrize(("content", "reason", "words"), [
    (b"", "empty", "has zero bytes"),
    (b"<html>404 Not Found</html>", "unreadable", "cannot be read as JPEG, PNG, .*no image"),
    (jpeg()[:1000], "unreadable", "truncated"),
    (jpeg()[:30], "unreadable", "cannot be read as"),
    (bomb(9, 9)[:40], "unreadable", "cannot be read as"),
    (EPS, "unreadable", "no image"),
])  # fmt: skip
def test_what_is_no_image_is_one_line(tmp_path, content, reason, words):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    with pytest.raises(ImageError, match=words) as caught:
        read_image(path)
    assert caught.value.reason == reason
    assert isinstance(caught.value, UserError)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_nowhere_and_a_folder(tmp_path):
    with pytest.raises(ImageError, match="no such file") as caught:
        read_image(tmp_path / "a.jpg")
    assert caught.value.reason == "missing"
    with pytest.raises(ImageError, match="cannot be read") as caught:
        read_image(tmp_path)
    assert caught.value.reason == "unreadable"


def test_numbers_without_a_known_white_are_refused(tmp_path):
    floats = saved(tmp_path / "a.tif", Image.fromarray(np.ones((4, 4), dtype=np.float32)))
    deep = saved(tmp_path / "b.tif", Image.fromarray(np.full((4, 4), 70_000, dtype=np.int32)))
    for path in (floats, deep):
        with pytest.raises(ImageError, match="without a known white"):
            read_image(path)
