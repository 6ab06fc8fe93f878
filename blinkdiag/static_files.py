"""How static files are served: style sheets minified, everything compressed, names with a digest of the content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile, File
from rcssmin import cssmin
from whitenoise.storage import CompressedManifestStaticFilesStorage


def minified(name: str, content: bytes) -> bytes:
    """A file as it is served: of a style sheet, named "….css", neither comments nor white space for people."""
    if not name.endswith(".css"):
        return content
    sheet: str = cssmin(content.decode())
    return sheet.encode()


class MinifiedManifestStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Minifies while files are collected; names and compressed copies are then made from what was collected."""

    def save(self, name: str, content: File[bytes], max_length: int | None = None) -> str:
        if name.endswith(".css"):
            content = ContentFile(minified(name, content.read()))
        saved: str = super().save(name, content, max_length)
        return saved

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """As Django's, but from the files that were collected instead of those they were copied from."""
        yield from super().post_process({name: (self, name) for name in paths}, *args, **options)
