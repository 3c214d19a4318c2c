"""Lists without a panel of filters, while they load: what one types and chooses meanwhile counts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

Window = Callable[..., Page]
LIST = "**/members/?*"


def opened(window: Window) -> tuple[Page, list[Route]]:
    """The members, and what is asked of the list from now on, which waits to be let through."""
    page, asked = window(name="Kari Ødegård"), []
    page.goto("/members/")
    page.route(LIST, lambda route: asked.append(route))
    return page, asked


def has_come(page: Page, asked: list[Route], count: int) -> None:
    """The browser has asked so often."""
    for _ in range(100):
        if len(asked) >= count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"asked {len(asked)} times")


def test_what_is_typed_while_a_search_loads_is_searched_for(window: Window) -> None:
    page, asked = opened(window)
    search = page.locator("#list-search")
    search.press_sequentially("an")
    has_come(page, asked, 1)
    search.press_sequentially("d")
    asked[0].continue_()
    has_come(page, asked, 2)
    expect(search).to_have_value("and")
    expect(search).to_be_focused()
    asked[1].continue_()
    expect(page.locator(".list-chips")).to_contain_text("Søk: and")
    page.wait_for_timeout(600)
    assert len(asked) == 2


def test_what_is_chosen_while_a_list_loads_takes_its_place(window: Window) -> None:
    page, asked = opened(window)
    page.locator("#list-search").fill("an")
    has_come(page, asked, 1)
    page.locator("#sort-workplace").click()
    has_come(page, asked, 2)
    asked[1].continue_()
    expect(page.locator("th[aria-sort=ascending] #sort-workplace")).to_be_visible()
    assert "sort=workplace" in page.url


def test_the_focus_stays_in_the_list_when_what_one_pressed_is_gone(window: Window) -> None:
    page = window(name="Kari Ødegård")
    page.goto("/members/?q=an")
    page.locator(".list-chips a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".list-chips")).to_have_count(0)
    expect(page.locator("#list")).to_be_focused()


def test_on_a_phone_what_has_the_focus_is_seen(window: Window) -> None:
    page = window(name="Kari Ødegård", width=360)
    page.goto("/members/")
    assert _is_clipped(page), "the headings are for those who see a table"
    page.locator("thead a").first.focus()
    assert not _is_clipped(page)


def _is_clipped(page: Page) -> bool:
    return page.locator("thead").evaluate("head => getComputedStyle(head).clipPath !== 'none'")
