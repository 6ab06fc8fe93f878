"""What becomes of an upload, and what is refused in words."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from wizard.content.pictures import LARGEST, LONGEST_SIDE, MOST_BYTES, PictureError, encode

MADE_OF = b"made on a phone at 52.5 N 13.4 E"


def photo(width: int = 400, height: int = 300, **saved: Any) -> bytes:
    """A picture with a red left half."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("red", (0, 0, width // 2, height))
    return written(picture, **saved)


def written(picture: Image.Image, form: str = "JPEG", **saved: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **saved)
    return file.getvalue()


def made(data: bytes) -> Image.Image:
    encoded = encode(io.BytesIO(data))
    picture = Image.open(io.BytesIO(encoded.data))
    assert picture.format == "WEBP"
    assert picture.size == (encoded.width, encoded.height)
    return picture


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_webp_named_by_its_content(form: str) -> None:
    data = photo(form=form)
    assert made(data).size == (400, 300)
    assert encode(io.BytesIO(data)) == encode(io.BytesIO(data))
    assert encode(io.BytesIO(data)).digest != encode(io.BytesIO(photo(401))).digest


def test_what_a_camera_wrote_is_left_out_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to the right
    exif[0x010E] = MADE_OF.decode()
    data = photo(exif=exif)
    assert MADE_OF in data
    picture = made(data)
    assert picture.size == (300, 400)
    x, y = 150, 20
    assert picture.getchannel("G").tobytes()[y * picture.width + x] < 90
    assert MADE_OF not in encode(io.BytesIO(data)).data
    assert not picture.getexif()


def test_a_large_photo_is_made_small_in_pixels_and_bytes() -> None:
    noise = Image.effect_noise((3000, 2000), 120).convert("RGB")
    encoded = encode(io.BytesIO(written(noise, quality=80)))
    assert len(encoded.data) <= LARGEST
    assert max(encoded.width, encoded.height) <= LONGEST_SIDE
    assert encoded.width / encoded.height == pytest.approx(1.5, abs=0.01)


def test_what_is_transparent_becomes_white() -> None:
    clear = written(Image.new("RGBA", (200, 200), (0, 0, 0, 0)), "PNG")
    assert made(clear).convert("RGB").getpixel((9, 9)) == (255, 255, 255)


def test_what_hides_behind_the_pixels_does_not_go_on() -> None:
    script = b"<script>alert(1)</script>"
    for data in (photo() + script, photo(form="PNG") + script, photo(comment=script)):
        assert script in data
        assert script not in encode(io.BytesIO(data)).data


def flood() -> bytes:
    """A PNG of a few bytes that says it is 30,000 pixels a side."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def unfolding() -> bytes:
    """A small PNG whose comment unpacks to 40 MB."""
    words = PngInfo()
    words.add_text("Comment", "A" * 40_000_000, zip=True)
    data = photo(form="PNG", pnginfo=words)
    assert len(data) < 100_000
    return data


def moving() -> bytes:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    return written(frames[0], "WEBP", save_all=True, append_images=frames[1:])


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "no JPEG, PNG or WebP"),
    "text": (lambda: b"hello", "no JPEG, PNG or WebP"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "no JPEG, PNG or WebP"),
    "html": (lambda: b"<html><script>alert(1)</script>", "no JPEG, PNG or WebP"),
    "pdf": (lambda: b"%PDF-1.7 " + b"0" * 500, "no JPEG, PNG or WebP"),
    "gif": (lambda: photo(form="GIF"), "no JPEG, PNG or WebP"),
    "tiff": (lambda: photo(form="TIFF"), "no JPEG, PNG or WebP"),
    "flood of pixels": (flood, "more than 50 million pixels"),
    "too many pixels": (
        lambda: written(Image.new("L", (8000, 7000)), "PNG"),
        "more than 50 million pixels",
    ),
    "too many bytes": (lambda: photo() + b"0" * MOST_BYTES, "larger than 15 MB"),
    "cut short": (lambda: photo(900, 900)[:1500], "damaged or cut short"),
    "damaged": (lambda: photo(form="PNG")[:-40] + b"x" * 40, "damaged or cut short"),
    "moving": (moving, "The picture moves"),
    "a comment that unfolds": (unfolding, "damaged or cut short"),
    "tiny": (lambda: photo(400, 20), "400 × 20 pixels"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_is_refused_in_words(data: Callable[[], bytes], words: str) -> None:
    with pytest.raises(PictureError, match=words):
        encode(io.BytesIO(data()))
