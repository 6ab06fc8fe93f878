"""A guide of a few devices and lights with the names they have in truth, and readings of texts in a
word or two each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tests.builders import (
    make_device,
    make_knowledge,
    make_words,
)
from wizard.knowledge.colours import ORIGINAL
from wizard.knowledge.values import Device
from wizard.search.looks import Look
from wizard.search.names import About
from wizard.search.words import Word


def device(slug: str, name: str, family: str, group: str, *aliases: str) -> Device:
    return replace(make_device(slug, family=family, aliases=aliases), name=name, group=group)


DEVICES = (
    device("mini", "Mini", "mini", "plug-in-cameras"),
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
)

WORDS = (
    make_words("doorbell", "device:video-doorbell"),
    make_words("hub", "family:sync-module", phrases=("hub", "sync module")),
    make_words("battery-camera", "shelf:battery-cameras", phrases=("battery camera",)),
    make_words("crimson", "colour:red"),
    make_words("yellow", "no-colour:yellow"),
    make_words("asleep", "rhythm:dark"),
    make_words("fine", "fine:works", phrases=("is fine", "works")),
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
            f"({look.when})" if look.when else "",
        ]
        said += " ".join(filter(None, parts)) or "?"
    return said or "-"


GUIDE = replace(make_knowledge(devices=DEVICES), words=WORDS, colours=(*ORIGINAL, PALE))


def about_in(about: About) -> str:
    """ "mini perhaps mini-2 not xt2": the device it is about, what may be meant, what is aside."""
    parts = (("", about.devices), ("perhaps ", about.perhaps), ("not ", about.mentioned))
    said = [label + ",".join(device.slug for device in devices) for label, devices in parts]
    return " ".join(filter(None, [said[0] or "-", *(s for s in said[1:] if s[-1] != " ")]))
