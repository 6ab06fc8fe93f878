"""From a public address, as a customer pastes it, to what it says about the diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import Resolver404, ResolverMatch, resolve

from wizard.guide import links
from wizard.guide.http import MOST_PARAMETERS

PAGES = ("answer", "how_to", "diagnose")
"""The names of the addresses that customers are sent."""

NOT_OURS = (
    "That is an address of another site: {site}. Paste one of this guide, which begins with {host}."
)
NO_PAGE = (
    "That is not the address of a diagnosis, an answer page or a how-to. Paste the whole address"
    " from the customer."
)


class NotAnAddressError(Exception):
    """What was pasted leads to no page that customers are sent. The message says so to people."""


@dataclass(frozen=True, slots=True)
class Address:
    """`href`: path and query without `preview`; `pairs`: what it says, as `replay` reads it;
    `page`: one of `PAGES`.
    """

    page: str
    href: str
    pairs: tuple[tuple[str, str], ...]


def read(pasted: str, host: str) -> Address:
    """What was pasted: a whole address, a path, or only the part from the question mark on. `host`:
    that of this site, with its port if it has one. Raises `NotAnAddressError`.
    """
    text = "".join(pasted.split())
    if text.startswith("?") or ("=" in text and "/" not in text):
        text = f"{links.wizard()}?{text.removeprefix('?')}"
    try:
        parts = urlsplit(text if "//" in text or text.startswith("/") else f"//{text}")
        if parts.scheme not in ("", "http", "https") or (
            parts.netloc and parts.netloc.lower() != host.lower()
        ):
            raise NotAnAddressError(NOT_OURS.format(site=parts.netloc or parts.scheme, host=host))
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
        place = resolve(parts.path)
    except (Resolver404, ValueError) as error:
        raise NotAnAddressError(NO_PAGE) from error
    if place.url_name not in PAGES or place.namespace != "wizard":
        raise NotAnAddressError(NO_PAGE)
    query = [(name, value) for name, value in query if name != "preview"]
    href = (
        f"{parts.path}?{urlencode(query)}" if query and place.url_name == "diagnose" else parts.path
    )
    return Address(str(place.url_name), href, pairs_of(place, query))


def pairs_of(place: ResolverMatch, query: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What the path says, or else the query, in the wizard's own names: a how-to says that its
    step was tried.
    """
    if place.url_name == "diagnose":
        return tuple(query)
    named = {"device": "device", "light": "light", "step": "tried"}
    return tuple((named[name], value) for name, value in place.kwargs.items() if name in named)
