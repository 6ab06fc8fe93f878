from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tests.rows import Files, empty_tables, find, row, small, write
from wizard import models
from wizard.content.files import FILES
from wizard.content.live import published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty(db: None) -> None:
    empty_tables()


@pytest.fixture
def files() -> Files:
    return small()


def run(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def load(directory: Path, files: Files) -> str:
    return run("load_content", "--from", str(write(directory, files)))


# load_content


def test_the_first_load_fills_the_tables_and_publishes(tmp_path: Path, files: Files) -> None:
    said = load(tmp_path, files)
    assert "38 rows created, 0 updated, 0 unchanged." in said
    assert "Published revision 1." in said
    assert published().cause["stuck"].name == "Stuck"


def test_a_second_load_says_that_nothing_is_new_and_publishes_nothing(
    tmp_path: Path, files: Files
) -> None:
    load(tmp_path, files)
    assert "Nothing new in the files; nothing to publish." in load(tmp_path, files)
    assert models.Revision.objects.count() == 1


def test_a_dry_run_says_what_would_become_of_every_row_and_writes_nothing(
    tmp_path: Path, files: Files
) -> None:
    load(tmp_path, files)
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    find(files, "steps.json", slug="restart")["title"] = "Restart it"
    files["sources.json"].append(
        row("source", slug="new", title="New", publisher="Us", authority="blog")
    )
    said = run("load_content", "--from", str(write(tmp_path, files)), "--dry-run")
    assert "Nothing was written." in said
    assert "Rows to create (1):\n  source new\n" in said
    assert "Rows to update (1):\n  remediation step restart: title\n" in said
    assert "Kept because staff edited them (1):\n  cause stuck" in said
    assert models.Step.objects.get(slug="restart").title == "Switch it off and on"
    assert not models.Source.objects.filter(slug="new").exists()
    files["steps.json"][0]["fields"]["minutes"] = 0
    with pytest.raises(
        CommandError,
        match=r"1 faults in the fixture files; nothing was loaded.\nsteps\.json, row 1",
    ):
        run("load_content", "--from", str(write(tmp_path, files)), "--dry-run")


def test_a_start_fills_an_empty_database_and_leaves_a_filled_one_alone(
    tmp_path: Path, files: Files
) -> None:
    write(tmp_path, files)
    assert "Published revision 1." in run("load_content", "--from", str(tmp_path), "--if-empty")
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    write(tmp_path, files)
    assert (
        run("load_content", "--from", str(tmp_path), "--if-empty")
        == "The content is there: revision 1.\n"
    )
    assert models.Cause.objects.get(slug="stuck").name == "Stuck"


def test_a_changed_file_becomes_the_next_revision(tmp_path: Path, files: Files) -> None:
    load(tmp_path, files)
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    said = load(tmp_path, files)
    assert "1 updated" in said
    assert "Published revision 2." in said
    assert published().cause["stuck"].name == "Frozen"


def test_a_change_that_people_cannot_see_is_loaded_and_not_published(
    tmp_path: Path, files: Files
) -> None:
    load(tmp_path, files)
    find(files, "causes.json", slug="too-far")["position"] = 30
    assert "1 updated, 37 unchanged.\nPeople already see this content; nothing to publish." in load(
        tmp_path, files
    )
    assert models.Revision.objects.count() == 1


def test_kept_and_deleted_rows_are_named(tmp_path: Path, files: Files) -> None:
    load(tmp_path, files)
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    models.Faq.objects.all().delete()
    models.Dispute.objects.update(confidence="high")
    files["disputes.json"] = []
    said = load(tmp_path, files)
    assert "Kept because staff edited them (1):\n  cause stuck\n" in said
    assert "Left deleted because staff deleted them (1):\n  frequent question why-red\n" in said
    assert (
        "No longer in the files, left because staff edited or need them (1):\n  disputed claim"
        " green\n" in said
    )


def withdraw_the_question(files: Files) -> None:
    """Beside what the tables have, a release withdraws its only question."""
    for file in ("questions.json", "options.json", "likelihoods.json"):
        files[file] = []
    for step in files["steps.json"]:
        step["fields"]["disturbs"] = []
    for dispute in files["disputes.json"]:
        dispute["fields"]["questions"] = []
    former = {"kind": "question", "old": "moved", "new": "", "reason": "It is asked elsewhere."}
    files["former_names.json"].append(row("formername", **former))


def test_what_the_files_withdraw_by_name_goes_with_its_parts_and_its_links_say_why(
    tmp_path: Path, files: Files, client: Client
) -> None:
    load(tmp_path, files)
    withdraw_the_question(files)
    said = load(tmp_path, files)
    assert "Removed: no longer in the files, and nobody here had touched them (6):" in said
    assert "question moved\n" in said
    assert "Published revision 2." in said
    assert not models.Question.objects.exists()
    assert not models.Likelihood.objects.exists()
    device = published().devices[0].slug
    assert (
        "It is asked elsewhere."
        in client.get(f"/diagnose/?device={device}&moved=yes").content.decode()
    )
    assert "Nothing new in the files" in load(tmp_path, files)


def test_what_staff_have_touched_is_not_withdrawn_under_them(tmp_path: Path, files: Files) -> None:
    load(tmp_path, files)
    models.Option.objects.filter(question__slug="moved").update(label="Yes, lately")
    run("publish_content", "--note", "Said better")
    withdraw_the_question(files)
    with pytest.raises(CommandError, match=r"former name moved.*Delete this former name"):
        load(tmp_path, files)
    assert models.Question.objects.filter(slug="moved").exists()


def test_loading_never_publishes_what_staff_have_not_published(
    tmp_path: Path, files: Files
) -> None:
    load(tmp_path, files)
    models.Cause.objects.filter(slug="stuck").update(name="Half a na")
    find(files, "causes.json", slug="too-far")["name"] = "Far away"
    said = load(tmp_path, files)
    assert "Not published" in said
    assert "publish_content" in said
    assert models.Cause.objects.get(slug="too-far").name == "Far away"
    assert published().cause["stuck"].name == "Stuck"


def test_faulty_files_are_refused_with_every_fault_and_nothing_is_loaded(
    tmp_path: Path, files: Files
) -> None:
    find(files, "causes.json", slug="stuck")["confidence"] = "sure"
    find(files, "steps.json", slug="restart")["minutes"] = 0.1
    with pytest.raises(CommandError) as caught:
        load(tmp_path, files)
    assert "2 faults in the fixture files; nothing was loaded." in str(caught.value)
    assert "causes.json, row 1 (stuck): confidence:" in str(caught.value)
    assert "steps.json, row 1 (restart):" in str(caught.value)
    assert not models.Cause.objects.exists()


def test_content_with_errors_is_refused_with_every_finding_and_nothing_is_loaded(
    tmp_path: Path, files: Files
) -> None:
    files["pattern_causes.json"] = []
    files["disputes.json"][0]["fields"].update(patterns=[], causes=[], steps=[], questions=[])
    with pytest.raises(CommandError) as caught:
        load(tmp_path, files)
    message = str(caught.value)
    assert "3 content errors" in message
    assert "error: pattern camera/solid-red, causes: It has no cause" in message
    assert "error: dispute green, patterns:" in message
    assert not models.Family.objects.exists()
    assert not models.Revision.objects.exists()


def test_files_without_a_guide_are_refused(tmp_path: Path, files: Files) -> None:
    files["guide.json"] = []
    with pytest.raises(CommandError, match=r"no row in guide\.json"):
        load(tmp_path, files)
    assert not models.Family.objects.exists()


def test_tables_that_staff_emptied_stay_empty(tmp_path: Path, files: Files) -> None:
    load(tmp_path, files)
    for model in reversed(FILES.values()):
        model._default_manager.all().delete()
    said = load(tmp_path, files)
    assert "Left deleted because staff deleted them (35):" in said
    assert "Nothing new in the files" in said
    assert published().revision == 1


def test_a_load_can_be_silent(tmp_path: Path, files: Files) -> None:
    out = io.StringIO()
    call_command("load_content", "--from", str(write(tmp_path, files)), verbosity=0, stdout=out)
    assert out.getvalue() == ""


# export_content


def test_export_writes_what_changed_and_check_names_it(tmp_path: Path, files: Files) -> None:
    load(tmp_path, files)
    target = tmp_path / "out"
    target.mkdir()
    assert "Written: colours.json, sources.json" in run("export_content", "--to", str(target))
    assert (
        run("export_content", "--to", str(target), "--check")
        == "The files say what the tables say.\n"
    )
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    before = (target / "causes.json").read_text()
    with pytest.raises(
        CommandError,
        match=r"these files: causes\.json\. Write them with: python manage\.py export_content",
    ):
        run("export_content", "--to", str(target), "--check")
    assert (target / "causes.json").read_text() == before
    assert run("export_content", "--to", str(target)) == "Written: causes.json.\n"
    assert run("export_content", "--to", str(target)) == "The files say what the tables say.\n"


# publish_content


def test_publishing_says_the_revision_or_that_nothing_changed(tmp_path: Path, files: Files) -> None:
    load(tmp_path, files)
    assert (
        run("publish_content", "--note", "Again") == "Nothing changed. Revision 1 says the same.\n"
    )
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    assert run("publish_content", "--note", "A better name") == "Published revision 2.\n"
    assert models.Revision.objects.latest().note == "A better name"


def test_errors_keep_content_from_being_published(tmp_path: Path, files: Files) -> None:
    load(tmp_path, files)
    models.Effect.objects.all().delete()
    with pytest.raises(CommandError, match="Nothing was published") as caught:
        run("publish_content", "--note", "Broken")
    assert str(caught.value).count("cause-without-remedy") == 5
    assert models.Revision.objects.count() == 1


def test_an_empty_database_cannot_be_published_or_checked() -> None:
    for command in (["publish_content", "--note", "Empty"], ["check_content"]):
        with pytest.raises(CommandError, match="load_content"):
            run(*command)


# check_content


def test_sound_content_gets_a_certificate(tmp_path: Path, files: Files) -> None:
    today = timezone.localdate()
    for name in (
        "causes", "colours", "devices", "disputes", "families", "faqs", "guide", "patterns",
        "questions", "steps", "symptoms", "words",
    ):  # fmt: skip
        for one in files[f"{name}.json"]:
            one["fields"]["reviewed"] = str(today)
    load(tmp_path, files)
    said = run("check_content", "--quick").splitlines()
    assert (
        said[-1]
        == f"Certificate of {today}: revision 1, no way walked: 0 errors, 2 warnings, 0 notes."
    )
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    assert "drafts after revision 1" in run("check_content", "--quick")


def test_every_way_is_walked_and_counted(tmp_path: Path, files: Files) -> None:
    load(tmp_path, files)
    said = run("check_content")
    assert re.search(r"\n  camera +\d+ states +\d+\.\d s  all of them\n", said)
    assert re.search(r"revision 1, \d+ states of 1 families visited in \d+\.\d s: 0 errors", said)


def test_every_fault_is_listed_with_its_place_its_remedy_and_an_address(
    tmp_path: Path, files: Files, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    load(tmp_path, files)
    models.Source.objects.update(checked=timezone.localdate())
    models.Cause.objects.filter(slug="stuck").update(confidence="low")
    models.Step.objects.filter(slug="move-closer").update(minutes=400)
    models.Effect.objects.filter(step__slug="move-closer").update(word="rarely")
    with pytest.raises(CommandError, match="1 errors"):
        call_command("check_content")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Errors: they keep this content from being published (1)"
    assert lines[1].startswith("  cause stuck, note: Its confidence is low")
    assert lines[2] == "    Say “Unconfirmed:” and why."
    with pytest.raises(CommandError):
        call_command("check_content", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["content"] == "drafts after revision 1"
    assert report["counts"]["error"] == 1
    assert report["states"] == sum(walk["states"] for walk in report["walks"])
    never = next(
        finding for finding in report["findings"] if finding["code"] == "step-never-planned"
    )
    assert never["subject"] == "step move-closer for general"
    assert client.get(never["address"]).status_code == 200


def test_how_long_a_source_may_go_unread_can_be_said(tmp_path: Path, files: Files) -> None:
    load(tmp_path, files)
    models.Source.objects.update(checked=timezone.localdate() - timedelta(days=100))
    assert "source-unchecked" not in run("check_content", "--quick")
    assert "source-unchecked" in run("check_content", "--quick", "--months", "3")


def test_a_start_says_where_the_site_is_and_how_to_make_a_staff_login(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "9000")
    said = run("welcome")
    assert "http://127.0.0.1:9000/" in said
    assert "make staff" in said


def test_a_start_with_a_staff_login_says_no_more_about_it(admin_user: object) -> None:
    assert "make staff" not in run("welcome")
