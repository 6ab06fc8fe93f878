"""What gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blinkdiag.settings")

application = get_wsgi_application()

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
