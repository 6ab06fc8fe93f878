"""Your own words: `/search/?q=…`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from wizard.content.live import Status, published
from wizard.guide import links, results
from wizard.guide.http import page, parameters, published_page, typed_words
from wizard.guide.page_cache import wants_fragment
from wizard.knowledge.values import Knowledge
from wizard.rendering import phrases
from wizard.rendering.lights import moves
from wizard.search.notices import is_foreign
from wizard.search.search import prepare
from wizard.search.search import search as find


def prepare_for(status: Status) -> None:
    """After a look for revisions: nobody waits for what the first search in one needs."""
    if status.revision is not None:
        prepare(published())


@published_page
def search(request: HttpRequest, knowledge: Knowledge) -> HttpResponse:
    """`/search/?q=…`: the page that is meant beyond doubt opens; with `all`, and while somebody
    types, everything that was found is listed.
    """
    typed = typed_words(request)
    found = find(knowledge, typed)
    names = {name for name, _ in parameters(request) or ()}
    href = results.opened_href(knowledge, found)
    if href and "all" not in names and not wants_fragment(request):
        return HttpResponseRedirect(links.with_words(href, typed))
    ways_in = results.ways_in(knowledge, found)
    unknown = results.unknown_look_of(found, ways_in)
    context = {
        "typed": typed,
        "stranger": is_foreign(found.facts, found.notices),
        "notices": [
            *(phrases.search_notice(notice, knowledge.guide) for notice in found.notices),
            *([phrases.no_such_look(unknown)] if unknown else []),
        ],
        "understood": results.understood(knowledge, found),
        "which": phrases.WHICH.get(found.asks or "", "") if all(on for on, _ in ways_in) else "",
        "ways_in": ways_in,
        "moves": any(moves(tile.pattern) for _, tile in ways_in),
        "drawings": {device.drawing for device, _ in ways_in if device},
        "groups": results.groups(knowledge, found),
    }
    return page(request, "guide/search.html", context, knowledge)
