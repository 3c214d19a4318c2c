"""The yearly e-mail to those who own plans or are responsible for them (KP-MAIL-008)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from arbeidsrom.core.notifications import actions as notifications
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions.plans import yearly
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    """Oda owns two plans and answers for a third, which Per owns; a fourth is archived, a fifth is nobody's."""
    ward = Ward(hospital)
    for name in ("Ærfugl", "Brann", "Smittevern", "Gammel", "Ingens"):
        ward.plan(name)
    oda, per = (hospital.employ(name, "1010").person for name in ("Oda", "Per"))
    for name, owner, responsible in (("Ærfugl", oda, per), ("Brann", oda, oda), ("Smittevern", per, oda)):
        models.Plan.objects.filter(name=name).update(document_owner=owner, document_responsible=responsible)
    archived = {"archived_at": hospital.now, "archive_reason": "Erstattet"}
    models.Plan.objects.filter(name="Gammel").update(document_owner=oda, document_responsible=oda, **archived)
    return ward


def mails(*, now: datetime) -> dict[str, Content]:
    """Those that wait to be sent, by receiver; the next call finds new ones alone."""
    notifications.mail_told(now=now)
    found = {row.recipient: Content.from_json(row.content) for row in OutgoingMessage.objects.all()}
    OutgoingMessage.objects.all().delete()
    return found


@pytest.mark.req("KP-MAIL-008")
def test_owners_and_responsible_get_one_mail_a_year_with_all_their_plans(ward: Ward) -> None:
    now = ward.hospital.now
    assert yearly.tell_of_year(now=now) == 2
    assert yearly.tell_of_year(now=now + timedelta(minutes=1)) == 0, "once a year, however often it runs"

    sent = mails(now=now)

    assert set(sent) == {"oda@sykehuset.example", "per@sykehuset.example"}
    oda, per = sent["oda@sykehuset.example"].text, sent["per@sykehuset.example"].text
    assert "Du er dokumenteier for: Brann; Ærfugl. Du er dokumentansvarlig for: Brann; Smittevern." in oda
    assert "Du er dokumenteier for: Smittevern. Du er dokumentansvarlig for: Ærfugl." in per
    assert "Gammel" not in oda + per

    assert yearly.tell_of_year(now=now + timedelta(days=366)) == 2
    assert len(mails(now=now)) == 2


@pytest.mark.req("KP-MAIL-001", "KP-MAIL-002", "KP-MAIL-008")
def test_it_comes_to_who_wants_no_mails_and_never_on_the_home_page(ward: Ward) -> None:
    hospital = ward.hospital
    oda = Position.objects.get(person=hospital.people["Oda"])
    notifications.choose({}, without_mail=True, actor=hospital.actor(oda))

    yearly.tell_of_year(now=hospital.now)

    assert "oda@sykehuset.example" in mails(now=hospital.now)
    assert not Notification.objects.filter(on_home=True).exists()


def test_whoever_has_one_kind_of_plans_alone_is_told_that_the_other_list_is_empty(ward: Ward) -> None:
    models.Plan.objects.filter(name="Ærfugl").update(document_responsible=ward.hospital.people["Oda"])
    yearly.tell_of_year(now=ward.hospital.now)
    text = mails(now=ward.hospital.now)["per@sykehuset.example"].text
    assert "Du er dokumenteier for: Smittevern. Du er dokumentansvarlig for: –." in text


def test_whoever_has_left_is_not_written_to(ward: Ward) -> None:
    Position.objects.filter(person=ward.hospital.people["Per"]).update(valid_to=ward.hospital.today)
    assert yearly.tell_of_year(now=ward.hospital.now) == 1
    assert set(mails(now=ward.hospital.now)) == {"oda@sykehuset.example"}
