from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from tests.content.little import drafts, little, say, title
from tests.desk import client_of, member
from tests.pages import Page
from wizard.content.live import published
from wizard.content.revisions import publish
from wizard.models import ChangeSet, Pattern, ReviewComment, Source, Step
from wizard.staff.publishing.selection import query

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("little")]

__all__ = ["little"]

PUBLISH = "/staff/publish/"


@pytest.fixture
def eve() -> User:
    return member("eve", "editor")


@pytest.fixture
def pia() -> User:
    return member("pia", "publisher")


def saved_by(user: User, words: str, slug: str = "restart") -> None:
    """As the form of the step leaves it."""
    say(words, slug)
    step = Step.objects.get(slug=slug)
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Step),
        object_id=str(step.pk),
        object_repr=str(step),
        action_flag=CHANGE,
        change_message="Changed Title.",
    )


def half_done() -> None:
    light = Pattern.objects.get(slug="solid-red")
    light.pk, light.slug, light.title = None, "solid-blue", "Solid blue"
    light.save()


def look(user: User, address: str = PUBLISH, status: int = 200) -> Page:
    response = client_of(user).get(address)
    assert response.status_code == status
    return Page(response.content.decode())


def token(page: Page, name: str) -> str:
    return next(dict(form.hidden)[name] for form in page.forms if dict(form.hidden).get(name))


def handed_over(eve: User, **sent: Any) -> ChangeSet:
    saved_by(eve, "Start it again")
    page = look(eve)
    sent = {"ready-note": "Said better", "ready-seen": token(page, "ready-seen"), **sent}
    response = client_of(eve).post(f"{PUBLISH}ready/", sent)
    assert response.status_code == 302, Page(response.content.decode()).text
    return ChangeSet.objects.get()


# Choosing


def test_changes_stand_by_who_made_them_and_mine_are_chosen_at_once(eve: User, pia: User) -> None:
    saved_by(eve, "By eve")
    saved_by(pia, "By pia", "move-closer")
    half_done()
    page = look(pia)
    assert page.text.index("By pia Step") < page.text.index("By eve Step")
    assert "By a command Light: Solid blue" in page.text
    assert "What has to be fixed first" in page.text
    mine = look(pia, PUBLISH + page.link("Mine (1)").href)
    assert "What has to be fixed first" not in mine.text
    assert "1 object," in mine.text
    sent = {"note": "Mine", "seen": token(mine, "seen")}
    assert client_of(pia).post(PUBLISH, sent).status_code == 302
    assert (title(), title("move-closer")) == ("Switch it off and on", "By pia")
    assert drafts() == ["pattern camera/solid-blue", "step restart"]
    assert "Mine" not in look(pia).text.split("Choose")[1].split("By eve")[0]


def test_what_belongs_together_cannot_be_torn_apart_and_says_why(pia: User) -> None:
    source = Source.objects.create(slug="new", title="New", publisher="New", authority="blog")
    Step.objects.get(slug="restart").sources.add(source)
    say("Beside", "move-closer")
    page = look(pia, PUBLISH + query(["step restart"]))
    assert (
        "Switch it off and on cannot be published without New : it names this, which is new"
        in page.text
    )
    whole = look(pia, PUBLISH + page.link("Tick what is missing, too").href)
    assert "2 objects," in whole.text


def test_what_nobody_ticked_is_nothing(pia: User) -> None:
    say("Beside")
    assert "Nothing is ticked." in look(pia, f"{PUBLISH}?pick=1").text


# Handing over


def test_an_editor_hands_over_and_a_publisher_publishes(eve: User, pia: User) -> None:
    held = handed_over(eve, **{"ready-colleague": str(pia.pk)})
    assert (held.author, held.colleague) == (eve, pia)
    assert "All that is ready (1)" in look(pia).text
    address = f"/staff/change-sets/{held.pk}/"
    page = look(pia, address)
    assert "Start it again" in page.text
    assert client_of(pia).post(f"{address}comment/", {"text": "Good."}).status_code == 302
    assert ReviewComment.objects.get().author == pia
    response = client_of(pia).post(f"{address}approve/", {"seen": token(page, "seen")})
    assert response["Location"] == "/staff/revisions/2/"
    assert title() == "Start it again"
    assert "Live with Revision 2" in look(eve, address).text


def test_a_publisher_gives_back_with_a_reason(eve: User, pia: User) -> None:
    address = f"/staff/change-sets/{handed_over(eve).pk}/"
    assert client_of(pia).post(f"{address}give-back/", {"why": ""}).status_code == 400
    assert client_of(pia).post(f"{address}give-back/", {"why": "Which plug?"}).status_code == 302
    assert "Which plug?" in look(eve, address).text
    saved_by(eve, "Pull the plug of the camera")
    assert client_of(eve).post(f"{address}renew/").status_code == 302
    assert "Pull the plug of the camera" in look(pia, address).text


def test_what_was_published_in_the_meantime_is_looked_at_again(eve: User, pia: User) -> None:
    address = f"/staff/change-sets/{handed_over(eve).pk}/"
    seen = token(look(pia, address), "seen")
    say("Beside", "move-closer")
    publish(None, "Beside", only={"step move-closer"})
    published.look_again()
    response = client_of(pia).post(f"{address}approve/", {"seen": seen})
    assert response.status_code == 409
    assert title() == "Switch it off and on"
    assert client_of(pia).post(f"{address}approve/", {"seen": "made up"}).status_code == 400


def test_a_conflict_is_named_and_nothing_can_be_published(eve: User, pia: User) -> None:
    address = f"/staff/change-sets/{handed_over(eve).pk}/"
    say("Otherwise")
    publish(None, "Otherwise")
    published.look_again()
    page = look(pia, address)
    assert "It does not fit any more" in page.text
    assert not [form for form in page.forms if dict(form.hidden).get("seen")]


def test_a_set_can_be_previewed_before_anybody_sees_it(eve: User, pia: User) -> None:
    held = handed_over(eve)
    say("Newer still")
    page = client_of(pia).get(f"/how-to/restart/camera-1/?preview=set-{held.pk}")
    assert "Start it again" in page.content.decode()
    assert client_of(pia).get("/how-to/restart/camera-1/?preview=set-99").status_code == 404


# Two people


def test_two_people_publish_where_it_is_set_so(settings: LazySettings) -> None:
    settings.PUBLISH_NEEDS_TWO = True
    pia, paul = member("pia", "publisher"), member("paul", "publisher")
    say("Start it again")
    sent = {"note": "Better", "seen": token(look(pia), "seen")}
    address = client_of(pia).post(PUBLISH, sent)["Location"]
    assert published().revision == 1
    assert "somebody else has to publish it" in look(pia, address).text
    seen = token(look(paul, address), "seen")
    assert client_of(pia).post(f"{address}approve/", {"seen": seen}).status_code == 403
    assert title() == "Switch it off and on"
    client_of(paul).post(f"{address}cancel/")
    assert (title(), drafts()) == ("Switch it off and on", ["step restart"])
    assert client_of(paul).post(f"{address}approve/", {"seen": seen}).status_code == 409


# Discarding


def test_my_drafts_are_discarded_and_the_header_says_so_at_once(eve: User, pia: User) -> None:
    saved_by(eve, "By eve")
    saved_by(pia, "By pia", "move-closer")
    page = look(eve, f"{PUBLISH}?of=mine")
    sent = {"discard-seen": token(page, "discard-seen")}
    assert client_of(eve).post(f"{PUBLISH}discard/", sent).status_code == 400
    assert "2 unpublished changes" in look(eve).text
    sent |= {"discard-sure": "on"}
    response = client_of(eve).post(f"{PUBLISH}discard/", sent, follow=True)
    page = Page(response.content.decode())
    assert "1 draft thrown away" in page.text
    assert "1 unpublished change" in page.text
    assert drafts() == ["step move-closer"]


def test_nothing_is_discarded_that_changed_since_it_was_looked_at(eve: User) -> None:
    saved_by(eve, "By eve")
    sent = {"discard-seen": token(look(eve), "discard-seen"), "discard-sure": "on"}
    saved_by(eve, "By eve, again")
    assert client_of(eve).post(f"{PUBLISH}discard/", sent).status_code == 409
    assert drafts() == ["step restart"]


# Who may do what

MAY = {
    "ready/": {"editor", "administrator"},
    "discard/": {"editor", "publisher", "administrator"},
    "approve/": {"publisher", "administrator"},
    "give-back/": {"publisher", "administrator"},
    "cancel/": {"publisher", "administrator"},
    "comment/": {"editor", "publisher", "administrator"},
    "renew/": {"editor", "administrator"},
    "take-back/": {"publisher", "administrator"},
    "restore/": {"publisher", "administrator"},
}
ROLES = ("viewer", "editor", "publisher", "administrator")


def test_every_act_is_for_its_roles_and_never_by_a_link(eve: User) -> None:
    pk = handed_over(eve).pk
    clients = {"anonymous": Client(), **{role: client_of(member(role, role)) for role in ROLES}}
    for act, roles in MAY.items():
        address = {
            "ready/": f"{PUBLISH}ready/",
            "discard/": f"{PUBLISH}discard/",
            "take-back/": "/staff/revisions/1/take-back/",
            "restore/": "/staff/revisions/1/restore/",
        }.get(act, f"/staff/change-sets/{pk}/{act}")
        for role, client in clients.items():
            posted, got = client.post(address), client.get(address)
            assert got.status_code == 405, (act, role)
            if role == "anonymous":
                assert (posted.status_code, "/login/" in posted["Location"]) == (302, True), act
            else:
                expected = role in roles
                assert (posted.status_code != 403) == expected, (act, role, posted.status_code)
                assert posted.status_code < 500
    for address in ("/staff/change-sets/", f"/staff/change-sets/{pk}/"):
        assert [clients[role].get(address).status_code for role in ROLES] == [200] * 4
        assert clients["anonymous"].get(address).status_code == 302
        assert clients["viewer"].post(address).status_code == 405
    assert clients["viewer"].get("/staff/change-sets/99/").status_code == 404


def test_script_in_a_note_or_a_comment_is_shown_as_text(eve: User) -> None:
    pk = handed_over(eve, **{"ready-note": "<script>alert(1)</script>"}).pk
    address = f"/staff/change-sets/{pk}/"
    client_of(eve).post(f"{address}comment/", {"text": "<script>alert(2)</script>"})
    for page in (address, "/staff/change-sets/", PUBLISH, "/admin/"):
        assert "<script>alert" not in client_of(eve).get(page).content.decode()
