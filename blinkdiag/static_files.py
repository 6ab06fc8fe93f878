"""Static files as they are served: a page asks for one short style sheet, under a name that
follows its content.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from rcssmin import cssmin
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import "([^":]+)";\s*')


def served(css: str, read: Callable[[str], str]) -> str:
    """A sheet with each sheet that it imports in place of the import, without comments and white
    space for people. `read`: the text of a sheet, by the name under which it is imported.
    """
    sheet: str = cssmin(IMPORT.sub(lambda found: read(found[1]), css))
    return sheet


def sheet(path: Path) -> str:
    """The sheet at this path as it is served."""
    return served(path.read_text("utf-8"), lambda name: path.with_name(name).read_text("utf-8"))


class ServedFiles:
    """Stands for a storage of written files: its style sheets are read as they are served."""

    def __init__(self, written: Any) -> None:
        self.written = written

    def open(self, name: str) -> File[bytes]:
        if not name.endswith(".css"):
            file: File[bytes] = self.written.open(name)
            return file
        return ContentFile(
            served(
                self._read(name), lambda other: self._read(posixpath.join(name, "..", other))
            ).encode()
        )

    def _read(self, name: str) -> str:
        with self.written.open(posixpath.normpath(name)) as file:
            return bytes(file.read()).decode()


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """WhiteNoise's files. What has a hashed name is served as above; in development, browsers
    follow the imports.
    """

    def post_process(
        self, paths: dict[str, tuple[Any, str]], *args: Any, **options: Any
    ) -> Iterator[Any]:
        files = {name: (ServedFiles(written), path) for name, (written, path) in paths.items()}
        yield from super().post_process(files, *args, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Pages ask for hashed names; the one that says that the site is broken may be heavier."""
        yield from super().compress_files([path for path in paths if is_hashed(path)])


class ServeStatic(WhiteNoiseMiddleware):  # type: ignore[misc]  # untyped
    """WhiteNoise, which lists its files at the start; this also serves what a release has collected
    since, because pages of the new release ask processes of the old one for their style sheets.
    """

    def __call__(self, request: Any) -> Any:
        address = request.path_info
        if address not in self.files and address.startswith(self.static_prefix):
            self._look_for(address)
        return super().__call__(request)

    def _look_for(self, address: str) -> None:
        name = address[len(self.static_prefix) :]
        if not self.static_root or not is_hashed(name):
            return
        root = Path(self.static_root).resolve()
        path = (root / name).resolve()
        if path.is_relative_to(root) and path == root / name and path.is_file():
            self.add_file_to_dictionary(address, str(path))


HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def is_hashed(name: str) -> bool:
    """Does the name of the file follow its content?"""
    return HASHED.search(name) is not None


def keep_until(root: Path, names: Iterable[str], now: float) -> None:
    """Notes on the files themselves that they are in use at this time (seconds since 1970)."""
    for name in names:
        for path in variants(root / name):
            os.utime(path, (now, now))


def remove_older(root: Path, before: float) -> list[Path]:
    """Removes hashed files that have not been in use since then; returns them."""
    old = [
        path
        for path in root.rglob("*")
        if is_hashed(path.name.removesuffix(".gz").removesuffix(".br"))
        and path.stat().st_mtime < before
    ]
    for path in old:
        path.unlink()
    return old


def variants(path: Path) -> list[Path]:
    """The file and its compressed forms, as far as they exist."""
    paths = (path, path.with_name(f"{path.name}.gz"), path.with_name(f"{path.name}.br"))
    return [found for found in paths if found.is_file()]
