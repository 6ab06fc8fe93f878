from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    make_cause,
    make_channel,
    make_former_name,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_picture,
    make_question,
    make_step,
    make_symptom,
    make_words,
)
from wizard.knowledge.changes import (
    ADDED,
    CHANGED,
    GONE,
    NEW,
    REMOVED,
    SAME,
    Edit,
    FieldEdit,
    LinesEdit,
    Piece,
    edits,
    in_words,
    joined,
    same_order,
    subject_of,
    summary,
    title_of,
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


def test_what_is_added_is_said_field_by_field() -> None:
    light = make_pattern(
        "red",
        causes={"stuck": "common"},
        look_alikes={"blue": "often"},
        channels=[
            make_channel((1.0, 500), (0.25, 500)),
            make_channel((0.0, 1000), colour="blue", repeat=False, cuts=[300, 600]),
        ],
        flash_counts=(5, 6),
    )
    old = make_knowledge(causes=[make_cause("stuck")])
    (edit,) = edits(old, replace(old, patterns=(light,)))
    said = {
        "family": "camera",
        "slug": "red",
        "title": "Red",
        "description": "The light shows red.",
        "status": "look",
        "channels, front light 1, colour": "red",
        "channels, front light 1, steps": "1/500, 0.25/500",
        "channels, front light 1, repeat": "yes",
        "channels, front light 2, colour": "blue",
        "channels, front light 2, steps": "0/1000",
        "channels, front light 2, repeat": "no",
        "channels, front light 2, cuts": "300, 600",
        "timing": "sourced",
        "flash count": "5",
        "flash count max": "6",
        "seen": "common (9)",
        "look alikes, blue, confusion": "often (0.2)",
        "look alikes, blue, how to tell apart": "Look longer.",
        "causes, stuck, frequency": "common (9)",
        "causes, stuck, confidence": "high",
        "confidence": "high",
        "reviewed": "2026-01-01",
    }
    assert edit == Edit(
        kind="pattern",
        subject="pattern camera/red",
        title="Red",
        what=ADDED,
        fields=tuple(FieldEdit(name=name, before="", after=text) for name, text in said.items()),
    )


def test_words_with_a_number_stand_beside_it_wherever_they_are() -> None:
    symptom = make_symptom(causes={"stuck": "common"})
    old = replace(with_step(), symptoms=(symptom,))
    rare = replace(symptom, causes=(replace(symptom.causes[0], frequency="rare"),))
    step = replace(old.steps[0], effects=(replace(old.steps[0].effects[0], word="rarely"),))
    new = replace(old, symptoms=(rare,), steps=(step, *old.steps[1:]))
    assert [field for edit in edits(old, new) for field in edit.fields] == [
        FieldEdit(name="causes, stuck, frequency", before="common (9)", after="rare (1)"),
        FieldEdit(name="effects, stuck, word", before="usually (0.7)", after="rarely (0.15)"),
    ]


def test_edits_stand_in_the_order_of_the_content_and_what_is_gone_comes_last() -> None:
    new = replace(
        with_step(title="Restart it"),
        guide=replace(CONTENT.guide, support_minutes=7.5),
        patterns=(*CONTENT.patterns, make_pattern("blue", causes={})),
        likelihoods=(),
    )
    new = replace(new, steps=(make_step("wait"), new.steps[0]))
    assert [(edit.kind, edit.subject, edit.title, edit.what) for edit in edits(CONTENT, new)] == [
        ("", "guide", "What holds for every page", CHANGED),
        ("pattern", "pattern camera/blue", "Blue", ADDED),
        ("likelihood", "likelihood moved/stuck", "moved/stuck", REMOVED),
        ("step", "step wait", "Wait", ADDED),
        ("step", "step restart", "Restart it", CHANGED),
        ("step", "step move-closer", "Move closer", REMOVED),
    ]
    (guide, *_) = edits(CONTENT, new)
    assert guide.fields == (FieldEdit(name="support minutes", before="45", after="7.5"),)
    assert guide.words == 3


def test_the_order_of_former_names_is_that_of_their_names() -> None:
    old = replace(
        CONTENT,
        former_names=(
            make_former_name("step", "a", "restart"),
            make_former_name("option", "yeah", "yes", scope="moved"),
        ),
    )
    (edit,) = edits(old, replace(old, former_names=old.former_names[::-1]))
    assert edit == Edit(
        kind="",
        subject="former_names",
        title="Order of the former names",
        what=CHANGED,
        fields=(
            FieldEdit(
                name="order",
                before="step/a, option/moved/yeah",
                after="option/moved/yeah, step/a",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("thing", "subject", "title"),
    [
        (make_cause("too-far"), "cause too-far", "Too far"),
        (make_pattern("red", causes={}), "pattern camera/red", "Red"),
        (make_question("moved"), "question moved", "Moved?"),
        (make_likelihood("moved", "stuck", options=()), "likelihood moved/stuck", "moved/stuck"),
        (
            make_likelihood("moved", "stuck", options=(), pattern=("camera", "red")),
            "likelihood moved/stuck on camera/red",
            "moved/stuck on camera/red",
        ),
        (make_former_name("step", "reboot"), "former name step/reboot", "reboot"),
        (
            make_former_name("option", "yeah", scope="moved"),
            "former name option/moved/yeah",
            "yeah",
        ),
        (make_words("my-words"), "words my-words", "my-words"),
        (CONTENT.guide, "guide", ""),
        (make_picture("front"), "picture front", "front"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_thing_has_a_name_for_findings_and_one_for_people(
    thing: object, subject: str, title: str
) -> None:
    kind = subject.rpartition(" ")[0] if " on " not in subject else "likelihood"
    assert subject_of(kind, thing) == subject
    assert title_of(thing) == title


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (7, "7"),
        (2.0, "2"),
        (0.125, "0.125"),
        ("as it is", "as it is"),
        ((), ""),
        (("a", "b"), "a, b"),
        (["a", ["b", 1.5], ("c", None)], "a, b/1.5, c/"),
        ((True, 0.5), "yes, 0.5"),
    ],
)
def test_a_value_is_said_in_words(value: object, said: str) -> None:
    assert in_words(value) == said


def test_names_are_joined_as_in_a_sentence() -> None:
    assert [joined(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]


def test_only_what_is_in_both_can_stand_in_another_order() -> None:
    assert same_order("abc", "axbyc")
    assert same_order("abc", "xyz")
    assert same_order("abc", "")
    assert not same_order("abc", "cxa")
    assert not same_order("ba", "ab")


def test_a_long_summary_names_the_first_and_says_how_many_more() -> None:
    steps = [replace(step, title=f"{step.title} now") for step in CONTENT.steps]
    guide = replace(CONTENT.guide, safety="Cut the power.")
    found = edits(CONTENT, replace(CONTENT, steps=tuple(steps), guide=guide))
    said = "What holds for every page, step “Restart now”, step “Move closer now”"
    assert summary(found) == f"3 changes: {said}"
    assert summary(found, most=2) == (
        "3 changes: What holds for every page, step “Restart now” and 1 more"
    )
    more = edits(CONTENT, replace(CONTENT, steps=tuple(steps), guide=guide, questions=()))
    assert summary(more) == (
        "4 changes: What holds for every page, question “Moved?”, step “Restart now” and 1 more"
    )


def test_a_text_is_compared_word_by_word_up_to_a_length_that_somebody_reads() -> None:
    words = [f"w{number} " for number in range(500)]
    before, after = "".join(words), "".join(["new ", *words[1:]])
    rest = "".join(words)[len("w0") :]
    assert FieldEdit(name="", before=before, after=after).pieces == (
        Piece(GONE, "w0"),
        Piece(NEW, "new"),
        Piece(SAME, rest),
    )
    longer = f"{after}w"
    assert FieldEdit(name="", before=before, after=longer).pieces == (
        Piece(GONE, before),
        Piece(NEW, longer),
    )


def test_words_that_come_often_are_compared_too() -> None:
    before = "red " * 150
    field = FieldEdit(name="", before=before, after=f"{before}blue")
    assert field.pieces == (Piece(SAME, before), Piece(NEW, "blue"))
    assert field.words == 1


def test_a_name_in_a_list_of_lines_is_replaced_as_a_whole() -> None:
    field = LinesEdit(name="steps", before="restart-router\nwait", after="restart-device\nwait")
    assert field.pieces == (
        Piece(GONE, "restart-router\n"),
        Piece(NEW, "restart-device\n"),
        Piece(SAME, "wait"),
    )
    assert field.words == 4


def test_what_is_added_to_nothing_is_new_as_a_whole() -> None:
    assert FieldEdit(name="", before="", after="Wait.").pieces == (Piece(NEW, "Wait."),)
    assert FieldEdit(name="", before="Wait.", after="").pieces == (Piece(GONE, "Wait."),)
    assert FieldEdit(name="", before="", after="").pieces == ()
