"""Trying codes and links: what it costs, and that nothing is learnt from it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.modules.sharing.actions import notices, openings, shipments
from arbeidsrom.modules.sharing.models import Generation, OpeningSession, Shipment, TryCounter
from arbeidsrom.modules.sharing.rules import links, two_channel
from arbeidsrom.modules.sharing.states import ShipmentState
from arbeidsrom.modules.sharing.tests.receiver_browser import OPEN
from arbeidsrom.modules.sharing.views import receiver

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.mark.req("KL-SHARE-009")
def test_a_mistyped_code_or_reference_does_not_count_as_a_try(browser, sent):
    swapped = sent.read_code[1] + sent.read_code[0] + sent.read_code[2:]
    other_digit = "1" if sent.reference.endswith("0") else "0"
    mistyped = [{"code": sent.code[:-1]}, {"reference": sent.reference[:-1] + other_digit}, {"link_key": sent.key[:-1]}]
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


@pytest.mark.req("KL-SHARE-009")
def test_a_limited_address_is_told_so_at_once_whatever_it_tries(browser, sent, settings, monkeypatch):
    for number in range(30):
        browser.post(OPEN, sent.fields(link_key=links.written(bytes([number]) * 32)))
    for _number in range(3):
        browser.post(OPEN, sent.fields(code=sent.wrong_code()), REMOTE_ADDR="198.51.100.7")
    slept = []
    settings.SHARING_REFUSAL_TAKES = 3
    monkeypatch.setattr(receiver.time, "sleep", slept.append)
    unknown = links.written(bytes(32))
    pages = {
        browser.post(OPEN, fields).content.decode().replace(sent.key, "KEY").replace(unknown, "KEY")
        for fields in (sent.fields(), sent.fields(code=sent.wrong_code()), sent.fields(link_key=unknown))
    }
    assert len(pages) == 1
    assert "Vent litt" in pages.pop()
    assert slept == []
    assert "Vent litt" in browser.post(OPEN, sent.fields(), REMOTE_ADDR="198.51.100.8").content.decode()
    assert len(slept) == 1  # that the link has to wait is told no faster than anything else


@pytest.mark.req("KL-SHARE-009")
def test_a_whole_network_of_one_household_is_one_address(browser, sent):
    for number in range(30):
        key = links.written(bytes([number]) * 32)
        browser.post(OPEN, sent.fields(link_key=key), REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
    assert "Vent litt" in browser.post(OPEN, sent.fields(), REMOTE_ADDR="2001:db8:1:2:ffff::1").content.decode()
    assert browser.post(OPEN, sent.fields(), REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


@pytest.mark.req("KL-SHARE-016")
@pytest.mark.parametrize("ended", ["withdrawn", "expired", "locked", "received"])
def test_a_try_of_what_opens_nothing_any_more_is_in_the_log(browser, sent, errand, ended):
    generation = Generation.objects.filter(shipment=sent.shipment)
    if ended == "withdrawn":
        shipments.withdraw_shipment(sent.shipment.public_id, actor=errand.kari, now=errand.now)
    elif ended == "expired":
        generation.update(issued_at=errand.now - timedelta(days=15), expires_at=errand.now - timedelta(days=1))
    else:
        generation.update(**{"locked_at" if ended == "locked" else "used_up_at": errand.now})
    browser.post(OPEN, sent.fields(), REMOTE_ADDR="198.51.100.9")
    browser.post(OPEN, sent.fields(link_key=links.written(bytes(32))))
    entry = Entry.objects.get(event="sharing.shipment.try_refused")
    assert entry.thing == sent.shipment.public_id
    assert "198.51.100.9" in entry.detail.content


@pytest.mark.req("KL-SHARE-009")
def test_an_address_that_never_stops_guessing_is_limited_in_every_hour(browser, sent, on_the_day):
    def guesses(until_limited):
        for number in range(until_limited):
            on_the_day.shift(timedelta(seconds=1))
            token = links.written(on_the_day_token(number, until_limited))
            browser.post(OPEN, sent.fields(link_key=token))

    guesses(30)
    for _quarter in range(3):
        on_the_day.shift(timedelta(minutes=20))
        browser.post(OPEN, sent.fields(link_key=links.written(bytes(32))))
    guesses(31)
    assert "Vent litt" in browser.post(OPEN, sent.fields()).content.decode()


def on_the_day_token(number, of):
    """A link that does not exist, another one for each."""
    return bytes([number, of]) * 16


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


@pytest.mark.req("KL-SHARE-009")
def test_the_right_code_at_the_tenth_try_opens_though_the_job_that_locks_runs_meanwhile(
    browser, sent, monkeypatch, on_the_day
):
    Generation.objects.update(attempts=9)
    stretch = two_channel.stretch

    def while_the_job_runs(*args):
        on_the_day.shift(timedelta(seconds=30))
        assert notices.lock_interrupted(now=timezone.now()) == 0
        return stretch(*args)

    monkeypatch.setattr(two_channel, "stretch", while_the_job_runs)
    assert browser.post(OPEN, sent.fields()).status_code == 302
    assert Generation.objects.get().attempts == 9


@pytest.mark.req("KL-SHARE-009")
def test_a_tenth_try_whose_process_died_locks_the_shipment_after_a_while(sent, monkeypatch, on_the_day):
    Generation.objects.update(attempts=9)
    monkeypatch.setattr(two_channel, "stretch", _die)
    with pytest.raises(KeyboardInterrupt):
        openings.open_with_code(
            token=sent.token, reference=sent.reference, code=sent.read_code, origin="198.51.100.1", now=timezone.now()
        )
    assert notices.lock_interrupted(now=timezone.now() + timedelta(minutes=1)) == 0
    assert notices.lock_interrupted(now=timezone.now() + timedelta(minutes=2)) == 1
    assert Shipment.objects.get().state == ShipmentState.LOCKED


def _die(*_args):
    raise KeyboardInterrupt


@contextmanager
def both_turns_taken():
    """Two others are trying their codes, from another connection, and take their time."""
    elsewhere = connection.copy()
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SET lock_timeout = 5000")
            cursor.execute("SELECT pg_advisory_lock(slot) FROM unnest(%s::bigint[]) slot", [list(openings._SLOTS)])
        yield
    finally:
        elsewhere.close()


@pytest.mark.req("KL-SHARE-009")
def test_who_gets_no_turn_is_asked_to_come_back_alike_for_all_and_uses_up_no_try(browser, sent, monkeypatch):
    monkeypatch.setattr(openings, "_LONGEST_WAIT", "50ms")
    unknown = links.written(bytes(32))
    with both_turns_taken():
        answers = [
            browser.post(OPEN, sent.fields()),
            browser.post(OPEN, sent.fields(code=sent.wrong_code())),
            browser.post(OPEN, sent.fields(link_key=unknown)),
        ]
    assert {(answer.status_code, answer["Retry-After"]) for answer in answers} == {(503, "60")}
    pages = {answer.content.decode().replace(sent.key, "KEY").replace(unknown, "KEY") for answer in answers}
    assert len(pages) == 1
    assert "teller ikke som et forsøk" in pages.pop()
    assert not TryCounter.objects.exists()
    assert Generation.objects.get().attempts == 0
    assert browser.post(OPEN, sent.fields()).status_code == 302


def test_a_turn_is_given_back_whatever_becomes_of_the_try(sent, monkeypatch):
    monkeypatch.setattr(two_channel, "stretch", _die)
    with pytest.raises(KeyboardInterrupt):
        openings.open_with_code(
            token=sent.token, reference=sent.reference, code=sent.read_code, origin="198.51.100.1", now=timezone.now()
        )
    with both_turns_taken():
        pass
