"""Pages work without script for reading and for the main forms (PL-UI-007)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import steward
from tests.journeys.steward import CENTRE, PATIENCE, REFERENCE

Window = Callable[..., Page]
TITLE = "Endret arbeidstid uten drøfting"
TOLD = "Medlemmet ringte: ny turnus gjelder fra mandag."


@pytest.mark.req("PL-UI-007")
def test_somebody_without_script_signs_in_changes_the_look_and_signs_out(window: Window):
    page = window(name="Kari Ødegård", script=False)
    page.goto("/preferences/")
    page.get_by_label("Mørkt").check()
    page.get_by_role("button", name="Lagre").click()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    page.get_by_role("button", name="Logg ut").click()
    page.goto("/")
    assert "/accounts/login" in page.url


@pytest.mark.req("PL-UI-007", "KL-CASE-001", "KL-CASE-012", "KL-SHARE-003")
def test_a_steward_without_script_takes_a_case_from_opening_over_a_shipment_to_closing(window: Window):
    page = window(name="Kari Ødegård", script=False)
    member = find_member(page)
    case = open_case(page, member)
    note_event(page, case)
    record_consent(page, case, member)
    fill_in_statement(page, case)
    reference = share_with_centre(page, case)
    see_shipment(page, reference)
    close_case(page, case)
    assert page.complaints == []  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Found:
    """The member that the search found."""

    name: str
    number: str


def content(page: Page) -> Locator:
    """What the page is about, without what stands around it."""
    return page.get_by_role("main")


def press(page: Page, name: str) -> None:
    """The button in the page that is called so."""
    content(page).get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """The link in the page that is called so."""
    content(page).get_by_role("link", name=name, exact=True).first.click()


def find_member(page: Page) -> Found:
    """In the list of members, by name and by the button; ends on the member's page."""
    page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Medlemmer").click()
    expect(page.locator("html")).not_to_have_class(re.compile("with-script"))
    name = content(page).locator("tbody .list-first a").nth(3).inner_text()
    content(page).get_by_role("searchbox").fill(name)
    press(page, "Søk")
    expect(page).to_have_url(re.compile(r"[?&]q="))
    row = content(page).locator("tbody tr").first
    expect(row).to_contain_text(name)
    row.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    number = content(page).locator(".facts > div", has_text="Medlemsnummer").locator("dd").inner_text()
    return Found(name, number.strip())


def open_case(page: Page, member: Found) -> str:
    """A case from the member's page; what is missing comes back at its field, and nothing that was written is lost."""
    follow(page, "Ny sak")
    typed = page.get_by_label("Medlem", exact=True)
    expect(typed).to_have_value(f"{member.name} ({member.number})")
    typed.fill("Ingen som heter dette")
    page.get_by_label("Sakstype").select_option("working_hours")
    press(page, "Opprett saken")
    for wrong in ("Tittel", "Medlem"):
        field = page.get_by_label(wrong, exact=True)
        expect(field).to_have_attribute("aria-invalid", "true")
        assert (field.get_attribute("aria-describedby") or "").split()
    expect(page.get_by_label("Sakstype")).to_have_value("working_hours")
    page.get_by_label("Tittel", exact=True).fill(TITLE)
    typed.fill(member.number)
    press(page, "Opprett saken")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(content(page)).to_contain_text(member.name)
    return page.url


def note_event(page: Page, case: str) -> None:
    """A phone call in the timeline, found again by what kind it is."""
    page.goto(case)
    follow(page, "Skriv et notat")
    page.get_by_label("Telefonsamtale").check()
    page.get_by_label("Overskrift").fill("Telefon fra medlemmet")
    page.get_by_label("Tekst").fill(TOLD)
    press(page, "Lagre")
    expect(content(page)).to_contain_text(TOLD)
    page.get_by_text("Vis bare noe av det").click()
    page.get_by_role("checkbox", name="Telefonsamtale").check()
    press(page, "Vis")
    expect(page.get_by_role("region", name="Tidslinje").get_by_text(TOLD)).to_be_visible()
    expect(page.get_by_role("region", name="Tidslinje")).not_to_contain_text("opprettet")


def record_consent(page: Page, case: str, member: Found) -> None:
    """The member agrees in writing to sharing."""
    page.goto(case)
    follow(page, "Tillitsvalgte og samtykke")
    follow(page, "Registrer samtykke")
    page.get_by_label("Medlem").select_option(label=member.name)
    page.get_by_label("Samtykke til deling").check()
    page.get_by_label("Skriftlig").check()
    press(page, "Registrer")
    consents = page.get_by_role("region", name="Samtykke og fullmakt")
    expect(consents).to_contain_text(member.name)
    expect(consents.get_by_text("Gjelder", exact=True)).to_be_visible()


def fill_in_statement(page: Page, case: str) -> None:
    """More lines, a draft and the finished document, each by its button."""
    page.goto(case)
    follow(page, "Fyll ut saksfremstillingsskjemaet")
    lines = page.get_by_role("group", name=re.compile("^Hendelse"))
    expect(lines.first.get_by_label("Hva som skjedde")).to_have_value(re.compile(TOLD))
    had = lines.count()
    for number in range(1, had):
        lines.nth(number).get_by_label("Dato").fill("2026-11-02")
        lines.nth(number).get_by_label("Hva som skjedde").fill("Ny turnus ble hengt opp.")
    page.locator("#id_tried").fill(TOLD)
    press_in(page, "happened")
    expect(lines.nth(had).get_by_label("Hva som skjedde")).to_have_value("")
    expect(page.locator("#id_tried")).to_have_value(TOLD)
    press_in(page, "save")
    expect(content(page)).to_contain_text("Utkastet er lagret")
    steward.fill_in_statement(page, case, TITLE)
    expect(content(page)).to_contain_text("Saksfremstillingsskjema")


def press_in(page: Page, does: str) -> None:
    page.locator(f"button[name=do][value={does}]").click()


def share_with_centre(page: Page, case: str) -> str:
    """The statement goes to the competence centre; the code is shown once. Gives the reference."""
    page.goto(case)
    follow(page, "Del dokumenter")
    content(page).get_by_role("link", name=re.compile(CENTRE)).click()
    documents = page.get_by_role("group", name="Dokumenter").get_by_role("checkbox")
    for document in documents.all():
        document.check()
    page.locator("input[name=way][value=classic]").check()
    press(page, "Del")
    expect(page.get_by_role("heading", level=1)).to_have_text("Koden, vist én gang", timeout=PATIENCE)
    code = content(page).locator("code").inner_text()
    expect(page.get_by_label("Kopier")).to_have_value(re.compile(code))
    found = REFERENCE.search(content(page).inner_text())
    assert found
    follow(page, "Gå videre til forsendelsen")
    expect(content(page)).to_contain_text(found[0])
    expect(content(page)).not_to_contain_text(code)
    return found[0]


def see_shipment(page: Page, reference: str) -> None:
    """Found in the list by its reference: to whom, which documents, and what has happened."""
    page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Forsendelser").click()
    content(page).get_by_role("searchbox").fill(reference)
    press(page, "Søk")
    expect(content(page).locator("tbody tr")).to_have_count(1)
    content(page).locator("tbody tr").get_by_role("link").first.click()
    expect(content(page)).to_contain_text(CENTRE)
    expect(page.get_by_role("table", name=re.compile("vittering")).locator("tbody tr")).not_to_have_count(0)
    expect(page.get_by_role("heading", name="Historikk")).to_be_visible()


def close_case(page: Page, case: str) -> None:
    """Refused while the shipment is open; when it is withdrawn the case is closed with its outcome."""
    page.goto(case)
    follow(page, "Avslutt saken")
    page.get_by_label("Utfall").select_option("agreed")
    press(page, "Avslutt saken")
    expect(content(page)).to_contain_text("1 forsendelse er ikke avsluttet")
    expect(page.get_by_label("Utfall")).to_have_value("agreed")
    page.goto(case)
    follow(page, "Forsendelser")
    content(page).locator("tbody tr").get_by_role("link").first.click()
    follow(page, "Trekk forsendelsen tilbake")
    press(page, "Trekk tilbake")
    page.goto(case)
    follow(page, "Avslutt saken")
    page.get_by_label("Utfall").select_option("agreed")
    press(page, "Avslutt saken")
    expect(content(page)).to_contain_text("er avsluttet")
    expect(content(page).get_by_role("link", name="Skriv et notat")).to_have_count(0)
