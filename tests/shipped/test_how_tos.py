"""Nobody has to guess the address of a how-to."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.pages import visit
from tests.public import one_of_each_family
from wizard.guide import links
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db


def hrefs(client: Client, address: str) -> set[str]:
    return {link.href for link in visit(client, address).links}


def test_the_page_of_a_device_leads_to_everything_that_can_be_done_on_it(
    client: Client, content: Knowledge
) -> None:
    for device in content.devices:
        there = hrefs(client, links.device_lights(device.slug))
        how_tos = [links.how_to(s.slug, device.slug) for s in links.how_to_steps(content, device)]
        assert [address for address in how_tos if address not in there] == []


def test_the_page_of_a_light_leads_to_everything_that_helps_against_its_causes(
    client: Client, content: Knowledge
) -> None:
    for device in one_of_each_family(content):
        steps = links.how_to_steps(content, device)
        for pattern in content.patterns_of(device.family):
            causes = {row.cause for row in pattern.causes}
            there = hrefs(client, links.answer(device.slug, pattern.slug))
            missing = [
                step.slug
                for step in steps
                if any(effect.cause in causes for effect in step.effects)
                and links.how_to(step.slug, device.slug) not in there
            ]
            assert missing == [], pattern.key


def test_every_how_to_says_where_and_what_is_seen_when_it_has_worked(
    client: Client, content: Knowledge
) -> None:
    for device in one_of_each_family(content):
        for step in links.how_to_steps(content, device):
            wording = step.wording(device.family)
            assert wording is not None
            text = visit(client, links.how_to(step.slug, device.slug)).text
            assert f"Where: {wording.where}" in text
            assert f"It worked if: {wording.worked}" in text
            assert all(tool in text for tool in wording.tools)


def test_no_wording_erases_under_nothing_is_deleted(content: Knowledge) -> None:
    """Whoever removes a device loses its settings."""
    for step in content.steps:
        if not step.erases:
            for wording in step.wordings:
                said = wording.text.lower()
                assert "remove it" not in said, (step.slug, wording.slug)
                assert "remove the camera" not in said, (step.slug, wording.slug)
                assert "deletes" not in said, (step.slug, wording.slug)
