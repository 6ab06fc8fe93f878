"""Databases made by earlier versions of the code, migrated and loaded with today’s."""

from __future__ import annotations

import json
import lzma
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from wizard.content.collect import collect
from wizard.knowledge.serialise import digest

pytestmark = pytest.mark.thorough

DATABASES = Path(__file__).parent / "databases"
WORDINGS = len(json.loads((settings.BASE_DIR / "fixtures" / "wordings.json").read_bytes()))

UPGRADE = """
import io, json, os
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice
from wizard import models
from wizard.content.collect import collect
from wizard.content.live import published
from wizard.content.row_history import deleted, history
from wizard.knowledge.serialise import digest

def said(*command):
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()

call_command("migrate", "wizard", os.environ["EDITED_AT"], verbosity=0)
with connection.cursor() as cursor:
    for statement in filter(str.strip, os.environ["EDITS"].split(";")):
        cursor.execute(statement)
call_command("migrate", verbosity=0)
loaded, again = said("load_content"), said("load_content")
step = models.Step.objects.get(slug="restart-router")
print(json.dumps({
    "loaded": loaded,
    "again": again,
    "digest": digest(collect()),
    "live": digest(published()),
    "tables": connection.introspection.table_names(),
    "people": {
        user.username: sorted(group.name for group in user.groups.all())
        for user in User.objects.all()
    },
    "passwords": [
        user.username for user in User.objects.all() if user.check_password("blue-moon-77")
    ],
    "second_factors": TOTPDevice.objects.count(),
    "notes": list(models.Note.objects.values_list("text", flat=True)),
    "revisions": [[row.number, row.note] for row in models.Revision.objects.all()],
    "change_sets": [[row.state, row.note] for row in models.ChangeSet.objects.all()],
    "redirects": list(models.FormerName.objects.values_list("old", "new")),
    "names": [
        step.title,
        *models.Cause.objects.filter(slug__in=["hardware", "stuck"]).values_list("name", flat=True),
    ],
    "sources": list(models.Source.objects.values_list("slug", flat=True)),
    "reply": models.Guide.objects.get().reply,
    "history": [
        [version.number, version.who, [save.who for save in version.saves]]
        for version in history(step)
    ],
    "deleted": [[row.key[0], row.who, row.number] for row in deleted(models.Faq)],
    "log": models.AuditLogEntry.objects.count(),
    "wordings": {
        f"{row.step.slug} / {row.slug}": [
            row.text, sorted(family.slug for family in row.families.all())
        ]
        for row in models.Wording.objects.all()
    },
    "deleted_wordings": ["/".join(row.key) for row in deleted(models.Wording)],
}))
"""


@dataclass(frozen=True)
class Upgraded:
    """What an upgraded database says of itself."""

    facts: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.facts[name]


def upgraded(name: str, folder: Path, edits: str = "", edited_at: str = "0002") -> Upgraded:
    """`edits`: SQL that somebody runs when the database has the migration `edited_at`."""
    path = folder / f"{name}.sqlite3"
    database = sqlite3.connect(path)
    database.executescript(lzma.decompress((DATABASES / f"{name}.sql.xz").read_bytes()).decode())
    database.close()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "blinkdiag.settings",
        "DATABASE_URL": f"sqlite:///{path}",
        "SECRET_KEY": "only-for-testing",
        "EDITS": edits,
        "EDITED_AT": edited_at,
    }
    run = subprocess.run(
        [sys.executable, "-c", UPGRADE],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return Upgraded(json.loads(run.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    return upgraded("cab5e20-edited", tmp_path_factory.mktemp("upgrade"))


# Nobody ever touched it


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["312aaf2", "12529c4", "cab5e20"])
def test_where_no_staff_ever_touched_anything_people_see_what_a_new_installation_shows(
    name: str, tmp_path: Path
) -> None:
    found = upgraded(name, tmp_path)

    assert found["live"] == found["digest"] == digest(collect())
    for untrue in ("staff edited", "staff deleted", "Not published", "left because"):
        assert untrue not in found["loaded"]
    assert found["again"].endswith("Nothing new in the files; nothing to publish.\n")
    assert "staff" not in found["again"]
    assert len(found["wordings"]) == WORDINGS
    assert found["deleted_wordings"] == []


# The staff have worked in it


def test_the_work_of_staff_is_kept_and_nothing_else_is_called_theirs(edited: Upgraded) -> None:
    lines = edited["loaded"].splitlines()

    start = lines.index("Kept because staff edited them (5):")
    assert sorted(lines[start + 1 : start + 6]) == [
        "  cause hardware",
        "  cause stuck",
        "  guide",
        "  remediation step give-it-two-minutes",  # the name is theirs
        "  remediation step restart-router",
    ]
    assert "Left deleted because staff deleted them (1):" in lines
    assert edited["names"] == ["Restart the modem, then the router", "Hung", "Broken or faulty"]
    assert edited["reply"] == "Hello. {meaning}\n\n{link}"
    assert "our-desk" in edited["sources"]


def test_people_their_roles_second_factors_and_notes_are_kept(edited: Upgraded) -> None:
    assert edited["people"] == {
        "eve": ["editor", "publisher"],
        "kim": ["editor"],
        "root": [],
        "sam": ["viewer"],
    }
    assert sorted(edited["passwords"]) == ["eve", "kim", "root", "sam"]
    assert edited["second_factors"] == 1
    assert edited["notes"] == ["Callers say orange."]
    assert edited["log"] > 0


def test_revisions_and_redirects_are_kept(edited: Upgraded) -> None:
    assert edited["revisions"] == [
        [3, "Closer, and one question less"],
        [2, "Says “broken”, as callers do"],
        [1, "Loaded from the fixture files"],
    ]
    assert edited["change_sets"] == [["asked", "With a reply of our own"]]
    assert ["wait-two-minutes", "give-it-two-minutes"] in edited["redirects"]


def test_the_past_of_a_row_is_read_from_the_revisions_of_that_time(edited: Upgraded) -> None:
    added_by_the_files: list[object] = [None, "", []]  # a draft: this release brings an effect
    assert edited["history"] == [added_by_the_files, [2, "eve", ["kim"]], [1, "", []]]
    assert edited["deleted"] == [["blinking-red-not-connecting", "kim", 2]]


def test_the_tables_of_the_other_memories_are_gone(edited: Upgraded) -> None:
    assert not [
        name
        for name in edited["tables"]
        if name.startswith("reversion") or name == "wizard_loadedrow"
    ]
    assert "wizard_loadedcontent" in edited["tables"]


# The staff have worked on wordings, which belonged to one family then

OURS = """
UPDATE wizard_wording SET text = 'Our way.'
    WHERE family_id = (SELECT id FROM wizard_family WHERE slug = 'mini')
    AND step_id = (SELECT id FROM wizard_step WHERE slug = 'restart-router');
UPDATE wizard_wording SET text = 'Look again.'
    WHERE step_id = (SELECT id FROM wizard_step WHERE slug = 'look-at-camera');
DELETE FROM wizard_wording
    WHERE family_id = (SELECT id FROM wizard_family WHERE slug = 'outdoor-4')
    AND step_id = (SELECT id FROM wizard_step WHERE slug = 'confirm-model');
DELETE FROM wizard_wording
    WHERE step_id = (SELECT id FROM wizard_step WHERE slug = 'secure-account')
"""


@pytest.fixture(scope="module", params=["0001", "0002"])
def reworded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    return upgraded("cab5e20", tmp_path_factory.mktemp("upgrade"), OURS, request.param)


def test_wordings_that_staff_edited_stay_theirs_and_no_other_is_called_so(
    reworded: Upgraded,
) -> None:
    lines = reworded["loaded"].splitlines()

    start = lines.index("Kept because staff edited them (3):")
    assert sorted(lines[start + 1 : start + 4]) == [
        "  wording confirm-model / general",
        "  wording look-at-camera / general",
        "  wording restart-router / general",
    ]
    start = lines.index("Left deleted because staff deleted them (1):")
    assert lines[start + 1] == "  wording secure-account / general"
    removed = lines[next(n for n, line in enumerate(lines) if line.startswith("Removed")) :]
    of_wordings = [line for line in removed if line.startswith("  wording ")]
    in_files = json.loads((settings.BASE_DIR / "fixtures" / "wordings.json").read_text())
    there = {f"  wording {row['step'][0]} / {row['slug']}" for row in in_files}
    assert there.isdisjoint(of_wordings)  # only what the files dropped


def test_wordings_that_say_the_same_are_one_and_edited_words_stand_apart(
    reworded: Upgraded,
) -> None:
    wordings = reworded["wordings"]

    assert len(wordings) == WORDINGS  # one more, and one deleted
    assert wordings["restart-router / mini"] == ["Our way.", ["mini"]]
    assert "mini" not in wordings["restart-router / general"][1]
    assert len(wordings["restart-router / general"][1]) == 9
    assert wordings["look-at-camera / general"] == [
        "Look again.",
        ["sync-module", "sync-module-newer"],
    ]
    assert wordings["confirm-model / general"][1] == ["battery-camera", "indoor-1st-gen"]
    assert reworded["deleted_wordings"] == ["secure-account/battery-camera"]
