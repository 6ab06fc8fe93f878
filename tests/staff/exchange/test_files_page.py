"""Files and texts: out for everybody on the staff, in for editors, and nothing written that
nobody looked at.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk import person
from tests.pages import Page
from tests.rows import Files, empty_tables, find, row, small, write
from wizard import models
from wizard.content import files as fixtures
from wizard.content.draft import recent_activity
from wizard.models import Revision
from wizard.staff.exchange.files import pack

pytestmark = pytest.mark.django_db

HERE = "/staff/files/"
DOWNLOAD = "/staff/files/download/"
IMPORT = "/staff/files/import/"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Loaded and published, as a release brings them."""
    empty_tables()
    call_command("load_content", "--from", str(write(tmp_path, small())), verbosity=0)
    return small()


@pytest.fixture
def editor(files: Files) -> Client:
    return person("eve", "editor")


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def json_of(files: Files, *names: str) -> list[SimpleUploadedFile]:
    return [upload(name, json.dumps(files[name]).encode()) for name in names]


def zip_of(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed.getvalue()


def send(client: Client, *uploads: SimpleUploadedFile, status: int = 200) -> Page:
    response = client.post(IMPORT, {"files": list(uploads)})
    assert response.status_code == status, response.content.decode()
    return Page(response.content.decode())


def parcel(page: Page) -> str:
    return next(value for form in page.forms for name, value in form.hidden if name == "parcel")


def confirm(client: Client, page: Page, *take: str) -> Any:
    return client.post(IMPORT, {"parcel": parcel(page), "take": list(take)})


# Out


def unzipped(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_viewer_downloads_the_draft_byte_for_byte_as_it_is_exported(files: Files) -> None:
    models.Cause.objects.filter(slug="stuck").update(name="Hängt")
    viewer = person("vic", "viewer")
    response = viewer.get(DOWNLOAD)
    assert response.headers["Content-Disposition"] == 'attachment; filename="blinkdiag-draft.zip"'
    assert unzipped(response.content) == fixtures.export()
    assert viewer.get(DOWNLOAD).content == response.content
    assert (
        viewer.get(DOWNLOAD, {"file": "causes.json"}).content.decode()
        == fixtures.export()["causes.json"]
    )


def test_a_published_revision_is_downloaded_as_it_was(files: Files) -> None:
    viewer, before = person("vic", "viewer"), fixtures.export()
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    models.Faq.objects.all().delete()
    assert unzipped(viewer.get(DOWNLOAD, {"of": "1"}).content) == before
    assert (
        viewer.get(DOWNLOAD, {"of": "1", "file": "faqs.json"}).content.decode()
        == before["faqs.json"]
    )


def test_the_shipped_content_comes_out_of_its_revision_as_it_went_in(content: Any) -> None:
    shipped = unzipped(person("vic", "viewer").get(DOWNLOAD, {"of": "1"}).content)
    assert shipped == fixtures.export()


@pytest.mark.parametrize(
    "query", ["of=7", "of=x", "file=people.json", "file=../settings.py", "of=99999999999999999999"]
)
def test_what_is_not_there_is_not_found(files: Files, query: str) -> None:
    assert person("vic", "viewer").get(f"{DOWNLOAD}?{query}").status_code == 404


def test_the_page_offers_files_to_all_and_uploads_to_editors(files: Files) -> None:
    viewer = Page(person("vic", "viewer").get(HERE).content.decode())
    assert "It needs the role “editor”" in viewer.text
    assert [form.method for form in viewer.forms if form.action.startswith(HERE)] == ["get"]
    editor = Page(person("eve", "editor").get(HERE).content.decode())
    assert [form.action for form in editor.forms if form.action in (IMPORT, f"{HERE}texts/")] == [
        f"{HERE}texts/",
        IMPORT,
    ]
    assert (
        Page(person("pia", "publisher").get("/staff/publish/").content.decode())
        .link("Files and texts")
        .href
        == HERE
    )


# Who may bring in


@pytest.mark.parametrize("address", [IMPORT, f"{HERE}texts/"])
def test_only_editors_bring_anything_in(files: Files, address: str) -> None:
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    sent = {"files": json_of(files, "causes.json"), "table": upload("texts.csv", b"x")}
    stranger = Client().post(address, sent)
    assert stranger.status_code == 302
    assert "/admin/login/" in stranger.headers["Location"]
    for role in ("viewer", "publisher"):
        response = person(role, role).post(address, sent)
        assert response.status_code == 403
        assert "It needs the role “editor”" in response.content.decode()
    some_tables = person("sam")
    User.objects.get(username="sam").user_permissions.add(
        Permission.objects.get(codename="change_step")
    )
    assert some_tables.post(address, sent).status_code == 403
    assert models.Cause.objects.get(slug="stuck").name == "Stuck"
    assert person("eve", "editor").get(address).headers["Location"] == HERE


# In


def test_every_row_has_its_fate_before_anything_is_written(editor: Client, files: Files) -> None:
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    models.Faq.objects.get(slug="why-red").delete()
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    find(files, "causes.json", slug="too-far")["name"] = "Very far away"
    files["sources.json"][1:] = [
        row("source", slug="new", title="New", publisher="Us", authority="blog")
    ]
    before = fixtures.export()
    page = send(editor, *json_of(files, "sources.json", "causes.json", "faqs.json"))
    assert "1 updated, 1 added, 1 kept, 1 unchanged. Nothing is written yet." in page.text
    assert "Kept, because it was changed here (1) " in page.text
    assert "<del>Hung</del><ins>Frozen</ins>" in page.html
    assert "<del>Too</del><ins>Very</ins> far away" in page.html
    assert "<ins>New</ins>" in page.html
    assert "Left deleted (1)" in page.text
    assert "frequent question why-red" in page.text
    assert "Not in the files, so they stay (1) source a-blog" in page.text
    assert fixtures.export() == before
    assert not LogEntry.objects.exists()


def test_one_button_writes_what_was_shown_as_a_draft_and_leads_to_publishing(
    editor: Client, files: Files
) -> None:
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    find(files, "causes.json", slug="too-far").update(name="Out of reach", sources=[["a-blog"]])
    files["sources.json"].append(
        row("source", slug="new", title="New", publisher="Us", authority="blog")
    )
    page = send(
        editor,
        upload("all.zip", zip_of({f"in/{n}": json.dumps(r).encode() for n, r in files.items()})),
    )
    response = confirm(editor, page)
    assert (response.status_code, response.headers["Location"]) == (302, "/staff/publish/")
    assert (
        "2 rows written into the draft. Nobody else sees it yet."
        in editor.get("/staff/publish/").content.decode()
    )
    assert dict(models.Cause.objects.values_list("slug", "name")) == {
        "stuck": "Hung",
        "too-far": "Out of reach",
    }
    assert Revision.objects.count() == 1
    assert len(recent_activity().edits) == 3
    log = {
        (entry.object_repr, entry.action_flag, entry.change_message)
        for entry in LogEntry.objects.all()
    }
    assert log == {
        ("Us: New", ADDITION, "Imported from sources.json 3."),
        ("Out of reach", CHANGE, "Imported from causes.json 2: name, sources."),
    }
    assert set(LogEntry.objects.values_list("user__username", flat=True)) == {"eve"}


def test_a_ticked_row_takes_the_files_version(editor: Client, files: Files) -> None:
    models.Cause.objects.all().update(name="Ours")
    for slug in ("stuck", "too-far"):
        find(files, "causes.json", slug=slug)["name"] = "Frozen"
    page = send(editor, *json_of(files, "causes.json"))
    ticks = [
        tag["value"] for name, tag in page.tags if name == "input" and tag.get("name") == "take"
    ]
    assert ticks == ["causes.json 1", "causes.json 2"]
    assert confirm(editor, page, ticks[1]).status_code == 302
    assert dict(models.Cause.objects.values_list("slug", "name")) == {
        "stuck": "Ours",
        "too-far": "Frozen",
    }


def test_if_the_tables_changed_meanwhile_nothing_is_written_and_the_new_fate_is_shown(
    editor: Client, files: Files
) -> None:
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    page = send(editor, *json_of(files, "causes.json"))
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    response = confirm(editor, page)
    assert response.status_code == 409
    again = Page(response.content.decode())
    assert "The content has changed since you looked. Nothing was written." in again.text
    assert "Kept, because it was changed here (1)" in again.text
    assert models.Cause.objects.get(slug="stuck").name == "Hung"
    assert confirm(editor, again, "causes.json 1").status_code == 302
    assert models.Cause.objects.get(slug="stuck").name == "Frozen"


def test_a_ticked_version_that_cannot_be_written_is_refused_and_the_tick_stays(
    editor: Client, files: Files
) -> None:
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    find(files, "causes.json", slug="stuck")["name"] = "x" * 81
    response = confirm(editor, send(editor, *json_of(files, "causes.json")), "causes.json 1")
    assert response.status_code == 400
    text = Page(response.content.decode()).text
    assert "a row that you ticked cannot be written" in text
    assert "causes.json, row 1 (stuck), name" in text
    assert models.Cause.objects.get(slug="stuck").name == "Hung"


def test_what_went_through_other_hands_is_not_written(editor: Client, files: Files) -> None:
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    page = send(editor, *json_of(files, "causes.json"))
    for forged in (parcel(page)[:-1] + "x", "", "x"):
        response = editor.post(IMPORT, {"parcel": forged})
        assert response.status_code == 400
        assert "Look at the files first. Nothing was written." in response.content.decode()
    assert models.Cause.objects.get(slug="stuck").name == "Stuck"


def test_a_refused_row_is_named_with_field_and_remedy_and_nothing_can_be_written(
    editor: Client, files: Files
) -> None:
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    find(files, "causes.json", slug="too-far")["explanaton"] = SCRIPT
    page = send(editor, *json_of(files, "causes.json"))
    assert (
        "causes.json, row 2 (too-far), explanaton There is no such field. Is it “explanation”?"
        in page.text
    )
    assert "<ins>Frozen</ins>" in page.html
    assert not [value for form in page.forms for name, value in form.hidden if name == "parcel"]
    assert "Fix the 1 fault above first." in page.text


def test_files_that_say_what_the_tables_say_change_nothing(editor: Client) -> None:
    page = send(editor, upload("draft.zip", pack(fixtures.export(), {})))
    assert "0 updated, 0 added, 0 kept" in page.text
    assert "There is nothing to write." in page.text


def bomb() -> bytes:
    return zip_of({"causes.json": b" " * 9_000_000})


def lying() -> bytes:
    """A zip whose table says that a large file is small."""
    return bomb().replace((9_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))


def locked() -> bytes:
    data = bytearray(zip_of({"causes.json": b"[]"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    return bytes(data)


BAD = {
    "a picture": (
        "cat.png",
        b"\x89PNG\r\n\x1a\n",
        f"“cat.png” is no fixture file. Those are: {', '.join(fixtures.FILES)}.",
    ),
    "a name that is a script": (f"{SCRIPT}.txt", b"[]", "is no fixture file"),
    "half a zip": (
        "in.zip",
        zip_of({"causes.json": b"[]"})[:-30],
        "The zip cannot be unpacked. Pack the files again.",
    ),
    "no zip": ("in.zip", b"PK\x03\x04" + b"x" * 100, "The zip cannot be unpacked."),
    "something else in the zip": (
        "in.zip",
        zip_of({"people.json": b"[]"}),
        "“people.json” is no fixture file.",
    ),
    "the same file twice": (
        "in.zip",
        zip_of({"a/causes.json": b"[]", "b/causes.json": b"[]"}),
        "“causes.json” was sent twice. Send it once.",
    ),
    "a bomb": (
        "in.zip",
        bomb(),
        "It is too large: more than 8 MB of texts. Send the files in parts.",
    ),
    "a bomb that lies": ("in.zip", lying(), ""),
    "a large file": ("causes.json", b" " * 8_000_001, "It is too large"),
    "many objects": (
        "in.zip",
        zip_of({f"{n}.json": b"" for n in range(1001)}),
        "more than 1,000 entries",
    ),
    "a locked zip": ("in.zip", locked(), "It is locked with a password. Pack it without one."),
    "another way to pack": ("in.zip", zip_of({"causes.json": b"\xff"}, zipfile.ZIP_BZIP2), ""),
    "nothing in the zip": ("in.zip", zip_of({}), "There is no fixture file in what was sent."),
}


@pytest.mark.parametrize(("name", "data", "words"), BAD.values(), ids=BAD)
def test_whatever_is_sent_the_answer_is_a_sentence(
    editor: Client, name: str, data: bytes, words: str
) -> None:
    before = fixtures.export()
    response = editor.post(IMPORT, {"files": upload(name, data)})
    assert response.status_code in ({400} if words else {200, 400})
    page = Page(response.content.decode())
    assert words in page.text
    assert SCRIPT not in page.html
    assert fixtures.export() == before


def test_paths_in_a_zip_lead_nowhere_and_what_a_mac_adds_is_passed_over(
    editor: Client, files: Files
) -> None:
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    data = json.dumps(files["causes.json"]).encode()
    entries = {
        "../../causes.json": data,
        "__MACOSX/._causes.json": b"\0",
        "fixtures/.DS_Store": b"\0",
        "fixtures/": b"",
    }
    assert "1 updated" in send(editor, upload("in.zip", zip_of(entries))).text
    assert "1 updated" in send(editor, upload("causes (2).json", data)).text


def test_too_many_rows_at_once_are_refused_with_a_way_out(
    editor: Client, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.content.files.loading._Import.most_written", 1)
    for slug in ("stuck", "too-far"):
        find(files, "causes.json", slug=slug)["name"] = "Frozen"
    page = send(editor, *json_of(files, "causes.json"))
    assert (
        "causes.json, row 2 (too-far) No more than 1 rows are written at once. Import it in parts."
        in page.text
    )
    assert "Fix the 1 fault above first." in page.text


def test_what_would_not_come_back_through_the_form_is_refused_before(
    editor: Client, files: Files, settings: LazySettings
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    assert (
        "That is too much at once. Send the files in parts."
        in send(editor, *json_of(files, *files), status=400).text
    )


def test_sending_nothing_says_what_to_do(editor: Client) -> None:
    assert "Choose a zip or fixture files first." in send(editor, status=400).text


def test_whatever_the_files_say_is_text(editor: Client, files: Files) -> None:
    models.Cause.objects.filter(slug="stuck").update(name=SCRIPT)
    for slug in ("stuck", "too-far"):
        find(files, "causes.json", slug=slug)["name"] = f"{SCRIPT}<b>"
    files["sources.json"].append(
        row("source", slug="x", title=SCRIPT, publisher=SCRIPT, authority=SCRIPT)
    )
    files["steps.json"][0]["fields"][SCRIPT] = SCRIPT
    for names in (["causes.json"], ["sources.json"], ["steps.json"]):
        page = send(editor, *json_of(files, *names))
        assert "<script>alert" not in page.html
        assert "&lt;script&gt;" in page.html


def test_more_rows_cost_no_more_queries_to_show(editor: Client, files: Files) -> None:
    def queries(changed: int) -> int:
        for place, fields in enumerate(r["fields"] for r in files["likelihoods.json"]):
            fields["word"] = "sometimes" if place < changed else fields["word"]
        data = {"files": json_of(files, "likelihoods.json")}
        with CaptureQueriesContext(connection) as captured:
            editor.post(IMPORT, data)
        return len(captured)

    models.Likelihood.objects.update(word="rarely")
    models.LoadedContent.objects.all().delete()
    queries(1)  # what a process looks up once
    assert queries(1) == queries(6)
