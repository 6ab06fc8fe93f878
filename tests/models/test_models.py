from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from tests.rows import empty_tables
from wizard.knowledge import scales
from wizard.knowledge.values import RESERVED_NAMES
from wizard.models import (
    Cause,
    Channel,
    DailyTotal,
    Device,
    Effect,
    Family,
    FormerName,
    Guide,
    Likelihood,
    LookAlike,
    Option,
    Pattern,
    PatternCause,
    Question,
    Step,
)
from wizard.models.validators import (
    NotReserved,
    validate_cuts,
    validate_light_steps,
    validate_slug,
    validate_text_list,
)
from wizard.staff.draft_page import page_of

pytestmark = pytest.mark.django_db


def valid(model: type[models.Model], **changes: Any) -> Any:
    """An unsaved copy of a shipped row with some fields changed."""
    instance = model._default_manager.all()[0]
    instance.pk = None
    instance._state.adding = True
    for name, value in changes.items():
        setattr(instance, name, value)
    return instance


def said(instance: models.Model) -> str:
    """What an editor is told, as "field: message" lines."""
    with pytest.raises(ValidationError) as caught:
        instance.full_clean()
    return "\n".join(
        f"{field}: {message}"
        for field, all_ in caught.value.message_dict.items()
        for message in all_
    )


# Names


@pytest.mark.parametrize("slug", ["solid-red", "mini-2", "3s", "a"])
def test_a_slug_is_what_an_address_can_carry(slug: str) -> None:
    validate_slug(slug)


@pytest.mark.parametrize(
    "slug", ["Solid-red", "solid_red", "solid red", "-red", "red-", "a--b", "rød", "", "red\n"]
)
def test_any_other_slug_is_refused_with_an_example(slug: str) -> None:
    with pytest.raises(ValidationError, match="like solid-red"):
        validate_slug(slug)


def test_a_slug_is_at_most_fifty_characters_long() -> None:
    assert "slug: Ensure this value has at most 50 characters" in said(valid(Cause, slug="a" * 51))
    valid(Cause, slug="a" * 50).full_clean()


@pytest.mark.parametrize("name", sorted(RESERVED_NAMES | {"questions"}))
def test_a_question_may_not_take_a_name_of_the_wizards_addresses(name: str) -> None:
    message = said(valid(Question, slug=name))
    assert f"slug: “{name}” is reserved: in an address it means" in message
    assert "Choose another name" in message


@pytest.mark.parametrize(
    ("model", "slug"),
    [
        (Pattern, "unsure"),
        (Pattern, "other"),
        (Option, "unsure"),
        (Step, "questions"),
        (Cause, "something-else"),
    ],
)
def test_names_with_a_meaning_of_their_own_are_refused(
    model: type[models.Model], slug: str
) -> None:
    assert f"slug: “{slug}” is reserved" in said(valid(model, slug=slug))


def test_reserved_names_compare_by_what_they_reserve() -> None:
    assert NotReserved({"a": "b"}) == NotReserved({"a": "b"}) != NotReserved({"a": "c"})
    assert hash(NotReserved({"a": "b"})) == hash(NotReserved({"a": "b"}))


# Lists


@pytest.mark.parametrize("value", [[], ["phone"], ["phone", "coin"]])
def test_a_list_of_texts_is_taken(value: list[str]) -> None:
    validate_text_list(value)


@pytest.mark.parametrize("value", ["phone", [""], [1], ["phone", "phone"], {"phone": 1}, None])
def test_anything_else_than_a_list_of_texts_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        validate_text_list(value)


@pytest.mark.parametrize("value", [[[1.0, 1000]], [[1, 300], [0, 2700]], [[0.25, 1]]])
def test_steps_of_a_light_are_taken(value: list[list[float]]) -> None:
    validate_light_steps(value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "at least one step"),
        ("red", "at least one step"),
        ([[1.0]], "Step 1 is not a pair"),
        ([[1.0, 300], [1.1, 300]], "Step 2: the brightness lies between 0"),
        ([[-0.1, 300]], "brightness"),
        ([[True, 300]], "brightness"),
        ([["1", 300]], "brightness"),
        ([[1.0, 0]], "Step 1: the milliseconds are a whole number above 0"),
        ([[1.0, 1.5]], "milliseconds"),
        ([[1.0, True]], "milliseconds"),
    ],
)
def test_steps_no_light_can_make_are_refused_with_their_number(value: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        validate_light_steps(value)


@pytest.mark.parametrize("value", [[], [4075], [100, 200]])
def test_cuts_are_rising_milliseconds(value: list[int]) -> None:
    validate_cuts(value)


@pytest.mark.parametrize("value", ["4075", [0], [-1], [1.5], [200, 100], [100, 100], [True]])
def test_other_cuts_are_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        validate_cuts(value)


# Words and choices


@pytest.mark.parametrize(
    ("model", "field", "scale", "example"),
    [
        (Pattern, "seen", scales.Seen, "very common (27)"),
        (PatternCause, "frequency", scales.Frequency, "rare (1)"),
        (Likelihood, "word", scales.Answer, "always (0.97)"),
        (Effect, "word", scales.Effect, "almost always (0.9)"),
        (LookAlike, "confusion", scales.Confusion, "sometimes (0.08)"),
    ],
)
def test_editors_see_the_number_behind_every_word_of_the_engine(
    model: type[models.Model], field: str, scale: type[scales.ScaleWord], example: str
) -> None:
    choices = dict(model._meta.get_field(field).flatchoices)  # type: ignore[union-attr]  # a column, not a relation
    assert list(choices) == [word.value for word in scale]
    assert all(f"({word.number:g})" in choices[word.value] for word in scale)
    assert example in choices.values()


CHOICES = [
    (Pattern, "status"),
    (Pattern, "timing"),
    (Pattern, "seen"),
    (Pattern, "confidence"),
    (LookAlike, "confusion"),
    (Device, "group"),
    (Device, "drawing"),
    (Device, "confidence"),
    (Cause, "confidence"),
    (PatternCause, "frequency"),
    (PatternCause, "confidence"),
    (Likelihood, "word"),
    (Effect, "word"),
    (Step, "confidence"),
]


@pytest.mark.parametrize(
    ("model", "field"), CHOICES, ids=lambda value: getattr(value, "__name__", value)
)
def test_the_database_itself_keeps_a_field_to_its_choices(
    model: type[models.Model], field: str
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.update(**{field: "mauve"})


# Constraints, as an editor reads them


@pytest.mark.parametrize(
    ("model", "changes", "message"),
    [
        (
            Question,
            {"minutes": 0.2},
            "__all__: Reading and answering takes at least a quarter of a minute",
        ),
        (
            Question,
            {"unknown_share": 0.51},
            "__all__: The share of “not sure” lies between 0 and 0.5",
        ),
        (
            Question,
            {"unknown_share": -0.1},
            "__all__: The share of “not sure” lies between 0 and 0.5",
        ),
        (Step, {"minutes": 0.2}, "__all__: A step takes at least a quarter of a minute"),
        (Step, {"penalty_minutes": -1}, "__all__: Extra minutes are 0 or more"),
        (Step, {"wait_seconds": 0}, "__all__: A wait is at least one second"),
        (Pattern, {"flash_count": 0}, "__all__: A counted flash is at least one"),
        (Pattern, {"flash_count": 5, "flash_count_max": 5}, "__all__: “Or as many as” is larger"),
        (
            Pattern,
            {"flash_count": None, "flash_count_max": 6},
            "__all__: “Or as many as” is larger",
        ),
        (Pattern, {"normal_for_seconds": 0}, "__all__: “Normal for” is at least one second"),
    ],
)
def test_a_number_out_of_bounds_is_refused_with_its_bounds(
    model: type[models.Model], changes: dict[str, Any], message: str
) -> None:
    assert message in said(valid(model, slug="new", **changes))


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Question, {"minutes": 0.25, "unknown_share": 0.5}),
        (Question, {"minutes": None, "unknown_share": 0}),
        (Step, {"minutes": 0.25, "penalty_minutes": 0, "wait_seconds": 1}),
        (Step, {"minutes": None, "wait_seconds": None}),
        (Pattern, {"flash_count": 5, "flash_count_max": 6, "normal_for_seconds": 1}),
    ],
)
def test_a_number_at_its_bounds_is_taken(
    model: type[models.Model], changes: dict[str, Any]
) -> None:
    valid(model, slug="new", **changes).full_clean()


@pytest.mark.parametrize("model", [Family, Device, Cause, Question, Step])
def test_a_name_is_given_once_and_the_message_stands_beside_it(model: type[models.Model]) -> None:
    assert said(valid(model)).startswith("slug: There is a ")


@pytest.mark.parametrize(
    "model", [Pattern, Option, PatternCause, Effect, LookAlike, Channel, Likelihood]
)
def test_a_pair_is_given_once(model: type[models.Model]) -> None:
    assert "__all__: Th" in said(valid(model))
    with pytest.raises(IntegrityError), transaction.atomic():
        valid(model).save()


def test_an_answer_has_one_word_a_cause_in_general_and_one_on_a_light() -> None:
    general = Likelihood.objects.filter(pattern=None)[0]
    light = Pattern.objects.exclude(
        likelihoods__option=general.option, likelihoods__cause=general.cause
    )[0]
    override = Likelihood(option=general.option, cause=general.cause, pattern=light, word="never")
    override.full_clean()
    override.save()
    assert "has a word for this cause on this light" in said(
        Likelihood(option=general.option, cause=general.cause, pattern=light, word="always")
    )


def test_a_pattern_is_not_its_own_look_alike() -> None:
    light = Pattern.objects.all()[0]
    alike = LookAlike(pattern=light, other=light, confusion="rarely", how_to_tell_apart="Look.")
    assert "A pattern is not its own look-alike" in said(alike)


def test_a_look_alike_belongs_to_the_same_family() -> None:
    one, other = Pattern.objects.all()[0], Pattern.objects.order_by("-family__position")[0]
    alike = LookAlike(pattern=one, other=other, confusion="rarely", how_to_tell_apart="Look.")
    assert "other: A look-alike belongs to the same family" in said(alike)


def test_there_is_one_guide() -> None:
    guide = Guide.objects.get()
    guide.pk = 2
    guide._state.adding = True
    assert "There is one guide" in said(guide)
    with pytest.raises(IntegrityError), transaction.atomic():
        guide.save()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "device", "old": "a"}, "Say what became of it"),
        ({"kind": "device", "old": "a", "new": "a"}, "The new name is the old one"),
        ({"kind": "light", "old": "a", "new": "b"}, "A light needs its family"),
        ({"kind": "option", "old": "a", "new": "b"}, "an answer its question"),
        ({"kind": "step", "scope": "mini", "old": "a", "new": "b"}, "nothing else has a scope"),
    ],
)
def test_a_former_name_that_leads_nowhere_is_refused(fields: dict[str, str], message: str) -> None:
    assert message in said(FormerName(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "device", "old": "a", "new": "b"},
        {"kind": "light", "scope": "mini", "old": "a", "reason": "It is two lights now."},
        {"kind": "option", "scope": "moved", "old": "a", "new": "b"},
    ],
)
def test_a_former_name_leads_on_or_says_what_became_of_it(fields: dict[str, str]) -> None:
    FormerName(**fields).full_clean()


# Names and addresses


def test_rows_say_what_they_are() -> None:
    assert str(Device.objects.get(slug="xt2")) == "XT2"
    assert (
        str(Pattern.objects.get(family__slug="mini", slug="solid-red"))
        == "Mini and Mini 2: Red, steady"
    )
    assert str(
        PatternCause.objects.get(
            pattern__family__slug="mini", pattern__slug="solid-red", cause__slug="stuck"
        )
    ) == ("mini / solid-red / stuck")
    assert str(Guide.objects.get()) == "What holds for every page"


def test_public_rows_lead_to_their_page() -> None:
    assert page_of(Device.objects.get(slug="xt2")) == "/answers/xt2/"
    light = Pattern.objects.get(family__slug="mini", slug="solid-red")
    assert page_of(light) == "/answers/mini/solid-red/"
    assert page_of(Step.objects.get(slug="reset-mini")) == "/how-to/reset-mini/mini/"


def test_a_row_nobody_can_reach_has_no_page() -> None:
    empty_tables()
    family = Family.objects.create(slug="lonely", name="Lonely", led="None.")
    light = Pattern.objects.create(
        family=family,
        slug="red",
        title="Red",
        description="Red.",
        status="look",
        timing="sourced",
        seen="rare",
        confidence="low",
    )
    assert page_of(light) == ""
    assert page_of(Step.objects.create(slug="wait", title="Wait", confidence="low")) == ""


def test_every_field_helps_the_editor() -> None:
    for model in Family._meta.apps.get_app_config("wizard").get_models():
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            if field.editable and not field.primary_key:
                assert field.help_text, f"{model.__name__}.{field.name} has no help text"


def test_of_visitors_only_daily_totals_are_stored() -> None:
    names = {model.__name__ for model in Family._meta.apps.get_app_config("wizard").get_models()}
    assert names == {
        "AuditLogEntry", "Cause", "ChangeSet", "Channel", "Colour", "DailyTotal",
        "DeclinedProposal", "Device", "Dispute", "Effect", "Family", "Faq", "FirmAccount",
        "FormerName", "Guide", "Likelihood", "LoadedContent", "LookAlike", "Note", "OddDay",
        "Option", "Pattern", "PatternCause", "Picture", "Question", "ReviewComment", "Revision",
        "Source", "Step", "Symptom", "SymptomCause", "Wording", "WordsPeopleUse",
    }  # fmt: skip
    totals = {field.name for field in DailyTotal._meta.get_fields()}
    assert totals == {"id", "day", "kind", "key", "language", "count"}
