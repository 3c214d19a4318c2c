"""A leader follows up: finds requirements, and sets and removes deadlines of several, by keyboard, without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, violations, wider_than_window
from tests.journeys.keyboard import go_to, press

Window = Callable[..., Page]
LEADER = "Astrid Øvrebø"
DUE = date.today() + timedelta(days=200)


def clean(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    assert violations(page) == ""
    assert wider_than_window(page) == 0


def fill(page: Page) -> None:
    page.locator("input[name=due]").fill(DUE.isoformat())


@pytest.mark.req("KP-FOLLOW-002", "KP-FDEADB-001", "KP-FDEADB-004", "KP-FDEADB-006")
def test_by_keyboard_alone_deadlines_are_set_and_removed_for_what_is_ticked(window: Window) -> None:
    page = window(name=LEADER)
    press(page, "Kompetanseoppfølging", exact=True)
    clean(page, "Kompetanseoppfølging")
    for act, confirmed in (("Sett frist", "Fristen"), ("Fjern frist", "Fristen er fjernet")):
        expect(page.get_by_role("button", name="Handlinger")).to_be_hidden()
        for box in range(2):
            page.locator("tbody input[name=ids]").nth(box).focus()
            page.keyboard.press("Space")
        go_to(page, "Handlinger")
        page.keyboard.press("Enter")
        clean(page, "Handlinger")
        if act == "Sett frist":
            fill(page)
        press(page, act, exact=True)
        expect(page.get_by_role("button", name="OK", exact=True)).to_be_visible()
        clean(page, "Handlinger")
        press(page, "OK", exact=True)
        expect(page.get_by_role("heading", level=1)).to_have_text("Kompetanseoppfølging")
        expect(page.get_by_text(confirmed).first).to_be_visible()


@pytest.mark.req("KP-FAGG-006", "KP-FDEADA-003", "KP-FDEADA-006")
def test_without_script_a_requirement_is_opened_and_its_employees_are_unticked(window: Window) -> None:
    page = window(name=LEADER, script=False)
    page.goto("/competence-follow-up/aggregated/")
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("table")).to_be_visible()
    page.goto("/competence-follow-up/aggregated/")
    page.locator("tbody input[name=ids]").first.check()
    page.get_by_role("button", name="Handlinger").click()
    page.locator("summary").first.click()
    boxes = page.locator("tbody input[name=ids]")
    for place in range(1, boxes.count()):
        boxes.nth(place).uncheck()
    fill(page)
    page.get_by_role("button", name="Sett frist").click()
    expect(page.get_by_role("main")).to_contain_text("1 krav, 1 medarbeider")
    page.get_by_role("button", name="Avbryt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Handlinger")


@pytest.mark.req("KP-LIMP-006")
def test_nothing_is_offered_to_be_done_while_nobody_is_ticked(window: Window) -> None:
    page = window(name=LEADER)
    offered = {
        "/employees/": ("Tildel plan", "Send e-post"),
        "/competence-follow-up/": ("Handlinger",),
        "/competence-follow-up/aggregated/": ("Handlinger",),
    }
    for address, acts in offered.items():
        page.goto(address)
        box = page.locator("tbody input[name=ids]").first
        buttons = [page.get_by_role("button", name=one) for one in acts]
        for button in buttons:
            expect(button).to_have_count(0)
        box.check()
        for button in buttons:
            expect(button).to_be_visible()


@pytest.mark.parametrize("address", ["/competence-follow-up/", "/competence-follow-up/aggregated/"])
def test_on_a_phone_nothing_is_wider_than_the_window(window: Window, address: str) -> None:
    page = window(name=LEADER, width=PHONE)
    page.goto(address)
    clean(page, "Kompetanseoppfølging")
