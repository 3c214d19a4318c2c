"""The receiver's pages: by keyboard alone on a phone, heard by a screen reader, without script, and behind the code.

Real codes throughout: a steward shares, the mail and the SMS are read where the demonstration shows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import keyboard, steward
from tests.journeys.browser import PHONE, somebody, violations, wider_than_window
from tests.journeys.program import Program
from tests.journeys.receiver import (
    CODE,
    LINK,
    SUBMIT,
    Sent,
    fetch_one_by_one,
    fetch_together,
    in_outbox,
    open_shipment,
    saved,
    type_reference,
)

Window = Callable[..., Page]
Share = Callable[[], Sent]
TITLE = "Oppsigelse på avdelingen"
IN_EVERY_LANGUAGE = [
    (language, scheme)
    if (language, scheme) in {("nb", "light"), ("en", "dark")}
    else pytest.param(language, scheme, marks=pytest.mark.long)
    for language in ("nb", "nn", "en")
    for scheme in ("light", "dark")
]


@pytest.fixture(scope="module")
def kari(browser: Browser, program: Program) -> Iterator[Page]:
    """The steward at her desk, in a case with documents."""
    with somebody(browser, program.url, name="Kari Ødegård") as page:
        yield page


@pytest.fixture(scope="module")
def case(kari: Page) -> str:
    """The case with the most documents, as the list of shipments links it."""
    kari.goto("/shipments/")
    kari.locator("main tbody tr", has_text="Kompetansesenter").last.locator("a[href*='/cases/']").click()
    kari.wait_for_url(re.compile("/cases/"))
    return kari.url


@pytest.fixture
def share(kari: Page, case: str) -> Share:
    """Shares the case's documents the direct way; gives what mail and SMS say."""

    def shared() -> Sent:
        reference = steward.share_with_member(kari, case, TITLE, mail="medlem@samhold.example", mobile="+47 400 00 001")
        return Sent(reference, in_outbox(kari, reference, CODE), in_outbox(kari, reference, LINK))

    return shared


@pytest.fixture
def phone(browser: Browser, program: Program) -> Iterator[Page]:
    """A phone of somebody without an account."""
    with somebody(browser, program.receiver_url, width=PHONE) as page:
        yield page


def faults(page: Page) -> str:
    """What is wrong with the page as it stands."""
    wide = wider_than_window(page)
    return "\n".join(filter(None, [f"{wide} pixels wider than the window" if wide else "", violations(page)]))


@pytest.mark.req("KL-SHARE-018", "PL-UI-002")
def test_a_shipment_is_sent_and_received_by_keyboard_alone_and_can_be_heard(
    window: Window, phone: Page, case: str, tmp_path: Path
):
    sent = sent_by_keyboard(window(name="Kari Ødegård", width=PHONE), case)
    phone.goto(sent.link)
    keyboard.write(phone, "Forsendelsesreferanse", sent.reference)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("textbox", name="Kode")).to_be_visible()
    keyboard.write(phone, "Kode", sent.code[:-1])
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("alert").or_(phone.locator("ds-error-summary"))).to_be_visible()
    expect(phone.get_by_role("textbox", name="Kode")).to_have_attribute("aria-invalid", "true")
    phone.get_by_role("textbox", name="Kode").focus()
    phone.keyboard.press("Control+a")
    phone.keyboard.type(sent.code)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    heard_on_the_shipments_page(phone, sent)
    with phone.expect_download() as download:
        keyboard.press(phone, "Last ned")
    assert saved(download.value).stat().st_size > 0
    answered_by_keyboard(phone, tmp_path)
    keyboard.press(phone, "Jeg har mottatt alt")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("mottatt alt")
    keyboard.press(phone, "Jeg har mottatt alt")
    expect(phone.get_by_role("status").filter(has_text="mottatt")).to_be_visible()
    keyboard.press(phone, "Lukk forsendelsen")
    expect(phone.get_by_role("heading", level=1, name="Forsendelsen er lukket")).to_be_visible()
    assert phone.complaints == []  # type: ignore[attr-defined]


def sent_by_keyboard(page: Page, case: str) -> Sent:
    """The steward's half: from the case to a shipment, with Tab, Space and Enter."""
    page.goto(case)
    keyboard.press(page, "Del dokumenter")
    page.wait_for_url("**/shipments/new/**")
    keyboard.press(page, page.locator("a.choice[href*='category=member'] strong").first.inner_text())
    page.wait_for_url("**category=member**")
    expect(page.get_by_label("Mottakerens navn")).to_be_visible()
    for _document in range(2):
        keyboard.go_to(page, "datert")
        if not page.evaluate("document.activeElement.checked"):
            page.keyboard.press("Space")
    keyboard.write(page, "Mottakerens navn", "Medlemmet")
    keyboard.write(page, "E-postadresse", "medlem@samhold.example")
    keyboard.write(page, "Mobiltelefon", "400 00 001")
    keyboard.go_to(page, "Tittel på innsendt sak")
    page.keyboard.press("Control+a")
    page.keyboard.type(TITLE)
    keyboard.go_to(page, "Jeg videresender lenken")
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=way][value=direct]")).to_be_checked()
    keyboard.press(page, "Del", exact=True)
    sent, warnings = page.get_by_role("heading", level=1, name=TITLE), page.locator("#id_seen_warnings")
    expect(sent.or_(warnings)).to_be_visible()
    if warnings.count():  # the receiver is called otherwise than the member in the register
        keyboard.go_to(page, "Jeg har sett på advarslene og vil dele likevel", exact=True)
        page.keyboard.press("Space")
        keyboard.press(page, "Del", exact=True)
    expect(sent).to_be_visible()
    found = steward.REFERENCE.search(page.locator("main").inner_text())
    assert found
    return Sent(found[0], in_outbox(page, found[0], CODE), in_outbox(page, found[0], LINK))


def heard_on_the_shipments_page(page: Page, sent: Sent) -> None:
    """What a screen reader goes by: landmarks, headings, and a name on everything that can be pressed."""
    expect(page.get_by_role("main")).to_have_count(1)
    assert page.get_by_role("heading", level=2).all_inner_texts() != []
    expect(page.get_by_role("definition").filter(has_text=sent.reference)).to_be_visible()
    documents = page.get_by_role("main").get_by_role("list").first.get_by_role("listitem")
    downloads = page.get_by_role("link", name=re.compile(r"^Last ned .{3,}"))
    assert downloads.count() >= documents.count() > 0
    names = [one.get_attribute("aria-label") for one in page.locator("a[href*='/dokument/']").all()]
    assert len(set(names)) == len(names)
    unseen = [stop for stop in keyboard.stops(page) if not stop["seen"] or not stop["name"]]
    assert unseen == []
    assert not faults(page)


def answered_by_keyboard(page: Page, folder: Path) -> None:
    """A message and a file, chosen with the keyboard."""
    file = folder / "svar.txt"
    file.write_text("Timelisten ligger ved.")
    keyboard.press(page, "Svar med melding")
    keyboard.write(page, "Melding", "Takk, jeg har lest alt.")
    with page.expect_file_chooser() as chooser:
        keyboard.go_to(page, "Dokumenter")
        page.keyboard.press("Space")
    chooser.value.set_files(file)
    keyboard.press(page, "Send svaret")
    expect(page.get_by_role("status").filter(has_text="Svaret ditt er sendt")).to_be_visible()


@pytest.mark.req("KL-SHARE-007", "PL-UI-007")
def test_without_script_the_receiver_pastes_the_link_key_and_gets_the_same(
    browser: Browser, program: Program, share: Share, tmp_path: Path
):
    sent = share()
    with somebody(browser, program.receiver_url, width=PHONE, script=False) as phone:
        phone.goto(sent.link)
        phone.locator("#id_link_key").fill(sent.link)
        phone.locator("#id_reference").fill(sent.reference.replace("-", " "))
        phone.locator(SUBMIT).first.click()
        phone.locator("#id_code").fill(sent.code)
        phone.locator(SUBMIT).first.click()
        expect(phone.get_by_role("heading", level=1)).to_contain_text(TITLE)
        got = fetch_one_by_one(phone)
        assert sorted(got.values()) == sorted(fetch_together(phone))
        file = tmp_path / "svar.txt"
        file.write_text("Uten skript")
        phone.get_by_role("link", name="Svar med melding").click()
        phone.get_by_label("Melding").fill("Uten skript")
        phone.locator("#id_files").set_input_files(file)
        phone.get_by_role("button", name="Send svaret").click()
        expect(phone.locator("main")).to_contain_text("Svaret ditt er sendt")


@pytest.mark.req("KL-SHARE-018", "PL-UI-001", "PL-UI-002")
@pytest.mark.parametrize(("language", "scheme"), IN_EVERY_LANGUAGE)
def test_axe_finds_nothing_on_the_receivers_pages_behind_the_code(
    browser: Browser, program: Program, kari: Page, share: Share, language: str, scheme: str
):
    sent = share()
    with somebody(browser, program.receiver_url, width=PHONE, language=language, scheme=scheme) as page:
        found = {}

        def look(what: str) -> None:
            found[what] = faults(page)

        def send() -> None:
            with page.expect_navigation():
                page.locator("main form button").first.click()

        def go(path: str, what: str) -> None:
            page.goto(urljoin(sent.link, f"/forsendelse/{path}"))
            look(what)

        page.goto(sent.link)
        look("reference")
        page.locator("#id_reference").fill("26-1")
        send()
        look("mistyped reference")
        type_reference(page, sent)
        look("code")
        refuse(page, sent, 1)
        look("wrong")
        refuse(page, sent, 2)
        look("wait")
        expect(page.locator("html")).to_have_attribute("lang", language)

        sent = share()
        open_shipment(page, sent)
        look("documents")
        go(f"{sent.reference}/svar/", "answer")
        send()
        look("an empty answer")
        page.locator("#id_message").fill("Takk")
        send()
        look("answered")
        go(f"{sent.reference}/mottatt/", "received everything?")
        send()
        look("done")
        go("personvern/", "what happens with the data")
        go("feil-mottaker/", "wrong receiver?")
        withdraw(kari, sent)
        go(f"{sent.reference}/innhold/", "withdrawn while it was open")
        go("feil-mottaker/", "wrong receiver without cookie")
        send()
        look("wrong receiver told")
        assert {what: faults for what, faults in found.items() if faults} == {}


def refuse(page: Page, sent: Sent, times: int) -> None:
    """A reference that is not of this link."""
    for _time in range(times):
        page.goto(sent.link)
        page.locator("#id_reference").fill("26-5283924-55")
        page.locator(SUBMIT).first.click()
        page.locator("#id_code").fill(sent.code)
        page.locator(SUBMIT).first.click()
        expect(page.get_by_role("alert")).to_be_visible()


def withdraw(kari: Page, sent: Sent) -> None:
    kari.goto("/shipments/")
    kari.locator("main tr", has_text=sent.reference).get_by_role("link").first.click()
    kari.locator("main a[href$='/withdraw/']").click()
    kari.locator(SUBMIT).last.click()
    expect(kari.locator("main")).to_contain_text("trukket tilbake")


@pytest.mark.req("KL-SHARE-009")
def test_unknown_withdrawn_and_locked_look_alike_to_the_receiver(kari: Page, phone: Page, share: Share):
    withdrawn = share()
    withdraw(kari, withdrawn)
    unknown = replace(withdrawn, link=withdrawn.link[:-8] + "AAAAAAAA")
    said = [refusal(phone, sent) for sent in (withdrawn, unknown, locked(kari))]
    assert len(set(said)) == 1


def locked(kari: Page) -> Sent:
    """The locked shipment of the demonstration, with a code that could be one."""
    kari.goto("/shipments/?f-state=locked")
    reference = steward.REFERENCE.search(kari.locator("main tbody tr").first.inner_text())
    assert reference
    return Sent(reference[0], "2222-2222-2222", in_outbox(kari, reference[0], LINK))


def refusal(page: Page, sent: Sent) -> str:
    """What the page says to the reference and the code."""
    type_reference(page, sent)
    page.locator("#id_code").fill(sent.code)
    page.locator(SUBMIT).first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page.locator("main").inner_text().replace(sent.reference, "")


@pytest.mark.req("KL-SHARE-007", "KL-SHARE-011")
def test_two_receivers_at_once_both_get_everything_until_one_has_received_it(
    browser: Browser, program: Program, phone: Page, share: Share
):
    sent = share()
    with somebody(browser, program.receiver_url) as colleague:
        type_reference(phone, sent)
        type_reference(colleague, sent)
        for page in (phone, colleague):
            page.locator("#id_code").fill(sent.code)
        for page in (phone, colleague):
            page.locator(SUBMIT).first.click()
        for page in (phone, colleague):
            expect(page).to_have_url(re.compile(f"/forsendelse/{sent.reference}/innhold/"))
        assert fetch_one_by_one(phone) == fetch_one_by_one(colleague)
        late = browser.new_context(base_url=program.receiver_url, locale="nb").new_page()
        assert "Ingenting ble åpnet" in refusal(late, sent)
        late.context.close()
