from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.rows import empty_tables, find, row, small, write
from wizard import models
from wizard.content.files import load
from wizard.content.live import forget
from wizard.content.revisions import publish
from wizard.content.taking_back import discard, restore
from wizard.models import FormerName

pytestmark = pytest.mark.django_db


def rename(subject: Any, slug: str) -> Any:
    subject.slug = slug
    subject.save()
    return subject


SHIPPED = {
    (row["kind"], row["scope"], row["old"], row["new"])
    for row in json.loads((settings.BASE_DIR / "fixtures/former_names.json").read_text())
}


def former_names() -> set[tuple[str, str, str, str]]:
    """Those the shipped content does not have."""
    return set(FormerName.objects.values_list("kind", "scope", "old", "new")) - SHIPPED


def light() -> models.Pattern:
    return models.Pattern.objects.get(family__slug="mini", slug="solid-red")


def published_page(client: Client, address: str) -> Any:
    publish(None, "Renamed")
    forget()
    return client.get(address)


# What saving writes down


@pytest.mark.parametrize(
    ("subject", "kind", "scope"),
    [
        (lambda: models.Device.objects.get(slug="mini-2"), "device", ""),
        (light, "light", "mini"),
        (lambda: models.Question.objects.all()[0], "question", ""),
        (lambda: models.Option.objects.all()[0], "option", "its question"),
        (lambda: models.Step.objects.all()[0], "step", ""),
    ],
    ids=["device", "light", "question", "option", "step"],
)
def test_a_new_name_leaves_the_old_one_behind(subject: Any, kind: str, scope: str) -> None:
    row = subject()
    old = row.slug
    rename(row, "quite-new")
    assert former_names() == {
        (kind, row.question.slug if kind == "option" else scope, old, "quite-new")
    }


def test_saving_without_a_new_name_leaves_nothing() -> None:
    light().save()
    models.Cause.objects.all()[0].save()
    assert not former_names()


def test_a_name_in_memory_that_was_not_saved_leaves_nothing() -> None:
    pattern = light()
    pattern.slug = "only-thought-of"
    pattern.title = "Solid red"
    pattern.save(update_fields=["title"])
    assert not former_names()


def test_names_before_the_last_lead_to_the_newest_at_once() -> None:
    rename(rename(light(), "red-steady"), "red-always")
    assert former_names() == {
        ("light", "mini", "solid-red", "red-always"),
        ("light", "mini", "red-steady", "red-always"),
    }


def test_a_name_taken_back_means_the_thing_itself_again() -> None:
    rename(rename(light(), "red-steady"), "solid-red")
    assert former_names() == {("light", "mini", "red-steady", "solid-red")}


def test_a_new_thing_takes_an_old_name_over() -> None:
    pattern = rename(light(), "red-steady")
    new = models.Pattern.objects.get(pk=pattern.pk)
    new.pk, new.slug = None, "solid-red"
    new.save()
    assert not former_names()


def test_old_answers_follow_their_renamed_question() -> None:
    option = models.Option.objects.all()[0]
    old = option.slug
    rename(option, "quite-new")
    question = rename(option.question, "asked-again")
    assert ("option", "asked-again", old, "quite-new") in former_names()
    assert {name[1] for name in former_names() if name[0] == "option"} == {question.slug}


def test_old_lights_follow_their_renamed_family() -> None:
    rename(light(), "red-steady")
    rename(models.Family.objects.get(slug="mini"), "minis")
    assert former_names() == {("light", "minis", "solid-red", "red-steady")}


def test_a_light_moved_to_another_family_says_so_at_its_old_address() -> None:
    pattern = light()
    pattern.look_alikes.all().delete()
    pattern.mistaken_for.all().delete()
    pattern.family = models.Family.objects.exclude(slug="mini").exclude(patterns__slug="solid-red")[
        0
    ]
    pattern.save()
    former = FormerName.objects.get(kind="light", scope="mini")
    assert (former.scope, former.old, former.new) == ("mini", "solid-red", "")
    assert "has moved" in former.reason


# What people with an old link meet


def test_links_in_mail_lead_on_after_publishing(client: Client) -> None:
    rename(light(), "red-steady")
    response = published_page(client, "/answers/mini/solid-red/")
    assert response.status_code == 301
    assert response["Location"] == "/answers/mini/red-steady/"


def test_links_with_old_answers_lead_on_after_publishing(client: Client) -> None:
    question = models.Question.objects.get(slug="when-it-began")
    option = question.options.all()[0]
    old = option.slug
    rename(option, "quite-new")
    rename(question, "asked-again")
    response = published_page(client, f"/diagnose/?device=mini&light=solid-red&when-it-began={old}")
    assert response.status_code == 301
    assert "asked-again=quite-new" in response["Location"]


def test_the_editor_is_told(admin_client: Client) -> None:
    option = models.Option.objects.filter(shows=None)[0]
    form = {
        "question": option.question_id,
        "slug": "quite-new",
        "label": option.label,
        "summary": option.summary,
        "position": option.position,
    }
    address = reverse("admin:wizard_option_change", args=[option.pk])
    page = admin_client.post(address, form, follow=True).content.decode()
    assert f"links with the old name “{option.slug}” redirect to “quite-new”" in page


# Loading the files again


def test_a_renamed_row_keeps_its_name_and_its_parts_and_is_not_made_again(tmp_path: Path) -> None:
    empty_tables()
    files = small()
    load(write(tmp_path, files))
    device = rename(models.Device.objects.all()[0], "quite-new")
    step = rename(models.Step.objects.get(slug="restart"), "start-again")
    question = rename(models.Question.objects.all()[0], "asked-again")
    rename(question.options.all()[0], "answered-again")
    rename(models.Pattern.objects.all()[0], "seen-again")
    rows = {
        model: model._default_manager.count()
        for model in (models.Device, models.Step, models.Likelihood)
    }
    loaded = load(write(tmp_path, files))
    assert not loaded.changed
    assert loaded.kept == [
        "former name light / camera / plain-red"
    ]  # it leads to the newest name now
    assert (loaded.deleted, loaded.left) == ([], [])
    assert {model: model._default_manager.count() for model in rows} == rows
    device.refresh_from_db()
    assert device.slug == "quite-new"

    find(files, "steps.json", slug="restart")["title"] = "Start it again."
    loaded = load(write(tmp_path, files))
    assert (loaded.updated, loaded.left) == (1, [])
    step.refresh_from_db()
    assert (step.slug, step.title) == ("start-again", "Start it again.")


def test_a_renamed_row_that_the_files_change_too_counts_as_edited(tmp_path: Path) -> None:
    empty_tables()
    files = small()
    load(write(tmp_path, files))
    rename(models.Step.objects.get(slug="restart"), "start-again")
    find(files, "steps.json", slug="restart")["title"] = "Start it again."
    assert load(write(tmp_path, files)).kept == ["remediation step start-again"]


def test_a_new_row_of_the_files_takes_an_old_name_over(tmp_path: Path) -> None:
    empty_tables()
    files = small()
    load(write(tmp_path, files))
    mine = models.Step.objects.create(slug="mine", title="Mine", confidence="high")
    rename(mine, "still-mine")
    files["steps.json"].append(row("step", slug="mine", title="The files' own", confidence="high"))
    assert load(write(tmp_path, files)).created == 1
    assert not FormerName.objects.filter(kind="step").exists()


def test_links_made_before_a_restore_lead_back(client: Client) -> None:
    rename(rename(light(), "red-steady"), "red-always")
    publish(None, "Renamed")
    forget()
    restore(1, None)
    forget()
    assert client.get("/answers/mini/solid-red/").status_code == 200
    for name in ("red-steady", "red-always"):
        response = client.get(f"/answers/mini/{name}/")
        assert (response.status_code, response["Location"]) == (301, "/answers/mini/solid-red/")


def test_a_renaming_nobody_saw_is_thrown_away_without_a_trace() -> None:
    rename(light(), "red-steady")
    discard(None)
    assert not former_names()
