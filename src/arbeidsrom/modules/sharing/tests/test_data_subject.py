"""What a member gets to know of the documents that were shared about them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from arbeidsrom.core.privacy import collectors
from arbeidsrom.core.privacy.collectors import DataSubject
from arbeidsrom.modules.sharing.actions import answers, shipments
from arbeidsrom.modules.sharing.data_subject import of_member, of_sender
from arbeidsrom.modules.sharing.tests.case_room import MEMBER
from arbeidsrom.modules.sharing.tests.receiver_browser import at

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUD-003")]

LIV = DataSubject("Liv", member=MEMBER)


def text_of(sections) -> str:
    (section,) = sections
    lines = [f"{record.heading}\n" + "\n".join(each.value for each in record.facts) for record in section.records]
    return "\n".join([*lines, section.note])


@pytest.fixture
def received(errand, browser):
    """Sent, opened, two of three documents downloaded, and answered."""
    with time_machine.travel(errand.now + timedelta(hours=1), tick=False):
        sent = errand.sent()
        browser.post("/forsendelse/", sent.fields())
        b"".join(browser.get(at(sent, "dokument/1/")).streaming_content)
        browser.post(at(sent, "svar/"), {"message": "Vi møter fredag."})
        answers.take_in_answers(now=errand.now)
    return sent


def test_the_steward_of_the_case_gives_out_what_was_shared_with_whom_and_when(errand, received):
    text = text_of(of_member(LIV, errand.kari))

    assert received.reference in text
    assert "Personalsjef Berg" in text
    assert "Se vedlagte dokumenter før møtet." in text
    assert "Grunnlag for drøftingsmøtet" in text
    assert "Oppsigelse datert 03.02.26, mottatt" in text
    assert "Saksfremstillingsskjema, ikke mottatt i sin helhet" in text
    assert "Vi møter fredag." in text
    opened = next(
        fact.value for fact in next(iter(of_member(LIV, errand.kari))).records[0].facts if fact.key == "opened_at"
    )
    assert opened != "–"


def test_whoever_does_not_work_with_the_case_gives_out_only_that_something_was_sent(errand, received):
    text = text_of(of_member(LIV, errand.cast.per))

    assert received.reference in text
    assert "Arbeidsgiver" in text
    for secret in ("Personalsjef", "Oppsigelse", "vedlagte", "Grunnlag", "fredag"):
        assert secret not in text
    assert "Den ansvarlige tillitsvalgte" in text


def test_what_was_never_sent_and_what_is_about_others_is_not_told(errand, monkeypatch):
    shipment = errand.sent().shipment
    other = DataSubject("Unni", member=uuid4())
    unsent = errand.share(category="employer")
    unsent.shipment.__class__.objects.filter(pk=unsent.shipment.pk).update(sent_at=None, state="ready", expires_at=None)

    assert text_of(of_member(LIV, errand.kari)).count(shipment.reference) == 1
    assert unsent.shipment.reference not in text_of(of_member(LIV, errand.kari))
    assert next(iter(of_member(other, errand.kari))).records == ()


def test_a_withdrawn_shipment_is_told_with_when_it_was_withdrawn(errand, received):
    shipments.withdraw_shipment(received.shipment.public_id, actor=errand.kari, now=errand.now + timedelta(days=1))

    (section,) = of_member(LIV, errand.cast.per)
    (withdrawn,) = (fact.value for fact in section.records[0].facts if fact.key == "withdrawn_at")
    assert withdrawn != "–"


def test_many_shipments_take_as_many_queries_as_one(errand, django_assert_max_num_queries):
    errand.sent()
    list(of_member(LIV, errand.kari))
    with django_assert_max_num_queries(30) as one:
        list(of_member(LIV, errand.kari))
    for _number in range(4):
        errand.sent()
    with django_assert_max_num_queries(len(one)):
        list(of_member(LIV, errand.kari))


def test_a_steward_gets_to_know_what_they_have_sent_but_not_what_was_in_it(errand, received):
    kari = DataSubject("Kari", person=errand.cast.people["kari"].public_id)
    text = text_of(of_sender(kari, errand.kari))

    assert received.reference in text
    assert "Personalsjef" not in text
    assert "Oppsigelse" not in text


def test_it_is_part_of_what_is_collected_about_a_member(errand, received):
    assert "sharing.shipments" in {section.key for section in collectors.collect(LIV, errand.kari)}
