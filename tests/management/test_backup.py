"""What a backup holds, and that it comes back."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.rows import empty_tables, small, twice, write
from wizard.content import backup, files
from wizard.content.live import forget, published
from wizard.content.revisions import publish
from wizard.knowledge.values import Knowledge
from wizard.models import Action, AuditLogEntry, Cause, Note, Revision, Source, record

pytestmark = pytest.mark.django_db
PASSWORD = "blue-moon-77"


@pytest.fixture
def ann(db: None, tmp_path_factory: pytest.TempPathFactory) -> User:
    """In a database with one of everything."""
    empty_tables()
    files = write(tmp_path_factory.mktemp("files"), small())
    call_command("load_content", "--from", str(files), verbosity=0)
    return hired(published())


def hired(content: Knowledge) -> User:
    """A person of the staff with a role, a second factor and some work."""
    ann = User.objects.create_user("ann", password=PASSWORD, is_staff=True)
    ann.groups.set(Group.objects.filter(name__in=["editor", "publisher"]))
    TOTPDevice.objects.create(user=ann, name="phone", confirmed=True)
    device = StaticDevice.objects.create(user=ann, name="codes")
    StaticToken.objects.create(device=device, token="one")
    Cause.objects.filter(slug=content.causes[0].slug).update(name="Another name – ünïcode")
    publish(ann, "A better name")
    record(ann, Action.PERSON, ann, "hired")
    Cause.objects.filter(slug=content.causes[1].slug).update(note="A draft.")
    return ann


def everything_but_revisions_is_lost() -> None:
    User.objects.all().delete()
    Cause.objects.update(note="lost")
    AuditLogEntry.objects.all().delete()
    Revision.objects.all().delete()
    Note.objects.all().delete()


@pytest.mark.thorough
def test_everything_comes_back(content: Knowledge, tmp_path: Path) -> None:
    ann = hired(content)
    before = backup.of_the_database()
    file = tmp_path / "monday.backup"
    call_command("back_up", str(file), verbosity=0)
    everything_but_revisions_is_lost()
    assert backup.of_the_database() != before
    call_command("restore", str(file), verbosity=0)
    assert backup.of_the_database() == before
    person = User.objects.get(username="ann")
    assert person.pk == ann.pk
    assert person.check_password(PASSWORD)
    assert {group.name for group in person.groups.all()} == {"editor", "publisher"}
    assert TOTPDevice.objects.get(user=person).key == TOTPDevice.objects.get().key
    assert StaticToken.objects.get().token == "one"
    forget()
    assert published().causes[0].name == "Another name – ünïcode"
    assert Revision.objects.count() == 2


def test_dates_come_back_to_the_microsecond_and_new_rows_follow_the_restored_ones(
    ann: User, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    moments = [*Revision.objects.values_list("published_at", flat=True)]
    backup.back_up(tmp_path / "file")
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        backup.restore(tmp_path / "file", replace=True)
    assert callbacks
    assert [*Revision.objects.values_list("published_at", flat=True)] == moments
    forget()
    assert publish(None, "The draft").number == 3
    assert User.objects.create_user("ben").pk > ann.pk


def last_numbers() -> dict[str, int]:
    """Table or sequence -> the last number it gave."""
    names, numbers, held = (
        ("sequencename", "last_value", "pg_sequences")
        if connection.vendor == "postgresql"
        else ("name", "seq", "sqlite_sequence")
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {names}, {numbers} from {held}")  # noqa: S608  # our own words
        return {name: number or 0 for name, number in cursor.fetchall()}


def test_a_refused_backup_leaves_the_numbers_of_new_rows_as_they_are(
    ann: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL does not take them back with the rest, and related rows that meet an old number
    are passed over without a word.
    """
    backup.back_up(tmp_path / "file")
    User.objects.create_user("ben")
    before = last_numbers()
    sound_file, other_rows = None, backup.BackupError("It differs")
    monkeypatch.setattr(backup, "_compare", mock.Mock(side_effect=[sound_file, other_rows]))
    with pytest.raises(backup.BackupError, match="It differs"):
        backup.restore(tmp_path / "file", replace=True)
    after = last_numbers()
    assert {name for name in before if after[name] < before[name]} == set()
    Source.objects.create(slug="new", title="New", publisher="New", authority="blog")


def test_only_its_owner_reads_it_and_nothing_is_overwritten(ann: User, tmp_path: Path) -> None:
    file = tmp_path / "file"
    backup.back_up(file)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="exists already"):
        call_command("back_up", str(file))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_people_and_revisions_are_not_replaced_by_accident(ann: User, tmp_path: Path) -> None:
    backup.back_up(tmp_path / "file")
    before = backup.of_the_database()
    with pytest.raises(CommandError, match=r"--replace.* Nothing was restored"):
        call_command("restore", str(tmp_path / "file"))
    assert backup.of_the_database() == before


def test_more_content_costs_no_more_queries(ann: User, tmp_path: Path) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            backup.of_the_database()
        return len(captured)

    few = queries()
    files.load(write(tmp_path, twice(small())))
    assert queries() == few


def lines_of(file: Path) -> list[str]:
    with gzip.open(file, "rt") as opened:
        return opened.readlines()


def written(file: Path, lines: list[str]) -> Path:
    with gzip.open(file, "wt") as opened:
        opened.writelines(lines)
    return file


def test_a_damaged_file_changes_nothing(ann: User, tmp_path: Path) -> None:
    good = tmp_path / "good"
    backup.back_up(good)
    before, lines = backup.of_the_database(), lines_of(good)
    damaged = {
        "not whole": written(tmp_path / "1", lines[:-1]),
        "something else": written(tmp_path / "2", [lines[0], *lines[2:]]),
        "cannot be read": written(tmp_path / "3", [*lines[:5], "{", *lines[6:]]),
        "no backup": written(tmp_path / "4", ["{}\n"]),
        "another release": written(
            tmp_path / "5",
            [
                json.dumps({"format": 1, "migrations": [["wizard", "9999_later"]]}) + "\n",
                *lines[1:],
            ],
        ),
    }
    (tmp_path / "7").write_bytes(good.read_bytes()[:2000])
    damaged["cannot be read: C"] = tmp_path / "7"
    for said, file in damaged.items():
        with pytest.raises(backup.BackupError, match=said):
            backup.restore(file, replace=True)
        assert backup.of_the_database() == before


def test_sessions_are_left_out(ann: User, client: object, tmp_path: Path) -> None:
    backup.back_up(tmp_path / "file")
    assert not [line for line in lines_of(tmp_path / "file") if "sessions.session" in line[:200]]
