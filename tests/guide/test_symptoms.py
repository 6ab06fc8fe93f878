"""A person without a light: from the device to the list of problems, and on to the end."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.pages import visit
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db

NO_LIGHT = "No light, but something is wrong"


def test_the_page_of_lights_leads_to_every_problem_of_the_device(
    client: Client, content: Knowledge
) -> None:
    page = visit(client, "/diagnose/?device=outdoor-4")
    page = visit(client, page.link(NO_LIGHT).href)
    for symptom in content.symptoms_of("outdoor-4"):
        link = next(link for link in page.links if symptom.title in link.text)
        assert link.href == f"/diagnose/?device=outdoor-4&symptom={symptom.slug}"
        assert symptom.description in link.text


def test_the_permanent_page_of_the_device_leads_to_their_permanent_pages(
    client: Client, content: Knowledge
) -> None:
    page = visit(client, "/answers/video-doorbell/")
    assert page.link(NO_LIGHT).href == "#problems"
    links = {link.href for link in page.links}
    assert "/answers/video-doorbell/doorbell-silent/" in links


def test_a_problem_is_called_one_and_has_no_rhythm(client: Client) -> None:
    page = visit(client, "/diagnose/?device=outdoor-4&symptom=no-alerts")
    assert "The problem you picked" in page.html
    assert page.link("Change").href == "/diagnose/?device=outdoor-4&colour=none"
    assert 'class="strip' not in page.html
    assert "data-light" in page.html  # the device is drawn all the same


def test_the_answers_are_kept_until_the_plan_and_the_report(client: Client) -> None:
    page = visit(client, "/diagnose/?device=outdoor-4&symptom=no-alerts")
    address = page.question.press("armed", "disarmed")
    assert address == "/diagnose/?device=outdoor-4&symptom=no-alerts&armed=disarmed"
    result = visit(client, address)
    assert "Arm the system" in result.text
    assert "Problem: No alerts, and nothing is recorded." in result.html
    assert "/answers/outdoor-4/no-alerts/#sources" in {link.href for link in result.links}


def test_a_permanent_page_says_what_causes_it_and_nothing_about_a_light(client: Client) -> None:
    page = visit(client, "/answers/outdoor-4/batteries-run-down/")
    assert page.h1 == "The batteries run down too fast"
    assert "Wrong type of battery" in page.text
    assert "the light on yours may sit elsewhere" not in page.text
    assert 'class="strip' not in page.html


@pytest.mark.parametrize(
    ("address", "target"),
    [
        (
            "/diagnose/?device=outdoor-4&light=no-alerts",
            "/diagnose/?device=outdoor-4&symptom=no-alerts",
        ),
        (
            "/diagnose/?device=mini&symptom=solid-red",
            "/diagnose/?device=mini&light=solid-red",
        ),
    ],
)
def test_an_address_that_names_the_wrong_kind_is_put_right(
    client: Client, address: str, target: str
) -> None:
    assert client.get(address).headers["Location"] == target


def test_a_light_and_a_problem_at_once_cannot_be_read(client: Client) -> None:
    answer = client.get("/diagnose/?device=mini&light=solid-red&symptom=offline")
    assert answer.status_code == 400


def test_a_problem_that_the_device_cannot_have_is_said_to_be_unknown(client: Client) -> None:
    answer = client.get("/diagnose/?device=mini&symptom=batteries-run-down")
    assert answer.status_code == 404
    html = answer.content.decode()
    assert "has no problem called “batteries-run-down”" in html
    assert 'href="/diagnose/?device=mini&amp;colour=none"' in html, "a way to those it can have"


@pytest.mark.parametrize(
    ("accessory", "instead"),
    [
        ("floodlight-mount", ["outdoor-4", "outdoor-3rd-gen", "xt2", "xt"]),
        ("pan-tilt-mount", ["mini", "mini-2"]),
        ("solar-panel", ["outdoor-4", "outdoor-3rd-gen", "xt2", "xt"]),
    ],
)
def test_an_accessory_says_what_it_is_and_what_to_pick_instead(
    client: Client, content: Knowledge, accessory: str, instead: list[str]
) -> None:
    assert f"/diagnose/?device={accessory}" in {link.href for link in visit(client, "/").links}
    page = visit(client, f"/diagnose/?device={accessory}")
    assert page.h1 == "No light to pick from"
    assert content.device[accessory].note in page.text
    offered = {link.href for link in page.links if "device=" in link.href}
    assert offered == {f"/diagnose/?device={slug}" for slug in instead}
