"""What the service worker is made of: its version, what it may keep for a device, and the page
where it has nothing.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.pages import visit
from wizard.guide import links
from wizard.guide.page_cache import build
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db


def test_the_service_worker_stands_at_the_root_and_is_looked_for_every_time(
    client: Client, content: Knowledge
) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "max-age=1," in answer.headers["Cache-Control"]
    assert f'"blinkdiag {build()}-{content.revision}"' in answer.content.decode()
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_everything_it_keeps_from_the_start_is_there(client: Client) -> None:
    script = client.get("/sw.js").content.decode()
    shell = re.findall(r'"(/[^"]*)"', script.partition("SHELL = [")[2].partition("]")[0])
    page = client.get("/").content.decode()
    assert "/offline/" in shell
    assert all(f'"{address}"' in page for address in shell if address.startswith("/static/"))
    assert visit(client, "/offline/").h1 == "No connection"


def test_a_devices_pages_are_its_table_its_answers_and_its_how_tos(
    client: Client, content: Knowledge
) -> None:
    device = content.device["sync-module-2"]
    pages = client.get("/offline/sync-module-2/").json()["pages"]
    lights = content.ways_in_of(device.family)
    steps = links.how_to_steps(content, device)
    assert len(pages) == len(set(pages)) == 1 + len(lights) + len(steps)
    assert {client.get(page).status_code for page in pages} == {200}


def test_a_device_nobody_knows_keeps_nothing(client: Client) -> None:
    answer = client.get("/offline/xt9/")
    assert (answer.status_code, answer.json()) == (404, {"pages": []})
