"""The whole wizard, walked as a person without scripts walks it: every family, every light, and
no way ends in nothing.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from tests.pages import Page, Question, has_an_answer, visit
from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.diagnose import Ask, diagnose
from wizard.diagnosis.next_move import RULES
from wizard.diagnosis.progress import QUESTION_PAGES_BEFORE_RESULT
from wizard.guide import http, links
from wizard.knowledge.values import ALL_QUESTIONS, UNSURE, Knowledge

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


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


def followed(knowledge: Knowledge, address: str) -> str:
    """Where somebody ends who answers "not sure" until nothing is asked any more, and to whom no
    step is any help: no page is opened on the way.
    """
    progress = replay(knowledge, parse_qsl(urlsplit(address).query))
    for _ in range(RULES.question_cap + len(knowledge.steps) + 1):
        assert isinstance(progress, Progress), address
        diagnosis = diagnose(knowledge, progress)
        steps = [row.step for row in (*diagnosis.plan, *diagnosis.before_support)]
        if isinstance(diagnosis.move, Ask):
            more = (diagnosis.move.question.slug, UNSURE)
        elif progress.just_steps and (diagnosis.sign or steps):
            more = ("tried", (diagnosis.sign or steps[0]).slug)
        else:
            return links.diagnosis(progress)
        progress = replay(knowledge, (*progress.pairs(), more))
    raise AssertionError(f"{address} goes on for ever.")


def is_useful(html: str) -> bool:
    """It says what to do: a step with an outcome to tell, or the way to support."""
    return 'name="fixed"' in html or "support.blinkforhome.com" in html


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
def test_not_sure_everywhere_and_every_answer_end_in_a_useful_page(
    walker: Walker, content: Knowledge, family: str
) -> None:
    """Every answer to the first question of a light, and to any other question once."""
    answered = set()
    for start in starts(content, family):
        address = start
        while asked := question(walker.open(address)):
            for name, value in asked.answers:
                if address == start or (name, value) not in answered:
                    answered.add((name, value))
                    last = followed(content, asked.press(name, value))
                    assert is_useful(walker.client.get(last).content.decode()), last
            address = asked.press(*asked.answers[-1])
        assert is_useful(walker.open(address).html), address


@pytest.mark.parametrize("family", FAMILIES)
def test_no_change_at_every_step_ends_with_support_and_a_report(
    walker: Walker, content: Knowledge, family: str
) -> None:
    device = content.devices_of(family)[0].slug
    for pattern in content.ways_in_of(family):
        start = f"/diagnose/?device={device}&{pattern.kind}={pattern.slug}&skipped={ALL_QUESTIONS}"
        page = walker.open(followed(content, start))
        assert not any(asked.values("tried") for asked in page.questions), start
        assert "support.blinkforhome.com" in page.html
        assert "Tried" in page.text or "tried" in page.text
        assert pattern.title in page.text


@pytest.mark.parametrize("family", FAMILIES)
def test_pressing_no_change_leads_where_the_engine_says(
    walker: Walker, content: Knowledge, family: str
) -> None:
    device, pattern = content.devices_of(family)[0].slug, content.ways_in_of(family)[0]
    start = f"/diagnose/?device={device}&{pattern.kind}={pattern.slug}&skipped={ALL_QUESTIONS}"
    address = start
    while tried := [v for asked in walker.open(address).questions for v in asked.values("tried")]:
        asked = next(a for a in walker.open(address).questions if a.values("tried"))
        address = asked.press("tried", tried[0])
    assert address == followed(content, start)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_light_has_its_answer_within_four_pages_whatever_is_answered(
    walker: Walker, content: Knowledge, family: str
) -> None:
    """The page of lights is the first.

    Every answer to every question, "not sure" and "ask me something else" among them. How many
    pages there are is counted alike for every light (`wizard.diagnosis.progress`).
    """
    device, pattern = content.devices_of(family)[0].slug, content.ways_in_of(family)[0]
    here = [f"/diagnose/?device={device}&{pattern.kind}={pattern.slug}"]
    for _ in range(QUESTION_PAGES_BEFORE_RESULT):
        pages = [walker.open(address) for address in here]
        here = [address for page in pages if not has_an_answer(page) for address in ways_on(page)]
    for address in here:
        assert has_an_answer(walker.open(address)), address
    assert 2 + QUESTION_PAGES_BEFORE_RESULT == 4


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
