"""One memory of content: revisions, and the rows as files last wrote them (ADR 0017).

What `LoadedRow` knew by digests becomes the fields themselves, django-reversion’s tables go, and the
audit log knows more acts.
"""

import hashlib
import json

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


KEYS = {
    "source": ("slug",),
    "family": ("slug",),
    "device": ("slug",),
    "pattern": ("family__slug", "slug"),
    "channel": ("pattern__family__slug", "pattern__slug", "position"),
    "lookalike": ("pattern__family__slug", "pattern__slug", "other__family__slug", "other__slug"),
    "cause": ("slug",),
    "patterncause": ("pattern__family__slug", "pattern__slug", "cause__slug"),
    "question": ("slug",),
    "option": ("question__slug", "slug"),
    "likelihood": (
        "option__question__slug", "option__slug", "cause__slug", "pattern__family__slug", "pattern__slug"
    ),
    "step": ("slug",),
    "wording": ("step__slug", "family__slug"),
    "effect": ("step__slug", "cause__slug"),
    "dispute": ("slug",),
    "faq": ("slug",),
    "formername": ("kind", "scope", "old"),
    "guide": (),
}
"""The content tables and their natural keys as they are at this migration; what a row names comes before it."""

RENAMED = {"device": "device", "light": "pattern", "question": "question", "option": "option", "step": "step"}
"""What a former name is the name of -> its table."""
SCOPES = {"pattern": "family", "option": "question"}
"""The relation whose name is the scope of a former name."""

ADDED = {"wording": {"picture": ""}, "guide": {"reply": ""}}
"""Fields that some digest may have been taken without, because they came into the table later."""


def keep_what_was_loaded(apps, schema_editor):
    """A row whose digest is the one that was remembered is as files wrote it, so its fields are what they wrote.

    Of any other row nobody knows what they wrote: it stays the staff’s until the files say the same.
    """
    alias = schema_editor.connection.alias
    remembered = list(apps.get_model("wizard", "LoadedRow").objects.using(alias).values_list(
        "model", "key", "digest", "imported"
    ))
    if not remembered:
        return
    tables = rows_by_key(apps, alias, names_when_loaded(apps, alias, remembered))
    for place, stream in ((2, "shipped"), (3, "imported")):
        rows = {f"wizard.{name}": [] for name in KEYS}
        for entry in remembered:
            label, key, digest = entry[0], entry[1], entry[place]
            if digest and label in rows:
                fields = tables[label].get(tuple(json.loads(key)))
                rows[label].append([json.loads(key), written(label.removeprefix("wizard."), fields, digest)])
        if any(rows.values()):
            apps.get_model("wizard", "LoadedContent").objects.using(alias).create(
                stream=stream, rows=rows, digest=hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
            )


def written(name, fields, digest):
    """The fields that files wrote, None if they cannot be known."""
    if fields is None:
        return None
    if digest_of(fields) == digest:
        return fields
    later = ADDED.get(name, {})
    if digest_of({field: value for field, value in fields.items() if field not in later}) == digest:
        return fields | later
    return None


def digest_of(fields):
    return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def names_when_loaded(apps, alias, remembered):
    """Table, scope, today's name -> the name that files have for it, where staff have renamed it."""
    loaded = {(label.removeprefix("wizard."), *json.loads(key)) for label, key, _, _ in remembered}
    names = {}
    for former in apps.get_model("wizard", "FormerName").objects.using(alias).exclude(new=""):
        table, scope = RENAMED[former.kind], [former.scope] if former.scope else []
        if (table, *scope, former.old) in loaded and (table, *scope, former.new) not in loaded:
            names[table, former.scope, former.new] = former.old
    return names


def rows_by_key(apps, alias, first_names):
    """Table -> natural key -> fields as fixture files have them, who know the first names only."""
    found, keys = {}, {}
    for name, lookups in KEYS.items():
        model = apps.get_model("wizard", name)
        plain = [field for field in model._meta.concrete_fields if not field.primary_key]
        many = model._meta.many_to_many
        rows = {}
        for record in model.objects.using(alias).order_by("pk").values("pk", *(field.attname for field in plain)):
            rows[record["pk"]] = {field.name: json_value(field, record[field.attname], keys) for field in plain}
            rows[record["pk"]] |= {relation.name: [] for relation in many}
            if name in RENAMED.values():
                fields = rows[record["pk"]]
                scope = fields[SCOPES[name]][0] if name in SCOPES else ""
                fields["slug"] = first_names.get((name, scope, fields["slug"]), fields["slug"])
        keys[name] = {pk: key_of(lookups, fields) for pk, fields in rows.items()}
        for relation in many:
            pairs = model.objects.using(alias).order_by().exclude(**{relation.name: None})
            for pk, other in pairs.values_list("pk", relation.name):
                rows[pk][relation.name].append(list(keys[relation.related_model._meta.model_name][other]))
            for fields in rows.values():
                fields[relation.name].sort()
        found[f"wizard.{name}"] = {keys[name][pk]: fields for pk, fields in rows.items()}
    return found


def json_value(field, value, keys):
    if field.is_relation:
        return None if value is None else list(keys[field.related_model._meta.model_name][value])
    return value.isoformat() if hasattr(value, "isoformat") else value


def key_of(lookups, fields):
    """Look-ups of one relation stand together, in the order of that table’s own key."""
    key, seen = [], set()
    for lookup in lookups:
        name, is_relation, _ = lookup.partition("__")
        if name not in seen:
            seen.add(name)
            width = sum(other.partition("__")[0] == name for other in lookups)
            value = fields[name]
            key += ([None] * width if value is None else value) if is_relation else [value]
    return tuple(key)


def drop_reversion(apps, schema_editor):
    """The tables of django-reversion, which nothing reads any more, and what Django remembers of the app."""
    for table in ("reversion_version", "reversion_revision"):
        schema_editor.execute(f"DROP TABLE IF EXISTS {schema_editor.quote_name(table)}")
    alias = schema_editor.connection.alias
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    kinds.filter(app_label="reversion").delete()
    kinds.filter(app_label="wizard", model="loadedrow").delete()
    MigrationRecorder(schema_editor.connection).migration_qs.filter(app="reversion").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("wizard", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]
    operations = [
        migrations.RunPython(refuse_a_database_with_only_some, migrations.RunPython.noop, elidable=True),
        migrations.CreateModel(
            name="LoadedContent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stream",
                    models.CharField(
                        choices=[("shipped", "Shipped with a release"), ("imported", "Brought in on the staff side")],
                        help_text="Where the files came from.",
                        max_length=10,
                    ),
                ),
                (
                    "rows",
                    models.JSONField(
                        help_text="Table -> list of [natural key, fields]. Fields are null where an earlier version of this "
                        "software wrote the row, somebody has edited it since, and nobody knows any more what was written."
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="Tells whether two loads left the same behind.", max_length=64),
                ),
                (
                    "loaded_at",
                    models.DateTimeField(auto_now=True, help_text="When a load last changed this."),
                ),
            ],
            options={
                "verbose_name": "loaded content",
                "verbose_name_plural": "loaded content",
                "ordering": ["stream"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stream",),
                        name="loaded_content_unique",
                        violation_error_code="unique",
                        violation_error_message="What came this way is remembered already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stream__in", ["shipped", "imported"])),
                        name="loaded_content_stream_known",
                        violation_error_message="Choose the stream from the list.",
                    ),
                ],
            },
        ),
        migrations.RunPython(keep_what_was_loaded, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel("LoadedRow"),
        migrations.RunPython(drop_reversion, migrations.RunPython.noop, elidable=True),
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
