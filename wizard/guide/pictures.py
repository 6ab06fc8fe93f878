"""The pictures themselves, from this site's own address."""

from __future__ import annotations

import re

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse

from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.content.pictures import StorageAwayError, kept, small
from wizard.guide.http import safe_only

DIGEST = re.compile(r"[0-9a-f]{32}")

FOREVER = "public, max-age=31536000, s-maxage=60, immutable"
"""Its name is its content. A proxy asks again, so that what was taken back is gone there, too."""


@safe_only
def picture(request: HttpRequest, digest: str, *, is_small: bool = False) -> HttpResponse:
    """`/pictures/<digest>.webp`, and `/pictures/small/<digest>.webp` for tiles: to everybody once
    it is published; before, to staff only.
    """
    try:
        is_public = any(one.digest == digest for one in published().pictures)
    except NothingPublishedError:
        is_public = False
    if not DIGEST.fullmatch(digest):
        raise Http404
    if not (is_public or admin.site.has_permission(request)):
        raise Http404
    try:
        data = small(digest) if is_small else kept(digest)
    except LookupError:
        data = None
    except StorageAwayError:  # browsers show what it says in words
        headers = {"Cache-Control": "no-store", "Retry-After": "5"}
        return HttpResponse(status=503, headers=headers)
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type="image/webp")
    response.headers["Cache-Control"] = FOREVER if is_public else "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
