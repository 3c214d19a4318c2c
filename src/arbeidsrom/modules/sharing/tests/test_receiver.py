import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.vault import responses
from arbeidsrom.modules.sharing.actions import deliveries, notices, openings, shipments
from arbeidsrom.modules.sharing.models import (
    DocumentKey,
    Generation,
    OpeningSession,
    Receipt,
    Shipment,
    ShipmentEvent,
    TryCounter,
)
from arbeidsrom.modules.sharing.rules import links
from arbeidsrom.modules.sharing.states import ShipmentState, Way
from arbeidsrom.modules.sharing.tests.case_room import PDF, content_of
from arbeidsrom.modules.sharing.tests.receiver_browser import ReceiverBrowser

OPEN = "/forsendelse/"
CONTENT = "/forsendelse/innhold/"


@pytest.fixture(autouse=True)
def on_the_day(errand):
    """The receiver comes an hour after the steward."""
    with time_machine.travel(errand.now + timedelta(hours=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def sent(errand):
    return errand.sent()


def opened_in(browser, sent):
    assert browser.post(OPEN, sent.fields()).status_code == 302
    return browser


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
    assert browser.get(CONTENT).status_code == 200


@pytest.mark.req("KL-SHARE-007")
def test_the_documents_come_one_by_one_in_their_original_format_byte_for_byte(browser, sent, errand):
    opened_in(browser, sent)
    for place, offered in enumerate(errand.case.documents, start=1):
        response = browser.get(f"/forsendelse/dokument/{place}/")
        assert b"".join(response.streaming_content) == content_of(offered.version)
        assert response["Content-Type"] == offered.content_type
        assert "attachment" in response["Content-Disposition"]
        assert offered.file_name in response["Content-Disposition"]


@pytest.mark.req("KL-SHARE-007", "KL-SHARE-014")
def test_all_documents_come_as_a_zip_without_password_and_its_parts_fit_together(browser, sent, errand):
    opened_in(browser, sent)
    response = browser.get("/forsendelse/alle.zip")
    whole = b"".join(response.streaming_content)
    assert len(whole) == int(response["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert archive.read("Oppsigelse.pdf") == PDF
        assert sorted(archive.namelist()) == ["Oppsigelse.pdf", "Skjema.docx", "tom.txt"]
    rest = browser.get("/forsendelse/alle.zip", headers={"range": "bytes=30000-", "if-range": response["ETag"]})
    assert rest.status_code == 206
    assert b"".join(rest.streaming_content) == whole[30000:]


@pytest.mark.req("KL-SHARE-014")
@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-9", 0, 10), ("bytes=40000-", 40000, None), ("bytes=-7", -7, None)]
)
def test_a_lost_download_goes_on_where_it_stopped(browser, sent, asked, start, end):
    opened_in(browser, sent)
    response = browser.get("/forsendelse/dokument/1/", headers={"range": asked})
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == PDF[start:end]
    assert browser.get("/forsendelse/dokument/1/", headers={"range": "bytes=99999999-"}).status_code == 416


@pytest.mark.req("KL-SHARE-008")
def test_looking_at_the_link_reveals_nothing_and_changes_nothing(browser, sent, errand):
    before = _state_of_database()
    for method in (browser.get, browser.head):
        for path in (
            OPEN,
            CONTENT,
            "/forsendelse/dokument/1/",
            "/forsendelse/alle.zip",
            "/forsendelse/feil-mottaker/",
            "/forsendelse/mottatt/",
            "/forsendelse/svar/",
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
    assert list(cookies) == ["forsendelse"]
    cookie = cookies["forsendelse"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]
    settings.RECEIVER_URL = "https://deling.example"
    cookie = browser.post(OPEN, sent.fields(), secure=True).cookies["__Host-forsendelse"]
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


@pytest.mark.req("KL-SHARE-009")
def test_a_mistyped_code_or_reference_does_not_count_as_a_try(browser, sent):
    swapped = sent.read_code[1] + sent.read_code[0] + sent.read_code[2:]
    mistyped = [{"code": sent.code[:-1]}, {"reference": sent.reference[:-1] + "0"}, {"link_key": sent.key[:-1]}]
    if swapped != sent.read_code:
        mistyped.append({"code": swapped})
    for changes in mistyped * 4:
        response = browser.post(OPEN, sent.fields(**changes))
        assert response.status_code == 200
    assert not TryCounter.objects.exists()
    assert Generation.objects.get().attempts == 0
    assert browser.post(OPEN, sent.fields(code=sent.code.lower().replace("-", " "))).status_code == 302


@pytest.mark.req("KL-SHARE-009")
def test_after_ten_wrong_codes_the_shipment_is_locked_and_its_stewards_are_told(browser, sent, errand, on_the_day):
    for _number in range(10):
        on_the_day.shift(timedelta(minutes=20))
        assert browser.post(OPEN, sent.fields(code=sent.wrong_code())).status_code == 200
    assert Shipment.objects.get().state == ShipmentState.LOCKED
    on_the_day.shift(timedelta(hours=2))
    assert browser.post(OPEN, sent.fields()).status_code == 200
    assert not OpeningSession.objects.exists()
    notices.tell_stewards(now=errand.now)
    told = OutgoingMessage.objects.filter(channel="mail").exclude(about=None)
    assert sum("låst" in mail.content["subject"].lower() for mail in told) == 2
    again = shipments.issue_code(sent.shipment.public_id, actor=errand.kari, now=errand.now + timedelta(hours=8))
    assert again.code


@pytest.mark.req("KL-SHARE-009")
def test_from_the_fourth_try_on_one_has_to_wait_and_the_right_code_waits_too(browser, sent, on_the_day):
    for _number in range(3):
        assert "Vent litt" not in browser.post(OPEN, sent.fields(code=sent.wrong_code())).content.decode()
    assert "Vent litt" in browser.post(OPEN, sent.fields()).content.decode()
    assert Generation.objects.get().attempts == 3
    on_the_day.shift(timedelta(seconds=11))
    assert browser.post(OPEN, sent.fields()).status_code == 302
    assert Generation.objects.get().attempts == 3


@pytest.mark.req("KL-SHARE-009")
def test_an_address_that_guesses_on_many_links_has_to_wait_on_all(browser, sent):
    for number in range(30):
        token = links.written(bytes([number]) * 32)
        browser.post(OPEN, sent.fields(link_key=token))
    assert "Vent litt" in browser.post(OPEN, sent.fields()).content.decode()
    elsewhere = browser.post(OPEN, sent.fields(), REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 302


def _refusals(browser, errand, on_the_day):
    """The page for every reason that nothing opens, with the same link key and reference typed."""
    pages = {}

    def after(what, **changes):
        sent = errand.sent(days_open=14)
        what(sent)
        response = browser.post(OPEN, sent.fields(**changes.get("fields", lambda _sent: {})(sent)))
        TryCounter.objects.all().delete()
        text = response.content.decode()
        return (
            response.status_code,
            text.replace(sent.key, "KEY").replace(sent.reference, "REFERENCE"),
            sorted(response.headers),
        )

    def nothing(sent):
        pass

    def lock(sent):
        Generation.objects.filter(shipment=sent.shipment).update(attempts=10)
        openings.lock_shipment(sent.shipment, actor=errand.kari, now=errand.now)

    def expire(sent):
        Generation.objects.filter(shipment=sent.shipment).update(
            issued_at=errand.now - timedelta(days=15), expires_at=errand.now - timedelta(days=1)
        )

    def use_up(sent):
        Generation.objects.filter(shipment=sent.shipment).update(used_up_at=errand.now)

    def open_often(sent):
        Shipment.objects.filter(pk=sent.shipment.pk).update(max_openings=1)
        Generation.objects.filter(shipment=sent.shipment).update(openings=1)

    pages["wrong code"] = after(nothing, fields=lambda sent: {"code": sent.wrong_code()})
    other = errand.sent()
    status, text, headers = after(nothing, fields=lambda sent: {"reference": other.reference})
    pages["wrong reference"] = status, text.replace(other.reference, "REFERENCE"), headers
    unknown = links.written(bytes(32))
    status, text, headers = after(nothing, fields=lambda sent: {"link_key": unknown})
    pages["unknown link"] = status, text.replace(unknown, "KEY"), headers
    pages["locked"] = after(lock)
    pages["expired"] = after(expire)
    pages["withdrawn"] = after(
        lambda sent: shipments.withdraw_shipment(sent.shipment.public_id, actor=errand.kari, now=errand.now)
    )
    pages["received"] = after(use_up)
    pages["opened often enough"] = after(open_often)
    return pages


@pytest.mark.req("KL-SHARE-009", "KL-SHARE-011")
def test_wrong_unknown_expired_withdrawn_and_locked_are_alike_byte_for_byte(browser, errand, on_the_day):
    pages = _refusals(browser, errand, on_the_day)
    assert len(pages) == 8
    for reason, page in pages.items():
        assert page == pages["wrong code"], reason


@pytest.mark.req("KL-SHARE-009")
def test_waiting_is_asked_alike_for_links_that_do_not_exist(browser, sent):
    def page_after_three_tries(key, code):
        for _number in range(3):
            browser.post(OPEN, sent.fields(link_key=key, code=code))
        return browser.post(OPEN, sent.fields(link_key=key, code=code)).content.decode().replace(key, "KEY")

    real = page_after_three_tries(sent.key, sent.wrong_code())
    assert "Vent litt" in real
    assert page_after_three_tries(links.written(bytes(32)), sent.wrong_code()) == real


@pytest.mark.req("KL-SHARE-011")
def test_after_withdrawal_the_page_says_only_that_nothing_is_available(browser, sent, errand):
    opened_in(browser, sent)
    shipments.withdraw_shipment(sent.shipment.public_id, actor=errand.kari, now=errand.now)
    response = browser.get(CONTENT)
    page = response.content.decode()
    assert response.status_code == 404
    assert "ikke lenger tilgjengelig" in page
    for secret in ("Kari", "Oppsigelse", sent.reference, "trukket"):
        assert secret not in page
    for path in ("/forsendelse/dokument/1/", "/forsendelse/alle.zip"):
        assert browser.get(path).status_code == 404


@pytest.mark.req("KL-SHARE-011")
def test_withdrawal_stops_a_download_that_is_running(errand, browser, monkeypatch):
    monkeypatch.setattr(responses, "BATCH", 300_000)
    errand.room.store(
        errand.case, bytes(2_000_000), "stor.bin", "Opptak datert 01.02.26", actor=errand.kari, now=errand.now
    )
    sent = errand.sent()
    opened_in(browser, sent)
    response = browser.get("/forsendelse/dokument/4/")
    stream = iter(response.streaming_content)
    got = len(next(stream))
    shipments.withdraw_shipment(sent.shipment.public_id, actor=errand.kari, now=errand.now)
    rest: list[int] = []
    with pytest.raises(responses.SendingStopped):
        rest.extend(map(len, stream))
    assert got + sum(rest) < 1_000_000


@pytest.mark.req("KL-SHARE-011")
def test_a_shipment_that_has_expired_is_not_available_in_an_open_browser_either(browser, errand, on_the_day):
    sent = errand.sent(days_open=1)
    on_the_day.shift(timedelta(hours=22, minutes=50))
    opened_in(browser, sent)
    assert browser.get(CONTENT).status_code == 200
    on_the_day.shift(timedelta(minutes=15))
    assert browser.get(CONTENT).status_code == 404
    notices.clear_expired(now=errand.now + timedelta(days=2))
    assert not DocumentKey.objects.exists()
    assert not Generation.objects.exclude(wrapped_key=None).exists()
    assert not OpeningSession.objects.exists()


@pytest.mark.req("KL-SHARE-011")
def test_the_number_of_openings_can_be_limited(browser, errand):
    sent = errand.sent(max_openings=2)
    for _number in range(2):
        opened_in(browser, sent)
    assert browser.post(OPEN, sent.fields()).status_code == 200
    assert browser.get(CONTENT).status_code == 200


@pytest.mark.req("KL-SHARE-011")
def test_strict_is_one_opening_and_four_hours(browser, errand, on_the_day):
    sent = errand.sent(is_strict=True)
    opened_in(browser, sent)
    assert browser.post(OPEN, sent.fields()).status_code == 200
    on_the_day.shift(timedelta(hours=3, minutes=59))
    assert browser.get(CONTENT).status_code == 200
    on_the_day.shift(timedelta(minutes=2))
    assert browser.get(CONTENT).status_code == 404


@pytest.mark.req("KL-SHARE-012")
def test_the_receipt_counts_authenticated_bytes_and_never_page_views(browser, sent):
    opened_in(browser, sent)
    browser.get(CONTENT)
    browser.head("/forsendelse/dokument/1/")
    assert not Receipt.objects.exists()
    for asked in ("bytes=0-9999", "bytes=5000-19999"):
        b"".join(browser.get("/forsendelse/dokument/1/", headers={"range": asked}).streaming_content)
    receipt = Receipt.objects.get()
    (delivered,) = receipt.delivered
    assert (delivered.lower, delivered.upper) == (0, 20000)
    assert receipt.completed_at is None
    b"".join(browser.get("/forsendelse/dokument/1/", headers={"range": "bytes=20000-"}).streaming_content)
    receipt.refresh_from_db()
    assert receipt.completed_at is not None
    assert list(ShipmentEvent.objects.filter(kind="downloaded").values_list("document__place", flat=True)) == [1]


@pytest.mark.req("KL-SHARE-012")
def test_a_download_that_breaks_off_counts_only_what_went_out(errand, browser):
    errand.room.store(
        errand.case, bytes(2_000_000), "stor.bin", "Opptak datert 01.02.26", actor=errand.kari, now=errand.now
    )
    sent = errand.sent()
    opened_in(browser, sent)
    response = browser.get("/forsendelse/dokument/4/")
    stream = iter(response.streaming_content)
    first = len(next(stream))
    next(stream)
    response._resource_closers[-1]()
    (delivered,) = Receipt.objects.get().delivered
    assert (delivered.lower, delivered.upper) == (0, first)


@pytest.mark.req("KL-SHARE-012")
def test_the_sender_is_told_of_the_first_opening_once(browser, sent, errand):
    for _number in range(2):
        opened_in(browser, sent)
    notices.tell_stewards(now=errand.now)
    notices.tell_stewards(now=errand.now)
    told = [mail for mail in OutgoingMessage.objects.all() if "åpnet" in mail.content["subject"].lower()]
    assert sorted(mail.recipient for mail in told) == ["kari@example.no", "ola@example.no"]
    assert Shipment.objects.get().opened_at is not None
    assert ShipmentEvent.objects.filter(kind="opened").count() == 2


@pytest.mark.req("KL-SHARE-012")
def test_when_everything_is_delivered_the_code_stops_and_the_browser_has_a_day_more(browser, sent, on_the_day):
    opened_in(browser, sent)
    for place in (1, 2, 3):
        b"".join(browser.get(f"/forsendelse/dokument/{place}/").streaming_content)
    shipment = Shipment.objects.get()
    assert shipment.state == ShipmentState.COMPLETED
    assert shipment.completed_at is not None
    other = ReceiverBrowser()
    assert other.post(OPEN, sent.fields()).status_code == 200
    on_the_day.shift(timedelta(hours=22))
    assert browser.get(CONTENT).status_code == 200
    on_the_day.shift(timedelta(hours=3))
    assert browser.get(CONTENT).status_code == 404


@pytest.mark.req("KL-SHARE-012")
def test_the_receiver_says_that_everything_is_received(browser, sent):
    opened_in(browser, sent)
    assert browser.get("/forsendelse/mottatt/").status_code == 200
    assert Shipment.objects.get().state == ShipmentState.SENT
    browser.post("/forsendelse/mottatt/")
    assert Shipment.objects.get().state == ShipmentState.COMPLETED
    assert "Alt er mottatt" in browser.get(CONTENT).content.decode()
    browser.post("/forsendelse/mottatt/")
    assert ShipmentEvent.objects.filter(kind="completed").count() == 1


def test_the_wrong_receiver_says_so_with_the_link_alone_and_nothing_is_opened_or_locked(browser, sent, errand):
    unknown = browser.post("/forsendelse/feil-mottaker/", {"link_key": links.written(bytes(32))}).content
    for _number in range(3):
        answer = browser.post("/forsendelse/feil-mottaker/", {"link_key": sent.key})
        assert answer.content == unknown
    assert ShipmentEvent.objects.filter(kind="wrong_receiver").count() == 1
    notices.tell_stewards(now=errand.now)
    assert any("feil mottaker" in mail.content["subject"].lower() for mail in OutgoingMessage.objects.all())
    assert browser.post(OPEN, sent.fields()).status_code == 302


def test_the_shipment_can_be_closed_on_a_shared_computer(browser, sent):
    opened_in(browser, sent)
    assert browser.post("/forsendelse/lukk/").status_code == 200
    assert not OpeningSession.objects.exists()
    assert browser.get(CONTENT).status_code == 404


@pytest.mark.req("KL-SHARE-016")
def test_what_receivers_do_is_in_the_audit_log_of_the_sender_with_the_address_it_came_from(browser, sent, errand):
    browser.post(OPEN, sent.fields(code=sent.wrong_code()), REMOTE_ADDR="198.51.100.4")
    opened_in(browser, sent)
    b"".join(browser.get("/forsendelse/dokument/1/").streaming_content)
    browser.post("/forsendelse/mottatt/")
    entries = Entry.objects.filter(thing=sent.shipment.public_id).order_by("id")
    events = [entry.event.removeprefix("sharing.shipment.") for entry in entries]
    assert events == ["created", "code_issued", "try_failed", "opened", "downloaded", "completed"]
    assert {entry.tenant for entry in entries} == {errand.cast.hospital_club.tenant}
    assert "198.51.100.4" in entries[2].detail.content


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
    for path in (CONTENT, "/forsendelse/dokument/1/", "/forsendelse/alle.zip"):
        response = browser.get(path)
        assert "no-store" in response["Cache-Control"]
        assert "Content-Security-Policy" in response
    assert "sandbox" in browser.get("/forsendelse/dokument/1/")["Content-Security-Policy"]


@pytest.mark.req("KL-SHARE-012")
def test_the_steward_is_reminded_two_days_before_an_unopened_shipment_expires(sent, errand):
    for days, reminded in ((11, 0), (12, 1), (13, 0)):
        assert notices.remind_of_unopened(now=errand.now + timedelta(days=days, minutes=1)) == reminded
    notices.tell_stewards(now=errand.now + timedelta(days=12))
    assert any("ikke åpnet" in mail.content["subject"].lower() for mail in OutgoingMessage.objects.all())


def test_a_shipment_that_was_opened_needs_no_reminder(browser, sent, errand):
    opened_in(browser, sent)
    assert notices.remind_of_unopened(now=errand.now + timedelta(days=13)) == 0


def test_the_database_itself_keeps_what_ended_without_a_key(sent):
    with pytest.raises(Exception, match="generation_that_ended_has_no_key"), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_generation SET ended_at = now()")


def test_record_delivery_of_an_empty_document_completes_it(browser, sent):
    opened_in(browser, sent)
    assert b"".join(browser.get("/forsendelse/dokument/2/").streaming_content) == b""
    assert Receipt.objects.get(document__place=2).completed_at is not None
    assert timedelta(hours=24) == deliveries.GRACE
    assert sent.shipment.way == Way.CLASSIC
