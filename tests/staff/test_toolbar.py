"""The bar that staff see over the pages they send to customers; nobody else does, and no cache
holds it.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import OperationalError
from django.test import Client

from tests.desk import person
from tests.pages import Page
from wizard.guide.page_cache import memory
from wizard.models import Pattern, Question, Step
from wizard.staff import toolbar
from wizard.staff.access.roles import ROLES

pytestmark = pytest.mark.django_db

HTMX = {"hx-request": "true"}
HOST = "http://testserver"
LIGHT = "device=xt2&light=five-or-six-red-flashes"
ANSWER = "/answers/xt2/five-or-six-red-flashes/"
HOW_TO = "/how-to/replace-batteries/xt2/"
QUESTION = f"/diagnose/?{LIGHT}"
RESULT = f"/diagnose/?{LIGHT}&skipped=questions"
WITH_BAR = [ANSWER, HOW_TO, QUESTION, RESULT]
BAR = 'id="staff-bar"'
SCRIPT = re.compile(r'<script\b[^>]* src="([^"]*)"[^>]*>(.*?)</script>', re.DOTALL)
"""A script with an address, and what stands inside it."""


def signed_in(*roles: str, is_staff: bool = True) -> Client:
    user = User.objects.create_user("sam", is_staff=is_staff)
    user.groups.set(Group.objects.filter(name__in=roles))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def viewer(content: Any) -> Client:
    return signed_in("viewer")


def field(page: Page, name: str) -> str:
    """What stands in the read-only field of this id."""
    return next(
        attributes["value"] for tag, attributes in page.tags if attributes.get("id") == name
    )


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
@pytest.mark.parametrize("address", WITH_BAR)
def test_staff_of_every_role_see_the_bar(content: Any, role: Any, address: str) -> None:
    html = signed_in(role.name).get(address).content.decode()
    assert html.count(BAR) == 1
    assert html.index(BAR) < html.index('<main id="main"')


@pytest.mark.parametrize("address", WITH_BAR)
@pytest.mark.parametrize("who", ["anonymous", "customer", "staff without a role"])
def test_others_see_nothing_of_it(content: Any, who: str, address: str) -> None:
    client = Client() if who == "anonymous" else signed_in(is_staff=who.startswith("staff"))
    for headers in ({}, HTMX):
        assert "staff-bar" not in client.get(address, headers=headers).content.decode()


@pytest.mark.parametrize("address", WITH_BAR)
def test_no_cache_holds_the_bar(viewer: Client, client: Client, address: str) -> None:
    public = client.get(address)
    memory.clear()
    for headers in ({}, HTMX):
        response = viewer.get(address, headers={**headers, "if-none-match": public["ETag"]})
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store, private"
        assert "ETag" not in response
    assert len(memory) == 0
    after = client.get(address)
    assert after.content == public.content
    assert after["Cache-Control"].startswith("public")


@pytest.mark.parametrize("address", WITH_BAR)
def test_visitors_pay_nothing(
    client: Client, content: Any, address: str, django_assert_num_queries: Any
) -> None:
    client.get(address)
    with django_assert_num_queries(0):
        response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response["Vary"]


@pytest.mark.parametrize(
    "address", ["/", "/answers/", "/answers/xt2/", "/sitemap.xml", f"/api/v1/diagnosis?{LIGHT}"]
)
def test_pages_that_nobody_is_sent_have_no_bar(viewer: Client, address: str) -> None:
    response = viewer.get(address)
    assert "staff-bar" not in response.content.decode()
    assert "no-store" not in response["Cache-Control"]


@pytest.mark.parametrize("address", WITH_BAR)
def test_the_link_is_the_public_address(viewer: Client, address: str) -> None:
    page = Page(viewer.get(address).content.decode())
    assert field(page, "customer-link") == f"{HOST}{address}"
    assert f"{HOST}{address}" in page.text  # it stands in the reply, too


def test_the_link_of_an_untidy_address_is_the_canonical_one(viewer: Client) -> None:
    response = viewer.get("/diagnose/?light=five-or-six-red-flashes&device=xt2", follow=True)
    assert field(Page(response.content.decode()), "customer-link") == f"{HOST}{QUESTION}"
    response = viewer.get(f"{ANSWER}?utm=mail")
    assert field(Page(response.content.decode()), "customer-link") == f"{HOST}{ANSWER}"


def test_it_leads_editors_to_what_the_page_shows_in_the_admin(viewer: Client) -> None:
    light = Pattern.objects.get(family__slug="battery-camera", slug="five-or-six-red-flashes")
    assert "Edit this" not in Page(viewer.get(QUESTION).content.decode()).text
    editor = person("edna", "editor")
    page = Page(editor.get(QUESTION).content.decode())
    assert page.link("Edit this light").href == f"/admin/wizard/pattern/{light.pk}/change/"
    asked = page.question.answers[0][0]
    assert page.link("Edit this question").href.endswith(
        f"/{Question.objects.get(slug=asked).pk}/change/"
    )
    step = Step.objects.get(slug="replace-batteries")
    page = Page(editor.get(HOW_TO).content.decode())
    href = page.link("Edit this step").href
    assert href == f"/admin/wizard/step/{step.pk}/on/xt2/"
    place = list(step.wordings.all()).index(step.wordings.get(families__devices__slug="xt2"))
    form = f"/admin/wizard/step/{step.pk}/change/?device=xt2#wordings-{place}"
    assert editor.get(href)["Location"] == form
    assert 'src="/how-to/replace-batteries/xt2/?preview"' in editor.get(form).content.decode()
    assert "Edit this step" in Page(editor.get(RESULT).content.decode()).text


def test_it_leads_to_the_map_with_the_way_marked(viewer: Client) -> None:
    page = Page(viewer.get(ANSWER).content.decode())
    href = page.link("Which diagnoses lead here").href
    assert href == "/staff/map/battery-camera/?light=five-or-six-red-flashes"
    question = Page(viewer.get(QUESTION).content.decode())
    answered = Page(
        viewer.get(
            question.question.press(*question.question.answers[0]), follow=True
        ).content.decode()
    )
    assert (
        "Followed:" in viewer.get(answered.link("Which diagnoses lead here").href).content.decode()
    )


def test_a_fragment_brings_the_bar_along(viewer: Client) -> None:
    html = viewer.get(RESULT, headers=HTMX).content.decode()
    assert html.startswith("<title>")
    assert (
        html.count(
            '<aside class="staff-bar" id="staff-bar" aria-label="For staff" hx-swap-oob="true">'
        )
        == 1
    )


def test_everything_works_without_scripts_and_styles_in_the_page(viewer: Client) -> None:
    html = viewer.get(ANSWER).content.decode()
    bar = html[html.index("<aside") : html.index("</aside>")]
    assert "<details>" in bar
    assert "readonly" in bar
    assert "<svg" in bar
    assert "<style" not in bar
    for tag, attributes in Page(bar).tags:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
    scripts = SCRIPT.findall(bar)
    assert len(scripts) == bar.count("<script")
    for src, inside in scripts:
        assert src.startswith(settings.STATIC_URL)
        assert not inside


def test_what_staff_wrote_is_text_in_the_reply(
    viewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toolbar, "reply", lambda *_: "</textarea><script>alert(1)</script>")
    assert "<script>alert" not in viewer.get(ANSWER).content.decode()


def test_a_page_stays_when_the_engine_fails(
    viewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(toolbar, "diagnose", fails)
    html = viewer.get(ANSWER).content.decode()
    assert BAR in html
    assert "customer-reply" not in html


def test_a_page_stays_when_the_database_is_gone(
    viewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> bool:
        raise OperationalError

    monkeypatch.setattr(toolbar, "is_staff", gone)
    response = viewer.get(ANSWER)
    assert response.status_code == 200
    assert BAR not in response.content.decode()


def test_a_missing_page_has_no_bar_and_is_kept_by_nobody(viewer: Client) -> None:
    response = viewer.get("/answers/xt2/purple/")
    assert response.status_code == 404
    assert BAR not in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
