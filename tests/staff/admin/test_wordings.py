"""The wordings of a step: each for some families, and one a family."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from tests.desk import address, opened, save
from tests.pages import Page
from wizard.models import Family, Step, Wording

pytestmark = pytest.mark.django_db

ALREADY = "This step is worded for Mini and Mini 2 already, in the wording that begins “{}”"


def step() -> Step:
    """Worded apart for four families, the Mini’s among them."""
    return Step.objects.get(slug="restart-camera")


def pk(family: str) -> str:
    return str(Family.objects.get(slug=family).pk)


def families(slug: str) -> list[str]:
    return [family.slug for family in step().wordings.get(slug=slug).families.all()]


def number(form: dict[str, Any], slug: str) -> str:
    """Where a wording stands in the step's form: “wordings-2”."""
    return next(
        name.removesuffix("-slug")
        for name, value in form.items()
        if name.endswith("-slug") and value == slug
    )


def new(form: dict[str, Any], *families: str, **typed: str) -> dict[str, Any]:
    """What is sent for one more wording."""
    count = int(form["wordings-TOTAL_FORMS"])
    said = {
        "id": "",
        "step": str(step().pk),
        "families": [pk(family) for family in families],
        "text": "Do it.",
    }
    return {"wordings-TOTAL_FORMS": str(count + 1)} | {
        f"wordings-{count}-{name}": value for name, value in {**said, "slug": "", **typed}.items()
    }


def refused(client: Client, row: Any, form: dict[str, Any]) -> str:
    response = client.post(address(row, "change"), form)
    assert response.status_code == 200
    return Page(response.content.decode()).text


def test_the_families_of_a_wording_are_ticked_on_the_page_of_the_step(admin_client: Client) -> None:
    form = opened(admin_client, Step.objects.get(slug="replace-batteries"))
    ticked = {form[f"{number(form, slug)}-families"] for slug in ("outdoor-4", "video-doorbell")}
    assert ticked == {pk("outdoor-4"), pk("video-doorbell")}
    both = form[f"{number(form, 'battery-cameras')}-families"]
    assert both == [pk("battery-camera"), pk("indoor-1st-gen")]


def test_one_text_is_changed_for_all_its_families_at_once(admin_client: Client) -> None:
    form = opened(admin_client, Step.objects.get(slug="restart-router"))
    assert form["wordings-TOTAL_FORMS"] == "1"
    save(
        admin_client,
        Step.objects.get(slug="restart-router"),
        **{"wordings-0-text": "Both off, both on."},
    )
    wording = Wording.objects.get(step__slug="restart-router")
    assert (wording.text, wording.families.count()) == ("Both off, both on.", 11)


def test_a_browser_that_ends_lines_otherwise_has_changed_nothing(admin_client: Client) -> None:
    row = step()
    sent = {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in opened(admin_client, row).items()
    }
    assert any("\r\n" in value for value in sent.values())
    admin_client.post(address(row, "change"), sent | {"title": "Said otherwise"})
    assert LogEntry.objects.get().get_change_message() == "Changed Title."


def test_a_family_moves_from_one_wording_to_another_in_one_save(admin_client: Client) -> None:
    form = opened(admin_client, step())
    wide, narrow = number(form, "mini-2k-plus"), number(form, "mini")
    moved = {
        f"{wide}-families": [pk("mini-2k-plus"), pk("mini")],
        f"{narrow}-families": [pk("outdoor-4")],
    }
    save(admin_client, step(), **moved)
    assert families("mini-2k-plus") == ["mini", "mini-2k-plus"]
    assert families("mini") == ["outdoor-4"]


def test_a_step_is_worded_once_for_a_family(admin_client: Client) -> None:
    form = opened(admin_client, step())
    begins = step().wordings.get(slug="mini").text.partition("\n")[0]
    assert ALREADY.format(begins) in refused(
        admin_client, step(), form | new(form, "mini", "outdoor-4")
    )
    assert step().wordings.count() == 4


def test_a_wording_that_is_deleted_frees_its_families(admin_client: Client) -> None:
    form = opened(admin_client, step())
    save(
        admin_client,
        step(),
        **{f"{number(form, 'mini')}-DELETE": "on"},
        **new(form, "mini", slug="mini-again"),
    )
    assert families("mini-again") == ["mini"]


def test_a_wording_that_nobody_named_is_called_after_its_first_family(admin_client: Client) -> None:
    form = opened(admin_client, step())
    save(admin_client, step(), **new(form, "outdoor-4", "battery-camera"))
    assert families("battery-camera") == ["battery-camera", "outdoor-4"]


def test_a_wording_without_a_family_is_refused(admin_client: Client) -> None:
    form = opened(admin_client, step())
    assert "This field is required." in refused(admin_client, step(), form | new(form))
    assert step().wordings.count() == 4


def test_the_page_of_one_wording_knows_the_others(admin_client: Client) -> None:
    other = step().wordings.get(slug="mini-2k-plus")
    form = opened(admin_client, other)
    begins = step().wordings.get(slug="mini").text.partition("\n")[0]
    text = refused(admin_client, other, form | {"families": [pk("mini"), pk("mini-2k-plus")]})
    assert ALREADY.format(begins) in text
    save(admin_client, other, families=[pk("mini-2k-plus"), pk("outdoor-4")])
    assert families("mini-2k-plus") == ["outdoor-4", "mini-2k-plus"]


def test_the_list_names_the_families_and_finds_by_them(admin_client: Client) -> None:
    page = admin_client.get(
        f"/admin/wizard/wording/?families__id__exact={pk('mini')}"
    ).content.decode()
    shown = Wording.objects.filter(families__slug="mini").count()
    assert f"{shown} wordings" in Page(page).text
