"""Pictures that staff upload: what is taken, what becomes of it, and where it lies.

Nothing of an upload but its pixels goes on: it is decoded, turned upright, made smaller and encoded
again as WebP, named by its own content.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import struct
import threading
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from wizard.content.live import Status, published

logger = logging.getLogger(__name__)

MOST_BYTES = 15_000_000
"""Of an upload: a photo of a phone has a third of it."""

MOST_PIXELS = 50_000_000
"""A picture that unpacks to more is a bomb, or a poster."""

LEAST_SIDE, LONGEST_SIDE = 160, 1600
"""Pixels: what can be recognised, and what is more than any page shows."""

SMALL_SIDE = 320

LARGEST = 200_000
"""Bytes of what a page loads."""

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITIES = (82, 72, 60, 48)
SMALLER = 0.8
FOLDER = "pictures"

TRIES, PAUSE_SECONDS = 60, 10.0
"""How often a storage that is away is asked for what a revision shows."""

NAME = re.compile(r"[0-9a-f]{32}\.webp")


class PictureError(ValueError):
    """Why an upload is no picture, in words."""


class StorageAwayError(Exception):
    """The storage does not answer: nobody knows whether the picture is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """`digest`: 32 hexadecimal digits of the SHA-256 of `data`, a WebP."""

    data: bytes
    digest: str
    width: int
    height: int


def encode(upload: BinaryIO) -> Encoded:
    """An upload as pages show it. Raises `PictureError`."""
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PictureError(f"The file is larger than {MOST_BYTES // 10**6} MB. Make it smaller.")
    picture = _decoded(data)
    if min(picture.size) < LEAST_SIDE:
        raise PictureError(
            f"The picture is {picture.width} × {picture.height} pixels. Nothing can be recognised"
            f" on less than {LEAST_SIDE} a side."
        )
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    data, shown = _small_enough(picture)
    return Encoded(data=data, digest=digest_of(data), width=shown.width, height=shown.height)


def _decoded(data: bytes) -> Image.Image:
    """The pixels, upright, on white where it was transparent."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            if getattr(picture, "n_frames", 1) > 1:
                raise PictureError("The picture moves. Upload one that stands still.")
            picture.load()
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureError(
            f"The picture has more than {MOST_PIXELS // 10**6} million pixels. Make it smaller."
        ) from error
    except UnidentifiedImageError as error:
        raise PictureError(
            "This is no JPEG, PNG or WebP. Open it in a program for photos and save it as JPEG."
        ) from error
    except PictureError:
        raise
    except Exception as error:  # decoders raise anything
        raise PictureError(
            "The file is damaged or cut short. Save it again, and upload that."
        ) from error
    ground = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(ground, upright).convert("RGB")


def _small_enough(picture: Image.Image) -> tuple[bytes, Image.Image]:
    """As WebP of at most `LARGEST` bytes: poorer first, then smaller."""
    while True:
        for quality in QUALITIES:
            written = io.BytesIO()
            picture.save(written, "WEBP", quality=quality, method=4)
            if written.tell() <= LARGEST:
                return written.getvalue(), picture
        picture = picture.resize(
            (max(1, int(picture.width * SMALLER)), max(1, int(picture.height * SMALLER))),
            Image.Resampling.LANCZOS,
        )


def check(name: str, data: bytes) -> None:
    """Is it what `encode` made, under the name that it gave, and nothing but pixels?

    Raises `PictureError`.
    """
    named = f"“{name[:80]}”"
    if not NAME.fullmatch(name):
        raise PictureError(
            f"{named} is no name of a picture. Leave the names as they were exported."
        )
    if len(data) > LARGEST:
        raise PictureError(f"{named} is larger than {LARGEST // 1000} kB. Upload it as a picture.")
    if digest_of(data) != name.removesuffix(".webp"):
        raise PictureError(f"{named} is damaged: its name tells another content. Export it again.")
    head = struct.pack("<4sI4s4sI", b"RIFF", len(data) - 8, b"WEBP", b"VP8 ", len(data) - 20)
    odd = struct.pack("<4sI4s4sI", b"RIFF", len(data) - 8, b"WEBP", b"VP8 ", len(data) - 21)
    if data[:20] not in {head, odd}:
        raise PictureError(f"{named} holds more than a picture. Upload it as a picture.")
    picture = _decoded(data)
    if max(picture.size) > LONGEST_SIDE or min(picture.size) < 1:
        raise PictureError(f"{named} is too large in pixels. Upload it as a picture.")


def path_of(digest: str) -> str:
    return f"{FOLDER}/{digest}.webp"


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def keep(data: bytes) -> None:
    """Puts it into the storage, once: its name is its content.

    Raises `StorageAwayError`.
    """
    digest = digest_of(data)
    if kept(digest) is None:
        with _said_in_words():
            if default_storage.exists(path_of(digest)):
                default_storage.delete(path_of(digest))  # it was damaged
            default_storage.save(path_of(digest), ContentFile(data))


def kept(digest: str) -> bytes | None:
    """What lies in the storage under this name; None if nothing does, or something else.

    Raises `StorageAwayError`.
    """
    try:
        with _said_in_words(), default_storage.open(path_of(digest)) as file:
            data: bytes = file.read()
    except FileNotFoundError:
        return None
    if digest_of(data) != digest:
        logger.error("The picture %s is damaged. Upload it again.", path_of(digest))
        return None
    return data


@lru_cache(maxsize=256)
def small(digest: str) -> bytes:
    """The same for a tile: `SMALL_SIDE` pixels at most, a few kilobytes.

    Raises `LookupError` if it is not there, and `StorageAwayError`.
    """
    data = kept(digest)
    if data is None:
        raise LookupError(digest)
    picture = _decoded(data)
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITIES[0], method=4)
    return written.getvalue()


def all_kept() -> list[str]:
    """The digests of all that lies in the storage. Raises `StorageAwayError`."""
    try:
        with _said_in_words():
            _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return []
    return sorted(name.removesuffix(".webp") for name in names if NAME.fullmatch(name))


@contextmanager
def _said_in_words() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        logger.error("The storage of pictures fails: %s", error)
        raise StorageAwayError(
            "The storage of pictures does not answer. Try again in a minute."
        ) from error


class BringNear:
    """After each look: what a new revision shows is read once, so that it lies near before somebody
    asks for it, and what is missing is in the log.
    """

    def __init__(self) -> None:
        self._revision: int | None = None

    def __call__(self, status: Status) -> None:
        if status.revision is None or status.revision == self._revision:
            return
        self._revision = status.revision
        digests = [picture.digest for picture in published().pictures]
        threading.Thread(
            target=self.read, args=[digests], name="bring pictures near", daemon=True
        ).start()

    def read(
        self, digests: Iterable[str], tries: int = TRIES, pause: float = PAUSE_SECONDS
    ) -> None:
        """Reads each; waits where the storage is away, so many times in all."""
        for digest in digests:
            while tries > 0:
                try:
                    if kept(digest) is None:
                        logger.error("The picture %s is missing.", path_of(digest))
                    break
                except StorageAwayError:
                    tries -= 1
                    time.sleep(pause)
