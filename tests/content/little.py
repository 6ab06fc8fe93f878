"""A little content, published, with people: quick to load, and with one of everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from tests.rows import empty_tables, small, write
from wizard.content.collect import collect
from wizard.content.files import load
from wizard.content.live import published
from wizard.content.revisions import publish
from wizard.knowledge.change_sets import Change, changes_between
from wizard.models import Step


@pytest.fixture
def little(db: None, tmp_path: Path) -> None:
    empty_tables()
    load(write(tmp_path, small()))
    publish(None, "The first")
    published.look_again()


@pytest.fixture
def ann(db: None) -> User:
    return User.objects.create_user("ann", "ann@example.com", is_staff=True)


@pytest.fixture
def bob(db: None) -> User:
    return User.objects.create_user("bob", "bob@example.com", is_staff=True)


def say(title: str, step: str = "restart") -> None:
    """A step has another title in the tables."""
    Step.objects.filter(slug=step).update(title=title)


def title(step: str = "restart") -> str:
    """What people read."""
    published.look_again()
    return published().step[step].title


def drafts() -> list[str]:
    """The subjects that the tables say otherwise than people read."""
    published.look_again()
    return [change.subject for change in changes_between(published(), collect())]


def drafted(*subjects: str) -> list[Change]:
    """The changes of the draft, of these subjects."""
    published.look_again()
    return [one for one in changes_between(published(), collect()) if one.subject in subjects]
