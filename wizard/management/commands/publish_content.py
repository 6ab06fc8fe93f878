"""Makes the tables what people see."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.content.errors import (
    ContentError,
    NothingChangedError,
    NothingPublishedError,
    StaleContentError,
)
from wizard.content.revisions import publish


class Command(BaseCommand):
    help = "Freezes the content tables into a new revision, which people see within a second."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--note", required=True, help="what changed, for the history")

    def handle(self, *args: object, note: str, **options: object) -> None:
        try:
            revision = publish(None, note)
        except NothingChangedError as error:
            self.stdout.write(f"Nothing changed. {error}")
        except (NothingPublishedError, StaleContentError) as error:
            raise CommandError(str(error)) from error
        except ContentError as error:
            raise CommandError(
                "\n".join([f"{error} Nothing was published.", *map(str, error.findings)])
            ) from error
        else:
            self.stdout.write(f"Published revision {revision.number}.")
