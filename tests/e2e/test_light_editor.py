"""Editing a light: rows for its steps, the light beside them as people will see it, and a rhythm
recorded by tapping.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, expect_no_violation
from tests.e2e.desk import open_row

pytestmark = pytest.mark.browser

LIGHT = "red-every-3-seconds"


@pytest.fixture
def light(eve: Page, site: str) -> Page:
    """One short red flash every three seconds, opened and drawn."""
    open_row(eve, site, "pattern", LIGHT)
    expect(eve.locator(".light-preview .said")).to_have_text(
        "One short red flash every three seconds."
    )
    return eve


def field(page: Page, step: int, what: str) -> Any:
    return page.get_by_label(re.compile(f"^Step {step}, {what}")).first


def test_the_light_follows_the_milliseconds(light: Page) -> None:
    field(light, 2, "milliseconds").fill("1700")
    expect(light.locator(".light-preview .said")).to_have_text(
        "One short red flash every two seconds."
    )
    expect(light.locator(".light-preview [role=status]")).to_contain_text("every two seconds")
    expect(light.locator(".light-preview animate[attributeName=opacity]")).to_have_attribute(
        "dur", "2s"
    )
    expect(light.locator("#id_channels-0-steps")).to_have_value("[[1.0, 300], [0.0, 1700]]")
    light.locator("#id_channels-0-colour").select_option(label="blue")
    expect(light.locator(".light-preview .said")).to_have_text(
        "One short blue flash every two seconds."
    )


def test_an_unsafe_rhythm_is_refused_in_words_at_the_field(light: Page) -> None:
    field(light, 1, "milliseconds").fill("100")
    field(light, 2, "milliseconds").fill("100")
    said = light.locator(".field-steps .light-error").first
    expect(said).to_contain_text("It flashes 5 times in a second; more than 3 can cause seizures.")
    expect(light.locator(".light-preview")).to_contain_text("Not played")
    expect(light.locator(".light-preview animate[attributeName=opacity]")).to_have_count(0)
    expect(light.get_by_role("group", name="Steps, one after the other").first).to_have_attribute(
        "aria-describedby", "id_channels-0-steps-error"
    )
    light.get_by_role("button", name="Save", exact=True).click()
    expect(light.locator(".field-steps .errorlist").first).to_contain_text(
        "more than 3 can cause seizures"
    )
    field(light, 2, "milliseconds").fill("900")
    expect(light.locator(".light-preview .said")).to_have_text("Red blinking, once a second.")
    expect(light.locator(".field-steps .light-error, .field-steps .errorlist")).to_have_count(0)


def test_steps_are_added_moved_and_removed_with_the_keys_alone(light: Page) -> None:
    light.get_by_role("button", name="Add a step").first.press("Enter")
    expect(field(light, 3, "brightness")).to_be_focused()
    expect(light.locator("#id_channels-0-steps")).to_have_value(
        "[[1.0, 300], [0.0, 2700], [1.0, 300]]"
    )
    light.get_by_role("button", name="Move up step 3").press("Enter")
    expect(light.get_by_role("button", name="Move up step 2")).to_be_focused()
    expect(light.locator(".light-preview [role=status]")).to_have_text("Step 3 is step 2 now.")
    light.get_by_role("button", name="Move up step 2").press("Enter")
    expect(
        light.get_by_role("button", name="Move down step 1")
    ).to_be_focused()  # its own key is off up there
    light.get_by_role("button", name="Remove step 2").press("Space")
    expect(light.locator("#id_channels-0-steps")).to_have_value("[[1.0, 300], [0.0, 2700]]")


def test_the_text_and_the_rows_say_the_same(light: Page) -> None:
    light.get_by_text("The same as text").first.click()
    light.locator("#id_channels-0-steps").fill("[[0.5, 200], [0, 800]]")
    expect(field(light, 1, "brightness")).to_have_value("0.5")
    expect(field(light, 2, "milliseconds")).to_have_value("800")
    light.locator("#id_channels-0-steps").fill("[[0.5,")
    expect(light.get_by_text("The text below is not a list of steps.").first).to_be_visible()
    expect(light.locator(".field-steps .light-error").first).to_contain_text(
        "This is not a list of steps."
    )


def test_a_new_lamp_has_its_rows_and_its_light(light: Page) -> None:
    light.get_by_role("button", name="Add another Lamp").click()
    light.locator("#id_channels-1-led").fill("front light")
    light.locator("#id_channels-1-position").fill("2")
    light.locator("#id_channels-1-colour").select_option(label="blue")
    second = light.locator("#channels-1")
    expect(light.locator(".light-preview .said")).to_have_text("Red and blue, together.")
    second.get_by_role("button", name="Remove step 2").click()
    expect(light.locator(".light-preview .said")).to_have_text("Blue steady while red blinks.")


@pytest.fixture
def record(light: Page) -> Callable[..., None]:
    """Holds the key for each of these times, with these pauses after them, on a clock that the
    test holds.
    """

    def do(*stretches: int, key: str = "Space") -> None:
        light.get_by_role("button", name="Record by tapping").first.press("Enter")
        pad = light.get_by_role("button", name="Hold while it is lit")
        expect(pad).to_be_focused()
        light.evaluate(
            """([stretches, key]) => {
                const pad = document.activeElement, press = (name, at) => {
                    const event = new KeyboardEvent(name, { key, bubbles: true, cancelable: true });
                    Object.defineProperty(event, 'timeStamp', { value: at });
                    pad.dispatchEvent(event);
                };
                let now = performance.now() - stretches.reduce((sum, ms) => sum + ms, 0);
                stretches.forEach((ms, n) => {
                    press(n % 2 ? 'keyup' : 'keydown', now);
                    now += ms;
                });
                if (stretches.length % 2) press('keyup', now);
            }""",
            [stretches, " " if key == "Space" else key],
        )

    return do


def test_a_recorded_rhythm_becomes_the_steps(light: Page, record: Callable[..., None]) -> None:
    light.locator("#id_timing").select_option("sourced")
    record(290, 720, 320, 680, 300, 710, 310)
    expect(light.get_by_text("4 flashes", exact=True)).to_be_visible()
    light.get_by_role("button", name="Stop: it goes on").press("Enter")
    expect(light.locator(".light-preview .heard")).to_have_text("4 flashes, 1 flash a round.")
    expect(light.locator(".light-preview .said")).to_have_text("Red blinking, about once a second.")
    expect(light.locator("#id_channels-0-steps")).to_have_value(
        "[[1.0, 300], [0.0, 2700]]"
    )  # not taken over yet
    use = light.get_by_role("button", name="Use this rhythm")
    expect(use).to_be_focused()
    use.press("Enter")
    expect(light.locator("#id_channels-0-steps")).to_have_value("[[1.0, 300], [0.0, 700]]")
    expect(light.locator("#id_timing")).to_have_value("approximate")
    expect(light.locator("#id_channels-0-repeat")).to_be_checked()
    expect(light.get_by_role("button", name="Record by tapping").first).to_be_focused()
    expect(light.locator(".light-preview [role=status]")).to_contain_text("Taken over.")


def test_a_light_that_ends_is_not_repeated(light: Page, record: Callable[..., None]) -> None:
    record(200, 300, 210, 290, 190, key="Enter")
    light.get_by_role("button", name="Stop: it ended dark").click()
    expect(light.locator(".light-preview .said")).to_have_text(
        "Three short red flashes, then dark."
    )
    light.get_by_role("button", name="Use this rhythm").click()
    expect(light.locator("#id_channels-0-repeat")).not_to_be_checked()
    expect(light.locator("#id_channels-0-steps")).to_have_value(
        re.compile(r"^\[\[1.0, 200\], \[0.0, 300\], \[1.0, 200\]")
    )


def test_a_recording_can_be_thrown_away_and_one_without_a_rhythm_says_why(
    light: Page, record: Callable[..., None]
) -> None:
    record(300, 700, 300)
    light.get_by_role("button", name="Stop: it goes on").click()
    expect(light.locator(".light-preview .heard")).to_contain_text("Record at least three rounds")
    expect(light.get_by_role("button", name="Use this rhythm")).to_be_disabled()
    expect(light.get_by_role("button", name="Hold while it is lit")).to_be_focused()
    light.get_by_role("button", name="Throw it away").click()
    expect(light.locator(".light-preview .heard")).to_have_count(0)
    expect(light.locator(".light-preview .said")).to_have_text(
        "One short red flash every three seconds."
    )
    expect(light.get_by_role("button", name="Hold while it is lit")).to_be_hidden()


def test_a_finger_records_too(light: Page) -> None:
    light.get_by_role("button", name="Record by tapping").first.click()
    pad = light.get_by_role("button", name="Hold while it is lit")
    pad.hover()
    for _ in range(2):
        light.mouse.down()
        expect(pad).to_have_class(re.compile("lit"))
        light.mouse.up()
    expect(light.get_by_text(re.compile("^2 flashes$"))).to_be_visible()


def test_without_scripts_the_preview_is_a_page(at_the_desk: Callable[..., Page], site: str) -> None:
    page = at_the_desk("eve", java_script_enabled=False)
    open_row(page, site, "pattern", LIGHT)
    page.locator("#id_channels-0-steps").fill("[[1.0, 300], [0.0, 1700]]")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.locator(".said")).to_have_text("One short red flash every two seconds.")


def test_axe_finds_nothing_while_a_light_is_edited(
    at_the_desk: Callable[..., Page], site: str
) -> None:
    page = at_the_desk("eve", reduced_motion="reduce")
    open_row(page, site, "pattern", LIGHT)
    page.get_by_role("button", name="Record by tapping").first.click()
    field(page, 1, "milliseconds").fill("0")
    expect(page.locator(".field-steps .light-error").first).to_be_visible()
    expect_no_violation(page, *BOTH_THEMES, within=".light-editing")
