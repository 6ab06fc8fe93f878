"""What the analysis finds in the made-up homes of tests/diagnosis/homes.py: findings, broken plans,
figures, trees and changes. They stand in reference/homes.json, so that a change of a rule shows in
which of them it shows. `python -m tests.analysis.homes` writes it anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path

from tests.builders import make_progress
from tests.diagnosis.homes import home
from wizard.analysis.answer_states import start
from wizard.analysis.audit import Limits, structure
from wizard.analysis.audit.findings import Finding
from wizard.analysis.audit.plans import broken_plans
from wizard.analysis.audit.reach import examine_family
from wizard.analysis.baselines import POLICIES
from wizard.analysis.difference import compare
from wizard.analysis.end_states import violations
from wizard.analysis.expected_quality import (
    Mode,
    Quality,
    follow,
    report,
    without_each_question,
)
from wizard.analysis.question_tree import outline, tree
from wizard.diagnosis.address import Pairs, UnsureLight
from wizard.knowledge.values import Knowledge

REFERENCE = Path(__file__).parent / "reference" / "homes.json"

HOMES = range(8)

Rows = list[str]


def address(pairs: Pairs) -> str:
    return " ".join("=".join(pair) for pair in pairs)


def findings(found: Iterable[Finding]) -> Rows:
    return [f"{finding} {address(finding.address)}".strip() for finding in found]


def structure_of(knowledge: Knowledge) -> Rows:
    checks = (*structure.CHECKS, *structure.TABLE_CHECKS)
    return findings(finding for check in checks for finding in check(knowledge))


def reach_of(knowledge: Knowledge) -> Rows:
    rows = []
    for limits in (Limits(states=40), Limits(states=12, questions=1)):
        walk, found = examine_family(knowledge, knowledge.families[0], limits)
        rows.append(
            f"{walk.family} {walk.states} {walk.exact} {walk.seen:.4f} {walk.rarest:.4f}"
            f" {walk.seconds >= 0}"
        )
        rows += findings(found)
    return rows


def plans_of(knowledge: Knowledge) -> Rows:
    broken = violations(knowledge, knowledge.devices[0])
    return [
        *sorted(f"{one.rule.code}: {one.what}: {address(one.address)}" for one in broken),
        *findings(broken_plans(knowledge, knowledge.families[0])),
    ]


def quality_of(knowledge: Knowledge) -> Rows:
    """Every mode and every policy once, who explains what, and the report of an editor."""
    family = knowledge.families[0]
    rows = []
    for number, mode in enumerate(Mode):
        for policy in list(POLICIES)[number % 2 :: 2]:
            totals = follow(knowledge, family, mode=mode, policy=policy, least=1e-3)
            rows.append(f"{mode} {policy}: {_figures(totals.quality())}")
    explained = follow(knowledge, family, error_rate=0.1, least=1e-2, explain=True).explained
    rows += [
        f"{'/'.join(key)} {cause} taken for {taken} {share:.5f}"
        for (key, cause, taken), share in explained.items()
    ]
    less = without_each_question(knowledge, knowledge.families, error_rate=0.1, mode=Mode.UNKNOWN)
    rows += [f"without {slug}: {_figures(quality)}" for slug, quality in less.items()]
    told = report(knowledge, error_rate=0.02, mode=Mode.COLOUR)
    for groups in (told.families, told.groups, told.baselines):
        rows += [f"{group.name}: {_figures(group)}" for group in groups]
    rows += [f"{one.light} {one.people:.4f} {one.first:.4f}" for one in told.lights]
    rows += [
        f"{one.question} {one.asked:.4f} {one.unsure:.4f} {one.saves_minutes:.4f}"
        for one in told.questions
    ]
    rows += [f"{one.cause} taken for {one.taken_for} {one.share:.5f}" for one in told.confused]
    return rows


def _figures(quality: Quality) -> str:
    return " ".join(f"{figure:.4f}" for name, figure in asdict(quality).items() if name != "name")


def tree_of(knowledge: Knowledge) -> Rows:
    device = knowledge.devices[0]
    path = make_progress(knowledge, "light=unsure app=unsure heard=yes moved=no")
    return [
        *outline(tree(start(knowledge, device, UnsureLight()), path, least_share=0.05)),
        *outline(tree(start(knowledge, device, UnsureLight(), "red"), least_share=0.1)),
    ]


def edited(knowledge: Knowledge, number: int) -> Knowledge:
    """The same home with one thing of its neighbour: its answers, its lights, or its questions."""
    other = home(number + 1)
    match number % 4:
        case 0:
            likelihoods = {row.question: row for row in knowledge.likelihoods}
            last = likelihoods[knowledge.questions[0].slug]
            words = tuple(zip(dict(last.words), dict(last.words[::-1]).values(), strict=True))
            rows = [
                replace(row, words=words) if row is last else row for row in knowledge.likelihoods
            ]
            return replace(knowledge, likelihoods=tuple(rows))
        case 1:
            return replace(knowledge, patterns=other.patterns[:1])
        case 2:
            return replace(
                knowledge,
                causes=other.causes,
                steps=tuple(replace(step, stage="") for step in knowledge.steps),
            )
    gone = knowledge.questions[0].slug
    return replace(
        knowledge,
        questions=knowledge.questions[1:],
        likelihoods=tuple(row for row in knowledge.likelihoods if row.question != gone),
    )


def changes_of(knowledge: Knowledge, number: int) -> Rows:
    rows = []
    for most in (None, 25):
        found = compare(knowledge, edited(knowledge, number), most_states=most)
        rows.append(f"{len(found.changes)} {found.states} {found.complete} {found.coverage:.4f}")
        rows += [
            f"{one.family}/{one.light} ({one.place}) {one.what}: {one.before} > {one.after}:"
            f" {one.states} {one.share:.4f} {address(one.example)}"
            for one in found.changes[:30]
        ]
    return rows


ANALYSES: dict[str, tuple[Iterable[int], Callable[[Knowledge, int], Rows]]] = {
    "structure": (HOMES, lambda knowledge, number: structure_of(knowledge)),
    "reach": (HOMES, lambda knowledge, number: reach_of(knowledge)),
    "plans": (HOMES, lambda knowledge, number: plans_of(knowledge)),
    "quality": ((1, 4), lambda knowledge, number: quality_of(knowledge)),
    "tree": ((2, 3, 4), lambda knowledge, number: tree_of(knowledge)),
    "changes": ((1, 2, 3, 4, 5, 6), changes_of),
}
"""Name -> the homes that are analysed so, and how."""

CASES = [(name, number) for name, (homes, _) in ANALYSES.items() for number in homes]


def analysed(name: str, number: int) -> Rows:
    return ANALYSES[name][1](home(number), number)


def write() -> None:
    found = {f"{name} {number}": analysed(name, number) for name, number in CASES}
    REFERENCE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
