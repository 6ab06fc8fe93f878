"""How long it takes to say which diagnoses an edit of one word changes, on the shipped content, and
how much it finds.

`python -m tests.bench.differences`: the table of docs/content-tools.md, for every state, too; that
takes minutes
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from wizard.analysis.difference import MOST_STATES, Difference, compare
from wizard.knowledge.values import Effect, Knowledge, PatternKey, Slug

Edit = Callable[[Knowledge], Knowledge]

FILES = Path(__file__).parents[2] / "fixtures"


class Timed(NamedTuple):
    """`seconds` of one core; `share` (0..1) of people whose whole way was compared; `changed`:
    states, over all changes.
    """

    seconds: float
    changed: int
    share: float


def time_edits(
    knowledge: Knowledge, most_states: int | None = MOST_STATES
) -> Iterator[tuple[str, Timed]]:
    """Each edit with nothing remembered from before."""
    for name, edit in EDITS.items():
        old = replace(knowledge)
        new = edit(replace(knowledge))
        began = process_time()
        difference = compare(old, new, most_states)
        yield name, Timed(process_time() - began, _changed(difference), difference.coverage)


def _changed(difference: Difference) -> int:
    return sum(change.states for change in difference.changes)


def frequency(key: PatternKey, cause: Slug, word: str) -> Edit:
    def edit(knowledge: Knowledge) -> Knowledge:
        pattern = knowledge.pattern[key]
        causes = tuple(
            replace(pair, frequency=word) if pair.cause == cause else pair
            for pair in pattern.causes
        )
        edited = replace(pattern, causes=causes)
        return replace(
            knowledge, patterns=tuple(edited if p is pattern else p for p in knowledge.patterns)
        )

    return edit


def likelihood(question: Slug, cause: Slug, option: Slug, word: str) -> Edit:
    """Of the general row."""

    def edit(knowledge: Knowledge) -> Knowledge:
        row = knowledge.likelihood[question, cause, None]
        edited = replace(
            row, words=tuple((said, word if said == option else old) for said, old in row.words)
        )
        return replace(
            knowledge, likelihoods=tuple(edited if r is row else r for r in knowledge.likelihoods)
        )

    return edit


def effect(slug: Slug, cause: Slug, word: str) -> Edit:
    def edit(knowledge: Knowledge) -> Knowledge:
        effects = knowledge.step[slug].effects
        edited = tuple(
            Effect(cause=cause, word=word) if row.cause == cause else row for row in effects
        )
        return of_step(slug, effects=edited)(knowledge)

    return edit


def of_step(slug: Slug, **fields: Any) -> Edit:
    def edit(knowledge: Knowledge) -> Knowledge:
        step = knowledge.step[slug]
        edited = replace(step, **fields)
        return replace(knowledge, steps=tuple(edited if s is step else s for s in knowledge.steps))

    return edit


def of_question(slug: Slug, **fields: Any) -> Edit:
    def edit(knowledge: Knowledge) -> Knowledge:
        question = knowledge.question[slug]
        edited = replace(question, **fields)
        return replace(
            knowledge, questions=tuple(edited if q is question else q for q in knowledge.questions)
        )

    return edit


def status(key: PatternKey, word: str) -> Edit:
    def edit(knowledge: Knowledge) -> Knowledge:
        pattern = knowledge.pattern[key]
        edited = replace(pattern, status=word)
        return replace(
            knowledge, patterns=tuple(edited if p is pattern else p for p in knowledge.patterns)
        )

    return edit


EDITS: dict[str, Edit] = {
    "a step’s title": of_step("restart-router", title="Restart it"),
    "a question’s text": of_question("home-wifi", text="Is the Wi-Fi well?"),
    "a light’s status (Mini, steady red)": status(("mini", "solid-red"), "act"),
    "a frequency (Mini, steady red: stuck)": frequency(("mini", "solid-red"), "stuck", "rare"),
    "a frequency (3rd Gen, every three seconds: no internet)": frequency(
        ("battery-camera", "red-every-3-seconds"), "internet-down", "rare"
    ),
    "an answer to a question of two lights": likelihood(
        "setup-message", "hardware", "password", "sometimes"
    ),
    "an answer to a question met everywhere (Wi-Fi, no internet)": likelihood(
        "home-wifi", "internet-down", "works", "rarely"
    ),
    "an answer that concerns nearly every light (batteries, broken)": likelihood(
        "batteries", "hardware", "lithium-days", "always"
    ),
    "an effect of a rare step (clean the contacts)": effect(
        "clean-contacts", "battery-contact", "usually"
    ),
    "an effect of a common step (restart the router)": effect(
        "restart-router", "internet-down", "sometimes"
    ),
    "minutes of a step of one family (reset the Mini)": of_step("reset-mini", minutes=12.0),
    "minutes of a common step (restart the router)": of_step("restart-router", minutes=6.0),
    "minutes of a question met everywhere (Wi-Fi)": of_question("home-wifi", minutes=0.5),
    "how many are unsure of a question (batteries)": of_question("batteries", unknown_share=0.3),
}


def main() -> None:
    """The table, as Markdown."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blinkdiag.settings")
    django.setup()
    from wizard.content.sources import from_files

    knowledge = from_files(FILES)
    everything = dict(time_edits(knowledge, None))
    for name, (seconds, changed, share) in time_edits(knowledge):
        slow = everything[name]
        compared = "exact" if share == 1 else f"{share:.1%} of people"
        sys.stdout.write(
            f"| {name} | {seconds:.1f} s, {changed} | {compared} | {slow.seconds:.1f} s |"
            f" {slow.changed} |\n"
        )


if __name__ == "__main__":
    main()
