from django.db import migrations


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
        ("wizard", "0006_signs_and_offers"),
    ]

    operations = [
        migrations.RenameModel("JournalEntry", "AuditLogEntry"),
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
    ]
