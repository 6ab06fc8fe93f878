"""Every statement of the two texts this guide started from, and where a person meets it.

Not that a row exists, but that the words stand on a page somebody comes to: the page of the light
it is about, a how-to that this page leads to, or the walk of a person whom nothing helps. What is
wrong or disputed stands there with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from tests.pages import visit

pytestmark = pytest.mark.django_db

O4 = "/answers/outdoor-4/"
CAM = "/answers/outdoor-3rd-gen/"
XT2 = "/answers/xt2/"
MINI = "/answers/mini/"
BELL = "/answers/video-doorbell/"
SYNC = "/answers/sync-module-2/"
ASKED = "/diagnose/?device="


@dataclass(frozen=True)
class Page:
    """A page and the words that stand on it."""

    address: str
    words: tuple[str, ...]


def on(address: str, *words: str) -> Page:
    return Page(address, words)


STATEMENTS: dict[str, tuple[str, tuple[Page, ...]]] = {
    # blinkcamerablinksred.com
    "A1": (
        "A flashing red light may indicate a variety of different issues.",
        (on(f"{O4}red-flashing/", "common causes", "Waiting to be set up", "It needs a restart"),),
    ),
    "A2": (
        "Check that the camera is in the correct location.",
        (
            on(f"{O4}red-flashing/", "Is it in the right place?"),
            on(f"{CAM}red-every-3-seconds/", "Leave the camera where the signal is good."),
        ),
    ),
    "A3": (
        "… and armed with the proper settings.",
        (
            on(f"{O4}red-flashing/", "Is the system armed in the Blink app"),
            on(f"{CAM}no-light/", "Does my camera have to be armed?", "makes no clips"),
        ),
    ),
    "A4": (
        "Make sure the Wi-Fi works well.",
        (on(f"{MINI}solid-red/", "How is your Wi-Fi right now?", "work well on a phone"),),
    ),
    "A5": (
        "Blinking red on a camera can be the battery.",
        (on(f"{CAM}five-or-six-red-flashes/", "Low batteries", "nearly empty"),),
    ),
    "A6": (
        "Blinking red on a Sync Module can be the battery (rejected).",
        (
            on(
                f"{SYNC}solid-red/",
                "a red light on the Sync Module means a battery problem",
                "plugs into the wall and has no batteries",
            ),
        ),
    ),
    "A7": (
        "AA lithium, non-rechargeable.",
        (
            on(
                "/how-to/replace-batteries/xt2/",
                "AA 1.5 volt lithium batteries",
                "They must not be rechargeable.",
            ),
        ),
    ),
    "A8": (
        "Batteries will fail, so replace them regularly.",
        (
            on(
                f"{CAM}five-or-six-red-flashes/",
                "How often should I change the batteries?",
                "Replace both regularly",
            ),
            on("/how-to/replace-batteries/outdoor-4/", "Replace both regularly"),
        ),
    ),
    "A9": (
        "Blue goes out five or six times, then solid red (corrected).",
        (
            on(
                f"{CAM}five-or-six-red-flashes/",
                "the blue light goes out five or six times",
                "The blue light goes off once. Then red flashes five or six times.",
                "cannot flash and stay on at once",
            ),
        ),
    ),
    "A10": (
        "Install two fresh AA lithium batteries before it goes dead.",
        (
            on(
                f"{CAM}five-or-six-red-flashes/",
                "Put in new batteries of the right type",
                "before the device stops working",
            ),
        ),
    ),
    "A11": (
        "Resetting is another way, for batteries (rejected).",
        (
            on(
                f"{CAM}five-or-six-red-flashes/",
                "a reset helps when batteries are failing",
                "It does not.",
                "empty batteries stay empty",
            ),
        ),
    ),
    "A12": (
        "A reset goes back to the factory settings and gets it working.",
        (
            on(f"{SYNC}solid-blue-blinking-green/", "Reset the Sync Module"),
            on(f"{MINI}solid-red/", "Reset the Mini (hard reset)"),
        ),
    ),
    "A13": (
        "Red when it cannot connect to the Wi-Fi.",
        (on(f"{MINI}solid-red/", "Your Wi-Fi has changed", "Your internet or router is down"),),
    ),
    "A14": (
        "Is the Wi-Fi network still active?",
        (on(f"{MINI}solid-red/", "It is not working on my phone either"),),
    ),
    "A15": (
        "Is the password correct?",
        (
            on(f"{SYNC}solid-red/", "Enter the Wi-Fi password again"),
            on(f"{CAM}red-every-3-seconds/", "Enter the Wi-Fi password again"),
        ),
    ),
    "A16": (
        "The tab “Network and Connectivity” (unconfirmed).",
        (
            on(
                "/how-to/update-wifi-in-app/outdoor-4/",
                "“Network and Connectivity” tab",
                "We could not confirm that name.",
            ),
        ),
    ),
    "A17": (
        "Then it is connected and no longer red.",
        (on("/how-to/update-wifi-in-app/outdoor-4/", "It worked if: No red light is left"),),
    ),
    "A18": (
        "Restart the device.",
        (
            on(f"{MINI}solid-red/", "Restart the device", "Unplug the camera."),
            on(f"{CAM}red-every-3-seconds/", "Take the batteries out and put them back"),
        ),
    ),
    "A19": (
        "Check the connection status on the router.",
        (
            on(f"{CAM}red-every-3-seconds/", "Look at the lights on your router."),
            on(f"{MINI}solid-red/", "Look at the lights on your router."),
        ),
    ),
    "A20": (
        "A pattern can mean trouble of the router or the provider.",
        (
            on(
                f"{O4}red-flashing/",
                "Your internet or router is down",
                "Check for an internet or Blink outage",
            ),
        ),
    ),
    "A21": (
        "Red at the first power-up is part of setup.",
        (on(f"{CAM}five-long-red-flashes/", "Starting up", "Normal"),),
    ),
    "A22": (
        "Then the lights return to their normal colours (corrected).",
        (on(f"{O4}no-light/", "“their normal colours”", "camera or doorbell shows no light"),),
    ),
    "A23a": (
        "Red when the connection has been lost.",
        (on(f"{CAM}red-every-3-seconds/", "has lost its connection"),),
    ),
    "A23b": (
        "… or hacked (rejected).",
        (
            on(f"{O4}solid-red/", "Does this light mean that my camera was hacked?", "no evidence"),
            on(f"{CAM}solid-red/", "We found no evidence that any Blink light shows hacking."),
            on(f"{CAM}solid-blue/", "Nothing that we read ties a light to hacking."),
        ),
    ),
    "A24": (
        "The Sync Module must be on the Wi-Fi to work.",
        (
            on(
                f"{CAM}red-every-3-seconds/",
                "The Sync Module is offline",
                "Devices that use it cannot connect.",
            ),
        ),
    ),
    "A25": (
        "Scan the QR code or enter the serial number; tap Join.",
        (
            on(
                f"{SYNC}blinking-blue-solid-green/",
                "Scan the QR code on the Sync Module, or enter its serial number.",
                "Tap Join.",
            ),
        ),
    ),
    "A26": (
        "The reset helps when it is unclear what the problem is.",
        (
            on(f"{ASKED}sync-module-2&light=unsure&skipped=questions", "Reset the Sync Module"),
            on(f"{ASKED}sync-module-2&light=other&skipped=questions", "Reset the Sync Module"),
        ),
    ),
    "A27": (
        "The reset button is on the right side near the USB port; press it with something thin.",
        (
            on(
                f"{SYNC}solid-blue-blinking-green/",
                "On the right side of the Sync Module, near the USB port.",
                "It is hard to press with a finger.",
                "Hold it down with something thin",
            ),
            on("/how-to/reset-sync-module/sync-module-2/", "On the right side"),
        ),
    ),
    "A28": (
        "It goes back into setup mode; this takes a few minutes.",
        (
            on(
                "/how-to/reset-sync-module/sync-module-2/",
                "Wait a few minutes.",
                "blue blinks and green is steady",
            ),
        ),
    ),
    "A29": (
        "A good idea to try before support.",
        (
            on(
                f"{ASKED}sync-module-2&light=solid-blue-blinking-green&skipped=questions",
                "Before you contact support",
                "Reset the Sync Module",
            ),
            on("/how-to/reset-sync-module/sync-module-2/", "last, before you contact support"),
        ),
    ),
    "A30": (
        "First power cycle the Sync Module and the router.",
        (
            on(
                "/how-to/reset-sync-module/sync-module-2/",
                "Restart the Sync Module and the router first",
            ),
        ),
    ),
    # surelyuseful.com
    "B1": (
        "Red is always a warning (corrected).",
        (
            on(
                f"{MINI}faint-red-glow-at-night/",
                "Is a red light always a problem?",
                "A faint red glow at night comes from night vision.",
            ),
        ),
    ),
    "B3": (
        "Anything from connectivity to a low battery or a setup glitch.",
        (on("/answers/", "Low batteries", "Wrong Wi-Fi password", "Setup did not finish"),),
    ),
    "B4": (
        "Models use lights for connection, errors and setup.",
        (on("/answers/", "Red, steady", "Red ring, flashing"),),
    ),
    "B5": (
        "If the red light keeps flashing for longer than expected.",
        (on(f"{MINI}red-flashing/", "for up to 2 minutes"),),
    ),
    "B6": (
        "Unplug, wait a few seconds, plug back in.",
        (on(f"{MINI}solid-red/", "Unplug the camera.", "Wait 10 seconds.", "Plug it in again."),),
    ),
    "B7": (
        "If that does not work: a non-metallic, blunt pin into the reset hole.",
        (
            on(
                f"{MINI}solid-red/",
                "Reset the Mini (hard reset)",
                "Put a thin plastic pin in",
                "Do not use metal.",
            ),
        ),
    ),
    "B8": (
        "Hold until solid blue and blinking green.",
        (on(f"{MINI}solid-red/", "until blue is steady and green blinks"),),
    ),
    "B9": (
        "Two ways: soft reset and hard reset.",
        (
            on(
                "/how-to/reset-mini/mini/",
                "What is the difference between a soft reset and a hard reset?",
                "Soft reset:",
                "Hard reset:",
            ),
            on(f"{SYNC}solid-red/", "Soft reset:", "Hard reset:"),
        ),
    ),
    "B10": (
        "Soft reset: remove from the app, unplug, wait, plug in, link again.",
        (
            on(
                f"{MINI}solid-red/",
                "Remove it from the app and add it again (soft reset)",
                "Remove the camera in the Blink app.",
            ),
        ),
    ),
    "B11": (
        "Hard reset: bracket off, tiny hole, pin, blue and green, then set it up in the app.",
        (
            on(
                "/how-to/reset-mini/mini/",
                "Take the stand off.",
                "Find the small hole on the underside.",
                "Add the camera again in the Blink app.",
            ),
        ),
    ),
    "B12": (
        "Blue and green: ready to be set up in the app.",
        (on(f"{MINI}solid-blue-blinking-green/", "Waiting to be set up"),),
    ),
    "B13": (
        "Outdoor and XT2: batteries out and in, then the same.",
        (
            on(
                f"{XT2}red-every-3-seconds/",
                "Remove it from the app and add it again (soft reset)",
                "Open the back and take the batteries out.",
            ),
        ),
    ),
    "B14": (
        "Outdoor 4, flashing: setup or a change of Wi-Fi; put the batteries in again.",
        (
            on(
                f"{O4}red-flashing/",
                "Your Wi-Fi has changed",
                "Take the batteries out and put them back",
            ),
        ),
    ),
    "B15": (
        "Doorbell ring flashes red: put the batteries in again.",
        (on(f"{BELL}red-flashing/", "Take the batteries out and put them back"),),
    ),
    "B16a": (
        "Mini, solid red: disconnected; unplug and plug in …",
        (on(f"{MINI}solid-red/", "Restart the device"),),
    ),
    "B16b": (
        "… or reset.",
        (
            on(f"{MINI}solid-red/", "Reset the Mini (hard reset)"),
            on(f"{ASKED}mini&light=solid-red&skipped=questions", "Reset the Mini (hard reset)"),
        ),
    ),
    "B17": (
        "Mini, brief red: setup starts; wait for blue and green.",
        (
            on(
                f"{MINI}brief-red-flash/",
                "Leave the camera alone for 2 minutes.",
                "If blue is steady and green blinks, it is ready to be added in the app.",
            ),
        ),
    ),
    "B18a": (
        "3rd Gen, XT2, XT, every 3 seconds: disconnected; check the Wi-Fi …",
        (
            on(
                f"{CAM}red-every-3-seconds/",
                "Connect Blink to your new Wi-Fi",
                "Restart your modem and router",
            ),
        ),
    ),
    "B18b": (
        "… or re-add the device.",
        (
            on(f"{CAM}red-every-3-seconds/", "Remove it from the app and add it again"),
            on(
                f"{ASKED}xt2&light=red-every-3-seconds&skipped=questions",
                "Remove it from the app and add it again",
            ),
        ),
    ),
    "B19": (
        "Five long flashes: powering up, normal.",
        (on(f"{CAM}five-long-red-flashes/", "Starting up", "Normal"),),
    ),
    "B20": (
        "Five or six red flashes: low battery; replace.",
        (
            on(
                f"{CAM}five-or-six-red-flashes/",
                "Low batteries",
                "Put in new batteries of the right type",
            ),
        ),
    ),
    "B21": (
        "Outdoor 4: entering setup mode; searching for Wi-Fi.",
        (
            on(
                f"{O4}red-flashing/",
                "Waiting to be set up",
                "It has just been switched on and is connecting.",
            ),
        ),
    ),
    "B22": (
        "Doorbell: first setup, and however long it lasts nothing is wrong then.",
        (
            on(
                f"{BELL}red-flashing/",
                "Waiting to be set up",
                "Blink calls this the setup light.",
                "during setup",
            ),
        ),
    ),
    "B23": (
        "Doorbell: a change of the Wi-Fi; configure it again.",
        (
            on(
                f"{BELL}red-flashing/",
                "Your Wi-Fi has changed",
                "Connect Blink to your new Wi-Fi",
            ),
        ),
    ),
    "B24": (
        "Doorbell: moving between Blink systems.",
        (
            on(
                f"{BELL}red-flashing/",
                "moved from another Blink system",
                "How do I move a device to another Blink system?",
            ),
        ),
    ),
    "B25": (
        "Doorbell: attempts to connect; it stops once connected.",
        (
            on(
                f"{BELL}red-flashing/",
                "while the doorbell looks for a lost network",
                "It worked if: No red light is left, and live view opens.",
            ),
        ),
    ),
    "B26": (
        "Mini, solid red: Wi-Fi trouble, a power cycle, a change of the router.",
        (
            on(
                f"{MINI}solid-red/",
                "Your internet or router is down",
                "Starting up",
                "You have a new router",
            ),
        ),
    ),
    "B27": (
        "Mini, brief red: normal, and it ends by itself.",
        (on(f"{MINI}brief-red-flash/", "Normal", "The light stops by itself within 2 minutes."),),
    ),
    "B28": (
        "Every 3 seconds: connection lost; the Wi-Fi changed or is weak.",
        (on(f"{CAM}red-every-3-seconds/", "Your Wi-Fi has changed", "Weak signal"),),
    ),
    "B29": (
        "Keep the camera within reach of the Wi-Fi.",
        (
            on(
                f"{CAM}red-every-3-seconds/",
                "Move the camera and the Sync Module closer together",
                "Leave the camera where the signal is good.",
            ),
        ),
    ),
    "B30": (
        "New batteries: five long flashes.",
        (on(f"{CAM}five-long-red-flashes/", "then one short red flash every 3 seconds"),),
    ),
    "B31": (
        "Why is it blinking red and not connecting? Four points.",
        (
            on(
                f"{MINI}solid-red/",
                "Why is my Blink camera blinking red and not connecting?",
                "there are four likely reasons",
            ),
        ),
    ),
    "B32": (
        "Six flashes are a normal start (corrected).",
        (
            on(
                f"{CAM}five-or-six-red-flashes/",
                "Some websites say six flashes are always a normal start.",
                "That is true only just after you put batteries in.",
            ),
        ),
    ),
    "B33": (
        "Resync: remove, reset, add, 2.4 GHz, near the router, stay in range.",
        (
            on(
                f"{MINI}solid-red/",
                "How do I resync my Blink camera to Wi-Fi?",
                "remove the camera in the Blink app, reset it, and add it again",
                "use 2.4 GHz Wi-Fi",
                "put the camera where the signal is good",
            ),
        ),
    ),
    "B34": (
        "No red at setup: connected already or half set up; batteries; hardware.",
        (
            on(
                f"{MINI}no-light/",
                "The camera may already be set up.",
                "only half finished",
                "In rare cases the light or the camera is faulty",
            ),
            on(f"{CAM}no-light/", "check that they are the right way round"),
        ),
    ),
}
"""What a founding text says -> the pages, and the words that must stand there. B2, its headings and
advertising, says nothing about a light.
"""


def test_no_statement_is_left_out() -> None:
    numbers = [f"A{number}" for number in (*range(1, 23), "23a", "23b", *range(24, 31))]
    numbers += [
        f"B{number}"
        for number in (1, *range(3, 16), "16a", "16b", 17, "18a", "18b", *range(19, 35))
    ]
    assert list(STATEMENTS) == numbers
    assert len(numbers) == 66


@pytest.mark.parametrize("number", STATEMENTS)
def test_a_person_meets_what_the_founding_texts_say(client: Client, number: str) -> None:
    says, pages = STATEMENTS[number]
    for page in pages:
        text = visit(client, page.address).text.replace("’", "'")
        missing = [words for words in page.words if words not in text]
        assert missing == [], f"{number}, {says} {page.address}"
