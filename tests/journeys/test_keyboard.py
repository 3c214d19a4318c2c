"""The steward's errand by keyboard alone, with the focus always to be seen (PL-UI-002)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import keyboard
from tests.journeys.browser import DESKTOP, PHONE

Window = Callable[..., Page]
TITLE = "Endret turnus uten drøfting"


@pytest.mark.req("PL-UI-002")
def test_a_steward_opens_a_case_and_writes_in_it_by_keyboard_alone(window: Window):
    page = window(name="Kari Ødegård")
    keyboard.press(page, "Hopp til hovedinnholdet")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto("/cases/")
    keyboard.press(page, "Ny sak")
    keyboard.go_to(page, "Sakstype")
    page.keyboard.type("Arbeidstid")
    keyboard.write(page, "Tittel", TITLE)
    keyboard.go_to(page, "medlemmer")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    keyboard.press(page, "Opprett saken")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    keyboard.press(page, "Skriv et notat")
    keyboard.write(page, "Overskrift", "Telefon til leder")
    keyboard.press(page, "Lagre")
    expect(page.get_by_text("Telefon til leder").first).to_be_visible()


@pytest.mark.req("PL-UI-002")
def test_a_steward_signs_in_and_adds_a_document_by_keyboard_alone(window: Window, tmp_path: Path):
    letter = tmp_path / "referat.txt"
    letter.write_text("Referat fra drøftingsmøte", encoding="utf-8")
    page = window()
    page.goto("/accounts/login/")
    keyboard.write(page, "E-post", "kari@samhold.example")
    keyboard.write(page, "Passord", "demonstrasjon-2026")
    keyboard.press(page, "Logg inn", exact=True)
    page.wait_for_url(lambda address: "/accounts/" not in address)
    page.goto("/cases/")
    keyboard.press(page, "Skriftlig advarsel")
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    keyboard.press(page, "Legg til dokument")
    page.wait_for_url("**/documents/new/")
    expect(page.get_by_label("Fil", exact=True)).to_be_visible()
    keyboard.choose_file(page, "Fil", letter)
    keyboard.write(page, "Tittel", "Referat fra drøftingsmøte")
    keyboard.press(page, "Legg til", exact=True)
    expect(page.get_by_text("Referat fra drøftingsmøte").first).to_be_visible()


@pytest.mark.req("PL-UI-002")
@pytest.mark.parametrize("path", ["/", "/cases/", "/cases/new/", "/members/", "/preferences/"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_wherever_tab_stops_the_focus_can_be_seen(window: Window, path: str, width: int):
    page = window(name="Kari Ødegård", width=width)
    page.goto(path)
    found = keyboard.stops(page)
    assert len(found) > 5
    assert not [stop for stop in found if not stop["seen"]]
    assert not [stop for stop in found if float(stop["bottom"]) <= 0 or float(stop["top"]) >= 800]


@pytest.mark.req("PL-UI-002")
def test_the_focus_goes_to_the_errors_of_a_form_that_came_back(window: Window):
    page = window(name="Kari Ødegård")
    page.goto("/cases/new/")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("button", name="Opprett saken").click()
    summary = page.locator("ds-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.matches('input, select, textarea')")


@pytest.mark.req("PL-UI-002")
def test_what_a_search_in_a_list_finds_is_said_to_those_who_do_not_see_it(window: Window):
    page = window(name="Kari Ødegård")
    page.goto("/members/")
    expect(page.locator("#live")).to_be_empty()
    page.locator("#list [type=search]").fill("hansen")
    expect(page.locator("#live")).to_have_text(re.compile("medlem"))
    assert page.locator("#live").get_attribute("aria-live") == "polite"


@pytest.mark.req("PL-UI-002")
def test_the_way_back_stands_above_every_page_below_another(window: Window):
    page = window(name="Kari Ødegård")
    page.goto("/cases/new/")
    way = page.get_by_role("navigation", name="Du er her").get_by_role("link")
    expect(way).to_have_text(["Hjem", "Saker"])
    way.last.click()
    expect(page).to_have_url(re.compile(r"/cases/$"))
