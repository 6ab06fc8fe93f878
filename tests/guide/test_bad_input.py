"""Whatever the address says, a person gets a page they can use, quickly, and never a stack
trace.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pages import visit
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db


def test_an_unknown_device_offers_the_nearest_names(client: Client) -> None:
    page = visit(client, "/diagnose/?device=xt3", status=404)
    assert any(link.href.startswith("/diagnose/?device=xt2") for link in page.links)


def test_an_unknown_light_offers_the_nearest_names_and_keeps_the_answers(client: Client) -> None:
    page = visit(client, "/diagnose/?device=xt2&light=solid-redd&batteries=other", status=404)
    assert "/diagnose/?device=xt2&light=solid-red&batteries=other" in [
        link.href for link in page.links
    ]


def test_an_unknown_answer_page_offers_the_nearest_names(client: Client) -> None:
    page = visit(client, "/answers/xt2/five-red-flashes/", status=404)
    assert "/answers/xt2/five-long-red-flashes/" in [link.href for link in page.links]
    page = visit(client, "/answers/xt-2/", status=404)
    assert "/answers/xt2/" in [link.href for link in page.links]


def test_an_invalid_answer_is_an_error_at_that_question_and_the_others_are_kept(
    client: Client,
) -> None:
    page = visit(
        client,
        "/diagnose/?device=xt2&light=five-or-six-red-flashes&batteries=perhaps&blue-first=yes",
    )
    assert page.title.startswith("Error")
    assert "Which batteries are in it?" in page.h1
    assert "We did not understand one answer" in page.text
    address = page.question.press("batteries", "other")
    assert "blue-first=yes" in address
    assert "perhaps" not in address


def test_two_answers_to_one_question_are_an_error_at_that_question(client: Client) -> None:
    page = visit(
        client, "/diagnose/?device=xt2&light=five-or-six-red-flashes&blue-first=yes&blue-first=no"
    )
    assert page.title.startswith("Error")
    assert "blue light" in page.h1


@pytest.mark.parametrize(
    "query",
    [
        "device=xt2&light=" + "x" * 5000,
        "device=xt2&device=mini&light=solid-red",
        "device=xt2&light=solid-red&light=green",
        "&".join(f"a{n}={n}" for n in range(150)),
        "&".join(f"a{n}={n}" for n in range(5000)),
        "device=xt2&light=%00",
        "device=xt2&light=%1b%5b31m",
    ],
)
def test_a_malformed_address_is_a_plain_page(client: Client, query: str) -> None:
    page = visit(client, f"/diagnose/?{query}", status=400)
    assert any(link.href == "/" for link in page.links)


@pytest.mark.parametrize(
    "query",
    [
        "device=%ff%fe",
        "device=%f0%9f%94%b4",
        "device=..%2f..%2fetc%2fpasswd",
        "device=%27%22%3E%3Cscript%3E",
    ],
)
def test_binary_and_hostile_values_are_unknown_devices(client: Client, query: str) -> None:
    response = client.get(f"/diagnose/?{query}")
    assert response.status_code in {400, 404}
    assert "<script>" not in response.content.decode()


def test_unknown_names_are_dropped_by_a_redirect_to_the_canonical_address(client: Client) -> None:
    response = client.get("/diagnose/?light=solid-red&utm_source=mail&device=mini")
    assert response.status_code == 302
    assert response["Location"] == "/diagnose/?device=mini&light=solid-red"


def test_an_unknown_path_is_a_plain_page(client: Client) -> None:
    page = visit(client, "/no/such/page/", status=404)
    assert any(link.href == "/" for link in page.links)


NAMES = st.sampled_from(
    ["device", "light", "colour", "tried", "skipped", "fixed", "q", "revision", "blue-first",
     "batteries", "home-wifi", "x"]
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_query_string_ends_in_a_server_error(
    client: Client, content: Knowledge, data: st.DataObject
) -> None:
    slugs = st.sampled_from(
        [device.slug for device in content.devices]
        + [pattern.slug for pattern in content.patterns]
        + [step.slug for step in content.steps]
        + [option.slug for question in content.questions for option in question.options]
        + ["unsure", "other", "questions", "red", "none"]
    )
    pairs = data.draw(st.lists(st.tuples(NAMES, slugs | st.text(max_size=12)), max_size=9))
    device = data.draw(slugs)
    response = client.get(
        "/diagnose/?" + urlencode([("device", device), *pairs], errors="replace"), follow=True
    )
    assert response.status_code in {200, 400, 404}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(max_size=30), query=st.text(max_size=60))
def test_no_address_at_all_ends_in_a_server_error(
    client: Client, content: Knowledge, path: str, query: str
) -> None:
    for start in (
        "/diagnose/",
        "/answers/",
        "/answers/xt2/",
        "/how-to/",
        "/how-to/replace-batteries/",
        "/api/v1/",
        "/",
    ):
        address = (
            f"{start}{quote(path, errors='replace')}?{quote(query, safe='=&', errors='replace')}"
        )
        assert client.get(address).status_code < 500, address
