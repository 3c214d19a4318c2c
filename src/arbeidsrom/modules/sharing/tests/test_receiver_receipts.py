"""What the sender learns: openings, downloads and receipts, in messages and in the log."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.modules.sharing.actions import deliveries, notices, shipments
from arbeidsrom.modules.sharing.models import Receipt, Shipment, ShipmentEvent
from arbeidsrom.modules.sharing.queries import shipments as queries
from arbeidsrom.modules.sharing.rules import links
from arbeidsrom.modules.sharing.states import ShipmentState, Way
from arbeidsrom.modules.sharing.tests.case_room import PDF
from arbeidsrom.modules.sharing.tests.conftest import token_in_mail
from arbeidsrom.modules.sharing.tests.receiver_browser import OPEN, ReceiverBrowser, at, opened_in
from arbeidsrom.web.components.formats import moment

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.mark.req("KL-SHARE-012")
def test_the_receipt_counts_authenticated_bytes_and_never_page_views(browser, sent):
    opened_in(browser, sent)
    browser.get(at(sent))
    browser.head(at(sent, "dokument/1/"))
    assert not Receipt.objects.exists()
    for asked in ("bytes=0-9999", "bytes=5000-19999"):
        b"".join(browser.get(at(sent, "dokument/1/"), headers={"range": asked}).streaming_content)
    receipt = Receipt.objects.get()
    (delivered,) = receipt.delivered
    assert (delivered.lower, delivered.upper) == (0, 20000)
    assert receipt.completed_at is None
    b"".join(browser.get(at(sent, "dokument/1/"), headers={"range": "bytes=20000-"}).streaming_content)
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
    response = browser.get(at(sent, "dokument/4/"))
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
        b"".join(browser.get(at(sent, f"dokument/{place}/")).streaming_content)
    shipment = Shipment.objects.get()
    assert shipment.state == ShipmentState.COMPLETED
    assert shipment.completed_at is not None
    other = ReceiverBrowser()
    assert other.post(OPEN, sent.fields()).status_code == 200
    on_the_day.shift(timedelta(hours=22))
    assert browser.get(at(sent)).status_code == 200
    on_the_day.shift(timedelta(hours=3))
    assert browser.get(at(sent)).status_code == 404


@pytest.mark.req("KL-SHARE-012")
def test_with_a_new_code_everything_delivered_again_stops_that_code_too(browser, sent, errand, on_the_day):
    opened_in(browser, sent)
    for place in (1, 3):
        b"".join(browser.get(at(sent, f"dokument/{place}/")).streaming_content)
    first = {each.document_id: each.completed_at for each in Receipt.objects.all()}
    on_the_day.shift(timedelta(hours=2))
    issued = shipments.issue_code(sent.shipment.public_id, actor=errand.kari, now=errand.now + timedelta(hours=3))
    again = replace(sent, code=issued.code, token=token_in_mail(sent.shipment))
    later = opened_in(ReceiverBrowser(), again)
    assert "lastet ned" not in later.get(at(sent)).content.decode()
    for place in (1, 3):
        assert Shipment.objects.get().state == ShipmentState.SENT
        b"".join(later.get(at(sent, f"dokument/{place}/")).streaming_content)
    assert Shipment.objects.get().state == ShipmentState.COMPLETED
    assert ReceiverBrowser().post(OPEN, again.fields()).status_code == 200
    told = queries.receipts_of(sent.shipment)
    assert {document: each.completed_at for document, each in told.items()} == first
    on_the_day.shift(timedelta(hours=23))
    assert later.get(at(sent)).status_code == 200
    on_the_day.shift(timedelta(hours=2))
    assert later.get(at(sent)).status_code == 404


def test_what_was_delivered_before_receipts_knew_their_code_belongs_to_the_code_of_the_time(sent, errand):
    old = sent.shipment.generations.get()
    shipments.issue_code(sent.shipment.public_id, actor=errand.kari, now=errand.now + timedelta(days=1))
    new = sent.shipment.generations.get(ended_at=None)
    for document, hours in zip(sent.shipment.documents.order_by("place"), (1, 30), strict=False):
        at_the_time = errand.now + timedelta(hours=hours)
        Receipt.objects.create(generation=new, document=document, first_at=at_the_time, last_at=at_the_time)
    migration = import_module("arbeidsrom.modules.sharing.migrations.0006_receipt_with_each_code")
    migration.with_the_code_of_the_time(apps, connection.schema_editor())
    assert list(Receipt.objects.order_by("document__place").values_list("generation", flat=True)) == [old.pk, new.pk]


@pytest.mark.req("KL-SHARE-012", "KL-SHARE-016")
def test_each_browser_that_gets_a_document_is_written_down_once(browser, sent):
    opened_in(browser, sent)
    other = opened_in(ReceiverBrowser(), sent)
    for each in (browser, browser, other):
        b"".join(each.get(at(sent, "dokument/1/")).streaming_content)
    assert ShipmentEvent.objects.filter(kind="downloaded").count() == 2
    assert Entry.objects.filter(event="sharing.shipment.downloaded").count() == 2
    assert Receipt.objects.count() == 1


@pytest.mark.req("KL-SHARE-016")
def test_who_leaves_out_the_last_byte_stands_in_the_log_all_the_same(browser, sent):
    opened_in(browser, sent)
    for _number in range(2):
        b"".join(browser.get(at(sent, "dokument/1/"), headers={"range": f"bytes=0-{len(PDF) - 2}"}).streaming_content)
    entry = Entry.objects.get(event="sharing.shipment.download_begun")
    assert entry.thing == sent.shipment.public_id
    assert not Entry.objects.filter(event="sharing.shipment.downloaded").exists()


@pytest.mark.req("KL-SHARE-012")
def test_the_receiver_says_that_everything_is_received(browser, sent):
    opened_in(browser, sent)
    assert browser.get(at(sent, "mottatt/")).status_code == 200
    assert Shipment.objects.get().state == ShipmentState.SENT
    browser.post(at(sent, "mottatt/"))
    assert Shipment.objects.get().state == ShipmentState.COMPLETED
    assert "Du har mottatt alt" in browser.get(at(sent)).content.decode()
    browser.post(at(sent, "mottatt/"))
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


@pytest.mark.req("KL-SHARE-016")
def test_what_receivers_do_is_in_the_audit_log_of_the_sender_with_the_address_it_came_from(browser, sent, errand):
    browser.post(OPEN, sent.fields(code=sent.wrong_code()), REMOTE_ADDR="198.51.100.4")
    opened_in(browser, sent)
    b"".join(browser.get(at(sent, "dokument/1/")).streaming_content)
    browser.post(at(sent, "mottatt/"))
    entries = Entry.objects.filter(thing=sent.shipment.public_id).order_by("id")
    events = [entry.event.removeprefix("sharing.shipment.") for entry in entries]
    assert events == ["created", "code_issued", "try_failed", "opened", "downloaded", "completed"]
    assert {entry.tenant for entry in entries} == {errand.cast.hospital_club.tenant}
    assert "198.51.100.4" in entries[2].detail.content


@pytest.mark.req("KL-SHARE-012", "KL-SHARE-016")
def test_the_sender_reads_on_the_page_when_what_was_opened_and_downloaded_and_the_log_of_it(browser, sent, errand):
    browser.post(OPEN, sent.fields(code=sent.wrong_code()), REMOTE_ADDR="198.51.100.4")
    opened_in(browser, sent)
    b"".join(browser.get(at(sent, "dokument/1/")).streaming_content)
    steward = Client(headers={"accept-language": "nb"})
    steward.force_login(errand.cast.accounts["ola"])
    page = steward.get(f"/shipments/{sent.shipment.public_id}/").content.decode()
    facts, _between, history = page.partition("Historikk")
    opened = moment(Shipment.objects.get().opened_at)
    assert re.search(rf"Først åpnet.{{0,200}}{opened}", facts, re.DOTALL)
    assert len(re.findall(rf"<td[^>]*>[^<]*{opened}</td>", facts)) == 1  # one of the three documents
    told = ("feil kode eller referanse", "198.51.100.4", "En mottaker åpnet", "fikk hele dokumentet", "ble sett på")
    assert [words for words in told if words not in history] == []
    steward.force_login(errand.cast.accounts["nina"])
    assert steward.get(f"/shipments/{sent.shipment.public_id}/").status_code == 404


@pytest.mark.req("KL-SHARE-012")
def test_nobody_is_reminded_of_a_shipment_that_is_open_for_two_days_at_most(errand):
    errand.sent(days_open=2)
    assert notices.remind_of_unopened(now=errand.now + timedelta(minutes=1)) == 0
    assert notices.remind_of_unopened(now=errand.now + timedelta(days=1)) == 0


def test_the_steward_is_reminded_two_days_before_an_unopened_shipment_expires(sent, errand):
    for days, reminded in ((11, 0), (12, 1), (13, 0)):
        assert notices.remind_of_unopened(now=errand.now + timedelta(days=days, minutes=1)) == reminded
    notices.tell_stewards(now=errand.now + timedelta(days=12))
    assert any("ikke åpnet" in mail.content["subject"].lower() for mail in OutgoingMessage.objects.all())


def test_a_shipment_that_was_opened_needs_no_reminder(browser, sent, errand):
    opened_in(browser, sent)
    assert notices.remind_of_unopened(now=errand.now + timedelta(days=13)) == 0


def test_record_delivery_of_an_empty_document_completes_it(browser, sent):
    opened_in(browser, sent)
    assert b"".join(browser.get(at(sent, "dokument/2/")).streaming_content) == b""
    assert Receipt.objects.get(document__place=2).completed_at is not None
    assert timedelta(hours=24) == deliveries.GRACE
    assert sent.shipment.way == Way.CLASSIC
