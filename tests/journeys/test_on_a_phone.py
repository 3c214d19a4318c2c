"""Installed as an app, without a line, and on an old phone (PL-UI-004)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.journeys.browser import PHONE, somebody
from tests.journeys.program import Program

Window = Callable[..., Page]
NOT_OURS = "in-incognito"
"""The windows of tests are private ones, in which nothing is ever installed."""
KEPT = """async () => { const names = await caches.keys(); const kept = await Promise.all(
  names.map(name => caches.open(name).then(one => one.keys())));
  return kept.flat().map(request => new URL(request.url).pathname) }"""
MOST = 100_000
"""Bytes: two seconds on a line of 0.4 Mbit/s."""


@pytest.mark.req("PL-UI-004")
def test_the_browser_offers_to_install_it_and_a_page_says_when_there_is_no_line(window: Window):
    page = window(name="Kari Ødegård", width=PHONE)
    page.goto("/")
    browser = page.context.new_cdp_session(page)
    assert browser.send("Page.getAppManifest")["errors"] == []
    hindrances = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in hindrances if one["errorId"] != NOT_OURS] == []

    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.goto("/cases/")
    page.context.set_offline(True)
    page.goto("/members/")
    assert page.get_by_role("heading", level=1).inner_text() == "Ingen forbindelse"
    kept = page.evaluate(KEPT)
    assert "/offline/" in kept
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"], "nothing else is kept"


@pytest.mark.req("KL-SHARE-018")
def test_the_receivers_first_page_is_small_enough_for_an_old_phone(browser: Browser, program: Program):
    with somebody(browser, program.receiver_url, width=PHONE) as page:
        sizes = fetched(page.context.new_cdp_session(page))
        page.goto("/forsendelse/")
        page.wait_for_load_state("networkidle")
        assert len(sizes) > 3, "the page has a style, a script and a font"
        assert sum(sizes) < MOST


def fetched(browser: CDPSession) -> list[int]:
    """How many bytes come over the line for each thing that a page fetches."""
    sizes: list[int] = []
    browser.send("Network.enable")
    browser.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    return sizes
