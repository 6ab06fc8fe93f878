from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tests.desk import client_of
from wizard.content.files import FILES
from wizard.staff.access.permissions import staff_page
from wizard.staff.access.roles import (
    ADMINISTRATOR,
    EDITOR,
    PUBLISHER,
    ROLES,
    VIEWER,
    content_tables,
    make_groups,
    roles_with,
)

pytestmark = pytest.mark.django_db


def permissions(group: str) -> set[str]:
    held = Group.objects.get(name=group).permissions.values_list(
        "content_type__app_label", "codename"
    )
    return {f"{app}.{codename}" for app, codename in held}


def member(*roles: str) -> User:
    user = User.objects.create_user("sam", password="a long secret", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@staff_page("wizard.publish_revision")
def publishing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("published")


def asked_by(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/staff/publish/?note=1")
    request.user = user
    return request


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_migrate_makes_a_group_of_every_role(role: object) -> None:
    assert isinstance(role, type(VIEWER))
    assert permissions(role.name) == role.permissions()


def test_migrating_again_changes_nothing_and_mends_what_was_changed() -> None:
    Group.objects.get(name="editor").permissions.clear()
    Group.objects.get(name="viewer").permissions.add(Permission.objects.get(codename="delete_step"))
    call_command("migrate", verbosity=0)
    assert permissions("editor") == EDITOR.permissions()
    assert permissions("viewer") == VIEWER.permissions()
    assert Group.objects.count() == len(ROLES)


def test_a_permission_that_is_not_there_yet_is_left_for_the_next_migrate() -> None:
    Permission.objects.filter(codename="restore_revision").delete()
    make_groups(apps, "default")
    assert permissions("publisher") == PUBLISHER.permissions() - {"wizard.restore_revision"}


def test_roles_know_every_content_table() -> None:
    assert {model._meta.model_name for model in FILES.values()} <= set(content_tables())


def test_editors_write_drafts_and_cannot_publish() -> None:
    may = EDITOR.permissions()
    assert {
        "wizard.add_step",
        "wizard.change_step",
        "wizard.delete_step",
        "wizard.view_step",
    } <= may
    assert not {"wizard.publish_revision", "wizard.restore_revision", "auth.view_user"} & may


def test_publishers_publish_and_cannot_write() -> None:
    may = PUBLISHER.permissions()
    assert {"wizard.publish_revision", "wizard.restore_revision", "wizard.view_step"} <= may
    assert {name for name in may if "change_" in name or "add_" in name or "delete_" in name} == {
        "wizard.add_note"
    }


def test_viewers_only_look_and_write_notes() -> None:
    may = VIEWER.permissions() - {"wizard.add_note"}
    assert all(name.startswith("wizard.view_") for name in may)


def test_nobody_writes_a_revision_by_hand() -> None:
    for role in ROLES:
        assert (
            not {f"wizard.{action}_revision" for action in ("add", "change", "delete")}
            & role.permissions()
        )


def test_the_role_that_may_least_is_named_first() -> None:
    assert roles_with("wizard.publish_revision") == [PUBLISHER, ADMINISTRATOR]
    assert roles_with("auth.change_user") == [ADMINISTRATOR]
    assert roles_with("wizard.view_step")[0] == VIEWER
    assert roles_with("wizard.add_revision") == []


def test_a_staff_page_leads_strangers_to_the_log_in_and_back(client: Client) -> None:
    for stranger in (AnonymousUser(), User.objects.create_user("no-staff")):
        response = publishing(asked_by(stranger))
        assert response.status_code == 302
        assert response.headers["Location"] == "/admin/login/?next=/staff/publish/%3Fnote%3D1"


def test_a_staff_page_names_the_role_that_is_missing() -> None:
    with pytest.raises(PermissionDenied, match="role “publisher”"):
        publishing(asked_by(member("editor", "viewer")))


def test_a_staff_page_opens_to_its_role_and_is_kept_by_nobody() -> None:
    response = publishing(asked_by(member("publisher")))
    assert response.content == b"published"
    assert "no-store" in response.headers["Cache-Control"]


def permission(name: str) -> Permission:
    app, _, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def test_an_administrator_gives_only_what_the_roles_hold() -> None:
    adam = client_of(member("administrator"))
    own, beyond = permission("wizard.view_step"), permission("axes.delete_accesslog")
    form = {"name": "all powers", "permissions": [own.pk, beyond.pk]}
    refused = adam.post("/admin/auth/group/add/", form)
    assert f"Select a valid choice. {beyond.pk} is not one of" in refused.content.decode()
    assert not Group.objects.filter(name="all powers").exists()
    adam.post("/admin/auth/group/add/", {**form, "permissions": [own.pk]})
    assert permissions("all powers") == {"wizard.view_step"}


def test_an_administrator_touches_no_group_and_nobody_with_more_than_the_roles_hold() -> None:
    adam = client_of(member("administrator"))
    group = Group.objects.create(name="keeper of logs")
    group.permissions.add(permission("axes.delete_accesslog"))
    kim = User.objects.create_user("kim", is_staff=True)
    page = adam.get(f"/admin/auth/user/{kim.pk}/change/").content.decode()
    assert "editor" in page
    assert "keeper of logs" not in page
    kim.groups.add(group)
    for address in (f"/admin/auth/user/{kim.pk}", f"/admin/auth/group/{group.pk}"):
        assert adam.post(f"{address}/change/", {}).status_code == 403
        assert adam.post(f"{address}/delete/", {"post": "yes"}).status_code == 403


def test_the_guide_says_what_each_role_may() -> None:
    guide = (settings.BASE_DIR / "docs" / "staff-access.md").read_text()
    for role in ROLES:
        assert f"| {role.name} | {role.may} |" in guide
