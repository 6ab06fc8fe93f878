"""`manage.py diff_content`."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from tests import rows
from tests.pages import visit
from wizard import models

pytestmark = pytest.mark.django_db


def diff(*arguments: str) -> str:
    out = io.StringIO()
    call_command("diff_content", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments: str) -> Any:
    return json.loads(diff(*arguments, "--json"))


def versions(tmp_path: Path, frequency: str) -> tuple[str, str]:
    """The small content, and the same with another word for how often steady red means stuck."""
    old, new = tmp_path / "old", tmp_path / "new"
    files = rows.small()
    for folder in (old, new):
        folder.mkdir()
        rows.write(folder, files)
        rows.find(files, "pattern_causes.json", pattern=["camera", "solid-red"])["frequency"] = (
            frequency
        )
    return str(old), str(new)


def test_nothing_was_edited_since_the_last_revision() -> None:
    assert diff() == "No diagnosis changes. Nothing the engine computes with differs.\n"


def test_a_sentence_was_edited() -> None:
    models.Cause.objects.filter(slug="stuck").update(explanation="It hangs.", name="Hung")
    assert diff() == "No diagnosis changes. Nothing the engine computes with differs.\n"


def test_a_word_was_edited_and_the_address_shows_the_change(client: Client) -> None:
    models.PatternCause.objects.filter(
        pattern__family__slug="mini", pattern__slug="solid-red"
    ).update(frequency="rare")
    said = diff()
    assert said.splitlines()[0].startswith("Mini")
    example = next(
        line.strip() for line in said.splitlines() if "device=mini&light=solid-red" in line
    )
    assert visit(client, example).h1


def test_two_folders_and_the_other_way_round(tmp_path: Path) -> None:
    old, new = versions(tmp_path, "rare")
    there, back = as_json(old, new), as_json(new, old)
    assert there["complete"]
    (change,) = [c for c in there["changes"] if c["light"] == "unsure"]
    assert (change["what"], change["before"], change["after"]) == (
        "first cause",
        "Stuck",
        "Too far away",
    )
    assert change["example"] == "/diagnose/?device=camera-1&light=unsure"
    assert {(c["before"], c["after"]) for c in there["changes"]} == {
        (c["after"], c["before"]) for c in back["changes"]
    }


def test_the_shipped_files_say_what_is_published() -> None:
    assert as_json(str(settings.BASE_DIR / "fixtures"), "published")["changes"] == []


@pytest.mark.parametrize("name", ["999", "yesterday"])
def test_a_version_that_is_not_there(name: str) -> None:
    with pytest.raises(CommandError, match="no "):
        diff(name)


def test_a_word_of_no_scale_in_a_file(tmp_path: Path) -> None:
    old, new = versions(tmp_path, "mostly")
    with pytest.raises(CommandError, match="“mostly” is no word of Frequency"):
        diff(old, new)
