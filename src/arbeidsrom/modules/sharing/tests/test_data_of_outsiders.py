"""What a receiver gets to know of the address book and of the shipments that came to them."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.privacy.queries import outsider_subject
from arbeidsrom.modules.sharing.actions import answers, shipments
from arbeidsrom.modules.sharing.actions.addresses import Entry, add_address, change_address, remove_address
from arbeidsrom.modules.sharing.data_of_outsiders import of_outsider
from arbeidsrom.modules.sharing.models import ReceiverAddress, Shipment
from arbeidsrom.modules.sharing.rules.orders import Receiver
from arbeidsrom.modules.sharing.tests.receiver_browser import at

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUD-003")]

BERG = Entry("employer", "Personalsjef Berg", "berg@kommunen.example", "412 34 567", "Ring før kl. 15.")


def told(actor, *, email="", phone="", name="Berit Berg"):
    """What somebody is told by the actor, by section."""
    found = {section.key: section for section in of_outsider(outsider_subject(name, email=email, phone=phone), actor)}
    return found["sharing.addresses"].records, found["sharing.received"].records


def text_of(records) -> str:
    return "\n".join("\n".join([record.heading, *(fact.value for fact in record.facts)]) for record in records)


def test_an_entry_of_the_address_book_is_given_in_full_by_address_or_by_number(cast):
    add_address(cast.hospital_club, BERG, actor=cast.kari, now=cast.now)
    for known in ({"email": "BERG@kommunen.example"}, {"phone": "+47 41 23 45 67"}):
        entries, sent = told(cast.ingrid, **known)
        assert "Personalsjef Berg" in text_of(entries)
        assert "Ring før kl. 15." in text_of(entries)
        assert sent == ()
    assert told(cast.ingrid, email="berg@annet.example", name="Personalsjef Berg") == ((), ())


def test_an_entry_is_found_as_it_is_now_and_nothing_is_left_of_it_when_it_was_removed(cast):
    entry = add_address(cast.hospital_club, BERG, actor=cast.kari, now=cast.now)
    new = Entry("employer", "Personalsjef Berg", "personal@kommunen.example")
    change_address(entry.public_id, new, lock_version=0, actor=cast.kari, now=cast.now)
    assert told(cast.per, email=BERG.email)[0] == ()
    assert told(cast.per, phone=BERG.mobile)[0] == ()
    assert len(told(cast.per, email=new.email)[0]) == 1
    remove_address(entry.public_id, actor=cast.kari, now=cast.now)
    assert told(cast.per, email=new.email)[0] == ()
    entry.refresh_from_db()
    assert (entry.name, entry.email, entry.mobile, entry.note, entry.contact_marks) == ("", "", "", "", [])


def test_each_body_answers_for_its_own_address_books(cast):
    cast.elect("berit", "Vern", "privacy_contact", cast.union)
    add_address(cast.hospital_club, BERG, actor=cast.kari, now=cast.now)
    add_address(cast.union, BERG, actor=cast.admin, now=cast.now, is_central=True)
    assert "Sykehusklubben" in text_of(told(cast.ingrid, email=BERG.email)[0])
    assert "Forbundet" not in text_of(told(cast.ingrid, email=BERG.email)[0])
    assert "Forbundet" in text_of(told(cast.actor("berit"), email=BERG.email)[0])
    assert "Sykehusklubben" not in text_of(told(cast.actor("berit"), email=BERG.email)[0])


@pytest.fixture
def received(errand, browser):
    """Sent, opened and answered."""
    with time_machine.travel(errand.now + timedelta(hours=1), tick=False):
        sent = errand.sent()
        browser.post("/forsendelse/", sent.fields())
        browser.post(at(sent, "svar/"), {"message": "Vi møter fredag."})
        answers.take_in_answers(now=errand.now)
    return sent


def test_a_receiver_is_told_that_and_when_something_was_sent_and_never_what(errand, received):
    records = told(errand.cast.ingrid, email="berg@kommunen.example")[1]
    text = text_of(records)
    for known in (received.reference, "Personalsjef Berg", "berg@kommunen.example", "Arbeidsgiver", "Kari Ødegård"):
        assert known in text
    assert [fact.value for fact in records[0].facts if fact.key.startswith("answer.")] != []
    for secret in ("Oppsigelse", "vedlagte", "Grunnlag", "fredag", "2026/14", "Kari Medlem"):
        assert secret not in text


def test_a_receiver_without_an_address_is_found_by_the_number(errand):
    errand.sent(receiver=Receiver("Vernetjenesten", mobile="908 76 543"))
    assert len(told(errand.cast.per, phone="90 87 65 43")[1]) == 1
    assert told(errand.cast.per, phone="412 34 567")[1] == ()


def test_a_receiver_of_the_address_book_is_found_by_what_it_was_sent_to(errand, centre_address):
    errand.sent(category="competence_centre", receiver=Receiver("", address=centre_address.public_id))
    changed = Entry("competence_centre", "Kompetansesenteret", "ny@senteret.example")
    change_address(
        centre_address.public_id,
        changed,
        lock_version=0,
        actor=errand.cast.admin,
        now=errand.now,
        desk=errand.cast.centre,
    )
    assert len(told(errand.cast.per, email="post@senteret.example")[1]) == 1
    assert told(errand.cast.per, email="ny@senteret.example")[1] == ()


def test_what_was_never_sent_is_the_clubs_own_work(errand):
    sent = errand.sent().shipment
    Shipment.objects.filter(pk=sent.pk).update(sent_at=None, state="ready", expires_at=None)
    assert told(errand.cast.per, email="berg@kommunen.example")[1] == ()


def test_a_shipment_is_answered_for_by_the_body_that_its_club_belongs_to_now(errand):
    errand.sent()
    Unit.objects.filter(pk=errand.cast.hospital_club.pk).update(tenant=errand.cast.neighbour_union.public_id)
    assert told(errand.cast.ingrid, email="berg@kommunen.example")[1] == ()
    errand.cast.elect("berit", "Vern", "privacy_contact", errand.cast.neighbour_union)
    assert len(told(errand.cast.actor("berit"), email="berg@kommunen.example")[1]) == 1


def test_whoever_answers_no_requests_is_told_nothing(errand):
    errand.sent()
    add_address(errand.cast.hospital_club, BERG, actor=errand.kari, now=errand.now)
    assert told(errand.kari, email="berg@kommunen.example") == ((), ())


def test_many_shipments_take_as_many_queries_as_one(errand, django_assert_max_num_queries):
    errand.sent()
    told(errand.cast.per, email="berg@kommunen.example")
    with django_assert_max_num_queries(30) as one:
        told(errand.cast.per, email="berg@kommunen.example")
    for _number in range(3):
        errand.sent()
    with django_assert_max_num_queries(len(one)):
        assert len(told(errand.cast.per, email="berg@kommunen.example")[1]) == 4


def test_those_who_stood_there_before_are_marked_by_the_migration(errand):
    errand.sent()
    add_address(errand.cast.hospital_club, BERG, actor=errand.kari, now=errand.now)
    for table in (Shipment, ReceiverAddress):
        table.objects.update(contact_marks=[])
    assert told(errand.cast.per, email="berg@kommunen.example") == ((), ())
    import_module("arbeidsrom.modules.sharing.migrations.0007_contact_marks").mark_receivers(apps, None)
    entries, sent = told(errand.cast.per, email="berg@kommunen.example")
    assert (len(entries), len(sent)) == (1, 1)


def test_what_was_removed_before_removing_erased_is_erased_too(cast):
    kept, removed = (add_address(cast.hospital_club, BERG, actor=cast.kari, now=cast.now) for _ in range(2))
    ReceiverAddress.objects.filter(pk=removed.pk).update(removed_at=cast.now)
    import_module("arbeidsrom.modules.sharing.migrations.0008_erase_removed_addresses").erase(apps, None)
    for entry in (kept, removed):
        entry.refresh_from_db()
    assert (kept.name, kept.mobile, kept.note) == ("Personalsjef Berg", "+4741234567", "Ring før kl. 15.")
    assert (removed.name, removed.email, removed.mobile, removed.note) == ("", "", "", "")
    assert len(told(cast.ingrid, email=BERG.email)[0]) == 1


def test_a_withdrawn_shipment_is_told_with_when_it_was_withdrawn(errand, received):
    shipments.withdraw_shipment(received.shipment.public_id, actor=errand.kari, now=errand.now + timedelta(days=1))
    (record,) = told(errand.cast.per, email="berg@kommunen.example")[1]
    assert next(fact.value for fact in record.facts if fact.key == "withdrawn_at") != "–"
