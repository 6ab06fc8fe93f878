"""A wording belongs to several families (ADR 0019): rows of a step that say the same become one.

What files last wrote is put together in the same way and under the same names: a row that nobody
has touched still says what they wrote, and one that staff have edited still says something else.
"""

import hashlib
import json

from django.db import migrations, models

import wizard.models.validators

BATTERY = "battery-camera indoor-1st-gen"
OPENED = f"{BATTERY} outdoor-4"
CAMERAS = f"{OPENED} mini cameras-2k-plus wired-floodlight"
DOORBELLS = "video-doorbell wired-doorbell-2k-plus"
MODULES = "sync-module sync-module-newer"
ALL = f"{CAMERAS} {DOORBELLS} {MODULES}"

TOGETHER = {
    "no-action": {"cameras": CAMERAS, "doorbells": DOORBELLS, "sync-modules": MODULES},
    "wait-two-minutes": {"cameras": CAMERAS, "doorbells": DOORBELLS, "sync-modules": MODULES},
    "try-live-view": {"cameras": CAMERAS, "doorbells": DOORBELLS},
    "status-led-setting": {"general": f"{OPENED} mini"},
    "night-vision-setting": {"general": f"{OPENED} mini video-doorbell wired-floodlight"},
    "confirm-model": {"general": OPENED},
    "look-at-camera": {"general": MODULES},
    "check-already-paired": {"general": OPENED},
    "add-device-in-app": {"cameras": f"{CAMERAS} wired-doorbell-2k-plus"},
    "retry-setup": {"general": ALL},
    "replace-batteries": {"battery-cameras": BATTERY},
    "check-battery-orientation": {"battery-cameras": BATTERY},
    "clean-contacts": {"battery-cameras": BATTERY},
    "reseat-batteries": {"battery-cameras": BATTERY},
    "check-power-supply": {
        "own-plug": f"{MODULES} cameras-2k-plus",
        "through-sync-module": f"{OPENED} video-doorbell",
    },
    "restart-sync-module": {"sync-module": f"{OPENED} sync-module video-doorbell"},
    "restart-router": {"general": ALL},
    "check-provider-outage": {"general": ALL},
    "recheck-wifi-password": {"general": ALL},
    "simplify-network-name": {"general": f"{DOORBELLS} {MODULES} mini"},
    "use-24ghz": {"general": f"{CAMERAS} {MODULES} video-doorbell"},
    "update-wifi-in-app": {
        "battery-cameras": OPENED,
        "own-wifi": "cameras-2k-plus mini wired-doorbell-2k-plus wired-floodlight",
        "sync-modules": MODULES,
    },
    "move-closer": {
        "battery-cameras": OPENED,
        "plugged-cameras": "cameras-2k-plus mini",
        "sync-modules": MODULES,
    },
    "re-add-camera": {"battery-cameras": BATTERY},
    "warm-or-shade": {"general": OPENED},
    "secure-account": {"general": f"{OPENED} mini video-doorbell"},
}
"""Step -> name -> families that the shipped content words together."""


def put_together(apps, schema_editor):
    alias = schema_editor.connection.alias
    tables = {
        name: apps.get_model("wizard", name).objects.using(alias)
        for name in ("Family", "Wording", "LoadedContent", "FormerName")
    }
    order = list(tables["Family"].order_by("position", "slug").values_list("slug", flat=True))
    loaded = {held.stream: held for held in tables["LoadedContent"].all()}
    shipped, imported = (said_by_files(loaded.get(stream), order) for stream in ("shipped", "imported"))
    first_names = names_when_loaded(tables["FormerName"], {*shipped, *imported})
    rows = {}
    for row in tables["Wording"].select_related("step", "family"):
        step = first_names.get(row.step.slug, row.step.slug)
        rows.setdefault(step, {})[row.family.slug] = row
    now = {
        step: {family: value_of(found[family]) for family in order if family in found}
        for step, found in rows.items()
    }
    shipped = {step: together(step, said) for step, said in shipped.items()}
    now = {step: together(step, said, shipped.get(step, {})) for step, said in now.items()}
    imported = {
        step: together(step, said, now.get(step, {}), shipped.get(step, {}))
        for step, said in imported.items()
    }
    for step, wordings in now.items():
        for name, (_, families) in wordings.items():
            write(name, [rows[step][family] for family in families])
    for stream, said in (("shipped", shipped), ("imported", imported)):
        if stream in loaded:
            rewrite(loaded[stream], said)
    schema_editor.connection.check_constraints()  # else PostgreSQL alters no table that was written


def said_by_files(held, order):
    """Step -> family -> what files wrote, None where nobody knows that any more."""
    said = {}
    for (step, family), fields in held.rows.get("wizard.wording", ()) if held else ():
        value = fields and (fields["text"], fields["safety"], fields.get("picture", ""))
        said.setdefault(step, {})[family] = value
    place = {family: number for number, family in enumerate(order)}
    return {
        step: dict(sorted(found.items(), key=lambda item: place.get(item[0], len(place))))
        for step, found in said.items()
    }


def names_when_loaded(former_names, loaded):
    """Today’s name of a step -> the name that files have for it, where staff have renamed it."""
    renamed = former_names.filter(kind="step").exclude(new="").values_list("old", "new")
    return {new: old for old, new in renamed if old in loaded and new not in loaded}


def value_of(row):
    return row.text, row.safety, row.picture


def together(step, said, *examples):
    """Name -> (what it says, its families): families that read the same, under one name.

    `examples`: wordings of the step that are named already. A name goes to who says the same, else
    to who has its families, so that an edited wording keeps the name of the one that it was.
    """
    groups = {}
    for family, value in said.items():
        if value is not None:
            groups.setdefault(value, []).append(family)
    found = {}
    for value, families in groups.items():
        same = (name for example in examples for name, (text, _) in example.items() if text == value)
        name = next((name for name in same if name not in found), None)
        if name:
            found[name] = (value, families)
    named = {value for value, _ in found.values()}
    for value, families in groups.items():
        if value not in named:
            free = (name for name in wished(step, families, examples) if name not in found)
            found[next(free)] = (value, families)
    for family, value in said.items():
        if value is None:
            name = next(wished(step, [family], examples))
            text, families = found.get(name, (None, []))
            found[name] = (text, [*families, family])
    return found


def wished(step, families, examples):
    """Names that a wording for these families may have, the best first."""
    for example in examples:
        yield from (name for name, (_, others) in example.items() if {*others} & {*families})
    for family in families:
        homes = TOGETHER.get(step, {}).items()
        yield next((name for name, others in homes if family in others.split()), family)
    yield from families
    yield from (f"{families[0]}-{number}" for number in range(2, 100))


def write(name, rows):
    first, *others = rows
    for row in others:
        row.delete()
    first.slug = name
    first.save(update_fields=["slug"])
    first.families.set([row.family for row in rows])


def rewrite(held, said):
    held.rows["wizard.wording"] = [
        [[step, name], value and fields_of(step, name, value, families)]
        for step, wordings in said.items()
        for name, (value, families) in wordings.items()
    ]
    held.digest = hashlib.sha256(json.dumps(held.rows, sort_keys=True).encode()).hexdigest()
    held.save(update_fields=["rows", "digest"])


def fields_of(step, name, value, families):
    text, safety, picture = value
    return {
        "step": [step],
        "slug": name,
        "text": text,
        "safety": safety,
        "picture": picture,
        "families": sorted([family] for family in families),
    }


class Migration(migrations.Migration):
    dependencies = [("wizard", "0002_one_memory")]

    operations = [
        migrations.RemoveConstraint(model_name="wording", name="wording_unique"),
        migrations.AlterField(
            model_name="wording",
            name="family",
            field=models.ForeignKey("wizard.family", models.PROTECT, related_name="+"),
        ),
        migrations.AddField(
            model_name="wording",
            name="slug",
            field=models.CharField(
                "name",
                default="",
                max_length=50,
                validators=[wizard.models.validators.validate_slug],
                help_text="Tells it from the other wordings of the step; only staff see it. It "
                "stays when families come or go. Example: battery-cameras.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="wording",
            name="families",
            field=models.ManyToManyField(
                "wizard.family",
                related_name="wordings",
                help_text="Whose hands move this way. A family without a wording does not get the "
                "step. Example: Mini and Mini 2.",
            ),
        ),
        migrations.RunPython(put_together, elidable=True),
        migrations.AlterModelOptions(
            name="wording", options={"ordering": ["step__position", "step__slug", "slug"]}
        ),
        migrations.RemoveField(model_name="wording", name="family"),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(
                fields=("step", "slug"),
                name="wording_slug_unique",
                violation_error_code="unique",
                violation_error_message="This step has a wording with this name. Choose another.",
            ),
        ),
    ]
