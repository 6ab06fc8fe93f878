"""Hostile addresses through the whole site in this process: `make fuzz` sends a million.

Methods, headers, encodings, null bytes, hundreds of parameters, real names with one thing wrong.
Anything but an answer below 500 is a fault, and so is processor time.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.urls import get_resolver

from wizard.knowledge.values import Knowledge

PARAMETER = re.compile(r"<\w+:(\w+)>")

METHODS = ["GET"] * 12 + ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "QUERY"]
NASTY = [
    "\0", "%00", "%", "%zz", "%c0%af", "%ff%fe", "../", "..%2f", "//", "\\", "'", '"', "<script>",
    "{{7*7}}", "${7*7}", "\u202e", "é", "𝒳", "\ud7ff", ";", "&", "&&", "=", "==", "?", "#", "+",
    "%20", "%0d%0aSet-Cookie:x=1", "-1", "0", "1e999", "NaN", "null", "None", "true", "[]", "{}",
    "a" * 300, "%41" * 100, "unsure", "other", "questions",
]  # fmt: skip
ELSEWHERE = [
    "/healthz", "/readyz", "/count/",
    "/metrics", "/staff/guide/", "/staff/insight/", "/admin/", "/admin/login/",
    "/static/guide/pages.css", "/static/../manage.py", "/nothing/",
]  # fmt: skip
"""Beside the public addresses: the probes, the staff side, and what is no page."""

WORDS = [
    "red",
    "blinks",
    "3",
    "times",
    "xt2",
    "not",
    "arlo",
    "since",
    "batteries",
    "rot",
    "offline",
]
BODIES = [
    "{}",
    "[]",
    "null",
    '{"page": "home"}',
    '{"words": "é"}',
    "{" * 500,
    "a=b",
    "\0",
    "9" * 5000,
]
"""What is posted: to `/count/` something like a message, elsewhere nothing that is expected."""

HEADERS: dict[str, list[str]] = {
    "HTTP_ACCEPT_ENCODING": ["gzip", "br", "gzip;q=0", "*", ",,,;q=x", "br;q=0.000,gzip"],
    "HTTP_HX_REQUEST": ["true", "false", "\0"],
    "HTTP_HX_HISTORY_RESTORE_REQUEST": ["true", "x"],
    "HTTP_IF_NONE_MATCH": ["*", 'W/"x"', '"' * 50, ""],
    "HTTP_COOKIE": ["sessionid=1", "sessionid=" + "0" * 40, ";;=;", "known=a:b:c", "csrftoken=x"],
    "HTTP_HOST": ["localhost", "evil.example", "localhost:99999", "[::1", "a b", ""],
    "HTTP_X_FORWARDED_FOR": ["1.2.3.4", "', drop", "::1, x"],
    "HTTP_X_REQUEST_ID": ["a", "\n", "x" * 900],
    "HTTP_RANGE": ["bytes=0-1", "bytes=-", "x"],
    "HTTP_ACCEPT": ["*/*", "text/html;q=" + "9" * 50],
    "CONTENT_TYPE": ["application/json", "multipart/form-data; boundary=", "x"],
}


@dataclass
class Found:
    """What came back."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """Milliseconds of processor time."""
        times = sorted(self.seconds)
        return 1000 * times[min(len(times) - 1, int(share * len(times)))]


def public_paths() -> list[str]:
    """The paths of all public addresses, such as `/answers/{device}/{light}/`."""
    urls = get_resolver("wizard.guide.urls").url_patterns
    return [PARAMETER.sub(r"{\1}", f"/{route.pattern}") for route in urls]


def hostile(knowledge: Knowledge, seed: int) -> Iterator[dict[str, Any]]:
    """WSGI environments without end, the same for a seed."""
    chance = random.Random(seed)
    names = {
        "device": [device.slug for device in knowledge.devices],
        "light": [pattern.slug for pattern in knowledge.patterns],
        "symptom": [symptom.slug for symptom in knowledge.symptoms],
        "step": [step.slug for step in knowledge.steps],
        "code": ["0123456789abcd", "k7", "", "-" * 20],
        "digest": ["0" * 64, "f" * 16],
        "number": ["1", "0", "99999999999999999999"],
    }
    paths = [*public_paths(), *ELSEWHERE]
    questions = {
        question.slug: [option.slug for option in question.options]
        for question in knowledge.questions
    }

    def value(real: list[str]) -> str:
        text = chance.choice(real) if chance.random() < 0.8 else chance.choice(NASTY)
        if chance.random() < 0.1:
            place = chance.randrange(len(text) + 1)
            text = text[:place] + chance.choice(NASTY) + text[place:]
        return text

    def query() -> str:
        way_in = chance.choice(["light", "light", "symptom"])
        parts = [f"device={value(names['device'])}", f"{way_in}={value(names[way_in])}"]
        if chance.random() < 0.2:
            words = (value(WORDS) for _ in range(chance.choice([1, 3, 8, 200])))
            parts.append("q=" + chance.choice(["+", " ", "%0a"]).join(words))
        if chance.random() < 0.05:
            parts.append(f"code={value(names['code'])}")
        for _ in range(chance.choice([0, 0, 1, 2, 3, 5, 8])):
            asked = chance.choice([*questions])
            parts.append(f"{asked}={value(questions[asked])}")
        for name in (
            "tried",
            "skipped",
            "fixed",
            "colour",
            "again",
            "preview",
            chance.choice(NASTY),
        ):
            if chance.random() < 0.15:
                parts.append(f"{name}={value(names['step'])}")
        if chance.random() < 0.3:
            chance.shuffle(parts)
        if chance.random() < 0.02:
            parts *= chance.choice([10, 100, 400])
        return "&".join(parts)

    while True:
        path = chance.choice(paths).format(**{name: value(real) for name, real in names.items()})
        environ = (
            RequestFactory().generic(chance.choice(METHODS), "/", chance.choice(BODIES)).environ
        )
        environ |= {"SERVER_NAME": "localhost", "HTTP_HOST": "localhost"}
        environ["PATH_INFO"] = path.encode().decode("latin-1")
        environ["QUERY_STRING"] = (
            query() if chance.random() < 0.7 else chance.choice(NASTY)
        ).encode().decode("latin-1")  # fmt: skip
        for name, values in HEADERS.items():
            if chance.random() < 0.08:
                environ[name] = chance.choice(values)
        yield environ


def run(knowledge: Knowledge, number: int, seed: int, say: Callable[[str], object]) -> Found:
    """Sends so many requests, and looks at every answer."""
    handler, found = WSGIHandler(), Found()
    for done, environ in enumerate(hostile(knowledge, seed), 1):
        asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']}"
        start = time.process_time()
        try:
            response = handler(environ, lambda status, headers, info=None: lambda data: None)
            status = response.status_code
            for name, text in response.headers.items():
                if "\r" in text or "\n" in text:
                    found.faults.append(f"{asked[:300]!r}: a header is split: {name}")
            if "<script>" in asked and b"<script>{{7" in getattr(response, "content", b""):
                found.faults.append(f"{asked[:300]!r}: not escaped")
            response.close()
        except Exception as error:
            status = 500
            found.faults.append(f"{asked[:300]!r}: {type(error).__name__}: {error}")
        found.seconds.append(time.process_time() - start)
        found.statuses[status] += 1
        if status >= 500:
            found.faults.append(f"{asked[:300]!r}: {status}")
        if done % 50_000 == 0:
            say(f"{done} sent, {len(found.faults)} faults, p99.9 {found.quantile(0.999):.1f} ms\n")
        if done == number:
            return found
    return found


MOST_MILLISECONDS = 50.0
"""Of processor time, for 999 of 1,000 addresses."""


def main() -> int:
    import logging
    import os
    import tempfile
    from pathlib import Path

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'fuzz.sqlite3'}",
            "STATIC_ROOT": str(Path(folder) / "static"),
            "SECRET_KEY": "only-for-hostile-addresses",
            "DJANGO_SETTINGS_MODULE": "blinkdiag.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        from wizard.content.live import published

        logging.disable(logging.CRITICAL)
        call_command("release", verbosity=0)
        found = run(published(), number, int(time.time()), sys.stdout.write)
    slow = found.quantile(0.999)
    sys.stdout.write(
        f"{number} hostile addresses: {dict(sorted(found.statuses.items()))},"
        f" {len(found.faults)} faults, p50 {found.quantile(0.5):.1f} ms, p99.9 {slow:.1f} ms"
        f" (goal {MOST_MILLISECONDS:.0f}), slowest {found.quantile(1):.0f} ms\n"
        + "".join(f"  {fault}\n" for fault in found.faults[:20])
    )
    return 1 if found.faults or slow > MOST_MILLISECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
