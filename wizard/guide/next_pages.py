"""The pages behind what a page offers, all at once: a press then waits for nothing."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse

from wizard.diagnosis.address import Progress, replay
from wizard.guide import links, presenters
from wizard.guide.forms import AnswerForm
from wizard.guide.http import parameters, published_page
from wizard.guide.page_cache import kept_if_canonical
from wizard.guide.wizard import page_of, question_of
from wizard.knowledge.values import Knowledge


@published_page
def next_pages(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/diagnose/next/?…`: {address: fragment} of the pages behind the devices, the lights or the
    answers that the page of this address offers, so that a press waits for nothing.
    """
    pairs = parameters(request)
    if pairs == []:
        tiles = presenters.device_tiles(knowledge, links.start)
        return JsonResponse(_fragments(request, knowledge, [tile.href for tile in tiles]))
    progress = replay(knowledge, pairs) if pairs else None
    if not isinstance(progress, Progress):
        return JsonResponse({}, status=404)
    fragments = _fragments(request, knowledge, _offered(progress))
    return kept_if_canonical(request, progress, JsonResponse(fragments))


def _fragments(request: HttpRequest, knowledge: Knowledge, addresses: list[str]) -> dict[str, str]:
    """{address: what htmx gets there}, without those that lead to another address."""
    fragments = {}
    for address in addresses:
        after = replay(knowledge, parse_qsl(urlsplit(address).query, keep_blank_values=True))
        answer = page_of(request, after) if isinstance(after, Progress) else None
        if answer and answer.status_code == HTTPStatus.OK:
            fragments[address] = answer.content.decode()
    return fragments


def _offered(progress: Progress) -> list[str]:
    """The addresses of the lights, or of the answers, to choose from."""
    if progress.light is None:
        groups = presenters.light_groups(progress)
        return [tile.href for group in groups for tile in group.all_tiles]
    diagnosis = presenters.diagnosis_of(progress)
    asked = question_of(diagnosis) if diagnosis else None
    choices = AnswerForm(progress, asked).choices if asked else ()
    return [links.diagnosis(choice.next_page) for choice in choices]
