"""What `make bench-networks` computes with: networks read, inferred in exactly, and put to the
engine.
"""

from __future__ import annotations

import random
from itertools import product
from math import prod

import pytest

from tests.bench import networks
from tests.bench.networks import Domain, Known, Network

ALARM = """network unknown {
}
variable Fault {
  type discrete [ 3 ] { fire, prank, none };
}
variable Smoke {
  type discrete [ 2 ] { yes, no };
}
variable Alarm {
  type discrete [ 2 ] { on, off };
}
variable Report {
  type discrete [ 2 ] { yes, no };
}
variable Cold {
  type discrete [ 2 ] { yes, no };
}
probability ( Fault ) {
  table 0.1, 0.2, 0.7;
}
probability ( Smoke | Fault ) {
  (fire) 0.9, 0.1;
  (prank) 0.1, 0.9;
  (none) 0.0, 1.0;
}
probability ( Alarm | Fault, Smoke ) {
  (fire, yes) 0.99, 0.01;
  (prank, yes) 0.9, 0.1;
  (none, yes) 0.9, 0.1;
  (fire, no) 0.5, 0.5;
  (prank, no) 0.8, 0.2;
  (none, no) 0.01, 0.99;
}
probability ( Report | Alarm ) {
  (on) 0.9, 0.1;
  (off) 0.1, 0.9;
}
probability ( Cold ) {
  table 0.5, 0.5;
}
"""

NETWORK = networks.read(ALARM)
FINDINGS = ("Smoke", "Alarm", "Report", "Cold")


def domain(given: Known | None = None) -> Domain:
    known = given or {}
    findings = tuple(name for name in FINDINGS if name not in known)
    return Domain("alarm", NETWORK, "Fault", known, findings)


def by_enumeration(network: Network, known: Known) -> dict[str, float]:
    """P(known, fault) as the sum over every state of everything."""
    found = dict.fromkeys(network.states["Fault"], 0.0)
    for states in product(*network.states.values()):
        case = dict(zip(network.states, states, strict=True))
        if known.items() <= case.items():
            found[case["Fault"]] += prod(
                network.tables[one][tuple(case[parent] for parent in network.parents[one])][
                    network.states[one].index(case[one])
                ]
                for one in network.states
            )
    return found


def test_a_network_is_read_with_its_tables() -> None:
    assert NETWORK.states["Fault"] == ("fire", "prank", "none")
    assert NETWORK.parents == {
        "Fault": (),
        "Smoke": ("Fault",),
        "Alarm": ("Fault", "Smoke"),
        "Report": ("Alarm",),
        "Cold": (),
    }
    assert NETWORK.tables["Fault"] == {(): pytest.approx((0.1, 0.2, 0.7))}
    assert NETWORK.tables["Alarm"]["prank", "no"] == (0.8, 0.2)


@pytest.mark.parametrize(
    "known",
    [{}, {"Report": "yes"}, {"Smoke": "yes", "Report": "no"}, {"Alarm": "off", "Cold": "yes"}],
)
def test_inference_by_elimination_is_what_enumeration_finds(known: Known) -> None:
    found = by_enumeration(NETWORK, known)
    expected = [one / sum(found.values()) for one in found.values()]
    assert domain().posterior(known) == pytest.approx(expected, abs=1e-12)
    rest = {name: state for name, state in known.items() if name != "Report"}
    if "Report" in known:
        assert domain({"Report": known["Report"]}).posterior(rest) == pytest.approx(expected)


def test_the_engine_is_told_how_often_each_finding_alone_goes_with_each_fault() -> None:
    model = networks.model_of(domain({"Cold": "yes"}))
    assert model.causes == ("fire", "prank", "none")
    assert model.prior == pytest.approx((0.1, 0.2, 0.7))
    alarm_on = (0.9 * 0.99 + 0.1 * 0.5, 0.1 * 0.9 + 0.9 * 0.8, 0.01)
    assert model.question["Alarm"].likelihood("on") == pytest.approx(alarm_on)
    reported = [0.9 * on + 0.1 * (1 - on) for on in alarm_on]
    assert model.question["Report"].likelihood("yes") == pytest.approx(reported)


def test_findings_that_tell_each_other_though_the_fault_is_known_are_of_one_group() -> None:
    model = networks.model_of(domain())
    groups = {question.slug: question.group for question in model.questions}
    assert groups == {"Smoke": "", "Alarm": "Alarm", "Report": "Alarm", "Cold": ""}


def test_the_exact_gain_of_a_question_counts_what_is_known_already() -> None:
    alone = networks.exact_gain(domain(), {}, "Report")
    assert networks.exact_gain(domain(), {"Alarm": "on"}, "Report") == pytest.approx(0, abs=1e-12)
    assert alone > 0.1
    assert networks.exact_gain(domain(), {}, "Cold") == pytest.approx(0, abs=1e-12)


def test_cases_are_drawn_from_the_network_and_agree_with_what_is_given() -> None:
    rng = random.Random(1)
    cases = domain({"Alarm": "on"}).cases(rng)
    drawn = [next(cases) for _ in range(2000)]
    assert {case["Alarm"] for case in drawn} == {"on"}
    exact = by_enumeration(NETWORK, {"Alarm": "on"})
    fires = sum(case["Fault"] == "fire" for case in drawn) / 2000
    assert fires == pytest.approx(exact["fire"] / sum(exact.values()), abs=0.03)


def test_no_more_cases_are_measured_once_the_time_is_over() -> None:
    alarm = domain()
    model = networks.model_of(alarm)
    assert networks.measure(alarm, model, cases=5).cases == 5
    assert networks.measure(alarm, model, cases=5, budget=0).cases == 1
