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


@pytest.mark.req("KP-LIMP-004")
def test_who_is_ticked_stays_so_from_page_to_page_and_is_let_go_by_another_search(window: Window) -> None:
    page = window(name=LEADER)
    page.goto("/employees/")
    boxes, count = page.locator("input[type=checkbox][name=ids]"), page.locator("[data-ticked]")
    first = [boxes.nth(place).get_attribute("value") for place in (0, 3)]
    for place in (0, 3):
        boxes.nth(place).check()
    page.get_by_role("link", name="Neste", exact=True).click()
    expect(page.locator(".ds-pagination [aria-current]")).to_have_text("2")
    expect(count).to_have_text("2")
    expect(page.locator("[data-ticked-elsewhere]")).to_contain_text("på andre sider: 2")
    boxes.nth(1).check()
    second = boxes.nth(1).get_attribute("value")
    expect(count).to_have_text("3")
    assert violations(page) == ""
    page.locator("#list-foot a", has_text="50").click()
    expect(page.locator("[aria-current]", has_text="50")).to_be_visible()
    expect(count).to_have_text("3")
    expect(page.locator("[data-ticked-elsewhere]")).not_to_be_visible()
    expect(page.locator("input[name=ids]:checked")).to_have_count(3)

    page.get_by_role("button", name="Send e-post", exact=True).click()
    chosen = page.locator("input[name=positions]").input_value().split()
    assert set(chosen) == {*first, second}

    page.goto("/employees/")
    expect(count).not_to_be_visible()
    boxes.nth(0).check()
    page.get_by_label("Søk etter navn, e-postadresse eller ansattnummer").fill("ha")
    page.get_by_role("button", name="Søk", exact=True).click()
    expect(boxes.first).to_be_visible()
    expect(page.locator("input[name=ids]:checked")).to_have_count(0)
    expect(page.locator("[data-elsewhere]")).to_have_count(0)
    expect(count).not_to_be_visible()

    boxes.nth(0).check()
    page.get_by_role("button", name="Velg ingen", exact=True).click()
    expect(page.locator("input[name=ids]:checked")).to_have_count(0)
    expect(count).not_to_be_visible()
