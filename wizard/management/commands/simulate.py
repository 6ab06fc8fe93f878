"""Says how good the published content is, on visitors drawn from it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from wizard.analysis.baselines import OURS
from wizard.analysis.expected_quality import Quality, qualities, without_each_question
from wizard.analysis.simulation import Figure, Figures, Mode, Report, simulate
from wizard.content.errors import NothingPublished
from wizard.content.live import published
from wizard.knowledge.values import Family, Knowledge

COLUMNS: tuple[tuple[str, str, Callable[[Figures], str]], ...] = (
    ("first", "true cause ranked first when the questions stop, %", lambda figures: percent(figures.first)),
    ("top 3", "true cause among the first three then, %", lambda figures: percent(figures.top_three)),
    (
        "cure",
        "the first step against the cause ranked first helps the true one too, %",
        lambda figures: percent(figures.right_cure),
    ),
    ("step 1", "fixed by the first step, %", lambda figures: percent(figures.fixed_by_first)),
    ("plan", "fixed by the plan, %", lambda figures: percent(figures.fixed)),
    ("before", "questions before the first step", lambda figures: number(figures.questions_first, 2)),
    ("asked", "questions in all", lambda figures: number(figures.questions, 2)),
    ("minutes", "a person’s minutes, with support where nothing helped", lambda figures: number(figures.minutes, 1)),
    (
        "ratio",
        "minutes over those of the same visitors, had they been told their cause",
        lambda figures: number(figures.ratio, 2),
    ),
)
KNOWN = {
    Mode.LIGHT: "their light",
    Mode.MISTAKES: "their light, or take it for a look-alike as often as the tables say",
    Mode.COLOUR: "the colour of their light only",
    Mode.UNKNOWN: "nothing about their light",
}
WIDTH = 13
NAMES = 42
LISTED = 8
"""How many lights, questions and confusions are named as work for an editor."""

BAR = 40


class Command(BaseCommand):
    help = (
        "Lets seeded visitors, drawn from the published content, meet the wizard and four rivals, and prints how many get "
        "the right diagnosis, what it costs them, and which lights and questions need an editor most."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--visitors", type=int, default=10_000, help="how many (default: 10000)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same figures (default: 1)")
        parser.add_argument("--slips", type=float, default=0.05, help="share of wrong answers, 0 to 1 (default: 0.05)")
        parser.add_argument("--family", help="the slug of the only family to simulate")
        parser.add_argument(
            "--mode",
            choices=[mode.value for mode in Mode],
            default=Mode.LIGHT.value,
            help="what visitors know of their light: the light (default), the light with look-alike mistakes, "
            "only its colour, or nothing",
        )
        parser.add_argument(
            "--exact",
            action="store_true",
            help="draw nobody: follow every answer and every outcome with its probability (half a minute, no sampling error)",
        )
        parser.add_argument(
            "--each-question",
            action="store_true",
            help="with --exact: what would change without each question, for the families with a light table (some minutes)",
        )
        parser.add_argument("--json", action="store_true", help="for programs: everything, with confidence intervals")

    def handle(
        self,
        *args: Any,
        visitors: int,
        seed: int,
        slips: float,
        family: str | None,
        mode: str,
        exact: bool,
        each_question: bool,
        json: bool,
        **options: Any,
    ) -> None:
        if not 0 <= slips <= 1:
            raise CommandError("--slips is a share: give a number from 0 to 1.")
        if each_question and not exact:
            raise CommandError("--each-question has no meaning for drawn visitors: add --exact.")
        try:
            content = published()
        except NothingPublished as error:
            raise CommandError(str(error)) from error
        families = [named(content, family)] if family else [f for f in content.families if content.patterns_of(f.slug)]
        try:
            if exact:
                bar = progress_bar(self.stderr, len(families))
                found = qualities(content, slips=slips, mode=Mode(mode), families=families, on_progress=bar)
                less = self._without_each(content, families, slips, Mode(mode)) if each_question else {}
                self.stdout.write(exact_json(*found, less) if json else exact_text(content, *found, less, slips=slips))
                return
            report = simulate(
                content,
                visitors=visitors,
                seed=seed,
                slips=slips,
                mode=Mode(mode),
                families=families,
                on_progress=progress_bar(self.stderr, visitors),
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(as_json(report) if json else as_text(content, report))

    def _without_each(
        self, content: Knowledge, families: Sequence[Family], slips: float, mode: Mode
    ) -> dict[str, Quality]:
        """For the families of the first group that is printed."""
        members = [family for family in families if family.documented == families[0].documented]
        bar = progress_bar(self.stderr, len(content.questions))
        return without_each_question(content, members, slips=slips, mode=mode, on_progress=bar)


def named(content: Knowledge, slug: str) -> Family:
    if slug not in content.family:
        raise CommandError(f"There is no family “{slug}”. Give one of: {', '.join(content.family)}.")
    return content.family[slug]


def progress_bar(out: OutputWrapper, visitors: int) -> Callable[[int], None]:
    """Redraws one line on a terminal; says nothing anywhere else."""
    if not out.isatty():
        return lambda met: None
    shown = -1

    def draw(met: int) -> None:
        nonlocal shown
        done = 100 * met // max(visitors, 1)
        if done != shown:
            shown = done
            bar = "#" * (BAR * done // 100)
            out.write(f"\r[{bar:{BAR}}] {done:3} %", style_func=str, ending="\n" if done == 100 else "")

    return draw


def as_json(report: Report) -> str:
    return json.dumps(dataclasses.asdict(report), ensure_ascii=False, indent=1)


def as_text(content: Knowledge, report: Report) -> str:
    documented = report.groups[0]
    lines = [
        f"Revision {content.revision}, {report.visitors} visitors, seed {report.seed}, {100 * report.slips:g} % slips",
        f"Visitors know: {KNOWN[report.mode]}.",
        "",
        row("", [title for title, _, _ in COLUMNS]),
        *(figures_row(family.name, family.policies[OURS]) for family in report.families),
        "",
    ]
    lines += [figures_row(group.name, group.policies[OURS]) for group in report.groups]
    lines += ["", f"Against rivals on the same visitors, {documented.name}:"]
    lines += [figures_row(f"  {policy}", figures) for policy, figures in documented.policies.items()]
    lines += ["", f"  told their cause, they need {documented.told_minutes:.1f} minutes", ""]
    lines += ["± is a 95 % confidence interval."]
    lines += [f"  {title:8}{meaning}" for title, meaning, _ in COLUMNS]
    lines += ["", "Work for an editor", "  Lights with most wrong diagnoses: true cause ranked first, visitors:"]
    lines += [
        f"    {group.name:42}{percent(group.policies[OURS].first):>{WIDTH}} %{group.policies[OURS].visitors:8}"
        for group in report.lights[:LISTED]
    ]
    lines += ["  Questions that pay least: minutes saved each time, visitors asked, not sure among them:"]
    lines += [
        f"    {use.question:42}{use.saves_minutes:8.2f}{100 * use.asked:8.1f} %{100 * use.unsure:8.1f} %"
        for use in report.questions[:LISTED]
    ]
    lines += ["  Causes mistaken for another, share of all visitors:"]
    lines += [
        f"    {pair.cause + ' for ' + pair.taken_for:50}{100 * pair.share:8.2f} %" for pair in report.confused[:LISTED]
    ]
    return "\n".join(lines)


def exact_text(
    content: Knowledge,
    families: Sequence[Quality],
    groups: Sequence[Quality],
    less: Mapping[str, Quality],
    *,
    slips: float,
) -> str:
    titles = [title for title, _, _ in COLUMNS]
    lines = [
        f"Revision {content.revision}, every way with its probability, {100 * slips:g} % slips",
        "",
        row("", titles),
    ]
    lines += [*map(quality_row, families), "", *map(quality_row, groups), ""]
    if less:
        lines += [f"Without a question, against all of them, {groups[0].name}:"]
        lines += [less_row(f"  {question}", one, groups[0]) for question, one in less.items()] + [""]
    followed = min(one.followed for one in families)
    lines += [f"At least {100 * followed:.1f} % of the people were followed to the end; the rest were asked no more."]
    lines += [f"  {title:8}{meaning}" for title, meaning, _ in COLUMNS]
    return "\n".join(lines)


def quality_row(one: Quality) -> str:
    shares = (one.first, one.top_three, one.right_cure, one.fixed_by_first, one.fixed)
    cells = [f"{100 * share:.1f}" for share in shares]
    cells += [f"{one.questions_first:.2f}", f"{one.questions:.2f}", f"{one.minutes:.1f}", f"{one.ratio:.3f}"]
    return row(one.name, cells)


def less_row(name: str, less: Quality, all_of_them: Quality) -> str:
    """What there would be more or less of."""
    shares = [
        (less.first, all_of_them.first),
        (less.top_three, all_of_them.top_three),
        (less.right_cure, all_of_them.right_cure),
        (less.fixed_by_first, all_of_them.fixed_by_first),
        (less.fixed, all_of_them.fixed),
    ]
    cells = [f"{100 * (without - with_it):+.2f}" for without, with_it in shares]
    cells += [
        f"{less.questions_first - all_of_them.questions_first:+.3f}",
        f"{less.questions - all_of_them.questions:+.3f}",
        f"{less.minutes - all_of_them.minutes:+.2f}",
        f"{less.ratio - all_of_them.ratio:+.4f}",
    ]
    return row(name, cells)


def exact_json(families: Sequence[Quality], groups: Sequence[Quality], less: Mapping[str, Quality]) -> str:
    found: dict[str, Any] = {"families": list(map(exact_figures, families)), "groups": list(map(exact_figures, groups))}
    if less:
        found["without"] = {question: exact_figures(one) for question, one in less.items()}
    return json.dumps(found, ensure_ascii=False, indent=1)


def exact_figures(one: Quality) -> dict[str, Any]:
    return dataclasses.asdict(one) | {"ratio": one.ratio}


def figures_row(name: str, figures: Figures) -> str:
    return row(name, [cell(figures) for _, _, cell in COLUMNS])


def row(name: str, cells: list[str]) -> str:
    return (f"{name:{NAMES}}" + "".join(f"{cell:>{WIDTH}}" for cell in cells)).rstrip()


def percent(figure: Figure) -> str:
    return number(Figure(100 * figure.value, 100 * figure.low, 100 * figure.high), 1)


def number(figure: Figure, digits: int) -> str:
    """The wider side of the interval, so that it never promises too much."""
    half = max(figure.value - figure.low, figure.high - figure.value)
    return f"{figure.value:.{digits}f} ±{half:.{digits}f}"
