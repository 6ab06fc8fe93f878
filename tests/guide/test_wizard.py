"""The wizard's pages, as a homeowner with an XT2 reads them."""

from __future__ import annotations

from unittest import mock

import pytest
from django.test import Client

from tests.pages import visit
from wizard.content.revisions import publish
from wizard.knowledge.values import Knowledge
from wizard.models import FormerName

pytestmark = pytest.mark.django_db

XT2 = "/diagnose/?device=xt2"
SIX = f"{XT2}&light=five-or-six-red-flashes"


def test_without_a_device_the_wizard_starts_at_the_devices(client: Client) -> None:
    assert client.get("/diagnose/").headers["Location"] == "/"


def test_the_lights_of_the_device_are_tiles_with_their_words(
    client: Client, content: Knowledge
) -> None:
    page = visit(client, XT2)
    for pattern in content.patterns_of("battery-camera"):
        assert (
            page.link(f"{pattern.title} {pattern.description}").href
            == f"{XT2}&light={pattern.slug}"
        )
    assert page.link("I am not sure").href == f"{XT2}&light=unsure"
    assert page.link("It does something else").href == f"{XT2}&light=other"


def test_a_colour_shows_only_its_lights_and_keeps_it_for_not_sure(client: Client) -> None:
    page = visit(client, f"{XT2}&colour=blue")
    assert "Blue, steady" in page.text
    assert "Red, steady" not in page.text
    assert page.link("I am not sure").href == f"{XT2}&colour=blue&light=unsure"


@pytest.mark.parametrize("device", ["xt2", "sync-module-2"])
def test_a_page_of_one_colour_leads_back_to_all_colours(client: Client, device: str) -> None:
    page = visit(client, f"/diagnose/?device={device}&colour=red")
    chips = {link.text.strip(): link for link in page.links if "colour=" in link.href}
    assert chips["Red"].attributes["aria-current"] == "true"
    assert chips["Red"].href == f"/diagnose/?device={device}&colour=red"
    assert chips["Blue"].href == f"/diagnose/?device={device}&colour=blue"
    everything = next(link for link in page.links if link.text.strip() == "All")
    assert everything.href == f"/diagnose/?device={device}"


def test_answers_that_favour_a_look_alike_say_which_is_the_closest_match(
    client: Client, content: Knowledge
) -> None:
    """Steady red that is there only in the dark is the glow of the lens."""
    page = visit(client, f"{XT2}&light=solid-red&only-in-the-dark=yes")
    picked, closest = (
        content.pattern["battery-camera", slug] for slug in ("solid-red", "faint-red-glow-at-night")
    )
    assert f"This light may fit better: {closest.title}" in page.text
    assert picked.look_alikes[0].how_to_tell_apart in page.text
    switched = f"{XT2}&light=faint-red-glow-at-night&only-in-the-dark=yes"
    assert page.link(closest.title).href == switched
    assert "may fit better" not in visit(client, switched).text
    assert "may fit better" not in visit(client, f"{SIX}&skipped=questions").text


def test_a_question_says_in_plain_words_why_it_is_asked(client: Client, content: Knowledge) -> None:
    page = visit(client, SIX)
    asked = next(question for question in content.questions if question.text in page.h1)
    assert asked.why in page.text
    assert [*(option.slug for option in asked.options), "unsure"] == page.question.values(
        asked.slug
    )


def test_wizard_steps_are_kept_out_of_search_engines(client: Client) -> None:
    for address in (XT2, SIX, f"{SIX}&skipped=questions"):
        assert '<meta name="robots" content="noindex">' in visit(client, address).html


def test_ask_me_something_else_asks_something_else(client: Client) -> None:
    first = visit(client, SIX)
    second = visit(client, first.link("Skip this question").href)
    assert second.h1 != first.h1


def test_just_show_me_the_steps_shows_the_steps_and_the_way_back_to_the_questions(
    client: Client,
) -> None:
    page = visit(client, visit(client, SIX).link("Show me the steps").href)
    assert page.questions[-1].values("fixed")
    assert visit(client, page.link("Answer the questions").href).h1 == visit(client, SIX).h1


def test_the_result_says_how_serious_it_is_what_it_is_why_and_what_to_do(client: Client) -> None:
    page = visit(client, f"{SIX}&batteries=lithium-old&blue-first=yes")
    assert "Act now" in page.text
    assert "Low batteries" in page.h1
    assert (
        "because you said “Yes” to “Did a blue light go off just before the red flashes?”"
        in page.text
    )
    assert "two new AA 1.5 volt lithium" in page.text


def test_no_percentage_is_ever_shown(client: Client) -> None:
    for address in (
        SIX,
        f"{SIX}&batteries=lithium-old&blue-first=yes",
        "/answers/xt2/five-or-six-red-flashes/",
    ):
        assert "%" not in visit(client, address).text


def test_what_is_ruled_out_is_said_with_why(client: Client) -> None:
    page = visit(client, f"{SIX}&batteries=lithium-old&blue-first=yes")
    ruled_out = page.text[page.text.index("Ruled out") :]
    assert "Starting up" in ruled_out
    assert ruled_out.count("because you said “Yes” to “Did a blue light") == 1


def test_six_flashes_right_after_new_batteries_are_a_normal_start(client: Client) -> None:
    page = visit(client, f"{SIX}&when-it-began=just-now&blue-first=no")
    assert "Normal" in page.text
    assert "Starting up" in page.h1


def test_change_asks_that_question_again_shows_the_answer_given_and_keeps_the_others(
    client: Client,
) -> None:
    result = visit(client, f"{SIX}&batteries=lithium-old&blue-first=yes")
    page = visit(client, result.link("Change the answer to: Which batteries are in it?").href)
    assert "Which batteries are in it?" in page.h1
    assert "Your answer now" in page.text
    changed = page.question.press("batteries", "other")
    assert "blue-first=yes" in changed
    assert "Wrong type of battery" in visit(client, changed).h1


def test_change_light_keeps_the_answers_and_what_was_tried(client: Client) -> None:
    result = visit(
        client,
        f"{SIX}&batteries=lithium-old&blue-first=yes&tried=replace-batteries&skipped=questions",
    )
    page = visit(client, result.link("Change").href)
    link = page.link("Short red flash about every 3 seconds").href
    assert "batteries=lithium-old" in link
    assert "tried=replace-batteries" in link


def test_a_step_that_an_answer_offers_says_which_answer_to_which_question(client: Client) -> None:
    page = visit(client, f"{SIX}&batteries=lithium-old&blue-first=yes")
    assert (
        "We offer this because you said “Yes” to “Did a blue light go off just before the red"
        in page.text
    )


def test_change_device_keeps_what_fits_and_names_what_does_not(client: Client) -> None:
    result = visit(client, f"{SIX}&batteries=lithium-old&blue-first=yes&tried=restart-router")
    page = visit(client, result.link("Change device").href)
    assert page.h1 == "Which device is it?"
    same = page.link("Outdoor (3rd Gen)")
    assert "Everything is kept" in same.text
    assert visit(client, same.href).h1 == result.h1
    mini = page.link("Mini Not kept")
    assert "Not kept: Five or six red flashes, then nothing; AA lithium, put in over" in mini.text
    assert mini.href == "/diagnose/?device=mini&tried=restart-router"
    assert visit(client, page.link("Back").href).h1 == result.h1


@pytest.mark.parametrize("path", ["/which/", "/no-light/", "/diagnose/?light=solid-red"])
def test_back_leads_home_where_no_device_was_picked_before(client: Client, path: str) -> None:
    assert visit(client, path).link("Back").href == "/"


@pytest.mark.parametrize("start", [SIX, "/diagnose/?device=mini&colour=red&light=unsure"])
def test_back_leads_to_the_page_before_to_the_very_start(client: Client, start: str) -> None:
    way, page = [start], visit(client, start)
    while not page.question.values("fixed"):
        name, value = page.question.answers[0]
        way.append(page.question.press(name, value))
        page = visit(client, way[-1])
    for _ in range(3):
        outcomes = next(asked for asked in page.questions if asked.values("tried"))
        way.append(outcomes.press("tried", outcomes.values("tried")[0]))
        page = visit(client, way[-1])
    back = [way[-1]]
    while (href := visit(client, back[-1]).link("Back").href) != "/":
        back.append(href)
    lights = [address for address in back if "light=" not in address]
    assert back == [*reversed(way), *lights]
    assert lights[-1].count("=") == 1


def test_whoever_knows_the_cause_taps_it_and_gets_its_cure(
    client: Client, content: Knowledge
) -> None:
    result = visit(client, "/diagnose/?device=mini&light=solid-red&skipped=questions")
    page = visit(client, result.link("Your Wi-Fi has changed").href)
    assert page.h1 == "Your Wi-Fi has changed"
    assert "You said: that is it." in page.text
    assert page.text.index("Connect Blink to your new Wi-Fi") < page.text.index("Did that fix it?")
    assert visit(client, page.link("Change the cause").href).h1 == result.h1
    later = visit(client, page.questions[0].press("tried", "update-wifi-in-app"))
    assert later.h1 != "Connect Blink to your new Wi-Fi"


def test_a_step_that_did_not_help_is_not_offered_again_and_counts_as_a_reason(
    client: Client,
) -> None:
    first = visit(client, f"{SIX}&batteries=lithium-old&blue-first=yes&skipped=questions")
    second = visit(client, first.questions[-1].press("tried", "replace-batteries"))
    assert second.h1 != "Put in new batteries of the right type"
    assert "“Put in new batteries of the right type” did not help" in second.text


def test_a_step_that_cannot_be_done_is_left_out_and_says_nothing(client: Client) -> None:
    first = visit(client, f"{SIX}&batteries=lithium-old&blue-first=yes&skipped=questions")
    second = visit(client, first.questions[-1].press("skipped", "replace-batteries"))
    assert "skipped" in second.text
    assert "“Put in new batteries of the right type” did not help" not in second.text


def test_that_fixed_it_ends_well_and_can_be_taken_back(client: Client) -> None:
    first = visit(client, f"{SIX}&batteries=lithium-old&blue-first=yes&skipped=questions")
    done = visit(client, first.questions[-1].press("fixed", "replace-batteries"))
    assert "Low batteries" in done.text
    assert "tried=replace-batteries" in done.link("It came back").href


def test_start_again_is_always_there(client: Client) -> None:
    for address in (XT2, SIX, f"{SIX}&skipped=questions", f"{SIX}&fixed=replace-batteries"):
        assert visit(client, address).link("Start again").href == "/"


def test_a_device_without_a_light_table_says_so_and_still_asks(client: Client) -> None:
    page = visit(client, "/diagnose/?device=outdoor-2k-plus")
    assert "We found nothing that says what its lights mean" in page.text
    page = visit(client, page.link("Any light").href)
    assert page.question.answers


def test_answers_that_fit_nothing_say_so_and_offer_support(client: Client) -> None:
    page = visit(
        client, f"{XT2}&light=green&which-shape=battery-camera&app-status=works&home-wifi=works"
    )
    assert "support.blinkforhome.com" in page.html


def test_a_renamed_answer_leads_to_todays_address_for_good(client: Client) -> None:
    FormerName.objects.create(kind="option", scope="batteries", old="alkaline", new="other")
    publish(None, "An old option")
    response = client.get(f"{SIX}&batteries=alkaline")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{SIX}&batteries=other"


def test_a_withdrawn_question_is_said_and_the_rest_goes_on(client: Client) -> None:
    FormerName.objects.create(
        kind="question",
        scope="",
        old="distance",
        new="",
        reason="We no longer ask how far away it is.",
    )
    publish(None, "A withdrawn question")
    page = visit(client, f"{SIX}&distance=far&batteries=other")
    assert "We no longer ask how far away it is." in page.text
    assert "Alkaline, rechargeable or another type" in page.text


def test_if_the_engine_fails_the_answer_page_stands_in_without_it(client: Client) -> None:
    with mock.patch("wizard.guide.presenters.diagnose", side_effect=ZeroDivisionError):
        page = visit(client, SIX)
    assert "Five or six red flashes" in page.h1
    assert "Put in new batteries of the right type" in page.text
    assert page.questions == []
