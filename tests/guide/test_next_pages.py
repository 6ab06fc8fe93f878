"""The pages behind the answers to a question come in one piece, as htmx would get each of them."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.pages import Page
from wizard.guide.page_cache import memory

pytestmark = pytest.mark.django_db

QUESTION = "?device=mini&light=solid-red"
HTMX = {"hx-request": "true"}


@pytest.mark.parametrize(
    "query",
    [
        QUESTION,
        "?device=xt2&light=unsure",
        f"{QUESTION}&home-wifi=works&home-wifi=",
        f"{QUESTION}&home-wifi=perhaps",
    ],
)
def test_each_answer_has_the_fragment_that_its_own_address_has(client: Client, query: str) -> None:
    page = Page(client.get(f"/diagnose/{query}").content.decode())
    pages = client.get(f"/diagnose/next/{query}", headers=HTMX).json()
    assert list(pages) == [choice.address for choice in page.questions[0].choices]
    assert len(pages) > 2
    for address, fragment in pages.items():
        assert fragment == client.get(address, headers=HTMX).content.decode()


def test_each_device_of_the_front_page_has_its_fragment(client: Client) -> None:
    home = Page(client.get("/").content.decode())
    pages = client.get("/diagnose/next/", headers=HTMX).json()
    tiles = [link.href for link in home.links if "hx-get" in link.attributes]
    assert tiles == list(pages)
    for address in tiles:
        assert pages[address] == client.get(address, headers=HTMX).content.decode()


@pytest.mark.parametrize("query", ["?device=nothing", "?device=mini&light=nothing"])
def test_an_address_without_a_page_has_no_next_ones(client: Client, query: str) -> None:
    response = client.get(f"/diagnose/next/{query}", headers=HTMX)
    assert (response.status_code, response.json()) == (404, {})


@pytest.mark.parametrize("query", ["?device=mini", "?device=xt2&colour=blue"])
def test_each_light_to_pick_has_its_fragment(client: Client, query: str) -> None:
    page = Page(client.get(f"/diagnose/{query}").content.decode())
    pages = client.get(f"/diagnose/next/{query}", headers=HTMX).json()
    lights = [link.href for link in page.links if "data-beats" in link.attributes]
    assert lights
    assert set(lights) <= set(pages)
    for address in lights:
        assert pages[address] == client.get(address, headers=HTMX).content.decode()


def test_a_page_without_a_question_has_none_either(client: Client) -> None:
    fixed = f"/diagnose/next/{QUESTION}&fixed=restart-camera"
    assert client.get(fixed, headers=HTMX).json() == {}


def test_they_are_kept_like_every_page_and_only_under_their_canonical_address(
    client: Client,
) -> None:
    response = client.get(f"/diagnose/next/{QUESTION}", headers=HTMX)
    assert "max-age=1" in response.headers["Cache-Control"]
    assert len(memory) == 1
    client.get(f"/diagnose/next/{QUESTION}&nonsense=1", headers=HTMX)
    assert len(memory) == 1
