"""Who was responsible for plans leaves or changes position: the mails that they and the owners of the plans get."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from arbeidsrom.core.notifications import actions as notifications
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.role_orders import tasks as role_orders
from arbeidsrom.core.role_orders.ending import EndWithPositions
from arbeidsrom.core.role_orders.tests.ward import PLAN_RESPONSIBLE, make_ward
from arbeidsrom.modules.competence import models, tasks
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

NO_LONGER = "Kompetanseportalen: Du er ikke lenger registrert som Kompetanseplanansvarlig i Kompetanseportalen"
HAS_LEFT = "Kompetanseportalen: Kompetanseplanansvarlig har sluttet/byttet stilling"
THEME = ("Medikamentregning", "Legemiddelhåndtering")
SINGLE = "Smittevern"


class Looked:
    """Silje is responsible for the plans on medicines, Ole for one alone; Oda owns the first ones, Per the last."""

    def __init__(self) -> None:
        self.orders = make_ward()
        self.hospital = self.orders.hospital
        self.ward = Ward(self.hospital)
        for name in (*THEME, SINGLE, "Sykepleier på A"):
            self.ward.plan(name, "HLR")
        for name, plans in (("Oda", THEME), ("Per", (SINGLE,))):
            self.hospital.employ(name, "1010")
            models.Plan.objects.filter(name__in=plans).update(document_owner=self.hospital.people[name])
        for name, plans, code in (("Silje", THEME, "1010"), ("Ole", (SINGLE,), "1020")):
            self.looks_after(name, self.orders.positions[name], *plans, code=code)

    def looks_after(self, name: str, position: Position, *plans: str, code: str) -> None:
        """The role is ordered for the plans, approved, and the plans are named."""
        self.orders.positions[name] = position
        wanted = self.orders.wanted(PLAN_RESPONSIBLE, code, covers=", ".join(plans))
        self.orders.approve(self.orders.order(by=name, position=name, wanted=wanted))
        for plan in plans:
            self.ward.plans[plan].responsible.create(position=position, named_at=self.hospital.now)

    def edits(self, name: str) -> set[str]:
        actor = self.orders.actor(name)
        return {plan.name for plan in models.Plan.objects.all() if access.may_edit_plan(actor, plan)}

    def leaves(self, *positions: Position) -> None:
        """As the import of employees ends them, and what the nights do after it."""
        ending = Position.objects.filter(pk__in=[one.pk for one in positions])
        ending.update(valid_to=self.orders.today)
        EndWithPositions().carry_out(ending, on=self.orders.today, run=uuid4())
        for days in (1, 2):
            day = self.orders.today + timedelta(days=days)
            with time_machine.travel(datetime(day.year, day.month, day.day, 4, 0), tick=False):
                role_orders.night(0)
                tasks.tell_of_left(0)

    def mails(self) -> list[tuple[str, Content]]:
        """What is written to whom, of what the mails here are about."""
        notifications.mail_told(now=self.hospital.now)
        sent = [(row.recipient, Content.from_json(row.content)) for row in OutgoingMessage.objects.order_by("id")]
        return [(address, mail) for address, mail in sent if mail.subject in (NO_LONGER, HAS_LEFT)]


@pytest.fixture
def looked(db: None) -> Looked:
    return Looked()


@pytest.mark.req("KP-KPA-003")
def test_one_looks_after_a_set_of_plans_on_a_theme_and_another_a_single_plan(looked: Looked) -> None:
    assert looked.edits("Silje") == set(THEME)
    assert looked.edits("Ole") == {SINGLE}


@pytest.mark.req("KP-KPA-025", "KP-KPA-026", "KP-KPA-027", "KP-KPA-028", "KP-KPA-029", "KP-KPA-030", "KP-MAIL-004")
def test_whoever_changes_position_and_the_owners_of_the_plans_each_get_one_mail_about_all_of_them(
    looked: Looked,
) -> None:
    for name in ("Silje", "Oda"):
        position = Position.objects.get(person=looked.hospital.people[name])
        notifications.choose({}, without_mail=True, actor=looked.hospital.actor(position))
    old = looked.orders.positions["Silje"]
    new = looked.hospital.employ("Silje", "1020", valid_from=looked.orders.today)
    looked.leaves(old)

    sent = dict(looked.mails())
    assert len(looked.mails()) == 2
    to_silje, to_oda = sent["silje@sykehuset.example"], sent["oda@sykehuset.example"]
    plans = "; ".join(sorted(THEME))
    assert to_silje.subject == NO_LONGER
    for said in (
        f"fordi du var registrert som kompetanseplanansvarlig for disse planene: {plans}.",
        "Stillingen eller avdelingen din er endret, så du er ikke lenger kompetanseplanansvarlig for dem.",
        "Rollen må bestilles på nytt hvis du skal ha den i en ny stilling",
        "Meld fra til systemansvarlig hvis du skal fortsette.",
    ):
        assert said in to_silje.text
    assert to_oda.subject == HAS_LEFT
    for said in (
        "fordi du er dokumenteier for kompetanseplaner",
        "; ".join(f"{plan} (Silje Berg)" for plan in sorted(THEME)),
        "Kompetanseplanansvarlig har sluttet eller byttet stilling, og er derfor ikke lenger ansvarlig for dem",
        "Vurder om noen ny skal være kompetanseplanansvarlig, og send i så fall navnet til systemansvarlig.",
    ):
        assert said in to_oda.text
    kinds = ("competence.plan_responsible_no_longer", "competence.plan_responsible_left")
    assert Notification.objects.filter(type__in=kinds).count() == 2
    assert not Notification.objects.filter(type__in=kinds, on_home=True).exists()
    looked.orders.positions["Silje"] = new
    assert looked.edits("Silje") == set(), "ordered again or not at all"


@pytest.mark.req("KP-KPA-030")
def test_one_who_looked_after_plans_in_two_positions_that_end_gets_one_mail_of_them_all(looked: Looked) -> None:
    first = looked.orders.positions["Silje"]
    second = looked.hospital.employ("Silje", "1020")
    looked.looks_after("Silje", second, SINGLE, code="1020")
    models.Plan.objects.update(document_owner=looked.hospital.people["Per"])
    looked.leaves(first, second)
    texts = {address: mail.text for address, mail in looked.mails()}
    assert len(looked.mails()) == len(texts) == 2
    assert "; ".join(sorted((*THEME, SINGLE))) in texts["silje@sykehuset.example"]
    assert all(f"{plan} (Silje Berg)" in texts["per@sykehuset.example"] for plan in (*THEME, SINGLE))


def test_a_plan_that_is_archived_is_not_spoken_of(looked: Looked) -> None:
    models.Plan.objects.filter(name=THEME[0]).update(archived_at=looked.hospital.now, archive_reason="Utgått")
    looked.leaves(looked.orders.positions["Silje"])
    assert len(looked.mails()) == 2
    assert not any(THEME[0] in mail.text for _address, mail in looked.mails())
