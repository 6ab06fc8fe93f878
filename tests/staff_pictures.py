"""`make screenshots` makes the pictures of the guide for staff, too: the desk with a little work on it.

They stand in static/wizard/guide/, because the guide is read on the staff side (docs/staff.md, `/staff/guide/`).
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests import browser
from tests.site import ROOT, manage, serve

FOLDER = ROOT / "static" / "wizard" / "guide"
PASSWORD = "blue-moon-77"
WORK = f"""
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from wizard.knowledge import publish
from wizard.models import Cause, Note, Step
people = {{}}
for name, roles in (("eve", ["editor", "publisher"]), ("kim", ["editor"]), ("sam", ["viewer"])):
    people[name] = User.objects.create_user(name, password="{PASSWORD}", is_staff=True)
    people[name].groups.set(Group.objects.filter(name__in=roles))
def change(who, row, **fields):
    for field, value in fields.items():
        setattr(row, field, value)
    row.save()
    said = [{{"changed": {{"fields": list(fields)}}}}]
    LogEntry.objects.log_actions(people[who].pk, [row], CHANGE, said, single_object=True)
change("kim", Cause.objects.get(slug="hardware"), name="Broken or faulty")
publish(people["eve"], "Says “broken”, as callers do", diagnoses=0)
change("kim", Step.objects.get(slug="restart-router"), title="Restart the modem, then the router")
change("kim", Cause.objects.get(slug="fast-drain"), name="Batteries that last only weeks")
def note(who, text, **about):
    Note.objects.create(author=people[who], author_name=who, text=text, **about)
note("sam", "Most callers pull only the modem. Say both.", kind="step", name="restart-router")
note("sam", "Callers say “orange” and mean this red.", kind="light", scope="mini", name="solid-red")
"""
PICTURES = {
    "dashboard": "/admin/",
    "search": "/staff/search/?q=xt2+red+5",
    "bar": "/answers/mini/solid-red/",
    "publish": "/staff/publish/",
    "preview": "/how-to/restart-router/xt2/?preview",
    "revisions": "/staff/revisions/",
}
WIDTH, HEIGHT = 1100, 760


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as address, sync_playwright() as playwright:
        manage(Path(folder), "shell", "-v", "0", "-c", WORK)
        chromium = playwright.chromium.launch(
            executable_path=browser.system_browser() or browser.own_browser(), args=browser.ARGUMENTS
        )
        context = chromium.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, base_url=address, service_workers="block"
        )
        page = context.new_page()
        page.goto("/admin/")
        page.get_by_label("Username").fill("eve")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        for name, shown in PICTURES.items():
            page.goto(shown)
            keep(page, FOLDER / f"{name}.png")
        chromium.close()
    return 0


def keep(page: Page, file: Path) -> None:
    """The first screen in few colours: the staff side is plain, and all pictures together stay small."""
    page.evaluate("document.querySelectorAll('svg').forEach(s => { s.pauseAnimations?.(); s.setCurrentTime?.(.45) })")
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = taken.quantize(colors=128, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
