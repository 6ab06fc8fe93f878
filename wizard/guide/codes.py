"""`/c/`: a short code that somebody read out leads to its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from wizard.guide import short_code
from wizard.guide.http import page, published_page
from wizard.knowledge.values import Knowledge
from wizard.rendering.qr import qr_image


@published_page
def type_code(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/c/?code=…`: the page of a code that was typed; without one, where to type it."""
    return _open(request, knowledge, request.GET.get("code", ""))


@published_page
def open_code(request: HttpRequest, knowledge: Knowledge, code: str) -> HttpResponse:
    """`/c/<code>`: the page that the code stands for."""
    return _open(request, knowledge, code)


@published_page
def qr_of_page(request: HttpRequest, knowledge: Knowledge, code: str) -> HttpResponse:
    """`/c/<code>.svg`: the address of the page, for another phone's camera."""
    address = short_code.address_of(knowledge, code)
    if not address:
        return _form(request, code)
    picture = qr_image(request.build_absolute_uri(address))
    return HttpResponse(picture, content_type="image/svg+xml")


def _open(request: HttpRequest, knowledge: Knowledge, code: str) -> HttpResponse:
    address = short_code.address_of(knowledge, code)
    return HttpResponseRedirect(address) if address else _form(request, code)


def _form(request: HttpRequest, wrong: str) -> HttpResponse:
    context = {"wrong": wrong[: 2 * short_code.LONGEST]}
    return page(request, "guide/code.html", context, status=404 if wrong else 200)
