"""The plain text that staff send a customer."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from wizard.content.collect import collect
from wizard.content.revisions import publish
from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.customer_reply import STANDARD, reply, reply_with_step
from wizard.diagnosis.diagnose import AskSupport, Diagnosis, Fixed, diagnose
from wizard.knowledge.placeholders import PLACEHOLDERS, fill, mistakes
from wizard.knowledge.serialise import freeze, thaw
from wizard.knowledge.values import Knowledge
from wizard.models import Guide

LINK = "https://guide.example/diagnose/?device=xt2"
VALUES = {"device": "XT2", "light": "", "meaning": "All is well.", "steps": "1. Wait", "link": LINK}


def diagnosed(knowledge: Knowledge, *pairs: tuple[str, str]) -> Diagnosis:
    progress = replay(knowledge, [("device", "xt2"), ("light", "five-or-six-red-flashes"), *pairs])
    assert isinstance(progress, Progress)
    return diagnose(knowledge, progress)


def test_placeholders_are_filled_in() -> None:
    assert (
        fill("Your {device}.\n{meaning}\n\n{link}", VALUES) == f"Your XT2.\nAll is well.\n\n{LINK}"
    )


def test_a_paragraph_with_nothing_to_say_is_left_out() -> None:
    assert fill("Hello,\n\nyour light:\n{light}\n\n{meaning}", VALUES) == "Hello,\n\nAll is well."


def test_a_value_is_never_read_as_a_placeholder() -> None:
    assert fill("{meaning}", {**VALUES, "meaning": "Braces: {link}"}) == "Braces: {link}"


def test_line_breaks_of_a_browser_are_line_breaks() -> None:
    assert fill("Hello,\r\n\r\n{light}\r\n\r\nBye", VALUES) == "Hello,\n\nBye"


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("Hello {name}. {link}", "“{name}” is no placeholder."),
        ("Hello {device.__class__}. {link}", "“{device.__class__}” is no placeholder."),
        ("Hello {device. {link}", "A brace stands alone."),
        ("Hello {}. {link}", "“{}” is no placeholder."),
        ("Hello.", "Without {link}"),
    ],
)
def test_an_editor_is_told_what_is_wrong(template: str, says: str) -> None:
    assert any(says in mistake for mistake in mistakes(template))


def test_a_good_template_has_no_mistakes() -> None:
    assert mistakes("Hello,\n\n{meaning}\n\n{steps}\n\n{link}") == ()
    assert mistakes("") == ()


@pytest.mark.django_db
def test_a_diagnosis_says_what_it_means_and_what_to_do_first(content: Knowledge) -> None:
    found = diagnosed(content)
    said = reply(found, LINK)
    top = found.causes[0]
    assert said.startswith("Hello,")
    assert top.cause.name in said
    assert f"1. {found.plan[0].step.title}\n   " in said
    assert f"2. {found.plan[1].step.title}" in said
    assert LINK in said
    assert "{" not in said
    assert "%" not in said
    assert "<" not in said


@pytest.mark.django_db
def test_warnings_come_with_the_step(content: Knowledge) -> None:
    device = content.device["xt2"]
    step = next(
        step for step in content.steps if (found := step.wording(device.family)) and found.safety
    )
    wording = step.wording(device.family)
    assert wording is not None
    said = reply_with_step(content.guide, device, step, LINK)
    assert said.index(wording.safety.splitlines()[0]) < said.index(wording.text.splitlines()[0])
    erasing = next(step for step in content.steps if step.erases and step.wording(device.family))
    assert f"This deletes: {erasing.erases}" in reply_with_step(
        content.guide, device, erasing, LINK
    )


@pytest.mark.django_db
def test_who_has_mended_it_is_told_no_steps(content: Knowledge) -> None:
    found = diagnosed(content, ("fixed", "replace-batteries"))
    assert isinstance(found.move, Fixed)
    said = reply(found, LINK)
    assert "We are glad it is working again." in said
    assert "1. " not in said


@pytest.mark.django_db
def test_where_only_support_is_left_it_says_how_to_reach_it(content: Knowledge) -> None:
    steps = [("tried", step.slug) for step in content.steps if step.wording("battery-camera")]
    found = diagnosed(content, *steps)
    assert isinstance(found.move, AskSupport)
    assert content.guide.support_url in reply(found, LINK)


@pytest.mark.django_db
def test_staff_edit_the_template_and_publish_it(admin_client: Client, content: Knowledge) -> None:
    Guide.objects.update(reply="Dear customer,\n\n{steps}\n\nSee {link}")
    before = admin_client.get("/answers/xt2/five-or-six-red-flashes/").content.decode()
    assert "Dear customer," not in before
    publish(None, "A warmer greeting")
    after = admin_client.get("/answers/xt2/five-or-six-red-flashes/").content.decode()
    assert "Dear customer," in after
    assert "See http://testserver/answers/xt2/five-or-six-red-flashes/</textarea>" in after


@pytest.mark.django_db
def test_a_template_that_cannot_be_filled_in_is_refused(content: Knowledge) -> None:
    guide = Guide.objects.get()
    guide.reply = "Hello {customer}"
    with pytest.raises(ValidationError) as refused:
        guide.full_clean()
    assert len(refused.value.message_dict["reply"]) == 2
    guide.reply = ""
    guide.full_clean()


@pytest.mark.django_db
def test_the_shipped_template_and_the_help_name_every_placeholder(content: Knowledge) -> None:
    help_text: Any = Guide._meta.get_field("reply").help_text
    for name in PLACEHOLDERS:
        assert f"{{{name}}}" in help_text
        assert f"{{{name}}}" in content.guide.reply
    assert mistakes(STANDARD) == ()


@pytest.mark.django_db
def test_a_revision_from_before_the_template_has_the_standard_one(content: Knowledge) -> None:
    frozen = freeze(collect())
    del frozen["guide"]["reply"]
    earlier = thaw(frozen)
    assert earlier.guide.reply == ""
    assert reply(diagnosed(earlier), LINK).startswith("Hello,\n\nIt is best fixed today.")
