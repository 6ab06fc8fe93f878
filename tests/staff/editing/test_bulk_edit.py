"""One act of the staff on many rows: its lines in the admin's log, and what the history of each
row tells of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command

from tests.desk import address, person
from tests.rows import empty_tables, small, write
from wizard.content import row_history
from wizard.models import Cause, Effect, Step, Wording
from wizard.staff.editing.bulk_edit import Person, bulk_edit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _little_content(tmp_path: Path) -> None:
    empty_tables()
    call_command("load_content", "--from", str(write(tmp_path, small())), verbosity=0)


@pytest.fixture
def eve() -> Person:
    return User.objects.create_user("eve", is_staff=True)


def logged() -> list[tuple[str, int, str]]:
    return list(
        LogEntry.objects.order_by("pk").values_list("object_repr", "action_flag", "change_message")
    )


def test_the_history_tells_who_changed_a_row_and_its_words_before_and_after(eve: Person) -> None:
    step = Step.objects.get(slug="restart")
    was = step.title
    with bulk_edit(eve) as act:
        step.title = "Pull the plug"
        step.save()
        act.record(step, "All titles made shorter.")
    assert logged() == [(str(step), CHANGE, "All titles made shorter.")]
    draft, _ = row_history.history(step)
    assert [(save.who, save.said) for save in draft.saves] == [("eve", "All titles made shorter.")]
    assert [(field.before, field.after) for field in draft.edit.fields] == [(was, "Pull the plug")]
    page = person("max", "viewer").get(address(step, "history")).content.decode()
    assert "All titles made shorter." in page


def test_the_change_of_a_part_stands_in_the_history_of_the_whole(eve: Person) -> None:
    wording = Wording.objects.select_related("step")[0]
    with bulk_edit(eve) as act:
        wording.text = "Pull the plug."
        wording.save()
        act.record(wording, "Corrected.")
    draft = row_history.history(wording.step)[0]
    assert [save.who for save in draft.saves] == ["eve"]
    assert [field.after for field in draft.edit.fields] == ["Pull the plug."]


def test_what_an_act_deletes_can_be_recovered(eve: Person) -> None:
    effect = Effect.objects.select_related("step", "cause")[0]
    name = str(effect)
    with bulk_edit(eve) as act:
        act.record(effect, "Says nothing.", DELETION)
        effect.delete()
    assert logged() == [(name, DELETION, "Says nothing.")]
    assert [(gone.title, gone.who) for gone in row_history.deleted(Effect)] == [(name, "eve")]


def test_a_new_row_has_its_maker_in_its_history(eve: Person) -> None:
    with bulk_edit(eve) as act:
        cause = Cause.objects.create(
            slug="asleep", name="Asleep", explanation="It waits.", normal=True, confidence="high"
        )
        act.record(cause, "Added from a file.", ADDITION)
    (made,) = row_history.history(cause)
    assert ([save.who for save in made.saves], made.edit.what) == (["eve"], "added")


def test_an_act_that_fails_leaves_neither_a_change_nor_a_trace(eve: Person) -> None:
    step = Step.objects.get(slug="restart")
    was = step.title

    def half() -> None:
        with bulk_edit(eve) as act:
            Step.objects.filter(pk=step.pk).update(title="Half done")
            act.record(step, "Half done.")
            raise RuntimeError("The power went.")

    with pytest.raises(RuntimeError):
        half()
    step.refresh_from_db()
    assert step.title == was
    assert logged() == []
