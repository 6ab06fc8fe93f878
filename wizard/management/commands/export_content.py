"""Writes the tables into the fixture files, for review as a diff."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.content import files


class Command(BaseCommand):
    help = (
        "Writes the content tables into the fixture files, byte for byte the same where nothing"
        " changed."
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
        changed = [file for file, text in texts.items() if current_text(directory / file) != text]
        if check and changed:
            raise CommandError(
                "The tables say something else than these files: "
                + ", ".join(changed)
                + ". Write them with: python manage.py export_content"
            )
        for file in changed:
            (directory / file).write_text(texts[file], encoding="utf-8")
        self.stdout.write(
            f"Written: {', '.join(changed)}." if changed else "The files say what the tables say."
        )


def current_text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
