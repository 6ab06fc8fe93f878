"""Pages for addresses that lead nowhere: what is wrong, and what the person may have meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from wizard.diagnosis.address import UnknownDevice, UnknownLight
from wizard.guide.http import page
from wizard.knowledge.values import Device, Pattern
from wizard.rendering import phrases

Link = tuple[str, str]
"""(words, address)"""


def problem(
    request: HttpRequest, title: str, message: str, links: Iterable[Link] = (), *, status: int = 404
) -> HttpResponse:
    """A page that says what is wrong. `links`: what the person may want instead."""
    return page(
        request,
        "guide/problem.html",
        {"title": title, "message": message, "links": [*links]},
        status=status,
    )


def unreadable(request: HttpRequest, message: str, *, status: int = 400) -> HttpResponse:
    return problem(request, "This address cannot be read", message, status=status)


def withdrawn(request: HttpRequest, reason: str, links: Iterable[Link]) -> HttpResponse:
    """410: what the link was made for is not there any more."""
    return problem(request, "This page was withdrawn", reason, links, status=HTTPStatus.GONE)


def unknown_device(
    request: HttpRequest, unknown: UnknownDevice, href: Callable[[Device], str]
) -> HttpResponse:
    """`href`: where a device of nearly that name leads."""
    message = unknown.reason or phrases.no_such_device(unknown.value)
    near = [(device.name, href(device)) for device in unknown.nearest]
    if unknown.reason:
        return withdrawn(request, message, near)
    return problem(request, "We do not know this device", message, near)


def unknown_light(
    request: HttpRequest, unknown: UnknownLight, href: Callable[[Pattern], str], others: Link
) -> HttpResponse:
    """`href`: where a light of nearly that name leads; `others`: where to pick another."""
    near = [(pattern.title, href(pattern)) for pattern in unknown.nearest]
    message = phrases.no_such_light(unknown)
    title = f"We do not know this {phrases.WAYS_IN[unknown.kind]}"
    return problem(request, title, message, [*near, others])


def busy(request: HttpRequest, title: str, message: str, *, status: int = 503) -> HttpResponse:
    """A page that asks for patience."""
    response = problem(request, title, message, status=status)
    response.headers["Retry-After"] = "10"
    response.headers["Cache-Control"] = "no-store"
    return response
