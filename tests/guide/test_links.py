"""Addresses of the guide are made in one place, and those of the wizard are canonical."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings

from wizard.diagnosis.address import Progress, replay
from wizard.guide import links
from wizard.guide.urls import urlpatterns
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db


def test_no_other_module_makes_an_address_of_the_guide() -> None:
    names = "|".join(str(pattern.name) for pattern in urlpatterns)
    made = re.compile(rf"(?:reverse\(\s*f?[\"']wizard:|_path\(\s*[\"'])(?:{names})[\"']")
    package = Path(settings.BASE_DIR, "wizard")
    makers = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if made.search(path.read_text())
    }
    assert makers == {"guide/links.py"}


@pytest.mark.parametrize("seed", range(60))
def test_every_way_on_is_canonical_whatever_was_said_before(content: Knowledge, seed: int) -> None:
    """It needs no redirect, so it is the same page with scripts and without."""
    drawn = Random(seed)
    progress = some_progress(content, drawn)
    lights = content.ways_in_of(progress.family.slug)
    ways = [
        links.change_light(progress),
        links.unsure_of_light(
            progress, drawn.choice(content.patterns_of(progress.family.slug)).colour_group
        ),
        links.pick_light(progress, drawn.choice(lights)),
        links.other_light(progress),
        links.just_steps(progress),
        links.came_back(progress),
        links.ask_more(progress),
    ]
    for question in content.questions:
        if fits(progress, question.slug):
            ways += [
                links.change_answer(progress, question),
                links.another_question(progress, question),
            ]
    for way in filter(None, ways):
        replayed = replay(content, parse_qsl(urlsplit(way).query, keep_blank_values=True))
        assert isinstance(replayed, Progress)
        assert links.diagnosis(replayed) == way


def some_progress(content: Knowledge, drawn: Random) -> Progress:
    device = drawn.choice(
        [device for device in content.devices if content.patterns_of(device.family)]
    )
    light = drawn.choice(content.ways_in_of(device.family))
    pairs = [("device", device.slug), (light.kind, light.slug)]
    pairs += [
        (drawn.choice(["tried", "skipped", "fixed"]), step.slug)
        for step in drawn.sample(content.steps, 1)
    ]
    pairs += [
        (drawn.choice(["tried", "skipped"]), step.slug) for step in drawn.sample(content.steps, 3)
    ]
    pairs += [
        (asked.slug, drawn.choice(asked.options).slug)
        for asked in drawn.sample(content.questions, 3)
    ]
    replayed = replay(content, pairs)
    assert isinstance(replayed, Progress)
    return replayed


def fits(progress: Progress, question: str) -> bool:
    """May it be asked here?"""
    replayed = replay(progress.knowledge, [*progress.pairs(), (question, "unsure")])
    return isinstance(replayed, Progress) and any(
        asked.slug == question for asked, _ in replayed.answers
    )
