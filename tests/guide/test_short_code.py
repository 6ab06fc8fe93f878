"""A short code to read out: it leads to its page over a bad line, and to no other."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import product
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pages import visit
from wizard.diagnosis.address import Progress, replay
from wizard.guide import links
from wizard.guide.short_code import (
    ALPHABET,
    LONGEST,
    address_of,
    code_of,
    code_of_diagnosis,
    spoken,
)
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db

LOW = (
    "/diagnose/?device=outdoor-4&light=blinking-blue&when-it-began=just-now&app-status=low"
    "&tried=reseat-batteries"
)


def progress_at(knowledge: Knowledge, address: str) -> Progress:
    progress = replay(knowledge, parse_qsl(address.partition("?")[2]))
    assert isinstance(progress, Progress)
    return progress


def test_every_permanent_page_and_every_light_has_a_code_of_six_characters(
    content: Knowledge,
) -> None:
    codes = set()
    for device in content.devices:
        for address in links.pages_of(content, device):
            code = code_of(content, address)
            assert len(code) == 6, address
            assert address_of(content, code) == address
            codes.add(code)
    assert len(codes) > 400


@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_diagnosis_is_read_back_from_its_code_exactly(
    content: Knowledge, data: st.DataObject
) -> None:
    device = data.draw(
        st.sampled_from([d for d in content.devices if content.patterns_of(d.family)])
    )
    pattern = data.draw(st.sampled_from(content.patterns_of(device.family)))
    questions = [question for question in content.questions if question.fits(pattern)]
    steps = [step for step in content.steps if step.wording(device.family)]
    pairs = [("device", device.slug), ("light", pattern.slug)]
    for question in data.draw(st.lists(st.sampled_from(questions), unique=True, max_size=3)):
        pairs.append((question.slug, data.draw(st.sampled_from(question.options)).slug))
    for step in data.draw(st.lists(st.sampled_from(steps), unique=True, max_size=3)):
        pairs.append((data.draw(st.sampled_from(["tried", "skipped"])), step.slug))
    progress = replay(content, pairs)
    assert isinstance(progress, Progress)
    code = code_of_diagnosis(progress)
    if code:
        assert len(code) <= LONGEST
        assert address_of(content, code) == links.diagnosis(progress)


def test_it_is_read_however_it_was_heard_and_typed(content: Knowledge) -> None:
    code = code_of_diagnosis(progress_at(content, LOW))
    heard = code.replace("0", "o").replace("1", "l").lower()
    assert address_of(content, f" {'-'.join(heard)} ") == LOW
    assert address_of(content, spoken(code)) == LOW


def test_a_code_with_a_wrong_letter_leads_nowhere_but_for_one_in_a_hundred(
    content: Knowledge,
) -> None:
    code = code_of_diagnosis(progress_at(content, LOW))
    wrong = [
        f"{code[:place]}{letter}{code[place + 1 :]}"
        for place in range(len(code))
        for letter in ALPHABET
        if letter != code[place]
    ]
    assert sum(bool(address_of(content, heard)) for heard in wrong) <= len(wrong) / 100


def test_a_code_of_another_revision_is_refused_instead_of_leading_elsewhere(
    content: Knowledge,
) -> None:
    code = code_of_diagnosis(progress_at(content, LOW))
    changed = replace(content, questions=content.questions[1:])
    assert address_of(changed, code) == ""


@pytest.mark.parametrize("code", ["", "U", "!!!", "A" * 15, "A" * 5000, "éé", "ZZZZZZZZZZZZZZ"])
def test_what_is_no_code_leads_nowhere(content: Knowledge, code: str) -> None:
    assert address_of(content, code) == ""


def test_no_code_keeps_the_site_busy(content: Knowledge) -> None:
    """The devices among them about which there is nothing to say but to skip the questions."""
    begun = time.process_time()
    for way_in in product(ALPHABET, ALPHABET[:16]):
        address_of(content, f"{'Z' * 10}{''.join(way_in)}00")
    assert time.process_time() - begun < 10


def test_a_diagnosis_with_very_much_in_it_has_no_code(content: Knowledge) -> None:
    steps = [step.slug for step in content.steps if step.wording("mini")]
    address = "/diagnose/?device=mini&light=solid-red" + "".join(f"&tried={s}" for s in steps)
    assert code_of_diagnosis(progress_at(content, address)) == ""


@pytest.mark.parametrize(
    ("code", "shown"),
    [("K7M2QP", "K7M 2QP"), ("K7M2QPX", "K7M2 QPX"), ("0123456789", "0123 456 789"), ("", "")],
)
def test_it_is_said_in_groups(code: str, shown: str) -> None:
    assert spoken(code) == shown


def test_a_code_that_was_read_out_opens_the_same_page(client: Client, content: Knowledge) -> None:
    page = visit(client, LOW)
    code = spoken(code_of_diagnosis(progress_at(content, LOW)))
    assert f"Read out this code: {code}" in page.text
    assert "Type it at testserver/c" in page.text
    typed = client.get("/c/", {"code": code.lower()})
    assert (typed.status_code, typed.headers["Location"]) == (302, LOW)
    assert client.get(f"/c/{code}").headers["Location"] == LOW


def test_a_wrong_code_is_shown_again_with_what_to_do(client: Client) -> None:
    page = visit(client, "/c/?code=<b>nope", 404)
    assert "No page has the code “<b>nope”." in page.text
    assert visit(client, "/c/").h1 == "Type the code"


def test_the_picture_of_a_permanent_page_leads_to_it(client: Client, content: Knowledge) -> None:
    page = visit(client, "/answers/mini/solid-red/")
    code = code_of(content, "/answers/mini/solid-red/")
    assert any(values.get("src") == f"/c/{code}.svg" for _, values in page.tags)
    response = client.get(f"/c/{code}.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert client.get("/c/NOPE00.svg").status_code == 404
