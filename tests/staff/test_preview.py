from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from tests.content.little import little
from tests.pages import Page
from wizard.content.draft import draft, unpublished_changes
from wizard.content.revisions import publish
from wizard.guide.page_cache import memory
from wizard.models import Cause, Guide, Revision, Step

__all__ = ["little"]  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("little")]

HTMX = {"hx-request": "true"}
WIZARD = "/diagnose/?device=camera-1&light=solid-red"
ANSWER = "/answers/camera-1/solid-red/"
PAGES = [
    "/",
    "/answers/",
    "/answers/camera-1/",
    ANSWER,
    "/how-to/restart/camera-1/",
    "/diagnose/?device=camera-1",
    WIZARD,
]
EVERYWHERE = [
    *PAGES,
    "/sitemap.xml",
    "/api/v1/knowledge",
    "/api/v1/diagnosis?device=camera-1&light=solid-red",
]


def previewed(address: str, wanted: str = "") -> str:
    return f"{address}{'&' if '?' in address else '?'}preview{wanted}"


@pytest.fixture
def editor(client: Client) -> Client:
    """Staff who may look at revisions."""
    user = User.objects.create_user("eve", password="long enough", is_staff=True)
    user.user_permissions.add(
        Permission.objects.get(codename="view_revision", content_type__app_label="wizard")
    )
    client.force_login(user)
    return client


@pytest.fixture
def edited() -> str:
    """Words that stand in the draft only, on the answer page of the light."""
    Guide.objects.update(safety="Only the draft says: pull the plug.")
    return "Only the draft says"


@pytest.mark.parametrize("address", PAGES)
def test_every_page_shows_staff_the_draft_and_keeps_the_preview_on_every_way_on(
    editor: Client, edited: str, address: str
) -> None:
    for headers in ({}, HTMX):
        response = editor.get(previewed(address), headers=headers)
        assert response.status_code == 200
        page = Page(response.content.decode())
        assert "Draft. Not public." in page.text
        assert "1 change: What holds for every page." in page.text
        assert page.link("Leave the preview").href == address
        ways = [
            link
            for link in page.links
            if link.href.startswith("/") and link.text.strip() != "Leave the preview"
        ]
        assert ways
        for link in ways:
            assert "preview" in link.href, link
            if "hx-get" in link.attributes:
                assert link.attributes["hx-get"] == link.href
        for form in page.forms:
            assert ("preview", "") in form.hidden


def test_the_draft_stands_in_the_page(editor: Client, edited: str) -> None:
    assert edited in editor.get(previewed(ANSWER)).content.decode()
    assert edited not in editor.get(ANSWER).content.decode()


@pytest.mark.parametrize("address", EVERYWHERE)
def test_a_preview_is_kept_by_nobody(editor: Client, edited: str, address: str) -> None:
    for headers in ({}, HTMX):
        response = editor.get(previewed(address), headers=headers)
        assert response["Cache-Control"] == "no-store, private"
        assert "ETag" not in response
    assert len(memory) == 0


@pytest.mark.parametrize("who", ["nobody", "customer", "staff without the permission"])
def test_others_are_led_to_the_public_page(client: Client, edited: str, who: str) -> None:
    if who != "nobody":
        client.force_login(User.objects.create_user("joe", is_staff=who.startswith("staff")))
    for address in EVERYWHERE:
        response = client.get(previewed(address))
        assert (response.status_code, response["Location"]) == (302, address)
        assert response["Cache-Control"] == "no-store, private"
        assert edited not in client.get(address).content.decode()


def test_a_journey_without_scripts_stays_in_the_preview(editor: Client, edited: str) -> None:
    page = Page(editor.get(previewed(WIZARD)).content.decode())
    button = page.question.answers[0]
    response = editor.get(page.question.press(*button), follow=True)
    assert "Draft. Not public." in response.content.decode()
    assert all("preview" in address for address, _ in response.redirect_chain)


def test_a_fragment_for_htmx_brings_the_bar_along(editor: Client, edited: str) -> None:
    html = editor.get(previewed(WIZARD), headers=HTMX).content.decode()
    assert html.startswith("<title>")
    assert (
        html.count('<aside class="preview" id="preview" aria-label="Preview" hx-swap-oob="true">')
        == 1
    )


def test_redirects_and_missing_pages_stay_in_the_preview(editor: Client, edited: str) -> None:
    other_order = "/diagnose/?preview&light=solid-red&device=camera-1"
    assert editor.get(other_order)["Location"] == previewed(WIZARD)
    missing = editor.get(previewed("/answers/nothing/"))
    assert missing.status_code == 404
    assert "Draft. Not public." in missing.content.decode()


def test_a_preview_starts_at_any_question(editor: Client) -> None:
    asked = "/diagnose/?device=camera-1&light=solid-red&moved="
    assert "Draft. Not public." in editor.get(previewed(asked), follow=True).content.decode()


def test_an_earlier_revision_can_be_seen_at_any_address(editor: Client, edited: str) -> None:
    publish(None, "Safety")
    html = editor.get(previewed(ANSWER, "=1")).content.decode()
    assert "Revision 1. Not what people see now." in html
    assert edited not in html
    assert 'href="/answers/camera-1/?preview=1"' in html
    assert editor.get(previewed(ANSWER, "=99")).status_code == 404


def test_a_draft_that_changes_nothing_says_so(editor: Client) -> None:
    assert "It says what people see now." in editor.get(previewed("/")).content.decode()


def test_what_stands_in_a_draft_is_text_in_the_bar(editor: Client) -> None:
    Cause.objects.filter(slug="stuck").update(name="<script>alert(1)</script>")
    assert "<script>alert" not in editor.get(previewed("/")).content.decode()


def test_the_draft_is_held_once_while_it_says_the_same() -> None:
    first = draft()
    assert draft() is first
    Step.objects.filter(slug="restart").update(note="Changed.")
    assert draft() is not first


def test_a_public_page_stays_as_it_was(
    client: Client, edited: str, django_assert_num_queries: Any
) -> None:
    before = client.get(WIZARD)
    with django_assert_num_queries(0):
        after = client.get(WIZARD)
    assert after.content == before.content
    assert not after.cookies
    assert "Cookie" not in after["Vary"]


def test_unpublished_changes_are_counted_with_one_query(
    admin_client: Client, django_assert_max_num_queries: Any
) -> None:
    assert unpublished_changes() == 0
    cause = Cause.objects.get(slug="stuck")
    form = {
        "slug": "stuck",
        "name": "Hung",
        "explanation": "It hangs.",
        "confidence": "high",
        "position": cause.position,
    }
    form["sources"] = [source.pk for source in cause.sources.all()]
    assert (
        admin_client.post(reverse("admin:wizard_cause_change", args=[cause.pk]), form).status_code
        == 302
    )
    assert unpublished_changes() == 1
    with django_assert_max_num_queries(
        2
    ):  # the newest line of the log and, once a second, the newest revision
        assert unpublished_changes() == 1
    publish(None, "Hung")
    assert unpublished_changes() == 0


def test_nothing_published_is_nothing_to_count() -> None:
    Revision.objects.all().delete()
    assert unpublished_changes() == 0
