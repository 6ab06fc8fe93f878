"""The tags that draw."""

from __future__ import annotations

import json

from django.template import Context, Template

from wizard.knowledge.colours import ORIGINAL
from wizard.knowledge.values import Knowledge
from wizard.rendering.lights import moves
from wizard.templatetags import lights


def render(source: str, **context: object) -> str:
    return Template("{% load lights %}" + source).render(Context({"colours": ORIGINAL, **context}))


def test_a_page_draws_a_device_with_its_light(content: Knowledge) -> None:
    pattern = content.pattern[("battery-camera", "solid-blue")]
    html = render(
        '{% light_defs "xt" %}{% face "xt" pattern "close" %}{% strip pattern %}', pattern=pattern
    )
    assert 'id="d-xt"' in html
    assert 'href="#d-xt"' in html
    assert 'data-light="solid-blue"' in html
    assert 'class="strip"' in html


def test_defs_take_the_outlines_of_a_forms_options_too() -> None:
    assert 'id="d-sync"' in render('{% light_defs "xt" also=names %}', names=("sync",))
    assert 'id="d-sync"' not in render('{% light_defs "xt" also=names %}', names=None)


def test_a_device_is_drawn_without_a_light_where_none_is_known() -> None:
    assert "lit" not in render('{% face "mini" %}')


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in render('{% icon "go" %}')


def test_wifi_is_not_broken_in_a_heading_and_everything_else_is_escaped() -> None:
    html = lights.unbroken("Is <your> Wi-Fi on?")
    assert html == 'Is &lt;your&gt; <span class="nb">Wi-Fi</span> on?'


def test_structured_data_cannot_end_its_element() -> None:
    html = lights.structured_data({"text": "</script><script>alert(1)</script> & more"})
    assert html.count("<script") == 1
    assert html.count("</script>") == 1
    inner = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(inner) == {"text": "</script><script>alert(1)</script> & more"}


def test_keys_are_shown_only_where_something_moves(content: Knowledge) -> None:
    assert not moves(content.pattern[("battery-camera", "solid-red")])
    assert moves(content.pattern[("battery-camera", "red-every-3-seconds")])
