"""The document at /api/v1/openapi.json, and every answer held to it: requests that it allows are
made up by schemathesis and sent through the whole site.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from wizard.guide import openapi
from wizard.guide.urls import urlpatterns
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db

ADDRESSES = ["/api/v1/diagnosis", "/api/v1/knowledge", "/api/v1/search"]
TRIES = {"/api/v1/diagnosis": 150, "/api/v1/knowledge": 3, "/api/v1/search": 60}


def closed(schema: Any) -> Any:
    """The same schema, in which nothing may stand that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(one) for name, one in schema.items()}
    if found.get("type") == "object" and "properties" in found:
        found.setdefault("additionalProperties", False)
    return found


def with_names(document: dict[str, Any], content: Knowledge) -> dict[str, Any]:
    """With the names of one family to choose from, so that many requests have an answer."""
    family = content.device["xt2"].family
    names = {
        "device": [device.slug for device in content.devices_of(family)],
        "light": [*(pattern.slug for pattern in content.patterns_of(family)), "unsure", "other"],
        "cause": [cause.slug for cause in content.causes],
        "tried": [step.slug for step in content.steps],
        "skipped": [*(step.slug for step in content.steps), "questions"],
        "fixed": [step.slug for step in content.steps],
    }
    diagnosis = document["paths"]["/api/v1/diagnosis"]["get"]
    diagnosis["parameters"] = [one for one in diagnosis["parameters"] if one["name"] != "symptom"]
    for parameter in diagnosis["parameters"]:
        known = {"enum": sorted(names.get(parameter["name"], [""]))}
        if parameter["name"] == "answers":
            parameter["schema"] = {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    question.slug: {"enum": [*(option.slug for option in options), "unsure"]}
                    for question in content.questions
                    if (options := question.options_for(family))
                },
            }
        elif parameter["schema"]["type"] == "array":
            parameter["schema"] = {"type": "array", "items": known}
        else:
            parameter["schema"] = known
    return document


@pytest.mark.parametrize("known", [True, False], ids=["names of the content", "any names"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_as_the_document_says(
    address: str, known: bool, content: Knowledge
) -> None:
    document = copy.deepcopy(openapi.DOCUMENT)
    document["components"] = closed(document["components"])
    if known:
        document = with_names(document, content)
    schema = schemathesis.openapi.from_dict(document)
    site, statuses = WSGIHandler(), set()

    @settings(
        max_examples=TRIES[address] // (1 if known else 3),
        phases=[Phase.explicit, Phase.generate],
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[address]["GET"].as_strategy())
    def hold(case: Case[Any]) -> None:
        response = case.call_and_validate(
            app=site,
            base_url="http://localhost",
            headers={"Accept-Encoding": "identity"},
            excluded_checks=[positive_data_acceptance],  # no document knows all slugs
        )
        statuses.add(response.status_code)

    hold()
    assert statuses <= {200, 400, 404}
    if known:
        assert 200 in statuses


def test_its_examples_are_answered(client: Client) -> None:
    for address, item in openapi.DOCUMENT["paths"].items():
        query = {
            parameter["name"]: parameter["example"]
            for parameter in item["get"].get("parameters", [])
            if "example" in parameter
        }
        query |= query.pop("answers", {})
        response = client.get(address, query)
        assert response.status_code == 200, response.content
        assert not json.loads(response.content).get("dropped")


def test_every_address_of_the_interface_is_in_it(client: Client) -> None:
    served = {f"/{pattern.pattern}" for pattern in urlpatterns if "api/" in str(pattern.pattern)}
    assert served == {*openapi.DOCUMENT["paths"], "/api/v1/openapi.json"}
    response = client.get("/api/v1/openapi.json")
    assert json.loads(response.content) == openapi.DOCUMENT
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"].startswith("public")
