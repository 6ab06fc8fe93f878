"""A guide of a few devices and lights with the names they have in truth, and readings of texts in a
word or two each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tests.builders import (
    make_cause,
    make_channel,
    make_device,
    make_knowledge,
    make_pattern,
    make_question,
    make_step,
    make_symptom,
    make_words,
)
from wizard.knowledge.colours import ORIGINAL
from wizard.knowledge.values import Device, Dispute, Faq, Option, Source, Wording
from wizard.search.facts import Facts
from wizard.search.looks import Look
from wizard.search.names import About
from wizard.search.ranking import Entry, Match
from wizard.search.search import Found, answers_of, progress_of
from wizard.search.words import Word


def device(slug: str, name: str, family: str, group: str, *aliases: str) -> Device:
    return replace(make_device(slug, family=family, aliases=aliases), name=name, group=group)


DEVICES = (
    replace(
        device("mini", "Mini", "mini", "plug-in-cameras"),
        hint="A small square one with a cable. No battery.",
    ),
    device("mini-2", "Mini 2", "mini", "plug-in-cameras"),
    device("outdoor-4", "Outdoor 4", "outdoor-4", "battery-cameras", "Outdoor (4th Gen)"),
    device("outdoor-3", "Outdoor (3rd Gen)", "battery-camera", "battery-cameras", "Outdoor"),
    device(
        "indoor-3",
        "Indoor (3rd Gen)",
        "battery-camera",
        "battery-cameras",
        "Indoor (Gen 2) in older Blink pages",
        "Indoor",
    ),
    device("xt2", "XT2", "battery-camera", "battery-cameras"),
    device("xt", "XT", "battery-camera", "battery-cameras"),
    device("indoor-1", "Old One", "indoor-1", "battery-cameras", "original Blink camera"),
    device("video-doorbell", "Video Doorbell", "video-doorbell", "doorbells"),
    device("wired-doorbell", "Wired Doorbell 2K+", "wired-doorbell", "doorbells"),
    device("sync-module-2", "Sync Module 2", "sync-module", "sync-modules"),
    device(
        "sync-module-xr",
        "Sync Module XR",
        "sync-module-newer",
        "sync-modules",
        "Extended range hub",
    ),
    device("floodlight", "Wired Floodlight Camera", "floodlight", "plug-in-cameras"),
    device("floodlight-mount", "Floodlight Mount", "mount", "mounts"),
    device("battery-camera", "Any battery camera", "battery-camera", "battery-cameras"),
    device("pulse-cam", "Beat Cam", "pulse-cam", "plug-in-cameras"),
)

WORDS = (
    make_words("doorbell", "device:video-doorbell"),
    make_words("hub", "family:sync-module", phrases=("hub", "sync module")),
    make_words("battery-camera", "shelf:battery-cameras", phrases=("battery camera",)),
    make_words("plug-in", "shelf:plug-in-cameras", phrases=("plugged in camera",)),
    make_words("ones", "shelf:battery-cameras", phrases=("outdoor ones",)),
    make_words("crimson", "colour:red"),
    make_words("yellow", "no-colour:yellow"),
    make_words("asleep", "rhythm:dark"),
    make_words("fine", "fine:works", phrases=("is fine", "works")),
    make_words("fading", "rhythm:dark", phrases=("fading away",)),
    replace(
        make_words("smoke", "safety:smoke", phrases=("smoke", "smells of burning")),
        text="Cut the power.",
    ),
    make_words("arlo", "other-brand:Arlo"),
    make_words("nest", "other-brand:Nest"),
    make_words("ring", "other-brand:Ring", phrases=('"ring camera"', '"ring mini"')),
    make_words("mount", "accessory:mount", phrases=("wall mount", "outdoor mount")),
    replace(make_words("alexa", "outside:alexa"), text="Ask Amazon."),
    make_words("german", "language:German", phrases=("licht", "die kamera")),
    make_words("wifi", "cause:wifi-changed", "step:restart-router", phrases=("new wifi router",)),
    make_words("empty", "cause:low-battery", phrases=("battery empty", "battery not full")),
    make_words("today", "answer:when/today", phrases=("since this morning",)),
    make_words("long", "answer:when/long", phrases=("for weeks",)),
    make_words("stuck", "light:red-flashing", phrases=("hangs", "it is hanging about all day now")),
    make_words("faq", "faq:red-light", phrases=("what is it good for",)),
)

PALE = replace(
    ORIGINAL[0],
    slug="white",
    words=("white", "weiss", "blanc", "beige", "black", "brown", "grey", "gray", "silver"),
)
"""What devices are made in, as if a light had it, too."""


def words_in(words: Iterable[Word]) -> str:
    """ "-red" is denied, "#4" may be part of a name, " | " ends a clause."""
    said = ""
    clause = 0
    for word in words:
        said += " |" * (word.clause - clause)
        said += f" {'-' * word.denied}{'#' * word.is_model}{word.text}"
        clause = word.clause
    return said.strip()


def looks_in(looks: Sequence[Look]) -> str:
    """ "solid" things first; " & " joins what is seen together, " ; " what follows."""
    said = ""
    for number, look in enumerate(looks):
        if number:
            said += " & " if look.at_once == looks[number - 1].at_once else " ; "
        parts = [
            "not" if look.denied else "",
            "+".join(look.colours),
            look.rhythm,
            f"{look.count}x" if look.count is not None else "",
            f"every {look.every}s" if look.every is not None else "",
            f"({look.when})" if look.when != "" else "",
        ]
        said += " ".join(filter(None, parts)) or "?"
    return said or "-"


FLASH = ((1.0, 500), (0.0, 500))

PATTERNS = (
    make_pattern(
        "solid-red",
        family="mini",
        seen="very common",
        causes={"wifi-changed": "very common", "low-battery": "uncommon"},
        look_alikes={"red-flashing": "often"},
    ),
    make_pattern(
        "red-flashing",
        family="mini",
        channels=[make_channel(*FLASH)],
        causes={"stuck": "common"},
    ),
    make_pattern(
        "faint-red-glow",
        family="mini",
        seen="uncommon",
        channels=[make_channel((0.3, 1000))],
        causes={"night-vision": "very common"},
    ),
    make_pattern(
        "solid-blue-blinking-green",
        family="mini",
        seen="rare",
        channels=[
            make_channel((1.0, 1000), colour="blue", led="power"),
            make_channel(*FLASH, colour="green", led="net"),
        ],
        causes={"setup": "rare"},
    ),
    make_pattern(
        "one-red-flash",
        family="mini",
        channels=[make_channel((0.0, 200), (1.0, 300), (0.0, 500), repeat=False)],
        flash_counts=(1, None),
        causes={"recording": "common"},
    ),
    make_pattern(
        "no-light", family="mini", channels=[make_channel((0.0, 1000))], causes={"stuck": "rare"}
    ),
    make_pattern(
        "five-or-six-red-flashes",
        family="battery-camera",
        channels=[make_channel(*FLASH * 5, repeat=False)],
        flash_counts=(5, 6),
        look_alikes={"red-every-3-seconds": "often", "red-every-10-seconds": "often"},
        causes={"low-battery": "very common"},
    ),
    make_pattern(
        "red-every-3-seconds",
        family="battery-camera",
        channels=[make_channel((1.0, 200), (0.0, 2800))],
        causes={"wifi-changed": "common"},
        look_alikes={"five-or-six-red-flashes": "often"},
    ),
    make_pattern(
        "red-every-10-seconds",
        family="battery-camera",
        channels=[make_channel((1.0, 200), (0.0, 9800))],
        timing="approximate",
        causes={"low-battery": "uncommon"},
    ),
    make_pattern(
        "red-and-blue",
        family="battery-camera",
        seen="rare",
        channels=[make_channel(*FLASH), make_channel(*FLASH[::-1], colour="blue")],
        causes={"setup": "common"},
    ),
    replace(
        make_pattern(
            "green",
            family="battery-camera",
            channels=[make_channel((1.0, 1000), colour="green")],
            causes={"setup": "uncommon"},
        ),
        description="It is on or blinks, it is not flashing.",
    ),
    make_pattern("any-light", family="sync-module-newer", channels=(), causes={"setup": "common"}),
    make_pattern(
        "red-flashing",
        family="outdoor-4",
        channels=[make_channel(*FLASH)],
        causes={"wifi-changed": "common", "low-battery": "rare"},
    ),
    make_pattern(
        "solid-red", family="outdoor-4", seen="uncommon", causes={"low-battery": "common"}
    ),
)

GUIDE = replace(
    make_knowledge(
        devices=DEVICES,
        patterns=PATTERNS,
        symptoms=[
            replace(
                make_symptom(
                    "offline",
                    families=("mini", "outdoor-4"),
                    causes={"wifi-changed": "very common"},
                ),
                said=("no connection", "cannot be reached"),
            )
        ],
        causes=[
            make_cause("wifi-changed"),
            make_cause("low-battery"),
            replace(make_cause("stuck"), explanation="A program hangs in a loop."),
            make_cause("night-vision", normal=True),
            make_cause("setup"),
            make_cause("recording", normal=True),
        ],
        steps=[
            make_step(
                "restart-router",
                fixes={"wifi-changed": "usually", "stuck": "rarely"},
                families=("mini", "outdoor-4"),
            ),
            make_step(
                "replace-batteries",
                fixes={"low-battery": "almost always"},
                families=("outdoor-4", "battery-camera"),
            ),
            replace(
                make_step("press-button", families=("mini",)),
                wordings=(
                    Wording(
                        slug="mini",
                        families=("mini",),
                        where="In the hall.",
                        text="Use a needle. Do not press hard.",
                        worked="It beeps.",
                        safety="",
                    ),
                ),
            ),
        ],
        questions=[
            make_question(
                "when", options=("today", "long"), families=("mini", "outdoor-4", "battery-camera")
            ),
            replace(
                make_question("module-light", families=("outdoor-4",)),
                options=(
                    Option(
                        slug="red",
                        label="Red",
                        summary="Red.",
                        shows=("mini", "solid-red"),
                    ),
                    Option(slug="other", label="Another one", summary="Another.", shows=None),
                ),
            ),
        ],
    ),
    words=WORDS,
    colours=(*ORIGINAL, PALE),
    faqs=(
        Faq(
            slug="red-light",
            question="Why is it glowing like a tomato?",
            answer="Because the router is sleeping.",
            patterns=(("mini", "solid-red"),),
            steps=("restart-router",),
        ),
    ),
    disputes=(
        Dispute(
            slug="orange-or-red",
            where_claimed="A forum.",
            claim="Orange is an own colour.",
            resolution="Eyes differ.",
            confidence="high",
            sources=(),
            patterns=(("mini", "solid-red"),),
            causes=(),
            steps=(),
            questions=(),
        ),
    ),
    sources=(
        Source(
            slug="handbook",
            title="The pocket handbook",
            publisher="Maker",
            url="",
            authority="maker",
            checked="",
            note="",
        ),
    ),
)


def about_in(about: About) -> str:
    """ "mini perhaps mini-2 not xt2": the device it is about, what may be meant, what is aside."""
    parts = (("", about.devices), ("perhaps ", about.perhaps), ("not ", about.mentioned))
    said = [label + ",".join(device.slug for device in devices) for label, devices in parts]
    return " ".join(filter(None, [said[0] or "-", *(s for s in said[1:] if s[-1] != " ")]))


def meanings_in(facts: Facts) -> str:
    """ "cause:stuck 0.84 of 2 (the router hangs)": how strongly, by a phrase of how many words, and
    which words said it.
    """
    said = []
    for meaning in facts.meanings:
        places = " ".join(facts.words[place].text for place in sorted(meaning.places))
        told = f' "{meaning.text}"' * bool(meaning.text)
        clause = f" | {meaning.clause}"
        said.append(
            f"{meaning.kind}:{meaning.name} {meaning.strength} of {meaning.length}"
            f" ({places}){clause}{told}"
        )
    return "; ".join(said) or "-"


def facts_in(facts: Facts) -> str:
    """All that is read beside the looks and the devices."""
    aside = (f"{devices[0].slug}: {looks_in(looks)}" for devices, looks in facts.aside)
    answers = (f"{question}={option}" for question, option in facts.answers.items())
    spent = (facts.words[place].text for place in sorted(facts.spent))
    parts = {
        "rest": " ".join(word.text for word in facts.rest),
        "phrases": " ".join(word.text for word in facts.words if not word.is_small),
        "aside": "; ".join(aside),
        "no light is": " ".join(facts.no_colours),
        "answers": " ".join(answers),
        "spent": " ".join(spent),
        "maker": "yes" * facts.names_maker,
        "nothing": "yes" * facts.says_nothing,
    }
    return " / ".join(f"{name}: {said}" for name, said in parts.items() if said)


def found_in(found: Found) -> str:
    """ "solid-red@mini 0.87, …": what is found with its score, then what opens or is asked and what
    is said before.
    """
    said = [", ".join(map(match_in, found.matches)) or "-"]
    if found.opens:
        said.append(f"opens {match_in(found.opens)}")
    if found.asks:
        said.append(f"asks {found.asks}")
    for notice in found.notices:
        said.append(f"{notice.code}:{notice.name}" + f' "{notice.text}"' * bool(notice.text))
    if progress := found.opens and progress_of(GUIDE, found.facts, found.opens):
        said.append(
            "with "
            + " ".join(f"{q.slug}={option and option.slug}" for q, option in progress.answers)
        )
    if found.matches and (answers := answers_of(GUIDE, found.facts)):
        said.append(
            "said " + " ".join(f"{q.slug}={option and option.slug}" for q, option in answers)
        )
    return " / ".join(said)


def match_in(match: Match) -> str:
    at = f"@{match.device.slug}" if match.device else ""
    kind = type(match.subject).__name__.lower()
    return f"{kind} {match.subject.slug}{at} {round(match.score, 3)}"


def entry_in(entry: Entry) -> dict[str, object]:
    """A subject as it is found, in words and numbers."""
    kind = type(entry.subject).__name__.lower()
    said: dict[str, object] = {
        "subject": f"{kind} {entry.subject.slug}",
        "devices": " ".join(device.slug for device in entry.devices),
        "says": dict(entry.says),
    }
    if look := entry.appearance:
        rhythms = (f"{colour}: {'/'.join(sorted(how))}" for colour, how in look.rhythms.items())
        said["look"] = {
            "rhythms": ", ".join(rhythms),
            "known": look.is_known,
            "faint": look.is_faint,
            "partly": " ".join(sorted(look.partly)),
            "counts": list(look.counts),
            "every": look.every,
        }
    return said
