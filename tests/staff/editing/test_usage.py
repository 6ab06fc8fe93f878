"""Where a step is used."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.rows import empty_tables, find, small, twice, write
from wizard.models import Device, Step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _little_content(tmp_path: Path) -> None:
    """Two families; the restart is worded for both."""
    empty_tables()
    files = twice(small())
    find(files, "wordings.json", step=["restart"])["families"] = [["camera"], ["camera-two"]]
    call_command("load_content", "--from", str(write(tmp_path, files)), verbosity=0)


def step_page(client: Client) -> str:
    step = Step.objects.get(slug="restart")
    text = client.get(reverse("admin:wizard_step_change", args=[step.pk])).content.decode()
    found = re.search(r'<div class="used">(.*?)</div>', text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_a_step_says_where_it_is_used_with_links(admin_client: Client) -> None:
    used = step_page(admin_client)
    assert "What you change here changes in all these places." in used
    assert 'href="/how-to/restart/camera-1/?preview"' in used
    assert 'href="/how-to/restart/camera-1-two/?preview"' in used
    assert 'href="/answers/camera-1/solid-red/?preview"' in used
    assert 'href="/answers/camera-1/red-flashing/?preview"' in used
    assert "solid-red-two" not in used  # another cause stands behind that one
    assert admin_client.get("/answers/camera-1/solid-red/?preview").status_code == 200


def test_a_family_without_a_device_has_no_page_to_link_to(admin_client: Client) -> None:
    Device.objects.filter(family__slug="camera-two").delete()
    used = step_page(admin_client)
    assert "camera-1-two" not in used
    assert used.count("/how-to/restart/") == 1


def test_a_new_step_is_used_nowhere(admin_client: Client) -> None:
    page = admin_client.get("/admin/wizard/step/add/").content.decode()
    assert "worded for no family yet" in page
