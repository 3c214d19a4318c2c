"""The employee overview: what is ticked, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import violations

Window = Callable[..., Page]
LEADER = "Turid Sæther"
A_PAGE = 25


@pytest.mark.req("KP-OVERVIEW-015", "KP-OVERVIEW-016", "KP-LIMP-006")
def test_the_box_in_the_heading_ticks_those_on_the_page_and_nothing_is_done_with_nobody(window: Window) -> None:
    page = window(name=LEADER)
    page.goto("/employees/")
    boxes, everybody = page.locator("input[name=ids]"), page.get_by_label("Velg alle på denne siden")
    actions = [page.get_by_role("button", name=name, exact=True) for name in ("Tildel plan", "Send e-post")]
    expect(boxes).to_have_count(A_PAGE)
    for action in actions:
        expect(action).not_to_be_visible()

    headings = page.locator("tr", has=everybody).locator("th")
    expect(headings.nth(0).get_by_role("checkbox")).to_have_count(1)
    expect(headings.nth(1)).to_contain_text("Navn")
    everybody.check()
    expect(page.locator("input[name=ids]:checked")).to_have_count(A_PAGE)
    expect(page.locator("[data-ticked]")).to_have_text(str(A_PAGE))
    for action in actions:
        expect(action).to_be_enabled()
    expect(page.get_by_label("Alle som passer")).not_to_be_checked()
    assert violations(page) == ""

    page.get_by_role("button", name="Send e-post", exact=True).click()
    assert len(page.locator("input[name=positions]").input_value().split()) == A_PAGE
    page.goto("/employees/")
    everybody.check()
    everybody.uncheck()
    expect(page.locator("input[name=ids]:checked")).to_have_count(0)
    expect(actions[0]).not_to_be_visible()
