"""What a customer saw, at the revision they saw it, with the numbers that homeowners are not
shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.desk import person
from tests.pages import Page
from wizard.content.revisions import publish
from wizard.diagnosis.address import Progress, replay
from wizard.diagnosis.diagnose import Ask, answer_sentence, diagnose, evidence_of
from wizard.diagnosis.explanation import ASKED, STEP_FIRST, explain_numbers
from wizard.diagnosis.model import build_model
from wizard.diagnosis.next_move import next_move
from wizard.guide.pasted_address import NotAnAddressError, read
from wizard.knowledge.values import Knowledge
from wizard.models import Step
from wizard.staff.access.roles import ROLES

pytestmark = pytest.mark.django_db

QUERY = "device=xt2&light=five-or-six-red-flashes"
ADDRESS = f"http://testserver/diagnose/?{QUERY}"


def page_of(pasted: str, revision: str = "") -> str:
    return f"/staff/replay/?{urlencode({'address': pasted, 'revision': revision})}"


@pytest.fixture
def viewer(content: Knowledge) -> Client:
    return person("sam", "viewer")


def progress_of(knowledge: Knowledge, *pairs: tuple[str, str]) -> Progress:
    found = replay(knowledge, [("device", "xt2"), ("light", "five-or-six-red-flashes"), *pairs])
    assert isinstance(found, Progress)
    return found


def walk(knowledge: Knowledge) -> list[Progress]:
    """A visitor who always gives the first answer, from the light to the result."""
    met = [progress_of(knowledge)]
    while isinstance(move := diagnose(knowledge, met[-1]).move, Ask):
        met.append(
            progress_of(
                knowledge, *met[-1].pairs()[2:], (move.question.slug, move.question.options[0].slug)
            )
        )
    return met


# The numbers


def test_they_are_those_the_diagnosis_was_made_from(content: Knowledge) -> None:
    met = walk(content)
    assert len(met) > 1
    for progress in met:
        numbers, found = explain_numbers(content, progress), diagnose(content, progress)
        assert [row.cause for row in numbers.causes] == [ranked.cause for ranked in found.causes]
        assert [row.after for row in numbers.causes] == [
            ranked.probability for ranked in found.causes
        ]
        assert sum(row.before for row in numbers.causes) == pytest.approx(1)
        assert [(row.step, row.chance) for row in numbers.plan] == [
            (row.step, row.chance) for row in found.plan
        ]
        assert numbers.expected_minutes == found.expected_minutes
        assert numbers.known_cause_minutes <= numbers.expected_minutes
        assert len(numbers.clues) == len(progress.answers)
        asked = [row.question for row in numbers.questions if row.verdict == ASKED]
        assert asked == ([found.move.question] if isinstance(found.move, Ask) else [])


def test_the_question_asked_saves_most_of_those_that_may_be_asked(content: Knowledge) -> None:
    progress = progress_of(content)
    numbers = explain_numbers(content, progress)
    asked = numbers.questions[0]
    assert asked.verdict == ASKED
    assert asked.ask is not None
    assert asked.ask < numbers.expected_minutes
    others = [row for row in numbers.questions[1:] if row.verdict == "another saves more"]
    assert all(row.ask is not None and row.ask >= asked.ask for row in others)
    model = build_model(content, progress.family, progress.light, "")
    saves = next_move(model, evidence_of(model, progress)).saves_minutes
    assert numbers.expected_minutes - asked.ask == pytest.approx(saves)


def test_a_question_waits_for_a_step_that_is_better_tried_before_it(content: Knowledge) -> None:
    met = [
        progress_of(content, ("skipped", question.slug)) for question in content.questions
    ] + walk(content)
    for numbers in (explain_numbers(content, progress) for progress in met):
        for row in numbers.questions:
            if row.verdict == STEP_FIRST:
                assert row.ask is not None
                assert row.step_first is not None
                first = numbers.plan[0]
                assert row.step_first < row.ask or first.minutes <= first.chance * row.minutes


def test_weights_of_evidence_add_up_to_the_shift_of_a_single_answer(content: Knowledge) -> None:
    progress = walk(content)[1]
    numbers = explain_numbers(content, progress)
    for row in numbers.causes:
        if 0 < row.before < 1 and 0 < row.after < 1:
            shift = (row.after / (1 - row.after)) / (row.before / (1 - row.before))
            assert 2 ** row.bits[0] == pytest.approx(shift)


def test_after_it_was_fixed_nothing_is_left_to_ask_or_do(content: Knowledge) -> None:
    numbers = explain_numbers(content, progress_of(content, ("fixed", "replace-batteries")))
    assert (numbers.questions, numbers.plan, numbers.expected_minutes) == ((), (), 0)
    assert len(numbers.clues) == 1


def test_after_a_step_failed_its_failure_is_a_clue(content: Knowledge) -> None:
    progress = progress_of(content, ("tried", "replace-batteries"))
    numbers = explain_numbers(content, progress)
    assert numbers.clues == ("“Put in new batteries of the right type” did not help",)
    without = explain_numbers(content, progress_of(content))
    batteries = next(row for row in numbers.causes if row.cause.name == "Low batteries")
    assert batteries.bits[0] < 0
    assert batteries.after < next(
        row.after for row in without.causes if row.cause == batteries.cause
    )


def test_without_a_light_there_are_no_numbers(content: Knowledge) -> None:
    with pytest.raises(ValueError, match="no light yet"):
        explain_numbers(content, replace(progress_of(content), light=None))


# Reading an address


@pytest.mark.parametrize(
    "pasted",
    [
        ADDRESS,
        f"https://TESTSERVER/diagnose/?{QUERY}",
        f"testserver/diagnose/?{QUERY}",
        f"/diagnose/?{QUERY}",
        f"?{QUERY}",
        QUERY,
        f" {ADDRESS[:30]}\n{ADDRESS[30:]} ",
        f"{ADDRESS}&preview=3",
    ],
)
def test_an_address_is_read_however_it_is_pasted(pasted: str) -> None:
    found = read(pasted, "testserver")
    assert found.pairs == (("device", "xt2"), ("light", "five-or-six-red-flashes"))
    assert found.href == f"/diagnose/?{QUERY}"


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        (f"https://other.example/diagnose/?{QUERY}", "an address of another site: other.example"),
        (f"//other.example/diagnose/?{QUERY}", "another site"),
        (f"http://testserver:99/diagnose/?{QUERY}", "another site"),
        ("javascript:alert(1)//", "another site"),
        ("hello", "another site"),
        ("/admin/", "not the address of a diagnosis"),
        ("/answers/", "not the address of a diagnosis"),
        ("/api/v1/diagnosis?device=xt2", "not the address of a diagnosis"),
        ("http://[", "not the address of a diagnosis"),
        (f"/diagnose/?{'a=b&' * 300}", "not the address of a diagnosis"),
    ],
)
def test_what_is_no_address_of_this_guide_is_refused_plainly(
    viewer: Client, pasted: str, says: str
) -> None:
    with pytest.raises(NotAnAddressError, match=says):
        read(pasted, "testserver")
    response = viewer.get(page_of(pasted))
    assert response.status_code == 200
    assert says in Page(response.content.decode()).text


# The page


def test_every_role_may_replay_and_others_may_not(client: Client, content: Knowledge) -> None:
    assert client.get(page_of(ADDRESS)).status_code == 302
    user = User.objects.create_user("sam", is_staff=True)
    client.force_login(user)
    assert client.get(page_of(ADDRESS)).status_code == 403
    for role in ROLES:
        user.groups.set(Group.objects.filter(name=role.name))
        response = client.get(page_of(ADDRESS))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]


def test_it_shows_the_numbers_of_the_page(viewer: Client, content: Knowledge) -> None:
    page = Page(viewer.get(page_of(ADDRESS)).content.decode())
    numbers = explain_numbers(content, progress_of(content))
    assert f"It asked: {numbers.questions[0].question.text}" in page.text
    for row in numbers.causes:
        assert row.cause.name in page.text
        assert f"{100 * row.after:.1f} %" in page.text
    assert f"{numbers.expected_minutes:.2f}" in page.text
    assert all(tag != "th" or "scope" in attributes for tag, attributes in page.tags)


def test_it_says_what_each_answer_weighed(viewer: Client, content: Knowledge) -> None:
    move = diagnose(content, progress_of(content)).move
    assert isinstance(move, Ask)
    question, option = move.question, move.question.options[0]
    text = Page(
        viewer.get(page_of(f"{ADDRESS}&{question.slug}={option.slug}")).content.decode()
    ).text
    assert f"Bits: {answer_sentence(question, option)}" in text


def test_it_goes_back_to_the_revision_they_saw(viewer: Client, content: Knowledge) -> None:
    Step.objects.filter(slug="replace-batteries").update(title="Fit fresh cells")
    publish(None, "Shorter")
    result = f"{ADDRESS}&skipped=questions"
    now, then = (Page(viewer.get(page_of(result, number)).content.decode()) for number in ("", "1"))
    assert "Fit fresh cells" in now.text
    assert "Fit fresh cells" not in then.text
    assert "Put in new batteries of the right type" in then.text
    assert "What they saw in revision 1" in then.text
    old = viewer.get(then.link("Open the page as they saw it").href).content.decode()
    assert "Put in new batteries of the right type" in old
    assert viewer.get(page_of(ADDRESS, "99")).status_code == 404


def test_a_page_without_a_light_says_so(viewer: Client) -> None:
    for pasted in ("/diagnose/?device=xt2", "/how-to/replace-batteries/xt2/"):
        assert "so the engine computed nothing" in viewer.get(page_of(pasted)).content.decode()


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        ("/diagnose/?device=toaster", "no device called “toaster”"),
        ("/answers/xt2/purple/", "no light called “purple”"),
        ("/diagnose/", "names no device"),
        ("/diagnose/?device=xt2&device=mini", "two values"),
        (f"/diagnose/?{QUERY}&tried=nothing", "does not know: nothing"),
        (f"/diagnose/?{QUERY}&when-it-began=purple", "“purple” is no answer to"),
    ],
)
def test_what_the_revision_does_not_know_is_said(viewer: Client, pasted: str, says: str) -> None:
    assert says in Page(viewer.get(page_of(pasted)).content.decode()).text


def test_what_is_pasted_is_text(viewer: Client) -> None:
    html = viewer.get(page_of('"><script>alert(1)</script>=/')).content.decode()
    assert "<script>alert" not in html


def test_the_bar_leads_to_it(viewer: Client) -> None:
    bar = Page(viewer.get(f"/diagnose/?{QUERY}").content.decode())
    page = Page(viewer.get(bar.link("Show the numbers").href).content.decode())
    assert "It asked:" in page.text


def test_homely_words_come_first_and_the_numbers_stand_behind_a_fold(viewer: Client) -> None:
    html = viewer.get(page_of(f"/diagnose/?{QUERY}")).content.decode()
    plain, _, numbers = html.partition("<details>")
    assert "What it was most likely" in plain
    assert "What they were told to do, in this order" in plain
    assert "ECR" not in plain
    assert "Bits" not in plain
    assert " %" not in plain
    assert "ECR" in numbers


def test_an_empty_page_asks_for_an_address(
    viewer: Client, django_assert_max_num_queries: Any
) -> None:
    viewer.get("/staff/replay/")  # the first page of a process looks at the draft
    with django_assert_max_num_queries(10):
        text = Page(viewer.get("/staff/replay/").content.decode()).text
    assert "The customer’s address" in text
