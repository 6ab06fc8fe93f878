"""What editors note for each other reaches nobody else."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.public import one_of_each_family, permanent_pages, wizard_pages
from wizard import models
from wizard.content.collect import KINDS
from wizard.guide import http
from wizard.knowledge.values import EDITORS_FIELDS, Knowledge
from wizard.search.search import search

pytestmark = pytest.mark.django_db

SECRET = "Zymurgy"
"""A word that stands nowhere else."""


def annotated(value: Any) -> Any:
    """The same value, its parts included, with the word in every field for editors."""
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if field.name in EDITORS_FIELDS:
            changes[field.name] = SECRET
        elif isinstance(held, tuple) and held and dataclasses.is_dataclass(held[0]):
            changes[field.name] = tuple(map(annotated, held))
    return dataclasses.replace(value, **changes)


@pytest.fixture
def noted(content: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Knowledge:
    """What is published, with a note in every field for editors that there is."""
    knowledge: Knowledge = annotated(content)
    monkeypatch.setattr(http, "published", lambda: knowledge)
    return knowledge


def test_every_field_for_editors_is_a_field(noted: Knowledge) -> None:
    names = {field.name for _, kind in KINDS.values() for field in dataclasses.fields(kind)} | {
        "rationale"
    }
    assert names >= EDITORS_FIELDS
    assert str(noted.steps[0]).count(SECRET) == 1


@pytest.mark.thorough
def test_no_public_page_shows_one(client: Client, noted: Knowledge) -> None:
    addresses = [*permanent_pages(noted), *wizard_pages(noted)]
    showing = [
        address
        for address in addresses
        if SECRET in client.get(address, follow=True).content.decode()
    ]
    assert showing == []


def test_the_interface_shows_none(client: Client, noted: Knowledge) -> None:
    assert SECRET not in client.get("/api/v1/knowledge").content.decode()
    for device in one_of_each_family(noted):
        for pattern in noted.patterns_of(device.family):
            address = f"/api/v1/diagnosis?device={device.slug}&light={pattern.slug}"
            answer = client.get(address).content.decode()
            assert json.loads(answer)["device"] == device.slug
            assert SECRET not in answer


def test_search_finds_nothing_by_one(noted: Knowledge) -> None:
    assert search(noted, SECRET).matches == ()


def test_editors_see_and_change_theirs(admin_client: Client, content: Knowledge) -> None:
    for model in (models.Step, models.Cause, models.Pattern, models.Source, models.Dispute):
        row = model._default_manager.first()
        assert row is not None
        form = reverse(f"admin:wizard_{model._meta.model_name}_change", args=[row.pk])
        assert 'name="editors_note"' in admin_client.get(form).content.decode()
