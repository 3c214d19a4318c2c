"""When a shipment ends: withdrawn, expired, opened often enough, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from arbeidsrom.core.vault import responses
from arbeidsrom.modules.sharing.actions import notices, shipments
from arbeidsrom.modules.sharing.models import DocumentKey, Generation, OpeningSession
from arbeidsrom.modules.sharing.tests.receiver_browser import OPEN, at, opened_in
from arbeidsrom.web.components.formats import moment

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
def test_the_code_of_a_strict_shipment_opens_once(browser, errand):
    sent = errand.sent(is_strict=True)
    opened_in(browser, sent)
    assert browser.post(OPEN, sent.fields()).status_code == 200
    assert browser.get(at(sent)).status_code == 200


@pytest.mark.req("KL-SHARE-011")
def test_the_code_of_a_strict_shipment_lives_four_hours_from_when_it_was_made(browser, errand, on_the_day):
    sent, late = errand.sent(is_strict=True), errand.sent(is_strict=True)
    on_the_day.shift(timedelta(hours=2, minutes=59))
    opened_in(browser, sent)
    assert notices.remind_of_unopened(now=errand.now + timedelta(hours=3, minutes=59)) == 0
    on_the_day.shift(timedelta(minutes=2))
    assert browser.get(at(sent)).status_code == 404
    assert browser.post(OPEN, late.fields()).status_code == 200
    assert OpeningSession.objects.count() == 1


@pytest.mark.req("KL-SHARE-012")
def test_the_receiver_is_told_until_when_this_browser_can_really_open_it(browser, errand):
    plain, strict = errand.sent(), errand.sent(is_strict=True)
    for sent, ends in ((plain, errand.now + timedelta(hours=25)), (strict, errand.now + timedelta(hours=4))):
        opened_in(browser, sent)
        assert f"til {moment(ends)}" in browser.get(at(sent, "mottatt/")).content.decode()
        browser.post(at(sent, "mottatt/"))
        assert f"til {moment(ends)}" in browser.get(at(sent)).content.decode()


def test_the_page_says_how_to_try_again_alike_whatever_has_ended(browser, sent, errand, on_the_day):
    opened_in(browser, sent)
    on_the_day.shift(timedelta(hours=25))
    session_over = browser.get(at(sent)).content
    shipments.withdraw_shipment(sent.shipment.public_id, actor=errand.kari, now=errand.now)
    assert browser.get(at(sent)).content == session_over
    assert "Har du lenken og koden" in session_over.decode()


def test_the_shipment_can_be_closed_on_a_shared_computer(browser, sent):
    opened_in(browser, sent)
    assert browser.post(at(sent, "lukk/")).status_code == 200
    assert not OpeningSession.objects.exists()
    assert browser.get(at(sent)).status_code == 404


def test_the_database_itself_keeps_what_ended_without_a_key(sent):
    with pytest.raises(Exception, match="generation_that_ended_has_no_key"), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_generation SET ended_at = now()")
