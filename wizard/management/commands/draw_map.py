"""Draws the questions people meet after a light."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qsl

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string

from wizard.analysis.answer_states import lights_of, start
from wizard.analysis.question_tree import RARE, outline, tree
from wizard.content.errors import NothingPublishedError
from wizard.content.files import FixtureError
from wizard.content.sources import NAMES, UnknownSourceError, knowledge_of
from wizard.diagnosis.address import Progress, light_value, replay
from wizard.knowledge.values import Knowledge
from wizard.rendering.phrases import light_given
from wizard.rendering.tree_layout import lay_out


class Command(BaseCommand):
    help = (
        "Draws the questions people meet after the lights of a family, with the share of people on"
        " each answer: as an outline in words, or as SVG with --output."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("family", help="such as mini")
        parser.add_argument(
            "--light", help="such as solid-red, unsure or other (default: every light)"
        )
        parser.add_argument(
            "--path",
            default="",
            help="a diagnosis to mark: an address of the wizard with its light",
        )
        parser.add_argument(
            "--least",
            type=float,
            default=RARE,
            help=f"follow answers that at least this share give (default: {RARE})",
        )
        parser.add_argument(
            "--of", default="published", help=f"which content: {NAMES} (default: published)"
        )
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "--output", type=Path, help="an SVG file, or a folder that gets one for each light"
        )
        where.add_argument("--text", action="store_true", help="an outline in words (the default)")

    def handle(
        self,
        *args: object,
        family: str,
        light: str | None,
        path: str,
        least: float,
        of: str,
        output: Path | None,
        **options: object,
    ) -> None:
        try:
            knowledge = knowledge_of(of)
        except (UnknownSourceError, NothingPublishedError, FixtureError) as error:
            raise CommandError(str(error)) from error
        given = _given(knowledge, path) if path else None
        firsts = _firsts(knowledge, family, given, light)
        if output and not output.is_dir() and len(firsts) > 1:
            raise CommandError(
                f"Say which light, or name a folder: --light {' | '.join(map(_name, firsts))}"
            )
        for first in firsts:
            root = tree(first, given, least_share=least)
            title = f"{first.family.name}: {light_given(first)}"
            if output is None:
                self.stdout.write("\n".join([title, *outline(root), ""]))
            else:
                file = output / f"{_name(first)}.svg" if output.is_dir() else output
                svg = render_to_string("staff/_map.svg", {"map": lay_out(root), "title": title})
                file.write_text(svg, encoding="utf-8")
                self.stdout.write(f"Written: {file}")


def _name(first: Progress) -> str:
    return light_value(first.light) if first.light else ""


def _given(knowledge: Knowledge, address: str) -> Progress:
    progress = replay(knowledge, parse_qsl(address.rpartition("?")[2], keep_blank_values=True))
    if not isinstance(progress, Progress) or progress.light is None:
        raise CommandError(
            "This address names no device and light of this content, so it cannot be marked."
        )
    return progress


def _firsts(
    knowledge: Knowledge, family: str, given: Progress | None, light: str | None
) -> Sequence[Progress]:
    """The light of the address, else the light that is named, else every one."""
    if not knowledge.devices_of(family):
        families = ", ".join(sorted({device.family for device in knowledge.devices}))
        raise CommandError(f"There is no family “{family}” with a device. There are: {families}.")
    if given and given.light:
        if given.family.slug != family:
            raise CommandError(
                f"This address is about a device of the family “{given.family.slug}”."
            )
        return [start(knowledge, given.device, given.light, given.colour)]
    device = knowledge.devices_of(family)[0]
    firsts = [
        start(knowledge, device, each) for each in lights_of(knowledge, knowledge.family[family])
    ]
    chosen = [first for first in firsts if light in (None, _name(first))]
    if not chosen:
        raise CommandError(
            f"There is no light “{light}”. There are: {', '.join(map(_name, firsts))}."
        )
    return chosen
