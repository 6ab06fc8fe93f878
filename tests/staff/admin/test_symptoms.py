"""Staff write symptoms: add one, give it causes, preview and publish it, rename and retire it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.urls import reverse

from wizard.content.live import published
from wizard.content.retirement import people_know, retire
from wizard.content.revisions import publish
from wizard.models import Cause, Device, Family, FormerName, Symptom, SymptomCause
from wizard.search.search import search
from wizard.staff import notes
from wizard.staff.draft_page import page_of

pytestmark = pytest.mark.django_db

ADD = reverse("admin:wizard_symptom_add")


@pytest.fixture
def editor(content: Any, admin_client: Client) -> Client:
    return admin_client


def form(**fields: str) -> dict[str, Any]:
    return {
        "slug": "picture-green",
        "title": "The picture is green",
        "description": "Live view opens, and everything in it is green.",
        "said": '["green picture"]',
        "status": "look",
        "confidence": "low",
        "note": "Unconfirmed: one caller said so.",
        "position": "999",
        "families": [str(Family.objects.get(slug="mini").pk)],
        "symptom_causes-TOTAL_FORMS": "1",
        "symptom_causes-INITIAL_FORMS": "0",
        "symptom_causes-0-position": "10",
        "symptom_causes-0-cause": str(Cause.objects.get(slug="stuck").pk),
        "symptom_causes-0-frequency": "common",
        "symptom_causes-0-confidence": "low",
        **fields,
    }


def test_a_symptom_that_staff_add_has_a_page_once_it_is_published(editor: Client) -> None:
    assert editor.post(ADD, form()).status_code == 302
    address = "/answers/mini/picture-green/"
    assert Client().get(address).status_code == 404
    assert "The picture is green" in editor.get(f"{address}?preview").content.decode()
    publish(None, "A new symptom.")
    assert "It needs a restart" in Client().get(address).content.decode()
    assert page_of(Symptom.objects.get(slug="picture-green")) == address


@pytest.mark.usefixtures("content")
def test_a_cause_that_some_families_have_is_seen_on_a_device_of_theirs() -> None:
    row = SymptomCause.objects.get(symptom__slug="offline", cause__slug="wifi-changed")
    said = dict(parse_qsl(page_of(row).partition("?")[2]))
    assert (said["symptom"], said["cause"]) == ("offline", "wifi-changed")
    assert Device.objects.get(slug=said["device"]).family in row.families.all()


def test_a_symptom_may_not_have_the_name_of_a_light(editor: Client) -> None:
    answer = editor.post(ADD, form(slug="solid-red"))
    assert answer.status_code == 200
    assert "A light has this name" in answer.content.decode()
    assert not Symptom.objects.filter(slug="solid-red").exists()


def test_a_new_name_leaves_a_redirect_for_links_and_takes_its_notes_along(content: Any) -> None:
    symptom = Symptom.objects.get(slug="no-alerts")
    symptom.slug = "silent"
    symptom.save()
    assert FormerName.objects.get(old="no-alerts").new == "silent"
    publish(None, "Renamed.")
    answer = Client().get("/answers/mini/no-alerts/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/answers/mini/silent/")
    answer = Client().get("/diagnose/?device=mini&symptom=no-alerts")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        "/diagnose/?device=mini&symptom=silent",
    )


def test_a_symptom_that_is_retired_says_why_to_those_who_have_its_link(content: Any) -> None:
    symptom = Symptom.objects.get(slug="weather")
    assert people_know(symptom)
    for question in symptom.questions.all():
        question.symptoms.remove(symptom)
    retire(symptom, "The weather is fine now.")
    assert not SymptomCause.objects.filter(symptom__slug="weather").exists()


def test_desk_search_finds_a_symptom_by_what_people_say(content: Any) -> None:
    knowledge = published()
    for typed, slug in {
        "eats batteries": "batteries-run-down",
        "home assistant unavailable": "other-app-offline",
        "doorbell wont ring": "doorbell-silent",
        "second hand camera former owner": "second-hand",
    }.items():
        found = [match.subject.slug for match in search(knowledge, typed).matches]
        assert slug in found[:3], (typed, found[:5])


def test_a_note_on_a_symptom_is_one_note_whatever_the_device(content: Any) -> None:
    knowledge = published()
    keys = {notes.key_of(knowledge.pattern[family, "away"]) for family in ("mini", "outdoor-4")}
    assert keys == {("symptom", "", "away")}


def test_the_map_of_a_family_has_its_symptoms(editor: Client) -> None:
    page = editor.get("/staff/map/mini/?light=no-alerts").content.decode()
    assert "No alerts, and nothing is recorded" in page
    assert "What does the home screen of the app show?" in page
