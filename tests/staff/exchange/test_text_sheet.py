"""All texts out as a table for proof-readers, and their corrections back: nothing lost, nothing
overwritten.
"""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, JSONField, TextField, URLField
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.desk import person
from tests.pages import Page
from wizard import models
from wizard.content import files
from wizard.content.draft import recent_activity
from wizard.content.files import FILES
from wizard.knowledge.values import Knowledge
from wizard.models.validators import validate_slug
from wizard.staff.exchange.text_sheet import (
    NO_TEXT_FOR_READERS,
    escape,
    mark,
    read_sheet,
    text_fields,
    texts,
    unescape,
    write_sheet,
)

HERE = "/staff/files/texts/"
TITLE = "steps / restart-router / title"
SITE = "https://guide.example.com"
SCRIPT = "<script>alert(1)</script>"

Table = list[list[str]]


@pytest.fixture
def editor(content: Knowledge) -> Client:
    return person("eve", "editor")


def table_of(data: bytes) -> Table:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def table(content: Knowledge) -> Table:
    return table_of(untouched())


@lru_cache(maxsize=1)
def untouched() -> bytes:
    """The sheet of the tables as every test finds them."""
    return write_sheet(SITE)


def line(table: Table, key: str) -> list[str]:
    return next(record for record in table if record[0] == key)


def saved(
    table: Table, *, encoding: str = "utf-8-sig", delimiter: str = ",", end: str = "\r\n"
) -> bytes:
    """As a spreadsheet program saves it."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(table)
    return out.getvalue().encode(encoding, errors="replace")


def send(client: Client, data: bytes, status: int = 200) -> Page:
    response = client.post(HERE, {"table": SimpleUploadedFile("texts.csv", data)})
    assert response.status_code == status, response.content.decode()
    return Page(response.content.decode())


def confirm(client: Client, page: Page) -> Any:
    parcel = next(value for form in page.forms for name, value in form.hidden if name == "parcel")
    return client.post(HERE, {"parcel": parcel})


def title() -> str:
    return models.Step.objects.get(slug="restart-router").title


# Which texts


def test_every_text_of_the_tables_is_for_readers_or_left_out_for_a_reason() -> None:
    """A name in an address, an address, or a word of a list needs no reason."""
    for model in FILES.values():
        for column in model._meta.concrete_fields:
            if not isinstance(column, (CharField, TextField)):
                continue
            is_none = (
                isinstance(column, URLField) or column.choices or validate_slug in column.validators
            )
            explicit = (model, column.name) in NO_TEXT_FOR_READERS
            assert (column.name in text_fields(model)) + bool(is_none) + explicit == 1, (
                model,
                column.name,
            )
    lists = {
        (model, c.name)
        for model in FILES.values()
        for c in model._meta.concrete_fields
        if isinstance(c, JSONField)
    }
    numbers = {(models.Channel, "steps"), (models.Channel, "cuts")}
    tools: set[tuple[type[models.Content], str]] = {
        (models.Step, "tools"),
        (models.Wording, "tools"),
    }
    assert lists - NO_TEXT_FOR_READERS.keys() == {*tools, *numbers}
    assert all(
        isinstance(table._meta.get_field(name), (CharField, TextField, JSONField))
        for table, name in NO_TEXT_FOR_READERS
    )
    assert "tools" in text_fields(models.Step)
    assert "tools" in text_fields(models.Wording)


@pytest.mark.django_db
def test_every_cell_stands_in_quotation_marks() -> None:
    """Where a semicolon parts cells, what follows one would be a cell of its own, and a formula."""
    models.Cause.objects.filter(slug="stuck").update(note="x;=1+1")
    sheet = write_sheet("https://guide.example").decode("utf-8-sig")
    assert ',"x;=1+1",' in sheet
    assert all(line.startswith('"') for line in sheet.split("\r\n") if line)


def test_a_viewer_downloads_all_texts_with_the_page_each_is_seen_on(content: Knowledge) -> None:
    response = person("vic", "viewer").get("/staff/files/texts.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="blinkdiag-texts.csv"'
    head = b'"key","seen at","text","new text","fingerprint"\r\n'
    assert response.content.startswith(b"\xef\xbb\xbf" + head)
    table = table_of(response.content)
    assert {record[0] for record in table[1:]} == {
        key for key, text in texts().items() if text.said
    }
    assert line(table, TITLE)[2] == content.step["restart-router"].title


@pytest.mark.django_db
def test_every_page_that_is_named_is_there(table: Table, client: Client) -> None:
    places = {record[1].removeprefix(SITE) for record in table[1:]} - {""}
    assert {place.split("/")[1] for place in places} == {"", "answers", "how-to", "diagnose"}
    for place in sorted(places)[::7]:
        assert client.get(place).status_code == 200, place
    pageless = "sources", "former_names", "words", "colours"  # at old addresses, in searches, said
    unseen = [
        record[0] for record in table[1:] if not record[1] and not record[0].startswith(pageless)
    ]
    assert not unseen


@pytest.mark.django_db
def test_the_page_shows_the_text(table: Table, client: Client) -> None:
    for key in (TITLE, "guide / safety", "patterns / mini / solid-red / title"):
        record = line(table, key)
        page = Page(client.get(record[1].removeprefix(SITE)).content.decode())
        assert " ".join(record[2].split()) in page.text, key


# There and back


@given(st.text())
def test_what_is_escaped_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    cell = escape(text)
    assert cell[:1] not in tuple("=+-@\t\r\n")
    assert unescape(cell) == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
def test_a_cell_comes_through_the_file_as_it_was(text: str) -> None:
    table = [["key", "text", "new text", "fingerprint"], ["a", escape(text), "new", mark(text)]]
    (entry,) = read_sheet(saved(table))
    assert entry.exported == text


@pytest.mark.parametrize("text", ["=1+1", "-5 V", "+1", "@home", "'tis", "''", "\ttab", "“=”"])
def test_what_people_write_themselves_is_taken_as_it_is(text: str) -> None:
    (entry,) = read_sheet(saved([["key", "new text", "fingerprint"], ["a", text, mark("x")]]))
    assert entry.yours == (text if text != "''" else "'")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "program", ["as it is", "semicolons", "tabs in UTF-16", "lines of Unix", "cp1252"]
)
def test_a_table_that_nobody_edited_changes_nothing(
    editor: Client, table: Table, program: str
) -> None:
    models.Step.objects.filter(slug="restart-router").update(note='=SUM(A1)\n"quoted"; \'tis → – ×')
    table = table_of(write_sheet(SITE))
    data = {
        "as it is": write_sheet(SITE),
        "semicolons": saved(table, delimiter=";"),
        "tabs in UTF-16": saved(table, delimiter="\t", encoding="utf-16"),
        "lines of Unix": saved(table, end="\n").replace(b"\r", b""),
        "cp1252": saved(table, delimiter=";", encoding="cp1252"),
    }[program]
    before = files.export()
    page = send(editor, data)
    assert "0 texts changed" in page.text
    assert "There is nothing to write." in page.text
    assert "refused" not in page.text
    assert files.export() == before


@pytest.mark.django_db
def test_texts_come_back_byte_for_byte(content: Knowledge) -> None:
    here = texts()
    table = table_of(write_sheet(SITE))
    for record in table[1:]:
        record[3] = record[2]
    entries = read_sheet(saved(table))
    assert {entry.key: entry.yours for entry in entries} == {
        key: text.said for key, text in here.items() if text.said
    }


# Corrections


@pytest.mark.django_db
def test_a_correction_is_shown_word_for_word_then_written_as_a_draft(
    editor: Client, table: Table
) -> None:
    line(table, TITLE)[3] = "Restart your modem and router twice"
    page = send(editor, saved(table))
    assert "1 text changed. Nothing is written yet." in page.text
    assert "Remediation step: restart-router" in page.text
    assert "<ins> twice</ins>" in page.html
    assert title() != "Restart your modem and router twice"
    response = confirm(editor, page)
    assert (response.status_code, response.headers["Location"]) == (302, "/staff/publish/")
    assert title() == "Restart your modem and router twice"
    assert (
        "1 text written into the draft."
        in Page(editor.get("/staff/publish/").content.decode()).text
    )
    assert [edit.subject for edit in recent_activity().edits] == ["step restart-router"]
    entry = LogEntry.objects.get()
    assert (entry.action_flag, entry.change_message) == (
        CHANGE,
        "Corrected from a table of texts: title.",
    )


@pytest.mark.django_db
def test_a_text_may_be_corrected_in_its_place(editor: Client, table: Table) -> None:
    line(table, TITLE)[2] = "Restart both"
    confirm(editor, send(editor, saved(table)))
    assert title() == "Restart both"


@pytest.mark.django_db
def test_lines_and_lists_and_nothing_can_be_written(editor: Client, table: Table) -> None:
    wording = next(
        record[0]
        for record in table
        if record[0].startswith("wordings / restart-router / ") and record[0].endswith(" / text")
    )
    tools = next(record[0] for record in table if record[0].endswith(" / tools"))
    note = next(
        record[0]
        for record in table
        if record[0].startswith("steps") and record[0].endswith(" / note")
    )
    line(table, wording)[3] = "First this.\r\nThen “that”, and =this.\r\n"
    line(table, tools)[3] = "phone\n\nlong ladder"
    line(table, note)[3] = "(empty)"
    confirm(editor, send(editor, saved(table)))
    text = models.Wording.objects.get(
        step__slug="restart-router", slug=wording.split(" / ")[2]
    ).text
    assert text == "First this.\nThen “that”, and =this.\n"
    assert models.Step.objects.get(slug=tools.split(" / ")[1]).tools == ["phone", "long ladder"]
    assert models.Step.objects.get(slug=note.split(" / ")[1]).note == ""


@pytest.mark.django_db
def test_columns_may_stand_in_another_order_and_some_may_be_gone(
    editor: Client, table: Table
) -> None:
    record = line(table, TITLE)
    short = [
        ["Fingerprint", "Mine", " New text", "KEY"],
        [],
        [record[4], "x", "Restart both", record[0]],
        ["", "", "", ""],
    ]
    confirm(editor, send(editor, saved(short)))
    assert title() == "Restart both"


@pytest.mark.django_db
def test_rows_may_stand_upside_down_under_the_line_that_one_program_writes(
    editor: Client, table: Table
) -> None:
    line(table, TITLE)[3] = "Restart both"
    data = saved([table[0], *reversed(table[1:])], delimiter=";", encoding="utf-8")
    confirm(editor, send(editor, b"sep=;\r\n" + data))
    assert title() == "Restart both"


@pytest.mark.django_db
def test_what_was_changed_here_since_is_never_overwritten(editor: Client, table: Table) -> None:
    was = title()
    models.Step.objects.filter(slug="restart-router").update(title="Our own words")
    line(table, TITLE)[3] = "The reader’s words"
    line(table, "guide / safety")[3] = "Sparks: cut the power."
    page = send(editor, saved(table))
    assert "1 text changed, 1 changed here since." in page.text
    said = page.text.partition("Changed here since the table was downloaded (1)")[2]
    assert (
        f"in the table, as it was {was} the correction The reader’s words here now Our own words"
        in said
    )
    confirm(editor, page)
    assert title() == "Our own words"
    assert models.Guide.objects.get().safety == "Sparks: cut the power."


@pytest.mark.django_db
def test_a_change_between_look_and_button_stops_everything(editor: Client, table: Table) -> None:
    line(table, TITLE)[3] = "The reader’s words"
    page = send(editor, saved(table))
    models.Step.objects.filter(slug="restart-router").update(title="Our own words")
    response = confirm(editor, page)
    assert response.status_code == 409
    assert "Nothing was written." in response.content.decode()
    assert "changed here since" in response.content.decode()
    assert title() == "Our own words"


@pytest.mark.django_db
def test_what_the_tables_say_already_is_no_conflict(editor: Client, table: Table) -> None:
    line(table, TITLE)[3] = "Restart both"
    models.Step.objects.filter(slug="restart-router").update(title="Restart both")
    assert "0 texts changed, 1 say the same already." in send(editor, saved(table)).text


REFUSED = {
    "unknown key": (
        {0: "steps / nothing / title", 3: "x"},
        "Column “key”: there is no such text here.",
    ),
    "no key": ({0: "", 3: "x"}, "Column “key”: there is no such text here."),
    "no fingerprint": (
        {3: "x", 4: ""},
        "Column “fingerprint”: it was changed. Copy it from the table",
    ),
    "another fingerprint": ({3: "x", 4: "1.00E+12"}, "Column “fingerprint”: it was changed."),
    "the text gone": (
        {2: ""},
        "Column “text”: the text is gone. Write (empty) under “new text” if you mean it.",
    ),
    "too long": (
        {3: "x" * 81},
        "Column “new text”: Ensure this value has at most 80 characters (it has 81).",
    ),
    "nothing where a text is needed": (
        {3: "(empty)"},
        "Column “new text”: This field cannot be blank.",
    ),
    "no character": ({3: "a\0b"}, "Column “new text”: it holds something that is no character."),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("cells", "words"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_row_is_refused_by_its_number_and_the_others_are_written(
    editor: Client, table: Table, cells: dict[int, str], words: str
) -> None:
    was, record = title(), line(table, TITLE)
    for column, cell in cells.items():
        record[column] = cell
    line(table, "guide / safety")[3] = "Sparks: cut the power."
    page = send(editor, saved(table))
    assert "1 text changed, 1 refused." in page.text
    assert f"Row {table.index(record) + 1}, " in page.text
    assert words in page.text
    confirm(editor, page)
    assert title() == was
    assert models.Guide.objects.get().safety == "Sparks: cut the power."


@pytest.mark.django_db
def test_two_corrections_of_one_text_are_told_apart(editor: Client, table: Table) -> None:
    line(table, TITLE)[3] = "One"
    table += [[*line(table, TITLE)[:3], "Two", line(table, TITLE)[4]]]
    page = send(editor, saved(table))
    first = table.index(line(table, TITLE)) + 1
    assert f"row {first} corrects the same text. Keep one of the two." in page.text
    confirm(editor, page)
    assert title() == "One"


@pytest.mark.django_db
def test_an_old_encoding_is_read_and_lost_characters_are_never_written(
    editor: Client, table: Table
) -> None:
    models.Faq.objects.filter(slug=models.Faq.objects.all()[0].slug).update(answer="Tap → wait.")
    slug = models.Faq.objects.all()[0].slug
    table = table_of(write_sheet(SITE))
    line(table, TITLE)[3] = "Zurück, “café” – déjà vu"
    line(table, f"faqs / {slug} / answer")[2] = "Tap ? and wait."
    page = send(editor, saved(table, delimiter=";", encoding="cp1252"))
    assert "1 text changed, 1 refused" in page.text
    assert "Save the table as “CSV UTF-8”, and send that." in page.text
    confirm(editor, page)
    assert title() == "Zurück, “café” – déjà vu"
    assert models.Faq.objects.get(slug=slug).answer == "Tap → wait."


BAD = {
    "nothing": (
        b"",
        "There is no column “key”. The first row names the columns: key, seen at, text",
    ),
    "another table": (b"a,b\r\n1,2\r\n", "There is no column “key”."),
    "no fingerprints": (b"key,text,new text\r\n", "There is no column “fingerprint”."),
    "no text": (b"key,fingerprint\r\n", "There is no column “new text”."),
    "a workbook": (b"PK\x03\x04 and so on", "It is a workbook. Save the table as “CSV UTF-8”"),
    "a quotation mark": (
        b'key,new text,fingerprint\r\na,b,c\r\nd,"e,f\r\n',
        "After row 2 a quotation mark is missing or out of place",
    ),
    "a quotation mark that swallows all": (
        b'key,new text,fingerprint\r\na,"' + b"x" * 200_000,
        "After row 1 ",
    ),
    "half of UTF-16": (b"\xff\xfek\x00e", "There is no column “key”."),
    "a picture": (b"\x89PNG\x81\x8d", "The file is no text. Save the table as “CSV UTF-8”"),
    "NUL": (b"\0" * 1000, "There is no column “key”."),
    "too many rows": (
        b"key,new text,fingerprint\r\n" + b"a\r\n" * 100_001,
        "more than 100000 rows",
    ),
    "too large": (b"x" * 8_000_001, "it is too large"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "words"), BAD.values(), ids=BAD)
def test_what_is_no_table_is_answered_with_a_sentence(
    editor: Client, data: bytes, words: str
) -> None:
    assert words in send(editor, data, status=400).text


@pytest.mark.django_db
def test_sending_nothing_says_what_to_do(editor: Client) -> None:
    response = editor.post(HERE, {})
    assert response.status_code == 400
    assert "Choose the table first." in response.content.decode()
    assert editor.post(HERE, {"parcel": "forged"}).status_code == 400


@pytest.mark.django_db
def test_whatever_the_table_says_is_text(editor: Client, table: Table) -> None:
    models.Guide.objects.update(safety=SCRIPT)
    line(table, TITLE)[3] = SCRIPT
    line(table, "guide / safety")[3] = f"{SCRIPT}!"
    table.append([SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT])
    page = send(editor, saved(table))
    assert "<script>alert" not in page.html
    assert page.text.count(SCRIPT) >= 4
