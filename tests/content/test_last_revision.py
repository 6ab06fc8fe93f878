from __future__ import annotations

import gc
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard.content.last_revision import Held, load, save
from wizard.knowledge.serialise import freeze
from wizard.knowledge.values import Knowledge

PUBLISHED_AT = datetime(2026, 11, 28, 12, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def text(content: Knowledge) -> str:
    return json.dumps(freeze(content))


@pytest.fixture
def held(text: str) -> Held:
    return Held.of(7, "digest", PUBLISHED_AT, text)


def test_a_revision_comes_back_as_it_was_kept(tmp_path: Path, held: Held, text: str) -> None:
    save(tmp_path / "new" / "last", held, text)
    assert load(tmp_path / "new" / "last") == held
    assert held.knowledge.published == "2026-11-28T12:30:15+00:00"


def test_reading_it_makes_nobody_wait_for_a_look_through_all_objects(held: Held, text: str) -> None:
    """Not while it is read, and not for what was read."""
    looks: list[str] = []

    def note(phase: str, info: dict[str, int]) -> None:
        looks.append(f"{phase} of generation {info['generation']}")

    threshold = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # as where pages are served
    gc.collect(0)  # so that none is due; a look through all that earlier tests left takes long
    gc.callbacks.append(note)
    try:
        Held.of(held.number + 1, held.digest, held.published_at, text)  # nobody has read it yet
    finally:
        gc.callbacks.remove(note)
        gc.set_threshold(*threshold)
    assert looks == []


def test_nothing_but_the_file_is_left_beside_it(tmp_path: Path, held: Held, text: str) -> None:
    save(tmp_path / "last", held, text)
    save(tmp_path / "last", held, text)
    assert [path.name for path in tmp_path.iterdir()] == ["last"]


def test_without_a_file_there_is_no_revision(tmp_path: Path) -> None:
    assert load(tmp_path / "last") is None


@pytest.mark.parametrize("keep", [0, 10, 300, -1])
def test_half_a_file_is_not_used_and_the_log_says_so(
    tmp_path: Path, held: Held, text: str, keep: int, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "last"
    save(path, held, text)
    path.write_bytes(path.read_bytes()[:keep])
    assert load(path) is None
    assert "cannot be used" in caplog.text


def test_one_changed_letter_is_noticed(tmp_path: Path, held: Held, text: str) -> None:
    path = tmp_path / "last"
    save(path, held, text)
    path.write_text(path.read_text().replace("Sync Module", "Sink Module", 1))
    assert load(path) is None


def test_a_revision_that_names_what_is_gone_is_not_used(
    tmp_path: Path, held: Held, text: str
) -> None:
    save(tmp_path / "last", held, json.dumps({**json.loads(text), "causes": []}))
    assert load(tmp_path / "last") is None


def test_a_disk_that_cannot_be_written_stops_nothing(
    tmp_path: Path, held: Held, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    save(tmp_path / "file" / "last", held, text)
    assert "LAST_REVISION_FILE" in caplog.text
