"""Likelihoods in the files: a row for each question, cause and light, with a word for each
answer.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.rows import Files, empty_tables, row, small, write
from wizard import models
from wizard.content import files as fixtures
from wizard.content.files import load, load_files, look_at_files
from wizard.content.sources import from_files

pytestmark = pytest.mark.django_db

STUCK = {"question": ["moved"], "cause": ["stuck"], "words": {"yes": "rarely", "no": "usually"}}
FAR = {"question": ["moved"], "cause": ["too-far"], "words": {"yes": "usually", "no": "rarely"}}
FAR_ON_RED = {**FAR, "pattern": ["camera", "solid-red"], "words": {"yes": "always", "no": "never"}}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Loaded as a release brings them, with a row for each question, cause and light."""
    empty_tables()
    content = small() | {"likelihoods.json": [STUCK, FAR, FAR_ON_RED]}
    load(write(tmp_path, content))
    return copy.deepcopy(content)


def words(cause: str = "stuck") -> dict[str, str]:
    """Answer -> the general word in the table."""
    rows = models.Likelihood.objects.filter(cause__slug=cause, pattern=None)
    return dict(rows.values_list("option__slug", "word"))


def faults(*rows: Any) -> list[str]:
    """What an import of these rows would be refused for."""
    return [
        str(fault)
        for fault in look_at_files({"likelihoods.json": json.dumps(rows).encode()}).faults
    ]


def test_the_file_has_a_row_for_each_group_and_the_table_one_for_each_word(files: Files) -> None:
    assert models.Likelihood.objects.count() == 6
    assert words() == {"yes": "rarely", "no": "usually"}
    assert json.loads(fixtures.export()["likelihoods.json"]) == [STUCK, FAR, FAR_ON_RED]


def test_words_stand_in_the_order_of_the_options(files: Files) -> None:
    models.Option.objects.filter(slug="yes").update(position=99)
    first, *_ = json.loads(fixtures.export()["likelihoods.json"])
    assert list(first["words"]) == ["no", "yes"]


def test_a_file_with_a_row_for_each_word_says_the_same(tmp_path: Path, files: Files) -> None:
    before = fixtures.export()
    assert not load(write(tmp_path, small())).changed
    empty_tables()
    load(write(tmp_path, small()))
    assert fixtures.export() == before


def test_files_are_read_without_a_database_in_either_way(tmp_path: Path, files: Files) -> None:
    grouped = from_files(tmp_path)
    assert [dict(likelihood.words) for likelihood in grouped.likelihoods] == [
        one["words"] for one in (STUCK, FAR, FAR_ON_RED)
    ]
    assert from_files(write(tmp_path, small())) == grouped


# Whose a row is


def test_where_staff_edited_one_word_the_whole_row_is_kept_and_named_once(
    tmp_path: Path, files: Files
) -> None:
    models.Likelihood.objects.filter(option__slug="yes", cause__slug="stuck").update(
        word="sometimes"
    )
    files["likelihoods.json"][0]["words"] = {"yes": "never", "no": "always"}
    files["likelihoods.json"][1]["words"] = {"yes": "always", "no": "never"}
    loaded = load(write(tmp_path, files))
    assert loaded.kept == ["likelihood moved / stuck"]
    assert words() == {"yes": "sometimes", "no": "usually"}
    assert words("too-far") == {"yes": "always", "no": "never"}


def test_the_files_version_is_taken_on_purpose_for_all_words_of_the_row(files: Files) -> None:
    models.Likelihood.objects.filter(option__slug="yes", cause__slug="stuck").update(
        word="sometimes"
    )
    files["likelihoods.json"][0]["words"] = {"yes": "never", "no": "always"}
    sent = {"likelihoods.json": json.dumps(files["likelihoods.json"]).encode()}
    load_files(sent, take=["likelihoods.json 1"])
    assert words() == {"yes": "never", "no": "always"}


def test_a_new_answer_has_its_word_in_a_row_that_is_kept_too(tmp_path: Path, files: Files) -> None:
    models.Likelihood.objects.filter(option__slug="yes", cause__slug="stuck").update(
        word="sometimes"
    )
    files["options.json"].append(
        row(
            "option",
            question=["moved"],
            slug="maybe",
            label="Maybe",
            summary="Perhaps it was moved.",
        )
    )
    for group in files["likelihoods.json"]:
        group["words"]["maybe"] = "rarely"
    load(write(tmp_path, files))
    assert words() == {"yes": "sometimes", "no": "usually", "maybe": "rarely"}


def test_the_dry_run_names_the_row_once_with_the_words_that_change(
    tmp_path: Path, files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    files["likelihoods.json"][0]["words"] = {"yes": "never", "no": "always"}
    files["likelihoods.json"][2]["words"]["no"] = "rarely"
    call_command("load_content", "--from", str(write(tmp_path, files)), "--dry-run")
    assert (
        "Rows to update (2):\n"
        "  likelihood moved / stuck: answer yes, answer no\n"
        "  likelihood moved / too-far / camera / solid-red: answer no\n" in capsys.readouterr().out
    )


# What is refused


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"words": {"yes": "mostly", "no": "never"}},
            "answer yes: Value 'mostly' is not a valid choice.",
        ),
        ({"words": {"yes": 5, "no": "never"}}, "answer yes: Write a text in quotes."),
        (
            {"words": {}},
            'words: Write a word for each answer, like {"yes": "rarely", "no": "usually"}.',
        ),
        (
            {"words": ["rarely"]},
            'words: Write a word for each answer, like {"yes": "rarely", "no": "usually"}.',
        ),
        ({"cause": "stuck"}, "cause: Write the natural key of a cause: a list of its slug."),
        (
            {"light": None},
            "light: There is no such field. The fields are: question, cause, pattern, words.",
        ),
        ({"word": "never"}, "word: There is no such field. Is it “words”?"),
    ],
)
def test_a_fault_names_the_row_and_the_field_once(
    files: Files, changes: dict[str, Any], fault: str
) -> None:
    assert faults({**STUCK, **changes}) == [f"likelihoods.json, row 1 (moved / stuck): {fault}"]


@pytest.mark.parametrize("option", ["moved", ["moved"], [1, 2], 7, None, {}])
def test_a_row_for_one_word_is_checked_like_any_other(files: Files, option: Any) -> None:
    broken = {"option": option, "cause": ["stuck"], "word": 5}
    remedies = [fault.partition("): ")[2].partition(".")[0] for fault in faults(broken)]
    assert "word: Write a text in quotes" in remedies
    assert len(remedies) == (2 if option is not None else 1)


def test_a_question_is_named_by_its_key(files: Files) -> None:
    assert faults({**STUCK, "question": "moved"}) == [
        (
            "likelihoods.json, row 1 (moved / stuck): question: Write the natural key of a "
            "question: a list of its slug."
        )
    ]


def test_what_a_row_names_is_there(files: Files) -> None:
    (answer,) = faults({**STUCK, "words": {"yess": "rarely", "no": "usually"}})
    assert answer.startswith(
        "likelihoods.json, row 1 (moved / stuck): answer yess: There is no option"
    )
    assert "Is it “moved / yes”?" in answer
    (cause,) = faults({**STUCK, "cause": ["stock"]})
    assert cause.startswith(
        "likelihoods.json, row 1 (moved / stock): cause: There is no cause “stock”"
    )


def test_a_row_stands_once(files: Files) -> None:
    assert faults(STUCK, FAR, STUCK) == [
        "likelihoods.json, row 3 (moved / stuck): Row 1 has the same key. Keep one of the two."
    ]


def test_every_row_may_say_its_table_and_then_it_is_checked() -> None:
    loaded = look_at_files(
        {"likelihoods.json": json.dumps([{"model": "wizard.cause", "fields": STUCK}]).encode()}
    )
    assert [fault.message for fault in loaded.faults] == [
        "“wizard.cause” belongs in causes.json. Move the row there."
    ]
