"""The whole wizard, walked as a person without scripts walks it: every family, every light, and
no way ends in nothing.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from tests.pages import Page, Question, has_an_answer, visit
from wizard.diagnosis.next_move import RULES
from wizard.diagnosis.progress import QUESTION_PAGES_BEFORE_RESULT
from wizard.guide import http
from wizard.knowledge.values import ALL_QUESTIONS, Knowledge

pytestmark = pytest.mark.django_db


class Walker:
    """Opens each address once; ways meet again and again, and nothing here changes a page."""

    def __init__(self) -> None:
        self.client = Client()
        self.seen: dict[str, Page] = {}

    def open(self, address: str) -> Page:
        if address not in self.seen:
            self.seen[address] = visit(self.client, address)
        return self.seen[address]


@pytest.fixture(scope="module")
def walker() -> Walker:
    return Walker()


def question(page: Page) -> Question | None:
    """What this page asks, alone or above the result; None where it asks nothing."""
    outcomes = {"tried", "skipped", "fixed"}
    return next(
        (asked for asked in page.questions if not outcomes & {name for name, _ in asked.answers}),
        None,
    )


def unsure_to_the_end(walker: Walker, address: str) -> Page:
    """Answers "not sure" until nothing is asked any more."""
    for _ in range(RULES.question_cap + 1):
        page = walker.open(address)
        asked = question(page)
        if asked is None:
            return page
        address = asked.press(*asked.answers[-1])
    raise AssertionError(f"{address} still asks after {RULES.question_cap} questions.")


def is_useful(page: Page) -> bool:
    """It says what to do: a step with an outcome to tell, or the way to support."""
    return (
        any(asked.values("fixed") for asked in page.questions)
        or "support.blinkforhome.com" in page.html
    )


def starts(knowledge: Knowledge, family: str) -> list[str]:
    device = knowledge.devices_of(family)[0].slug
    patterns = knowledge.patterns_of(family)
    lights = [f"{way.kind}={way.slug}" for way in knowledge.ways_in_of(family)]
    lights += [
        f"colour={group}&light=unsure" for group in {pattern.colour_group for pattern in patterns}
    ]
    return [
        f"/diagnose/?device={device}&{light}" for light in [*lights, "light=unsure", "light=other"]
    ]


FAMILIES = [
    "sync-module", "battery-camera", "outdoor-4", "indoor-1st-gen", "mini", "video-doorbell",
    "sync-module-newer", "outdoor-2k-plus", "mini-2k-plus", "wired-floodlight",
    "wired-doorbell-2k-plus",
]  # fmt: skip


def test_the_walks_cover_every_family_that_has_lights(content: Knowledge) -> None:
    assert {family.slug for family in content.families if content.patterns_of(family.slug)} == set(
        FAMILIES
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_not_sure_everywhere_and_every_single_answer_end_in_a_useful_page(
    walker: Walker, content: Knowledge, family: str
) -> None:
    for start in starts(content, family):
        assert is_useful(unsure_to_the_end(walker, start)), start
        address = start
        while asked := question(walker.open(address)):
            for name, value in asked.answers:
                assert is_useful(unsure_to_the_end(walker, asked.press(name, value))), (
                    address,
                    name,
                    value,
                )
            address = asked.press(*asked.answers[-1])


@pytest.mark.parametrize("family", FAMILIES)
def test_no_change_at_every_step_ends_with_support_and_a_report(
    walker: Walker, content: Knowledge, family: str
) -> None:
    for pattern in content.ways_in_of(family):
        device = content.devices_of(family)[0].slug
        address = (
            f"/diagnose/?device={device}&{pattern.kind}={pattern.slug}&skipped={ALL_QUESTIONS}"
        )
        for _ in range(len(content.steps) + 1):
            page = walker.open(address)
            outcomes = next((asked for asked in page.questions if asked.values("tried")), None)
            if outcomes is None:
                break
            address = outcomes.press("tried", outcomes.values("tried")[0])
        assert outcomes is None, address
        assert "support.blinkforhome.com" in page.html
        assert "Tried" in page.text or "tried" in page.text
        assert pattern.title in page.text


def test_every_known_light_has_its_answer_within_four_pages_whatever_is_answered(
    walker: Walker, content: Knowledge
) -> None:
    """The page of lights is the first.

    Every answer to every question, "not sure" and "ask me something else" among them.
    """
    walked = 0
    for pattern in content.ways_in:
        device = content.devices_of(pattern.family)[0].slug
        here = [f"/diagnose/?device={device}&{pattern.kind}={pattern.slug}"]
        for _ in range(QUESTION_PAGES_BEFORE_RESULT):
            pages = [walker.open(address) for address in here]
            here = [
                address for page in pages if not has_an_answer(page) for address in ways_on(page)
            ]
            walked += len(pages)
        for address in here:
            assert has_an_answer(walker.open(address)), address
    assert 2 + QUESTION_PAGES_BEFORE_RESULT == 4
    assert walked > len(content.ways_in)


def ways_on(page: Page) -> list[str]:
    answers = [page.question.press(name, value) for name, value in page.question.answers]
    return [*answers, page.link("Skip this question").href]


def test_an_accessory_says_in_its_own_words_that_it_has_no_light(
    client: Client, content: Knowledge
) -> None:
    page = visit(client, "/diagnose/?device=solar-panel")
    assert page.h1 == "No light to pick from"
    assert content.family["solar-panel"].led in page.text
    assert content.family["solar-panel"].note in page.text
    ways = {link.href for link in page.links if "/diagnose/?device=" in link.href}
    assert "/diagnose/?device=outdoor-4" in ways
    assert "/diagnose/?device=sync-module-2" not in ways


def test_a_new_camera_without_a_light_table_is_not_taken_for_an_accessory(
    client: Client, content: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = replace(
        content.family["solar-panel"], slug="arc", led="Nobody has described it.", note=""
    )
    arc = replace(content.device["outdoor-4"], slug="arc", family="arc", name="Arc")
    monkeypatch.setattr(
        http,
        "published",
        lambda: replace(
            content, families=(*content.families, family), devices=(*content.devices, arc)
        ),
    )
    for address in ("/diagnose/?device=arc", "/answers/arc/"):
        page = visit(client, address)
        assert "Nobody has described it." in page.text
        assert "the camera it feeds" not in page.text


def test_every_step_that_can_be_planned_has_its_how_to(client: Client, content: Knowledge) -> None:
    for step in content.steps:
        for device in content.devices:
            expected = 200 if step.wording(device.family) else 404
            assert client.get(f"/how-to/{step.slug}/{device.slug}/").status_code == expected, (
                step.slug,
                device.slug,
            )
