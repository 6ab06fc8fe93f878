"""Static files as they are served: a page asks for one short style sheet, under a name that
follows its content.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from rcssmin import cssmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import "([^":]+)";\s*')


def served(css: str, read: Callable[[str], str]) -> str:
    """A sheet with each sheet that it imports in place of the import, without comments and white
    space for people.

    `read`: the text of a sheet, by the name under which it is imported.
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
