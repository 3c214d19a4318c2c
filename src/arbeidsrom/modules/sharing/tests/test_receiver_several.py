"""Several shipments in one browser: each page is about its own, whatever was opened after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arbeidsrom.modules.sharing.actions import answers, openings
from arbeidsrom.modules.sharing.models import OpeningSession, Shipment, ShipmentEvent
from arbeidsrom.modules.sharing.states import ShipmentState
from arbeidsrom.modules.sharing.tests.case_room import PDF, content_of
from arbeidsrom.modules.sharing.tests.receiver_browser import OPEN, at, opened_in

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def two(errand, browser):
    """The first of another case than the second; both opened in the same browser, the second last."""
    first = errand.sent(errand.case.documents[0], title="Oppsigelse datert 03.02.26")
    other = errand.room.open_case(errand.cast.hospital_club, errand.kari)
    errand.room.store(
        other, b"%PDF-1.7 arsoppgjor", "Lønn.pdf", "Lønn datert 01.02.26", actor=errand.kari, now=errand.now
    )
    mine, errand.case = errand.case, other
    second = errand.sent(title="Lønn datert 01.02.26")
    errand.case = mine
    opened_in(browser, first)
    opened_in(browser, second)
    return first, second, other


@pytest.mark.req("KL-SHARE-007", "KL-SHARE-010")
def test_each_page_shows_and_delivers_its_own_shipment(browser, two):
    first, second, other = two
    for sent, title, content in (
        (first, "Oppsigelse datert 03.02.26", PDF),
        (second, "Lønn datert 01.02.26", content_of(other.documents[0].version)),
    ):
        page = browser.get(at(sent)).content.decode()
        assert title in page
        assert at(sent, "dokument/1/") in page
        assert b"".join(browser.get(at(sent, "dokument/1/")).streaming_content) == content


@pytest.mark.req("KL-SHARE-012")
def test_everything_received_is_said_of_the_shipment_that_the_page_shows(browser, two):
    first, second, _other = two
    assert at(first, "mottatt/") in browser.get(at(first)).content.decode()
    browser.post(at(first, "mottatt/"))
    assert Shipment.objects.get(pk=first.shipment.pk).state == ShipmentState.COMPLETED
    assert Shipment.objects.get(pk=second.shipment.pk).state == ShipmentState.SENT


@pytest.mark.req("KL-SHARE-013")
def test_an_answer_goes_to_the_case_of_the_page_it_was_written_on(browser, two, errand):
    first, _second, _other = two
    browser.post(at(first, "svar/"), {"message": "Om oppsigelsen"})
    answers.take_in_answers(now=errand.now)
    (arrived,) = errand.room.answers
    assert (arrived.about, arrived.message) == (errand.case.about, "Om oppsigelsen")


def test_the_wrong_receiver_speaks_of_the_shipment_of_the_page(browser, two):
    first, second, _other = two
    assert at(first, "feil-mottaker/") in browser.get(at(first)).content.decode()
    browser.post(at(first, "feil-mottaker/"))
    assert [event.shipment_id for event in ShipmentEvent.objects.filter(kind="wrong_receiver")] == [first.shipment.pk]
    assert browser.get(at(first)).status_code == 404
    assert browser.get(at(second)).status_code == 200
    browser.post("/forsendelse/feil-mottaker/", {"link_key": second.key})
    assert ShipmentEvent.objects.filter(kind="wrong_receiver").count() == 2


def test_one_is_closed_and_the_other_stays_open(browser, two):
    first, second, _other = two
    browser.post(at(first, "lukk/"))
    assert browser.get(at(first)).status_code == 404
    assert browser.get(at(second)).status_code == 200


@pytest.mark.req("KL-SHARE-010")
def test_the_secret_of_one_shipment_opens_no_other(browser, two, errand):
    first, second, _other = two
    closed = browser.get(at(errand.sent()))
    browser.cookies[f"forsendelse-{first.reference}"] = browser.cookies[f"forsendelse-{second.reference}"].value
    for path in ("innhold/", "dokument/1/", "alle.zip", "svar/", "mottatt/"):
        answer = browser.get(at(first, path))
        assert answer.status_code == 404
        assert answer.content == closed.content


def test_each_shipment_is_read_in_the_language_that_was_chosen_in_it(browser, two):
    first, second, _other = two
    browser.get(at(first) + "?language=en")
    assert browser.get(at(first))["Content-Language"] == "en"
    assert browser.get(at(second))["Content-Language"] == "nb"


def test_a_browser_keeps_the_latest_ten_open_and_closes_the_oldest(browser, errand, on_the_day):
    everything = [errand.sent(errand.case.documents[0]) for _number in range(openings.MOST_OPEN + 1)]
    for sent in everything:
        on_the_day.shift(timedelta(seconds=1))
        opened_in(browser, sent)
    oldest, *others = everything
    assert OpeningSession.objects.count() == openings.MOST_OPEN
    kept = {name for name, cookie in browser.cookies.items() if cookie.value}
    assert kept == {f"forsendelse-{sent.reference}" for sent in others}
    assert browser.get(at(oldest)).status_code == 404
    assert browser.get(at(others[0])).status_code == 200
    assert browser.post(OPEN, others[0].fields()).status_code == 302
    assert len({name for name, cookie in browser.cookies.items() if cookie.value}) == openings.MOST_OPEN
