"""Signing in with the firm's account, in a browser: from the button to the provider, and back to
the desk with the role of the claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import BOTH_THEMES, WCAG, expect_no_violation, violations_in
from tests.provider import running, says
from tests.site import serve

pytestmark = pytest.mark.browser

BUTTON = "Sign in with Example Ltd"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture(scope="module")
def site(folder: Path, pattern: Path, provider: str) -> Iterator[str]:
    """A site that knows the provider."""
    with serve(
        folder,
        "little",
        pattern=pattern,
        DJANGO_SETTINGS_MODULE="tests.e2e.settings_of_firm",
        OIDC_ISSUER=provider,
        OIDC_CLIENT_ID="blinkdiag",
        OIDC_CLIENT_SECRET="known to both",
        OIDC_ROLES="support-editors=editor,support-publishers=publisher",
        OIDC_NAME="Example Ltd",
    ) as address:
        yield address


def at_the_provider(page: Page, provider: str, subject: str) -> None:
    """Its page asks who it is; nothing of it is ours."""
    page.route("https://cdn.jsdelivr.net/**", lambda route: route.abort())
    expect(page).to_have_url(re.compile(re.escape(provider)))
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_somebody_comes_back_to_the_desk_with_the_role_of_the_claim(
    new_context: Callable[..., Any], site: str, provider: str, scripts: bool
) -> None:
    says(provider, "ann-1", groups=["support-editors", "everybody"])
    page: Page = new_context(java_script_enabled=scripts).new_page()
    page.goto(f"{site}/admin/wizard/step/")
    if scripts:
        report = violations_in(page, *BOTH_THEMES, options=WCAG)
        assert not report, report
    page.get_by_role("link", name=BUTTON).click()
    at_the_provider(page, provider, "ann-1")
    page.wait_for_url(f"{site}/admin/wizard/step/")
    expect(page.locator("#user-tools")).to_contain_text("Ann")
    expect(page.get_by_role("link", name="Add remediation step")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    leave = page.get_by_role("link", name="Sign out there, too")
    expect(leave).to_have_attribute("href", re.compile(re.escape(provider)))


def test_who_has_no_role_is_refused_in_words_and_led_back(
    page: Page, site: str, provider: str
) -> None:
    says(provider, "bob-1", preferred_username="bob", groups=["everybody"])
    page.goto(f"{site}/admin/")
    page.get_by_role("link", name=BUTTON).click()
    at_the_provider(page, provider, "bob-1")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("The firm’s account did not let you in")
    expect(page.get_by_role("main")).to_contain_text("It has no role here")
    expect_no_violation(page, *BOTH_THEMES)
    page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
