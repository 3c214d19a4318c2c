"""A requirement is changed in a draft and published, as whoever looks after it meets it in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, violations
from tests.journeys.region import choose

Window = Callable[..., Page]


def edited(page: Page, name: str) -> None:
    """The draft of a requirement, found from the list."""
    page.goto("/requirements/")
    page.get_by_role("searchbox", name="Søk etter navn eller ID").fill(name)
    page.get_by_role("button", name="Søk", exact=True).first.click()
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name="Kladd", exact=True).click()


def marks(page: Page) -> list[str]:
    """The settings marked «KLADD»."""
    shown = page.locator("[data-mark]:visible")
    return [str(name) for name in shown.evaluate_all("marks => marks.map(mark => mark.dataset.mark)")]


@pytest.mark.req("KP-ADM-109", "KP-ADM-110", "KP-ADM-112", "KP-ADM-113", "KP-ADM-283")
def test_what_is_written_is_marked_can_be_saved_and_is_published_only_then(window: Window) -> None:
    page = window(name="Vigdis Røed")
    choose(page, "^ *Avdeling A 3")
    edited(page, "Perifert venekateter: innleggelse")
    save = page.get_by_role("button", name="Lagre kladd")
    publish = page.get_by_role("button", name="Publiser", exact=True)
    expect(save).to_be_disabled()
    expect(publish).to_be_disabled()
    assert marks(page) == []

    name = page.get_by_role("textbox", name="Navn", exact=True).first
    name.fill("Perifert venekateter")
    assert marks(page) == ["name"]
    expect(save).to_be_enabled()
    page.get_by_role("link", name="Lukk", exact=True).click()
    edited(page, "Perifert venekateter: innleggelse")
    assert marks(page) == [], "what was not saved is gone"

    page.get_by_label("Må utføres", exact=True).first.check()
    save.click()
    expect(page.get_by_text("Kladden er lagret")).to_be_visible()
    assert marks(page) == ["must_be_done"]
    expect(publish).to_be_enabled()
    name.fill("Perifert venekateter")
    expect(publish).to_be_disabled()
    assert violations(page) == ""
    save.click()
    publish.click()
    expect(page.get_by_text(re.compile(r"Versjon \d+ er publisert"))).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Perifert venekateter")


@pytest.mark.req("KP-ADM-035", "KP-ADM-048")
def test_the_whole_form_works_without_script_on_a_phone(window: Window) -> None:
    page = window(name="Hanne Løkås", width=PHONE, script=False)
    choose(page, "^ *Avdeling A 2")
    edited(page, "Overvåkingsmonitor")
    page.get_by_role("textbox", name="Sjekkpunkt").last.fill("Rengjøring")
    page.get_by_role("button", name="Nytt sjekkpunkt").click()
    expect(page.get_by_role("textbox", name="Sjekkpunkt")).to_have_count(5)
    page.get_by_role("searchbox", name="Kategori, ID eller navn").fill("defib")
    page.get_by_role("button", name="Søk", exact=True).last.click()
    page.get_by_role("button", name="Legg til Defibrillator").click()
    page.get_by_role("button", name="Lagre kladd").click()
    expect(page.get_by_text("Kladden er lagret")).to_be_visible()
    expect(page.get_by_role("button", name="Fjern Defibrillator")).to_be_visible()
    expect(page.get_by_role("textbox", name="Sjekkpunkt").nth(3)).to_have_value("Rengjøring")
