"""Every field says what belongs in it with an example, and every word of a scale stands with its
number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Field, Model
from django.test import Client
from django.urls import reverse

from wizard.content.draft import draft
from wizard.content.files import FILES
from wizard.content.live import published
from wizard.knowledge import scales as words
from wizard.knowledge.changes import edits
from wizard.models import Effect, Likelihood, LookAlike, Pattern, PatternCause

SCALES = [words.Frequency, words.Seen, words.Answer, words.Effect, words.Confusion]

SELF_EXPLAINING: set[str] = set()
"""Fields, as “table.field”, that need no example.

There is none yet; think twice before the first.
"""


def fields() -> Iterator[tuple[str, type[Model], Any]]:
    for model in FILES.values():
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            if field.editable and not field.primary_key:
                yield f"{model._meta.model_name}.{field.name}", model, field


def scale_of(field: Field[Any, Any]) -> list[type[words.ScaleWord]]:
    """The scales whose words the field offers."""
    values = {value for value, _ in field.flatchoices if value}
    return [scale for scale in SCALES if values == set(scale)]


def test_every_field_says_what_belongs_in_it_with_an_example() -> None:
    without = {name for name, _, field in fields() if "Example: " not in str(field.help_text)}
    assert without == SELF_EXPLAINING


def test_help_texts_are_sentences_without_commands_to_hurry() -> None:
    for name, _, field in fields():
        text = str(field.help_text)
        assert text.rstrip("”").endswith((".", "?", "]")), name
        assert "!" not in text, name
        assert not {"please", "simply", "just"} & set(text.lower().split()), name


def test_every_word_of_a_scale_is_offered_with_its_number() -> None:
    found = {name: scales for name, _, field in fields() if (scales := scale_of(field))}
    assert set(found) == {
        "pattern.seen",
        "patterncause.frequency",
        "symptomcause.frequency",
        "likelihood.word",
        "effect.word",
        "lookalike.confusion",
    }
    for name, model, field in fields():
        for value, label in field.flatchoices if name in found else ():
            assert not value or label in {scale.with_number(value) for scale in found[name]}, (
                model,
                value,
            )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "word"),
    [
        (Pattern, "very common (27)"),
        (Likelihood, "usually (0.85)"),
        (Effect, "almost always (0.9)"),
        (LookAlike, "often (0.2)"),
    ],
    ids=["pattern", "likelihood", "effect", "look-alike"],
)
def test_lists_filters_and_forms_show_the_number(
    admin_client: Client, model: type[Model], word: str
) -> None:
    name = f"admin:wizard_{model._meta.model_name}"
    listed = admin_client.get(reverse(f"{name}_changelist")).content.decode()
    assert listed.count(word) > 1  # in the filter and in a row
    row = model._default_manager.all()[0]
    assert word in admin_client.get(reverse(f"{name}_change", args=[row.pk])).content.decode()


@pytest.mark.django_db
def test_what_would_be_published_shows_the_number() -> None:
    pairs = [
        (Pattern, "seen", "rare", "rare (1)"),
        (PatternCause, "frequency", "rare", "rare (1)"),
        (LookAlike, "confusion", "rarely", "rarely (0.03)"),
        (Effect, "word", "rarely", "rarely (0.15)"),
        (Likelihood, "word", "never", "never (0.03)"),
    ]
    for model, field, word, _ in pairs:
        row = model._default_manager.exclude(**{field: word})[0]
        model._default_manager.filter(pk=row.pk).update(**{field: word})
    said = [field.after for edit in edits(published(), draft()) for field in edit.fields]
    assert sorted(said) == sorted(shown for *_, shown in pairs)


def test_a_word_nobody_chose_stands_alone() -> None:
    assert words.Frequency.with_number("") == ""
