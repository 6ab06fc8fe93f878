"""Placeholders in braces: what is wrong with a template, and how it is filled in."""

from __future__ import annotations

import pytest

from wizard.knowledge.placeholders import fill, mistakes, unknown


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Look at {link}.", ()),
        ("XT2: look at {link}.", ()),
        ("", ()),
        (" \n", ()),
        ("No way to go.", ("Without {link} the customer cannot open the page. Put it in.",)),
        (
            "{link} {name} {name}",
            (
                (
                    "“{name}” is no placeholder. There are: {device}, {light}, {meaning}, {steps},"
                    " {link}."
                ),
            ),
        ),
        ("{link} {", ("A brace stands alone. Braces are only for placeholders, such as {link}.",)),
        ("{link} }", ("A brace stands alone. Braces are only for placeholders, such as {link}.",)),
    ],
)
def test_mistakes_are_said_in_sentences(template: str, said: tuple[str, ...]) -> None:
    assert mistakes(template) == said


def test_an_unknown_placeholder_is_named_once() -> None:
    assert unknown("{b} {link} {a} {b} {} {Link}") == ("b", "a", "", "Link")


def test_placeholders_are_filled_in_and_what_is_none_stays() -> None:
    assert fill("On {device}: {other}", {"device": "Mini"}) == "On Mini: {other}"


def test_a_value_is_never_read_as_a_placeholder() -> None:
    assert fill("{light}", {"light": "{link}", "link": "x"}) == "{link}"


def test_a_paragraph_with_nothing_to_say_is_left_out() -> None:
    text = "\r\nFirst.\r\n\r\n{light} is seen.\n \nLast: {device}\n"
    assert fill(text, {"light": "", "device": "Mini"}) == "First.\n\nLast: Mini"
