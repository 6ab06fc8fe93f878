"""How long publishing takes: looking at what it does, as shipped and with ten times the content,
and the act itself.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import transaction

from wizard import models
from wizard.content import files as fixtures
from wizard.content.collect import collect
from wizard.content.live import published
from wizard.content.review import review_draft
from wizard.content.revisions import publish
from wizard.content.taking_back import restore
from wizard.knowledge.serialise import digest

TIMES = 10


def measure() -> dict[str, float]:
    """Seconds. The content is edited, multiplied, measured and forgotten again."""
    figures: dict[str, float] = {}
    with transaction.atomic():
        _edit()
        figures["looking, as shipped"] = _seconds(review_draft)
        transaction.set_rollback(True)
    published.forget()
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        _multiply(Path(folder))
        publish(None, "Ten times as much")
        _edit()
        figures["looking, ten times"] = _seconds(review_draft)
        seen = digest(collect())
        figures["publishing, ten times"] = _seconds(
            lambda: publish(None, "Measured", expected=seen)
        )
        figures["restoring, ten times"] = _seconds(lambda: restore(published().revision - 1, None))
        transaction.set_rollback(True)
    published.forget()
    return figures


def _edit() -> None:
    """Of a step that nearly every light may lead to."""
    models.Step.objects.filter(slug="restart-router").update(title="Restart it", minutes=6)


def _multiply(folder: Path) -> None:
    """The shipped content and copies of it under other names, loaded."""
    files = {
        name: json.loads((settings.BASE_DIR / "fixtures" / name).read_text())
        for name in fixtures.FILES
    }
    names = {row["slug"] for rows in files.values() for row in rows if "slug" in row}
    names -= {row["slug"] for row in files["colours.json"]}  # an answer may be called “blue”, too
    copied = json.dumps(
        {
            name: rows
            for name, rows in files.items()
            if name not in ("colours.json", "guide.json", "former_names.json")
        }
    )
    for number in range(2, TIMES + 1):
        for name, rows in json.loads(
            copied, object_hook=partial(_renamed, names=names, number=number)
        ).items():
            files[name] += rows
    for name, rows in files.items():
        (folder / name).write_text(json.dumps(rows))
    fixtures.load(folder)


def _renamed(row: dict[str, object], names: set[str], number: int) -> dict[str, object]:
    """The row with every slug and every natural key under another name."""

    def renamed(value: object) -> object:
        if isinstance(value, list):
            return [renamed(part) for part in value]
        return f"{value}-x{number}" if isinstance(value, str) and value in names else value

    if isinstance(words := row.get("words"), dict):
        row = row | {"words": {renamed(answer): word for answer, word in words.items()}}
    return {
        key: renamed(value)
        if key == "slug" or (isinstance(value, list) and key != "aliases")
        else value
        for key, value in row.items()
    }


def _seconds(act: Callable[[], object]) -> float:
    begin = perf_counter()
    act()
    return perf_counter() - begin
