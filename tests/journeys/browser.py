"""Somebody at a browser: signs in, looks, and can be asked what a page has done wrong."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, ConsoleMessage, Page, sync_playwright

# fmt: off
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps",
]
# fmt: on
PHONE, TABLET, DESKTOP = 360, 768, 1280
RULES: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
RULES_OF_COLOUR: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
"""Those whose answer depends on the look."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, or the one that Playwright has installed."""
    with sync_playwright() as playwright, launched(playwright.chromium) as browser:
        yield browser


@contextmanager
def launched(kind: BrowserType, *wishes: str) -> Iterator[Browser]:
    """A browser with somebody's own wishes for it."""
    found = os.environ.get("ARBEIDSROM_BROWSER") or shutil.which("chromium")
    browser = kind.launch(executable_path=found, args=[*QUIET, *wishes])
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def somebody(
    browser: Browser,
    program_url: str,
    *,
    name: str = "",
    width: int = DESKTOP,
    height: int = 800,
    scheme: str = "light",
    language: str = "nb",
    script: bool = True,
) -> Iterator[Page]:
    """A fresh browser window; with a name, signed in as that person of the demonstration."""
    context = browser.new_context(
        base_url=program_url,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale=language,
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: _note(page, message))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    try:
        if name:
            become(page, name, language)
        yield page
    finally:
        context.close()


def _note(page: Page, message: ConsoleMessage) -> None:
    if message.type in ("error", "warning"):
        page.complaints.append(f"{message.text} {message.location.get('url', '')}".strip())


def become(page: Page, name: str, language: str = "nb") -> None:
    """Sign in as somebody of the demonstration, with one click."""
    page.goto("/demonstration/")
    page.get_by_role("button", name=re.compile(name)).first.click()
    page.wait_for_url(lambda address: "/demonstration/" not in address)
    page.goto(f"/?language={language}")


def violations(page: Page, *, leave_out: str = "", rules: dict[str, object] = RULES) -> str:
    """What axe finds wrong with the page as it stands, one line for each kind and place; nothing when all is well."""
    context = {"exclude": [[leave_out]]} if leave_out else None
    found = Axe().run(page, context=context, options=rules).response["violations"]
    return "\n".join(
        f"{one['id']} ({one['impact']}): {', '.join(str(node['target']) for node in one['nodes'][:4])}\n"
        f"    {one['nodes'][0]['failureSummary'].splitlines()[-1].strip()} {one['nodes'][0]['html'][:160]}"
        for one in found
    )


def wider_than_window(page: Page) -> int:
    """How many pixels the page must be scrolled sideways; WCAG 1.4.10 wants none."""
    return max(0, page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
