"""Somebody at the staff desk: signs in with a role, fills in a form as the page shows it, and
sends it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from django.contrib.auth.models import Group, User
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from tests.pages import Reader


def member(name: str, *roles: str) -> User:
    """A new member of the staff with these roles."""
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def client_of(user: User) -> Client:
    """A client that is signed in."""
    client = Client()
    client.force_login(user)
    return client


def person(name: str, *roles: str) -> Client:
    """A client signed in as a new member of the staff with these roles."""
    return client_of(member(name, *roles))


def nothing_drawn() -> AbstractContextManager[object]:
    """Views run, and templates say nothing: where another test looks at the same pages."""
    return mock.patch.object(Template, "render", return_value=SafeString(""))


def address(row: Any, page: str, *more: Any) -> str:
    """A page of the row, or of its table."""
    args = [] if page in {"changelist", "add", "recover_list"} else [row.pk, *more]
    return reverse(f"admin:wizard_{row._meta.model_name}_{page}", args=args)


class Sent(Reader):
    """What a browser would send of the form for a row if nothing more were typed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self._name = ""
        self._in_form = False
        self.feed(html.split('id="content-main"')[1])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in {"submit", "button"}:
            is_box = given.get("type") == "checkbox"
            value = given.get("value", "on" if is_box else "")
            if not is_box or ("checked" in given and name not in self.fields):
                self.fields[name] = value
            elif "checked" in given:  # one of several with this name
                self.fields[name] = (
                    [*self.fields[name], value]
                    if isinstance(self.fields[name], list)
                    else [self.fields[name], value]
                )
        elif tag == "select":
            self._name = name
            self.fields[name] = []
        elif tag == "option" and "selected" in given:
            self.fields[self._name].append(given["value"])
        elif tag == "textarea":
            self._name = name
            self.fields[name] = "\0"

    def handle_data(self, data: str) -> None:
        if self._name and isinstance(self.fields.get(self._name), str):
            self.fields[self._name] = self.fields[self._name] + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            text = self.fields[self._name].removeprefix("\0")
            self.fields[self._name] = text.removeprefix("\r").removeprefix("\n")
        if tag in {"textarea", "select"}:
            self._name = ""


def sent_by(html: str) -> dict[str, Any]:
    return {
        name: value for name, value in Sent(html).fields.items() if name != "csrfmiddlewaretoken"
    }


def opened(client: Client, row: Any) -> dict[str, Any]:
    """The form of a row as a browser has it when the page is open."""
    return sent_by(client.get(address(row, "change")).content.decode())


def save(client: Client, row: Any, **typed: Any) -> Any:
    """Opens the form, types, and saves."""
    response: Any = client.post(address(row, "change"), opened(client, row) | typed)
    errors = response.context_data["errors"] if response.status_code == 200 else ""
    assert response.status_code == 302, f"It was not saved: {errors}"
    return response
