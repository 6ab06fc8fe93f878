"""What follows the squash of the first twelve migrations."""

from django.db import migrations, models
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
        migrations.RemoveConstraint(model_name="journalentry", name="journal_action_known"),
        migrations.AlterField(
            model_name="journalentry",
            name="action",
            field=models.CharField(
                choices=[
                    ("published", "Published"),
                    ("restored", "Restored"),
                    ("loaded", "Files brought in"),
                    ("exported", "Files taken out"),
                    ("person", "Person changed"),
                    ("role", "Role changed"),
                    ("second-factor", "Second factor changed"),
                    ("locked", "Sign-in locked"),
                    ("unlocked", "Sign-in unlocked"),
                    ("log-deleted", "Sign-in records deleted"),
                ],
                help_text="What was done.",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="journalentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "published",
                            "restored",
                            "loaded",
                            "exported",
                            "person",
                            "role",
                            "second-factor",
                            "locked",
                            "unlocked",
                            "log-deleted",
                        ],
                    )
                ),
                name="journal_action_known",
                violation_error_message="Choose the action from the list.",
            ),
        ),
    ]
