"""Nobody has to guess the address of a how-to."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.pages import printed, visit
from tests.public import one_of_each_family
from wizard.guide import links
from wizard.knowledge.scales import Effect
from wizard.knowledge.values import TYPES_WIFI, Knowledge

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
            assert f"Where: {printed(wording.where)}" in text
            assert f"It worked if: {printed(wording.worked)}" in text
            assert all(printed(tool) in text for tool in wording.tools)


def test_no_wording_erases_under_nothing_is_deleted(content: Knowledge) -> None:
    """Whoever removes a device loses its settings."""
    for step in content.steps:
        if not step.erases:
            for wording in step.wordings:
                said = wording.text.lower()
                assert "remove it" not in said, (step.slug, wording.slug)
                assert "remove the camera" not in said, (step.slug, wording.slug)
                assert "deletes" not in said, (step.slug, wording.slug)


def test_what_is_seen_when_it_has_worked_is_said_of_this_device_and_no_other(
    content: Knowledge,
) -> None:
    """“On a Mini, …” stands on no page of an XT2."""
    for step in content.steps:
        for wording in step.wordings:
            others = [
                device.name
                for device in content.devices
                if device.family not in wording.families
                and re.search(rf"\b{re.escape(device.name)}\b", wording.worked)
            ]
            assert others == [], (step.slug, wording.slug)


def test_nobody_without_a_sync_module_is_sent_to_its_settings(content: Knowledge) -> None:
    """A Mini reaches the Wi-Fi by itself, and a Sync Module has no Sync Module."""
    by_themselves = {"mini", "mini-2k-plus", "wired-doorbell-2k-plus", "wired-floodlight"}
    for step in content.steps:
        if step.stage != TYPES_WIFI:
            continue
        for family in content.families:
            wording = step.wording(family.slug)
            if wording and family.slug in by_themselves:
                assert "Sync Module" not in wording.text + wording.where, (step.slug, family.slug)
            if wording and family.slug.startswith("sync-module"):
                assert "device" not in wording.where, (step.slug, family.slug)
                assert "its Sync Module" not in wording.text, (step.slug, family.slug)


def test_who_is_away_is_told_nothing_that_needs_their_own_hands(content: Knowledge) -> None:
    """Every remedy against what may stop a device from far away is worded for a phone, or for
    somebody who is there.
    """
    (away,) = [symptom for symptom in content.symptoms if symptom.slug == "away"]
    causes = {row.cause for row in away.causes}
    remedies = {
        step.slug
        for step in content.steps
        for row in step.effects
        if row.cause in causes and Effect.number_of(row.word) >= Effect.SOMETIMES.number
    }
    assert remedies == {"ask-someone-there", "check-provider-outage"}


def test_no_step_is_said_to_be_over_before_its_wait(client: Client) -> None:
    """An hour in the shade costs nobody an hour’s work, but it lasts one."""
    page = visit(client, "/how-to/warm-or-shade/outdoor-4/").text
    assert "Wait 1 hour" in page
    assert "20 minutes" not in page
    fell = "device=sync-module-xr&symptom=all-offline&what-happened=rough"
    plan = visit(client, f"/diagnose/?{fell}&skipped=questions")
    assert "Let it warm up or cool down" in plan.text
    assert "20 minutes" not in plan.text


def test_marks_stand_only_where_they_are_drawn(content: Knowledge) -> None:
    """Elsewhere people would read the asterisks."""
    shown = [
        (step.slug, wording.slug, text)
        for step in content.steps
        for wording in step.wordings
        for text in (step.title, wording.where, wording.worked, *wording.tools)
    ]
    assert len(shown) > 300
    assert [row for row in shown if "*" in row[2]] == []
