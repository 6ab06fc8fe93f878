"""Notices by e-mail about change sets, to those of the staff who have an address.

They are sent once what they tell of is written. An e-mail that cannot be sent stops nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial

from django.contrib.auth.models import AbstractBaseUser, User
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from wizard.models import ChangeSet, ReviewComment

logger = logging.getLogger(__name__)


def waits(change_set: ChangeSet) -> None:
    """To the colleague who is to look at it, else to everybody who may publish."""
    people = [change_set.colleague] if change_set.colleague else list(publishers())
    who = change_set.author or "A command"
    _tell(
        (one for one in people if one != change_set.author),
        change_set,
        f"{change_set} waits for you",
        f"{who}: {change_set.note}",
    )


def decided(change_set: ChangeSet, person: AbstractBaseUser) -> None:
    """To its author."""
    became = change_set.get_state_display().lower()
    _tell(
        [change_set.author],
        change_set,
        f"{change_set}: {became}",
        f"{person}: {change_set.why or became}.",
    )


def commented(remark: ReviewComment) -> None:
    """To its author, the colleague and everybody who has said something."""
    about = remark.change_set
    people = {about.author, about.colleague, *(one.author for one in about.comments.all())}
    _tell(
        (one for one in people if one != remark.author),
        about,
        f"A comment on {about}",
        f"{remark.author}: {remark.text}",
    )


def went_live(change_set: ChangeSet) -> None:
    """To its author."""
    _tell([change_set.author], change_set, f"{change_set} is live", f"It is {change_set.revision}.")


def stopped(change_set: ChangeSet) -> None:
    """To its author and everybody who may publish."""
    _tell([*publishers(), change_set.author], change_set, f"{change_set} stopped", change_set.why)


def publishers() -> QuerySet[User]:
    """Everybody who may publish."""
    may = Q(groups__permissions__codename="publish_revision") | Q(is_superuser=True)
    return User.objects.filter(may, is_active=True, is_staff=True).distinct().order_by("username")


def _tell(people: Iterable[User | None], about: ChangeSet, subject: str, text: str) -> None:
    addresses = sorted({one.email for one in people if one and one.email and one.is_active})
    where = f"On the staff side: {reverse('wizard:change_set', args=[about.pk])}"
    if addresses:
        transaction.on_commit(partial(_send, addresses, subject, f"{text}\n\n{where}\n"))


def _send(addresses: list[str], subject: str, text: str) -> None:
    for address in addresses:
        try:
            send_mail(f"Blinkdiag: {subject}", text, None, [address])
        except Exception:  # a mail server may fail in any way
            logger.exception("A notice could not be sent")
