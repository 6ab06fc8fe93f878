"""Tells browsers that can which links of a public page to fetch ahead: those a person is about to
follow.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers

RULES = "guide/links.speculationrules"
"""Which links, and when. A file and not a script in the page, so that the policy of the site need
allow nothing.
"""


class SpeculationRules:
    """Names the rules in a header of every public page, unless the person asked to save data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kept, kind = (response.headers.get(name, "") for name in ("Cache-Control", "Content-Type"))
        # Pages of the staff side are private, and no link of theirs is followed by itself
        if kept.startswith("public") and kind.startswith("text/html"):
            patch_vary_headers(response, ["Save-Data"])
            if request.headers.get("Save-Data", "").lower() != "on":
                response.headers["Speculation-Rules"] = f'"{static(RULES)}"'
        return response
