"""What one is writing is not lost: when the session ends in the middle of it, and when two write the same thing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from arbeidsrom.config.demo.world import PASSWORD

Window = Callable[..., Page]
TOLD = "Medlemmet ringte og sa at møtet er flyttet til torsdag."
CASE = re.compile(r"/cases/[0-9a-f-]{36}/")


def shared_case(page: Page) -> str:
    """A case that both the club's leader and her deputy work with: the one that went to the competence centre."""
    page.goto("/shipments/")
    page.locator("main tbody tr", has_text="Oppsigelse etter nedbemanning").first.locator("a[href*='/cases/']").click()
    page.wait_for_url(CASE)
    found = CASE.search(page.url)
    assert found
    return found[0]


def end_session(page: Page) -> None:
    """As when somebody has been away too long."""
    page.context.clear_cookies(name=re.compile("session"))


def sign_in_again(page: Page) -> None:
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.locator("[name=login]").fill("kari@samhold.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page).not_to_have_url(re.compile("/accounts/login/"))


def test_a_note_sent_after_the_session_ended_is_there_after_signing_in(window: Window):
    page = window(name="Kari Ødegård")
    page.goto(f"{shared_case(page)}timeline/new/")
    end_session(page)
    page.get_by_label("Overskrift").fill("Møtet er flyttet")
    page.get_by_label("Tekst").fill(TOLD)
    page.get_by_role("button", name="Lagre").click()
    sign_in_again(page)
    expect(page.get_by_text("Du ble logget ut mens du skrev")).to_be_visible()
    expect(page.get_by_label("Overskrift")).to_have_value("Møtet er flyttet")
    expect(page.get_by_label("Tekst")).to_have_value(TOLD)
    page.get_by_role("button", name="Lagre").click()
    expect(page).to_have_url(re.compile("/timeline/$"))
    expect(page.get_by_text(TOLD).first).to_be_visible()


def test_a_new_case_that_was_begun_is_gone_on_with(window: Window):
    page = window(name="Jørgen Tveit")
    page.goto("/cases/new/")
    page.get_by_label("Tittel").fill("Påbegynt sak")
    expect(page.locator("[data-draft-said]")).to_contain_text("Utkastet er lagret")
    page.goto("/")
    page.goto("/cases/new/")
    expect(page.get_by_label("Tittel")).to_have_value("Påbegynt sak")
    page.get_by_role("button", name="Begynn på nytt").click()
    expect(page.get_by_label("Tittel")).to_have_value("")


def test_a_message_to_members_that_was_begun_is_gone_on_with_to_the_same_members(window: Window):
    page = window(name="Kari Ødegård")
    page.goto("/members/")
    for row in (0, 1):
        page.locator("main input[name=ids]").nth(row).check()
    page.get_by_role("button", name="Skriv til de valgte").click()
    page.get_by_label("Emne").fill("Ny vaktliste")
    expect(page.locator("[data-draft-said]")).to_contain_text("Utkastet er lagret")
    page.goto("/members/")
    page.get_by_role("link", name="Ny vaktliste").click()
    expect(page.get_by_label("Emne")).to_have_value("Ny vaktliste")
    expect(page.get_by_text("2 medlemmer er valgt")).to_be_visible()
    page.get_by_role("button", name="Begynn på nytt").click()
    expect(page).to_have_url(re.compile("/members/$"))
    expect(page.get_by_role("link", name="Ny vaktliste")).to_have_count(0)


def test_the_case_statement_stays_where_it_is_when_the_session_ends_and_goes_on_after_signing_in(window: Window):
    page = window(name="Kari Ødegård")
    case = shared_case(page)
    page.goto(f"{case}statement/")
    end_session(page)
    page.locator("#id_tried").fill(TOLD)
    expect(page.locator("[data-draft-said]")).to_contain_text("Du er logget ut")
    expect(page.locator("#id_tried")).to_have_value(TOLD)
    page.locator("button[name=do][value=save]").click()
    sign_in_again(page)
    expect(page.locator("#id_tried")).to_have_value(TOLD)
    page.locator("button[name=do][value=save]").click()
    expect(page.get_by_text("Utkastet er lagret")).to_be_visible()

    end_session(page)
    page.locator("#id_union_view").fill(TOLD)
    expect(page.locator("[data-draft-said]")).to_contain_text("Du er logget ut")
    tab = page.context.new_page()
    tab.goto("/")
    sign_in_again(tab)
    page.locator("#id_member_view").fill(TOLD)
    expect(page.locator("#saved")).to_contain_text("Lagret")
    expect(page.locator("[data-draft-said]")).to_be_empty()
    page.reload()
    for name in ("tried", "union_view", "member_view"):
        expect(page.locator(f"#id_{name}")).to_have_value(TOLD)


def test_a_list_that_is_narrowed_after_the_session_ended_leads_to_signing_in_and_back(window: Window):
    page = window(name="Kari Ødegård")
    page.goto("/cases/")
    end_session(page)
    page.get_by_role("searchbox").first.fill("Oppsigelse")
    page.get_by_role("searchbox").first.press("Enter")
    sign_in_again(page)
    expect(page).to_have_url(re.compile("/cases/"))


def test_of_two_stewards_who_edit_the_same_case_the_second_is_told_and_nothing_is_overwritten(window: Window):
    kari, ola = window(name="Kari Ødegård"), window(name="Ola Nordmann")
    case = shared_case(kari)
    for page in (kari, ola):
        page.goto(f"{case}edit/")
    before = ola.get_by_label("Sammendrag").input_value()
    ola.get_by_label("Sammendrag").fill(f"{before} Ola har ringt HR.")
    ola.get_by_role("button", name="Lagre").click()
    expect(ola).not_to_have_url(re.compile("/edit/"))
    kari.get_by_label("Sammendrag").fill(f"{before} Kari har bestilt møte.")
    kari.get_by_role("button", name="Lagre").click()
    expect(kari.get_by_role("alert")).to_contain_text("En annen endret saken mens du skrev")
    both = kari.locator("main table").first
    expect(both).to_contain_text("Ola har ringt HR.")
    expect(both).to_contain_text("Kari har bestilt møte.")
    ola.goto(case)
    expect(ola.locator("main")).to_contain_text("Ola har ringt HR.")
    expect(ola.locator("main")).not_to_contain_text("Kari har bestilt møte.")
    kari.get_by_label("Sammendrag").fill(f"{before} Ola har ringt HR. Kari har bestilt møte.")
    kari.get_by_role("button", name="Lagre").click()
    expect(kari).not_to_have_url(re.compile("/edit/"))
    expect(kari.locator("main")).to_contain_text("Ola har ringt HR. Kari har bestilt møte.")


@pytest.mark.req("KP-EIMP-005")
def test_after_signing_out_the_back_button_shows_nothing_of_what_stood_there(window: Window):
    page = window(name="Kari Ødegård")
    shared_case(page)
    expect(page.get_by_role("heading", name="Oppsigelse etter nedbemanning")).to_be_visible()
    page.locator("nav.side").get_by_role("button", name="Logg ut").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    for _time in range(2):
        page.go_back()
        expect(page).to_have_url(re.compile(r"/accounts/login/.*next="))
        for personal in ("Oppsigelse etter nedbemanning", "Kari Ødegård"):
            assert personal not in page.content()
