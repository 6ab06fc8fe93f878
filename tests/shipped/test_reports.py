"""What people have really reported, said to the wizard as they would say it, and what must come
out.

Each row stands for a kind: the cure is in the rules or in the tables, never in the row.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from tests.pages import visit
from tests.public import one_of_each_family
from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.diagnose import Ask, Diagnosis, diagnose
from wizard.guide import links
from wizard.knowledge.values import Knowledge
from wizard.rendering.phrases import VERDICTS

pytestmark = pytest.mark.django_db


def told(content: Knowledge, address: str) -> Diagnosis:
    progress = replay(content, parse_qsl(address))
    assert isinstance(progress, Progress)
    assert progress.errors == ()
    return diagnose(content, progress)


def plan(found: Diagnosis) -> list[str]:
    return [planned.step.slug for planned in found.plan]


def first_cause(found: Diagnosis) -> str:
    return found.causes[0].cause.slug


def chance(found: Diagnosis, cause: str) -> float:
    return next(row.probability for row in found.causes if row.cause.slug == cause)


def asks(found: Diagnosis) -> str:
    return found.move.question.slug if isinstance(found.move, Ask) else ""


def out(found: Diagnosis) -> set[str]:
    return {row.cause.slug for row in found.ruled_out}


Check = Callable[[Diagnosis], bool]

REPORTS: list[tuple[str, str, Check]] = [
    (
        "behind a wall from its Sync Module",
        (
            "device=indoor-1st-gen&light=unsure&when-it-began=stopped&app-status=only-this"
            "&sync-module-lights=online"
        ),
        lambda found: asks(found) == "what-happened" or "move-closer" in plan(found),
    ),
    (
        "behind a wall, and it was moved there",
        (
            "device=indoor-1st-gen&light=unsure&when-it-began=setup&app-status=only-this"
            "&what-happened=moved"
        ),
        lambda found: "move-closer" in plan(found)[:3],
    ),
    (
        "rechargeable batteries that work at times",
        "device=xt&light=no-light&when-it-began=still-works",
        lambda found: "wrong-batteries" not in out(found),
    ),
    (
        "rechargeable batteries, said so",
        "device=xt&light=no-light&when-it-began=still-works&batteries=other",
        lambda found: (
            found.status in ("look", "act")
            and first_cause(found) == "wrong-batteries"
            and "replace-batteries" in plan(found)[:2]
        ),
    ),
    (
        "empty after a few days",
        "device=xt&light=no-light&when-it-began=stopped&batteries=lithium-days&app-status=low",
        lambda found: (
            chance(found, "fast-drain") > 0.1
            and "reduce-drain" in plan(found)
            and "replace-batteries" not in plan(found)
        ),
    ),
    (
        "empty after a few months",
        (
            "device=xt&light=no-light&when-it-began=stopped&app-status=only-this"
            "&batteries=lithium-months"
        ),
        lambda found: plan(found)[0] == "replace-batteries" and "reduce-drain" in plan(found),
    ),
    (
        "dark, and it still works",
        "device=outdoor-3rd-gen&light=no-light&when-it-began=still-works",
        lambda found: asks(found) == "app-status",
    ),
    (
        "the app says low battery although 72 % is shown",
        "device=outdoor-3rd-gen&light=no-light&when-it-began=still-works&app-status=low",
        lambda found: first_cause(found) == "low-battery" and plan(found)[0] == "replace-batteries",
    ),
    (
        "low battery, and any light",
        "device=outdoor-3rd-gen&light=unsure&when-it-began=still-works&app-status=low",
        lambda found: plan(found)[0] == "replace-batteries",
    ),
    (
        "all Blink devices are offline, and this one is dark",
        "device=outdoor-4&light=no-light&when-it-began=stopped&app-status=all",
        lambda found: plan(found)[:2] == ["restart-router", "restart-sync-module"],
    ),
    (
        "a power cut took all of them",
        "device=outdoor-3rd-gen&light=red-every-3-seconds&home-wifi=down&app-status=all",
        lambda found: first_cause(found) == "internet-down" and plan(found)[0] == "restart-router",
    ),
    (
        "second-hand",
        "device=outdoor-3rd-gen&light=red-every-3-seconds&app-status=missing",
        lambda found: (
            found.status == "waiting"
            and plan(found)[:2] == ["add-device-in-app", "ask-former-owner"]
        ),
    ),
    (
        "second-hand, and it cannot be added",
        (
            "device=outdoor-3rd-gen&light=red-every-3-seconds&app-status=missing"
            "&tried=add-device-in-app"
        ),
        lambda found: (
            chance(found, "other-account") > 0.05 and plan(found)[0] == "ask-former-owner"
        ),
    ),
    (
        "a Mini that is ready for setup and belongs to somebody",
        "device=mini&light=solid-blue-blinking-green",
        lambda found: plan(found)[0] == "add-device-in-app" and "ask-former-owner" in plan(found),
    ),
    (
        "blue while somebody watches",
        "device=mini&light=solid-blue",
        lambda found: first_cause(found) == "recording" and found.status == "normal",
    ),
    (
        "the password is refused although it is right",
        "device=sync-module-2&light=solid-red&tried=recheck-wifi-password",
        lambda found: {"use-24ghz", "simplify-network-name", "move-closer"} <= {*plan(found)},
    ),
    (
        "old batteries, stopped",
        (
            "device=outdoor-4&light=no-light&when-it-began=stopped&app-status=only-this"
            "&batteries=lithium-old"
        ),
        lambda found: plan(found)[0] == "replace-batteries",
    ),
    (
        "5 GHz only, and one more answer",
        (
            "device=video-doorbell&light=solid-red&setup-message=network&wifi-kind=special"
            "&when-it-began=after-power"
        ),
        lambda found: "use-24ghz" in plan(found),
    ),
    (
        "low battery, alkaline cells, blinking blue",
        (
            "device=outdoor-4&light=blinking-blue&app-status=low&when-it-began=just-now"
            "&batteries=other"
        ),
        lambda found: plan(found)[0] == "replace-batteries",
    ),
    (
        "a new router, all offline",
        (
            "device=outdoor-4&light=blinking-blue&app-status=all&home-wifi=changed"
            "&when-it-began=after-power"
        ),
        lambda found: "update-wifi-in-app" in plan(found),
    ),
    (
        "the Sync Module of a doorbell that has none",
        "device=video-doorbell&light=red-flashing&when-it-began=stopped&doorbell-sync-module=none",
        lambda found: "restart-sync-module" not in plan(found),
    ),
    (
        "a Mini, red, by itself",
        "device=mini&light=solid-red&when-it-began=stopped&home-wifi=works",
        lambda found: "reset-mini" in [row.step.slug for row in found.before_support],
    ),
    (
        "frost",
        "device=outdoor-4&light=no-light&when-it-began=stopped&what-happened=rough",
        lambda found: "warm-or-shade" in plan(found)[:2],
    ),
]


@pytest.mark.parametrize(
    ("address", "check"),
    [(address, check) for _, address, check in REPORTS],
    ids=[what for what, _, _ in REPORTS],
)
def test_what_people_report_leads_to_what_helped_them(
    content: Knowledge, address: str, check: Check
) -> None:
    found = told(content, address)
    assert check(found), (found.status, asks(found), first_cause(found), plan(found))


def test_no_owner_is_offered_an_answer_that_the_device_cannot_give(content: Knowledge) -> None:
    """A Mini and what hangs on the house's wires have no batteries."""
    without = {"mini", "wired-floodlight", "wired-doorbell-2k-plus"}
    for device in content.devices:
        if device.family in without:
            options = content.question["app-status"].options_for(device.family)
            assert "low" not in {option.slug for option in options}
            answer = [("device", device.slug), ("light", "unsure"), ("app-status", "low")]
            progress = replay(content, answer)
            assert isinstance(progress, Progress)
            assert [error.value for error in progress.errors] == ["low"]


def test_permanent_pages_and_the_wizard_say_the_same_first_line(
    client: Client, content: Knowledge
) -> None:
    """Every light and problem of every family, with nothing answered."""
    for device in one_of_each_family(content):
        for way_in in content.ways_in_of(device.family):
            found = told(content, f"device={device.slug}&light={way_in.slug}")
            said = VERDICTS[found.status]
            text = visit(client, links.answer(device.slug, way_in.slug)).text
            assert f"{said.title} {said.text}" in text, (device.slug, way_in.slug)
            others = [one for one in VERDICTS.values() if one is not said]
            assert not any(f"{one.title} {one.text}" in text for one in others)


def test_every_dark_light_that_still_works_is_asked_what_the_app_says(content: Knowledge) -> None:
    for slug in ("outdoor-4", "xt2", "indoor-1st-gen"):
        found = told(content, f"device={slug}&light=no-light&when-it-began=still-works")
        assert asks(found) == "app-status", slug
    for slug in ("mini", "video-doorbell"):
        found = told(content, f"device={slug}&light=no-light&when-it-began=still-works")
        assert found.sign is not None, "Its sign asks whether live view opens."


def test_pages_and_wizard_name_the_same_first_line_and_likeliest_cause(content: Knowledge) -> None:
    """The page of a light starts from the diagnosis of that light with nothing answered."""
    for device in content.devices:
        for pattern in content.patterns_of(device.family):
            found = told(content, f"device={device.slug}&light={pattern.slug}")
            often = {row.cause: row.frequency for row in pattern.causes}
            first = next(row.cause for row in found.causes if row.cause.slug in often)
            most = max(pattern.causes, key=lambda row: RANK[row.frequency]).frequency
            assert often[first.slug] == most, (device.slug, pattern.slug)


RANK = {"very common": 4, "common": 3, "uncommon": 2, "rare": 1}
