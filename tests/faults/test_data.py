"""Whatever becomes of the data, no visitor notices, and a process that starts serves something."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.load import load
from tests.faults.services import until
from tests.faults.world import World, readyz

DAMAGES = {
    "nothing at all": "'{}'::jsonb",
    "a null list": "jsonb_set(knowledge, '{devices}', 'null')",
    "a required name gone": "knowledge #- '{devices,0,family}'",
    "a cause that is gone": "jsonb_set(knowledge, '{causes}', '[]')",
}


@contextmanager
def newest(world: World, knowledge: str) -> Iterator[int]:
    """While the block runs, there is a newer revision that says this."""
    (row,) = world.sql(
        "insert into wizard_revision (number, published_at, note, knowledge, digest)"
        " select number + 1, now(), '', knowledge, 'damaged' from wizard_revision"
        " order by number desc limit 1 returning number"
    )
    number = int(str(row[0]))
    world.sql(f"update wizard_revision set knowledge = {knowledge} where number = {number}")  # noqa: S608  # our own words
    try:
        yield number
    finally:
        world.sql(f"delete from wizard_revision where number = {number}")  # noqa: S608  # our own words
        until(lambda: f"revision {number - 1}," in readyz(world), "The good one is served again")


@pytest.mark.parametrize("knowledge", DAMAGES.values(), ids=DAMAGES)
def test_the_newest_revision_is_damaged_and_a_worker_dies(world: World, knowledge: str) -> None:
    last = Path(world.environment["LAST_REVISION_FILE"])
    with newest(world, knowledge) as number:
        with load(world.site.port) as visits:
            until(lambda: f"{number} cannot be read" in readyz(world), "The damage is noticed")
            assert f"revision {number - 1}," in readyz(world)
        last.unlink()  # so that the worker has to find an older revision
        world.site.replace_a_worker()
        with load(world.site.port) as later:
            time.sleep(2)
            assert f"revision {number - 1}," in readyz(world)
    assert visits.failed == 0, str(visits)
    assert later.failed == 0, str(later)


def test_the_table_of_revisions_is_empty_for_a_while(world: World) -> None:
    world.sql("create table kept as select * from wizard_revision")
    with load(world.site.port) as visits:
        world.sql("delete from wizard_revision")
        until(lambda: "Nothing is published" in readyz(world), "The fault is noticed")
        time.sleep(2)
        world.sql("insert into wizard_revision select * from kept")
        time.sleep(1.5)
    world.sql("drop table kept")
    assert visits.failed == 0, str(visits)


def test_every_revision_lies_in_the_future(world: World) -> None:
    """What a clock that is put back looks like."""
    with load(world.site.port) as visits:
        world.sql("update wizard_revision set published_at = published_at + interval '1 day'")
        time.sleep(2)
        world.sql("update wizard_revision set published_at = published_at - interval '1 day'")
        time.sleep(1)
    assert visits.failed == 0, str(visits)


def test_the_file_is_damaged_while_the_database_is_away(world: World) -> None:
    last = Path(world.environment["LAST_REVISION_FILE"])
    good = last.read_text()
    last.write_text(good[: len(good) // 2])
    with world.postgres.stopped(), load(world.site.port) as visits:
        time.sleep(3)  # the processes hold a revision, and need no file
    last.write_text(good)
    assert visits.failed == 0, str(visits)
    header = json.loads(good.split("\n", 1)[0])
    assert header["number"] >= 1
