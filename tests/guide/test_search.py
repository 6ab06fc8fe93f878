"""People's own words: what the page answers, what opens, and what is kept of it: nothing.

What is read how: tests/search/.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from tests.pages import Link, Page, visit
from wizard.content.live import Status, published
from wizard.content.revisions import publish
from wizard.guide.search import prepare_for
from wizard.knowledge.values import Knowledge
from wizard.models import Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

ATTEMPT = "<script>alert(1)</script>\"' onload=alert(1)"
XT2 = "xt2, five red flashes after new batteries, app says offline"


def search(typed: str, **more: str) -> str:
    return f"/search/?{urlencode({'q': typed, **more})}"


def as_json(client: Client, typed: str) -> dict[str, Any]:
    response = client.get(f"/api/v1/search?{urlencode({'q': typed})}")
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


def test_without_words_the_page_says_what_can_be_written(client: Client) -> None:
    page = visit(client, "/search/")
    assert page.h1 == "Say it in your own words"
    assert "The device, what its light does" in page.text
    assert '<meta name="robots" content="noindex">' in page.html


def test_one_page_beyond_doubt_opens_and_says_what_was_written(client: Client) -> None:
    response = client.get(search("mini solid red"))
    assert response.headers["Location"] == "/answers/mini/solid-red/?q=mini+solid+red"
    page = visit(client, response.headers["Location"])
    assert page.h1 == "Red, steady"
    assert "You wrote “mini solid red”." in page.text
    assert page.link("Not this?").href == "/search/?q=mini+solid+red&all="
    assert page.link("Faint red glow, only in the dark").href == (
        "/answers/mini/faint-red-glow-at-night/"
    )


def above(client: Client, words: str) -> list[Link]:
    """The links above the page that opens for these words."""
    html = visit(client, client.get(search(words)).headers["Location"]).html
    return Page(html[html.index('<aside class="wrote"') : html.index("</aside>")]).links


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("doorbell flashes red", []),  # but all lights of the doorbell, as “Change” does
        (
            "sync module green blinking",
            [("All lights of the Sync Module (1st Gen)", "/answers/sync-module-1/")],
        ),
    ],
)
def test_what_else_may_be_meant_leads_elsewhere(
    client: Client, words: str, others: list[tuple[str, str]]
) -> None:
    assert [(link.text, link.href) for link in above(client, words)[1:]] == others


def test_what_else_may_be_meant_is_named_once(client: Client) -> None:
    addresses = [link.href for link in above(client, "doorbell red ring flashing")]
    assert len(addresses) == len(set(addresses)) == 3


def test_with_all_everything_is_listed(client: Client) -> None:
    page = visit(client, search("mini solid red", all=""))
    assert page.link("Red, steady").href == "/answers/mini/solid-red/"
    assert "/answers/mini/" in [link.href for link in page.links]


def test_answers_that_were_given_are_set_in_the_wizard(client: Client) -> None:
    response = client.get(search(XT2))
    address = (
        "/diagnose/?device=xt2&light=five-or-six-red-flashes&when-it-began=after-power"
        "&app-status=only-this"
    )
    assert response.headers["Location"] == f"{address}&q={quote_plus(XT2)}"
    page = visit(client, response.headers["Location"])
    assert "You wrote" in page.text
    assert "Offline, but my other Blink devices work" in page.text
    assert "When did this start?" in page.text


def test_a_problem_of_a_device_that_nobody_named_leads_to_the_devices(client: Client) -> None:
    page = visit(client, search("my notifications are late"))
    href = page.link("No alerts, and nothing is recorded").href
    assert href == "/diagnose/?symptom=no-alerts"
    assert visit(client, href).h1 == "Which device is it?"
    assert as_json(client, "my notifications are late")["results"][0]["url"].endswith(href)
    named = visit(client, search("my notifications of the mini are late"))
    assert named.link("No alerts, and nothing is recorded").href == "/answers/mini/no-alerts/"


def test_answers_are_kept_on_the_way_to_the_devices(client: Client) -> None:
    page = visit(client, search("all cameras are offline since the power cut"))
    href = page.link("All my Blink devices are offline").href
    assert href == "/diagnose/?symptom=all-offline&what-happened=power-cut"


def test_a_light_of_several_devices_asks_which(client: Client) -> None:
    page = visit(client, search("red light flashing"))
    assert "Which device is it?" in page.text
    assert page.link("Red, flashing").href == "/answers/outdoor-4/red-flashing/"
    assert (
        "Short red flash about every 3 seconds Indoor and Outdoor (3rd Gen), XT2 and XT"
        in page.text
    )


def test_a_look_that_the_named_device_does_not_have_shows_no_other_device(client: Client) -> None:
    page = visit(client, search("sync module 2 blinking red"))
    assert "No light of the Sync Module 2 does that, as far as this guide knows." in page.text
    assert page.link("Sync Module 2").href == "/answers/sync-module-2/"
    assert "Outdoor" not in page.text


def test_nothing_that_follows_a_light_is_looked_for(client: Client) -> None:
    page = visit(client, search("five red flashes then nothing"))
    assert "What to do" not in page.text
    assert "What it may be" not in page.text


def test_several_lights_of_a_device_ask_which(client: Client) -> None:
    page = visit(client, search("xt2 red 5"))
    assert "Which of these lights is it?" in page.text
    assert page.html.count('class="strip') >= 2


def test_a_problem_without_a_light_lists_causes_and_steps(client: Client) -> None:
    page = visit(client, search("battery drains"))
    assert page.link("Make the batteries last longer").href.startswith("/how-to/reduce-drain/")
    assert page.link("Batteries running out too fast").href.startswith("/how-to/")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("arlo blinking blue", "This reads like an Arlo. This guide knows Blink only."),
        ("yellow light on sync module", "No Blink light is yellow"),
        ("home assistant shows no camera", "Home Assistant’s connection and not your camera"),
        ("pan tilt mount stuck", "The Pan-Tilt Mount is an accessory"),
        ("rotes licht blinkt", "This guide is in English so far."),
        ("my doorbell smells burnt", "burning smell"),
    ],
)
def test_strangers_are_told_first(client: Client, typed: str, told: str) -> None:
    page = visit(client, search(typed))
    assert told in page.text


def test_a_stranger_is_not_told_that_an_answer_may_come(client: Client) -> None:
    page = visit(client, search("arlo blinking blue"))
    assert "Is yours from Blink after all?" in page.text
    assert "Nothing here answers that yet" not in page.text


def test_nothing_found_says_what_was_read_and_what_to_try(client: Client) -> None:
    page = visit(client, search("qwertyuiop"))
    assert "Nothing here answers that yet" in page.text
    assert page.link("battery drains").href == "?q=battery+drains"
    assert page.link("Pick your device").href == "/"


def test_while_somebody_types_no_page_opens(client: Client) -> None:
    response = client.get(search("mini solid red"), headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert 'id="found"' in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/answers/", "/answers/mini/", "/diagnose/?device=xt2"])
def test_every_page_leads_to_the_search(client: Client, address: str) -> None:
    page = Page(client.get(address).content.decode())
    ways = [link.href for link in page.links] + [form.action for form in page.forms]
    assert "/search/" in ways


# Whatever is typed


@pytest.mark.parametrize(
    "typed", [ATTEMPT, "é" * 900, "?" * 300, "%", "\x00", "a=b&c", "🔴🔵", "mini " + ATTEMPT]
)
@pytest.mark.parametrize("path", ["/search/", "/api/v1/search", "/answers/mini/solid-red/"])
def test_whatever_is_typed_is_text(client: Client, path: str, typed: str) -> None:
    response = client.get(f"{path}?{urlencode({'q': typed, 'all': ''})}")
    assert response.status_code == 200
    html = response.content.decode()
    if path.startswith("/api"):
        assert response.json()["query"] == typed.strip()
    else:
        assert "<script>alert" not in html
        assert not any("onload" in attributes for _, attributes in Page(html).tags)


def test_an_address_that_cannot_be_read_is_an_empty_search(client: Client) -> None:
    assert client.get("/search/?" + "&".join(f"a{n}=1" for n in range(300))).status_code == 200
    assert client.get("/search/?q=%ff%fe").status_code == 200


def test_nothing_that_is_typed_is_kept(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    cache.clear()
    for address in (search("my secret xt2 words"), "/answers/mini/solid-red/?q=my+secret+words"):
        response = client.get(address)
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert "ETag" not in response.headers
    assert not any("secret" in repr(value) for value in getattr(cache, "_cache", {}).values())
    assert "secret" not in caplog.text


# The interface


def test_the_interface_answers_in_its_shape(client: Client) -> None:
    found = as_json(client, "outdoor 4 flashing red, the app says low battery")
    assert found["query"] == "outdoor 4 flashing red, the app says low battery"
    assert found["read"] == {
        "devices": ["outdoor-4"],
        "mentioned": [],
        "lights": [{"colours": ["red"], "rhythm": "blink", "count": None}],
        "symptoms": [],
        "answers": {"app-status": "low"},
    }
    assert found["opens"] == "/diagnose/?device=outdoor-4&light=red-flashing&app-status=low"
    assert found["asks"] is None
    assert found["notices"] == []
    first = found["results"][0]
    assert (first["kind"], first["slug"]) == ("light", "outdoor-4/red-flashing")
    assert set(first) == {"kind", "slug", "title", "url", "score"}
    scores = [result["score"] for result in found["results"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_the_interface_tells_strangers_and_is_open_to_all(client: Client) -> None:
    found = as_json(client, "arlo blinking blue")
    assert found["opens"] is None
    assert found["results"] == []
    assert found["notices"] == [
        {
            "code": "other-brand",
            "text": "This reads like an Arlo. This guide knows Blink only.",
        }
    ]
    assert client.get("/api/v1/search").headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "typed",
    ["battery drains", "doorbell does not ring", "why is it blinking red", "xt2", "offline"],
)
def test_every_result_leads_to_a_page(client: Client, typed: str) -> None:
    for result in as_json(client, typed)["results"]:
        assert client.get(result["url"]).status_code == 200, result


def test_other_methods_are_refused(client: Client) -> None:
    assert client.post("/search/").status_code == 405
    assert client.post("/api/v1/search").status_code == 405


def test_a_process_that_looked_for_revisions_has_read_what_a_search_needs(
    content: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    monkeypatch.setattr("wizard.search.search.Index", lambda given: read.append(given.revision))
    Step.objects.filter(slug="restart-router").update(title="Pull the plug")
    publish(None, "Said better")
    prepare_for(published.status())
    assert read == [content.revision + 1]
    prepare_for(Status(revision=None, looked_seconds_ago=None, database=False, fault=""))
    assert read == [content.revision + 1]
