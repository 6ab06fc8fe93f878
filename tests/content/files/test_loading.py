from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.serializers import sort_dependencies
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.rows import Files, empty_tables, find, row, small, twice, write
from wizard import models
from wizard.content import files as fixtures
from wizard.content.files import FILES, FixtureError, Loaded, load
from wizard.content.revisions import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty(db: None) -> None:
    empty_tables()


@pytest.fixture
def files() -> Files:
    return small()


def reload(directory: Path, files: Files) -> Loaded:
    return load(write(directory, files))


def count() -> int:
    return sum(model._default_manager.count() for model in FILES.values())


# What a load does


def test_an_empty_database_gets_every_row(tmp_path: Path, files: Files) -> None:
    loaded = reload(tmp_path, files)
    assert loaded.created == count() == sum(map(len, files.values()))
    camera = models.Device.objects.get(slug="camera-1")
    assert camera.family.slug == "camera"
    assert [source.slug for source in camera.sources.all()] == ["table"]


def test_loading_again_changes_nothing_and_says_so(tmp_path: Path, files: Files) -> None:
    first = reload(tmp_path, files)
    again = reload(tmp_path, files)
    assert not again.changed
    assert again.unchanged == first.created
    assert [again.kept, again.deleted, again.left] == [[], [], []]


def test_a_row_nobody_touched_follows_its_file(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    find(files, "steps.json", slug="move-closer").update(
        title="Bring it nearer", disturbs=[], sources=[["table"]]
    )
    loaded = reload(tmp_path, files)
    step = models.Step.objects.get(slug="move-closer")
    assert (loaded.updated, loaded.created) == (1, 0)
    assert step.title == "Bring it nearer"
    assert [source.slug for source in step.sources.all()] == ["table"]
    assert not step.disturbs.exists()


def test_a_row_that_staff_edited_is_kept_and_named(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    loaded = reload(tmp_path, files)
    assert models.Cause.objects.get(slug="stuck").name == "Hung"
    assert loaded.kept == ["cause stuck"]
    assert not loaded.changed


def test_an_edit_of_a_relation_is_an_edit_of_the_row(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    models.Cause.objects.get(slug="stuck").sources.clear()
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    assert reload(tmp_path, files).kept == ["cause stuck"]


def test_a_row_whose_edit_reached_the_files_follows_them_again(
    tmp_path: Path, files: Files
) -> None:
    reload(tmp_path, files)
    models.Cause.objects.filter(slug="stuck").update(name="Hung")
    find(files, "causes.json", slug="stuck")["name"] = "Hung"
    assert not reload(tmp_path, files).kept
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    assert reload(tmp_path, files).updated == 1
    assert models.Cause.objects.get(slug="stuck").name == "Frozen"


def test_what_staff_deleted_stays_deleted_with_all_that_hung_on_it(
    tmp_path: Path, files: Files
) -> None:
    reload(tmp_path, files)
    models.Question.objects.get(slug="moved").delete()
    files["options.json"].append(
        row(
            "option",
            question=["moved"],
            slug="maybe",
            label="Maybe",
            summary="Perhaps it was moved.",
        )
    )
    loaded = reload(tmp_path, files)
    assert not models.Question.objects.exists()
    assert not models.Likelihood.objects.exists()
    assert "question moved" in loaded.deleted
    assert "option moved / maybe" in loaded.deleted
    assert not loaded.changed


def test_rows_that_named_what_staff_deleted_still_follow_their_files(
    tmp_path: Path, files: Files
) -> None:
    reload(tmp_path, files)
    models.Source.objects.get(slug="a-blog").delete()
    loaded = reload(tmp_path, files)
    assert loaded.deleted == ["source a-blog"]
    find(files, "steps.json", slug="restart")["sources"] = [["a-blog"], ["table"]]
    assert reload(tmp_path, files).updated == 1
    assert [source.slug for source in models.Step.objects.get(slug="restart").sources.all()] == [
        "table"
    ]


def worded_by_staff(*families: str) -> None:
    wording = models.Wording.objects.create(
        step=models.Step.objects.get(slug="restart"), slug="own", text="Pull the plug.\nWait."
    )
    wording.families.set(models.Family.objects.filter(slug__in=families))


def test_a_family_that_is_worded_here_is_not_worded_again(tmp_path: Path, files: Files) -> None:
    files["families.json"].append(row("family", slug="bell", name="Bell", led="Round."))
    reload(tmp_path, files)
    worded_by_staff("bell")
    find(files, "wordings.json", step=["restart"])["families"] = [["bell"], ["camera"]]
    with pytest.raises(FixtureError) as caught:
        reload(tmp_path, files)
    (fault,) = caught.value.faults
    assert str(fault) == (
        "wordings.json, row 1 (restart / general): families: This step is worded for bell already, "
        "in the wording that begins “Pull the plug.” Take it out of one of them."
    )
    models.Wording.objects.get(slug="own").delete()
    assert reload(tmp_path, files).updated == 1


def test_files_of_a_wording_for_each_family_are_still_read(tmp_path: Path, files: Files) -> None:
    files["wordings.json"] = [row("wording", step=["restart"], family=["camera"], text="Do it.")]
    reload(tmp_path, files)
    wording = models.Wording.objects.get()
    assert (wording.slug, [family.slug for family in wording.families.all()]) == (
        "camera",
        ["camera"],
    )


def test_a_family_may_go_from_one_wording_to_another(tmp_path: Path, files: Files) -> None:
    files["families.json"].append(row("family", slug="bell", name="Bell", led="Round."))
    files["wordings.json"].append(
        row("wording", step=["restart"], slug="bells", families=[["bell"]], text="Ring.")
    )
    reload(tmp_path, files)
    find(files, "wordings.json", slug="bells")["families"] = [["camera"]]
    find(files, "wordings.json", step=["restart"], slug="general")["families"] = [["bell"]]
    assert reload(tmp_path, files).updated == 2
    assert [family.slug for family in models.Wording.objects.get(slug="bells").families.all()] == [
        "camera"
    ]


def test_a_row_that_left_the_files_goes_if_nobody_touched_it(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    files["faqs.json"] = []
    loaded = reload(tmp_path, files)
    assert (loaded.removed, loaded.left) == (["frequent question why-red"], [])
    assert not models.Faq.objects.exists()
    again = reload(tmp_path, files)
    assert not again.changed
    assert not again.deleted


def test_a_row_that_left_the_files_stays_if_staff_edited_it(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    models.Faq.objects.update(answer="Ours.")
    files["faqs.json"] = []
    for _ in range(2):
        loaded = reload(tmp_path, files)
        assert (loaded.removed, loaded.left) == ([], ["frequent question why-red"])
    assert models.Faq.objects.get().answer == "Ours."


def test_what_left_the_files_stays_with_all_its_parts_if_staff_touched_one_of_them(
    tmp_path: Path, files: Files
) -> None:
    reload(tmp_path, files)
    models.Wording.objects.filter(step__slug="move-closer").update(text="Ours.")
    parts = count_of("move-closer")
    drop_step(files)
    loaded = reload(tmp_path, files)
    assert loaded.removed == []
    assert "remediation step move-closer" in loaded.left
    assert count_of("move-closer") == parts


def test_what_left_the_files_stays_if_staff_name_it_in_a_list(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    faq = models.Faq.objects.create(slug="ours", question="Ours?", answer="Yes.")
    faq.steps.add(models.Step.objects.get(slug="move-closer"))
    drop_step(files)
    assert "remediation step move-closer" in reload(tmp_path, files).left
    assert faq.steps.count() == 1


def test_links_with_the_name_of_a_step_that_left_the_files_say_so(
    tmp_path: Path, files: Files
) -> None:
    reload(tmp_path, files)
    publish(None, "The first")
    drop_step(files)
    loaded = reload(tmp_path, files)
    assert "remediation step move-closer" in loaded.removed
    assert not models.Step.objects.filter(slug="move-closer").exists()
    former = models.FormerName.objects.get(kind="step", old="move-closer")
    assert (former.new, former.reason) == ("", "It is no longer in this guide.")


def test_a_field_that_came_into_the_tables_later_makes_no_row_look_edited(
    tmp_path: Path, files: Files
) -> None:
    reload(tmp_path, files)
    base = models.LoadedContent.objects.get()
    for _, fields in base.rows["wizard.wording"]:
        del fields["picture"]
    base.save()
    files["wordings.json"][0]["fields"]["picture"] = "breaker"
    assert reload(tmp_path, files).updated == 1
    assert models.Wording.objects.filter(picture="breaker").count() == 1


def test_a_row_of_which_nobody_knows_what_was_loaded_stays_the_staffs(
    tmp_path: Path, files: Files
) -> None:
    reload(tmp_path, files)
    base = models.LoadedContent.objects.get()
    for table in ("wizard.cause", "wizard.faq"):
        base.rows[table] = [[key, None] for key, _ in base.rows[table]]
    base.save()
    models.Faq.objects.all().delete()
    find(files, "causes.json", slug="stuck")["name"] = "Frozen"
    loaded = reload(tmp_path, files)
    assert loaded.kept == ["cause stuck"]
    assert loaded.deleted == ["frequent question why-red"]
    models.Cause.objects.filter(slug="stuck").update(name="Frozen")
    assert not reload(tmp_path, files).kept  # the files say the same: it follows them again
    find(files, "causes.json", slug="stuck")["name"] = "Hung"
    assert reload(tmp_path, files).updated == 1


def drop_step(files: Files) -> None:
    """The files no longer have the step, nor anything that names it."""
    files["steps.json"] = [
        one for one in files["steps.json"] if one["fields"]["slug"] != "move-closer"
    ]
    for file in ("wordings.json", "effects.json"):
        files[file] = [one for one in files[file] if one["fields"]["step"] != ["move-closer"]]
    for rows in files.values():
        for one in rows:
            for name in ("steps", "prerequisites"):
                if name in one["fields"]:
                    one["fields"][name] = [
                        key for key in one["fields"][name] if key != ["move-closer"]
                    ]


def count_of(step: str) -> int:
    of = {"step__slug": step}
    return models.Wording.objects.filter(**of).count() + models.Effect.objects.filter(**of).count()


def test_a_row_staff_wrote_first_is_adopted_if_the_file_says_the_same(
    tmp_path: Path, files: Files
) -> None:
    models.Source.objects.create(
        slug="table", title="The table", publisher="Blink", authority="official", position=10
    )
    models.Source.objects.create(
        slug="a-blog", title="Another blog", publisher="Us", authority="blog", position=20
    )
    loaded = reload(tmp_path, files)
    assert loaded.unchanged == 1
    assert loaded.kept == ["source a-blog"]
    find(files, "sources.json", slug="table")["title"] = "The light table"
    assert reload(tmp_path, files).updated == 1
    assert models.Source.objects.get(slug="table").title == "The light table"


def test_more_content_costs_no_more_queries_to_read(tmp_path: Path, files: Files) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            fixtures.table_rows()
        return len(captured)

    reload(tmp_path, files)
    few = queries()
    reload(tmp_path, twice(files))
    assert queries() == few


# Broken files


def changed(file: str, **change: Any) -> Callable[[Files], None]:
    """Changes the first row of a file."""
    return lambda files: files[file][0]["fields"].update(change)


def look_alike_of_another_family(files: Files) -> None:
    files["families.json"].append(row("family", slug="bell", name="Bell", led="Round."))
    files["patterns.json"].append(
        row("pattern", **{**files["patterns.json"][0]["fields"], "family": ["bell"]})
    )
    files["look_alikes.json"][0]["fields"]["other"] = ["bell", "solid-red"]


BROKEN: dict[str, tuple[Callable[[Files], object], str, str, str]] = {
    "a numeric key": (
        lambda files: files["causes.json"][0].update(pk=1),
        "causes.json, row 1",
        "",
        "rows are named by their natural key",
    ),
    "a row in the wrong file": (
        lambda files: files["causes.json"].append(files["steps.json"][0]),
        "causes.json, row 3",
        "model",
        "belongs in steps.json",
    ),
    "an unknown table": (
        lambda files: files["causes.json"][1].update(model="wizard.reason"),
        "causes.json, row 2",
        "model",
        "There is no table “wizard.reason”",
    ),
    "an unknown field": (
        changed("causes.json", explanations="?"),
        "causes.json, row 1 (stuck)",
        "explanations",
        "Is it “explanation”?",
    ),
    "a missing reference": (
        changed("devices.json", family=["camra"]),
        "devices.json, row 1 (camera-1)",
        "family",
        "There is no device family “camra” in families.json or in the database. Is it “camera”?",
    ),
    "a missing reference among many": (
        changed("families.json", sources=[["table"], ["tabel"]]),
        "families.json, row 1 (camera)",
        "sources",
        "Is it “table”?",
    ),
    "a reference that is not a natural key": (
        changed("devices.json", family="camera"),
        "devices.json, row 1 (camera-1)",
        "family",
        "Write the natural key",
    ),
    "one reference in place of many": (
        changed("families.json", sources="table"),
        "families.json, row 1 (camera)",
        "sources",
        "Write a list of natural keys",
    ),
    "the same reference twice": (
        changed("families.json", sources=[["table"], ["table"]]),
        "families.json, row 1 (camera)",
        "sources",
        "names something twice",
    ),
    "a word that is not on the scale": (
        changed("pattern_causes.json", frequency="often"),
        "pattern_causes.json, row 1 (camera / solid-red / stuck)",
        "frequency",
        "not a valid choice",
    ),
    "a name no address can carry": (
        changed("faqs.json", slug="Why Red?"),
        "faqs.json, row 1 (Why Red?)",
        "slug",
        "Use lower-case letters",
    ),
    "a value of the wrong kind": (
        changed("sources.json", checked="yesterday"),
        "sources.json, row 1 (table)",
        "checked",
        "date",
    ),
    "nothing where something is needed": (
        changed("steps.json", title=None),
        "steps.json, row 1 (restart)",
        "title",
        "cannot be null",
    ),
    "an empty text": (
        changed("causes.json", name=""),
        "causes.json, row 1 (stuck)",
        "name",
        "blank",
    ),
    "a reference left out": (
        lambda files: files["devices.json"][0]["fields"].pop("family"),
        "devices.json, row 1 (camera-1)",
        "family",
        "cannot be null",
    ),
    "a value the database refuses": (
        changed("steps.json", minutes=0.1),
        "steps.json, row 1 (restart)",
        "",
        "at least a quarter of a minute",
    ),
    "a look-alike of another family": (
        look_alike_of_another_family,
        "look_alikes.json, row 1",
        "other",
        "belongs to the same family",
    ),
    "the same key twice": (
        lambda files: files["causes.json"].append(files["causes.json"][0]),
        "causes.json, row 3 (stuck)",
        "",
        "Row 1 has the same key",
    ),
}


@pytest.mark.parametrize(("damage", "place", "field", "remedy"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_refused_with_its_place_and_a_remedy(
    tmp_path: Path,
    files: Files,
    damage: Callable[[Files], object],
    place: str,
    field: str,
    remedy: str,
) -> None:
    damage(files)
    with pytest.raises(FixtureError) as caught:
        reload(tmp_path, files)
    text = str(caught.value)
    assert [fault.field for fault in caught.value.faults] == [field], text
    assert text.startswith(place), text
    assert remedy in text
    assert count() == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[\n{]", "Line 2, column 2 is not JSON"),
        ("{}", "is not a list of rows"),
        (
            '[{"model": "wizard.cause", "fields": {"slug": "a", "slug": "b"}}]',
            "“slug” stands twice",
        ),
    ],
)
def test_a_broken_file_is_one_fault_and_not_one_for_each_row_that_names_it(
    tmp_path: Path, files: Files, text: str, message: str
) -> None:
    write(tmp_path, files)
    (tmp_path / "causes.json").write_text(text)
    with pytest.raises(FixtureError) as caught:
        load(tmp_path)
    assert [fault.file for fault in caught.value.faults] == ["causes.json"], str(caught.value)
    assert message in str(caught.value)


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path, files: Files) -> None:
    write(tmp_path, files)
    (tmp_path / "faqs.json").unlink()
    with pytest.raises(FixtureError, match=r"faqs\.json: The file is not in .* Write \[\] into it"):
        load(tmp_path)


def test_all_faults_are_told_at_once_in_the_order_of_the_files(
    tmp_path: Path, files: Files
) -> None:
    find(files, "guide.json")["support_minutes"] = 0
    find(files, "causes.json", slug="too-far")["slug"] = "Too Far"
    find(files, "sources.json", slug="a-blog")["authority"] = "hearsay"
    find(files, "steps.json", slug="restart")["minute"] = 1
    with pytest.raises(FixtureError) as caught:
        reload(tmp_path, files)
    told = [(fault.file, fault.row) for fault in caught.value.faults]
    expected = {("sources.json", 2), ("causes.json", 2), ("steps.json", 1), ("guide.json", 1)}
    assert expected <= set(told)
    assert [file for file, _ in told] == sorted((file for file, _ in told), key=list(FILES).index)


def test_nothing_is_loaded_by_halves(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    find(files, "sources.json", slug="a-blog")["title"] = "A better blog"
    find(files, "guide.json")["support_minutes"] = 0
    with pytest.raises(FixtureError):
        reload(tmp_path, files)
    assert models.Source.objects.get(slug="a-blog").title == "A blog"


# Writing


def export(directory: Path) -> dict[str, str]:
    texts = fixtures.export()
    for file, text in texts.items():
        (directory / file).write_text(text, encoding="utf-8")
    return texts


def test_what_was_exported_loads_into_an_empty_database_and_exports_the_same(
    tmp_path: Path, files: Files
) -> None:
    reload(tmp_path, files)
    texts = export(tmp_path)
    empty_tables()
    load(tmp_path)
    assert fixtures.export() == texts


def test_an_edit_changes_its_file_and_no_other(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    before = fixtures.export()
    models.Cause.objects.filter(slug="stuck").update(name="Hängt – ‘stuck’")
    after = fixtures.export()
    assert [file for file in FILES if before[file] != after[file]] == ["causes.json"]
    assert "Hängt – ‘stuck’" in after["causes.json"]


def test_rows_stand_in_the_curated_order_without_numeric_keys(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    models.Cause.objects.filter(slug="too-far").update(position=5)
    rows = json.loads(fixtures.export()["causes.json"])
    assert [row["slug"] for row in rows] == ["too-far", "stuck"]
    assert not any({"pk", "model"} & row.keys() for row in rows)


def test_short_rows_take_one_line_and_long_rows_one_a_field(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    texts = fixtures.export()
    assert texts["effects.json"].count("\n") == len(files["effects.json"]) + 2
    assert '\n  "slug": "stuck",\n' in texts["causes.json"]
    empty_tables()
    assert fixtures.export()["faqs.json"] == "[]\n"


# Natural keys


def test_every_row_is_found_by_its_natural_key(tmp_path: Path, files: Files) -> None:
    reload(tmp_path, files)
    for model in FILES.values():
        rows = list(model._default_manager.all())
        assert rows or model is models.Picture, model  # which needs its file
        for instance in rows:
            manager: Any = model._default_manager
            assert manager.get_by_natural_key(*instance.natural_key()) == instance


def test_django_sorts_the_tables_in_our_order() -> None:
    place = {
        model: number for number, model in enumerate(sort_dependencies([(None, FILES.values())]))
    }
    for model in FILES.values():
        for relation in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            target = relation.related_model
            if isinstance(target, type) and target is not model:
                assert place[target] < place[model]
