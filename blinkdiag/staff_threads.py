"""How many threads of a process the staff side may take."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from wizard.guide.problems import busy
from wizard.guide.visitors import is_stranger

logger = logging.getLogger(__name__)

READ_ONLY = "25006"
"""What PostgreSQL calls a change that it refuses because it may only be read: on a machine that is
only a copy of another one, above all.
"""

LONGEST_WAIT_SECONDS = 5.0
"""So long a few requests wait for a thread of the staff side; any further one is refused at once.
A form asks for two pages, its own and the draft beside it.
"""


class StaffThreads:
    """Middleware: the staff side takes at most half of the threads of a process, so that public
    pages go on whatever it waits for: a database that hangs, passwords, a large export.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._threads = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))
        self._waiting = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 4))
        self._paths = reverse("admin:index"), "/staff/"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_stranger(request) and not request.path.startswith(self._paths):
            return self.get_response(request)
        if not self._enter():
            return busy(request, "The staff side is busy", "Try again in a few seconds.")
        try:
            return self.get_response(request)
        finally:
            self._threads.release()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Says what is wrong instead of “a fault”, in one line of the log."""
        if isinstance(error, OperationalError | InterfaceError):
            what = "The database does not answer"
        elif getattr(error.__cause__, "sqlstate", "") == READ_ONLY:
            what = "The database can only be read"
        else:
            return None
        logger.error("%s (staff side): %s", what, str(error).strip())
        return busy(request, what, "Nothing was saved. Try again in a minute.")

    def _enter(self) -> bool:
        if self._threads.acquire(blocking=False):
            return True
        if not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._threads.acquire(timeout=LONGEST_WAIT_SECONDS)
        finally:
            self._waiting.release()
