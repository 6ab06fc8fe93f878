"""One change for many places: where a step is used, and a text changed wherever it stands word for word."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.rows import empty_tables, find, row, small, twice, write
from wizard.models import Device, Step, Wording

pytestmark = pytest.mark.django_db

ALIKE = "Pull the plug.\nWait."


@pytest.fixture(autouse=True)
def _little_content(tmp_path: Path) -> None:
    """Two families; the restart is worded alike for both, and a step of the second says the same."""
    empty_tables()
    files = twice(small())
    files["wordings.json"] += [row("wording", step=["restart"], family=["camera-two"], text=ALIKE)]
    find(files, "wordings.json", step=["restart"], family=["camera"])["text"] = ALIKE
    find(files, "wordings.json", step=["restart-two"], family=["camera-two"])["text"] = ALIKE
    call_command("load_content", "--from", str(write(tmp_path, files)), verbosity=0)


def wording(step: str, family: str) -> Wording:
    return Wording.objects.get(step__slug=step, family__slug=family)


def address(field: str = "text", step: str = "restart", family: str = "camera") -> str:
    return f"/staff/wordings/{wording(step, family).pk}/{field}/"


def texts() -> dict[tuple[str, str], str]:
    return {(row.step.slug, row.family.slug): row.text for row in Wording.objects.select_related("step", "family")}


def ticked(page: str) -> list[str]:
    return re.findall(r'name="rows" value="(\d+)" checked', page)


def send(client: Client, rows: list[str], new: str, old: str = ALIKE, at: str = "") -> Any:
    return client.post(at or address(), {"old": old.replace("\n", "\r\n"), "new": new, "rows": rows})


# Where a step is used


def step_page(client: Client, slug: str = "restart") -> str:
    text = client.get(reverse("admin:wizard_step_change", args=[Step.objects.get(slug=slug).pk])).content.decode()
    found = re.search(r'<div class="used">(.*?)</div>', text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_a_step_says_where_it_is_used_with_links(admin_client: Client) -> None:
    used = step_page(admin_client)
    assert "What you change here changes in all these places." in used
    assert 'href="/how-to/restart/camera-1/?preview"' in used
    assert 'href="/how-to/restart/camera-1-two/?preview"' in used
    assert ">Stuck</a>" in used
    assert 'href="/answers/camera-1/solid-red/?preview"' in used
    assert 'href="/answers/camera-1/red-flashing/?preview"' in used
    assert "solid-red-two" not in used  # another cause stands behind that one
    assert admin_client.get("/answers/camera-1/solid-red/?preview").status_code == 200


def test_a_family_without_a_device_has_no_page_to_link_to(admin_client: Client) -> None:
    Device.objects.filter(family__slug="camera-two").delete()
    used = step_page(admin_client)
    assert "camera-1-two" not in used
    assert used.count("/how-to/restart/") == 1


def test_a_step_says_which_of_its_wordings_are_alike(admin_client: Client) -> None:
    used = step_page(admin_client)
    assert "and 1 wording of other steps" in used
    assert f'<a href="{address()}">Change 3 wordings at once</a>' in used
    Wording.objects.filter(family__slug="camera", step__slug="restart").update(text="Other.")
    assert "Change 2 wordings at once" in step_page(admin_client)


def test_a_new_step_is_used_nowhere(admin_client: Client) -> None:
    assert "worded for no family yet" in admin_client.get("/admin/wizard/step/add/").content.decode()


# A text, wherever it stands


def test_the_page_lists_every_wording_that_says_it_ticked(admin_client: Client) -> None:
    page = admin_client.get(address()).content.decode()
    expected = [wording("restart", "camera"), wording("restart", "camera-two"), wording("restart-two", "camera-two")]
    assert sorted(ticked(page)) == sorted(str(row.pk) for row in expected)
    assert page.count("Switch it off and on: Camera") == 3
    assert ALIKE in page
    assert 'data-shown-as="lines"' in page


def test_one_save_changes_them_all_and_leaves_a_line_each_in_the_log(admin_client: Client) -> None:
    rows = ticked(admin_client.get(address()).content.decode())
    response = send(admin_client, rows, "Pull the **plug**.\r\nWait.")
    assert response.status_code == 302
    assert list(texts().values()).count("Pull the **plug**.\nWait.") == 3
    assert list(texts().values()).count("Do it.") == 2
    acts = LogEntry.objects.filter(content_type__model="wording")
    assert sorted(acts.values_list("object_id", flat=True)) == sorted(rows)
    assert {act.change_message for act in acts} == {"Changed text in 3 wordings at once."}
    assert "3 wordings changed." in admin_client.get(response["Location"]).content.decode()


def test_what_is_not_ticked_stays(admin_client: Client) -> None:
    rows = [str(wording("restart", "camera").pk)]
    send(admin_client, rows, "New.")
    assert texts()["restart", "camera"] == "New."
    assert texts()["restart", "camera-two"] == ALIKE


def test_what_says_something_else_by_now_is_not_overwritten(admin_client: Client) -> None:
    rows = ticked(admin_client.get(address()).content.decode())
    Wording.objects.filter(pk=wording("restart", "camera-two").pk).update(text="Mine.")
    response = send(admin_client, rows, "New.")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Some of them say something else by now" in page
    assert ">\nNew.</textarea>" in page
    assert "New." not in texts().values()
    assert len(ticked(page)) == 2
    assert send(admin_client, ticked(page), "New.").status_code == 302
    assert texts()["restart", "camera-two"] == "Mine."


@pytest.mark.parametrize("rows", [[], ["0"], ["x"]])
def test_nothing_is_changed_where_nothing_is_ticked(admin_client: Client, rows: list[str]) -> None:
    before = texts()
    assert send(admin_client, rows, "New.").status_code in {400, 409}
    assert texts() == before


def test_a_wording_of_other_words_is_out_of_reach(admin_client: Client) -> None:
    before = texts()
    assert send(admin_client, [str(wording("move-closer", "camera").pk)], "New.").status_code == 409
    assert texts() == before


def test_a_text_is_needed_and_typing_is_kept(admin_client: Client) -> None:
    response = send(admin_client, [str(wording("restart", "camera").pk)], " ")
    assert response.status_code == 400
    assert "This field is required." in response.content.decode()
    assert len(ticked(response.content.decode())) == 1


def test_a_safety_line_is_changed_and_may_be_taken_away(admin_client: Client) -> None:
    Wording.objects.filter(step__slug="restart").update(safety="Mind the wire.")
    at = address("safety")
    rows = ticked(admin_client.get(at).content.decode())
    assert len(rows) == 2
    send(admin_client, rows, "", "Mind the wire.", at)
    assert not Wording.objects.exclude(safety="").exists()
    assert admin_client.get(at).status_code == 404  # there is nothing to change any more


@pytest.mark.parametrize("field", ["picture", "pk", "nothing"])
def test_only_texts_can_be_changed_so(admin_client: Client, field: str) -> None:
    assert admin_client.get(address(field)).status_code == 404
    assert send(admin_client, [], "New.", at=address(field)).status_code == 404


def test_a_wording_and_the_list_of_wordings_lead_there(admin_client: Client) -> None:
    mine = wording("restart", "camera")
    page = admin_client.get(reverse("admin:wizard_wording_change", args=[mine.pk])).content.decode()
    assert f'href="{address()}"' in page
    assert f'href="{address("safety")}"' not in page
    changelist = reverse("admin:wizard_wording_changelist")
    alike = [row.pk for row in Wording.objects.filter(text=ALIKE)]
    action = {"action": "change_everywhere", "_selected_action": alike}
    assert "/staff/wordings/" in admin_client.post(changelist, action)["Location"]
    action["_selected_action"] = [row.pk for row in Wording.objects.all()]
    assert "These say different things." in admin_client.post(changelist, action, follow=True).content.decode()


def test_markup_in_a_text_is_text(admin_client: Client) -> None:
    Wording.objects.filter(step__slug="restart").update(text="<script>alert(1)</script>\"'")
    page = admin_client.get(address()).content.decode()
    assert "<script>alert" not in page
    assert len(ticked(page)) == 2
    assert send(admin_client, ticked(page), "New.", "<script>alert(1)</script>\"'").status_code == 302
