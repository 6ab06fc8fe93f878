"""Several machines, several publishers, one database."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.faults.world import World
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
