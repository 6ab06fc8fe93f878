from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from tests.content.little import ann, drafts, little, say, title
from wizard.content.collect import collect
from wizard.content.draft import unpublished_changes
from wizard.content.errors import NothingChangedError, NothingPublishedError
from wizard.content.live import published
from wizard.content.revisions import publish
from wizard.content.taking_back import (
    BelongsTogetherError,
    changes_back,
    discard,
    restore,
    take_back,
)
from wizard.models import (
    AuditLogEntry,
    Cause,
    Device,
    Family,
    Faq,
    FormerName,
    Pattern,
    Revision,
    Source,
    Step,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("little")]

__all__ = ["ann", "little"]


def publish_title(words: str, step: str = "restart") -> int:
    say(words, step)
    return publish(None, words, only={f"step {step}"}).number


# One revision


def test_one_revision_is_taken_back_alone_and_later_ones_stay(ann: User) -> None:
    number = publish_title("Wrong")
    publish_title("Right", "move-closer")
    made = take_back(number, ann, "It was wrong.")
    assert (title(), title("move-closer")) == ("Switch it off and on", "Right")
    assert made.note == f"Takes revision {number} back. It was wrong."
    assert drafts() == []


def test_drafts_stay_when_a_revision_is_taken_back(ann: User) -> None:
    number = publish_title("Wrong")
    say("My draft", "move-closer")
    take_back(number, ann, "It was wrong.")
    assert drafts() == ["step move-closer"]
    assert Step.objects.get(slug="move-closer").title == "My draft"
    assert Step.objects.get(slug="restart").title == "Switch it off and on"


def test_a_draft_of_the_same_object_stays_and_is_a_draft_against_what_is_live_now(
    ann: User,
) -> None:
    number = publish_title("Wrong")
    say("Wrong, but better")
    take_back(number, ann, "It was wrong.")
    assert title() == "Switch it off and on"
    assert drafts() == ["step restart"]
    assert Step.objects.get(slug="restart").title == "Wrong, but better"


def test_what_was_changed_again_since_is_decided_one_by_one(ann: User) -> None:
    say("Wrong")
    say("Wrong, too", "move-closer")
    number = publish(None, "Two at once").number
    publish_title("Later")
    _, later = changes_back(number)
    assert later == ["step restart"]
    take_back(number, ann, "Not this.")
    assert (title(), title("move-closer")) == ("Later", "Bring it closer")
    take_back(number, ann, "This, too.", also={"step restart"})
    assert title() == "Switch it off and on"


def test_what_belongs_together_is_not_torn_apart(ann: User) -> None:
    Source.objects.create(slug="new", title="New", publisher="New", authority="blog")
    step = Step.objects.get(slug="restart")
    step.sources.add(Source.objects.get(slug="new"))
    number = publish(None, "A step with a new source").number
    publish_title("Later")
    with pytest.raises(BelongsTogetherError, match="with step “Later”"):
        take_back(number, ann, "Not the step.")
    assert published().revision == number + 1


def test_a_taken_back_revision_can_be_taken_back(ann: User) -> None:
    number = publish_title("Right")
    again = take_back(number, ann, "Wrong?")
    take_back(again.number, ann, "No, right.")
    assert title() == "Right"
    with pytest.raises(NothingChangedError):
        take_back(again.number, ann, "Twice.")
    with pytest.raises(NothingPublishedError):
        take_back(1, ann, "All of it.")


def test_what_a_draft_names_stays_in_the_tables(ann: User) -> None:
    Source.objects.create(slug="new", title="New", publisher="New", authority="blog")
    number = publish(None, "A new source").number
    Step.objects.get(slug="restart").sources.add(Source.objects.get(slug="new"))
    take_back(number, ann, "Not read.")
    assert "new" not in published().source
    assert drafts() == ["source new", "step restart"]


# Links


def test_a_link_to_what_was_taken_back_says_so_and_leads_on(ann: User, client: Client) -> None:
    step = Step.objects.create(slug="wait", title="Wait", minutes=1, confidence="high", position=30)
    wording = step.wordings.create(
        slug="general", where="At the camera.", text="Wait.", worked="It is off."
    )
    wording.families.set(Family.objects.all())
    step.effects.create(cause=Cause.objects.get(slug="stuck"), word="rarely")
    number = publish(None, "A new step").number
    published.look_again()
    assert client.get("/how-to/wait/camera-1/").status_code == 200
    take_back(number, ann, "It was wrong.")
    published.look_again()
    gone = client.get("/how-to/wait/camera-1/")
    assert gone.status_code == 410
    assert "“Wait” was taken out of the guide." in gone.content.decode()
    assert "/answers/camera-1/" in gone.content.decode()
    assert drafts() == []
    assert not Step.objects.filter(slug="wait").exists()


def test_a_device_that_was_taken_back_says_so_too(ann: User, client: Client) -> None:
    device = Device.objects.get(slug="camera-1")
    sources = list(device.sources.all())
    device.pk, device.slug, device.name = None, "camera-2", "Camera 2"
    device.save()
    device.sources.set(sources)
    number = publish(None, "A new device").number
    take_back(number, ann, "It does not exist.")
    published.look_again()
    gone = client.get("/answers/camera-2/")
    assert gone.status_code == 410
    assert "“Camera 2” was taken out of the guide." in gone.content.decode()
    assert 'href="/answers/camera-1/"' in gone.content.decode()


def test_what_comes_back_is_live_again_under_its_links(ann: User, client: Client) -> None:
    Pattern.objects.get(slug="red-flashing").delete()
    Faq.objects.all().delete()
    number = publish(None, "Without it").number
    published.look_again()
    assert client.get("/answers/camera-1/red-flashing/").status_code == 410
    take_back(number, ann, "It was right.")
    published.look_again()
    assert client.get("/answers/camera-1/red-flashing/").status_code == 200
    assert not FormerName.objects.filter(old="red-flashing").exists()
    assert drafts() == []


def test_a_renaming_that_is_taken_back_leads_links_back(ann: User, client: Client) -> None:
    step = Step.objects.get(slug="restart")
    step.slug = "start-again"
    step.save()
    number = publish(None, "Renamed").number
    take_back(number, ann, "The old name was right.")
    published.look_again()
    led = client.get("/how-to/start-again/camera-1/")
    assert (led.status_code, led["Location"]) == (301, "/how-to/restart/camera-1/")
    step.refresh_from_db()
    assert step.slug == "restart"
    assert drafts() == []


# All since a revision


def test_everything_since_a_revision_is_taken_back_and_drafts_stay(ann: User) -> None:
    publish_title("Second")
    publish_title("Third", "move-closer")
    say("My draft", "move-closer")
    made = restore(1, ann, "Both were wrong.")
    assert made.number == 4
    assert (title(), title("move-closer")) == ("Switch it off and on", "Bring it closer")
    assert drafts() == ["step move-closer"]


# Drafts


def test_one_draft_is_discarded_and_every_page_knows_at_once(ann: User) -> None:
    say("A draft")
    say("Another draft", "move-closer")
    LogEntry.objects.all().delete()
    published.look_again()
    assert unpublished_changes() == 2
    assert discard(ann, {"step restart"}) == 1
    assert unpublished_changes() == 1
    assert drafts() == ["step move-closer"]
    assert AuditLogEntry.objects.filter(action="discarded", detail="step “A draft”").exists()


def test_all_drafts_are_discarded(ann: User) -> None:
    before = collect()
    say("A draft")
    Source.objects.create(slug="new", title="New", publisher="New", authority="blog")
    Faq.objects.all().delete()
    assert discard(ann) == 3
    assert collect() == before
    assert Revision.objects.count() == 1
    with pytest.raises(NothingChangedError):
        discard(ann)


def test_a_draft_that_another_one_needs_is_not_discarded_alone(ann: User) -> None:
    source = Source.objects.create(slug="new", title="New", publisher="New", authority="blog")
    Step.objects.get(slug="restart").sources.add(source)
    with pytest.raises(BelongsTogetherError, match="with step “Switch it off"):
        discard(ann, {"source new"})
    assert Source.objects.filter(slug="new").exists()
    assert discard(ann, {"source new", "step restart"}) == 2
