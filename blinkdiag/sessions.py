"""Sessions in the database, under keys that strangers cannot make up (SESSION_ENGINE)."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from wizard.guide.visitors import is_session_key, new_session_key


class SessionStore(DatabaseSessions):
    """Asks the database about no key that this site did not make."""

    def _get_new_session_key(self) -> str:
        while True:
            key = new_session_key()
            if not self.exists(key):
                return key

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key) and is_session_key(key or "")
