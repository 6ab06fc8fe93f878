from __future__ import annotations

import dataclasses
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.rows import empty_tables, small, twice, write
from wizard import models
from wizard.content import files
from wizard.content.collect import collect, from_rows
from wizard.content.errors import ContentError, NothingChangedError, NothingPublishedError
from wizard.content.last_revision import Held, save
from wizard.content.live import Published, Status, published, published_at_revision
from wizard.content.records import records
from wizard.content.revisions import publish
from wizard.knowledge import values
from wizard.knowledge.serialise import freeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(db: None) -> None:
    empty_tables()


@pytest.fixture
def workspace(tmp_path: Path, empty: None) -> Path:
    """The small content in the tables, with nothing published."""
    files.load(write(tmp_path, small()))
    return tmp_path


# Rows to values


def test_rows_become_frozen_values(workspace: Path) -> None:
    knowledge = collect()
    light = knowledge.pattern["camera", "solid-red"]
    assert (knowledge.revision, knowledge.published) == (0, "")
    assert light.channels == (
        values.Channel(led="front light", colour="red", steps=((1.0, 1000),), repeat=True, cuts=()),
    )
    assert light.look_alikes == (
        values.LookAlike(
            pattern="red-flashing",
            confusion="rarely",
            how_to_tell_apart="Watch it for ten seconds.",
        ),
    )
    assert [pair.cause for pair in light.causes] == ["stuck", "too-far"]
    assert light.causes[0].sources == ("table", "a-blog")
    assert knowledge.likelihood["moved", "too-far", None].words == (
        ("yes", "usually"),
        ("no", "rarely"),
    )
    assert knowledge.likelihood["moved", "too-far", ("camera", "solid-red")].words == (
        ("yes", "always"),
        ("no", "never"),
    )
    assert knowledge.question["moved"].only_patterns == (("camera", "solid-red"),)
    assert knowledge.step["move-closer"].prerequisites == ("restart",)
    assert knowledge.step["move-closer"].disturbs == ("moved",)
    assert knowledge.disputes[0].patterns == (("camera", "solid-red"),)
    assert knowledge.former_names == (
        values.FormerName(
            kind="light", scope="camera", old="plain-red", new="solid-red", reason=""
        ),
    )


def test_a_light_without_a_description_is_described_by_its_data(workspace: Path) -> None:
    models.Pattern.objects.filter(slug="solid-red").update(description="")
    assert collect().pattern["camera", "solid-red"].description == "Red, steady."


def test_positions_give_the_order_of_everything(workspace: Path) -> None:
    models.Source.objects.filter(slug="a-blog").update(position=1)
    models.Cause.objects.filter(slug="too-far").update(position=1)
    models.Option.objects.filter(slug="no").update(position=1)
    models.PatternCause.objects.filter(cause__slug="too-far").update(position=1)
    knowledge = collect()
    light = knowledge.pattern["camera", "solid-red"]
    assert [cause.slug for cause in knowledge.causes] == ["too-far", "stuck"]
    assert [pair.cause for pair in light.causes] == ["too-far", "stuck"]
    assert light.causes[0].sources == ("a-blog", "table")
    assert [option.slug for option in knowledge.question["moved"].options] == ["no", "yes"]
    assert [row.cause for row in knowledge.likelihoods] == ["too-far", "too-far", "stuck"]
    assert knowledge.likelihoods[0].words == (("no", "rarely"), ("yes", "usually"))


def test_more_content_costs_no_more_queries(tmp_path: Path, empty: None) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            collect()
        return len(captured)

    files.load(write(tmp_path, small()))
    few = queries()
    files.load(write(tmp_path, twice(small())))
    assert queries() == few
    assert len(collect().patterns) == 4


def test_every_table_and_every_relation_is_read_once() -> None:
    with CaptureQueriesContext(connection) as captured:
        found = records()
    relations = [relation for model in found for relation in model._meta.many_to_many]
    assert len(captured) == len(found) + len(relations)
    assert found.keys() == {*files.FILES.values()}


def test_rows_that_are_read_together_say_what_each_says_alone(
    content: values.Knowledge,
) -> None:
    assert from_rows(lambda model: model.rows().for_knowledge()) == from_rows(records().__getitem__)


def test_without_a_guide_there_is_nothing_to_collect(empty: None) -> None:
    with pytest.raises(NothingPublishedError, match="load_content"):
        collect()


# Publishing


def test_publishing_makes_the_tables_live(workspace: Path) -> None:
    author = get_user_model().objects.create_user("ana")
    revision = publish(author, "The first")
    live = published()
    assert (revision.number, revision.author, revision.note) == (1, author, "The first")
    assert live.revision == 1
    assert revision.published_at is not None
    assert live.published == revision.published_at.isoformat(timespec="seconds")
    assert dataclasses.replace(live, revision=0, published="") == collect()


def test_edits_are_not_seen_until_they_are_published(workspace: Path) -> None:
    publish(None, "The first")
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    assert Published()().cause["stuck"].name == "Stuck"
    assert publish(None, "A better name").number == 2
    assert published().cause["stuck"].name == "Hung"


def test_an_earlier_revision_can_still_be_read(workspace: Path) -> None:
    publish(None, "The first")
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    publish(None, "The second")
    assert published_at_revision(1).cause["stuck"].name == "Stuck"
    assert published_at_revision(2).cause["stuck"].name == "Hung"
    with pytest.raises(NothingPublishedError, match="no revision 3"):
        published_at_revision(3)


def test_the_same_content_is_not_published_twice(workspace: Path) -> None:
    publish(None, "The first")
    with pytest.raises(NothingChangedError, match="Revision 1 says the same"):
        publish(None, "Again")
    assert models.Revision.objects.count() == 1


def test_faulty_content_is_not_published_and_every_fault_is_told(workspace: Path) -> None:
    models.PatternCause.objects.all().delete()
    with pytest.raises(ContentError, match="2 content errors") as caught:
        publish(None, "Broken")
    told = {
        (finding.code, finding.subject)
        for finding in caught.value.findings
        if finding.severity == "error"
    }
    assert told == {
        ("pattern-without-cause", "pattern camera/solid-red"),
        ("pattern-without-cause", "pattern camera/red-flashing"),
    }
    assert not models.Revision.objects.exists()


# What people see


@pytest.fixture(autouse=True)
def _looks_every_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests look once; these go by a clock of their own."""
    monkeypatch.setattr("wizard.content.live.LOOK_EVERY_SECONDS", 1.0)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def queries(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured]


def test_a_second_costs_one_tiny_query_at_most(workspace: Path) -> None:
    publish(None, "The first")
    clock = Clock()
    live = Published(clock)
    first = live()
    assert queries(live) == []
    clock.now += 0.99
    assert queries(live) == []
    clock.now += 0.02
    (query,) = queries(live)
    assert "knowledge" not in query
    assert live() is first


def test_a_new_revision_is_seen_within_a_second(workspace: Path) -> None:
    publish(None, "The first")
    clock = Clock()
    live = Published(clock)
    live()
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    publish(None, "The second")
    assert live().revision == 1
    clock.now += 1
    assert live().revision == 2


def test_a_restored_database_is_believed(workspace: Path) -> None:
    publish(None, "The first")
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    publish(None, "The second")
    clock = Clock()
    live = Published(clock)
    assert live().revision == 2
    models.Revision.objects.filter(number=2).delete()
    clock.now += 1
    assert live().revision == 1


def gone(*args: Any) -> Any:
    raise OperationalError("no connection to the server")


def lost(*args: Any) -> Any:
    raise InterfaceError("the connection is closed")


@pytest.mark.parametrize("fault", [gone, lost])
def test_without_the_database_people_see_what_the_process_holds(
    workspace: Path, fault: Callable[..., Any]
) -> None:
    publish(None, "The first")
    clock = Clock()
    live = Published(clock)
    held = live()
    clock.now += 5
    with connection.execute_wrapper(fault):
        assert live() is held
        assert live() is held
        assert not live.status().database
    clock.now += 1
    assert live() is held
    assert live.status() == Status(revision=1, looked_seconds_ago=0, database=True, fault="")


def test_an_empty_table_throws_nothing_away(workspace: Path) -> None:
    publish(None, "The first")
    clock = Clock()
    live = Published(clock)
    held = live()
    models.Revision.objects.all().delete()
    clock.now += 1
    assert live() is held
    assert "Nothing is published" in live.status().fault


@pytest.mark.parametrize("days", [1, 400])
def test_a_clock_put_back_takes_no_revision_away(workspace: Path, days: int) -> None:
    publish(None, "The first")
    models.Revision.objects.update(published_at=timezone.now() - timedelta(days=2))
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    publish(None, "The second")
    clock = Clock()
    live = Published(clock)
    held = live()
    assert held.revision == 2
    clock.now += 1
    with mock.patch(
        "django.utils.timezone.now", return_value=timezone.now() - timedelta(days=days)
    ):
        assert live() is held


def damage(number: int, **fields: Any) -> None:
    """Replaces fields of what a revision says, as an older release or a bad disk would."""
    frozen = models.Revision.objects.get(number=number).knowledge
    models.Revision.objects.filter(number=number).update(
        knowledge={**frozen, **fields}, digest="another"
    )


DAMAGES: dict[str, dict[str, Any]] = {
    "a null list": {"devices": None},
    "a list of nothing": {"patterns": [{}]},
    "a cause that is gone": {"causes": []},
    "a family that is gone": {"families": []},
}


@pytest.mark.parametrize("fields", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_revision_is_not_taken(workspace: Path, fields: dict[str, Any]) -> None:
    publish(None, "The first")
    clock = Clock()
    live = Published(clock)
    held = live()
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    publish(None, "The second")
    damage(2, **fields)
    clock.now += 1
    assert live() is held
    assert "Revision 2 cannot be read" in live.status().fault


@pytest.mark.parametrize("fields", DAMAGES.values(), ids=DAMAGES)
def test_a_process_that_starts_at_a_damaged_revision_serves_the_one_before(
    workspace: Path, fields: dict[str, Any]
) -> None:
    publish(None, "The first")
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    publish(None, "The second")
    damage(2, **fields)
    clock = Clock()
    live = Published(clock)
    assert live().revision == 1
    assert "Revision 2 cannot be read" in live.status().fault
    publish(None, "The third")
    clock.now += 1
    assert live().revision == 3
    assert live.status().fault == ""


def test_a_damaged_revision_is_read_again_only_after_a_while(workspace: Path) -> None:
    publish(None, "The first")
    damage(1, devices=None)
    clock = Clock()
    live = Published(clock)
    with pytest.raises(NothingPublishedError, match="Revision 1 cannot be read"):
        live()
    clock.now += 1
    with CaptureQueriesContext(connection) as captured, pytest.raises(NothingPublishedError):
        live()
    assert not [query for query in captured if "knowledge" in query["sql"]]
    clock.now += 30
    with CaptureQueriesContext(connection) as captured, pytest.raises(NothingPublishedError):
        live()
    assert [query for query in captured if "knowledge" in query["sql"]]


def test_without_the_database_and_with_empty_hands_it_says_what_to_look_at(workspace: Path) -> None:
    with (
        connection.execute_wrapper(gone),
        pytest.raises(NothingPublishedError, match="DATABASE_URL"),
    ):
        Published()()


def test_without_a_revision_it_says_what_to_run(empty: None) -> None:
    with pytest.raises(NothingPublishedError, match=r"manage\.py load_content"):
        published()


def test_content_loaded_later_is_found_at_once(tmp_path: Path, empty: None) -> None:
    with pytest.raises(NothingPublishedError):
        published()
    call_command("load_content", "--from", str(write(tmp_path, small())), verbosity=0)
    assert published().revision == 1


class OneLook(Published):
    """Looks without a database, and counts."""

    looks = 0

    def __init__(self, knowledge: values.Knowledge, clock: Clock) -> None:
        super().__init__(clock)
        self.held = Held(1, "", datetime.fromisoformat(knowledge.published), knowledge)
        self.gate = threading.Event()

    def look(self) -> None:
        self.looks += 1
        assert self.gate.wait(5)
        self._held = self.held


def test_of_many_threads_one_looks_and_all_see_the_same(content: values.Knowledge) -> None:
    clock = Clock()
    live = OneLook(content, clock)
    seen: list[values.Knowledge] = []
    threads = [threading.Thread(target=lambda: seen.append(live())) for _ in range(8)]
    for thread in threads:
        thread.start()
    live.gate.set()
    for thread in threads:
        thread.join(5)
    assert seen == [content] * 8
    assert live.looks == 1


def test_nobody_waits_for_a_look_while_something_is_held(content: values.Knowledge) -> None:
    clock = Clock()
    live = OneLook(content, clock)
    live.gate.set()
    live()
    live.gate.clear()
    clock.now += 2
    looking = threading.Thread(target=live)
    looking.start()
    until(lambda: live.looks == 2)
    assert live() is content
    live.gate.set()
    looking.join(5)


# Where pages are served


class Watched(OneLook):
    """Looks in a thread of its own, without a database."""

    fails = False

    def look(self) -> None:
        self.looks += 1
        if self.fails:
            raise RuntimeError("a connection that cannot even be closed")
        if self.gate.is_set():
            self._held = self.held


@pytest.fixture
def watched(content: values.Knowledge, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr("wizard.content.live.LOOK_EVERY_SECONDS", 0.02)
    monkeypatch.setattr("wizard.content.live.close_old_connections", lambda: None)
    monkeypatch.setattr("os.register_at_fork", lambda **_: None)
    found = Watched(content, Clock())
    yield found
    found.stop_watching()


def until(true: Callable[[], object]) -> None:
    """Waits for something that a thread does."""
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_thread_looks_and_no_caller_does(watched: Watched, tmp_path: Path) -> None:
    watched.watch(tmp_path / "last")
    with pytest.raises(NothingPublishedError):
        watched()
    watched.gate.set()
    until(lambda: watched._held)
    assert watched() is watched.held.knowledge
    watched.stop_watching()
    before = watched.looks
    assert watched() is watched.held.knowledge
    assert watched.status().revision == 1
    assert watched.looks == before


def test_the_thread_goes_on_after_any_error(watched: Watched, tmp_path: Path) -> None:
    watched.fails = True
    watched.watch(tmp_path / "last")
    before = watched.looks
    until(lambda: watched.looks > before + 2)
    watched.fails = False
    watched.gate.set()
    until(lambda: watched._held)


def test_a_look_that_gets_no_answer_is_given_up(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.content.live.SILENT_AFTER_SECONDS", 0.2)
    stuck, look = threading.Event(), watched.look

    def first_hangs() -> None:
        watched.look = look  # type: ignore[method-assign]  # in place of its own
        stuck.wait(10)

    watched.look = first_hangs  # type: ignore[method-assign]  # in place of its own
    watched.gate.set()
    monkeypatch.setattr("wizard.content.live.FIRST_LOOK_SECONDS", 0.01)
    watched.watch(tmp_path / "last")
    until(lambda: watched._held)
    stuck.set()


def test_a_process_that_is_forked_looks_in_a_thread_of_its_own(
    watched: Watched, tmp_path: Path
) -> None:
    with mock.patch("os.register_at_fork") as register:
        watched.watch(tmp_path / "last")
    watched.stop_watching()
    before = watched.looks
    register.call_args.kwargs["after_in_child"]()
    until(lambda: watched.looks > before + 2)


def test_a_process_that_starts_without_the_database_serves_the_last_revision(
    watched: Watched, tmp_path: Path
) -> None:
    text = json.dumps(freeze(watched.held.knowledge))
    save(tmp_path / "last", watched.held, text)
    watched.watch(tmp_path / "last")
    assert watched() == watched.held.knowledge
    assert watched.status().revision == 1
