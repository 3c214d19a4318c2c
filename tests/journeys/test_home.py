"""What comes after the home page: how it stands with those one follows up."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.journeys.browser import violations

Window = Callable[..., Page]
LEADER = "Astrid Øvrebø"
LINK = "Se hvordan det står til hos dem du følger opp"


def test_how_it_stands_comes_after_the_page_and_is_told(window: Window) -> None:
    page = window(name=LEADER)
    page.goto("/")
    expect(page.locator(".notice-card--status")).to_contain_text("Kompetanseplaner")
    expect(page.get_by_role("link", name=LINK)).to_have_count(0)
    expect(page.locator("#live")).to_have_text("Hvordan det står til")
    assert violations(page) == ""
    page.goto("/home/statuses/")
    assert violations(page) == ""


def test_home_is_there_also_when_it_cannot_be_fetched_and_asks_once(window: Window) -> None:
    page, asked = window(name=LEADER), []

    def fails(route: Route) -> None:
        asked.append(route)
        route.fulfill(status=503, body="")

    page.route("**/home/statuses/", fails)
    page.goto("/")
    expect(page.get_by_role("link", name=LINK)).to_be_visible()
    page.wait_for_timeout(1_500)
    assert len(asked) == 1


def test_without_script_it_is_a_page_of_its_own(window: Window) -> None:
    page = window(name=LEADER, script=False)
    page.goto("/")
    page.get_by_role("link", name=LINK).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvordan det står til hos dem du følger opp")
    expect(page.locator(".notice-card--status")).to_contain_text("Kompetanseplaner")
