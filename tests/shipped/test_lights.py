"""The lights as they are shipped: what the picture shows is what the words say."""

from __future__ import annotations

import re

import pytest

from wizard.knowledge.rhythm import in_words
from wizard.knowledge.values import Knowledge

pytestmark = pytest.mark.django_db

MEANINGS = re.compile(
    r"\b(means|offline|online|set ?up|warning|recording|night vision|low|pressed)\b", re.IGNORECASE
)


def test_look_alikes_are_told_apart_by_eye_and_never_by_what_they_mean(content: Knowledge) -> None:
    told = [
        alike.how_to_tell_apart for pattern in content.patterns for alike in pattern.look_alikes
    ]
    assert [sentence for sentence in told if MEANINGS.search(sentence)] == []


def test_five_long_flashes_go_on_as_short_ones_in_words_and_in_the_picture(
    content: Knowledge,
) -> None:
    light = content.pattern[("battery-camera", "five-long-red-flashes")]
    assert in_words(light, {}) == "Five long red flashes, then two short ones, and so on"
    (channel,) = light.channels
    length = sum(ms for _, ms in channel.steps)
    assert max(channel.cuts) >= length - channel.steps[-1][1]
