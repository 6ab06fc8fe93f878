from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db

DIAGNOSIS_KEYS = {
    "revision", "url", "answer_url", "device", "light", "symptom", "colour", "status", "answers",
    "tried", "dropped", "causes", "normal_signs", "next_question", "plan", "before_support",
    "expected_minutes", "report",
}  # fmt: skip


def ask(client: Client, status: int = 200, /, **query: str) -> dict[str, Any]:
    response = client.get("/api/v1/diagnosis", query)
    assert response.status_code == status, response.content
    found: dict[str, Any] = json.loads(response.content)
    return found


def test_a_diagnosis_has_the_shape_of_the_contract(client: Client) -> None:
    found = ask(client, device="xt2", light="five-or-six-red-flashes")
    assert set(found) == DIAGNOSIS_KEYS
    assert found["answer_url"] == "/answers/xt2/five-or-six-red-flashes/"
    assert set(found["causes"][0]) == {"slug", "name", "normal", "probability", "for", "against"}
    assert set(found["next_question"]) == {"slug", "text", "why", "options", "saves_minutes"}
    assert set(found["plan"][0]) == {
        "step", "title", "block", "minutes", "chance", "where", "expect", "url",
    }  # fmt: skip


def test_probabilities_sum_to_one_and_are_sorted(client: Client) -> None:
    found = ask(client, device="xt2", light="five-or-six-red-flashes")
    probabilities = [cause["probability"] for cause in found["causes"]]
    assert sum(probabilities) == pytest.approx(1)
    assert probabilities == sorted(probabilities, reverse=True)
    assert "something-else" in {cause["slug"] for cause in found["causes"]}


def test_six_flashes_after_blue_are_low_batteries_and_new_ones_come_first(client: Client) -> None:
    query = {
        "device": "xt2",
        "light": "five-or-six-red-flashes",
        "blue-first": "yes",
        "batteries": "lithium-old",
    }
    found = ask(client, 200, **query)
    assert found["causes"][0]["slug"] == "low-battery"
    assert found["causes"][0]["for"]
    assert found["plan"][0]["step"] == "replace-batteries"
    assert found["plan"][0]["url"] == "/how-to/replace-batteries/xt2/"


def test_the_canonical_address_and_dropped_names_are_named(client: Client) -> None:
    found = ask(client, light="solid-red", device="mini", nonsense="1")
    assert found["url"] == "/diagnose/?device=mini&light=solid-red"
    assert found["dropped"] == ["nonsense"]


def test_an_unsure_light_is_a_light(client: Client) -> None:
    found = ask(client, device="xt2", light="unsure", colour="red")
    assert (found["light"], found["colour"], found["answer_url"]) == ("unsure", "red", None)


def test_every_move_of_the_wizard_can_be_made_from_the_answer_alone(client: Client) -> None:
    query = {"device": "outdoor-4", "light": "red-flashing"}
    for _ in range(7):
        found = ask(client, 200, **query)
        if found["next_question"] is None:
            break
        query[found["next_question"]["slug"]] = "unsure"
    assert found["next_question"] is None
    assert found["plan"]


@pytest.mark.parametrize(
    ("query", "status", "name"),
    [
        ({}, 400, "device"),
        ({"device": "xt2"}, 400, "light"),
        ({"device": "xt3", "light": "solid-red"}, 404, "device"),
        ({"device": "xt2", "light": "solid-redd"}, 404, "light"),
        ({"device": "xt2", "light": "solid-red", "batteries": "perhaps"}, 400, "batteries"),
        ({"device": "x" * 101}, 400, "device"),
    ],
)
def test_errors_name_the_parameter(
    client: Client, query: dict[str, str], status: int, name: str
) -> None:
    found = ask(client, status, **query)
    assert found["errors"][0]["name"] == name
    assert found["errors"][0]["message"]


def test_an_unknown_light_offers_the_nearest(client: Client) -> None:
    found = ask(client, 404, device="xt2", light="solid-redd")
    assert "solid-red" in found["errors"][0]["message"]


def test_it_is_open_to_every_origin_and_cached(client: Client) -> None:
    response = client.get("/api/v1/knowledge")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"].startswith("public")
    again = client.get("/api/v1/knowledge", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
    warm = client.get("/api/v1/knowledge")
    assert warm["Access-Control-Allow-Origin"] == "*"


def test_only_get_and_head_are_allowed(client: Client) -> None:
    assert client.post("/api/v1/diagnosis").status_code == 405
    assert client.head("/api/v1/knowledge").status_code == 200


def test_knowledge_is_everything_that_is_published(client: Client, content: Knowledge) -> None:
    found = json.loads(client.get("/api/v1/knowledge").content)
    assert set(found) == {
        "revision", "families", "devices", "patterns", "causes", "questions", "steps", "sources",
    }  # fmt: skip
    for name in ("families", "devices", "causes", "questions", "steps", "sources"):
        assert len(found[name]) == len(getattr(content, name))
    assert [(row["kind"], row["family"], row["slug"]) for row in found["patterns"]] == [
        (way.kind, *way.key) for way in content.ways_in
    ]
    pattern = next(row for row in found["patterns"] if row["slug"] == "solid-blue-blinking-green")
    assert pattern["colours"] == ["blue", "green"]
    assert pattern["urls"]["sync-module-2"] == "/answers/sync-module-2/solid-blue-blinking-green/"
    assert found["devices"][0]["url"] == f"/answers/{found['devices'][0]['slug']}/"


def test_every_light_of_every_device_can_be_diagnosed(client: Client, content: Knowledge) -> None:
    for device in content.devices:
        for pattern in content.ways_in_of(device.family):
            query = urlencode({"device": device.slug, pattern.kind: pattern.slug})
            assert client.get(f"/api/v1/diagnosis?{query}").status_code == 200, query


def test_a_symptom_is_asked_for_by_name_and_answered_like_a_light(client: Client) -> None:
    found = ask(client, device="outdoor-4", symptom="no-alerts", armed="disarmed")
    assert set(found) == DIAGNOSIS_KEYS
    assert (found["light"], found["symptom"], found["colour"]) == (None, "no-alerts", "")
    assert found["url"] == "/diagnose/?device=outdoor-4&symptom=no-alerts&armed=disarmed"
    assert found["answer_url"] == "/answers/outdoor-4/no-alerts/"
    assert found["causes"][0]["slug"] == "disarmed"
    assert found["plan"][0]["step"] == "arm-system"


def test_a_symptom_that_the_device_cannot_have_is_not_found(client: Client) -> None:
    found = ask(client, 404, device="mini", symptom="batteries-run-down")
    assert found["errors"] == [
        {
            "name": "symptom",
            "value": "batteries-run-down",
            "message": "There is no such symptom on this device.",
        }
    ]


def test_a_symptom_in_the_knowledge_has_no_channels(client: Client) -> None:
    found = json.loads(client.get("/api/v1/knowledge").content)
    symptoms = [row for row in found["patterns"] if row["kind"] == "symptom"]
    assert symptoms
    assert all(row["channels"] == [] and row["colours"] == [] for row in symptoms)
    assert {row["urls"]["mini"] for row in symptoms if "mini" in row["urls"]} >= {
        "/answers/mini/offline/"
    }
