"""The pages that stay: what a person finds on them, for every device, every light and every
step.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from blinkdiag.static_files import sheet
from tests.pages import Page, printed, visit
from wizard.guide import http
from wizard.guide.page_cache import LIGHTLY, THOROUGHLY, compressed
from wizard.knowledge.values import FormerName, Knowledge
from wizard.rendering import devices, step_pictures
from wizard.rendering.markdown import plain

pytestmark = pytest.mark.django_db

FIRST_LOAD = 14_000
"""Bytes of HTML and style sheet, compressed."""


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> Callable[[Knowledge], None]:
    """Shows other knowledge than the shipped one."""

    def show(knowledge: Knowledge) -> None:
        monkeypatch.setattr(http, "published", lambda: knowledge)

    return show


def faults(page: Page, address: str) -> list[str]:
    """What no page may have."""
    found = []
    if len(page.headings) != 1:
        found.append(f"{len(page.headings)} h1")
    if len(page.ids) != len(set(page.ids)):
        found.append("an id twice")
    if " style=" in page.html:
        found.append("a style attribute")
    if re.search(r"<script(?![^>]*(src=|ld\+json))", page.html):
        found.append("an inline script")
    if not page.title.endswith("Blinkdiag"):
        found.append(f"the title {page.title!r}")
    canonical = [
        attributes["href"] for tag, attributes in page.tags if attributes.get("rel") == "canonical"
    ]
    if canonical != [f"http://testserver{address}"]:
        found.append(f"canonical {canonical}")
    missing = [
        a["href"]
        for tag, a in page.tags
        if tag == "use" and a["href"].removeprefix("#") not in page.ids
    ]
    if missing:
        found.append(f"undefined {missing}")
    return found


def as_read(text: str) -> list[str]:
    """The lines of a text as they stand on a page, where a link's address is not read."""
    return printed(re.sub(r" \(https://[^)]*\)", "", plain(text))).splitlines()


def structured_data(page: Page) -> dict[str, object]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.html)
    assert len(found) == 1
    data: dict[str, object] = json.loads(found[0])
    return data


def test_the_front_page_offers_what_people_can_tell_apart_and_says_what_is_dangerous(
    client: Client, content: Knowledge
) -> None:
    """Ten tiles at most; what shares one has the same lights, and few own what has none."""
    page = visit(client, "/")
    tiles = [link for link in page.links if link.attributes.get("class") == "dev"]
    assert len(tiles) <= 10
    offered = {link.href for link in page.links}
    for device in content.devices:
        first = next(d for d in content.devices if d.tile == device.tile or d is device)
        if device.tile:
            assert page.link(device.tile).href == f"/diagnose/?device={first.slug}"
            assert first.family == device.family
        else:
            assert page.link(device.name).href == f"/diagnose/?device={device.slug}"
    assert {"/which/", "/no-light/"} <= offered
    assert page.text.index(content.guide.safety) < page.text.index(content.devices[0].tile)
    assert "independent" in page.text
    assert faults(page, "/") == []


def test_the_tiles_are_the_editors(
    client: Client, content: Knowledge, publish: Callable[[Knowledge], None]
) -> None:
    renamed = tuple(
        replace(device, tile="Small camera" if device.family == "mini" else device.tile)
        for device in content.devices
    )
    publish(replace(content, devices=renamed))
    page = visit(client, "/")
    assert page.link("Small camera").href == "/diagnose/?device=mini"
    assert "Mini or Mini 2" not in page.text


def test_whoever_sees_no_light_picks_the_device_and_lands_among_what_is_dark(
    client: Client, content: Knowledge
) -> None:
    page = visit(client, "/no-light/")
    assert page.h1 == "Which device is it?"
    tile = page.link("Mini or Mini 2")
    assert tile.href == "/diagnose/?device=mini&colour=none"
    assert visit(client, tile.href).link("No light at all").href.endswith("light=no-light")


def test_who_does_not_know_the_name_is_led_by_what_can_be_seen(
    client: Client, content: Knowledge
) -> None:
    """Whole cards are links, with what tells the device apart and its back where that tells."""
    page = visit(client, "/which/")
    for device in content.devices:
        if device.looks:
            card = page.link(device.looks)
            assert card.href == f"/diagnose/?device={device.slug}"
            assert device.tile in card.text or device.name in card.text
            assert devices.back(device.back) in page.html
    assert "Device and System Settings" in page.text
    assert faults(page, "/which/") == []


def test_what_a_back_shows_is_what_the_steps_say(content: Knowledge) -> None:
    """A switch that slides in one place is no screw in the other."""
    panel = {"screw": "screw", "slide": "slide", "key": "doorbell-case"}
    steps = [step for step in content.steps if step.slug == "replace-batteries"]
    for device in content.devices:
        if device.back in panel and device.family in steps[0].families:
            wording = steps[0].wording(device.family)
            assert wording
            assert panel[device.back] in step_pictures.PICTURES[wording.picture], device.slug


def test_a_device_without_a_light_table_is_drawn_dark_and_the_others_in_their_healthy_look(
    client: Client, content: Knowledge
) -> None:
    html = visit(client, "/").html
    shown = re.findall(r'data-light="([\w-]+)"', html)
    assert set(shown) == {"solid-blue", "solid-blue-solid-green"}
    assert "red" not in "".join(shown)


def test_every_light_is_listed_once_a_family(client: Client, content: Knowledge) -> None:
    page = visit(client, "/answers/")
    links = [link.href for link in page.links]
    for pattern in content.patterns:
        assert f"/answers/{content.devices_of(pattern.family)[0].slug}/{pattern.slug}/" in links
    assert faults(page, "/answers/") == []


def test_every_device_has_its_light_table(client: Client, content: Knowledge) -> None:
    for device in content.devices:
        address = f"/answers/{device.slug}/"
        page = visit(client, address)
        links = [link.href for link in page.links]
        assert device.name in page.h1
        for pattern in content.ways_in_of(device.family):
            assert f"{address}{pattern.slug}/" in links
        assert faults(page, address) == []


@pytest.mark.thorough
def test_every_light_of_every_device_has_its_answer_page(
    client: Client, content: Knowledge
) -> None:
    for device in content.devices:
        for pattern in content.ways_in_of(device.family):
            address = f"/answers/{device.slug}/{pattern.slug}/"
            page = visit(client, address)
            assert page.h1 == pattern.title
            assert device.name in page.title
            for row in pattern.causes:
                assert printed(content.cause[row.cause].name) in page.text, (address, row.cause)
            assert faults(page, address) == []
            data = structured_data(page)
            assert data["@type"] == "FAQPage"


@pytest.mark.thorough
def test_every_step_of_every_device_has_its_how_to(client: Client, content: Knowledge) -> None:
    for device in content.devices:
        for step in content.steps:
            wording = step.wording(device.family)
            if wording is None:
                continue
            address = f"/how-to/{step.slug}/{device.slug}/"
            page = visit(client, address)
            assert page.h1 == step.title
            movements = as_read(wording.text)
            for line in movements:
                assert line.strip() in page.text, address
            if wording.safety:
                safety = printed(plain(wording.safety))
                assert page.text.index(safety) < page.text.index(movements[0]), address
            assert faults(page, address) == []


def test_an_answer_page_has_the_first_question_in_place(client: Client, content: Knowledge) -> None:
    page = visit(client, "/answers/xt2/five-or-six-red-flashes/")
    assert page.question.kept == [("device", "xt2"), ("light", "five-or-six-red-flashes")]
    name, value = page.question.answers[0]
    assert client.get(page.question.press(name, value), follow=True).status_code == 200


def test_an_answer_page_says_how_long_the_light_is_normal(
    client: Client, content: Knowledge
) -> None:
    assert "Yes, for up to 2 minutes" in visit(client, "/answers/xt2/red-every-3-seconds/").text


def test_an_answer_page_tells_look_alikes_apart_and_links_to_them(
    client: Client, content: Knowledge
) -> None:
    pattern = content.pattern[("battery-camera", "five-or-six-red-flashes")]
    page = visit(client, "/answers/xt2/five-or-six-red-flashes/")
    links = [link.href for link in page.links]
    for alike in pattern.look_alikes:
        assert alike.how_to_tell_apart in page.text
        assert f"/answers/xt2/{alike.pattern}/" in links


@pytest.mark.thorough
def test_what_is_unconfirmed_is_said_once_on_every_page_of_a_light_or_a_problem(
    client: Client, content: Knowledge
) -> None:
    for device in content.devices:
        for way_in in content.ways_in_of(device.family):
            text = visit(client, f"/answers/{device.slug}/{way_in.slug}/").text
            start = text[: text.index("What can cause it")]
            assert start.count("Unconfirmed") == (way_in.confidence == "low"), way_in.key
            assert text.count("Unconfirmed") <= 1, (device.slug, way_in.slug)


@pytest.mark.thorough
def test_what_is_unconfirmed_is_said_once_on_every_other_page(
    client: Client, content: Knowledge
) -> None:
    """Steps, devices, results and plans; the list of devices says it once beside each."""
    for family in content.families:
        device, *_ = content.devices_of(family.slug)
        steps = [step for step in content.steps if step.wording(family.slug)]
        for step in steps:
            text = visit(client, f"/how-to/{step.slug}/{device.slug}/").text
            assert text.count("Unconfirmed") == step.note.startswith("Unconfirmed"), step.slug
        starts = [f"{way.kind}={way.slug}" for way in content.ways_in_of(family.slug)]
        for address in (
            *(f"/answers/{one.slug}/" for one in content.devices_of(family.slug)),
            f"/diagnose/?device={device.slug}",
            *(f"/diagnose/?device={device.slug}&{begin}" for begin in starts),
            *(f"/diagnose/?device={device.slug}&{begin}&skipped=questions" for begin in starts),
        ):
            assert visit(client, address).text.count("Unconfirmed") <= 1, address


def test_a_problem_says_nothing_of_what_its_devices_lights_mean(client: Client) -> None:
    """The note of a device is about its lights."""
    assert "lists these lights" in visit(client, "/answers/mini/solid-blue/").text
    assert "lists these lights" not in visit(client, "/answers/mini/away/").text


def test_a_sync_module_page_settles_the_claim_about_batteries(
    client: Client, content: Knowledge
) -> None:
    text = visit(client, "/answers/sync-module-2/solid-red/").text
    assert "One page says a red light on the Sync Module means a battery problem." in text
    assert "has no batteries" in text


def test_steps_of_a_plan_stand_complete_on_the_answer_page_and_link_to_their_own(
    client: Client, content: Knowledge
) -> None:
    page = visit(client, "/answers/sync-module-2/solid-blue-blinking-green/")
    plan = [link for link in page.links if link.text.startswith("Open this step")]
    assert plan
    for link in plan:
        wording = content.step[link.href.split("/")[2]].wording("sync-module")
        assert wording is not None
        assert all(line.strip() in page.text for line in as_read(wording.text))


def test_every_source_stands_with_its_kind_and_publisher(
    client: Client, content: Knowledge
) -> None:
    page = visit(client, "/answers/video-doorbell/red-flashing/")
    for source in content.sources_of(content.pattern[("video-doorbell", "red-flashing")].sources):
        assert source.title in page.text
        assert source.publisher in page.text


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("/answers/xt3/", "/answers/xt2/"),
        ("/answers/xt2/solid-redd/", "/answers/xt2/solid-red/"),
        ("/how-to/replace-battery/xt2/", "/how-to/replace-batteries/xt2/"),
        ("/how-to/replace-batteries/xt3/", "/answers/xt2/"),
    ],
)
def test_an_unknown_name_offers_the_nearest(
    client: Client, content: Knowledge, address: str, offered: str
) -> None:
    page = visit(client, address, status=404)
    assert offered in [link.href for link in page.links]


@pytest.mark.parametrize(
    "address", ["/answers/xt2/unsure/", "/answers/xt2/other/", "/how-to/reset-mini/xt2/"]
)
def test_what_is_no_page_of_this_device_is_not_found(
    client: Client, content: Knowledge, address: str
) -> None:
    assert "do not know" in visit(client, address, status=404).h1


def test_a_name_too_long_to_be_one_is_not_found(client: Client, content: Knowledge) -> None:
    visit(client, f"/answers/{'x' * 400}/", status=404)


@pytest.mark.parametrize(
    ("former", "old", "new"),
    [
        (
            FormerName(kind="device", scope="", old="xt-2", new="xt2", reason=""),
            "/answers/xt-2/",
            "/answers/xt2/",
        ),
        (
            FormerName(
                kind="light", scope="battery-camera", old="red-solid", new="solid-red", reason=""
            ),
            "/answers/xt2/red-solid/",
            "/answers/xt2/solid-red/",
        ),
        (
            FormerName(
                kind="step", scope="", old="new-batteries", new="replace-batteries", reason=""
            ),
            "/how-to/new-batteries/xt2/",
            "/how-to/replace-batteries/xt2/",
        ),
    ],
)
def test_a_former_name_leads_on_for_good(
    client: Client,
    content: Knowledge,
    publish: Callable[[Knowledge], None],
    former: FormerName,
    old: str,
    new: str,
) -> None:
    publish(replace(content, former_names=(former,)))
    response = client.get(old)
    assert response.status_code == 301
    assert response["Location"] == new


@pytest.mark.parametrize(
    ("former", "address"),
    [
        (
            FormerName(
                kind="light",
                scope="battery-camera",
                old="red-odd",
                new="",
                reason="It is now two lights.",
            ),
            "/answers/xt2/red-odd/",
        ),
        (
            FormerName(kind="step", scope="", old="pray", new="", reason="It is now two lights."),
            "/how-to/pray/xt2/",
        ),
    ],
)
def test_a_withdrawn_page_says_what_became_of_it_and_leads_to_the_lights(
    client: Client,
    content: Knowledge,
    publish: Callable[[Knowledge], None],
    former: FormerName,
    address: str,
) -> None:
    publish(replace(content, former_names=(former,)))
    page = visit(client, address, status=410)
    assert "It is now two lights." in page.text
    assert "/answers/xt2/" in [link.href for link in page.links]


def test_content_from_staff_cannot_become_markup(
    client: Client, content: Knowledge, publish: Callable[[Knowledge], None]
) -> None:
    hostile = "</script><script>alert(1)</script>"
    publish(
        replace(
            content,
            causes=tuple(
                replace(cause, name=hostile, explanation=hostile) for cause in content.causes
            ),
            steps=tuple(replace(step, title=hostile, note=hostile) for step in content.steps),
        )
    )
    for address in ("/answers/xt2/solid-red/", "/how-to/replace-batteries/xt2/"):
        page = visit(client, address)
        assert "<script>" not in page.html
        structured_data(page)


def test_a_fragment_carries_its_title_and_the_same_content(
    client: Client, content: Knowledge
) -> None:
    whole = visit(client, "/answers/xt2/solid-red/")
    fragment = client.get(
        "/answers/xt2/solid-red/", headers={"HX-Request": "true"}
    ).content.decode()
    assert fragment.startswith(f"<title>{whole.title}</title>")
    assert "<header" not in fragment
    assert re.search(r'<main id="main".*</main>', fragment, re.DOTALL)


@pytest.mark.thorough
def test_the_first_load_of_every_kind_of_page_is_small(client: Client, content: Knowledge) -> None:
    path = finders.find("guide/pages.css")
    assert isinstance(path, str)
    style = len(brotli.compress(sheet(Path(path)).encode()))
    addresses = [
        "/",
        "/which/",
        "/no-light/",
        "/answers/",
        "/diagnose/?device=xt2",
        "/how-to/replace-batteries/xt2/",
    ]
    for device in content.devices:
        for pattern in content.ways_in_of(device.family):
            addresses.append(f"/answers/{device.slug}/{pattern.slug}/")
            addresses.append(
                f"/diagnose/?device={device.slug}&{pattern.kind}={pattern.slug}&skipped=questions"
            )
    sizes = {
        address: style + len(compressed(client.get(address).content, "br", levels["br"]))
        for address in addresses
        for levels in [LIGHTLY if address.startswith("/diagnose/") else THOROUGHLY]
    }
    assert {address: size for address, size in sizes.items() if size > FIRST_LOAD} == {}


def test_an_answer_page_says_what_is_needed_for_the_step_to_do_first(
    client: Client, content: Knowledge
) -> None:
    html = client.get("/answers/outdoor-4/solid-red/").content.decode()
    assert "You will need: <b>the opening tool, or a coin</b>" in html
