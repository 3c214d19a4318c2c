"""A steward fills in the case statement form, is told what is missing, and sees the finished document in the page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, violations, wider_than_window

TITLE = "Oppsigelse etter omstilling"


def new_case(page: Page) -> str:
    """A case about the first member of the club; returns where it is."""
    page.goto("/cases/new/")
    page.select_option("[name=type]", "dismissal")
    page.fill("[name=title]", TITLE)
    member = page.locator("#members option").first.get_attribute("value") or ""
    page.fill("[name=member_1]", member)
    page.get_by_role("button", name=re.compile("Opprett|Create")).click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    found = re.search(r"/cases/[0-9a-f-]{36}/", page.url)
    assert found
    return found[0]


@pytest.mark.req("KL-CASE-012", "KL-DOC-006")
def test_a_steward_fills_in_the_case_statement_and_sees_the_finished_document(window: Callable[..., Page]):
    page = window(name="Kari Ødegård", width=PHONE)
    case = new_case(page)
    page.goto(f"{case}statement/")
    assert page.input_value("[name=title]") == TITLE
    assert page.input_value("[name=member_name]")

    page.fill("[name=tried]", "Omplassering er foreslått, og arbeidsgiver avslo.")
    expect(page.locator("#saved")).to_contain_text("Lagret")
    page.locator("button[value=finish]").click()
    expect(page.locator("#missing")).to_be_visible()
    assert (violations(page), wider_than_window(page)) == ("", 0)

    page.get_by_label("Fast", exact=True).check()
    page.get_by_label("Overta saken").check()
    page.fill("[name=happened-0-day]", "2026-11-02")
    page.fill("[name=happened-0-what]", "Oppsigelsen ble levert i et møte.")
    page.fill("[name=member_view]", "Medlemmet vil stå i stillingen.")
    page.fill("[name=union_view]", "Utvalgskretsen er ikke drøftet.")
    page.get_by_label("Det er ingen frister i saken").check()
    page.locator("button[value=finish]").click()
    page.wait_for_url(f"**{case}documents/")

    page.get_by_role("link", name=re.compile(r"^Saksfremstillingsskjema datert [\d.]+$")).click()
    picture = page.locator(".preview__page img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 800
    shown = picture.bounding_box()
    assert shown is not None
    assert 250 < shown["width"] <= PHONE
    assert (violations(page), wider_than_window(page)) == ("", 0)
    assert page.complaints == []
