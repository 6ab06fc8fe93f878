"""The likelihoods of a question as one table: what it shows, what saving it writes, and two
people at one table.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk import person
from tests.rows import Files, empty_tables, find, small, twice, write
from wizard import models
from wizard.content.collect import collect
from wizard.content.draft import recent_activity
from wizard.diagnosis.model import answer_row

pytestmark = pytest.mark.django_db

GRID = "/staff/likelihoods/moved/"
OVERRIDE = "too-far/camera/solid-red"


def load(folder: Path, files: Files) -> None:
    empty_tables()
    call_command("load_content", "--from", str(write(folder, files)), verbosity=0)


@pytest.fixture(autouse=True)
def _little_content(tmp_path: Path) -> None:
    load(tmp_path, small())


@pytest.fixture
def eve() -> Client:
    return person("eve", "editor")


class Sheet:
    """The page as a person sees it: the word of every cell, what stands beside it, and a form to
    send back.
    """

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.html: str = response.content.decode()
        cells = re.findall(r"<td[^>]*>.*?</td>", self.html, re.DOTALL)
        self.cells = {
            match[1]: cell
            for cell in cells
            if (match := re.search(r'<select name="([^"]+)"', cell))
        }

    @property
    def words(self) -> dict[str, str]:
        picked = {
            name: re.search(r'<option value="([^"]*)" selected', cell)
            for name, cell in self.cells.items()
        }
        return {name: match[1] if match else "" for name, match in picked.items()}

    def send(self, client: Client, act: str = "save", **more: Any) -> Any:
        return client.post(GRID, self.form(act, **more))

    def form(
        self, act: str = "save", words: dict[str, str] | None = None, **more: Any
    ) -> dict[str, Any]:
        opened = re.search(r'name="opened" value="([^"]+)"', self.html)
        assert opened
        return {"act": act, "opened": opened[1], **self.words, **(words or {}), **more}


def sheet(client: Client) -> Sheet:
    return Sheet(client.get(GRID))


def stored() -> dict[str, str]:
    return {
        "/".join(
            [
                row.cause.slug,
                *([row.pattern.family.slug, row.pattern.slug] if row.pattern else []),
                row.option.slug,
            ]
        ): row.word
        for row in models.Likelihood.objects.for_knowledge()
    }


# What it shows


def test_every_cause_stands_with_its_words_and_what_they_come_to(eve: Client) -> None:
    page = sheet(eve)
    assert page.words == {
        "stuck/yes": "rarely",
        "stuck/no": "usually",
        "too-far/yes": "usually",
        "too-far/no": "rarely",
        f"{OVERRIDE}/yes": "always",
        f"{OVERRIDE}/no": "never",
    }
    knowledge = collect()
    yes, no = answer_row(knowledge, knowledge.question["moved"], "stuck", ("camera", "solid-red"))
    assert f"{100 * yes:.1f} %" in page.cells["stuck/yes"]
    assert f"{100 * no:.1f} %" in page.cells["stuck/no"]
    assert "usually (0.85)" in page.html
    assert "says nothing" in page.cells["stuck/yes"]


def test_a_cause_names_its_lights_and_a_row_for_one_light_stands_below_it(eve: Client) -> None:
    html = sheet(eve).html
    assert "<li>Camera: Solid red</li>" in html
    assert (
        "for anyone who is not sure of the light" in html
    )  # red-flashing means the same causes, and is not asked about
    assert html.index('id="r-too-far"') < html.index(f'id="r-{OVERRIDE}"')
    assert 'class="one-light"' in html


def test_it_says_what_the_question_is_worth_and_where(eve: Client) -> None:
    assert re.search(r"Worth 0\.\d\d bit at best</b>, on Camera: Solid red", sheet(eve).html)
    models.Likelihood.objects.all().delete()
    assert "asked nowhere" in sheet(eve).html


def test_rows_that_say_nothing_or_half_or_not_at_all_are_marked(eve: Client) -> None:
    models.Likelihood.objects.filter(cause__slug="stuck").update(word="sometimes")
    assert "Every answer has the same word" in sheet(eve).html
    models.Likelihood.objects.filter(cause__slug="stuck", option__slug="no").delete()
    assert "The answer “No” has no word." in sheet(eve).html
    models.Likelihood.objects.filter(cause__slug="stuck").delete()
    assert "Nothing says how people with this cause answer" in sheet(eve).html


def test_an_answer_that_nobody_gives_is_named(eve: Client) -> None:
    models.Likelihood.objects.filter(option__slug="yes").update(word="never")
    assert "<b>“Yes”:</b> Whatever the cause is, people never give this answer." in sheet(eve).html


def test_what_is_not_public_yet_is_marked_in_words(eve: Client) -> None:
    assert "Public:" not in sheet(eve).html
    models.Likelihood.objects.filter(cause__slug="stuck", option__slug="yes").update(word="never")
    page = sheet(eve)
    assert "Public: rarely" in page.cells["stuck/yes"]
    assert "Public:" not in page.cells["stuck/no"]


def test_a_row_whose_cause_is_met_nowhere_is_not_hidden(eve: Client) -> None:
    models.PatternCause.objects.filter(cause__slug="too-far").delete()
    page = sheet(eve)
    assert "too-far/yes" in page.words
    assert "Nobody with this cause is asked the question." in page.html


def test_a_question_for_nobody_or_without_answers_says_what_to_do(eve: Client) -> None:
    models.Question.objects.get().families.clear()
    models.Likelihood.objects.all().delete()
    assert "Nobody meets this question" in sheet(eve).html
    models.Option.objects.filter(slug="no").delete()
    assert "It needs two answers at least." in sheet(eve).html
    models.Option.objects.all().delete()
    assert "It needs two answers at least." in sheet(eve).html


def test_the_page_of_the_question_leads_to_it(eve: Client) -> None:
    question = models.Question.objects.get()
    page = eve.get(reverse("admin:wizard_question_change", args=[question.pk])).content.decode()
    assert f'href="{GRID}"' in page
    assert eve.get("/staff/likelihoods/nothing/").status_code == 404


def test_what_the_audit_finds_leads_to_the_row(eve: Client) -> None:
    models.Likelihood.objects.update(word="sometimes")
    page = eve.get("/staff/publish/").content.decode()
    for row in ("stuck", OVERRIDE):
        assert f'href="{GRID}#r-{row}"' in page
        assert f'id="r-{row}"' in sheet(eve).html


def test_it_costs_the_same_number_of_queries_as_content_grows(eve: Client, tmp_path: Path) -> None:
    def queries() -> int:
        eve.get(GRID)  # what is cached is cached
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert eve.get(GRID).status_code == 200
        return len(found)

    few = queries()
    (tmp_path / "more").mkdir()
    files = small()
    for number in range(20):
        for file in ("causes.json", "pattern_causes.json"):
            files[file].append(
                {**files[file][0], "fields": {**files[file][0]["fields"], **_cause(file, number)}}
            )
    load(tmp_path / "more", twice(files))
    assert queries() == few


def _cause(file: str, number: int) -> dict[str, Any]:
    if file == "causes.json":
        return {"slug": f"c-{number}", "support_only": True}
    return {"cause": [f"c-{number}"]}


# Saving


def test_one_save_writes_every_changed_cell_and_nothing_else(eve: Client) -> None:
    untouched = set(
        models.Likelihood.objects.exclude(cause__slug="stuck").values_list("pk", "word")
    )
    response = sheet(eve).send(eve, words={"stuck/yes": "never", "stuck/no": "always"})
    assert response.status_code == 302
    assert stored()["stuck/yes"] == "never"
    assert stored()["stuck/no"] == "always"
    assert (
        set(models.Likelihood.objects.exclude(cause__slug="stuck").values_list("pk", "word"))
        == untouched
    )
    assert "2 cells changed." in eve.get(GRID).content.decode()


def test_each_changed_row_and_the_question_leave_a_line_in_the_log(eve: Client) -> None:
    models.Likelihood.objects.filter(cause__slug="stuck", option__slug="yes").delete()
    page = sheet(eve)
    page.send(eve, words={"stuck/yes": "never", "stuck/no": "always", "too-far/no": ""})
    acts = LogEntry.objects.filter(content_type__model="likelihood")
    assert sorted(acts.values_list("action_flag", flat=True)) == [ADDITION, CHANGE, DELETION]
    assert {act.change_message for act in acts} == {
        "In one table: says nothing → never.",
        "In one table: usually → always.",
        "In one table: rarely → says nothing.",
    }
    on_question = LogEntry.objects.get(content_type__model="question")
    assert on_question.change_message == "Likelihoods in one table: 3 cells changed."
    assert str(on_question.user) == "eve"


def test_what_was_saved_is_a_draft(eve: Client) -> None:
    sheet(eve).send(eve, words={"stuck/yes": "never"})
    (edit,) = recent_activity().edits
    assert edit.subject == "likelihood moved/stuck"


def test_saving_what_was_only_looked_at_writes_nothing(eve: Client) -> None:
    page = sheet(eve)
    page.send(eve)
    assert not LogEntry.objects.exists()
    assert "No cells changed" in eve.get(GRID).content.decode()


def test_a_cell_that_is_not_sent_keeps_its_word(eve: Client) -> None:
    before = stored()
    form = {name: value for name, value in sheet(eve).form().items() if "/" not in name}
    eve.post(GRID, {**form, "stuck/yes": "never"})
    assert stored() == {**before, "stuck/yes": "never"}


def test_a_row_for_one_light_is_added_with_the_words_of_its_cause_and_saved(eve: Client) -> None:
    added = Sheet(
        sheet(eve).send(eve, "add", place="stuck/camera/solid-red", words={"stuck/no": "sometimes"})
    )
    assert added.status == 200
    assert added.words["stuck/camera/solid-red/yes"] == "rarely"
    assert added.words["stuck/camera/solid-red/no"] == "sometimes"
    assert added.words["stuck/no"] == "sometimes"
    assert "stuck/camera/solid-red/yes" not in stored()
    added.send(eve, words={"stuck/camera/solid-red/yes": "always"})
    assert stored()["stuck/camera/solid-red/yes"] == "always"
    assert stored()["stuck/camera/solid-red/no"] == "sometimes"
    assert "stuck/camera/red-flashing/yes" not in stored()


@pytest.mark.parametrize(
    "place", ["", "stuck", OVERRIDE, "nothing/camera/solid-red", "stuck/camera/nothing"]
)
def test_a_row_that_cannot_be_is_not_added(eve: Client, place: str) -> None:
    page = Sheet(sheet(eve).send(eve, "add", place=place, words={"stuck/no": "always"}))
    assert "Choose the cause and the light from the list." in page.html
    assert page.words["stuck/no"] == "always"


def test_a_row_for_one_light_is_removed_whole(eve: Client) -> None:
    sheet(eve).send(eve, remove=OVERRIDE)
    assert not [name for name in stored() if name.startswith(OVERRIDE)]
    assert len(stored()) == 4


def test_what_words_come_to_is_shown_without_saving(eve: Client) -> None:
    before, page = stored(), sheet(eve)
    tried = Sheet(page.send(eve, "try", words={"stuck/yes": "usually"}))
    assert "50.0 %" in tried.cells["stuck/yes"]
    assert "Every answer has the same word" in tried.html
    assert stored() == before
    assert not LogEntry.objects.exists()


def test_a_column_is_filled_where_it_is_empty_and_nothing_is_saved(eve: Client) -> None:
    models.Likelihood.objects.filter(cause__slug="stuck", pattern=None).delete()
    before, page = stored(), sheet(eve)
    filled = Sheet(page.send(eve, "fill", column="yes", fill="sometimes"))
    assert filled.words == page.words | {"stuck/yes": "sometimes"}
    assert stored() == before
    wrong = Sheet(page.send(eve, "fill", column="maybe", fill="sometimes"))
    assert "Choose the answer and the word from the lists." in wrong.html


# What cannot be saved


def test_an_unknown_word_is_an_error_at_its_cell_and_nothing_is_saved_by_halves(
    eve: Client,
) -> None:
    before = stored()
    page = Sheet(sheet(eve).send(eve, words={"stuck/yes": "perhaps", "stuck/no": "always"}))
    assert page.status == 400
    assert "“perhaps” is no word of the scale." in page.cells["stuck/yes"]
    assert 'aria-invalid="true"' in page.cells["stuck/yes"]
    assert page.words["stuck/no"] == "always"
    assert stored() == before


@pytest.mark.parametrize(
    "name",
    [
        "stuck/maybe",
        "nothing/yes",
        "stuck/other/solid-red/yes",
        "a/b/c",
        "/",
        "<script>alert(1)</script>/yes",
    ],
)
def test_a_cell_of_another_question_is_refused(eve: Client, name: str) -> None:
    before = stored()
    response = sheet(eve).send(eve, words={name: "never", "stuck/no": "always"})
    page = Sheet(response)
    assert page.status == 400
    assert "There is no cell “" in page.html
    assert "<script>alert" not in page.html
    assert page.words["stuck/no"] == "always"
    assert stored() == before


@pytest.mark.parametrize("opened", ["", "mine", "e30:1:2"])
def test_a_form_that_does_not_say_where_it_started_saves_nothing_and_loses_nothing(
    eve: Client, opened: str
) -> None:
    before, page = stored(), sheet(eve)
    sent = Sheet(eve.post(GRID, {**page.form(words={"stuck/no": "always"}), "opened": opened}))
    assert sent.status == 400
    assert sent.words["stuck/no"] == "always"
    assert stored() == before
    assert sent.send(eve).status_code == 302
    assert stored()["stuck/no"] == "always"


# Two people


def test_nobody_is_overwritten_silently_and_no_typing_is_lost(eve: Client) -> None:
    bob = person("bob", "editor")
    hers, his = sheet(eve), sheet(bob)
    his.send(bob, words={"stuck/yes": "sometimes", "too-far/no": "never"})
    after_bob = stored()
    page = Sheet(hers.send(eve, words={"stuck/yes": "never", "stuck/no": "always"}))
    assert page.status == 409
    assert "bob changed 2 cells of this table" in page.html
    assert stored() == after_bob
    assert "In the meantime: rarely → <b>sometimes</b>" in page.cells["stuck/yes"]
    assert "In the meantime: rarely → <b>never</b>" in page.cells["too-far/no"]
    assert page.words["stuck/yes"] == "never"  # both touched it: what she typed stands
    assert page.words["stuck/no"] == "always"
    assert page.words["too-far/no"] == "never"  # only he touched it
    assert page.send(eve).status_code == 302
    assert stored() == {**after_bob, "stuck/yes": "never", "stuck/no": "always"}


def test_a_change_made_elsewhere_in_the_admin_counts_too(eve: Client) -> None:
    page = sheet(eve)
    models.Likelihood.objects.filter(cause__slug="stuck", option__slug="yes").delete()
    told = Sheet(page.send(eve, words={"stuck/no": "always"}))
    assert told.status == 409
    assert "Somebody changed 1 cell" in told.html
    assert "→ <b>says nothing</b>" in told.cells["stuck/yes"]
    assert told.words["stuck/yes"] == ""


# Who may


def test_a_viewer_reads_it_and_can_send_nothing() -> None:
    vic = person("vic", "viewer")
    page = sheet(vic)
    assert page.status == 200
    assert "<select" not in page.html
    assert "usually" in page.html
    assert "It needs the role “editor”" in page.html
    before = stored()
    for act in ("save", "try", "add", "fill"):
        assert vic.post(GRID, {"act": act, "stuck/yes": "never"}).status_code == 403
    assert stored() == before


def test_what_is_hard_to_tell_says_so(eve: Client) -> None:
    models.Question.objects.update(hard_to_tell=True)
    assert "easy to get wrong" in sheet(eve).html


def test_names_with_markup_are_text(eve: Client) -> None:
    models.Cause.objects.filter(slug="stuck").update(name="<script>alert(1)</script>")
    models.Option.objects.filter(slug="yes").update(label="<script>alert(1)</script>")
    assert "<script>alert" not in sheet(eve).html


def test_the_fixture_has_the_rows_these_tests_speak_of() -> None:
    assert find(small(), "questions.json", slug="moved")["only_patterns"] == [
        ["camera", "solid-red"]
    ]
