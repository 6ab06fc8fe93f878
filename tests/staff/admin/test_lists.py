"""Lists on the staff side: put in order by number, and a light's rhythm to be seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.desk import person
from wizard.analysis.audit.honesty import TEXTS
from wizard.content.collect import KINDS, collect
from wizard.content.draft import unpublished_changes
from wizard.models import (
    Cause,
    Channel,
    Device,
    Dispute,
    Family,
    Faq,
    LookAlike,
    Option,
    Pattern,
    PatternCause,
    Question,
    Source,
    Step,
)
from wizard.rendering import rhythm_strip

pytestmark = pytest.mark.django_db

ORDERED: list[type[Model]] = [
    Family,
    Device,
    Pattern,
    LookAlike,
    Cause,
    Question,
    Option,
    Step,
    Source,
    Dispute,
    Faq,
]


def address(model: type[Model]) -> str:
    return reverse(f"admin:wizard_{model._meta.model_name}_changelist")


def listed(client: Client, model: type[Model], **positions: int) -> Any:
    """The list, sent back as a browser does, with other numbers for some rows (`row_7=15`)."""
    page: Any = client.get(address(model))
    shown = page.context_data["cl"].result_list
    data: dict[str, Any] = {
        "form-TOTAL_FORMS": len(shown),
        "form-INITIAL_FORMS": len(shown),
        "_save": "Save",
    }
    for n, row in enumerate(shown):
        data |= {
            f"form-{n}-id": row.pk,
            f"form-{n}-position": positions.get(f"row_{row.pk}", row.position),
        }
    return client.post(address(model), data)


@pytest.mark.parametrize("model", ORDERED)
def test_a_list_is_put_in_order_by_number_and_the_log_says_so(
    admin_client: Client, model: type[Model]
) -> None:
    first, second = model._default_manager.all()[:2]
    if isinstance(first, Pattern | LookAlike):  # their families come first
        second = model._default_manager.exclude(pk=first.pk).filter(position__gte=first.position)[0]
    number = second.position + 1  # type: ignore[attr-defined]  # every table here has one
    assert listed(admin_client, model, **{f"row_{first.pk}": number}).status_code == 302
    first.refresh_from_db()
    assert first.position == number  # type: ignore[attr-defined]  # every table here has one
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.get_change_message()) == (str(first.pk), "Changed Position.")


def test_a_new_order_counts_as_an_unpublished_change(admin_client: Client) -> None:
    assert unpublished_changes() == 0
    first, second = Cause.objects.all()[:2]
    listed(admin_client, Cause, **{f"row_{first.pk}": second.position + 1})
    assert unpublished_changes() == 1
    assert [cause.slug for cause in collect().causes[:2]] == [second.slug, first.slug]


def test_an_unchanged_list_changes_nothing(admin_client: Client) -> None:
    listed(admin_client, Family)
    assert not LogEntry.objects.exists()


def test_a_number_that_is_none_is_refused_at_its_row(admin_client: Client) -> None:
    row = Cause.objects.all()[0]
    response = listed(admin_client, Cause, **{f"row_{row.pk}": -3})
    assert "Ensure this value is greater than or equal to 0." in response.content.decode()
    assert not LogEntry.objects.exists()


def test_who_may_only_look_sees_the_numbers_and_cannot_send_others() -> None:
    client = person("vera", "viewer")
    row = Cause.objects.all()[0]
    assert 'name="form-0-position"' not in client.get(address(Cause)).content.decode()
    assert listed(client, Cause, **{f"row_{row.pk}": 7777}).status_code == 403
    assert not Cause.objects.filter(position=7777).exists()


def test_lights_are_listed_with_their_rhythm(admin_client: Client) -> None:
    for model in (Pattern, Channel):
        html = admin_client.get(f"{address(model)}?q=red-every-3").content.decode()
        found = collect()
        light = found.pattern[("battery-camera", "red-every-3-seconds")]
        assert rhythm_strip.strip(light, found.colours) in html
        assert "One short red flash every three seconds" in html
        assert "staff/light_editor.css" in html


def test_no_inline_has_empty_rows_and_every_list_can_be_searched() -> None:
    for model, ours in admin.site._registry.items():
        if model._meta.app_label == "wizard":
            assert ours.search_fields or model._meta.model_name == "guide", model
            assert all(inline.extra == 0 for inline in ours.inlines), model


def test_a_list_that_is_emptied_is_empty(admin_client: Client) -> None:
    """A field of texts whose brackets are deleted too."""
    device = Device.objects.exclude(aliases=[])[0]
    data = {
        **{
            name: getattr(device, name)
            for name in ("slug", "name", "group", "drawing", "hint", "power", "confidence")
        },
        "family": device.family_id,
        "note": device.note,
        "position": device.position,
        "needs_sync_module": "unknown",
        "sources": [source.pk for source in device.sources.all()],
        "aliases": "",
    }
    response = admin_client.post(reverse("admin:wizard_device_change", args=[device.pk]), data)
    assert response.status_code == 302, response.content.decode()
    device.refresh_from_db()
    assert device.aliases == []


def _sent(client: Client, **typed: int) -> dict[str, Any]:
    page: Any = client.get(address(Faq))
    shown = page.context_data["cl"].result_list
    data: dict[str, Any] = {
        "form-TOTAL_FORMS": len(shown),
        "form-INITIAL_FORMS": len(shown),
        "_save": "Save",
        "_opened": page.context_data["opened"],
    }
    for n, row in enumerate(shown):
        data |= {f"form-{n}-id": row.pk, f"form-{n}-position": row.position}
    return data


def test_a_list_that_was_open_for_long_moves_only_the_rows_that_were_typed_into() -> None:
    ed, edna = person("ed", "editor"), person("edna", "editor")
    first, second = Faq.objects.all()[:2]
    old = _sent(ed)
    edna.post(address(Faq), _sent(edna) | {"form-0-position": 33})
    assert ed.post(address(Faq), old | {"form-1-position": 44}).status_code == 302
    for row in (first, second):
        row.refresh_from_db()
    assert (first.position, second.position) == (33, 44)
    assert list(LogEntry.objects.order_by("pk").values_list("user__username", "object_id")) == [
        ("edna", str(first.pk)),
        ("ed", str(second.pk)),
    ]


def test_a_row_that_two_people_move_is_refused_and_then_moved_knowingly() -> None:
    ed, edna = person("ed", "editor"), person("edna", "editor")
    first, second = Faq.objects.all()[:2]
    before = second.position
    old = _sent(ed)
    edna.post(address(Faq), _sent(edna) | {"form-0-position": 33})
    mine = {"form-0-position": 55, "form-1-position": 44}
    refused: Any = ed.post(address(Faq), old | mine)
    html = refused.content.decode()
    assert "edna made it 33 while you had this list open." in html
    assert 'value="55"' in html
    assert 'value="44"' in html
    for row in (first, second):
        row.refresh_from_db()
    assert (first.position, second.position) == (33, before)
    again = old | mine | {"_opened": refused.context_data["opened"]}
    assert ed.post(address(Faq), again).status_code == 302
    first.refresh_from_db()
    assert first.position == 55


def act(client: Client, model: type[Model], name: str, *rows: Any, **more: str) -> str:
    ticked = {"action": name, "_selected_action": [row.pk for row in rows], **more}
    return client.post(address(model), ticked, follow=True).content.decode()


def test_several_rows_are_noted_as_read_today(admin_client: Client) -> None:
    today = timezone.localdate()
    light, source = Pattern.objects.all()[0], Source.objects.all()[0]
    pair = PatternCause.objects.filter(sources__isnull=False)[0]
    assert "1 light pattern changed." in act(admin_client, Pattern, "read_today", light)
    assert "1 source changed." in act(admin_client, Source, "read_today", source)
    act(admin_client, PatternCause, "read_today", pair)
    light.refresh_from_db()
    assert light.reviewed == today
    assert {*pair.sources.values_list("checked", flat=True)} == {today}
    assert LogEntry.objects.count() == unpublished_changes()


def test_several_rows_are_noted_as_read_on_a_day_that_is_chosen(admin_client: Client) -> None:
    faq, question = Faq.objects.all()[0], Question.objects.all()[0]
    day = timezone.localdate() - timedelta(days=3)
    for row in (faq, question):
        assert "1 " in act(admin_client, type(row), "read_on", row, day=day.isoformat())
        row.refresh_from_db()
        assert row.reviewed == day
    assert LogEntry.objects.count() == 2


@pytest.mark.parametrize("day", ["", "2999-01-01"])
def test_a_day_that_is_none_or_to_come_changes_nothing(admin_client: Client, day: str) -> None:
    faq = Faq.objects.all()[0]
    said = act(admin_client, Faq, "read_on", faq, day=day)
    assert "Nothing was changed. Choose the day they were read: today, or a day before." in said
    assert not LogEntry.objects.exists()


def test_every_text_that_people_read_has_a_day_and_what_is_new_was_read_today(
    admin_client: Client,
) -> None:
    dated = {section for section in TEXTS if section != "guide"}
    models = {model: name for model, (name, _) in KINDS.items() if name in dated}
    assert len(models) == len(dated)
    for model in models:
        page: Any = admin_client.get(reverse(f"admin:wizard_{model._meta.model_name}_add"))
        form = page.context_data["adminform"].form
        assert form.initial["reviewed"] == timezone.localdate()
        assert admin_client.get(f"{address(model)}?unread=yes").status_code == 200


def test_the_confidence_of_several_rows_is_set_at_once(admin_client: Client) -> None:
    rows = Cause.objects.all()[:3]
    act(admin_client, Cause, "confidence_low", *rows)
    assert {*Cause.objects.filter(pk__in=[r.pk for r in rows]).values_list("confidence")} == {
        ("low",)
    }


def test_a_list_offers_what_its_table_has_a_field_for(admin_client: Client) -> None:
    def offered(model: type[Model]) -> bool:
        return 'value="confidence_low"' in admin_client.get(address(model)).content.decode()

    assert offered(Pattern)
    assert not offered(Faq)
