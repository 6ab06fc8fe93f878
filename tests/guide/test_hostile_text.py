"""What staff type is text everywhere, and what they have not published is nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import CharField, Field, JSONField, Model, TextField
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.pages import Page
from tests.rows import empty_tables, picture, small, write
from wizard import models
from wizard.content.collect import collect
from wizard.content.files import FILES
from wizard.content.live import published
from wizard.content.revisions import publish

pytestmark = pytest.mark.django_db

ATTEMPT = """<script>alert(1)</script>"' onload=alert(1) """
MARKED = (
    "[a](javascript:alert(1)) ![b](data:text/html,x) <javascript:alert(1)> **<img src=x"
    ' onerror=alert(1)>** [c](https://x.example/"onload=alert(1)) '
)
"""The same in the marks that some texts may hold."""
DRAFT = "Not published yet "
LIGHT = "/diagnose/?device=camera-1&light=solid-red"
PAGES = (
    "/",
    "/answers/",
    "/which/",
    "/no-light/",
    "/search/?q=red",
    "/offline/",
    "/diagnose/?device=camera-1",
    "/diagnose/?device=camera-2",
    LIGHT,
    f"{LIGHT}&moved=perhaps",
    f"{LIGHT}&moved=yes",
    f"{LIGHT}&moved=no",
    f"{LIGHT}&moved=unsure&skipped=questions",
    f"{LIGHT}&moved=no&tried=restart",
    f"{LIGHT}&moved=no&tried=restart&tried=move-closer",
    f"{LIGHT}&moved=no&fixed=restart",
    "/robots.txt",
)
INTERFACE = (
    "/api/v1/knowledge",
    "/api/v1/diagnosis?device=camera-1&light=solid-red",
    "/api/v1/diagnosis?device=camera-1&light=solid-red&moved=no",
    "/api/v1/diagnosis?device=camera-1&light=solid-red&moved=perhaps",
)
SLUGS = {"slug", "group", "old", "new", "scope", "url", "support_url"}
"""What is part of an address; validators keep it to what an address may hold."""
NEEDED = {"reply": "{link}"}
"""What a text must hold besides."""
OWN_FORMAT = {
    (models.Colour, "letter"),
    (models.Colour, "stage"),
    (models.Colour, "paper"),
    (models.Colour, "glow"),
    (models.Colour, "core"),
    (models.Colour, "words"),
    (models.Picture, "digest"),
}
"""What takes no words: a letter, hues, single words and the name of a file."""


@pytest.fixture(autouse=True)
def _little_content(tmp_path: Path, _own_storage: None) -> None:
    empty_tables()
    of_device, of_light = picture(), picture()
    of_device["fields"] |= {"slug": "front", "step": None, "device": ["camera-1"]}
    of_light["fields"] |= {"slug": "lit", "step": None, "light": ["camera", "solid-red"]}
    files = small() | {"pictures.json": [picture(), of_device, of_light]}
    for step in files["steps.json"]:
        step["fields"] |= {"destructive": True, "erases": "Its settings."}
    call_command("load_content", "--from", str(write(tmp_path, files)), verbosity=0)


def texts(row: Model) -> Iterator[Field[Any, Any]]:
    """The fields in which staff can type what they like."""
    for field in row._meta.concrete_fields:
        if (
            isinstance(field, CharField | TextField)
            and not field.choices
            and field.name not in SLUGS
        ) or (isinstance(field, JSONField) and not _refuses(field, row, ["text"])):
            yield field


def _typed(field: Field[Any, Any], row: Model, said: str) -> list[str] | str:
    """What the field holds once somebody has typed `said` before what it held."""
    if isinstance(field, JSONField):
        return [said]
    text = f"{said}{getattr(row, field.name)}{NEEDED.get(field.name, '')}"
    return text[: field.max_length]


def _refuses(field: Field[Any, Any], row: Model, value: list[str] | str) -> bool:
    try:
        field.clean(value, row)
    except ValidationError:
        return True
    return False


def type_everywhere(said: str) -> int:
    """Puts `said` into every text of every row of every content table that takes it; returns into
    how many.
    """
    count = 0
    for model in FILES.values():
        for row in model._default_manager.all():
            for field in texts(row):
                value = _typed(field, row, said)
                if not _refuses(field, row, value):
                    setattr(row, field.name, value)
                    count += 1
            row.full_clean(
                exclude=[field.name for field in row._meta.concrete_fields if field.is_relation]
            )
            row.save()
    return count


def public_pages(client: Client) -> dict[str, str]:
    """Every public page, whole and as a fragment."""
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    permanent = [
        str(element.text).removeprefix("http://testserver")
        for element in tree.iter()
        if element.text
    ]
    addresses = [*PAGES, *(address for address in permanent if address.startswith("/"))]
    found = {address: client.get(address).content.decode() for address in addresses}
    fragments = {
        f"{address} (fragment)": (
            client.get(address, headers={"hx-request": "true"}).content.decode()
        )
        for address in addresses
    }
    return {**found, **fragments}


def previewed(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}preview"


def assert_only_text(address: str, html: str) -> None:
    assert "<script>alert" not in html, address
    for tag, attributes in Page(html).tags:
        assert not {"onload", "onerror"} & set(attributes), (address, tag)
        for name in ("href", "src", "action"):
            assert (
                not attributes.get(name, "").strip().lower().startswith(("javascript:", "data:"))
            ), (address, tag)


def staff_pages(revision: models.Revision) -> Iterator[str]:
    yield from ("/admin/", "/staff/map/camera/", "/staff/publish/", "/staff/revisions/")
    yield from ("/staff/likelihoods/moved/", "/staff/change-sets/", "/staff/files/")
    yield from ("/staff/insight/", "/staff/insight/lights/", "/staff/search/?q=red")
    yield f"/staff/revisions/{revision.number}/"
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        for row in model._default_manager.all()[:2]:
            for page in ("change", "delete", "history"):
                yield reverse(f"{name}_{page}", args=[row.pk])


def test_an_attempt_at_script_is_text_on_every_public_page(client: Client) -> None:
    assert type_everywhere(ATTEMPT) > 60
    publish(None, ATTEMPT)
    pages = public_pages(client)
    for address, html in pages.items():
        assert_only_text(address, html)
    shown = [
        address
        for address, html in pages.items()
        if "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    ]
    assert len(shown) >= len(pages) * 0.8, set(pages) - set(shown)


@pytest.mark.thorough
def test_an_attempt_in_marks_is_text_too(client: Client, admin_client: Client) -> None:
    type_everywhere(MARKED)
    revision = publish(None, MARKED)
    for address, html in public_pages(client).items():
        assert_only_text(address, html)
        assert "<img src=x" not in html, address
    for address in staff_pages(revision):
        html = admin_client.get(address).content.decode()
        assert_only_text(address, html)
        assert "<img src=x" not in html, address


def test_the_words_of_a_picture_and_the_name_of_a_colour_are_text_where_they_are_seen(
    client: Client, admin_client: Client
) -> None:
    attempt = f"{ATTEMPT}here"
    models.Picture.objects.update(alt=attempt)
    models.Colour.objects.update(name=ATTEMPT[:30])
    models.Device.objects.update(looks="A box.")
    publish(None, "")
    for address in ("/which/", "/answers/camera-1/", "/answers/camera-1/solid-red/"):
        page = Page(client.get(address).content.decode())
        said = [attributes["alt"] for tag, attributes in page.tags if tag == "img"]
        assert attempt in said, address
        assert_only_text(address, page.html)
    colours = admin_client.get(reverse("admin:wizard_colour_changelist")).content.decode()
    assert escape(ATTEMPT[:30]) in colours
    assert_only_text("colours", colours)


def test_it_is_a_string_in_the_interface(client: Client) -> None:
    type_everywhere(ATTEMPT)
    publish(None, "")
    for address in INTERFACE:
        response = client.get(address)
        assert response["Content-Type"] == "application/json", address
        assert response["X-Content-Type-Options"] == "nosniff", address
        assert ATTEMPT in json.dumps(response.json(), ensure_ascii=False).replace('\\"', '"'), (
            address
        )


@pytest.mark.thorough
def test_it_is_text_on_every_page_of_the_staff_side(admin_client: Client) -> None:
    type_everywhere(ATTEMPT)
    revision = publish(None, ATTEMPT)
    models.Guide.objects.update(support_minutes=46)
    addresses = [*staff_pages(revision), *map(previewed, PAGES)]
    assert reverse("admin:wizard_revision_change", args=[revision.pk]) in addresses
    for address in addresses:
        response = admin_client.get(address)
        assert response.status_code in {200, 302, 400, 403, 404}, address
        assert_only_text(address, response.content.decode())


def test_it_is_text_in_what_the_admin_says_after_saving(admin_client: Client) -> None:
    form = {
        "slug": "new",
        "title": ATTEMPT,
        "publisher": ATTEMPT,
        "authority": "blog",
        "position": "10",
    }
    html = admin_client.post(reverse("admin:wizard_source_add"), form, follow=True).content.decode()
    assert "was added successfully" in html
    assert_only_text("saved", html)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (model, field.name)
        for model in FILES.values()
        for field in model._meta.concrete_fields
        if field.name in SLUGS and not (model is models.FormerName and field.name == "scope")
    ],
    ids=str,
)
def test_what_is_part_of_an_address_refuses_it(model: type[Model], field: str) -> None:
    for attempt in (ATTEMPT, "javascript:alert(1)", "data:text/html,x"):
        with pytest.raises(ValidationError):
            model._meta.get_field(field).clean(attempt, model())  # type: ignore[union-attr]  # a column, not a relation


@pytest.mark.parametrize("attempt", [ATTEMPT, MARKED], ids=["script", "marks"])
def test_no_text_refuses_it_but_what_has_a_format_of_its_own(attempt: str) -> None:
    refused = {
        (model, field.name)
        for model in FILES.values()
        for row in model._default_manager.all()
        for field in texts(row)
        if _refuses(field, row, _typed(field, row, attempt))
    }
    assert refused == OWN_FORMAT


# Drafts


def test_what_is_not_published_is_on_no_public_page(client: Client, admin_client: Client) -> None:
    public_pages(client)  # they are kept by the cache now
    type_everywhere(DRAFT)
    camera = models.Device.objects.get()
    models.Device.objects.create(
        slug="draft-camera",
        name="Draft camera",
        family=camera.family,
        group=camera.group,
        drawing=camera.drawing,
        hint="x",
        confidence="high",
    )
    assert DRAFT in str(collect())
    for page in PAGES:  # staff look at the draft, and nothing of it is kept for others
        admin_client.get(previewed(page))
    published.look_again()
    for address, html in public_pages(client).items():
        assert DRAFT.strip() not in html, address
        assert "draft-camera" not in html, address
    for address in (*INTERFACE, "/sitemap.xml"):
        text = client.get(address).content.decode()
        assert DRAFT.strip() not in text, address
        assert "draft-camera" not in text, address
    assert client.get("/answers/draft-camera/").status_code == 404


@pytest.mark.parametrize("address", [LIGHT, "/", "/answers/camera-1/"])
def test_a_stranger_who_asks_for_the_draft_gets_the_public_page(
    client: Client, address: str
) -> None:
    type_everywhere(DRAFT)
    response = client.get(previewed(address), follow=True)
    assert response.status_code == 200
    assert DRAFT.strip() not in response.content.decode()


def test_the_draft_is_kept_by_nobody(admin_client: Client) -> None:
    type_everywhere(DRAFT)
    response = admin_client.get(f"{LIGHT}&preview")
    assert DRAFT.strip() in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
