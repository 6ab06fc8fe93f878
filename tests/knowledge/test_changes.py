from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    make_cause,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
)
from wizard.knowledge.changes import (
    ADDED,
    CHANGED,
    GONE,
    NEW,
    REMOVED,
    SAME,
    FieldEdit,
    Piece,
    edits,
    summary,
)
from wizard.knowledge.serialise import digest
from wizard.knowledge.values import Knowledge, Wording

CONTENT = make_knowledge(
    patterns=[make_pattern("solid-red", causes={"stuck": "common", "too-far": "rare"})],
    causes=[make_cause("stuck"), make_cause("too-far")],
    questions=[make_question("moved")],
    likelihoods=[make_likelihood("moved", "stuck", "rarely", "usually")],
    steps=[
        make_step("restart", fixes={"stuck": "usually"}),
        make_step("move-closer", fixes={"too-far": "usually"}),
    ],
)


def with_step(**fields: Any) -> Knowledge:
    return replace(CONTENT, steps=(replace(CONTENT.steps[0], **fields), *CONTENT.steps[1:]))


def test_the_same_content_has_no_edits_whatever_its_number() -> None:
    assert edits(CONTENT, replace(CONTENT, revision=7, published="2026-01-01")) == ()


def test_a_changed_field_is_named_with_its_words_before_and_after() -> None:
    (edit,) = edits(CONTENT, with_step(title="Restart it", minutes=2.5))
    assert (edit.kind, edit.subject, edit.title, edit.what) == (
        "step",
        "step restart",
        "Restart it",
        CHANGED,
    )
    assert edit.fields == (
        FieldEdit(name="title", before="Restart", after="Restart it"),
        FieldEdit(name="minutes", before="2", after="2.5"),
    )


def words(*families: str, text: str = "Restart.", slug: str = "general") -> Wording:
    return Wording(slug=slug, families=families, text=text, safety="")


def test_wordings_that_are_put_together_or_called_otherwise_read_the_same() -> None:
    apart = with_step(wordings=(words("bell", slug="bell"), words("camera", slug="camera")))
    together = with_step(wordings=(words("camera", "bell"),))
    assert edits(apart, together) == ()
    assert digest(apart) == digest(together)


def test_a_text_that_changes_for_several_families_is_one_edit() -> None:
    before = with_step(wordings=(words("bell", "camera", "tube"),))
    after = with_step(
        wordings=(
            words("bell", "tube", text="Pull the plug."),
            words("camera", text="Off and on.", slug="camera"),
        )
    )
    (edit,) = edits(before, after)
    assert [(field.name, field.before, field.after) for field in edit.fields] == [
        ("wordings, bell and tube, text", "Restart.", "Pull the plug."),
        ("wordings, camera, text", "Restart.", "Off and on."),
    ]
    assert digest(before) != digest(after)


def test_a_family_that_gets_or_loses_its_words_is_named() -> None:
    (edit,) = edits(
        with_step(wordings=(words("bell", "camera"),)),
        with_step(wordings=(words("camera", "tube"),)),
    )
    assert edit.fields == (
        FieldEdit(name="wordings, tube, text", before="", after="Restart."),
        FieldEdit(name="wordings, bell, text", before="Restart.", after=""),
    )


def test_a_part_has_a_name_of_its_own() -> None:
    before = with_step(wordings=(words("camera"),))
    (edit,) = edits(before, with_step(wordings=(words("camera", text="Pull the plug."),)))
    assert [(field.name, field.before, field.after) for field in edit.fields] == [
        ("wordings, camera, text", "Restart.", "Pull the plug.")
    ]


def test_an_answer_s_word_is_named_by_its_answer() -> None:
    changed = replace(CONTENT, likelihoods=(make_likelihood("moved", "stuck", "rarely", "always"),))
    (edit,) = edits(CONTENT, changed)
    assert edit.subject == "likelihood moved/stuck"
    assert [(field.name, field.before, field.after) for field in edit.fields] == [
        ("answer no", "usually (0.85)", "always (0.97)")
    ]


def test_what_is_added_has_new_words_only_and_what_is_removed_old_ones() -> None:
    more = replace(CONTENT, steps=(*CONTENT.steps, make_step("wait")))
    (added,) = edits(CONTENT, more)
    (removed,) = edits(more, CONTENT)
    assert (added.subject, added.what, removed.what) == ("step wait", ADDED, REMOVED)
    assert FieldEdit(name="title", before="", after="Wait") in added.fields
    assert FieldEdit(name="title", before="Wait", after="") in removed.fields


def test_another_order_is_an_edit_of_its_own() -> None:
    (edit,) = edits(CONTENT, replace(CONTENT, steps=CONTENT.steps[::-1]))
    assert (edit.title, edit.fields[0].before, edit.fields[0].after) == (
        "Order of the steps",
        "restart, move-closer",
        "move-closer, restart",
    )


def test_adding_an_answer_does_not_change_the_order_of_the_others() -> None:
    question = make_question("moved", options=("yes", "perhaps", "no"))
    (edit,) = edits(CONTENT, replace(CONTENT, questions=(question,)))
    assert not [field.name for field in edit.fields if field.name.startswith("order")]
    (edit,) = edits(
        CONTENT, replace(CONTENT, questions=(make_question("moved", options=("no", "yes")),))
    )
    assert [field.name for field in edit.fields] == ["order of options"]


def test_words_before_and_after_stand_in_one_line() -> None:
    field = FieldEdit(name="text", before="Wait 10 seconds.", after="Wait for 30 seconds.")
    assert field.pieces == (
        Piece(SAME, "Wait "),
        Piece(GONE, "10"),
        Piece(NEW, "for 30"),
        Piece(SAME, " seconds."),
    )
    assert field.words == 3


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_pieces_give_back_both_texts(before: str, after: str) -> None:
    pieces = FieldEdit(name="", before=before, after=after).pieces
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == before
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == after


def test_the_summary_is_one_line() -> None:
    assert summary(edits(CONTENT, CONTENT)) == ""
    assert summary(edits(CONTENT, with_step(title="Restart it"))) == "1 change: step “Restart it”"
    removed = replace(CONTENT, steps=(), questions=(), likelihoods=(), causes=())
    assert summary(edits(CONTENT, removed)).startswith(
        "6 changes: cause “Stuck”, cause “Too far”, question “Moved?”"
    )
    assert summary(edits(CONTENT, removed)).endswith("and 3 more")


def test_texts_of_a_length_that_nobody_reads_are_shown_whole() -> None:
    before, after = "red " * 2000, "red " * 3000
    pieces = FieldEdit(name="text", before=before, after=after).pieces
    assert [(piece.kind, piece.text) for piece in pieces] == [("gone", before), ("new", after)]


def test_another_order_is_one_edit_with_the_names_before_and_after() -> None:
    turned = replace(CONTENT, steps=CONTENT.steps[::-1])
    (edit,) = edits(CONTENT, turned)
    order = FieldEdit(name="order", before="restart, move-closer", after="move-closer, restart")
    assert (edit.kind, edit.subject, edit.what, edit.fields) == ("", "steps", CHANGED, (order,))


def test_a_light_that_is_named_is_said_by_its_family_and_name() -> None:
    asked = replace(CONTENT.questions[0], only_patterns=(("camera", "solid-red"),))
    (edit,) = edits(CONTENT, replace(CONTENT, questions=(asked,)))
    assert edit.fields == (FieldEdit(name="only patterns", before="", after="camera/solid-red"),)


def test_yes_no_and_nothing_are_said_in_words() -> None:
    (edit,) = edits(CONTENT, with_step(destructive=True, minutes=None))
    assert edit.fields == (
        FieldEdit(name="minutes", before="2", after=""),
        FieldEdit(name="destructive", before="no", after="yes"),
    )
