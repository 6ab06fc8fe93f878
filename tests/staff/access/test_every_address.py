"""Every address of the site, by every method, for every role: no fault of ours, nothing for whom it
is not, and nothing written by whom it is not.

The addresses are read from the site, so those that come later are walked, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from tests.content.little import drafted
from tests.desk import nothing_drawn
from tests.rows import empty_tables, picture, small, write
from tests.staff.access.test_access_matrix import (
    DESK,
    DESK_SENT,
    EXPECTED,
    PEOPLE,
    STATUS,
    client_of,
    row,
)
from tests.staff.access.test_access_matrix import address as address_of
from wizard import models
from wizard.content import change_sets
from wizard.content.files import FILES

pytestmark = pytest.mark.django_db

TOKEN = "a" * 32
SENT = {"post": "yes", "_save": "Save", "action": "delete_selected", "note": "x", "text": "x"}
"""What a browser might send: a yes to everything."""

DOORS = ("/admin/login/", "/admin/logout/", "/admin/forgotten/", "/admin/password/")
FIRM = "/admin/firm-account/"
"""Where somebody may be who has not signed in. Leading to the firm’s account is off."""

PROVIDER = "https://login.firm.example"
FIRM_BACKEND = "wizard.staff.access.firm_provider.FirmBackend"
OWN_SECRETS = ("/admin/second-factor/", "/admin/backup-codes/", "/admin/password_change/")

TABLES = {f"{one._meta.label_lower.replace('.', '/')}/": one for one in admin.site._registry}
"""How the addresses of a table begin -> the table."""

CONTENT = [str(model._meta.model_name) for model in FILES.values()]

MAY_NOT_WRITE = ("anonymous", "visitor", "nobody", "viewer")
TRACES = {
    "admin.logentry",
    "axes.accessattempt",
    "axes.accesslog",
    "otp_totp.totpdevice",
    "sessions.session",
    "wizard.auditlogentry",
}
"""What looking and being refused leave behind, and a second factor of one's own."""


@pytest.fixture(autouse=True)
def _little_content(db: None, tmp_path: Path, _own_storage: None) -> None:
    """A row or two in every table, a draft, and a change set that waits."""
    empty_tables()
    files = small() | {"pictures.json": [picture()]}
    call_command("load_content", "--from", str(write(tmp_path, files)), verbosity=0)
    asked = User.objects.create_user("asked", is_staff=True)
    models.Guide.objects.update(support_minutes=46)
    change_sets.ask(asked, "Please look", drafted("guide"), state=models.ChangeSet.State.READY)
    for model in EXPECTED:
        shown(model)


def addresses() -> list[str]:
    return list(dict.fromkeys(_addresses(get_resolver().url_patterns, "/", None)))


def _addresses(patterns: list[Any], before: str, model: type[Model] | None) -> Iterator[str]:
    for pattern in patterns:
        route = str(pattern.pattern)
        its = TABLES.get(route, model)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, before + route, its)
        elif isinstance(pattern, URLPattern) and "(?P<" in route:
            yield from (f"{before}{app}/" for app in ("wizard", "auth", "nothing"))
        elif isinstance(pattern, URLPattern):
            parts = re.split(r"<(?:\w+:)?(\w+)>", before + route)
            parts[1::2] = [_named(name, before + route, its) for name in parts[1::2]]
            yield "".join(parts)


def _named(parameter: str, route: str, model: type[Model] | None) -> str:
    """Something that is there, so that pages and not only their absence are seen."""
    named = {
        "app_label": "wizard",
        "code": "1",
        "content_type_id": str(ContentType.objects.get_for_model(models.Step).pk),
        "device": "camera-1",
        "digest": models.Picture.objects.get().digest,
        "family": "camera",
        "key": "stuck/restart",
        "kind": "help",
        "light": "solid-red",
        "name": "lights" if "insight" in route else "access",
        "number": "1",
        "question": "moved",
        "step": "restart",
        "token": default_token_generator.make_token(invited()),
        "uidb64": urlsafe_base64_encode(force_bytes(invited().pk)),
    }
    if parameter in named:
        return str(named[parameter])
    return str(shown(model or (models.ChangeSet if parameter == "pk" else models.Step)).pk)


def invited() -> User:
    """Somebody who has a letter and has not chosen a password."""
    return User.objects.get(username="asked")


def shown(model: type[Model]) -> Model:
    return model._default_manager.first() or row(model)


def browser_of(person: str) -> Client:
    """A client that is held to the token as browsers are, and shows faults as they see them."""
    client = client_of(person)
    client.handler.enforce_csrf_checks = True
    client.raise_request_exception = False
    client.cookies["csrftoken"] = TOKEN
    return client


def everything() -> dict[str, list[Any]]:
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.managed and model._meta.label_lower not in TRACES
    }


def is_staff_address(address: str) -> bool:
    return address.startswith(("/admin/", "/staff/")) and not address.startswith((*DOORS, FIRM))


def is_refused(response: Any) -> bool:
    """Led to the log-in, not allowed, not there, or not by this method."""
    if response.status_code == 302:
        return "/admin/login/" in response["Location"]
    return response.status_code in {400, 403, 404, 405}


def send(client: Client, method: str, address: str, **headers: str) -> Any:
    return client.generic(method, address, headers=headers)


def test_the_walk_knows_every_table_and_what_is_new() -> None:
    found = addresses()
    assert len(found) > 250
    kinds = ("picture", "colour", "changeset", "symptom", "wordspeopleuse")
    for kind in kinds[:2]:
        assert f"/admin/wizard/{kind}/add/" in found
    for page in ("/staff/insight/lights/", "/staff/change-sets/", "/staff/files/import/"):
        assert page in found
    assert any(address.endswith("/copy/") for address in found)
    assert any(address.startswith("/pictures/small/") for address in found)
    assert not [address for address in found if "<" in address or "(" in address]


def expected_of(person: str) -> dict[str, int]:
    """Address -> status, of the pages of every table and of the desk."""
    tables = {
        address_of(model, page, shown(model)): answers
        for model, pages in EXPECTED.items()
        for page, answers in pages.items()
    }
    return _for(person, tables | DESK)


def _for(person: str, table: dict[str, str]) -> dict[str, int]:
    place = PEOPLE.index(person)
    return {address: STATUS[answers[place]] for address, answers in table.items()}


@pytest.mark.thorough
@pytest.mark.parametrize("person", PEOPLE)
def test_every_address_answers_every_role_as_it_should(person: str) -> None:
    """First all are looked at; then a yes is sent to each, with the token, as a form sends it."""
    client = browser_of(person)
    before, wrong = everything(), []
    found = sorted(addresses(), key=lambda one: (one == "/admin/logout/", one))
    expected, sent = expected_of(person), _for(person, DESK_SENT)
    assert {*expected, *sent} <= {*found}
    hidden = set()
    for address in found:
        response = client.get(address)
        status = response.status_code
        if status >= 500 or expected.get(address, status) != status:
            wrong.append(f"GET {address}: {status}, not {expected.get(address)}")
        if is_staff_address(address) and is_refused(response) and status != 405:
            hidden.add(address)
        elif is_staff_address(address) and person in {"anonymous", "visitor"} and status != 405:
            wrong.append(f"GET {address}: {status} for a stranger")
    for address in found:
        response = client.post(address, SENT, headers={"x-csrftoken": TOKEN})
        status = response.status_code
        if status >= 500 or sent.get(address, status) != status:
            wrong.append(f"POST {address}: {status}, not {sent.get(address)}")
        if address in hidden and not is_refused(response):
            wrong.append(f"POST {address}: {status}, and may not be seen")
    assert not wrong
    if person in MAY_NOT_WRITE:
        after = everything()
        assert [table for table in before if before[table] != after[table]] == []


@pytest.mark.thorough
@pytest.mark.parametrize("person", ["anonymous", "superuser"])
def test_nothing_is_done_without_the_token_or_by_another_method(person: str) -> None:
    client = browser_of(person)
    before, wrong = everything(), []
    with nothing_drawn():
        for address in addresses():
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                response = send(client, method, address)
                if not is_refused(response):
                    wrong.append(f"{method} {address}: {response.status_code}")
            for method in ("HEAD", "OPTIONS", "TRACE"):
                response = send(client, method, address)
                if response.status_code >= 500:
                    wrong.append(f"{method} {address}: {response.status_code}")
    assert not wrong
    assert everything() == before


def test_staff_without_a_role_are_told_which_one_a_page_needs() -> None:
    client = browser_of("nobody")
    for address in (one for one in addresses() if one.startswith("/staff/")):
        response = client.get(address)
        assert response.status_code in {403, 404, 405}, address
        if response.status_code == 403:
            assert "It needs the role “" in response.content.decode(), address


def of_the_firm(role: str) -> Client:
    """Signed in with the firm’s account, whose claim gave this role; and its own session."""
    user = User.objects.create_user(f"{role} of the firm", is_staff=True)
    user.set_unusable_password()
    user.save()
    user.groups.set(Group.objects.filter(name=role))
    models.FirmAccount.objects.create(person=user, issuer=PROVIDER, subject=role)
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=FIRM_BACKEND)
    return client


@pytest.mark.thorough
@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_the_firms_account_opens_what_the_role_opens_and_nothing_else(
    role: str, settings: LazySettings
) -> None:
    """A factor of one’s own and a password are what the provider has instead."""
    settings.OIDC_ISSUER, settings.STAFF_TWO_FACTOR = PROVIDER, "optional"
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, FIRM_BACKEND]
    theirs, same = of_the_firm(role), client_of(role)
    found = [one for one in addresses() if is_staff_address(one)]
    drawn = {kind_of(address): address for address in found}
    with nothing_drawn():
        for address in found:
            status = theirs.get(address).status_code
            assert status < 500, address
            if not address.startswith(OWN_SECRETS):
                assert status == same.get(address).status_code, address
    for address in drawn.values():
        assert theirs.get(address).status_code < 500, address


def kind_of(address: str) -> str:
    """What the pages of all tables of content have in common; other pages are their own kind."""
    return re.sub(rf"^/admin/wizard/({'|'.join(CONTENT)})/(\d+/)?", "/admin/", address)
