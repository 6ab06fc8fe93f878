"""What a plan owes a person beyond what the engine would try."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import (
    make_cause,
    make_knowledge,
    make_likelihood,
    make_model,
    make_pattern,
    make_progress,
    make_question,
    make_step,
    make_step_table,
)
from wizard.diagnosis.diagnose import Diagnosis, diagnose
from wizard.diagnosis.model import StepTable, is_idle_wait
from wizard.diagnosis.whole_plan import (
    after_failing,
    does_the_same,
    excluded_by,
    explaining_step,
    explains,
    has_sign,
    helps_against,
    is_about_normal,
    likeliest,
    offers_of,
    remedies_of,
    restarts_from_outside,
    status_of,
)
from wizard.knowledge.values import SOMETHING_ELSE, Knowledge, Step

LIGHT = [
    make_pattern(
        "solid-red", causes={"stuck": "very common", "router": "common", "dirty": "uncommon"}
    )
]
QUESTION = [make_question("app")]
ANSWERS = [
    make_likelihood("app", "stuck", "usually", "rarely"),
    make_likelihood("app", "router", "never", "always"),
]


def knowledge_with(*steps: Step, support_minutes: float = 180) -> Knowledge:
    return make_knowledge(
        patterns=LIGHT,
        causes=[make_cause("stuck")],
        questions=QUESTION,
        likelihoods=ANSWERS,
        steps=steps,
        support_minutes=support_minutes,
    )


def found(knowledge: Knowledge, query: str = "") -> Diagnosis:
    return diagnose(knowledge, make_progress(knowledge, f"light=solid-red {query}".strip()))


def listed(diagnosis: Diagnosis) -> tuple[list[str], list[str]]:
    """(plan, before support)"""
    plan, before_support = (
        [planned.step.slug for planned in steps]
        for steps in (diagnosis.plan, diagnosis.before_support)
    )
    return plan, before_support


RESTART = make_step("restart", fixes={"stuck": "usually"}, minutes=2)
RESET = make_step("reset", fixes={"stuck": "almost always"}, minutes=1, destructive=True)
RENAME = make_step("rename", fixes={"dirty": "usually"}, minutes=30)


def test_a_step_that_erases_stands_behind_everything_else_even_where_it_is_best() -> None:
    assert listed(found(knowledge_with(RESET, RESTART))) == (["restart"], ["reset"])


def test_a_long_remedy_of_a_possible_cause_is_kept_until_before_support() -> None:
    few = knowledge_with(RESTART, RENAME, RESET, support_minutes=45)
    assert listed(found(few)) == (["restart"], ["rename", "reset"])
    many = knowledge_with(RESTART, RENAME, RESET, support_minutes=1000)
    assert listed(found(many)) == (["restart", "rename"], ["reset"])


def test_nothing_is_lost_on_the_way_but_what_was_tried_or_could_not_be_done() -> None:
    knowledge = knowledge_with(RESTART, RENAME, RESET, support_minutes=45)
    assert listed(found(knowledge, "tried=restart")) == ([], ["rename", "reset"])
    assert listed(found(knowledge, "tried=restart skipped=rename")) == ([], ["reset"])
    assert listed(found(knowledge, "tried=restart tried=rename tried=reset")) == ([], [])


def test_a_step_waits_for_what_has_to_be_done_before_it() -> None:
    first = make_step("first", fixes={"stuck": "sometimes"}, minutes=500, destructive=True)
    then = replace(RESET, prerequisites=("first",))
    assert listed(found(knowledge_with(then, first))) == ([], ["first", "reset"])


def test_what_an_answer_speaks_against_is_no_part_of_the_plan() -> None:
    reboot = make_step("reboot", fixes={"router": "usually"}, minutes=1)
    knowledge = knowledge_with(RESTART, reboot)
    assert listed(found(knowledge)) == (["restart", "reboot"], [])
    assert listed(found(knowledge, "app=yes")) == (["restart"], ["reboot"]), (
        "Likely after all, if that fails."
    )


def test_what_an_answer_offers_is_in_the_plan_and_says_why_whatever_the_light_means() -> None:
    offered = make_step("charge", fixes={"flat": "usually"}, minutes=10)
    (app,) = QUESTION
    yes, no = app.options
    knowledge = knowledge_with(RESTART, RESET, offered)
    knowledge = replace(
        knowledge,
        causes=(*knowledge.causes, make_cause("flat")),
        questions=(replace(app, options=(yes, replace(no, offers=("charge",)))),),
    )
    assert listed(found(knowledge, "app=yes")) == (["restart"], ["reset"])
    said = found(knowledge, "app=no")
    assert listed(said) == (["charge", "restart"], ["reset"])
    assert [planned.answer and planned.answer.label for planned in said.plan] == ["No", None]
    assert listed(found(knowledge, "app=no tried=charge")) == (["restart"], ["reset"])


def test_a_sign_is_no_step_and_speaks_against_no_fault() -> None:
    sign = make_step("nothing", fixes={"idle": "almost always"}, minutes=1)
    idle = replace(make_cause("idle", normal=True), sign="You see it at night only.")
    knowledge = make_knowledge(
        patterns=[make_pattern("solid-red", causes={"idle": "very common", "stuck": "common"})],
        causes=[idle],
        steps=[sign, RESTART],
    )
    assert listed(found(knowledge)) == (["restart"], [])
    before, explained = found(knowledge), found(knowledge, "fixed=nothing")
    assert [ranked.probability for ranked in explained.causes] == [
        ranked.probability for ranked in before.causes
    ]
    assert explained.ruled_out == ()
    denied = found(knowledge, "tried=nothing")
    assert denied.causes[0].cause.slug == "stuck"
    assert listed(denied) == (["restart"], [])


def test_nobody_waits_after_a_step_in_which_they_waited_half_as_long() -> None:
    wait = replace(make_step("wait", fixes={"stuck": "sometimes"}, minutes=2.5), wait_seconds=120)
    restart = replace(RESTART, wait_seconds=120)
    quick = replace(restart, wait_seconds=50)
    assert is_idle_wait(wait)
    assert not is_idle_wait(replace(wait, minutes=2.6))  # more than half a minute of work
    assert not is_idle_wait(replace(restart, minutes=4))
    assert listed(found(knowledge_with(replace(restart, minutes=1.5), wait))) == (["restart"], [])
    assert listed(found(knowledge_with(quick, wait))) == (["restart", "wait"], [])
    both = knowledge_with(replace(restart, minutes=4), wait)
    assert listed(found(both)) == (["restart"], [])
    assert listed(found(both, "tried=restart")) == ([], [])
    assert listed(found(both, "skipped=restart")) == (["wait"], [])


def test_a_fix_leaves_nothing_to_try() -> None:
    assert listed(found(knowledge_with(RESTART, RESET), "fixed=restart")) == ([], [])


# The order people would follow

FAULTS = tuple(map(make_cause, ("stuck", "router", "dirty")))


def staged(slug: str, stage: str, fixes: dict[str, str], minutes: float = 4) -> Step:
    return replace(make_step(slug, fixes=fixes, minutes=minutes), stage=stage)


DEVICE = staged("device", "restart-device", {"stuck": "usually"})
MODULE = staged("module", "restart-module", {"stuck": "sometimes"})
ROUTER = staged("router", "restart-router", {"router": "usually"}, minutes=8)
PASSWORD = staged("password", "types-wifi", {"router": "usually"}, minutes=3)


def answered(*, offers: tuple[str, ...] = (), excludes: tuple[str, ...] = ()) -> Knowledge:
    """A home in which “not sure” but for one answer says nothing, and that offers these."""
    knowledge = knowledge_with(PASSWORD, DEVICE, ROUTER, MODULE, RESET)
    (app,) = knowledge.questions
    yes, no = app.options
    said = replace(app, options=(replace(yes, offers=offers, excludes=excludes), no))
    even = [
        make_likelihood("app", "stuck", "usually", "rarely"),
        make_likelihood("app", "router", "usually", "rarely"),
    ]
    return replace(knowledge, questions=(said,), likelihoods=tuple(even))


def test_what_was_said_stands_before_what_was_not() -> None:
    said = answered(offers=("password",))
    assert listed(found(said, "app=yes"))[0][0] == "password"


def test_nobody_types_wifi_details_before_the_router_was_restarted() -> None:
    plan, _ = listed(found(answered(), "app=yes"))
    assert plan.index("router") < plan.index("password")


def test_restarts_go_from_the_outside_in_where_more_than_the_device_is_offered() -> None:
    plan, _ = listed(found(answered(offers=("module", "router")), "app=yes"))
    assert [slug for slug in plan if slug != "password"] == ["router", "module", "device"]


def test_restarts_go_from_the_inside_out_where_the_device_alone_is_offered() -> None:
    plan, _ = listed(found(answered(offers=("device",)), "app=yes"))
    assert [slug for slug in plan if slug != "password"] == ["device", "module", "router"]


def test_what_an_answer_excludes_is_told_by_no_plan_even_if_another_offers_it() -> None:
    knowledge = answered(offers=("module",), excludes=("device", "module"))
    plan, late = listed(found(knowledge, "app=yes"))
    assert {"device", "module"}.isdisjoint({*plan, *late})
    assert {"device", "module"} < {*listed(found(knowledge))[0]}


def test_a_quick_look_that_may_settle_it_comes_first() -> None:
    look = replace(
        staged("look", "look", {"dirty": "usually"}, minutes=1.5),
        asks="Is it dirty?",
        seen="Yes",
        not_seen="No",
    )
    often = [
        replace(LIGHT[0], causes=tuple(replace(c, frequency="common") for c in LIGHT[0].causes))
    ]
    knowledge = replace(knowledge_with(DEVICE, look), patterns=tuple(often))
    assert listed(found(knowledge))[0][0] == "look"
    assert listed(found(knowledge_with(DEVICE, look)))[0][0] == "device", "It is uncommon."


def test_under_normal_nobody_is_told_to_type_wifi_details_first() -> None:
    calm = [make_pattern("solid-red", causes={"idle": "very common", "router": "common"})]
    idle = replace(make_cause("idle", normal=True), sign="It is dark.")
    knowledge = replace(
        knowledge_with(PASSWORD, DEVICE), patterns=tuple(calm), causes=(idle, *FAULTS)
    )
    assert listed(found(knowledge)) == ([], ["password"])


def test_a_device_that_waits_for_its_owner_is_not_called_normal() -> None:
    new = replace(make_cause("new", normal=True), sign="It is new.", waits=True)
    add = make_step("add", fixes={"new": "usually"})
    knowledge = replace(
        knowledge_with(add),
        patterns=(make_pattern("solid-red", causes={"new": "common"}),),
        causes=(new,),
    )
    assert found(knowledge).status == "waiting"
    assert found(knowledge).sign is None
    assert listed(found(knowledge)) == (["add"], [])


def test_no_light_is_called_normal_whose_likeliest_cause_is_a_fault() -> None:
    signs = {"idle": "common", "asleep": "common", "stuck": "very common"}
    calm = [replace(make_cause(slug, normal=True), sign="Dark.") for slug in ("idle", "asleep")]
    knowledge = replace(
        knowledge_with(DEVICE),
        patterns=(make_pattern("solid-red", causes=signs),),
        causes=(*calm, *FAULTS),
    )
    likeliest = found(knowledge).causes[0]
    assert (likeliest.cause.slug, found(knowledge).status) == ("stuck", "look")


# Nothing twice, and nothing silly


def test_who_is_to_act_is_not_told_to_wait_first() -> None:
    wait = replace(
        make_step("wait", fixes={"idle": "almost always", "flat": "rarely"}, minutes=2.5),
        wait_seconds=120,
    )
    buy = make_step("buy", fixes={"flat": "usually"}, minutes=15)
    idle = replace(make_cause("idle", normal=True), sign="It ends.")
    lights = {
        status: replace(
            make_pattern("solid-red", causes={"flat": "common", "idle": "common"}), status=status
        )
        for status in ("act", "look")
    }
    plans = {
        status: listed(
            found(
                replace(
                    knowledge_with(wait, buy),
                    patterns=(light,),
                    causes=(make_cause("flat"), idle),
                    likelihoods=(),
                )
            )
        )[0]
        for status, light in lights.items()
    }
    assert plans == {"act": ["buy", "wait"], "look": ["wait", "buy"]}


def test_the_devices_restart_comes_before_what_takes_longer_and_restarts_it_too() -> None:
    both = replace(
        make_step("replace", fixes={"stuck": "usually", "dirty": "almost always"}, minutes=4)
    )
    restart = staged("restart", "restart-device", {"stuck": "usually"}, minutes=3.9)
    assert listed(found(knowledge_with(both, restart)))[0] == ["restart", "replace"]


def test_nobody_restarts_what_has_just_been_restarted_with_more() -> None:
    (app,) = QUESTION
    yes, no = app.options
    both = make_step("replace", fixes={"stuck": "usually", "dirty": "usually"}, minutes=15)
    knowledge = replace(
        knowledge_with(both, DEVICE),
        questions=(replace(app, options=(replace(yes, offers=("replace",)), no)),),
    )
    assert listed(found(knowledge))[0] == ["device", "replace"]
    assert listed(found(knowledge, "app=yes")) == (["replace"], [])
    assert listed(found(knowledge, "tried=replace")) == ([], [])


def test_the_password_comes_with_the_new_wifi_and_is_not_typed_again() -> None:
    again = staged("again", "types-wifi", {"router": "sometimes"}, minutes=40)
    assert listed(found(knowledge_with(PASSWORD, again))) == (["password"], [])


def test_restarts_go_from_the_outside_in_where_the_fault_is_most_likely_outside() -> None:
    outside = [make_pattern("solid-red", causes={"stuck": "uncommon", "router": "common"})]
    slow = replace(ROUTER, minutes=40)
    knowledge = replace(knowledge_with(DEVICE, slow), patterns=tuple(outside))
    assert listed(found(knowledge))[0] == ["router", "device"]
    inside = replace(knowledge, patterns=tuple(LIGHT))
    assert listed(found(inside))[0] == ["device", "router"]


def test_nobody_restarts_the_router_for_a_device_that_is_only_starting() -> None:
    starting = [make_pattern("solid-red", causes={"starting": "common", "dirty": "common"})]
    start = replace(make_cause("starting", normal=True), sign="It just got power.")
    restart = staged("router", "restart-router", {"starting": "usually"})
    clean = make_step("clean", fixes={"dirty": "usually"})
    knowledge = replace(
        knowledge_with(restart, clean), patterns=tuple(starting), causes=(start, *FAULTS)
    )
    assert listed(found(knowledge)) == (["clean"], [])


def test_nobody_waits_once_more_than_one_step_has_taken_that_time() -> None:
    fixes = {"router": "sometimes", "dirty": "sometimes"}
    wait = replace(make_step("wait", fixes=fixes, minutes=2.5), wait_seconds=120)
    knowledge = knowledge_with(DEVICE, ROUTER, wait)
    after_one, after_two = (
        {*plan, *late}
        for plan, late in (
            listed(found(knowledge, "tried=device")),
            listed(found(knowledge, "tried=device tried=router")),
        )
    )
    assert "wait" in after_one
    assert "wait" not in after_two


# Where the bounds lie


def table(
    slug: str, *fixes: float, stage: str = "", minutes: float = 2, destructive: bool = False
) -> StepTable:
    made = make_step_table(slug, fixes=fixes, minutes=minutes, destructive=destructive)
    return replace(made, stage=stage)


def test_a_step_helps_where_it_is_a_remedy_against_what_is_likely_enough_together() -> None:
    step = table("step", 0.4, 0.7, 0.39)
    assert helps_against(step, (0.01, 0.02, 0.97))
    assert not helps_against(step, (0.01, 0.0199, 0.97))
    assert helps_against(step, (0.0, 0.15, 0.85), 0.15)
    assert not helps_against(step, (0.0, 0.1499, 0.85), 0.15)


def test_who_has_done_as_much_of_the_same_sort_has_done_it() -> None:
    less, more = table("less", 0.4, 0.0, stage="x"), table("more", 0.4, 0.7, stage="x")
    assert does_the_same(more, less)
    assert not does_the_same(less, more)
    assert not does_the_same(more, more), "a step is no repetition of itself"
    assert not does_the_same(more, replace(less, stage="y")), "another sort"
    assert not does_the_same(replace(more, stage=""), replace(less, stage="")), "of no sort"
    restart = replace(less, stage="restart-device")
    assert does_the_same(replace(more, stage=""), restart), "new batteries restart it, too"
    assert not does_the_same(replace(more, stage=""), replace(less, stage="restart-module"))
    assert not does_the_same(table("other", 0.39, 0.9), restart)


def test_what_has_failed_leaves_its_share_of_belief() -> None:
    steps = (table("one", 0.5, 0.0), table("two", 0.5, 1.0))
    assert after_failing((0.4, 0.6), steps) == pytest.approx((0.1, 0.0))
    assert after_failing((0.4, 0.6), ()) == (0.4, 0.6)


def test_remedies_are_against_what_is_more_likely_than_three_in_a_hundred() -> None:
    model = make_model(
        prior=[1, 1],
        causes=("one", "two"),
        steps=(
            table("cures-one", 0.4, 0.0),
            table("cures-two", 0.39, 0.7),
            table("no", 0.39, 0.39),
        ),
    )

    def remedies(**chances: float) -> list[str]:
        return [step.slug for step in remedies_of(model, chances)]

    assert remedies(one=0.5, two=0.5) == ["cures-one", "cures-two"]
    assert remedies(one=0.03, two=0.97) == ["cures-two"]
    assert remedies(one=0.0301, two=0.03) == ["cures-one"]


def test_restarts_go_from_outside_where_more_than_twice_as_much_is_cured_there() -> None:
    knowledge = knowledge_with(DEVICE, MODULE, ROUTER, PASSWORD)
    model = make_model(
        prior=[1, 1, 1],
        steps=(
            table("device", 0.7, 0.4, 0.0, stage="restart-device"),
            table("module", 0.0, 0.7, 0.0, stage="restart-module"),
            table("router", 0.0, 0.0, 0.7, stage="restart-router"),
        ),
    )

    def outside(belief: tuple[float, ...], *offered: str) -> bool:
        return restarts_from_outside(knowledge, model, offered, belief)

    assert not outside((0.125, 0.125, 0.5))
    assert outside((0.125, 0.124, 0.5))
    assert outside((1.0, 0.0, 0.0), "module")
    assert outside((1.0, 0.0, 0.0), "router")
    assert not outside((1.0, 0.0, 0.0), "device", "password")


CALM = replace(make_cause("calm", normal=True), sign="It is dark.")


@pytest.mark.parametrize(
    ("belief", "status"),
    [
        ((0.5, 0.5, 0.0), "normal"),  # of equals the first in the knowledge's order
        ((0.49, 0.51, 0.0), "look"),
        ((0.6, 0.4, 0.0), "normal"),
        ((0.0, 0.5, 0.5), "act"),
        ((0.0, 0.51, 0.49), "look"),
        ((0.0, 0.49, 0.51), "act"),
    ],
)
def test_the_first_line_says_normal_or_act_from_even_odds_on(
    belief: tuple[float, ...], status: str
) -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"calm": "common", "stuck": "common", "hot": "rare"})],
        causes=[CALM],
    )
    model = replace(
        make_model(prior=[1, 1, 1], causes=("calm", "stuck", "hot")),
        normal=(1.0, 0.0, 0.0),
        act=(0.0, 0.0, 1.0),
    )
    assert status_of(knowledge, model, belief) == status
    if status == "normal":
        waits = replace(knowledge, causes=(replace(CALM, waits=True), *knowledge.causes[1:]))
        assert status_of(waits, model, belief) == "waiting"


def test_many_small_normal_causes_are_not_normal_unless_one_of_them_is_possible() -> None:
    slugs = tuple(f"calm-{number}" for number in range(8))
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes=dict.fromkeys(slugs, "common"))],
        causes=[replace(CALM, slug=slug) for slug in slugs],
    )
    model = replace(make_model(prior=[1] * 8, causes=slugs), normal=(1.0,) * 8, act=(0.0,) * 8)
    rest = (0.85 / 7,) * 7
    assert status_of(knowledge, model, (0.15, *rest)) == "normal"
    assert status_of(knowledge, model, (0.1499, *rest)) == "look"


def test_the_likeliest_cause_is_the_first_of_equals_and_none_is_something_else() -> None:
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"one": "common", "two": "common"})]
    )
    chances = {"two": 0.4, "one": 0.4, SOMETHING_ELSE: 0.2}
    assert likeliest(knowledge, chances) == knowledge.cause["one"]
    assert likeliest(knowledge, {SOMETHING_ELSE: 0.4, **chances, "one": 0.2}) is not None
    assert likeliest(knowledge, {SOMETHING_ELSE: 0.5, "one": 0.4}) is None
    assert likeliest(knowledge, {SOMETHING_ELSE: 0.5, "two": 0.5}) == knowledge.cause["two"]


def test_what_explains_a_sign_needs_no_tools_and_no_wait_and_helps_against_nothing_else() -> None:
    explaining = make_step("nothing", fixes={"calm": "usually"})
    tool = replace(explaining, slug="tool", tools=("Ladder",))
    wait = replace(explaining, slug="wait", wait_seconds=60)
    both = make_step("both", fixes={"calm": "usually", "stuck": "usually"})
    idle = make_step("idle")
    elsewhere = make_step("elsewhere", fixes={"calm": "usually"}, families=["hub"])
    other = make_step("other", fixes={"quiet": "usually"})
    steps = [elsewhere, other, tool, wait, both, idle, explaining]
    knowledge = make_knowledge(
        patterns=[make_pattern("red", causes={"calm": "common", "quiet": "rare", "stuck": "rare"})],
        causes=[CALM, replace(CALM, slug="quiet")],
        steps=steps,
    )
    about = [step.slug for step in steps if is_about_normal(knowledge, step)]
    assert about == ["elsewhere", "other", "tool", "wait", "nothing"]
    explained = [step.slug for step in steps if explains(knowledge, step)]
    assert explained == ["elsewhere", "other", "nothing"]
    assert explaining_step(knowledge, "camera", CALM) == explaining
    assert explaining_step(knowledge, "camera", knowledge.cause["quiet"]) == other
    assert explaining_step(knowledge, "camera", knowledge.cause["stuck"]) is None
    assert explaining_step(knowledge, "hub", CALM) == elsewhere


def test_a_sign_is_of_what_is_normal_and_waits_for_nobody() -> None:
    assert has_sign(CALM)
    for changes in ({"normal": False}, {"sign": ""}, {"waits": True}):
        assert not has_sign(replace(CALM, **changes))


def test_offers_and_exclusions_are_those_of_the_answers_that_say_something() -> None:
    yes, no = QUESTION[0].options
    first = replace(
        QUESTION[0],
        options=(
            replace(yes, offers=("restart", "reset", "far")),
            replace(no, excludes=("reset",)),
        ),
    )
    second = replace(
        first, slug="old", options=(first.options[1], replace(yes, slug="no", offers=("rename",)))
    )
    second = replace(second, options=(replace(second.options[0], slug="yes"), second.options[1]))
    far = make_step("far", fixes={"stuck": "usually"}, families=["hub"])
    knowledge = replace(knowledge_with(RESTART, RESET, RENAME, far), questions=(first, second))
    offering = first.options[0]
    assert offers_of(knowledge, "camera", (("app", "yes"), ("old", None))) == {
        "restart": offering,
        "reset": offering,
    }
    assert offers_of(knowledge, "hub", (("app", "yes"),)) == {"far": offering}
    assert offers_of(knowledge, "camera", (("app", "yes"), ("old", "yes"))) == {"restart": offering}
    assert list(offers_of(knowledge, "camera", (("app", "yes"), ("old", "no")))) == [
        "restart",
        "reset",
        "rename",
    ]
    assert excluded_by(knowledge, (("app", "no"), ("old", "no"))) == {"reset"}
    assert excluded_by(knowledge, (("app", None), ("old", "gone"))) == frozenset()
