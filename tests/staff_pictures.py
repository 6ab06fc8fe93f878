"""`make screenshots` makes the pictures of the guide for staff, too: the desk with a little work on
it.

They stand in static/staff/handbook/, because the guide is read on the staff side (docs/staff.md,
`/staff/guide/`).
"""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests import browser
from tests.site import ROOT, manage, serve

FOLDER = ROOT / "static" / "staff" / "handbook"
PASSWORD = "blue-moon-77"
WORK = f"""
from django.contrib.auth.models import Group, User
from wizard.staff.editing.bulk_edit import bulk_edit
from wizard.content.revisions import publish
from wizard.models import Cause, Note, Step
people = {{}}
for name, roles in (("eve", ["editor", "publisher"]), ("kim", ["editor"]), ("sam", ["viewer"])):
    people[name] = User.objects.create_user(name, password="{PASSWORD}", is_staff=True)
    people[name].groups.set(Group.objects.filter(name__in=roles))
def change(who, row, **fields):
    with bulk_edit(people[who]) as edit:
        for field, value in fields.items():
            setattr(row, field, value)
        row.save()
        edit.record(row, "Changed " + ", ".join(fields) + ".")
change("kim", Cause.objects.get(slug="hardware"), name="Broken or faulty")
publish(people["eve"], "Says “broken”, as callers do", diagnoses=0)
change("kim", Step.objects.get(slug="restart-router"), title="Restart the modem, then the router")
change("kim", Cause.objects.get(slug="fast-drain"), name="Batteries that last only weeks")
def note(who, text, **about):
    Note.objects.create(author=people[who], author_name=who, text=text, **about)
note("sam", "Most callers pull only the modem. Say both.", kind="step", name="restart-router")
note("sam", "Callers say “orange” and mean this red.", kind="light", scope="mini", name="solid-red")
"""
COUNTED = """
from datetime import timedelta
from wizard.insight.limits import today
from wizard.models import DailyTotal
MET = {
    "seen home": 90, "seen light/mini/solid-red": 41, "seen light/xt2/solid-blue": 12,
    "seen light/sync-module-2/solid-red": 23, "seen light/outdoor-4/red-flashing": 19,
    "asked mini/solid-red/home-wifi": 30, "unsure mini/solid-red/home-wifi": 4,
    "asked mini/solid-red/app-status": 22, "unsure mini/solid-red/app-status": 6,
    "step restart-router": 14, "fixed internet-down/restart-router": 2,
    "no-change internet-down/restart-router": 5, "sure internet-down/restart-router": 600,
    "expected internet-down/restart-router": 430, "step restart-camera": 9,
    "fixed stuck/restart-camera": 5, "no-change stuck/restart-camera": 2,
    "sure stuck/restart-camera": 560, "expected stuck/restart-camera": 480,
    "vain no chime indoors": 2, "vain camera behind a window": 1, "nothing search": 6,
}
for back in range(60):
    day, many = today() - timedelta(days=back), 80 + 7 * (back * back % 5) - back // 2
    counts = {tuple(each.split(" ", 1)): n * many // 80 for each, n in MET.items()}
    DailyTotal.objects.add({(day, *each, "en"): n for each, n in counts.items()})
"""
"""What visitors did in two months."""


WIDTH, HEIGHT = 1100, 760
WIDE = 1280
"""So that what stands beside a form is beside it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands at the address, or behind these links of it; `top` is scrolled to the top.
    `width`: of the window, in pixels.
    """

    address: str
    links: tuple[str, ...] = ()
    top: str = ""
    width: int = WIDTH


FIRST_ROW = "#result_list tbody th a"
PICTURES = {
    "dashboard": Picture("/admin/"),
    "search": Picture("/staff/search/?q=xt2+red+5"),
    "bar": Picture("/answers/mini/solid-red/"),
    "edit": Picture("/how-to/restart-router/mini/", ("text=Edit this step",), width=WIDE),
    "light": Picture(
        "/admin/wizard/pattern/?q=five-or-six-red-flashes", (FIRST_ROW,), "#channels-group", WIDE
    ),
    "numbers": Picture("/staff/insight/"),
    "steps": Picture("/staff/insight/steps/"),
    "proposal": Picture("/staff/insight/proposals/", (".findings a",)),
    "likelihoods": Picture("/staff/likelihoods/batteries/"),
    "publish": Picture("/staff/publish/"),
    "preview": Picture("/how-to/restart-router/xt2/?preview"),
    "history": Picture("/admin/wizard/step/?q=restart-router", (FIRST_ROW, ".historylink")),
    "revisions": Picture("/staff/revisions/"),
}
PATIENCE = 180_000
"""Milliseconds."""


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        manage(Path(folder), "shell", "-v", "0", "-c", WORK + COUNTED)
        chromium = playwright.chromium.launch(
            executable_path=browser.system_browser() or browser.own_browser(),
            args=browser.ARGUMENTS,
        )
        context = chromium.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, base_url=address, service_workers="block"
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)  # a page of publishing walks a family's ways
        page.goto("/admin/")
        page.get_by_label("Username").fill("eve")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        for name, picture in PICTURES.items():
            page.set_viewport_size({"width": picture.width, "height": HEIGHT})
            page.goto(picture.address)
            for link in picture.links:
                page.locator(link).first.click()
            if picture.top:
                page.locator(picture.top).evaluate("element => element.scrollIntoView()")
            keep(page, FOLDER / f"{name}.png")
        chromium.close()
    return 0


def keep(page: Page, file: Path) -> None:
    """The first screen in few colours: the staff side is plain, and all pictures together stay
    small.
    """
    page.wait_for_load_state()  # of frames, too
    page.evaluate(
        "document.querySelectorAll('svg').forEach(s => { s.pauseAnimations?.();"
        " s.setCurrentTime?.(.45) })"
    )
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = taken.quantize(colors=128, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
