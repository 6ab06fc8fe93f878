"""Loads the fixture files into the tables and publishes the result."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.content import files
from wizard.content.collect import collect
from wizard.content.errors import ContentError, NothingChangedError, NothingPublishedError
from wizard.content.pictures import StorageAwayError
from wizard.content.revisions import publish
from wizard.content.snapshot import one_snapshot
from wizard.knowledge.serialise import digest, thaw
from wizard.models import Action, Revision, record


class Command(BaseCommand):
    help = (
        "Loads the fixture files: adds what is new, updates what staff have not touched, takes out"
        " what the files no longer have and nobody touched, keeps what staff edited or deleted."
        " Then publishes a revision if anything changed. All or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="directory",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help="the folder of the files",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if something is published already"
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="write nothing; say what would become of every row",
        )

    @one_snapshot()
    def handle(
        self,
        *args: object,
        directory: Path,
        if_empty: bool,
        dry_run: bool,
        verbosity: int,
        **options: object,
    ) -> None:
        if dry_run:
            self.stdout.write(prospect(files.look(directory)))
            return
        newest = Revision.objects.first()
        if newest and if_empty:
            if verbosity > 0:
                self.stdout.write(f"The content is there: revision {newest.number}.")
            return
        drafts = newest is not None and has_drafts(newest)
        try:
            loaded = files.load(directory)
        except files.FixtureError as error:
            raise CommandError(faults_in_words(error.faults)) from error
        except StorageAwayError as error:
            raise CommandError(f"{error} Nothing was loaded.") from error
        if loaded.changed:
            record(None, Action.LOADED, "Draft", counts(loaded))
        if verbosity > 0:
            self.stdout.write(summary(loaded))
        self.publish(loaded, first=newest is None, drafts=drafts, verbosity=verbosity)

    def publish(self, loaded: files.Loaded, *, first: bool, drafts: bool, verbosity: int) -> None:
        if not first and not loaded.changed:
            message = "Nothing new in the files; nothing to publish."
        elif drafts:
            message = (
                "Not published: the tables also hold edits of the staff that are not published yet."
                " Look at them, then run: python manage.py publish_content"
            )
        else:
            try:
                revision = publish(None, "Loaded from the fixture files")
                message = f"Published revision {revision.number}."
            except NothingChangedError:
                message = "People already see this content; nothing to publish."
            except NothingPublishedError as error:
                raise CommandError(
                    "There is no row in guide.json, and without it no page. Nothing was loaded."
                ) from error
            except ContentError as error:
                raise CommandError(
                    f"{error} Nothing was loaded.\n" + "\n".join(map(str, error.findings))
                ) from error
        if verbosity > 0:
            self.stdout.write(message)


def has_drafts(newest: Revision) -> bool:
    """Do the tables say something that is not published?

    A field that came into the tables later says nothing.
    """
    try:
        return digest(collect()) != digest(thaw(newest.knowledge))
    except NothingPublishedError:
        return True


def counts(loaded: files.Loaded) -> str:
    return f"{loaded.created} rows created, {loaded.updated} updated, {loaded.unchanged} unchanged."


def summary(loaded: files.Loaded) -> str:
    lines = [counts(loaded)]
    for title, names in (
        ("Kept because staff edited them", loaded.kept),
        ("Left deleted because staff deleted them", loaded.deleted),
        ("Removed: no longer in the files, and nobody here had touched them", loaded.removed),
        ("No longer in the files, left because staff edited or need them", loaded.left),
    ):
        if names:
            lines += [f"{title} ({len(names)}):", *(f"  {name}" for name in names)]
    return "\n".join(lines)


def prospect(loaded: files.Loaded) -> str:
    """What a load would do with every row. Raises `CommandError` if it would be refused."""
    if loaded.faults:
        raise CommandError(faults_in_words(loaded.faults))
    lines = ["Nothing was written. This is what a load would do."]
    for title, what in (
        ("Rows to create", files.Outcome.ADDED),
        ("Rows to update", files.Outcome.UPDATED),
    ):
        if rows := files.in_file_rows(loaded.of(what)):
            lines += [
                f"{title} ({len(rows)}):",
                *(f"  {outcomes[0].row.name}{_fields(outcomes)}" for outcomes in rows),
            ]
    return "\n".join([*lines, summary(loaded)])


def _fields(outcomes: list[files.RowOutcome]) -> str:
    """What changes in one row of a file. Example: ": title, minutes"."""
    changed = [
        outcome.row.field_in_file(name)
        for outcome in outcomes
        if outcome.before
        for name in outcome.changed
    ]
    return f": {', '.join(changed)}" if changed else ""


def faults_in_words(faults: list[files.Fault]) -> str:
    return "\n".join(
        [f"{len(faults)} faults in the fixture files; nothing was loaded.", *map(str, faults)]
    )
