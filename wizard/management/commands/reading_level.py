"""`manage.py reading_level`: how easily the content is read, kind by kind, and which texts are
hardest.
"""

from __future__ import annotations

from statistics import mean

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.content.collect import collect
from wizard.rendering.readability import grade, texts

GOAL = 7.0
"""School year: what a twelve-year-old understands at once."""


class Command(BaseCommand):
    help = "Flesch-Kincaid grade of every text in the tables. Fails if one is above grade 7."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--worst", type=int, default=3, help="how many of the hardest texts of a kind are named"
        )

    def handle(self, *args: object, worst: int, **options: object) -> None:
        too_hard = []
        for kind, named in texts(collect()).items():
            grades = sorted(((grade(text), name) for name, text in named.items()), reverse=True)
            if not grades:
                continue
            above = [name for found, name in grades if found > GOAL]
            self.stdout.write(
                f"{kind}: grade {mean(found for found, _ in grades):.1f} on average, {len(above)}"
                f" of {len(grades)} above {GOAL:g}"
            )
            for found, name in grades[:worst]:
                self.stdout.write(f"  {found:5.1f}  {name}")
            too_hard += above
        if too_hard:
            raise CommandError(f"{len(too_hard)} texts are above grade {GOAL:g}: shorten them.")
