"""A stranger costs no query, whatever cookie is made up."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from wizard.content.live import published
from wizard.guide.visitors import is_session_key, new_session_key

pytestmark = pytest.mark.django_db

MADE_UP = [
    "",
    "a",
    "0" * 40,
    "sessionid",
    "é" * 40,
    "0123456789abcdef" * 2 + "01234567",
    "x" * 4000,
]


def test_a_key_of_ours_is_known_and_fits_the_table() -> None:
    keys = {new_session_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(is_session_key(key) and len(key) == 40 for key in keys)


@pytest.mark.parametrize("key", MADE_UP, ids=range(len(MADE_UP)))
def test_a_key_that_somebody_made_up_is_not(key: str) -> None:
    assert not is_session_key(key)


@pytest.mark.parametrize("key", MADE_UP, ids=range(len(MADE_UP)))
@pytest.mark.parametrize("address", ["/", "/answers/xt2/", "/?preview", "/diagnose/?device=mini"])
def test_a_made_up_cookie_costs_no_query(
    client: Client,
    content: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
    address: str,
    key: str,
) -> None:
    monkeypatch.setattr(published, "_look_at", float("inf"))  # as where a thread looks
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    with django_assert_num_queries(0):
        client.get(address)


def test_a_key_of_ours_stays_one_after_the_sign_in(client: Client) -> None:
    User.objects.create_superuser("ann", password="blue-moon-77")
    client.post("/admin/login/?next=/admin/", {"username": "ann", "password": "blue-moon-77"})
    assert is_session_key(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert client.get("/admin/").status_code == 200
