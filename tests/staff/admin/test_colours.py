"""A colour made by an editor: drawn, said and found without a programmer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.desk import address, opened, person, save, sent_by
from tests.pages import visit
from wizard.content.live import forget, published
from wizard.content.revisions import publish
from wizard.knowledge.values import Knowledge
from wizard.models import Channel, Colour, Pattern
from wizard.search.search import search

pytestmark = pytest.mark.django_db

WHITE = {
    "slug": "warmwhite",
    "name": "warm white",
    "letter": "W",
    "stage": "#f3ead2",
    "paper": "#6b6350",
    "glow": "",
    "core": "",
    "words": "white\nivory",
    "position": "40",
}

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def editor(content: Knowledge) -> Client:
    return person("ed", "editor")


def add(client: Client, **typed: str) -> Any:
    form = sent_by(client.get(address(Colour, "add")).content.decode())
    return client.post(address(Colour, "add"), form | WHITE | typed)


def refused(client: Client, **typed: str) -> str:
    response = add(client, **typed)
    assert response.status_code == 200
    assert not Colour.objects.filter(slug="warmwhite").exists()
    return str(response.context_data["errors"])


def test_a_new_colour_is_drawn_said_and_found_once_it_is_published(
    editor: Client, client: Client
) -> None:
    assert add(editor).status_code == 302
    white = Colour.objects.get(slug="warmwhite")
    light = Pattern.objects.get(family__slug="battery-camera", slug="solid-blue")
    light.channels.update(colour=white)
    light.description = ""
    light.title = "Steady white"
    light.save()
    assert white.stage not in client.get("/answers/xt2/").content.decode()

    publish(None, note="White")
    forget()

    pages = {
        "answer": "/answers/xt2/solid-blue/",
        "lights": "/diagnose/?device=xt2",
        "table": "/answers/xt2/",
        "question": "/diagnose/?device=xt2&light=solid-blue",
    }
    for name, page in pages.items():
        html = client.get(page).content.decode()
        assert 'fill="url(#glow-warmwhite)"' in html, name
        assert 'id="glow-warmwhite"' in html, name
        assert 'color="#f3ead2" fill="#6b6350" stroke="#6b6350"><text x="0" y="21">W<' in html, name
        assert "style=" not in html, name
    assert "Warm white, steady." in visit(client, pages["answer"]).text
    assert "Warm white" in visit(client, pages["lights"]).text
    assert '<rect fill="#f3ead2"/>' in client.get("/answers/").content.decode()
    only_white = visit(client, "/diagnose/?device=xt2&colour=warmwhite")
    assert "Steady white" in only_white.text
    assert "Solid red" not in only_white.text
    said = visit(client, "/diagnose/?device=xt2&light=unsure&colour=warmwhite").text
    assert "Colour: warm white" in said


def test_a_new_colour_is_found_by_what_people_call_it(editor: Client) -> None:
    add(editor)
    Channel.objects.filter(
        pattern__family__slug="battery-camera", pattern__slug="solid-blue"
    ).update(colour=Colour.objects.get(slug="warmwhite"))
    publish(None, note="White")
    forget()
    found = search(published(), "xt2 ivory light")
    assert found.facts.looks[0].colours == ("warmwhite",)
    assert getattr(found.matches[0].subject, "slug", "") == "solid-blue"
    assert search(published(), "xt2 solid white").facts.no_colours == ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"stage": "#303030"}, "Its contrast on the dark stage is 1.3 : 1, and eyes need 3 : 1."),
        ({"paper": "#dddddd"}, "Its contrast on paper is 1.2 : 1, and eyes need 3 : 1."),
        ({"stage": "white"}, "“white” is no hue. Write # and six of 0 to 9 and a to f"),
        ({"stage": "#F3EAD2"}, "is no hue"),
        ({"glow": "url(x)"}, "is no hue"),
        ({"slug": "warm-white"}, "Addresses join colours with hyphens"),
        ({"slug": "none"}, "“none” is reserved"),
        ({"slug": "any"}, "“any” is reserved"),
        ({"letter": "w"}, "Write one capital letter, like W."),
        ({"letter": "R"}, "Another colour has this letter."),
        ({"words": "amber"}, "“amber” is a word for red. Take it out there first."),
        ({"words": "warm white"}, "is not one word of small letters"),
    ],
)
def test_a_colour_that_cannot_be_told_is_refused_in_words(
    editor: Client, typed: dict[str, str], words: str
) -> None:
    assert words in refused(editor, **typed)


def test_what_an_editor_writes_as_a_colour_stays_text(editor: Client, client: Client) -> None:
    add(editor, name=HOSTILE[:30])
    light = Pattern.objects.get(family__slug="battery-camera", slug="solid-blue")
    light.channels.update(colour=Colour.objects.get(slug="warmwhite"))
    Pattern.objects.filter(pk=light.pk).update(description="")
    publish(None, note="White")
    forget()
    for page in ("/answers/xt2/solid-blue/", "/diagnose/?device=xt2", "/answers/"):
        assert "<script>alert" not in client.get(page).content.decode()
    assert "<script>alert" not in editor.get(address(Colour, "changelist")).content.decode()


def test_a_colour_keeps_its_place_in_addresses_and_cannot_go_while_a_lamp_has_it(
    editor: Client,
) -> None:
    red = Colour.objects.get(slug="red")
    assert "slug" not in opened(editor, red)
    save(editor, red, name="crimson", slug="crimson")
    red.refresh_from_db()
    assert (red.slug, red.name) == ("red", "crimson")
    page = visit(editor, address(red, "delete"))
    assert "Yes" not in page.text
    editor.post(address(red, "delete"), {"post": "yes"})
    assert Colour.objects.filter(slug="red").exists()


def test_hues_are_shown_with_their_contrast(editor: Client) -> None:
    page = visit(editor, address(Colour, "changelist"))
    assert "5.8 : 1, 5.0 : 1" in page.text
