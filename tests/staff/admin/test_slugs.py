"""Names in addresses: proposed while a title is typed, and refused beside the field."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from tests.desk import address, nothing_drawn, opened
from tests.rows import fields_of, picture
from wizard.models import Colour, Option, Picture, Question, Step, Wording, WordsPeopleUse

pytestmark = pytest.mark.django_db

WRONG = ["moved last week", "été", "why?", "..", "a/b", "Upper", "-", "double--hyphen"]
NAMED = [
    model
    for model in admin.site._registry
    if model._meta.app_label == "wizard" and any(f.name == "slug" for f in model._meta.fields)
]


@pytest.fixture(autouse=True)
def _a_picture(_own_storage: None) -> None:
    """Of every other table the shipped content has a row."""
    step = Step.objects.all()[0]
    Picture.objects.create(**fields_of(picture()) | {"step": step})


def named(client: Client, row: Any) -> tuple[str, dict[str, Any]]:
    """A form that asks for a name, by its address and what it sends: the row's own, or that of a
    new row like it where a name never changes.
    """
    sent = opened(client, row)
    return address(row, "change" if "slug" in sent else "add"), sent


@pytest.mark.parametrize("model", NAMED)
def test_a_wrong_name_is_refused_beside_its_field(admin_client: Client, model: type[Model]) -> None:
    row: Any = model._default_manager.first()
    here, sent = named(admin_client, row)
    no = "is not one word" if model is Colour else "cannot be part of an address."
    drawn = admin_client.post(here, sent | {"slug": WRONG[0]}).content.decode()
    assert f"“{WRONG[0]}” {no}" in drawn
    for wrong in WRONG:
        with nothing_drawn():
            response: Any = admin_client.post(here, sent | {"slug": wrong})
        assert response.status_code == 200, wrong
        form = response.context_data["adminform"].form
        assert form.errors["slug"][0].startswith(f"“{wrong}” {no}")
        assert model._default_manager.filter(pk=row.pk, slug=row.slug).exists()
        assert not model._default_manager.filter(slug=wrong).exists()


@pytest.mark.parametrize("model", NAMED)
def test_kept_text_with_a_wrong_name_comes_back(admin_client: Client, model: type[Model]) -> None:
    here, sent = named(admin_client, model._default_manager.first())
    response = admin_client.post(here, sent | {"slug": "a/b c", "_put_back": "1"})
    assert response.status_code == 200
    assert 'value="a/b c"' in response.content.decode()


def test_a_name_that_never_changes_is_not_taken_from_the_page_of_its_row(
    admin_client: Client,
) -> None:
    colour = Colour.objects.all()[0]
    sent = opened(admin_client, colour)
    assert admin_client.post(address(colour, "change"), sent | {"slug": "new"}).status_code == 302
    assert not Colour.objects.filter(slug="new").exists()


def test_a_wrong_name_of_an_answer_is_refused_in_the_page_of_its_question(
    admin_client: Client,
) -> None:
    question = Question.objects.all()[0]
    sent = opened(admin_client, question) | {"options-0-slug": "a/b"}
    response = admin_client.post(address(question, "change"), sent)
    assert "“a/b” cannot be part of an address." in response.content.decode()
    assert not Option.objects.filter(slug="a/b").exists()


@pytest.mark.parametrize(
    "model",
    # A wording is called after its first family, words people use have no title, and the name of
    # a colour has no hyphens, as proposals have.
    [model for model in NAMED if model not in (Colour, Wording, WordsPeopleUse)],
)
def test_a_name_is_proposed_while_the_title_is_typed(
    admin_client: Client, model: type[Model]
) -> None:
    page = admin_client.get(address(model(), "add"))
    constants = page.content.decode()
    assert "admin/js/prepopulate_init.js" in constants
    assert "&quot;#id_slug&quot;" in constants
