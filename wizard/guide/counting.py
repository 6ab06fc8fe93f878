"""`/count/`: what the script of a page reports (static/guide/count.js), added to daily totals.

A request adds to counters in the memory of the process, and a thread writes them to the database
every ten seconds. So nothing here waits for the database, and a kill loses ten seconds. Limits are
those of all processes together where they share a Redis, which has a quarter of a second.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from contextlib import suppress

from django.conf import settings
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from wizard.content.errors import NothingPublishedError
from wizard.content.live import published
from wizard.guide import shared_limits
from wizard.guide.visitors import client_address
from wizard.insight.counters import Counters
from wizard.insight.keys import MOST_BYTES, VAIN, Message, Total, UnknownError, keys_of
from wizard.insight.limits import Limits, today
from wizard.insight.words import Different, Vain, harmless
from wizard.models import DailyTotal

logger = logging.getLogger(__name__)

WRITE_EVERY_SECONDS = 10.0

ASKED_NOT_TO = ("HTTP_DNT", "HTTP_SEC_GPC")
"""Do Not Track and Global Privacy Control."""

counters, limits, vain, different = Counters(), Limits(), Vain(), Different()


@csrf_exempt
def count(request: HttpRequest) -> HttpResponse:
    """204, whatever is sent: nobody learns what is counted, and nothing that is sent can fail. Only
    POST counts, with a message of `wizard.insight.keys`, from a browser that does not ask to be
    left alone.
    """
    if (
        settings.COUNT
        and request.method == "POST"
        and not any(request.META.get(name) == "1" for name in ASKED_NOT_TO)
        and (message := _message(request)) is not None
    ):
        _add(message, client_address(request) or "", request.META.get("HTTP_USER_AGENT", ""))
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def _message(request: HttpRequest) -> Message | None:
    """What was sent, if it is known. Never reads more than a message may be long."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if not 0 < length <= MOST_BYTES:
            return None
        return keys_of(published()).read(request.read(length))
    except (UnknownError, NothingPublishedError, ValueError, OSError):
        return None


def _add(message: Message, address: str, agent: str) -> None:
    day = limits.admit(address)
    if day is None or (shared_limits.sent(address, day) or 0) > limits.per_address:
        return
    counters.add(day, message.language, message.totals)
    if words := harmless(message.words):
        asked = shared_limits.asked(words, day, address, agent)
        if asked is None:
            asked = vain.ask(words, day, limits.browser(address, agent))
        if asked and not different.admits(words, day):
            return
        for asked_on, number in asked.items():
            counters.add(asked_on, message.language, [Total(VAIN, words, number)])


# Writing


def flush() -> None:
    """Writes what was counted. If the database does not answer, it is kept for the next time."""
    try:
        counters.flush(DailyTotal.objects.add)
    except Exception as error:  # whatever a database raises; counting must never hurt anybody
        logger.warning("What was counted is not written yet: %s", type(error).__name__)


def turn_the_day() -> None:
    """At midnight: forgets who was here, and deletes totals that are too old."""
    if limits.turn_the_day():
        vain.forget_browsers()
        try:
            DailyTotal.objects.prune(today())
        except Exception as error:  # likewise; every release does it, too
            logger.warning("Old totals are not deleted yet: %s", type(error).__name__)


def start() -> None:
    """From now on a thread writes, in this process and in those that are forked from it."""
    os.register_at_fork(after_in_child=_start_thread)
    _start_thread()
    atexit.register(flush)


def _start_thread() -> None:
    counters.clear()  # what was counted before a fork is the parent's to write
    threading.Thread(target=_write_forever, name="write what was counted", daemon=True).start()


def _write_forever() -> None:
    pause = threading.Event()
    while not pause.wait(WRITE_EVERY_SECONDS):
        close_old_connections()
        with suppress(NothingPublishedError):
            keys_of(published())  # made here and not in somebody's request
        flush()
        turn_the_day()
