"""The receiver's page: what it shows before and after the code, and the documents as they come down."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import fields

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.vault.upload_handler import SealedTemporary
from arbeidsrom.modules.sharing import manifest
from arbeidsrom.modules.sharing.models import (
    Generation,
    OpeningSession,
    Receipt,
    Shipment,
    ShipmentEvent,
    TryCounter,
)
from arbeidsrom.modules.sharing.rules import two_channel
from arbeidsrom.modules.sharing.tests.case_room import PDF, content_of
from arbeidsrom.modules.sharing.tests.receiver_browser import OPEN, at, opened_in

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.mark.req("KL-SHARE-007")
def test_the_receiver_gives_reference_and_code_without_an_account_and_sees_what_was_sent(browser, sent):
    assert browser.get(OPEN).status_code == 200
    first = browser.post(OPEN, {"link_key": sent.key, "reference": sent.reference})
    assert 'name="code"' in first.content.decode()
    response = browser.post(OPEN, sent.fields(), follow=True)
    page = response.content.decode()
    for needed in (
        "Kari Ødegård",
        "Sykehusklubben",
        "Oppsigelse datert 03.02.26",
        "Se vedlagte dokumenter før møtet.",
        "Saksfremstillingsskjema",
        "Oppsigelse.pdf",
        "tom.txt",
        sent.reference,
        "Personalsjef Berg",
    ):
        assert needed in page
    assert browser.get(at(sent)).status_code == 200


@pytest.mark.req("KL-SHARE-007")
def test_the_documents_come_one_by_one_in_their_original_format_byte_for_byte(browser, sent, errand):
    opened_in(browser, sent)
    for place, offered in enumerate(errand.case.documents, start=1):
        response = browser.get(at(sent, f"dokument/{place}/"))
        assert b"".join(response.streaming_content) == content_of(offered.version)
        assert response["Content-Type"] == offered.content_type
        assert "attachment" in response["Content-Disposition"]
        assert offered.file_name in response["Content-Disposition"]


@pytest.mark.req("KL-SHARE-007", "KL-SHARE-014")
def test_all_documents_come_as_a_zip_without_password_and_its_parts_fit_together(browser, sent, errand):
    opened_in(browser, sent)
    response = browser.get(at(sent, "alle.zip"))
    whole = b"".join(response.streaming_content)
    assert len(whole) == int(response["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert archive.read("Oppsigelse.pdf") == PDF
        assert sorted(archive.namelist()) == ["Oppsigelse.pdf", "Skjema.docx", "tom.txt"]
    rest = browser.get(at(sent, "alle.zip"), headers={"range": "bytes=30000-", "if-range": response["ETag"]})
    assert rest.status_code == 206
    assert b"".join(rest.streaming_content) == whole[30000:]


@pytest.mark.req("KL-SHARE-014")
@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-9", 0, 10), ("bytes=40000-", 40000, None), ("bytes=-7", -7, None)]
)
def test_a_lost_download_goes_on_where_it_stopped(browser, sent, asked, start, end):
    opened_in(browser, sent)
    response = browser.get(at(sent, "dokument/1/"), headers={"range": asked})
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == PDF[start:end]
    assert browser.get(at(sent, "dokument/1/"), headers={"range": "bytes=99999999-"}).status_code == 416


@pytest.mark.req("KL-SHARE-007", "KL-SHARE-018")
def test_documents_with_the_same_title_have_names_of_their_own_for_screen_readers(browser, errand):
    for name in ("Side 1.pdf", "Side 2.pdf"):
        errand.room.store(errand.case, PDF, name, "Referat datert 04.02.26", actor=errand.kari, now=errand.now)
    sent = errand.sent()
    page = opened_in(browser, sent).get(at(sent)).content.decode()
    assert 'aria-label="Last ned Referat datert 04.02.26, Side 1.pdf"' in page
    assert 'aria-label="Last ned Referat datert 04.02.26, Side 2.pdf"' in page


@pytest.mark.req("KL-SHARE-007")
def test_whom_to_ask_is_a_number_to_call_else_an_address_to_write_to(browser, errand):
    for mobile, shown, hidden in (("41234567", "tel:41234567", "mailto:"), ("", "mailto:kari@example.no", "tel:")):
        Person.objects.filter(email="kari@example.no").update(mobile=mobile)
        sent = errand.sent()
        page = opened_in(browser, sent).get(at(sent)).content.decode()
        assert shown in page
        assert hidden not in page


def test_what_an_earlier_version_sealed_can_still_be_opened(browser, sent):
    said = {"category": "employer", "sender": "Kari", "documents": [{"sha256": "", "title": "Notat"}]}
    known = {each.name: said.get(each.name, "") for each in fields(manifest.Manifest)}
    document = {each.name: said["documents"][0].get(each.name, "") for each in fields(manifest.SharedDocument)}
    plain = json.dumps({**said, **known, "documents": [{**said["documents"][0], **document}]}).encode()
    sealed = two_channel.seal(two_channel.subkey(bytes(32), "manifest"), plain, b"x")
    opened = manifest.unseal(sealed, bytes(32), b"x")
    assert (opened.sender, opened.documents[0].title) == ("Kari", "Notat")


@pytest.mark.req("KL-SHARE-008")
def test_looking_at_the_link_reveals_nothing_and_changes_nothing(browser, sent, errand):
    before = _state_of_database()
    for method in (browser.get, browser.head):
        for path in (
            OPEN,
            at(sent),
            at(sent, "dokument/1/"),
            at(sent, "alle.zip"),
            "/forsendelse/feil-mottaker/",
            at(sent, "mottatt/"),
            at(sent, "svar/"),
            "/forsendelse/personvern/",
        ):
            response = method(path)
            text = response.content.decode()
            for secret in ("Kari", "Sykehusklubben", "Oppsigelse", sent.reference, sent.key, "Berg"):
                assert secret not in text
            assert "Set-Cookie" not in response or "Max-Age=0" in response["Set-Cookie"]
    assert _state_of_database() == before


def _state_of_database():
    models = (Shipment, Generation, OpeningSession, Receipt, ShipmentEvent, TryCounter, Entry)
    found = {}
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f"SELECT row::text FROM {table} row ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


@pytest.mark.req("KL-SHARE-007")
def test_no_cookie_is_set_before_the_code_and_the_one_after_it_is_guarded(browser, sent, settings):
    assert not browser.get(OPEN).cookies
    assert not browser.post(OPEN, {"link_key": sent.key, "reference": sent.reference}).cookies
    assert not browser.post(OPEN, sent.fields(code=sent.wrong_code())).cookies
    cookies = browser.post(OPEN, sent.fields()).cookies
    assert list(cookies) == [f"forsendelse-{sent.reference}"]
    cookie = cookies[f"forsendelse-{sent.reference}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]
    settings.RECEIVER_URL = "https://deling.example"
    cookie = browser.post(OPEN, sent.fields(), secure=True).cookies[f"__Host-forsendelse-{sent.reference}"]
    assert cookie["secure"]


@pytest.mark.req("KL-SHARE-007")
def test_a_form_from_another_page_opens_nothing(browser, sent):
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "", "origin": "https://annen.example"},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "same-site"},
    ):
        assert browser.post(OPEN, sent.fields(), headers=headers).status_code == 403
    assert not OpeningSession.objects.exists()
    old_browser = {"sec-fetch-site": "", "origin": "http://testserver"}
    assert browser.post(OPEN, sent.fields(), headers=old_browser).status_code == 302


@pytest.mark.req("KL-SHARE-007")
def test_pages_let_older_browsers_say_where_a_form_comes_from_and_tell_other_sites_nothing(browser, sent):
    old = {"sec-fetch-site": "", "origin": "http://testserver"}
    assert browser.post(OPEN, sent.fields(), headers=old).status_code == 302
    for path in (OPEN, "/forsendelse/feil-mottaker/", at(sent), at(sent, "svar/")):
        page = browser.get(path)
        assert page["Referrer-Policy"] == "same-origin"
        assert 'name="referrer"' not in page.content.decode()
        assert "no-referrer" not in page.content.decode()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.req("PL-UI-001")
def test_the_page_speaks_the_language_that_is_chosen(browser, sent, language):
    expected = {"nb": "Åpne en sikker forsendelse", "nn": "Opne ei sikker sending", "en": "Open a secure shipment"}
    page = browser.get(f"{OPEN}?language={language}")
    assert expected[language] in page.content.decode()
    assert page["Content-Language"] == language
    opened = browser.post(f"{OPEN}?language={language}", sent.fields(), follow=True)
    assert f'lang="{language}"' in opened.content.decode()


@pytest.mark.req("PL-OPS-005")
def test_nothing_is_kept_by_browsers_and_downloads_cannot_act_in_our_name(browser, sent):
    opened_in(browser, sent)
    for path in (at(sent), at(sent, "dokument/1/"), at(sent, "alle.zip")):
        response = browser.get(path)
        assert "no-store" in response["Cache-Control"]
        assert "Content-Security-Policy" in response
    assert "sandbox" in browser.get(at(sent, "dokument/1/"))["Content-Security-Policy"]


@pytest.mark.req("KL-SHARE-013")
def test_nobody_without_an_open_shipment_can_fill_the_disk(browser, sent, settings, monkeypatch):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    arrived = []
    monkeypatch.setattr(SealedTemporary, "take", lambda _self, data: arrived.append(len(data)))
    addresses = ["/forsendelse/", at(sent, "svar/"), "/forsendelse/feil-mottaker/", at(sent, "lukk/")]
    for address in addresses:
        browser.post(address, {"link_key": sent.key, "files": SimpleUploadedFile("stor.pdf", b"x" * 10_000)})
    assert arrived == []

    browser.post("/forsendelse/", sent.fields())
    for address in addresses[2:]:
        browser.post(address, {"files": SimpleUploadedFile("stor.pdf", b"x" * 10_000)})
    assert arrived == []


def test_an_address_with_digits_of_another_script_is_none_of_ours(browser):
    answer = browser.get("/forsendelse/٢٦-٥٢٨٣٩٢٤-٥٥/innhold/")
    assert answer.status_code == 404
