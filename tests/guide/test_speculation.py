"""Browsers that can are told which links to fetch ahead, where nobody asked to save data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from blinkdiag.speculation import RULES

pytestmark = pytest.mark.django_db

ADDRESSES = ["/", "/which/", "/answers/", "/answers/xt2/solid-red/", "/diagnose/?device=xt2"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_public_page_names_the_rules(client: Client, address: str) -> None:
    for _ in range(2):  # made, and kept
        response = client.get(address)
        assert response.headers["Speculation-Rules"] == f'"/static/{RULES}"'
        assert "Save-Data" in response.headers["Vary"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_fetched_ahead_for_those_who_save_data(client: Client, address: str) -> None:
    response = client.get(address, headers={"Save-Data": "on"})
    assert "Speculation-Rules" not in response.headers
    assert "Save-Data" in response.headers["Vary"]


@pytest.mark.parametrize(
    "address", ["/admin/login/", "/api/v1/diagnosis?device=xt2", "/sw.js", "/healthz", "/lost/"]
)
def test_no_other_answer_names_them(client: Client, address: str) -> None:
    assert "Speculation-Rules" not in client.get(address).headers


def test_the_rules_wait_for_a_sign_and_leave_to_htmx_what_is_its() -> None:
    path = finders.find(RULES)
    assert isinstance(path, str)
    [rule] = json.loads(Path(path).read_text("utf-8"))["prefetch"]
    assert rule["eagerness"] == "moderate"
    paths, exception = rule["where"]["and"]
    assert not any(path.startswith(("/admin", "/staff")) for path in paths["href_matches"])
    assert "[hx-get]" in exception["not"]["selector_matches"]
