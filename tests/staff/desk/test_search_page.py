"""Desk search: what an agent types, what opens, and what is listed.

What answers what: tests/content/test_search.py.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk import person
from tests.pages import Page, visit
from wizard.content.live import published
from wizard.content.revisions import publish
from wizard.models import Device, Note, Pattern, Step

pytestmark = pytest.mark.django_db

ATTEMPT = """<script>alert(1)</script>"' onload=alert(1) """


def search(**query: str) -> str:
    return f"{reverse('wizard:desk_search')}?{urlencode(query)}"


@pytest.fixture
def desk(content: Any) -> Client:
    """An agent: who may only look."""
    return person("sam", "viewer")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("mini red blinking", "/answers/mini/red-flashing/"),
        ("replace batteries xt2", "/how-to/replace-batteries/xt2/"),
        ("xt2", "/answers/xt2/"),
    ],
)
def test_what_is_clearly_meant_opens_at_once(desk: Client, typed: str, address: str) -> None:
    assert desk.get(search(q=typed)).headers["Location"] == address
    assert visit(desk, address).h1


def test_the_other_matches_can_be_seen_too(desk: Client) -> None:
    page = visit(desk, search(q="mini red blinking", all=""))
    assert page.link("Red, keeps flashing").href == "/answers/mini/red-flashing/"
    assert page.link("Brief red after plugging in").href == "/answers/mini/brief-red-flash/"


def test_it_says_what_was_read_in_the_words(desk: Client) -> None:
    assert "This is what was read: red" in visit(desk, search(q="amber light")).text


def test_the_first_result_has_the_focus_so_that_enter_opens_it(desk: Client) -> None:
    page = visit(desk, search(q="xt2 red 5"))
    focused = [
        attributes["href"]
        for tag, attributes in page.tags
        if tag == "a" and "autofocus" in attributes
    ]
    assert focused == ["/answers/xt2/five-or-six-red-flashes/"]
    assert "Five or six red flashes, then nothing XT2 Act now Low batteries" in page.text


def test_a_result_shows_the_light_its_causes_and_the_ways_on(desk: Client) -> None:
    html = desk.get(search(q="xt2 red 5")).content.decode()
    assert '<svg class="strip"' in html
    page = Page(html)
    assert (
        page.link("Outdoor (3rd Gen)").href == "/answers/outdoor-3rd-gen/five-or-six-red-flashes/"
    )
    row = Pattern.objects.get(family__slug="battery-camera", slug="five-or-six-red-flashes")
    assert page.link("In the tables").href == reverse("admin:wizard_pattern_change", args=[row.pk])


def test_a_step_that_many_families_have_lists_them(desk: Client) -> None:
    page = visit(desk, search(q="restart router"))
    assert page.link("Restart your modem and router").href.startswith("/how-to/restart-router/")
    assert page.link("Mini and Mini 2").href == "/how-to/restart-router/mini/"


def test_what_stands_behind_the_pages_opens_in_the_tables(desk: Client) -> None:
    page = visit(desk, search(q="low battery"))
    assert page.link("Low batteries").href.startswith("/admin/wizard/cause/")
    for link in page.links:
        if link.href.startswith("/admin/wizard/cause/") and "change" in link.href:
            visit(desk, link.href)


# What was pasted


@pytest.mark.parametrize(
    "address",
    [
        "/answers/mini/solid-red/",
        "/how-to/restart-router/mini/",
        "/diagnose/?device=mini&light=solid-red&home-wifi=works",
    ],
)
def test_an_address_from_a_customer_opens_as_it_is(desk: Client, address: str) -> None:
    for pasted in (
        address,
        f"http://testserver{address}",
        f"testserver{address}",
        f" http://testserver{address}\n",
    ):
        assert desk.get(search(q=pasted)).headers["Location"] == address
    page = visit(desk, search(q=address, all=""))
    assert page.link("Open the page").href == address
    assert (
        page.link("Replay it with the numbers").href
        == f"/staff/replay/?address={quote(address, safe='')}"
    )


def test_an_old_address_leads_on_as_it_does_for_the_customer(desk: Client) -> None:
    step = Step.objects.get(slug="restart-router")
    step.slug = "router"
    step.save()
    publish(None, "Renamed")
    published.look_again()
    response = desk.get(search(q="/how-to/restart-router/mini/"), follow=True)
    assert response.request["PATH_INFO"] == "/how-to/router/mini/"


def test_an_address_of_another_site_is_not_opened(desk: Client) -> None:
    response = desk.get(search(q="https://elsewhere.example/answers/mini/solid-red/"))
    assert response.status_code == 200
    assert "That is an address of another site: elsewhere.example." in response.content.decode()


def test_a_slash_does_not_make_words_an_address(desk: Client) -> None:
    assert (
        desk.get(search(q="xt2/five-long-red-flashes"))
        .headers["Location"]
        .startswith("/answers/xt2/")
    )


# Nothing, and anything


def test_without_a_question_the_page_says_what_can_be_asked(desk: Client) -> None:
    page = visit(desk, reverse("wizard:desk_search"))
    assert "Say it as the caller does" in page.text
    assert [
        attributes["id"]
        for tag, attributes in page.tags
        if tag == "input" and "autofocus" in attributes
    ] == ["desk-search"]


def test_where_nothing_answers_it_says_so(desk: Client) -> None:
    assert "Nothing answers “qwertyuiop”." in visit(desk, search(q="qwertyuiop")).text


@pytest.mark.parametrize(
    "typed", [ATTEMPT, "é" * 3000, "/" * 500, "?" * 300, "//[", "http://[::1", "a=b&" * 400, "\x00"]
)
def test_whatever_is_typed_is_text(desk: Client, typed: str) -> None:
    response = desk.get(search(q=typed))
    assert response.status_code in {200, 302}
    html = response.content.decode()
    assert "<script>alert" not in html
    assert not any("onload" in attributes for _, attributes in Page(html).tags)


def test_what_staff_typed_into_the_content_is_text_in_the_results(desk: Client) -> None:
    Pattern.objects.filter(slug="solid-red").update(title=f"Red {ATTEMPT}")
    publish(None, "")
    published.look_again()
    html = desk.get(search(q="red", all="")).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_draft_is_not_found_before_it_is_published(desk: Client) -> None:
    Device.objects.filter(slug="mini").update(name="Peephole")
    assert "Peephole" not in desk.get(search(q="mini", all="")).content.decode()
    publish(None, "")
    published.look_again()
    assert desk.get(search(q="peephole")).headers["Location"] == "/answers/mini/"


# Notes


def test_notes_are_found_by_their_words_and_beside_what_was_found(desk: Client) -> None:
    Note.objects.create(
        kind="light",
        scope="mini",
        name="solid-red",
        text="A new firmware does it",
        author_name="kim",
    )
    Note.objects.create(
        kind="cause", name="hardware", text="Ask for the serial number", author_name="kim"
    )
    beside = visit(desk, search(q="mini solid red", all="")).text
    assert "A new firmware does it" in beside
    assert "serial" not in beside
    assert "A new firmware does it" in visit(desk, search(q="firmware new")).text


def test_more_content_and_more_notes_cost_no_more_queries(desk: Client) -> None:
    def queries() -> int:
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(search(q="red", all="")).status_code == 200
            counts.append(len(captured))
        return min(counts)

    few = queries()
    Note.objects.bulk_create(
        Note(kind="light", scope="mini", name="solid-red", text=f"red {n}") for n in range(50)
    )
    for n in range(20):
        original = Pattern.objects.get(family__slug="mini", slug="solid-red")
        original.pk, original.slug = None, f"solid-red-{n}"
        original.save()
    assert queries() == few


# Where the box is


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/wizard/step/", "/staff/publish/", "/staff/search/"]
)
def test_every_page_of_the_staff_side_has_the_box_once(desk: Client, address: str) -> None:
    page = visit(desk, address)
    boxes = [
        attributes
        for tag, attributes in page.tags
        if tag == "input" and attributes.get("name") == "q"
    ]
    assert [box["accesskey"] for box in boxes if box.get("id") == "desk-search"] == ["/"]
    assert sum(form.action == reverse("wizard:desk_search") for form in page.forms) == 1


def test_who_may_not_search_is_not_offered_it(content: Any) -> None:
    client = Client()
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert "desk-search" not in client.get("/admin/").content.decode().replace(
        "desk-search.css", ""
    )
    assert client.get(search(q="red")).status_code == 403


def test_the_bar_on_a_public_page_leads_to_the_search(desk: Client) -> None:
    assert visit(desk, "/answers/mini/solid-red/").link("Search").href == reverse(
        "wizard:desk_search"
    )


def test_a_thousand_words_are_searched_like_a_few(desk: Client) -> None:
    words = " ".join(f"word{number}" for number in range(1000))
    assert desk.get(search(q=words, all="")).status_code == 200
