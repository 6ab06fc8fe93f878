"""A light while it is edited: what the fields show, what is wrong with them, and what is
refused.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from tests.desk import person
from tests.pages import Page
from wizard.content.collect import collect
from wizard.models import Channel, Colour, Pattern, Timing
from wizard.rendering import devices, rhythm_strip

pytestmark = pytest.mark.django_db

PREVIEW = "/staff/light/preview/"
SCRIPT = {"X-Requested-With": "fetch"}
BLINK, TOO_FAST = "[[1.0, 500], [0.0, 500]]", "[[1.0, 100], [0.0, 100]]"


@pytest.fixture
def pattern() -> Pattern:
    return Pattern.objects.get(family__slug="mini", slug="solid-red")


def lamps(*steps: str, **fields: Any) -> dict[str, Any]:
    """The page of a light as a browser sends it, with a red lamp for each of these steps."""
    data: dict[str, Any] = {"channels-TOTAL_FORMS": len(steps), "timing": "sourced", **fields}
    for n, written in enumerate(steps):
        lamp = {
            "position": n + 1,
            "led": "front light",
            "colour": Colour.objects.get(slug="red").pk,
            "steps": written,
            "repeat": "on",
            "cuts": "",
        }
        data |= {f"channels-{n}-{name}": value for name, value in lamp.items()}
    return data


def preview(client: Client, data: dict[str, Any], address: str = PREVIEW) -> str:
    response = client.post(address, data, headers=SCRIPT)
    assert response.status_code == 200
    return response.content.decode()


def field_errors(html: str) -> list[tuple[str, str]]:
    """(field, place and words)"""
    found = html.split('<li data-field="')[1:]
    return [(part.partition('"')[0], Page(f"<li>{part.partition('>')[2]}").text) for part in found]


def test_the_light_is_drawn_by_what_draws_the_public_pages(
    admin_client: Client, pattern: Pattern
) -> None:
    live = collect().pattern[("mini", "solid-red")]
    rows = pattern.channels.all()
    data = lamps(*(json.dumps(row.steps) for row in rows), family=pattern.family_id)
    for n, row in enumerate(rows):
        data |= {f"channels-{n}-led": row.led, f"channels-{n}-colour": row.colour_id}
    html = preview(admin_client, data)
    shown = devices.face("mini", live, view="close").replace(
        'data-light="solid-red"', 'data-light="edited"'
    )
    assert shown in html
    assert rhythm_strip.strip(live, collect().colours, seconds=True) in html
    assert devices.defs(frozenset({"mini"}), collect().colours) in html


def test_the_words_follow_the_milliseconds_and_nothing_is_saved(admin_client: Client) -> None:
    before = list(Channel.objects.values_list("pk", "steps"))
    assert "Red blinking, once a second." in preview(admin_client, lamps(BLINK))
    assert "Red blinking, twice a second." in preview(
        admin_client, lamps("[[1.0, 250], [0.0, 250]]")
    )
    assert "Red blinking, about once a second." in preview(
        admin_client, lamps(BLINK, timing="approximate")
    )
    assert list(Channel.objects.values_list("pk", "steps")) == before
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("", "Write at least one step"),
        ("[[1.0", "This is not a list of steps."),
        ("[]", "Write at least one step"),
        ("[[1.0, 0]]", "Step 1: the milliseconds are a whole number above 0"),
        ("[[1.0, 500], [2, 500]]", "Step 2: the brightness lies between 0"),
        ("[[1.0, null]]", "Step 1: the milliseconds are a whole number above 0"),
        ("[[1.0, 99000000]]", "last a minute at most"),
        (TOO_FAST, "It flashes 5 times in a second; more than 3 can cause seizures."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(admin_client: Client, steps: str, words: str) -> None:
    found = field_errors(preview(admin_client, lamps(BLINK, steps)))
    assert len(found) == 1
    assert found[0][0] == "channels-1-steps"
    assert found[0][1].startswith("Lamp 2, steps:")
    assert words in found[0][1]


def test_a_light_that_could_harm_somebody_is_not_played(admin_client: Client) -> None:
    html = preview(admin_client, lamps(TOO_FAST))
    assert "Not played: it would flash too fast for some eyes." in html
    assert 'attributeName="opacity"' not in html
    assert 'id="play"' not in html


def test_lamps_that_are_too_fast_only_together_are_told_so(admin_client: Client) -> None:
    found = field_errors(
        preview(
            admin_client, lamps("[[1.0, 250], [0.0, 250]]", "[[0.0, 150], [1.0, 200], [0.0, 150]]")
        )
    )
    assert [(field, words.partition(":")[0]) for field, words in found] == [
        ("channels-0-steps", "All lamps together")
    ]


def test_what_publishing_would_stop_is_said_while_it_is_typed(admin_client: Client) -> None:
    once = lamps("[[1.0, 500], [0.0, 5000], [1.0, 500]]", flash_count="5")
    del once["channels-0-repeat"]
    found = dict(field_errors(preview(admin_client, once)))
    assert "a light is shown for 4500 ms" in found["channels-0-steps"]
    assert "It is said to flash 5 times, but 2 are drawn." in found["flash_count"]


def test_a_lamp_that_is_to_be_deleted_is_dark(admin_client: Client) -> None:
    data = lamps(BLINK, TOO_FAST) | {"channels-1-DELETE": "on"}
    assert field_errors(preview(admin_client, data)) == []


@pytest.mark.parametrize("total", ["", "many", "-1", "99999999"])
def test_a_strange_number_of_lamps_does_no_harm(admin_client: Client, total: str) -> None:
    preview(admin_client, {"channels-TOTAL_FORMS": total, "family": "none"})


def test_the_page_of_a_channel_shows_the_whole_light(admin_client: Client) -> None:
    green = Channel.objects.get(
        pattern__family__slug="sync-module", pattern__slug="solid-blue-blinking-green", position=2
    )
    data = {
        "pattern": green.pattern_id,
        "position": 2,
        "led": green.led,
        "colour": Colour.objects.get(slug="green").pk,
        "repeat": "on",
        "cuts": "",
    }
    html = preview(admin_client, {**data, "steps": BLINK}, f"{PREVIEW}?channel={green.pk}")
    assert "Blue steady while green blinks." in html
    assert 'href="#d-sync"' in html


def test_without_scripts_it_is_a_page(admin_client: Client) -> None:
    page = Page(admin_client.post(PREVIEW, lamps("[[1.0, 0]]")).content.decode())
    assert page.h1 == "Preview of a light"
    assert "Nothing is saved." in page.text
    assert "Lamp 1, steps: Step 1: the milliseconds are a whole number above 0" in page.text


def test_the_form_offers_that_page_after_its_other_buttons(
    admin_client: Client, pattern: Pattern
) -> None:
    for row in (pattern, pattern.channels.all()[0]):
        html = admin_client.get(
            reverse(f"admin:wizard_{row._meta.model_name}_change", args=[row.pk])
        ).content.decode()
        assert f'formaction="{PREVIEW}' in html
        assert html.index('name="_save"') < html.index(f'formaction="{PREVIEW}')


def test_what_is_typed_is_text(admin_client: Client) -> None:
    data = lamps('[["<script>", 1]]') | {"channels-0-led": "<script>alert(1)</script>"}
    assert "<script>" not in preview(admin_client, data)


def recorded(*presses: tuple[int, int], goes_on: bool) -> dict[str, Any]:
    data = {
        "lamp": "channels-0",
        "presses": json.dumps(presses),
        "until": presses[-1][1] + 500 if presses else 0,
    }
    return data | ({"goes_on": "on"} if goes_on else {})


def test_a_recording_is_shown_in_place_of_the_steps_and_handed_back(admin_client: Client) -> None:
    presses = recorded((0, 290), (1010, 1330), (2000, 2280), (2990, 3300), goes_on=True)
    html = preview(admin_client, lamps(TOO_FAST) | presses)
    assert 'data-steps="[[1.0, 300], [0.0, 700]]" data-repeat="true"' in html
    assert "4 flashes, 1 flash a round." in html
    assert "Red blinking, about once a second." in html
    assert "Timing approximate" in html
    once = preview(admin_client, lamps(BLINK) | recorded((0, 200), (500, 700), goes_on=False))
    assert (
        'data-steps="[[1.0, 200], [0.0, 300], [1.0, 200], [0.0, 1000]]" data-repeat="false"' in once
    )


@pytest.mark.parametrize("presses", ["", "[]", "[1]", '[["a", 2]]', "[[0, 300], [1000, 1300]]"])
def test_a_recording_without_a_rhythm_says_what_to_do_and_changes_nothing(
    admin_client: Client, presses: str
) -> None:
    data = lamps(BLINK) | {
        "lamp": "channels-0",
        "presses": presses,
        "until": "4000",
        "goes_on": "on",
    }
    html = preview(admin_client, data)
    assert "data-steps" not in html
    assert "Nothing was recorded." in html or "Record at least three rounds" in html
    assert "Red blinking, once a second." in html


# Saving


def form(pattern: Pattern, *steps: str) -> dict[str, Any]:
    rows = list(pattern.channels.all())
    data = lamps(*steps)
    for n, row in enumerate(rows[: len(steps)]):
        data[f"channels-{n}-id"] = row.pk
    values = {
        name: getattr(pattern, name)
        for name in (
            "slug",
            "title",
            "description",
            "status",
            "timing",
            "seen",
            "confidence",
            "note",
            "position",
        )
    }
    return {
        **data,
        **values,
        "family": pattern.family_id,
        "fact_rows": "",
        "sources": [source.pk for source in pattern.sources.all()],
        "channels-INITIAL_FORMS": min(len(rows), len(steps)),
        **{
            f"{part}-{kind}_FORMS": 0
            for part in ("pattern_causes", "look_alikes")
            for kind in ("TOTAL", "INITIAL")
        },
    }


def test_an_unsafe_rhythm_is_not_saved_either(admin_client: Client, pattern: Pattern) -> None:
    address = reverse("admin:wizard_pattern_change", args=[pattern.pk])
    response = admin_client.post(address, form(pattern, TOO_FAST))
    assert (
        "It flashes 5 times in a second; more than 3 can cause seizures."
        in response.content.decode()
    )
    together = form(pattern, "[[1.0, 250], [0.0, 250]]", "[[0.0, 150], [1.0, 200], [0.0, 150]]")
    assert "All lamps together: It flashes" in admin_client.post(address, together).content.decode()
    assert pattern.channels.get(position=1).steps == [[1.0, 1000]]
    response = admin_client.post(address, form(pattern, BLINK))
    assert response.status_code == 302, response.content.decode()
    assert pattern.channels.get(position=1).steps == [[1.0, 500], [0.0, 500]]


def test_a_recorded_channel_makes_the_timing_of_its_light_approximate(admin_client: Client) -> None:
    row = Channel.objects.filter(pattern__timing=Timing.SOURCED)[0]
    data = {
        "pattern": row.pattern_id,
        "position": row.position,
        "led": row.led,
        "colour": row.colour_id,
        "repeat": "on",
    }
    address = reverse("admin:wizard_channel_change", args=[row.pk])
    response = admin_client.post(
        address, {**data, "steps": BLINK, "cuts": "", "recorded": "on"}, follow=True
    )
    assert "is approximate now, because a hand recorded it." in response.content.decode()
    row.refresh_from_db()
    assert (row.steps, row.cuts, row.pattern.timing) == (
        [[1.0, 500], [0.0, 500]],
        [],
        Timing.APPROXIMATE,
    )
    assert LogEntry.objects.filter(
        object_id=str(row.pattern_id), change_message__contains="by hand"
    ).exists()


# Looks


def test_the_preview_is_styled_by_the_sheet_of_the_public_pages(
    admin_client: Client, pattern: Pattern
) -> None:
    sheet = '<link href="/static/guide/drawings.css" media="all" rel="stylesheet">'
    for row in (pattern, pattern.channels.all()[0]):
        address = reverse(f"admin:wizard_{row._meta.model_name}_change", args=[row.pk])
        assert sheet in admin_client.get(address).content.decode()
    page = admin_client.post(PREVIEW, lamps(BLINK)).content.decode()
    assert '<link rel="stylesheet" href="/static/guide/drawings.css">' in page
    assert '@import "drawings.css";' in Path("static/guide/pages.css").read_text()


def test_who_may_only_look_gets_no_preview_of_fields_that_are_not_there(pattern: Pattern) -> None:
    client = person("vera", "viewer")
    html = client.get(reverse("admin:wizard_pattern_change", args=[pattern.pk])).content.decode()
    assert "Lamps" in html
    assert PREVIEW not in html


def test_a_new_lamp_has_no_mistakes_before_anything_is_typed(admin_client: Client) -> None:
    new = lamps(BLINK) | {"channels-0-led": "", "channels-0-colour": ""}
    assert field_errors(preview(admin_client, new)) == []
    emptied = field_errors(preview(admin_client, new | {"channels-0-steps": ""}))
    assert [field for field, _ in emptied] == ["channels-0-steps"]
