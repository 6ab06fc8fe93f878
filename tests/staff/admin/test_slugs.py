"""Names in addresses: proposed while a title is typed, and refused beside the field."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from tests.desk import address, opened
from wizard.models import Option, Question, Wording, WordsPeopleUse

pytestmark = pytest.mark.django_db

WRONG = ["moved last week", "été", "why?", "..", "a/b", "Upper", "-", "double--hyphen"]
NAMED = [
    model
    for model in admin.site._registry
    if model._meta.app_label == "wizard" and any(f.name == "slug" for f in model._meta.fields)
]


@pytest.mark.parametrize("model", NAMED)
def test_a_wrong_name_is_refused_beside_its_field(admin_client: Client, model: type[Model]) -> None:
    row: Any = model._default_manager.first()
    sent = opened(admin_client, row)
    for wrong in WRONG:
        response: Any = admin_client.post(address(row, "change"), sent | {"slug": wrong})
        assert response.status_code == 200, wrong
        form = response.context_data["adminform"].form
        said = f"“{wrong}” cannot be part of an address."
        assert form.errors["slug"][0].startswith(said)
        assert model._default_manager.filter(pk=row.pk, slug=sent["slug"]).exists()


@pytest.mark.parametrize("model", NAMED)
def test_kept_text_with_a_wrong_name_comes_back(admin_client: Client, model: type[Model]) -> None:
    row: Any = model._default_manager.first()
    sent = opened(admin_client, row) | {"slug": "a/b c", "_put_back": "1"}
    response = admin_client.post(address(row, "change"), sent)
    assert response.status_code == 200
    assert 'value="a/b c"' in response.content.decode()


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
    # A wording is called after its first family, and words people use have no title.
    [model for model in NAMED if model not in (Wording, WordsPeopleUse)],
)
def test_a_name_is_proposed_while_the_title_is_typed(
    admin_client: Client, model: type[Model]
) -> None:
    page = admin_client.get(address(model(), "add"))
    constants = page.content.decode()
    assert "admin/js/prepopulate_init.js" in constants
    assert "&quot;#id_slug&quot;" in constants
