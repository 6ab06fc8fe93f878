"""Pictures beside the fixture files: `pictures/<digest>.webp`, which `pictures.json` names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from wizard import models
from wizard.content.files.format import Row, file_of
from wizard.content.files.reading import Fault
from wizard.content.pictures import NAME, PictureError, check, kept, path_of

FILE = file_of(models.Picture)


class MissingPicturesError(Exception):
    """Rows name pictures that do not lie in the storage; the message says which."""


def along(texts: Mapping[str, str]) -> dict[str, bytes]:
    """Path beside the files -> the picture, of all that these files name.

    Raises `MissingPicturesError`, and `StorageAwayError`.
    """
    paths = {path_of(row["digest"]): row for row in json.loads(texts.get(FILE, "[]"))}
    found = {path: kept(row["digest"]) for path, row in sorted(paths.items())}
    if missing := [f"{path} ({paths[path]['slug']})" for path in found if found[path] is None]:
        raise MissingPicturesError(
            f"These pictures are not on this site any more: {', '.join(missing)}."
            " Upload them again."
        )
    return {path: data for path, data in found.items() if data is not None}


def read_along(directory: Path, rows: Iterable[Row]) -> tuple[dict[str, bytes], list[Fault]]:
    """Digest -> the picture, of those beside the files that rows name; and their faults."""
    pictures: dict[str, bytes] = {}
    faults: list[Fault] = []
    for row in rows:
        path = directory / path_of(str(row.fields["digest"]))
        if not NAME.fullmatch(path.name) or not path.is_file():
            continue  # the row itself is asked where its picture is
        data = path.read_bytes()
        try:
            check(path.name, data)
        except PictureError as error:
            faults.append(Fault.about(row, str(error)))
        else:
            pictures[path.stem] = data
    return pictures, faults
