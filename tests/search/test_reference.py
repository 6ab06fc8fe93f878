"""Every weight of the search at once: a small guide, and the scores its objects get for what is
typed.

A retuned weight changes reference.json on purpose; look at what it does to the order first.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import (
    make_cause,
    make_channel,
    make_device,
    make_knowledge,
    make_pattern,
    make_question,
    make_step,
)
from wizard.knowledge.values import Channel, Dispute, Faq, Knowledge, Pattern, Source, Wording
from wizard.search.scoring import search

REFERENCE: dict[str, list[list[object]]] = json.loads(
    (Path(__file__).parent / "reference.json").read_text(encoding="utf-8")
)

BLINKING = ((1.0, 500), (0.0, 500))


def light(
    family: str, slug: str, title: str, *channels: Channel, seen: str = "common", **causes: str
) -> Pattern:
    made = make_pattern(slug, family=family, causes=causes, channels=channels, seen=seen)
    return replace(made, title=title, description=f"The light: {title.lower()}.")


def guide() -> Knowledge:
    six = make_channel(*(((1.0, 300), (0.0, 300)) * 6), repeat=False)
    knowledge = make_knowledge(
        devices=[
            replace(make_device("mini", family="mini"), name="Mini", aliases=("Blink Mini",)),
            replace(make_device("mini-2", family="mini"), name="Mini 2", hint="Weather resistant"),
            replace(make_device("xt2", family="battery"), name="XT2", aliases=("Outdoor camera",)),
            replace(make_device("sync", family="module"), name="Sync Module 2"),
        ],
        patterns=[
            light("mini", "solid-red", "Steady red", make_channel((1.0, 1000)), stuck="common"),
            light("mini", "blinking-red", "Red, blinking", make_channel(*BLINKING), lost="common"),
            light("mini", "glow", "Faint blue glow", make_channel((0.2, 1000), colour="blue")),
            replace(
                light(
                    "battery",
                    "six",
                    "Five or six red flashes",
                    six,
                    seen="very common",
                    low="common",
                ),
                flash_count=5,
                flash_count_max=6,
            ),
            light(
                "module",
                "blue-green",
                "Solid blue, blinking green",
                make_channel((1.0, 1000), colour="blue", led="left"),
                make_channel(*BLINKING, colour="green", led="right"),
                lost="very common",
                stuck="rare",
            ),
            light("module", "dark", "No light", make_channel((0.0, 1000)), stuck="uncommon"),
        ],
        causes=[
            replace(make_cause("stuck"), name="It needs a restart"),
            replace(make_cause("lost"), name="Wi-Fi lost", explanation="The router is offline."),
            replace(make_cause("low"), name="Low batteries"),
        ],
        questions=[replace(make_question("moved"), text="Was the camera moved?")],
        steps=[
            replace(
                make_step("batteries", fixes={"low": "usually"}, families=("battery",)),
                title="Change both batteries",
            ),
            replace(
                make_step("restart", fixes={"stuck": "usually"}, families=("mini", "module")),
                title="Restart the device",
                wordings=(
                    Wording(
                        slug="general",
                        families=("mini", "module"),
                        text="Pull the plug for ten seconds.",
                        safety="",
                    ),
                ),
            ),
        ],
    )
    return replace(
        knowledge,
        faqs=(
            Faq(slug="app", question="Which app is it?", answer="Blink.", patterns=(), steps=()),
        ),
        disputes=(
            Dispute(
                slug="amber",
                where_claimed="A blog",
                claim="The light is amber.",
                resolution="It is red.",
                confidence="medium",
                sources=(),
                patterns=(),
                causes=(),
                steps=(),
                questions=(),
            ),
        ),
        sources=(
            Source(
                slug="manual",
                title="The Mini manual",
                publisher="Blink",
                url="",
                authority="official",
                checked="",
                note="",
            ),
        ),
    )


GUIDE = guide()
TYPED = (
    "mini red",
    "mini 2 steady red",
    "red blinking",
    "blinking red mini",
    "xt2 red 5",
    "xt2 6 flashes",
    "red 7 times",
    "sync module blue green blinking",
    "blinking blue sync module",
    "no light module",
    "dark",
    "mini off",
    "glow",
    "blue steady",
    "low batery",
    "batteries xt2",
    "change battery",
    "stuck",
    "restart the mini",
    "router offline",
    "wi-fi lost",
    "moved",
    "which app",
    "amber",
    "manual",
    "mini",
    "mini 2",
    "outdoor camera",
    "solid-red",
    "six",
    "xt2 blinking blue",
    "purple",
    "weather resistant",
    "plug mini",
    "red x2",
    "green",
    "syncmodule",
)


def scores(typed: str) -> list[list[object]]:
    return [
        [
            type(match.subject).__name__,
            match.subject.slug,
            match.device.slug if match.device else "",
            round(match.score, 4),
            match.is_settled,
        ]
        for match in search(GUIDE, typed)
    ]


@pytest.mark.parametrize("typed", TYPED)
def test_each_thing_has_the_score_its_weights_give(typed: str) -> None:
    assert scores(typed) == REFERENCE[typed]
