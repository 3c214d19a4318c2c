"""A member takes back the consent that something shared rests on (KL-CASE-007)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing.actions.notices import tell_stewards
from arbeidsrom.modules.sharing.actions.shipments import issue_code, withdraw_shipment
from arbeidsrom.modules.sharing.models import Generation, Shipment, ShipmentEvent
from arbeidsrom.modules.sharing.states import EventKind, ShipmentState
from arbeidsrom.modules.workspace.actions.cases import add_member
from arbeidsrom.modules.workspace.actions.consents import ConsentDraft, record_consent, withdraw_consent
from arbeidsrom.modules.workspace.models import Case, CaseParty, Consent, ConsentForm, ConsentKind
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from arbeidsrom.modules.workspace.tests.test_actions_consents import give
from arbeidsrom.modules.workspace.tests.test_sharing import add, share
from tests.cast import Cast

pytestmark = pytest.mark.req("KL-CASE-007")
DAY = date(2026, 11, 1)
ALERT = "Samtykket gjelder ikke lenger"


@pytest.fixture
def case(cast: Cast) -> Case:
    return cases.get_case(a_case(cast).public_id, actor=cast.kari)


@pytest.fixture(autouse=True)
def today(cast: Cast):
    with time_machine.travel(cast.now + timedelta(hours=1), tick=False):
        yield


def shared_on(cast: Cast, case: Case, consent: Consent) -> Shipment:
    """A letter of the case goes to the employer on the consent."""
    before = set(Shipment.objects.values_list("pk", flat=True))
    letter = add(cast, case, "Oppsigelse datert 03.02.26")
    share(cast, case, letter, category="employer", legal_ground="consent", consent=consent.public_id)
    return Shipment.objects.exclude(pk__in=before).get()


def given_by(cast: Cast, case: Case, party: CaseParty) -> Consent:
    """One member of the case agrees."""
    draft = ConsentDraft(party.public_id, ConsentKind.SHARING, ConsentForm.WRITTEN, DAY)
    return record_consent(case.public_id, draft, actor=cast.kari, now=cast.now)


def withdrawn(cast: Cast, case: Case, consent: Consent) -> None:
    withdraw_consent(case.public_id, consent=consent.public_id, actor=cast.kari, now=cast.now, today=cast.today)


def told() -> list[str]:
    """Who has been told in the inbox that a consent was withdrawn."""
    tell_stewards(now=Shipment.objects.latest("created_at").created_at + timedelta(minutes=1))
    rows = Notification.objects.filter(type="sharing.consent_withdrawn").select_related("person")
    return [row.person.name for row in rows]


def test_those_who_follow_up_the_case_are_told_at_once_when_a_consent_is_withdrawn(cast: Cast, case: Case):
    consent = give(cast, case, given_on=DAY)
    shipment = shared_on(cast, case, consent)
    withdrawn(cast, case, consent)
    assert told() == [cast.people["kari"].name]
    assert Notification.objects.get(type="sharing.consent_withdrawn").url.endswith(f"{shipment.public_id}/")


def test_nobody_is_asked_to_withdraw_what_was_withdrawn_in_the_meantime(cast: Cast, case: Case):
    consent = give(cast, case, given_on=DAY)
    shipment = shared_on(cast, case, consent)
    withdrawn(cast, case, consent)
    withdraw_shipment(shipment.public_id, actor=cast.kari, now=cast.now)
    assert told() == []


def test_the_pages_of_case_and_shipment_say_so_and_withdraw_in_one_step(cast: Cast, case: Case):
    consent = give(cast, case, given_on=DAY)
    shipment = shared_on(cast, case, consent)
    kari = cast.browser("kari", headers={"accept-language": "nb"})
    pages = [reverse(name, args=[case.public_id]) for name in ("case", "case_shipments", "case_people")]
    pages.append(reverse("show_shipment", args=[shipment.public_id]))
    assert not any(ALERT in kari.get(url).content.decode() for url in pages)
    withdrawn(cast, case, consent)
    for url in pages:
        page = kari.get(url).content.decode()
        assert ALERT in page, url
        assert f"Trekk tilbake {shipment.reference}" in page, url
    kari.post(reverse("withdraw_shipment", args=[shipment.public_id]))
    shipment.refresh_from_db()
    assert shipment.state == ShipmentState.WITHDRAWN
    assert not Generation.objects.filter(shipment=shipment, ended_at=None).exists()
    assert not any(ALERT in kari.get(url).content.decode() for url in pages)


def test_nothing_is_said_of_shipments_on_another_ground_or_that_nobody_can_open(cast: Cast, case: Case):
    consent = give(cast, case, given_on=DAY)
    letter = add(cast, case, "Svar datert 03.02.26")
    share(cast, case, letter, category="employer", legal_ground="legal_claim")
    taken_back = shared_on(cast, case, consent)
    withdraw_shipment(taken_back.public_id, actor=cast.kari, now=cast.now)
    gone = shared_on(cast, case, consent)
    Generation.objects.filter(shipment=gone).update(
        issued_at=cast.now - timedelta(days=9), expires_at=cast.now - timedelta(days=1)
    )
    Shipment.objects.filter(pk=gone.pk).update(expires_at=cast.now - timedelta(days=1))
    withdrawn(cast, case, consent)
    assert told() == []


def test_a_shipment_about_two_members_rests_on_the_consent_of_both(cast: Cast, case: Case):
    other = a_member(cast.hospital_club, "Kari", "Nordmann")
    add_member(case.public_id, member=other.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    first, second = (given_by(cast, case, party) for party in case.parties.order_by("id"))
    shipment = shared_on(cast, case, first)
    withdrawn(cast, case, second)
    withdrawn(cast, case, first)
    assert ShipmentEvent.objects.filter(shipment=shipment, kind=EventKind.CONSENT_WITHDRAWN).count() == 1
    with pytest.raises(Refused):
        issue_code(shipment.public_id, actor=cast.kari, now=cast.now)
