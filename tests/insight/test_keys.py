"""Only what the content holds is counted; anything else makes a message count nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.insight.keys import Keys, Message, Total, UnknownError
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(content: Knowledge) -> Keys:
    return Keys(content)


def test_a_page_and_a_question_count_once_each(keys: Keys) -> None:
    sent = b"en\nseen question/home-wifi\nasked mini/solid-red/home-wifi"
    assert keys.read(sent) == Message(
        "en", (Total("seen", "question/home-wifi"), Total("asked", "mini/solid-red/home-wifi"))
    )


def test_an_outcome_brings_what_the_content_expected_in_per_cent(keys: Keys) -> None:
    assert keys.read(b"en\nno-change internet-down/restart-router 84 61").totals == (
        Total("no-change", "internet-down/restart-router"),
        Total("sure", "internet-down/restart-router", 84),
        Total("expected", "internet-down/restart-router", 61),
    )
    # Nobody tried it, so that nothing was expected either
    assert keys.read(b"en\ncannot internet-down/restart-router 84 61").totals == (
        Total("cannot", "internet-down/restart-router"),
    )


def test_words_come_last_and_as_they_were_typed(keys: Keys) -> None:
    sent = "en\nseen search\nnothing search\nvain größe 12".encode()
    assert keys.read(sent).words == "größe 12"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"en",
        b"xx\nseen home",
        b"seen home",
        b"en\nseen nowhere",
        b"en\nseen light/mini/no-such-light",
        b"en\nseen light/xt3/solid-red",
        b"en\nseen home 3",
        b"en\nvisited home",
        b"en\nseen home\nseen nowhere",
        b"en\nfixed internet-down/restart-router",
        b"en\nfixed internet-down/restart-router 101 50",
        b"en\nfixed internet-down/restart-router -1 50",
        b"en\nfixed internet-down/restart-router 50 50 50",
        b"en\nfixed outage/no-such-step 50 50",
        b"en\nsure internet-down/restart-router 50",
        b"en\nvain words\nseen home",
        b"en\n" + b"seen home\n" * 7,
        b"en\nseen home\nvain " + b"x" * 200,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_not_known_counts_nothing(keys: Keys, sent: bytes) -> None:
    with pytest.raises(UnknownError):
        keys.read(sent)


def test_nothing_that_can_be_sent_raises_anything_else(keys: Keys) -> None:
    @given(st.binary(max_size=220))
    def sent(body: bytes) -> None:
        try:
            keys.read(b"en\nseen " + body)
        except UnknownError:
            return

    sent()


def test_a_day_has_as_many_rows_as_the_content_has_keys(keys: Keys, content: Knowledge) -> None:
    assert len(keys) < 100_000
    smaller = replace(content, devices=content.devices[1:], steps=content.steps[1:])
    assert len(Keys(smaller)) < len(keys)
