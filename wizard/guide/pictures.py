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

TAKEN_BACK = "public, max-age=60"
"""Proxies ask again soon: a revision that comes back brings its pictures."""


@safe_only
def picture(request: HttpRequest, digest: str, *, is_small: bool = False) -> HttpResponse:
    """`/pictures/<digest>.webp`, and `/pictures/small/<digest>.webp` for tiles: to everybody once
    it is published; before, to staff only. 410 once it was taken back.
    """
    try:
        live = published()
    except NothingPublishedError:
        live = None
    if not DIGEST.fullmatch(digest):
        raise Http404
    is_public = live is not None and any(one.digest == digest for one in live.pictures)
    if not (is_public or admin.site.has_permission(request)):
        if live is not None and digest in live.former_pictures:
            return HttpResponse(
                "This picture was taken out of the guide.",
                status=410,
                content_type="text/plain",
                headers={"Cache-Control": TAKEN_BACK},
            )
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
    headers = {"Cache-Control": FOREVER if is_public else "private, no-store"}
    return HttpResponse(data, content_type="image/webp", headers=headers)
