"""Notes on lights, causes and steps: staff write and read them, nobody else ever does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk import client_of, member, person
from tests.kinds import PAGES
from tests.pages import Page, visit
from wizard.content import files
from wizard.content.collect import collect
from wizard.content.live import published
from wizard.content.retirement import retire
from wizard.content.revisions import publish
from wizard.content.taking_back import discard, restore
from wizard.guide.page_cache import memory
from wizard.knowledge.serialise import freeze
from wizard.models import Cause, Family, FormerName, Note, Pattern, Revision, Step

pytestmark = pytest.mark.django_db

SECRET = "Callers say orange and mean this"
ANSWER = "/answers/mini/solid-red/"
HOW_TO = "/how-to/restart-router/xt2/"
ADD = "/admin/wizard/note/add/"


@pytest.fixture
def sam(content: Any) -> User:
    """An agent at the desk."""
    return member("sam", "viewer")


@pytest.fixture
def desk(sam: User) -> Client:
    return client_of(sam)


def note(kind: str = "light", scope: str = "mini", name: str = "solid-red", **more: Any) -> Note:
    return Note.objects.create(
        kind=kind, scope=scope, name=name, **{"text": SECRET, "author_name": "sam", **more}
    )


def of(model: type[Any], **lookups: Any) -> Any:
    return model._default_manager.get(**lookups)


def test_an_agent_writes_a_note_from_the_answer_page_and_comes_back_to_it(desk: Client) -> None:
    add = visit(desk, ANSWER).link("Add a note on this light").href
    assert '<option value="light mini solid-red" selected>' in desk.get(add).content.decode()
    response = desk.post(add, {"about": "light mini solid-red", "text": SECRET})
    assert response.headers["Location"] == ANSWER
    written = Note.objects.get()
    assert (written.key, written.author_name) == (("light", "mini", "solid-red"), "sam")
    page = visit(desk, ANSWER)
    assert f"Red, steady (Mini and Mini 2) {SECRET} sam," in page.text


def test_the_way_back_leads_to_no_other_site(desk: Client) -> None:
    response = desk.post(
        f"{ADD}?next=https://elsewhere.example/", {"about": "light mini solid-red", "text": SECRET}
    )
    assert response.headers["Location"].startswith("/admin/")


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"about": "light mini solid-red", "text": "  "}, "This field is required."),
        ({"about": "light mini no-such", "text": SECRET}, "is not one of the available choices"),
        ({"about": "", "text": SECRET}, "This field is required."),
    ],
)
def test_a_note_says_something_about_something(
    desk: Client, form: dict[str, str], message: str
) -> None:
    assert message in desk.post(ADD, form).content.decode()
    assert not Note.objects.exists()


def test_notes_stand_beside_what_a_page_shows(desk: Client) -> None:
    note(text="About the light")
    note("cause", "", "internet-down", text="About a cause of it")
    note("cause", "", "low-battery", text="About no cause of it")
    note("step", "", "restart-router", text="About a step")
    answer, how_to = visit(desk, ANSWER).text, visit(desk, HOW_TO).text
    assert "About the light" in answer
    assert "About a cause of it" in answer
    assert "About no cause of it" not in answer
    assert "About a step" not in answer
    assert "Restart your modem and router About a step" in how_to
    assert "About the light" not in how_to
    assert "About the light" in visit(desk, "/diagnose/?device=mini&light=solid-red").text


@pytest.mark.parametrize(
    ("model", "lookups", "key"),
    [
        (Pattern, {"family__slug": "mini", "slug": "solid-red"}, ("light", "mini", "solid-red")),
        (Cause, {"slug": "stuck"}, ("cause", "", "stuck")),
        (Step, {"slug": "restart-router"}, ("step", "", "restart-router")),
    ],
)
def test_they_stand_on_its_page_in_the_admin(
    desk: Client, model: type[Any], lookups: dict[str, str], key: tuple[str, str, str]
) -> None:
    address = reverse(
        f"admin:wizard_{model._meta.model_name}_change", args=[of(model, **lookups).pk]
    )
    assert "There are none." in visit(desk, address).text
    note(*key)
    page = visit(desk, address)
    assert SECRET in page.text
    assert page.link("Add a note").href.startswith(ADD)
    assert (
        "only staff see"
        not in visit(
            desk, reverse("admin:wizard_family_change", args=[Family.objects.all()[0].pk])
        ).text
    )


def test_a_hundred_notes_cost_no_more_queries_than_one(desk: Client) -> None:
    def queries() -> int:
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                desk.get(ANSWER)
            counts.append(len(captured))
        return min(counts)

    note()
    one = queries()
    Note.objects.bulk_create(
        Note(kind="light", scope="mini", name="solid-red", text=str(n)) for n in range(100)
    )
    assert queries() == one


# Who may write what


def test_everybody_mends_their_own_and_editors_all(sam: User, desk: Client) -> None:
    mine, other = note(author=sam), note(text="Of somebody else", author=member("kim", "viewer"))
    change = {
        item.pk: reverse("admin:wizard_note_change", args=[item.pk]) for item in (mine, other)
    }
    form = {"about": "light mini solid-red", "text": "Fixed"}
    assert desk.post(change[mine.pk], form).status_code == 302
    assert desk.post(change[other.pk], form).status_code == 403
    assert (
        desk.post(reverse("admin:wizard_note_delete", args=[other.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert [item.text for item in Note.objects.order_by("pk")] == ["Fixed", "Of somebody else"]
    assert (
        desk.post(reverse("admin:wizard_note_delete", args=[mine.pk]), {"post": "yes"}).status_code
        == 302
    )
    assert person("eve", "editor").post(change[other.pk], form).status_code == 302
    assert Note.objects.get().text == "Fixed"


def test_the_page_offers_to_mend_only_what_they_may(sam: User, desk: Client) -> None:
    mine = note(author=sam)
    note(text="Of somebody else", author_name="kim")
    hrefs = [link.href for link in visit(desk, ANSWER).links if "Change it" in link.text]
    assert hrefs == [reverse("admin:wizard_note_change", args=[mine.pk])]


def test_somebody_who_leaves_leaves_their_notes_with_their_name(sam: User, desk: Client) -> None:
    desk.post(ADD, {"about": "cause  stuck", "text": SECRET})
    sam.delete()
    assert Note.objects.get().author_name == "sam"


def test_staff_without_a_role_see_no_notes(content: Any) -> None:
    note()
    client = person("nobody")
    assert SECRET not in client.get(ANSWER).content.decode()
    assert client.get("/admin/wizard/note/").status_code == 403


def test_a_note_is_text_wherever_it_stands(desk: Client) -> None:
    made = note(text="<script>alert(1)</script>\n<b>")
    step = of(Pattern, family__slug="mini", slug="solid-red")
    for address in (
        ANSWER,
        reverse("admin:wizard_pattern_change", args=[step.pk]),
        "/admin/wizard/note/",
        reverse("admin:wizard_note_change", args=[made.pk]),
    ):
        html = desk.get(address).content.decode()
        assert "<script>alert" not in html, address
        assert "&lt;script&gt;alert(1)" in html, address


# Nobody else


def everything(client: Client) -> dict[str, str]:
    """What the public can read: every kind of page, whole and as a fragment, and what machines
    read.
    """
    machines = ["/sitemap.xml", "/sw.js", "/offline/mini/", "/api/v1/knowledge", "/robots.txt"]
    machines += ["/api/v1/diagnosis?device=mini&light=solid-red"]
    addresses = [*PAGES.values(), ANSWER, HOW_TO, *machines]
    whole = {address: client.get(address).content.decode() for address in addresses}
    return whole | {
        f"{a} fragment": client.get(a, headers={"hx-request": "true"}).content.decode()
        for a in addresses
    }


def test_no_stranger_and_no_cache_ever_holds_a_note(desk: Client, client: Client) -> None:
    note()
    note("step", "", "restart-router")
    note("cause", "", "internet-down")
    for address in (ANSWER, HOW_TO):
        response = desk.get(address)
        assert SECRET in response.content.decode()
        assert response["Cache-Control"] == "no-store, private"
    assert not any(SECRET in text for text in everything(client).values())
    held = memory._pages
    assert held
    assert not any(SECRET.encode() in bytes(str(value), "utf-8") for value in held.values())


def test_it_is_in_no_revision_no_file_and_no_draft(content: Any, tmp_path: Path) -> None:
    note()
    Step.objects.filter(slug="restart-router").update(title="Another title")
    revision = publish(None, "A new title")
    assert SECRET not in json.dumps(revision.knowledge)
    assert SECRET not in json.dumps(freeze(collect()))
    assert SECRET not in "".join(files.export().values())
    call_command("export_content", "--to", str(tmp_path), verbosity=0)
    assert not any(
        SECRET in file.read_text(encoding="utf-8") for file in tmp_path.rglob("*") if file.is_file()
    )


# Names that change


def test_a_note_follows_a_new_name(content: Any) -> None:
    light, step, cause = note(), note("step", "", "restart-router"), note("cause", "", "stuck")
    pattern = of(Pattern, family__slug="mini", slug="solid-red")
    for row, slug in (
        (pattern, "red-steady"),
        (of(Step, slug="restart-router"), "router"),
        (of(Cause, slug="stuck"), "hung"),
    ):
        row.slug = slug
        row.save()
    for held, key in (
        (light, ("light", "mini", "red-steady")),
        (step, ("step", "", "router")),
        (cause, ("cause", "", "hung")),
    ):
        held.refresh_from_db()
        assert held.key == key


def test_notes_on_lights_follow_a_renamed_family_and_a_light_that_moves(content: Any) -> None:
    held = note()
    family = of(Family, slug="mini")
    family.slug = "minis"
    family.save()
    held.refresh_from_db()
    assert held.key == ("light", "minis", "solid-red")
    pattern = of(Pattern, family=family, slug="solid-red")
    pattern.family, pattern.slug = of(Family, slug="sync-module-newer"), "red"
    pattern.save()
    held.refresh_from_db()
    assert held.key == ("light", "sync-module-newer", "red")


@pytest.mark.parametrize("is_published", [True, False])
def test_a_note_outlives_a_restored_revision_and_takes_the_old_name_again(
    content: Any, is_published: bool
) -> None:
    held, other = note("step", "", "restart-router"), note("cause", "", "stuck")
    step = of(Step, slug="restart-router")
    step.slug = "router"
    step.save()
    if is_published:
        publish(None, "Renamed")
        published.look_again()
    if is_published:
        restore(1, None)
    else:
        discard(None)
    held.refresh_from_db()
    other.refresh_from_db()
    assert held.key == ("step", "", "restart-router")
    assert other.key == ("cause", "", "stuck")
    assert FormerName.objects.filter(old="router").exists() == is_published
    assert Revision.objects.count() == (3 if is_published else 1)


def test_what_is_retired_gives_its_notes_to_its_successor(content: Any) -> None:
    old, new = of(Step, slug="restart-camera"), of(Step, slug="restart-router")
    held = note("step", "", "restart-camera")
    for row in (*old.required_by.all(),):
        row.prerequisites.remove(old)
    old.faqs.clear()
    old.disputes.clear()
    old.offered_by.clear()
    old.excluded_by.clear()
    retire(old, "It is said once.", new)
    held.refresh_from_db()
    assert held.key == ("step", "", "restart-router")


def test_a_note_whose_thing_is_gone_can_be_given_to_another(sam: User, desk: Client) -> None:
    made = note(name="gone-light", author=sam)
    address = reverse("admin:wizard_note_change", args=[made.pk])
    assert "light mini/gone-light, which is gone" in Page(desk.get(address).content.decode()).text
    assert desk.post(address, {"about": "light mini gone-light", "text": "Kept"}).status_code == 302
    assert desk.post(address, {"about": "light mini solid-red", "text": "Kept"}).status_code == 302
    made.refresh_from_db()
    assert made.key == ("light", "mini", "solid-red")
