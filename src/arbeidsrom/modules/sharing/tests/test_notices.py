"""What stewards are told: each thing once, none of it lost while nobody has the case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.lib.actor import job
from arbeidsrom.modules.sharing.actions import notices
from arbeidsrom.modules.sharing.actions.history import happened
from arbeidsrom.modules.sharing.models import ShipmentEvent
from arbeidsrom.modules.sharing.states import EventKind


def told(person_id):
    return list(Notification.objects.filter(person_id=person_id).order_by("id").values_list("type", flat=True))


def tell(errand):
    return notices.tell_stewards(now=errand.now)


def it_happened(errand, shipment, kind):
    happened(kind, shipment, actor=job("sharing.test", tenant=shipment.tenant), at=errand.now)


@pytest.mark.req("KL-SHARE-012", "KL-WHO-006")
def test_what_happens_while_nobody_has_the_case_waits_for_somebody(errand, monkeypatch):
    alone, attended = errand.sent().shipment, errand.sent().shipment
    other = errand.room.open_case(errand.cast.hospital_club, errand.kari)
    type(attended).objects.filter(pk=attended.pk).update(about=other.about)
    errand.case.stewards.clear()
    for _number in range(3):
        it_happened(errand, alone, EventKind.ANSWERED)
    it_happened(errand, attended, EventKind.COMPLETED)
    assert tell(errand) == 1
    assert told(errand.kari.person_id) == ["sharing.completed"]
    errand.case.stewards.add(errand.ola.person_id)
    assert tell(errand) == 3
    assert tell(errand) == 0
    assert told(errand.ola.person_id) == ["sharing.answered"] * 3


@pytest.mark.req("KL-SHARE-009", "KL-WHO-006")
@pytest.mark.parametrize("kind", [EventKind.WRONG_RECEIVER, EventKind.LOCKED])
def test_an_alarm_that_nobody_hears_goes_to_those_who_oversee_the_union_by_reference_only(errand, kind):
    shipment, per = errand.sent().shipment, errand.cast.per.person_id
    errand.room.overseers_of_cases, errand.case.stewards = [per], set()
    it_happened(errand, shipment, kind)
    it_happened(errand, shipment, EventKind.ANSWERED)
    tell(errand)
    tell(errand)
    (alarm,) = Notification.objects.filter(person_id=per)
    assert alarm.type == f"sharing.unattended_{kind}"
    assert alarm.params == {"reference": shipment.reference}
    assert alarm.url == "/overview/"
    errand.case.stewards = {errand.ola.person_id}
    tell(errand)
    assert told(errand.ola.person_id) == [f"sharing.{kind}", "sharing.answered"]


def test_one_thing_that_cannot_be_told_does_not_keep_the_others_back(errand, monkeypatch):
    shipment = errand.sent().shipment
    it_happened(errand, shipment, EventKind.OPENED)
    it_happened(errand, shipment, EventKind.COMPLETED)

    def fail(*_about, **_named):
        raise LookupError("the case cannot take a note")

    monkeypatch.setattr(errand.room, "noted", fail)
    with pytest.raises(LookupError):
        tell(errand)
    assert told(errand.kari.person_id) == ["sharing.completed"]
    monkeypatch.undo()
    assert tell(errand) == 1
    assert told(errand.kari.person_id) == ["sharing.completed", "sharing.opened"]
    assert not ShipmentEvent.objects.filter(told_at=None, at__lte=errand.now + timedelta(days=1)).exists()
