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


def faults(page: Page, path: str, expected: int = 200) -> str:
    """What is wrong with a page: unanswered, noisy, too wide, or against WCAG in the light or in the dark."""
    page.complaints.clear()
    answer = page.goto(path)
    found = [] if answer and answer.status == expected else [f"answers {answer and answer.status}"]
    found += [f"console: {one}" for one in page.complaints if f"status of {expected} " not in one]
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


SIGNED_OUT = {
    "/accounts/login/": 200,
    "/accounts/password/reset/": 200,
    "/accounts/password/reset/done/": 200,
    "/accounts/password/reset/key/1-nothing/": 200,
    "/demonstration/": 200,
    "/offline/": 200,
}
SIGNED_IN = {
    "/nowhere/": 404,
    "/operations/": 403,
    "/accounts/reauthenticate/": 200,
    "/accounts/2fa/totp/activate/": 200,
    "/accounts/2fa/webauthn/add/": 200,
    "/accounts/2fa/recovery-codes/generate/": 200,
    "/accounts/password/change/": 200,
    "/accounts/logout/": 200,
}


@pytest.mark.req("PL-UI-001", "PL-UI-002")
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_doors_and_what_answers_instead_of_a_page_are_without_fault(window: Window, language: str):
    wrong = []
    for name, paths in (("", SIGNED_OUT), ("Kari Ødegård", SIGNED_IN)):
        page = window(name=name, width=PHONE, language=language)
        wrong += [faults(page, path, expected) for path, expected in paths.items()]
    assert not list(filter(None, wrong)), "\n".join(wrong)


@pytest.mark.long
@pytest.mark.req("PL-UI-002")
@pytest.mark.parametrize("name", EVERYBODY)
def test_every_page_of_everybody_can_be_read_at_400_percent(window: Window, reachable: Reachable, name: str):
    page = window(name=name, width=320, height=256)
    wide = {path: wider_than_window(page) for path in reachable(name) if page.goto(path)}
    assert not {path: pixels for path, pixels in wide.items() if pixels}
