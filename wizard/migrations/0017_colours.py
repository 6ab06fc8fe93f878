"""Colours become rows (ADR 0035): the three that there were, and every lamp names one.

What files last wrote names them in the new way too, so that a lamp nobody has touched is still
untouched.
"""

import hashlib
import json

import django.db.models.deletion
from django.db import migrations, models

import wizard.models.colours
import wizard.models.validators

COLOURS = (
    ("red", "R", "#ff5a4d", "#c8281c", "#ff3b2d", "#ffc2b9", ["red", "orange", "amber"]),
    ("blue", "B", "#5f9bff", "#1f5fd0", "#2f7cff", "#c6deff", ["blue", "cyan", "turquoise", "teal"]),
    ("green", "G", "#3ade78", "#16803f", "#22dd68", "#c8ffdb", ["green", "lime"]),
)


def make_rows(apps, schema_editor):
    """Only where there is content: an empty database is filled from files."""
    colour, channel = apps.get_model("wizard", "Colour"), apps.get_model("wizard", "Channel")
    if not channel.objects.exists() and not apps.get_model("wizard", "Guide").objects.exists():
        return
    for number, (slug, letter, stage, paper, glow, core, words) in enumerate(COLOURS, start=1):
        row = colour.objects.create(
            slug=slug,
            name=slug,
            letter=letter,
            stage=stage,
            paper=paper,
            glow=glow,
            core=core,
            words=words,
            position=10 * number,
        )
        channel.objects.filter(colour=slug).update(shade=row.pk)


def name_in_loaded(apps, schema_editor):
    for held in apps.get_model("wizard", "LoadedContent").objects.all():
        for _, fields in held.rows.get("wizard.channel", ()):
            if fields is not None and isinstance(fields.get("colour"), str):
                fields["colour"] = [fields["colour"]]
        held.digest = hashlib.sha256(json.dumps(held.rows, sort_keys=True).encode()).hexdigest()
        held.save(update_fields=["rows", "digest"])


class Migration(migrations.Migration):
    dependencies = [("wizard", "0016_lists_and_sign_ins")]

    operations = [
        migrations.CreateModel(
            name='Colour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(help_text='One word of small letters, for addresses. Links carry it, so it never changes. Example: warmwhite.', max_length=20, validators=[wizard.models.colours.validate_colour_slug, wizard.models.validators.NotReserved({'any': '“any light”', 'none': '“no light”', 'unsure': '“not sure which colour it is”'})])),
                ('name', models.CharField(help_text='As it stands in a sentence. Example: warm white, for “One warm white flash”.', max_length=30)),
                ('letter', models.CharField(help_text='Beside its rhythm, for eyes that cannot tell colours apart. Example: W.', max_length=1, validators=[wizard.models.colours.validate_letter])),
                ('stage', models.CharField(help_text='Its bars and dots on the dark stage, in light and dark pages alike. Its contrast there is at least 3 : 1. Example: #ff5a4d.', max_length=7, validators=[wizard.models.colours.validate_hue, wizard.models.colours.validate_stage], verbose_name='on the dark stage')),
                ('paper', models.CharField(help_text='Its bars on paper, when a page is printed. Its contrast there is at least 3 : 1. Example: #c8281c.', max_length=7, validators=[wizard.models.colours.validate_hue, wizard.models.colours.validate_paper], verbose_name='on paper')),
                ('glow', models.CharField(blank=True, help_text='The light around a lit lamp. Empty: the hue on the dark stage. Example: #ff3b2d.', max_length=7, validators=[wizard.models.colours.validate_hue], verbose_name='glow of the lamp')),
                ('core', models.CharField(blank=True, help_text='The pale middle of a lit lamp. Empty: the hue on the dark stage, made paler. Example: #ffc2b9.', max_length=7, validators=[wizard.models.colours.validate_hue], verbose_name='middle of the lamp')),
                ('words', models.JSONField(default=list, help_text='What people call it, its own name among them: single words that the search takes for it. A word belongs to one colour only. Example: ["red", "orange", "amber"].', validators=[wizard.models.colours.validate_colour_words], verbose_name='words people say')),
                ('position', models.PositiveSmallIntegerField(default=9990, help_text='The order in which two colours of a light are named: smaller stands first. Example: 10 for red, 20 for blue in “Red and blue”.')),
            ],
            options={
                'ordering': ['position', 'slug'],
            },
        ),
        migrations.AddConstraint(
            model_name='colour',
            constraint=models.UniqueConstraint(fields=('slug',), name='colour_slug_unique', violation_error_code='unique', violation_error_message='There is a colour with this name. Choose another.'),
        ),
        migrations.AddConstraint(
            model_name='colour',
            constraint=models.UniqueConstraint(fields=('letter',), name='colour_letter_unique', violation_error_code='unique', violation_error_message='Another colour has this letter. Choose another, or free it there first.'),
        ),
        migrations.AddField(
            model_name='channel',
            name='shade',
            field=models.ForeignKey(help_text='Its colour; of a lamp that stays dark, the colour it could have. People find the light by it. Example: green for the right light of a Sync Module.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wizard.colour'),
        ),
        migrations.RunPython(make_rows, migrations.RunPython.noop),
        migrations.RunPython(name_in_loaded, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name='channel', name='channel_colour_known'),
        migrations.RemoveField(model_name='channel', name='colour'),
        migrations.RenameField(model_name='channel', old_name='shade', new_name='colour'),
        migrations.AlterField(
            model_name='channel',
            name='colour',
            field=models.ForeignKey(help_text='Its colour; of a lamp that stays dark, the colour it could have. People find the light by it. Example: green for the right light of a Sync Module.', on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='wizard.colour'),
        ),
    ]
