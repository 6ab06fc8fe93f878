from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from itertools import zip_longest
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.rows import empty_tables, small, twice, write
from wizard import models
from wizard.content import files as fixtures
from wizard.content.collect import collect
from wizard.content.errors import (
    ContentError,
    NothingChangedError,
    NothingPublishedError,
    StaleContentError,
)
from wizard.content.live import published
from wizard.content.revisions import publish
from wizard.content.rollback import positions
from wizard.content.taking_back import discard, restore
from wizard.knowledge.serialise import digest
from wizard.knowledge.values import Knowledge
from wizard.models import (
    Cause,
    Channel,
    Guide,
    Option,
    Pattern,
    PatternCause,
    Revision,
    Source,
    Step,
    Wording,
)
from wizard.models.revisions import RevisionFrozenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return User.objects.create_user("ann", is_staff=True)


def edit(words: str = "Changed.") -> None:
    Guide.objects.update(safety=words)


# Published revisions


def test_a_revision_says_how_much_it_changes(content: Knowledge) -> None:
    Cause.objects.filter(slug="stuck").update(name="Hung, needs a restart")
    revision = publish(None, "A better word", diagnoses=0)
    assert (revision.changed_objects, revision.words, revision.diagnoses) == (1, 2, 0)
    assert Revision.objects.get(number=1).changed_objects is None


def test_a_published_revision_is_never_changed_or_deleted(content: Knowledge) -> None:
    revision = Revision.objects.get(number=1)
    revision.note = "Something else"
    with pytest.raises(RevisionFrozenError, match="never changed or deleted"):
        revision.save()
    with pytest.raises(RevisionFrozenError, match="Revision 1 is published"):
        revision.delete()
    assert Revision.objects.get(number=1).note == "Loaded from the fixture files"


def test_nothing_is_published_that_nobody_looked_at(content: Knowledge) -> None:
    seen = digest(collect())
    edit()
    with pytest.raises(StaleContentError):
        publish(None, "Stale", expected=seen)
    assert Revision.objects.count() == 1
    publish(None, "Fresh", expected=digest(collect()))


# Restoring


def everything_differently() -> None:
    """A change of every kind: words, order, relations, rows gone, rows new, rows under another
    name.
    """
    Step.objects.filter(slug="restart-router").update(
        title="Something else", minutes=99, position=1
    )
    Source.objects.create(slug="new", title="New", publisher="New", authority="blog")
    Cause.objects.filter(slug="stuck").update(slug="hung", position=9000)
    pattern = Pattern.objects.get(family__slug="mini", slug="solid-red")
    pattern.sources.clear()
    pattern.pattern_causes.first().delete()  # type: ignore[union-attr]
    blue = models.Colour.objects.get(slug="blue")
    Channel.objects.filter(pattern=pattern).update(colour=blue, steps=[[1.0, 500]])
    Wording.objects.filter(step__slug="replace-batteries").delete()
    Option.objects.filter(question__slug="blue-first").update(position=10)
    PatternCause.objects.filter(frequency="common").update(frequency="rare")
    Pattern.objects.filter(family__slug="outdoor-4").last().delete()  # type: ignore[union-attr]
    models.Faq.objects.first().delete()  # type: ignore[union-attr]
    models.Likelihood.objects.filter(option__question__slug="blue-first").delete()
    edit()


def unplaced(files: dict[str, str]) -> dict[str, str]:
    """The fixture files without the numbers that keep their order: a row that was gone takes one
    between its neighbours.
    """
    return {name: re.sub(r'"position": \d+', '"position"', text) for name, text in files.items()}


def differences(then: Knowledge, now: Knowledge) -> list[str]:
    """Section, place and field of all that is not the same."""
    found = []
    for section in fields(Knowledge):
        pair = [getattr(one, section.name) for one in (then, now)]
        held = [value if isinstance(value, tuple) else (value,) for value in pair]
        for place, (old, new) in enumerate(zip_longest(*held)):
            if old != new:
                names = [one.name for one in fields(old)] if is_dataclass(old) else []
                apart = [name for name in names if getattr(old, name) != getattr(new, name, None)]
                found += [f"{section.name}, {place}: {name}" for name in apart or ["all of it"]]
    return found


def test_the_whole_content_comes_back_as_it_was(content: Knowledge, author: User) -> None:
    before, rows = collect(), fixtures.export()
    everything_differently()
    assert collect() != before
    discard(author)
    assert differences(before, collect()) == []
    assert unplaced(fixtures.export()) == unplaced(rows)


def test_restoring_writes_only_what_differs(
    content: Knowledge, author: User, django_assert_max_num_queries: Any
) -> None:
    pks = {step.slug: step.pk for step in Step.objects.all()}
    Step.objects.filter(slug="restart-router").update(title="Something else")
    publish(author, "Worse")
    with django_assert_max_num_queries(168):
        restore(1, author)
    assert {step.slug: step.pk for step in Step.objects.all()} == pks
    assert published().step["restart-router"] == content.step["restart-router"]


def test_a_revision_with_a_wording_for_each_family_comes_back_in_the_wordings_there_are(
    content: Knowledge, author: User
) -> None:
    revision = Revision.objects.get()
    for step in revision.knowledge["steps"]:
        step["wordings"] = [
            {"family": family, **wording}
            for wording in step["wordings"]
            for family in wording["families"]
        ]
    Revision.objects.update(knowledge=revision.knowledge)
    before = set(Wording.objects.values_list("pk", "slug"))
    Wording.objects.filter(step__slug="restart-router").update(text="Something else.")
    Wording.objects.get(step__slug="move-closer", slug="battery-cameras").families.clear()
    discard(author)
    assert set(Wording.objects.values_list("pk", "slug")) == before
    assert digest(collect()) == digest(content)


def test_restoring_leaves_nothing_half_done(content: Knowledge, author: User) -> None:
    edit()
    publish(author, "The second")
    frozen = Revision.objects.get(number=1).knowledge
    frozen["patterns"][0]["causes"] = []
    Revision.objects.filter(number=1).update(knowledge=frozen, digest="broken")
    before = collect()
    with pytest.raises(ContentError):
        restore(1, author)
    assert collect() == before
    assert published().revision == 2
    with pytest.raises(NothingPublishedError):
        restore(99, author)


def test_a_later_load_takes_restored_rows_for_what_they_are(tmp_path: Any, author: User) -> None:
    empty_tables()
    files = write(tmp_path, small())
    fixtures.load(files)
    publish(author, "The first")
    Step.objects.filter(slug="restart").update(title="Worse")
    models.Faq.objects.all().delete()
    publish(author, "The second")
    restore(1, author)
    loaded = fixtures.load(files)
    assert not loaded.changed
    assert not loaded.kept
    assert not loaded.deleted


def test_twice_as_much_content_comes_back_too(tmp_path: Any, author: User) -> None:
    empty_tables()
    fixtures.load(write(tmp_path, twice(small())))
    publish(author, "The first")
    before = collect()
    for model in reversed(fixtures.FILES.values()):
        model._default_manager.all().delete()
    with pytest.raises(NothingPublishedError):
        collect()
    discard(author)
    assert collect() == before


def test_positions_are_kept_where_the_order_is_right() -> None:
    assert positions([10, 20, 40]) == [10, 20, 40]
    assert positions([10, None, 30]) == [10, 20, 30]
    assert positions([10, 20, None]) == [10, 20, 30]
    assert positions([None, 20]) == [10, 20]
    assert positions([20, 10]) == [10, 20]
    assert positions([10, None, 11]) == [10, 20, 30]
    assert positions([]) == []


def test_nothing_to_publish_is_said(content: Knowledge) -> None:
    with pytest.raises(NothingChangedError):
        publish(None, "Nothing")
