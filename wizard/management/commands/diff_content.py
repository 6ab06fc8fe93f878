"""Says which diagnoses change between two versions of the content."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from itertools import groupby

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.analysis.difference import MOST_STATES, Change, Difference, compare
from wizard.content.errors import NothingPublishedError
from wizard.content.files import FixtureError
from wizard.content.sources import NAMES, UnknownSourceError, knowledge_of
from wizard.guide import links


class Command(BaseCommand):
    help = (
        "Lists by family and light which diagnoses change between two versions of the content: how"
        " many answers lead to another first cause, next move or status, each with an address to"
        f" look at. A version is {NAMES}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "old", nargs="?", default="published", help="the earlier version (default: published)"
        )
        parser.add_argument(
            "new", nargs="?", default="database", help="the later version (default: database)"
        )
        parser.add_argument(
            "--all",
            action="store_true",
            dest="everything",
            help=(
                f"compare every answer state, not only the {MOST_STATES} most people meet: takes up"
                " to twenty seconds"
            ),
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="for programs")

    def handle(
        self, *args: object, old: str, new: str, everything: bool, as_json: bool, **options: object
    ) -> None:
        try:
            difference = compare(
                knowledge_of(old), knowledge_of(new), None if everything else MOST_STATES
            )
        except (UnknownSourceError, NothingPublishedError, FixtureError) as error:
            raise CommandError(str(error)) from error
        except ValueError as error:  # a word of no scale, which only files can hold
            raise CommandError(f"This content cannot be computed with: {error}") from error
        for line in [for_programs(difference)] if as_json else for_people(difference):
            self.stdout.write(line)


def for_people(difference: Difference) -> Iterator[str]:
    for place, changes in groupby(difference.changes, key=lambda change: change.place):
        yield place
        for change in changes:
            yield f"  {in_words(change)}"
            yield f"    {links.diagnose(change.example)}"
    yield summary(difference)


def in_words(change: Change) -> str:
    """ "3 answer states: first cause “Stuck” → “Too far away”"."""
    if not change.states:
        return (
            f"{change.what} {'added' if change.after else 'gone'}: {change.after or change.before}"
        )
    count = "1 answer state" if change.states == 1 else f"{change.states} answer states"
    return f"{count}: {change.what} {change.before} → {change.after}"


def summary(difference: Difference) -> str:
    changed = f"{len(difference.changes)} changes" if difference.changes else "No diagnosis changes"
    if not difference.states:
        return f"{changed}. Nothing the engine computes with differs."
    if difference.complete:
        return (
            f"{changed}. Compared: every answer state of the lights that could change,"
            f" {difference.states}."
        )
    return (
        f"{changed}. Compared: the {difference.states} answer states most people meet, for"
        f" {difference.coverage:.0%} of people their whole way. Every state: --all"
    )


def for_programs(difference: Difference) -> str:
    changes = [
        dataclasses.asdict(change) | {"example": links.diagnose(change.example)}
        for change in difference.changes
    ]
    return json.dumps(
        dataclasses.asdict(difference) | {"changes": changes}, ensure_ascii=False, indent=1
    )
