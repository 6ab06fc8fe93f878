"""The symptoms that the product ships with, and what people wrote who saw no light.

The inputs are public reports, paraphrased: the source, what they said, and what has to come out.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.builders import make_progress
from wizard.diagnosis.diagnose import Diagnosis, diagnose
from wizard.knowledge.values import NORMAL, Knowledge

pytestmark = pytest.mark.django_db

EVERYWHERE = {"all-offline", "no-alerts", "clips-missing", "setup-fails", "second-hand"} | {
    "other-app-offline",
    "away",
}
EYES = EVERYWHERE | {"offline", "live-view-fails", "somebody-watching", "weather"}
CELLS = EYES | {"batteries-run-down", "usb-power"}

SYMPTOMS_OF = {
    "sync-module": EVERYWHERE,
    "sync-module-newer": EVERYWHERE,
    "battery-camera": CELLS,
    "outdoor-4": CELLS,
    "indoor-1st-gen": CELLS,
    "mini": EYES,
    "outdoor-2k-plus": EYES | {"batteries-run-down"},
    "mini-2k-plus": EYES,
    "wired-floodlight": EYES,
    "video-doorbell": EYES | {"batteries-run-down", "doorbell-silent"},
    "wired-doorbell-2k-plus": EYES | {"doorbell-silent"},
    "solar-panel": set(),
    "mounts": set(),
}


@pytest.mark.parametrize("family", SYMPTOMS_OF)
def test_a_family_has_the_symptoms_that_make_sense_on_it(content: Knowledge, family: str) -> None:
    assert {way.slug for way in content.symptoms_of(family)} == SYMPTOMS_OF[family]


def test_every_symptom_has_a_source_and_several_causes_on_every_family(content: Knowledge) -> None:
    symptoms = [way for way in content.ways_in if way not in content.patterns]
    assert symptoms
    for way in symptoms:
        assert way.sources, way.key
        assert len(way.causes) >= 2, way.key


@dataclass(frozen=True, kw_only=True)
class Report:
    """`first`: the likeliest cause. `named`: one of the first three. `steps`: the plan begins with
    them, in this order. `never`: steps of no plan here."""

    said: str
    address: str
    first: str = ""
    named: str = ""
    steps: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


REPORTS = {
    "W02 cells that can be recharged": Report(
        said="Works at times; the batteries are rechargeable.",
        address="device=xt&symptom=batteries-run-down&batteries=other",
        first="wrong-batteries",
        steps=("replace-batteries",),
    ),
    "W03 empty after a month": Report(
        said="The batteries are empty after a month.",
        address="device=xt&symptom=batteries-run-down&batteries=lithium-months",
        first="fast-drain",
        steps=("replace-batteries", "reduce-drain"),
    ),
    "W05 another viewer": Report(
        said="Live view says busy while clips arrive.",
        address="device=outdoor-3rd-gen&symptom=live-view-fails&live-view-how=busy",
        first="viewer-busy",
        steps=("close-other-viewers",),
    ),
    "W08 USB beside batteries": Report(
        said="Plugged in by USB, and the batteries still run down.",
        address="device=xt2&symptom=usb-power&usb-what=drain",
        first="usb-small-drain",
        steps=("replace-batteries",),
    ),
    "W09 a power cut": Report(
        said="All cameras are offline in a power cut.",
        address="device=outdoor-3rd-gen&symptom=all-offline&home-wifi=down",
        first="internet-down",
        steps=("restart-router",),
    ),
    "W12 the integration": Report(
        said="Home Assistant calls it unavailable after its update.",
        address="device=outdoor-3rd-gen&symptom=other-app-offline&blink-app-shows=fine",
        first="integration-fault",
        steps=("relink-other-app",),
        never=("replace-batteries", "move-closer"),
    ),
    "W14 the former owner": Report(
        said="Bought used; it still belongs to the former owner.",
        address="device=mini&symptom=second-hand&add-result=taken",
        first="other-account",
        steps=("ask-former-owner",),
    ),
    "W15 no stick for the XT2": Report(
        said="The XT2 saves nothing on the USB stick.",
        address="device=xt2&symptom=clips-missing&which-clips=stick",
        named="no-local-storage",
        steps=("use-cloud-clips",),
        never=("use-24ghz", "wait-two-minutes"),
    ),
    "W17 not armed": Report(
        said="No alerts, no clips, and live view works.",
        address="device=outdoor-4&symptom=no-alerts&armed=disarmed",
        first="disarmed",
        steps=("arm-system",),
        never=("no-action",),
    ),
    "W17 motion detection": Report(
        said="Armed, and this camera alone records nothing.",
        address="device=outdoor-4&symptom=no-alerts&armed=grey",
        first="motion-off",
        steps=("turn-motion-on",),
    ),
    "W22 a charging light": Report(
        said="How do I see that it charges?",
        address="device=outdoor-4&symptom=usb-power&usb-what=charging",
        first="usb-no-charge",
        steps=("replace-batteries",),
    ),
    "W23 a year and a half": Report(
        said="It stopped after a year and a half on one pair.",
        address="device=outdoor-4&symptom=batteries-run-down&batteries=lithium-old",
        first="low-battery",
        steps=("replace-batteries",),
    ),
    "W26 videos are gone": Report(
        said="All videos on local storage vanish from the app.",
        address="device=sync-module-2&symptom=clips-missing&which-clips=stick",
        first="no-clip-storage",
        steps=("check-local-storage",),
    ),
    "W28 the password is right": Report(
        said="Setup says wrong password although it is right.",
        address="device=sync-module-2&symptom=setup-fails&setup-message=password"
        "&tried=recheck-wifi-password",
        named="setup-glitch",
        steps=("retry-setup",),
    ),
    "K23 on holiday": Report(
        said="On holiday, and all of them are offline.",
        address="device=xt2&symptom=away&how-many-offline=all",
        first="home-line-down",
        steps=("check-provider-outage", "ask-someone-there"),
        never=("reseat-batteries", "restart-router", "move-closer"),
    ),
    "K24 frost": Report(
        said="Minus 20 outside.",
        address="device=outdoor-4&symptom=weather&which-weather=frost",
        first="temperature",
    ),
    "K26 water": Report(
        said="There is fog behind the lens.",
        address="device=outdoor-4&symptom=weather&which-weather=wet",
        first="water-inside",
        steps=("dry-out",),
    ),
    "K27 no chime": Report(
        said="The chime in the house stays silent.",
        address="device=video-doorbell&symptom=doorbell-silent&who-should-hear=chime",
        named="no-indoor-chime",
        steps=("set-up-chime",),
    ),
    "homeowner 11 a sign-in": Report(
        said="A message about a sign-in that was not mine.",
        address="device=mini&symptom=somebody-watching&why-worried=sign-in",
        first="unknown-viewer",
        steps=("check-phone-list",),
    ),
    "homeowner 7 all dark": Report(
        said="All Blink devices are offline, and the module is off.",
        address="device=outdoor-4&symptom=all-offline&home-wifi=works&sync-module-lights=dark",
        first="sync-module-offline",
        steps=("check-power-supply", "restart-sync-module"),
        never=("replace-batteries",),
    ),
}


def asked(content: Knowledge, report: Report) -> Diagnosis:
    progress = make_progress(content, report.address.replace("&", " "))
    assert "&".join(f"{name}={value}" for name, value in progress.pairs()) == report.address
    return diagnose(content, progress)


@pytest.mark.parametrize("name", REPORTS)
def test_what_people_wrote_leads_to_its_cause_and_its_step(content: Knowledge, name: str) -> None:
    report = REPORTS[name]
    found = asked(content, report)
    causes = [ranked.cause.slug for ranked in found.causes]
    steps = [planned.step.slug for planned in (*found.plan, *found.before_support)]
    assert report.first in ("", causes[0])
    assert report.named in ("", *causes[:3])
    assert tuple(steps[: len(report.steps)]) == report.steps
    assert not set(report.never) & set(steps)


def test_a_worry_is_never_called_groundless_after_an_unknown_sign_in(content: Knowledge) -> None:
    for device in content.devices:
        if "somebody-watching" not in SYMPTOMS_OF[device.family]:
            continue
        address = f"device={device.slug} symptom=somebody-watching why-worried=sign-in"
        found = diagnose(content, make_progress(content, address))
        assert found.status != NORMAL
        assert "secure-account" in {planned.step.slug for planned in found.plan}


def test_nobody_is_asked_about_batteries_that_the_device_does_not_have(content: Knowledge) -> None:
    with_cells = {"battery-camera", "outdoor-4", "indoor-1st-gen", "video-doorbell"}
    with_cells |= {"outdoor-2k-plus"}
    for slug in ("batteries", "how-busy", "usb-what"):
        assert set(content.question[slug].families) <= with_cells
