"""`make bench-networks`: the engine on two diagnostic networks that others made, beside exact
inference.

*pathfinder* (Heckerman, Horvitz & Nathwani 1992: 63 diseases of lymph nodes, 108 findings) and
*win95pts* (Breese & Heckerman: why a PC does not print) as pgmpy ships them; only its files are
read. The engine gets what staff would write down: how common each fault is, how often each finding
goes with it, and which findings are about the same thing. The networks know how findings depend on
each other besides.
"""

from __future__ import annotations

import gzip
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from importlib.util import find_spec
from itertools import combinations, islice, product
from math import log2
from pathlib import Path
from statistics import fmean
from time import process_time

from wizard.diagnosis.inference import TINY, Numbers, dot, entropy, posterior, times
from wizard.diagnosis.model import Model, Row, question_table
from wizard.diagnosis.next_move import BARE_RULES, Evidence, candidates_of, open_questions
from wizard.knowledge.values import Slug

CASES, SEED = 2000, 1
COUNTS = (5, 10, 20)
"""After so many answers the ranking is looked at."""

GOAL_POINTS, GOAL_BITS, GOAL_GAIN = 0.5, 0.10, 10.0
"""How far from exact inference: points after five answers, bits of log loss after twenty, and per
cent of the best questions' gain."""

SAME_GROUP = 0.4
"""Findings are of one group where, the fault known, one tells this share (0..1) of the other."""

BUDGET = 300.0
"""So many seconds of CPU time are spent on the cases of a network at most. Both networks take
about a minute together; where a machine or a change makes it ten times slower, fewer cases are
measured, and it is said how many."""

EXAMINED = 60
"""Of so many cases, in one state each, every open question's exact gain is computed."""

Known = Mapping[str, str]
"""Variable -> state."""

Factor = tuple[tuple[str, ...], dict[tuple[str, ...], Row]]
"""Variables, and for each of their states together a number for each fault; what is 0 for all
faults is left out."""


@dataclass(frozen=True)
class Network:
    """A Bayesian network. `tables[variable][states of its parents]`: P of each of its states."""

    states: dict[str, tuple[str, ...]]
    parents: dict[str, tuple[str, ...]]
    tables: dict[str, dict[tuple[str, ...], Row]]

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Parents first."""
        found: dict[str, None] = {}
        while len(found) < len(self.states):
            found |= dict.fromkeys(v for v in self.states if found.keys() >= set(self.parents[v]))
        return tuple(found)

    def sample(self, rng: random.Random) -> dict[str, str]:
        case: dict[str, str] = {}
        for variable in self.order:
            row = self.tables[variable][tuple(case[parent] for parent in self.parents[variable])]
            case[variable] = rng.choices(self.states[variable], row)[0]
        return case


def read(bif: str) -> Network:
    """A network in the Bayesian interchange format. Rows are made to sum to 1."""
    states = {
        name: tuple(state.strip() for state in listed.split(","))
        for name, listed in re.findall(r"variable (\S+) \{\s*type discrete \[.*?\] \{(.*?)\}", bif)
    }
    parents, tables = {}, {}
    for name, given, body in re.findall(
        r"probability \( (\S+)(?: \| (.*?))? \) \{(.*?)\n\}", bif, re.S
    ):
        parents[name] = tuple(parent.strip() for parent in given.split(",") if parent)
        tables[name] = {
            tuple(state.strip() for state in key.split(",") if state): _row(numbers)
            for key, numbers in re.findall(r"(?:\((.*?)\)|table) (.*?);", body)
        }
    return Network(states, parents, tables)


def _row(numbers: str) -> Row:
    found = [float(number) for number in numbers.split(",")]
    return tuple(number / sum(found) for number in found)


@dataclass(frozen=True)
class Domain:
    """A network to diagnose in: the variable whose state is the fault, what is known from the
    start,
    and what can be found out.
    """

    name: str
    network: Network
    fault: str
    given: Known
    findings: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        return self.network.states[self.fault]

    def cases(self, rng: random.Random) -> Iterator[dict[str, str]]:
        while True:
            case = self.network.sample(rng)
            if self.given.items() <= case.items():
                yield case

    def likelihoods(self, known: Known, kept: tuple[str, ...] = ()) -> dict[tuple[str, ...], Row]:
        """P(known, given, states of `kept` | fault) by eliminating one variable after another."""
        known = {**known, **self.given}
        needed = self._ancestors({*known, *kept})
        factors: list[Factor] = [((), {(): (1.0,) * len(self.faults)})]
        factors += [self._restricted(variable, known) for variable in needed]
        hidden = needed - known.keys() - set(kept)
        while hidden:
            reach = {
                one: set().union(*(names for names, _ in factors if one in names)) for one in hidden
            }
            next_one = min(sorted(hidden), key=lambda one: len(reach[one]))
            hidden.remove(next_one)
            touched = [factor for factor in factors if next_one in factor[0]]
            factors = [factor for factor in factors if next_one not in factor[0]]
            factors.append(_summed_out(next_one, _together(touched)))
        names, rows = _together(factors)
        places = [names.index(name) for name in kept]
        return {tuple(key[place] for place in places): row for key, row in rows.items()}

    @cached_property
    def prior(self) -> Row:
        """P(fault | given)"""
        return self.posterior({})

    def posterior(self, known: Known) -> Row:
        """Exact P(fault | known, given). Raises KeyError where that cannot be."""
        return posterior(self.network.tables[self.fault][()], self.likelihoods(known).values())

    @cached_property
    def _factors(self) -> dict[str, Factor]:
        """P(variable | parents), a row of one number for each fault."""
        found = {}
        for variable in self.network.order:
            parents = self.network.parents[variable]
            names = tuple(name for name in (*parents, variable) if name != self.fault)
            rows = {}
            for key in product(*(self.network.states[name] for name in names)):
                case = dict(zip(names, key, strict=True))
                rows[key] = tuple(
                    self._chance(variable, {**case, self.fault: fault}) for fault in self.faults
                )
            found[variable] = names, rows
        return found

    def _chance(self, variable: str, case: Known) -> float:
        if variable == self.fault:
            return 1.0
        row = self.network.tables[variable][
            tuple(case[parent] for parent in self.network.parents[variable])
        ]
        return row[self.network.states[variable].index(case[variable])]

    def _ancestors(self, variables: set[str]) -> set[str]:
        found: set[str] = set()
        while variables:
            found |= variables
            variables = {
                parent for variable in variables for parent in self.network.parents[variable]
            } - found
        return found - {self.fault}

    def _restricted(self, variable: str, known: Known) -> Factor:
        names, rows = self._factors[variable]
        wanted = [known.get(name) for name in names]
        free = [place for place, state in enumerate(wanted) if state is None]
        return tuple(names[place] for place in free), {
            tuple(key[place] for place in free): row
            for key, row in rows.items()
            if all(state in (None, part) for part, state in zip(key, wanted, strict=True))
            and any(row)
        }


def _together(factors: list[Factor]) -> Factor:
    """Their product."""
    names, rows = factors[0]
    for others, other_rows in factors[1:]:
        shared = [name for name in others if name in names]
        places = [names.index(name) for name in shared], [others.index(name) for name in shared]
        new = [place for place, name in enumerate(others) if name not in names]
        matching = defaultdict(list)
        for key, row in other_rows.items():
            found = tuple(key[place] for place in places[1])
            matching[found].append((tuple(key[place] for place in new), row))
        products = {
            key + added: times(row, other)
            for key, row in rows.items()
            for added, other in matching[tuple(key[place] for place in places[0])]
        }
        names += tuple(others[place] for place in new)
        rows = {key: row for key, row in products.items() if any(row)}
    return names, rows


def _summed_out(variable: str, factor: Factor) -> Factor:
    names, rows = factor
    place = names.index(variable)
    sums: dict[tuple[str, ...], Row] = {}
    for key, row in rows.items():
        left = key[:place] + key[place + 1 :]
        sums[left] = tuple(map(sum, zip(sums[left], row, strict=True))) if left in sums else row
    return names[:place] + names[place + 1 :], sums


def pathfinder(network: Network) -> Domain:
    """One disease at a time is how the network was made."""
    findings = tuple(name for name in network.order if name != "Fault")
    return Domain("pathfinder", network, "Fault", {}, findings)


def printer(network: Network) -> Domain:
    """Nothing is printed (Problem1), and exactly one thing that could be the reason is not as it
    should be, or none. Everything else can be found out. Which printer and which system are no
    faults.
    """
    problem, none = "Problem1", "none"
    ways = Domain(problem, network, "", {}, ())._ancestors({problem})
    faults = [
        name
        for name in network.order
        if name in ways and not network.parents[name] and name not in ("NetPrint", "DSApplctn")
    ]
    wrong = {fault: network.tables[fault][()][1] for fault in faults}
    odds = [1.0, *(chance / (1 - chance) for chance in wrong.values())]
    single = replace(
        network,
        states=network.states | {"Fault": (none, *faults)},
        parents=network.parents | dict.fromkeys(faults, ("Fault",)) | {"Fault": ()},
        tables=network.tables
        | {"Fault": {(): tuple(one / sum(odds) for one in odds)}}
        | {
            fault: {
                (other,): (float(other != fault), float(other == fault))
                for other in (none, *faults)
            }
            for fault in faults
        },
    )
    findings = tuple(name for name in network.order if name not in (*faults, problem))
    given = {problem: network.states[problem][1]}
    return Domain("win95pts", single, "Fault", given, findings)


def model_of(domain: Domain) -> Model:
    """What the engine is told: prior, P(finding | fault) for each finding alone, groups."""
    alone = {finding: _rows(domain, finding) for finding in domain.findings}
    group = groups(domain, alone)
    return Model(
        causes=domain.faults,
        prior=domain.prior,
        questions=tuple(
            question_table(
                finding,
                minutes=1.0,
                unknown_share=0.0,
                options=domain.network.states[finding],
                rows=tuple(zip(*rows, strict=True)),
                group=group[finding],
            )
            for finding, rows in alone.items()
        ),
        steps=(),
        support_minutes=1.0,
    )


def _rows(domain: Domain, finding: str) -> tuple[Row, ...]:
    """P(state | fault, given) of each of its states."""
    return tuple(
        _given_the_fault(domain, (finding,)).get((state,), (0.0,) * len(domain.faults))
        for state in domain.network.states[finding]
    )


def _given_the_fault(domain: Domain, findings: tuple[str, ...]) -> dict[tuple[str, ...], Row]:
    """P(states of these findings | fault, given)"""
    rows = domain.likelihoods({}, findings)
    totals = [sum(column) for column in zip(*rows.values(), strict=True)]
    return {
        key: tuple(p / total for p, total in zip(row, totals, strict=True))
        for key, row in rows.items()
    }


def groups(domain: Domain, alone: Mapping[str, tuple[Row, ...]]) -> dict[str, str]:
    """Finding -> the name of its group; empty where it is alone."""
    bits = {
        finding: sum(_bits(row, domain.prior) for row in rows) for finding, rows in alone.items()
    }
    members = {finding: {finding} for finding in alone}
    for one, other in combinations(alone, 2):
        if members[one] is members[other] or not (least := min(bits[one], bits[other])):
            continue
        both = _given_the_fault(domain, (one, other)).values()
        told = bits[one] + bits[other] - sum(_bits(row, domain.prior) for row in both)
        if told > SAME_GROUP * least:
            joined = members[one] | members[other]
            members |= dict.fromkeys(joined, joined)
    return {finding: min(group) if len(group) > 1 else "" for finding, group in members.items()}


def _bits(row: Row, prior: Row) -> float:
    return dot(prior, [-p * log2(p) if p > 0 else 0.0 for p in row])


@dataclass(frozen=True)
class Score:
    """Of one belief about one case."""

    first: bool
    top_three: bool
    bits: float

    @classmethod
    def of(cls, belief: Numbers, fault: int) -> Score:
        likelier = sum(p > belief[fault] * (1 + 1e-9) for p in belief)
        return cls(likelier < 1, likelier < 3, -log2(max(belief[fault], TINY)))


@dataclass(frozen=True)
class Result:
    """`scores[answers]`: pairs of the engine's and exact inference's.

    `gain`: bits that the engine's
    questions tell by exact inference over those the best questions would, 0..1.
    """

    scores: dict[int, list[tuple[Score, Score]]]
    gain: float

    @property
    def cases(self) -> int:
        """So many were measured before the time was over."""
        return len(self.scores[max(COUNTS)])

    def mean(self, answers: int, figure: str) -> tuple[float, float]:
        """(engine, exact)"""
        ours, exact = zip(*self.scores[answers], strict=True)
        return fmean(getattr(one, figure) for one in ours), fmean(
            getattr(one, figure) for one in exact
        )


def measure(domain: Domain, model: Model, cases: int = CASES, budget: float = BUDGET) -> Result:
    """At least one case, and no more of them once `budget` seconds of CPU time are over."""
    rng, begin = random.Random(SEED), process_time()
    scores: dict[int, list[tuple[Score, Score]]] = {count: [] for count in COUNTS}
    gains: list[tuple[float, float]] = []
    ask, exact = cache(partial(most_telling, model)), cache(partial(exact_belief, domain))
    for number, case in enumerate(islice(domain.cases(rng), cases)):
        if number and process_time() - begin > budget:
            break
        fault, evidence = domain.faults.index(case[domain.fault]), Evidence()
        for count in range(1, max(COUNTS) + 1):
            question = ask(evidence)
            if number < EXAMINED and question and count == 1 + number % max(COUNTS[:-1]):
                gains.append(gain_and_best(domain, evidence, question))
            if question:
                evidence = Evidence((*evidence.answers, (question, case[question])))
            if count in COUNTS:
                ours = posterior(model.prior, evidence.factors(model))
                both = Score.of(ours, fault), Score.of(exact(frozenset(evidence.answers)), fault)
                scores[count].append(both)
    told, best = (sum(column) for column in zip(*gains, strict=True))
    return Result(scores, told / best)


def most_telling(model: Model, evidence: Evidence) -> Slug | None:
    """The engine's question, with nothing to be saved but bits."""
    belief = posterior(model.prior, evidence.factors(model))
    found = candidates_of(
        belief, open_questions(model, evidence), BARE_RULES, len(evidence.answers)
    )
    return found[0].slug if found else None


def exact_belief(domain: Domain, answers: frozenset[tuple[str, str]]) -> Row:
    return domain.posterior(dict(answers))


def gain_and_best(domain: Domain, evidence: Evidence, question: Slug) -> tuple[float, float]:
    """Bits this question and the best open one are expected to tell, by exact inference."""
    known = {name: str(state) for name, state in evidence.answers}
    gains = {one: exact_gain(domain, known, one) for one in domain.findings if one not in known}
    return gains[question], max(gains.values())


def exact_gain(domain: Domain, known: Known, finding: str) -> float:
    """Bits the finding is expected to tell about the fault, given what is known."""
    prior = domain.network.tables[domain.fault][()]
    joint = [times(prior, row) for row in domain.likelihoods(known, (finding,)).values()]
    total = sum(map(sum, joint))
    belief = [sum(column) / total for column in zip(*joint, strict=True)]
    return entropy(belief) - sum(sum(row) / total * entropy(posterior(row)) for row in joint)


def shipped(name: str) -> Network:
    """One of pgmpy's. Raises ModuleNotFoundError where it is not installed."""
    found = find_spec("pgmpy")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pgmpy is not installed: use make bench-networks.")
    file = Path(found.origin).parent / "utils" / "example_models" / f"{name}.bif.gz"
    return read(gzip.decompress(file.read_bytes()).decode())


def lines(result: Result) -> Iterator[tuple[str, float, float, float | None]]:
    """(figure, the engine's, exact inference's, how far apart they may be)"""
    for count in COUNTS:
        points = GOAL_POINTS if count == min(COUNTS) else None
        for name, figure in (("first", "first"), ("among three", "top_three")):
            ours, exact = result.mean(count, figure)
            yield f"fault ranked {name} after {count} answers, %", 100 * ours, 100 * exact, points
        bits = GOAL_BITS if count == max(COUNTS) else None
        yield f"log loss after {count} answers, bits", *result.mean(count, "bits"), bits
    yield "exact gain of the questions asked, % of the best", 100 * result.gain, 100.0, GOAL_GAIN


def main() -> int:
    missed = 0
    for domain in (pathfinder(shipped("pathfinder")), printer(shipped("win95pts"))):
        begin = process_time()
        model = model_of(domain)
        grouped = sum(bool(question.group) for question in model.questions)
        sys.stdout.write(
            f"{domain.name}: {len(model.causes)} faults, {len(model.questions)} findings,"
            f" {grouped} of them in groups\n"
        )
        sys.stdout.flush()
        result = measure(domain, model)
        sys.stdout.write(
            f"  {result.cases} of {CASES} cases, {process_time() - begin:.0f} s of CPU time"
            f" (at most {BUDGET:.0f} s for the cases)\n"
            f"  {'':48}{'engine':>8}{'exact':>8}   apart    goal\n"
        )
        for name, ours, exact, goal in lines(result):
            sys.stdout.write(f"  {name:48}{ours:8.3f}{exact:8.3f}")
            if goal is not None:
                late = abs(exact - ours) > goal
                missed += late
                sys.stdout.write(f"{abs(exact - ours):8.3f}{goal:8.2f}{'  missed' if late else ''}")
            sys.stdout.write("\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
