from __future__ import annotations

import re
from typing import Any
from unittest import mock
from xml.etree import ElementTree

import pytest
from django.db import DatabaseError
from django.test import Client

from wizard.content.live import published
from wizard.guide.page_cache import memory
from wizard.knowledge.values import Knowledge
from wizard.models import Revision

pytestmark = pytest.mark.django_db


def locations(client: Client, address: str = "/sitemap.xml") -> list[str]:
    tree = ElementTree.fromstring(client.get(address).content)
    return [
        element.text or ""
        for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]


def test_the_site_map_lists_every_permanent_page_and_no_step_of_the_wizard(
    client: Client, content: Knowledge
) -> None:
    addresses = locations(client)
    lights = sum(len(content.ways_in_of(device.family)) for device in content.devices)
    assert (
        len([a for a in addresses if a.startswith("http://testserver/answers/")])
        == 1 + len(content.devices) + lights
    )
    assert "http://testserver/how-to/replace-batteries/xt2/" in addresses
    assert not [a for a in addresses if "/diagnose/" in a]
    assert len(addresses) == len(set(addresses))


def test_a_large_site_map_is_a_list_of_documents(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = locations(client)
    assert client.get("/sitemap-1.xml").status_code == 404
    monkeypatch.setattr("wizard.guide.probes.SITEMAP_ADDRESSES", 100)
    memory.clear()
    documents = locations(client)
    assert documents == [
        f"http://testserver/sitemap-{number}.xml" for number in range(1, -(-len(whole) // 100) + 1)
    ]
    parts = [locations(client, address.removeprefix("http://testserver")) for address in documents]
    assert [address for part in parts for address in part] == whole
    for number in ("0", str(len(documents) + 1), "9" * 30):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


@pytest.mark.thorough
def test_every_address_of_the_site_map_opens(client: Client) -> None:
    for address in locations(client):
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


def test_robots_names_the_site_map_and_closes_the_staff_side(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_browsers_find_an_icon_where_they_look_for_one(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith("guide/icon.svg")


def no_database() -> Any:
    return mock.patch(
        "django.db.backends.base.base.BaseDatabaseWrapper.cursor", side_effect=DatabaseError
    )


def test_healthz_is_alive_without_the_database(client: Client) -> None:
    with no_database():
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_machine_may_ask_by_a_name_that_the_site_does_not_have(
    client: Client, address: str
) -> None:
    assert client.get(address, headers={"host": "10.1.2.3:8000"}).status_code == 200
    assert client.post(address).status_code == 405
    assert client.get("/", headers={"host": "10.1.2.3:8000"}).status_code == 400


def test_readyz_says_what_is_served_and_how_fresh_it_is(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    said = response.content.decode()
    assert re.fullmatch(r"serving revision 1, looked 0\.\d s ago, database yes\.\n", said), said


def test_readyz_fails_with_the_reason_while_nothing_can_be_served(client: Client) -> None:
    Revision.objects.all().delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    said = response.content.decode()
    assert said.startswith("serving nothing, looked 0.0 s ago, database yes.")
    assert "load_content" in said


def test_without_the_database_pages_go_on_and_readyz_says_so(client: Client) -> None:
    address = "/answers/xt2/five-or-six-red-flashes/"
    assert client.get(address).status_code == 200
    published.look_again()
    with no_database():
        assert client.get("/answers/xt2/solid-blue/").status_code == 200
        assert client.get(address).status_code == 200
        response = client.get("/readyz")
        assert response.status_code == 200
        said = response.content.decode()
        assert said.startswith("serving revision 1, looked ")
        assert "database no. The database cannot be read. Look at DATABASE_URL." in said


def test_what_the_database_says_about_itself_is_told_to_nobody(client: Client) -> None:
    with mock.patch(
        "django.db.backends.base.base.BaseDatabaseWrapper.cursor",
        side_effect=DatabaseError("connection to server at 10.0.0.3 failed"),
    ):
        assert "10.0.0.3" not in client.get("/readyz").content.decode()


def test_a_page_says_plainly_that_nothing_is_published(client: Client) -> None:
    Revision.objects.all().delete()
    response = client.get("/")
    assert response.status_code == 503
    assert "not ready" in response.content.decode()
    assert response["Retry-After"] == "5"


def test_who_wrote_something_reads_too_that_nothing_is_published(client: Client) -> None:
    Revision.objects.all().delete()
    response = client.get("/search/?q=red")
    assert response.status_code == 503
    assert "not ready" in response.content.decode()
