"""Somebody with two positions who is lent out, and a leader with a deputy, as they and their leaders meet it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, violations
from tests.journeys.region import GREEN, HUE, YELLOW, choose, employees, main_menu, row_of

Window = Callable[..., Page]
ON_LOAN = "Midlertidig utlånt til avdeling 101101 Avdeling A 1"
MINE = "Mine medarbeidere"


@pytest.mark.req("KP-LENDON-010", "KP-LENDON-011", "KP-LENDON-012", "KP-MENU-005", "KP-ROLE-001")
def test_somebody_with_two_positions_and_a_loan_chooses_and_may_what_the_chosen_one_may(window: Window):
    page = window(name="Hanne Løkås", width=PHONE)
    expect(page.get_by_role("heading", level=1, name="Velg stilling")).to_be_visible()
    ways = page.locator("main button.choice")
    expect(ways).to_have_count(3)
    expect(ways.filter(has_text=ON_LOAN)).to_contain_text(re.compile(r"\d\d\.\d\d\.\d{4} – \d\d\.\d\d\.\d{4}"))
    assert violations(page) == ""

    choose(page, "^ *Avdeling A 2")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert MINE in main_menu(page)
    assert "Espen Hægstad" in employees(page)

    page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Bytt stilling").click()
    page.get_by_role("button", name=re.compile(ON_LOAN)).click()
    expect(page.get_by_role("banner")).to_contain_text("Avdeling A 1")
    assert MINE not in main_menu(page)
    refused = page.goto("/employees/")
    assert refused is not None
    assert refused.status == 403


@pytest.mark.req("KP-LENDON-001", "KP-LENDON-002", "KP-LENDON-005", "KP-LENDON-008")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_loan_is_seen_by_both_leaders_in_yellow_and_in_green(window: Window, scheme: str):
    lends = window(name="Astrid Øvrebø", scheme=scheme)
    lent = row_of(lends, "Hanne Løkås").locator(".ds-tag")
    expect(lent).to_have_text("Utlånt")
    assert int(lent.evaluate(HUE)) in YELLOW
    lent.click()
    panel = lends.locator("#side-panel")
    expect(panel).to_contain_text("Pågående utlån")
    expect(panel).to_contain_text("101101 Avdeling A 1")
    assert violations(lends) == ""

    borrows = window(name="Birger Fjellvang", scheme=scheme)
    borrowed = row_of(borrows, "Hanne Løkås").locator(".ds-tag")
    expect(borrowed).to_have_text("Innlånt")
    assert int(borrowed.evaluate(HUE)) in GREEN
    borrowed.click()
    panel = borrows.locator("#side-panel")
    expect(panel).to_contain_text("Hanne kan infusjonspumpene fra før")
    expect(panel).to_contain_text("Astrid Øvrebø")
    assert violations(borrows) == ""
    assert lends.complaints == borrows.complaints == []


@pytest.mark.req("KP-LENDREG-001", "KP-LENDREG-004", "KP-LENDREG-005")
def test_a_loan_is_filled_in_without_leaving_the_panel_and_the_focus_goes_back_to_what_opened_it(window: Window):
    page = window(name="Astrid Øvrebø")
    opener = row_of(page, "Lars Nærbø").locator(".tag-link")
    opener.click()
    panel = page.locator("#side-panel")
    panel.get_by_role("link", name="Utlån", exact=True).click()
    panel.get_by_label("Velg avdeling").fill("Avdeling B 1")
    panel.get_by_role("button", name="Søk").click()
    panel.get_by_role("link", name=re.compile("Velg .*Avdeling B 1")).first.click()
    expect(panel.get_by_label("Startdato")).to_be_visible()
    expect(panel).to_be_focused()
    expect(page.get_by_role("heading", level=1, name=MINE)).to_be_visible()
    assert violations(page) == ""
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    assert page.complaints == []


@pytest.mark.req("KP-DEPUTY-001", "KP-DEPUTY-008", "KP-DEPUTY-009", "KP-PIMP-027")
def test_a_leader_chooses_a_deputy_who_sees_what_the_leader_sees_until_removed(window: Window):
    leader = window(name="Astrid Øvrebø", width=PHONE)
    leader.goto("/")
    leader.get_by_role("link", name="Stedfortreder ved fravær").click()
    leader.get_by_role("link", name="Legg til stedfortreder").click()
    leader.get_by_label("Søk etter navn").fill("Espen")
    leader.get_by_role("button", name="Søk").click()
    leader.get_by_label(re.compile("Espen Hægstad")).check()
    assert violations(leader) == ""
    leader.get_by_role("button", name="Legg til").click()
    expect(leader.get_by_role("main")).to_contain_text("Espen Hægstad")
    assert violations(leader) == ""

    deputy = window(name="Espen Hægstad", width=PHONE)
    choose(deputy, "Stedfortreder for Astrid Øvrebø")
    expect(deputy.get_by_role("banner")).to_contain_text("Stedfortreder for")
    expect(deputy.get_by_role("banner")).to_contain_text("Astrid Øvrebø")
    assert employees(deputy) == employees(leader)
    assert violations(deputy) == ""
    deputy.goto("/deputies/")
    expect(deputy.get_by_role("main")).to_contain_text("En stedfortreder kan ikke velge stedfortredere")
    expect(deputy.get_by_role("link", name="Legg til stedfortreder")).to_have_count(0)

    leader.goto("/deputies/")
    leader.get_by_role("button", name="Fjern Espen Hægstad").click()
    expect(leader.get_by_role("main").get_by_role("table")).not_to_contain_text("Espen Hægstad")
    deputy.goto("/employees/")
    expect(deputy.get_by_role("banner")).not_to_contain_text("Stedfortreder for")
    assert leader.complaints == []
