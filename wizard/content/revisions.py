"""The one bridge between the tables, the frozen knowledge and the published revisions.

`collect()` turns rows into frozen values, `freeze()` and `thaw()` turn values into JSON and back without loss, `publish()`
makes a revision of the tables, and `published()` is what people see.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import threading
import time
import types
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from wizard import models
from wizard.analysis.audit import ERROR, Finding, audit
from wizard.knowledge import rhythm, values
from wizard.knowledge.changes import edits

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
"""How long a process may go on with what it holds before it looks for a newer revision."""

DATABASE_GONE = (DatabaseError, InterfaceError)
"""What Django raises when the database does not answer, or when the connection to it is lost."""

RowsOf = Callable[[type[models.Content]], Iterable[Any]]
"""The rows of a model, or what stands for them."""


class NothingPublished(Exception):  # noqa: N818  (a state, said by its name)
    """There is no revision to show. The message says what to do."""


class NothingChanged(Exception):  # noqa: N818  (a state, said by its name)
    """The tables say what the newest revision says; there is nothing to publish."""


class Waiting(Exception):  # noqa: N818  (a state, said by its name)
    """A revision that is not live yet stands in the way of another."""


class Stale(Exception):  # noqa: N818  (a state, said by its name)
    """The tables say something else than what was looked at."""


class ContentError(Exception):
    """The audit found errors, so nothing was published. `findings` are all of them, with the warnings."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        errors = sum(finding.severity == "error" for finding in findings)
        super().__init__(f"{errors} content errors stand in the way.")


# Rows to values


def collect() -> values.Knowledge:
    """The tables as they are now, frozen, with revision 0. The number of queries does not grow with the content.

    Raises `NothingPublished` if the tables are empty: without a guide row no page can be made.
    """
    return from_rows(_of_the_table)


def from_rows(rows: RowsOf) -> values.Knowledge:
    """The knowledge that rows hold, wherever they come from: those of a model in the curated order, with their relations.

    Raises `NothingPublished` if there is no guide among them.
    """
    guide = next(iter(rows(models.Guide)), None)
    if guide is None:
        raise NothingPublished("The content tables have no guide. Load the content with: python manage.py load_content")
    return values.Knowledge(
        revision=0,
        published="",
        guide=_guide(guide),
        sources=tuple(map(_source, rows(models.Source))),
        families=tuple(map(_family, rows(models.Family))),
        devices=tuple(map(_device, rows(models.Device))),
        patterns=tuple(map(_pattern, rows(models.Pattern))),
        causes=tuple(map(_cause, rows(models.Cause))),
        questions=tuple(map(_question, rows(models.Question))),
        likelihoods=_likelihoods(rows(models.Likelihood)),
        steps=tuple(map(_step, rows(models.Step))),
        disputes=tuple(map(_dispute, rows(models.Dispute))),
        faqs=tuple(map(_faq, rows(models.Faq))),
        former_names=tuple(map(_former_name, rows(models.FormerName))),
    )


def _of_the_table(model: type[models.Content]) -> Iterable[Any]:
    rows: Iterable[Any] = model._default_manager.get_queryset().for_knowledge()  # type: ignore[attr-defined]
    return rows


def _slugs(rows: Any) -> tuple[values.Slug, ...]:
    return tuple(row.slug for row in rows.all())


def _pattern_keys(rows: Any) -> tuple[values.PatternKey, ...]:
    return tuple(_pattern_key(row) for row in rows.all())


def _pattern_key(row: models.Pattern) -> values.PatternKey:
    return row.family.slug, row.slug


def _source(row: models.Source) -> values.Source:
    return values.Source(
        slug=row.slug,
        title=row.title,
        publisher=row.publisher,
        url=row.url,
        authority=row.authority,
        checked=row.checked.isoformat() if row.checked else "",
        note=row.note,
    )


def _family(row: models.Family) -> values.Family:
    return values.Family(
        slug=row.slug,
        name=row.name,
        documented=row.documented,
        led=row.led,
        note=row.note,
        sources=_slugs(row.sources),
    )


def _device(row: models.Device) -> values.Device:
    return values.Device(
        slug=row.slug,
        name=row.name,
        aliases=tuple(row.aliases),
        family=row.family.slug,
        group=row.group,
        drawing=row.drawing,
        hint=row.hint,
        documented=row.documented,
        power=row.power,
        needs_sync_module=row.needs_sync_module,
        confidence=row.confidence,
        note=row.note,
        sources=_slugs(row.sources),
    )


def _pattern(row: models.Pattern) -> values.Pattern:
    """Where staff wrote no description, the data says what the eye sees."""
    pattern = values.Pattern(
        family=row.family.slug,
        slug=row.slug,
        title=row.title,
        description=row.description,
        status=row.status,
        channels=tuple(map(_channel, row.channels.all())),
        timing=row.timing,
        flash_count=row.flash_count,
        flash_count_max=row.flash_count_max,
        normal_for_seconds=row.normal_for_seconds,
        seen=row.seen,
        look_alikes=tuple(
            values.LookAlike(
                pattern=alike.other.slug, confusion=alike.confusion, how_to_tell_apart=alike.how_to_tell_apart
            )
            for alike in row.look_alikes.all()
        ),
        causes=tuple(
            values.PatternCause(
                cause=pair.cause.slug,
                frequency=pair.frequency,
                rationale=pair.rationale,
                confidence=pair.confidence,
                sources=_slugs(pair.sources),
            )
            for pair in row.pattern_causes.all()
        ),
        confidence=row.confidence,
        note=row.note,
        reviewed=row.reviewed.isoformat() if row.reviewed else "",
        sources=_slugs(row.sources),
        fact_rows=tuple(row.fact_rows),
    )
    return pattern if pattern.description else dataclasses.replace(pattern, description=f"{rhythm.in_words(pattern)}.")


def _channel(row: models.Channel) -> values.Channel:
    return values.Channel(
        led=row.led,
        colour=row.colour,
        steps=tuple((float(brightness), milliseconds) for brightness, milliseconds in row.steps),
        repeat=row.repeat,
        cuts=tuple(row.cuts),
    )


def _cause(row: models.Cause) -> values.Cause:
    return values.Cause(
        slug=row.slug,
        name=row.name,
        normal=row.normal,
        explanation=row.explanation,
        support_only=row.support_only,
        confidence=row.confidence,
        note=row.note,
        sources=_slugs(row.sources),
    )


def _question(row: models.Question) -> values.Question:
    return values.Question(
        slug=row.slug,
        text=row.text,
        why=row.why,
        minutes=row.minutes,
        unknown_share=row.unknown_share,
        hard_to_tell=row.hard_to_tell,
        families=_slugs(row.families),
        only_patterns=_pattern_keys(row.only_patterns),
        options=tuple(
            values.Option(
                slug=option.slug,
                label=option.label,
                summary=option.summary,
                shows=_pattern_key(option.shows) if option.shows else None,
            )
            for option in row.options.all()
        ),
        reasoning=row.reasoning,
        sources=_slugs(row.sources),
    )


def _likelihoods(rows: Iterable[Any]) -> tuple[values.Likelihood, ...]:
    """One value per question, cause and pattern; its words stand in the order of the options."""

    def place(row: models.Likelihood) -> tuple[values.Slug, values.Slug, values.PatternKey | None]:
        return row.option.question.slug, row.cause.slug, _pattern_key(row.pattern) if row.pattern else None

    return tuple(
        values.Likelihood(
            question=question,
            cause=cause,
            pattern=pattern,
            words=tuple((row.option.slug, row.word) for row in same_place),
        )
        for (question, cause, pattern), same_place in groupby(rows, place)
    )


def _step(row: models.Step) -> values.Step:
    return values.Step(
        slug=row.slug,
        title=row.title,
        minutes=row.minutes,
        penalty_minutes=row.penalty_minutes,
        tools=tuple(row.tools),
        erases=row.erases,
        wait_seconds=row.wait_seconds,
        prerequisites=_slugs(row.prerequisites),
        disturbs=_slugs(row.disturbs),
        destructive=row.destructive,
        wordings=tuple(
            values.Wording(
                family=wording.family.slug, text=wording.text, safety=wording.safety, picture=wording.picture
            )
            for wording in row.wordings.all()
        ),
        effects=tuple(values.Effect(cause=effect.cause.slug, word=effect.word) for effect in row.effects.all()),
        confidence=row.confidence,
        note=row.note,
        sources=_slugs(row.sources),
    )


def _dispute(row: models.Dispute) -> values.Dispute:
    return values.Dispute(
        slug=row.slug,
        where_claimed=row.where_claimed,
        claim=row.claim,
        resolution=row.resolution,
        confidence=row.confidence,
        sources=_slugs(row.sources),
        patterns=_pattern_keys(row.patterns),
        causes=_slugs(row.causes),
        steps=_slugs(row.steps),
        questions=_slugs(row.questions),
    )


def _faq(row: models.Faq) -> values.Faq:
    return values.Faq(
        slug=row.slug,
        question=row.question,
        answer=row.answer,
        patterns=_pattern_keys(row.patterns),
        steps=_slugs(row.steps),
    )


def _former_name(row: models.FormerName) -> values.FormerName:
    return values.FormerName(kind=row.kind, scope=row.scope, old=row.old, new=row.new, reason=row.reason)


def _guide(row: models.Guide) -> values.Guide:
    return values.Guide(
        independent=row.independent,
        safety=row.safety,
        safety_sources=_slugs(row.safety_sources),
        support_title=row.support_title,
        support_text=row.support_text,
        support_url=row.support_url,
        support_note=row.support_note,
        support_minutes=row.support_minutes,
        support_sources=_slugs(row.support_sources),
        reply=row.reply,
    )


# Values to JSON and back


def freeze(knowledge: values.Knowledge) -> dict[str, Any]:
    """The knowledge as plain dicts, lists and scalars, ready for JSON."""
    return {field.name: _plain(getattr(knowledge, field.name)) for field in dataclasses.fields(knowledge)}


def thaw(frozen: dict[str, Any]) -> values.Knowledge:
    """The knowledge that was frozen. A name an older revision does not have yet takes its default.

    Raises `TypeError` if a value without a default is missing.
    """
    knowledge: values.Knowledge = _typed(values.Knowledge, frozen)
    return knowledge


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def _typed(kind: Any, value: Any) -> Any:
    """`value`, made of lists and dicts, as the annotated type `kind`."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _typed(hints[name], item) for name, item in value.items() if name in hints})
    if get_origin(kind) in (Union, types.UnionType):
        return None if value is None else _typed(next(arm for arm in get_args(kind) if arm is not type(None)), value)
    if get_origin(kind) is tuple:
        arms = get_args(kind)
        if arms[-1] is Ellipsis:
            return tuple(_typed(arms[0], item) for item in value)
        return tuple(_typed(arm, item) for arm, item in zip(arms, value, strict=True))
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def digest(knowledge: values.Knowledge) -> str:
    """The same for the same content, whatever its revision's number and date."""
    content = freeze(dataclasses.replace(knowledge, revision=0, published=""))
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


# Revisions


@transaction.atomic
def publish(
    author: AbstractBaseUser | None,
    note: str,
    *,
    expected: str = "",
    at: datetime | None = None,
    needs_second: bool = False,
    diagnoses: int | None = None,
) -> models.Revision:
    """Freezes the tables into a new revision, which is live within a second, or from `at`, or when a second person agrees.

    `expected`: the digest of what the author has looked at, which has passed the audit then. `diagnoses`: how many change,
    for the list of revisions.

    Raises `ContentError` if the audit finds errors, `NothingChanged` if the newest revision says the same, `Stale` if the
    tables say something else than expected, `Waiting` if a revision waits to go live, and `NothingPublished` if the tables
    are empty. Nothing is written then.
    """
    knowledge = collect()
    fingerprint = digest(knowledge)
    if expected and fingerprint != expected:
        raise Stale("The tables have changed since.")
    findings = () if expected else audit(knowledge)
    if any(finding.severity == ERROR for finding in findings):
        raise ContentError(findings)
    newest = models.Revision.objects.first()
    if newest and newest.is_waiting:
        raise Waiting(f"Revision {newest.number} waits to go live. Let it, or call it off first.")
    if newest and newest.digest == fingerprint:
        raise NothingChanged(f"Revision {newest.number} says the same.")
    number = newest.number + 1 if newest else 1
    changed = edits(thaw(newest.knowledge), knowledge) if newest else None
    published_at = None if needs_second else at or timezone.now()
    revision = models.Revision.objects.create(
        number=number,
        published_at=published_at,
        author_id=author.pk if author else None,
        note=note,
        knowledge=freeze(dataclasses.replace(knowledge, revision=number, published=_day_and_time(published_at))),
        digest=fingerprint,
        things=len(changed) if changed is not None else None,
        words=sum(edit.words for edit in changed) if changed is not None else None,
        diagnoses=diagnoses,
    )
    published.look_again()
    return revision


@transaction.atomic
def approve(number: int, publisher: AbstractBaseUser, at: datetime | None = None) -> models.Revision:
    """Lets a revision that waits for a second person go live, now or from `at`.

    Raises `NothingPublished` if none of that number waits for one, and `PermissionDenied` if it is its author who asks.
    """
    revision = _waiting(number)
    if revision.published_at is not None:
        raise NothingPublished(f"Revision {number} waits for its time, not for a second person.")
    if revision.author_id == publisher.pk:
        raise PermissionDenied("Somebody else than its author has to let it go live.")
    revision.publisher_id = publisher.pk
    revision.published_at = at or timezone.now()
    revision.save(update_fields=["publisher", "published_at"])
    published.look_again()
    return revision


def call_off(number: int) -> None:
    """Deletes a revision that nobody has seen. The tables stay. Raises `NothingPublished` if none of that number waits."""
    _waiting(number).delete()


def _waiting(number: int) -> models.Revision:
    revision = models.Revision.objects.waiting().defer("knowledge").filter(number=number).first()
    if revision is None:
        raise NothingPublished(f"No revision {number} waits.")
    return revision


def published_at_revision(number: int, *, even_waiting: bool = False) -> values.Knowledge:
    """The knowledge people saw at that revision. Raises `NothingPublished` if there is none of that number.

    `even_waiting`: also one that nobody has seen yet.
    """
    revisions = models.Revision.objects.all() if even_waiting else models.Revision.objects.live()
    found = revisions.filter(number=number).values_list("number", "digest", "published_at").first()
    if found is None:
        raise NothingPublished(f"There is no revision {number}.")
    return _thawed(*found)


def database_is_ready() -> bool:
    """Can the database be reached, and does it hold a revision?"""
    try:
        return models.Revision.objects.live().exists()
    except DATABASE_GONE:
        return False


@lru_cache(maxsize=4)
def _thawed(number: int, fingerprint: str, published_at: datetime | None) -> values.Knowledge:
    """A revision's knowledge, kept in the process. The digest is in the key, so a restored database is never mistaken."""
    frozen = models.Revision.objects.values_list("knowledge", flat=True).get(number=number, digest=fingerprint)
    return dataclasses.replace(thaw(frozen), published=_day_and_time(published_at))


def _day_and_time(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


class Published:
    """The live knowledge, kept in the process and looked for at most once a second.

    Safe to call from many threads: one of them looks, the others go on with what is held.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: values.Knowledge | None = None
        self._look_at = float("-inf")

    def __call__(self) -> values.Knowledge:
        """The newest revision. If the database is gone, what the process holds.

        Raises `NothingPublished` if there is nothing to show.
        """
        held = self._held
        if held is not None and self._clock() < self._look_at:
            return held
        if self._lock.acquire(blocking=held is None):
            try:
                if self._clock() >= self._look_at or self._held is None:
                    self._look()
            finally:
                self._lock.release()
        if self._held is None:
            raise NothingPublished("Nothing is published yet. Load the content with: python manage.py load_content")
        return self._held

    def look_again(self) -> None:
        """Makes the next call look at the database."""
        self._look_at = float("-inf")

    def forget(self) -> None:
        """Holds nothing any more."""
        self._held = None

    def _look(self) -> None:
        self._look_at = self._clock() + LOOK_EVERY_SECONDS
        try:
            newest = models.Revision.objects.live().values_list("number", "digest", "published_at").first()
            self._held = _thawed(*newest) if newest else None
        except DATABASE_GONE as error:
            if self._held is None:
                raise NothingPublished(
                    "The database cannot be read, and this process holds no content yet. "
                    "Look at DATABASE_URL, then: python manage.py migrate && python manage.py load_content"
                ) from error
            logger.warning("The database cannot be read; going on with revision %s.", self._held.revision)


published = Published()


def forget() -> None:
    """Drops what `published` holds in this process, so that the next call reads the database."""
    published.forget()
