"""The map of a light: for staff, as a drawing and in words."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.pages import Page, visit
from wizard import models
from wizard.analysis.answer_states import lights_of, start
from wizard.analysis.question_tree import nodes, tree
from wizard.knowledge.values import Knowledge
from wizard.rendering.tree_layout import BOX, Box, lay_out

pytestmark = pytest.mark.django_db

MAP = "/staff/map/battery-camera/?light=five-or-six-red-flashes"
PATH = "device=xt2&light=five-or-six-red-flashes&when-it-began=setup"
SVG = "{http://www.w3.org/2000/svg}"


def drawing(page: Page) -> ElementTree.Element:
    found = re.search(r"<svg[^>]*class=\"map\".*?</svg>", page.html, re.DOTALL)
    assert found is not None
    return ElementTree.fromstring(found[0])


def answers(element: ElementTree.Element, kind: str) -> list[str]:
    """The words of every answer drawn with this class."""
    groups = [
        g for g in element.iter(f"{SVG}g") if {"answer", kind} <= set(g.get("class", "").split())
    ]
    words = [" ".join(text.text or "" for text in g.iter(f"{SVG}text")) for g in groups]
    return [each.replace("\N{NO-BREAK SPACE}", " ") for each in words]


def listed(page: Page, kind: str) -> list[str]:
    """The same in the list: what stands in an item before its colon or its list."""
    items = re.findall(rf'<li class="(?=[^"]*\b{kind}\b)answer[^"]*">([^<]*?\))', page.html)
    return [re.sub(r"&#x27;", "'", item) for item in items]


def test_somebody_who_is_not_signed_in_is_led_to_the_log_in(client: Client) -> None:
    response = client.get(MAP)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(
        f"{reverse('admin:login')}?next=/staff/map/battery-camera/"
    )


def test_staff_without_the_right_to_see_lights_are_refused(client: Client) -> None:
    client.force_login(User.objects.create_user("new", is_staff=True))
    assert client.get(MAP).status_code == 403


def test_nobody_keeps_a_copy_and_nothing_is_scripted(admin_client: Client) -> None:
    response = admin_client.get(MAP)
    assert "no-store" in response.headers["Cache-Control"]
    text = response.content.decode()
    content = text[text.index('class="light-map"') :]
    assert "<script" not in content[: content.index("<footer") if "<footer" in content else None]
    assert " style=" not in content


def test_every_family_draws_every_light(admin_client: Client, content: Knowledge) -> None:
    for family in content.families:
        page = visit(admin_client, f"/staff/map/{family.slug}/")
        assert family.name in page.text
        assert drawing(page) is not None
        for light in lights_of(content, family):
            first = start(content, content.devices_of(family.slug)[0], light)
            asked = tree(first)
            drawn = lay_out(asked)
            assert len(drawn.boxes) == len(list(nodes(asked)))
            assert_apart(drawn.boxes)
            assert all(
                box.x + BOX <= drawn.width and box.y + box.height <= drawn.height
                for box in drawn.boxes
            )


def assert_apart(boxes: tuple[Box, ...]) -> None:
    below = sorted(boxes, key=lambda box: (box.x, box.y))
    for one, other in pairwise(below):
        assert one.x != other.x or one.y + one.height < other.y


@pytest.mark.parametrize("kind", ["answer", "rare", "dead", "on-path"])
def test_drawing_and_words_agree_on_the_answers(admin_client: Client, kind: str) -> None:
    page = visit(admin_client, f"{MAP}&fine&path={PATH.replace('&', '%26')}")
    drawn = answers(drawing(page), kind)
    assert drawn
    assert sorted(drawn) == sorted(listed(page, kind))


def test_an_address_is_followed_whole_or_from_its_question_mark_on(admin_client: Client) -> None:
    for address in (PATH, f"https://guide.example.com/diagnose/?{PATH}"):
        page = Page(
            admin_client.get("/staff/map/battery-camera/", {"path": address}).content.decode()
        )
        assert [words.rpartition(" (")[0] for words in answers(drawing(page), "on-path")] == [
            "During setup; it has never worked here"
        ]
        assert "Followed: When did this start? During setup" in page.text


def test_the_wizards_own_query_string_is_an_address_too(admin_client: Client) -> None:
    assert answers(drawing(visit(admin_client, f"/staff/map/battery-camera/?{PATH}")), "on-path")


def test_an_address_of_another_family_leads_to_its_map(admin_client: Client) -> None:
    response = admin_client.get("/staff/map/mini/", {"path": PATH})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/staff/map/battery-camera/?path=device%3Dxt2")


def test_an_address_that_leads_nowhere_is_answered_in_words(admin_client: Client) -> None:
    assert "no light called “purple”" in visit(admin_client, "/staff/map/mini/?light=purple").text
    assert (
        "no device called “toaster”"
        in visit(admin_client, "/staff/map/mini/?path=device%3Dtoaster").text
    )
    assert admin_client.get("/staff/map/toaster/").status_code == 404


def test_answers_to_questions_nobody_is_asked_are_named(admin_client: Client) -> None:
    page = Page(
        admin_client.get(
            "/staff/map/battery-camera/", {"path": f"{PATH}&batteries=unsure"}
        ).content.decode()
    )
    assert "On this way people are not asked: Which batteries are in it?" in page.text


def test_words_are_escaped(admin_client: Client) -> None:
    models.Question.objects.filter(slug="when-it-began").update(text="<b>When</b> & why?")
    html = admin_client.get(f"{MAP}&preview").content.decode()
    assert "<b>When</b>" not in html
    assert "&lt;b&gt;When&lt;/b&gt; &amp; why?" in html
    assert "Draft" in html
    assert (
        "<script>alert"
        not in admin_client.get(MAP, {"path": '"><script>alert(1)</script>'}).content.decode()
    )


def test_a_bigger_map_costs_no_more_queries(admin_client: Client) -> None:
    admin_client.get(MAP)
    counts = []
    for address in ("/staff/map/solar-panel/", MAP, f"{MAP}&fine"):
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(address)
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_family_and_light_lead_to_their_map(admin_client: Client) -> None:
    pattern = models.Pattern.objects.get(family__slug="mini", slug="solid-red")
    page = visit(admin_client, reverse("admin:wizard_pattern_change", args=[pattern.pk]))
    assert page.link("Show the map").href == "/staff/map/mini/?light=solid-red&preview"
    page = visit(admin_client, reverse("admin:wizard_family_change", args=[pattern.family_id]))
    assert visit(admin_client, page.link("Show the map").href).link("Red, steady")


def draw(*arguments: str) -> str:
    out = io.StringIO()
    call_command("draw_map", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_every_light_of_a_family_in_words() -> None:
    said = draw("sync-module")
    assert said.count("Sync Module (1st Gen) and Sync Module 2: ") == 8 + 7  # lights, symptoms
    assert re.search(r"\n    \d+ % .+ → (Most likely|Likely|Possible|Less likely): ", said)


def test_the_command_draws_one_light_or_a_folder_of_them(tmp_path: Path) -> None:
    draw(
        "mini",
        "--light",
        "solid-red",
        "--path",
        "?device=mini&light=solid-red",
        "--output",
        str(tmp_path / "one.svg"),
    )
    assert ElementTree.parse(tmp_path / "one.svg").getroot().tag == f"{SVG}svg"
    draw("mini", "--output", str(tmp_path))
    assert {file.stem for file in tmp_path.glob("*.svg")} > {"one", "solid-red", "unsure", "other"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["toaster"], "no family “toaster”"),
        (["mini", "--light", "purple"], "no light “purple”"),
        (["mini", "--output", "one.svg"], "Say which light"),
        (["mini", "--path", "?device=toaster"], "names no device and light"),
        (["mini", "--path", f"?{PATH}"], "family “battery-camera”"),
        (["mini", "--of", "yesterday"], "no version of the content"),
    ],
)
def test_the_command_says_what_it_cannot_draw(arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=re.escape(says)):
        draw(*arguments)
