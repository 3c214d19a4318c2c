"""«Administrer planer» while it loads, and when it cannot be loaded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.browser import violations
from tests.journeys.region import choose

Window = Callable[..., Page]
LIST = "**/plans/?*"
AUTHOR = "Vigdis Røed"


def opened(window: Window) -> Page:
    """All plans of the region, as somebody who looks after plans sees them."""
    page = window(name=AUTHOR)
    choose(page, "^ *Avdeling A 3")
    page.goto("/plans/?view=all")
    return page


def choose_drafts(page: Page) -> None:
    """A choice in the panel, which is then sent."""
    page.get_by_label("Planstatus").select_option(label="Publisert")
    page.get_by_role("button", name="Oppdater").click()


@pytest.mark.req("KP-ADM-151")
def test_while_a_choice_or_a_search_word_loads_nothing_else_can_be_chosen(window: Window) -> None:
    page = opened(window)
    waiting: list[Route] = []
    page.route(LIST, lambda route: waiting.append(route))
    asked = {"choice": lambda: choose_drafts(page), "search": lambda: page.get_by_role("searchbox").first.fill("plan")}
    for ask in asked.values():
        ask()
        busy = page.locator("#list[aria-busy=true]")
        expect(busy).to_be_visible()
        page.wait_for_timeout(100)
        assert len(waiting) == 1
        page.locator("#sort-owner").dispatch_event("click")
        page.get_by_label("Plantype").focus()
        for key in ("ArrowDown", "F4", "Alt+ArrowDown"):
            page.keyboard.press(key)
        page.get_by_role("button", name="Oppdater").focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert len(waiting) == 1, "nothing more is asked for"
        expect(page.get_by_label("Plantype")).to_have_value("")
        waiting.pop().continue_()
        expect(busy).to_have_count(0)
    page.unroute(LIST)
    page.locator("#sort-owner").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Eier")


@pytest.mark.req("KP-ADM-282")
@pytest.mark.parametrize("fails", ["broken off", "an error", "too late"])
def test_a_list_that_fails_to_load_is_free_again_says_so_and_is_asked_for_once_more(window: Window, fails: str) -> None:
    page = opened(window)
    if fails == "too late":
        page.locator("#list").evaluate("list => list.setAttribute('hx-request', '{\"timeout\": 200}')")
    answers: dict[str, Callable[[Route], object]] = {
        "broken off": lambda route: route.abort(),
        "an error": lambda route: route.fulfill(status=503, body=""),
        "too late": lambda route: None,
    }
    page.route(LIST, answers[fails])
    choose_drafts(page)
    failed = page.get_by_role("alert").filter(has_text="Listen kunne ikke lastes")
    expect(failed).to_be_visible()
    expect(page.locator("#list[aria-busy]")).to_have_count(0)
    assert violations(page) == ""
    page.get_by_label("Plantype").select_option(label="Kompetanseplan")
    expect(page.get_by_label("Plantype")).not_to_have_value("")

    page.unroute(LIST)
    page.locator("#list").evaluate("list => list.removeAttribute('hx-request')")
    page.get_by_role("button", name="Prøv igjen").click()
    expect(failed).to_have_count(0)
    expect(page.get_by_label("Plantype")).not_to_have_value("")
    expect(page.get_by_label("Planstatus")).to_have_value("published")


def test_what_is_ticked_and_not_sent_outlives_a_search_and_waits_to_be_sent(window: Window) -> None:
    page = opened(window)
    page.locator(".list-many summary").click()
    box = page.locator(".list-many").get_by_role("checkbox").first
    box.check()
    page.get_by_role("searchbox").first.fill("plan")
    expect(page.locator(".list-chips")).to_contain_text("Søk: plan")
    expect(box).to_be_checked()
    page.get_by_role("button", name="Oppdater").press("Enter")
    expect(page.locator(".list-chips li")).to_have_count(3)
    expect(box).to_be_checked()
    expect(page.get_by_role("button", name="Oppdater")).to_be_focused()


def test_after_a_choice_in_a_heading_its_button_has_the_focus(window: Window) -> None:
    page = opened(window)
    opener = page.locator(".list-menu button").first
    opener.press("Enter")
    page.locator(".list-heading .menu:popover-open a").nth(1).press("Enter")
    expect(page.locator(".list-chips li").first).to_be_visible()
    expect(opener).to_be_focused()


def test_what_is_chosen_after_a_search_failed_is_not_put_back_by_what_opens_next(window: Window) -> None:
    page = opened(window)
    page.route(LIST, lambda route: route.fulfill(status=503, body=""))
    page.get_by_role("searchbox").first.fill("plan")
    expect(page.get_by_role("alert").filter(has_text="Listen kunne ikke lastes")).to_be_visible()
    page.get_by_label("Plantype").select_option(label="Kompetanseplan")
    page.locator("#list tbody a[hx-target='#side-panel']").first.click()
    expect(page.locator("#side-panel h2").first).to_be_visible()
    expect(page.get_by_label("Plantype")).not_to_have_value("")


def test_what_is_typed_or_ticked_and_not_sent_outlives_sorting(window: Window) -> None:
    page = opened(window)
    page.get_by_label("Plantype").select_option(label="Kompetanseplan")
    page.locator("#list-search").press_sequentially("plan", delay=20)
    page.locator("#sort-owner").click()
    expect(page.locator(".list-chips")).to_contain_text("Søk: plan")
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Eier")
    expect(page.get_by_label("Plantype")).not_to_have_value("")
