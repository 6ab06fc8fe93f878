"""Writes the tables into the fixture files, for review as a diff, and the pictures beside them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.content import files
from wizard.content.pictures import StorageAwayError


class Command(BaseCommand):
    help = (
        "Writes the content tables into the fixture files, byte for byte the same where nothing"
        " changed, and the pictures into a folder beside them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            dest="directory",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help="the folder of the files",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; fail and name the files that would change",
        )

    def handle(self, *args: object, directory: Path, check: bool, **options: object) -> None:
        texts = files.export()
        try:
            pictures = files.along(texts)
        except (files.MissingPicturesError, StorageAwayError) as error:
            raise CommandError(f"{error} Nothing was written.") from error
        wanted = {file: text.encode() for file, text in texts.items()} | pictures
        changed = [
            file
            for file, data in wanted.items()
            if not (directory / file).exists() or (directory / file).read_bytes() != data
        ]
        if check and changed:
            raise CommandError(
                "The tables say something else than these files: "
                + ", ".join(changed)
                + ". Write them with: python manage.py export_content"
            )
        for file in changed:
            (directory / file).parent.mkdir(exist_ok=True)
            (directory / file).write_bytes(wanted[file])
        self.stdout.write(
            f"Written: {', '.join(changed)}." if changed else "The files say what the tables say."
        )
