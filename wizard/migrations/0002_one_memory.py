"""What follows the squash of the first twelve migrations."""

from django.db import migrations
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.recorder import MigrationRecorder


def refuse_a_database_with_only_some(apps, schema_editor):
    """Django takes a database with only some of the squashed migrations for one that needs none of them.

    Raises `InconsistentMigrationHistory`, which says what to do.
    """
    applied = MigrationRecorder(schema_editor.connection).applied_migrations()
    if ("wizard", "0012_every_family_drawn") not in applied:
        raise InconsistentMigrationHistory(
            "This database has only some of the migrations wizard 0001 to 0012, which are one migration now. "
            "Run “python manage.py migrate” with the code of commit cab5e20 first, then this code again."
        )


class Migration(migrations.Migration):
    dependencies = [("wizard", "0001_initial")]
    operations = [
        migrations.RunPython(refuse_a_database_with_only_some, migrations.RunPython.noop, elidable=True),
    ]
