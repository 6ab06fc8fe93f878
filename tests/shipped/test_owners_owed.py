"""What owners were once owed and did not get, address by address: the obvious step for what they
said, and no word about a thing that their device has not.
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.pages import visit
from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.diagnose import diagnose
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db

NEW_BATTERIES = "Put in new batteries of the right type"
NEW_WIFI = "Connect Blink to your new Wi-Fi"
ROUTER = "Restart your modem and router"
MODULE = "Restart the Sync Module"
ADD, FORMER_OWNER = "Add it in the Blink app", "Ask the former owner to remove it"

OWED = {
    # the app says that the battery is low
    "xt2&light=solid-red&app-status=low": (NEW_BATTERIES,),
    "xt2&light=blinking-blue&app-status=low": (NEW_BATTERIES,),
    "xt&light=no-light&app-status=low": (NEW_BATTERIES,),
    "outdoor-4&light=no-light&app-status=low": (NEW_BATTERIES,),
    "outdoor-4&light=solid-red&app-status=low": (NEW_BATTERIES,),
    "indoor-1st-gen&light=no-light&app-status=low": (NEW_BATTERIES,),
    "video-doorbell&light=no-light&app-status=low": (NEW_BATTERIES,),
    "video-doorbell&light=solid-red&app-status=low": (NEW_BATTERIES,),
    "outdoor-2k-plus&light=any-light&app-status=low": (NEW_BATTERIES,),
    "outdoor-4&light=red-and-blue": (NEW_BATTERIES,),
    "outdoor-4&light=blinking-blue&when-it-began=just-now&app-status=low&batteries=other": (
        NEW_BATTERIES,
    ),
    # everything is offline, and the camera is dark
    "xt2&light=no-light&app-status=all": (ROUTER, MODULE),
    "outdoor-3rd-gen&light=no-light&app-status=all": (ROUTER, MODULE),
    "outdoor-4&light=no-light&app-status=all": (ROUTER, MODULE),
    "indoor-1st-gen&light=no-light&app-status=all": (ROUTER, MODULE),
    # the router, the provider or the password is new
    "mini&light=solid-red&home-wifi=changed": (NEW_WIFI,),
    "xt2&light=red-every-3-seconds&home-wifi=changed": (NEW_WIFI,),
    "sync-module-2&light=solid-blue-blinking-green&home-wifi=changed": (NEW_WIFI,),
    "video-doorbell&light=solid-red&home-wifi=changed": (NEW_WIFI,),
    "outdoor-4&light=blinking-blue&when-it-began=after-power&home-wifi=changed&app-status=all": (
        NEW_WIFI,
        ROUTER,
    ),
    # phones are offline, too
    "mini&light=solid-red&home-wifi=down": (ROUTER,),
    "xt2&light=red-every-3-seconds&home-wifi=down": (ROUTER,),
    "sync-module-2&light=solid-red&home-wifi=down": (ROUTER,),
    "outdoor-4&light=solid-red&home-wifi=down": (ROUTER,),
    # it is not in the app
    "mini&light=solid-red&app-status=missing": (ADD, FORMER_OWNER),
    "xt2&light=red-every-3-seconds&app-status=missing": (ADD, FORMER_OWNER),
    "video-doorbell&light=red-flashing&app-status=missing": (ADD, FORMER_OWNER),
    # Wi-Fi that Blink cannot use
    "video-doorbell&light=solid-red&when-it-began=after-power&setup-message=network"
    "&wifi-kind=special": ("Use a 2.4 GHz network",),
    # resets before support
    "mini&light=solid-red&when-it-began=stopped&home-wifi=works": (ROUTER, "Reset the Mini"),
    "sync-module-2&light=solid-red": ("Reset the Sync Module",),
}
"""Device, light and answers -> what the plan has."""


@pytest.mark.parametrize("said", OWED)
def test_a_plan_has_what_its_owner_is_owed(client: Client, said: str) -> None:
    text = visit(client, f"/diagnose/?device={said}&skipped=questions").text
    assert [step for step in OWED[said] if step not in text] == []
    assert "Nothing to fix" not in text


NOT_SAID = {
    "/diagnose/?device=mini&light=solid-red&app-status=only-this&skipped=questions": (ADD,),
    "/diagnose/?device=xt2&light=red-every-3-seconds&app-status=only-this&skipped=questions": (
        ADD,
    ),
    "/diagnose/?device=xt2&light=five-or-six-red-flashes&batteries=lithium-days"
    "&skipped=questions": (NEW_BATTERIES,),
    "/diagnose/?device=mini&symptom=no-alerts&armed=blue&skipped=questions": (
        "Arm the system",
        "Turn motion detection on",
    ),
    "/diagnose/?device=sync-module-2&light=solid-red&skipped=questions": (
        "Let go of the reset button",
    ),
    "/diagnose/?device=sync-module-2&light=solid-red&what-happened=moved&skipped=questions": (
        "far from the router or Sync Module",
    ),
    "/diagnose/?device=solar-panel": ("Watch it for ten seconds",),
    "/answers/mini/no-light/": ("Low battery", NEW_BATTERIES),
    "/answers/mini-2k-plus/no-light/": ("Low batteries", "AA"),
    "/answers/outdoor-2k-plus/no-light/": ("AA", "lithium"),
    "/answers/video-doorbell/no-light/": ("On cameras the light",),
    "/answers/video-doorbell/solid-red/": ("Battery cameras need their Sync Module",),
    "/answers/outdoor-4/faint-red-glow-at-night/": ("lights the room",),
    "/answers/wired-floodlight/no-light/": ("adapter",),
    "/answers/wired-doorbell-2k-plus/no-light/": ("adapter",),
    "/how-to/replace-batteries/video-doorbell/": ("coin",),
    "/how-to/reset-mini/mini/": ("Nothing is deleted",),
    "/how-to/re-add-camera/xt2/": ("Nothing is deleted",),
}
"""Address -> what nobody may read there."""


@pytest.mark.parametrize("address", NOT_SAID)
def test_a_page_says_nothing_that_is_wrong_for_its_owner(client: Client, address: str) -> None:
    text = visit(client, address).text
    assert [words for words in NOT_SAID[address] if words in text] == []


def test_nobody_asks_the_former_owner_before_adding_the_device_was_tried(
    content: Knowledge,
) -> None:
    """Beside any light or problem, whatever was answered about the Wi-Fi before."""
    wrong = []
    for device in content.devices:
        for way_in in content.ways_in_of(device.family):
            for wifi in ([], [("home-wifi", "down")], [("home-wifi", "works")]):
                given = [("device", device.slug), (way_in.kind, way_in.slug), *wifi]
                progress = replay(content, [*given, ("app-status", "missing")])
                if isinstance(progress, Progress) and progress.answers[len(wifi) :]:
                    plan = [row.step.slug for row in diagnose(content, progress).plan]
                    if {"add-device-in-app", "ask-former-owner"} <= {*plan} and (
                        plan.index("ask-former-owner") < plan.index("add-device-in-app")
                    ):
                        wrong.append(given)
    assert wrong == []
