"""What the tables hold by themselves, the audit does not look for: loading refuses it, with its
place.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rows import Files, empty_tables, find, small, write
from wizard import models
from wizard.content import files as fixtures
from wizard.content.files import FixtureError

pytestmark = pytest.mark.django_db

Spoil = Callable[[Files], None]


def put(file: str, changes: dict[str, Any], /, **fields: Any) -> Spoil:
    """The first row of the file that has these fields is changed."""
    return lambda files: find(files, file, **fields).update(changes)


def gone(file: str, **fields: Any) -> Spoil:
    def spoil(files: Files) -> None:
        left = [row for row in files[file] if not fields.items() <= row["fields"].items()]
        assert len(left) == len(files[file]) - 1
        files[file] = left

    return spoil


def again(file: str) -> Spoil:
    return lambda files: files[file].append(copy.deepcopy(files[file][0]))


# What is broken -> (how, then the file, the field and a part of the message that say so)
REFUSED: dict[str, tuple[Spoil, str, str, str]] = {
    "a source is deleted": (
        gone("sources.json", slug="table"),
        "patterns.json",
        "sources",
        "“table”",
    ),
    "a family is deleted": (
        gone("families.json", slug="camera"),
        "devices.json",
        "family",
        "“camera”",
    ),
    "a cause is deleted": (
        gone("causes.json", slug="stuck"),
        "pattern_causes.json",
        "cause",
        "“stuck”",
    ),
    "a question is deleted": (
        gone("questions.json", slug="moved"),
        "options.json",
        "question",
        "“moved”",
    ),
    "a step is deleted that others wait for": (
        gone("steps.json", slug="restart"),
        "steps.json",
        "prerequisites",
        "“restart”",
    ),
    "a question is renamed": (
        put("questions.json", {"slug": "new"}, slug="moved"),
        "steps.json",
        "disturbs",
        "“moved”",
    ),
    "a cause is renamed": (
        put("causes.json", {"slug": "hung"}, slug="stuck"),
        "effects.json",
        "cause",
        "“stuck”",
    ),
    "a step is renamed": (
        put("steps.json", {"slug": "new"}, slug="restart"),
        "wordings.json",
        "step",
        "“restart”",
    ),
    "a pattern is renamed": (
        put("patterns.json", {"slug": "red"}, slug="solid-red"),
        "channels.json",
        "pattern",
        "camera / solid-red",
    ),
    "a pattern moves to a family that is not there": (
        put("patterns.json", {"family": ["x"]}, slug="solid-red"),
        "patterns.json",
        "family",
        "“x”",
    ),
    "a device moves to a family that is not there": (
        put("devices.json", {"family": ["x"]}),
        "devices.json",
        "family",
        "“x”",
    ),
    "a look-alike is not there": (
        put("look_alikes.json", {"other": ["camera", "x"]}),
        "look_alikes.json",
        "other",
        "camera / x",
    ),
    "a likelihood is for a cause that is not there": (
        put("likelihoods.json", {"cause": ["x"]}),
        "likelihoods.json",
        "cause",
        "“x”",
    ),
    "a likelihood is for an answer that is not there": (
        put("likelihoods.json", {"option": ["moved", "x"]}),
        "likelihoods.json",
        "answer x",
        "moved / x",
    ),
    "a likelihood is for a light that is not there": (
        put("likelihoods.json", {"pattern": ["camera", "x"]}),
        "likelihoods.json",
        "pattern",
        "camera / x",
    ),
    "an answer shows a light that is not there": (
        put("options.json", {"shows": ["camera", "x"]}),
        "options.json",
        "shows",
        "camera / x",
    ),
    "a question is only about a light that is not there": (
        put("questions.json", {"only_patterns": [["camera", "x"]]}),
        "questions.json",
        "only_patterns",
        "camera / x",
    ),
    "a question is for a family that is not there": (
        put("questions.json", {"families": [["x"]]}),
        "questions.json",
        "families",
        "“x”",
    ),
    "a step spoils a question that is not there": (
        put("steps.json", {"disturbs": [["x"]]}),
        "steps.json",
        "disturbs",
        "“x”",
    ),
    "a wording is for a family that is not there": (
        put("wordings.json", {"families": [["x"]]}),
        "wordings.json",
        "families",
        "“x”",
    ),
    "an effect is on a cause that is not there": (
        put("effects.json", {"cause": ["x"]}),
        "effects.json",
        "cause",
        "“x”",
    ),
    "a dispute is about a light that is not there": (
        put("disputes.json", {"patterns": [["camera", "x"]]}),
        "disputes.json",
        "patterns",
        "camera / x",
    ),
    "a dispute is about a cause that is not there": (
        put("disputes.json", {"causes": [["x"]]}),
        "disputes.json",
        "causes",
        "“x”",
    ),
    "a dispute is about a step that is not there": (
        put("disputes.json", {"steps": [["x"]]}),
        "disputes.json",
        "steps",
        "“x”",
    ),
    "a dispute is about a question that is not there": (
        put("disputes.json", {"questions": [["x"]]}),
        "disputes.json",
        "questions",
        "“x”",
    ),
    "a frequent question stands at a light that is not there": (
        put("faqs.json", {"patterns": [["camera", "x"]]}),
        "faqs.json",
        "patterns",
        "camera / x",
    ),
    "a frequent question stands at a step that is not there": (
        put("faqs.json", {"steps": [["x"]]}),
        "faqs.json",
        "steps",
        "“x”",
    ),
    "the guide names a source that is not there": (
        put("guide.json", {"safety_sources": [["x"]]}),
        "guide.json",
        "safety_sources",
        "“x”",
    ),
    "a question is called like a part of the address": (
        put("questions.json", {"slug": "tried"}),
        "questions.json",
        "slug",
        "reserved",
    ),
    "a question is called questions": (
        put("questions.json", {"slug": "questions"}),
        "questions.json",
        "slug",
        "reserved",
    ),
    "a step is called questions": (
        put("steps.json", {"slug": "questions"}),
        "steps.json",
        "slug",
        "reserved",
    ),
    "a light is called unsure": (
        put("patterns.json", {"slug": "unsure"}),
        "patterns.json",
        "slug",
        "reserved",
    ),
    "a light is called other": (
        put("patterns.json", {"slug": "other"}),
        "patterns.json",
        "slug",
        "reserved",
    ),
    "a cause is called something else": (
        put("causes.json", {"slug": "something-else"}),
        "causes.json",
        "slug",
        "reserved",
    ),
    "an answer is called unsure": (
        put("options.json", {"slug": "unsure"}),
        "options.json",
        "slug",
        "reserved",
    ),
    **{
        f"a row stands twice in {file}": (again(file), file, "", "has the same key")
        for file in (
            "sources.json",
            "families.json",
            "devices.json",
            "patterns.json",
            "causes.json",
            "pattern_causes.json",
            "look_alikes.json",
            "questions.json",
            "options.json",
            "likelihoods.json",
            "steps.json",
            "wordings.json",
            "effects.json",
            "disputes.json",
            "faqs.json",
            "former_names.json",
        )
    },
    "a frequency is no word": (
        put("pattern_causes.json", {"frequency": "now and then"}),
        "pattern_causes.json",
        "frequency",
        "now and then",
    ),
    "a status is no word": (
        put("patterns.json", {"status": "panic"}),
        "patterns.json",
        "status",
        "panic",
    ),
    "a confidence of a light is no word": (
        put("patterns.json", {"confidence": "sure"}),
        "patterns.json",
        "confidence",
        "sure",
    ),
    "a confidence of a cause is no word": (
        put("causes.json", {"confidence": "sure"}),
        "causes.json",
        "confidence",
        "sure",
    ),
    "how often a light is seen is no word": (
        put("patterns.json", {"seen": "often"}),
        "patterns.json",
        "seen",
        "often",
    ),
    "a confusion is no word": (
        put("look_alikes.json", {"confusion": "mostly"}),
        "look_alikes.json",
        "confusion",
        "mostly",
    ),
    "a word of a likelihood is no word": (
        put("likelihoods.json", {"word": "mostly"}),
        "likelihoods.json",
        "answer yes",
        "mostly",
    ),
    "a word of an effect is no word": (
        put("effects.json", {"word": "always"}),
        "effects.json",
        "word",
        "always",
    ),
    "a light is its own look-alike": (
        put("look_alikes.json", {"other": ["camera", "solid-red"]}),
        "look_alikes.json",
        "",
        "its own look-alike",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_tables_refuse_is_refused_with_file_row_and_field(
    name: str, tmp_path: Path
) -> None:
    spoil, file, field, says = REFUSED[name]
    files = small()
    spoil(files)
    empty_tables()
    with pytest.raises(FixtureError) as caught:
        fixtures.load(write(tmp_path, files))
    faults = caught.value.faults
    assert (file, field) in {
        (fault.file, fault.field) for fault in faults if says in fault.message
    }, list(map(str, faults))
    assert all(fault.row for fault in faults)
    assert not models.Family.objects.exists()
