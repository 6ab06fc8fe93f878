"""A light while staff edit it: the fields of its page, saved or not, as the light that people would
see.

The page of a light pattern sends its lamps as an inline (`channels-0-steps`), the page of a channel
sends one (`steps`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, TypeAlias

from django import forms
from django.http import QueryDict

from wizard.analysis.audit.findings import Finding
from wizard.analysis.audit.safety import drawing
from wizard.content.collect import value
from wizard.knowledge import rhythm, values
from wizard.knowledge.colours import Colour
from wizard.models import Channel, Family, Pattern, Timing
from wizard.models import Colour as ColourRow
from wizard.models.base import LAST
from wizard.models.validators import validate_cuts, validate_light_steps
from wizard.staff.editing.lines import ONE_A_LINE, NumbersField
from wizard.staff.editing.recording import Recording, RecordingError, clean
from wizard.staff.typing import InlineFormSet, ModelForm

MOST_LAMPS = 20

TOO_FAST = "flashes-too-fast"
"""The finding about a light that could harm somebody."""

LIKE = "[[1.0, 300], [0.0, 2700]]"

NEW_LAMP = [[1.0, 500], [0.0, 500]]

LAMP_FIELDS = ["position", "led", "colour", "steps", "repeat", "cuts"]

NO_DEVICE = "other"
"""What is drawn while no family with a device is chosen."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong, at the field that holds it. `field` as the form names it, `place` in words."""

    field: str
    place: str
    words: str


class LampForm(ModelForm):
    """One lamp. `channel`: what it shows, if it can be drawn. What could harm is not saved."""

    channel: values.Channel | None = None

    cuts = NumbersField(required=False, widget=forms.Textarea(attrs={"rows": 1}))

    class Meta:
        model = Channel
        fields = LAMP_FIELDS
        error_messages = {
            "steps": {
                "required": f"Write at least one step, like {LIKE}.",
                "invalid": f"This is not a list of steps. Write it like {LIKE}.",
            },
        }
        widgets = {"steps": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A new lamp blinks slowly until somebody says how."""
        super().__init__(*args, **kwargs)
        if "cuts" in self.fields:  # there are none where somebody may only look
            stored = Channel._meta.get_field("cuts")
            self.fields["cuts"].help_text = f"{stored.help_text} {ONE_A_LINE}"
        if self.instance.pk is None:
            self.initial.setdefault("steps", NEW_LAMP)

    def clean_steps(self) -> object:
        """The model's own check, which Django would run too late for the light to be drawn."""
        validate_light_steps(self.cleaned_data["steps"])
        return self.cleaned_data["steps"]

    def clean_cuts(self) -> object:
        cuts = self.cleaned_data["cuts"] or []
        validate_cuts(cuts)
        return cuts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"led", "colour", "steps", "cuts"} <= cleaned.keys():
            told = {name: cleaned[name] for name in ("led", "colour", "steps", "repeat", "cuts")}
            self.channel = _stored(Channel(**told))
            colours = {cleaned["colour"].slug: value(Colour, cleaned["colour"])}
            for finding in findings([self.channel], colours):
                if finding.code == TOO_FAST:
                    self.add_error("steps", _words(finding))
        return cleaned


class LampFormSet(InlineFormSet):
    """The lamps of a light: together they flash no faster than one may; a new one comes last."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk is None:
            form.initial["position"] = 1 + (self.initial_form_count() if index is None else index)

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        lamps = [
            form.channel
            for form in self.forms
            if form.channel and not form.cleaned_data.get("DELETE")
        ]
        for finding in findings(lamps, palette()):
            if finding.code == TOO_FAST:
                raise forms.ValidationError(f"All lamps together: {_words(finding)}")


Light: TypeAlias = dict[str, Any]
"""The cleaned fields of a `LightForm`."""


class LightForm(forms.Form):
    """What of the light its picture depends on. `pattern` comes from the page of a channel."""

    family = forms.ModelChoiceField(Family.objects.all(), required=False)
    pattern = forms.ModelChoiceField(Pattern.objects.select_related("family"), required=False)
    timing = forms.ChoiceField(choices=Timing.choices, required=False)
    flash_count = forms.IntegerField(required=False, min_value=1)
    flash_count_max = forms.IntegerField(required=False, min_value=1)


class RecordingForm(forms.Form):
    """What a hand did: `presses` as [pressed, let go] in milliseconds."""

    presses = forms.JSONField()
    until = forms.FloatField(min_value=0)
    goes_on = forms.BooleanField(required=False)

    def clean_presses(self) -> list[tuple[float, float]]:
        try:
            return [(float(down), float(up)) for down, up in self.cleaned_data["presses"]]
        except (TypeError, ValueError) as error:
            raise forms.ValidationError("The presses are pairs of milliseconds.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedLight:
    """`recorded`: what a recording made of one lamp, which the light is then shown with.

    `heard`: that in a sentence, or why
    it makes no rhythm; empty where nothing was recorded.
    """

    drawing: str
    pattern: values.Pattern
    colours: tuple[Colour, ...]
    field_errors: tuple[FieldError, ...]
    is_safe: bool
    recorded: Recording | None
    heard: str

    @property
    def words(self) -> str:
        return f"{rhythm.in_words(self.pattern, names_of(self.colours))}."

    @property
    def recorded_steps(self) -> str:
        """As the field holds them."""
        return json.dumps(self.recorded.steps) if self.recorded else ""


def edited_light(data: QueryDict, channel: int | None = None) -> EditedLight:
    """The light that a form as it was sent shows. Nothing is saved.

    `channel`: the row that is edited on a page of its own; the other lamps of its pattern come from
    the table. With `presses` in the data one lamp shows what was recorded.
    """
    recorded, heard = None, ""
    if "presses" in data:
        try:
            recorded = _recording(data)
            data, heard = _with_recording(data, recorded), recorded.heard
        except RecordingError as error:
            heard = str(error)
    light, lamps = _light(data), _lamps(data)
    shown = [
        (form.cleaned_data.get("position", LAST), form.channel) for form in lamps if form.channel
    ]
    if row := light.get("pattern"):
        shown += [
            (other.position, _stored(other))
            for other in row.channels.select_related("colour").exclude(pk=channel)
        ]
    pattern = _pattern((lamp for _, lamp in sorted(shown, key=itemgetter(0))), light)
    if recorded:
        pattern = replace(pattern, timing=Timing.APPROXIMATE)
    colours = palette()
    whole = list(drawing(pattern, _reds(colours)))
    return EditedLight(
        drawing=_drawing(light),
        pattern=pattern,
        colours=tuple(colours.values()),
        field_errors=tuple(_field_errors(lamps, whole, colours)),
        is_safe=all(finding.code != TOO_FAST for finding in whole),
        recorded=recorded,
        heard=heard,
    )


def stored_light(pattern: Pattern, channels: Iterable[Channel]) -> values.Pattern:
    """The light that these rows show, for its picture in a list."""
    return _pattern(map(_stored, channels), _drawn_of(pattern))


def palette() -> dict[values.Slug, Colour]:
    """The colours of the table, in their order. One query."""
    return {row.slug: value(Colour, row) for row in ColourRow.objects.all()}


def names_of(colours: Iterable[Colour]) -> dict[values.Slug, str]:
    return {colour.slug: colour.name for colour in colours}


def findings(
    channels: Iterable[values.Channel], colours: Mapping[values.Slug, Colour]
) -> list[Finding]:
    """What the audit says about these lamps."""
    return list(drawing(_pattern(channels, {}), _reds(colours)))


def _reds(colours: Mapping[values.Slug, Colour]) -> set[values.Slug]:
    return {slug for slug, colour in colours.items() if colour.is_red}


def _recording(data: QueryDict) -> Recording:
    form = RecordingForm(data)
    if not form.is_valid():
        raise RecordingError("Nothing was recorded.")
    said = form.cleaned_data
    return clean(said["presses"], said["until"], goes_on=said["goes_on"])


def _with_recording(data: QueryDict, recorded: Recording) -> QueryDict:
    """The same form, with the recording for the steps of the lamp that it was made for."""
    data = data.copy()
    before = f"{data['lamp']}-" if data.get("lamp") else ""
    data[f"{before}steps"], data[f"{before}cuts"] = json.dumps(recorded.steps), ""
    data.pop(f"{before}repeat", None)
    if recorded.repeat:
        data[f"{before}repeat"] = "on"
    return data


def _light(data: QueryDict) -> Light:
    """What can be read of it. The page of a channel says nothing of the light, so its row does."""
    form = LightForm(data)
    form.is_valid()
    light = form.cleaned_data
    if row := light.get("pattern"):
        return {**_drawn_of(row), "family": row.family, "pattern": row}
    return light


def _drawn_of(pattern: Pattern) -> Light:
    return {name: getattr(pattern, name) for name in ("timing", "flash_count", "flash_count_max")}


def _lamps(data: QueryDict) -> list[LampForm]:
    """The lamps that are not to be deleted, each looked through."""
    if "channels-TOTAL_FORMS" not in data:
        forms = [LampForm(data)]
    else:
        total = str(data["channels-TOTAL_FORMS"])
        prefixes = [
            f"channels-{n}" for n in range(min(int(total) if total.isdecimal() else 0, MOST_LAMPS))
        ]
        forms = [
            LampForm(data, prefix=prefix) for prefix in prefixes if f"{prefix}-DELETE" not in data
        ]
    for form in forms:
        form.full_clean()
    return forms


def _field_errors(
    lamps: Iterable[LampForm], whole: Iterable[Finding], colours: Mapping[values.Slug, Colour]
) -> Iterator[FieldError]:
    """Each at its field: what a lamp's form says, what the audit says of that lamp alone, then
    of all together. What is not filled in yet is no mistake: a new lamp is empty, and Save asks
    for it.
    """
    said, first = set(), ""
    for number, form in enumerate(lamps, start=1):
        steps = form.add_prefix("steps")
        first = first or steps
        for field, errors in form.errors.as_data().items():
            label = form.fields[field].label if field in form.fields else ""
            yield from (
                FieldError(form.add_prefix(field), _place(number, label), words)
                for one in errors
                if one.code != "required" or field == "steps"
                for words in one.messages
            )
        for finding in findings([form.channel], colours) if form.channel else ():
            said.add(finding.code)
            if finding.code != TOO_FAST:  # the form has said so
                yield FieldError(steps, _place(number, "steps"), _words(finding))
    for finding in whole:
        if finding.field == "flash_count":
            yield FieldError("flash_count", "Flash count", _words(finding))
        elif finding.code not in said:
            yield FieldError(first, "All lamps together", _words(finding))


def _place(number: int, label: object) -> str:
    return f"Lamp {number}, {str(label).lower()}" if label else f"Lamp {number}"


def _words(finding: Finding) -> str:
    return f"{finding.message} {finding.remedy}"


def _drawing(light: Light) -> str:
    family = light.get("family")
    device = family.devices.first() if family else None
    return device.drawing if device else NO_DEVICE


def _stored(row: Channel) -> values.Channel:
    steps = tuple((float(brightness), milliseconds) for brightness, milliseconds in row.steps)
    return values.Channel(
        led=row.led, colour=row.colour.slug, steps=steps, repeat=row.repeat, cuts=tuple(row.cuts)
    )


def _pattern(channels: Iterable[values.Channel], light: Light) -> values.Pattern:
    return values.Pattern(
        family="",
        slug="edited",
        title="",
        description="",
        status=values.LOOK,
        channels=tuple(channels),
        timing=light.get("timing") or Timing.SOURCED,
        flash_count=light.get("flash_count"),
        flash_count_max=light.get("flash_count_max"),
        normal_for_seconds=None,
        seen="",
        look_alikes=(),
        causes=(),
        confidence="",
        note="",
        reviewed="",
        sources=(),
        fact_rows=(),
    )
