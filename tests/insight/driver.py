"""Simulated visitors who press real pages over HTTP and report to `/count/` as the script does:
people with a cause that the driver knows, who slip, give up and cannot do things; robots; people
who ask not to be counted; and liars.

The driver keeps a count of its own of everything that ought to be counted.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from ipaddress import IPv4Address
from typing import TypeVar
from urllib.parse import urlsplit

from django.test import Client

from tests.pages import Page
from wizard.analysis.expected_quality import helps
from wizard.diagnosis.model import answer_row, cause_weights, seen_weight
from wizard.guide import links
from wizard.insight.keys import CANNOT, MOST_BYTES, MOST_EVENTS
from wizard.knowledge.values import Knowledge, Pattern, PatternKey, Slug

T = TypeVar("T")

SLIP, LEAVES, CANNOT_DO, SAYS_IF_CLEAR, UNCLEAR = 0.05, 0.04, 0.03, 0.1, 0.2
"""Shares 0..1: of answers that are another option, of pages after which people go, of steps that
nobody can do, of pages of which people say whether they were clear, and of those that were not.
"""

MOST_PAGES = 12

VAIN = ("my zzyzx 12 chime", "qwerty of ann@example.com", "quetzal told once")


@dataclass(frozen=True, slots=True)
class Stop:
    """A page as the script sees it: what it counts as, and each choice with what it reports and
    where it leads.
    """

    counts: str
    choices: tuple[tuple[str, str], ...]
    clear: str


class Site:
    """The pages of the site in this process, each read once. Nothing is reported."""

    def __init__(self, read: dict[str, Stop] | None = None) -> None:
        self._read = {} if read is None else read
        self._client = Client()

    def open(self, address: str) -> Stop:
        if address not in self._read:
            response = self._client.get(address, follow=True)
            assert response.status_code == 200, address
            self._read[address] = _stop(Page(response.content.decode()))
        return self._read[address]

    def report(self, lines: str, address: str, **headers: str) -> None:
        """To `/count/`, as the script does."""

    def leave(self) -> None:
        """Somebody has gone; the next person comes over another connection."""


class ServedSite(Site):
    """A site behind HTTP: every page is asked for each time, over a connection that is kept, and
    what the script would send is sent. Used by one thread; `read`, by several.
    """

    def __init__(self, base: str, read: dict[str, Stop]) -> None:
        super().__init__(read)
        self.asked: Counter[str] = Counter()
        self._connection = HTTPConnection(urlsplit(base).netloc, timeout=60)

    def open(self, address: str) -> Stop:
        status, location, body = self._ask("GET", address)
        if location:
            return self.open(location)
        assert status == 200, address
        if address not in self._read:
            self._read[address] = _stop(Page(body.decode()))
        return self._read[address]

    def report(self, lines: str, address: str, **headers: str) -> None:
        """`address`: as the proxy in front of the site would say whose it is."""
        for message in messages(lines):
            status, _, body = self._ask(
                "POST", "/count/", message.encode(), X_Forwarded_For=address, **headers
            )
            assert (status, body) == (204, b"")

    def leave(self) -> None:
        self._connection.close()

    def _ask(
        self, method: str, address: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, str, bytes]:
        """(status, where it leads on, body)"""
        self.asked[method] += 1
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, address, body, named)
        answer = self._connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read()


def messages(lines: str) -> list[str]:
    """What the script makes of things to count, with semicolons between them."""
    found: list[str] = []
    for line in lines.split(";"):
        longer = f"{found[-1]}\n{line}" if found else ""
        if longer and longer.count("\n") <= MOST_EVENTS and len(longer.encode()) <= MOST_BYTES:
            found[-1] = longer
        else:
            found.append(f"en\n{line}")
    return found


def _stop(page: Page) -> Stop:
    counts = next(marks["data-count"] for tag, marks in page.tags if tag == "main")
    buttons = [marks["data-count"] for tag, marks in page.tags if _is_choice(tag, marks)]
    choices = [form for question in page.questions for form in question.choices]
    counted = [form for form in choices if form.counted]
    assert len(buttons) == len(counted)
    clear = counts.partition(";")[0].removeprefix("seen ") if "clear" in page.ids else ""
    addresses = (form.address for form in counted)
    return Stop(counts, tuple(zip(buttons, addresses, strict=True)), clear)


def _is_choice(tag: str, marks: dict[str, str]) -> bool:
    return tag == "button" and "data-count" in marks


@dataclass(slots=True)
class Person:
    """`wants`: False for those whose browser asks not to be counted."""

    key: PatternKey
    cause: Slug
    address: str
    scripts: bool = True
    wants: bool = True


@dataclass(slots=True)
class Driver:
    """`truth`: what people really have and what really helps; the site shows its own content.
    `crowd`: of several drivers at once, which one; their people come from other addresses.
    """

    site: Site
    content: Knowledge
    truth: Knowledge
    seed: int = 7
    families: Sequence[Slug] = ()
    crowd: int = 0
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcomes: int = 0
    visitors: int = 0
    _chance: random.Random = field(init=False)
    _lights: list[Pattern] = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # people, not secrets
        self._lights = [
            pattern
            for pattern in self.truth.patterns
            if not self.families or pattern.family in self.families
        ]

    def people(self, number: int, **of: bool) -> None:
        """So many people come, each with a light and a cause, as the truth has them."""
        for _ in range(number):
            light = self._pick({pattern: seen_weight(pattern) for pattern in self._lights})
            cause = self._pick(cause_weights(light))
            self.visitors += 1
            address = IPv4Address(0x0A000000 + (self.crowd << 16) + self.visitors)
            self._visit(Person(light.key, cause, str(address), **of))
            self.site.leave()

    def searchers(self, browsers: int) -> None:
        """So many browsers each search for the first words of `VAIN`, fewer for the others."""
        for number in range(browsers):
            for words in VAIN[: 3 if number == 0 else 2 if number < 4 else 1]:
                address = f"172.16.0.{number}"
                stop = self.site.open(f"/search/?q={words.replace(' ', '+')}")
                assert stop.counts == "seen search"
                sent = "seen search;nothing search"
                self.site.report(f"{sent};vain {words}", address)
                self._note(sent)
        self.counted["vain", "my zzyzx chime"] += browsers

    def liars(self, number: int, key: str, per_address: int) -> None:
        """Each sends nonsense, and the same outcome as often as it can, from one address."""
        for liar in range(number):
            address = f"198.51.100.{liar}"
            for sent in ("fixed no/such 99 1", "seen nowhere", "sure mini/x", "x" * 300):
                self.site.report(sent, address)
            for _ in range(per_address + 50):
                self.site.report(f"no-change {key} 100 100", address)
            for _ in range(per_address):
                self._note(f"no-change {key} 100 100")

    def _visit(self, person: Person) -> None:
        device = self.content.devices_of(person.key[0])[0].slug
        address = links.diagnose([("device", device), ("light", person.key[1])])
        for _ in range(MOST_PAGES):
            stop = self.site.open(address)
            self._report(person, stop.counts)
            if stop.clear and self._chance.random() < SAYS_IF_CLEAR:
                word = "unclear" if self._chance.random() < UNCLEAR else "clear"
                self._report(person, f"{word} {stop.clear}")
            if not stop.choices or self._chance.random() < LEAVES:
                kind = stop.counts.removeprefix("seen ").partition("/")[0]
                self._report(person, f"left {kind}")
                return
            counts, address = self._press(person, stop)
            self._report(person, counts)

    def _press(self, person: Person, stop: Stop) -> tuple[str, str]:
        """What the person presses: the first thing the page asks for."""
        choices = {
            counts.rpartition(";")[2].split()[0]: (counts, to) for counts, to in stop.choices
        }
        if "fixed" not in choices:
            return self._answer(person, stop)
        step = choices["fixed"][0].split()[1].partition("/")[2]
        if CANNOT in choices and self._chance.random() < CANNOT_DO:
            return choices[CANNOT]
        self.outcomes += person.scripts and person.wants
        works = self._chance.random() < helps(self.truth, step, person.cause)
        return choices["fixed" if works else "no-change"]

    def _answer(self, person: Person, stop: Stop) -> tuple[str, str]:
        options = {
            counts.split()[-1].rpartition("/")[2]: (counts, to)
            for counts, to in stop.choices
            if "answered " in counts
        }
        unsure = next(choice for choice in stop.choices if "unsure " in choice[0])
        question = self.truth.question[unsure[0].rpartition("/")[2]]
        if self._chance.random() < question.unknown_share:
            return unsure
        row = answer_row(self.truth, question, person.cause, person.key)
        likely = {
            option.slug: share
            for option, share in zip(question.options, row, strict=True)
            if option.slug in options
        }
        said = self._pick(likely)
        if self._chance.random() < SLIP and len(options) > 1:
            said = self._chance.choice([option for option in options if option != said])
        return options[said]

    def _report(self, person: Person, lines: str) -> None:
        if not person.scripts:
            return
        if not person.wants:
            self.site.report(lines, person.address, DNT="1")
            return
        self.site.report(lines, person.address)
        self._note(lines)

    def _note(self, lines: str) -> None:
        for line in lines.split(";"):
            kind, key, *numbers = line.split()
            self.counted[kind, key] += 1
            if numbers and kind != CANNOT:
                for name, percent in zip(("sure", "expected"), numbers, strict=True):
                    self.counted[name, key] += int(percent)

    def _pick(self, weights: dict[T, float]) -> T:
        return self._chance.choices([*weights], [*weights.values()])[0]


def with_words(
    knowledge: Knowledge,
    effects: dict[tuple[Slug, Slug], str],
    frequencies: dict[tuple[PatternKey, Slug], str],
) -> Knowledge:
    """The same content with other words: by (cause, step), and by ((family, light), cause)."""
    steps = tuple(
        replace(
            step,
            effects=tuple(
                replace(effect, word=effects.get((effect.cause, step.slug), effect.word))
                for effect in step.effects
            ),
        )
        for step in knowledge.steps
    )
    patterns = tuple(
        replace(
            pattern,
            causes=tuple(
                replace(row, frequency=frequencies.get((pattern.key, row.cause), row.frequency))
                for row in pattern.causes
            ),
        )
        for pattern in knowledge.patterns
    )
    return replace(knowledge, steps=steps, patterns=patterns)
