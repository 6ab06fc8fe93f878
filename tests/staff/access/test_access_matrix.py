"""Who sees and does what on the staff side. The walk over every address: test_every_address.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.rows import empty_tables, picture, small, write
from wizard import models
from wizard.content.files import FILES
from wizard.models import Action, AuditLogEntry, LoadedContent, Revision, record

pytestmark = pytest.mark.django_db

PEOPLE = (
    "anonymous",
    "visitor",
    "nobody",
    "viewer",
    "editor",
    "publisher",
    "administrator",
    "superuser",
)
PAGES = ("changelist", "add", "change", "delete", "history")

# What a page answers to each of PEOPLE: “i” in (200), “n” not allowed (403), “l” led to the log-in
# (302).
CONTENT = {
    "changelist": "llniiiii",
    "add": "llnninii",
    "change": "llniiiii",
    "delete": "llnninii",
    "history": "llniiiii",
}
EDITED = {**CONTENT, "recover_list": "llnninii"}
GUIDE = {**CONTENT, "add": "llnnnnnn", "delete": "llnnnnnn", "recover_list": "llnnnnnn"}
NOTE = {**CONTENT, "add": "llniiiii"}
READ_ONLY = {**CONTENT, "add": "llnnnnnn", "delete": "llnnnnnn"}
AUDIT_LOG = {
    "changelist": "llnnnnii",
    "add": "llnnnnnn",
    "change": "llnnnnii",
    "delete": "llnnnnnn",
    "history": "llnnnnii",
}
PERSON = dict.fromkeys(PAGES, "llnnnnii")
OUR_ROLE = {**PERSON, "delete": "llnnnnnn"}
ATTEMPT = {**AUDIT_LOG, "delete": "llnnnnii"}
LOG = {**AUDIT_LOG, "delete": "llnnnnni"}

EXPECTED: dict[type[Model], dict[str, str]] = {
    **dict.fromkeys(FILES.values(), EDITED),
    models.Guide: GUIDE,
    models.Note: NOTE,
    Revision: READ_ONLY,
    LoadedContent: READ_ONLY,
    AuditLogEntry: AUDIT_LOG,
    User: PERSON,
    Group: OUR_ROLE,
    AccessAttempt: ATTEMPT,
    AccessLog: LOG,
}
STATUS = {"i": 200, "n": 403, "l": 302}


def client_of(person: str) -> Client:
    client = Client()
    if person != "anonymous":
        user = User.objects.create_user(
            person, is_staff=person != "visitor", is_superuser=person == "superuser"
        )
        user.groups.set(Group.objects.filter(name=person))
        client.force_login(user)
    return client


def row(model: type[Model]) -> Model:
    """A row to look at. Of people: one who is nobody special."""
    if model is User:
        return User.objects.create_user("somebody", is_staff=True)
    if model is AccessAttempt:
        attempt: Model = AccessAttempt.objects.create(
            username="x", attempt_time=timezone.now(), failures_since_start=1
        )
        return attempt
    if model is AccessLog:
        return AccessLog.objects.create(username="x", attempt_time=timezone.now())  # type: ignore[no-any-return]  # axes has no types
    if model is models.Note:
        return models.Note.objects.create(kind="step", name="restart", text="x")
    if model is AuditLogEntry:
        return record(None, Action.LOCKED, "x")
    return model._default_manager.all()[0]


def address(model: type[Model], page: str, row: Model) -> str:
    """Of a page of a table, or of this row."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=[row.pk] if page in {"change", "delete", "history"} else [])


def test_the_table_knows_every_admin() -> None:
    assert set(EXPECTED) == set(admin.site._registry)


@pytest.fixture
def _little_content(db: None, tmp_path: Path, _own_storage: None) -> None:
    """One or two rows a table: quick pages."""
    empty_tables()
    files = small() | {"pictures.json": [picture()]}
    call_command("load_content", "--from", str(write(tmp_path, files)), verbosity=0)


@pytest.mark.usefixtures("_little_content")
def test_a_publisher_may_not_write_and_cannot_send_a_change_either() -> None:
    client = client_of("publisher")
    for model in FILES.values():
        shown = row(model)
        for page in ("add", "change", "delete"):
            response = client.post(address(model, page, shown), {"post": "yes"})
            assert response.status_code == 403, (model, page)
        assert model._default_manager.filter(pk=shown.pk).exists()


@pytest.mark.parametrize(
    ("person", "table", "words"),
    [
        ("viewer", "wizard/step/add/", "It needs the role “editor”"),
        ("publisher", "wizard/step/1/delete/", "It needs the role “editor”"),
        ("nobody", "wizard/step/", "It needs the role “viewer”"),
        ("editor", "auth/user/", "It needs the role “administrator”"),
        ("administrator", "axes/accesslog/1/delete/", "It is for superusers only."),
        ("superuser", "wizard/guide/add/", "another role, or the form you sent has expired"),
    ],
)
def test_who_may_not_open_a_page_of_a_table_is_told_which_role_it_needs(
    person: str, table: str, words: str
) -> None:
    row(AccessLog)
    response = client_of(person).get(f"/admin/{table}")
    assert response.status_code == 403
    assert words in response.content.decode()


@pytest.mark.parametrize("person", ["viewer", "publisher"])
def test_who_may_not_delete_is_not_offered_it_in_lists(person: str) -> None:
    client, step = client_of(person), models.Step.objects.all()[0]
    action = {"action": "delete_selected", "_selected_action": [step.pk], "post": "yes"}
    client.post(reverse("admin:wizard_step_changelist"), action)
    assert models.Step.objects.filter(pk=step.pk).exists()
    assert (
        "delete_selected"
        not in client.get(reverse("admin:wizard_step_changelist")).content.decode()
    )


def test_what_is_not_theirs_is_not_on_their_start_page() -> None:
    text = client_of("editor").get("/admin/").content.decode()
    assert "/admin/wizard/step/" in text
    for app in ("auth", "axes", "wizard/auditlogentry"):
        assert f"/admin/{app}/" not in text


# The pages of the desk

DESK = {
    "/staff/likelihoods/moved/": "llniiiii",
    "/staff/guide/": "llniiiii",
    "/staff/guide/access/": "llniiiii",
    "/staff/search/": "llniiiii",
    "/staff/files/": "llniiiii",
    "/staff/files/download/": "llniiiii",
    "/staff/files/texts.csv": "llniiiii",
    "/staff/map/camera/": "llniiiii",
    "/staff/insight/": "llniiiii",
    "/staff/insight/lights/": "llniiiii",
    "/staff/insight/lights.csv": "llniiiii",
    "/staff/insight/proposals/": "llniiiii",
    "/staff/publish/": "llniiiii",  # everybody may see what would be published
    "/staff/change-sets/": "llniiiii",
    "/staff/replay/": "llniiiii",
    "/staff/revisions/": "llniiiii",
    "/staff/revisions/1/": "llniiiii",
}


DESK_SENT = {
    "/staff/markdown/": "llniiiii",
    "/staff/light/preview/": "llniiiii",
}
"""What is sent to look at: it is only answered, and nothing is kept."""


@pytest.mark.usefixtures("_little_content")
def test_an_editor_may_not_publish_and_cannot_send_it_either() -> None:
    client = client_of("editor")
    models.Guide.objects.update(support_minutes=46)
    acts = ("publish/", "revisions/1/restore/", "revisions/1/take-back/")
    for act in acts:
        assert client.post(f"/staff/{act}", {"note": "mine"}).status_code == 403, act
    assert Revision.objects.count() == 1
    assert models.Guide.objects.get().support_minutes == 46


WRITES = ("/staff/likelihoods/moved/",)
"""Pages of the desk that change drafts."""


@pytest.mark.usefixtures("_little_content")
def test_a_publisher_may_not_write_and_cannot_send_a_change_of_the_desk_either() -> None:
    client = client_of("publisher")
    before = [list(model._default_manager.order_by("pk").values()) for model in FILES.values()]
    for here in WRITES:
        assert client.post(here, {"stuck/yes": "never"}).status_code == 403, here
    assert [
        list(model._default_manager.order_by("pk").values()) for model in FILES.values()
    ] == before


# People


def test_an_administrator_gives_roles_and_cannot_make_superusers() -> None:
    client, person = client_of("administrator"), row(User)
    form = {
        "username": "somebody",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "user_permissions": [Permission.objects.get(codename="delete_logentry").pk],
        "groups": [Group.objects.get(name="editor").pk],
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00",
    }
    assert client.post(address(User, "change", person), form).status_code == 302
    person = User.objects.get(pk=person.pk)
    assert [group.name for group in person.groups.all()] == ["editor"]
    assert not person.is_superuser
    assert not person.user_permissions.exists()


def test_superusers_are_out_of_an_administrators_reach() -> None:
    client, boss = client_of("administrator"), User.objects.create_superuser("boss")
    assert client.post(address(User, "change", boss), {"username": "mine"}).status_code == 403
    assert client.post(address(User, "delete", boss), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:auth_user_password_change", args=[boss.pk])).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"}
    client.post(reverse("admin:auth_user_changelist"), action)
    assert User.objects.filter(username="boss").exists()


def test_the_roles_cannot_be_changed_but_others_can_be_made() -> None:
    client, editor = client_of("superuser"), Group.objects.get(name="editor")
    assert client.post(address(Group, "change", editor), {"name": "mine"}).status_code == 403
    assert client.post(address(Group, "delete", editor), {"post": "yes"}).status_code == 403
    assert client.post(reverse("admin:auth_group_add"), {"name": "translator"}).status_code == 302
    translator = Group.objects.get(name="translator")
    assert client.post(address(Group, "delete", translator), {"post": "yes"}).status_code == 302


def test_the_keys_of_second_factors_have_no_page() -> None:
    assert "otp" not in client_of("superuser").get("/admin/").content.decode()
