"""Everything that the site holds, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.content.backup import BackupError, Summary, back_up
from wizard.content.pictures import StorageAwayError


class Command(BaseCommand):
    help = (
        "Writes people, roles, second factors, content, history and every revision into one file,"
        " and reads it once more. Keep it where nobody else can read it. Also the way from SQLite"
        " to PostgreSQL and back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="which is made, for example monday.backup")

    def handle(self, *args: Any, file: Path, verbosity: int, **options: Any) -> None:
        try:
            summary = back_up(file)
        except (BackupError, StorageAwayError, OSError) as error:
            raise CommandError(str(error)) from error
        if verbosity > 0:
            self.stdout.write(in_words(summary))
            self.stdout.write(f"Written and read once more: {file}")


def in_words(summary: Summary) -> str:
    """A line a table: its name, its rows, the beginning of their digest."""
    return "\n".join(
        f"{label:32}{rows:7} rows  {digest[:16]}" for label, (rows, digest) in summary.items()
    )
