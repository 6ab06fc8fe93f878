"""What `back_up` wrote, back into a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.content.backup import BackupError, restore
from wizard.content.pictures import StorageAwayError
from wizard.management.commands.back_up import in_words


class Command(BaseCommand):
    help = (
        "Makes the database hold what a file of back_up holds, and proves it by counts and digests"
        " of what it then reads. All or nothing. The tables must be there: run migrate first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="which back_up wrote")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="throw away the revisions and people that are there",
        )

    def handle(self, *args: Any, file: Path, replace: bool, verbosity: int, **options: Any) -> None:
        try:
            summary = restore(file, replace=replace)
        except (BackupError, StorageAwayError, OSError) as error:
            raise CommandError(f"{error} Nothing was restored.") from error
        if verbosity > 0:
            self.stdout.write(in_words(summary))
            self.stdout.write(f"Restored, and the same in every table: {file}")
