"""A light, a question and a family are copied with all that belongs to them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from tests.desk import address, person
from wizard.content.draft import draft
from wizard.content.live import published
from wizard.knowledge.values import Pattern as Light
from wizard.models import Family, Pattern, Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def edna() -> Client:
    return person("edna", "editor")


def copied(client: Client, row: Any, **typed: Any) -> Any:
    """The copy, whose page is opened next."""
    response = client.post(address(row, "copy"), typed)
    new = type(row).objects.order_by("-pk")[0]
    assert response.headers["Location"] == address(new, "change")
    return new


def said(light: Light) -> list[object]:
    """What a light says, save its name."""
    return [light.channels, light.causes, light.sources, light.status, light.look_alikes]


def test_a_light_is_copied_with_lamps_causes_and_look_alikes(edna: Client) -> None:
    light = Pattern.objects.get(family__slug="mini", slug="solid-red")
    copied(edna, light, family=light.family_id, title="Red, dim", slug="")
    lights = draft().pattern
    assert said(lights["mini", "red-dim"]) == said(lights["mini", "solid-red"])
    assert ("mini", "red-dim") not in published().pattern
    entry = LogEntry.objects.get()
    assert entry.get_change_message() == "Copied from “Mini and Mini 2: Red, steady”."


def test_a_light_in_another_family_is_mistaken_for_none_of_its_old_ones(edna: Client) -> None:
    light = Pattern.objects.filter(family__slug="mini", look_alikes__isnull=False)[0]
    bell = Family.objects.get(slug="video-doorbell")
    new = copied(edna, light, family=bell.pk, title="Red, dim", slug="red-dim")
    assert not new.look_alikes.exists()
    assert new.pattern_causes.count() == light.pattern_causes.count()


def test_a_question_is_copied_with_its_answers_and_their_likelihoods(edna: Client) -> None:
    question = Question.objects.all()[0]
    new = copied(edna, question, text="Is it so?", slug="is-it-so")
    before, after = (
        {row.cause: row.words for row in draft().likelihoods if row.question == one.slug}
        for one in (question, new)
    )
    assert before == after != {}
    assert list(new.families.all()) == list(question.families.all())


def test_a_family_is_copied_with_lights_and_stands_in_the_same_wordings(edna: Client) -> None:
    family = Family.objects.get(slug="mini")
    new = copied(edna, family, name="Arc", slug="")
    knowledge = draft()
    assert new.slug == "arc"
    assert list(map(said, knowledge.patterns_of("arc"))) == [
        [*said(light)[:4], light.look_alikes] for light in knowledge.patterns_of("mini")
    ]
    assert set(new.wordings.all()) == set(family.wordings.all())
    assert set(new.questions.all()) == set(family.questions.all())


def test_a_name_that_is_taken_is_refused_and_what_was_typed_stays(edna: Client) -> None:
    question = Question.objects.all()[0]
    typed = {"text": "Is it so?", "slug": question.slug}
    page = edna.post(address(question, "copy"), typed).content.decode()
    assert "There is a question with this name. Choose another." in page
    assert 'value="Is it so?"' in page


def test_who_may_not_add_may_not_copy() -> None:
    vera, light = person("vera", "viewer"), Pattern.objects.all()[0]
    assert "Copy…" not in vera.get(address(light, "change")).content.decode()
    assert vera.post(address(light, "copy"), {}).status_code == 403
