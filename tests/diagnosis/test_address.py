"""The rules for the wizard's addresses, one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import (
    make_channel,
    make_device,
    make_former_name,
    make_knowledge,
    make_pattern,
    make_progress,
    make_question,
    make_step,
    make_symptom,
)
from wizard.diagnosis.address import (
    CLOSE,
    LONGEST_VALUE,
    MOST_CHARACTERS,
    MOST_COMPARED,
    AnswerError,
    KnownLight,
    Malformed,
    NoDevice,
    Notice,
    OtherLight,
    Progress,
    UnknownDevice,
    UnknownLight,
    UnsureLight,
    _likeness,
    light_name,
    light_value,
    nearest,
    replay,
    selected_patterns,
)

BLUE = make_channel((1.0, 500), (0.0, 500), colour="blue")

KNOWLEDGE = make_knowledge(
    devices=[
        make_device("camera-1", aliases=["Gen 1", "First Camera"]),
        make_device("camera-2"),
        make_device("hub", family="hub"),
    ],
    patterns=[
        make_pattern("solid-red", causes={"stuck": "common"}),
        make_pattern("blinking-blue", causes={"starting": "common"}, channels=[BLUE]),
        make_pattern("hub-red", family="hub", causes={"offline": "common"}),
    ],
    questions=[
        make_question("when", options=["today", "before"]),
        make_question("power"),
        make_question("blue-only", only_patterns=[("camera", "blinking-blue")]),
        make_question("hub-only", families=["hub"]),
    ],
    steps=[
        make_step("restart", fixes={"stuck": "usually"}),
        make_step("reset", fixes={"stuck": "sometimes"}),
        make_step("move-hub", families=["hub"]),
    ],
    former_names=[
        make_former_name("device", "first-camera", "camera-1"),
        make_former_name("device", "camera-zero", "first-camera"),
        make_former_name("device", "dreamcam", reason="The Dreamcam never reached the shops."),
        make_former_name("light", "steady-red", "solid-red", scope="camera"),
        make_former_name("light", "pink", scope="camera", reason="Nobody ever saw a pink light."),
        make_former_name("question", "since", "when"),
        make_former_name("question", "weather"),
        make_former_name("option", "just-now", "today", scope="when"),
        make_former_name("option", "long-ago", "before", scope="since"),
        make_former_name("option", "never", scope="when"),
        make_former_name("step", "reboot", "restart"),
        make_former_name("step", "hit-it"),
        make_former_name("step", "circle-1", "circle-2"),
        make_former_name("step", "circle-2", "circle-1"),
    ],
)

WITHOUT_FORMER_NAMES = replace(KNOWLEDGE, former_names=())


def parameters(query: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (part.partition("=") for part in query.split())]


def progress(query: str) -> Progress:
    return make_progress(KNOWLEDGE, query)


def canonical(query: str) -> str:
    return " ".join(f"{name}={value}" for name, value in progress(query).pairs())


def test_an_address_without_a_device_has_no_progress() -> None:
    assert replay(KNOWLEDGE, [("light", "solid-red")]) == NoDevice()
    assert replay(KNOWLEDGE, [("device", "")]) == NoDevice()


def test_an_unknown_device_offers_the_nearest() -> None:
    unknown = replay(KNOWLEDGE, [("device", "camera1")])
    assert isinstance(unknown, UnknownDevice)
    assert [device.slug for device in unknown.nearest] == ["camera-1", "camera-2"]


def test_a_device_is_found_by_what_people_call_it() -> None:
    unknown = replay(KNOWLEDGE, [("device", "first camra")])
    assert isinstance(unknown, UnknownDevice)
    assert unknown.nearest[0].slug == "camera-1"


def test_among_thousands_of_devices_few_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    devices = tuple(make_device(f"camera-{number:04}") for number in range(3000))
    many = replace(KNOWLEDGE, devices=(*devices, make_device("doorbell-pro")))
    compared: list[str] = []

    def counted(wanted: str, name: str) -> float:
        compared.append(name)
        return _likeness(wanted, name)

    monkeypatch.setattr("wizard.diagnosis.address._likeness", counted)
    for written, meant in (("dorbell pro", "doorbell-pro"), ("camra-2718", "camera-2718")):
        unknown = replay(many, [("device", written)])
        assert isinstance(unknown, UnknownDevice)
        assert unknown.nearest[0].slug == meant
    assert 0 < len(compared) < 500


def test_a_device_like_no_other_offers_nothing() -> None:
    assert replay(KNOWLEDGE, [("device", "xylophone")]) == UnknownDevice("xylophone", ())


def test_a_withdrawn_device_says_what_happened() -> None:
    unknown = replay(KNOWLEDGE, [("device", "dreamcam")])
    assert isinstance(unknown, UnknownDevice)
    assert unknown.reason == "The Dreamcam never reached the shops."


def test_a_light_is_a_pattern_of_the_devices_own_family() -> None:
    assert progress("light=solid-red").light == KnownLight(KNOWLEDGE.pattern["camera", "solid-red"])
    unknown = replay(KNOWLEDGE, [("device", "camera-1"), ("light", "hub-red")])
    assert isinstance(unknown, UnknownLight)
    assert unknown.device.slug == "camera-1"


def test_an_unknown_light_offers_the_nearest_of_the_family() -> None:
    unknown = replay(KNOWLEDGE, [("device", "camera-1"), ("light", "red")])
    assert isinstance(unknown, UnknownLight)
    assert [pattern.slug for pattern in unknown.nearest] == ["solid-red"]


@pytest.mark.parametrize(
    ("value", "light"),
    [("unsure", UnsureLight()), ("other", OtherLight())],
    ids=["not sure", "something else"],
)
def test_a_person_may_not_know_the_light(value: str, light: UnsureLight | OtherLight) -> None:
    assert progress(f"light={value}").light == light
    assert canonical(f"light={value}") == f"device=camera-1 light={value}"


def test_the_colour_counts_only_while_the_light_is_not_known() -> None:
    assert canonical("colour=blue") == "device=camera-1 colour=blue"
    assert canonical("light=unsure colour=blue") == "device=camera-1 colour=blue light=unsure"
    assert canonical("light=solid-red colour=red") == "device=camera-1 light=solid-red"


def test_a_colour_no_light_of_the_family_has_is_dropped() -> None:
    assert progress("colour=mauve").dropped == ("mauve",)
    assert progress("colour=unsure").colour == "unsure"


def test_the_canonical_order_is_that_of_the_knowledge() -> None:
    given = "skipped=reset power=no tried=restart when=today light=solid-red device=camera-2"
    assert (
        canonical(given)
        == "device=camera-2 light=solid-red when=today power=no tried=restart skipped=reset"
    )


def test_set_aside_questions_come_before_all_questions_and_these_before_steps() -> None:
    assert canonical("light=solid-red skipped=reset skipped=questions skipped=power").endswith(
        "skipped=power skipped=questions skipped=reset"
    )
    assert progress("skipped=questions").just_steps


def test_not_sure_is_a_valid_answer_to_every_question() -> None:
    question = KNOWLEDGE.question["when"]
    assert progress("light=solid-red when=unsure").answers == ((question, None),)
    assert canonical("light=solid-red when=unsure") == "device=camera-1 light=solid-red when=unsure"


def test_an_answer_off_the_list_is_an_error_on_its_question_and_the_others_are_kept() -> None:
    read = progress("light=solid-red when=perhaps power=yes")
    assert read.errors == (AnswerError(KNOWLEDGE.question["when"], "perhaps"),)
    assert [question.slug for question, _ in read.answers] == ["power"]
    assert ("when", "perhaps") in read.pairs()


def test_two_different_answers_to_one_question_are_an_error_on_it() -> None:
    read = progress("light=solid-red when=today when=before")
    assert [error.value for error in read.errors] == ["before", "today"]
    assert read.answers == ()


def test_an_empty_value_asks_the_question_again_and_keeps_its_answer() -> None:
    read = progress("light=solid-red when= when=today power=yes")
    assert read.again == (KNOWLEDGE.question["when"],)
    assert [question.slug for question, _ in read.answers] == ["when", "power"]
    assert canonical("light=solid-red when= power=yes when=today") == (
        "device=camera-1 light=solid-red when=today when= power=yes"
    )


def test_an_empty_value_of_a_name_nobody_knows_is_dropped() -> None:
    assert canonical("light=solid-red nonsense= tried=") == "device=camera-1 light=solid-red"


def test_the_same_pair_twice_counts_once() -> None:
    assert canonical("light=solid-red when=today when=today tried=reset tried=reset") == (
        "device=camera-1 light=solid-red when=today tried=reset"
    )


def test_questions_set_aside_stand_in_the_order_of_the_guide() -> None:
    assert canonical("light=solid-red skipped=power skipped=when") == (
        "device=camera-1 light=solid-red skipped=when skipped=power"
    )


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("device=camera-1 device=camera-2", "device"),
        ("light=solid-red light=blinking-blue", "light"),
        ("light=solid-red light=unsure", "light"),
        ("colour=red colour=blue", "colour"),
        ("light=solid-red fixed=restart fixed=reset", "fixed"),
    ],
)
def test_two_different_values_where_there_is_one_are_malformed(query: str, name: str) -> None:
    malformed = replay(KNOWLEDGE, [("device", "camera-1"), *parameters(query)])
    assert isinstance(malformed, Malformed)
    assert malformed.name == name
    assert f"“{name}”" in malformed.message


def test_a_light_s_former_name_beside_todays_name_is_no_contradiction() -> None:
    assert canonical("light=steady-red light=solid-red") == "device=camera-1 light=solid-red"


def test_a_former_name_beside_todays_name_is_no_contradiction() -> None:
    assert (
        canonical("device=first-camera device=camera-1 fixed=reboot fixed=restart")
        == "device=camera-1 fixed=restart"
    )


@pytest.mark.parametrize(
    "given",
    [
        [("a", "b")] * 61,
        [("a" * 50, "b" * 50)] * 21,
        [("device", "x" * 101)],
        [("device", "camera\x00")],
        [("de\nvice", "camera-1")],
    ],
    ids=["too many", "too long in all", "too long a value", "NUL", "line break in a name"],
)
def test_an_address_beyond_all_bounds_is_malformed(given: list[tuple[str, str]]) -> None:
    malformed = replay(KNOWLEDGE, given)
    assert isinstance(malformed, Malformed)
    assert malformed.message


def test_sixty_parameters_are_still_read() -> None:
    assert isinstance(replay(KNOWLEDGE, [("device", "camera-1")] * 60), Progress)


def test_names_nobody_knows_are_dropped_and_listed() -> None:
    read = progress("light=solid-red mood=good tried=dance skipped=sing fixed=pray")
    assert read.dropped == ("mood", "sing", "dance", "pray")
    assert canonical("light=solid-red mood=good") == "device=camera-1 light=solid-red"


def test_names_of_other_pages_are_dropped_silently() -> None:
    assert progress("light=solid-red q=red preview=1 revision=3").dropped == ()
    assert (
        canonical("light=solid-red q=red preview=1 revision=3") == "device=camera-1 light=solid-red"
    )


def test_a_question_that_does_not_fit_the_light_is_dropped() -> None:
    assert progress("light=solid-red blue-only=yes hub-only=yes").dropped == (
        "blue-only",
        "hub-only",
    )
    assert len(progress("light=blinking-blue blue-only=yes").answers) == 1


def test_while_the_light_is_not_known_a_question_may_fit_any_pattern_left() -> None:
    assert len(progress("blue-only=yes").answers) == 1
    assert len(progress("light=unsure blue-only=yes").answers) == 1
    assert progress("light=unsure colour=red blue-only=yes").dropped == ("blue-only",)


def test_a_step_without_a_wording_for_the_family_is_dropped() -> None:
    assert progress("light=solid-red tried=move-hub").dropped == ("move-hub",)


def test_a_step_both_tried_and_skipped_counts_as_tried() -> None:
    assert (
        canonical("light=solid-red skipped=restart tried=restart")
        == "device=camera-1 light=solid-red tried=restart"
    )


def test_the_step_that_fixed_it_is_not_among_those_that_failed() -> None:
    assert canonical("light=solid-red tried=restart tried=reset fixed=restart") == (
        "device=camera-1 light=solid-red tried=reset fixed=restart"
    )


def test_an_answered_question_is_not_set_aside() -> None:
    assert progress("light=solid-red when=today skipped=when").set_aside == ()
    assert [question.slug for question in progress("light=solid-red skipped=when").set_aside] == [
        "when"
    ]


def test_renamed_things_are_followed_to_todays_names() -> None:
    read = progress("device=camera-zero light=steady-red when=just-now tried=reboot skipped=since")
    assert read.renamed
    assert read.pairs() == tuple(
        parameters("device=camera-1 light=solid-red when=today tried=restart")
    )


def test_an_option_may_carry_the_former_name_of_its_question() -> None:
    assert (
        canonical("light=solid-red since=long-ago") == "device=camera-1 light=solid-red when=before"
    )
    assert (
        canonical("light=solid-red since=before") == "device=camera-1 light=solid-red when=before"
    )


def test_todays_names_are_not_renamed() -> None:
    assert not progress("light=solid-red when=today tried=restart").renamed


def test_what_was_withdrawn_is_noted_and_the_rest_stays() -> None:
    read = progress("light=pink weather=rain power=yes tried=hit-it when=never")
    assert read.light is None
    assert [(notice.kind, notice.name) for notice in read.notices] == [
        ("light", "pink"),
        ("question", "weather"),
        ("option", "never"),
        ("step", "hit-it"),
    ]
    assert read.notices[0] == Notice("light", "pink", "Nobody ever saw a pink light.")
    assert all(notice.reason for notice in read.notices)
    assert read.pairs() == (("device", "camera-1"), ("power", "yes"))
    assert read.dropped == ()


def test_names_that_follow_each_other_in_a_circle_end_somewhere() -> None:
    assert progress("light=solid-red tried=circle-1").dropped == ("circle-1",)


def test_a_change_link_is_a_progress_with_one_thing_replaced() -> None:
    read = progress("light=solid-red when=today tried=restart")
    assert replace(read, tried=(), light=None).pairs() == (
        ("device", "camera-1"),
        ("when", "today"),
    )


def test_nearest_gives_at_most_five() -> None:
    assert len(nearest("camera", [(number, [f"camera-{number}"]) for number in range(9)])) == 5


words = st.one_of(
    st.sampled_from(
        [
            *[
                "device",
                "colour",
                "light",
                "tried",
                "skipped",
                "fixed",
                "q",
                "preview",
                "revision",
                "unsure",
                "other",
                "questions",
            ],
            *(device.slug for device in KNOWLEDGE.devices),
            *(pattern.slug for pattern in KNOWLEDGE.patterns),
            *(step.slug for step in KNOWLEDGE.steps),
            *(former.old for former in KNOWLEDGE.former_names),
            *[
                "when",
                "power",
                "blue-only",
                "hub-only",
                "yes",
                "no",
                "today",
                "before",
                "red",
                "blue",
            ],
        ]
    ),
    st.text(max_size=8),
)
addresses = st.lists(st.tuples(words, words), max_size=12).flatmap(
    lambda pairs: st.sampled_from([pairs, [("device", "camera-1"), *pairs]])
)


@settings(max_examples=400)
@given(addresses)
def test_any_address_can_be_replayed_and_its_canonical_form_is_stable(
    given_pairs: list[tuple[str, str]],
) -> None:
    read = replay(KNOWLEDGE, given_pairs)
    if isinstance(read, Progress):
        again = replay(KNOWLEDGE, read.pairs())
        assert isinstance(again, Progress)
        assert again.pairs() == read.pairs()
        assert not again.renamed
        assert (again.dropped, again.notices) == ((), ())


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.sampled_from(["device", "light", "when", "tried", "x"]), words), max_size=8
    )
)
def test_nothing_is_accepted_that_was_not_given(given_pairs: list[tuple[str, str]]) -> None:
    read = replay(WITHOUT_FORMER_NAMES, given_pairs)
    if isinstance(read, Progress):
        assert set(read.pairs()) <= set(given_pairs)


@given(addresses)
def test_the_order_of_an_address_does_not_matter(given_pairs: list[tuple[str, str]]) -> None:
    forwards, backwards = replay(KNOWLEDGE, given_pairs), replay(KNOWLEDGE, given_pairs[::-1])
    if isinstance(forwards, Progress) and isinstance(backwards, Progress):
        assert forwards.pairs() == backwards.pairs()


def after(query: str, outcome: Literal["tried", "skipped", "fixed"], step: str = "restart") -> str:
    progress = make_progress(KNOWLEDGE, query).after(KNOWLEDGE.step[step], outcome)
    return " ".join("=".join(pair) for pair in progress.pairs())


def test_a_step_has_the_outcome_that_was_told_last() -> None:
    red = "device=camera-1 light=solid-red"
    assert after("light=solid-red", "tried") == f"{red} tried=restart"
    assert after("light=solid-red tried=restart", "skipped") == f"{red} skipped=restart"
    assert after("light=solid-red skipped=restart", "tried") == f"{red} tried=restart"
    assert after("light=solid-red tried=restart", "fixed") == f"{red} fixed=restart"
    assert after("light=solid-red fixed=restart", "tried") == f"{red} tried=restart"


def test_what_was_told_of_other_steps_stays() -> None:
    red = "device=camera-1 light=solid-red"
    assert after("light=solid-red tried=reset", "tried") == f"{red} tried=restart tried=reset"
    assert (
        after("light=solid-red skipped=reset", "skipped") == f"{red} skipped=restart skipped=reset"
    )
    assert after("light=solid-red fixed=reset", "tried") == f"{red} tried=restart"


# A symptom instead of a light

WITH_SYMPTOM = replace(
    KNOWLEDGE,
    symptoms=(make_symptom("drains", causes={"stuck": "common"}),),
    former_names=(
        *KNOWLEDGE.former_names,
        make_former_name("symptom", "eats-batteries", "drains"),
        make_former_name("symptom", "ghosts", reason="Nobody has seen one."),
    ),
)


def test_a_symptom_stands_where_a_light_does() -> None:
    progress = make_progress(WITH_SYMPTOM, "symptom=drains tried=restart")
    assert isinstance(progress.light, KnownLight)
    assert progress.light.pattern.slug == "drains"
    assert progress.pairs() == (
        ("device", "camera-1"),
        ("symptom", "drains"),
        ("tried", "restart"),
    )


def test_whatever_an_address_calls_it_the_canonical_one_says_what_it_is() -> None:
    named_a_light = make_progress(WITH_SYMPTOM, "light=drains")
    named_a_symptom = make_progress(WITH_SYMPTOM, "symptom=solid-red")
    assert named_a_light.pairs()[1] == ("symptom", "drains")
    assert named_a_symptom.pairs()[1] == ("light", "solid-red")


def test_a_light_and_a_symptom_contradict_each_other() -> None:
    pairs = [("device", "camera-1"), ("light", "solid-red"), ("symptom", "drains")]
    assert isinstance(replay(WITH_SYMPTOM, pairs), Malformed)


def test_the_former_name_of_a_symptom_leads_to_it() -> None:
    for name in ("symptom", "light"):
        progress = make_progress(WITH_SYMPTOM, f"{name}=eats-batteries")
        assert progress.pairs()[1] == ("symptom", "drains")
        assert progress.renamed


def test_a_withdrawn_symptom_says_why() -> None:
    progress = make_progress(WITH_SYMPTOM, "symptom=ghosts")
    assert progress.light is None
    assert progress.notices == (Notice("symptom", "ghosts", "Nobody has seen one."),)


def test_a_symptom_of_other_families_is_unknown_here() -> None:
    assert replay(WITH_SYMPTOM, [("device", "hub"), ("symptom", "drains")]) == UnknownLight(
        WITH_SYMPTOM.device["hub"], "drains", (), "symptom"
    )


# Word for word: what is refused, and where the bounds lie


def malformed(said: str, name: str = "", value: str = "") -> Malformed:
    return Malformed(name, value, f"{said} Start again from your device.")


def test_an_address_beyond_its_bounds_says_which_one_and_what_to_do() -> None:
    long = "x" * 99
    assert replay(KNOWLEDGE, [("a", "b")] * 61) == malformed("This address has more than 60 parts.")
    assert replay(KNOWLEDGE, [(long, "y")] * 20 + [("z", "")]) == malformed(
        "This address has more than 2000 characters."
    )
    assert replay(KNOWLEDGE, [("n" * 130, "v" * 120)]) == malformed(
        "A value in this address has more than 100 characters.", "n" * 100, "v" * 100
    )
    for unreadable in ("\x00", "\x85", "\ud800"):
        assert replay(KNOWLEDGE, [("device", f"camera{unreadable}")]) == malformed(
            "This address holds characters that cannot be read."
        )


def test_an_address_at_its_bounds_is_still_read() -> None:
    most = [("device", "camera-1"), *[("x" * 50, "y" * 50)] * 19, ("z" * 50, "y" * 36)]
    assert sum(len(name) + len(value) for name, value in most) == MOST_CHARACTERS
    assert isinstance(replay(KNOWLEDGE, most), Progress)
    assert replay(KNOWLEDGE, [*most, ("z", "")]) == malformed(
        "This address has more than 2000 characters."
    )
    assert replay(KNOWLEDGE, [("device", "x" * LONGEST_VALUE)]) == UnknownDevice(
        "x" * LONGEST_VALUE, ()
    )


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("device=camera-1 device=camera-2", "device", "camera-2"),
        ("device=camera-1 colour=red colour=blue", "colour", "blue"),
        ("device=camera-1 light=solid-red light=unsure", "light", "unsure"),
        ("device=camera-1 symptom=drains light=solid-red", "light", "drains"),
        ("device=camera-1 light=solid-red cause=stuck cause=starting", "cause", "starting"),
        ("device=camera-1 light=solid-red fixed=reboot fixed=reset", "fixed", "reset"),
        ("light=solid-red light=steady-red", "light", "steady-red"),
    ],
)
def test_a_contradiction_names_the_second_value(query: str, name: str, value: str) -> None:
    """Without a device nobody knows that “steady-red” was “solid-red” once."""
    assert replay(WITH_SYMPTOM, parameters(query)) == malformed(
        f"This link has two values for “{name}”.", name, value
    )


# What is close


@pytest.mark.parametrize(
    ("wanted", "name", "likeness"),
    [
        ("red", "solid red", 0.8 + 0.2 * 3 / 9),
        ("red", "red", 1.0),
        ("re", "red", 0.8),  # two letters are compared like any word: 2 * 2 / 5
        ("abcde", "abcxy", 0.6),
        ("abcdef", "abcxyz", 0.0),  # 0.5, so not close
        ("abcde", "edcxx", 0.0),  # the letters are there, and in another order
    ],
)
def test_a_part_of_a_name_is_closer_than_most_and_what_is_not_close_counts_nothing(
    wanted: str, name: str, likeness: float
) -> None:
    found = _likeness(wanted, name)
    assert found == pytest.approx(likeness) or (likeness == 0 and found < CLOSE)


def test_a_name_is_compared_without_capitals_hyphens_and_blanks_around_it() -> None:
    assert nearest(" First-Camera ", [("it", ["first camera"]), ("other", ["xxx"])]) == ("it",)
    assert nearest("A-B", [("it", ["a b"])]) == ("it",)
    assert nearest("ab", [("it", ["a b"]), ("is", ["ab"])]) == ("is", "it")


def test_the_nearest_are_those_just_close_enough_the_best_name_of_each_the_likest_first() -> None:
    named = [
        ("far", ["abxyz"]),
        ("just", ["abcxy"]),
        ("same", ["zzzzz", "abcde"]),
        ("again", ["abcxy"]),
    ]
    assert nearest("abcde", named) == ("same", "just", "again")
    assert nearest("", [("it", ["it"])]) == ()


def test_all_devices_are_compared_up_to_fifty_and_of_more_those_most_alike() -> None:
    few = tuple(make_device(f"zq-{number:02}") for number in range(MOST_COMPARED - 1))
    named = replace(make_device("camera-1"), name="Kxmxrx", aliases=())
    knowledge = replace(WITHOUT_FORMER_NAMES, devices=(*few, named))
    read = replay(knowledge, [("device", "k-m-r-")])
    assert isinstance(read, UnknownDevice)
    assert len(knowledge.devices) == MOST_COMPARED
    assert read == UnknownDevice("k-m-r-", nearest("k-m-r-", [(named, ["Kxmxrx"])]))
    many = replace(knowledge, devices=(*few, make_device("yk-1"), named))
    assert replay(many, [("device", "KXMXR")]) == UnknownDevice("KXMXR", (named,))
    assert replay(many, [("device", "k-m-r-")]) == UnknownDevice("k-m-r-", ())


def test_an_unknown_light_or_symptom_says_which_and_what_is_like_it() -> None:
    camera = WITH_SYMPTOM.device["camera-1"]
    red, drains = WITH_SYMPTOM.pattern["camera", "solid-red"], WITH_SYMPTOM.ways_in_of("camera")[-1]
    assert drains.slug == "drains"

    def read(name: str, value: str) -> object:
        return replay(WITH_SYMPTOM, [("device", "camera-1"), (name, value)])

    assert read("light", "sold-red") == UnknownLight(camera, "sold-red", (red,), "light")
    assert read("symptom", "drain") == UnknownLight(camera, "drain", (drains,), "symptom")
    retitled = replace(red, title="Glowing like embers")
    knowledge = replace(WITH_SYMPTOM, patterns=(retitled, *WITH_SYMPTOM.patterns[1:]))
    assert replay(knowledge, [("device", "camera-1"), ("light", "embers")]) == UnknownLight(
        camera, "embers", (retitled,), "light"
    )


def test_an_unknown_device_has_a_reason_only_where_it_was_withdrawn() -> None:
    assert replay(KNOWLEDGE, [("device", "dreamcam"), ("light", "solid-red")]) == UnknownDevice(
        "dreamcam", (), "The Dreamcam never reached the shops."
    )
    assert replay(KNOWLEDGE, [("device", "camera-9")]) == UnknownDevice(
        "camera-9", (KNOWLEDGE.device["camera-1"], KNOWLEDGE.device["camera-2"])
    )


# Everything that an address can say


def test_a_progress_holds_everything_the_address_said() -> None:
    question, step = KNOWLEDGE.question, KNOWLEDGE.step
    said = (
        "device=first-camera colour=red light=unsure when=just-now power=perhaps power="
        " skipped=blue-only skipped=questions skipped=reset tried=reboot tried=hit-it cause=stuck"
        " mood=good"
    )
    read = replay(KNOWLEDGE, parameters(said))
    today = question["when"].option("today")
    assert read == Progress(
        knowledge=KNOWLEDGE,
        device=KNOWLEDGE.device["camera-1"],
        family=KNOWLEDGE.family["camera"],
        colour="red",
        light=UnsureLight(),
        answers=((question["when"], today),),
        errors=(AnswerError(question["power"], "perhaps"),),
        again=(question["power"],),
        cause=KNOWLEDGE.cause["stuck"],
        set_aside=(),
        just_steps=True,
        tried=(step["restart"],),
        skipped=(step["reset"],),
        fixed=None,
        dropped=("mood", "blue-only"),
        notices=(Notice("step", "hit-it", "“hit-it” is no longer part of this guide."),),
        renamed=True,
    )
    assert isinstance(read, Progress)
    assert " ".join("=".join(pair) for pair in read.pairs()) == (
        "device=camera-1 colour=red light=unsure when=today power=perhaps power= cause=stuck"
        " tried=restart skipped=questions skipped=reset"
    )


def test_what_is_wrong_is_dropped_once_and_said_once() -> None:
    read = progress("light=solid-red tried=dance skipped=dance fixed=dance tried=hit-it")
    assert read.dropped == ("dance",)
    again = progress("light=solid-red weather=a weather=b tried=hit-it skipped=hit-it")
    assert [(notice.kind, notice.name) for notice in again.notices] == [
        ("question", "weather"),
        ("step", "hit-it"),
    ]
    assert not again.renamed


def test_a_cause_is_recognised_only_where_one_of_the_lights_can_have_it() -> None:
    assert canonical("light=solid-red cause=stuck") == "device=camera-1 light=solid-red cause=stuck"
    other = progress("light=solid-red cause=starting")
    assert (other.cause, other.dropped) == (None, ("starting",))
    assert progress("light=unsure cause=starting").cause == KNOWLEDGE.cause["starting"]
    assert progress("light=unsure colour=red cause=starting").dropped == ("starting",)


def test_an_option_is_known_by_its_former_name_and_by_that_of_its_question() -> None:
    when = KNOWLEDGE.question["when"]
    for query, option in (
        ("when=just-now", "today"),
        ("since=today", "today"),
        ("since=just-now", "today"),
        ("since=long-ago", "before"),
    ):
        read = progress(f"light=solid-red {query}")
        assert read.answers == ((when, when.option(option)),), query
        assert read.renamed
    assert progress("light=solid-red since=unsure").answers == ((when, None),)
    assert progress("light=solid-red when=long-ago").errors == (AnswerError(when, "long-ago"),)


def test_an_answer_that_the_family_cannot_give_is_an_error() -> None:
    power = KNOWLEDGE.question["power"]
    yes, no = power.options
    knowledge = replace(
        KNOWLEDGE,
        questions=(replace(power, options=(replace(yes, families=("hub",)), no)),),
        former_names=(),
    )
    assert [e.value for e in make_progress(knowledge, "light=solid-red power=yes").errors] == [
        "yes"
    ]
    assert len(make_progress(knowledge, "light=solid-red power=no").answers) == 1


def test_a_given_answer_takes_the_place_of_whatever_was_said_of_the_question() -> None:
    when, power = KNOWLEDGE.question["when"], KNOWLEDGE.question["power"]
    today, before = when.options
    for said in ("when=before", "when=perhaps", "when=", "skipped=when"):
        read = progress(f"light=solid-red {said} power=yes").answered(when, today)
        assert read == progress("light=solid-red power=yes").answered(when, today), said
        assert read.answers[-1] == (when, today)
        assert read.pairs() == progress("light=solid-red when=today power=yes").pairs()
    others = "light=solid-red power=perhaps power= skipped=power"
    assert progress(others).answered(when, before) == replace(
        progress(others), answers=((when, before),)
    )
    assert progress("light=solid-red power=yes").answered(when, None).pairs() == (
        ("device", "camera-1"),
        ("light", "solid-red"),
        ("when", "unsure"),
        ("power", "yes"),
    )
    assert progress(f"{others} when=today").answered(power, None).pairs()[2:] == (
        ("when", "today"),
        ("power", "unsure"),
    )


def test_what_a_person_said_of_the_light_leaves_these_patterns() -> None:
    camera = KNOWLEDGE.family["camera"]
    red, blue = KNOWLEDGE.patterns_of("camera")
    assert selected_patterns(KNOWLEDGE, camera, KnownLight(blue), "red") == (blue,)
    for light in (None, UnsureLight(), OtherLight()):
        assert selected_patterns(KNOWLEDGE, camera, light, "red") == (red,)
        for colour in ("", "unsure"):
            assert selected_patterns(KNOWLEDGE, camera, light, colour) == (red, blue)


def test_a_light_is_written_as_it_is_read() -> None:
    for said in ("light=solid-red", "light=unsure", "light=other", "symptom=drains"):
        light = make_progress(WITH_SYMPTOM, said).light
        assert light is not None
        assert f"{light_name(light)}={light_value(light)}" == said
