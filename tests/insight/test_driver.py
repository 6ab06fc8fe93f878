"""Visitors press real pages over HTTP, of a site with two processes and a Redis: every figure of
the desk is the one they would count themselves, and nothing about a visit is left anywhere.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.services import Process, program, redis
from tests.insight.driver import VAIN, Driver, ServedSite, Stop
from tests.site import serve
from wizard.insight import figures
from wizard.insight.figures import Period, Table
from wizard.insight.keys import Keys
from wizard.insight.limits import MESSAGES_PER_ADDRESS, today
from wizard.knowledge.values import SYMPTOM, Knowledge
from wizard.models import DailyTotal
from wizard.staff.insight import periods

pytestmark = pytest.mark.django_db

logger = logging.getLogger(__name__)

VISITORS = int(os.environ.get("VISITORS", "80"))
"""`make insight` sends ten thousand."""

CROWDS = 4
"""Drivers at once, each with a quarter of the visitors."""

LIE = "internet-down/restart-router"

ADDRESSES = ("10.0.0.", "10.1.0.", "10.2.0.", "10.3.0.", "172.16.0.", "198.51.100.")
"""How those of the visitors begin."""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process | None]:
    """A Redis for the site, where there is one to start."""
    monkeypatch.setenv("BEHIND_PROXY", "on")
    monkeypatch.setenv("ACCESS_LOG", "json")
    if program("redis-server") is None:
        yield None
        return
    process = redis(tmp_path)
    process.start()
    monkeypatch.setenv("CACHE_URL", f"redis://127.0.0.1:{process.port}/0")
    yield process
    process.stop()


@pytest.mark.thorough
def test_every_figure_is_what_the_visitors_did_and_nothing_of_a_visit_is_left(
    content: Knowledge, tmp_path: Path, store: Process | None
) -> None:
    with serve(tmp_path, processes=2 if store else 1) as address:
        before = rows_of(tmp_path)
        read: dict[str, Stop] = {}
        sites = [ServedSite(address, read) for _ in range(CROWDS)]
        drivers = [
            Driver(site, content, content, seed=7 + crowd, crowd=crowd)
            for crowd, site in enumerate(sites)
        ]
        with ThreadPoolExecutor(CROWDS) as threads:
            list(threads.map(send, drivers))
        drivers[0].searchers(browsers=6)
        drivers[0].liars(2, LIE, MESSAGES_PER_ADDRESS)
        for site in sites:
            site.leave()
    # The site has stopped, and so has written all of it
    counted: Counter[tuple[str, str]] = Counter()
    for driver in drivers:
        counted.update(driver.counted)
    assert sum(driver.visitors for driver in drivers) >= VISITORS
    totals = totals_of(tmp_path)
    assert {day for day, *_ in totals} == {today().isoformat()}
    assert {(kind, key): number for _, kind, key, _, number in totals} == dict(counted)
    DailyTotal.objects.add(
        {(today(), kind, key, language): number for _, kind, key, language, number in totals}
    )
    assert_figures(content, periods.period(), counted)

    after = rows_of(tmp_path)
    assert before.pop("wizard_dailytotal") == 0
    assert after.pop("wizard_dailytotal") == len(totals)
    assert after == before  # no other table has a row more
    assert len(totals) < len(Keys(content))
    for left in (written(tmp_path), cached(store)):
        assert left
        for told in (*ADDRESSES, "ann@example", "quetzal told"):
            assert told not in left
    assert "ann@example" in VAIN[1]
    pages, messages = (sum(site.asked[method] for site in sites) for method in ("GET", "POST"))
    said = f"{VISITORS:,} visitors, {pages:,} pages, {messages:,} messages, {len(totals):,} rows"
    logger.warning(said)  # `make insight` shows it


def send(driver: Driver) -> None:
    """A quarter of the people, of whom some have no scripts, as robots, and some do not want it."""
    for share, of in ((0.8, {}), (0.1, {"scripts": False}), (0.1, {"wants": False})):
        driver.people(-int(-share * VISITORS // CROWDS), **of)


def rows_of(folder: Path) -> dict[str, int]:
    """Table -> rows, of every table of the site."""
    with closing(sqlite3.connect(folder / "site.sqlite3")) as database:
        named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [name for (name,) in named if not name.startswith("sqlite_")]
        return {
            table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608  # our own names
            for table in tables
        }


def totals_of(folder: Path) -> list[tuple[str, str, str, str, int]]:
    """(day, kind, key, language, count), as the table has them."""
    with closing(sqlite3.connect(folder / "site.sqlite3")) as database:
        columns = "day, kind, key, language, count"
        return database.execute(f"SELECT {columns} FROM wizard_dailytotal").fetchall()  # noqa: S608  # likewise


def written(folder: Path) -> str:
    """All bytes of the database and of the log."""
    files = [*folder.glob("site.sqlite3*"), *folder.glob("server-*.log")]
    assert len(files) >= 2
    return "".join(file.read_bytes().decode("latin-1") for file in files)


def cached(store: Process | None) -> str:
    """Everything that Redis holds, pages apart, which are the same for everybody."""
    if store is None:
        return "nothing"
    from redis import Redis

    with closing(Redis(port=store.port)) as client:
        names = [name for name in client.scan_iter() if b"count:" in name]
        return repr([(name, client.dump(name)) for name in [*names, *client.keys()]])


def assert_figures(content: Knowledge, period: Period, counted: Counter[tuple[str, str]]) -> None:
    """Every figure of every table that staff see is what the driver makes of its own counts."""

    def of(kind: str, holds: Callable[[list[str]], bool]) -> int:
        return sum(n for (of, key), n in counted.items() if of == kind and holds(key.split("/")))

    def unclear(holds: Callable[[list[str]], bool]) -> tuple[int, float]:
        no, yes = of("unclear", holds), of("clear", holds)
        return share(no, yes + no)

    def device(slug: str) -> Sequence[Told]:
        def seen(*kinds: str) -> int:
            return of("seen", lambda key: key[0] in kinds and key[1:2] == [slug])

        return [seen("device", "lights"), *map(seen, ("light", "result", "fixed", "support"))]

    def light(place: str) -> Sequence[Told]:
        def here(kind: str) -> Callable[[list[str]], bool]:
            return lambda key: (
                key[0] == kind
                and len(key) == 3
                and key[1] in families
                and f"{families[key[1]]}/{key[2]}" == place
            )

        page, result, fixed, support = (
            of("seen", here(kind)) for kind in ("light", "result", "fixed", "support")
        )
        return [page + result, result, fixed, support, unclear(here("light"))]

    def question(slug: str) -> Sequence[Told]:
        asked, unsure, aside, changed = (
            of(kind, lambda key: key[2] == slug)
            for kind in ("asked", "unsure", "set-aside", "changed")
        )
        parts = (share(part, asked) for part in (unsure + aside, unsure, aside, changed))
        return [asked, *parts, unclear(lambda key: key == ["question", slug])]

    def step(slug: str) -> Sequence[Told]:
        fixed, failed, cannot, expected = (
            of(kind, lambda key: key[1] == slug)
            for kind in ("fixed", "no-change", "cannot", "expected")
        )
        tried, shown = fixed + failed, of("step", lambda key: key == [slug])
        parts = (share(part, tried) for part in (fixed, expected / 100, fixed - expected / 100))
        return [shown, tried, *parts, share(cannot, tried + cannot)]

    def page(kind: str) -> Sequence[Told]:
        seen = of("seen", lambda key: key[0] == kind)
        left = of("left", lambda key: key == [kind])
        return [seen, share(left, seen), unclear(lambda key: key[0] == kind)]

    families = {each.slug: each.family for each in content.devices}
    symptoms, lights = (
        ["/".join(each.key) for each in content.ways_in if (each.kind == SYMPTOM) == wanted]
        for wanted in (True, False)
    )
    kinds = {key.partition("/")[0] for kind, key in counted if kind == "seen"}
    asked = {key: n for (kind, key), n in counted.items() if kind == "vain"}
    assert asked == {"my zzyzx chime": 6}
    for table, whose, slugs in (
        (figures.devices(content, period), device, families),
        (figures.lights(content, period), light, lights),
        (figures.lights(content, period, symptoms=True), light, symptoms),
        (figures.questions(content, period), question, content.question),
        (figures.steps(content, period), step, content.step),
        (figures.pages(period), page, kinds),
        (figures.words(period), lambda words: [asked[words]], asked),
    ):
        assert told(table) == sorted([told_of(whose(slug)) for slug in slugs])


Told = int | tuple[int, float]
"""A figure: a number, or a share with what it is of."""


def share(part: float, whole: int) -> tuple[int, float]:
    return whole, part / whole if whole else 0.0


def told_of(row: Sequence[Told]) -> list[tuple[int, float]]:
    figures = (each if isinstance(each, tuple) else (each, -1.0) for each in row)
    return [(whole, round(part, 9)) for whole, part in figures]


def told(table: Table) -> list[list[tuple[int, float]]]:
    """The figures of its rows, in no order of theirs."""
    return sorted(
        told_of(
            [
                figure.whole if figure.share is None else (figure.whole, figure.share)
                for figure in row.figures
            ]
        )
        for row in table.rows
    )
