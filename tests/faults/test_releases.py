"""Several machines, several publishers, one database."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from contextlib import suppress

from tests.faults.world import LOADED, World
from tests.site import ROOT

PATIENCE = 900
"""Seconds until a release is given up; it takes a minute, and far longer beside other work."""

PUBLISH = """
import sys, time
from wizard.content.errors import NothingChangedError, StaleContentError
from wizard.content.revisions import publish
from wizard.models import Cause
first = Cause.objects.first()
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
try:
    Cause.objects.filter(pk=first.pk).update(note=f"Changed by {sys.argv[-1]}.")
    print("published", publish(None, "At the same moment").number)
except (NothingChangedError, StaleContentError) as error:
    print("told", type(error).__name__)
"""


def started(world: World, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        **world.environment,
        "DJANGO_SETTINGS_MODULE": "blinkdiag.settings",
    }
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_publish_at_once_and_the_second_is_told(world: World) -> None:
    script = f"import django; django.setup()\n{PUBLISH}"
    both = [started(world, "-c", script, str(number)) for number in range(2)]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in both:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    ended = [one.communicate(timeout=60) for one in both]
    assert [one.returncode for one in both] == [0, 0], ended
    assert any(said.startswith("published") for said, _ in ended), ended


PUBLISH_OFTEN = """
import sys
from wizard.content.errors import NothingChangedError, StaleContentError
from wizard.content.live import newest_revision
from wizard.content.revisions import publish
for number in range(12):
    try:
        publish(None, f"Meanwhile {number}")
        first, second, *_ = newest_revision().causes
        print(first.note, second.note, sep="|", flush=True)
    except (NothingChangedError, StaleContentError) as error:
        print("told", type(error).__name__, flush=True)
"""


def test_what_is_published_was_never_torn(world: World) -> None:
    """Two rows change together all the time; no revision holds one of before and one of after."""
    import psycopg

    world.another_database("torn")
    torn = World(**{**vars(world), "environment": dict(world.environment)})
    torn.environment["DATABASE_URL"] = world.postgres.url(name="torn")
    script = f"import django; django.setup()\n{PUBLISH_OFTEN}"
    publishing = started(torn, "-c", script)
    first_two = "select id from wizard_cause order by position, slug limit 2"
    with psycopg.connect(world.postgres.url(name="torn")) as connection:
        for number in itertools.count():
            if publishing.poll() is not None:
                break
            for (row,) in connection.execute(first_two.encode()).fetchall():
                note = f"Note {number}."
                connection.execute("update wizard_cause set note = %s where id = %s", [note, row])
                time.sleep(0.01)
            connection.commit()
    said, errors = publishing.communicate(timeout=60)
    assert publishing.returncode == 0, errors
    pairs = [line.split("|") for line in said.splitlines() if "|" in line]
    assert len(pairs) > 2, said
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


def test_a_release_that_is_killed_again_and_again_leaves_nothing_half_written(
    world: World,
) -> None:
    """Wherever the kills fall: while it migrates, loads or publishes."""
    world.sql("create database killed")
    killed = World(**{**vars(world), "environment": dict(world.environment)})
    killed.environment["DATABASE_URL"] = world.postgres.url(name="killed")
    for seconds in (2, 3, 4, 6):
        release = started(killed, "manage.py", "release")
        with suppress(subprocess.TimeoutExpired):
            release.communicate(timeout=seconds)
        release.kill()
        release.communicate(timeout=60)
        assert half_written(world) == []
    ended = started(killed, "manage.py", "release")
    said = ended.communicate(timeout=PATIENCE)
    assert ended.returncode == 0, said
    assert world.postgres.ask("select digest from wizard_revision", name="killed") == (
        world.postgres.ask("select digest from wizard_revision", name=LOADED)
    )


def half_written(world: World) -> list[str]:
    """Revisions without content: what is published is published with all of it."""
    if world.postgres.ask("select to_regclass('wizard_revision')", name="killed") == [(None,)]:
        return []
    revisions = world.postgres.ask("select number from wizard_revision", name="killed")
    steps = world.postgres.ask("select count(*) from wizard_step", name="killed")
    whole = world.postgres.ask("select count(*) from wizard_step", name=LOADED)
    found = [] if steps in ([(0,)], whole) else [f"{steps} steps"]
    return found + ([] if not revisions or steps == whole else ["a revision before its content"])


def test_three_machines_release_at_once_on_an_empty_database(world: World) -> None:
    world.sql("create database several")
    several = World(**{**vars(world), "environment": dict(world.environment)})
    several.environment["DATABASE_URL"] = world.postgres.url(name="several")
    running = [started(several, "manage.py", "release") for _ in range(3)]
    try:
        ended = [machine.communicate(timeout=PATIENCE) for machine in running]
    finally:
        for machine in running:
            machine.kill()
    assert [machine.returncode for machine in running] == [0] * 3, ended
    numbers = world.postgres.ask("select number from wizard_revision", name="several")
    assert numbers == [(1,)]
