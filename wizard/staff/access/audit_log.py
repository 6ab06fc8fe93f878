"""The journal of the staff side: publishing, people, roles, second factors, locked sign-ins. It only grows.

Revisions, people and roles are written down by themselves, whoever changes them and by whatever way; the rest calls `record`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest, HttpResponse

from wizard.models import Action, JournalEntry, Revision

WATCHED = ("username", "email", "first_name", "last_name", "is_active", "is_staff", "is_superuser", "password")
"""Of a person; a password's change is told, never the password."""

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def record(
    actor: AbstractBaseUser | AnonymousUser | None, action: Action, what: object, detail: str = ""
) -> JournalEntry:
    """Writes one line: who did what to what, and in words how. `actor` None: a command, or nobody known."""
    known = actor if actor is not None and actor.is_authenticated else None
    return JournalEntry.objects.create(
        actor_id=known.pk if known else None,
        actor_name=known.get_username() if known else "",
        action=action,
        what=str(what)[:200],
        detail=detail,
    )


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Remembers whose request it is. The person is asked for only when something is written down."""

    def remember(request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(token)

    return remember


def _actor() -> AbstractBaseUser | AnonymousUser | None:
    return getattr(_request.get(), "user", None)


def watch() -> None:
    """Called once, when the apps are ready."""
    post_save.connect(_a_revision, sender=Revision)
    post_delete.connect(_a_revision_gone, sender=Revision)
    pre_save.connect(_before_a_person, sender=User)
    post_save.connect(_a_person, sender=User)
    post_save.connect(_a_group, sender=Group)
    post_delete.connect(_gone, sender=User)
    post_delete.connect(_gone, sender=Group)
    for sender in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(_given_or_taken, sender=sender)


def _a_revision(*, instance: Any, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        record(instance.author or _actor(), Action.PUBLISHED, instance, instance.note)
    elif not raw:
        record(instance.publisher or _actor(), Action.PUBLISHED, instance, "agreed to")


def _a_revision_gone(*, instance: Any, **_: Any) -> None:
    record(_actor(), Action.PUBLISHED, instance, "called off")


def _before_a_person(*, instance: Any, update_fields: Any = None, **_: Any) -> None:
    """What stood there. Signing in saves only `last_login`, and costs no query here."""
    if update_fields is None or set(update_fields) & set(WATCHED):
        instance.stood = User.objects.filter(pk=instance.pk).values(*WATCHED).first()


def _a_person(*, instance: Any, created: bool, raw: bool = False, **_: Any) -> None:
    if raw:
        return
    if created:
        flags = [name for name in ("is_staff", "is_superuser") if getattr(instance, name)]
        record(_actor(), Action.PERSON, instance, ", ".join(["added", *flags]))
        return
    stood = instance.__dict__.pop("stood", None) or {}
    changed = [name for name in stood if stood[name] != getattr(instance, name)]
    if changed:
        record(_actor(), Action.PERSON, instance, "; ".join(_change(name, stood, instance) for name in changed))


def _change(name: str, stood: dict[str, Any], instance: Any) -> str:
    if name == "password":
        return "password: changed"
    return f"{name}: {stood[name] if stood[name] != '' else '–'} → {getattr(instance, name)}"


def _a_group(*, instance: Any, created: bool, **_: Any) -> None:
    if created:
        record(_actor(), Action.ROLE, instance, "added")


def _gone(*, sender: type[Model], instance: Any, **_: Any) -> None:
    record(_actor(), Action.PERSON if sender is User else Action.ROLE, instance, "deleted")


def _given_or_taken(
    *, sender: type[Model], instance: Any, action: str, model: type[Model], pk_set: set[int] | None, **_: Any
) -> None:
    verb = {"post_add": "given", "post_remove": "taken", "pre_clear": "taken"}.get(action)
    if not verb:
        return
    # a set of None: all are cleared at once
    names = ["all"] if pk_set is None else [str(row) for row in model._default_manager.filter(pk__in=pk_set)]
    if names:
        kind = Action.ROLE if sender is Group.permissions.through else Action.PERSON
        record(_actor(), kind, instance, f"{verb}: {', '.join(names)}")
