"""A proof-reader's sentence: out in a table, corrected, in again, looked at, written, and not
yet public.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

KEY = "steps / restart / title"
WORDS = "Pull the plug, and put it in again"


def test_a_corrected_sentence_is_looked_at_and_becomes_an_unpublished_change(
    eve: Page, site: str, tmp_path: Path
) -> None:
    eve.goto(f"{site}/staff/files/")
    with eve.expect_download() as download:
        eve.get_by_role("link", name="Download all texts (CSV)").click()
    table = tmp_path / download.value.suggested_filename
    download.value.save_as(table)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    corrected = next(row for row in rows if row[0] == KEY)
    corrected[3] = WORDS
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)

    eve.get_by_label("The corrected table").set_input_files(table)
    eve.get_by_role("button", name="Show what it would change").click()
    expect(eve.get_by_text("1 text changed. Nothing is written yet.")).to_be_visible()
    expect(eve.locator("ins").first).to_be_visible()
    expect(eve.get_by_role("link", name="unpublished change")).to_have_count(0)
    eve.get_by_role("button", name="Write 1 text into the draft").click()
    expect(
        eve.get_by_text("1 text written into the draft. Nobody else sees it yet.")
    ).to_be_visible()
    expect(eve.get_by_role("link", name="1 unpublished change")).to_be_visible()
    expect(eve.locator("dt")).to_have_text(["title"])

    eve.goto(corrected[1])
    expect(eve.get_by_role("heading", level=1)).to_have_text(corrected[2])
    eve.goto(f"{corrected[1]}?preview")
    expect(eve.get_by_role("heading", level=1)).to_have_text(WORDS)
