"""What is true of the content this product ships with."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from wizard import models
from wizard.analysis.audit import ERROR, NOTE, WARNING, Examination, Limits, audit, examine
from wizard.content import files as fixtures
from wizard.content.collect import collect
from wizard.content.files import FILES
from wizard.diagnosis.address import Progress, replay
from wizard.knowledge.rhythm import ends_at, flashes_per_second
from wizard.knowledge.values import Knowledge
from wizard.rendering.markdown import plain

FOLDER: Path = settings.BASE_DIR / "fixtures"
pytestmark = pytest.mark.django_db


def test_it_is_as_large_as_the_knowledge_it_was_made_from(content: Knowledge) -> None:
    patterns, questions, steps = content.patterns, content.questions, content.steps
    sizes = {
        "families": len(content.families),
        "devices": len(content.devices),
        "patterns": len(patterns),
        "symptoms": len(content.symptoms),
        "causes of symptoms": sum(len(symptom.causes) for symptom in content.symptoms),
        "causes": len(content.causes),
        "causes of patterns": sum(len(pattern.causes) for pattern in patterns),
        "questions": len(questions),
        "options": sum(len(question.options) for question in questions),
        "likelihood rows": len(content.likelihoods),
        "likelihood cells": sum(len(row.words) for row in content.likelihoods),
        "overrides": sum(row.pattern is not None for row in content.likelihoods),
        "steps": len(steps),
        "wordings": sum(len(step.wordings) for step in steps),
        "effects": sum(len(step.effects) for step in steps),
        "sources": len(content.sources),
        "disputes": len(content.disputes),
        "frequent questions": len(content.faqs),
    }
    assert sizes == {
        "families": 13,
        "devices": 21,
        "patterns": 58,
        "symptoms": 14,
        "causes of symptoms": 77,
        "causes": 52,
        "causes of patterns": 295,
        "questions": 31,
        "options": 97,
        "likelihood rows": 451,
        "likelihood cells": 1622,
        "overrides": 57,
        "steps": 51,
        "wordings": 125,
        "effects": 109,
        "sources": 96,
        "disputes": 22,
        "frequent questions": 11,
    }


def test_nothing_keeps_it_from_being_published_and_every_source_was_read_this_year(
    content: Knowledge,
) -> None:
    findings = audit(content, today=date(2026, 12, 1))
    assert [str(finding) for finding in findings if finding.severity != NOTE] == []


@pytest.fixture(scope="module")
def examination(django_db_setup: None, django_db_blocker: Any) -> Examination:
    with django_db_blocker.unblock():
        return examine(collect(), limits=Limits(states=300))


WALKED = {
    "sync-module": (0.0031, 0.84),
    "battery-camera": (0.0421, 0.35),
    "outdoor-4": (0.0341, 0.41),
    "indoor-1st-gen": (0.0395, 0.41),
    "mini": (0.0125, 0.78),
    "video-doorbell": (0.0140, 0.65),
    "sync-module-newer": (0.0019, 0.97),
    "outdoor-2k-plus": (0.0051, 0.87),
    "mini-2k-plus": (0.0037, 0.85),
    "wired-floodlight": (0.0025, 0.95),
    "wired-doorbell-2k-plus": (0.0018, 0.96),
}
"""Family -> the rarest state that 300 states reach, and the share of its people who are followed to
the end of their way (both 0..1), rounded against us: what gets worse than today is noticed.
"""


@pytest.mark.thorough
def test_the_ways_of_most_people_are_walked_and_none_of_them_is_broken(
    examination: Examination,
) -> None:
    """`check_content`, a part of `make check`, walks seven times as far."""
    assert [str(finding) for finding in examination.findings if finding.severity == ERROR] == []
    assert {walk.family for walk in examination.walks} == set(WALKED)  # accessories have no light
    for walk in examination.walks:
        rarest, seen = WALKED[walk.family]
        assert walk.rarest <= rarest, walk
        assert walk.seen >= seen, walk


@pytest.mark.thorough
def test_the_walks_warn_of_nothing(examination: Examination) -> None:
    warnings = [finding for finding in examination.findings if finding.severity == WARNING]
    assert [str(finding) for finding in warnings] == []


@pytest.mark.thorough
def test_every_counter_example_leads_to_a_page(
    examination: Examination, content: Knowledge
) -> None:
    addresses = [finding.address for finding in examination.findings if finding.address]
    assert addresses
    for address in addresses:
        progress = replay(content, address)
        assert isinstance(progress, Progress)
        assert progress.pairs() == address


def test_the_files_hold_what_the_tables_hold_byte_for_byte() -> None:
    for file, text in fixtures.export().items():
        assert (FOLDER / file).read_bytes() == text.encode(), file


def test_every_file_in_the_folder_is_one_of_ours() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(FILES)


def test_a_row_stands_on_one_line_or_has_a_line_a_field() -> None:
    for file in FILES:
        for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
            assert line.startswith(("[", "]", "{", "}", '  "')), f"{file}: {line}"
            if line.startswith('{"'):
                assert len(line.rstrip(",")) <= 160, f"{file}: {line}"


# The lights


def test_no_light_flashes_more_than_three_times_a_second(content: Knowledge) -> None:
    assert max(flashes_per_second(pattern.channels) for pattern in content.patterns) <= 3


def test_every_light_that_ends_does_so_within_its_demonstration(content: Knowledge) -> None:
    for pattern in content.patterns:
        assert ends_at(pattern.channels) <= 4500
        for channel in pattern.channels:
            assert channel.repeat or sum(ms for _, ms in channel.steps) <= 4500


def test_five_or_six_flashes_are_drawn_as_five_with_a_sixth_left_open(content: Knowledge) -> None:
    pattern = content.pattern["battery-camera", "five-or-six-red-flashes"]
    (channel,) = pattern.channels
    assert (pattern.flash_count, pattern.flash_count_max) == (5, 6)
    assert channel.steps == ((1.0, 200), (0.0, 300)) * 4 + ((1.0, 200), (0.0, 1000))


def test_five_long_flashes_end_with_short_ones_and_the_first_cut_before_them(
    content: Knowledge,
) -> None:
    pattern = content.pattern["battery-camera", "five-long-red-flashes"]
    (channel,) = pattern.channels
    lit = [ms for brightness, ms in channel.steps if brightness]
    assert (pattern.flash_count, pattern.flash_count_max) == (5, None)
    assert lit == [560] * 5 + [180] * 2
    assert (
        sum(ms for _, ms in channel.steps[:9])
        < channel.cuts[0]
        < sum(ms for _, ms in channel.steps[:10])
    )
    assert sum(ms for _, ms in channel.steps) == 4500


# Words people read


def test_devices_stand_on_their_shelves_in_order(content: Knowledge) -> None:
    shelves: dict[str, list[str]] = {}
    for device in content.devices:
        shelves.setdefault(device.group, []).append(device.slug)
    assert list(shelves) == [shelf.value for shelf in models.Shelf]
    assert shelves["battery-cameras"][0] == "outdoor-4"
    assert shelves["sync-modules"] == [
        "sync-module-2",
        "sync-module-1",
        "sync-module-xr",
        "sync-module-core",
    ]


def test_a_doorbell_that_may_be_wired_is_opened_with_a_safety_line_first(
    content: Knowledge,
) -> None:
    opening = [
        wording
        for step in content.steps
        for wording in step.wordings
        if "video-doorbell" in wording.families and "case" in wording.text
    ]
    assert len(opening) >= 5
    for wording in opening:
        assert "breaker" in wording.safety
        assert plain(wording.text).startswith(
            "If the doorbell is wired, switch its power off at the breaker first."
        )


def test_no_telephone_number_is_given(content: Knowledge) -> None:
    guide = content.guide
    assert not any(
        character.isdigit()
        for character in guide.support_title + guide.support_text + guide.support_url
    )


def test_a_sync_module_is_never_said_to_have_batteries(content: Knowledge) -> None:
    (dispute,) = [dispute for dispute in content.disputes if dispute.slug == "sync-module-battery"]
    assert ("sync-module", "solid-red") in dispute.patterns
    for pattern in content.patterns_of("sync-module"):
        assert "batter" not in " ".join(pair.cause for pair in pattern.causes)


def test_steady_red_says_what_is_said_of_amber(content: Knowledge) -> None:
    (amber,) = [dispute for dispute in content.disputes if dispute.slug == "amber"]
    assert set(amber.patterns) == {
        pattern.key for pattern in content.patterns if pattern.slug == "solid-red"
    }


def test_every_wording_is_one_movement_a_line(content: Knowledge) -> None:
    for step in content.steps:
        for wording in step.wordings:
            for line in wording.text.splitlines():
                assert line == line.strip() != ""
                assert line.endswith("."), f"{step.slug}: {line}"
                assert len(plain(line)) <= 110, f"{step.slug}: {line}"
