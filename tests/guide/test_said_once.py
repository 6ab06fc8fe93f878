"""No page says a thing twice."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.public import permanent_pages, wizard_pages
from tests.sentences import said_twice, sentences
from wizard.knowledge.values import Knowledge

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def test_a_sentence_that_stands_twice_is_noticed() -> None:
    html = "<p>It is red. It <b>has lost</b> its network.</p><ul><li>It has lost its network.</li>"
    assert sentences(html) == ["It has lost its network."] * 2
    assert said_twice(html) == ["It has lost its network."]


def test_movements_and_the_report_are_papers_of_their_own() -> None:
    html = "<p>Unplug the camera and wait.</p>"
    html += '<ol class="hands"><li>Unplug the camera and wait.</li></ol>'
    html += "<pre>Unplug the camera and wait.</pre>"
    assert said_twice(html) == []


def test_no_permanent_page_says_a_sentence_twice(client: Client, content: Knowledge) -> None:
    twice = {
        address: found
        for address in permanent_pages(content)
        if (found := said_twice(client.get(address).content.decode()))
    }
    assert twice == {}


def test_no_page_of_the_wizard_says_a_sentence_twice(client: Client, content: Knowledge) -> None:
    twice = {
        address: found
        for address in wizard_pages(content)
        if (found := said_twice(client.get(address, follow=True).content.decode()))
    }
    assert twice == {}
