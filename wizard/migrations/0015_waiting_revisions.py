"""What waited to go live was a revision. It becomes a change set, and its number free again."""

from django.db import migrations
from django.utils import timezone

from wizard.knowledge.change_sets import changes_between, freeze_changes
from wizard.knowledge.serialise import thaw


def make_change_sets(apps, schema_editor):
    revisions = apps.get_model("wizard", "Revision").objects
    for waiting in revisions.exclude(published_at__lte=timezone.now()):
        live = revisions.filter(published_at__lte=timezone.now()).order_by("-number").first()
        changes = changes_between(thaw(live.knowledge), thaw(waiting.knowledge)) if live else ()
        if changes:
            apps.get_model("wizard", "ChangeSet").objects.create(
                state="scheduled" if waiting.published_at else "asked",
                author=waiting.author,
                publisher=waiting.publisher,
                note=waiting.note or f"It was to be revision {waiting.number}.",
                at=waiting.published_at,
                changes=freeze_changes(changes),
                diagnoses=waiting.diagnoses,
            )
        waiting.delete()


class Migration(migrations.Migration):
    dependencies = [("wizard", "0014_change_sets")]
    operations = [migrations.RunPython(make_change_sets, migrations.RunPython.noop)]
