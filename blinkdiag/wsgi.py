"""What gunicorn serves."""

from __future__ import annotations

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

from blinkdiag.room_for_calls import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blinkdiag.settings")

site = get_wsgi_application()


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    return with_room(site, environ, start_response)


from django.conf import settings  # noqa: E402  # after Django is set up

from blinkdiag.observing import report_looks  # noqa: E402  # likewise
from wizard.content.change_sets import publish_due  # noqa: E402  # likewise
from wizard.content.live import published  # noqa: E402  # likewise
from wizard.content.pictures import BringNear  # noqa: E402  # likewise
from wizard.guide import counting  # noqa: E402  # likewise
from wizard.guide.search import prepare_for  # noqa: E402  # likewise

report_looks()
published.after_look.append(prepare_for)
published.after_look.append(BringNear())
published.between_looks = publish_due
published.watch(settings.LAST_REVISION_FILE)
counting.start()
