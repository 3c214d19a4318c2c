"""Every page that somebody can reach by links: seen by axe, on a phone, in the dark, without script."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import DESKTOP, PHONE, RULES_OF_COLOUR, somebody, violations, wider_than_window
from tests.journeys.pages import pages_of
from tests.journeys.program import Program

EVERYBODY = ["Kari Ødegård", "Mona Sælid", "Per Bøe", "Kjersti Moe", "Astrid Drift", "Aud Haugen"]
Window = Callable[..., Page]
Reachable = Callable[[str], list[str]]


@pytest.fixture(scope="session")
def reachable(browser: Browser, program: Program) -> Reachable:
    """The pages that somebody can reach by links; they are the same in every language, look and width."""

    @cache
    def found(name: str) -> list[str]:
        with somebody(browser, program.url, name=name) as page:
            return pages_of(page)

    return found


def faults(page: Page, path: str) -> str:
    """What is wrong with a page: unanswered, noisy, too wide, or against WCAG in the light or in the dark."""
    page.complaints.clear()
    answer = page.goto(path)
    found = [] if answer and answer.ok else [f"answers {answer and answer.status}"]
    found += [f"console: {one}" for one in page.complaints]
    if wide := wider_than_window(page):
        found.append(f"{wide} pixels wider than the window")
    if wrong := violations(page):
        found.append(wrong)
    page.emulate_media(color_scheme="dark")
    if wrong := violations(page, rules=RULES_OF_COLOUR):
        found.append(f"in the dark: {wrong}")
    page.emulate_media(color_scheme="light")
    return f"{path}: " + "\n  ".join(found) if found else ""


def all_faults(page: Page, paths: list[str]) -> str:
    """What is wrong with any of the pages."""
    return "\n".join(filter(None, [faults(page, path) for path in paths]))


@pytest.mark.req("PL-UI-002", "PL-UI-004")
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_stewards_pages_are_without_fault_on_a_phone_and_at_a_desk(
    window: Window, reachable: Reachable, width: int
):
    assert not all_faults(window(name="Kari Ødegård", width=width), reachable("Kari Ødegård"))


@pytest.mark.long
@pytest.mark.req("PL-UI-001", "PL-UI-002")
@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_every_page_of_everybody_is_without_fault(
    window: Window, reachable: Reachable, name: str, language: str, width: int
):
    assert not all_faults(window(name=name, width=width, language=language), reachable(name))


@pytest.mark.long
@pytest.mark.req("PL-UI-002")
def test_every_page_can_be_read_at_400_percent(window: Window, reachable: Reachable):
    page = window(name="Kari Ødegård", width=320, height=256)
    wide = {path: wider_than_window(page) for path in reachable("Kari Ødegård") if page.goto(path)}
    assert not {path: pixels for path, pixels in wide.items() if pixels}
