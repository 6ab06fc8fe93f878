"""What callers say, and what staff find: the shipped content answers as somebody at the desk
would expect.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from wizard.knowledge.values import Cause, Device, Faq, Knowledge, Pattern, Question, Step
from wizard.search.looks import BLINK, STEADY
from wizard.search.names import About
from wizard.search.ranking import Match, Subject, appearance_of
from wizard.search.search import search

pytestmark = pytest.mark.django_db


def name(match: Match | None) -> str:
    """As the table below says it: “xt2/solid-red”, “replace-batteries on xt2”, “device xt2”,
    “cause low-battery”.
    """
    match match:
        case None:
            return ""
        case Match(subject=Pattern(slug=slug), device=Device(slug=device)):
            return f"{device}/{slug}"
        case Match(subject=Step(slug=slug), device=Device(slug=device)):
            return f"{slug} on {device}"
    return f"{type(match.subject).__name__.lower()} {match.subject.slug}"


OPENS = {
    # a device and its look, in any order and any words
    "doorbell ring blinking blue": "video-doorbell/blinking-blue",
    "sync module 2 blue solid green blinking": "sync-module-2/solid-blue-blinking-green",
    "blinking green solid blue sync module 2": "sync-module-2/solid-blue-blinking-green",
    "sync module 2 blue flashing green steady": "sync-module-2/blinking-blue-solid-green",
    "blue on green off sync module 2": "sync-module-2/solid-blue",
    "sync module 2 both lights off": "sync-module-2/no-light",
    "sm2 red": "sync-module-2/solid-red",
    "xt2 red every 3 seconds": "xt2/red-every-3-seconds",
    "my xt2 blinks red six times": "xt2/five-or-six-red-flashes",
    "outdoor 4 flashing red": "outdoor-4/red-flashing",
    "Outdoor (4th Gen) solid blue": "outdoor-4/solid-blue",
    "mini red blinking": "mini/red-flashing",
    "mini 2 solid red": "mini-2/solid-red",
    "mini2 flashing red": "mini-2/red-flashing",
    "blink mini solid red": "mini/solid-red",
    "mini blink blue": "mini/blinking-blue",
    "mini glows red in the dark": "mini/faint-red-glow-at-night",
    "mini stays red": "mini/solid-red",
    "xt2 no light": "xt2/no-light",
    "xt2 is dead": "xt2/no-light",
    "xt green": "xt/green",
    "red and blue xt2": "xt2/red-and-blue",
    "doorbell steady blue": "video-doorbell/solid-blue",
    "doorbell constant red": "video-doorbell/solid-red",
    "indoor 1st gen blue blinking": "indoor-1st-gen/blinking-blue",
    # a step by its name
    "reset doorbell": "reset-doorbell on video-doorbell",
    "reset mini pin hole": "reset-mini on mini",
    # what people call it
    "orange sync module 2": "sync-module-2/solid-red",
    "purple xt2": "xt2/red-and-blue",
    "door bell is dark": "video-doorbell/no-light",
    "solid red mini not connecting": "mini/solid-red",
    # mistyped or cut short
    "red flahsing minni": "mini/red-flashing",
    "doorbel blinkng blue": "video-doorbell/blinking-blue",
    "outdor 4 solid blue": "outdoor-4/solid-blue",
    "mini soli red": "mini/solid-red",
    # a slug, alone or as addresses say it
    "xt2/five-long-red-flashes": "xt2/five-long-red-flashes",
    "mini solid-blue-blinking-green": "mini/solid-blue-blinking-green",
    # how-tos
    "replace batteries xt2": "replace-batteries on xt2",
    "restart router mini": "restart-router on mini",
    "reboot sync module 2": "restart-sync-module on sync-module-2",
    "clean battery contacts xt2": "clean-contacts on xt2",
    "chime wires": "check-doorbell-wiring on video-doorbell",
    # a device alone
    "xt2": "device xt2",
    "Outdoor 4": "device outdoor-4",
    "sync module core": "device sync-module-core",
    "wired floodlight": "device wired-floodlight",
}
"""What was typed -> the one page that opens."""

FINDS = {
    "xt2 red 5": ["xt2/five-or-six-red-flashes", "xt2/five-long-red-flashes"],
    "xt2 blue": ["xt2/solid-blue", "xt2/blinking-blue"],
    "mini red": ["mini/solid-red", "mini/red-flashing"],
    "green steady": ["sync-module-2/solid-blue-solid-green", "outdoor-3rd-gen/green"],
    "solid-red": ["mini/solid-red", "sync-module-2/solid-red", "video-doorbell/solid-red"],
    "faint red glow at night": [
        "mini/faint-red-glow-at-night",
        "outdoor-4/faint-red-glow-at-night",
    ],
    "low battery": ["cause low-battery", "replace-batteries on outdoor-4"],
    "flat batery doorbell": [
        "cause low-battery",
        "video-doorbell/no-light",
        "replace-batteries on video-doorbell",
    ],
    "low battery mini": ["cause low-battery"],
    "wifi password": ["cause wrong-password", "recheck-wifi-password on outdoor-4"],
    "someone is watching": ["cause unknown-viewer", "xt2/somebody-watching"],
    "camera offline": ["cause sync-module-offline"],
    "new router, changed wifi": ["cause wifi-changed", "update-wifi-in-app on outdoor-4"],
    "when did this start": ["question when-it-began"],
    "why is it not connecting": ["faq blinking-red-not-connecting"],
    "what does the app say": ["question app-status"],
    "too hot": ["cause temperature"],
}
"""What was typed -> what is among the first of its kind, while a person has to choose."""


@pytest.mark.parametrize(("typed", "answer"), OPENS.items())
def test_what_is_clearly_meant_opens(content: Knowledge, typed: str, answer: str) -> None:
    found = search(content, typed)
    assert name(found.opens) == answer, list(map(name, found.matches[:4]))


@pytest.mark.parametrize(("typed", "wanted"), FINDS.items())
def test_where_a_person_has_to_choose_the_right_things_are_offered(
    content: Knowledge, typed: str, wanted: list[str]
) -> None:
    found = search(content, typed)
    assert found.opens is None
    first = [
        name(match)
        for kind in (Pattern, Step, Cause, Question, Faq)
        for match in _of(found.matches, kind)[:5]
    ]
    for subject in wanted:
        near = [subject, *(_sibling(content, subject))]
        assert set(near) & set(first), f"{subject} is not among {first}"


def _of(found: tuple[Match, ...], kind: type[Subject]) -> list[Match]:
    return [match for match in found if isinstance(match.subject, kind)]


def _sibling(content: Knowledge, subject: str) -> list[str]:
    """The same light on another device of the family: no device was named, so either is right."""
    device, _, slug = subject.partition("/")
    if device not in content.device:
        return []
    return [f"{other.slug}/{slug}" for other in content.devices_of(content.device[device].family)]


@pytest.mark.parametrize("typed", ["", "   ", "?!", "qwertyuiop", "the", "blink", "42 42 42"])
def test_what_says_nothing_finds_nothing_clear(content: Knowledge, typed: str) -> None:
    assert search(content, typed).opens is None


def test_another_devices_light_stands_behind_that_of_the_device_that_was_named(
    content: Knowledge,
) -> None:
    lights = [
        name(match)
        for match in search(content, "mini solid red").matches
        if isinstance(match.subject, Pattern)
    ]
    assert lights[0] == "mini/solid-red"
    places = {
        device: place for place, light in enumerate(lights) for device in [light.partition("/")[0]]
    }
    assert all(light.startswith("mini/") for light in lights[:2])
    assert places.get("sync-module-2", len(lights)) > 1


def test_the_same_words_give_the_same_order_and_their_own_order_hardly_matters(
    content: Knowledge,
) -> None:
    assert search(content, "xt2 red 5") == search(content, "xt2 red 5")
    for typed in ("red mini solid", "solid red mini"):
        assert name(search(content, typed).matches[0]) == "mini/solid-red"


def test_a_name_that_staff_add_is_found_at_once(content: Knowledge) -> None:
    devices = tuple(
        replace(device, aliases=(*device.aliases, "Porch eye")) if device.slug == "mini" else device
        for device in content.devices
    )
    assert (
        name(search(replace(content, devices=devices), "porch eye solid red").opens)
        == "mini/solid-red"
    )


@pytest.mark.parametrize(
    "typed", ["é" * 500, "red " * 500, "-" * 300, "1" * 300, "\x00\x01", "<b>'\"%"]
)
def test_whatever_is_typed_is_read(content: Knowledge, typed: str) -> None:
    assert search(content, typed).facts.text == typed.replace("\0", " ").strip()[:500].strip()


def test_every_light_and_problem_is_the_first_that_its_device_and_its_own_title_find(
    content: Knowledge,
) -> None:
    missed = [
        (device.slug, pattern.slug, words)
        for device in content.devices
        for pattern in content.ways_in_of(device.family)
        for words in (f"My {device.name}: {pattern.title}", f"{pattern.title} – {device.name}")
        if _first_way_in(content, words) != (device.family, pattern.slug)
    ]
    assert not missed


def _first_way_in(content: Knowledge, words: str) -> tuple[str, str] | None:
    ways_in = (
        (match.device.family, match.subject.slug)
        for match in search(content, words).matches
        if isinstance(match.subject, Pattern) and match.device
    )
    return next(ways_in, None)


def test_every_step_question_and_cause_is_found_by_its_own_words(content: Knowledge) -> None:
    """A cause whose name names a device is told apart by that device."""
    steps = [
        (step, f"{step.title} {device.name}")
        for step in content.steps
        for device in content.devices
        if step.wording(device.family)
    ]
    causes = [
        (cause, cause.name)
        for cause in content.causes
        if search(content, cause.name).facts.about == About()
    ]
    faqs = [(faq, faq.question) for faq in content.faqs]
    missed = [
        words
        for subject, words in [*steps, *causes, *faqs]
        if subject not in [match.subject for match in search(content, words).matches]
    ]
    assert not missed


FLASHES = (
    "the {d} keeps blinking {c}",
    "{d} flashing {c} light",
    "{c} light blinking on {d}",
    "my {d} has a {c} flashing light",
    "why is my {d} pulsing {c}",
    "{d}: {c} flashes again and again",
    "{d} led flashes {c} non stop",
    "there is a {c} blinking light on the front of my {d}",
    "{d} wont stop flashing {c}",
    "{d} just blinks {c}",
    "{c} flickering {d}",
    "{d} {c} strobe",
    "the light of the {d} goes on and off in {c}",
    "{d} with blinking {c} led since monday",
)
STAYS = (
    "the {d} shows a constant {c} light",
    "solid {c} light on {d}",
    "{d} {c} light stays on",
    "my {d} is lit {c} all the time",
    "{d} glows {c} continuously",
    "{d} steady {c}",
    "the {c} led on the {d} is always on",
    "{c} light {d} not blinking",
    "{d} just shows {c}, no flashing",
    "{d} permanently {c}",
    "the light on my {d} is {c} and does not blink",
    "{d} stuck on {c} light",
)


@pytest.mark.parametrize(("rhythm", "ways"), [(BLINK, FLASHES), (STEADY, STAYS)])
def test_however_it_is_said_that_a_light_flashes_or_stays_it_is_the_first(
    content: Knowledge, rhythm: str, ways: tuple[str, ...]
) -> None:
    missed = []
    for device in content.devices:
        looks = {light: appearance_of(light) for light in content.patterns_of(device.family)}
        for colour in content.colours:
            meant = {
                (device.family, light.slug)
                for light, look in looks.items()
                if list(look.rhythms) == [colour.slug] and rhythm in look.rhythms[colour.slug]
            }
            words = [way.format(d=device.name, c=colour.name) for way in ways if meant]
            missed += [said for said in words if _first_way_in(content, said) not in meant]
    assert not missed
