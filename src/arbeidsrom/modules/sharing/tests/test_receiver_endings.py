"""When a shipment ends: withdrawn, expired, opened often enough, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from arbeidsrom.core.vault import responses
from arbeidsrom.modules.sharing.actions import notices, shipments
from arbeidsrom.modules.sharing.models import DocumentKey, Generation, OpeningSession
from arbeidsrom.modules.sharing.tests.receiver_browser import OPEN, at, opened_in

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.mark.req("KL-SHARE-011")
def test_after_withdrawal_the_page_says_only_that_nothing_is_available(browser, sent, errand):
    opened_in(browser, sent)
    shipments.withdraw_shipment(sent.shipment.public_id, actor=errand.kari, now=errand.now)
    response = browser.get(at(sent))
    page = response.content.decode()
    assert response.status_code == 404
    assert "ikke lenger tilgjengelig" in page
    for secret in ("Kari", "Oppsigelse", sent.reference, "trukket"):
        assert secret not in page
    for path in (at(sent, "dokument/1/"), at(sent, "alle.zip")):
        assert browser.get(path).status_code == 404


@pytest.mark.req("KL-SHARE-011")
def test_withdrawal_stops_a_download_that_is_running(errand, browser, monkeypatch):
    monkeypatch.setattr(responses, "BATCH", 300_000)
    errand.room.store(
        errand.case, bytes(2_000_000), "stor.bin", "Opptak datert 01.02.26", actor=errand.kari, now=errand.now
    )
    sent = errand.sent()
    opened_in(browser, sent)
    response = browser.get(at(sent, "dokument/4/"))
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
    assert browser.get(at(sent)).status_code == 200
    on_the_day.shift(timedelta(minutes=15))
    assert browser.get(at(sent)).status_code == 404
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
    assert browser.get(at(sent)).status_code == 200


@pytest.mark.req("KL-SHARE-011")
def test_strict_is_one_opening_and_four_hours(browser, errand, on_the_day):
    sent = errand.sent(is_strict=True)
    opened_in(browser, sent)
    assert browser.post(OPEN, sent.fields()).status_code == 200
    on_the_day.shift(timedelta(hours=3, minutes=59))
    assert browser.get(at(sent)).status_code == 200
    on_the_day.shift(timedelta(minutes=2))
    assert browser.get(at(sent)).status_code == 404


def test_the_shipment_can_be_closed_on_a_shared_computer(browser, sent):
    opened_in(browser, sent)
    assert browser.post(at(sent, "lukk/")).status_code == 200
    assert not OpeningSession.objects.exists()
    assert browser.get(at(sent)).status_code == 404


def test_the_database_itself_keeps_what_ended_without_a_key(sent):
    with pytest.raises(Exception, match="generation_that_ended_has_no_key"), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_generation SET ended_at = now()")
