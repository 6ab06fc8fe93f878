"""What hands do is drawn where hands are involved, and said in words beside it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from tests.pages import visit
from wizard.knowledge.values import Knowledge
from wizard.models.steps import Picture
from wizard.rendering import step_pictures
from wizard.rendering.markdown import plain


@pytest.mark.parametrize("picture", Picture.values)
def test_a_picture_is_a_list_of_drawings_with_their_words(picture: str) -> None:
    drawn = ET.fromstring(step_pictures.drawn(picture))
    panels = step_pictures.PICTURES[picture]
    assert [span.text for span in drawn.iter("span")] == [
        step_pictures.CAPTIONS[panel] for panel in panels
    ]
    assert all(svg.get("aria-hidden") == "true" for svg in drawn.iter("svg"))
    assert "style" not in step_pictures.drawn(picture)
    assert 'fill="#ffb31f"' in step_pictures.drawn(
        picture
    ) or 'class="motion"' in step_pictures.drawn(picture)


def test_no_picture_leaves_nothing() -> None:
    assert step_pictures.drawn("") == ""
    assert step_pictures.drawn("withdrawn-since") == ""


@pytest.mark.parametrize(
    ("address", "caption"),
    [
        ("/how-to/reset-mini/mini/", "The hole is on the underside."),
        ("/how-to/replace-batteries/xt2/", "Match the + end to the + mark."),
        ("/how-to/replace-batteries/outdoor-4/", "Undo the screw on the back"),
        ("/how-to/reset-doorbell/video-doorbell/", "switch the breaker off first."),
        ("/how-to/reset-sync-module/sync-module-2/", "The small button is near the USB port."),
        ("/how-to/restart-sync-module/xt2/", "Unplug it"),
        ("/how-to/restart-router/xt2/", "First the modem (1), then the router (2)."),
    ],
)
@pytest.mark.django_db
def test_the_drawing_stands_before_the_first_movement(
    client: Client, address: str, caption: str
) -> None:
    page = visit(client, address)
    assert page.text.index(caption) < page.html.index('class="hands"')
    assert page.html.index('class="drawn"') < page.html.index('class="hands"')


def test_whoever_opens_a_wired_doorbell_sees_the_breaker(content: Knowledge) -> None:
    for step in content.steps:
        for wording in step.wordings:
            if "switch its power off at the breaker" in plain(wording.text):
                assert step_pictures.PICTURES[wording.picture][0] == "breaker", step.slug


def test_whoever_touches_batteries_sees_which_way_they_lie(content: Knowledge) -> None:
    for step in content.steps:
        for wording in step.wordings:
            if "Match + and −" in plain(wording.text) and wording.slug != "outdoor-2k-plus":
                assert "cells" in step_pictures.PICTURES[wording.picture], (step.slug, wording.slug)
