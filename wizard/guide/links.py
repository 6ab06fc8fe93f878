"""Every address of the public guide. They are made here and nowhere else.

The wizard's are always canonical: they spell the pairs of what would be known after the link was
followed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from urllib.parse import urlencode

from django.urls import reverse

from wizard.diagnosis.address import (
    KnownLight,
    Light,
    OtherLight,
    Progress,
    UnsureLight,
    light_name,
    replay,
)
from wizard.diagnosis.progress import before
from wizard.diagnosis.whole_plan import explains
from wizard.knowledge.values import SYMPTOM, Cause, Device, Knowledge, Pattern, Question, Slug, Step

CHANGED_FROM = "device.before"
"""Names the device that is about to be changed, for the way back from the devices. No question can
be called so, because of the dot.
"""


@lru_cache(maxsize=8192)
def _path(name: str, *args: str | int) -> str:
    """A page spells dozens, and putting one together takes longer than looking it up."""
    return reverse(f"wizard:{name}", args=args)


# Pages that stay
def home() -> str:
    return _path("home")


def small_picture(digest: str) -> str:
    """A picture that staff uploaded, as large as a tile needs it."""
    return _path("small_picture", digest)


def all_lights() -> str:
    """Every light of every family."""
    return _path("answers")


def device_lights(device: Slug) -> str:
    """The light table of one device."""
    return _path("device_lights", device)


def answer(device: Slug, light: Slug) -> str:
    """The answer page of one light or symptom on one device."""
    return _path("answer", device, light)


def how_to(step: Slug, device: Slug) -> str:
    """One step on its own, in the words for one device."""
    return _path("how_to", step, device)


def pages_of(knowledge: Knowledge, device: Device) -> list[str]:
    """Every permanent page of a device: its lights, the answer pages of those and of symptoms, its
    how-tos.
    """
    return [
        device_lights(device.slug),
        *(answer(device.slug, pattern.slug) for pattern in knowledge.ways_in_of(device.family)),
        *(how_to(step.slug, device.slug) for step in how_to_steps(knowledge, device)),
    ]


def pictures_on(knowledge: Knowledge, device: Device) -> list[str]:
    """What the permanent pages of a device show: of itself, of its lights, of its steps."""
    lights = (
        knowledge.pictures_of(device.slug, light=pattern.key)
        for pattern in knowledge.patterns_of(device.family)
    )
    steps = (
        knowledge.pictures_of(device.slug, step=step.slug)
        for step in how_to_steps(knowledge, device)
    )
    small = chain(knowledge.pictures_of(device.slug), *lights)
    return [
        *(small_picture(one.digest) for one in small),
        *(_path("picture", one.digest) for one in chain(*steps)),
    ]


def how_to_steps(knowledge: Knowledge, device: Device) -> list[Step]:
    """What can be done on a device. Where there is only a sign to know, there is nothing to do."""
    return [step for step in knowledge.steps_of(device.family) if not explains(knowledge, step)]


def permanent_pages(knowledge: Knowledge) -> list[str]:
    """Every permanent page of the guide."""
    pages = (pages_of(knowledge, device) for device in knowledge.devices)
    return [home(), _path("which_one"), all_lights(), _path("privacy"), *chain.from_iterable(pages)]


def type_code() -> str:
    """Where a short code is typed that somebody read out."""
    return _path("type_code")


def qr_of_page(code: str) -> str:
    """The picture of the QR code of the page that has this short code."""
    return _path("qr_of_page", code)


def sitemap() -> str:
    return _path("sitemap")


def sitemap_part(number: int) -> str:
    """One of the documents of a large site map, from 1."""
    return _path("sitemap_part", number)


def search(typed: str = "", *, everything: bool = False) -> str:
    """What people say in their own words; `everything`: no page opens by itself."""
    pairs = [("q", typed)] if typed else []
    query = urlencode([*pairs, ("all", "")] if everything else pairs)
    return _path("search") + (f"?{query}" if query else "")


def with_words(href: str, typed: str) -> str:
    """The same page, which says above itself what somebody wrote to get there."""
    return f"{href}{'&' if '?' in href else '?'}{urlencode([('q', typed)])}"


# The wizard
def wizard() -> str:
    """The wizard's address without a query: what forms send their answers to."""
    return _path("diagnose")


def diagnose(pairs: Iterable[tuple[str, str]]) -> str:
    """The wizard's address with these names and values, in this order."""
    return f"{wizard()}?{query(pairs)}"


def query(pairs: Iterable[tuple[str, str]]) -> str:
    """The same as `urlencode`: a page spells the same few pairs in a dozen addresses."""
    return "&".join(map(_spelt, pairs))


@lru_cache(maxsize=8192)
def _spelt(pair: tuple[str, str]) -> str:
    return urlencode([pair])


def diagnosis(progress: Progress) -> str:
    """The canonical address of a progress."""
    return diagnose(progress.pairs())


def start(device: Slug) -> str:
    """The wizard where the device is known and nothing else."""
    return diagnose([("device", device)])


def start_without_light(device: Slug) -> str:
    """The same among what is wrong without a light."""
    return diagnose([("device", device), ("colour", "none")])


def qr_of_diagnosis(progress: Progress) -> str:
    """The picture of the code that leads another phone to this diagnosis."""
    return f"{_path('qr_of_diagnosis')}?{query(progress.pairs())}"


def without_engine(progress: Progress) -> str:
    """The page that needs no engine: the light's answer page, else the device's light table."""
    if isinstance(progress.light, KnownLight):
        return answer(progress.device.slug, progress.light.pattern.slug)
    return device_lights(progress.device.slug)


def pick_light(progress: Progress, pattern: Pattern) -> str:
    """This light instead of whatever was picked, with the answers that make sense for it."""
    return _with_light(progress, KnownLight(pattern))


def change_light(progress: Progress) -> str:
    """The lights to choose from; all that was said is kept as far as it fits the next one."""
    colour = "none" if progress.light and light_name(progress.light) == SYMPTOM else ""
    return _canonical(replace(progress, light=None, colour=colour, cause=None, fixed=None))


def change_device(progress: Progress) -> str:
    """The devices to choose from; everything else is kept as far as it fits the next one. The
    device so far stands in the address only for the way back.
    """
    kept = _without_device(progress)
    return diagnose([*kept, (CHANGED_FROM, progress.device.slug)]) if kept else home()


def pick_device(progress: Progress) -> str:
    """The devices to choose from where none was named; everything that was said is kept."""
    return diagnose(_without_device(progress))


def back_from_devices(knowledge: Knowledge, pairs: Iterable[tuple[str, str]]) -> str:
    """From the devices to the page that had another one; home where there was none."""
    before = next((value for name, value in pairs if name == CHANGED_FROM), "")
    said = [pair for pair in pairs if pair[0] != CHANGED_FROM]
    return diagnose([("device", before), *said]) if before in knowledge.device else home()


def back(progress: Progress) -> str:
    """The page before in the way."""
    earlier = before(progress)
    if earlier:
        return diagnosis(earlier)
    kept = _without_device(progress)
    return diagnose(kept) if kept else home()


def _without_device(progress: Progress) -> list[tuple[str, str]]:
    return [pair for pair in replace(progress, fixed=None).pairs() if pair[0] != "device"]


def recognised(progress: Progress, cause: Cause) -> str:
    """ "That is it": straight to what helps against this cause."""
    return diagnosis(replace(progress, cause=cause, again=(), fixed=None))


def any_cause(progress: Progress) -> str:
    """The same without a cause that was recognised."""
    return diagnosis(replace(progress, cause=None, fixed=None))


def unsure_of_light(progress: Progress, colour: str = "") -> str:
    """ "I am not sure", among the lights of one colour group or all."""
    return _with_light(progress, UnsureLight(), colour)


def of_colour(progress: Progress, colour: str) -> str:
    """Only the lights of one colour group."""
    return diagnosis(replace(progress, colour=colour))


def other_light(progress: Progress) -> str:
    """ "It does something else"."""
    return _with_light(progress, OtherLight())


def _with_light(progress: Progress, light: Light, colour: str = "") -> str:
    return _canonical(replace(progress, light=light, colour=colour))


def _canonical(seen: Progress) -> str:
    """Without the answers to what would not be asked."""
    said = seen.answers or seen.set_aside or seen.tried or seen.skipped
    kept = replay(seen.knowledge, seen.pairs()) if said else seen
    return diagnosis(kept if isinstance(kept, Progress) else seen)


def change_answer(progress: Progress, question: Question) -> str:
    """The question once more, on a page of its own; everything else is kept."""
    return diagnosis(replace(progress, again=(question,), fixed=None))


def another_question(progress: Progress, question: Question) -> str:
    """ "Ask me something else"."""
    return diagnosis(replace(progress, set_aside=(*progress.set_aside, question)))


def just_steps(progress: Progress) -> str:
    """ "Just show me the steps"."""
    return diagnosis(replace(progress, just_steps=True))


def ask_more(progress: Progress) -> str:
    """The questions that were put aside are asked again; empty where none was."""
    if not (progress.just_steps or progress.set_aside):
        return ""
    return diagnosis(replace(progress, just_steps=False, set_aside=()))


def came_back(progress: Progress) -> str:
    """It was fixed, and now it is not: the step counts as tried."""
    return diagnosis(progress.after(progress.fixed, "tried") if progress.fixed else progress)
