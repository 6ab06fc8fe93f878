"""The limits of `/count/` for all processes together, in the Redis that they share (CACHE_URL).

Redis holds what a process would hold (`wizard.insight.limits`, `wizard.insight.words`): hashes and
how often, with a salt that goes at midnight with everything of the day. What is sent to it is
hashed with the secret of the site before. One script does all that a message needs, so no other
process comes between. If Redis does not answer, the process goes by its own limits.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache as once
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from blinkdiag.environment import REDIS
from wizard.guide import page_cache
from wizard.insight.limits import connection_of
from wizard.insight.words import BROWSERS, DAYS, WAITED_FOR

MOST_NEW_WORDS = 2000
"""Searches that Redis begins to wait for in a day; what comes after them is not waited for."""

SENT = """
local day = KEYS[1]
local salt, midnight, address = unpack(ARGV)
redis.call('HSETNX', day, 'salt', salt)
local name = redis.sha1hex(redis.call('HGET', day, 'salt') .. address)
local sent = redis.call('HINCRBY', day, name, 1)
redis.call('EXPIREAT', day, midnight)
return sent
"""
"""How many messages an address has sent on this day, with this one."""

ASKED = """
local day, waiting = KEYS[1], KEYS[2]
local salt, midnight, today, oldest, words, browser = unpack(ARGV)
local days, browsers, seconds, most = unpack(ARGV, 7)
redis.call('HSETNX', day, 'salt', salt)
redis.call('SET', waiting, salt, 'NX')
redis.call('EXPIRE', waiting, seconds)
local name = redis.sha1hex(redis.call('GET', waiting) .. words)
local by = redis.sha1hex(redis.call('HGET', day, 'salt') .. name .. browser)
local search = waiting .. ':' .. name
if redis.call('EXISTS', search) == 0 and redis.call('HINCRBY', day, 'new', 1) > tonumber(most) then
  return {}
end
redis.call('EXPIREAT', day, midnight)
if redis.call('HEXISTS', search, 'open') == 1 then
  redis.call('EXPIRE', search, seconds)
  return {today, 1}
end
redis.call('HINCRBY', search, today, 1)
redis.call('EXPIRE', search, seconds)
if redis.call('HSETNX', day, by, 1) == 1 then redis.call('HINCRBY', day, name, 1) end
local found = redis.call('HGETALL', search)
local kept = {}
for place = 1, #found, 2 do
  if found[place] > oldest then
    kept[#kept + 1] = found[place]
    kept[#kept + 1] = found[place + 1]
  end
end
if #kept / 2 < tonumber(days) and tonumber(redis.call('HGET', day, name) or 0) < tonumber(browsers)
then
  return {}
end
redis.call('DEL', search)
redis.call('HSET', search, 'open', 1)
redis.call('EXPIRE', search, seconds)
return kept
"""
"""As `wizard.insight.words.Vain.ask`: days and how often, in turn."""


def sent(address: str, day: date) -> int | None:
    """How many messages this address has sent on this day to all processes, with this one. None
    where nobody knows.
    """
    found = _ask(SENT, ["day"], day, [_hashed(connection_of(address))])
    return None if found is None else int(found)


def asked(words: str, day: date, address: str, agent: str) -> dict[date, int] | None:
    """How often these words are to be counted, by day, as `Vain.ask` says it. None where nobody
    knows.
    """
    before = (day - WAITED_FOR).isoformat()
    browser = _hashed(f"{connection_of(address)}\0{agent}")
    rules = (DAYS, BROWSERS, int(WAITED_FOR.total_seconds()), MOST_NEW_WORDS)
    told = (day.isoformat(), before, _hashed(words), browser, *rules)
    found = _ask(ASKED, ["day", "words"], day, told)
    if found is None:
        return None
    days, numbers = found[::2], found[1::2]
    return {
        date.fromisoformat(each.decode()): int(number)
        for each, number in zip(days, numbers, strict=True)
    }


def _ask(script: str, names: Sequence[str], day: date, told: Sequence[str | int]) -> Any:
    if not is_shared():
        return None
    keys = [cache.make_key(f"count:{day if name == 'day' else name}") for name in names]
    midnight = datetime.combine(day + timedelta(days=1), time(), UTC)
    arguments = [secrets.token_bytes(16), int(midnight.timestamp()), *told]
    return page_cache.shared.ask(lambda: _script(script)(keys, arguments))


def is_shared() -> bool:
    return bool(settings.CACHES["default"]["BACKEND"] == REDIS)


@once
def _script(text: str) -> Callable[[Sequence[str], Sequence[bytes | str | int]], Any]:
    from redis import Redis

    place = settings.CACHES["default"]
    return Redis.from_url(place["LOCATION"], **place.get("OPTIONS", {})).register_script(text)


def _hashed(text: str) -> str:
    return salted_hmac("count", text, algorithm="sha256").hexdigest()
