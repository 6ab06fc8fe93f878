from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.test import Client
from django.urls import reverse

from wizard.content.revisions import publish
from wizard.models import Action, Cause, JournalEntry
from wizard.staff.access.audit_log import record

pytestmark = pytest.mark.django_db


def lines() -> list[tuple[str, str, str]]:
    """(who, what, how), the newest first; `how` starts with the action."""
    return [
        (entry.actor_name, entry.what, f"{entry.action}: {entry.detail}")
        for entry in JournalEntry.objects.order_by("-pk")
    ]


@pytest.fixture
def sam() -> User:
    user = User.objects.create_user("sam", is_staff=True)
    JournalEntry.objects.all().delete()
    return user


def test_it_says_who_did_what_to_what(admin_user: User) -> None:
    entry = record(admin_user, Action.RESTORED, "Revision 3", "as revision 9")
    assert (entry.actor, entry.actor_name, entry.what, entry.detail) == (
        admin_user,
        "admin",
        "Revision 3",
        "as revision 9",
    )
    assert record(AnonymousUser(), Action.LOCKED, "x" * 300).what == "x" * 200


def test_publishing_is_written_down_by_itself_with_its_note(sam: User) -> None:
    Cause.objects.filter(slug="stuck").update(note="Changed.")
    publish(sam, "Says it more plainly")
    assert lines() == [("sam", "Revision 2", "published: Says it more plainly")]


def test_a_deleted_person_keeps_their_name_in_it(sam: User) -> None:
    record(sam, Action.PUBLISHED, "Revision 3")
    sam.delete()
    assert ("sam", "Revision 3", "published: ") in lines()


def test_what_a_command_changes_has_nobody_as_actor(sam: User) -> None:
    sam.is_superuser = True
    sam.save()
    assert lines() == [("", "sam", "person: is_superuser: False → True")]


def test_a_new_password_is_told_and_never_shown(sam: User) -> None:
    sam.set_password("a very long secret")
    sam.save()
    assert lines() == [("", "sam", "person: password: changed")]


def test_roles_given_and_taken_are_told_from_both_ends(sam: User) -> None:
    editor = Group.objects.get(name="editor")
    sam.groups.add(editor)
    sam.groups.remove(editor)
    editor.user_set.add(sam)
    sam.groups.clear()
    assert [how for _, _, how in reversed(lines())] == [
        "person: given: editor",
        "person: taken: editor",
        "person: given: sam",
        "person: taken: all",
    ]


def test_what_a_role_may_is_told(sam: User) -> None:
    role = Group.objects.create(name="translator")
    role.permissions.set(Group.objects.get(name="viewer").permissions.all()[:1])
    role.delete()
    (_, _, deleted), (_, what, given), (_, _, added) = lines()
    assert (what, added, deleted) == ("translator", "role: added", "role: deleted")
    assert given.startswith("role: given: Blinkdiag content | ")


def test_signing_in_is_no_change_of_a_person(client: Client, sam: User) -> None:
    client.force_login(sam)
    assert lines() == []


def test_a_change_in_the_admin_names_the_administrator(admin_client: Client, sam: User) -> None:
    form = {
        "username": "sam",
        "email": "sam@example.com",
        "is_active": "on",
        "is_staff": "on",
        "groups": [Group.objects.get(name="editor").pk],
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00",
    }
    response = admin_client.post(reverse("admin:auth_user_change", args=[sam.pk]), form)
    assert response.status_code == 302, response.content.decode()
    assert lines() == [
        ("admin", "sam", "person: given: editor"),
        ("admin", "sam", "person: email: – → sam@example.com"),
    ]
