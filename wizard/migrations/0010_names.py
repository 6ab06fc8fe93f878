from django.db import migrations, models

ACTIONS = [
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
]


def rename_permissions(apps, schema_editor):
    """Anyone who may look at the audit log goes on looking at it."""
    for permission in apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="wizard", codename__endswith="_journalentry"
    ):
        permission.codename = permission.codename.replace("journalentry", "auditlogentry")
        permission.save(update_fields=["codename"])


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wizard", "0009_editors_note"),
    ]

    operations = [
        migrations.RenameModel("JournalEntry", "AuditLogEntry"),
        migrations.RemoveConstraint("auditlogentry", "journal_action_known"),
        migrations.AddConstraint(
            "auditlogentry",
            models.CheckConstraint(
                condition=models.Q(("action__in", ACTIONS)),
                name="audit_log_action_known",
                violation_error_message="Choose the action from the list.",
            ),
        ),
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
        migrations.RenameField("revision", "things", "changed_objects"),
        migrations.AlterField(
            "revision",
            "changed_objects",
            models.PositiveIntegerField(
                help_text=(
                    "How many objects read differently than before. Empty: there was nothing"
                    " before."
                ),
                null=True,
            ),
        ),
        migrations.AlterField(
            "note",
            "name",
            models.CharField(
                help_text="The name of the object. Example: solid-red.", max_length=50
            ),
        ),
    ]
