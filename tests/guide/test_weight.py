"""The first load of every kind of page stays light enough for a phone on a ladder."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.bench.weight import EVERYTHING, FIRST, weigh
from tests.kinds import PAGES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_to_its_budget(client: Client, name: str) -> None:
    weight = weigh(client, PAGES[name])
    assert weight.css > 0, "The style sheet was not found, so nothing was weighed."
    assert weight.first <= FIRST
    assert weight.everything <= EVERYTHING
    assert weight.foreign == ()
