"""A leader reads how everybody stands in a plan: by keyboard alone, without script, and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, violations, wider_than_window
from tests.journeys.keyboard import go_to, press, write

Window = Callable[..., Page]
LEADER, PLAN = "Turid Sæther", "HF-Akutt-Observasjonspost-Akutt forverring hos voksne"
OTHER = "HF-Alle-Brannvern og sikkerhet for alle ansatte"


def clean(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    assert violations(page) == ""
    assert wider_than_window(page) == 0


@pytest.mark.req("KP-MATRIX-001", "KP-MATRIX-004", "KP-MATRIX-015")
def test_by_keyboard_alone_a_plan_is_searched_for_read_opened_and_come_back_to(window: Window) -> None:
    page = window(name=LEADER)
    page.goto("/employees/")
    press(page, "Status planer", exact=True)
    clean(page, "Status planer")
    write(page, "Søk etter en plan", "akutt forverring")
    expect(page.locator("#matrix-hits a")).to_have_count(1)
    press(page, PLAN)
    expect(page.get_by_role("table")).to_be_visible()
    clean(page, "Status planer")
    press(page, PLAN)
    expect(page.locator("#matrix-plans")).to_be_visible()
    write(page, "Søk etter en plan", "brannvern")
    press(page, OTHER)
    expect(page.get_by_role("button", name=OTHER)).to_be_visible()
    go_to(page, "Hopp forbi tabellen")
    name = page.get_by_role("rowheader").first.get_by_role("link").inner_text()
    go_to(page, name)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/why/"))
    expect(page.get_by_role("main")).to_contain_text(name)
    assert violations(page) == ""
    press(page, "Status planer", exact=True)
    expect(page.get_by_role("button", name=OTHER)).to_be_visible()
    assert re.search(r"#row-[0-9a-f-]{36}$", page.url)


@pytest.mark.req("KP-MATRIX-002", "KP-MATRIX-016")
def test_without_script_it_is_chosen_and_read_too(window: Window) -> None:
    page = window(name=LEADER, script=False)
    page.goto("/employees/status/")
    page.get_by_label("Søk etter en plan").fill("akutt")
    page.get_by_role("main").get_by_role("button", name="Søk", exact=True).click()
    page.get_by_role("link", name=re.compile(PLAN)).click()
    expect(page.get_by_role("table")).to_be_visible()
    page.get_by_role("link", name="Repeterende krav").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Status planer")


@pytest.mark.req("KP-MATRIX-013", "KP-LIMP-025")
def test_on_a_phone_the_names_stay_in_sight_and_the_legend_says_what_the_symbols_mean(window: Window) -> None:
    page = window(name=LEADER, width=PHONE)
    page.goto("/employees/status/")
    page.get_by_role("link", name=re.compile(OTHER)).click()
    clean(page, "Status planer")
    name, frame = page.get_by_role("rowheader").first, page.locator(".matrix-frame")
    before = name.bounding_box()
    frame.evaluate("one => one.scrollLeft = 200")
    after = name.bounding_box()
    assert before
    assert after
    assert after["x"] == before["x"]
    heading = page.get_by_role("columnheader").last
    before = heading.bounding_box()
    moved = frame.evaluate("one => { one.scrollTop = 200; return one.scrollTop; }")
    after = heading.bounding_box()
    assert moved > 0, "there is more than the window holds"
    assert before
    assert after
    assert after["y"] == before["y"]
    expect(page.get_by_role("list", name="Hva symbolene betyr").get_by_role("listitem")).to_have_count(8)
