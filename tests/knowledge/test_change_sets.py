from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    make_cause,
    make_device,
    make_former_name,
    make_knowledge,
    make_likelihood,
    make_pattern,
    make_question,
    make_step,
)
from tests.knowledge.contents import contents
from wizard.knowledge import change_sets
from wizard.knowledge.change_sets import (
    ConflictError,
    ObjectChange,
    OrderChange,
    apply,
    changes_between,
    freeze_changes,
    inverted,
    merged,
    rebased,
    thaw_changes,
)
from wizard.knowledge.changes import KINDS, edits, objects
from wizard.knowledge.references import check_references
from wizard.knowledge.values import Knowledge, Likelihood, Wording


def without_answers_order(content: Knowledge) -> Knowledge:
    rows = (replace(row, words=tuple(sorted(row.words))) for row in content.likelihoods)
    return replace(content, likelihoods=tuple(rows))


# Live with some of the draft


@given(contents(), contents())
def test_all_of_the_draft_is_the_draft_and_none_of_it_is_what_is_live(
    live: Knowledge, draft: Knowledge
) -> None:
    every = {change.subject for change in changes_between(live, draft)}
    assert merged(live, draft, every) == draft
    assert merged(live, draft, ()) == live


@given(contents(), contents(), st.data())
def test_what_is_not_chosen_stays_as_it_is_live(
    live: Knowledge, draft: Knowledge, data: st.DataObject
) -> None:
    every = [change.subject for change in changes_between(live, draft)]
    chosen = set(data.draw(st.lists(st.sampled_from(every)))) if every else set()
    made = without_answers_order(merged(live, draft, chosen))
    for section in KINDS:
        before, after = objects(without_answers_order(live), section), objects(made, section)
        wanted = objects(without_answers_order(draft), section)
        assert after.keys() == {
            name
            for name in {**before, **wanted}
            if (name in wanted if name in chosen else name in before)
        }
        assert after == {name: wanted[name] if name in chosen else before[name] for name in after}
        if section not in chosen:
            stay = [name for name in before if name in after]
            assert [name for name in after if name in before] == (
                stay if section != "likelihoods" else [name for name in after if name in before]
            )


@given(contents(), contents())
def test_what_can_be_chosen_is_what_reads_differently(live: Knowledge, draft: Knowledge) -> None:
    assert {change.subject for change in changes_between(live, draft)} >= {
        edit.subject for edit in edits(live, draft)
    }


@given(contents(), contents())
def test_changes_can_be_taken_back_and_kept_as_json(live: Knowledge, draft: Knowledge) -> None:
    changes = changes_between(live, draft)
    kept = thaw_changes(json.loads(json.dumps(freeze_changes(changes))))
    assert kept == changes
    assert apply(apply(live, kept), inverted(kept)) == live


def test_a_word_is_put_right_beside_a_light_that_is_half_done() -> None:
    live = make_knowledge(
        patterns=[make_pattern("red", causes={"stuck": "common"})],
        steps=[make_step("restart", fixes={"stuck": "usually"})],
    )
    draft = make_knowledge(
        patterns=[*live.patterns, make_pattern("blue", causes={"new": "common"})],
        steps=[replace(live.steps[0], title="Start it again")],
    )
    made = merged(live, draft, {"step restart"})
    assert made.steps[0].title == "Start it again"
    assert made.patterns == live.patterns


def test_a_changed_order_can_be_chosen_by_itself() -> None:
    live = make_knowledge(steps=[make_step(slug) for slug in "abc"])
    draft = make_knowledge(steps=[make_step(slug, minutes=9) for slug in "cxba"])
    assert [step.slug for step in merged(live, draft, {"steps"}).steps] == list("cba")
    assert [step.slug for step in merged(live, draft, {"step x"}).steps] == list("abcx")
    assert merged(live, draft, {"step b"}).steps[1].minutes == 9


# Onto another content


def test_what_was_changed_otherwise_in_the_meantime_is_a_conflict() -> None:
    live = make_knowledge(steps=[make_step("restart", minutes=1), make_step("wait", minutes=1)])
    planned = changes_between(
        live, replace(live, steps=(make_step("restart", minutes=2), live.steps[1]))
    )
    beside = replace(live, steps=(live.steps[0], make_step("wait", minutes=5)))
    assert [step.minutes for step in apply(beside, planned).steps] == [2, 5]
    over = replace(live, steps=(make_step("restart", minutes=3), live.steps[1]))
    with pytest.raises(ConflictError) as error:
        apply(over, planned)
    assert error.value.subjects == ("step restart",)
    assert apply(over, change_sets.forced(over, planned)).steps[0].minutes == 2


@given(contents(), contents(), contents())
def test_a_draft_stays_where_somebody_works_on_it(
    old: Knowledge, new: Knowledge, draft: Knowledge
) -> None:
    made = rebased(draft, old, new)
    check_references(made)
    for section in KINDS:
        was, mine = (objects(without_answers_order(content), section) for content in (old, draft))
        after = objects(without_answers_order(made), section)
        for subject, value in mine.items():
            if value != was.get(subject):
                assert after[subject] == value


@given(contents(), contents())
def test_without_drafts_the_tables_follow(old: Knowledge, new: Knowledge) -> None:
    assert rebased(old, old, new) == new
    assert rebased(new, old, new) == new


def test_what_a_draft_names_stays_in_the_tables_when_it_is_taken_back() -> None:
    old = make_knowledge(steps=[make_step("restart"), make_step("wait")])
    new = make_knowledge(steps=[make_step("restart")])
    draft = make_knowledge(
        steps=[make_step("restart"), make_step("wait"), make_step("x", prerequisites=["wait"])]
    )
    assert [step.slug for step in rebased(draft, old, new).steps] == ["restart", "wait", "x"]


# Exactly what changes


def subjects(content: Knowledge) -> list[str]:
    return [step.slug for step in content.steps]


def test_changes_stand_in_the_order_of_the_content_with_what_they_stand_behind() -> None:
    a, b, c, d = (make_step(slug) for slug in "abcd")
    longer = replace(a, minutes=9)
    live = make_knowledge(steps=[a, b, c])
    draft = replace(
        live,
        steps=(b, longer, d),
        guide=replace(live.guide, safety="Cut the power."),
        causes=(make_cause("stuck"),),
    )
    assert changes_between(live, draft) == (
        ObjectChange(subject="guide", section="guide", before=live.guide, after=draft.guide),
        ObjectChange(
            subject="cause stuck", section="causes", before=None, after=draft.causes[0], place=()
        ),
        ObjectChange(subject="step a", section="steps", before=a, after=longer),
        ObjectChange(
            subject="step d", section="steps", before=None, after=d, place=("step b", "step a")
        ),
        ObjectChange(
            subject="step c", section="steps", before=c, after=None, place=("step a", "step b")
        ),
        OrderChange(
            section="steps",
            before=("step a", "step b", "step c"),
            after=("step b", "step a", "step d"),
        ),
    )
    assert changes_between(live, live) == ()


def test_a_row_of_answers_has_no_place_and_its_answers_no_order() -> None:
    row = make_likelihood("moved", "stuck", "rarely", "usually")
    live = make_knowledge(questions=[make_question("moved")], causes=[make_cause("stuck")])
    draft = replace(live, likelihoods=(row,))
    (change,) = changes_between(live, draft)
    assert change == ObjectChange(
        subject="likelihood moved/stuck", section="likelihoods", before=None, after=row
    )
    turned = replace(row, words=row.words[::-1])
    assert changes_between(draft, replace(live, likelihoods=(turned,))) == ()
    assert apply(replace(live, likelihoods=(turned,)), [change]).likelihoods == (row,)


def test_wordings_that_are_cut_otherwise_are_no_change() -> None:
    def step(*wordings: Wording) -> Knowledge:
        return make_knowledge(steps=[replace(make_step("restart"), wordings=wordings)])

    def say(*families: str, text: str = "Restart.") -> Wording:
        return Wording(slug="-".join(families), families=families, text=text, safety="")

    together = step(say("a", "b"))
    assert changes_between(together, step(say("b"), say("a"))) == ()
    for other in (step(say("a")), step(say("a"), say("b", text="Start it."))):
        (change,) = changes_between(together, other)
        assert change.subject == "step restart"


def test_rows_of_answers_stand_in_the_order_of_what_they_are_about() -> None:
    """Question by question, cause by cause, first in general and then light by light."""
    lights = [
        make_pattern(slug, causes={}, family=family)
        for family, slug in (("bell", "z"), ("camera", "b"), ("camera", "a"))
    ]
    live = make_knowledge(
        devices=[make_device(), make_device("bell-1", family="bell")],
        patterns=lights,
        causes=[make_cause("y"), make_cause("x")],
        questions=[make_question("q2"), make_question("q1", options=("no", "yes"))],
    )

    def row(question: str, cause: str, light: tuple[str, str] | None = None) -> Likelihood:
        return make_likelihood(question, cause, "usually", "rarely", pattern=light)

    wanted = [
        row("q2", "y"),
        row("q2", "y", ("camera", "b")),
        row("q2", "y", ("camera", "a")),
        row("q2", "y", ("bell", "z")),
        row("q2", "x"),
        replace(row("q1", "y"), words=(("no", "rarely"), ("yes", "usually"))),
        replace(row("q1", "gone"), words=(("no", "rarely"), ("yes", "usually"), ("gone", "never"))),
        row("gone", "y"),
    ]
    mixed = [replace(one, words=one.words[::-1]) if one.question == "q1" else one for one in wanted]
    mixed[6] = replace(mixed[6], words=(("gone", "never"), ("yes", "usually"), ("no", "rarely")))
    changes = changes_between(live, replace(live, likelihoods=tuple(mixed[::-1])))
    assert list(apply(live, changes).likelihoods) == wanted
    jumbled = replace(live, likelihoods=tuple(mixed[::-1]))
    for section in ("causes", "questions", "families", "patterns"):
        turned = replace(jumbled, **{section: getattr(jumbled, section)[::-1]})
        back = [one for one in changes_between(turned, jumbled) if one.subject == section]
        assert list(apply(turned, back).likelihoods) == wanted
    other = replace(make_step("restart"), minutes=9)
    unmoved = apply(jumbled, changes_between(jumbled, replace(jumbled, steps=(other,))))
    assert unmoved.likelihoods == jumbled.likelihoods, "nothing moved them"


# Where things come to stand


@pytest.mark.parametrize(
    ("old", "new", "onto", "made"),
    [
        ("abc", "abxc", "abc", "abxc"),
        ("abc", "abxc", "cba", "cbxa"),
        ("abc", "abxc", "ac", "axc"),
        ("abc", "abxc", "cd", "xcd"),
        ("abc", "abxc", "axbc", "axbc"),
        ("abc", "xabc", "cab", "xcab"),
        ("abc", "ac", "dabc", "dac"),
        ("abc", "ac", "ac", "ac"),
        ("abc", "cba", "acb", "cba"),
        ("abc", "cba", "adbc", "cbad"),
        ("abc", "cba", "abcde", "cdeba"),
        ("abc", "cba", "dabc", "dcba"),
        ("abc", "cxa", "abc", "cxa"),
        ("abc", "cxa", "dabc", "dcxa"),
        ("abc", "cba", "cb", "cb"),
    ],
)
def test_what_comes_or_moves_stands_behind_what_it_stood_behind(
    old: str, new: str, onto: str, made: str
) -> None:
    old_content, new_content, content = (
        make_knowledge(steps=[make_step(slug) for slug in slugs]) for slugs in (old, new, onto)
    )
    planned = change_sets.forced(content, changes_between(old_content, new_content))
    assert "".join(subjects(apply(content, planned))) == made


# Whether they fit


def test_a_change_fits_where_it_is_not_yet_or_already_done_and_nowhere_else() -> None:
    before, after, other = (
        make_knowledge(steps=[make_step("a", minutes=minutes)]) for minutes in (1, 2, 3)
    )
    changes = changes_between(before, after)
    for content, fits, live in ((before, True, False), (after, True, True), (other, False, False)):
        assert (change_sets.conflicting(content, changes) == ()) is fits
        assert change_sets.is_live(content, changes) is live
    assert change_sets.conflicting(other, changes) == changes
    assert change_sets.is_live(other, ())
    (forced,) = change_sets.forced(other, changes)
    assert forced == ObjectChange(
        subject="step a", section="steps", before=other.steps[0], after=after.steps[0]
    )


def test_an_order_fits_where_it_is_that_of_before_or_after() -> None:
    def steps(slugs: str) -> Knowledge:
        return make_knowledge(steps=[make_step(slug) for slug in slugs])

    changes = changes_between(steps("abc"), steps("cab"))
    assert change_sets.is_live(steps("cabx"), changes)
    assert not change_sets.is_live(steps("abc"), changes)
    assert change_sets.conflicting(steps("axbc"), changes) == ()
    assert change_sets.conflicting(steps("bca"), changes) == changes
    (forced,) = change_sets.forced(steps("bca"), changes)
    assert forced == OrderChange(
        section="steps",
        before=("step b", "step c", "step a"),
        after=("step c", "step a", "step b"),
    )
    assert inverted(changes) == changes_between(steps("cab"), steps("abc"))


def test_a_conflict_is_told_in_the_words_of_people() -> None:
    live = make_knowledge(steps=[make_step("restart"), make_step("wait")])
    planned = changes_between(
        live, replace(live, steps=tuple(replace(step, minutes=1) for step in live.steps))
    )
    over = replace(live, steps=tuple(replace(step, minutes=3) for step in live.steps))
    with pytest.raises(ConflictError) as error:
        apply(over, planned)
    assert error.value.subjects == ("step restart", "step wait")
    assert str(error.value) == ("Changed otherwise in the meantime: step “Restart”, step “Wait”.")


def test_changes_that_are_none_leave_a_content_as_it_is() -> None:
    live = make_knowledge(steps=[make_step("a")])
    assert apply(live, ()) == live
    guide = replace(live.guide, safety="Cut the power.")
    assert apply(live, changes_between(live, replace(live, guide=guide))).guide == guide


# A draft follows what is live


def test_a_draft_does_not_follow_with_a_former_name_of_what_it_has() -> None:
    old = make_knowledge(steps=[make_step("a")])
    new = make_knowledge(steps=[make_step("b")], former_names=[make_former_name("step", "a", "b")])
    worked_on = make_knowledge(steps=[make_step("a", minutes=9)])
    made = rebased(worked_on, old, new)
    assert (subjects(made), made.former_names) == (["b", "a"], ())
    untouched = rebased(old, old, new)
    assert (subjects(untouched), untouched.former_names) == (["b"], new.former_names)


def test_what_is_new_stays_out_of_a_draft_that_lacks_what_it_names() -> None:
    old = make_knowledge(steps=[make_step("a")])
    new = replace(old, steps=(old.steps[0], make_step("b", prerequisites=["a"])))
    draft = make_knowledge()
    assert subjects(rebased(draft, old, new)) == []
    assert subjects(rebased(old, old, new)) == ["a", "b"]


def test_a_draft_follows_an_order_unless_it_has_one_of_its_own() -> None:
    def steps(slugs: str) -> Knowledge:
        return make_knowledge(steps=[make_step(slug) for slug in slugs])

    assert subjects(rebased(steps("abcx"), steps("abc"), steps("cab"))) == list("cxab")
    assert subjects(rebased(steps("bac"), steps("abc"), steps("cab"))) == list("bac")
