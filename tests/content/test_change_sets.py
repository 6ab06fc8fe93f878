from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.content.little import ann, bob, drafted, drafts, little, say, title
from wizard.content.change_sets import (
    NotOpenError,
    State,
    approve,
    ask,
    cancel,
    comment,
    give_back,
    publish_draft,
    publish_due,
    renew,
)
from wizard.content.errors import ContentError
from wizard.content.live import Published
from wizard.content.revisions import publish
from wizard.knowledge.change_sets import ConflictError
from wizard.models import AuditLogEntry, Cause, ChangeSet, Pattern, PatternCause, Revision, Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("little")]

__all__ = ["ann", "bob", "little"]


def half_done() -> None:
    """A light that nobody may publish: it has no cause yet."""
    light = Pattern.objects.get(slug="solid-red")
    light.pk, light.slug, light.title = None, "solid-blue", "Solid blue"
    light.save()


def due(change_set: ChangeSet) -> None:
    """Its time has come."""
    ChangeSet.objects.filter(pk=change_set.pk).update(at=timezone.now() - timedelta(seconds=1))
    publish_due()
    change_set.refresh_from_db()


def later(author: User, *subjects: str) -> ChangeSet:
    at = timezone.now() + timedelta(days=1)
    return ask(author, "For Friday", drafted(*subjects), state=State.SCHEDULED, at=at)


# A part of the draft


def test_one_word_is_published_beside_a_light_that_is_half_done(ann: User) -> None:
    half_done()
    say("Start it again")
    with pytest.raises(ContentError):
        publish(ann, "Everything")
    revision = publish(ann, "A word", only={"step restart"})
    assert title() == "Start it again"
    assert drafts() == ["pattern camera/solid-blue"]
    assert revision.subjects == ["step restart"]
    assert Pattern.objects.filter(slug="solid-blue").exists()


def test_a_publication_is_one_line_of_the_audit_log(ann: User) -> None:
    AuditLogEntry.objects.all().delete()
    say("Start it again")
    publish(ann, "A word", only={"step restart"})
    (line,) = AuditLogEntry.objects.all()
    assert (line.actor_name, line.what, line.detail) == ("ann", "Revision 2", "A word")


# At a time


def test_a_change_set_goes_live_at_its_time_onto_what_is_live_then(ann: User) -> None:
    say("For Friday")
    friday = later(ann, "step restart")
    say("Urgent", "move-closer")
    publish(ann, "Urgent", only={"step move-closer"})
    assert (title(), title("move-closer")) == ("Switch it off and on", "Urgent")
    due(friday)
    assert (title(), title("move-closer")) == ("For Friday", "Urgent")
    assert friday.state == State.PUBLISHED
    assert friday.revision == Revision.objects.latest()
    assert [revision.number for revision in Revision.objects.all()] == [3, 2, 1]


def test_what_is_written_after_it_was_asked_for_is_no_part_of_it(ann: User) -> None:
    say("For Friday")
    friday = later(ann, "step restart")
    say("For Monday")
    due(friday)
    assert title() == "For Friday"
    assert drafts() == ["step restart"]
    assert Step.objects.get(slug="restart").title == "For Monday"


def test_nothing_is_overwritten_that_was_published_otherwise_in_the_meantime(
    ann: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    say("For Friday")
    friday = later(ann, "step restart")
    say("Better")
    publish(ann, "Better")
    with django_capture_on_commit_callbacks(execute=True):
        due(friday)
    assert title() == "Better"
    assert friday.state == State.STOPPED
    assert "step “Better”" in friday.why
    assert [one.to for one in mail.outbox] == [["ann@example.com"]]
    publish_due()
    assert Revision.objects.count() == 2


def test_what_no_longer_passes_the_checks_stops_and_says_so(ann: User) -> None:
    Step.objects.filter(slug="restart").update(minutes=3)
    friday = later(ann, "step restart")
    friday.changes[0]["after"]["effects"] = []
    friday.changes[0]["after"]["wordings"] = []
    friday.save()
    due(friday)
    assert friday.state == State.STOPPED
    assert "stand in the way" in friday.why


def test_what_cannot_be_published_in_time_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    def away() -> None:
        raise OSError("The disk is full.")

    watching = Published()
    watching.between_looks = away
    for _ in range(3):
        watching.publish_what_is_due()
    assert caplog.text.count("What is due could not be published: The disk is full.") == 1


def test_a_number_is_never_used_twice(ann: User) -> None:
    say("For Friday")
    cancel(later(ann, "step restart").pk, ann)
    say("Now")
    assert publish(ann, "Now").number == 2
    assert not AuditLogEntry.objects.filter(what="Revision 3").exists()


# Two people


def test_a_second_person_agrees_and_until_then_nothing_moves(ann: User, bob: User) -> None:
    say("Please look")
    asked = ask(ann, "Please look", drafted("step restart"), state=State.ASKED)
    with pytest.raises(PermissionDenied):
        approve(asked.pk, ann)
    assert title() == "Switch it off and on"
    done = approve(asked.pk, bob)
    assert title() == "Please look"
    assert done.revision is not None
    assert (done.revision.author, done.revision.publisher) == (ann, bob)
    with pytest.raises(NotOpenError, match="It is Revision 2"):
        approve(asked.pk, bob)


def test_a_second_person_declines_and_nothing_has_moved(ann: User, bob: User) -> None:
    say("Please look")
    asked = ask(ann, "Please look", drafted("step restart"), state=State.ASKED)
    cancel(asked.pk, bob, "No.")
    assert title() == "Switch it off and on"
    assert drafts() == ["step restart"]
    assert Revision.objects.count() == 1
    with pytest.raises(NotOpenError, match="It is cancelled"):
        approve(asked.pk, bob)


def test_a_second_person_may_say_when(ann: User, bob: User) -> None:
    say("Please look")
    asked = ask(ann, "Please look", drafted("step restart"), state=State.ASKED)
    done = approve(asked.pk, bob, at=timezone.now() + timedelta(days=1))
    assert done.state == State.SCHEDULED
    due(done)
    assert title() == "Please look"
    assert done.revision is not None
    assert done.revision.publisher == bob


# Ready for review


def test_what_is_ready_is_told_to_a_colleague_who_gives_it_back_or_publishes(
    ann: User, bob: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    say("Ready")
    with django_capture_on_commit_callbacks(execute=True):
        ready = ask(ann, "Said better", drafted("step restart"), state=State.READY, colleague=bob)
        comment(ready.pk, bob, "Which plug?")
        give_back(ready.pk, bob, "Say which plug.")
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["bob@example.com"], f"Blinkdiag: {ready} waits for you"),
        (["ann@example.com"], f"Blinkdiag: A comment on {ready}"),
        (["ann@example.com"], f"Blinkdiag: {ready}: given back"),
    ]
    assert f"/staff/change-sets/{ready.pk}/" in mail.outbox[0].body
    say("Ready, with the plug")
    assert renew(ready.pk, ann).state == State.READY
    approve(ready.pk, bob)
    assert title() == "Ready, with the plug"
    assert drafts() == []


def test_what_was_ready_and_is_live_otherwise_is_done(ann: User, bob: User) -> None:
    say("Ready")
    ready = ask(ann, "Said better", drafted("step restart"), state=State.READY)
    revision = publish_draft(bob, "All of it")
    ready.refresh_from_db()
    assert (ready.state, ready.revision) == (State.PUBLISHED, revision)


def test_a_set_that_does_not_fit_any_more_is_refused_and_stays_open(ann: User, bob: User) -> None:
    say("Ready")
    ready = ask(ann, "Said better", drafted("step restart"), state=State.READY)
    say("Otherwise")
    publish(bob, "Otherwise")
    with pytest.raises(ConflictError):
        approve(ready.pk, bob)
    ready.refresh_from_db()
    assert ready.state == State.READY


def test_a_notice_that_cannot_be_sent_stops_nothing(
    ann: User,
    bob: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def away(*sent: object) -> None:
        raise OSError("The mail server is away.")

    monkeypatch.setattr("wizard.content.notices.send_mail", away)
    say("Ready")
    with django_capture_on_commit_callbacks(execute=True):
        ready = ask(ann, "Better", drafted("step restart"), state=State.READY, colleague=bob)
    assert ready.state == State.READY
    assert "A notice could not be sent" in caplog.text


def test_a_new_light_and_its_new_cause_go_live_together(ann: User) -> None:
    half_done()
    cause = Cause.objects.get(slug="stuck")
    cause.pk, cause.slug, cause.name = None, "new", "New"
    cause.save()
    light = Pattern.objects.get(slug="solid-blue")
    PatternCause.objects.create(
        pattern=light, cause=cause, frequency="common", confidence="high", position=10
    )
    assert set(drafts()) == {"pattern camera/solid-blue", "cause new"}
