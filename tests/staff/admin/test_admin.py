from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Count, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk import sent_by
from wizard import models
from wizard.content.files import FILES
from wizard.content.live import published
from wizard.content.revisions import publish

pytestmark = pytest.mark.django_db

OURS = [model for model in admin.site._registry if model._meta.app_label == "wizard"]
CONTENT = [model for model in OURS if model in FILES.values()]


def page(model: type[Model], name: str, *args: Any) -> str:
    return reverse(f"admin:wizard_{model._meta.model_name}_{name}", args=args)


def queries(client: Client, address: str) -> int:
    """The fewest of three requests: now and then one looks for a new revision, or counts the
    unpublished changes.
    """
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200, address
        counts.append(len(captured))
    return min(counts)


def name(value: Any) -> str:
    return str(value.__name__) if isinstance(value, type) else str(value)


def test_every_content_table_has_an_admin() -> None:
    assert set(CONTENT) == set(FILES.values())


@pytest.mark.parametrize("model", OURS, ids=name)
def test_a_list_opens_with_few_queries_and_can_be_searched(
    admin_client: Client, model: type[Model]
) -> None:
    assert queries(admin_client, page(model, "changelist")) <= 15
    assert queries(admin_client, page(model, "changelist") + "?q=red") <= 15


@pytest.mark.parametrize(
    "model", [model for model in CONTENT if model is not models.Guide], ids=name
)
def test_an_empty_form_opens(admin_client: Client, model: type[Model]) -> None:
    assert queries(admin_client, page(model, "add")) <= 20
    shown = sent_by(admin_client.get(page(model, "add")).content.decode())
    typed_as_json = [name for name, value in shown.items() if value in ("[]", "{}", "null")]
    assert not typed_as_json


@pytest.mark.parametrize("model", OURS, ids=name)
def test_a_row_opens(admin_client: Client, model: type[Model]) -> None:
    row = model._default_manager.first()
    if row is not None:
        assert queries(admin_client, page(model, "change", row.pk)) <= 21


@pytest.mark.parametrize(
    ("model", "parts"),
    [
        (models.Pattern, "pattern_causes"),
        (models.Pattern, "look_alikes"),
        (models.Symptom, "symptom_causes"),
        (models.Question, "options"),
        (models.Step, "wordings"),
        (models.Step, "effects"),
    ],
    ids=name,
)
def test_more_parts_cost_no_more_queries(
    admin_client: Client, model: type[Model], parts: str
) -> None:
    most = model._default_manager.annotate(size=Count(parts)).order_by("-size")[0]
    address = page(model, "change", most.pk)
    admin_client.get(address)  # Django asks once a process for the table's content type
    many = queries(admin_client, address)
    rows = getattr(most, parts)
    rows.exclude(pk=rows.first().pk).delete()
    assert rows.count() == 1 < most.size
    assert queries(admin_client, address) == many


def test_words_stand_with_their_numbers(admin_client: Client) -> None:
    pattern = models.Pattern.objects.get(family__slug="mini", slug="solid-red")
    assert (
        "very common (27)" in admin_client.get(page(models.Pattern, "changelist")).content.decode()
    )
    form = admin_client.get(page(models.Pattern, "change", pattern.pk)).content.decode()
    assert "often (0.2)" in form
    assert "uncommon (3)" in form


def test_a_row_leads_to_the_draft_of_its_page(admin_client: Client) -> None:
    pattern = models.Pattern.objects.get(family__slug="mini", slug="solid-red")
    assert (
        'href="/answers/mini/solid-red/?preview"'
        in admin_client.get(page(models.Pattern, "change", pattern.pk)).content.decode()
    )


def test_an_edit_is_saved_and_people_do_not_see_it_yet(admin_client: Client) -> None:
    cause = models.Cause.objects.get(slug="stuck")
    form = {
        "slug": "stuck",
        "name": "Hung, needs a restart",
        "explanation": cause.explanation,
        "confidence": cause.confidence,
        "note": cause.note,
        "sources": [source.pk for source in cause.sources.all()],
        "position": cause.position,
    }
    response = admin_client.post(page(models.Cause, "change", cause.pk), form)
    assert response.status_code == 302, response.content.decode()
    cause.refresh_from_db()
    assert cause.name == "Hung, needs a restart"
    assert published().cause["stuck"].name == "It needs a restart"


def test_a_constraint_speaks_to_the_editor(admin_client: Client) -> None:
    response = admin_client.post(
        page(models.Step, "add"),
        {
            "slug": "wait-two-minutes",
            "title": "Wait",
            "minutes": "0.1",
            "penalty_minutes": "0",
            "tools": "",
            "confidence": "high",
            "position": "10",
            "wordings-TOTAL_FORMS": "0",
            "wordings-INITIAL_FORMS": "0",
            "effects-TOTAL_FORMS": "0",
            "effects-INITIAL_FORMS": "0",
        },
    )
    text = response.content.decode()
    assert "There is a step with this name. Choose another." in text
    assert "A step takes at least a quarter of a minute: 0.25." in text


@pytest.mark.parametrize("model", [models.Revision, models.LoadedContent], ids=name)
def test_what_commands_write_can_only_be_looked_at(
    admin_client: Client, model: type[Model]
) -> None:
    row = model._default_manager.all()[0]
    assert admin_client.get(page(model, "add")).status_code == 403
    assert admin_client.post(page(model, "change", row.pk), {}).status_code == 403
    assert admin_client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert 'name="_save"' not in admin_client.get(page(model, "change", row.pk)).content.decode()


def test_the_one_guide_can_be_edited_but_not_added_or_deleted(admin_client: Client) -> None:
    guide = models.Guide.objects.get()
    assert admin_client.get(page(models.Guide, "add")).status_code == 403
    assert (
        admin_client.post(page(models.Guide, "delete", guide.pk), {"post": "yes"}).status_code
        == 403
    )


def test_a_list_of_revisions_does_not_fetch_their_knowledge(admin_client: Client) -> None:
    models.Cause.objects.filter(slug="stuck").update(note="Changed.")
    publish(None, "The second")
    admin_client.get(
        page(models.Revision, "changelist")
    )  # it counts the unpublished changes, which reads them all
    with CaptureQueriesContext(connection) as captured:
        admin_client.get(page(models.Revision, "changelist"))
    assert not [query for query in captured if '"wizard_revision"."knowledge"' in query["sql"]]
