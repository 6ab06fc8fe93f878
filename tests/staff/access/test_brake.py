"""Strangers at the door stop neither the public site nor the staff."""

from __future__ import annotations

import threading
from collections.abc import Callable
from unittest import mock

import pytest
from django.conf import LazySettings, settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from blinkdiag.staff_threads import StaffThreads
from wizard.guide.visitors import new_session_key
from wizard.staff.access.brake import BURST, Brake

pytestmark = pytest.mark.django_db
PASSWORD, WRONG = "blue-moon-77", "red-moon-78"


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_brake_lets_a_burst_through_and_then_keeps_the_pace() -> None:
    clock = Clock()
    checks = Brake(30, clock)
    assert [checks.allows() for _ in range(BURST + 2)] == [True] * BURST + [False] * 2
    clock.now += 2
    assert [checks.allows() for _ in range(2)] == [True, False]
    clock.now += 3600
    assert sum(checks.allows() for _ in range(100)) == BURST


def sign_in(client: Client, name: str, password: str = WRONG) -> int:
    return client.post("/admin/login/", {"username": name, "password": password}).status_code


@pytest.fixture
def ann() -> User:
    return User.objects.create_superuser("ann", password=PASSWORD)


def test_strangers_with_ever_new_names_cost_a_bounded_number_of_checks(ann: User) -> None:
    with mock.patch(
        "django.contrib.auth.backends.ModelBackend.authenticate", return_value=None
    ) as check:
        statuses = [sign_in(Client(), f"name-{number}") for number in range(BURST + 20)]
    assert check.call_count == BURST
    assert statuses == [200] * BURST + [429] * 20


def test_who_has_signed_in_here_before_signs_in_whatever_strangers_do(ann: User) -> None:
    known = Client()
    assert sign_in(known, "ann", PASSWORD) == 302
    known.post("/admin/logout/")
    for number in range(BURST + 5):
        sign_in(Client(), f"name-{number}")
    assert sign_in(Client(), "ann", PASSWORD) == 429
    assert sign_in(known, "ann", PASSWORD) == 302


def test_the_lock_of_a_name_holds_in_a_known_browser_too(ann: User) -> None:
    known = Client()
    sign_in(known, "ann", PASSWORD)
    known.post("/admin/logout/")
    statuses = [sign_in(known, "ann") for _ in range(settings.AXES_FAILURE_LIMIT + 1)]
    assert statuses[-1] == 429
    assert sign_in(known, "ann", PASSWORD) == 429


def test_a_known_browser_cannot_be_made_up(ann: User) -> None:
    client = Client()
    client.cookies[settings.KNOWN_BROWSER_COOKIE_NAME] = "staff:1abc:made-up"
    for number in range(BURST):
        sign_in(Client(), f"name-{number}")
    assert sign_in(client, "ann", PASSWORD) == 429


def test_a_wrong_password_makes_no_browser_known(ann: User) -> None:
    client = Client()
    sign_in(client, "ann")
    assert settings.KNOWN_BROWSER_COOKIE_NAME not in client.cookies


# Threads


class Door:
    """A site whose pages wait until the door is opened."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.inside = threading.Semaphore(0)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.inside.release()
        assert self.opened.wait(10)
        return HttpResponse("in")


def in_thread(work: Callable[[], HttpResponse]) -> tuple[threading.Thread, list[int]]:
    statuses: list[int] = []
    thread = threading.Thread(target=lambda: statuses.append(work().status_code))
    thread.start()
    return thread, statuses


@pytest.mark.parametrize("threads", [1, 2, 4, 8])
def test_the_staff_side_takes_half_of_the_threads_and_a_quarter_may_wait(
    settings: LazySettings, threads: int
) -> None:
    settings.WEB_THREADS = threads
    door = Door()
    site, factory = StaffThreads(door), RequestFactory()
    half, quarter = max(1, threads // 2), max(1, threads // 4)
    running = [in_thread(lambda: site(factory.get("/admin/"))) for _ in range(half)]
    for _ in range(half):
        assert door.inside.acquire(timeout=5)
    waiting = [in_thread(lambda: site(factory.get("/staff/guide/"))) for _ in range(quarter)]
    while site._waiting._value:  # until they wait
        pass
    refused = site(factory.get("/admin/login/"))
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    signed = factory.get("/")
    signed.COOKIES[settings.SESSION_COOKIE_NAME] = new_session_key()
    assert site(signed).status_code == 503
    public = in_thread(lambda: site(factory.get("/")))
    assert door.inside.acquire(timeout=5)
    door.opened.set()
    for thread, statuses in [*running, *waiting, public]:
        thread.join(10)
        assert statuses == [200]
    assert site(factory.get("/admin/")).status_code == 200


def test_a_page_that_fails_gives_its_thread_back(settings: LazySettings) -> None:
    settings.WEB_THREADS = 2

    def fail(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    site = StaffThreads(fail)
    for _ in range(5):
        with pytest.raises(RuntimeError):
            site(RequestFactory().get("/admin/"))
