"""From a requirement's draft to a signed and valid competence, by everybody whom it passes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, violations, wider_than_window
from tests.journeys.region import choose

Window = Callable[..., Page]
PLAN = "HF-Akutt-Observasjonspost-Trakealkanyle for alle som har vakt"
REQUIREMENT = "Trakealkanyle: stell"


def clean(page: Page, heading: str) -> None:
    """The page with that heading has come; it is readable by everybody, and inside the window."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    assert violations(page) == ""
    assert wider_than_window(page) == 0


def draft_plan(page: Page) -> None:
    """A plan with a sub-plan and one requirement that must be signed; nobody sees anything of it yet."""
    page.goto("/plans/new/")
    page.get_by_label("Navn", exact=True).fill(PLAN)
    page.get_by_label("Sendes til leder for godkjenning").check()
    page.get_by_label("Avdeling", exact=True).select_option(label="101102 Avdeling A 2")
    page.get_by_role("button", name="Lagre", exact=True).click()
    page.get_by_role("link", name="Ny delplan").click()
    page.get_by_label("Navn på delplanen").fill("Stell og nødsituasjon")
    page.get_by_role("button", name="Lagre", exact=True).click()
    page.get_by_role("link", name=re.compile("^ *Nytt lokalt krav")).click()
    page.get_by_label("Navn", exact=True).first.fill(REQUIREMENT)
    category = page.get_by_label("Respirasjon", exact=True)
    if not category.is_visible():
        page.locator("#part-category summary").first.click()
    category.check()
    page.get_by_label("Krever signering", exact=True).check()
    page.get_by_role("button", name="Lagre kladd").click()
    expect(page.get_by_text("Kravet er laget som kladd")).to_be_visible()


def edited_plan(page: Page) -> None:
    """The plan, from the list of those one can change."""
    page.goto("/plans/")
    page.get_by_role("row").filter(has_text=PLAN).get_by_role("link", name="Rediger").click()


def approve_changes(page: Page) -> None:
    """Everything that waits in the plan takes effect."""
    edited_plan(page)
    page.get_by_role("link", name="Godkjenn LA/krav").click()
    page.get_by_role("link", name=re.compile("Godkjenn alle endringer")).click()
    page.get_by_role("button", name="Godkjenn alle endringer").click()
    expect(page.get_by_text(re.compile("1 endring er godkjent"))).to_be_visible()


def publish_to_own_department(page: Page) -> None:
    """Naming document owner and responsible publishes it where it is owned (KP-ADM-227)."""
    page.get_by_role("link", name="Angi eier/ansvarlig").click()
    page.get_by_label("Søk etter dokumenteier").fill("Astrid Øv")
    page.get_by_label("Søk etter dokumentansvarlig").fill("Hanne Løk")
    page.get_by_role("button", name="Søk", exact=True).click()
    page.get_by_label(re.compile("Astrid Øvrebø")).first.check()
    page.get_by_label(re.compile("Hanne Løkås")).first.check()
    clean(page, PLAN)
    page.get_by_role("button", name="Lagre endringer").click()
    expect(page.get_by_text("Publisert", exact=True).first).to_be_visible()


def assign(page: Page, name: str) -> None:
    """The leader ticks somebody in the overview and gives them the plan."""
    page.goto("/employees/")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Tildel plan").click()
    clean(page, "Tildel plan")
    page.get_by_role("button", name=re.compile(PLAN)).click()
    expect(page.get_by_text("1 medarbeider har fått planen")).to_be_visible()


def open_requirement(page: Page) -> None:
    """One's own, from the plan."""
    page.goto("/own-plans/")
    page.get_by_role("link", name=PLAN).click()
    clean(page, PLAN)
    page.get_by_role("link", name=REQUIREMENT).click()


def send(page: Page, signer: str) -> None:
    """On the phone: when it was done, and who saw it."""
    open_requirement(page)
    page.get_by_label("Dato det ble utført").fill((date.today() - timedelta(days=1)).isoformat())
    page.get_by_label("Søk etter instruktør/supervisør").fill(signer.split()[0])
    page.get_by_role("button", name="Søk", exact=True).last.click()
    page.get_by_label(re.compile(signer)).check()
    clean(page, REQUIREMENT)
    page.get_by_role("button", name="Send til signering").click()
    expect(page.get_by_role("main").get_by_text("Venter på signering").first).to_be_visible()


def open_request(page: Page) -> None:
    """What one is asked to sign."""
    page.goto("/signing/")
    page.get_by_role("link", name=re.compile(REQUIREMENT)).first.click()
    clean(page, REQUIREMENT)


@pytest.mark.req("KP-SIGN-010", "KP-SIGN-011", "KP-SIGN-014", "KP-SIGN-015", "KP-SIGN-017")
def test_an_author_a_leader_an_employee_and_a_signer_take_it_from_draft_to_approved_plan(window: Window) -> None:
    author = window(name="Hanne Løkås")
    choose(author, "^ *Avdeling A 2")
    draft_plan(author)
    approve_changes(author)
    publish_to_own_department(author)

    leader = window(name="Astrid Øvrebø")
    assign(leader, "Espen Hægstad")

    employee, signer = window(name="Espen Hægstad", width=PHONE), window(name="Lars Nærbø", width=PHONE)
    send(employee, "Lars Nærbø")
    open_request(signer)
    signer.get_by_label("Kommentar").fill("Vi gjør det sammen på mandag.")
    signer.get_by_label("Begrunnelse for avslag").select_option(label="Jeg har ikke sett det utført")
    signer.get_by_role("button", name="Avslå").click()
    expect(signer.get_by_text(re.compile("^Avvist."))).to_be_visible()

    open_requirement(employee)
    expect(employee.get_by_role("main")).to_contain_text("Vi gjør det sammen på mandag.")
    clean(employee, REQUIREMENT)
    send(employee, "Lars Nærbø")
    open_request(signer)
    signer.get_by_role("button", name="Signer", exact=True).click()
    expect(signer.get_by_text("Signert.")).to_be_visible()
    signer.get_by_role("link", name="Signert", exact=True).click()
    expect(signer.get_by_role("main")).to_contain_text(REQUIREMENT)

    open_requirement(employee)
    expect(employee.get_by_role("main")).to_contain_text("Fullført")
    leader.goto("/plans-to-approve/")
    leader.get_by_role("row").filter(has_text=PLAN).get_by_role("link").first.click()
    clean(leader, PLAN)
    leader.get_by_role("button", name="Godkjenn plan").click()
    employee.goto("/own-plans/")
    expect(employee.get_by_role("main")).to_contain_text("Godkjent")

    edited_plan(author)
    author.get_by_role("link", name=re.compile(REQUIREMENT)).first.click()
    author.get_by_role("link", name="Kladd", exact=True).click()
    author.get_by_label("Gyldighet i dager").fill("10")
    author.get_by_role("button", name="Lagre kladd").click()
    open_requirement(employee)
    expect(employee.get_by_role("main")).not_to_contain_text("Gyldig til")
    approve_changes(author)
    open_requirement(employee)
    expect(employee.get_by_role("main")).to_contain_text("Gyldig til")
    expect(employee.get_by_role("main")).to_contain_text("Utløper snart")
    assert author.complaints == leader.complaints == employee.complaints == signer.complaints == []
