from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wizard import models
from wizard.content.errors import InUseError
from wizard.content.live import forget, published
from wizard.content.retirement import retire, users_of
from wizard.content.revisions import publish
from wizard.models import FormerName

pytestmark = pytest.mark.django_db


def page(row: Any, name: str) -> str:
    return reverse(f"admin:wizard_{row._meta.model_name}_{name}", args=[row.pk])


def light() -> models.Pattern:
    return models.Pattern.objects.get(family__slug="mini", slug="solid-red")


def free(pattern: models.Pattern) -> models.Pattern:
    """Nothing names it any more."""
    pattern.mistaken_for.all().delete()
    pattern.shown_by.update(shows=None)
    for relation in (pattern.questions, pattern.disputes, pattern.faqs):
        relation.clear()
    return pattern


def published_page(client: Client, address: str) -> Any:
    publish(None, "Retired")
    forget()
    return client.get(address)


# What is in use


def test_a_row_in_use_is_named_by_what_uses_it_and_not_by_its_parts() -> None:
    pattern = light()
    kinds = {type(user) for user in users_of([pattern])}
    assert models.LookAlike in kinds
    assert not kinds & {models.Channel, models.PatternCause, models.Likelihood}
    assert users_of([free(pattern)]) == []


def test_what_goes_with_the_row_does_not_keep_it() -> None:
    first, second = (
        models.Step.objects.create(slug=slug, title=slug, confidence="high") for slug in ("a", "b")
    )
    second.prerequisites.add(first)
    assert users_of([first]) == [second]
    assert users_of([first, second]) == []


def test_more_users_cost_no_more_queries() -> None:
    cause = models.Cause.objects.annotate(size=Count("likelihoods")).order_by("-size")[0]
    with CaptureQueriesContext(connection) as captured:
        many = list(map(str, users_of([cause])))
    models.Likelihood.objects.filter(cause=cause).exclude(pk=cause.likelihoods.all()[0].pk).delete()
    with CaptureQueriesContext(connection) as fewer:
        assert 1 <= len(list(map(str, users_of([cause])))) < len(many)
    assert len(captured) == len(fewer)


@pytest.mark.parametrize(
    ("row", "user"),
    [
        (lambda: models.Cause.objects.get(slug="stuck"), models.PatternCause),
        (lambda: models.Cause.objects.get(slug="stuck"), models.Likelihood),
        (lambda: models.Cause.objects.get(slug="stuck"), models.Effect),
        (light, models.LookAlike),
        (lambda: models.Step.objects.filter(required_by__isnull=False)[0], models.Step),
        (lambda: models.Source.objects.filter(patterns__isnull=False)[0], models.Pattern),
        (lambda: models.Family.objects.get(slug="mini"), models.Device),
    ],
    ids=[
        "cause of a light",
        "cause of answers",
        "cause of effects",
        "light",
        "step",
        "source",
        "family",
    ],
)
def test_deleting_what_is_in_use_is_refused_with_links(
    admin_client: Client, row: Any, user: type[Any]
) -> None:
    subject = row()
    text = admin_client.get(page(subject, "delete")).content.decode()
    assert "This is in use and cannot be deleted." in text
    named = next(found for found in users_of([subject]) if isinstance(found, user))
    assert f'href="{page(named, "change")}"' in text
    admin_client.post(page(subject, "delete"), {"post": "yes"})
    assert type(subject).objects.filter(pk=subject.pk).exists()


def test_the_action_on_the_list_is_refused_too(admin_client: Client) -> None:
    cause = models.Cause.objects.get(slug="stuck")
    form = {"action": "delete_selected", "_selected_action": [cause.pk], "post": "yes"}
    text = admin_client.post(reverse("admin:wizard_cause_changelist"), form).content.decode()
    assert "This is in use and cannot be deleted." in text
    assert models.Cause.objects.filter(pk=cause.pk).exists()


def test_what_people_have_links_to_is_retired_and_not_deleted(admin_client: Client) -> None:
    pattern = free(light())
    text = admin_client.get(page(pattern, "delete")).content.decode()
    assert f'href="{page(pattern, "retire")}"' in text
    admin_client.post(page(pattern, "delete"), {"post": "yes"})
    assert models.Pattern.objects.filter(pk=pattern.pk).exists()


def test_what_nobody_has_seen_is_deleted(admin_client: Client) -> None:
    step = models.Step.objects.create(slug="new", title="New", confidence="high")
    admin_client.post(page(step, "delete"), {"post": "yes"})
    assert not models.Step.objects.filter(pk=step.pk).exists()
    assert not FormerName.objects.filter(kind="step").exists()


# Retiring


def test_a_retired_light_says_why_at_its_old_address(admin_client: Client, client: Client) -> None:
    pattern = free(light())
    assert (
        f'href="{page(pattern, "retire")}"'
        in admin_client.get(page(pattern, "change")).content.decode()
    )
    assert admin_client.get(page(pattern, "retire")).status_code == 200
    response = admin_client.post(
        page(pattern, "retire"), {"reason": "This light is now two lights."}, follow=True
    )
    assert "is retired" in response.content.decode()
    assert not models.Channel.objects.filter(pattern_id=pattern.pk).exists()
    gone = published_page(client, "/answers/mini/solid-red/")
    assert gone.status_code == 410
    assert "This light is now two lights." in gone.content.decode()


def test_a_retired_light_leads_on_to_its_successor(admin_client: Client, client: Client) -> None:
    pattern = free(light())
    successor = models.Pattern.objects.filter(family=pattern.family).exclude(pk=pattern.pk)[0]
    form = {"reason": "They are the same.", "successor": successor.pk}
    admin_client.post(page(pattern, "retire"), form)
    response = published_page(client, "/answers/mini/solid-red/")
    assert response.status_code == 301
    assert response["Location"] == f"/answers/mini/{successor.slug}/"


def test_a_successor_is_of_the_same_family(admin_client: Client) -> None:
    pattern = free(light())
    other = models.Pattern.objects.exclude(family=pattern.family)[0]
    response = admin_client.post(
        page(pattern, "retire"), {"reason": "Gone.", "successor": other.pk}
    )
    assert "Select a valid choice" in response.content.decode()
    assert models.Pattern.objects.filter(pk=pattern.pk).exists()


def test_retiring_wants_a_reason(admin_client: Client) -> None:
    pattern = free(light())
    assert (
        "This field is required."
        in admin_client.post(page(pattern, "retire"), {"reason": " "}).content.decode()
    )
    assert models.Pattern.objects.filter(pk=pattern.pk).exists()


def names_of_lights() -> set[tuple[str, str, str]]:
    return set(FormerName.objects.filter(kind="light").values_list("old", "new", "reason"))


def test_names_that_led_to_what_is_retired_say_why_too() -> None:
    shipped = names_of_lights()
    pattern = free(light())
    pattern.slug = "red-steady"
    pattern.save()
    retire(pattern, "Gone.")
    assert names_of_lights() == {
        *shipped,
        ("solid-red", "", "Gone."),
        ("red-steady", "", "Gone."),
    }


def test_a_retired_question_leaves_a_link_with_its_answer_working(client: Client) -> None:
    question = models.Question.objects.get(slug="when-it-began")
    option = question.options.all()[0]
    old = option.slug
    option.slug = "quite-new"
    option.save()
    for relation in (question.disputes, question.disturbed_by):
        relation.clear()
    retire(question, "It told too little.")
    assert not FormerName.objects.filter(kind="option").exists()
    assert FormerName.objects.filter(kind="question", old="when-it-began").exists()
    response = published_page(client, f"/diagnose/?device=mini&light=solid-red&when-it-began={old}")
    assert response.status_code == 200
    assert "It told too little." in response.content.decode()


def test_what_is_in_use_is_not_retired(admin_client: Client) -> None:
    pattern = light()
    with pytest.raises(InUseError):
        retire(pattern, "Gone.")
    assert (
        "This is in use"
        in admin_client.post(page(pattern, "retire"), {"reason": "Gone."}).content.decode()
    )
    assert models.Pattern.objects.filter(pk=pattern.pk).exists()
    assert published().pattern["mini", "solid-red"]


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("publisher", 403), ("editor", 200)])
def test_retiring_is_for_those_who_may_delete(client: Client, role: str, status: int) -> None:
    sam = User.objects.create_user("sam", password="a long secret", is_staff=True)
    sam.groups.add(Group.objects.get(name=role))
    client.force_login(sam)
    assert client.get(page(free(light()), "retire")).status_code == status


def test_retiring_is_not_for_anonymous_people(client: Client) -> None:
    assert client.get(page(light(), "retire")).status_code == 302
