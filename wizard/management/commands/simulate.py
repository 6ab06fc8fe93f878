"""Says how good the published content is: every answer and outcome with its probability."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from wizard.analysis.baselines import POLICIES
from wizard.analysis.expected_quality import (
    ERROR_RATE,
    Mode,
    Quality,
    Report,
    first_group,
    report,
    without_each_question,
)
from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.knowledge.values import Family, Knowledge

COLUMNS = {
    "first": "true cause ranked first when the questions stop, %",
    "top 3": "true cause among the first three then, %",
    "1st right": "the first step against the cause ranked first helps the true one too, %",
    "1st fixed": "fixed by the first step, %",
    "plan": "fixed by the plan, %",
    "before": "questions before the first step",
    "asked": "questions in all",
    "minutes": "a person’s minutes, with support where nothing helped",
    "ratio": "minutes over those of the same people, had they been told their cause",
}
DIGITS = (1, 1, 1, 1, 1, 2, 2, 1, 3)
"""Of each column, behind the point."""

KNOWN = {
    Mode.LIGHT: "their light",
    Mode.MISTAKES: "their light, or take it for a look-alike as often as the tables say",
    Mode.COLOUR: "the colour of their light only",
    Mode.UNKNOWN: "nothing about their light",
    Mode.SYMPTOM: "what is wrong, and no light",
}
WIDTH = 13
NAMES = 42
LISTED = 8
"""How many lights, questions and confusions are named as work for an editor."""

BAR = 40


class Command(BaseCommand):
    help = (
        "Follows everybody through the wizard, as the published content says they answer, and "
        "prints how many get the right diagnosis, what it costs them, how other ways to decide "
        "compare, and which lights and questions need an editor most. Takes some minutes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--error-rate",
            type=float,
            default=ERROR_RATE,
            help=(
                "share of answers that are another option at random, 0 to 1 (default:"
                f" {ERROR_RATE})"
            ),
        )
        parser.add_argument("--family", help="the slug of the only family to follow")
        parser.add_argument(
            "--mode",
            choices=[mode.value for mode in Mode],
            default=Mode.LIGHT.value,
            help=(
                "what people know of their light: the light (default), the light with look-alike "
                "mistakes, only its colour, or nothing"
            ),
        )
        parser.add_argument(
            "--each-question",
            action="store_true",
            help=(
                "also what would change without each question, for the families with a light table"
                " (some minutes)"
            ),
        )
        parser.add_argument("--json", action="store_true", help="for programs: everything")

    def handle(
        self,
        *args: object,
        error_rate: float,
        family: str | None,
        mode: str,
        each_question: bool,
        json: bool,
        **options: object,
    ) -> None:
        if not 0 <= error_rate <= 1:
            raise CommandError("--error-rate is a share: give a number from 0 to 1.")
        try:
            content = published()
        except NothingPublishedError as error:
            raise CommandError(str(error)) from error
        families = [f for f in content.families if content.patterns_of(f.slug)]
        if family:
            families = [named(content, family)]
        bar = progress_bar(self.stderr, len(families) + len(POLICIES) - 1)
        try:
            found = report(
                content, error_rate=error_rate, mode=Mode(mode), families=families, on_progress=bar
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        less: dict[str, Quality] = {}
        if each_question:
            less = without_each_question(
                content,
                first_group(families),
                error_rate=error_rate,
                mode=Mode(mode),
                on_progress=progress_bar(self.stderr, len(content.questions)),
            )
        if json:
            self.stdout.write(as_json(found, less))
            return
        lines = [
            (
                f"Revision {content.revision}, every way with its probability, {100 * error_rate:g}"
                " % of the answers wrong"
            ),
            f"People know: {KNOWN[Mode(mode)]}.",
            "",
            *table(found),
            *(without_table(found, less) if less else ()),
            *work_for_an_editor(found),
            "",
            *legend(found),
        ]
        self.stdout.write("\n".join(lines))


def named(content: Knowledge, slug: str) -> Family:
    if slug not in content.family:
        raise CommandError(
            f"There is no family “{slug}”. Give one of: {', '.join(content.family)}."
        )
    return content.family[slug]


def progress_bar(out: OutputWrapper, total: int) -> Callable[[int], None]:
    """Redraws one line on a terminal; says nothing anywhere else."""
    if not out.isatty():
        return lambda done: None
    shown = -1

    def draw(done: int) -> None:
        nonlocal shown
        percent = 100 * done // max(total, 1)
        if percent != shown:
            shown = percent
            bar = "#" * (BAR * percent // 100)
            ending = "\n" if percent == 100 else ""
            out.write(f"\r[{bar:{BAR}}] {percent:3} %", style_func=str, ending=ending)

    return draw


def table(found: Report) -> list[str]:
    return [
        row("", list(COLUMNS)),
        *map(quality_row, found.families),
        "",
        *map(quality_row, found.groups),
        "",
        f"Against other ways to decide, {found.groups[0].name}:",
        *(quality_row(one, indent="  ") for one in found.baselines),
        f"  told their cause, they need {found.groups[0].oracle_minutes:.1f} minutes",
        "",
    ]


def without_table(found: Report, less: Mapping[str, Quality]) -> list[str]:
    group = found.groups[0]
    return [
        f"Without a question, against all of them, {group.name}:",
        *(less_row(f"  {question}", one, group) for question, one in less.items()),
        "",
    ]


def work_for_an_editor(found: Report) -> list[str]:
    return [
        "Work for an editor",
        "  Lights with most wrong diagnoses: true cause ranked first, people who have the light:",
        *(
            f"    {light.light:42}{100 * light.first:8.1f} %{100 * light.people:8.1f} %"
            for light in found.lights[:LISTED]
        ),
        "  Questions that pay least: minutes saved each time, people asked, not sure among them:",
        *(
            f"    {use.question:42}{use.saves_minutes:8.2f}{100 * use.asked:8.1f}"
            f" %{100 * use.unsure:8.1f} %"
            for use in found.questions[:LISTED]
        ),
        "  Causes mistaken for another, share of all people:",
        *(
            f"    {pair.cause + ' for ' + pair.taken_for:50}{100 * pair.share:8.2f} %"
            for pair in found.confused[:LISTED]
        ),
    ]


def legend(found: Report) -> list[str]:
    followed = min(one.followed for one in found.families)
    return [
        (
            f"At least {100 * followed:.1f} % of the people were followed to the end; the rest were"
            " asked no more."
        ),
        *(f"  {title:10}{meaning}" for title, meaning in COLUMNS.items()),
    ]


def quality_row(one: Quality, *, indent: str = "") -> str:
    return row(
        indent + one.name,
        [f"{cell:.{digits}f}" for cell, digits in zip(cells(one), DIGITS, strict=True)],
    )


def less_row(name: str, less: Quality, all_of_them: Quality) -> str:
    """What there would be more or less of."""
    pairs = zip(cells(less), cells(all_of_them), DIGITS, strict=True)
    return row(name, [f"{now - before:+.{digits + 1}f}" for now, before, digits in pairs])


def cells(one: Quality) -> list[float]:
    """In the order of `COLUMNS`."""
    shares = one.first, one.top_three, one.first_step_correct, one.fixed_by_first, one.fixed
    questions = one.questions_first, one.questions
    return [*(100 * share for share in shares), *questions, one.minutes, one.ratio]


def row(name: str, cells: Sequence[str]) -> str:
    return (f"{name:{NAMES}}" + "".join(f"{cell:>{WIDTH}}" for cell in cells)).rstrip()


def as_json(found: Report, less: Mapping[str, Quality]) -> str:
    data: dict[str, object] = {
        "families": list(map(figures, found.families)),
        "groups": list(map(figures, found.groups)),
        "baselines": list(map(figures, found.baselines)),
        "lights": list(map(dataclasses.asdict, found.lights)),
        "questions": list(map(dataclasses.asdict, found.questions)),
        "confused": list(map(dataclasses.asdict, found.confused)),
    }
    if less:
        data["without"] = {question: figures(one) for question, one in less.items()}
    return json.dumps(data, ensure_ascii=False, indent=1)


def figures(one: Quality) -> dict[str, object]:
    return dataclasses.asdict(one) | {"ratio": one.ratio}
