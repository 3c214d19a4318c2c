"""Every page that somebody can reach by links: seen by axe, on a phone, in the dark, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import DESKTOP, PHONE, violations, wider_than_window
from tests.journeys.pages import pages_of

EVERYBODY = ["Kari Ødegård", "Mona Sælid", "Per Bøe", "Kjersti Moe", "Astrid Drift", "Aud Haugen"]
Window = Callable[..., Page]


def faults(page: Page, path: str) -> str:
    """What is wrong with a page: unanswered, noisy, too wide, or against WCAG."""
    page.complaints.clear()
    answer = page.goto(path)
    found = [] if answer and answer.ok else [f"answers {answer and answer.status}"]
    found += [f"console: {one}" for one in page.complaints]
    if wide := wider_than_window(page):
        found.append(f"{wide} pixels wider than the window")
    if wrong := violations(page):
        found.append(wrong)
    return f"{path}: " + "\n  ".join(found) if found else ""


def all_faults(page: Page) -> str:
    """What is wrong with any page that the person can reach."""
    return "\n".join(filter(None, [faults(page, path) for path in pages_of(page)]))


@pytest.mark.req("PL-UI-002", "PL-UI-004")
@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_the_stewards_pages_are_without_fault_on_a_phone_and_in_the_dark(window: Window, width: int, scheme: str):
    assert not all_faults(window(name="Kari Ødegård", width=width, scheme=scheme))


@pytest.mark.long
@pytest.mark.req("PL-UI-001", "PL-UI-002")
@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    ("width", "scheme"), [(PHONE, "dark"), (DESKTOP, "light"), (PHONE, "light"), (DESKTOP, "dark")]
)
def test_every_page_of_everybody_is_without_fault(window: Window, name: str, language: str, width: int, scheme: str):
    assert not all_faults(window(name=name, width=width, scheme=scheme, language=language))


@pytest.mark.long
@pytest.mark.req("PL-UI-002")
def test_every_page_can_be_read_at_400_percent(window: Window):
    page = window(name="Kari Ødegård", width=320, height=256)
    wide = {path: wider_than_window(page) for path in pages_of(page) if page.goto(path)}
    assert not {path: pixels for path, pixels in wide.items() if pixels}
