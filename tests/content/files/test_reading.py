"""The ownership rule for files that come in on the staff side, and what a file may hold without
doing harm.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rows import Files, empty_tables, find, row, small, write
from wizard import models
from wizard.content import files as fixtures
from wizard.content.files import (
    FixtureError,
    Outcome,
    StaleFilesError,
    load,
    load_files,
    look_at_files,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Loaded as a release brings them."""
    empty_tables()
    load(write(tmp_path, small()))
    return small()


def sent(files: Files, *names: str) -> dict[str, bytes]:
    return {name: json.dumps(files[name]).encode() for name in names}


def outcomes(files: dict[str, bytes]) -> dict[str, str]:
    """Row -> what becomes of it, of those that are not as the file has them."""
    return {
        outcome.row.name: outcome.what
        for outcome in look_at_files(files).outcomes
        if outcome.what is not Outcome.UNCHANGED
    }


def test_looking_says_what_becomes_of_every_row_and_writes_nothing(files: Files) -> None:
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    models.Faq.objects.get(slug="why-red").delete()
    models.Source.objects.create(slug="own", title="Our own", publisher="Us", authority="blog")
    before = fixtures.export()
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    find(files, "causes.json", slug="too-far")["name"] = "Out of reach"
    files["sources.json"][1:] = [
        row("source", slug="new", title="New", publisher="Us", authority="blog")
    ]
    assert outcomes(sent(files, "sources.json", "causes.json", "faqs.json")) == {
        "source new": "added",
        "source a-blog": "left",
        "source own": "ours",
        "cause stuck": "kept",
        "cause too-far": "updated",
        "frequent question why-red": "left deleted",
    }
    assert fixtures.export() == before
    assert not models.LoadedContent.objects.filter(stream="imported").exists()


def test_tables_without_a_file_are_left_alone(files: Files) -> None:
    assert outcomes(sent(files, "causes.json")) == {}
    find(files, "steps.json", slug="restart")["disturbs"] = [["moved"]]
    assert load_files(sent(files, "steps.json")).updated == 1
    assert [
        question.slug for question in models.Step.objects.get(slug="restart").disturbs.all()
    ] == ["moved"]


def test_a_row_that_staff_changed_takes_the_files_version_only_on_purpose(files: Files) -> None:
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    models.Cause.objects.filter(slug="too-far").update(name="Away")
    for slug in ("stuck", "too-far"):
        find(files, "causes.json", slug=slug)["name"] = "Frozen"
    loaded = load_files(sent(files, "causes.json"), take=["causes.json 2"])
    assert loaded.kept == ["cause stuck", "cause too-far"]
    assert [outcome.row.name for outcome in loaded.changes] == ["cause too-far"]
    assert dict(models.Cause.objects.values_list("slug", "name")) == {
        "stuck": "Hung",
        "too-far": "Frozen",
    }


def test_what_an_import_wrote_follows_the_next_import_until_staff_change_it(files: Files) -> None:
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    load_files(sent(files, "causes.json"))
    find(files, "causes.json", slug="stuck")["name"] = "Hung"
    assert load_files(sent(files, "causes.json")).updated == 1
    models.Cause.objects.filter(slug="stuck").update(name="Asleep")
    find(files, "causes.json", slug="stuck")["name"] = "Stuck again"
    assert load_files(sent(files, "causes.json")).kept == ["cause stuck"]


def test_what_an_import_wrote_is_the_staffs_work_to_the_next_release(
    tmp_path: Path, files: Files
) -> None:
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    files["sources.json"].append(
        row("source", slug="new", title="New", publisher="Us", authority="blog")
    )
    load_files(sent(files, "causes.json", "sources.json"))
    loaded = load(write(tmp_path, small()))
    assert loaded.kept == ["cause stuck"]
    assert not loaded.changed
    assert models.Source.objects.filter(slug="new").exists()


def test_a_file_that_was_exported_here_makes_nobodys_work_the_releases(
    tmp_path: Path, files: Files
) -> None:
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    load_files({file: text.encode() for file, text in fixtures.export().items()})
    assert load(write(tmp_path, small())).kept == ["cause stuck"]


def test_nothing_is_written_if_the_fates_are_no_longer_those_that_were_seen(files: Files) -> None:
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    seen = look_at_files(sent(files, "causes.json")).digest
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    with pytest.raises(StaleFilesError):
        load_files(sent(files, "causes.json"), expected=seen, take=["causes.json 1"])
    assert models.Cause.objects.get(slug="stuck").name == "Hung"
    seen = look_at_files(sent(files, "causes.json")).digest
    load_files(sent(files, "causes.json"), expected=seen, take=["causes.json 1"])
    assert models.Cause.objects.get(slug="stuck").name == "Frozen"


def test_a_reference_into_a_table_that_was_not_sent_is_found_in_the_database(files: Files) -> None:
    find(files, "causes.json", slug="stuck")["sources"] = [["a-blag"]]
    (fault,) = look_at_files(sent(files, "causes.json")).faults
    assert (fault.file, fault.row, fault.field) == ("causes.json", 1, "sources")
    assert "Is it “a-blog”?" in fault.message


def test_a_row_may_come_to_name_one_that_comes_with_it(files: Files) -> None:
    files["steps.json"].append(
        row("step", slug="unplug", title="Unplug it", confidence="high", position=5)
    )
    find(files, "steps.json", slug="restart")["prerequisites"] = [["unplug"]]
    files["sources.json"].append(
        row("source", slug="new", title="New", publisher="Us", authority="blog")
    )
    find(files, "causes.json", slug="stuck")["sources"] = [["new"]]
    loaded = load_files(sent(files, "sources.json", "causes.json", "steps.json"))
    assert (loaded.created, loaded.updated) == (2, 2)
    assert [step.slug for step in models.Step.objects.get(slug="restart").prerequisites.all()] == [
        "unplug"
    ]
    assert [source.slug for source in models.Cause.objects.get(slug="stuck").sources.all()] == [
        "new"
    ]


def test_rows_that_name_what_comes_with_them_have_a_fate_beside_a_fault_too(files: Files) -> None:
    files["sources.json"].append(
        row("source", slug="new", title="New", publisher="Us", authority="blog")
    )
    files["families.json"].append(row("family", slug="bell", name="Bell", led="Round."))
    find(files, "sources.json", slug="a-blog")["title"] = ""
    find(files, "causes.json", slug="stuck")["sources"] = [["new"]]
    find(files, "devices.json", slug="camera-1")["family"] = ["bell"]
    loaded = look_at_files(
        sent(files, "sources.json", "families.json", "devices.json", "causes.json")
    )
    assert [(fault.file, fault.field) for fault in loaded.faults] == [("sources.json", "title")]
    assert [outcome.row.name for outcome in loaded.changes] == [
        "source new",
        "device family bell",
        "device camera-1",
        "cause stuck",
    ]


def cause(**fields: Any) -> bytes:
    text = {"slug": "x", "name": "X", "explanation": "X.", "confidence": "high", **fields}
    return json.dumps([{"model": "wizard.cause", "fields": text}]).encode()


BAD: dict[str, tuple[bytes, str, str]] = {
    "no JSON": (b"causes", "", "is not JSON"),
    "an empty file": (b"", "", "is not JSON"),
    "another encoding": (b'[\n"\xe9"]', "", "Line 2 is not UTF-8 text. Save the file as UTF-8."),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00", "", "is not UTF-8 text"),
    "no end of lists": (b"[" * 200_000, "", "nested too deep"),
    "no number": (
        b'[{"model": "wizard.cause", "fields": {"position": NaN}}]',
        "",
        "“NaN” is no number",
    ),
    "a number without end": (b"[" + b"9" * 5000 + b"]", "", "has too many digits"),
    "a list as a text": (cause(name=["X"]), "name", "Write a text in quotes."),
    "a number as a text": (cause(name=5), "name", "Write a text in quotes."),
    "a text as yes or no": (cause(normal="true"), "normal", "Write true or false, without quotes."),
    "a broken number": (cause(position=1.5), "position", "Write a whole number, without quotes."),
    "yes as a number": (cause(position=True), "position", "Write a whole number, without quotes."),
    "a large number": (cause(position=10**12), "position", "The number is too large."),
    "a negative place": (cause(position=-1), "position", "greater than or equal to 0"),
    "no character": (cause(name="a\0b"), "name", "no character"),
    "half a character": (cause(name="\ud800"), "name", "no character"),
    "too long": (cause(name="x" * 81), "name", "80"),
    "a number as a key": (cause(slug=5), "slug", "Write a text in quotes."),
    "an object as a reference": (
        cause(sources=[{"slug": "table"}]),
        "sources",
        "Write the natural key of a source",
    ),
    "numbers as a reference": (
        cause(sources=[[1]]),
        "sources",
        "Write the natural key of a source",
    ),
    "a row that is none": (b"[1]", "", "A row is"),
    "a table that is a list": (b'[{"model": [], "fields": {}}]', "model", "There is no table “[]”"),
}


@pytest.mark.parametrize(("data", "field", "remedy"), BAD.values(), ids=BAD)
def test_whatever_a_file_holds_the_answer_is_a_sentence(
    files: Files, data: bytes, field: str, remedy: str
) -> None:
    (fault,) = look_at_files({"causes.json": data}).faults
    assert fault.file == "causes.json"
    assert fault.field == field
    assert remedy in fault.message
    assert len(str(fault)) < 500
    with pytest.raises(FixtureError):
        load_files({"causes.json": data})


@pytest.mark.parametrize("family", [["camera"], ["a", "b"], [1], [[]], "camera", 7, None, {}])
def test_a_wording_of_one_family_is_read_whatever_the_family_is(files: Files, family: Any) -> None:
    rows = [{"step": ["restart"], "family": family, "text": "Do it."}]
    found = look_at_files({"wordings.json": json.dumps(rows).encode()}).faults
    assert {fault.field for fault in found} <= {"family", "families", "slug"}
    assert found


def test_a_file_full_of_mistakes_is_read_until_there_are_enough_of_them(files: Files) -> None:
    many = json.dumps(
        [{"model": "wizard.cause", "fields": {"slug": f"x-{n}"}} for n in range(5000)]
    )
    assert len(look_at_files({"causes.json": many.encode()}).faults) < 1000
    names = ", ".join(f'"name-{n}": 1' for n in range(100_000))
    faults = look_at_files(
        {"causes.json": f'[{{"model": "wizard.cause", "fields": {{{names}}}}}]'.encode()}
    ).faults
    assert len(faults) <= 101
    assert "There may be more to fix" in faults[-1].message
    twice = ", ".join('"name": 1' for _ in range(100_000))
    (fault,) = look_at_files({"causes.json": f"[{{{twice}}}]".encode()}).faults
    assert "“name” stands twice" in fault.message


def test_lines_may_end_as_on_windows_and_the_file_may_begin_with_a_mark(files: Files) -> None:
    find(files, "causes.json", slug="stuck")["explanation"] = "One.\r\nTwo."
    data = (
        b"\xef\xbb\xbf" + json.dumps(files["causes.json"], indent=1).replace("\n", "\r\n").encode()
    )
    load_files({"causes.json": data})
    assert models.Cause.objects.get(slug="stuck").explanation == "One.\nTwo."
    assert outcomes({"causes.json": data}) == {}
