"""The guide for staff is read where staff are, with its pictures."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.pages import visit
from wizard.staff.desk.handbook import PAGES

pytestmark = pytest.mark.django_db

ADDRESSES = [reverse("wizard:guide"), *(reverse("wizard:guide", args=[name]) for name in PAGES)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_of_the_guide_is_readable_there(admin_client: Client, address: str) -> None:
    page = visit(admin_client, address)
    assert page.h1
    assert "##" not in page.text
    assert not [
        link.href for link in page.links if ".md" in link.href and not link.href.startswith("http")
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_picture_is_there_and_says_what_it_shows(admin_client: Client, address: str) -> None:
    pictures = [attributes for tag, attributes in visit(admin_client, address).tags if tag == "img"]
    for picture in pictures:
        assert picture["alt"]
        assert finders.find(picture["src"].removeprefix("/static/")), picture["src"]


def test_it_is_linked_from_every_page_and_its_pages_from_each_other(admin_client: Client) -> None:
    page = visit(admin_client, "/admin/")
    assert page.link("Guide").href == reverse("wizard:guide")
    assert (
        visit(admin_client, reverse("wizard:guide", args=["reference"]))
        .link("people and roles")
        .href
        == "/staff/guide/access/"
    )
    assert (
        visit(admin_client, reverse("wizard:guide")).link("Everything else").href
        == "/staff/guide/reference/"
    )


def test_its_headings_can_be_linked_to(admin_client: Client) -> None:
    html = admin_client.get(reverse("wizard:guide")).content.decode()
    assert '<h2 id="publish-it">' in html
    assert not re.search(r"<h[2-6]>", html.partition('<div id="content-main"')[2])


def test_another_name_is_no_page_of_it(admin_client: Client) -> None:
    assert admin_client.get("/staff/guide/quality/").status_code == 404
