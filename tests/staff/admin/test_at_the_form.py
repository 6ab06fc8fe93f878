"""At the form: what the checks say, at its fields; the draft beside it; lists one item a line."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from tests.desk import address, opened, person, sent_by
from wizard.content.files.format import FILES
from wizard.content.revisions import publish
from wizard.models import (
    Cause,
    Channel,
    Colour,
    Device,
    Dispute,
    Effect,
    Family,
    Faq,
    FormerName,
    Guide,
    Likelihood,
    LookAlike,
    Option,
    Pattern,
    PatternCause,
    Picture,
    Question,
    Source,
    Step,
    Symptom,
    SymptomCause,
    Wording,
    WordsPeopleUse,
)
from wizard.staff.links import AdminLinks

pytestmark = pytest.mark.django_db


@pytest.fixture
def edna() -> Client:
    return person("edna", "editor")


def light() -> Pattern:
    return Pattern.objects.get(family__slug="mini", slug="solid-red")


def saved(client: Client, row: Any, **typed: Any) -> Any:
    """The page that follows when the form is saved."""
    sent = opened(client, row) | typed | {"_save": "Save"}
    return client.post(address(row, "change"), sent, follow=True)


def test_what_keeps_a_light_from_being_published_is_said_at_its_field(edna: Client) -> None:
    page = saved(edna, light(), sources=[], confidence="medium")
    assert page.redirect_chain == [(address(light(), "change"), 302)]
    form = page.context_data["adminform"].form
    said = "Its confidence is medium, but it names no source."
    assert form.errors["sources"] == [f"{said} Name a source, or set the confidence to low."]
    html = page.content.decode()
    assert "Your draft is saved. The checks say 1 thing about it." in html
    assert '<a href="#id_sources">Sources</a>' in html
    light().refresh_from_db()
    assert light().confidence == "medium"


def test_what_is_wrong_with_a_cause_of_a_light_is_said_in_its_row(edna: Client) -> None:
    pair = PatternCause.objects.filter(pattern=light())[0]
    names = {f"pattern_causes-0-{name}": value for name, value in [("confidence", "medium")]}
    page = saved(edna, light(), **{**names, "pattern_causes-0-sources": []})
    inline = page.context_data["inline_admin_formsets"][1].formset
    row = next(form for form in inline.forms if form.instance == pair)
    assert row.errors["sources"][0].startswith("Its confidence is medium, but it names no source.")
    assert f'href="#id_{row.prefix}-sources"' in page.content.decode()


def test_a_light_without_a_cause_is_told_so_at_the_list_of_causes(edna: Client) -> None:
    delete = {f"pattern_causes-{n}-DELETE": "on" for n in range(light().pattern_causes.count())}
    page = saved(edna, light(), **delete)
    assert '<a href="#pattern_causes-group">Causes of patterns</a>' in page.content.decode()


def test_where_nothing_is_wrong_save_leads_to_the_list(edna: Client) -> None:
    page = saved(edna, light(), title="Red, all the time")
    assert page.redirect_chain == [("/admin/wizard/pattern/", 302)]


def test_a_warning_that_was_published_holds_nobody_up(edna: Client) -> None:
    step = Step.objects.filter(wordings__isnull=False)[0]
    step.wordings.update(worked="")
    publish(None, "As it is")
    page = saved(edna, step, title="Another title")
    assert page.redirect_chain == [("/admin/wizard/step/", 302)]
    assert "It does not say what people see when it has worked." in (
        edna.get(address(step, "change")).content.decode()
    )


def test_who_may_only_look_sees_the_draft_and_no_checks() -> None:
    Pattern.objects.filter(pk=light().pk).update(confidence="medium")
    light().sources.clear()
    page: Any = person("vera", "viewer").get(address(light(), "change"))
    assert "What the checks say" not in page.content.decode()
    assert 'src="/answers/mini/solid-red/?preview"' in page.content.decode()


DRAFTS: list[tuple[type[Any], str]] = [
    (Family, "/answers/"),
    (Device, "/answers/"),
    (Pattern, "/answers/"),
    (Channel, "/answers/"),
    (LookAlike, "/answers/"),
    (Symptom, "/answers/"),
    (Cause, "/diagnose/?device="),
    (PatternCause, "/diagnose/?device="),
    (SymptomCause, "/diagnose/?device="),
    (Question, "/diagnose/?device="),
    (Option, "/diagnose/?device="),
    (Likelihood, "/diagnose/?device="),
    (Step, "/how-to/"),
    (Wording, "/how-to/"),
    (Effect, "/how-to/"),
    (Dispute, "/"),
    (Faq, "/"),
    (Source, "/"),
    (Colour, "/answers/"),
    (WordsPeopleUse, "/search/?q="),
    (FormerName, "/"),
    (Guide, "/"),
]
"""Table -> how the address begins on which the draft of its first row is seen."""


@pytest.mark.thorough
@pytest.mark.parametrize(("model", "begins"), DRAFTS)
def test_the_draft_of_whatever_people_see_stands_beside_its_form(
    edna: Client, model: type[Any], begins: str
) -> None:
    row: Any = (
        FormerName.objects.create(kind="step", old="long-gone", reason="Nobody needs it.")
        if model is FormerName
        else model.objects.first()
    )
    response = edna.get(address(row, "change"))
    html = response.content.decode()
    assert "View on site" not in html
    (draft,) = re.findall(r'<iframe src="([^"]*)"', html)
    assert draft.startswith(begins)
    seen = edna.get(unescape(draft))
    assert seen.status_code in (200, 302, 410), draft
    if model in (Question, Option, Likelihood):
        option = getattr(row, "option", row)
        asked = getattr(option, "question", option)
        assert asked.text in unescape(seen.content.decode())


def test_every_table_of_content_is_among_them() -> None:
    assert {model for model, _ in DRAFTS} | {Picture} == set(FILES.values())


def test_a_question_that_nobody_is_asked_has_no_draft_to_show(edna: Client) -> None:
    question = Question.objects.create(slug="nobody", text="Is anybody there?", unknown_share=0.1)
    response = edna.get(address(question, "change"))
    assert "<iframe" not in response.content.decode()
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_only_a_preview_may_stand_in_a_frame_of_ours(edna: Client) -> None:
    draft = edna.get("/answers/mini/solid-red/?preview", headers={"Sec-Fetch-Dest": "iframe"})
    assert draft["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in draft["Content-Security-Policy"]
    assert "Leave the preview" not in draft.content.decode()
    public = Client().get("/answers/mini/solid-red/")
    assert public["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]


def test_a_list_is_typed_one_item_a_line(edna: Client) -> None:
    device = Device.objects.get(slug="mini")
    Device.objects.filter(pk=device.pk).update(aliases=["Mini 1", "Mini (1st Gen)"])
    html = edna.get(address(device, "change")).content.decode()
    assert sent_by(html)["aliases"] == "Mini 1\nMini (1st Gen)"
    saved(edna, device, aliases="Mini with motor\r\n\r\n  Pan Tilt Mini \r\n")
    device.refresh_from_db()
    assert device.aliases == ["Mini with motor", "Pan Tilt Mini"]
    twice = saved(edna, device, aliases="Mini\nMini")
    assert "The list names something twice. Name it once." in twice.content.decode()


def test_cuts_are_numbers_one_a_line(edna: Client) -> None:
    lamp = Channel.objects.filter(cuts=[])[0]
    wrong = saved(edna, lamp, cuts="soon")
    assert "“soon” is no whole number. Write one number a line." in wrong.content.decode()
    saved(edna, lamp, cuts="150\n300")
    lamp.refresh_from_db()
    assert lamp.cuts == [150, 300]


def test_a_new_lamp_starts_with_a_rhythm_and_after_the_others(edna: Client) -> None:
    sent = opened(edna, light())
    lamps = light().channels.count()
    assert sent["channels-__prefix__-steps"] == "[[1.0, 500], [0.0, 500]]"
    assert sent["channels-__prefix__-position"] == str(lamps + 1)


def test_new_answers_come_after_the_others_in_their_order(edna: Client) -> None:
    question = Question.objects.all()[0]
    sent = opened(edna, question)
    total = int(sent["options-TOTAL_FORMS"])
    new = {
        f"options-{total + n}-{name}": value
        for n, slug in enumerate(["new-one", "new-two"])
        for name, value in sent.items()
        if name.startswith("options-__prefix__-")
        for name, value in [(name.removeprefix("options-__prefix__-"), value)]
        for value in [{"slug": slug, "label": slug, "summary": slug}.get(name, value)]
    }
    sent |= new | {"options-TOTAL_FORMS": str(total + 2)}
    assert edna.post(address(question, "change"), sent).status_code == 302
    last = max(question.options.exclude(slug__startswith="new-").values_list("position", flat=True))
    places = Option.objects.filter(slug__startswith="new-").values_list("slug", "position")
    assert list(places) == [("new-one", last + 10), ("new-two", last + 20)]


def test_a_finding_about_likelihoods_leads_to_their_table(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User.objects.create_superuser("root")
    links = AdminLinks(request)
    slug = Question.objects.all()[0].slug
    table = f"/staff/likelihoods/{slug}/"
    assert links.of(f"question {slug}", "likelihoods") == table
    assert links.of(f"likelihood {slug}/stuck on mini/red") == f"{table}#r-stuck/mini/red"
