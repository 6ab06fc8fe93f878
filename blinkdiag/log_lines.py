"""How an event stands in the log: in one line, unless something of ours is broken."""

from __future__ import annotations

import copy
import logging


class LineFormatter(logging.Formatter):
    """Where a page was refused (status 4xx) nothing is broken, and no traceback helps anybody."""

    def format(self, record: logging.LogRecord) -> str:
        if 400 <= getattr(record, "status_code", 500) < 500:
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        return super().format(record)
