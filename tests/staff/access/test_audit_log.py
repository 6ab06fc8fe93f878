"""Every act on the staff side leaves exactly one line; what was done with files and revisions,
too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.content.little import little
from tests.pages import Page
from wizard.content.change_sets import State, approve, ask, cancel
from wizard.content.collect import collect
from wizard.content.files import export
from wizard.content.live import published
from wizard.content.revisions import publish
from wizard.content.taking_back import discard, restore, take_back
from wizard.knowledge.change_sets import changes_between
from wizard.models import Action, AuditLogEntry, Cause, record

__all__ = ["little"]  # a fixture

pytestmark = pytest.mark.django_db


def lines() -> list[tuple[str, str, str]]:
    """(who, what, how), the newest first; `how` starts with the action.

    Reading them empties the log.
    """
    found = [
        (entry.actor_name, entry.what, f"{entry.action}: {entry.detail}")
        for entry in AuditLogEntry.objects.order_by("-pk")
    ]
    AuditLogEntry.objects.all().delete()
    return found


@pytest.fixture(autouse=True)
def _empty_log(db: None) -> None:
    lines()


@pytest.fixture
def sam() -> User:
    return User.objects.create_user("sam", is_staff=True)


def change_a_note(note: str = "Changed.") -> None:
    Cause.objects.filter(slug="stuck").update(note=note)


def test_it_says_who_did_what_to_what(admin_user: User) -> None:
    entry = record(admin_user, Action.RESTORED, "Revision 3", "as revision 9")
    assert (entry.actor, entry.actor_name, entry.what, entry.detail) == (
        admin_user,
        "admin",
        "Revision 3",
        "as revision 9",
    )
    assert record(AnonymousUser(), Action.LOCKED, "x" * 300).what == "x" * 200


def test_a_deleted_person_keeps_their_name_in_it(sam: User) -> None:
    record(sam, Action.PUBLISHED, "Revision 3")
    sam.delete()
    assert lines() == [("sam", "Revision 3", "published: ")]


# Revisions


def test_publishing_is_one_line_with_its_note(sam: User) -> None:
    change_a_note()
    publish(sam, "Says it more plainly")
    assert lines() == [("sam", "Revision 2", "published: Says it more plainly")]


def test_publishing_on_the_page_is_one_line_too(admin_client: Client, little: None) -> None:
    change_a_note()
    page = Page(admin_client.get("/staff/publish/").content.decode())
    seen = next(dict(form.hidden)["seen"] for form in page.forms if dict(form.hidden).get("seen"))
    lines()
    admin_client.post("/staff/publish/", {"note": "Said better", "seen": seen})
    assert lines() == [("admin", "Revision 2", "published: Said better")]


def test_what_waits_and_what_becomes_of_it_are_a_line_each(
    sam: User, admin_user: User, little: None
) -> None:
    lines()
    change_a_note()
    changes = changes_between(published(), collect())
    asked = ask(sam, "Better", changes, state=State.ASKED)
    approve(asked.pk, admin_user)
    change_a_note("Again.")
    waits = ask(sam, "Later", changes_between(published(), collect()), state=State.READY)
    cancel(waits.pk, admin_user, "No.")
    assert lines() == [
        ("admin", f"Change set {waits.pk}", "change-set: Cancelled. No."),
        ("sam", f"Change set {waits.pk}", "change-set: Ready for review: Later"),
        ("sam", "Revision 2", "published: Better"),
        ("sam", f"Change set {asked.pk}", "change-set: Waits for a second person: Better"),
    ]


def test_undoing_is_one_line_that_says_what_it_became(sam: User, little: None) -> None:
    change_a_note()
    publish(sam, "Better")
    lines()
    restore(1, sam, "It was wrong.")
    take_back(3, sam, "No, it was right.")
    change_a_note("Again.")
    discard(sam)
    assert lines() == [
        ("sam", "1 draft", "discarded: cause “Stuck”"),
        (
            "sam",
            "Revision 3",
            "restored: As revision 4. Takes revision 3 back. No, it was right.",
        ),
        ("sam", "Revision 1", "restored: As revision 3. Restores revision 1. It was wrong."),
    ]


def test_the_command_that_publishes_leaves_a_line_without_a_person(sam: User) -> None:
    change_a_note()
    call_command("publish_content", note="By hand", verbosity=0)
    assert lines() == [("", "Revision 2", "published: By hand")]


# Files


def test_loading_files_is_one_line_and_publishing_them_another(sam: User, tmp_path: Path) -> None:
    for name, text in export().items():
        (tmp_path / name).write_text(
            text.replace("Restart your modem and router", "Start both again")
        )
    call_command("load_content", directory=tmp_path, verbosity=0)
    loaded, published = reversed(lines())
    assert loaded[:2] == ("", "Draft")
    assert loaded[2].startswith("loaded: 0 rows created, ")
    assert published == ("", "Revision 2", "published: Loaded from the fixture files")


def test_loading_what_is_there_already_leaves_no_line(sam: User) -> None:
    call_command("load_content", verbosity=0)
    assert lines() == []


def test_taking_files_out_is_told(admin_client: Client) -> None:
    admin_client.get("/staff/files/download/?of=1&file=steps.json")
    admin_client.get("/staff/files/download/")
    admin_client.get("/staff/files/texts.csv")
    assert lines() == [
        ("admin", "Draft", "exported: all texts"),
        ("admin", "Draft", "exported: all fixture files"),
        ("admin", "Revision 1", "exported: steps.json"),
    ]


# People and roles


def save_sam(client: Client, sam: User, **changed: Any) -> None:
    form = {
        "username": "sam",
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": f"{sam.date_joined:%Y-%m-%d}",
        "date_joined_1": f"{sam.date_joined:%H:%M:%S}",
    }
    response = client.post(reverse("admin:auth_user_change", args=[sam.pk]), {**form, **changed})
    assert response.status_code == 302, response.content.decode()


def test_a_person_saved_is_one_line_that_says_what_changed(admin_client: Client, sam: User) -> None:
    User.objects.filter(pk=sam.pk).update(date_joined=timezone.now().replace(microsecond=0))
    sam.refresh_from_db()
    editor, viewer = (Group.objects.get(name=name) for name in ("editor", "viewer"))
    sam.groups.add(viewer)
    save_sam(admin_client, sam, email="sam@example.com", groups=[editor.pk])
    assert lines() == [
        ("admin", "sam", "person: email: – → sam@example.com; given: editor; taken: viewer")
    ]
    save_sam(admin_client, sam, email="sam@example.com", groups=[editor.pk])
    assert lines() == []


def test_a_person_added_and_deleted_is_a_line_each(admin_client: Client) -> None:
    secret = "correct horse battery staple"
    form = {"username": "kim", "password1": secret, "password2": secret, "usable_password": "true"}
    assert admin_client.post(reverse("admin:auth_user_add"), form).status_code == 302
    kim = User.objects.get(username="kim")
    admin_client.post(reverse("admin:auth_user_delete", args=[kim.pk]), {"post": "yes"})
    assert lines() == [("admin", "kim", "person: deleted"), ("admin", "kim", "person: added")]


def test_a_new_password_is_told_and_never_shown(
    admin_client: Client, admin_user: User, sam: User
) -> None:
    secret = "correct horse battery staple"
    form = {"password1": secret, "password2": secret}
    admin_client.post(reverse("admin:auth_user_password_change", args=[sam.pk]), form)
    own = {"old_password": "password", "new_password1": secret, "new_password2": secret}
    admin_client.post(reverse("admin:password_change"), own)
    assert lines() == [
        ("admin", "admin", "person: password: changed"),
        ("admin", "sam", "person: password: changed"),
    ]


def test_a_refused_password_leaves_no_line(admin_client: Client, sam: User) -> None:
    admin_client.post(
        reverse("admin:auth_user_password_change", args=[sam.pk]),
        {"password1": "x", "password2": "y"},
    )
    admin_client.post(reverse("admin:password_change"), {"old_password": "wrong"})
    assert lines() == []


def test_a_role_added_changed_and_deleted_is_a_line_each(admin_client: Client) -> None:
    permissions = list(Group.objects.get(name="viewer").permissions.order_by("pk")[:2])
    admin_client.post(
        reverse("admin:auth_group_add"), {"name": "agent", "permissions": [permissions[0].pk]}
    )
    role = Group.objects.get(name="agent")
    change = {"name": "agents", "permissions": [permissions[1].pk]}
    admin_client.post(reverse("admin:auth_group_change", args=[role.pk]), change)
    delete = {"action": "delete_selected", "_selected_action": [role.pk], "post": "yes"}
    admin_client.post(reverse("admin:auth_group_changelist"), delete)
    (*_, deleted), (_, name, changed), (_, _, added) = lines()
    assert added == f"role: added; given: {permissions[0]}"
    assert (name, changed) == (
        "agents",
        f"role: name: agent → agents; given: {permissions[1]}; taken: {permissions[0]}",
    )
    assert deleted == "role: deleted"


def test_signing_in_and_migrating_are_no_change_of_a_person(client: Client, sam: User) -> None:
    client.force_login(sam)
    sam.groups.add(Group.objects.get(name="editor"))
    assert lines() == []


# Sign-ins


def test_unlocking_a_name_is_a_line(admin_client: Client) -> None:
    attempt = AccessAttempt.objects.create(
        username="sam", ip_address="203.0.113.7", failures_since_start=5
    )
    lines()
    admin_client.post(
        reverse("admin:axes_accessattempt_delete", args=[attempt.pk]), {"post": "yes"}
    )
    assert lines() == [("admin", "sam", "unlocked: at 203.0.113.7")]


def test_deleting_sign_ins_is_a_line_that_says_how_many(admin_client: Client) -> None:
    AccessLog.objects.all().delete()
    rows = [
        AccessLog.objects.create(username=name, ip_address="203.0.113.7")
        for name in ("sam", "kim", "sam")
    ]
    lines()
    delete = {
        "action": "delete_selected",
        "_selected_action": [row.pk for row in rows],
        "post": "yes",
    }
    admin_client.post(reverse("admin:axes_accesslog_changelist"), delete)
    assert lines() == [("admin", "kim, sam", "log-deleted: 3 sign-ins")]
