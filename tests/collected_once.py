"""The tables are read once for each state of them.

Every test begins with the same tables, and most pages of the staff side read all of them. What was
read stands until a statement writes to a table of ours, or takes back what was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from wizard.content import collect as module
from wizard.knowledge.values import Knowledge

READS = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|BEGIN|EXPLAIN|PRAGMA)\b", re.IGNORECASE)
ELSEWHERE = re.compile(
    r'(?:INSERT INTO|UPDATE|DELETE FROM) "(?:(?!wizard_)|wizard_auditlogentry")\w+', re.IGNORECASE
)
"""Writes of sessions, people and logs. Whatever else is no reading may concern the content."""

FIRST = object()
"""The state of the tables that every test begins with."""


class Tables:
    """What the tables of the tests' own connection said, in the first state and in the last."""

    def __init__(self) -> None:
        self.state: object = FIRST
        self.read: dict[object, Knowledge] = {}

    def watch(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """A wrapper of `connection.execute_wrappers`."""
        if not READS.match(sql) and not ELSEWHERE.match(sql):
            self.state = object()
            self.read = {state: said for state, said in self.read.items() if state is FIRST}
        return execute(sql, params, many, context)

    def reading_once(self, read: Callable[[], Knowledge]) -> Callable[[], Knowledge]:
        def reading() -> Knowledge:
            if self.watch not in connection.execute_wrappers:  # another thread's
                return read()
            if self.state not in self.read:
                self.read[self.state] = read()
            return self.read[self.state]

        return reading


tables = Tables()


def begin() -> None:
    """The tables are now as every test will find them."""
    connection.execute_wrappers.append(tables.watch)
    tables.state = FIRST
    pytest.MonkeyPatch().setattr(module, "_read", tables.reading_once(module._read))
